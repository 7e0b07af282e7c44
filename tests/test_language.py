"""The language of a text: told for sentences, left open for what is too short or unsure."""

from __future__ import annotations

import subprocess
import sys

import pytest

from extractors.values.language import language_of
from tests.case_files import rows_of
from tests.telling import say

SENTENCES = rows_of("sentences.csv")
OPEN = [
    "",
    "2023 - 2026",
    "عمل",
    "Health",
    "Delegate",
    "Kafala",
    "Migración",
    "Ley de Retorno",
    "Law of return (Ley de Retorno)",
    "#TuCausaEsMiCausa",
    "Apprentice Exchange",
    "MERCOSUR Residence Agreement",
    "Permanent Migratory Status",
    "Registro Consular Móvil (2021 - 2024)",
    "Programme Migration & Diaspora (PMD)",
    "GFMD 2018 RT 1.1 IOM UNHCR ILO OECD WHO UNDP",
    "Addis Ababa, Antananarivo, Ouagadougou, Kinshasa",
    "a" * 50_000,
    "…" * 50_000,
]


def test_sentences_get_their_language_or_none(capsys: pytest.CaptureFixture[str]) -> None:
    told = [(language, language_of(sentence or "")) for language, sentence in SENTENCES]
    right = sum(language == found for language, found in told)
    wrong = [pair for pair in told if pair[1] not in (pair[0], None)]
    say(capsys, f"language: {len(told)} sentences, {right} right, {len(wrong)} wrong")
    assert len(told) >= 60
    assert wrong == []
    assert right / len(told) >= 0.95


@pytest.mark.parametrize("text", OPEN, ids=lambda text: text[:20])
def test_short_or_unsure_texts_have_no_language(text: str) -> None:
    assert language_of(text) is None


def test_case_and_repetition_do_not_change_the_language() -> None:
    for language, sentence in SENTENCES:
        if sentence and language_of(sentence):
            assert language_of(sentence.upper()) == language
            assert language_of(sentence + " " + sentence) == language


def test_the_model_is_silent_and_needs_no_network() -> None:
    program = (
        "import socket\n"
        "def refuse(*_): raise OSError('no network here')\n"
        "socket.socket.connect = refuse\n"
        "from extractors.values.language import language_of\n"
        "assert language_of('The ministry publishes how many permits it grants.') == 'en'\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
