"""Which source an address belongs to, and one spelling for each address."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, quote, unquote_to_bytes, urlencode, urlsplit, urlunsplit

from extractors.sources import SOURCES
from schemas.source import Source

# Names that advertising and mailing tools add to links; they never change what the site answers.
_TRACKING = re.compile(r"utm_\w{1,40}|fbclid|gclid|msclkid|mc_[ce]id|_ga|_gl")
# Most paths: nothing in them could be spelled in another way.
_PLAIN_PATH = re.compile(r"/[\w~/-]*", re.ASCII)
_PATH_SAFE = "/!$&'()*+,;=:@~-._"


def source_of(url: str | None) -> Source:
    """The source that an address belongs to; the first of the table where no source has its host."""
    host = urlsplit(url).hostname if url else None
    return next((source for source in SOURCES if host in source.site.hosts), SOURCES[0])


def canonical_url(url: str) -> str | None:
    """One spelling for the many that mean the same address, or None for what is no address of a web page.

    Known hosts become https and the host of their source's base, without a slash at the end. For every host the
    fragment, credentials, the default port, dot segments and tracking parameters go, percent-encoding is made uniform,
    and the parameters of the query are sorted by name; ``page`` stays as asked, also ``page=0``.
    ``http://gfmd.org:80/pfp/ppd/peru/#top`` is ``https://www.gfmd.org/pfp/ppd/peru``.
    """
    try:
        return _canonical_parts(urlsplit(url.strip()))
    except ValueError:  # also for letters that UTF-8 has no bytes for
        return None


def _canonical_parts(parts: SplitResult) -> str | None:
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        return None
    host, port = parts.hostname.rstrip("."), parts.port
    known = next((source for source in SOURCES if host in source.site.hosts), None)
    path = _quoted_path(parts.path)
    query = _quoted_query(parts.query) if parts.query else ""
    if known is not None:
        return known.site.base + (path.rstrip("/") or "/") + (f"?{query}" if query else "")
    scheme = parts.scheme.lower()
    name = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}[scheme]
    return urlunsplit((scheme, name if port in {None, default} else f"{name}:{port}", path, query, ""))


def _quoted_path(path: str) -> str:
    if _PLAIN_PATH.fullmatch(path):
        return path
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            # An encoded slash is data, not a separator.
            decoded = [unquote_to_bytes(piece) for piece in re.split(r"%2[Ff]", segment)]
            kept.append("%2F".join(quote(piece, safe=_PATH_SAFE[1:]) for piece in decoded))
    return "/" + "/".join(kept)


def _quoted_query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    fields = sorted((pair for pair in pairs if not _TRACKING.fullmatch(pair[0])), key=lambda pair: pair[0])
    return urlencode(fields, errors="surrogateescape")
