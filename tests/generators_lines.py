"""Printed lines of participation, each with what it must give: money, roles, meetings. Choices come from ``rng``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from random import Random

from rapidfuzz.distance import Indel

from tests.truth import EDITIONS, MEETINGS, TITLES, YEARS, Printed, Row, Title

CURRENCIES = {"CHF": "CHF", "SEK": "SEK", "USD": "USD", "NOK": "NOK", "AUD": "AUD", "Euro": "EUR"}
PURPOSES = (
    "Preparatory Activities and Adviser Fees",
    "Assistance in translation costs",
    "Participation BDP / Conference services",
    "travel of experts from small island states",
    "the GFMD Support Unit",
)
MONTHS = tuple(date(2000, month, 1).strftime("%B") for month in range(1, 13))
BUDGET_YEARS = frozenset(range(2007, 2019))
UNKNOWN_TITLES = (
    "Night schools for harvest crews",
    "Radio serials in mountain valleys",
    "Postal savings and winter jobs",
    "Football pitches shared by two villages",
)
PLACES_OF_MEETINGS = (
    ("Geneva", "Switzerland", "CHE"),
    ("Bangkok", "Thailand", "THA"),
    ("New York", "USA", "USA"),
    ("New York", "United States", "USA"),
    ("Chisinau", "Moldova", "MDA"),
    ("Batumi", "Georgia", "GEO"),
    ("Marseille", "France", "FRA"),
    ("Rabat", "Morocco", "MAR"),
)
ROLE_SPELLINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Team Member in {}", ("team_member",)),
    ("Government Team Member in {}", ("team_member",)),
    ("Government Team member for {}", ("team_member",)),
    ("Co-Chair in {}", ("co_chair",)),
    ("Co- chair in {}", ("co_chair",)),
    ("Co-chair for the {}", ("co_chair",)),
    ("Chair in {}", ("chair",)),
    ("Chair/ Moderator in {}", ("chair", "moderator")),
    ("Rapporteur in {}", ("rapporteur",)),
    ("General Rapporteur in {}", ("rapporteur",)),
    ("Coordinator and Co-Chair in {}", ("coordinator", "co_chair")),
    ("Co-Convener in {}", ("convener",)),
)
GUESTS = (
    ("Mr Aldo Ferri, Director of Consular Affairs, was speaker for the {}", "speaker"),
    ("Ms Inga Holm, Head of the Migration Unit, was panelist for the {}", "panelist"),
    ("Mr Bayo Ade, Secretary of Labour, was resource person for the {}", "resource_person"),
)
VENUE_ONLY = (
    ("Business Roundtable", "business_roundtable"),
    ("Platform for Partnerships", "platform_for_partnerships"),
    ("Common Space", "common_space"),
)
CLUSTERS = {"I": "1", "II": "2", "III": "3"}
LEFT_OVER = (  # the words, and whether they say outright that the edition is an earlier one
    ("left-over from GFMD {}", True),
    ("left\u2011over from GFMD {}", True),
    ("left over from the GFMD {} budget", True),
    ("remaining from GFMD {}", True),
    ("carried over from GFMD {}", True),
    ("rolled over from GFMD {}", True),
    ("transferred from GFMD {}", True),
    ("savings of GFMD {}", True),
    ("balance of GFMD {}", True),
    ("from GFMD {}", True),
    ("unspent GFMD {} funds", False),
    ("surplus, GFMD {}", False),
    ("from the {} Chair's budget", False),
)
PRINTABLE = tuple(title for title in TITLES if title.kind in {"roundtable", "cluster"})
ONLY = frozenset
LIKE_A_BEGINNING = 0.85


def titles_of(year: int) -> list[Title]:
    """The catalogued titles that a page can print for an edition."""
    return [title for title in PRINTABLE if title.edition == year]


# --- money


def _row(kind: str, amount: str | None = None, currency: str | None = None, **more: object) -> tuple[Row, ...]:
    exact = None if amount is None else Decimal(amount)
    usd = exact if currency == "USD" else None
    return ({"kind": kind, "amount": exact, "currency": currency, "amount_usd": usd, **more},)


def cash(rng: Random, year: int) -> Printed:
    """An amount with code or sign on either side, thousands and decimals in any printed form, and a purpose."""
    _ = year
    purpose = rng.choice(PURPOSES)
    thousands = rng.randrange(1, 999)
    word, code = rng.choice(sorted(CURRENCIES.items()))
    figure, amount = rng.choice(
        (
            (f"{thousands},000", f"{thousands}000"),
            (f"{thousands}.000", f"{thousands}000"),
            (f"1,{thousands:03d},250", f"1{thousands:03d}250"),
            (f"{thousands}.522.50", f"{thousands}522.50"),
            (f"{thousands},250.75", f"{thousands}250.75"),
        )
    )
    text, currency = rng.choice(
        (
            (f"{word} {figure} for {purpose}", code),
            (f"{figure} {word} for {purpose}", code),
            (f"€{figure} (through IOM) for {purpose}", "EUR"),
            (f"The Ministry of Justice gave {word} {figure} for {purpose}", code),
        )
    )
    return Printed(text, _row("cash", amount, currency, purpose=purpose, earmarked=None))


def unearmarked(rng: Random, year: int) -> Printed:
    """An amount said not to be earmarked."""
    _ = year
    amount = rng.randrange(1, 900)
    return Printed(f"USD {amount},000 Non-earnmarked", _row("cash", f"{amount}000", "USD", earmarked=False))


def in_kind(rng: Random, year: int) -> Printed:
    """Help in kind."""
    _ = year
    text = rng.choice(("In- kind contributions", "In kind contributions: International Advisor secondment"))
    return Printed(text, _row("in_kind"))


def budget(rng: Random, year: int) -> Printed:
    """A contribution to a budget that is named by its year, without an amount."""
    named = rng.choice(
        (
            f"The Government contributed financially to the {year} GFMD budget.",
            f"The Government financially contributed to the GFMD {year} budget.",
        )
    )
    return Printed(named, _row("unspecified"), ONLY({year}))


def dated_cash(rng: Random, year: int) -> Printed:
    """An amount with the site's own conversion and the month of payment."""
    window = next(row for row in EDITIONS if row.year == year)
    months = _whole_months(window.meetings_from, window.certain_until)
    first = rng.choice(months)
    dollars = rng.randrange(100, 999)
    text = f"SEK 1,000,000 (USD {dollars},131) in {MONTHS[first.month - 1]} {first.year}"
    (row,) = _row("cash", "1000000", "SEK")
    return Printed(text, ({**row, "amount_usd": Decimal(f"{dollars}131")},), ONLY({year}))


def left_over(rng: Random, year: int) -> Printed:
    """Money that an earlier edition did not use up."""
    earlier = rng.choice([each for each in YEARS if each < year])
    amount = rng.randrange(1, 90)
    words, told = rng.choice(LEFT_OVER)
    text = f"CHF {amount},000 {words.format(earlier)}"
    later = ONLY(each for each in YEARS if each > earlier) if told else None
    return Printed(text, _row("left_over", f"{amount}000", "CHF"), later)


def _whole_months(first: date, last: date) -> list[date]:
    found, month = [], first.replace(day=1)
    while (after := (month + timedelta(days=32)).replace(day=1)) <= last + timedelta(days=1):
        found.append(month)
        month = after
    return found


def money_makers(year: int) -> list[Callable[[Random, int], Printed]]:
    """The kinds of money line that are true of an edition."""
    makers: list[Callable[[Random, int], Printed]] = [cash, unearmarked, in_kind]
    if year in BUDGET_YEARS:
        makers += [budget, dated_cash]
    if year > YEARS[0]:
        makers.append(left_over)
    return makers


# --- roles


def likeness(one: str, other: str) -> float:
    """How alike two titles are, from 0 to 1, by letters in common order."""
    return Indel.normalized_similarity(_plain(one), _plain(other))


@cache
def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def misspelt(rng: Random, title: Title) -> str:
    """The title with one or two typing errors, other case or dashes, yet nearest to its own roundtable."""
    text = title.title
    for _ in range(rng.randrange(1, 3)):
        text = _typo(rng, text)
    text = rng.choice((text, text.lower(), text.title().replace("’S", "’s"), text.replace("–", "-"), text))
    others = (other.title for other in TITLES if other.roundtable_id != title.roundtable_id)
    margin = likeness(text, title.title) - max(likeness(text, other) for other in others)
    return text if margin > 0.04 or _shared(title) else title.title


def _typo(rng: Random, text: str) -> str:
    at = rng.choice([i for i in range(1, len(text) - 1) if text[i].isalpha() and text[i + 1].isalpha()])
    return rng.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            text[:at] + rng.choice("aeinorst") + text[at + 1 :],
        )
    )


def _shared(title: Title) -> bool:
    return any(other.title == title.title and other.roundtable_id != title.roundtable_id for other in TITLES)


def _begins_another(text: str) -> bool:
    """Whether the text, misspelt or not, could be a longer title cut short where its closing quote is missing."""
    return any(
        likeness(text, other.title[: len(text)]) >= LIKE_A_BEGINNING
        for other in TITLES
        if len(other.title) > len(text) + 3
    )


def cut_short(rng: Random, title: Title) -> str | None:
    """The first words of a title, or None if what is left reads as the whole title of another edition."""
    words = title.title.split()
    if len(words) < 5:
        return None
    text = " ".join(words[: rng.randrange(3, len(words))])
    others = (other.title for other in TITLES if other.edition != title.edition)
    return None if max(likeness(text, other) for other in others) >= 0.9 else text


def venue_of(rng: Random, title: Title) -> tuple[str, str, str]:
    """A printed venue, its kind, and its code."""
    if title.kind == "cluster":
        return rng.choice((f"Cluster {title.code}", f"Cluster {CLUSTERS[title.code]}")), "cluster", title.code
    code = title.code
    printed = [f"RT {code}", f"RT {code}.", f"RT {code}:"]
    if title.edition == 2011:
        return rng.choice(
            (
                (f"Working Session {code}", "working_session", code),
                (f"thematic meeting {code}", "thematic_meeting", code),
                *((each, "roundtable", code) for each in printed),
            )
        )
    return rng.choice(printed), "roundtable", code


def quoted(rng: Random, text: str, closes: bool = True) -> str:
    """The text in straight or curly quotes, with or without a full stop behind them."""
    opening, closing = rng.choice((('"', '"'), ("“", "”")))
    return f"{opening}{text}{closing if closes else ''}{rng.choice(('', '.')) if closes else ''}"


def role(rng: Random, year: int, printed: str, title: Title | None = None, certain: bool = True) -> Printed:
    """A role line that prints ``printed``; ``title`` is the catalogued title that this is."""
    shown = title if title is not None else Title("", year, "roundtable", rng.choice(("1.1", "2.2")), "")
    venue, kind, code = venue_of(rng, shown)
    pattern, names = rng.choice(ROLE_SPELLINGS)
    facts: dict[str, object] = {"venue": kind, "code": code, "title": printed}
    if title is None:
        facts["roundtable_id"] = None
    elif certain and (not _shared(title) or kind in {"cluster", "roundtable"}):
        facts["roundtable_id"] = title.roundtable_id
    rows = tuple({"role": name, **facts} for name in names)
    closes = rng.random() < 0.9 or _begins_another(printed)
    text = f"{pattern.format(venue)} {quoted(rng, printed, closes)}"
    return Printed(text, rows, ONLY({title.edition}) if title is not None else None, certain)


def wrong_code(rng: Random, title: Title) -> Printed:
    """A right title with the code of another roundtable: the title decides."""
    facts = {"venue": "roundtable", "code": "4.9", "title": title.title}
    if not _shared(title):
        facts["roundtable_id"] = title.roundtable_id
    row = {"role": "team_member", **facts}
    return Printed(f"Team Member in RT 4.9 {quoted(rng, title.title)}", (row,), ONLY({title.edition}))


def guest(rng: Random, title: Title) -> Printed:
    """A person's part in a session: name and office first."""
    pattern, name = rng.choice(GUESTS)
    person, affiliation = pattern.split(", was ")[0].split(", ")
    row: dict[str, object] = {"role": name, "person": person, "affiliation": affiliation, "title": title.title}
    venue, _, _ = venue_of(rng, title)
    if not _shared(title):
        row["roundtable_id"] = title.roundtable_id
    text = f"{pattern.format(venue)} {quoted(rng, title.title)}"
    return Printed(text, (row,), ONLY({title.edition}))


def untitled_role(rng: Random) -> Printed:
    """A code without a title, which tells no edition, or a venue alone."""
    if rng.random() < 0.5:
        text, venue = rng.choice(VENUE_ONLY)
        return Printed(text, ({"venue": venue, "title": None, "roundtable_id": None},))
    row = {"role": "team_member", "venue": "roundtable", "code": "1.1", "title": None, "roundtable_id": None}
    return Printed("Team Member in RT 1.1", (row,))


# --- meetings


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _days(first: date, last: date) -> str:
    return _day(first) if first == last else f"{first.day}-{_day(last)}"


def meeting_line(rng: Random, title: str, first: date, last: date, **facts: object) -> Printed:
    """A line about a thematic meeting, in one of the printed forms. ``facts`` are decided columns."""
    city, country, iso3 = rng.choice(PLACES_OF_MEETINGS)
    when = _days(first, last)
    text, name, kind, code = rng.choice(
        (
            ("Attended the Thematic Workshop on {} on {} in {}.", "participant", "thematic_workshop", iso3),
            ("Attended the GFMD Thematic Workshop on {} on {} in {}.", "participant", "thematic_workshop", iso3),
            ("Attended Thematic Meeting on {} on {} in {}.", "participant", "thematic_meeting", iso3),
            ("Co-Chair in Thematic Meeting on {} on {} in {}.", "co_chair", "thematic_meeting", iso3),
            ("Participated in the Thematic Workshop on {} {}, {}", "participant", "thematic_workshop", None),
        )
    )
    row: dict[str, object] = {
        "role": name,
        "kind": kind,
        "title": title,
        "starts_on": first,
        "ends_on": last,
        "city": city,
        **facts,
    }
    place = city
    if code is not None:
        place, row["country_iso3"] = f"{city}, {country}", code
    return Printed(text.format(f'"{title}"', when, place), (row,))


def true_meeting(rng: Random, year: int) -> Printed:
    """A meeting on a day that tells its edition: catalogued, or unknown to the catalogue."""
    known = [meeting for meeting in MEETINGS if meeting.edition == year]
    if known and rng.random() < 0.5:
        meeting = rng.choice(known)
        line = meeting_line(rng, meeting.title, meeting.starts_on, meeting.ends_on, meeting_id=meeting.meeting_id)
    else:
        window = next(row for row in EDITIONS if row.year == year)
        span = (window.certain_until - window.meetings_from).days
        first = window.meetings_from + timedelta(days=rng.randrange(span))
        last = first if first.day > 26 else min(first + timedelta(days=rng.randrange(2)), window.certain_until)
        line = meeting_line(rng, rng.choice(UNKNOWN_TITLES), first, last, meeting_id=None)
    return Printed(line.text, line.rows, ONLY({year}))


def undated_by_rule(rng: Random, year: int) -> Printed | None:
    """A meeting whose day tells nothing: behind the summit in an assumed window, or in the second half of 2017."""
    if year in {2017, 2018}:
        return meeting_line(rng, rng.choice(UNKNOWN_TITLES), date(2017, 9, 5), date(2017, 9, 5))
    if year in range(2009, 2013):
        return meeting_line(rng, rng.choice(UNKNOWN_TITLES), date(year - 1, 12, 9), date(year - 1, 12, 9))
    return None
