"""Headings between stars and links with underscores, as the ``html2text`` of Debian prints them.

``**** Harbour Clinics ****`` is a heading, ``Subscribe_to_Peru`` a link (https://manpages.debian.org/html2text). This
tool leaves out the blank lines between paragraphs, by which alone practices are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADING = re.compile(r"(\*{1,6}) ([^*\n]{1,300}) \1")
_LINK = re.compile(r"[^\W_]{1,50}(?:_[^\W_]{1,50}){1,50}")


_FEWEST_LINKS = 2


def is_of_debian_html2text(lines: Sequence[str]) -> bool:
    """Whether physical lines hold such a heading and such a link, or several such links."""
    links = sum(_LINK.fullmatch(line.strip()) is not None for line in lines if "_" in line)
    headed = links and any(_HEADING.fullmatch(line.strip()) for line in lines if line.endswith("*"))
    return bool(headed) or links >= _FEWEST_LINKS
