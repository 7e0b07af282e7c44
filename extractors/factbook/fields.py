"""The fields of a profile, alike for the two forms in which profiles were saved.

The flat form has sections, fields and subfields by name (``/Geography/Area/land/text``). The other one, as the site's
own program read it, has lists (``/categories/1/fields/3/subfields/1/content``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.reading.json_fields import Leaf, listed_leaf, named_leaf
from schemas.document import Line

# One form has notes in leaves of their own, the other one behind what is noted.
_NOTE = re.compile(r"[;,]? ?\bnote(?: [0-9]{1,2})? ?(?::| -).*", re.IGNORECASE)
_LISTS = "/categories/"


def leaves_of(lines: Sequence[Line]) -> list[Leaf]:
    """The leaves of a profile of either form, in order, each without a note behind its text."""
    texts = {line.pointer or "": line.text for line in lines}
    found = (listed_leaf(one, texts) if (one.pointer or "").startswith(_LISTS) else named_leaf(one) for one in lines)
    return [leaf._replace(text=_NOTE.sub("", leaf.text)) for leaf in found]
