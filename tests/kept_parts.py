"""The whole parts that runs left in a store: those of shards of pages, and those of ranges of keys."""

from __future__ import annotations

from pathlib import Path

_OF_PAGES = "pages-"
"""Every shard has the table of its pages, and no range of keys has it."""


def kept_in(data: Path) -> Path:
    """The store of a data folder."""
    return data / "cache" / "parts"


def shards_in(store: Path) -> list[Path]:
    """The folders of the parts that were made of shards of pages."""
    return [folder for folder in _whole_parts(store) if _is_of_pages(folder)]


def ranges_in(store: Path) -> list[Path]:
    """The folders of the parts that a step of uniting made of ranges of keys."""
    return [folder for folder in _whole_parts(store) if not _is_of_pages(folder)]


def _whole_parts(store: Path) -> list[Path]:
    return sorted(marker.parent for marker in store.glob("*/*/done-*"))


def _is_of_pages(folder: Path) -> bool:
    return any(file.name.startswith(_OF_PAGES) for file in folder.iterdir())
