"""Made-up saved pages for measuring: ``python -m benchmarks.pages DIR --pages 1000 --seed 1``.

``--form html`` writes a file a page as SingleFile saves it, ``text`` the text of the newest capture of each address,
``warc`` one compressed WARC file of all pages. The same number and seed give the same bytes.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from benchmarks.page_markup import page_html, saved_html
from benchmarks.site import SavedPage, saved_pages
from tests.rendering import page_text

Files = Iterator[tuple[str, bytes]]
"""Names and contents."""


def html_files(pages: Sequence[SavedPage], seed: int) -> Files:
    """A file for each page, as SingleFile saves it."""
    rng = Random(seed)
    for page in pages:
        yield f"{page.stem}.html", saved_html(page, rng)


def text_files(pages: Sequence[SavedPage], _seed: int) -> Files:
    """The text of each address once, as it was last saved: text says neither where it is from nor when it was saved."""
    newest = {page.url: page for page in sorted(pages, key=lambda page: page.saved_at)}
    for page in newest.values():
        yield f"{page.stem}.txt", page_text(page.country, "full").encode()


def warc_files(pages: Sequence[SavedPage], seed: int) -> Files:
    """One WARC file with an answer for each page, each compressed by itself."""
    rng = Random(seed)
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for page in pages:
        writer.write_record(_answer(writer, page, f"<!DOCTYPE html>{page_html(page, rng)}".encode()))
    yield "pages.warc.gz", out.getvalue()


def _answer(writer: WARCWriter, page: SavedPage, body: bytes) -> object:
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
    identifier = f"<urn:uuid:{Random(f'{page.url} {page.saved_at}').getrandbits(128):032x}>"
    return writer.create_warc_record(
        page.url,
        "response",
        payload=io.BytesIO(body),
        length=len(body),
        http_headers=headers,
        warc_headers_dict={"WARC-Date": f"{page.saved_at.isoformat()}Z", "WARC-Record-ID": identifier},
    )


FORMS: Mapping[str, Callable[[Sequence[SavedPage], int], Files]] = {
    "html": html_files,
    "text": text_files,
    "warc": warc_files,
}


def write_pages(folder: Path, count: int, seed: int, form: str = "html") -> int:
    """Write so many pages into a folder, which is made; give how many files these are."""
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for name, content in FORMS[form](saved_pages(count, seed), seed):
        (folder / name).write_bytes(content)
        written += 1
    return written


def main() -> None:
    """Write the pages that the command line asks for."""
    parser = argparse.ArgumentParser(description="Write made-up saved pages of the site.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--form", choices=sorted(FORMS), default="html")
    asked = parser.parse_args()
    write_pages(asked.folder, asked.pages, asked.seed, asked.form)


if __name__ == "__main__":
    main()
