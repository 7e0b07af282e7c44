"""``profiles export`` and ``profiles site``: a release to take away, and to look at."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from pipeline.cli.errors import WrongUseError, reported_errors
from pipeline.cli.options import bundle, data_option, example, json_option
from pipeline.cli.output import print_result, print_table

if TYPE_CHECKING:
    from warehouse.export.export import Format

_FIRST_PAGE = "index.html"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be exported and how, as it was asked for."""

    chosen: Literal["csv", "xlsx", "geojson", "parquet"]
    tables: tuple[str, ...]
    release: str | None
    raw: bool

    @property
    def form(self) -> Format:
        """The format. Raises WrongUseError for a flag that does not go with it."""
        if self.raw and self.chosen != "csv":
            raise WrongUseError("--raw is for CSV: the other formats never change a text.")
        return "raw_csv" if self.raw else self.chosen


# The options of an export, handed to the command as ``wish``.
export_options = bundle(
    Wish,
    "wish",
    click.option(
        "--format",
        "chosen",
        type=click.Choice(["csv", "xlsx", "geojson", "parquet"]),
        required=True,
        help="CSV and Parquet: a file a table. XLSX: one workbook. GeoJSON: countries as points.",
    ),
    click.option("--table", "tables", multiple=True, metavar="NAME", help="Only this table. Repeatable."),
    click.option(
        "--release", metavar="ID", help="This release, by the beginning of its id.  [default: the current one]"
    ),
    click.option("--raw", is_flag=True, help="CSV without the ' before text that spreadsheets take for a formula."),
)


@click.command(epilog=example("profiles export --format xlsx spreadsheet/"))
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@data_option
@export_options
@json_option
def export(folder: Path, data: Path, wish: Wish, as_json: bool) -> None:
    """Write a release to the folder DIR, in a format of your choice.

    Beside the files stands dataset.jsonld, which tells where they are from, and beside CSV and Parquet files a
    datapackage.json, which tells what each column means. Lists are JSON in CSV files and workbooks, times are in UTC.
    """
    from extractors.sources import SCHEMA
    from pipeline.explain.explain import named_release
    from warehouse.export.export import export as export_release
    from warehouse.lock import reading

    with reported_errors():
        release = named_release(data, wish.release)
        with reading(release):
            done = export_release(release, SCHEMA, folder, wish.form, wish.tables)
    sizes = [(path, path.stat().st_size) for path in done.files]
    print_result(as_json, asdict(done), lambda: print_table(("file", "bytes"), sizes))


@click.command(epilog=example("profiles site --out public/"))
@click.option("--release", metavar="ID", help="This release, by the beginning of its id.  [default: the current one]")
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the site; a site that is there is replaced.  [default: the folder site in the data folder]",
)
@data_option
@json_option
def site(release: str | None, out: Path | None, data: Path, as_json: bool) -> None:
    """Build a web site of a release: pages that open from a file or any web server, and ask no other host.

    Every value on it leads to the lines that it was read from. The same release gives the same bytes.
    """
    from pipeline.explain.explain import named_release
    from pipeline.site import build
    from warehouse.lock import reading

    with reported_errors():
        folder = named_release(data, release)
        with reading(folder):
            built = build(data, folder, out or data / "site")
    page = (built.folder / _FIRST_PAGE).resolve()
    print_result(as_json, asdict(built), lambda: click.echo(f"Open {page.as_uri()}"))
