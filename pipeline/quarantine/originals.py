"""Pages as they were found: the bytes to keep of one that can't be used, whatever file it lies in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.acquire.containers.single_pages import longest_file
from pipeline.acquire.containers.zip_members import Member, extent_of, opened, unpacked
from pipeline.acquire.items import Item
from pipeline.acquire.page_files import PageFile
from pipeline.acquire.saved import records_in
from pipeline.acquire.warc.payloads import MAX_PAGE_BYTES


@dataclass(frozen=True, slots=True)
class Original:
    """A page as it was found: the bytes of ``file`` from ``start`` to before ``end`` (None: to the end of the file).

    ``record`` is None if they are the page itself, else which record of the WARC file that they make holds it.
    ``content`` has the bytes instead where they had to be unpacked. ``packed`` is the file of a ZIP file that they are,
    where they can't be unpacked.
    """

    file: Path
    start: int = 0
    end: int | None = None
    record: int | None = None
    content: bytes | None = None
    packed: Member | None = None


def original_of(item: Item) -> Original:
    """Where a page lies as it was found; of a WARC file, all from its place to the next one, damage included.

    Raises UnreadableInput if the file can't be read any more.
    """
    if isinstance(item, PageFile):
        return Original(item.path)
    if isinstance(item, Member):
        return _original_member(item)
    offsets = (record.offset for record in records_in(item.file, 0, item.offset))
    end = next((offset for offset in offsets if offset != item.offset), None)
    found = Original(item.file.path, item.offset, end, item.record)
    return found if isinstance(item.file, PageFile) else _in_member(item.file, found)


def _original_member(member: Member) -> Original:
    """A file in a ZIP file as it was found: unpacked, or as it lies there where it is too long or damaged for that."""
    content = unpacked(member, longest_file(MAX_PAGE_BYTES))
    if isinstance(content, bytes):
        return Original(member.path, content=content)
    start, end = extent_of(member)
    return Original(member.path, start, end, packed=member)


def _in_member(member: Member, found: Original) -> Original:
    """A piece of a WARC file that lies in a ZIP file; ``found`` counts from the beginning of the WARC file."""
    if member.is_compressed:
        with opened(member) as stream:
            stream.seek(found.start)
            return replace(found, content=stream.read(-1 if found.end is None else found.end - found.start))
    _, end = extent_of(member)
    start = end - member.packed
    return replace(found, start=start + found.start, end=end if found.end is None else start + found.end)
