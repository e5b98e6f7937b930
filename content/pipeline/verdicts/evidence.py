"""Evidence: the sentences around a quote, and the best passage of an article for a claim."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from content.pipeline.anchors import Anchor, AnchorState, sentence_spans
from content.pipeline.passages import Disposition, Passage, PassageKind
from content.pipeline.snapshots import Snapshot
from content.pipeline.spans import Span
from content.pipeline.verdicts.case import Backing
from content.pipeline.verdicts.reading import Unit, Weight, read_sentence
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

    def backing(self, topic: str) -> Backing:
        return Backing(
            read_sentence(self.text, topic),
            tuple(read_sentence(t, topic) for t in self.around),
        )


def places_of(snapshot: Snapshot, passages: Sequence[Passage]) -> tuple[Place, ...]:
    """Every sentence of an article with its surroundings, in order."""
    return _places(snapshot, tuple(passages))


@lru_cache(maxsize=32)
def _places(snapshot: Snapshot, passages: tuple[Passage, ...]) -> tuple[Place, ...]:
    if passages:
        return tuple(_from_passages(passages))
    return tuple(_from_text(snapshot.text))


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
        yield Place(passage.span, passage.quote, tuple(around), _is_unfit(passage))
        before = passage


def _is_unfit(passage: Passage) -> bool:
    """Whether it is no evidence that a search should find: a copy, or clutter."""
    return passage.disposition is Disposition.DUPLICATE or passage.kind is PassageKind.NOISE


_POINTS_BACK = re.compile(r"^(?:•\s*)?(?:it|they|this|these|those|their|such|its)\b", re.IGNORECASE)


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
        if n >= max(_TOPIC_LEAST, _TOPIC_SHARE * len(spans)) and _can_be_topic(s)
    ]
    return common[0] if common else ""


def _can_be_topic(stem: str) -> bool:
    (unit,) = read_sentence(stem).units or (None,)
    return unit is not None and unit.weight is not Weight.LIGHT and stem not in _NO_TOPIC and len(stem) > 4


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


def cited_places(evidence: Evidence) -> list[Place]:
    """The whole sentences in which a quote stands: a quote must not cut off its own "not"."""
    span = evidence.anchor.span
    if span is None:
        return []
    return [p for p in places_of(evidence.snapshot, evidence.passages) if p.span.overlaps(span)]


def backings_of(evidence: Evidence, topic: str) -> list[Backing]:
    """The same as sentences that can be compared."""
    return [place.backing(topic) for place in cited_places(evidence)]


# --- finding ---------------------------------------------------------------------------------------


def ranked_places(text: str, snapshot: Snapshot, passages: Sequence[Passage]) -> list[tuple[float, Place]]:
    """Places of an article by how much of ``text`` they say, best first; a rare word weighs more."""
    topic = topic_of(snapshot)
    claim = read_sentence(text, topic)
    places = places_of(snapshot, passages)
    backings = [place.backing(topic) for place in places]
    rarity = {u: _rarity(u, backings) for u in claim.units if u.weight is not Weight.EMPTY}
    scored = [(_score(rarity, b), -n, p) for n, (b, p) in enumerate(zip(backings, places, strict=True))]
    scored.sort(key=lambda row: (row[0], row[1]), reverse=True)
    return [(score, place) for score, _, place in scored if score > 0 and not place.is_unfit]


def _rarity(unit: Unit, backings: Iterable[Backing]) -> float:
    count = sum(b.own.has(unit) for b in backings)
    return math.log(1 + 60 / (1 + count)) * (1.0 if unit.weight is Weight.HEAVY else 0.4)


def _score(rarity: dict[Unit, float], backing: Backing) -> float:
    own = sum(r for u, r in rarity.items() if backing.own.has(u))
    if not own:
        return 0.0
    around = sum(r for u, r in rarity.items() if not backing.own.has(u) and backing.has(u))
    return (own + 0.3 * around) / (1 + 0.01 * len(backing.own.words))


def exact_anchor(place: Place) -> Anchor:
    """The anchor of a whole sentence."""
    return Anchor(AnchorState.EXACT, place.span, place.text)
