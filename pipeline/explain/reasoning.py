"""The reasoning behind what no single line of a page says, by the table of the record."""

from __future__ import annotations

from collections.abc import Mapping

from extractors.sources import SOURCES
from schemas.asking import Ask, Explain

Row = Mapping[str, object]

_CODE_BASES = {
    "page": "The country is that of the codes printed on the page.",
    "official_name": "The page prints no codes; the country is that of its official name.",
    "name": "The page prints no codes and no known official name; the country is that of its short name.",
    "url": "The page does not name its country; it is that of the page's address.",
    "file_name": "Nothing on the page names its country; it is that of the file's name.",
}


def reasoning(ask: Ask, table: str, record: Row) -> list[str]:
    """Sentences about a record of a table; none where its lines say it all."""
    explanations = {**_OF_ALL, **{name: explain for source in SOURCES for name, explain in source.explanations.items()}}
    explain = explanations.get(table)
    return explain(ask, record) if explain else []


def _country_reasons(_ask: Ask, record: Row) -> list[str]:
    told = [_CODE_BASES[str(record["code_basis"])]]
    if record["latitude"] is not None:
        told.append("Latitude and longitude are the degrees and minutes printed, told apart by their letters.")
    return told


def _quarantine_reasons(_ask: Ask, record: Row) -> list[str]:
    return [f"The page could not be used ({record['reason']}): {record['message']}"]


_OF_ALL: Mapping[str, Explain] = {
    "countries": _country_reasons,
    "country_identities": _country_reasons,
    "quarantine": _quarantine_reasons,
}
