"""How the data may be used and cited: what the project's files say agrees with the program."""

from __future__ import annotations

import tomllib
from pathlib import Path

import yaml

from extractors.sources import SCHEMA, SOURCES
from warehouse.describing.dictionary import diagram, markdown

ROOT = Path(__file__).parent.parent


def test_the_citation_file_keeps_to_its_format_and_agrees_with_the_project() -> None:
    """Required by version 1.2.0 of the Citation File Format: cff-version, message, title and authors."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert citation["cff-version"] == "1.2.0"
    assert citation["message"]
    assert all(author.get("name") or author.get("family-names") for author in citation["authors"])
    assert citation["type"] == "software"
    assert (citation["title"], citation["version"], citation["license"], citation["abstract"]) == (
        project["name"],
        project["version"],
        project["license"],
        project["description"],
    )


def test_the_note_on_licences_has_the_terms_of_every_source() -> None:
    note = (ROOT / "docs" / "licence.md").read_text(encoding="utf-8")
    for source in SOURCES:
        assert f"| {source.title} | {source.licence} | `{source.licence_id}` |" in note


def test_every_source_has_an_identifier_that_the_open_definition_knows() -> None:
    known = {"other-at", "other-closed", "other-nc", "other-open", "other-pd", "notspecified", "CC0-1.0", "CC-BY-4.0"}
    assert {source.licence_id for source in SOURCES} <= known


def test_the_dictionary_that_is_checked_in_is_current() -> None:
    written = (ROOT / "docs" / "dictionary.md").read_text(encoding="utf-8")
    assert written == f"{markdown(SCHEMA)}\n", "docs/dictionary.md is out of date; `make dictionary` renews it"


def test_the_diagram_has_every_table_column_key_and_reference() -> None:
    first, *lines = diagram(SCHEMA).splitlines()
    assert first == "erDiagram"
    for table in SCHEMA.tables:
        start = lines.index(f"    {table.name} {{")
        columns = [line.split(maxsplit=2) for line in lines[start + 1 : lines.index("    }", start)]]
        assert tuple(column[1] for column in columns) == table.columns
        assert tuple(column[1] for column in columns if "PK" in "".join(column[2:])) == table.key
    assert "        string roundtable_id FK" in lines
    assert "    participations ||--o{ contributions : participation_id" in lines
    assert "    editions |o--o{ participations : edition" in lines, "an edition may be open"
    assert "    pages ||--o| quarantine : page_id" in lines, "a page is in quarantine once"
    assert len([line for line in lines if "--" in line]) == sum(len(table.references) for table in SCHEMA.tables)
