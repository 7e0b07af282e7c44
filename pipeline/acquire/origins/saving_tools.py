"""What the tool that saved a page wrote into it: browsers, SingleFile, HTTrack, each in a comment at its beginning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.acquire.origins.moments import moment_told
from pipeline.acquire.origins.statements import Statement, statement_at
from schemas.snapshot import Doubt

_OPENING = 64 * 1024
_OPENING_TAG = re.compile(r"<(?:!doctype|\?xml|html|!\[)[^<>]{0,4000}>", re.IGNORECASE)
_SPACE = re.compile(r"\s*")
# Internet Explorer and all that build on Chromium; the number is the length of the address
# (https://learn.microsoft.com/previous-versions/windows/internet-explorer/ie-developer/compatibility/ms537628).
_SAVED_FROM = re.compile(r" ?saved from url=\((?P<length>[0-9]{1,5})\)(?P<address>\S{1,4096}) ?")
# https://github.com/gildas-lormeau/single-file-core, core/helper.js; "Archive processed by" is its older form.
_SINGLE_FILE = re.compile(r"\s{0,9}(?:Page saved with|Archive processed by) SingleFile")
_FIELD = re.compile(r"(?P<name>url|saved date): ?(?P<value>[^\n]{1,4096})")
# https://www.httrack.com/html/fcguide.html, option -%F: the footer that it writes by default.
_MIRRORED = re.compile(
    r" ?Mirrored from (?P<address>\S{1,4096}) by HTTrack Website Copier[^,]{0,99}(?:, (?P<date>[^\n]{1,99}))?"
)


def stated_by_mirror(comments: Sequence[str]) -> tuple[Statement, ...]:
    """What HTTrack says in the opening comments of a page: ``Mirrored from www.gfmd.org/pfp/ppd/peru by HTTrack …``."""
    found = next((match for comment in comments if (match := _MIRRORED.match(comment))), None)
    if found is None:
        return ()
    address = found["address"] if "://" in found["address"] else f"http://{found['address']}"
    return (statement_at("the comment of HTTrack", address, moment_told(found["date"] or "")),)


def stated_by_browser(comments: Sequence[str]) -> tuple[Statement, ...]:
    """What a browser or SingleFile says of a page that it saved, in the opening comments of the page, in their order.

    ``<!-- saved from url=(0034)https://www.gfmd.org/pfp/ppd/ghana -->`` tells the address; SingleFile's comment tells
    the time, too.
    """
    found = (_saved_from(comment) or _single_file(comment) for comment in comments)
    return tuple(statement for statement in found if statement is not None)


def _saved_from(comment: str) -> Statement | None:
    match = _SAVED_FROM.fullmatch(comment)
    if match is None:
        return None
    address, length = match["address"], int(match["length"])
    # Chromium counts before it hides double hyphens, which would end the comment.
    lengths = {len(address), len(address.encode()), len(address.replace("%2D%2D", "--"))}
    message = f"The address {address[:200]} is said to have {length} characters, and has {len(address)}."
    doubts = () if length in lengths else (Doubt("address_doubtful", message),)
    return statement_at("the comment of the browser that saved it", address, doubts=doubts)


def _single_file(comment: str) -> Statement | None:
    if not _SINGLE_FILE.match(comment):
        return None
    fields = {match["name"]: match["value"].strip() for match in _FIELD.finditer(comment)}
    return statement_at("the comment of SingleFile", fields.get("url"), moment_told(fields.get("saved date", "")))


def opening_comments(payload: bytes) -> tuple[str, ...]:
    """The comments of a page before its ``<head>``: further down, everybody could have written them."""
    return tuple(_opening_comments(payload))


def _opening_comments(payload: bytes) -> Iterator[str]:
    text = _decoded(payload[:_OPENING])
    at = 0
    while space := _SPACE.match(text, at):
        at = space.end()
        if text.startswith("<!--", at):
            end = text.find("-->", at + 4)
            if end < 0:
                return
            yield text[at + 4 : end]
            at = end + 3
        elif tag := _OPENING_TAG.match(text, at):
            at = tag.end()
        else:
            return


def _decoded(opening: bytes) -> str:
    """The beginning of a page as text, whatever its encoding: what tools write is ASCII."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8")):
        if opening.startswith(mark):
            return opening[len(mark) :].decode(encoding, "replace")
    return opening.decode("utf-8", "replace")
