"""The site of a release: the same bytes each time, every link leads somewhere, every value to its lines."""

from __future__ import annotations

import json
import os
import re
import runpy
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pyarrow.parquet as pq
import pytest
from markupsafe import escape as markup

from extractors.sources import SCHEMA
from pipeline.order import Order
from tests.releases import Made, block, changing, country, release
from tests.rooms import ROOT
from tests.running import run_quietly
from tests.site_pages import digests, lost_links, page, pages, target
from warehouse.files.layout import DATABASE
from warehouse.release import DamagedError, current
from warehouse.site import links
from warehouse.site.beside import Beside
from warehouse.site.build import build_site
from warehouse.site.folder import MARK, NoSiteFolderError, replacing_site
from warehouse.site.records import records_by_country
from warehouse.site.release import read_release
from warehouse.site.rendering import POLICY

FIXTURES = ROOT / "tests" / "fixtures"
TEASER = """
Library Buses

Submitted by Ms. Ann Otieno

Buses full of books drive to the villages whose people work abroad, and teach their children to read and to write.
"""
HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the sample pages of all sources."""
    data = tmp_path_factory.mktemp("data")
    run_quietly(Order(data, (FIXTURES / "gfmd", FIXTURES / "factbook")))
    found = current(data)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def site(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sites") / "site"
    return build_site(sample, SCHEMA, folder).folder


def built(tmp_path: Path, made: Made) -> Path:
    """The site of a small release."""
    return build_site(release(tmp_path / "data", made), SCHEMA, tmp_path / "site").folder


def test_the_same_release_gives_the_same_bytes(sample: Path, site: Path, tmp_path: Path) -> None:
    again = build_site(sample, SCHEMA, tmp_path / "elsewhere").folder
    assert digests(again) == digests(site)


def test_every_link_leads_to_a_page_and_to_a_place_on_it(site: Path) -> None:
    assert sum(len(page(path).links) for path in pages(site)) > 3000
    assert lost_links(site) == []


def test_no_page_loads_anything_but_files_of_the_site(site: Path) -> None:
    for path in pages(site):
        read = page(path)
        assert [one for one in read.loads if urlsplit(one).scheme not in {"", "data"}] == []
        assert all((path.parent / one).is_file() for one in read.loads if not one.startswith("data:"))
        assert read.inline == []
        assert not [name for name in read.attributes if name == "style" or name.startswith("on")]
        assert f'<meta http-equiv="Content-Security-Policy" content="{markup(POLICY)}">' in path.read_text("utf-8")


def test_every_record_of_a_country_has_its_lines_on_the_page_of_its_evidence(sample: Path, site: Path) -> None:
    rows = read_release(sample, SCHEMA)
    texts = {(page_id, line.number): line.text for page_id, lines in rows.lines.items() for line in lines}
    checked = 0
    for iso3, records in records_by_country(rows).items():
        path = site / links.country_evidence(iso3)
        shown = {target(path, link)[0].name + "#" + target(path, link)[1] for link in page(path).links}
        for record in records:
            assert links.anchor(record.table, record.id) in page(path).places
            for run in rows.evidence[record.table, record.id]:
                there = links.saved_page(run.page_id, run.first)
                assert there.removeprefix("pages/") in shown
                whole, _, place = there.partition("#")
                assert texts[run.page_id, run.first] in page(site / whole).places[place]
                checked += 1
    assert checked > 300


def test_a_value_of_a_country_leads_to_the_line_that_prints_it(site: Path) -> None:
    path = site / links.country("SWE")
    ways = [link for link in page(path).links if "contributions-SWE-02-1" in link]
    assert ways
    there, place = target(path, ways[0])
    assert "SWE-02/1" in page(there).places[place]
    assert "SEK 700,000 for the Participation of LDC" in page(there).text


def test_the_evidence_of_an_edition_tells_the_reasoning_with_its_lines(site: Path) -> None:
    told = page(site / links.country_evidence("PER")).text
    assert "Only 2016 is left for block 9, settled by a roundtable." in told
    assert "before it: 2015." in told


def test_an_edition_that_is_open_is_drawn_over_its_range_and_never_as_a_year(site: Path) -> None:
    overview = (site / "index.html").read_text(encoding="utf-8")
    assert re.search(r'colspan="2" class="o"><a href="countries/MDA.html#MDA-01" aria-label="2007 to 2008: 1', overview)
    country_page = (site / links.country("MDA")).read_text(encoding="utf-8")
    assert 'aria-label="Block 1: 2007–2008, open"' in country_page
    assert country_page.count('class="range"') == 1
    for edition in (2007, 2008):
        assert "2007–2008, open" in page(site / links.edition(edition)).text


def test_what_the_pages_do_not_say_is_told_as_such(site: Path) -> None:
    assert "not said" in page(site / links.country("PER")).text
    assert "None" not in page(site / links.country("PER")).text


def test_a_page_for_each_country_edition_roundtable_and_practice(sample: Path, site: Path) -> None:
    rows = read_release(sample, SCHEMA)
    ways: list[tuple[str, str, Callable[..., str]]] = [
        ("countries", "iso3", links.country),
        ("editions", "edition", links.edition),
        ("roundtables", "roundtable_id", links.roundtable),
        ("practices", "practice_id", links.practice),
        ("pages", "page_id", links.saved_page),
        ("memberships", "organization", links.organization),
    ]
    for table, column, way in ways:
        assert [row[column] for row in rows.of(table) if not (site / way(row[column])).is_file()] == []


def test_text_of_pages_is_never_markup(tmp_path: Path) -> None:
    blocks = block(f"USD 5 for {HOSTILE}", f'Co-Chair in RT 1.1 "{HOSTILE}"')
    hostile = changing("practices", title=HOSTILE)
    folder = release(
        tmp_path / "data", Made({"peru": country("Peru", "PER", blocks, teasers=TEASER)}, otherwise=hostile)
    )
    place = build_site(folder, SCHEMA, tmp_path / "site").folder
    for path in pages(place):
        assert page(path).inline == []
        assert "onerror" not in page(path).attributes
    (practice,) = read_release(folder, SCHEMA).of("practices")
    for way in (links.country("PER"), links.country_evidence("PER"), links.practice(practice["practice_id"])):
        assert HOSTILE in page(place / way).text


def test_an_address_that_is_none_stays_text(tmp_path: Path) -> None:
    address = "javascript:alert(1)"
    made = Made({"peru": country("Peru", "PER", block())}, otherwise=changing("pages", url=address))
    place = built(tmp_path, made)
    assert any(address in page(path).text for path in pages(place))
    assert not [link for path in pages(place) for link in page(path).links if link.startswith("javascript:")]


def test_a_release_without_memberships_says_so(tmp_path: Path) -> None:
    place = built(tmp_path, Made({"peru": country("Peru", "PER", block())}))
    assert "No page of this release lists memberships." in page(place / "organizations/index.html").text
    assert lost_links(place) == []


def test_what_only_the_data_folder_knows_is_told_as_not_part_of_the_release(site: Path) -> None:
    told = " ".join(page(site / "quality/index.html").text.split())
    assert "What changed since the release before is not part of this release." in told
    assert "What was accepted when it was published is not part of this release." in told


def test_what_changed_since_the_release_before_comes_with_its_causes(tmp_path: Path) -> None:
    before = release(tmp_path / "old", Made({"peru": country("Peru", "PER", block("USD 5,000 for travel"))}))
    after = release(tmp_path / "new", Made({"peru": country("Peru", "PER", block("USD 7,000 for travel"))}))
    place = build_site(after, SCHEMA, tmp_path / "site", Beside(before=before)).folder
    told = page(place / "quality/changes.html").text
    assert "5000" in told
    assert "7000" in told
    assert "the page changed" in told
    assert lost_links(place) == []


def test_the_snippets_run_beside_the_files(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = ROOT / "warehouse" / "site" / "snippets"
    before = Path.cwd()
    os.chdir(site / "data")
    try:
        for language in ("pandas", "polars"):
            runpy.run_path(str(folder / f"{language}.txt"))
        with duckdb.connect(DATABASE, read_only=True) as connection:
            (first, *_) = connection.execute((folder / "duckdb.txt").read_text(encoding="utf-8")).fetchall()
    finally:
        os.chdir(before)
    assert first == ("Peru", 11)
    assert capsys.readouterr().out.count("Peru") == 2


def test_the_numbers_of_a_chart_are_what_its_sql_gives(sample: Path, site: Path) -> None:
    sql = (ROOT / "warehouse/site/sql/contributions.sql").read_text(encoding="utf-8").strip()
    with duckdb.connect(str(sample / DATABASE), read_only=True) as connection:
        rows = connection.execute(sql).fetchall()
    shown = page(site / "index.html")
    assert all(f"{amount:,.0f}" in shown.places["contributions"] for _, _, amount, _ in rows)
    assert "sum(amount) AS amount" in shown.text


def test_the_search_knows_every_practice(sample: Path, site: Path) -> None:
    script = (site / "practices" / "practices.js").read_text(encoding="utf-8")
    held = json.loads(script.removeprefix("window.PRACTICES = ").rstrip().removesuffix(";"))
    rows = read_release(sample, SCHEMA)
    assert sorted(one[0] for one in held["practices"]) == [row["practice_id"] for row in rows.of("practices")]
    assert [one[1] for one in held["practices"]][:2] == ["#NuestraPlazaViva’ campaign", "Apprentice Exchange"]
    assert held["countries"]["PER"] == "Peru"


def test_a_long_page_goes_on_on_further_pages(tmp_path: Path) -> None:
    many = "\n".join(f"Line {number} of a menu" for number in range(1100))
    folder = release(tmp_path / "data", Made({"peru": f"{country('Peru', 'PER', block())}\n{many}"}))
    place = build_site(folder, SCHEMA, tmp_path / "site").folder
    (row,) = read_release(folder, SCHEMA).of("pages")
    second = place / links.saved_part(row["page_id"], 1)
    assert "L1000" in page(second).places
    assert "L999" in page(place / links.saved_part(row["page_id"], 0)).places
    assert lost_links(place) == []


def test_a_very_long_line_is_cut_beside_evidence_and_whole_on_its_page(tmp_path: Path) -> None:
    long = "word " * 2000
    blocks = block("USD 5 for travel", f"Speaker in the plenary {long}")
    folder = release(tmp_path / "data", Made({"peru": country("Peru", "PER", blocks)}))
    place = build_site(folder, SCHEMA, tmp_path / "site").folder
    (row,) = read_release(folder, SCHEMA).of("pages")
    assert long.strip() in page(place / links.saved_page(row["page_id"])).text
    evidence = page(place / links.country_evidence("PER")).text
    assert long.strip() not in evidence
    assert len(evidence) < 2 * len(long)


@pytest.mark.parametrize("held", ["notes.txt", "index.html"])
def test_a_folder_that_is_no_site_is_never_replaced(sample: Path, tmp_path: Path, held: str) -> None:
    (tmp_path / held).write_text("mine", encoding="utf-8")
    with pytest.raises(NoSiteFolderError, match="holds other files"):
        build_site(sample, SCHEMA, tmp_path)
    assert (tmp_path / held).read_text(encoding="utf-8") == "mine"


def test_a_release_is_no_place_for_a_site(sample: Path) -> None:
    with pytest.raises(NoSiteFolderError, match="within a release"):
        build_site(sample, SCHEMA, sample / "site")


def test_a_site_takes_the_place_of_the_one_before_and_leaves_nothing_else(tmp_path: Path) -> None:
    made = release(tmp_path / "data", Made({"peru": country("Peru", "PER", block())}))
    out = tmp_path / "public" / "site"
    build_site(made, SCHEMA, out)
    (out / "old.html").write_text("of an older site", encoding="utf-8")
    build_site(made, SCHEMA, out)
    assert not (out / "old.html").exists()
    assert (out / MARK).is_file()
    assert [path.name for path in out.parent.iterdir()] == ["site"]


def test_a_site_behind_a_link_is_replaced_where_it_is(tmp_path: Path) -> None:
    made = release(tmp_path / "data", Made({"peru": country("Peru", "PER", block())}))
    link = tmp_path / "public"
    (tmp_path / "disk").mkdir()
    link.symlink_to(tmp_path / "disk")
    build_site(made, SCHEMA, link)
    assert link.is_symlink()
    assert (tmp_path / "disk" / "index.html").is_file()


def _build_half_of_one(out: Path) -> None:
    with replacing_site(out) as folder:
        (folder / "index.html").write_text("half", encoding="utf-8")
        raise OSError("the disk is full")


def test_what_goes_wrong_on_the_way_leaves_the_site_before_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "site"
    out.mkdir()
    (out / MARK).write_text("{}", encoding="utf-8")
    with pytest.raises(OSError, match="full"):
        _build_half_of_one(out)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert [path.name for path in out.iterdir()] == [MARK]


def test_a_release_that_is_damaged_is_told(tmp_path: Path) -> None:
    folder = release(tmp_path / "data", Made({"peru": country("Peru", "PER", block())}))
    table = folder / "parquet" / "practices.parquet"
    table.chmod(0o644)
    table.write_bytes(b"no table")
    with pytest.raises(DamagedError, match="practices"):
        build_site(folder, SCHEMA, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_a_column_that_an_earlier_version_did_not_write_holds_nothing(tmp_path: Path) -> None:
    folder = release(tmp_path / "data", Made({"peru": country("Peru", "PER", block())}))
    for name, column in (("pages", "language"), ("page_lines", "last_line")):
        table = folder / "parquet" / f"{name}.parquet"
        table.chmod(0o644)
        pq.write_table(pq.read_table(table).drop_columns([column]), table)
    rows = read_release(folder, SCHEMA)
    (saved,) = rows.of("pages")
    assert saved["language"] is None
    assert all(line.last == line.number for line in rows.lines[saved["page_id"]])


def test_a_release_before_that_is_damaged_is_not_compared(tmp_path: Path) -> None:
    made = Made({"peru": country("Peru", "PER", block())})
    before, after = release(tmp_path / "old", made), release(tmp_path / "new", made)
    (before / "manifest.json").chmod(0o644)
    (before / "manifest.json").write_text("{}", encoding="utf-8")
    place = build_site(after, SCHEMA, tmp_path / "site", Beside(before=before)).folder
    assert not (place / "quality" / "changes.html").exists()
    assert lost_links(place) == []
