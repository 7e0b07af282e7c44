"""Coordinates in degrees and minutes, read as decimal degrees: ``10 30 S`` is -10.5."""

from __future__ import annotations

import re
from typing import NamedTuple

_HEMISPHERE = r"([NSEW]|north|south|east|west)\.?"
_DEGREES = r"([0-9]{1,3})(?: ?[°º˚∘] ?| )([0-9]{1,2})(?: ?[\'′’‘´`] ?| )?(?:([0-9]{1,2}) ?(?:[\"″”“]|\'\'|’’|′′)?)?"
_COORDINATE = re.compile(rf"{_DEGREES} ?{_HEMISPHERE}", re.IGNORECASE)
_HEMISPHERE_FIRST = re.compile(rf"{_HEMISPHERE} ?{_DEGREES}", re.IGNORECASE)
_LIMITS = {"N": 90, "S": 90, "E": 180, "W": 180}
_PAIR = re.compile(
    r"(?P<label>[^:,;0-9]{0,60}: ?)?(?P<latitude>[0-9]{1,2} [0-9]{1,2} [NS]), (?P<longitude>[0-9]{1,3} [0-9]{1,2} [EW])"
)


class Coordinate(NamedTuple):
    """One printed coordinate: its hemisphere, its value in decimal degrees, and its whole degrees and minutes."""

    hemisphere: str
    degrees: float
    whole_degrees: int
    minutes: int


class Point(NamedTuple):
    """A printed pair of coordinates in decimal degrees."""

    latitude: float
    longitude: float


def read_coordinate(text: str) -> Coordinate | None:
    """Degrees, minutes and perhaps seconds with a hemisphere letter, or None if the text is none or out of range.

    ``10 30 S`` and ``S 10°30'`` are -10.5; ``10 75 S`` and ``95 00 N`` are none.
    """
    match, first = _COORDINATE.fullmatch(text), _HEMISPHERE_FIRST.fullmatch(text)
    if match:
        *printed, letter = match.groups()
    elif first:
        letter, *printed = first.groups()
    else:
        return None
    degrees, minutes, seconds = (int(number or 0) for number in printed)
    hemisphere = letter[0].upper()
    value = degrees + minutes / 60 + seconds / 3600
    if minutes > 59 or seconds > 59 or value > _LIMITS[hemisphere]:
        return None
    return Coordinate(hemisphere, -value + 0.0 if hemisphere in "SW" else value, degrees, minutes)


def read_point(printed: str, main_part: str) -> Point | None:
    """Latitude and longitude of a text that is one pair, labelled or not: ``18 4 N, 63 2 W`` is 18.0667 and -63.0333.

    Of several pairs with labels the one counts whose label has ``main_part`` in it: ``metropolitan`` takes the first
    of ``metropolitan France: 46 00 N, 2 00 E French Guiana: 4 00 N, 53 00 W``. None if nobody can tell which pair is
    meant, and for a text that says more, such as ``9 10 00 S, 76 00 W``.
    """
    pairs = list(_PAIR.finditer(printed))
    main = [pair for pair in pairs if main_part in (pair["label"] or "")]
    counting = [pair for pair in pairs if pair.group() == printed] or main
    if len(counting) != 1:
        return None
    latitude, longitude = (read_coordinate(counting[0][name]) for name in ("latitude", "longitude"))
    return Point(latitude.degrees, longitude.degrees) if latitude and longitude else None
