"""Every regular expression of the program on hostile text: none may take more than a moment on 50,000 characters."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeGuard, get_type_hints

import pytest

import extractors
import pipeline
import schemas
import warehouse

LENGTH = 50_000
SECONDS = 2.0
SEEDS = (
    "a", " ", "A ", "A a", "1", "1.", "1,", "1 1 ", "-", "- ", "•", '"', "“", "(", "((", "ë", "ëa", "í", "aí ", "…",
    "a.", "RT 1.1 ", "GFMD 20", "2014 - ", "12-13 October ", "1 May ", "USD 1", "1 million ", "chair ", "co - ", "co-",
    "Submitted by ", "Subscribe to ", "POINT (", "10 00 ", "Mr. ", "Mr X, was ", "de la ", "Ab ", "thematic meeting ",
    "attended ", "<", "<a ", "<!--", "&amp;", "host ", "\u00a0", "\u0301", "ì", "in - kind ", "left - over ",
    "Page 1 of ", "Home > ", "Objective 1", "Goal 1.1", "France 2022-2023 ", ", ", "\\", "%41", "/pfp/ppd/",
    "https://a.org/web/2019/", "a?a=1", "a@", "/web/", " href=", "Content-Type: multipart/related; ", "boundary=",
    "--a\r\ncontent-type", "\n a", "\n", "<!-- saved from url=(1)", "url: ", "wbinfo.url = ", '__wm.wombat("', "; rel=",
    "FILE ARCHIVED ON ", "Mirrored from ", "Wed May 01 2019 10:15:30 GMT", "<a>; ",
)  # fmt: skip


def patterns() -> Iterator[Any]:
    seen: set[str | bytes] = set()
    for package in (extractors, pipeline, schemas, warehouse):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith("__main__"):
                continue
            for name, value in vars(importlib.import_module(module.name)).items():
                for i, pattern in enumerate(found_in(value)):
                    if pattern.pattern not in seen:
                        seen.add(pattern.pattern)
                        yield pytest.param(pattern, id=f"{module.name}.{name}.{i}")


def found_in(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from found_in(one)
    elif isinstance(value, dict):
        yield from found_in(list(value.values()))
    elif makes_patterns(value):
        yield from found_in(value())


def makes_patterns(value: object) -> TypeGuard[Callable[[], object]]:
    """Whether a value of a module is a function that keeps patterns which it makes of words in a data file."""
    if not hasattr(value, "cache_info") or not callable(value):
        return False
    made = get_type_hints(value).get("return")
    fields = get_type_hints(made).values() if isinstance(made, type) else ()
    return any("re.Pattern" in str(kind) for kind in (made, *fields))


def hostile() -> Iterator[str]:
    for seed in SEEDS:
        yield (seed * (LENGTH // len(seed) + 1))[: LENGTH - 1] + "\x00"


@pytest.mark.parametrize("pattern", list(patterns()))
def test_no_text_keeps_a_pattern_busy(pattern: re.Pattern[Any]) -> None:
    for characters in hostile():
        text = characters if isinstance(pattern.pattern, str) else characters.encode()
        begun = time.process_time()
        pattern.search(text)
        pattern.fullmatch(text)
        spent = time.process_time() - begun
        assert spent < SECONDS, f"{spent:.1f} s on {text[:20]!r}…"


def test_patterns_made_of_words_in_data_files_are_among_them() -> None:
    of_figures = importlib.import_module("extractors.values.figures")
    made = [pattern for value in vars(of_figures).values() if makes_patterns(value) for pattern in found_in(value)]
    tried = {param.values[0].pattern for param in patterns()}
    assert len(made) > 1
    assert tried >= {pattern.pattern for pattern in made}
