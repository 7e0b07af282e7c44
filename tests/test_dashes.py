"""Pages print a hyphen in many ways, and each reads like the other."""

from __future__ import annotations

from datetime import date

import pytest

from extractors.gfmd.copies.practice_values import period_of
from extractors.gfmd.facts import facts_of
from tests.written_pages import END, IDENTITY, money, read, role

DASHES = ["-", "\u2010", "\u2011", "\u2012", "–", "—", "\u2015", "\u2212", "\u00ad"]


@pytest.mark.parametrize("dash", DASHES)
def test_every_dash_reads_like_a_hyphen(dash: str) -> None:
    block = money(f"CHF 12,000 left{dash}over from GFMD 2012")
    assert block.contributions[0].kind == "left_over"
    assert (block.dating.edition, block.dating.first) == (None, 2014)
    assert money(f"USD 25,000 Non{dash}earnmarked").contributions[0].earmarked is False
    assert money(f"In{dash}kind contributions").contributions[0].kind == "in_kind"
    assert money(f"CHF 12,000 for {dash} adviser fees {dash}").contributions[0].purpose == "adviser fees"
    assert period_of(f"City plan 2023{dash}2026") == (2023, 2026)
    assert role(f"Co{dash}Chair in RT 1.1").roles[0].role == "co_chair"
    hosted = role(f"Belgium hosted the First GFMD Summit Meeting 9{dash}11 July 2007")
    assert hosted.dating.edition == 2007


@pytest.mark.parametrize("dash", DASHES)
def test_days_joined_by_any_dash_are_a_run_of_days(dash: str) -> None:
    line = f'Attended Thematic Meeting on "Postal savings" on 12{dash}13 October 2011 in Chisinau, Moldova.'
    text = f"Delegate\nRT Participation\n\nNo Participation\n\nAttended Summit\nThematic Meetings\n- {line}\n"
    ((meeting,),) = (block.meetings for block in facts_of(read(IDENTITY + text + END)).blocks)
    assert (meeting.starts_on, meeting.ends_on) == (date(2011, 10, 12), date(2011, 10, 13))
    assert meeting.text == line


def test_a_soft_hyphen_within_a_word_prints_nothing() -> None:
    block = money("CHF 5,000 for trans\u00adlation costs")
    assert block.contributions[0].purpose == "translation costs"
    label = IDENTITY + "Delegate\nFinancial Contri\u00adbution\n• CHF 5,000\nRT Participation\nAttended Summit" + END
    assert facts_of(read(label)).blocks[0].contribution_status == "listed"
