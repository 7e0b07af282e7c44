"""What can be said of a line among the teasers of a page by looking at the lines around it.

What holds for the page and for each line by itself is gathered once. Two tables then tell whether a line is a title and
whether a teaser begins at it: the first test of a table that knows decides.

In text nothing but blank lines and the shape of lines tells teasers apart. In HTML headings, links and the nesting of
elements do, whatever the elements are called.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from extractors.gfmd.practices.nesting import shared_depth
from extractors.gfmd.practices.shape import BODY_LENGTH, is_body, may_be_title_line
from extractors.gfmd.practices.signatures import is_posted_day, is_stamp, signing_places
from extractors.gfmd.teasers.title_marks import headings_are_titles, leading_on, title_links
from extractors.values.names import has_honorific, is_name
from schemas.document import Line

_TITLE_LENGTH = 300
_FEWEST_ABOVE = 2
"""Lines above a ``Submitted by`` that closes a teaser: its title and its text."""
# ``a)``, ``(iv)`` and the ``o`` that word processors leave for a bullet open an item as well as a list mark does.
_ENUMERATED = re.compile(r"\(?(?:[0-9]{1,2}|[a-z]|[ivx]{1,4})\) |o (?=[A-Z])")


class Scene:
    """The lines of all teasers of a page.

    ``leading_on`` are the places of links that say no more than that a practice goes on elsewhere; ``is_linked`` says
    that titles are links, ``is_marked`` that mark-up tells titles at all, ``is_flat`` that all lines stand in one
    element of their own. ``row_depth`` is how deep the element around all titles that are links nests, ``depth`` that
    around all lines. ``rules_divide`` says that rules stand between teasers, and not within them, ``is_signed_below``
    that each teaser ends with its ``Submitted by``.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        paths = {line.path for line in lines}
        self._signing = frozenset(signing_places(lines))
        self.leading_on = frozenset(leading_on(lines, self._signing))
        self.title_links = frozenset(title_links(lines, self.leading_on, self._signing))
        self.is_linked = bool(self.title_links)
        self.is_marked = self.is_linked or headings_are_titles(lines, self._signing)
        self.is_flat = bool(lines) and bool(lines[0].path) and len(paths) == 1
        links = [lines[i].path for i in sorted(self.title_links)]
        self.row_depth = min((shared_depth(*pair) for pair in pairwise(links)), default=0)
        # What the first and the last in order share, all share.
        self.depth = shared_depth(min(paths), max(paths)) if paths else 0
        self.is_signed_below = not self.is_marked and self._ends_with_signatures()
        self._titles: list[bool] = []
        for i in range(len(lines)):
            self._titles.append(_first_answer(_TITLE_TESTS, self, i))
        self.rules_divide = bool(lines and lines[0].path) or self._rules_head_all_titles()

    def starts(self, i: int) -> bool:
        """Whether a new teaser begins at this line, as far as the neighbouring lines tell."""
        return _first_answer(_START_TESTS, self, i)

    def is_title(self, i: int) -> bool:
        """Whether the line is a title: by mark-up, by ``Submitted by`` below it, or by its shape and a body below."""
        return self._titles[i]

    def signs(self, i: int) -> bool:
        """Whether the line signs a teaser: a ``Submitted by``, or where the page has none, the day of the sharing."""
        return i in self._signing

    def below(self, i: int) -> Line | None:
        """The line below this one."""
        return self.lines[i + 1] if i + 1 < len(self.lines) else None

    def is_above_text(self, i: int) -> bool:
        """Whether running text follows the line after one blank line."""
        below = self.below(i)
        return below is not None and (below.gap == 1 or self.is_flat) and is_body(below.text) and not below.item

    def heads_a_row(self, i: int) -> bool:
        """Whether a line without mark-up of its own is the title of the element that it opens: running text follows."""
        line, below = self.lines[i], self.below(i)
        if not line.path or below is None or self.signs(i) or has_honorific(line.text):
            return False
        return is_body(below.text) and not (is_body(line.text) or self.is_title(i + 1))

    def may_be_title(self, i: int) -> bool:
        """Whether a line within a text may as well be a title: it has no stop, or it asks and running text follows."""
        if i and self.lines[i - 1].text.endswith(":"):
            return False
        return may_be_title_line(self.lines[i].text, self.below(i))

    def _ends_with_signatures(self) -> bool:
        """Whether every ``Submitted by`` of a text stands below running text, and none above some.

        Where there is only one, it must be the last line, or the text above it longer than any title: the end of a page
        may have cut off a text below.
        """
        if not self._signing or any(line.path for line in self.lines):
            return False
        is_long = len(self.lines[min(self._signing) - 1].text) > BODY_LENGTH
        is_certain = len(self._signing) > 1 or is_long or self.closes(len(self.lines) - 1)
        return is_certain and all(self._is_below_text(i) for i in self._signing)

    def closes(self, i: int) -> bool:
        """Whether a teaser ends at this line where all are signed below: ``Submitted by``, or a person's name alone."""
        text = self.lines[i].text if i >= 0 else ""
        is_person = has_honorific(text) and is_name(text) and not self.signs(i + 1)
        return self.signs(i) or (is_person and self._is_below_text(i))

    def _is_below_text(self, i: int) -> bool:
        """Whether running text stands above a line, with its title, and none below: or it is longer than any title."""
        above, below = self.lines[i - 1], self.below(i)
        if i < _FEWEST_ABOVE or (below and is_body(below.text) and len(above.text) <= BODY_LENGTH):
            return False
        return above.item or (is_body(above.text) and not above.text.endswith("?"))

    def _rules_head_all_titles(self) -> bool:
        first = next((i for i, is_title in enumerate(self._titles) if is_title), 0)
        return all(self.lines[i].after_rule for i in range(first + 1, len(self.lines)) if self._titles[i])


_Test = Callable[[Scene, int], bool | None]
"""Says yes or no of a line, or None if it does not know."""


def _first_answer(tests: Sequence[_Test], scene: Scene, i: int) -> bool:
    for test in tests:
        answer = test(scene, i)
        if answer is not None:
            return answer
    return False


def _cannot_be_title(scene: Scene, i: int) -> bool | None:
    text = scene.lines[i].text
    return False if scene.signs(i) or is_stamp(text) or len(text) > _TITLE_LENGTH else None


def _is_marked_title(scene: Scene, i: int) -> bool | None:
    return True if i in scene.title_links or (scene.lines[i].heading and scene.is_marked) else None


def _is_below_signature(scene: Scene, i: int) -> bool | None:
    """Where teasers are signed below, a title stands at the beginning or right below a signature."""
    if not scene.is_signed_below:
        return None
    return (i == 0 or scene.closes(i - 1)) and not is_body(scene.lines[i].text)


def _heads_nothing(scene: Scene, i: int) -> bool | None:
    line = scene.lines[i]
    return False if scene.below(i) is None or line.heading or (line.item and not line.path) else None


def _is_right_above_signature(scene: Scene, i: int) -> bool | None:
    """What stands right above ``Submitted by`` is a title, but for the end of a teaser above that has its title."""
    if not scene.signs(i + 1):
        return None
    line, below = scene.lines[i], scene.lines[i + 1]
    if _has_marked_title(scene, i) or (i and _belongs_above(scene, i)) or (below.after_rule and is_body(line.text)):
        return False
    return below.gap <= 1 or not (is_body(line.text) or line.item or _may_be_author(scene, i))


def _is_term_above_definition(scene: Scene, i: int) -> bool | None:
    return True if scene.lines[i].term and not scene.lines[i + 1].term else None


def _belongs_to_line_above(scene: Scene, i: int) -> bool | None:
    """An item, or a line without a blank one above, goes on with what stands above it: ``• Counting``, ``b) Sewing``.

    So does a line right below ``Submitted by``: without it the practice would have no text.
    """
    line = scene.lines[i]
    is_item = line.item or _ENUMERATED.match(line.text) is not None
    adjoins = i > 0 and line.gap == 0 and not line.after_rule
    return False if is_item or adjoins or scene.signs(i - 1) else None


def _heads_running_text(scene: Scene, i: int) -> bool | None:
    """Without mark-up a short line that names nobody is the title of the running text below it."""
    text = scene.lines[i].text
    reads_as_text = is_body(text) or (has_honorific(text) and is_name(text))
    tells_by_mark_up = scene.is_marked and not scene.is_flat
    return not (reads_as_text or tells_by_mark_up) and scene.is_above_text(i)


_TITLE_TESTS: tuple[_Test, ...] = (
    _cannot_be_title,
    _is_marked_title,
    _is_below_signature,
    _heads_nothing,
    _is_right_above_signature,
    _is_term_above_definition,
    _belongs_to_line_above,
    _heads_running_text,
)


def _is_first_or_title(scene: Scene, i: int) -> bool | None:
    return True if i == 0 or scene.is_title(i) else None


def _is_below_last_signature(scene: Scene, i: int) -> bool | None:
    """Where teasers are signed below, the next one begins below a signature, and nowhere else."""
    return scene.closes(i - 1) if scene.is_signed_below else None


def _is_below_rule(scene: Scene, i: int) -> bool | None:
    """A rule parts teasers, but not a title or a signature from what is below it, nor a text from its author."""
    line, above = scene.lines[i], scene.lines[i - 1]
    if not line.after_rule or not scene.rules_divide or i in scene.leading_on:
        return None
    of_head = scene.is_title(i - 1) or scene.signs(i - 1) or is_posted_day(above.text)
    if scene.signs(i) and not of_head:
        return _is_in_signed_teaser(scene, i)
    ends_text = is_posted_day(line.text) or (has_honorific(line.text) and is_name(line.text))
    return None if of_head or ends_text else True


def _is_signature_without_title(scene: Scene, i: int) -> bool | None:
    return not scene.is_title(i - 1) and scene.lines[i].gap > 1 if scene.signs(i) else None


def _is_below_author(scene: Scene, i: int) -> bool | None:
    """The line above is an author, set off by two blank lines."""
    above = scene.lines[i - 1]
    return True if above.gap > 1 and is_name(above.text) and not scene.is_title(i - 1) else None


def _is_text_set_off(scene: Scene, i: int) -> bool | None:
    """Two blank lines set off the text of a teaser without a title."""
    line = scene.lines[i]
    set_off = line.gap > 1 and (scene.is_flat or not scene.is_marked)
    return set_off and is_body(line.text) and not line.item and not scene.signs(i - 1)


_START_TESTS: tuple[_Test, ...] = (
    _is_first_or_title,
    _is_below_last_signature,
    _is_below_rule,
    _is_signature_without_title,
    _is_below_author,
    _is_text_set_off,
)


def _may_be_author(scene: Scene, i: int) -> bool:
    """Whether a line can be the author of the teaser above: a name, where that has no ``Submitted by``."""
    text = scene.lines[i].text
    return is_name(text) and (has_honorific(text) or not _is_in_signed_teaser(scene, i))


def _is_in_signed_teaser(scene: Scene, i: int) -> bool:
    """Whether the teaser above a line is signed, or no title stands above at all."""
    above = next((j for j in reversed(range(i)) if scene.signs(j) or scene.is_title(j)), None)
    return above is None or scene.signs(above)


def _belongs_above(scene: Scene, i: int) -> bool:
    """Whether a line of HTML shares more elements with the line above it than with the one below."""
    above, line, below = (scene.lines[j].path for j in (i - 1, i, i + 1))
    return shared_depth(line, below) < shared_depth(line, above)


def _has_marked_title(scene: Scene, i: int) -> bool:
    """Whether a heading or a link is the title above, so that the ``Submitted by`` below is of its teaser."""
    for above in reversed(range(i)):
        if scene.signs(above):
            return False
        if (scene.lines[above].heading and scene.is_marked) or above in scene.title_links:
            return True
    return False
