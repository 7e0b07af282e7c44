"""The participation part: one block for each edition that a country took part in, oldest first, no year printed.

``Attended Summit`` closes a block; only ``Thematic Meetings`` may follow it, and the next label opens the next block.
All 149 blocks seen print it. Where labels repeat or go back without it, the division into blocks is not certain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from extractors.gfmd.negatives import says_none
from extractors.gfmd.participation_lists import LISTS, read_lists
from extractors.gfmd.reference import reference
from extractors.gfmd.vocabulary import BLOCK_LABELS, Label, answer, labelled, says_nothing
from schemas.document import Line
from schemas.extraction import Block, Issue, Span, Status

_HEADING = re.compile(r"(?:GFMD )?(20[0-9]{2})(?: GFMD)?:?")


class Participation(NamedTuple):
    """The blocks of a page. ``owners`` names the part that claims each line; other lines are left to the caller."""

    blocks: tuple[Block, ...]
    owners: dict[int, str]
    issues: tuple[Issue, ...]
    uncertain: bool


@dataclass(slots=True)
class _Draft:
    """A block while its lines are read: its labels in order, each with the lines under it."""

    lines: list[Line] = field(default_factory=list)
    labels: dict[Label, list[Line]] = field(default_factory=dict)
    answers: dict[Label, bool] = field(default_factory=dict)
    stated: tuple[Span, int] | None = None

    def takes(self, label: Label) -> bool:
        """Whether the label can belong to this block."""
        if label in self.labels:
            return False
        if Label.SUMMIT in self.labels:
            return label is Label.THEMATIC_MEETINGS
        return all(BLOCK_LABELS.index(label) > BLOCK_LABELS.index(seen) for seen in self.labels)


@dataclass(slots=True)
class _Reading:
    """The state of reading a participation part from top to bottom."""

    drafts: list[_Draft] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    owners: dict[int, str] = field(default_factory=dict)
    label: Label | None = None
    uncertain: bool = False


def read_participation(lines: Sequence[Line], *, cut: bool) -> Participation:
    """Read the blocks. ``cut`` says that the page ends in this part, so that what is missing at its end is unknown."""
    reading = _Reading()
    for line in lines:
        found = labelled(line.text)
        if found is None:
            _read_value(reading, line, line.text)
            continue
        if found.label is reading.label and found.rest:
            _read_value(reading, line, line.text)
            continue
        if found.label not in BLOCK_LABELS:
            reading.label = None
            if found.label is Label.PARTICIPATION:
                reading.owners[line.number] = "participation"
            continue
        reading.owners[line.number] = "participation"
        _open(reading, found.label, line)
        if found.rest:
            _read_value(reading, line, found.rest)
    blocks = [
        _block(number, draft, reading, cut=cut and number == len(reading.drafts))
        for number, draft in enumerate(reading.drafts, 1)
    ]
    _report_unclosed(reading, cut=cut)
    return Participation(tuple(blocks), reading.owners, tuple(reading.issues), reading.uncertain)


def _closed(draft: _Draft) -> bool:
    return Label.SUMMIT in draft.labels


def _report_unclosed(reading: _Reading, *, cut: bool) -> None:
    for draft in reading.drafts[: -1 if cut else None]:
        if not _closed(draft):
            span = Span(draft.lines[0].number, draft.lines[-1].number)
            message = "A block has no 'Attended Summit', which closes every block seen."
            reading.issues.append(Issue("warning", "block_unclosed", message, span))


def _open(reading: _Reading, label: Label, line: Line) -> None:
    draft = reading.drafts[-1] if reading.drafts else None
    if draft is None or not draft.takes(label):
        if draft and draft.labels and not _closed(draft):
            reading.uncertain = True
            message = (
                "A label repeats or goes back without 'Attended Summit' before it: where the block ends is not certain."
            )
            reading.issues.append(Issue("warning", "label_repeated", message, Span(line.number, line.number)))
        if draft is None or draft.labels:
            draft = _Draft()
            reading.drafts.append(draft)
    draft.labels[label] = []
    draft.lines.append(line)
    reading.label = label


def _read_value(reading: _Reading, line: Line, text: str) -> None:
    label, said = reading.label, answer(text)
    if said is not None and label in (Label.DELEGATE, Label.PREP_MEETINGS, Label.SUMMIT):
        reading.drafts[-1].answers.setdefault(label, said)
        _claim(reading, line, "participation")
    elif _read_heading(reading, line, text):
        reading.owners[line.number] = "participation"
    elif label in BLOCK_LABELS and says_nothing(text):
        _claim(reading, line, "participation")
    elif label in LISTS:
        reading.drafts[-1].labels[label].append(line if text == line.text else replace(line, text=text))
        _claim(reading, line, "participation")


def _claim(reading: _Reading, line: Line, owner: str) -> None:
    reading.owners[line.number] = owner
    if line is not reading.drafts[-1].lines[-1]:
        reading.drafts[-1].lines.append(line)


def _read_heading(reading: _Reading, line: Line, text: str) -> bool:
    """A year printed as a heading opens a block and states its edition. Seen nowhere yet."""
    year = stated_year(text)
    between = not reading.drafts or _closed(reading.drafts[-1]) or not reading.drafts[-1].labels
    if year is None or not between:
        return False
    reading.drafts.append(_Draft(lines=[line], stated=(Span(line.number, line.number), year)))
    reading.label = None
    return True


def stated_year(text: str) -> int | None:
    """The edition that a heading names: by a summit's year, alone or beside GFMD, or by the edition's label."""
    heading = _HEADING.fullmatch(text)
    return next(
        (e.edition for e in reference().editions if text == e.label or (heading and int(heading[1]) == e.edition)), None
    )


def _block(number: int, draft: _Draft, reading: _Reading, *, cut: bool) -> Block:
    lists = read_lists(draft.labels)
    reading.issues.extend(lists.issues)
    reached = not cut or _closed(draft)
    return Block(
        number=number,
        span=Span(draft.lines[0].number, draft.lines[-1].number),
        delegate=_answer(draft, Label.DELEGATE, reached=True),
        attended_prep_meetings=_answer(draft, Label.PREP_MEETINGS, reached=reached),
        attended_summit=_answer(draft, Label.SUMMIT, reached=reached),
        contribution_status=_status(draft, Label.CONTRIBUTION, bool(lists.contributions), reached=reached),
        roundtable_status=_status(draft, Label.ROUNDTABLES, bool(lists.roles), reached=reached),
        stated=draft.stated,
        contributions=lists.contributions,
        roles=lists.roles,
        meetings=lists.meetings,
        cut_line=next((line.number for line in draft.lines if line.is_cut), None),
    )


def _answer(draft: _Draft, label: Label, *, reached: bool) -> bool | None:
    """A label alone means yes, unless ``No`` stands beside it. Without a label it is no, if the page got that far."""
    if label in draft.labels:
        return draft.answers.get(label, True)
    later = any(BLOCK_LABELS.index(seen) > BLOCK_LABELS.index(label) for seen in draft.labels)
    return False if reached or later else None


def _status(draft: _Draft, label: Label, listed: bool, *, reached: bool) -> Status | None:
    if listed:
        return "listed"
    later = any(BLOCK_LABELS.index(seen) > BLOCK_LABELS.index(label) for seen in draft.labels)
    if label not in draft.labels:
        return "absent" if reached or later else None
    if any(says_none(line.text, label) for line in draft.labels[label]):
        return "none"
    return "blank" if reached or later else None
