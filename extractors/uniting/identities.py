"""What a source prints of a country: the row of ``country_identities`` and the lines that it rests on."""

from __future__ import annotations

from schemas.extraction import AnyExtraction, Identity, Span
from schemas.records import CountryIdentity
from schemas.tables import row_of


def identity_row(source: str, identity: Identity) -> CountryIdentity:
    """The row of a country, such as ``("gfmd", "PER", "Peru", "Republic of Peru", …)``."""
    return row_of(CountryIdentity, identity, source=source, name=identity.printed_name)


def identity_spans(page: AnyExtraction) -> tuple[Span, ...]:
    """The lines of a page that tell its country; all lines where only the page's address tells it."""
    if page.identity and page.identity.spans:
        return page.identity.spans
    return (Span(page.claims[0].line, page.claims[-1].last_line),) if page.claims else ()
