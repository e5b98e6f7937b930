"""What checks while writing remember from one keystroke to the next. Without it they only cost more.

A verdict follows from the sentence, its citations, the kind and subject of its page, the checker and the
texts of the articles. The memory holds what was reached with one set of texts and one checker: with others
it is another memory. One for each process; threads may share it, since an entry is only ever the same again.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import Any

from content.checking import CheckedCitation, CheckedClaim, Shelf, Text, check_one, load_shelf
from content.opposing import oppose
from content.pipeline.citations import Claim
from content.pipeline.copying import SourceWords
from content.pipeline.glossary import load_glossary
from content.pipeline.house_style import load_house_style
from content.pipeline.verdicts import Opposition, opposition_in

MAX_ENTRIES = 4000
"""Verdicts, and what opposes a sentence, that are kept; the oldest go first."""


@dataclass(frozen=True)
class Memory:
    """The articles as they stand, read for checking, and what was found with them."""

    shelf: Shelf
    found: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)

    @property
    def words(self) -> SourceWords:
        """The words of all articles, to find what was copied."""
        texts = {source_id: text.snapshot.text for source_id, text in self.shelf.texts.items()}
        words: SourceWords = self._once("words", lambda: SourceWords(texts))
        return words

    def check(self, claim: Claim, kind: str, subject: str) -> CheckedClaim:
        """What ``check_one`` finds."""
        cited = tuple((one.source_id, one.quote) for one in claim.citations)
        key = ("check", claim.text, claim.context, claim.basis, cited, kind, subject)
        known: CheckedClaim = self._once(key, lambda: check_one(claim, kind, subject, self.shelf))
        pairs = zip(known.citations, claim.citations, strict=True)
        moved = tuple(CheckedCitation(new, old.anchor, old.text) for old, new in pairs)
        return replace(known, claim=claim, citations=moved)

    def oppose(self, claim: str, text: Text) -> Opposition | None:
        key = ("oppose", claim, text.snapshot.source_id)
        found: Opposition | None = self._once(key, lambda: oppose(claim, text))
        return found

    def _once(self, key: Hashable, find: Callable[[], Any]) -> Any:  # noqa: ANN401  whatever was found
        try:
            return self.found[key]
        except KeyError:
            value = self.found[key] = find()
        while len(self.found) > MAX_ENTRIES:
            self._forget_oldest()
        return value

    def _forget_oldest(self) -> None:
        try:
            self.found.popitem(last=False)
        except KeyError:  # another thread has emptied it
            return


_last: list[Memory] = []


def recall(shelf: Shelf | None = None) -> Memory:
    """The memory that belongs to the articles as they stand (``shelf``, else loaded: four queries)."""
    shelf = shelf or load_shelf()
    if _last and _is_same(_last[0].shelf, shelf):
        return replace(_last[0], shelf=shelf)
    memory = Memory(shelf)
    _last[:] = [memory]
    return memory


def forget() -> None:
    """Begin anew, as a process that has just started."""
    _last.clear()


def is_warm() -> bool:
    """Whether this process has checked a text before."""
    return bool(_last)


def _is_same(one: Shelf, other: Shelf) -> bool:
    """Everything that a verdict depends on; whether anything new may be published is no part of it."""
    return (one.sources, one.checker_version, one.model) == (
        other.sources,
        other.checker_version,
        other.model,
    ) and one.texts == other.texts


def warm() -> None:
    """Read the rules and the articles, so that the first text is checked as fast as those after it."""
    load_glossary()
    load_house_style()
    memory = recall()
    memory.words  # noqa: B018  worked out once
    for text in memory.shelf.texts.values():
        opposition_in("Do not have it if you are ill.", text.snapshot, text.passages)
