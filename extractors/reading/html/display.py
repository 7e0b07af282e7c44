"""Which elements of HTML a browser shows, and which of them begin a line.

After the rules of HTML (``words.toml``) and inline styles; style sheets are not read.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from selectolax.lexbor import LexborNode

from extractors.data_files import listed, meanings

Display = Literal["none", "block", "inline"]
_ALL_DISPLAYS: tuple[Display, ...] = ("none", "block", "inline")


class Element(NamedTuple):
    """How a browser shows the elements of one name, unless their attributes say otherwise."""

    is_shown: bool
    is_block: bool
    is_preformatted: bool
    is_of_table: bool


_ROOM = "extractors.reading.html"


@lru_cache(maxsize=1_024)
def element_named(name: str) -> Element:
    """How elements of this name are shown: ``p`` as a block, ``span`` inline, ``script`` not at all.

    The names of nodes that are no elements, such as ``-comment``, begin with a hyphen; they are not shown.
    """
    return Element(
        is_shown=not name.startswith("-") and name not in listed(_ROOM, "not_shown"),
        is_block=name in listed(_ROOM, "blocks"),
        is_preformatted=name in listed(_ROOM, "preformatted"),
        is_of_table=name in listed(_ROOM, "of_tables"),
    )


STYLED = "[hidden], [style], [popover], dialog:not([open])"
"""The selector of the elements that ``stated_displays`` asks."""
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
# A semicolon in quotation marks or brackets, as in an address, ends nothing.
_DECLARATION = re.compile(r"""(?:[^;"'(]|"[^"]*"?|'[^']*'?|\([^)]*\)?)+""")
_LOOKED_AT = 2_000
_WHITE_SPACES = {
    **dict.fromkeys(("pre", "pre-line", "pre-wrap", "break-spaces"), True),
    **dict.fromkeys(("normal", "nowrap", "initial"), False),
}


class Shown(NamedTuple):
    """What the attributes of an element say of how it is shown.

    ``line_ends`` says whether the ends of its source lines end lines. None stands for what they do not say.
    """

    display: Display | None = None
    line_ends: bool | None = None


AS_USUAL = Shown()


def stated_displays(nodes: Sequence[LexborNode]) -> Mapping[int, Shown]:
    """Map the ``mem_id`` of each element whose attributes say how it is shown to what they say."""
    displays: dict[int, Shown] = {}
    for node in nodes:
        stated = _declared((node.attrs.get("style") or "")[:_LOOKED_AT])
        display = _stated_display(stated)
        if display is None and ("hidden" in node.attrs or "popover" in node.attrs or _is_closed_dialog(node)):
            display = "none"
        shown = Shown(display, _WHITE_SPACES.get(stated.get("white-space", "")))
        if shown != AS_USUAL:
            displays[node.mem_id] = shown
    return displays


def _is_closed_dialog(node: LexborNode) -> bool:
    return node.tag == "dialog" and "open" not in node.attrs


def _stated_display(stated: Mapping[str, str]) -> Display | None:
    if stated.get("visibility") in {"hidden", "collapse"} or stated.get("content-visibility") == "hidden":
        return "none"
    return _displays().get(stated.get("display", ""))


def _declared(style: str) -> Mapping[str, str]:
    """The value that holds for each property that decides what is shown, of an inline style.

    The last one holds, unless one before is important (https://www.w3.org/TR/css-cascade-4/#cascade-sort).
    """
    values: dict[str, str] = {}
    settled: set[str] = set()
    for declaration in _DECLARATION.findall(_COMMENT.sub(" ", style)):
        name, _, said = declaration.lower().partition(":")
        value, _, weight = said.partition("!")
        name, value, important = name.strip(), value.strip(), weight.strip() == "important"
        if value in _values().get(name, ()) and (important or name not in settled):
            values[name] = value
            settled.update([name] if important else [])
    return values


@cache
def _displays() -> Mapping[str, Display]:
    meant = meanings(_ROOM, "displays")
    return {value: display for display in _ALL_DISPLAYS for value in meant if meant[value] == display}


@cache
def _values() -> Mapping[str, Container[str]]:
    """What each property may say; anything else is no CSS, and the declaration before it holds."""
    return {
        "display": _displays(),
        "white-space": _WHITE_SPACES,
        "visibility": {"visible", "hidden", "collapse", "inherit", "initial", "unset", "revert"},
        "content-visibility": {"visible", "hidden", "auto"},
    }
