"""Anchors: where a quote stands in a snapshot, by exact words only.

White space, quote marks, dashes, soft hyphens, ligatures and Unicode composition (NFC) may differ between
the quote and the source; nothing else may. A similarity suggests, it never accepts: a warning without its
"not" is still 92 % similar. Selectors follow the W3C Web Annotation Data Model (TextQuoteSelector,
TextPositionSelector; https://www.w3.org/TR/annotation-model/#selectors).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from content.pipeline.citations import split_sentences
from content.pipeline.passages import Disposition, Passage
from content.pipeline.snapshots import Snapshot
from content.pipeline.spans import Span, is_blank

NEAR = 0.6
"""Word similarity from which a passage is offered to the editor; it decides nothing else."""

MAX_SUGGESTIONS = 3
CONTEXT = 32
"""Code points of prefix and suffix in a TextQuoteSelector."""


class AnchorState(StrEnum):
    EXACT = "exact"
    MOVED = "moved"
    CHANGED = "changed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A passage near the words that were looked for: offered to an editor, never accepted."""

    span: Span
    quote: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Anchor:
    """The place of a quote: ``span`` for exact and moved, ``suggestions`` for the others.

    ``quote`` is the source's own text at ``span``; where there is none, the words looked for.
    """

    state: AnchorState
    span: Span | None
    quote: str
    suggestions: tuple[Suggestion, ...] = ()


def anchor_quote(
    quote: str, snapshot: Snapshot, passages: Sequence[Passage] = (), *, previous: Span | None = None
) -> Anchor:
    """Where ``quote`` stands in ``snapshot``, as whole words.

    Among several places the first one outside passages that are duplicates is taken. ``previous`` is its
    place in an older snapshot: found elsewhere only, the anchor is MOVED. Not found, it is CHANGED where
    a passage is near, with suggestions, else MISSING.
    """
    places = list(_places(quote, snapshot.text))
    if not places:
        near = _suggestions(quote, snapshot, passages)
        return Anchor(AnchorState.CHANGED if near else AnchorState.MISSING, None, quote, near)
    if previous in places:
        return Anchor(AnchorState.EXACT, previous, previous.of(snapshot.text))
    copies = [p.span for p in passages if p.disposition is Disposition.DUPLICATE]
    originals = [p for p in places if not any(c.overlaps(p) for c in copies)]
    span = (originals or places)[0]
    state = AnchorState.EXACT if previous is None else AnchorState.MOVED
    return Anchor(state, span, span.of(snapshot.text))


def selectors(anchor: Anchor, snapshot: Snapshot) -> dict[str, object]:
    """``anchor`` as a W3C SpecificResource: its quote with context and, where found, its position."""
    found = anchor.span
    exact: dict[str, object] = {"type": "TextQuoteSelector", "exact": anchor.quote}
    if found is None:
        return {"type": "SpecificResource", "source": snapshot.source_id, "selector": [exact]}
    exact["prefix"] = snapshot.text[max(0, found.start - CONTEXT) : found.start]
    exact["suffix"] = snapshot.text[found.end : found.end + CONTEXT]
    position = {"type": "TextPositionSelector", "start": found.start, "end": found.end}
    return {"type": "SpecificResource", "source": snapshot.source_id, "selector": [exact, position]}


# --- normalising with offsets ----------------------------------------------------------------------

_SAME = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ["ff", "fi", "fl", "ffi", "ffl", "st", "st"], strict=True)),
}


@dataclass(frozen=True, slots=True)
class _Normal:
    """A text in its plainest form; character ``i`` comes from ``[starts[i], ends[i])`` of the original."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@lru_cache(maxsize=64)
def _normalised(text: str) -> _Normal:
    plain: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for piece, start, end in _pieces(text):
        if piece == " " and plain[-1:] == [" "]:
            ends[-1] = end
            continue
        for character in piece:
            plain.append(character)
            starts.append(start)
            ends.append(end)
    return _Normal("".join(plain), tuple(starts), tuple(ends))


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    """Each base character with its combining marks, composed and made plain; blanks without ink left out."""
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        piece = unicodedata.normalize("NFC", text[start:end])
        if piece.isspace():
            yield " ", start, end
        elif not is_blank(piece[0]):
            yield "".join(_SAME.get(c, c) for c in piece), start, end
        start = end


def _places(quote: str, text: str) -> Iterator[Span]:
    wanted = _normalised(quote).text.strip()
    normal = _normalised(text)
    position = normal.text.find(wanted) if wanted else -1
    while position >= 0:
        end = position + len(wanted)
        if _is_boundary(normal, position, text) and _is_boundary(normal, end, text):
            yield Span(normal.starts[position], normal.ends[end - 1])
        position = normal.text.find(wanted, position + 1)


_JOINERS = frozenset("'-.,")
"""Inside a word these hold it together: can't, non-surgical, 1.5, 1,000."""


def _is_boundary(normal: _Normal, position: int, text: str) -> bool:
    """Whether no word runs across ``position``. An em dash separates; "non-" belongs to its word."""
    left, right = normal.text[:position][-2:], normal.text[position : position + 2]
    if not left or not right:
        return True
    if left[-1].isalnum():
        return not (right[0].isalnum() or _joins(left[-1], right, text[normal.starts[position]]))
    return not (right[0].isalnum() and _joins(right[0], left[::-1], text[normal.starts[position - 1]]))


def _joins(near: str, joint: str, original: str) -> bool:
    """Whether ``joint`` (a joiner and the character beyond it) ties ``near`` to what lies beyond."""
    if len(joint) < 2 or joint[0] not in _JOINERS or original in "—―":
        return False
    if joint[0] in ".,":
        return near.isdigit() and joint[1].isdigit()
    return joint[1].isalnum()


# --- suggestions -----------------------------------------------------------------------------------

_WORD = re.compile(r"\w+(?:['’-]\w+)*")


def _suggestions(quote: str, snapshot: Snapshot, passages: Sequence[Passage]) -> tuple[Suggestion, ...]:
    words = _words(quote)
    if not words:
        return ()
    found = [_nearest_words(words, span, snapshot.text) for span in _candidates(snapshot, passages)]
    near = [s for s in found if s and s.similarity >= NEAR]
    near.sort(key=lambda s: (-s.similarity, s.span))
    return tuple(near[:MAX_SUGGESTIONS])


def _candidates(snapshot: Snapshot, passages: Sequence[Passage]) -> list[Span]:
    if passages:
        return [p.span for p in passages if p.disposition is not Disposition.DUPLICATE]
    return sentence_spans(snapshot.text)


_LINE_BREAK = re.compile(r"(?:\r?\n)+(?!\s*[a-z])|(?:\r?\n\s*){2,}")
"""Ends a sentence, unless the text goes on in lower case on the very next line."""


def sentence_spans(text: str) -> list[Span]:
    """The sentences of an article's text, where no passages are known: a line ends one as a stop does."""
    spans, start = [], 0
    for match in [*_LINE_BREAK.finditer(text), None]:
        end = match.start() if match else len(text)
        spans += [s.shifted(start) for s in split_sentences(text[start:end])]
        start = match.end() if match else end
    return spans


def _words(text: str) -> list[str]:
    return [m[0].casefold() for m in _WORD.finditer(_normalised(text).text)]


def _nearest_words(wanted: list[str], span: Span, text: str) -> Suggestion | None:
    """The stretch of ``span`` that is most like ``wanted``, from the first word they share to the last."""
    tokens = list(_WORD.finditer(text, span.start, span.end))
    words = [t[0].replace("’", "'").casefold() for t in tokens]
    if len(set(words) & set(wanted)) < NEAR * len(set(wanted)) / 2:
        return None
    window = _best_window(wanted, words)
    matcher = SequenceMatcher(None, wanted, words[window.start : window.stop], autojunk=False)
    blocks = [b for b in matcher.get_matching_blocks() if b.size]
    first = window.start + blocks[0].b
    last = window.start + blocks[-1].b + blocks[-1].size - 1
    similarity = SequenceMatcher(None, wanted, words[first : last + 1], autojunk=False).ratio()
    place = Span(tokens[first].start(), tokens[last].end())
    return Suggestion(place, place.of(text), round(similarity, 3))


def _best_window(wanted: list[str], words: list[str]) -> range:
    """The first stretch of ``words``, slightly longer than ``wanted``, that holds most of its words."""
    size = len(wanted) + 2 + len(wanted) // 5
    known = set(wanted)
    hits = [w in known for w in words]
    starts = range(max(1, len(words) - size + 1))
    best = max(
        starts, key=lambda i: (len(known.intersection(words[i : i + size])), sum(hits[i : i + size]), -i)
    )
    return range(best, min(len(words), best + size))
