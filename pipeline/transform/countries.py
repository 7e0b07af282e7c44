"""The countries of a release, from what each source prints of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from extractors.sources import SOURCES
from extractors.values.countries import country_coded
from schemas.records import Country, CountryIdentity, Evidence
from schemas.tables import row_of


def countries_of(identities: Iterable[CountryIdentity]) -> list[Country]:
    """A row a country, as the first source in the table of sources has it that has it at all.

    ``identities`` are the rows of ``country_identities``. Raises ValueError for a code that is none of ISO 3166-1.
    """
    return [_country_row(identity) for identity in _of_first_source(identities).values()]


def evidence_of_countries(identities: Iterable[CountryIdentity], evidence: Iterable[Evidence]) -> Iterator[Evidence]:
    """The evidence of the rows of countries: that of the identities that they are made of."""
    names = {f"{identity.source}/{iso3}": iso3 for iso3, identity in _of_first_source(identities).items()}
    for row in evidence:
        if row.table_name == "country_identities" and row.record_id in names:
            yield row._replace(table_name="countries", record_id=names[row.record_id])


def _of_first_source(identities: Iterable[CountryIdentity]) -> Mapping[str, CountryIdentity]:
    place = {source.name: at for at, source in enumerate(SOURCES)}
    last_first = sorted(identities, key=lambda identity: place[identity.source], reverse=True)
    return {identity.iso3: identity for identity in last_first}


def _country_row(identity: CountryIdentity) -> Country:
    known = country_coded(identity.iso3)
    if known is None:
        raise ValueError(f"{identity.iso3} is no code of ISO 3166-1")
    return row_of(Country, identity, iso2=known.iso2, name=known.name, identity_source=identity.source)
