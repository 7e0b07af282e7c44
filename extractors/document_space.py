"""White space of one line of a page, and what prints nothing, alike for text and HTML."""

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


def fold_space(text: str) -> str:
    """Fold each run of white space, no-break space included, to one space; drop edge space and what prints nothing."""
    return " ".join(drop_unseen(text).split())


def drop_unseen(text: str) -> str:
    """The text without characters that print nothing and change nothing."""
    return _TO_DROP.sub("", text) if _HAS_UNSEEN.search(text) else text
