"""Labels that stand in a row above their values: a table whose cells are no table of HTML any more.

``Delegate``, ``Financial Contribution``, ``RT Participation`` and ``Attended Summit`` follow each other with nothing
between them, and below them stand ``Yes``, ``USD 8,000`` and roles. Such labels say neither yes nor that a list is
blank. Seen on copies that were made of tables; which value belongs to which label can't be told.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.gfmd.facts import Block
from extractors.gfmd.participation.participation import Participation
from extractors.gfmd.sessions.roles import read_roles
from extractors.gfmd.sessions.sessions import names_session
from extractors.gfmd.site.vocabulary import answer, is_negative
from extractors.text import without_mark
from extractors.values.money import opens_with_amount
from schemas.document import Line
from schemas.extraction import Issue


def without_row_of_labels(found: Participation, following: Sequence[Line]) -> Participation:
    """The participation with nothing said by a last block of bare labels that values follow.

    ``following`` are the lines below the part.
    """
    last = found.blocks[-1] if found.blocks else None
    if last is None or not _has_no_values(last) or not any(_is_block_value(line) for line in following[:2]):
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


def _has_no_values(block: Block) -> bool:
    """Whether nothing stands under the labels of both lists of a block."""
    return block.contribution_status == block.roundtable_status == "blank"


def _is_block_value(line: Line) -> bool:
    """Whether a line is surely what stands under a label of a block, and no title of a practice."""
    text = without_mark(line.text)
    if answer(text) is not None or is_negative(text) or opens_with_amount(text):
        return True
    return bool(read_roles(text)) and names_session(text)
