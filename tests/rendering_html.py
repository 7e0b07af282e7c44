"""Truth to HTML in four unlike markups, with random attributes, inline markup, nesting and hidden elements."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from tests.rendering import Entry, entries_of
from tests.truth import CountryTruth, Teaser

Markup = Literal["definitions", "divs", "table", "articles"]
MARKUPS: tuple[Markup, ...] = ("definitions", "divs", "table", "articles")
INLINE = ("b", "em", "span", "i", "strong", "font")
NOISE = (
    "<!-- Attended Summit -->",
    "<script>var label = 'Delegate';</script>",
    "<style>.field { color: #333 }</style>",
    "<div hidden>Thematic Meetings</div>",
    '<div style="display: none">No Participation</div>',
)
OPTIONAL_ENDS = frozenset({"p", "li", "dt", "dd", "td", "tr"})


@dataclass(frozen=True, slots=True)
class Ink:
    """How one page is written: ``busy`` is how often markup is added, ``loose`` leaves out ends that HTML allows."""

    rng: Random
    busy: float = 0.0
    loose: bool = False
    upper: bool = False

    def tag(self, name: str, content: str, attributes: str = "") -> str:
        """An element, with random attributes where the page is busy."""
        if self._now():
            attributes += f' class="c{self.rng.randrange(99)} {name}-x" data-n="{self.rng.randrange(9)}"'
        end = "" if self.loose and name in OPTIONAL_ENDS else f"</{name}>"
        shown = f"<{name}{attributes}>{content}{end}"
        return shown.replace(f"<{name}", f"<{name.upper()}", 1) if self.upper else shown

    def text(self, words: str) -> str:
        """Escaped text with inline markup around, between and inside its words."""
        return " ".join(self._word(word) for word in words.split(" "))

    def noise(self) -> str:
        """Something that a browser does not show, now and then."""
        return self.rng.choice(NOISE) if self._now() else ""

    def nested(self, content: str) -> str:
        """The content inside some more block elements."""
        for _ in range(self.rng.randrange(3) if self.busy else 0):
            content = self.tag("div", content)
        return content

    def _now(self) -> bool:
        return self.rng.random() < self.busy

    def _word(self, word: str) -> str:
        shown = html.escape(word, quote=self.rng.random() < 0.5)
        if not word or not self._now():
            return shown
        name = self.rng.choice(INLINE)
        cut = self.rng.randrange(len(word))
        parts = html.escape(word[:cut]), html.escape(word[cut:])
        return self.rng.choice(
            (
                f"<{name}>{shown}</{name}>",
                f'{parts[0]}<{name} class="k">{parts[1]}</{name}>',
                f"<{name}></{name}>{shown}<!-- - -->",
                "".join(f"&#{ord(letter)};" for letter in word),
            )
        )


def ink(seed: int, busy: float = 0.0, loose: bool = False) -> Ink:
    """Ink that writes the same page for the same seed."""
    return Ink(Random(seed), busy, loose)


def _values(entry: Entry) -> list[str]:
    return [f"- {value}" if entry.style == "dashes" else value for value in entry.values]


def _list(ink: Ink, entry: Entry) -> str:
    values = [ink.text(value) for value in _values(entry)]
    if entry.style == "bullets":
        return ink.tag("ul", "\n".join(ink.tag("li", value) for value in values))
    return "<br>\n".join(values)


def _definitions(ink: Ink, entries: list[Entry]) -> str:
    rows = []
    for entry in entries:
        shown = ink.tag("dt", ink.text(entry.label))
        rows.append(shown + (ink.tag("dd", _list(ink, entry)) if entry.values else "") + ink.noise())
    return ink.tag("dl", "\n".join(rows))


def _divs(ink: Ink, entries: list[Entry]) -> str:
    rows = []
    for entry in entries:
        label = ink.nested(ink.tag("div", ink.tag("span", ink.text(entry.label))))
        values = [ink.nested(ink.tag("div", ink.text(value))) for value in _values(entry)]
        rows.append(ink.tag("div", "\n".join((label, *values)), ' class="field"') + ink.noise())
    return ink.nested("\n".join(rows))


def _table(ink: Ink, entries: list[Entry]) -> str:
    rows = []
    for entry in entries:
        values = "<br>".join(ink.tag("span", ink.text(value)) for value in _values(entry))
        cells = (ink.tag("td", ink.tag("span", ink.text(entry.label))), ink.tag("td", values))
        rows.append(ink.tag("tr", "".join(cells)))
    return f"<table>{''.join(rows)}</table>"


def _sections(ink: Ink, entries: list[Entry]) -> str:
    rows = []
    for entry in entries:
        shown = ink.tag("h4", ink.text(entry.label))
        if entry.style == "bullets":
            shown += _list(ink, entry)
        else:
            shown += "".join(ink.tag("p", ink.text(value)) for value in _values(entry))
        rows.append(ink.tag("section", shown) + ink.noise())
    return "\n".join(rows)


def _title(ink: Ink, teaser: Teaser) -> str:
    if teaser.title is None:
        return ""
    shown = ink.text(teaser.title)
    if teaser.number is not None:
        shown = f'<a href="/pfp/ppd/{teaser.number}" rel="bookmark">{shown}</a>'
    return shown


def _submitted(ink: Ink, teaser: Teaser) -> str:
    if teaser.submitted_line is None:
        return ""
    shown = ink.text(teaser.submitted_line)
    if teaser.day is not None:
        iso, printed = f"{teaser.day.isoformat()}T08:13:00+01:00", f"{teaser.day:%a, %m/%d/%Y} - 08:13"
        shown += f' <time datetime="{iso}">{printed}</time>'
    return shown


def _body(ink: Ink, teaser: Teaser) -> str:
    shown = "".join(ink.tag("p", ink.text(paragraph)) for paragraph in teaser.paragraphs)
    if teaser.items:
        shown += ink.tag("ul", "".join(ink.tag("li", ink.text(item)) for item in teaser.items))
    return shown


def _author(ink: Ink, teaser: Teaser) -> str:
    return ink.tag("p", ink.text(teaser.author)) if teaser.author_after and teaser.author else ""


def _row(ink: Ink, teaser: Teaser) -> str:
    """A teaser as the rows of a view: heading, line of the author, text."""
    parts = [ink.tag("h3", title) for title in (_title(ink, teaser),) if title]
    parts += [ink.tag("div", line, ' class="submitted"') for line in (_submitted(ink, teaser),) if line]
    return ink.tag("div", "\n".join((*parts, _body(ink, teaser), _author(ink, teaser))), ' class="views-row"')


def _article(ink: Ink, teaser: Teaser) -> str:
    """A teaser as an article: its own header holds the title, its own footer the author."""
    title, submitted = _title(ink, teaser), _submitted(ink, teaser)
    header = ink.tag("header", ink.tag("h2", title)) if title else ""
    footer = ink.tag("footer", submitted) if submitted else ""
    return ink.tag("article", "\n".join((header, _body(ink, teaser), _author(ink, teaser), footer)))


PARTS: dict[Markup, tuple[Callable[[Ink, list[Entry]], str], Callable[[Ink, Teaser], str]]] = {
    "definitions": (_definitions, _row),
    "divs": (_divs, _article),
    "table": (_table, _row),
    "articles": (_sections, _article),
}


def page_html(country: CountryTruth, markup: Markup, ink: Ink, charset: str = "utf-8") -> str:
    """A whole page: site header, navigation and footer around the content."""
    fields, teaser_of = PARTS[markup]
    name = country.place.short_name
    shown = "\n".join(teaser_of(ink, teaser) for teaser in country.teasers)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="{charset}"><title>{name}</title></head>\n<body>'
        '<header><a href="/">Home of the forum</a></header><nav><ul><li>All countries</li><li>All practices</li></ul>'
        f"</nav>\n<main>{ink.noise()}{fields(ink, entries_of(country))}\n{shown}\n"
        f'<p><a href="/feed">Subscribe to {name}</a></p></main>\n'
        "<footer><p>About this site</p></footer></body></html>\n"
    )
