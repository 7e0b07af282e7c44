"""The identity part of a page: coordinates with odd marks, and labels in odd spellings."""

from __future__ import annotations

import pytest

from extractors.gfmd.identity.country import is_point
from extractors.values.coordinates import read_coordinate
from schemas.extraction import AnyExtraction
from tests.written_pages import END, codes, read

PART = "Attended Meeting\nDelegate\nAttended Summit"


def page(south: str, west: str, point: str = "POINT (-77.3 -18.15)") -> AnyExtraction:
    """A page of Peru with these two coordinates."""
    codes_of_country = "Official Name\nRepublic of Peru\nISO2 Code\nPE\nISO3 Code\nPER"
    return read(f"{codes_of_country}\nLongitude\n{south}\nLatitude\n{west}\nGeolocation\n{point}\n{PART}{END}")


@pytest.mark.parametrize(
    "printed",
    [
        "18 15 S", "18°15'S", "18° 15′ S", "18º 15' S", "18˚ 15’ S", "18 15 s.", "18 15 South", "S 18 15", "S 18° 15'",
        "18° 15' 00\" S",
    ],
)  # fmt: skip
def test_degrees_and_minutes_are_read_whatever_their_marks(printed: str) -> None:
    found = read_coordinate(printed)
    assert found is not None
    assert found == ("S", -18.25, 18, 15)


@pytest.mark.parametrize("printed", ["18.25 S", "18,25 S", "18 60 S", "18 15", "91 00 N", "1815S", "-18 15", "18 S"])
def test_what_is_not_degrees_and_minutes_is_kept_out_and_reported(printed: str) -> None:
    assert read_coordinate(printed) is None
    found = page(printed, "77 30 W")
    assert found.identity is not None
    assert (found.identity.latitude, found.identity.longitude) == (None, -77.5)
    assert "identity_unreadable" in codes(found)


@pytest.mark.parametrize(
    ("south", "west", "code"),
    [("18 15 S", "77 30 S", "coordinate_repeated"), ("18 15 S", "18 15 S", "coordinate_missing")],
)
def test_two_letters_of_one_axis_are_reported(south: str, west: str, code: str) -> None:
    found = page(south, west)
    assert found.identity is not None and found.identity.longitude is None
    assert code in codes(found)


@pytest.mark.parametrize("printed", ["POINT (-76 -10)", "POINT(-76 -10)", "Point ( -76.5 -10.25 )"])
def test_a_point_is_one_with_any_spacing(printed: str) -> None:
    assert is_point(printed)


@pytest.mark.parametrize(
    "identity",
    [
        "OFFICIAL NAME:\nRepublic of Peru\nISO2 CODE :\nPE\nISO3 code\nPER\nLONGITUDE:\n10 00 S\nlatitude\n76 00 W",
        "Official name: Republic of Peru\nISO-2 Code: PE\nISO-3 Code: PER\nLongitude: 10 00 S\nLatitude : 76 00 W",
    ],
)
def test_labels_are_read_in_any_case_with_or_without_a_colon(identity: str) -> None:
    found = read(f"{identity}\n{PART}{END}").identity
    assert found is not None
    assert (found.iso3, found.code_basis, found.official_name) == ("PER", "page", "Republic of Peru")
    assert (found.latitude, found.longitude) == (-10.0, -76.0)
