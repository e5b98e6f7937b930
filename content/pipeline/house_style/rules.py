"""The rules of the house style: limits and words, from house_style.toml."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from content.pipeline.datafiles import Table, read_data
from content.pipeline.patterns import PatternSet, WordFilter, pattern_set
from content.pipeline.spans import Span
from content.pipeline.terms import TermIndex, Tokens, forms_of

HOUSE_STYLE_FILE = Path(__file__).resolve().parents[2] / "data" / "house_style.toml"


_LONGEST = 100
"""Code points of the longest words that are looked for."""


class Kind(StrEnum):
    """What a word that the rules look for is."""

    PROMOTIONAL = "promotional"
    PRAISE = "praise"
    PLAIN_PRAISE = "praise that is none"
    THIRD_PERSON = "third person"
    PLAIN_PERSON = "third person that is none"
    HARD_WORD = "hard word"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is too much: one more than these is found."""

    sentence_words: int
    paragraph_sentences: int
    list_items: int
    title_characters: int
    copied_words: int
    grade: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the file: ``name`` is unique; ``plain`` is what to write instead, or ""."""

    name: str
    kind: Kind
    plain: str = ""


@dataclass(frozen=True, slots=True)
class StyleRules:
    """Limits, the words to look for, and the patterns of a passive and of a sentence spoken to somebody."""

    limits: Limits
    entries: Mapping[str, Entry]
    index: TermIndex
    passive: PatternSet
    addressed: PatternSet

    def find(self, text: str) -> list[tuple[Entry, Span]]:
        """Every word of the rules in ``text``; spans are code points of ``text``.

        Words that many blanks part are none: a span that is long could hold many others.
        """
        found = self.index.find(Tokens(text))
        return [(self.entries[name], span) for name, span in found if len(span) <= _LONGEST]


@cache
def load_house_style(path: Path = HOUSE_STYLE_FILE) -> StyleRules:
    """The rules of ``path``. Raises BadData naming what cannot be used."""
    data = read_data(path).only("limits", "promotional", "praise", "third_person", "hard_words", "passive")
    found = list(_entries(data))
    passive = data.table("passive").only("patterns", "addressed")
    return StyleRules(
        limits=_limits(data.table("limits")),
        entries={entry.name: entry for entry, _ in found},
        index=TermIndex({entry.name: forms for entry, forms in found}),
        passive=_patterns(passive, "patterns"),
        addressed=_patterns(passive, "addressed"),
    )


def _limits(table: Table) -> Limits:
    keys = Limits.__slots__
    table.only(*keys)
    return Limits(**{key: table.number(key) for key in keys})


def _patterns(table: Table, key: str) -> PatternSet:
    return table.compiled(key, lambda sources: pattern_set(sources, WordFilter()))


def _entries(data: Table) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    promotional = data.table("promotional").only("forms")
    praise = data.table("praise").only("words", "plain")
    person = data.table("third_person").only("forms", "plain")
    hard = data.table("hard_words")
    yield from _named(Kind.PROMOTIONAL, forms_of(promotional, "forms"))
    yield from _named(Kind.PRAISE, forms_of(praise, "words"))
    yield from _named(Kind.PLAIN_PRAISE, forms_of(praise, "plain", is_needed=False))
    yield from _named(Kind.THIRD_PERSON, forms_of(person, "forms"))
    yield from _named(Kind.PLAIN_PERSON, forms_of(person, "plain", is_needed=False))
    for plain in hard.values:
        yield Entry(f"{Kind.HARD_WORD}: {plain}", Kind.HARD_WORD, plain), forms_of(hard, plain)


def _named(kind: Kind, forms: Iterable[str]) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    for form in forms:
        yield Entry(f"{kind}: {form}", kind), (form,)
