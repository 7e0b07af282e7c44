"""BeautifulSoup (lxml) and pandas, to Parquet and DuckDB. ``python -m benchmarks.peers.with_soup PAGES OUT``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
from bs4 import BeautifulSoup, Tag

from benchmarks.peers.lines import Field, Row
from benchmarks.peers.tables import Rows, add_block, add_country, tables_of


def read_page(html: str, rows: Rows) -> None:
    """Add what one page says to the rows of each table."""
    page = BeautifulSoup(html, "lxml")
    term = page.find("div", class_="vocabulary-country")
    iso3 = add_country(rows, dict(_fields(term.find_all("div", class_="field", recursive=False))))
    for number, block in enumerate(term.find_all("div", class_="field-collection-item", recursive=False), 1):
        fields = list(_fields(block.find_all("div", class_="field", recursive=False)))
        add_block(rows, iso3, number, fields)
    rows["teasers"] += [_teaser(teaser, iso3) for teaser in page.find_all("article")]


def _fields(found: Iterable[Tag]) -> Iterator[Field]:
    for field in found:
        label = field.find("div", class_="field-label").get_text()
        yield label, [value.get_text() for value in field.find_all(["li", "div"], class_=_is_value)]


def _is_value(name: str | None) -> bool:
    return name is None or name == "field-item"


def _teaser(teaser: Tag, iso3: str) -> Row:
    author = teaser.find(class_="submitted").find(string=True).strip()
    author = author.removeprefix("Submitted by ").removesuffix(" on")
    return {
        "iso3": iso3,
        "title": teaser.h2.get_text(),
        "url": "https://www.gfmd.org" + str(teaser.h2.a["href"]),
        "submitted_by": None if author.startswith("Anonymous") else author,
        "submitted_on": str(teaser.find("time")["datetime"])[:10],
        "summary": "\n".join(text.get_text() for text in teaser.find_all("p")),
    }


def main() -> None:
    """Read all pages of a folder and write a Parquet file and a table of the database for each table."""
    out = Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    database = out / "profiles.duckdb"
    database.unlink(missing_ok=True)
    with duckdb.connect(database) as connection:
        for name, frame in tables_of(Path(sys.argv[1]), read_page).items():
            file = out / f"{name}.parquet"
            frame.to_parquet(file, index=False)
            connection.execute(f"CREATE TABLE {name} AS FROM '{file}'")


if __name__ == "__main__":
    main()
