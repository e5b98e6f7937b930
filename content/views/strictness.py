"""How strictly a source warns, in its own words: the words that gave its strength, else its sentence."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from content.models import Contraindication, Source
from content.pipeline.citations import MAX_QUOTE_WORDS
from content.pipeline.cues import load_cues
from content.pipeline.statements import Strength

# A cue is often one word ("cautious"); the verb around it makes it readable ("should be cautious").
_VERB_BEFORE = re.compile(
    r"(?:\b(?:should|must|may|might|can|could|is|are|be|been|not|to|\w+ly)\s+)+$", re.IGNORECASE
)
_VERB_AFTER = re.compile(r"(?<=ly)\s+\w+")
_OF_SENTENCE = "^(?!"
"""How a cue begins that first looks through the whole sentence: it matches more than the words that warn."""
_BULLET = "•*-– \t"


@dataclass(frozen=True, slots=True)
class Strictness:
    """A source, how strictly it warns, and its own words for that; none where they are too long to quote."""

    source: Source
    strength: Strength
    words: tuple[str, ...]


def strictness_of(page: Contraindication, sources: Iterable[Source] | None = None) -> list[Strictness]:
    """How strictly each source warns, the strictest first. Reads the page's statements.

    ``sources`` are all there are, where they have been fetched; otherwise one query.
    """
    quotes: dict[tuple[str, str], list[str]] = {}
    for statement in page.statements.all():
        snapshot, strength = statement.passage.snapshot, statement.strength or statement.list_strength
        if snapshot.is_current and strength:
            quotes.setdefault((snapshot.source.source_id, strength), []).append(statement.passage.quote)
    found = [
        Strictness(source, strength, words_for(strength, quotes.get((source.source_id, strength), ())))
        for source in (Source.objects.all() if sources is None else sources)
        if source.source_id in page.strength_by_source
        for strength in [Strength(page.strength_by_source[source.source_id])]
    ]
    return sorted(found, key=lambda said: list(Strength).index(said.strength))


def words_for(strength: Strength, quotes: Iterable[str]) -> tuple[str, ...]:
    """The words in ``quotes`` that warn with ``strength``, each once; where none do, whole sentences."""
    quotes = list(quotes)
    found = [cue_words(quote, strength) for quote in quotes]
    return _unique(found) or _unique(short_quote(quote) for quote in quotes)


def cue_words(quote: str, strength: Strength) -> str:
    """The words of ``quote`` that alone read as ``strength``: "should be cautious". Empty where none do.

    A limit has none: what the treatment is no solution for takes the whole sentence to say.
    """
    cues = load_cues()
    patterns = (
        () if strength is Strength.LIMIT else (p for cue in cues.strength[strength].values() for p in cue)
    )
    matches = [
        match.span()
        for pattern in patterns
        if not pattern.pattern.startswith(_OF_SENTENCE)
        for match in pattern.finditer(quote)
    ]
    if not matches:
        return ""
    start, end = min(matches, key=lambda span: (span[0], -span[1]))
    words = _with_verb(quote, start, end)
    verdict = cues.verdict_of(words)
    return words if verdict and verdict.strength == strength and len(words.split()) > 1 else ""


def _with_verb(quote: str, start: int, end: int) -> str:
    before = _VERB_BEFORE.search(quote, 0, start)
    after = _VERB_AFTER.match(quote, end)
    return " ".join(quote[before.start() if before else start : after.end() if after else end].split())


def short_quote(quote: str) -> str:
    """The words without a list's bullet, or nothing where there are more than MAX_QUOTE_WORDS."""
    words = quote.lstrip(_BULLET).split()
    return " ".join(words) if len(words) <= MAX_QUOTE_WORDS else ""


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, words)))
