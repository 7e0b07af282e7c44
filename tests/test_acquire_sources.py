"""One spelling for each address, and which addresses are pages."""

from __future__ import annotations

import time

import pytest

from extractors.gfmd.site.addresses import is_listing_address
from extractors.sources import SOURCES, source_named, source_to_fetch
from pipeline.acquire.sources import canonical_url, source_of

GFMD = SOURCES[0]


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("http://gfmd.org/pfp/ppd/peru", "https://www.gfmd.org/pfp/ppd/peru"),
        ("HTTPS://WWW.GFMD.ORG:443/pfp/ppd/peru/", "https://www.gfmd.org/pfp/ppd/peru"),
        ("https://www.gfmd.org./pfp/ppd/peru#practices", "https://www.gfmd.org/pfp/ppd/peru"),
        ("https://user:secret@www.gfmd.org/pfp/ppd/peru", "https://www.gfmd.org/pfp/ppd/peru"),
        ("https://www.gfmd.org/pfp/ppd/peru?page=0", "https://www.gfmd.org/pfp/ppd/peru?page=0"),
        ("https://www.gfmd.org/pfp/ppd/peru?utm_source=x&page=3&fbclid=1", "https://www.gfmd.org/pfp/ppd/peru?page=3"),
        ("https://www.gfmd.org/region/africa?page=2&field=b", "https://www.gfmd.org/region/africa?field=b&page=2"),
        ("https://www.gfmd.org/pfp/../pfp/./ppd/p%65ru", "https://www.gfmd.org/pfp/ppd/peru"),
        ("https://www.gfmd.org/region/c%c3%b4te d", "https://www.gfmd.org/region/c%C3%B4te%20d"),
        ("https://www.gfmd.org/region/a%2fb", "https://www.gfmd.org/region/a%2Fb"),
        ("https://www.gfmd.org", "https://www.gfmd.org/"),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"),
        ("http://example.org:80/x#y", "http://example.org/x"),
    ],
)
def test_an_address_has_one_spelling(written: str, canonical: str) -> None:
    assert canonical_url(written) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "address", ["", "file:///etc/passwd", "ftp://gfmd.org/x", "http://[", "https://x:99999/", "x", "http://x/\udcff"]
)
def test_what_is_no_web_address_is_refused(address: str) -> None:
    assert canonical_url(address) is None


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://www.gfmd.org/pfp/ppd/sri-lanka?page=4", "country"),
        ("https://www.gfmd.org/pfp/ppd/4582", "practice"),
        ("https://www.gfmd.org/region/africa?page=28", "listing"),
        ("https://www.gfmd.org/gcm-objectives/1", "listing"),
        ("https://www.gfmd.org/thematic-area/remittances?page=2", "listing"),
        ("https://www.gfmd.org/contributors/member-states", "listing"),
        ("https://www.gfmd.org/2030-agenda-related-targets/goal-10", "listing"),
        ("https://www.gfmd.org/2030-agenda-targets", "listing"),
        ("https://www.gfmd.org/pfp/ppd?page=4", "listing"),
        ("https://www.gfmd.org/pfp/ppd-search?combine=boats&page=1", "listing"),
        ("https://www.gfmd.org/contributors", None),
        ("https://www.gfmd.org/region/africa/boats", None),
        ("https://www.gfmd.org/about", None),
        ("https://example.org/pfp/ppd/peru", None),
    ],
)
def test_the_path_tells_the_kind_of_page(url: str, kind: str | None) -> None:
    assert GFMD.site.kind_of(url) == kind
    assert is_listing_address(url) == (kind == "listing")
    assert is_listing_address(url.replace("?", "/?")) == (kind == "listing")


def test_an_address_belongs_to_the_source_of_its_host() -> None:
    assert source_of("https://gfmd.org/x").name == source_of(None).name == "gfmd"
    assert GFMD.site.country_url("sri-lanka") == "https://www.gfmd.org/pfp/ppd/sri-lanka"
    assert GFMD.site.country_url("peru", 2) == "https://www.gfmd.org/pfp/ppd/peru?page=2"


@pytest.mark.parametrize(
    ("path", "slug"),
    [("/pfp/ppd/sri-lanka", "sri-lanka"), ("/pfp/ppd/peru?page=2", "peru"), ("/pfp/ppd/4582", None), ("/about", None)],
)
def test_the_address_of_a_country_has_its_slug(path: str, slug: str | None) -> None:
    assert GFMD.site.slug_of(f"https://www.gfmd.org{path}") == slug
    assert GFMD.site.slug_of(f"https://example.org{path}") is None


def test_a_site_without_pages_to_fetch_has_no_address_of_a_country() -> None:
    factbook = source_named("factbook")
    assert factbook.site.slug_of("https://www.cia.gov/the-world-factbook/countries/peru") is None
    with pytest.raises(ValueError, match="no pages of countries that can be fetched"):
        factbook.site.country_url("peru")
    assert source_to_fetch() is GFMD


@pytest.mark.parametrize("piece", ["/pfp/ppd/", "%2F", "?utm_", "a-", "../", "&page=1", "%C3"])
def test_hostile_addresses_take_bounded_time(piece: str) -> None:
    began = time.process_time()
    url = canonical_url("https://www.gfmd.org/" + piece * (50_000 // len(piece)))
    assert url is not None
    GFMD.site.kind_of(url)
    assert time.process_time() - began < 1.0
