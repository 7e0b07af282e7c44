"""Damaged text is repaired by name and can be read back as printed; sound text of any language stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from extractors.reading.repair import repair_document
from pipeline.transform.dataset import dataset_of
from schemas.document import Document, Line
from schemas.extraction import Repair
from tests.comparing import snapshot
from tests.telling import say
from tests.test_domain_cases import EMPTY, HEAD, TAIL

SOUND_LINES = 10_000

# fmt: off
WORDS = {
    "Albanian": "Është ëmbël një shtëpi për të rinjtë që kthehen në fshat ëndrrat e tyre bëhen punë së bashku çdo ditë",
    "English": "naïve café owners' co-operative façade résumé Zoë’s and "
        "Chloë's “first step” programme – it’s theirs Noël",
    "Spanish": "así el país aquí allí también “niñez” región ¿quién? ¡sí! María García vivía allí según leí ahí Martí",
    "French": "où l’été à Besançon naïf Noël Citroën maître île être à "
        "côté « ça » déjà reçu œuvre là-bas hôtel À bientôt",
    "Portuguese": "SÃO PAULO IRMÃ AMANHÃ ALEMÃ não avó avô ação AÇÃO NAÇÕES "
        "você país aí daí “MAÇÔ À noite às três mães Ítaca",
    "Italian": "lunedì così più perché città venerdì lì sì “qui” "
        "caffè è già l’università giovedì martedì dì libertà virtù",
    "Romanian": "în România începe între ÎN ţară şi țară și "
        "câine mâine „acasă” împreună înainte fără încă hotărî coborî",
    "German": "für Übergänge größer Straße „Haus“ Österreich müssen ‚so‘ "
        "Ärztin Köln Ämter – möglich Äpfel Gefühl Füße Öl",
    "Turkish": "Türkiye’de göç İstanbul’da ışık şehir çocuk güçlü resmî millî kâğıt Âlim İLÂ hâlâ sükûn dînî ÎMAN şîr",
    "Swedish": "på ö å är för “Åre” GÅ SÅ BLÅ Öland ÄR två små Malmö år ÅR nära Östersund även Växjö Ängelholm",
    "Danish": "Ø Ærø sø BØ Ørsted “SØ” å på Århus blå KØ æble Øst grønt børn første Åse smørrebrød Læsø også",
    "Czech": "příští jaký dílo paní vedení řízení století “učení” zdraví lidí cizí dětí bydlení í pracovní první třetí",
    "Vietnamese": "VÀ LÂM THỊ HÂN TÂY “BÔ người Việt Nam là ở đây gia đình HỒ Châu Âu Ý Đà Nẵng quê hương",
    "Dutch": "België ideeën Israël coördinatie één geïnteresseerd "
        "‘vrijheid’ reünie financiële zeeën Indonesië oriëntatie",
    "Welsh and Gaelic": "tŷ dŵr sgîl tîm a’r dìreach gu bràth mòr rì sìth tìr ‘an taigh’ cànan dachaigh sgrìobh",
    "Icelandic": "það er Þór Ísland við ÞAÐ í ÍBÚÐ bíó “ÞAÐ” Ægir sjö góð níu maí börnum ríki þó",
}
# fmt: on
ENDS = ("", ".", "…", "?", "”", "’", "»", ":", " –", ";", ")", "!", "” –", "’.")


def sound_lines() -> Iterator[str]:
    """Lines of words of one language, with quotation marks, dashes and stops where authors set them."""
    rng = Random(7)
    languages = sorted(WORDS)
    for number in range(SOUND_LINES):
        words = WORDS[languages[number % len(languages)]].split()
        line = [rng.choice(words) for _ in range(rng.randint(1, 14))]
        at = rng.randrange(len(line))
        opening, closing = rng.choice(("“”", "‘’", "«»", "()", "„“", '""', "  ", "[]"))
        line[at] = f"{opening}{line[at]}{closing}".strip()
        yield " ".join(line) + rng.choice(ENDS)


def repaired(*texts: str) -> tuple[list[str], tuple[Repair, ...]]:
    """The lines of a page after repair, and the repairs."""
    lines = tuple(Line(number, text) for number, text in enumerate(texts, 1))
    document, repairs = repair_document(Document("text", "utf-8", lines))
    return [line.text for line in document.lines], repairs


def test_sound_lines_of_sixteen_languages_stay_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    lines = list(sound_lines())
    changed = [repair for line in lines for repair in repaired(line)[1]]
    assert [(one.printed, one.repaired) for one in changed] == []
    say(capsys, f"{len(lines):,} sound lines in {len(WORDS)} languages: {len(changed)} changes by repairs")


def test_a_page_of_many_sound_lines_stays_as_it_is() -> None:
    lines = list(sound_lines())
    assert repaired(*lines) == (lines, ())


DAMAGED = [
    ("mac_roman_quotes", "ë#TuCausaEsMiCausaí", "‘#TuCausaEsMiCausa’"),
    ("mac_roman_quotes", "the ëtools for lifeí scheme", "the ‘tools for life’ scheme"),
    ("mac_roman_quotes", "an ìopen doorî for all", "an “open door” for all"),
    ("mac_roman_quotes", "(ëyesí)", "(‘yes’)"),
    ("mac_roman_quotes", "aquí la campaña ëNi una menosí sigue", "aquí la campaña ‘Ni una menos’ sigue"),
    ("mac_roman_quotes", "ëoneí and ìtwoî and ëthreeí", "‘one’ and “two” and ‘three’"),
    ("utf8_read_as_other", "the countryâ€™s plan", "the country’s plan"),
    ("utf8_read_as_other", "the â€œtoolsâ€\u009d of life", "the “tools” of life"),
    ("utf8_read_as_other", "the â€œtoolsâ€ of life", "the “tools” of life"),
    ("utf8_read_as_other", "2014 â€“ 2016", "2014 – 2016"),
    ("utf8_read_as_other", "EspaÃ±a y MÃ©xico", "España y México"),
    ("utf8_read_as_other", "MÃ¼nchen und ÃœbergÃ¤nge", "München und Übergänge"),
    ("utf8_read_as_other", "MIGRACIÃ“N", "MIGRACIÓN"),
    ("utf8_read_as_other", "un cafÃ© y el parÃ\u00ads", "un café y el parís"),
    ("utf8_read_as_other", "the \u0093open\u0094 door \u0096 it\u0092s", "the “open” door – it’s"),
]


@pytest.mark.parametrize(("name", "printed", "sound"), DAMAGED)
def test_damage_is_repaired_by_name(name: str, printed: str, sound: str) -> None:
    assert repaired(printed) == ([sound], (Repair(1, name, printed, sound),))


def test_a_lone_quote_is_repaired_only_where_the_page_has_the_word_with_both() -> None:
    whole, lone = "se lanzó ë#TuCausaEsMiCausaí ayer", "#TuCausaEsMiCausaí campaign"
    lines, repairs = repaired(lone, whole)
    assert lines == ["#TuCausaEsMiCausa’ campaign", "se lanzó ‘#TuCausaEsMiCausa’ ayer"]
    assert [one.repair for one in repairs] == ["mac_roman_lone_quote", "mac_roman_quotes"]
    assert repaired(lone) == ([lone], ())


@pytest.mark.parametrize("sound", ["aquí", "así", "Martí", "José Martí vivió aquí, y así fue", "“así”", "‘allí’"])
def test_a_damaged_line_elsewhere_does_not_cost_sound_words(sound: str) -> None:
    lines, _ = repaired(sound, "ë#TuCausaEsMiCausaí", "ìtools for lifeî")
    assert lines[0] == sound


@pytest.mark.parametrize(
    "sound", ["ë", "ë así", "í", "ëndrrat e José Martí", "ì", "“AMANHÔ", "«IRMûª", "SÃO – AMANHÃ –"]
)
def test_what_only_looks_damaged_stays(sound: str) -> None:
    assert repaired(sound) == ([sound], ())


def test_two_repairs_of_one_line_lead_back_step_by_step() -> None:
    printed = "ëNi una menosí y mÃ¡s"
    lines, repairs = repaired(printed)
    assert lines == ["‘Ni una menos’ y más"]
    assert [one.repair for one in repairs] == ["utf8_read_as_other", "mac_roman_quotes"]
    assert repairs[0].printed == printed and repairs[0].repaired == repairs[1].printed
    assert repairs[-1].repaired == lines[0]


def test_every_printed_line_can_be_read_back_from_the_tables() -> None:
    damage = [printed for _, printed, _ in DAMAGED]
    teasers = "".join(
        f"\n\nPlan {n} of the city\n\nSubmitted by Ms. A. Noor on\n\n{line}.\n" for n, line in enumerate(damage)
    )
    page = snapshot((HEAD + EMPTY + teasers + TAIL).encode())
    dataset = dataset_of([page])
    shown = {row.line: row.text for row in dataset["page_lines"]}
    for repair in sorted(dataset["repairs"], key=lambda row: (row.line, row.repair == "utf8_read_as_other")):
        assert shown[repair.line] == repair.repaired
        shown[repair.line] = repair.printed
    printed_lines = set(shown.values())
    assert {f"{line}." for line in damage} <= printed_lines
    assert len(dataset["repairs"]) == len(damage)


def test_a_repair_does_nothing_to_what_it_repaired() -> None:
    lines, _ = repaired(*(printed for _, printed, _ in DAMAGED))
    assert repaired(*lines) == (lines, ())
