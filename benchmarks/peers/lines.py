"""What the printed lines of these pages say: attendance, roles, meetings, and which practice a teaser shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

Row = dict[str, object]
Field = tuple[str, Sequence[str]]
"""A label and its values."""

_SAVED = re.compile(rb" url: (\S+) \n saved date: (\w+ \w+ \d+ \d+ [\d:]+)")
_ROLE = re.compile(
    r"(?:(?P<person>M[rs]s? [^,]+), (?P<affiliation>.+), was )?(?P<role>.+?) (?:in|for the|for) "
    r"(?P<venue>RT|Cluster|Working Session|thematic meeting) (?P<code>[\d.IV]+)(?: |:|$)"
)
_TITLE = re.compile(r'["“](.*?)(?:["”]\.?)?$')
_MEETING = re.compile(
    r"(?P<role>Attended|Co-Chair in|Participated in)(?: the)?(?: GFMD)? Thematic (?P<kind>Workshop|Meeting)"
    r' on "(?P<title>.*)"(?: on)? (?P<first>\d+)(?:-(?P<last>\d+))? (?P<month>\w+ \d{4})(?:,| in)'
    r" (?P<city>[^,.]+)(?:, (?P<country>[^.]+))?\.?$"
)
_ROLES = {
    "team member": "team_member", "government team member": "team_member", "chair": "chair", "co-chair": "co_chair",
    "co- chair": "co_chair", "moderator": "moderator", "rapporteur": "rapporteur", "general rapporteur": "rapporteur",
    "coordinator": "coordinator", "co-convener": "convener", "speaker": "speaker", "panelist": "panelist",
    "resource person": "resource_person",
}  # fmt: skip
_VENUES = {
    "RT": "roundtable", "Cluster": "cluster", "Working Session": "working_session",
    "thematic meeting": "thematic_meeting", "Business Roundtable": "business_roundtable",
    "Platform for Partnerships": "platform_for_partnerships", "Common Space": "common_space",
}  # fmt: skip
_ROMAN = {"1": "I", "2": "II", "3": "III"}
_NOT_LETTERS = re.compile(r"[\W_]+")


def newest_captures(folder: Path) -> list[Path]:
    """The pages of a folder, of each address the one that was saved last."""
    found: dict[bytes, tuple[datetime, Path]] = {}
    for path in sorted(folder.glob("*.html")):
        with path.open("rb") as page:
            saved = _SAVED.search(page.read(400))
        if saved is None:
            raise ValueError(f"{path} does not say where it was saved from")
        when = datetime.strptime(saved[2].decode(), "%a %b %d %Y %H:%M:%S")  # noqa: DTZ007  all are in UTC
        found[saved[1]] = max(found.get(saved[1], (when, path)), (when, path))
    return [path for _, path in found.values()]


def participation(iso3: str, block: int, fields: Sequence[Field]) -> tuple[Row, list[Row], list[Row]]:
    """The row of one block, its roles and its meetings."""
    said: Mapping[str, Sequence[str]] = dict(fields)
    key = f"{iso3}-{block:02d}"
    row: Row = {
        "participation_id": key,
        "iso3": iso3,
        "block": block,
        "delegate": _is_yes(said.get("Delegate")),
        "attended_prep_meetings": _is_yes(said.get("Attended Prep Meetings")),
        "attended_summit": _is_yes(said.get("Attended Summit")),
        "contribution_status": _status(said.get("Financial Contribution")),
        "roundtable_status": _status(said.get("RT Participation")),
    }
    roles = list(_roles(key, said.get("RT Participation", ())))
    return row, roles, list(_meetings(key, said.get("Thematic Meetings", ())))


def _is_yes(values: Sequence[str] | None) -> bool:
    return values is not None and "No" not in values


def _status(values: Sequence[str] | None) -> str:
    if values is None:
        return "absent"
    if not values:
        return "blank"
    return "none" if values[0].startswith("No ") else "listed"


def _roles(key: str, values: Sequence[str]) -> Iterator[Row]:
    for position, text in enumerate(values if _status(values) == "listed" else (), 1):
        row: Row = {"participation_id": key, "position": position, "text": text}
        match = _ROLE.match(text)
        if match is None:
            yield row | {"role": "other", "venue": _VENUES.get(text, "other")}
            continue
        code = match["code"].rstrip(".")
        title = _TITLE.search(text)
        for role in re.split(r"/ ?| and ", match["role"].lower()):
            yield row | {
                "role": _ROLES[role],
                "venue": _VENUES[match["venue"]],
                "code": _ROMAN.get(code, code) if match["venue"] == "Cluster" else code,
                "title": title[1] if title else None,
                "person": match["person"],
                "affiliation": match["affiliation"],
            }


def _meetings(key: str, values: Sequence[str]) -> Iterator[Row]:
    for position, value in enumerate(values, 1):
        text = value.removeprefix("- ")
        match = _MEETING.match(text)
        if match is None:
            raise ValueError(f"{text!r} is no meeting")
        last = datetime.strptime(f"{match['last'] or match['first']} {match['month']}", "%d %B %Y").date()  # noqa: DTZ007
        yield {
            "participation_id": key,
            "position": position,
            "role": "co_chair" if match["role"].startswith("Co") else "participant",
            "kind": f"thematic_{match['kind'].lower()}",
            "title": match["title"],
            "starts_on": last.replace(day=int(match["first"])),
            "ends_on": last,
            "city": match["city"],
            "country": match["country"],
            "text": text,
        }


def practice_key(title: str) -> str:
    """What the titles of one practice share, whatever their case, spaces and dashes."""
    return _NOT_LETTERS.sub("", title.casefold())
