"""The owner of each line of a page, and what becomes of lines that no part of it claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from schemas.columns import Columns, by_column
from schemas.document import Line
from schemas.extraction import Claim, Issue, Span

UNCLAIMED = "unclaimed"
"""The owner of a line that no part of the page claims."""


def claims_of(lines: Sequence[Line], owners: Mapping[int, str]) -> Columns[Claim]:
    """The owner of every line, in order, by its number; ``unclaimed`` for a line that has none."""
    columns = (
        [line.number for line in lines],
        [owners.get(line.number, UNCLAIMED) for line in lines],
        [line.text for line in lines],
        [line.last or line.number for line in lines],
        [line.pointer for line in lines],
    )
    return Columns(Claim, columns)


def unclaimed_lines(claims: Sequence[Claim]) -> Iterator[Issue]:
    """One issue for each run of lines that nobody claimed."""
    _, owners, *_ = by_column(Claim, claims).columns
    if UNCLAIMED not in owners:
        return
    run: list[Claim] = []
    for claim in (*claims, None):
        if claim and claim.owner == UNCLAIMED:
            run.append(claim)
        elif run:
            message = f"Nobody claimed {len(run)} line(s), beginning with {run[0].text[:80]!r}."
            yield Issue("warning", "unclaimed_lines", message, Span(run[0].line, run[-1].last_line))
            run = []
