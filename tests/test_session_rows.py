"""Lines made up of roles and codes: whatever their order and marks, each role in each session gives its row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.gfmd.sessions.roundtables import read_roles_of
from schemas.document import Line

PRINTED = {
    "Team Member": "team_member",
    "Government Team member": "team_member",
    "Co- Chair": "co_chair",
    "co‑chair": "co_chair",
    "Chair": "chair",
    "Rapporteur": "rapporteur",
    "moderator": "moderator",
    "Panellist": "panelist",
}
CODES = tuple(f"{first}.{second}" for first in range(1, 5) for second in range(1, 4))
Part = tuple[str, tuple[str, ...]]
PARTS = st.lists(
    st.tuples(st.sampled_from(sorted(PRINTED)), st.lists(st.sampled_from(CODES), min_size=1, max_size=3).map(tuple)),
    min_size=1,
    max_size=4,
)
JOINED = (", ", " and ", "/", " & ", "; ", ", and ", " as well as ")
VENUES = ("RT {}", "RT{}", "RT {}.", "Roundtable {}", "round table {}", "RT No. {}", "Working Session {}")


def printed_codes(rng: Random, codes: Sequence[str], first: str) -> str:
    """Some codes in a row, the first as given, the others with or without a venue of their own."""
    shown = first.format(codes[0])
    for code in codes[1:]:
        shown += rng.choice(JOINED[:4]) + rng.choice((code, first.format(code)))
    return shown


def roles_before(rng: Random, parts: Sequence[Part]) -> str:
    """``Co-Chair in RT 1.1, RT 2.2 and Team Member in 3.1``: a venue stands with the first code at least."""
    prepositions = (" in ", " of ", " for ", ": ", " ", " in the ")
    venue = rng.choice(VENUES)
    firsts = [venue, *(rng.choice((venue, "{}")) for _ in parts[1:])]
    shown = [
        f"{role}{rng.choice(prepositions)}{printed_codes(rng, codes, first)}"
        for (role, codes), first in zip(parts, firsts, strict=True)
    ]
    return joined(rng, shown, ("; ", ", ", " and "))


def roles_before_brackets(rng: Random, parts: Sequence[Part]) -> str:
    """``Co-Chair (RT 1.1, RT 2.2); Team Member (3.1)``."""
    venue = rng.choice(VENUES)
    shown = [f"{role} ({printed_codes(rng, codes, venue)})" for role, codes in parts]
    return joined(rng, shown, ("; ", ", ", " and "))


def roles_behind(rng: Random, parts: Sequence[Part]) -> str:
    """``RT 1.1, RT 2.2: Co-Chair; RT 3.1: Team Member``."""
    mark, venue = rng.choice((": ", " - ", " – ")), rng.choice(VENUES)
    return joined(rng, [f"{printed_codes(rng, codes, venue)}{mark}{role}" for role, codes in parts], ("; ",))


def roles_in_brackets(rng: Random, parts: Sequence[Part]) -> str:
    """``RT 1.1 (Co-Chair) and RT 3.1 (Team Member)``: each code has its own."""
    venue = rng.choice(VENUES)
    return joined(
        rng, [f"{venue.format(code)} ({role})" for role, codes in parts for code in codes], ("; ", ", ", " and ")
    )


def joined(rng: Random, shown: Sequence[str], marks: Sequence[str]) -> str:
    line = shown[0]
    for part in shown[1:]:
        line += rng.choice(marks) + part
    return line


def rows_of(line: str) -> list[tuple[str, str | None]]:
    return [(row.role, row.code) for row in read_roles_of(Line(1, line), 1)]


@settings(max_examples=400, deadline=None)
@given(
    PARTS,
    st.sampled_from((roles_before, roles_before_brackets, roles_behind, roles_in_brackets)),
    st.integers(0, 2**32),
)
def test_every_role_in_every_session_of_a_line_is_a_row(
    parts: Sequence[Part], rendered: Callable[[Random, Sequence[Part]], str], seed: int
) -> None:
    line = rendered(Random(seed), parts)
    assert rows_of(line) == [(PRINTED[role], code) for role, codes in parts for code in codes], line


SOUP = (
    *PRINTED, "RT 1.1", "RT", "2.2", "3", "Cluster II", "Working Session 1.1", "Common Space", "plenary", "summit",
    "in", "of", "and", ",", ";", ":", "-", "–", "(", ")", '"', "“", "”", "‘", "’", "Ms. Anna Lindt", "Port Office",
    "was", "as", "with", "Ghana", "to", "2010", "3 May 2018", "Migration, gender and family",
    '"Migration, gender and family"',
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(SOUP), max_size=14).map(" ".join))
def test_no_order_of_words_is_too_odd_and_no_code_is_made_up(line: str) -> None:
    found = read_roles_of(Line(1, line), 1)
    assert found
    assert len({(row.position, row.role) for row in found}) == len(found)
    for row in found:
        assert row.code in {None, "I", "II", "III"} or row.code in line
        assert row.title is None or row.title in line
        assert row.person is None or row.person in line
