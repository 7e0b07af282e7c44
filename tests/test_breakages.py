"""Ways to break a run: each is refused or reported by name, and what was published before is not lost."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from extractors.gfmd.reference.check import check_reference
from extractors.sources import SCHEMA
from pipeline.explain.explain import current_release, rows
from pipeline.order import Order, Report
from pipeline.quarantine.held import held_pages
from pipeline.transform.dataset import dataset_of
from schemas.tables import Dataset
from tests.running import run_quietly
from tests.test_forms import FACTS
from tests.test_several_pages import SAMPLE
from warehouse.checks import check, load_checks, refusing
from warehouse.manifest import Provenance, verify
from warehouse.release import current, stage

FIXTURES = Path(__file__).parent / "fixtures" / "gfmd"
REFERENCE = Path(__file__).parent.parent / "extractors" / "gfmd" / "reference"
ORIGIN = Provenance(inputs="1" * 64, program="2" * 64, reference="3" * 64)
PAGES = 18


@dataclass(frozen=True, slots=True)
class Site:
    """A folder of saved pages, and a data folder in which their sound release is current."""

    pages: Path
    data: Path
    sound: Path

    def run(self) -> Report:
        """Run over the pages as they are now."""
        return run_quietly(Order(self.data, (self.pages,)))

    def failed(self, report: Report) -> dict[str, tuple[str, ...]]:
        """The checks that did not pass, with their examples."""
        return {finding.name: finding.examples for finding in report.findings if not finding.ok}

    def is_untouched(self) -> bool:
        """Whether the sound release is still current, byte for byte."""
        return current(self.data) == self.sound and verify(self.sound) == ()

    def reasons(self) -> set[str]:
        """Why pages are in quarantine."""
        return {held.reason for held in held_pages(self.data)}

    def issue_codes(self) -> set[str]:
        """The codes of the issues of the current release."""
        return {str(row["code"]) for row in rows(current_release(self.data), "SELECT code FROM issues")}

    def count(self, table: str) -> int:
        """The rows of a table of the current release."""
        return len(rows(current_release(self.data), f"FROM {table}"))


@pytest.fixture(scope="module")
def sound_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the release of the sound sample."""
    data = tmp_path_factory.mktemp("sound") / "data"
    report = run_quietly(Order(data, (FIXTURES,)))
    assert (report.outcome, report.pages, report.quarantined) == ("published", PAGES, 0)
    assert [finding.name for finding in report.findings if not finding.ok] == []
    return data


@pytest.fixture
def site(sound_data: Path, tmp_path: Path) -> Site:
    """A copy of the sound sample and its release, to break."""
    shutil.copytree(sound_data, tmp_path / "data", symlinks=True)
    shutil.copytree(FIXTURES, tmp_path / "pages")
    return Site(tmp_path / "pages", tmp_path / "data", current_release(tmp_path / "data"))


def facts_of(release: Path) -> dict[str, tuple[Mapping[str, object], ...]]:
    """The rows of a release that say something of a country."""
    return {table: rows(release, f"FROM {table} ORDER BY ALL") for table in FACTS}


def rewrite(pages: Path, change: Callable[[str], str]) -> None:
    """Change the text of every page, each in its own encoding."""
    for page in sorted(pages.rglob("page.*")):
        raw = page.read_bytes()
        encoding = "utf-16" if raw[:2] == b"\xff\xfe" else "cp1252" if "1252" in page.parent.name else "utf-8"
        page.write_bytes(change(raw.decode(encoding)).encode(encoding, "replace"))


def replaced(pages: Path, *pairs: tuple[str, str]) -> None:
    """Replace what matches a pattern on every page."""

    def change(text: str) -> str:
        for pattern, new in pairs:
            text = re.sub(pattern, new, text, flags=re.MULTILINE)
        return text

    rewrite(pages, change)


def test_the_sound_sample_again_changes_nothing(site: Site) -> None:
    assert site.run().outcome == "unchanged"
    assert site.is_untouched()


def test_a_release_that_comes_back_is_told_as_a_change(site: Site) -> None:
    replaced(site.pages, ("Kingdom of Belgium", "Kingdom of the Belgians"))
    assert site.run().release != site.sound.name
    shutil.copytree(FIXTURES, site.pages, dirs_exist_ok=True)
    told = [(report.outcome, report.release) for report in (site.run(), site.run())]
    assert told == [("published", site.sound.name), ("unchanged", site.sound.name)]
    assert site.is_untouched()


def test_empty_pages_are_refused_and_each_is_named(site: Site) -> None:
    rewrite(site.pages, lambda _text: "")
    report = site.run()
    assert (report.outcome, report.quarantined) == ("refused", PAGES)
    assert "None of the 18 pages could be used" in report.message
    assert site.reasons() == {"empty"}
    assert site.is_untouched()


def test_the_empty_pages_of_one_country_do_not_pass_as_its_end(site: Site) -> None:
    for page in site.pages.glob("switzerland-*/page.*"):
        page.write_bytes(b"\n\n")
    report = site.run()
    assert report.outcome == "refused"
    assert site.failed(report)["countries_lost"] == ("CHE",)
    assert len(site.failed(report)["quarantined_pages"]) == 3
    assert site.is_untouched()


def test_half_the_countries_gone_is_refused(site: Site) -> None:
    for folder in site.pages.iterdir():
        if folder.name.startswith(("belgium", "mexico", "moldova")):
            shutil.rmtree(folder)
    report = site.run()
    assert report.outcome == "refused"
    assert site.failed(report)["countries_lost"] == ("BEL", "MDA", "MEX")
    assert site.is_untouched()


def a_year_later(text: str) -> str:
    """A page whose meetings are dated a year later."""
    return re.sub(r"\b20[0-2][0-9](?= in |, )", lambda m: str(int(m[0]) + 1), text)


def test_all_dates_shifted_by_a_year_are_refused(site: Site) -> None:
    rewrite(site.pages, a_year_later)
    report = site.run()
    assert report.outcome == "refused"
    assert "dates_contradicted" in site.failed(report)
    assert site.failed(report)["settled_years_lost"] == ("BEL 2011", "MDA 2011", "PER 2015", "PER 2016", "PER 2018")
    assert "settled_years_changed" not in site.failed(report), "the titles of the meetings do not let a wrong year in"
    assert site.is_untouched()


def test_shifted_dates_of_meetings_that_the_catalogue_does_not_have_are_refused(site: Site) -> None:
    unknown = r'(Thematic (?:Meeting|Workshop) on (?:"|“|&quot;)).{5,300}?(?="|”|&quot;)'
    rewrite(site.pages, lambda text: re.sub(unknown, r"\1Boats and Bees", a_year_later(text)))
    report = site.run()
    assert report.outcome == "refused"
    assert site.failed(report)["settled_years_changed"] == ("PER-11: 2018 to 2020",)
    assert site.is_untouched()


CODES = {"MD": "CH", "MDA": "CHE", "CH": "MD", "CHE": "MDA"}


def test_swapped_country_codes_are_quarantined_and_the_loss_is_refused(site: Site) -> None:
    swap = r"^(?:MDA?|CHE?)$|(?<=>)(?:MDA?|CHE?)(?=<)"
    rewrite(site.pages, lambda text: re.sub(swap, lambda m: CODES[m[0]], text, flags=re.MULTILINE))
    report = site.run()
    assert report.outcome == "refused"
    assert site.reasons() == {"country_conflict"}
    assert "MDA" in site.failed(report)["countries_lost"]
    assert site.is_untouched()


def test_pages_that_turn_into_another_country_as_a_whole_are_refused(site: Site) -> None:
    swap = r"^MDA?$|(?<=>)MDA?(?=<)"

    def disguise(text: str) -> str:
        text = re.sub(swap, lambda m: CODES[m[0]], text, flags=re.MULTILINE)
        return text.replace("Republic of Moldova", "Swiss Confederation")

    rewrite(site.pages, disguise)
    report = site.run()
    assert report.outcome == "refused"
    assert {"pages_changed_country", "countries_lost"} <= site.failed(report).keys()
    assert site.is_untouched()


def test_a_column_of_blanks_in_the_tables_of_a_page_changes_no_record(site: Site) -> None:
    page = site.pages / "belgium-table" / "page.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(re.sub("(?<!<table>)<TR>", "<TD>&nbsp;<TD></TD><TR>", text), encoding="utf-8")
    before = facts_of(site.sound)
    report = site.run()
    after = current_release(site.data)
    assert page.read_text(encoding="utf-8") != text
    assert (report.outcome, site.failed(report)) == ("published", {})
    assert after != site.sound
    assert facts_of(after) == before


def test_values_that_become_blank_are_reported_column_by_column(site: Site) -> None:
    replaced(site.pages, (r"POINT \([^)\n]*\)", ""), (r"^\d+ \d\d [NSEW]$|(?<=>)\d+ \d\d [NSEW](?=<)", ""))
    report = site.run()
    assert "countries.point" in site.failed(report)["fill_rate_fallen"]


NEW_LABELS = (
    ("Attended Summit", "Summit presence"),
    ("Official Name", "Formal designation"),
    ("ISO([23]) Code", r"Country key \1"),
    ("RT Participation", "At the tables"),
    ("Attended Meeting", "Presence"),
    ("Attended Prep Meetings", "Before the summit"),
    ("Financial Contribution", "Money given"),
    ("Thematic Meetings", "On the themes"),
    ("Subscribe to", "Follow"),
)


def test_a_new_layout_with_unknown_labels_is_refused(site: Site) -> None:
    replaced(site.pages, *NEW_LABELS)
    report = site.run()
    assert report.outcome == "refused"
    assert "countries_lost" in site.failed(report)
    assert site.is_untouched()


def test_a_layout_that_renames_two_labels_is_reported(site: Site) -> None:
    replaced(site.pages, NEW_LABELS[0], NEW_LABELS[3])
    report = site.run()
    assert {"rows_lost", "tables_emptied", "settled_years_lost"} & site.failed(report).keys()


MENU = "Inicio\nQuiénes somos\nPaíses que participan\nBiblioteca de recursos\nEscríbanos\n\n"


def test_the_menu_of_a_mirror_in_another_language_is_reported_and_changes_no_country(site: Site) -> None:
    rewrite(site.pages, lambda text: text if "<body>" in text or "Attended Summit" not in text else MENU + text)
    before = rows(site.sound, "FROM participations ORDER BY ALL")
    report = site.run()
    assert report.outcome == "published"
    assert "moldova-full/page.txt" in site.failed(report)["unclaimed_lines"]
    assert "unclaimed_lines" in site.issue_codes()
    assert rows(current_release(site.data), "FROM participations ORDER BY ALL") == before


def test_a_country_saved_twice_is_one_country(site: Site) -> None:
    shutil.copytree(site.pages, site.pages / "copy")
    before = facts_of(site.sound)
    report = site.run()
    assert (report.outcome, report.pages) == ("published", 2 * PAGES)
    assert facts_of(current_release(site.data)) == before


def test_the_blocks_of_a_country_printed_twice_are_reported_and_settle_no_wrong_year(site: Site) -> None:
    page = site.pages / "peru-short" / "page.txt"
    text = page.read_text(encoding="utf-8")
    start = text.index("Financial Contribution")
    end = text.index("\n", text.rindex("Attended Summit")) + 1
    page.write_text(text[:end] + text[start:end] + text[end:], encoding="utf-8")
    report = site.run()
    assert "settled_years_lost" in site.failed(report)
    assert {"too_many_blocks", "edition_contradiction"} & site.issue_codes()


def test_two_countries_of_one_code_are_refused(site: Site) -> None:
    dataset = dict(dataset_of(SAMPLE))
    dataset["countries"] = [row._replace(iso2="CH") if row.iso3 == "PER" else row for row in dataset["countries"]]
    assert {"countries_once", "codes_agree"} <= refused_by(site, dataset)


SWAPPED = {"N": "E", "S": "W", "E": "N", "W": "S"}


def test_swapped_coordinates_are_reported_country_by_country(site: Site) -> None:
    rewrite(site.pages, lambda text: re.sub(r"(\d+ \d\d) ([NSEW])\b", lambda m: f"{m[1]} {SWAPPED[m[2]]}", text))
    report = site.run()
    assert {"coordinates_in_country", "coordinates_moved"} <= site.failed(report).keys()


def test_a_currency_lost_is_reported_by_name(site: Site) -> None:
    replaced(site.pages, (r"\bSEK ", "$ "))
    report = site.run()
    assert site.failed(report)["currencies_lost"] == ("SEK",)
    assert "amounts_have_currencies" in site.failed(report)
    assert "currency_unclear" in site.issue_codes()


def refused_by(site: Site, dataset: Dataset) -> set[str]:
    """The checks that refuse a dataset beside the sound release."""
    staged = stage(SCHEMA, dataset, site.data, ORIGIN)
    return {finding.name for finding in refusing(check(SCHEMA, staged.folder, site.sound, load_checks(SCHEMA)))}


def test_a_reference_file_with_a_hole_is_found_before_it_is_used(tmp_path: Path) -> None:
    shutil.copytree(REFERENCE, tmp_path / "reference")
    file = tmp_path / "reference" / "editions.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith("2012,")), encoding="utf-8")
    found = [finding for finding in check_reference(tmp_path / "reference") if finding.severity == "error"]
    assert ("editions.csv", 7) in {(finding.file, finding.line) for finding in found}
    assert "There is no edition 2012." in {finding.sentence for finding in found}


def test_a_release_whose_reference_lost_a_row_is_refused(site: Site) -> None:
    dataset = dict(dataset_of(SAMPLE))
    dataset["meetings"] = [row for row in dataset["meetings"] if row.meeting_id != "2024-prep-1"]
    assert refused_by(site, dataset) == {"reference_lost"}


OTHER_SITE = '<head><link rel="canonical" href="https://shop.example.org/offers">'


def test_pages_of_another_site_are_quarantined(site: Site) -> None:
    rewrite(site.pages, lambda text: text.replace("<head>", OTHER_SITE))
    report = site.run()
    assert site.reasons() == {"other_site"}
    assert len(site.failed(report)["quarantined_pages"]) == report.quarantined == 4


def test_teasers_of_another_site_are_reported(site: Site) -> None:
    offers = (
        f"Headline {n} of a busy week\n\nSubmitted by Mr. Redactor on\n\nOffer {n} sells {37 * n} shoes today.\n\n"
        for n in range(40)
    )
    (site.pages / "offers.txt").write_text("".join(offers), encoding="utf-8")
    report = site.run()
    assert "practices" in site.failed(report)["rows_gained"]
    assert site.count("practices") == 52
