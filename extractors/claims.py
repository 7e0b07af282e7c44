"""The owner of each line of a page, and what becomes of lines that no part of it claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from schemas.document import Line
from schemas.extraction import Claim, Issue, Span


def claims_of(lines: Iterable[Line], owners: Mapping[int, str]) -> tuple[Claim, ...]:
    """The owner of every line, in order, by its number; ``unclaimed`` for a line that has none."""
    return tuple(
        Claim(line.number, owners.get(line.number, "unclaimed"), line.text, line.last or line.number, line.pointer)
        for line in lines
    )


def unclaimed_lines(claims: Sequence[Claim]) -> Iterator[Issue]:
    """One issue for each run of lines that nobody claimed."""
    run: list[Claim] = []
    for claim in (*claims, None):
        if claim and claim.owner == "unclaimed":
            run.append(claim)
        elif run:
            message = f"Nobody claimed {len(run)} line(s), beginning with {run[0].text[:80]!r}."
            yield Issue("warning", "unclaimed_lines", message, Span(run[0].line, run[-1].last_line))
            run = []
