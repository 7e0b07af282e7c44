"""Pages made to break a reader: each is refused with its reason or read, in bounded time, and costs no other page."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.reading.document import read_document
from pipeline.engine.pool import run_pages
from pipeline.engine.worker import ProcessBounds
from schemas.document import Document
from schemas.snapshot import Refusal, Snapshot

BOUNDS = ProcessBounds()
SIZE = 10 * 2**20
BELOW_THE_BOUND = 5 * 2**20 - 200


def filled(unit: bytes, size: int = BELOW_THE_BOUND) -> bytes:
    return unit * (size // len(unit))


def with_attributes(count: int) -> bytes:
    return b"<p " + b"".join(b"a%d=x " % number for number in range(count)) + b">x"


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nested tags": (lambda: b"<div>" * 100_000, "too_deep"),
    "nested inline tags": (lambda: b"<html>" + b"<b>" * 100_000, "too_deep"),
    "nested tags with stray ends": (lambda: b"<div></b>" * 100_000, "too_deep"),
    "nested templates": (lambda: b"<template>" * 65_000, "too_deep"),
    "nested templates after text": (lambda: b"<p>x" + b"<template><div>" * 65_000, "too_deep"),
    "nested tables": (lambda: b"<table><tr><td>" * 50_000, "too_deep"),
    "nested lists": (lambda: b"<ul><li>" * 50_000, "too_deep"),
    "nested drawings": (lambda: b"<div><svg>" + b"<g>" * 100_000, "too_deep"),
    "nested forms of emphasis": (lambda: b"".join(b"<p><b id=%d>" % number for number in range(50_000)), "too_deep"),
    "5,000 attributes": (lambda: with_attributes(5_000), "1 line"),
    "40,000 attributes": (lambda: with_attributes(40_000), "too_large"),
    "60,000 attributes": (lambda: with_attributes(60_000), "too_large"),
    "an attribute of 60,000 words": (lambda: b"<p title='" + b"ab " * 60_000 + b"'>x", "1 line"),
    "a picture within its tag": (lambda: b"<img src=data:image/png;base64," + filled(b"ab/=") + b">x", "1 line"),
    "open quotes up to the bound": (lambda: b"<html>x" + filled(b"<a '\" "), "too_large"),
    "10 MB of NUL": (lambda: b"\0" * SIZE, "too_large"),
    "10 MB of invalid UTF-8": (lambda: filled(b"\xc3\x28\xff", SIZE), "too_large"),
    "10 MB of siblings": (lambda: b"<div>" + filled(b"<p>x</p>", SIZE), "too_large"),
    "NUL up to the bound": (lambda: filled(b"\0"), "binary"),
    "invalid UTF-8 up to the bound": (lambda: filled(b"\xc3\x28\xff"), "1 line"),
    "invalid everything up to the bound": (lambda: filled(b"\x81\xfe"), "undecodable"),
    "siblings up to the bound": (lambda: b"<div>" + filled(b"<p>x</p>"), "too_large"),
    "inline siblings up to the bound": (lambda: b"<div>" + filled(b"<b>x</b>"), "too_large"),
    "100,000 inline siblings": (lambda: b"<div>" + b"<b>x</b>" * 100_000, "1 line"),
    "empty siblings up to the bound": (lambda: b"<div>x" + filled(b"<p></p>"), "too_large"),
    "breaks up to the bound": (lambda: b"<div>" + filled(b"x<br>"), "too_large"),
    "one word up to the bound": (lambda: filled(b"x"), "1 line"),
    "lines up to the bound": (lambda: filled(b"x\n"), "too_large"),
    "blank lines up to the bound": (lambda: b"x" + filled(b"\r\n\t "), "1 line"),
    "less-than signs up to the bound": (lambda: b"<html>" + filled(b"<"), "1 line"),
    "open comments up to the bound": (lambda: b"<html>" + filled(b"<!--"), "empty"),
    "styles up to the bound": (lambda: b"<html>" + filled(b"<i style='display:none'>x</i>"), "empty"),
    "links up to the bound": (lambda: b"<p>" + filled(b"<a href=x>x"), "too_large"),
    "deep entities": (
        lambda: b'<!DOCTYPE x [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><html><p>&b;' + filled(b"&amp;", 2**20),
        "2 lines",
    ),
    "entities without end": (lambda: b"<html>" + filled(b"&notit&#x"), "1 line"),
    "a picture called page.html": (lambda: b"\x89PNG\r\n\x1a\n" + os.urandom(1_000), "binary"),
    "a program called page.html": (lambda: b"\x7fELF\x02\x01\x01" + os.urandom(1_000), "binary"),
    "an archive called page.html": (lambda: b"PK\x03\x04" + os.urandom(1_000), "binary"),
    "an empty file": (lambda: b"", "empty"),
}


def fate(path: str) -> str:
    """Read one page: its reason, or how many lines it has."""
    page = Path(path)
    read = read_document(Snapshot("gfmd", page.name, page.read_bytes()))
    if isinstance(read, Document):
        return f"{len(read.lines)} line" + "s" * (len(read.lines) != 1)
    return read.reason


@pytest.mark.parametrize(("payload", "expected"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_page_meets_its_fate_in_time(payload: Callable[[], bytes], expected: str, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_bytes(b"Official Name\nPeru\n")
    (tmp_path / "page.html").write_bytes(payload())
    pages = [str(tmp_path / name) for name in ("good.txt", "page.html", "good.txt")]
    begun = time.monotonic()
    fates = [
        outcome.reason if isinstance(outcome, Refusal) else outcome
        for _, outcome in run_pages(fate, pages, workers=1, bounds=BOUNDS)
    ]
    assert time.monotonic() - begun < BOUNDS.wall_seconds
    assert fates == ["2 lines", expected, "2 lines"]


def test_a_page_that_needs_more_memory_than_allowed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"<div>" + filled(b"<b>x</b>"))
    bounds = ProcessBounds(memory_bytes=2**26)
    ((_, outcome),) = run_pages(fate, [str(tmp_path / "page.html")], workers=1, bounds=bounds)
    assert outcome == Refusal("too_much_memory", "Reading the page takes more than 64 MiB.")


def test_a_page_that_keeps_the_reader_busy_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(with_attributes(4_900) * 125)
    bounds = ProcessBounds(cpu_seconds=1)
    ((_, outcome),) = run_pages(fate, [str(tmp_path / "page.html")], workers=1, bounds=bounds)
    assert outcome == Refusal("too_slow", "Reading the page takes more than 1 s of processor time.")
