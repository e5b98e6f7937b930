"""Origins: which articles and passages copy each other, so that one text is not counted as many voices.

An article follows the first one, in the order of their ids, that shares most of its ink with it or has the
same publisher; a passage the first one that it copies. Both are forests of direct copies, so that a new
article makes at most one origin more (average linkage can break a cluster in three). What an article only
passes on ("according to …", "studies show") has the origin of those it names.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from content.pipeline.cues import plain
from content.pipeline.likeness import Likeness, NearCopy, Place, near_copies
from content.pipeline.passages import Disposition, Passage, PassageKind
from content.pipeline.settings import Rules
from content.pipeline.spans import Span
from content.pipeline.statements import Statement

MOST_OF_IT = 0.5
"""Share of the ink of two articles that is near-copied, from which they are one text."""
TELLING = 40
"""Characters from which equal words are a copy; shorter ones ("Pregnancy") repeat by chance."""
SAME_TEXT = 0.7
"""Likeness from which a reworded passage is a copy; below, two authors may have hit on the same words."""
HOLDERS = 20
"""Articles with one passage that are compared with each other, the first by id."""
HEARSAY = "hearsay"

_SILENT = (PassageKind.HEADING, PassageKind.QUESTION, PassageKind.NOISE, PassageKind.REFERENCE)
_TELLS = (
    r"(?:says?|said|shows?|shown|suggests?|suggested|indicates?|indicated|finds?|found|reports?|reported|claims?"
    r"|claimed|believes?|believed|proves?|proven?|demonstrates?|demonstrated)"
)
_OTHERS = (
    r"(?:studies|research|researchers|scientists|experts|specialists|doctors|dermatologists|reports|trials"
    r"|surveys)"
)
_HEARSAY = re.compile(
    rf"\b{_OTHERS}(?: (?:have|has|also|often))? {_TELLS}\b|\b(?:according to|as per)(?: \w+)? {_OTHERS}\b"
    rf"|\bit (?:is|has been)(?: \w+)? (?:said|claimed|reported|believed|suggested)\b",
    re.IGNORECASE,
)
_ACCORDING_TO = re.compile(
    r"\b[Aa]ccording to (?:the |a |an )?((?:[A-Z][\w.’'-]*)(?:,? (?:[A-Z][\w.’'-]*|of|for|and|the)){0,5})"
)
_NAME_END = re.compile(r"(?:,? (?:of|for|and|the))+$|[,.]+$")


@dataclass(frozen=True, slots=True)
class Support:
    """How many articles say a thing, and how many origins they have between them."""

    articles: int
    origins: int


@dataclass(frozen=True, slots=True)
class Origins:
    """Where what articles say comes from: an article, a passage of one that others copy, or who is cited."""

    source_roots: Mapping[str, str] = field(default_factory=dict)
    passage_origins: Mapping[Place, str] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many articles are no copy of another."""
        return len(set(self.source_roots.values()))

    def origin_of(self, source_id: str, passage: int) -> str:
        """The origin of one passage: who it cites, the passage it shares its words with, or its article's."""
        named = self.passage_origins.get(Place(source_id, passage))
        return named or self.source_roots.get(source_id, source_id)

    def count(self, statements: Iterable[Statement]) -> Support:
        """How many articles, and how many origins, stand behind ``statements``."""
        return self.count_places(Place(s.source_id, s.passage) for s in statements)

    def count_places(self, places: Iterable[Place]) -> Support:
        """The same for passages. An article adds an origin if it is no copy and one of its passages is new.

        Articles with the fewest origins come first; one more article adds at most one origin.
        """
        origins: dict[str, set[str]] = defaultdict(set)
        for place in places:
            origins[place.source_id].add(self.origin_of(*place))
        seen_roots: set[str] = set()
        seen: set[str] = set()
        independent = 0
        for source_id in sorted(origins, key=lambda s: (len(origins[s]), s)):
            root = self.source_roots.get(source_id, source_id)
            independent += root not in seen_roots and not origins[source_id] <= seen
            seen_roots.add(root)
            seen |= origins[source_id]
        return Support(len(origins), independent)


def find_origins(
    passages_by_source: Mapping[str, Sequence[Passage]],
    rules: Rules,
    publishers: Mapping[str, str] | None = None,
) -> Origins:
    """The origins of all passages. ``publishers`` names that of each article, where it is known."""
    copied = _copied(passages_by_source, rules)
    roots = _source_roots(copied, publishers or {})
    return Origins(roots, copied.passage_origins(roots) | _cited(passages_by_source))


def _copied(passages_by_source: Mapping[str, Sequence[Passage]], rules: Rules) -> "_Copied":
    copies = (copy for copy in near_copies(passages_by_source, rules) if copy.is_copy)
    return _Copied(passages_by_source, [c for c in copies if _is_telling(c, passages_by_source)])


def count_texts(texts_by_source: Mapping[str, Sequence[str]], rules: Rules) -> Support:
    """How many articles stand behind these quotes of them, and how many texts that are no copies.

    Whom they cite does not count here: two articles that cite the same study are not the same text.
    """
    passages = {source_id: _as_passages(texts) for source_id, texts in texts_by_source.items()}
    copied = _copied(passages, rules)
    roots = _source_roots(copied, {})
    origins = Origins(roots, copied.passage_origins(roots))
    return origins.count_places(Place(s, p.index) for s in passages for p in passages[s])


def _as_passages(texts: Sequence[str]) -> list[Passage]:
    return [
        Passage(i, Span(0, len(text)), text, PassageKind.SENTENCE, Disposition.BACKGROUND)
        for i, text in enumerate(filter(None, texts))
    ]


def _is_telling(copy: NearCopy, passages: Mapping[str, Sequence[Passage]]) -> bool:
    both = [passages[place.source_id][place.passage] for place in (copy.first, copy.other)]
    if any(passage.kind in _SILENT for passage in both):
        return False
    return all(_ink(passage) >= TELLING for passage in both) and (
        copy.likeness >= SAME_TEXT or copy.kind is Likeness.CONTAINED
    )


def _ink(passage: Passage) -> int:
    return len("".join(passage.quote.split()))


class _Copied:
    """Passages that are copies of each other, as groups of equal words and pairs of such groups."""

    def __init__(self, passages: Mapping[str, Sequence[Passage]], copies: Sequence[NearCopy]) -> None:
        self.passages = passages
        self.groups: dict[Place, list[Place]] = {}
        self.copied_from: dict[Place, set[Place]] = defaultdict(set)
        for copy in copies:
            if copy.kind is Likeness.SAME_WORDS:
                self.groups.setdefault(copy.first, [copy.first]).append(copy.other)
            else:
                self.copied_from[copy.other].add(copy.first)

    def _members(self, first: Place) -> list[Place]:
        return self.groups.get(first, [first])

    def passage_origins(self, roots: Mapping[str, str]) -> dict[Place, str]:
        """A name for the origin of each passage that articles of different origins share."""
        origin: dict[Place, Place] = {}
        for first in sorted({*self.groups, *self.copied_from}):
            earlier = min(self.copied_from.get(first, {first}))
            origin[first] = origin.get(earlier, earlier)
        by_origin: dict[Place, set[Place]] = defaultdict(set)
        for first, start in origin.items():
            by_origin[start].update((*self._members(first), *self._members(start)))
        return {
            place: f"{start.source_id}#{start.passage}"
            for start, places in by_origin.items()
            if len({roots[place.source_id] for place in places}) > 1
            for place in places
        }

    def shared_ink(self) -> dict[tuple[str, str], int]:
        """For each two articles, how much of the ink of both is copied."""
        copied: dict[tuple[str, str], dict[Place, int]] = defaultdict(dict)
        for one, two in self._pairs():
            if one.source_id != two.source_id:
                self._note(copied, one, two)
        return {pair: sum(ink.values()) for pair, ink in copied.items()}

    def _note(self, copied: dict[tuple[str, str], dict[Place, int]], one: Place, two: Place) -> None:
        ink = min(_ink(self.passages[p.source_id][p.passage]) for p in (one, two))
        found = copied[min(one.source_id, two.source_id), max(one.source_id, two.source_id)]
        for place in (one, two):
            if self.passages[place.source_id][place.passage].disposition is not Disposition.DUPLICATE:
                found[place] = max(found.get(place, 0), ink)

    def _pairs(self) -> Iterable[tuple[Place, Place]]:
        """Pairs of copied passages. An article behind the first HOLDERS is paired with those alone."""
        for members in self.groups.values():
            for number, one in enumerate(members):
                yield from ((two, one) for two in members[: min(number, HOLDERS)])
        for other, firsts in self.copied_from.items():
            for first in firsts:
                ones, twos = self._members(first), self._members(other)
                yield from ((one, two) for one in ones[:HOLDERS] for two in twos)
                yield from ((one, two) for one in ones[HOLDERS:] for two in twos[:HOLDERS])


def _source_roots(copied: _Copied, publishers: Mapping[str, str]) -> dict[str, str]:
    """For each article the first one that it is the same text as, or has the publisher of."""
    shared = copied.shared_ink()
    ink = {
        source_id: sum(_ink(p) for p in passages if _counts(p))
        for source_id, passages in copied.passages.items()
    }
    earlier: dict[str, list[str]] = defaultdict(list)
    for (first, other), amount in shared.items():
        if amount >= MOST_OF_IT * (ink[first] + ink[other]):
            earlier[other].append(first)
    roots: dict[str, str] = {}
    published: dict[str, str] = {}
    for source_id in sorted(copied.passages):
        publisher = " ".join(publishers.get(source_id, "").casefold().split())
        same = published.get(publisher) if publisher else None
        candidates = [*earlier[source_id], *([same] if same else [])]
        roots[source_id] = roots[min(candidates)] if candidates else source_id
        if publisher:
            published.setdefault(publisher, source_id)
    return roots


def _counts(passage: Passage) -> bool:
    return passage.kind not in _SILENT and passage.disposition is not Disposition.DUPLICATE


def _cited(passages_by_source: Mapping[str, Sequence[Passage]]) -> dict[Place, str]:
    """Passages that only pass on what others say, with a name for those."""
    return {
        Place(source_id, passage.index): said
        for source_id, passages in passages_by_source.items()
        for passage in passages
        if passage.kind not in _SILENT and (said := cited_in(passage.quote))
    }


def cited_in(text: str) -> str:
    """Whose word ``text`` passes on: "said by" and a name, ``HEARSAY`` where none is given, or "".

    >>> cited_in("According to Stephanie Watson, it hurts."), cited_in("Studies show that it hurts.")
    ('said by stephanie watson', 'hearsay')
    """
    words = plain(text)
    if _HEARSAY.search(words):
        return HEARSAY
    if named := _ACCORDING_TO.search(words):
        return f"said by {_NAME_END.sub('', named[1]).casefold()}"
    return ""
