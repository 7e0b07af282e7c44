"""The bodies that a country belongs to, from the printed list of a profile, in both forms."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.comparing import rows
from tests.truth import Row
from tests.written_profiles import Field, Form, both_forms, codes, dataset, flat, kenya


def members(printed: Field, form: Form = flat) -> Sequence[Row]:
    """The rows of a list of bodies."""
    return rows(dataset(form(kenya(printed))), "memberships")


LISTS: list[tuple[str, Field, dict[str, str | None]]] = [
    ("plain", "ACP, UN, WTO", {"ACP": None, "UN": None, "WTO": None}),
    (
        "a name of words",
        "Union Latina, UN Security Council (temporary)",
        {"Union Latina": None, "UN Security Council": "temporary"},
    ),
    ("a qualifier", "ISO (correspondent)", {"ISO": "correspondent"}),
    (
        "two qualifiers",
        "EITI (candidate country) (suspended), G-5",
        {"EITI": "candidate country; suspended", "G-5": None},
    ),
    ("commas in brackets", "CIS (observer, since 2005, only), UN", {"CIS": "observer, since 2005, only", "UN": None}),
    (
        "brackets in brackets",
        "APEC (as Chinese Taipei (Taiwan), since 1991), UN",
        {"APEC": "as Chinese Taipei (Taiwan), since 1991", "UN": None},
    ),
    ("unions of workers", "ITUC (NGOs), WFTU(NGOs)", {"ITUC": "NGOs", "WFTU": "NGOs"}),
    ("chambers of commerce", "ICC (national committees)", {"ICC": "national committees"}),
    ("a broken dash", "G- 9, G-77, ICC- X", {"G-9": None, "G-77": None, "ICC- X": None}),
    ("no space behind a comma", "UNOOSA,UNWTO , UPU", {"UNOOSA": None, "UNWTO": None, "UPU": None}),
    ("an end", "UPU, WCO.", {"UPU": None, "WCO": None}),
    ("an entry without a name", "UPU, , WCO,", {"UPU": None, "WCO": None}),
    ("space and markup", "UPU,<br> WCO&nbsp;(observer),\n<em>WHO</em>", {"UPU": None, "WCO": "observer", "WHO": None}),
    ("an entity", "BCEAO &amp; BEAC, UN", {"BCEAO & BEAC": None, "UN": None}),
    (
        "a note within",
        "UPU, WCO<br><br><strong>note</strong>: not a member of the EU, NATO",
        {"UPU": None, "WCO": None},
    ),
    (
        "notes with numbers",
        "UPU<br><strong>note 1:</strong> not of the EU<br><strong>note 2: </strong>left the ICC",
        {"UPU": None},
    ),
    ("a note by itself", {"text": "UPU", "note": "<strong>note:</strong> left the ICC, joined the WHO"}, {"UPU": None}),
    ("a sentence above", "the state is a member of these bodies, whoever rules: ADB, ECO", {"ADB": None, "ECO": None}),
    (
        "both names of one body",
        "UNSC (temporary), UN Security Council (temporary)",
        {"UNSC": "temporary", "UN Security Council": "temporary"},
    ),
    ("a mission that has ended", "MINUSTAH, UNAMID", {"MINUSTAH": None, "UNAMID": None}),
    ("none", "none", {}),
    ("only a note", {"note": "<strong>note:</strong> the defence treaty ANZUS, UN"}, {}),
]


@both_forms
@pytest.mark.parametrize(("printed", "found"), [case[1:] for case in LISTS], ids=[case[0] for case in LISTS])
def test_memberships(printed: Field, found: dict[str, str | None], form: Form) -> None:
    read = members(printed, form)
    assert [(row["organization"], row["qualifier"]) for row in read] == list(found.items())
    assert [row["position"] for row in read] == list(range(1, len(found) + 1))


@both_forms
def test_bodies_within_a_state_are_not_the_state(form: Form) -> None:
    printed = "ICC (national committees), ITUC (NGOs), WFTU (NGOs) (suspended), UN, ISO (correspondent), NGOs"
    state = [row["organization"] for row in members(printed, form) if row["is_state"]]
    assert state == ["UN", "ISO", "NGOs"]


@pytest.mark.parametrize(
    ("printed", "organizations"),
    [
        ("UN, ICC (NGOs, UPU", ["UN", "ICC (NGOs", "UPU"]),
        ("ICC (NGOs, UPU, WCO (observer), WHO", ["ICC (NGOs", "UPU", "WCO", "WHO"]),
        ("UN, ICC NGOs), UPU", ["UN", "ICC NGOs)", "UPU"]),
        ("UN, (observer), UPU", ["UN", "", "UPU"]),
    ],
)
def test_a_bracket_without_its_other_half_holds_nothing_back_and_is_an_issue(
    printed: str, organizations: list[str]
) -> None:
    found = dataset(flat(kenya(printed)))
    assert [row["organization"] for row in rows(found, "memberships")] == organizations
    assert codes(found) == ["membership_unclear"]


def test_the_text_of_a_membership_is_the_whole_entry() -> None:
    (row,) = members("EITI (compliant country) (suspended)")
    assert row["text"] == "EITI (compliant country) (suspended)"
