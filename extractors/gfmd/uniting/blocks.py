"""Copies of one participation block beside each other: whether they fit, and what they say together.

A copy says less where its page was cut within it, and where its form loses every line of one word: to say less is not
to say no. Copies fit where nothing that one of them is sure of contradicts the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from extractors.gfmd.facts import Block, Contribution, GfmdExtraction, MeetingAttendance, RoundtableRole, facts_of
from extractors.text import plain_dashes
from schemas.extraction import Identity

Item = Contribution | RoundtableRole | MeetingAttendance
Part = TypeVar("Part", Block, Identity)
Value = TypeVar("Value")
YES_NO_LABELS = ("attended_prep_meetings", "attended_summit")
STATUS_OF = {"contributions": "contribution_status", "roles": "roundtable_status"}
FIELDS = ("delegate", *YES_NO_LABELS, *STATUS_OF.values())
_values = attrgetter(*FIELDS)
LISTS = ("contributions", "roles", "meetings")
_IN_ORDER = ("delegate", "contribution_status", "roundtable_status", *YES_NO_LABELS)
"""The values of a block as its labels stand on a page."""
_NEXT_FIELD = {"contributions": "roundtable_status", "roles": "attended_prep_meetings"}
"""What follows a list on a page: where it is unknown, the page may have been cut within the list."""
_SAME_MARKS = str.maketrans(dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‛", "'"))


class ListLine(NamedTuple):
    """A line of a list, its text as it is compared, and what was read from it. The page may end within it."""

    text: str
    items: tuple[Item, ...]
    is_half: bool


@dataclass(frozen=True)
class Said:
    """What a page surely says of a block.

    ``is_open`` says that the page was cut within the block or right behind it. ``loses_words`` says that its form loses
    lines of one word, and with them every ``No``: a label that stands alone is then no sure yes, and a list may lack
    lines.
    """

    block: Block
    is_open: bool = False
    loses_words: bool = False

    @cached_property
    def lines(self) -> Mapping[str, Sequence[ListLine]]:
        """The lines of each list of the block."""
        return {name: lines_of(self.block, name) for name in LISTS}

    @cached_property
    def texts(self) -> Mapping[str, Sequence[str]]:
        """The lines of each list of the block as they are compared."""
        return {name: [line.text for line in lines] for name, lines in self.lines.items()}

    @property
    def shows_whole_lines(self) -> bool:
        """Whether no line of its lists is lost, nor cut by the end of the page."""
        return not self.loses_words and self.block.cut_line is None

    def shows_to_its_end(self, name: str) -> bool:
        """Whether the page goes on behind a list of the block."""
        return not self.is_open or (name in _NEXT_FIELD and getattr(self.block, _NEXT_FIELD[name]) is not None)


def said_of(page: GfmdExtraction, block: Block) -> Said:
    """What a page surely says of one of its blocks."""
    loses_words = block.delegate is None
    is_open = ends_in_blocks(page) and block.number == facts_of(page).blocks[-1].number
    sure = _without_losses(block) if loses_words else block
    return Said(_without_last_answer(sure) if is_open else sure, is_open, loses_words)


def ends_in_blocks(page: GfmdExtraction) -> bool:
    """Whether a page was cut before or among its blocks, so that more of them may have followed.

    What stands at the end of a cut page and looks like the title of a practice may be half of a line before the
    practices: ``Ye`` of ``Yes``, ``POINT (81.`` of a page that was cut in its first part.
    """
    reaches_practices = facts_of(page).blocks and any(practice.summary for practice in facts_of(page).practices)
    return not page.page.complete and not reaches_practices


def _without_last_answer(block: Block) -> Block:
    """The block without a yes at its very end: the page may have been cut between the label and its ``No``."""
    reached = [name for name in _IN_ORDER if getattr(block, name) is not None]
    is_last = bool(reached) and getattr(block, reached[-1]) is True and not block.meetings
    return without(block, reached[-1:]) if is_last else block


def _without_losses(block: Block) -> Block:
    """The block without what a form that loses lines of one word can't tell: a yes, and that a list is blank."""
    yes = [name for name in YES_NO_LABELS if getattr(block, name)]
    blank = [name for name in STATUS_OF.values() if getattr(block, name) == "blank"]
    return without(block, [*yes, *blank])


def fits(one: Said, other: Said) -> bool:
    """Whether two copies of a block contradict each other nowhere.

    ``Delegate: Yes`` and nothing about delegates fit, ``Delegate: Yes`` and ``Delegate: No`` do not.
    """
    return not contradicted(one, other) and all(joined_list(one, other, name) is not None for name in LISTS)


def same_lists(one: Block, other: Block) -> bool:
    """Whether two blocks print the same lists."""
    return all(line_texts(one, name) == line_texts(other, name) for name in LISTS)


def contradicted(one: Said, other: Said) -> list[str]:
    """The values in which two copies of a block contradict each other: ``["delegate"]`` where one says no, one yes."""
    mine, theirs = _values(one.block), _values(other.block)
    if mine == theirs:
        return []
    pairs = zip(FIELDS, mine, theirs, strict=True)
    return [name for name, value, its in pairs if value is not None and its is not None and value != its]


def together(one: Said, other: Said) -> Said:
    """What two copies of a block that fit say together. Where both say it, the first is heard."""
    lists = {name: joined_list(one, other, name) or [] for name in LISTS}
    block = with_lines(filled(one.block, [other.block], FIELDS), lists)
    return Said(block, one.is_open and other.is_open, one.loses_words and other.loses_words)


def joined_list(one: Said, other: Said, name: str) -> Sequence[ListLine] | None:
    """A list as two copies show it together, or None if these can't be copies of one list.

    Where one form loses lines of one word, only the other lines are compared. A page that is cut in its second line,
    ``CHF 12,000`` and ``Wha``, and a whole one, ``CHF 12,000``, ``Whales`` and ``Nets``, give the three of the latter.
    """
    if one.texts[name] == other.texts[name] and one.shows_whole_lines and other.shows_whole_lines:
        return one.lines[name]
    all_words = not (one.loses_words or other.loses_words)
    copies = [(said, _comparable_lines(said, name, all_words=all_words)) for said in (one, other)]
    (short, fewer), (long, more) = sorted(copies, key=lambda copy: len(copy[1]))
    ends_before = len(fewer) < len(more) and short.shows_to_its_end(name)
    if ends_before or not all(_are_one(*pair) for pair in zip(fewer, more, strict=False)):
        return None
    lines, theirs = short.lines[name], long.lines[name]
    if not fewer:
        return [*lines, *theirs]
    last, same = fewer[-1], more[len(fewer) - 1]
    fuller = max((last, same), key=lambda line: (not line.is_half, len(line.text)))
    if short.loses_words and not long.loses_words:
        return [fuller if line == same else line for line in theirs]
    return [*(fuller if line == last else line for line in lines), *theirs[theirs.index(same) + 1 :]]


def _comparable_lines(said: Said, name: str, *, all_words: bool) -> list[ListLine]:
    """The lines of a list that both copies would show: not those of one word where a form loses them."""
    return [line for line in said.lines[name] if all_words or " " in line.text]


def _are_one(one: ListLine, other: ListLine) -> bool:
    """Whether two lines are the same, as far as the page goes that may end within one of them."""
    return (
        one.text == other.text
        or (one.is_half and other.text.startswith(one.text))
        or (other.is_half and one.text.startswith(other.text))
    )


def lines_of(block: Block, name: str) -> list[ListLine]:
    """The lines of a list of a block, in order."""
    items: Sequence[Item] = getattr(block, name)
    runs = [tuple(run) for _, run in groupby(items, key=lambda item: (item.span, item.text))]
    return [ListLine(str(folded(run[0].text)), run, run[0].span.last == block.cut_line) for run in runs]


def line_texts(block: Block, name: str) -> list[str]:
    """The lines of a list of a block as they are compared."""
    return [line.text for line in lines_of(block, name)]


def with_lines(block: Block, lists: Mapping[str, Sequence[ListLine]]) -> Block:
    """The block with these lines in its lists, and its roles numbered anew."""
    halves = [line.items[-1].span.last for lines in lists.values() for line in lines if line.is_half]
    changes: dict[str, Any] = {name: tuple(_numbered(lines)) for name, lines in lists.items()}
    return block._replace(cut_line=halves[0] if halves else None, **changes)


def _numbered(lines: Sequence[ListLine]) -> Iterator[Item]:
    """The items of lines in their order. Roles of one session of a line have one position, and keep that together."""
    position = 0
    for line in lines:
        for _, items in groupby(line.items, key=lambda item: item.position if isinstance(item, RoundtableRole) else 0):
            position += 1
            for item in items:
                yield item._replace(position=position) if isinstance(item, RoundtableRole) else item


def filled(part: Part, others: Sequence[Part], names: Sequence[str]) -> Part:
    """The part with each value that it lacks taken from the first of the others that has it."""
    missing = [name for name in names if getattr(part, name) is None]
    found: Mapping[str, Any] = {name: first_known(getattr(other, name) for other in others) for name in missing}
    return part._replace(**found) if missing else part


def without(part: Part, names: Iterable[str]) -> Part:
    """The part without these values."""
    changes: Mapping[str, Any] = dict.fromkeys(names)
    return part._replace(**changes)


def first_known(values: Iterable[Value | None]) -> Value | None:
    """The first value that is not None, or None if there is none."""
    return next((value for value in values if value is not None), None)


def folded(value: object) -> object:
    """A value as it is compared: of a text, saves may differ in quotes, dashes, case and space only."""
    return _folded_text(value) if isinstance(value, str) else value


@lru_cache(maxsize=8192)
def _folded_text(text: str) -> str:
    return " ".join(plain_dashes(text).translate(_SAME_MARKS).casefold().split())


def loses_words(page: GfmdExtraction) -> bool:
    """Whether the form of a country's page loses lines of one word, among them what says of a delegate."""
    return bool(facts_of(page).blocks) and all(block.delegate is None for block in facts_of(page).blocks)


def is_whole(page: GfmdExtraction) -> bool:
    """Whether a page can be used and lacks nothing: neither its end nor the lines of one word."""
    return page.refusal is None and page.page.complete and not loses_words(page)


def tells(page: GfmdExtraction) -> bool:
    """Whether a page says something: one whose labels are lost is refused, but may still show its practices."""
    return page.refusal is None or bool(facts_of(page).practices)
