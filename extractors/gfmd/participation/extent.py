"""Where the participation part ends: after the values of its last label, before the first practice.

Labels may also stand in a row above their values: a table whose cells are no table of HTML any more. ``Delegate``,
``Financial Contribution``, ``RT Participation`` and ``Attended Summit`` follow each other with nothing between them,
and below them stand ``Yes``, ``USD 8,000`` and roles. Such labels say neither yes nor that a list is blank. Seen on
copies that were made of tables; which value belongs to which label can't be told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.gfmd.contributions.contributions import is_contribution_line
from extractors.gfmd.contributions.negatives import says_none
from extractors.gfmd.participation.participation import YES_NO_LABELS, Participation, stated_year
from extractors.gfmd.participation.table import table_end
from extractors.gfmd.practices.nesting import shared_depth
from extractors.gfmd.sessions.meetings import is_meeting_line
from extractors.gfmd.sessions.roles import read_roles
from extractors.gfmd.sessions.sessions import names_session
from extractors.gfmd.site.addresses import practice_url
from extractors.gfmd.site.page_lines import PageLine, labels_at, without_labels
from extractors.gfmd.site.spoken import spoken
from extractors.gfmd.site.vocabulary import Label, Labelled, answer, is_bare, is_negative, says_nothing
from extractors.text import without_mark
from extractors.values.money import opens_with_amount
from schemas.document import Line
from schemas.extraction import Issue

_LabelAt = tuple[int, Labelled]
"""A label and where its line is."""


def participation_end(part: Sequence[PageLine], submission: Line | None) -> int:
    """How many of these lines, which begin with a label, belong to the participation part.

    After the last label stand its values; what cannot be one, such as the title of the first practice, ends the part.
    ``submission`` is the ``Submitted by`` that follows the lines, if one does: the line right above it is a title, not
    a value, unless two blank lines or its own words say otherwise.
    """
    table = table_end(part)
    if table:
        return table
    lines, labels = without_labels(part), labels_at(part)
    last = labels[_last_label(lines, labels)]
    end = last[0] + 1
    title = len(lines) - 1 if submission is not None and submission.gap <= 1 else len(lines)
    while end < len(lines) and _can_stand_under(last, lines, end):
        if end == title and not _is_surely_value(last[1].label, lines[end]):
            break
        end += 1
    return end


def _last_label(lines: Sequence[Line], labels: Sequence[_LabelAt]) -> int:
    """Which label is the part's last: words of a practice may look like one.

    Every block ends with ``Attended Summit``, so what stands behind it is a further block where another ``Attended
    Summit`` follows. Else it must be more than a label's words at the beginning of a sentence or in a list of others.
    """
    bare = [is_bare(found) or _holds_value(found) for _, found in labels]
    summits = [place for place, (_, found) in enumerate(labels) if bare[place] and found.label is Label.SUMMIT]
    for place in _below_closed_blocks(labels):
        if not summits or place > summits[-1]:
            adjoins = _values_fill_gap(lines, labels[place - 1], labels[place])
            if not adjoins or not any(bare[place:]):
                return place - 1
    return len(labels) - 1


def _below_closed_blocks(labels: Sequence[_LabelAt]) -> Iterator[int]:
    """The labels right below a whole block: it is closed by its summit, or by the thematic meetings behind that."""
    closed = False
    for place, (_, found) in enumerate(labels):
        if closed:
            yield place
        closed = found.label is Label.SUMMIT or (closed and found.label is Label.THEMATIC_MEETINGS)


def _values_fill_gap(lines: Sequence[Line], above: _LabelAt, below: _LabelAt) -> bool:
    """Whether nothing but values of the label above stands between two labels."""
    return all(_can_stand_under(above, lines, between) for between in range(above[0] + 1, below[0]))


def _holds_value(found: Labelled) -> bool:
    """Whether what follows a label on its line is surely its value, as text browsers print the rows of a table.

    ``Thematic Meetings - Attended Thematic Meeting on "Women" in Geneva`` is such a row.
    """
    text = without_mark(found.rest)
    if found.label is Label.THEMATIC_MEETINGS:
        return is_meeting_line(text)
    if found.label is Label.ROUNDTABLES:
        return bool(read_roles(text)) and names_session(text)
    return found.label is Label.CONTRIBUTION and (says_none(spoken(text), found.label) or opens_with_amount(text))


def _can_stand_under(above: _LabelAt, lines: Sequence[Line], i: int) -> bool:
    """Whether a line can be a value of a label, where the lines between the two are."""
    at, found = above
    label, line = found.label, lines[i]
    text = without_mark(line.text)
    if label in YES_NO_LABELS:
        return i == at + 1 and not found.rest and (answer(text) is not None or says_nothing(text))
    if label is Label.PARTICIPATION:
        return stated_year(text) is not None
    if line.heading or practice_url(line.href):
        return False
    if (
        (not line.path and (line.item or line.gap == 0))
        or says_none(spoken(text), label)
        or _shares_element(above, lines, i)
    ):
        return True
    if label is Label.THEMATIC_MEETINGS:
        return is_meeting_line(text) or opens_with_amount(text)
    if line.item:
        return True
    if label is Label.CONTRIBUTION:
        return is_contribution_line(text)
    return bool(read_roles(text)) or names_session(text)


def _shares_element(above: _LabelAt, lines: Sequence[Line], i: int) -> bool:
    """Whether a line of HTML stands in the element of the first value of a label, which does not hold the label."""
    at, found = above
    first = lines[at] if found.rest else lines[at + 1]
    holder = len(first.path) if found.rest else shared_depth(lines[at].path, first.path) + 1
    return first is not lines[i] and 0 < holder <= len(first.path) and shared_depth(first.path, lines[i].path) >= holder


def _is_surely_value(label: Label, line: Line) -> bool:
    """Whether a line right above ``Submitted by`` is the last value all the same, by its words."""
    text = without_mark(line.text)
    if label in YES_NO_LABELS or label is Label.PARTICIPATION or says_none(spoken(text), label) or line.item:
        return True
    return label is Label.THEMATIC_MEETINGS and is_meeting_line(text)


def without_row_of_labels(found: Participation, following: Sequence[Line]) -> Participation:
    """The participation with nothing said by a last block of bare labels that values follow.

    ``following`` are the lines below the part.
    """
    last = found.blocks[-1] if found.blocks else None
    has_no_values = last is not None and last.contribution_status == last.roundtable_status == "blank"
    if last is None or not has_no_values or not any(_is_block_value(line) for line in following[:2]):
        return found
    message = "The labels of a block stand in a row, and values follow below them: what belongs to which is not known."
    issue = Issue("warning", "table_of_blocks", message, last.span)
    unknown = last._replace(
        delegate=None,
        attended_prep_meetings=None,
        attended_summit=None,
        contribution_status=None,
        roundtable_status=None,
    )
    return found._replace(blocks=(*found.blocks[:-1], unknown), issues=(*found.issues, issue), uncertain=True)


def _is_block_value(line: Line) -> bool:
    """Whether a line is surely what stands under a label of a block, and no title of a practice."""
    text = without_mark(line.text)
    if answer(text) is not None or is_negative(text) or opens_with_amount(text):
        return True
    return bool(read_roles(text)) and names_session(text)
