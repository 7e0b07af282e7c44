"""The reasoning behind what no single line of a page of GFMD says: editions, matches and merges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from schemas.asking import Ask, Explain, Reason, quoted

Row = Mapping[str, object]

_MATCH = ("roundtable_id", "match_score")
_EDITION = ("edition", "edition_basis", "edition_first", "edition_last")
_BASES = {"listed": "It is listed on the country's page.", "stated": "The practice's own page states it."}


def _reference(_ask: Ask, record: Row) -> list[Reason]:
    return [Reason(f"This is a row of the reference, not of a page; its source is {record['source']}.")]


def _role(ask: Ask, record: Row) -> list[Reason]:
    return [*(Reason(sentence, _MATCH) for sentence in _matching(ask, record)), _block(ask, record)]


def _matching(ask: Ask, record: Row) -> list[str]:
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


def _attendance(ask: Ask, record: Row) -> list[Reason]:
    return [Reason(_meeting(ask, record), ("meeting_id",)), _block(ask, record)]


def _meeting(ask: Ask, record: Row) -> str:
    if record["meeting_id"] is None:
        return "No meeting of the catalogue is this one; see 'profiles catalogue candidates'."
    (known,) = ask(f"SELECT * FROM meetings WHERE meeting_id = {quoted(record['meeting_id'])}")
    when = f"{known['starts_on']} to {known['ends_on']}" if known["starts_on"] else "a day not known"
    where = known["city"] or "a place not known"
    return f"In the catalogue it is {known['meeting_id']}, '{known['title']}', {when}, {where}."


def _contribution(ask: Ask, record: Row) -> list[Reason]:
    told = [_block(ask, record)]
    if record["amount_usd"] is not None:
        told.insert(0, Reason("The page itself gives the amount in US dollars; nothing is converted.", ("amount_usd",)))
    return told


def _block(ask: Ask, record: Row) -> Reason:
    """Which block a line stands in, and how that is settled."""
    (block,) = ask(f"SELECT * FROM participations WHERE participation_id = {quoted(record['participation_id'])}")
    where = f"It stands in block {block['block']} of {block['iso3']}, which {_edition_of(block)}"
    return Reason(
        f"{where}; 'profiles explain participations {block['participation_id']}' tells why.", ("participation_id",)
    )


def _edition_of(block: Row) -> str:
    if block["edition"] is not None:
        return f"is {block['edition']} ({block['edition_basis']})"
    if block["edition_first"] is None:
        return "can be any edition"
    return f"can be any edition from {block['edition_first']} to {block['edition_last']}"


def _merging(ask: Ask, record: Row) -> list[Reason]:
    """Why copies on several pages are one practice."""
    found = ask(
        "SELECT m.*, a.path AS copy, b.path AS other FROM practice_merges m JOIN pages a USING (page_id) "
        f"JOIN pages b ON b.page_id = m.into_page_id WHERE practice_id = {quoted(record['practice_id'])} "
        "ORDER BY copy, m.page_id, m.first_line",
    )
    return [
        Reason(
            f"The copy on {one['copy']}, line {one['first_line']}, is that on {one['other']}, "
            f"line {one['into_first_line']}: "
            f"{str(one['reason']).replace('_', ' ')} ({one['score']:.2f})."
        )
        for one in found
    ]


def _practice_country(ask: Ask, record: Row) -> list[Reason]:
    return [Reason(_BASES[str(record["basis"])], ("iso3", "basis")), *_merging(ask, record)]


def _dating(ask: Ask, record: Row) -> list[Reason]:
    """Each piece of evidence of a block, then the blocks around it and the range that order leaves."""
    told = [*_evidence(ask, record), _anchors(ask, record), *_neighbours(ask, record), _outcome(record)]
    return [Reason(sentence, _EDITION) for sentence in told]


def _evidence(ask: Ask, record: Row) -> list[str]:
    found = ask(
        "SELECT DISTINCT basis, line, reason, used FROM edition_evidence "
        f"WHERE participation_id = {quoted(record['participation_id'])} ORDER BY line, basis",
    )
    return [
        f"Line {one['line']} ({one['basis']}): {one['reason']}{'' if one['used'] else '; left out, as it contradicts'}."
        for one in found
    ] or ["No line of this block tells its edition."]


def _anchors(ask: Ask, record: Row) -> str:
    blocks = ask(
        "SELECT block, edition, edition_basis FROM participations "
        f"WHERE iso3 = {quoted(record['iso3'])} AND edition_basis <> 'position' ORDER BY block",
    )
    anchors = (
        ", ".join(f"block {one['block']} is {one['edition']}" for one in blocks) or "no block is settled by evidence"
    )
    return f"Blocks are in order and each is a different edition; by evidence {anchors}."


def _neighbours(ask: Ask, record: Row) -> Iterator[str]:
    """The blocks before and after one, as far as there are any."""
    block = int(str(record["block"]))
    for one in ask(
        f"SELECT * FROM participations WHERE iso3 = {quoted(record['iso3'])} "
        f"AND block IN ({block - 1}, {block + 1}) ORDER BY block"
    ):
        place = "before" if int(str(one["block"])) < block else "after"
        yield f"Block {one['block']}, {place} it, {_edition_of(one)}."


def _outcome(record: Row) -> str:
    first, last = record["edition_first"], record["edition_last"]
    if record["edition"] is not None:
        return f"Only {record['edition']} is left for block {record['block']}: basis {record['edition_basis']}."
    return f"Block {record['block']} can be any edition from {first} to {last}, so it gets none."


def _edition_evidence(ask: Ask, record: Row) -> list[Reason]:
    left_out = "" if record["used"] else " It is left out, as it contradicts other evidence or the order."
    return [
        Reason(f"It reads: {record['reason']}.{left_out}", ("editions", "basis", "used", "reason")),
        _block(ask, record),
    ]


EXPLANATIONS: Mapping[str, Explain] = {
    "editions": _reference,
    "roundtables": _reference,
    "meetings": _reference,
    "participations": _dating,
    "contributions": _contribution,
    "roundtable_roles": _role,
    "meeting_attendances": _attendance,
    "practices": _merging,
    "practice_countries": _practice_country,
    "practice_terms": _merging,
    "practice_merges": _merging,
    "edition_evidence": _edition_evidence,
}
