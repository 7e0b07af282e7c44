"""The identity part of a page: coordinates with odd marks, and labels in odd spellings."""

from __future__ import annotations

import pytest

from extractors.gfmd.identity.country import is_point
from extractors.values.coordinates import read_coordinate
from schemas.extraction import AnyExtraction
from tests.written_pages import END, codes, identity, identity_of, read

PART = "Attended Meeting\nDelegate\nAttended Summit"


def page(south: str, west: str, point: str = "POINT (-77.3 -18.15)") -> AnyExtraction:
    """A page of Peru with these two coordinates."""
    return read(f"{identity('Republic of Peru', 'PE', 'PER', south, west, point)}Delegate\nAttended Summit{END}")


@pytest.mark.parametrize(
    "printed",
    [
        "18 15 S", "18°15'S", "18° 15′ S", "18º 15' S", "18˚ 15’ S", "18 15 s.", "18 15 South", "S 18 15", "S 18° 15'",
        "18° 15' 00\" S",
    ],
)  # fmt: skip
def test_degrees_and_minutes_are_read_whatever_their_marks(printed: str) -> None:
    assert read_coordinate(printed) == ("S", -18.25, 18, 15)


@pytest.mark.parametrize("printed", ["18.25 S", "18,25 S", "18 60 S", "18 15", "91 00 N", "1815S", "-18 15", "18 S"])
def test_what_is_not_degrees_and_minutes_is_kept_out_and_reported(printed: str) -> None:
    assert read_coordinate(printed) is None
    found = page(printed, "77 30 W")
    assert (identity_of(found).latitude, identity_of(found).longitude) == (None, -77.5)
    assert "identity_unreadable" in codes(found)


@pytest.mark.parametrize(
    ("south", "west", "code"),
    [("18 15 S", "77 30 S", "coordinate_repeated"), ("18 15 S", "18 15 S", "coordinate_missing")],
)
def test_two_letters_of_one_axis_are_reported(south: str, west: str, code: str) -> None:
    found = page(south, west)
    assert identity_of(found).longitude is None
    assert code in codes(found)


@pytest.mark.parametrize("printed", ["POINT (-76 -10)", "POINT(-76 -10)", "Point ( -76.5 -10.25 )"])
def test_a_point_is_one_with_any_spacing(printed: str) -> None:
    assert is_point(printed)


@pytest.mark.parametrize(
    "lines",
    [
        "OFFICIAL NAME:\nRepublic of Peru\nISO2 CODE :\nPE\nISO3 code\nPER\nLONGITUDE:\n10 00 S\nlatitude\n76 00 W",
        "Official name: Republic of Peru\nISO-2 Code: PE\nISO-3 Code: PER\nLongitude: 10 00 S\nLatitude : 76 00 W",
    ],
)
def test_labels_are_read_in_any_case_with_or_without_a_colon(lines: str) -> None:
    found = identity_of(read(f"{lines}\n{PART}{END}"))
    assert (found.iso3, found.code_basis, found.official_name) == ("PER", "page", "Republic of Peru")
    assert (found.latitude, found.longitude) == (-10.0, -76.0)
