"""The participation part: one block for each edition that a country took part in, oldest first, no year printed.

``Attended Summit`` closes a block; only ``Thematic Meetings`` may follow it, and the next label opens the next block.
All 149 blocks seen print it, and all print ``RT Participation``. Where a page departs from that, the division into
blocks is not certain: an issue says so, and nothing on the page is settled by the order of its blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from extractors.gfmd.facts import Block, Status
from extractors.gfmd.participation.lists import LISTS, Lists, read_lists
from extractors.gfmd.participation.table import ParticipationTable, TableBlock, participation_table
from extractors.gfmd.reference.known import reference
from extractors.gfmd.site.page_lines import PageLine, without_labels
from extractors.gfmd.site.vocabulary import BLOCK_LABELS, Label, answer, says_nothing
from schemas.document import Line, span_of
from schemas.extraction import Issue, Span

_HEADING = re.compile(r"(?:GFMD )?(20[0-9]{2})(?: GFMD)?:?")
YES_NO_LABELS = (Label.DELEGATE, Label.PREP_MEETINGS, Label.SUMMIT)
_SHORTEST_REPETITION = 3
"""Fewer blocks may well print the same twice."""


class Participation(NamedTuple):
    """The blocks of a page. ``owners`` names the part that claims each line; other lines are left to the caller."""

    blocks: tuple[Block, ...]
    owners: dict[int, str]
    issues: tuple[Issue, ...]
    uncertain: bool


@dataclass(slots=True)
class _BlockDraft:
    """A block while its lines are read: its labels in order, each with the lines under it.

    ``unknown`` are the labels whose answers a table leaves empty.
    """

    lines: list[Line] = field(default_factory=list)
    labels: dict[Label, list[Line]] = field(default_factory=dict)
    answers: dict[Label, bool] = field(default_factory=dict)
    unknown: set[Label] = field(default_factory=set)
    stated: tuple[Span, int] | None = None

    def takes(self, label: Label) -> bool:
        """Whether the label can belong to this block."""
        if label in self.labels:
            return False
        if Label.SUMMIT in self.labels:
            return label is Label.THEMATIC_MEETINGS
        return all(BLOCK_LABELS.index(label) > BLOCK_LABELS.index(seen) for seen in self.labels)


@dataclass(slots=True)
class _PartReading:
    """The state of reading a participation part from top to bottom."""

    drafts: list[_BlockDraft] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    owners: dict[int, str] = field(default_factory=dict)
    label: Label | None = None


def read_participation(lines: Sequence[PageLine], *, cut: bool) -> Participation:
    """Read the blocks. ``cut`` says that the page ends in this part, so that what is missing at its end is unknown."""
    reading = _PartReading()
    table = participation_table(lines)
    if table is not None:
        _read_table(reading, table)
        lines = [one for one in lines if one.line.number not in reading.owners]
    for one in lines:
        _read_line(reading, one)
    blocks = tuple(
        _build_block(number, draft, reading, cut=cut and number == len(reading.drafts))
        for number, draft in enumerate(reading.drafts, 1)
    )
    _report_unclosed(reading, cut=cut)
    doubts = tuple(_division_issues(reading, lines, blocks, cut=cut))
    is_uncertain = bool(doubts) or table is not None or any(one.code == "label_repeated" for one in reading.issues)
    return Participation(blocks, reading.owners, (*reading.issues, *doubts), is_uncertain)


def _read_table(reading: _PartReading, table: ParticipationTable) -> None:
    """Take the editions of a table as blocks, and report it: in which order they stand is not known."""
    span = span_of(table.labels)
    message = "The page prints its labels once, for a table of editions: nothing is settled by their order."
    reading.issues.append(Issue("warning", "table_of_blocks", message, span))
    reading.owners.update((line.number, "participation") for line in table.labels)
    for block in table.blocks:
        draft = _table_draft(block)
        if draft.lines:
            reading.drafts.append(draft)
            reading.owners.update((line.number, "participation") for line in draft.lines)


def _table_draft(block: TableBlock) -> _BlockDraft:
    """One edition of a table. An answer that is missing or not understood is unknown."""
    draft = _BlockDraft()
    for label, lines in block.cells.items():
        draft.labels[label] = [line for line in lines if label in LISTS and not says_nothing(line.text)]
        answers = {answer(line.text) for line in lines}
        if label in YES_NO_LABELS:
            draft.answers[label] = answers == {True}
            draft.unknown.update({label} if answers not in ({True}, {False}) else ())
    years = [(line, year) for line in block.others if (year := stated_year(line.text))]
    draft.stated = next(((line.span, year) for line, year in years), None)
    shown = [line for lines in block.cells.values() for line in lines] + [line for line, _ in years]
    draft.lines = sorted(shown, key=lambda line: line.number)
    return draft


def _read_line(reading: _PartReading, one: PageLine) -> None:
    line, found = one.line, one.opening
    if found is None or (found.label is reading.label and found.rest):
        _read_value(reading, line, line.text)
    elif found.label in BLOCK_LABELS:
        reading.owners[line.number] = "participation"
        _open_block(reading, found.label, line)
        if found.rest:
            _read_value(reading, line, found.rest)
    else:
        reading.label = None
        if found.label is Label.PARTICIPATION:
            reading.owners[line.number] = "participation"


def _has_summit(draft: _BlockDraft) -> bool:
    return Label.SUMMIT in draft.labels


def _report_unclosed(reading: _PartReading, *, cut: bool) -> None:
    for draft in reading.drafts[: -1 if cut else None]:
        if not _has_summit(draft):
            message = "A block has no 'Attended Summit', which closes every block seen."
            reading.issues.append(Issue("warning", "block_unclosed", message, span_of(draft.lines)))


def _open_block(reading: _PartReading, label: Label, line: Line) -> None:
    draft = reading.drafts[-1] if reading.drafts else None
    if draft is None or not draft.takes(label):
        if draft and draft.labels and not _has_summit(draft):
            message = (
                "A label repeats or goes back without 'Attended Summit' before it: where the block ends is not certain."
            )
            reading.issues.append(Issue("warning", "label_repeated", message, line.span))
        if draft is None or draft.labels:
            draft = _BlockDraft()
            reading.drafts.append(draft)
    draft.labels[label] = []
    draft.lines.append(line)
    reading.label = label


def _read_value(reading: _PartReading, line: Line, text: str) -> None:
    label, yes_or_no = reading.label, answer(text)
    if yes_or_no is not None and label in YES_NO_LABELS and label not in reading.drafts[-1].answers:
        reading.drafts[-1].answers[label] = yes_or_no
        _claim_for_block(reading, line, "participation")
    elif _read_heading(reading, line, text):
        reading.owners[line.number] = "participation"
    elif label in BLOCK_LABELS and says_nothing(text):
        _claim_for_block(reading, line, "participation")
    elif label in LISTS:
        reading.drafts[-1].labels[label].append(line if text == line.text else line._replace(text=text))
        _claim_for_block(reading, line, "participation")


def _claim_for_block(reading: _PartReading, line: Line, owner: str) -> None:
    reading.owners[line.number] = owner
    if line is not reading.drafts[-1].lines[-1]:
        reading.drafts[-1].lines.append(line)


def _read_heading(reading: _PartReading, line: Line, text: str) -> bool:
    """A year printed as a heading opens a block and states its edition. Seen nowhere yet."""
    year = stated_year(text)
    between = not reading.drafts or _has_summit(reading.drafts[-1]) or not reading.drafts[-1].labels
    if year is None or not between:
        return False
    reading.drafts.append(_BlockDraft(lines=[line], stated=(line.span, year)))
    reading.label = None
    return True


def stated_year(text: str) -> int | None:
    """The edition that a heading names, or None: ``2018`` and ``GFMD 2018`` give 2018, and so does its label.

    The label of an edition is its host city and year.
    """
    heading = _HEADING.fullmatch(text)
    return next(
        (e.edition for e in reference().editions if text == e.label or (heading and int(heading[1]) == e.edition)), None
    )


def _division_issues(
    reading: _PartReading, part: Sequence[PageLine], blocks: Sequence[Block], *, cut: bool
) -> Iterator[Issue]:
    """What speaks against the division into blocks, beside labels that repeat."""
    for draft in reading.drafts[: -1 if cut else None]:
        if Label.ROUNDTABLES not in draft.labels:
            message = "A block has no 'RT Participation', which every block seen has: it may be none."
            yield Issue("warning", "blocks_uncertain", message, span_of(draft.lines))
    headings = [one.line for one in part if one.opening and one.opening.label is Label.PARTICIPATION]
    if len(headings) > 1:
        message = "The heading of the participation stands again among its blocks, so it may be divided otherwise."
        yield Issue("warning", "blocks_uncertain", message, Span(headings[1].number, headings[-1].number))
    lines = without_labels(part)
    inside = [line.number for line in lines if line.number in reading.owners]
    loose = [line for line in lines if inside and inside[0] < line.number < inside[-1] and line.number not in inside]
    if loose:
        message = f"{len(loose)} line(s) within the participation belong to no label, so it may be divided otherwise."
        yield Issue("warning", "blocks_uncertain", message, span_of(loose))
    yield from _repeated_block_issues(blocks)


def _repeated_block_issues(blocks: Sequence[Block]) -> Iterator[Issue]:
    """Blocks that print a titled role or a dated meeting of another one, or all that as many blocks before print."""
    seen: dict[str, int] = {}
    for block in blocks:
        texts = {role.text for role in block.roles if role.title}
        texts |= {meeting.text for meeting in block.meetings if meeting.printed_days}
        twice = sorted({seen[text] for text in texts if text in seen})
        if twice:
            message = f"Block {block.number} prints lines of block {twice[0]} again: one of them may be none."
            yield Issue("warning", "blocks_uncertain", message, block.span)
        seen.update(dict.fromkeys(texts, block.number))
    if _halves_are_alike(blocks):
        message = "The blocks print the same twice over: the participation may stand on the page more than once."
        yield Issue("warning", "blocks_uncertain", message, Span(blocks[0].span.first, blocks[-1].span.last))


def _halves_are_alike(blocks: Sequence[Block]) -> bool:
    """Whether the second half of the blocks says what the first does, where those differ among themselves."""
    half, odd = divmod(len(blocks), 2)
    contents = [_block_content(block) for block in blocks]
    differs = any(one != other for one, other in pairwise(contents[:half]))
    return not odd and half >= _SHORTEST_REPETITION and differs and contents[:half] == contents[half:]


def _block_content(block: Block) -> tuple[object, ...]:
    texts = [one.text for one in block.contributions] + [one.text for one in block.roles]
    texts += [one.text for one in block.meetings]
    answers = (block.delegate, block.attended_prep_meetings, block.attended_summit)
    return (*answers, block.contribution_status, block.roundtable_status, *texts)


def _build_block(number: int, draft: _BlockDraft, reading: _PartReading, *, cut: bool) -> Block:
    lists = read_lists(draft.labels)
    reading.issues.extend(lists.issues)
    reached = not cut or _has_summit(draft)
    return Block(
        number=number,
        span=span_of(draft.lines),
        delegate=_label_answer(draft, Label.DELEGATE, reached=True),
        attended_prep_meetings=_label_answer(draft, Label.PREP_MEETINGS, reached=reached),
        attended_summit=_label_answer(draft, Label.SUMMIT, reached=reached),
        contribution_status=_list_status(draft, Label.CONTRIBUTION, lists, reached=reached),
        roundtable_status=_list_status(draft, Label.ROUNDTABLES, lists, reached=reached),
        stated=draft.stated,
        contributions=lists.contributions,
        roles=lists.roles,
        meetings=lists.meetings,
        cut_line=next((line.number for line in draft.lines if line.is_cut), None),
    )


def _label_answer(draft: _BlockDraft, label: Label, *, reached: bool) -> bool | None:
    """A label alone means yes, unless ``No`` stands beside it. Without a label it is no, if the page got that far."""
    if label in draft.unknown:
        return None
    if label in draft.labels:
        return draft.answers.get(label, True)
    later = any(BLOCK_LABELS.index(seen) > BLOCK_LABELS.index(label) for seen in draft.labels)
    return False if reached or later else None


def _list_status(draft: _BlockDraft, label: Label, lists: Lists, *, reached: bool) -> Status | None:
    if lists.contributions if label is Label.CONTRIBUTION else lists.roles:
        return "listed"
    later = any(BLOCK_LABELS.index(seen) > BLOCK_LABELS.index(label) for seen in draft.labels)
    if label not in draft.labels:
        return "absent" if reached or later else None
    if label in lists.denied:
        return "none"
    return "blank" if reached or later else None
