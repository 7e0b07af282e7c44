"""Files of other projects: they are what their list says, with licence and hash, and the map is whole."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pycountry
import pytest

from tests.rooms import ROOT
from vendoring.antimeridian import cut
from vendoring.topology import joined

FOLDERS = (ROOT / "warehouse/site/vendored", ROOT / "tests/vendored")
PACKAGES = [
    (folder, package)
    for folder in FOLDERS
    for package in tomllib.loads((folder / "VENDORED.toml").read_text(encoding="utf-8"))["package"]
]
NAMED_BY_HAND = {"world.LICENSE.txt"}
"""The package has no text of its licence."""
NO_MEMBERS_OF_THE_UN = frozenset(
    [
        "ABW",
        "AIA",
        "ALA",
        "ASM",
        "ATA",
        "ATF",
        "BES",
        "BLM",
        "BMU",
        "BVT",
        "CCK",
        "COK",
        "CUW",
        "CXR",
        "CYM",
        "ESH",
        "FLK",
        "FRO",
        "GGY",
        "GIB",
        "GLP",
        "GRL",
        "GUF",
        "GUM",
        "HKG",
        "HMD",
        "IMN",
        "IOT",
        "JEY",
        "MAC",
        "MAF",
        "MNP",
        "MSR",
        "MTQ",
        "MYT",
        "NCL",
        "NFK",
        "NIU",
        "PCN",
        "PRI",
        "PSE",
        "PYF",
        "REU",
        "SGS",
        "SHN",
        "SJM",
        "SPM",
        "SXM",
        "TCA",
        "TKL",
        "TWN",
        "UMI",
        "VAT",
        "VGB",
        "VIR",
        "WLF",
    ]
)


@pytest.mark.parametrize(("folder", "package"), PACKAGES, ids=[package["name"] for _, package in PACKAGES])
def test_a_vendored_file_is_what_its_list_says(folder: Path, package: Mapping[str, Any]) -> None:
    found = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in package["files"]}
    assert found == {name: file["sha256"] for name, file in package["files"].items()}
    assert package["licence"]
    assert (folder / package["licence_file"]).is_file()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_no_file_lies_beside_the_list_that_it_does_not_name(folder: Path) -> None:
    listed = {name for where, package in PACKAGES if where == folder for name in package["files"]}
    assert {file.name for file in folder.iterdir()} - NAMED_BY_HAND == {"VENDORED.toml", *listed}


@pytest.fixture(scope="module")
def world() -> Mapping[str, Any]:
    told: Mapping[str, Any] = json.loads((FOLDERS[0] / "world.json").read_bytes())
    return told


def test_the_map_has_all_members_of_the_united_nations(world: Mapping[str, Any]) -> None:
    members = {country.alpha_3 for country in pycountry.countries} - NO_MEMBERS_OF_THE_UN
    assert len(members) == 193
    assert members - set(world["paths"]) - set(world["dots"]) == set()


def test_every_shape_is_a_closed_path_within_the_map(world: Mapping[str, Any]) -> None:
    wide, high = map(int, world["viewBox"].split()[2:])
    assert all(re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", path) for path in world["paths"].values())
    assert all(0 <= x <= wide and 0 <= y <= high for x, y in world["dots"].values())


def test_neighbours_of_a_united_country_share_no_line() -> None:
    """Two squares side by side, of which each walks arc 1, are one ring of the arcs around both."""
    assert joined([[0, 1], [2, ~1], [3]]) == [[3], [0, 2]]


def test_an_outline_over_180_degrees_is_two_pieces() -> None:
    west, east = sorted(cut([(170, 0), (-170, 0), (-170, 10), (170, 10)]))
    assert {x for x, _ in west} == {-180, -170}
    assert {x for x, _ in east} == {170, 180}
    assert cut([(1, 0), (2, 0), (2, 1)]) == [[(1, 0), (2, 0), (2, 1)]]
