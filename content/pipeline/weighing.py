"""Weighing: the role in which a sentence names a thing, by all the words that stand around it.

The rules of reasons.py, effects.py and uses.py know the turns that somebody thought of; pages find others.
Here every word around a name counts a little for one role or another: multinomial logistic regression, also
called maximum entropy (Berger, Della Pietra & Della Pietra 1996, *Computational Linguistics* 22:39), over the
words of its clause, of the sentence before, of the heading, and over what the vocabulary knows of the name.
The weights are data (content/data/weights.json), learned by ``make weights`` from the invented pages of
tests/fixtures and the cases of tests/pipeline; none of the articles of the site is among them.
"""

import json
import math
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile
from pathlib import Path

from content.pipeline.errors import BadData
from content.pipeline.roles import SentenceReading
from content.pipeline.settings import RECORD_ROLES, Role, Strength
from content.pipeline.spans import Span
from content.pipeline.vocabulary import Mention

WEIGHTS_FILE = Path(__file__).resolve().parent.parent / "data" / "weights.json"
NO_ROLE = "none"
OUTCOMES = (*map(str, RECORD_ROLES), NO_ROLE)
"""What is weighed against each other, in the order of the numbers of a weight."""
UNIT = 100
"""Of the weights, which are whole numbers: their sum is the same in any order."""
RULED = "ruled:"
_DENIED = frozenset(("negated", "other treatment", "under denial"))
_IN_NAME = "in name"
_KEPT_EFFECT = frozenset(("cue:in reason", "cue:diminished", *(f"cue:verdict {s}" for s in Strength)))
"""Of an effect that a warning gives as its reason, or that an article plays down."""
_LIKELY, _CLEAR, _SURE, _CERTAIN = 0.6, 0.7, 0.8, 0.9
"""How likely a role must be: to be given to what has none, and to replace what a rule gave."""

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+|[?!:;.()✓✗☐]")
_CLAUSE_MARKS = frozenset(";.!?")
_ENDINGS = ("ing", "ed", "es", "s")
_STEM = 4
_NEAR, _REACH = 3, 60
_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Around:
    """What stands above and before a passage: the nearest heading, its lead-in, the sentence before it."""

    heading: str = ""
    lead: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """Words that name something, all that the vocabulary says they may be, and what is known around them.

    ``span`` is their place in the words that are read, ``place`` that in the article.
    """

    span: Span
    place: Span
    mentions: tuple[Mention, ...]
    features: frozenset[str]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each feature counts for each of OUTCOMES, in hundredths."""

    of: Mapping[str, Sequence[int]]

    def shares(self, features: Iterable[str]) -> dict[str, float]:
        """How likely each of OUTCOMES is, from 0 to 1; together 1."""
        known = [weight for feature in features if (weight := self.of.get(feature))]
        sums = [sum(column) for column in zip(*known, strict=True)] or [0] * len(OUTCOMES)
        most = max(sums)
        grown = [math.exp((total - most) / UNIT) for total in sums]
        whole = math.fsum(grown)
        return {outcome: part / whole for outcome, part in zip(OUTCOMES, grown, strict=True)}

    def heaviest(self, features: Iterable[str]) -> tuple[str, float]:
        """The likeliest of OUTCOMES, and how likely it is."""
        shares = self.shares(features)
        role = max(OUTCOMES, key=shares.__getitem__)
        return role, shares[role]


@cache
def load_weights(path: Path = WEIGHTS_FILE) -> Weights:
    """The weights of ``path``. Raises BadData where they cannot be read."""
    mend = "Make it anew (make weights)."
    try:
        rows = json.loads(path.read_bytes())
    except OSError as error:
        raise BadData(f"the file cannot be read ({error.strerror})", file=str(path), mend=mend) from error
    except (ValueError, RecursionError) as error:
        raise BadData(f"the file is not JSON ({error})", file=str(path), mend=mend) from error
    if not isinstance(rows, dict) or not all(map(_is_weight, rows.values())):
        problem = f"it is not a table of {len(OUTCOMES)} whole numbers for each feature"
        raise BadData(problem, file=str(path), mend=mend)
    return Weights(rows)


def _is_weight(row: object) -> bool:
    if not isinstance(row, list) or len(row) != len(OUTCOMES):
        return False
    return all(type(number) is int and abs(number) <= _MOST for number in row)


# --- what follows from it ----------------------------------------------------------------------------


def decide(thing: Thing, ruled: Collection[str], under: str) -> str | None:
    """The role that the words around ``thing`` give it, NO_ROLE for none; None: the rules have the last word.

    ``ruled`` are the roles that rules gave it, ``under`` what stands above it announces. A warning that a
    rule found always stays, and so does what is denied or said of another treatment.
    """
    role, share = load_weights().heaviest(thing.features)
    if role in (ruled or (NO_ROLE,)) or (role != NO_ROLE and thing.features & _DENIED):
        return None
    alone = _LIKELY if role == Role.SIDE_EFFECT else _CLEAR
    return role if share >= (_needed_against(ruled, thing, under) if ruled else alone) else None


def _needed_against(ruled: Collection[str], thing: Thing, under: str) -> float:
    """How likely another role must be than those of rules; more than certain where nothing outweighs them.

    Neither a warning, nor the effect that it gives as its reason, nor the name of an item of a list goes.
    """
    is_effect = Role.SIDE_EFFECT in ruled
    is_reason_given = is_effect and (under == Role.CONTRAINDICATION or thing.features & _KEPT_EFFECT)
    is_listed_name = _IN_NAME in thing.features and under in ruled
    if Role.CONTRAINDICATION in ruled or is_reason_given or is_listed_name:
        return math.inf
    return _SURE if is_effect else _CERTAIN


# --- what counts -------------------------------------------------------------------------------------


def things_in(
    reading: SentenceReading, around: Around, ruled: Sequence[tuple[Mention, Role]]
) -> Iterator[Thing]:
    """The things that a passage names, in order; of names inside each other the longest.

    ``ruled`` are the roles that the rules gave.
    """
    named = [m for m in reading.named if m.concept.kind or m.concept.role in RECORD_ROLES]
    if not named:
        return
    found = list(_WORD.finditer(_folded(reading.text)))
    words, starts = [_stem(match[0]) for match in found], [match.start() for match in found]
    shared = frozenset((*_of_passage(reading), *_of_surroundings(around)))
    for span in _longest(named):
        mentions = tuple(m for m in named if span.contains(m.span))
        features = {*shared, *_of_words(words, starts, span), *_of_mentions(reading, span, mentions)}
        roles = {role for m, role in ruled if role in RECORD_ROLES and m.span.overlaps(span)}
        features |= {f"{RULED}{role}" for role in roles or (NO_ROLE,)}
        place = reading.original(span).shifted(reading.passage.span.start)
        yield Thing(span, place, mentions, frozenset(features))


def _longest(named: Sequence[Mention]) -> list[Span]:
    spans = sorted({m.span for m in named}, key=lambda span: (span.start, -span.end))
    kept: list[Span] = []
    for span in spans:
        if not (kept and kept[-1].contains(span)):
            kept.append(span)
    return kept


def _of_passage(reading: SentenceReading) -> Iterator[str]:
    yield f"is:{reading.passage.kind}"
    yield f"under:{reading.setting.role or '-'}"
    if reading.setting.is_denied:
        yield "under denial"
    if reading.is_supposed:
        yield "supposed"
    yield "always"


def _of_surroundings(around: Around) -> Iterator[str]:
    yield from (f"heading:{word}" for word in _stems(around.heading))
    yield from (f"lead:{word}" for word in _stems(around.lead))
    yield from (f"before:{word}" for word in _stems(around.before))


def _of_words(words: Sequence[str], starts: Sequence[int], span: Span) -> Iterator[str]:
    """The words of the clause, as far as they reach, and those right before and right behind the name."""
    first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
    left, right = words[max(0, first - _REACH) : first], words[last : last + _REACH]
    before = list(takewhile(lambda word: word not in _CLAUSE_MARKS, reversed(left)))
    end = next((n for n, word in enumerate(right) if word in _CLAUSE_MARKS), len(right))
    behind = right[: end + 1]
    yield from (f"word:{word}" for word in (*before, *behind))
    yield from (f"near before:{word}" for word in before[:_NEAR])
    yield from (f"near behind:{word}" for word in behind[:_NEAR])
    yield from (f"left:{word}" for word in before)
    yield from (f"right:{word}" for word in behind)
    if not left:
        yield "first"
    if not right:
        yield "last"


def _of_mentions(reading: SentenceReading, span: Span, mentions: Sequence[Mention]) -> Iterator[str]:
    for mention in mentions:
        yield f"kind:{mention.concept.kind or '-'}"
        yield f"role:{mention.concept.role or '-'}"
        yield f"names:{mention.concept.id}"
    yield from (f"cue:{hint}" for hint in reading.hints(mentions[0]))
    if reading.is_in_name(span):
        yield _IN_NAME
    if any(reading.is_negated(m) for m in mentions if m.span.start == span.start):
        yield "negated"
    if reading.is_foreign(span):
        yield "other treatment"


def _stems(text: str) -> list[str]:
    return [_stem(match[0]) for match in _WORD.finditer(_folded(text))]


def _folded(text: str) -> str:
    return text.lower().replace("’", "'")


@lru_cache(maxsize=50_000)  # articles hold any number of words
def _stem(word: str) -> str:
    """Without an ending; every number is the same."""
    if word.isdigit():
        return "#"
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= _STEM), "")
    return word.removesuffix(ending)
