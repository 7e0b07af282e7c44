"""What becomes of the lines of a page that no part of it claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas.extraction import Claim, Issue, Span


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
