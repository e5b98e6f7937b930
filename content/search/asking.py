"""A query as the search reads it: what it asks for, each with all the tokens that would answer it."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from content.models import SearchWord
from content.search.backends import backend_of
from content.search.meanings import Meaning, is_mark, known_words, load_sayings, meanings_of
from content.search.words import Word, words_of

MOST_CHARACTERS = 200
MOST_PARTS = 12
BROADER = 0.8
"""How far a page about the broader thing answers who asks for a narrower one."""
SHORTEST_CORRECTED = 4
LONG, VERY_LONG = 8, 10
ALIKE_FOR_EACH = 40
_VOWELS = frozenset("aeiouy")


@dataclass(slots=True)
class Part:
    """One thing that is asked for. ``tokens``: what would answer it, and how far (0 to 1).

    ``weight``: how much it says, by how few entries hold it. ``is_known``: some entry holds it at all.
    """

    tokens: dict[str, float]
    weight: float = 0.0
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    """``text`` as it was understood, ``parts`` what it asks for, ``marks`` what it names."""

    text: str
    parts: tuple[Part, ...]
    marks: frozenset[str]

    @property
    def tokens(self) -> list[str]:
        return list(dict.fromkeys(token for part in self.parts for token in part.tokens))

    @property
    def weight(self) -> float:
        return sum(part.weight for part in self.parts)


def read_query(text: str) -> Query:
    """The query of ``text``, its parts weighed. One query to the database; none for a text without words."""
    words = words_of(text)
    meanings = meanings_of(text)
    parts = _parts(words, meanings)
    if parts:
        _weigh(parts)
        parts = sorted(parts, key=lambda part: -part.weight)[:MOST_PARTS]
    return Query(text, tuple(parts), frozenset(each.mark for each in meanings))


def _parts(words: Iterable[Word], meanings: Iterable[Meaning]) -> list[Part]:
    """Each word that says something is a part, with what it means; so is a phrase of quiet words that has a
    meaning. Where nothing says anything, every word is a part: "what is it"."""
    words, quiet = list(words), load_sayings().quiet
    loud = [word for word in words if word.plain not in quiet and len(word.plain) > 1]
    by_stem: dict[str, Part] = {}
    for word in loud:
        by_stem.setdefault(word.stem, Part({word.stem: 1.0})).tokens.update(_marks_on(word, meanings))
    free = [each for each in meanings if not any(_covers(each, word) for word in loud)]
    phrases = {each.mark: Part({each.mark: 1.0}) for each in free}
    return [*by_stem.values(), *phrases.values()] or [Part({word.stem: 1.0}) for word in words]


def _covers(meaning: Meaning, word: Word) -> bool:
    return meaning.start < word.end and word.start < meaning.end


def _marks_on(word: Word, meanings: Iterable[Meaning]) -> dict[str, float]:
    found: dict[str, float] = {}
    for each in meanings:
        if _covers(each, word):
            found |= {mark: max(BROADER, found.get(mark, 0)) for mark in each.broader}
            found[each.mark] = 1.0
    return found


def _weigh(parts: Collection[Part]) -> None:
    counts = counts_of(token for part in parts for token in part.tokens)
    entries = max(counts.get(SearchWord.ALL, 0), 1)
    for part in parts:
        most = max(counts.get(token, 0) for token in part.tokens)
        part.is_known = most > 0
        part.weight = math.log(1 + entries / max(most, 1))


def counts_of(tokens: Iterable[str]) -> Mapping[str, int]:
    """How many entries hold each of ``tokens``, with the number of all under ``SearchWord.ALL``."""
    asked = {*tokens, SearchWord.ALL}
    return dict(SearchWord.objects.filter(stem__in=asked).values_list("stem", "count"))


# --- spelling --------------------------------------------------------------------------------------


def corrected(query: Query) -> str:
    """The text of ``query`` with the words that nothing knows replaced by the likeliest that is known.

    "" where there is nothing to correct. At most one query to the database.
    """
    words, meanings = words_of(query.text), meanings_of(query.text)
    unknown = [word for word in words if _is_unknown(word, query, meanings)]
    if not unknown:
        return ""
    near = backend_of().alike([word.plain for word in unknown], ALIKE_FOR_EACH * len(unknown))
    found = [word for word in SearchWord.objects.filter(pk__in=near) if not is_mark(word.word)]
    text, is_changed = query.text, False
    for word in reversed(unknown):
        if better := _nearest(word.plain, found):
            text, is_changed = text[: word.start] + better + text[word.end :], True
    return text if is_changed else ""


def _is_unknown(word: Word, query: Query, meanings: Iterable[Meaning]) -> bool:
    """No entry has it, the vocabulary does not print it, and it is long enough to be a slip of a word."""
    if len(word.plain) < SHORTEST_CORRECTED or not word.plain.isalpha() or word.plain in known_words():
        return False
    has_part = any(word.stem in part.tokens and not part.is_known for part in query.parts)
    return has_part and not any(_covers(each, word) for each in meanings)


def _nearest(word: str, found: Iterable[SearchWord]) -> str:
    """By optimal string alignment: one slip, two in a long word, none in the first letter."""
    near = ((_slips(word, other.word), -other.count, other.word) for other in found)
    best = min((each for each in near if each[0]), default=None)
    return best[2] if best else ""


def _slips(word: str, other: str) -> int:
    """How many slips make ``word`` of ``other``; 0 where it is the same, or more likely another word.

    A letter left out, doubled or exchanged with its neighbour, or a wrong vowel: "parking" is not "parting".
    """
    most = 2 if len(word) >= LONG else 1
    slips = OSA.distance(word, other, score_cutoff=most)
    if not 0 < slips <= most or word[0] != other[0]:
        return 0
    if len(word) != len(other):
        return slips
    differing = [pair for pair in zip(word, other, strict=True) if pair[0] != pair[1]]
    is_other_word = len(differing) == 1 and not _VOWELS.issuperset(differing[0])
    return 0 if is_other_word and len(word) < VERY_LONG else slips
