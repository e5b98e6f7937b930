"""Quotes: which words of a sentence of an article an editor may cite, so that they stand there once, exactly.

A long sentence is cut to some of its clauses. Those left out never hold a word that denies, limits or doubts:
what is shown to readers must not say more than the whole.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from content.pipeline.anchors import Anchor, AnchorState, anchor_quote
from content.pipeline.citations import MAX_QUOTE_WORDS, find_marks
from content.pipeline.errors import BadCitation
from content.pipeline.passages import Disposition, Passage, PassageKind
from content.pipeline.snapshots import Snapshot
from content.pipeline.spans import Span
from content.pipeline.verdicts.clauses import NEGATORS
from content.pipeline.verdicts.reading import Sentence, read_sentence

_INK = re.compile(r"[(\[“\"'‘]*\w")
_CLOSING = " \t\r\n.;:,–—"
_CLAUSE_END = re.compile(r"[,;:](?=\s)|\s[–—](?=\s)")
_LIMITS = frozenset(
    "if unless except only until although but however however though while when whereas instead than less "
    "least most some few rarely seldom sometimes usually often generally probably possibly likely perhaps "
    "may might could can should must would cannot avoid avoided stop".split()
)
"""Words without which the rest says more, or something else."""
MAX_TRIED = 12
"""Stretches of one sentence that are looked up in its article."""


def quote_for(text: str, span: Span, snapshot: Snapshot, passages: Sequence[Passage]) -> str | None:
    """The words at ``span`` of ``snapshot`` that a citation of the sentence ``text`` may quote.

    At most MAX_QUOTE_WORDS of them; anchored, they stand exactly and in one place. A sentence that stands in
    several places is joined with the one beside it. None where there are no such words.
    """
    stretches = _stretches(text, span, snapshot, passages)
    found = (" ".join(stretch.of(snapshot.text).split()) for stretch in stretches)
    for words in islice(filter(_fits, found), MAX_TRIED):
        if _is_only_at(anchor_quote(words, snapshot, passages), span):
            return words
    return None


def mark_for(source_id: str, quote: str) -> str:
    """The citation mark of ``quote``, to be put behind a sentence."""
    if '"' in quote and not set("“”") & set(quote):
        return f"[@{source_id} “{quote}”]"
    escaped = quote.replace('"', '\\"')
    return f'[@{source_id} "{escaped}"]'


def is_readable(mark: str, source_id: str, quote: str) -> bool:
    """Whether ``mark`` is read as the citation of exactly these words."""
    try:
        marks = find_marks(mark)
    except BadCitation:
        return False
    cited = [found.citation for found in marks]
    return [(one.source_id, one.quote) for one in cited if one] == [(source_id, quote)] and len(marks) == 1


def _fits(words: str) -> bool:
    return 0 < len(words.split()) <= MAX_QUOTE_WORDS


def _is_only_at(anchor: Anchor, span: Span) -> bool:
    is_there = anchor.state is AnchorState.EXACT and anchor.span is not None and anchor.span.overlaps(span)
    return is_there and not anchor.others


def _stretches(text: str, span: Span, snapshot: Snapshot, passages: Sequence[Passage]) -> Iterator[Span]:
    """What could be quoted, best first: the sentence, some of its clauses, the sentence with a neighbour."""
    whole = _inked(span, snapshot.text)
    if whole is None:
        return
    yield whole
    if len(whole.of(snapshot.text).split()) > MAX_QUOTE_WORDS:
        yield from _cuts(text, whole, snapshot.text)
        return
    for beside in _beside(span, passages):
        joined = _inked(Span(min(span.start, beside.start), max(span.end, beside.end)), snapshot.text)
        if joined is not None:
            yield joined


def _inked(span: Span, text: str) -> Span | None:
    """``span`` without a bullet before it, and the stop after it."""
    words = span.of(text)
    first = _INK.search(words)
    end = len(words.rstrip(_CLOSING))
    return Span(span.start + first.start(), span.start + end) if first and first.start() < end else None


def _beside(span: Span, passages: Sequence[Passage]) -> Iterator[Span]:
    """The passages next to the one at ``span``: the one after it, the one before it; no clutter, no copy."""
    number = next((n for n, passage in enumerate(passages) if passage.span == span), None)
    if number is None:
        return
    for passage in (*passages[number + 1 : number + 2], *passages[max(0, number - 1) : number]):
        is_sound = passage.disposition is not Disposition.DUPLICATE and passage.kind is not PassageKind.NOISE
        if is_sound and passage.section == passages[number].section:
            yield passage.span


# --- clauses of a long sentence --------------------------------------------------------------------


def _cuts(text: str, span: Span, article: str) -> Iterator[Span]:
    """Clauses in a row that hold every word that limits; those with most words of ``text`` first."""
    words = span.of(article)
    sentence, wanted = read_sentence(words), {word.stem for word in read_sentence(text).words}
    limits = _limiting(sentence)
    ends = [0, *(match.end() for match in _CLAUSE_END.finditer(words)), len(words)]
    clauses = [Span(start, end) for start, end in pairwise(ends) if start < end]
    runs = [Span(a.start, b.end) for n, a in enumerate(clauses) for b in clauses[n:]]
    holding = [run for run in runs if all(run.contains(limit) for limit in limits)]

    def worth(run: Span) -> tuple[int, int]:
        found = {word.stem for word in sentence.words if run.start <= word.start < run.end}
        return -len(found & wanted), len(run)

    for run in sorted(holding, key=worth):
        cut = _inked(run.shifted(span.start), article)
        if cut is not None:
            yield cut


def _limiting(sentence: Sentence) -> list[Span]:
    cues = {cue.word for cue in (*sentence.certainties, *sentence.frequencies)}
    return [
        Span(word.start, word.end)
        for number, word in enumerate(sentence.words)
        if number in cues
        or word.text in _LIMITS
        or word.text in NEGATORS
        or word.text.endswith(("n't", "n’t"))
    ]
