"""Dates as the pages print them: ``29 March 2016``, ``12-13 October 2011``, ``30 June - 1 July 2011``, ``19/07/2016``.

A date is read in two steps: words and numbers that can be a part of one become tokens, and a run of tokens is read by
its shape (``D-DMY`` for ``12-13 October 2011``).

No day is guessed. What is printed like a date and can't be read for certain is an ``UnreadableDate``: a day without a
year, ``03/04/2016`` (two orders are possible), a month of another language (``19 luglio 2016``), a day that is not in
the calendar, days that go backwards, and several days that do not follow on each other (``8 June and 10 July 2011`` is
no meeting of a month).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from extractors.text import kept_by_text, plain_dashes
from extractors.values.date_tokens import YEAR, DateToken, token_runs

_NUMERIC = re.compile(
    rf"(?<![0-9./-])(?:(?P<run>[0-9]{{1,2}})\.?[ ]?-[ ]?)?"
    rf"(?:(?P<one>[0-9]{{1,2}})(?P<sign>[./-])(?P<other>[0-9]{{1,2}})(?P=sign)(?P<year>{YEAR}|[0-9]{{2}})"
    rf"|(?P<year_first>{YEAR})(?P<mark>[./-])(?P<month>[0-9]{{1,2}})(?P=mark)(?P<day>[0-9]{{1,2}}))(?![0-9]|[./-][0-9])"
)
_BETWEEN_NUMERIC = re.compile(r"[ ]?(?:(-|\b(?:to|until|till|al?|au)\b)|(&|\b(?:and|y|et?)\b))[ ]?", re.IGNORECASE)
# What nothing else explains: "19 luglio 2016", "19 07 2016", "18/07-19/07/2016".
_LIKE_DATE = re.compile(
    rf"(?<![\w.,/-])[0-9]{{1,2}}(?:[ ]?[^\W\d_]{{3,12}}\.?,?[ ]|[ ][0-9]{{1,2}}[ ]"
    rf"|[./-][0-9]{{1,2}}[ ]?-[ ]?[0-9]{{1,2}}[./-][0-9]{{1,2}}[./-]){YEAR}(?![0-9])"
)
_LONGEST_HALF = 40
_HAS_DIGIT = re.compile("[0-9]")
# By shape: D is a day, M a month, Y a year; "-" joins the ends of a run, "&" and "," join days of a list.
_DAYS = "D(?:[-&,]+D)*"
_DAY_FIRST = f"{_DAYS}-?M"  # the dash of "29-March-2016" joins no days
_SHAPES = re.compile(
    rf"(?P<two>{_DAY_FIRST}(?:[-,]?Y)?[-&]{_DAY_FIRST}(?:[-,]?Y)?|MD(?:,?Y)?[-&]MD(?:,?Y)?)"
    rf"|(?P<one>{_DAY_FIRST}[-,]?Y|M{_DAYS},?Y(?!M)|{_DAY_FIRST}|M{_DAYS}(?!,?M))"
    r"|(?P<months>M[-&]M,?Y|M[-,]?Y)"
)


class PrintedDate(NamedTuple):
    """A date or a run of days found in a text, and where. ``whole_month`` where no day is printed."""

    first: date
    last: date
    start: int
    end: int
    whole_month: bool = False


class UnreadableDate(NamedTuple):
    """Words that are printed like a date and can't be read for certain, and where."""

    text: str
    start: int
    end: int


Found = PrintedDate | UnreadableDate
"""What is printed like a date."""
_Run = tuple[date, date]


@kept_by_text
def dates_in(text: str) -> tuple[Found, ...]:
    """All dates of a text in their order, those that can't be read among them.

    ``dates_in("on 12 May 2011, after the workshop of 31 June 2010")`` gives the day and an ``UnreadableDate``.
    """
    if not _HAS_DIGIT.search(text):
        return ()
    plain = plain_dashes(text)
    found = sorted([*_numeric_dates(plain), *_written_dates(plain)], key=lambda one: (one.start, -one.end))
    read = [one for i, one in enumerate(found) if all(one.start >= above.end for above in found[:i])]
    return tuple(sorted([*read, *_unexplained(plain, read)], key=lambda one: one.start))


def _unexplained(text: str, found: Sequence[Found]) -> Iterator[UnreadableDate]:
    """What has the look of a day, a month and a year, and stands in no date that was found."""
    for match in _LIKE_DATE.finditer(text):
        if all(match.end() <= one.start or one.end <= match.start() for one in found):
            yield UnreadableDate(match[0], *match.span())


def find_date(text: str) -> PrintedDate | None:
    """The first date of a text, or None if there is none, or if the first can't be read.

    ``8-9 June 2011, Vienna`` gives the days from 2011-06-08 to 2011-06-09.
    """
    first = next(iter(dates_in(text)), None)
    return first if isinstance(first, PrintedDate) else None


def opens_with_date(text: str) -> bool:
    """Whether a text begins with a date in figures and words, such as ``9-10 March 2007, Bangkok``."""
    return text[:1].isdigit() and any(found.start == 0 for found in dates_in(text))


def divides_date(text: str, rest: str) -> bool:
    """Whether a date stands across the end of a text and the beginning of its rest: ``on 14-15`` / ``June 2011 in``."""
    tail = text[-_LONGEST_HALF:]
    return any(found.start < len(tail) < found.end for found in dates_in(f"{tail} {rest[:_LONGEST_HALF]}"))


def _numeric_dates(text: str) -> Iterator[Found]:
    """Dates in figures: ``19-07-2016``, ``2016-07-19``, ``18-19/07/2016``, ``18/07/2016 - 19/07/2016``."""
    matches = [match for match in _NUMERIC.finditer(text) if not _is_section_number(match)]
    at = 0
    while at < len(matches):
        match, below = matches[at], matches[at + 1] if at + 1 < len(matches) else None
        between = _BETWEEN_NUMERIC.fullmatch(text, match.end(), below.start()) if below else None
        if below is not None and between is not None:
            days = _joined(_numeric_run(match), _numeric_run(below), is_list=between[2] is not None)
            yield _found(text, days, match.start(), below.end())
            at += 2
        else:
            yield _found(text, _numeric_run(match), match.start(), match.end())
            at += 1


def _is_section_number(match: re.Match[str]) -> bool:
    """Whether figures are rather those of a section: "1.2.11"."""
    return match["sign"] == "." and len(match["year"]) == 2


def _numeric_run(match: re.Match[str]) -> _Run | None:
    """The days of one date in figures. Of day and month in two possible orders, none."""
    if match["year_first"]:
        days = {calendar_day(int(match["year_first"]), int(match["month"]), int(match["day"]))}
    elif len(match["year"]) == 2:
        return None
    else:
        year, one, other = int(match["year"]), int(match["one"]), int(match["other"])
        days = {calendar_day(year, other, one)} | (set() if match["sign"] == "." else {calendar_day(year, one, other)})
    (last, *others) = days - {None} or {None}
    if last is None or others:
        return None
    first = calendar_day(last.year, last.month, int(match["run"])) if match["run"] else last
    return _run(first, last)


def _written_dates(text: str) -> Iterator[Found]:
    """Dates with the name of a month."""
    for tokens in token_runs(text):
        shape = "".join(token.letter for token in tokens)
        for match in _SHAPES.finditer(shape):
            part = tokens[match.start() : match.end()]
            if _is_date_like(part):
                yield _read_shape(text, part, match.lastgroup or "")


def _is_date_like(tokens: Sequence[DateToken]) -> bool:
    """Whether a run of tokens is a date: "may 20" may as well be a verb, and "3 jan" needs a year."""
    has_year = any(token.letter == "Y" for token in tokens)
    return has_year or all(token.is_clear for token in tokens if token.letter == "M")


def _read_shape(text: str, tokens: Sequence[DateToken], shape: str) -> Found:
    start, end = tokens[0].start, tokens[-1].end
    if shape == "months":
        months = [token.value for token in tokens if token.letter == "M"]
        year = tokens[-1].value
        run = _run(date(year, months[0], 1), date(year, months[-1], monthrange(year, months[-1])[1]))
        return _found(text, run, start, end, whole_month=True)
    if shape == "one":
        return _found(text, _days_of(tokens, _year_of(tokens)), start, end)
    middle = _joiner_of_dates(tokens)
    before, behind = tokens[:middle], tokens[middle + 1 :]
    last_year = _year_of(behind)
    first, last = _days_of(before, _year_of(before) or last_year), _days_of(behind, last_year)
    return _found(text, _joined(first, last, is_list=tokens[middle].letter == "&"), start, end)


def _joiner_of_dates(tokens: Sequence[DateToken]) -> int:
    """Where, between two dates each with a month, the token stands that joins them."""
    first_month = next(i for i, token in enumerate(tokens) if token.letter == "M")
    starts_with_month = first_month == 0
    after = first_month + 1 + starts_with_month
    return next(i for i in range(after, len(tokens)) if tokens[i].letter in "-&")


def _days_of(tokens: Sequence[DateToken], year: int | None) -> _Run | None:
    """The first and the last day of one date: ``12-13 October``, ``5, 6 and 7 February``, ``July 12-13``."""
    month = next(token.value for token in tokens if token.letter == "M")
    days, joiners = _days_and_joiners(tokens)
    if year is None or ("-" not in joiners and not _in_a_row(days)):
        return None
    return _run(calendar_day(year, month, days[0]), calendar_day(year, month, days[-1]))


def _days_and_joiners(tokens: Sequence[DateToken]) -> tuple[list[int], str]:
    """The days of one date and what joins them. "1, 12 October" is one day: what stands before may be a session."""
    places = [i for i, token in enumerate(tokens) if token.letter == "D"]
    days = [tokens[i].value for i in places]
    joiners = "".join(token.letter for token in tokens[places[0] : places[-1]]).replace("D", "")
    if "," in joiners and not _in_a_row(days):
        comma = max(i for i in range(places[0], places[-1]) if tokens[i].letter == ",")
        return _days_and_joiners(tokens[comma + 1 :])
    return days, joiners


def _in_a_row(days: Sequence[int]) -> bool:
    return all(after == before + 1 for before, after in pairwise(days))


def _year_of(tokens: Sequence[DateToken]) -> int | None:
    return next((token.value for token in tokens if token.letter == "Y"), None)


def _joined(first: _Run | None, last: _Run | None, *, is_list: bool) -> _Run | None:
    """Two dates as one run. In a list they are days of their own, unless one follows on the other."""
    if first is None or last is None:
        return None
    if is_list and (last[0] - first[1]).days != 1:
        return None
    return _run(first[0], last[1])


def _run(first: date | None, last: date | None) -> _Run | None:
    return (first, last) if first and last and first <= last else None


def calendar_day(year: int, month: int, day: int) -> date | None:
    """The day, or None if the calendar has no such day, as for 31 June."""
    is_in_calendar = 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    return date(year, month, day) if is_in_calendar else None


def _found(text: str, days: _Run | None, start: int, end: int, *, whole_month: bool = False) -> Found:
    if days is None:
        return UnreadableDate(text[start:end], start, end)
    return PrintedDate(*days, start, end, whole_month)
