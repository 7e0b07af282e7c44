"""What a date on the command line means: from its first to its last moment, in UTC."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.spans import span_of

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016", "2016-01-01 00:00:00", "2016-12-31 23:59:59"),
        ("2016-02", "2016-02-01 00:00:00", "2016-02-29 23:59:59"),
        ("2015-12", "2015-12-01 00:00:00", "2015-12-31 23:59:59"),
        ("2019-05-01", "2019-05-01 00:00:00", "2019-05-01 23:59:59"),
        ("2019-05-01T08:15", "2019-05-01 08:15:00", "2019-05-01 08:15:00"),
        ("2019-05-01 08:15:30Z", "2019-05-01 08:15:30", "2019-05-01 08:15:30"),
        ("2019-05-01T08:15:30+02:00", "2019-05-01 06:15:30", "2019-05-01 06:15:30"),
    ],
)
def test_a_date_is_the_whole_of_what_it_names(text: str, first: str, last: str) -> None:
    span = span_of(text)
    assert span.first == datetime.fromisoformat(first)
    assert span.last.replace(microsecond=0) == datetime.fromisoformat(last)
    assert span.last.microsecond == 999_999


@given(st.dates(max_value=datetime(9998, 12, 30).date()))
def test_spans_follow_each_other_without_a_gap(day: datetime) -> None:
    today, tomorrow = span_of(f"{day:%Y-%m-%d}".zfill(10)), span_of(f"{day + timedelta(days=1):%Y-%m-%d}".zfill(10))
    assert tomorrow.first - today.last == timedelta(microseconds=1)
    month = span_of(f"{day:%Y-%m}".zfill(7))
    assert month.first <= today.first < today.last <= month.last


@pytest.mark.parametrize(
    "text",
    ["", "x", "19", "201605", "20160501", "2016-13", "2016-02-30", "0000", "٢٠١٦", "2016-05-01T", "2016-05-01Tnoon",
     "2016-05-01T25:00", "yesterday", "2016-W01", "9999", "0001-01-01T00:00+14:00", "-2016", "2016-5-1", " 2016"],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        span_of(text)
