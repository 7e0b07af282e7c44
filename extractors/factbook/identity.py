"""Which country a profile is about, and where it lies.

The code that a profile prints is GEC (once FIPS 10-4), not ISO: ``NG`` is Niger. So only names tell the country.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.reading.json_fields import Leaf, texts_of
from extractors.values.coordinates import read_point
from extractors.values.countries import first_country_named, names_of_room
from schemas.extraction import Identity, Issue
from schemas.snapshot import Refusal

_MAIN_PART = "metropolitan"  # France: the pairs behind it are those of its departments overseas


def read_identity(leaves: Sequence[Leaf]) -> tuple[Identity | Refusal, tuple[Issue, ...]]:
    """The country of a profile, or the refusal ``no_iso_country``, and what its coordinates leave open."""
    names = list(_names(leaves))
    printed = names[0][1].text if names else None
    told = first_country_named(((basis, leaf.text) for basis, leaf in names), names_of_room("extractors.factbook"))
    if told is None:
        message = f"{printed or 'The profile'} is no country of ISO 3166-1. A right name can go into aliases.csv."
        return Refusal("no_iso_country", message), ()
    basis, country = told
    where = next(texts_of(leaves, "Geography", "Geographic coordinates"), None)
    point = read_point(where.text, _MAIN_PART) if where else None
    spans = [leaf.line.span for _, leaf in names] + ([where.line.span] if where and point else [])
    long = next((leaf.text for name, leaf in names if name == "official_name"), None)
    latitude, longitude = point or (None, None)
    identity = Identity(*country, basis, long, latitude, longitude, printed_name=printed, spans=tuple(sorted(spans)))
    return identity, (_unread(where),) if where and not point else ()


def _names(leaves: Sequence[Leaf]) -> Iterator[tuple[str, Leaf]]:
    """The names in the order in which they count, each with the basis that ``countries.code_basis`` gives.

    One form prints a name of its own above its sections too. ``none`` is printed where there is none.
    """
    named = {one.subfield: one for one in texts_of(leaves, "Government", "Country name") if one.text.lower() != "none"}
    title = next((leaf for leaf in leaves if (leaf.section, leaf.field, leaf.part) == ("name", "", "")), None)
    short, long = named.get("conventional short form"), named.get("conventional long form")
    found = (("name", short), ("official_name", long), ("name", title))
    return ((basis, leaf) for basis, leaf in found if leaf)


def _unread(where: Leaf) -> Issue:
    message = f"{where.text[:80]!r} is no single pair of coordinates and was not used."
    return Issue("warning", "identity_unreadable", message, where.line.span)
