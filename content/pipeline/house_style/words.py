"""The words of a page: those that sell, hard ones, those of a third person, a passive, copied ones."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from content.pipeline.citations import Basis
from content.pipeline.copying import BREAK, SourceWords, shared_runs
from content.pipeline.house_style.codes import StyleCode, StyleFinding
from content.pipeline.house_style.page import Sentence, StyledPage
from content.pipeline.house_style.rules import Entry, Kind, Limits, StyleRules
from content.pipeline.sentences import MAX_SENTENCE
from content.pipeline.spans import Span

_NOTHING = {Kind.PLAIN_PRAISE: Kind.PRAISE, Kind.PLAIN_PERSON: Kind.THIRD_PERSON}
"""Words in which those of the other kind mean nothing."""
_SHOWN = 12
"""Words of a copied run that a message shows."""

_WARNS = ("do not ", "never ", "avoid ")
"""How advice begins that praises nothing."""
_BEGINNING = 20

Found = tuple[Entry, Span]


def find_words(page: StyledPage, rules: StyleRules) -> Iterator[StyleFinding]:
    """Words of the rules outside quotation marks; of headings and the title only those that sell."""
    backed = _Backed(rules)
    for entry, span in _meant([f for f in rules.find(page.visible) if not page.is_quoted(f[1])]):
        sentence = page.sentence_at(span.start)
        word = " ".join(span.of(page.visible).split())
        if backed.may_stand(sentence, entry):
            continue
        yield from _finding(entry, word, span, sentence.number if sentence else 0)
    for entry, span in rules.find(page.title):
        if entry.kind is Kind.PROMOTIONAL:
            yield from _finding(entry, span.of(page.title), None, 0)


def _finding(entry: Entry, word: str, span: Span | None, number: int) -> Iterator[StyleFinding]:
    if entry.kind is Kind.PROMOTIONAL:
        message = f'"{word}" sells: leave it out, or quote it in “ ” as what an article says.'
        yield StyleFinding(StyleCode.PROMOTIONAL, message, span, number)
    elif entry.kind is Kind.PRAISE:
        message = f'"{word}" praises, and no citation of the sentence has the word: leave it out, or cite it.'
        yield StyleFinding(StyleCode.PROMOTIONAL, message, span, number)
    elif entry.kind is Kind.THIRD_PERSON:
        message = f'"{word}": write "you", or "people" where the reader is not meant.'
        yield StyleFinding(StyleCode.THIRD_PERSON, message, span, number)
    elif entry.kind is Kind.HARD_WORD:
        message = f'"{word}": write "{entry.plain}" if it says the same.'
        yield StyleFinding(StyleCode.HARD_WORD, message, span, number)


class _Backed:
    """Which words of praise a sentence may have: those of its quotes, and any that our advice warns of."""

    def __init__(self, rules: StyleRules) -> None:
        self.rules = rules
        self.known: dict[Span, frozenset[str]] = {}

    def may_stand(self, sentence: Sentence | None, entry: Entry) -> bool:
        """Whether nothing is said of the word there: in headings, only words that sell are looked for."""
        if sentence is None:
            return entry.kind is not Kind.PROMOTIONAL
        return entry.kind is Kind.PRAISE and self._has(sentence, entry)

    def _has(self, sentence: Sentence, entry: Entry) -> bool:
        claim = sentence.claim
        if claim is None:
            return False
        if claim.basis is Basis.ADVICE:
            return claim.full_text[:_BEGINNING].casefold().startswith(_WARNS)
        if claim.span not in self.known:
            quotes = [citation.quote for citation in claim.citations]
            self.known[claim.span] = frozenset(e.name for quote in quotes for e, _ in self.rules.find(quote))
        return entry.name in self.known[claim.span]


def _meant(found: Sequence[Found]) -> Iterator[Found]:
    """Without words that mean nothing where they stand, and of overlapping ones of a kind the longest."""
    places = {kind: _Places(span for entry, span in found if entry.kind is kind) for kind in Kind}
    for entry, span in sorted(found, key=lambda place: place[1]):
        if entry.kind in _NOTHING:
            continue
        plain = next((kind for kind, other in _NOTHING.items() if other is entry.kind), None)
        is_plain = plain is not None and places[plain].hold(span)
        if not is_plain and not places[entry.kind].hold_more_than(span):
            yield entry, span


class _Places:
    """Spans of one kind, to be asked which lie around another."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = sorted(set(spans))
        self.longest = max(map(len, self.spans), default=0)

    def hold(self, span: Span) -> bool:
        return any(other.contains(span) for other in self._near(span))

    def hold_more_than(self, span: Span) -> bool:
        return any(other != span and other.contains(span) for other in self._near(span))

    def _near(self, span: Span) -> list[Span]:
        first = bisect_right(self.spans, span.end - self.longest, key=lambda other: other.start + 1)
        return self.spans[first : bisect_right(self.spans, span.start, key=lambda other: other.start)]


def find_passives(page: StyledPage, rules: StyleRules) -> Iterator[StyleFinding]:
    """A passive in a sentence that does not speak to the reader; a hint that errs on the side of silence."""
    for sentence in page.sentences:
        words = sentence.span.of(page.visible)[:MAX_SENTENCE]
        if rules.addressed.matches(words):
            continue
        if match := rules.passive.search(words):
            span = Span(*match.span()).shifted(sentence.span.start)
            shown = " ".join(match[0].split())
            if not page.is_quoted(span):
                message = f'"{shown}" leaves open who does it: say who, or write to "you".'
                yield StyleFinding(StyleCode.PASSIVE, message, span, sentence.number)


def find_copied(page: StyledPage, limits: Limits, sources: SourceWords) -> Iterator[StyleFinding]:
    """Words in a row that an article has too, outside quotation marks."""
    own = page.visible
    for quoted in page.quoted:
        own = f"{own[: quoted.start]}{BREAK * len(quoted)}{own[quoted.end :]}"
    for run in shared_runs(own, sources, at_least=limits.copied_words + 1):
        words = run.span.of(own).split()
        shown = " ".join(words[:_SHOWN]) + (" …" if len(words) > _SHOWN else "")
        message = (
            f"{run.words} words in a row stand in {run.source_id} too: “{shown}”. "
            "Say it in your own words, or put it in “ ”."
        )
        yield StyleFinding(StyleCode.COPIED, message, run.span, page.number_at(run.span.start))
