"""parsel and pandas, to Parquet. ``python -m benchmarks.peers.with_parsel PAGES OUT``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from parsel import Selector, SelectorList

from benchmarks.peers.lines import Field, Row
from benchmarks.peers.tables import Rows, add_block, add_country, tables_of

_TERM = "//div[contains(@class, 'vocabulary-country')]"


def read_page(html: str, rows: Rows) -> None:
    """Add what one page says to the rows of each table."""
    page = Selector(html)
    term = page.xpath(_TERM)
    iso3 = add_country(rows, dict(_fields(term.xpath("div[starts-with(@class, 'field field-name')]"))))
    for number, block in enumerate(term.xpath("div[starts-with(@class, 'field-collection-item')]"), 1):
        add_block(rows, iso3, number, list(_fields(block.xpath("div"))))
    rows["teasers"] += [_teaser(teaser, iso3) for teaser in page.xpath("//article")]


def _fields(found: SelectorList[Selector]) -> Iterator[Field]:
    for field in found:
        yield field.xpath("div[1]/text()").get(""), field.xpath("div[2]/div/text() | div[2]/ul/li/text()").getall()


def _teaser(teaser: Selector, iso3: str) -> Row:
    submitted = teaser.xpath(".//span[@class='submitted']/text()").get("")
    author = submitted.strip().removeprefix("Submitted by ").removesuffix(" on")
    return {
        "iso3": iso3,
        "title": teaser.xpath("h2//span/text()").get(""),
        "url": "https://www.gfmd.org" + teaser.xpath("h2/a/@href").get(""),
        "submitted_by": None if author.startswith("Anonymous") else author,
        "submitted_on": teaser.xpath(".//time/@datetime").get("")[:10],
        "summary": "\n".join(teaser.xpath(".//p/text()").getall()),
    }


def main() -> None:
    """Read all pages of a folder and write a Parquet file for each table."""
    out = Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    for name, frame in tables_of(Path(sys.argv[1]), read_page).items():
        frame.to_parquet(out / f"{name}.parquet", index=False)


if __name__ == "__main__":
    main()
