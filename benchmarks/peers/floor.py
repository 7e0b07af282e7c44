"""The floor: read each page and parse it, and do nothing with it. ``python -m benchmarks.peers.floor PAGES OUT``."""

from __future__ import annotations

import sys
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser


def main() -> None:
    """Read and parse all pages of a folder; nothing is written."""
    for path in sorted(Path(sys.argv[1]).glob("*.html")):
        LexborHTMLParser(path.read_bytes())


if __name__ == "__main__":
    main()
