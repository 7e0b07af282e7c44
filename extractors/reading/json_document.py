"""From JSON to a document: each leaf is a line, with the JSON Pointer (RFC 6901) that leads to it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from extractors.reading.html.page import read_html
from extractors.reading.space import fold_space
from schemas.document import Document, Line
from schemas.snapshot import Refusal

_MEDIA_TYPE = re.compile(r"application/(?:json|ld\+json|geo\+json)|text/json")
# Text may begin with a bracket too ("[1] Belgium", "[[Belgium]]"), but not with what JSON has behind it.
_BEGINNING = re.compile(
    r'\s{0,999}(?:\{\s{0,999}(?:"|\})|\[\s{0,999}(?:[{"]|\[(?![^\[\]{}"]{1,200}\]\])|\]\s{0,999}\Z))'
)
_OPENING = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s{0,999}[\[{]")
_NO_CHARACTER = re.compile("[\x00\ud800-\udfff]")
_MARKUP = re.compile(r"<[a-z/!?]|&[a-z#]", re.IGNORECASE)
_WORDS: Mapping[object, str] = {True: "true", False: "false", None: "null"}


class _Members(NamedTuple):
    """The members of an object, in their order. A name may stand twice, and none is lost."""

    pairs: list[tuple[str, object]]


class _Leaf(NamedTuple):
    pointer: str
    value: object


class _TooDeep(Exception):
    pass


def is_json(text: str, media_type: str | None) -> bool:
    """Whether a page is JSON, by what its server said or by what it begins with, such as ``{"name":``.

    A few texts begin so, too: ``[ "Belgium" ] took part``.
    """
    return _is_said_to_be_json(media_type) or _BEGINNING.match(text) is not None


def is_called_json(path: str, media_type: str | None) -> bool:
    """Whether a page that begins like JSON is meant as such, by its name (``peru.json``) or by what its server said."""
    return _is_said_to_be_json(media_type) or path.lower().endswith((".json", ".json.gz"))


def _is_said_to_be_json(media_type: str | None) -> bool:
    return media_type is not None and _MEDIA_TYPE.fullmatch(media_type.partition(";")[0].strip().lower()) is not None


def looks_like_json(payload: bytes) -> bool:
    """Whether bytes in any encoding of Unicode begin as JSON does, with a bracket."""
    return _OPENING.match(payload.replace(b"\0", b"")) is not None  # UTF-16 puts a NUL beside each letter


def read_json(text: str, encoding: str, depth: int, lines: int, nodes: int) -> Document | Refusal:
    """The leaves of JSON as numbered lines, or a refusal: ``undecodable``, ``too_deep``, ``too_large`` or ``empty``.

    ``{"Area": {"land": "300&nbsp;km"}}`` gives the line ``300 km`` with the pointer ``/Area/land``. A leaf that holds
    HTML is read to text, on one line. Blank leaves are counted, but are no lines. ``depth`` bounds how deep values may
    nest, ``lines`` and ``nodes`` how many leaves there may be.
    """
    leaves = _leaves_of(text, depth)
    if isinstance(leaves, Refusal):
        return leaves
    if len(leaves) > min(lines, nodes):
        return Refusal("too_large", f"The page has over {min(lines, nodes):,} values.")
    found: list[Line] = []
    for number, leaf in enumerate(leaves, start=1):
        shown = _text_of(leaf.value, depth, lines, nodes)
        if isinstance(shown, Refusal):
            return shown
        if shown:
            found.append(Line(number, shown, pointer=leaf.pointer))
    return Document("json", encoding, tuple(found)) if found else Refusal("empty", "The page has no values.")


def _leaves_of(text: str, depth: int) -> list[_Leaf] | Refusal:
    leaves: list[_Leaf] = []
    try:
        _collect(_parsed(text), "", depth, leaves)
    except (RecursionError, _TooDeep):
        return Refusal("too_deep", f"Values nest deeper than {depth:,} levels.")
    except ValueError as error:
        return Refusal("undecodable", f"The page is no sound JSON: {error}.")
    return leaves


def _parsed(text: str) -> object:
    """The value of JSON. Numbers stay as printed: they may be larger than any number type."""
    return json.loads(text, object_pairs_hook=_Members, parse_int=str, parse_float=str, parse_constant=_no_number)


def _no_number(printed: str) -> None:
    raise ValueError(f"{printed} is no number of JSON")


def _collect(value: object, pointer: str, depth: int, leaves: list[_Leaf]) -> None:
    if isinstance(value, _Members):
        members = [(_escaped(name), member) for name, member in value.pairs]
    elif isinstance(value, list):
        members = [(str(at), member) for at, member in enumerate(value)]
    else:
        leaves.append(_Leaf(pointer, value))
        return
    if not depth:
        raise _TooDeep
    for name, member in members:
        _collect(member, f"{pointer}/{name}", depth - 1, leaves)


def _escaped(name: str) -> str:
    """A member's name as RFC 6901 writes it in a pointer: ``agency/agencies`` is ``agency~1agencies``."""
    return _sound(name).replace("~", "~0").replace("/", "~1")


def pointer_names(pointer: str) -> tuple[str, ...]:
    """The names that a pointer leads through: ``/Area/land`` gives ``("Area", "land")``."""
    return tuple(name.replace("~1", "/").replace("~0", "~") for name in pointer.split("/")[1:])


def _text_of(value: object, depth: int, lines: int, nodes: int) -> str | Refusal:
    """What a leaf says, on one line: ``total: <br>32 &#37;`` is ``total: 32 %``."""
    if not isinstance(value, str):
        return _WORDS[value]
    text = _sound(value)
    if not _MARKUP.search(text):
        return fold_space(text)
    document = read_html(text, "utf-8", depth, lines, nodes)
    if isinstance(document, Refusal):
        return "" if document.reason == "empty" else document
    return " ".join(line.text for line in document.lines)


def _sound(text: str) -> str:
    r"""A text without NUL and halves of characters, which JSON can write (``\ud800``) and tables can't hold."""
    return _NO_CHARACTER.sub("�", text)
