"""The pages of a site as tests read them: what they link to, what they load, and the text of each of their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urldefrag, urlsplit

_VOID = frozenset({"meta", "link", "br", "input", "img", "hr"})


@dataclass(slots=True)
class Read:
    """A page: what it links to, what it loads, its attributes, and the text within each place that has a name."""

    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    attributes: set[str] = field(default_factory=set)
    inline: list[str] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.read = Read()
        self._open: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.read.attributes |= given.keys()
        if tag == "a" and given.get("href"):
            self.read.links.append(str(given["href"]))
        if tag in {"script", "img", "iframe", "source"} and "src" in given:
            self.read.loads.append(str(given["src"]))
        if tag == "link":
            self.read.loads.append(str(given["href"]))
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/ld+json"):
            self.read.inline.append(tag)
        if tag not in _VOID:
            self._open.append((tag, given.get("id")))
            if given.get("id"):
                self.read.places.setdefault(str(given["id"]), "")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(tag == "script" for tag, _ in self._open):
            self.read.text += data
        for _, place in self._open:
            if place:
                self.read.places[place] += data


@cache
def page(path: Path) -> Read:
    """A page of a site."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.read


def pages(site: Path) -> Iterator[Path]:
    """The pages of a site."""
    yield from sorted(site.rglob("*.html"))


def lost_links(site: Path) -> list[str]:
    """The links within a site that lead nowhere: to no file, or to no place of that name."""
    return [
        f"{path.relative_to(site)}: {link}" for path in pages(site) for link in page(path).links if _lost(path, link)
    ]


def target(path: Path, link: str) -> tuple[Path, str]:
    """The page and the place on it that a link on a page leads to."""
    address, place = urldefrag(link)
    there = path.parent / unquote(address) if address else path
    return Path(_plain(there)), unquote(place)


def _plain(path: Path) -> str:
    """A path without ``..``."""
    parts: list[str] = []
    for part in PurePosixPath(path).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return str(PurePosixPath(*parts))


def _lost(path: Path, link: str) -> bool:
    if urlsplit(link).scheme in {"http", "https"}:
        return False
    there, place = target(path, link)
    return not there.is_file() or (place != "" and place not in page(there).places)


def digests(site: Path) -> Mapping[str, bytes]:
    """The bytes of the files of a site."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}
