"""Takes the pictures of the sample's site in ``docs/`` anew: ``make screenshots``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from playwright.sync_api import sync_playwright

from tests.browsing import browser_program, build_sample
from tests.rooms import ROOT

Scheme = Literal["light", "dark"]
PICTURES: Mapping[str, tuple[str, Scheme]] = {
    "overview": ("index.html", "light"),
    "country": ("countries/PER.html", "light"),
    "evidence": ("countries/PER-evidence.html#roundtable_roles-PER-09-1-team_member", "dark"),
    "practices": ("practices/index.html#shared=2", "light"),
}
"""By the name of its file, the page that each picture shows, and the scheme of colours."""


def main() -> None:
    """Take all pictures, or say that there is no browser to take them with."""
    program = browser_program()
    if program is None:
        sys.exit("No browser is installed (apt-get install chromium).")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = build_sample(Path(folder))
        browser = playwright.chromium.launch(executable_path=program)
        for name, (page, scheme) in PICTURES.items():
            tab = browser.new_page(color_scheme=scheme, viewport={"width": 1100, "height": 860})
            tab.goto(f"{site.as_uri()}/{page}")
            tab.screenshot(path=ROOT / "docs" / f"site-{name}.png")
            tab.close()
        browser.close()


if __name__ == "__main__":
    main()
