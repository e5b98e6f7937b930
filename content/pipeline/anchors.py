"""Anchors: where a quote stands in a snapshot, by exact words only.

White space, quote marks, dashes, soft hyphens, ligatures and Unicode composition (NFC) may differ between
the quote and the source; nothing else may. A similarity suggests, it never accepts: a warning without its
"not" is still 92 % similar. Selectors follow the W3C Web Annotation Data Model (TextQuoteSelector,
TextPositionSelector; https://www.w3.org/TR/annotation-model/#selectors).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from content.pipeline.errors import BadSelector
from content.pipeline.nearest import DiffKind, DiffPart, Suggestion, nearest_passages, sentence_spans
from content.pipeline.passages import Disposition, Passage
from content.pipeline.snapshots import Snapshot
from content.pipeline.spans import Span
from content.pipeline.verbatim import Place, agreement, find_words, plain

__all__ = [
    "Anchor",
    "AnchorState",
    "DiffKind",
    "DiffPart",
    "Suggestion",
    "anchor_quote",
    "context_of",
    "from_selectors",
    "selectors",
    "sentence_spans",
]

CONTEXT = 32
"""Code points of prefix and suffix in a TextQuoteSelector."""


class AnchorState(StrEnum):
    EXACT = "exact"
    MOVED = "moved"
    CHANGED = "changed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Anchor:
    """The place of a quote: ``span`` for exact and moved, ``suggestions`` for the others.

    ``quote`` is the source's own text at ``span``; where there is none, the words looked for. ``others``
    are the further places of the words, in order, between which neither context nor section decided:
    whoever relies on the quote must be ready for each of them. Copies are not among them.
    """

    state: AnchorState
    span: Span | None
    quote: str
    suggestions: tuple[Suggestion, ...] = ()
    others: tuple[Span, ...] = ()


def anchor_quote(
    quote: str,
    snapshot: Snapshot,
    passages: Sequence[Passage] = (),
    *,
    previous: Span | None = None,
    prefix: str = "",
    suffix: str = "",
    section: str = "",
) -> Anchor:
    """Where ``quote`` stands in ``snapshot``, as whole words.

    Among several places those under the heading ``section`` are taken, where there are any; of them the
    place whose surroundings agree longest with ``prefix`` and ``suffix``; of equals the one nearest to
    ``previous``, else the first, in each case rather an original than a copy.

    ``previous`` is the place in an older snapshot (with ``prefix`` and ``suffix`` what stood around it):
    found elsewhere only, the anchor is MOVED. Not found, it is CHANGED where a passage is near, with
    suggestions, else MISSING.
    """
    places = find_words(quote, snapshot.text)
    if not places:
        near = nearest_passages(quote, snapshot, passages)
        return Anchor(AnchorState.CHANGED if near else AnchorState.MISSING, None, quote, near)
    remaining = places
    if len(places) > 1:
        remaining = _closest(_under(section, places, passages), snapshot.text, prefix, suffix)
    originals = _outside_copies(remaining, passages)
    span = _chosen(remaining, originals, previous)
    others = tuple(place.span for place in originals if place.span != span)
    state = AnchorState.EXACT if previous in (None, span) else AnchorState.MOVED
    return Anchor(state, span, span.of(snapshot.text), others=others)


def _under(section: str, places: list[Place], passages: Sequence[Passage]) -> list[Place]:
    """The places in passages below the heading ``section``; all of them where none is."""
    wanted = _heading(section)
    if not wanted:
        return places
    below = [p.span for p in passages if wanted in map(_heading, p.heading_path)]
    return [place for place in places if any(b.overlaps(place.span) for b in below)] or places


def _heading(words: str) -> str:
    return plain(words).strip().casefold()


def _closest(places: list[Place], text: str, prefix: str, suffix: str) -> list[Place]:
    """The places whose surroundings agree longest with the context; all of them where none does."""
    if not prefix and not suffix:
        return places
    lengths = [agreement(place, text, prefix=prefix, suffix=suffix) for place in places]
    longest = max(lengths)
    return [place for place, length in zip(places, lengths, strict=True) if length == longest]


def _outside_copies(places: list[Place], passages: Sequence[Passage]) -> list[Place]:
    if len(places) == 1:
        return places
    copies = [p.span for p in passages if p.disposition is Disposition.DUPLICATE]
    return [place for place in places if not any(c.overlaps(place.span) for c in copies)]


def _chosen(places: list[Place], originals: list[Place], previous: Span | None) -> Span:
    if previous is None:
        return (originals or places)[0].span
    if previous in (place.span for place in places):
        return previous
    return min((p.span for p in originals or places), key=lambda span: abs(span.start - previous.start))


# --- selectors -------------------------------------------------------------------------------------


def context_of(span: Span, snapshot: Snapshot) -> tuple[str, str]:
    """What stands before and after ``span``: prefix and suffix for finding it again in a newer text."""
    return snapshot.text[max(0, span.start - CONTEXT) : span.start], snapshot.text[span.end :][:CONTEXT]


def selectors(anchor: Anchor, snapshot: Snapshot) -> dict[str, object]:
    """``anchor`` as a W3C SpecificResource: its quote with context and, where found, its position."""
    found = anchor.span
    exact: dict[str, object] = {"type": "TextQuoteSelector", "exact": anchor.quote}
    if found is None:
        return {"type": "SpecificResource", "source": snapshot.source_id, "selector": [exact]}
    exact["prefix"], exact["suffix"] = context_of(found, snapshot)
    position = {"type": "TextPositionSelector", "start": found.start, "end": found.end}
    return {"type": "SpecificResource", "source": snapshot.source_id, "selector": [exact, position]}


def from_selectors(
    data: Mapping[str, object], snapshot: Snapshot, passages: Sequence[Passage] = ()
) -> Anchor:
    """The anchor in ``snapshot`` that a W3C SpecificResource points to: the inverse of ``selectors``.

    The words and their context decide; the position is a hint between places that are alike in both, and
    an anchor found elsewhere is MOVED. Selectors of other types are alternatives, and left aside.
    Raises BadSelector for what is not such a resource, or is one of another source.
    """
    resource = _Resource(snapshot.source_id)
    found = resource.selectors_of(data)
    quote, where = resource.only(found, "TextQuoteSelector")
    words = {name: resource.text(quote, name, where) for name in ("exact", "prefix", "suffix")}
    if not plain(words["exact"]).strip():
        raise resource.error("the words to look for are missing", f"{where}.exact")
    position = resource.position(found)
    anchor = anchor_quote(
        words["exact"],
        snapshot,
        passages,
        previous=position,
        prefix=words["prefix"],
        suffix=words["suffix"],
    )
    return replace(anchor, others=()) if position and anchor.span == position else anchor


@dataclass(frozen=True, slots=True)
class _Resource:
    """Reads the JSON of a SpecificResource; every error names the place in it."""

    source_id: str

    def error(self, problem: str, place: str) -> BadSelector:
        mend = "It needs a SpecificResource with a TextQuoteSelector."
        return BadSelector(problem, file=f"selector for {self.source_id}", place=place, mend=mend)

    def selectors_of(self, data: object) -> list[tuple[Mapping[str, object], str]]:
        """Every selector with its place in the JSON."""
        resource = self._object(data, "resource")
        if resource.get("type") != "SpecificResource":
            raise self.error(f"{resource.get('type')!r} is not SpecificResource", "type")
        if resource.get("source") != self.source_id:
            raise self.error(f"{resource.get('source')!r} is another source", "source")
        listed = resource.get("selector")
        if not isinstance(listed, list):
            return [(self._object(listed, "selector"), "selector")]
        return [(self._object(each, f"selector[{n}]"), f"selector[{n}]") for n, each in enumerate(listed)]

    def _object(self, value: object, place: str) -> Mapping[str, object]:
        if not isinstance(value, Mapping):
            raise self.error(f"{value!r} is not an object", place)
        return value

    def only(
        self, found: list[tuple[Mapping[str, object], str]], kind: str
    ) -> tuple[Mapping[str, object], str]:
        """The one selector of ``kind`` and its place."""
        of_kind = list(_of_kind(found, kind))
        if len(of_kind) != 1:
            raise self.error(f"there are {len(of_kind)} selectors of the type {kind}, not one", "selector")
        return of_kind[0]

    def text(self, selector: Mapping[str, object], name: str, where: str) -> str:
        value = selector.get(name, "")
        if not isinstance(value, str):
            raise self.error(f"{value!r} is not text", f"{where}.{name}")
        return value

    def position(self, found: list[tuple[Mapping[str, object], str]]) -> Span | None:
        """The place that a TextPositionSelector names, if there is one."""
        if not list(_of_kind(found, "TextPositionSelector")):
            return None
        selector, where = self.only(found, "TextPositionSelector")
        start, end = (self._number(selector, name, where) for name in ("start", "end"))
        if start >= end:
            raise self.error(f"it ends at {end}, but starts at {start}", where)
        return Span(start, end)

    def _number(self, selector: Mapping[str, object], name: str, where: str) -> int:
        value = selector.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.error(f"{value!r} is not a number of characters", f"{where}.{name}")
        return value


def _of_kind(
    found: list[tuple[Mapping[str, object], str]], kind: str
) -> Iterator[tuple[Mapping[str, object], str]]:
    return ((selector, where) for selector, where in found if selector.get("type") == kind)
