"""Whether the text of a practice is whole, as far as its end tells.

The site cuts teasers after about 500 characters, sometimes without a mark. So a text is whole where it ends in a final
stop or in the item of a list; one that just stops may be whole or not, and that is not known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.data_files import listed
from extractors.gfmd.practices.shape import BODY_LENGTH, STOPS
from extractors.text import CLIPPED
from schemas.document import Line

_FINAL_STOPS = (".", "!", "?", "。", "؟", "।")
_FOOTNOTE = re.compile(r"\[[0-9]{1,3}\]\Z")
_CLOSING = " \"'”’»›)]}*_¹²³⁴⁵⁶⁷⁸⁹⁰"
_MID_SENTENCE = (",", ";", "-", "–", "—", "(", "[", "/", "&", "“", "«", "„")
_LAST_WORD = re.compile(r"(?<![\w’'-])[^\W\d_]+\.?\Z")
_LOOKED_AT = 40
_SITE_CUTS_AFTER = 400
"""From here on a text without an end may have been cut where it is, whatever its last line looks like."""


def teaser_is_truncated(lines: Sequence[Line], texts: Sequence[str], *, cut: bool) -> bool | None:
    """Whether the text of a teaser was cut short, or None if it stops without an end and without a mark.

    ``texts`` are the lines without list marks and the like; ``cut`` says that the page ends in the last one. ``It
    trains the staff of the`` is not known to be whole; the items ``Spanish`` and ``French`` below ``Lessons in:`` are.
    """
    certain = _truncated_by_mark(texts, cut=cut)
    if certain is not None:
        return certain
    is_long = len("\n".join(texts)) >= _SITE_CUTS_AFTER
    return None if is_long or _is_mid_sentence(texts[-1]) or not _ends_a_list(lines, texts) else False


def text_is_truncated(texts: Sequence[str], *, cut: bool) -> bool | None:
    """The same for the text on a practice's own page, which the site does not cut: only half a sentence is a doubt."""
    certain = _truncated_by_mark(texts, cut=cut)
    if certain is not None:
        return certain
    return None if _is_mid_sentence(texts[-1]) else False


def _truncated_by_mark(texts: Sequence[str], *, cut: bool) -> bool | None:
    """What an ellipsis, a colon, a final stop or the end of a cut page says, or None if the text has none of them."""
    if not texts:
        return cut
    end = _FOOTNOTE.sub("", texts[-1]).rstrip(_CLOSING)
    if end.endswith((*CLIPPED, ":")) or (cut and not texts[-1].endswith(STOPS)):
        return True
    return False if end.endswith(_FINAL_STOPS) and not _is_mid_sentence(end) else None


def _is_mid_sentence(text: str) -> bool:
    """Whether a line can't be the end of a sentence: ``trains the staff of the``, ``in spring, summer,``."""
    last = _LAST_WORD.search(text[-_LOOKED_AT:])
    never_last = listed("extractors.gfmd.practices", "never_last")
    return text.endswith(_MID_SENTENCE) or (last is not None and last[0] in never_last)


def _ends_a_list(lines: Sequence[Line], texts: Sequence[str]) -> bool:
    """Whether the last line is the item of a list, and ends as the item above it does."""
    last, above = lines[-1], texts[-2] if len(texts) > 1 else ""
    if len(texts[-1]) > BODY_LENGTH:
        return False
    above_has_stop = above.endswith((*_FINAL_STOPS, ";", ","))
    if last.item:
        return not (above_has_stop and lines[-2].item)
    return bool(above) and (last.gap == 0 or above.endswith(":")) and not above_has_stop
