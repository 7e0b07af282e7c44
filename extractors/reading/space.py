"""White space and line ends of a page, and what prints nothing, alike for text and HTML."""

from __future__ import annotations

import re

# Characters that print nothing, after Default_Ignorable_Code_Point in https://www.unicode.org/Public/UCD/latest/ucd/
# DerivedCoreProperties.txt: soft hyphen, zero-width space, marks of direction, byte order mark and the like;
# and control characters, which mean nothing in a text.
_UNSEEN = "\x01-\x08\x0e-\x1b\x7f\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
# Joiners and variation selectors say how letters of other scripts, and emoji, are drawn; after Latin ones they say
# nothing.
_JOINING = "\u200c\u200d\ufe00-\ufe0f"
# Beside what UTF-8 looks like when it is read as another encoding, a soft hyphen is the rest of a letter; between
# digits it stands for a dash.
_SOFT_HYPHEN = "(?<![\u00c2-\u00f4])(?<![\u00e0-\u00f4][^\x00-\x7f])(?:(?<![0-9])\u00ad|\u00ad(?![0-9]))"
_HAS_UNSEEN = re.compile(f"[\u00ad{_UNSEEN}{_JOINING}]")
_TO_DROP = re.compile(f"[{_UNSEEN}]|{_SOFT_HYPHEN}|(?<![\u0600-\u1dff\u2190-\u2bff\u3000-\U0010ffff])[{_JOINING}]")
# Beside line feed and carriage return these end a line, whatever markup says: classes BK and NL in
# https://www.unicode.org/reports/tr14/. After the first byte of a letter that was read as another encoding, NEL is the
# rest of that letter. Form feeds, and the separators of files, groups and records, mostly stand beside a line end.
_LINE_END = "[\x0b\u2028\u2029]|(?<![\u00c2-\u00f4])(?<![\u00e0-\u00f4][^\x00-\x7f])\x85"
_PAGE_END = "[\x0c\x1c-\x1e]"
# One class of characters is searched for much faster than what holds of them; NEL may yet be the rest of a letter.
_MAY_END = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_LINE_ENDS = re.compile(_LINE_END)
_ENDS = re.compile(f"{_LINE_END}|{_PAGE_END}")
_PAGE_ENDS = re.compile(f"{_PAGE_END}+")
_ENDS_IN_HTML = re.compile(rf"{_LINE_END}|(?<!\s){_PAGE_END}+(?!\s)")


def text_lines(text: str) -> list[str]:
    r"""The physical lines of a text: ``Delegate\fYes`` is two, as with a line feed between.

    LF, CRLF, CR, vertical tab, NEL and the line and paragraph separators each end a line. A form feed does so only
    where text stands on both sides of it: a page of print begins with it, and at the edge of a line it ends no more.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if _MAY_END.search(lines) is None:
        return lines.split("\n")
    return [piece for line in _LINE_ENDS.sub("\n", lines).split("\n") for piece in _pages_of(line)]


def _pages_of(line: str) -> list[str]:
    """The pieces of a line between form feeds; one that is blank is none, but a line is never nothing."""
    return [piece for piece in _PAGE_ENDS.split(line) if piece.strip()] or [""]


def ends_lines_in_html(text: str) -> bool:
    """Whether a text of HTML may hold characters that end a line by themselves, such as a form feed."""
    return _MAY_END.search(text) is not None


def html_pieces(text: str) -> list[str]:
    """The pieces of a text of HTML that its own characters end lines between. A form feed beside space is space."""
    return _ENDS_IN_HTML.split(text) if _MAY_END.search(text) else [text]


def ends_in_line_end(text: str) -> bool:
    """Whether the last character of a text ends a line."""
    return text.endswith(("\n", "\r")) or (_ENDS.match(text, len(text) - 1) is not None if text else False)


def fold_space(text: str) -> str:
    """Fold each run of white space, no-break space included, to one space; drop edge space and what prints nothing."""
    return " ".join(drop_unseen(text).split())


def drop_unseen(text: str) -> str:
    """The text without characters that print nothing and change nothing."""
    if text.isascii() and text.isprintable():
        return text
    return _TO_DROP.sub("", text) if _HAS_UNSEEN.search(text) else text
