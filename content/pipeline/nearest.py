"""Nearest: what an article says instead, where the words of a quote are not there. It only suggests."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from content.pipeline.citations import split_sentences
from content.pipeline.passages import Disposition, Passage
from content.pipeline.snapshots import Snapshot
from content.pipeline.spans import Span
from content.pipeline.verbatim import Word, words_in

NEAR = 0.6
"""Word similarity from which a passage is offered to the editor; it decides nothing else."""

MAX_SUGGESTIONS = 3
MAX_CHANGES = 3
"""Changes that a message names one by one; an editor compares the rest in the diff."""


class DiffKind(StrEnum):
    KEPT = "kept"
    ONLY_IN_QUOTE = "only_in_quote"
    ONLY_IN_SOURCE = "only_in_source"


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A run of words that quote and source share, or that one of them has alone.

    ``words`` as they are written there; ``span`` their place in the source, None where they are not in it.
    """

    kind: DiffKind
    words: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A passage near the words that were looked for: offered to an editor, never accepted.

    ``diff`` leads from the words looked for to those of the passage.
    """

    span: Span
    quote: str
    similarity: float
    diff: tuple[DiffPart, ...] = ()


def nearest_passages(
    quote: str, snapshot: Snapshot, passages: Sequence[Passage] = ()
) -> tuple[Suggestion, ...]:
    """The stretches of ``snapshot`` that are most like ``quote``, best first; copies are left out."""
    words = words_in(quote)
    if not words:
        return ()
    found = [_nearest_words(quote, words, span, snapshot.text) for span in _candidates(snapshot, passages)]
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


def _nearest_words(quote: str, wanted: list[Word], span: Span, text: str) -> Suggestion | None:
    """The stretch of ``span`` that is most like ``wanted``, from the first word they share to the last."""
    words = words_in(text, span)
    looked_for, there = _folded(wanted), _folded(words)
    if len(set(there) & set(looked_for)) < NEAR * len(set(looked_for)) / 2:
        return None
    window = _best_window(looked_for, there)
    matcher = SequenceMatcher(None, looked_for, there[window.start : window.stop], autojunk=False)
    blocks = [b for b in matcher.get_matching_blocks() if b.size]
    first = window.start + blocks[0].b
    end = window.start + blocks[-1].b + blocks[-1].size
    similarity = SequenceMatcher(None, looked_for, there[first:end], autojunk=False).ratio()
    place = _stretch(words[first:end])
    diff = tuple(_diff(quote, wanted, text, words[first:end]))
    return Suggestion(place, place.of(text), round(similarity, 3), diff)


def _folded(words: Sequence[Word]) -> list[str]:
    return [word.plain.casefold() for word in words]


def _stretch(words: Sequence[Word]) -> Span:
    return Span(words[0].span.start, words[-1].span.end)


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


# --- differences -----------------------------------------------------------------------------------


def compare_words(old: str, new: str) -> tuple[DiffPart, ...]:
    """What leads from ``old`` to ``new``, word by word; ``old`` takes the part of the quote."""
    return tuple(_diff(old, words_in(old), new, words_in(new)))


def _diff(quote: str, wanted: Sequence[Word], text: str, found: Sequence[Word]) -> Iterator[DiffPart]:
    """Word by word; a capital letter makes another word, for it keeps the quote from standing there."""
    matcher = SequenceMatcher(None, [w.plain for w in wanted], [w.plain for w in found], autojunk=False)
    for tag, quote_start, quote_end, start, end in matcher.get_opcodes():
        is_kept = tag == "equal"
        if quote_start < quote_end and not is_kept:
            words = _stretch(wanted[quote_start:quote_end]).of(quote)
            yield DiffPart(DiffKind.ONLY_IN_QUOTE, words, None)
        if start < end:
            span = _stretch(found[start:end])
            yield DiffPart(DiffKind.KEPT if is_kept else DiffKind.ONLY_IN_SOURCE, span.of(text), span)


def changes_in_words(diff: Sequence[DiffPart]) -> str:
    """What ``diff`` changes, for an editor: “not” is in the source and missing in the quote."""
    changes = list(_changes(diff))
    if not changes:
        return "only the punctuation differs"
    more = len(changes) - MAX_CHANGES
    return "; ".join([*changes[:MAX_CHANGES], *([f"and {more} more"] if more > 0 else [])])


def _changes(diff: Sequence[DiffPart]) -> Iterator[str]:
    """One clause for each change; words of the quote in whose place others stand are named with them."""
    instead = ""
    for part, following in zip(diff, [*diff[1:], None], strict=True):
        if part.kind is DiffKind.ONLY_IN_QUOTE:
            if following is not None and following.kind is DiffKind.ONLY_IN_SOURCE:
                instead = part.words
            else:
                yield f"“{part.words}” is in the quote and missing in the source"
        elif part.kind is DiffKind.ONLY_IN_SOURCE:
            where = f"where the quote has “{instead}”" if instead else "and missing in the quote"
            yield f"“{part.words}” is in the source {where}"
            instead = ""
