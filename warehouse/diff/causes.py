"""Why a row differs: what of the pages that it rests on changed, and whether the program or the reference did.

A release says by digests what it was made of, and the evidence of a row leads to its pages. Where only one of page,
program and reference changed, it is the cause. Where several did, the lines tell: the page is the cause where lines
that the row rests on came or went, or where it rests on other lines than before; the program or the reference where it
rests on the same lines. Of these two the reference is named for a row that refers to a row of it which differs, else
the program: nothing in a release tells more. What can't be excluded is named beside the cause.
"""

from __future__ import annotations

from typing import NamedTuple

import duckdb

from warehouse.diff.model import Attribution, Cause, Kind

SAME = frozenset({"same", "saved"})
"""States of addresses that can't be why a row differs: the same page, or one that was only saved in another place or
at another time."""
_SAME_BYTES = frozenset({"refused", "taken"})
"""A page that can't be used any more, or can again, although its bytes are the same: the program judges it otherwise,
or where that is the same, the run was given other bounds."""
_PAGE_CAUSES: dict[str, Cause] = {
    "added": "page_added",
    "taken": "page_added",
    "removed": "page_removed",
    "refused": "page_removed",
}


class Facts(NamedTuple):
    """What is known of a row that differs.

    ``old`` and ``new`` are the states of the addresses that it rests on in each release, and ``beside`` those of
    records that rest on the same lines in the other release. ``refers`` says that it names a row of the reference that
    differs.
    """

    kind: Kind
    is_reference: bool
    old: frozenset[str]
    new: frozenset[str]
    beside: frozenset[str]
    refers: bool


class Changed(NamedTuple):
    """What the releases were made of that changed; ``pages`` are the states of all addresses."""

    program: bool
    reference: bool
    pages: frozenset[str]


def attribution_of(facts: Facts, changed: Changed) -> Attribution:
    """The cause of a row's difference, and what else can't be excluded."""
    made = _made_causes(facts, changed)
    if facts.is_reference:
        return Attribution("reference" if changed.reference or not made else "program")
    certain = _came_or_went(facts)
    if certain:
        return Attribution(certain)
    states = (facts.old | facts.new | facts.beside) - SAME
    if not made:
        return Attribution(_page_cause(states or changed.pages - SAME))
    states -= _SAME_BYTES
    if states - {"near"}:
        return Attribution(_page_cause(states), made)
    return Attribution(made[0], (*made[1:], *(("page",) if states else ())))


def _made_causes(facts: Facts, changed: Changed) -> tuple[Cause, ...]:
    """The program and the reference, as far as they changed, the likelier one first."""
    causes: list[Cause] = []
    if changed.program:
        causes.append("program")
    if changed.reference:
        causes.insert(0 if facts.refers else len(causes), "reference")
    return tuple(causes)


def _came_or_went(facts: Facts) -> Cause | None:
    """The cause of a row all of whose pages came or went with it: nothing else could have had that effect."""
    if facts.kind == "added" and facts.new == {"added"}:
        return "page_added"
    if facts.kind == "removed" and facts.old == {"removed"}:
        return "page_removed"
    return None


def _page_cause(states: frozenset[str]) -> Cause:
    return _PAGE_CAUSES.get(next(iter(states)), "page") if len(states) == 1 else "page"


def attributions(connection: duckdb.DuckDBPyConnection, changed: Changed) -> None:
    """Make the table ``attributed`` of the cause of each row, from the table ``facts``."""
    connection.execute("CREATE TABLE causes (code INT, cause VARCHAR, others VARCHAR[])")
    connection.execute(
        "CREATE TABLE kinds_of_facts AS SELECT row_number() OVER () AS code, * FROM "
        "(SELECT DISTINCT kind, is_reference, old_states, new_states, beside, refers FROM facts)"
    )
    rows = connection.execute("SELECT * FROM kinds_of_facts ORDER BY code").fetchall()
    for code, kind, is_reference, old, new, beside, refers in rows:
        facts = Facts(kind, is_reference, frozenset(old), frozenset(new), frozenset(beside), refers)
        cause = attribution_of(facts, changed)
        connection.execute("INSERT INTO causes VALUES (?, ?, ?)", [code, cause.cause, list(cause.others)])
    connection.execute(
        "CREATE TABLE attributed AS SELECT number, cause, others, part, pages FROM facts "
        "JOIN kinds_of_facts USING (kind, is_reference, old_states, new_states, beside, refers) "
        "JOIN causes USING (code)"
    )
