"""The wordings of many copies by number: each is read once however many copies have it, and each pair judged once."""

from __future__ import annotations

from extractors.gfmd.copies.matching import Copy, Verdict, copy_of, judge
from extractors.gfmd.facts import Practice

SAME_WORDS = Verdict("same_key", 1.0)


class Wordings:
    """What copies are compared by. A number stands for each wording; copies of one wording have one number."""

    def __init__(self) -> None:
        self.copies: list[Copy] = []
        self._by_print: dict[tuple[str | None, str | None, bool], int] = {}
        self._by_words: dict[Copy, int] = {}
        self._verdicts: dict[tuple[int, int], Verdict] = {}

    def number_of(self, practice: Practice) -> int:
        """The number of the wording of a practice. A text that may have been cut is compared as one that was."""
        printed = (practice.title, practice.summary, practice.truncated is not False)
        number = self._by_print.get(printed)
        if number is None:
            copy = copy_of(practice.title, practice.summary, truncated=printed[-1])
            number = self._by_words.setdefault(copy, len(self.copies))
            if number == len(self.copies):
                self.copies.append(copy)
            self._by_print[printed] = number
        return number

    def says_something(self, number: int) -> bool:
        """Whether a wording has a title or a text."""
        return bool(self.copies[number].title.flat or self.copies[number].text.flat)

    def verdict(self, one: int, other: int) -> Verdict:
        """How two wordings relate, as ``matching.judge`` has it: the score counts the letters of the first one."""
        if one == other:
            return SAME_WORDS
        found = self._verdicts.get((one, other))
        if found is None:
            turned = self._verdicts.get((other, one))
            settled = turned is not None and turned.relation != "similar"
            found = turned if turned and settled else judge(self.copies[one], self.copies[other])
            self._verdicts[one, other] = found
        return found
