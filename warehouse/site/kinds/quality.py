"""How far the release can be trusted: its gates, what was not read, what stays open."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.asking import Candidate
from warehouse.checks import Finding
from warehouse.ledger import Entry
from warehouse.site import links
from warehouse.site.beside import Beside
from warehouse.site.blocks import Grid, GridRow, Heading, Page, Value
from warehouse.site.grids import Named, Told, grid, nowhere
from warehouse.site.kinds.lists import ListPage
from warehouse.site.records import evidence_of
from warehouse.site.release import ReleaseRows, Row
from warehouse.site.wording import counted, edition_of, page_name

_MOST = 500
"""Rows of a table of this page at most: the tables of the release have all."""
_GATE_HEADINGS = (
    Heading("Gate", kind="long"),
    Heading("Outcome", kind="short"),
    Heading("Measured", kind="number"),
    Heading("Bound", kind="number"),
    Heading("Name"),
    Heading("To look at"),
)
_UNCLAIMED = (
    Told("text", "Line"),
    Told("line", "Number", is_number=True),
    Told("page", "Page"),
)
_QUARANTINE = (
    Told("path", "Page", page_name),
    Told("reason", "Reason"),
    Told("message", "In words"),
)
_OPEN = (
    Told("name", "Country", leads=lambda row: links.country(row["iso3"])),
    Told("block", "Block", is_number=True),
    Told("edition", "Editions still possible", edition_of),
)
_ISSUES = (
    Told("message", "Issue"),
    Told("severity", "Severity"),
    Told("code", "Code"),
    Told("first_line", "Line", is_number=True),
)
_REPAIRS = (
    Told("repaired", "As repaired"),
    Told("printed", "As printed"),
    Told("repair", "Repair"),
    Told("line", "Line", is_number=True),
)
_CANDIDATES = (
    Told("title", "Title as printed"),
    Told("kind", "Kind"),
    Told("codes", "Codes"),
    Told("count", "Blocks", is_number=True),
    Told("editions", "Editions"),
    Told("nearest_title", "Most like it in the catalogue"),
    Told("similarity", "Likeness", is_number=True),
)
_PAGES = (
    Told("path", "Page", page_name, leads=lambda row: links.saved_page(row["page_id"])),
    Told("source", "Source"),
    Told("kind", "Kind"),
    Told("form", "Form"),
    Told("fetched_at", "Captured"),
    Told("lines", "Lines, not blank", is_number=True),
    Told("lines_claimed", "Claimed", is_number=True),
    Told("lines_ignored", "Ignored", is_number=True),
    Told("lines_unclaimed", "Unclaimed", is_number=True),
)


@dataclass(frozen=True, slots=True)
class QualityPage:
    """What the page shows. Each part is a table, or a sentence where there is nothing to show."""

    lines: str
    accepted: str
    changes: str | None
    parts: Sequence[tuple[str, Grid | str]]


def pages(rows: ReleaseRows, findings: Sequence[Finding], beside: Beside, changes: Page | None) -> Iterator[Page]:
    """The page on quality, and the list of saved pages. ``changes`` is the page of the changes, if there is one."""
    leads = changes.path if changes else None
    content = QualityPage(_lines(rows), _accepted(beside.run), leads, list(_parts(rows, findings, beside)))
    menu = links.MENU
    yield Page(menu["quality"].href, "quality.html", "Quality", "quality", content, (menu["overview"],))
    listed = sorted(rows.of("pages"), key=lambda row: (page_name(row), row["page_id"]))
    saved = grid(Named("pages", "Saved pages"), _PAGES, listed, nowhere, rows.meanings("pages"))
    lead = f"{counted(len(listed), 'page')}, quarantined ones too. Each is shown line by line."
    crumbs = (menu["overview"], menu["quality"])
    yield Page("pages/index.html", "list.html", "Saved pages", "quality", ListPage(lead, saved), crumbs)


def _lines(rows: ReleaseRows) -> str:
    """What became of the lines of all pages; every line has one owner."""
    totals = {name: sum(row[name] for row in rows.of("pages")) for name in ("lines", "lines_claimed", "lines_ignored")}
    unclaimed = totals["lines"] - totals["lines_claimed"] - totals["lines_ignored"]
    return (
        f"{counted(totals['lines'], 'line')} on {counted(len(rows.of('pages')), 'page')}: {totals['lines_claimed']:,} "
        f"became data or structure, {totals['lines_ignored']:,} are other parts of the pages, ignored by name, "
        f"{unclaimed:,} are unclaimed."
    )


def _accepted(run: Entry | None) -> str:
    """What was accepted when the release was published. The time of that is no part of it: other runs make the same."""
    if run is None:
        return "What was accepted when it was published is not part of this release."
    if not run.accepted:
        return "When it was published, no check refused it."
    by = run.accepted_by or "its order"
    return f"When it was published, {by} accepted: {', '.join(run.accepted)}. {run.reason}".rstrip()


def _parts(rows: ReleaseRows, findings: Sequence[Finding], beside: Beside) -> Iterator[tuple[str, Grid | str]]:
    yield "Gates", _gates(findings)
    yield "Unclaimed lines", _unclaimed(rows) or "Every line has an owner."
    yield "Quarantined pages", _listed("quarantine", "Quarantined pages", _QUARANTINE, rows) or "None."
    yield "Open editions", _open(rows) or "Every edition is settled."
    yield "Issues", _listed("issues", "Issues", _ISSUES, rows) or "None."
    yield "Repairs", _listed("repairs", "Repairs", _REPAIRS, rows) or "No line had to be repaired."
    yield "Candidates for the catalogue", _candidates(beside.candidates)


def _gates(findings: Sequence[Finding]) -> Grid:
    """The gates, those first that failed."""
    lines = [
        GridRow(
            [
                Value(finding.sentence),
                Value(_outcome(finding)),
                Value(_figure(finding.measured)),
                Value(_figure(finding.bound)),
                Value(finding.name),
                Value(", ".join(finding.examples)),
            ],
            f"gate-{finding.name}",
        )
        for finding in sorted(findings, key=lambda finding: finding.ok)
    ]
    outcomes = Counter(finding.ok for finding in findings)
    lead = (
        f"{outcomes[True]} passed, {outcomes[False]} did not, as this release measures them by itself. A warning "
        "refuses no release."
    )
    return Grid("gates", "Gates", _GATE_HEADINGS, lines, lead)


def _outcome(finding: Finding) -> str:
    if finding.ok:
        return "✓ passed"
    return "! warning" if finding.severity == "warning" else "✗ failed"


def _figure(number: float) -> str:
    return "—" if math.isinf(number) else f"{number:.4g}"


def _unclaimed(rows: ReleaseRows) -> Grid | None:
    names = {row["page_id"]: page_name(row) for row in rows.of("pages")}
    found = [
        {"text": line.text, "line": line.number, "page": names[page_id], "page_id": page_id}
        for page_id, lines in rows.lines.items()
        for line in lines
        if line.owner == "unclaimed"
    ]
    return _bounded("unclaimed", "Unclaimed lines", _UNCLAIMED, found, rows)


def _open(rows: ReleaseRows) -> Grid | None:
    """The blocks whose edition the pages leave open; None where every one is settled."""
    names = {row["iso3"]: row["name"] for row in rows.of("countries")}
    found = [{**row, "name": names[row["iso3"]]} for row in rows.of("participations") if row["edition"] is None]
    if not found:
        return None
    named = Named("open", "Open editions", counted(len(found), "participation"))
    return grid(named, _OPEN, found[:_MOST], _block, rows.meanings("participations"))


def _block(row: Row) -> str:
    return evidence_of(row["iso3"], "participations", row["participation_id"])


def _listed(table: str, caption: str, columns: Sequence[Told], rows: ReleaseRows) -> Grid | None:
    return _bounded(table, caption, columns, rows.of(table), rows)


def _bounded(table: str, caption: str, columns: Sequence[Told], found: Sequence[Row], rows: ReleaseRows) -> Grid | None:
    """The first rows of a table about pages, each leading to its line; None where there are none."""
    if not found:
        return None
    more = f", of which the first {_MOST} are shown" if len(found) > _MOST else ""
    named = Named(table, caption, f"{counted(len(found), 'row')}{more}")
    return grid(named, columns, found[:_MOST], _place, rows.meanings(table))


def _place(row: Row) -> str | None:
    """The line that a row is about, or its page; nothing where it is about several."""
    if row["page_id"] is None:
        return None
    return links.saved_page(row["page_id"], row.get("first_line", row.get("line")))


def _candidates(candidates: Sequence[Candidate] | None) -> Grid | str:
    if candidates is None:
        return "What the reference lacks is not part of this release; 'profiles catalogue candidates' tells."
    if not candidates:
        return "The catalogue has every title that the pages name."
    columns = (*(told.column for told in _CANDIDATES), "places")
    found = [{column: getattr(one, column) for column in columns} for one in candidates]
    lead = f"{counted(len(found), 'title')} that pages name and the reference lacks"
    return grid(Named("candidates", "Candidates for the catalogue", lead), _CANDIDATES, found[:_MOST], _first_place, {})


def _first_place(candidate: Row) -> str:
    """The evidence of the first block that prints a title, whose id begins with the code of its country."""
    block = candidate["places"][0].participation_id
    return evidence_of(block.partition("-")[0], "participations", block)
