"""The files of pages that a user names, alone or in folders: which are looked into, and their names in the tables.

Files that lie there only because a browser put them beside a page are told by their names.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple, Protocol, TypeVar

from pipeline.acquire.origins.mirrors import mirrored_address
from pipeline.acquire.warc.warc_records import OPENING
from schemas.snapshot import Snapshot

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


_One_co = TypeVar("_One_co", covariant=True)


class SizedIterable(Sized, Iterable[_One_co], Protocol[_One_co]):
    """What can be gone through more than once and has a length; it may make what it gives as it goes."""


class UnreadableInput(Exception):
    """What was asked to be read can't be: the sentence is for the user (exit code 2)."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file to read, and its name in the tables: relative to the folder given, with ``/``, and always UTF-8.

    ``url`` is the address that the folders around it tell, where it lies in a mirror of a site. ``captured_at`` is when
    (UTC) it says that it was captured, and ``known`` what it says of the page that it is, once somebody looked into it.
    """

    path: Path
    name: str
    url: str | None = None
    captured_at: datetime | None = None
    known: Known | None = None


class Known(NamedTuple):
    """A page but for its payload, which is all of its file and makes this id."""

    page: Snapshot
    page_id: str


@dataclass(frozen=True, slots=True)
class Found:
    """Files that may hold pages, in order of their names, and the names of those passed over in folders."""

    files: tuple[PageFile, ...]
    skipped: tuple[str, ...]


def find_pages(paths: Sequence[Path]) -> Found:
    """The files that ``paths`` name: each file given, and the page-like files of each folder given.

    Hidden files and links to folders are not entered, nor is the folder beside a page that a browser saved. Raises
    UnreadableInput for a path that is missing, unreadable or no regular file, and where two files have the same name
    relative to what was given.
    """
    files: list[PageFile] = []
    skipped: list[str] = []
    for path in paths:
        in_folder = path.is_dir()
        for file in _files_below(path) if in_folder else [_page_file(path, path.name)]:
            taken = _is_page_file(file.path) if in_folder else not _is_answer_file(path)
            files += [file] if taken else []
            skipped += [] if taken else [file.name]
    for file in files:
        _require_readable(file.path)
    return Found(_distinct_files(files), tuple(sorted(skipped)))


def _is_page_file(path: Path) -> bool:
    return named_like_page(path.name) and path.is_file() and not _is_answer_file(path)


def _is_answer_file(path: Path) -> bool:
    """Whether a file holds what programs answered each other, by its name or, of JSON, by how it begins."""
    if path.suffix.lower() != ".json" or not (path.is_file() and os.access(path, os.R_OK)):
        return is_captured_answer(path.name)
    with path.open("rb") as file:
        return is_json_answer(path.name, file.read(OPENING))


def _page_file(path: Path, name: str) -> PageFile:
    return PageFile(path, _name_in_utf8(name), mirrored_address(path.absolute().parts))


def _files_below(folder: Path) -> Iterator[PageFile]:
    """The files of a folder and what is not entered: links to folders, and folders of saved pages with a slash."""
    for parent, folders, names in os.walk(folder, onerror=_refuse_folder):
        of_pages = [name for name in folders if is_folder_of_saved_page(name, names)]
        for name in _visible([*names, *_folders_linked(parent, folders), *(f"{name}/" for name in of_pages)]):
            path = Path(parent) / name
            yield _page_file(path, path.relative_to(folder).as_posix() + "/" * name.endswith("/"))
        folders[:] = _visible(name for name in folders if name not in of_pages)


def _refuse_folder(error: OSError) -> None:
    raise UnreadableInput(f"The folder {error.filename} can't be read ({error.strerror}).") from error


def _visible(names: Iterable[str]) -> list[str]:
    """The names of files and folders that are not hidden, in order."""
    return sorted(name for name in names if not name.startswith("."))


def _folders_linked(parent: str, folders: Sequence[str]) -> list[str]:
    """Those of the folders within ``parent`` that are links."""
    return [name for name in folders if (Path(parent) / name).is_symlink()]


def _name_in_utf8(name: str) -> str:
    r"""The name for the tables, which hold no bytes that are not UTF-8: those become escapes such as ``\xff``."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _require_readable(path: Path) -> None:
    if not path.exists():
        raise UnreadableInput(f"There is no file or folder {path}; check the path.")
    if not path.is_file():
        raise UnreadableInput(f"{path} is neither a file nor a folder; give a saved page, a WARC file or a folder.")
    if not os.access(path, os.R_OK):
        raise UnreadableInput(f"{path} can't be read; check its permissions.")


def _distinct_files(files: Iterable[PageFile]) -> tuple[PageFile, ...]:
    """Each file once, whatever ways lead to it, by the name that says most of where it lies; in order of names."""
    by_place: dict[Path, PageFile] = {}
    for file in files:
        place = file.path.parent.resolve() / file.path.name
        by_place[place] = min(by_place.get(place, file), file, key=lambda one: (-one.name.count("/"), one.name))
    named: dict[str, PageFile] = {}
    for file in by_place.values():
        other = named.setdefault(file.name, file)
        if other is not file:
            raise UnreadableInput(
                f"{other.path} and {file.path} would both be called {file.name}; give their common folder instead."
            )
    return tuple(named[name] for name in sorted(named))


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
