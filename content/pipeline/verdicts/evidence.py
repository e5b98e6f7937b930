"""Evidence: the sentences around a quote, and the best passage of an article for a claim."""

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TypeVar

from content.pipeline.anchors import Anchor, AnchorState
from content.pipeline.nearest import sentence_spans
from content.pipeline.passages import Disposition, Passage, PassageKind
from content.pipeline.snapshots import Snapshot
from content.pipeline.spans import Span
from content.pipeline.treatments import load_treatments
from content.pipeline.verdicts.case import Backing
from content.pipeline.verdicts.equivalences import load_lexicon
from content.pipeline.verdicts.numbers import Quantity
from content.pipeline.verdicts.reading import Sentence, Unit, Weight, read_sentence
from content.pipeline.verdicts.words import words_of


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote with the article it is from and the place where it stands."""

    source_id: str
    snapshot: Snapshot
    passages: tuple[Passage, ...]
    quote: str
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of an article with the texts that give it its meaning: headings, then its lead-in.

    ``is_unfit`` where it can be quoted but is not to be found without a quote.
    """

    span: Span
    text: str
    around: tuple[str, ...]
    is_unfit: bool = False
    is_heading: bool = False

    def backing(self, topic: str, source_id: str = "", treatments: frozenset[str] = frozenset()) -> Backing:
        """What the guards read of it, in an article about ``topic`` and ``treatments``."""
        return Backing(
            read_sentence(self.text, topic),
            tuple(read_sentence(t, topic) for t in self.around),
            self.span.start,
            source_id,
            treatments,
        )


@dataclass(frozen=True, eq=False)
class Book:
    """An article read for checking: every sentence with its surroundings, in order, and where words stand."""

    source_id: str
    topic: str
    places: tuple[Place, ...]

    @cached_property
    def backings(self) -> tuple[Backing, ...]:
        """The places as the guards read them."""
        return tuple(place.backing(self.topic, self.source_id, self.treatments) for place in self.places)

    @cached_property
    def treatments(self) -> frozenset[str]:
        """The treatments that the article is about."""
        headings = [place.text for place in self.places if place.is_heading]
        return load_treatments().own(headings, (place.text for place in self.places))

    @cached_property
    def starts(self) -> list[int]:
        return [place.span.start for place in self.places]

    @cached_property
    def counting(self) -> list[int]:
        """The numbers of the sentences that name a quantity."""
        return [number for number, backing in enumerate(self.backings) if backing.own.quantities]

    @cached_property
    def own(self) -> dict[str, frozenset[int]]:
        """The numbers of the sentences that carry a key."""
        return _postings((number, key) for number, b in enumerate(self.backings) for key in b.own.index)

    @cached_property
    def around(self) -> dict[str, frozenset[int]]:
        """The numbers of the sentences whose headings or lead-in carry a key."""
        return _postings(
            (number, key)
            for number, backing in enumerate(self.backings)
            for sentence in backing.around
            for key in sentence.index
        )

    @cached_property
    def pairs(self) -> dict[tuple[str, str], frozenset[int]]:
        """The numbers of the sentences in which two words, by their stems, stand one behind the other."""
        return _postings(
            (number, pair)
            for number, b in enumerate(self.backings)
            for pair in pairwise(word.stem for word in b.own.words)
        )

    @cached_property
    def certain(self) -> dict[str, frozenset[int]]:
        """The numbers of the sentences with a word of certainty of each kind."""
        return _postings(
            (number, cue.kind) for number, b in enumerate(self.backings) for cue in b.own.certainties
        )

    @cached_property
    def fitness(self) -> list[float]:
        """How fit each sentence is to back something: a long one and one that only announces are less so."""
        return [
            _fitness(place) / (1 + 0.01 * len(backing.own.words))
            for place, backing in zip(self.places, self.backings, strict=True)
        ]

    @cached_property
    def title(self) -> Sentence | None:
        """What the article calls itself: its first line, if that is a short one."""
        first = self.backings[0].own if self.backings else None
        is_title = first and len(first.words) <= _TITLE and not first.text.rstrip().endswith((".", ":", "!"))
        return first if is_title else None

    @cached_property
    def background(self) -> frozenset[str]:
        """What goes without saying in this article: its title, and what so many sentences say."""
        least = max(_OFTEN_LEAST, _OFTEN_SHARE * len(self.places))
        often = frozenset(k for k in load_lexicon().background if len(self.own.get(k, ())) >= least)
        return often | frozenset(self.title.index if self.title else ())

    def overlapping(self, span: Span) -> list[int]:
        """The numbers of the sentences that ``span`` touches."""
        first = max(0, bisect_right(self.starts, span.start) - 1)
        last = bisect_left(self.starts, span.end)
        return [n for n in range(first, last) if self.places[n].span.overlaps(span)]


_TITLE = 12
"""A title has no more words."""
_OFTEN_LEAST = 3
_OFTEN_SHARE = 0.05


_Key = TypeVar("_Key", bound=Hashable)


def _postings(pairs: Iterable[tuple[int, _Key]]) -> dict[_Key, frozenset[int]]:
    found: dict[_Key, set[int]] = {}
    for number, key in pairs:
        found.setdefault(key, set()).add(number)
    return {key: frozenset(numbers) for key, numbers in found.items()}


class _Text:
    """An article as the key of a cache: told apart by the hash of its text, then by its passages."""

    __slots__ = ("passages", "snapshot")

    def __init__(self, snapshot: Snapshot, passages: Sequence[Passage]) -> None:
        self.snapshot, self.passages = snapshot, tuple(passages)

    def __hash__(self) -> int:
        return hash((self.snapshot.source_id, self.snapshot.sha256))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Text)
            and self.snapshot.source_id == other.snapshot.source_id
            and self.snapshot.sha256 == other.snapshot.sha256
            and (self.passages is other.passages or self.passages == other.passages)
        )


def open_book(snapshot: Snapshot, passages: Sequence[Passage]) -> Book:
    """An article read for checking; it is read once."""
    return _open(_Text(snapshot, passages))


@lru_cache(maxsize=32)
def _open(text: _Text) -> Book:
    places = _from_passages(text.passages) if text.passages else _from_text(text.snapshot.text)
    return Book(text.snapshot.source_id, topic_of(text.snapshot), tuple(places))


def places_of(snapshot: Snapshot, passages: Sequence[Passage]) -> tuple[Place, ...]:
    """Every sentence of an article with its surroundings, in order."""
    return open_book(snapshot, passages).places


def _from_passages(passages: tuple[Passage, ...]) -> Iterator[Place]:
    by_index = {p.index: p for p in passages}
    before: Passage | None = None
    for passage in passages:
        around = list(passage.heading_path)
        if before is not None and _needs_previous(passage, before):
            around.append(before.quote)
        parent = by_index.get(passage.parent) if passage.parent is not None else None
        if parent is not None:
            around.append(parent.quote)
        is_heading = passage.kind is PassageKind.HEADING
        yield Place(passage.span, passage.quote, tuple(around), _is_unfit(passage), is_heading)
        before = passage


def _is_unfit(passage: Passage) -> bool:
    """Whether it is no evidence that a search should find: a copy, or clutter."""
    return passage.disposition is Disposition.DUPLICATE or passage.kind is PassageKind.NOISE


_POINTS_BACK = re.compile(
    r"^(?:•\s*)?(?:it|they|this|these|their|such|its"
    r"|those(?! (?:who|with|prone|having|taking|whose|in|on|under|suffering|aged)\b))\b",
    re.IGNORECASE,
)


def _needs_previous(passage: Passage, before: Passage) -> bool:
    is_same = passage.section == before.section and before.kind is not PassageKind.HEADING
    return is_same and passage.parent != before.index and bool(_POINTS_BACK.match(passage.quote))


_HEADING = re.compile(r"^[^.!:;]{1,90}$")


def _from_text(text: str) -> Iterator[Place]:
    heading, lead, before = "", "", ""
    for span in sentence_spans(text):
        words = span.of(text)
        if words.endswith(":"):
            lead = words
        elif _is_heading(text, span):
            heading, lead = words, ""
        elif lead and _is_new_paragraph(text, span) and not _is_item(text, span):
            lead = ""
        previous = before if _POINTS_BACK.match(words) else ""
        yield Place(span, words, tuple(t for t in (heading, previous, lead) if t and t != words))
        before = words


def _is_heading(text: str, span: Span) -> bool:
    line_end = text.find("\n", span.end)
    starts_line = span.start == 0 or text[: span.start].rstrip(" \t").endswith("\n")
    ends_line = not text[span.end : line_end if line_end >= 0 else len(text)].strip()
    words = span.of(text)
    return bool(starts_line and ends_line and _HEADING.match(words) and not _is_item(text, span))


def _is_item(text: str, span: Span) -> bool:
    return bool(re.match(r"[•*\-–\d]", span.of(text)))


def _is_new_paragraph(text: str, span: Span) -> bool:
    return text[: span.start].rstrip(" \t").endswith("\n\n")


# --- the topic of an article -----------------------------------------------------------------------

_TOPIC_SHARE = 0.25
_TOPIC_LEAST = 4
"""Sentences that must name the topic; a short text has none, and its words all count."""


@lru_cache(maxsize=64)
def topic_of(snapshot: Snapshot) -> str:
    """The stem of the one word that an article keeps naming ("mesotherapy"), or ""."""
    spans = sentence_spans(snapshot.text)
    counts = Counter(stem for span in spans for stem in {w.stem for w in words_of(span.of(snapshot.text))})
    common = [
        s
        for s, n in counts.most_common()
        if n >= max(_TOPIC_LEAST, _TOPIC_SHARE * len(spans)) and _can_be_topic(s, snapshot.text)
    ]
    return common[0] if common else ""


def _can_be_topic(stem: str, text: str) -> bool:
    """Whether an article may be about ``stem``: a word of some length, or one in capital letters (PRP)."""
    (unit,) = read_sentence(stem).units or (None,)
    is_name = len(stem) > 4 or (
        len(stem) > 2 and re.search(rf"\b{re.escape(stem.upper())}\b", text) is not None
    )
    return unit is not None and unit.weight != Weight.LIGHT and stem not in _NO_TOPIC and is_name


_NO_TOPIC = frozenset(
    {
        "their",
        "which",
        "these",
        "should",
        "other",
        "with",
        "there",
        "about",
        "patient",
        "individual",
        "peopl",
    }
)


# --- quotes to backings ----------------------------------------------------------------------------


def backings_of(evidence: Evidence) -> list[Backing]:
    """The whole sentences in which a quote stands: a quote must not cut off its own "not"."""
    span = evidence.anchor.span
    if span is None:
        return []
    book = open_book(evidence.snapshot, evidence.passages)
    return [book.backings[number] for number in book.overlapping(span)]


def words_of_evidence(evidence: Iterable[Evidence]) -> str:
    """The sentences in which the quotes stand, with their headings and lead-ins."""
    return " ".join(s.text for e in evidence for b in backings_of(e) for s in b.all)


# --- finding ---------------------------------------------------------------------------------------


def ranked_places(text: str, snapshot: Snapshot, passages: Sequence[Passage]) -> list[tuple[float, Place]]:
    """Places of an article by how much of ``text`` they say, best first; a rare word weighs more."""
    book = open_book(snapshot, passages)
    scores = _scores(read_sentence(text, book.topic), book)
    ranked = sorted(scores.items(), key=lambda row: (-row[1], row[0]))
    return [(score, book.places[n]) for n, score in ranked if not book.places[n].is_unfit]


def _scores(claim: Sentence, book: Book) -> dict[int, float]:
    own: dict[int, float] = {}
    around: dict[int, float] = {}
    for unit in claim.units:
        if unit.weight == Weight.EMPTY:
            continue
        said = _having(unit, book.own)
        weight = _rarity(len(said)) * _WORTH[unit.weight]
        for number in said:
            own[number] = own.get(number, 0.0) + weight
        for number in _having(unit, book.around) - said:
            around[number] = around.get(number, 0.0) + weight
    for quantity in claim.quantities:
        for number in book.counting:
            if weight := _alike(quantity, book.backings[number].own):
                own[number] = own.get(number, 0.0) + weight
    wording = _same_wording(claim, book)
    return {
        number: (
            score
            + 0.4 * around.get(number, 0.0)
            + wording.get(number, 0.0)
            + _same_degree(claim, book.backings[number].own)
        )
        * book.fitness[number]
        for number, score in own.items()
    }


def _same_wording(claim: Sentence, book: Book) -> dict[int, float]:
    """A little for each sentence by how much of it is worded as the claim is.

    Articles say most things twice: of two sentences that say the same, an editor means the one that says it
    in words, in an order and with a "may" like the claim's.
    """
    found: dict[int, float] = {}
    stems = [word.stem for word in claim.words]
    for numbers, worth in (
        *((book.pairs.get(pair), 0.4) for pair in set(pairwise(stems))),
        *((book.own.get(f"w:{stem}"), 0.1) for stem in set(stems)),
        *((book.certain.get(kind), 0.6) for kind in {cue.kind for cue in claim.certainties if cue.kind}),
    ):
        for number in numbers or ():
            found[number] = found.get(number, 0.0) + worth
    return found


def _same_degree(claim: Sentence, sentence: Sentence) -> float:
    """A little for a sentence that says how often, or how sure, as the claim does."""
    if not claim.frequencies and not claim.stance:
        return 0.0
    often = sum(cue.level == other.level for cue in claim.frequencies for other in sentence.frequencies)
    return 0.5 * min(often, 1) + (0.5 if claim.stance and claim.stance == sentence.stance else 0.0)


def _fitness(place: Place) -> float:
    """Headings, questions and lead-ins announce what others say."""
    return 0.6 if place.text.rstrip().endswith(("?", ":")) or place.is_heading else 1.0


def _alike(quantity: Quantity, sentence: Sentence) -> float:
    """How much it says for a sentence that it counts the same, or measures the same kind of thing."""
    if any(quantity.is_same(other) for other in sentence.quantities):
        return 2.0
    return 1.0 if quantity.unit and any(quantity.is_near(other) for other in sentence.quantities) else 0.0


def _having(unit: Unit, postings: dict[str, frozenset[int]]) -> frozenset[int]:
    """The sentences that say ``unit`` as a whole, or word by word."""
    whole = _any_key(unit, postings)
    solid = [] if unit.is_turned else [p for p in unit.parts if p.weight != Weight.EMPTY]
    if not solid:
        return whole
    return whole | frozenset.intersection(*(_any_key(part, postings) for part in solid))


def _any_key(unit: Unit, postings: dict[str, frozenset[int]]) -> frozenset[int]:
    return frozenset().union(*(postings[key] for key in unit.keys if key in postings))


_WORTH = {Weight.HEAVY: 1.0, Weight.LIGHT: 0.4, Weight.SLACK: 0.2}


def _rarity(count: int) -> float:
    return math.log(1 + 60 / (1 + count))


def exact_anchor(place: Place) -> Anchor:
    """The anchor of a whole sentence."""
    return Anchor(AnchorState.EXACT, place.span, place.text)
