"""The order of what was found: how much of the query an entry answers, and warnings before anything else.

The database only chooses which entries are looked at, so both databases give the same order.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from content.models import PageKind, SearchEntry
from content.search.asking import Query
from content.search.entries import BARE_GAP, TERM
from content.search.meanings import CONCEPT, GROUP
from content.search.words import words_of

FIELDS = (
    ("title_words", 1.0),
    ("concept_words", 1.0),
    ("alias_words", 0.9),
    ("answer_words", 0.75),
    ("body_words", 0.4),
)
"""How far words answer a query, by where an entry has them."""
PRIOR = {
    PageKind.CONTRAINDICATION: 0.12,
    PageKind.SIDE_EFFECT: 0.10,
    PageKind.QUESTION: 0.10,
    PageKind.GAP: 0.06,
    PageKind.TOPIC: 0.04,
    PageKind.INDICATION: 0.04,
    PageKind.DIFFERENCE: -0.10,
    PageKind.SITE: -0.15,
    BARE_GAP: 0.06,
    TERM: -0.15,
}
IS_ABOUT = 0.25
EXACT = 0.15
ANSWERS = 0.5
"""What an entry must answer of a query to count as an answer: half of what it asks, by weight."""
MENTIONS = 0.2
WARNS = 0.6
"""What a warning must answer, of what the best one does, to stand above everything else."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry and how well it answers.

    ``cover``: the share of the query, 0 to 1. ``is_own``: it is the page about a thing that the query names;
    ``is_titled``: its title names such a thing; ``names_it``: one of its names does.
    """

    entry: SearchEntry
    cover: float
    score: float
    is_own: bool
    is_titled: bool
    names_it: bool

    @property
    def is_warning(self) -> bool:
        return self.entry.kind in (PageKind.CONTRAINDICATION, PageKind.SIDE_EFFECT)


def rank(query: Query, entries: Iterable[SearchEntry]) -> tuple[list[Ranked], list[Ranked]]:
    """The warnings about what the query names, and all others, best first, without what hardly touches it."""
    ranked = sorted(
        (_ranked(query, entry) for entry in entries), key=lambda each: (-each.score, each.entry.key)
    )
    ranked = [each for each in ranked if each.cover >= MENTIONS or (each.is_warning and each.is_titled)]
    best = max((each.cover for each in ranked), default=0)
    warnings = [each for each in ranked if _warns(each, best)]
    others = [each for each in ranked if each not in warnings]
    return sorted(warnings, key=_order_of_warning), others


def answers(ranked: Iterable[Ranked]) -> bool:
    return any(each.cover >= ANSWERS for each in ranked)


def _warns(each: Ranked, best: float) -> bool:
    """Whoever names a thing is warned of it, whatever else they ask; who comes near, where it fits best."""
    if not each.is_warning:
        return False
    return each.is_titled or (each.names_it and each.cover >= max(WARNS * best, ANSWERS))


def _order_of_warning(each: Ranked) -> tuple:
    """What is about the thing itself first, reasons not to have it before side effects, then the score."""
    is_effect = each.entry.kind != PageKind.CONTRAINDICATION
    return (not each.is_own, is_effect, -each.score, each.entry.key)


def _ranked(query: Query, entry: SearchEntry) -> Ranked:
    tokens = [(frozenset(getattr(entry, name).split()), weight) for name, weight in FIELDS]
    covers = [_cover(part.tokens, tokens) * part.weight for part in query.parts]
    cover = sum(covers) / query.weight if query.weight else 0.0
    is_own = bool(entry.own) and entry.own in query.marks
    is_titled = is_own or any(mark.startswith(CONCEPT) for mark in tokens[1][0] & query.marks)
    names_it = is_own or not _names(query).isdisjoint(tokens[0][0] | tokens[1][0] | tokens[2][0])
    exact = EXACT * _share_of_title(query, entry)
    score = cover + PRIOR[entry.kind] + IS_ABOUT * is_own + exact
    return Ranked(entry, cover, score, is_own, is_titled, names_it)


def _names(query: Query) -> set[str]:
    """The tokens that name a thing. What belongs to a group of sayings asks about the treatment itself."""
    things = (
        part.tokens for part in query.parts if not any(token.startswith(GROUP) for token in part.tokens)
    )
    marks = (token for part in query.parts for token in part.tokens if token.startswith(CONCEPT))
    return {*marks, *(token for tokens in things for token in tokens)}


def _cover(asked: dict[str, float], fields: list[tuple[frozenset[str], float]]) -> float:
    """How far the best of the tokens answers, where the entry has it."""
    return max(
        (how_far * weight for token, how_far in asked.items() for words, weight in fields if token in words),
        default=0.0,
    )


def _share_of_title(query: Query, entry: SearchEntry) -> float:
    """How much of the title the words of the query make up."""
    title = set(entry.title_words.split())
    asked = {word.stem for word in words_of(query.text)}
    return len(title & asked) / len(title) if title else 0.0
