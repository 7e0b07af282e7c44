"""The reasoning behind what no single line of a page of GFMD says: editions, matches and merges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schemas.asking import Ask, Explain, quoted

Row = Mapping[str, object]


def _reference(_ask: Ask, record: Row) -> list[str]:
    return [f"This is a row of the reference, not of a page; its source is {record['source']}."]


def _role(ask: Ask, record: Row) -> list[str]:
    """Which catalogued title a role's title is most like, how much, and what its code says to that."""
    if record["title"] is None:
        return ["The line gives no title, and a code alone would not tell a roundtable: every edition has a 1.1."]
    if record["roundtable_id"] is None:
        return [
            f"No title of the catalogue is like enough to '{record['title']}'; see 'profiles catalogue candidates'."
        ]
    (known,) = ask(f"SELECT * FROM roundtables WHERE roundtable_id = {quoted(record['roundtable_id'])}")
    told = [f"The title is most like that of {known['roundtable_id']}, '{known['title']}': {_score(record)}."]
    spellings = known["spellings"]
    if isinstance(spellings, Sequence) and spellings:
        told.append(f"The catalogue also has it as {' and '.join(map(quoted, spellings))}.")
    if record["code"] is None:
        told.append("No code is printed beside it.")
    elif record["code"] == known["code"]:
        told.append(f"The code {record['code']} printed beside it agrees.")
    else:
        told.append(f"The code {record['code']} printed beside it is not that of the catalogue, {known['code']}.")
    return told


def _score(record: Row) -> str:
    return f"similarity {record['match_score']}" if record["match_score"] is not None else "no similarity is kept"


def _attendance(ask: Ask, record: Row) -> list[str]:
    if record["meeting_id"] is None:
        return ["No meeting of the catalogue is this one; see 'profiles catalogue candidates'."]
    (known,) = ask(f"SELECT * FROM meetings WHERE meeting_id = {quoted(record['meeting_id'])}")
    when = f"{known['starts_on']} to {known['ends_on']}" if known["starts_on"] else "a day not known"
    where = known["city"] or "a place not known"
    return [f"In the catalogue it is {known['meeting_id']}, '{known['title']}', {when}, {where}."]


def _merging(ask: Ask, record: Row) -> list[str]:
    """Why copies on several pages are one practice."""
    found = ask(
        "SELECT m.*, a.path AS copy, b.path AS other FROM practice_merges m JOIN pages a USING (page_id) "
        f"JOIN pages b ON b.page_id = m.into_page_id WHERE practice_id = {quoted(record['practice_id'])} "
        "ORDER BY copy, m.page_id, m.first_line",
    )
    return [
        f"The copy on {one['copy']}, line {one['first_line']}, is that on {one['other']}, "
        f"line {one['into_first_line']}: "
        f"{str(one['reason']).replace('_', ' ')} ({one['score']:.2f})."
        for one in found
    ]


def _dating(ask: Ask, record: Row) -> list[str]:
    """Each piece of evidence of a block, then the range that order leaves."""
    found = ask(
        "SELECT DISTINCT basis, line, reason, used FROM edition_evidence "
        f"WHERE participation_id = {quoted(record['participation_id'])} ORDER BY line, basis",
    )
    told = [
        f"Line {one['line']} ({one['basis']}): {one['reason']}{'' if one['used'] else '; left out, as it contradicts'}."
        for one in found
    ] or ["No line of this block tells its edition."]
    blocks = ask(
        "SELECT block, edition, edition_basis FROM participations "
        f"WHERE iso3 = {quoted(record['iso3'])} AND edition_basis <> 'position' ORDER BY block",
    )
    anchors = (
        ", ".join(f"block {one['block']} is {one['edition']}" for one in blocks) or "no block is settled by evidence"
    )
    told.append(f"Blocks are in order and each is a different edition; by evidence {anchors}.")
    first, last = record["edition_first"], record["edition_last"]
    if record["edition"] is not None:
        told.append(f"Only {record['edition']} is left for block {record['block']}: basis {record['edition_basis']}.")
    else:
        told.append(f"Block {record['block']} can be any edition from {first} to {last}, so it gets none.")
    return told


EXPLANATIONS: Mapping[str, Explain] = {
    "editions": _reference,
    "roundtables": _reference,
    "meetings": _reference,
    "participations": _dating,
    "roundtable_roles": _role,
    "meeting_attendances": _attendance,
    "practices": _merging,
}
