"""Which files are looked into by their names, and what lies beside a page only because a browser put it there."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import PurePosixPath

_PAGES = frozenset({"", ".txt", ".text", ".html", ".htm", ".xhtml", ".md", ".markdown", ".mhtml", ".mht", ".json"})
_CONTAINERS = frozenset({".warc", ".gz", ".wacz", ".zip"})
_COMPRESSED = ".gz"
_SAVED = frozenset({".html", ".htm", ".xhtml", ".mhtml", ".mht"})
# What a browser recorded of the answers to a page's scripts.
_CAPTURED_ANSWERS = frozenset({".jsonl", ".har"})
# What the JSON of programs begins with: a list, the envelope of an answer (https://jsonapi.org/format/), or tables of
# records such as this program's own.
_ENVELOPE = (
    rb"jsonapi|data|links|meta|log|command|results?|response|items|entries|objects|rows|nodes|count|total|status|errors?"
    rb"|html|\$schema|format|tables|countries|pages|records"
)
_ANSWER = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,999}(?:\[|\{\s{0,999}\"(?:" + _ENVELOPE + rb")\"\s{0,99}:)")
# Indexes of WARC files, which tell where an answer lies and hold none.
_INDEXES = frozenset({".cdx", ".cdxj", ".idx"})
# wget writes the query into the name, after "?" or, on some systems, "@".
_QUERY_NAME = re.compile(r"(?P<stem>[^?@]{1,250})[?@][\w.%-]{1,100}=.{0,250}", re.DOTALL)
# The endings that Windows knows for the folder of a saved page, in the languages of its browsers (Windows shell,
# "connected files": https://learn.microsoft.com/archive/msdn-magazine/2000/november).
# fmt: off
_FOLDER_ENDINGS = (
    "_files", ".files", "-Dateien", "_fichiers", "_bestanden", "_file", "_archivos", "-filer", "_tiedostot", "_pliki",
    "_soubory", "_elemei", "_ficheiros", "_arquivos", "_dosyalar", "_datoteke", "_fitxers", "_failid", "_fails",
    "_bylos", "_fajlovi", "_fitxategiak",
)
# fmt: on


def named_like_page(name: str) -> bool:
    """Whether a file of this name is looked into when it lies in a folder: ``peru.html``, ``peru?page=1``."""
    query = _QUERY_NAME.fullmatch(name)
    stems = [name, query["stem"]] if query else [name]
    if any(_is_passed_over(stem) for stem in stems):
        return False
    return any(PurePosixPath(stem).suffix.lower() in _PAGES | _CONTAINERS for stem in stems)


def named_like_warc(name: str) -> bool:
    """Whether a file of this name is a WARC file, whatever it begins with: damage there must not cost the rest."""
    return name.lower().endswith((".warc", ".warc.gz"))


def is_captured_answer(name: str) -> bool:
    """Whether a file is a browser's record of answers, which is no page even where it is given by itself."""
    return _inner_suffix(name) in _CAPTURED_ANSWERS


def is_json_answer(name: str, opening: bytes) -> bool:
    """Whether a JSON file is the answer of a program, and no page, by how it begins: ``{"jsonapi": {"version": …``."""
    return _inner_suffix(name) == ".json" and _ANSWER.match(opening) is not None


def _is_passed_over(name: str) -> bool:
    return _inner_suffix(name) in _CAPTURED_ANSWERS | _INDEXES


def _inner_suffix(name: str) -> str:
    """The suffix of a name, less that of compression: ``.har`` of ``peru.har.gz``."""
    path = PurePosixPath(name)
    inner = path.stem if path.suffix.lower() == _COMPRESSED else path.name
    return PurePosixPath(inner).suffix.lower()


def is_folder_of_saved_page(folder: str, beside: Collection[str]) -> bool:
    """Whether a folder holds the pictures and styles of a page that a browser saved beside it.

    ``peru_files`` does beside ``peru.html``; without the page it is a folder like any other.
    """
    stems = {folder.removesuffix(ending) for ending in _FOLDER_ENDINGS if folder.endswith(ending)}
    pages = (PurePosixPath(name) for name in beside)
    return bool(stems) and any(page.stem in stems and page.suffix.lower() in _SAVED for page in pages)
