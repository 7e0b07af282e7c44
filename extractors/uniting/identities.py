"""What a source prints of a country: the row of ``country_identities`` and the lines that it rests on."""

from __future__ import annotations

from schemas.extraction import AnyExtraction, Identity, Span
from schemas.records import CountryIdentity


def identity_row(source: str, identity: Identity) -> CountryIdentity:
    """The row of a country, such as ``("gfmd", "PER", "Peru", "Republic of Peru", …)``."""
    return CountryIdentity(
        source=source,
        iso3=identity.iso3,
        name=identity.printed_name,
        official_name=identity.official_name,
        code_basis=identity.code_basis,  # type: ignore[arg-type]  # all rows are validated before publishing
        latitude=identity.latitude,
        longitude=identity.longitude,
        point=identity.point,
    )


def identity_spans(page: AnyExtraction) -> tuple[Span, ...]:
    """The lines of a page that tell its country; all lines where only the page's address tells it."""
    if page.identity and page.identity.spans:
        return page.identity.spans
    return (Span(page.claims[0].line, page.claims[-1].last_line),) if page.claims else ()
