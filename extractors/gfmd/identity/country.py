"""Which country a page is about, and where it lies.

The site swaps two labels: under ``Longitude`` stands the latitude and the other way round. The hemisphere letter
tells, the label does not. ``10 00 S`` is degrees and minutes; the printed POINT has the minutes pasted as decimals.

Some tools print the labels of a text so that they are none: several on one line, or as items of a list. Such pages are
refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from extractors.gfmd.reference.known import reference
from extractors.gfmd.site.page_lines import PageLine, without_labels
from extractors.gfmd.site.vocabulary import COORDINATE_LABELS, IDENTITY_LABELS, SUBSCRIPTION, Label
from extractors.text import begins_with_list_mark, without_mark
from extractors.values.addresses import split_address
from extractors.values.coordinates import Coordinate, read_coordinate
from extractors.values.countries import CountryCode, country_coded, country_named
from schemas.document import Line, span_of
from schemas.extraction import Identity, Issue, Span
from schemas.snapshot import Refusal
from schemas.tables import row_of

_POINT = re.compile(r"POINT ?\( ?(-?[0-9]{1,3}(?:\.[0-9]{1,15})?) (-?[0-9]{1,3}(?:\.[0-9]{1,15})?) ?\)", re.IGNORECASE)
_SLUG = re.compile(r"(?:/[a-z]{2})?/pfp/ppd/([a-z][a-z0-9-]*)/?", re.IGNORECASE)
_FILE_SLUG = re.compile(r"[^.?@&=]+")
_PAGE_SUFFIX = re.compile(r"-page$|-(?:page-?)?[0-9]{1,8}$", re.IGNORECASE)
_INDEX_FILES = frozenset({"index", "default", "page"})
_NEAR = 0.006  # degrees; a POINT is printed with two or more decimals, or with none
_IDENTITY_LABEL = re.compile(r"Official Name|ISO2 Code|ISO3 Code|Longitude|Latitude|Geolocation")
_LABEL = re.compile(f"(?:{_IDENTITY_LABEL.pattern}|Attended Meeting|RT Participation|Attended Summit):?")
_FEWEST = 3


class IdentityLines(NamedTuple):
    """The identity part of a page, read but not yet resolved to a country. ``unclaimed`` are line numbers.

    ``printed_name`` is the name of the subscription where the page does not end within it.
    """

    official_name: str | None
    iso2: str | None
    iso3: str | None
    subscription: str | None
    printed_name: str | None
    latitude: float | None
    longitude: float | None
    point: str | None
    spans: tuple[Span, ...]
    issues: tuple[Issue, ...]
    unclaimed: tuple[int, ...]


def read_identity(lines: Sequence[PageLine], subscription: Line | None, *, ends_page: bool = False) -> IdentityLines:
    """Read the lines before the participation part, and the line ``Subscribe to NAME``.

    ``ends_page`` says that the page ends within that line, so that its name may be half of one.
    """
    values, coordinates, unclaimed, issues = _sort_values(_labelled_values(lines))
    latitude = _single_coordinate("NS", "latitude", coordinates, issues)
    longitude = _single_coordinate("EW", "longitude", coordinates, issues)
    if len(coordinates) > 1 and not issues and (latitude is None or longitude is None):
        issues.append(_missing_axis(coordinates))
    point = values.get(Label.GEOLOCATION)
    issues.extend(_check_point(point, latitude, longitude, without_labels(lines)))
    name = SUBSCRIPTION.fullmatch(subscription.text) if subscription else None
    return IdentityLines(
        official_name=values.get(Label.OFFICIAL_NAME),
        iso2=values.get(Label.ISO2),
        iso3=values.get(Label.ISO3),
        subscription=name[1].strip() if name else None,
        printed_name=name[1].strip() if name and not ends_page else None,
        latitude=latitude.degrees if latitude else None,
        longitude=longitude.degrees if longitude else None,
        point=point,
        spans=_identity_spans(without_labels(lines), unclaimed, subscription),
        issues=tuple(issues),
        unclaimed=tuple(unclaimed),
    )


def _labelled_values(lines: Sequence[PageLine]) -> Iterator[tuple[Label | None, str, Line]]:
    """Each value with the label above it. A label takes one value; a label line by itself has the value ''."""
    above: Label | None = None
    for line, found, _ in lines:
        if found and found.label in IDENTITY_LABELS:
            above = None if found.rest else found.label
            yield found.label, found.rest, line
        else:
            yield above, without_mark(line.text), line
            above = None


class _SortedValues(NamedTuple):
    """The values of the part: names and codes by label, coordinates, and the numbers and issues of other lines."""

    values: dict[Label, str]
    coordinates: list[tuple[Line, Coordinate]]
    unclaimed: list[int]
    issues: list[Issue]


def _sort_values(values: Iterable[tuple[Label | None, str, Line]]) -> _SortedValues:
    """Sort the values by what they look like: a coordinate tells its kind whatever label is above it."""
    found = _SortedValues({}, [], [], [])
    for label, text, line in values:
        if text == "":
            continue
        coordinate = read_coordinate(text)
        if coordinate:
            found.coordinates.append((line, coordinate))
        elif _POINT.fullmatch(text):
            found.values.setdefault(Label.GEOLOCATION, text)
        elif label in (Label.ISO2, Label.ISO3) and _is_code(text, label):
            found.values.setdefault(label, text.upper())
        elif label is Label.OFFICIAL_NAME and label not in found.values:
            found.values[label] = text
        else:
            found.unclaimed.append(line.number)
            found.issues.append(_unreadable_value(label, text, line))
    return found


def _is_code(text: str, label: Label) -> bool:
    length = 2 if label is Label.ISO2 else 3
    return len(text) == length and _country_of_code(text.upper()) is not None


def _country_of_code(code: str) -> CountryCode | None:
    """The country of a printed code; ``UK`` is none of ISO 3166-1, but a reviewed name."""
    return country_coded(code) or country_named(code)


def _unreadable_value(label: Label | None, text: str, line: Line) -> Issue:
    what = "a coordinate" if label in COORDINATE_LABELS else "a value of the identity part"
    message = f"{text[:80]!r} stands where {what} is expected and was not used."
    return Issue("warning", "identity_unreadable", message, line.span)


def is_point(text: str) -> bool:
    """Whether a line is a printed WKT point, such as ``POINT (-76 -10)``."""
    return _POINT.fullmatch(text) is not None


def _single_coordinate(
    hemispheres: str, name: str, found: Sequence[tuple[Line, Coordinate]], issues: list[Issue]
) -> Coordinate | None:
    candidates = [(line, c) for line, c in found if c.hemisphere in hemispheres]
    if len({c.degrees for _, c in candidates}) > 1:
        span = span_of([line for line, _ in candidates])
        message = f"The page prints more than one {name}; none is used."
        issues.append(Issue("warning", "coordinate_repeated", message, span))
        return None
    return candidates[0][1] if candidates else None


def _missing_axis(found: Sequence[tuple[Line, Coordinate]]) -> Issue:
    message = "Both coordinates have a letter of the same axis; the other axis is not known."
    return Issue("warning", "coordinate_missing", message, span_of([line for line, _ in found]))


def _check_point(
    point: str | None, latitude: Coordinate | None, longitude: Coordinate | None, lines: Sequence[Line]
) -> Iterator[Issue]:
    """The POINT must be the coordinates, either truly or with the minutes pasted as decimals."""
    match = _POINT.fullmatch(point or "")
    if match is None or latitude is None or longitude is None:
        return
    printed = (float(match[1]), float(match[2]))
    for known, value in ((longitude, printed[0]), (latitude, printed[1])):
        if abs(known.degrees - value) > _NEAR and abs(_degrees_with_pasted_minutes(known) - value) > _NEAR:
            span = next(line.span for line in lines if point and line.text.endswith(point))
            message = f"{point} does not agree with the printed degrees and minutes, which are kept."
            yield Issue("warning", "point_mismatch", message, span)
            return


def _degrees_with_pasted_minutes(coordinate: Coordinate) -> float:
    """The value with the minutes pasted as decimals: -18.15 for ``18 15 S``, which is -18.25."""
    value = float(f"{coordinate.whole_degrees}.{coordinate.minutes:0>2}")
    return -value if coordinate.hemisphere in "SW" else value


def _identity_spans(lines: Sequence[Line], unclaimed: Sequence[int], subscription: Line | None) -> tuple[Span, ...]:
    claimed = [line for line in lines if line.number not in unclaimed]
    runs = [span_of(claimed)] if claimed else []
    return (*runs, *([subscription.span] if subscription else []))


def resolve_country(found: IdentityLines, url: str | None, path: str) -> Identity | Refusal:
    """The country of the page: by its codes, else its names, else its URL, else its file name.

    Codes and names that speak of different countries make a refusal: choosing one of them would be a guess.
    ``PER`` below ``ISO3 Code`` gives Peru with the basis ``page``; where nothing else tells, the file ``sri-lanka.txt``
    gives Sri Lanka with the basis ``file_name``.
    """
    countries = [(basis, country) for basis, country in _countries_on_page(found) if country]
    if len({country.iso3 for _, country in countries}) > 1:
        names = ", ".join(f"{basis} {country.iso3}" for basis, country in countries)
        return Refusal("country_conflict", f"The page speaks of more than one country: {names}.")
    countries = countries or [(basis, country) for basis, country in _countries_of_url_and_file(url, path) if country]
    if not countries:
        message = "Neither codes, names, URL nor file name tell the country. A right name can go into aliases.csv."
        return Refusal("unknown_country", message)
    basis, country = countries[0]
    return row_of(Identity, found, **country._asdict(), code_basis=basis)


def _countries_on_page(found: IdentityLines) -> Iterator[tuple[str, CountryCode | None]]:
    yield "page", _country_of_code(found.iso3) if found.iso3 else None
    yield "page", _country_of_code(found.iso2) if found.iso2 else None
    yield "official_name", country_named(found.official_name) if found.official_name else None
    yield "name", country_named(found.subscription) if found.subscription else None


def _countries_of_url_and_file(url: str | None, path: str) -> Iterator[tuple[str, CountryCode | None]]:
    address = split_address(url)
    slug = _SLUG.fullmatch(unquote(address.path)) if address else None
    yield "url", _country_of_slug(slug[1]) if slug else None
    *folders, file = path.split("/")
    name = _FILE_SLUG.match(file)
    slug_of_file = _PAGE_SUFFIX.sub("", name[0].replace("_", "-")) if name else ""
    if slug_of_file in _INDEX_FILES and folders:
        slug_of_file = folders[-1].replace("_", "-")
    yield "file_name", _country_of_slug(slug_of_file)


def _country_of_slug(slug: str) -> CountryCode | None:
    iso3 = reference().slugs.get(slug.casefold())
    return country_coded(iso3) if iso3 else country_named(slug.replace("-", " "))


def lines_in_one(lines: Sequence[Line]) -> Refusal | None:
    """A refusal where a line holds most of the identity: what its values are can't be told.

    A tool that knows no lists of definitions prints ``Official NameKingdom of Belgium ISO2 CodeBE ISO3 CodeBEL``.
    """
    for line in lines:
        if _IDENTITY_LABEL.match(line.text) and len(_IDENTITY_LABEL.findall(line.text)) >= _FEWEST:
            message = f"Several lines of the page stand on one, in line {line.number}. Save the page again as HTML."
            return Refusal("wrapped", message)
    return None


def marked_labels(lines: Sequence[Line]) -> Refusal | None:
    """A refusal where labels are items of a list, as values are: ``- Official Name`` above ``- Republic of Peru``.

    Tools that extract the text of a page print lists of definitions so.
    """
    marked = (line for line in lines if begins_with_list_mark(line.text) and _LABEL.fullmatch(without_mark(line.text)))
    if sum(1 for _ in marked) < _FEWEST:
        return None
    return Refusal("wrapped", "The labels of the page are items of a list, as values are. Save the page again as HTML.")
