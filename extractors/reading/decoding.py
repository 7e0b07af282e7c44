"""From bytes to text: which encoding a page is in, told by its bytes first and by what is declared last."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import NamedTuple

from schemas.snapshot import Refusal


class Decoded(NamedTuple):
    """The text of a page, without a byte order mark, and the name of the encoding that it was in."""

    text: str
    encoding: str


_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"PK\x03\x04", "a ZIP or office file"),
    (b"\x1f\x8b", "gzip data"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"\x28\xb5\x2f\xfd", "Zstandard data"),
    (b"\x7fELF", "a program"),
    (b"bplist00", "a Safari web archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"BZh91AY&SY", "bzip2 data"),
    (b"{\\rtf", "a rich text file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office file"),
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# ISO-8859-1 and ASCII are read as Windows-1252, as browsers do (https://encoding.spec.whatwg.org/#names-and-labels).
# UTF-16 is missing: almost any bytes decode as UTF-16, so only its own marks are believed. Mac Roman is missing: on
# these pages it is the name of a mistake, Windows-1252 read as it.
_KNOWN_CHARSETS = {
    **dict.fromkeys(("ascii", "us-ascii", "latin1", "l1", "iso-8859-1", "iso8859-1", "cp1252"), "windows-1252"),
    **{name: name for name in (f"windows-{number}" for number in (874, *range(1250, 1259)))},
    **{name: name for name in (f"iso-8859-{part}" for part in (*range(2, 9), 10, 13, 14, 15, 16))},
    "iso-8859-9": "windows-1254",
    **{name: name for name in ("koi8-r", "koi8-u", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr")},
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
_META_CHARSET = re.compile(
    rb"<(?:meta|\?xml)\b[^<>]{0,200}?(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?([\w-]{1,40})", re.IGNORECASE
)
_META_WITHIN = 4096
_C1 = re.compile("[\u0080-\u009f]")
_HIGH = bytes(range(0x80, 0x100))
_HIGH_RUN = re.compile(rb"[\x80-\xff]{2,}")
_SAMPLE = 4096
# Subject and address of a saved page can be long.
_MIME_HEAD = 32 * 1024
_CONTROLS = bytes(sorted({*range(0x20), 0x7F} - set(b"\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f")))
_HIGHEST_SHARE_OF_CONTROLS = 0.01
# What "surrogateescape" makes of a byte that is not UTF-8, and that byte in Windows-1252.
_STRAY = re.compile("[\udc80-\udcff]")
_READ_AS_WINDOWS_1252 = {0xDC00 + byte: bytes([byte]).decode("windows-1252", "replace") for byte in range(0x80, 0x100)}


def decode(payload: bytes, charset: str | None = None) -> Decoded | Refusal:
    """Read the bytes of a page as text. ``charset`` is what the server declared.

    A byte order mark decides; then the NULs of UTF-16; then UTF-8, if the bytes are valid and not all ASCII, whatever
    is declared; then a declared charset that is known and fits; then Windows-1252. The refusal's reason is ``binary``,
    ``mhtml`` or ``undecodable``.
    """
    for magic, kind in _MAGIC:
        if payload.startswith(magic):
            return Refusal("binary", f"This is {kind}, not a page of text or HTML.")
    if is_mime(payload):
        return Refusal("mhtml", "This is a web page or e-mail in one MIME file (MHTML) within another container.")
    decoded = _decode_by_evidence(payload, charset)
    if isinstance(decoded, Refusal):
        return decoded
    return _refuse_controls(decoded)


def is_mime(payload: bytes) -> bool:
    """Whether a file begins with the header of a MIME message (RFC 2557), in which text is encoded once more."""
    if payload[:1] == b"<":
        return False  # most pages; looking for the end of a header costs more than all the rest
    head = payload[:_MIME_HEAD].replace(b"\r\n", b"\n").lstrip().partition(b"\n\n")[0].lower()
    return all(b"\n" + field in b"\n" + head for field in (b"mime-version:", b"content-type:"))


def _decode_by_evidence(payload: bytes, charset: str | None) -> Decoded | Refusal:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if payload.startswith(mark):
            return _decode_marked(payload[len(mark) :], encoding)
    if b"\0" in payload:
        encoding_by_nul = _utf16_without_mark(payload[:_SAMPLE])
        if encoding_by_nul is None:
            return Refusal("binary", "The page holds NUL bytes, which text does not.")
        return _decode_marked(payload, encoding_by_nul)
    return _decode_utf8(payload) or _decode_declared(payload, charset) or _decode_windows_1252(payload)


def _decode_marked(payload: bytes, encoding: str) -> Decoded | Refusal:
    """Decode what can only be this encoding. A character cut off by the end of the page is dropped."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(payload)
    except UnicodeDecodeError as error:
        mixed = _decode_mostly_utf8(payload) if encoding == "utf-8" else None
        message = f"The page begins as {encoding.upper()}, but its byte {error.start + 1:,} does not fit."
        return mixed or Refusal("undecodable", message)
    return Decoded(text.removeprefix("\ufeff"), encoding)


def _utf16_without_mark(sample: bytes) -> str | None:
    """Tell UTF-16 by where its NULs are: in Latin scripts nearly every other byte is one."""
    pairs = len(sample) // 2
    first, second = sample[0::2].count(0), sample[1::2].count(0)
    if 10 * second >= 6 * pairs and 100 * first <= pairs:
        return "utf-16-le"
    if 10 * first >= 6 * pairs and 100 * second <= pairs:
        return "utf-16-be"
    return None


def _decode_utf8(payload: bytes) -> Decoded | None:
    """Decode UTF-8, also where the end cuts a character or a few bytes of another encoding were pasted in."""
    try:
        text, used = codecs.utf_8_decode(payload, "strict", False)
    except UnicodeDecodeError:
        return _decode_mostly_utf8(payload)
    tail = len(payload) - used
    # One byte after nothing but ASCII may as well be a letter of Windows-1252.
    return None if text.isascii() and tail == 1 else Decoded(text, "utf-8")


def _decode_mostly_utf8(payload: bytes) -> Decoded | None:
    """Decode UTF-8 with stray Windows-1252 bytes, if whole UTF-8 characters outnumber the stray bytes."""
    text = payload.decode("utf-8", "surrogateescape")
    stray = len(_STRAY.findall(text))
    whole = len(text) - len(text.encode("ascii", "ignore")) - stray
    return Decoded(text.translate(_READ_AS_WINDOWS_1252), "utf-8") if whole > stray else None


def _decode_declared(payload: bytes, charset: str | None) -> Decoded | None:
    meta = _META_CHARSET.search(payload, 0, _META_WITHIN)
    for label in (charset, meta and meta[1].decode("ascii", "replace")):
        encoding = _KNOWN_CHARSETS.get((label or "").strip().strip("\"'").lower())
        if encoding is None:
            continue
        try:
            text = payload.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "windows-1252" or _is_credible(text, payload):
            return Decoded(text, encoding)
    return None


def _is_credible(text: str, payload: bytes) -> bool:
    """Whether a page may really be in a declared charset that is none of those seen on the site.

    Control characters are what other charsets make of the quotation marks and dashes of Windows-1252. In a text that
    is not in Latin letters most such letters stand beside each other; accents of a Latin text stand alone.
    """
    if _C1.search(text):
        return False
    latin = all(c.isascii() or not c.isalpha() or "LATIN" in unicodedata.name(c, "LATIN") for c in set(text))
    if latin:
        return True
    together = sum(len(run) for run in _HIGH_RUN.findall(payload))
    return 2 * together > len(payload) - len(payload.translate(None, _HIGH))


def _decode_windows_1252(payload: bytes) -> Decoded | Refusal:
    try:
        return Decoded(payload.decode("windows-1252"), "windows-1252")
    except UnicodeDecodeError as error:
        message = (
            "The page is in no encoding that is known here: "
            f"its byte {error.start + 1:,} (0x{payload[error.start]:02X}) is neither UTF-8 nor Windows-1252."
        )
        return Refusal("undecodable", message)


def _refuse_controls(decoded: Decoded) -> Decoded | Refusal:
    raw = decoded.text.encode("utf-8")
    controls = len(raw) - len(raw.translate(None, _CONTROLS))
    if "\0" in decoded.text or controls > _HIGHEST_SHARE_OF_CONTROLS * len(raw):
        return Refusal("binary", "The page holds too many control characters to be text.")
    return decoded
