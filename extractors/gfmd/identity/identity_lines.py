"""Pages of text whose lines a tool put together: several labels and their values on one line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.document import Line
from schemas.snapshot import Refusal

_IDENTITY_LABEL = re.compile(r"Official Name|ISO2 Code|ISO3 Code|Longitude|Latitude|Geolocation")
_FEWEST = 3


def lines_in_one(lines: Sequence[Line]) -> Refusal | None:
    """A refusal where a line holds most of the identity: what its values are can't be told.

    A tool that knows no lists of definitions prints ``Official NameKingdom of Belgium ISO2 CodeBE ISO3 CodeBEL``.
    """
    for line in lines:
        if _IDENTITY_LABEL.match(line.text) and len(_IDENTITY_LABEL.findall(line.text)) >= _FEWEST:
            message = f"Several lines of the page stand on one, in line {line.number}. Save the page again as HTML."
            return Refusal("wrapped", message)
    return None
