"""Snippets of HTML with the lines that Chromium shows for them.

Recorded from ``document.body.innerText``, split at line ends and table cells, space folded and blank lines dropped.
"""

from __future__ import annotations

import json

from tests.case_files import FOLDER

SHOWN_BY_BROWSER: dict[str, tuple[str, list[str]]] = {
    name: (shown["html"], shown["lines"])
    for name, shown in json.loads((FOLDER / "shown_by_browser.json").read_text(encoding="utf-8")).items()
}
