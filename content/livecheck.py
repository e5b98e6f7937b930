"""A text checked while it is written: every sentence with its verdict, for people who edit. Reads only.

It finds what saving the text would find. A mark that is not finished yet would keep everything from being
read, so it is named, and the rest of the text is checked without it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field

from content.actions.checks import gate
from content.admin.words import label_of
from content.checking import CheckedCitation, CheckedClaim, Failure, Shelf, check_stored, failures_of
from content.house_style import ASKING
from content.livememory import Memory, recall
from content.models import Page
from content.opposing import Opposed, opposed_claims
from content.overriding import override_of
from content.pipeline.anchors import AnchorState, Suggestion
from content.pipeline.citations import Basis, Claim, find_blocks, parse_claims
from content.pipeline.errors import BadCitation
from content.pipeline.glossary import load_glossary
from content.pipeline.house_style import (
    STYLE_MEANINGS,
    StyleFinding,
    StyleLevel,
    check_style,
    grade_of_page,
    load_house_style,
)
from content.pipeline.spans import Span
from content.pipeline.verdicts import Reason, Support

MAX_UNREADABLE = 5
"""Marks that are named and left out; a text with more of them is not checked until they are mended."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a sentence or a quote; ``is_marked`` where a reason names them."""

    words: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation and where its words stand; ``passage`` is the position of the first passage they touch.

    ``snapshot`` is the key of the article's text, None where there is none; ``near`` is what the article has
    instead of a quote that is not in it.
    """

    source_id: str
    quote: str
    state: AnchorState
    pieces: tuple[Piece, ...]
    snapshot: int | None
    passage: int | None
    near: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """What the house style finds: ``rule`` is what the code means; an error is to be mended soon."""

    code: str
    message: str
    rule: str
    is_error: bool
    span: Span | None
    sentence: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the text with its verdict. ``span`` counts code points of the Markdown.

    ``is_problem``: it keeps the page from being published, which on a page that warns is sooner so.
    ``pieces`` are those of the text, without its lead-in ``context``.
    """

    position: int
    text: str
    context: str
    span: Span
    basis: Basis
    support: Support
    label: str
    is_problem: bool
    reasons: tuple[Reason, ...]
    pieces: tuple[Piece, ...]
    citations: tuple[Cited, ...]
    opposed: tuple[Opposed, ...]
    hints: tuple[Hint, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A mark that cannot be read: why, and where it begins."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """The result. ``failures`` are about the page as a whole, ``hints`` what stands in no sentence.

    ``overrides`` are the keys of decisions of people that hold, by the sentence.
    ``claims`` are the sentences as the checker has them; ``is_readable`` is false where there are so many
    marks that cannot be read that nothing was checked.
    """

    sentences: tuple[Sentence, ...]
    unreadable: tuple[Unreadable, ...]
    failures: tuple[Failure, ...]
    hints: tuple[Hint, ...]
    words: int
    grade: float | None
    claims: tuple[CheckedClaim, ...]
    is_readable: bool = True
    overrides: Mapping[int, int] = field(default_factory=dict)

    @property
    def problems(self) -> tuple[Sentence, ...]:
        return tuple(sentence for sentence in self.sentences if sentence.is_problem)

    @property
    def fine(self) -> tuple[Sentence, ...]:
        return tuple(sentence for sentence in self.sentences if not sentence.is_problem)

    @property
    def opposed(self) -> tuple[Sentence, ...]:
        return tuple(sentence for sentence in self.sentences if sentence.opposed)

    @property
    def all_hints(self) -> tuple[Hint, ...]:
        return (*self.hints, *(hint for sentence in self.sentences for hint in sentence.hints))

    @property
    def problem_count(self) -> int:
        return len(self.problems) + len(self.unreadable) + len(self.failures)

    @property
    def summary(self) -> str:
        """As in "12 sentences, 2 problems, 1 hint"."""
        counts = [(len(self.sentences), "sentence"), (self.problem_count, "problem")]
        counts += [(len(self.all_hints), "hint")] if self.all_hints else []
        return ", ".join(f"{count or 'no'} {name}{'' if count == 1 else 's'}" for count, name in counts)


def live_check(
    *, title: str, body: str, kind: str, page: Page | None = None, shelf: Shelf | None = None
) -> LiveCheck:
    """``body`` as the text of a page of ``kind`` with ``title``, checked as it would be when it is saved.

    ``page`` is the stored page that it is meant for, if there is one; ``shelf`` the articles, else they are
    loaded. The number of queries does not depend on the text.
    """
    memory = recall(shelf)
    text, unreadable = _read(body)
    if text is None:
        return LiveCheck((), unreadable, (), (), 0, None, (), is_readable=False)
    claims = tuple(memory.check(claim, str(kind), title) for claim in text.claims)
    draft = _draft(title, text.markdown, kind, page)
    hints = [_hint(found) for found in _style(draft, memory)]
    opposed = opposed_claims(draft, claims, memory.shelf, oppose=memory.oppose)
    standing = memory.shelf.overrides.get(page.pk, {}) if page else {}
    failing = {failure.sentence for failure in failures_of(claims, kind=kind, standing=standing)}
    decided = {checked.claim.position: override_of(checked, standing) for checked in claims}
    sentences = tuple(_sentence(checked, failing, opposed, hints) for checked in claims)
    return LiveCheck(
        sentences=sentences,
        unreadable=unreadable,
        failures=_failures_of_page(draft, claims, memory.shelf),
        hints=tuple(hint for hint in hints if not hint.sentence),
        words=_count_words(text.markdown),
        grade=grade_of_page(text.claims) if claims else None,
        claims=claims,
        overrides={position: key for position, key in decided.items() if key is not None},
    )


# --- marks that cannot be read ---------------------------------------------------------------------

_PLACE = re.compile(r"line (\d+), column (\d+)")
_MARK = re.compile(r"\[@?[^\]\n]*\]?|[^\n]+")


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text without the marks that cannot be read, blanks in their place, and its claims."""

    markdown: str
    claims: tuple[Claim, ...]


def readable_text(body: str) -> ReadText:
    """``body`` without the marks that cannot be read; without any claim where there are too many of them."""
    return _read(body)[0] or ReadText(body, ())


def _read(body: str) -> tuple[ReadText | None, tuple[Unreadable, ...]]:
    """``body`` without the marks that cannot be read, and those; None for too many."""
    found: list[Unreadable] = []
    while len(found) <= MAX_UNREADABLE:
        try:
            return ReadText(body, parse_claims(body)), tuple(sorted(found, key=lambda mark: mark.span))
        except BadCitation as error:
            found.append(_unreadable(error, body))
            span = found[-1].span
            body = f"{body[: span.start]}{' ' * len(span)}{body[span.end :]}"
    return None, tuple(found)


def _unreadable(error: BadCitation, body: str) -> Unreadable:
    message = f"{error.place[:1].upper()}{error.place[1:]}: {error.problem}. {error.mend}".strip()
    place = _PLACE.fullmatch(error.place)
    if place is None:
        return Unreadable(message, Span(0, len(body)))
    start = sum(len(line) + 1 for line in body.split("\n")[: int(place[1]) - 1]) + int(place[2]) - 1
    opening = body.rfind("[@", 0, start + 2)
    if opening >= 0 and not set("]\n") & set(body[opening:start]):
        start = opening  # the fault is inside the mark
    mark = _MARK.match(body, start)
    return Unreadable(message, Span(start, mark.end() if mark else min(start + 1, len(body))))


# --- one sentence ----------------------------------------------------------------------------------


def _sentence(
    checked: CheckedClaim, failing: Iterable[int], opposed: Sequence[Opposed], hints: Sequence[Hint]
) -> Sentence:
    claim, verdict = checked.claim, checked.verdict
    is_problem = claim.position in failing
    return Sentence(
        position=claim.position,
        text=claim.text,
        context=claim.context,
        span=claim.span,
        basis=claim.basis,
        support=verdict.support,
        label=label_of(verdict.support, claim.basis),
        is_problem=is_problem,
        reasons=verdict.reasons,
        pieces=_pieces_of_claim(claim, verdict.reasons),
        citations=tuple(_cited(cited, verdict.reasons) for cited in checked.citations),
        opposed=tuple(found for found in opposed if found.position == claim.position),
        hints=tuple(hint for hint in hints if hint.sentence == claim.position),
    )


def _pieces_of_claim(claim: Claim, reasons: Iterable[Reason]) -> tuple[Piece, ...]:
    before = len(claim.full_text) - len(claim.text)
    spans = [(span.start - before, span.end - before) for reason in reasons for span in reason.claim_spans]
    return pieces_of(claim.text, spans)


def _cited(cited: CheckedCitation, reasons: Iterable[Reason]) -> Cited:
    anchor, text = cited.anchor, cited.text
    spans: list[tuple[int, int]] = []
    passage = None
    if text and anchor.span:
        start = anchor.span.start
        named = [place for reason in reasons for place in reason.source_spans]
        spans = [
            (place.span.start - start, place.span.end - start)
            for place in named
            if place.source_id == cited.citation.source_id
        ]
        touched = (passage.index for passage in text.passages if passage.span.overlaps(anchor.span))
        passage = next(touched, None)
    quote = anchor.quote if anchor.span else cited.citation.quote
    return Cited(
        source_id=cited.citation.source_id,
        quote=quote,
        state=anchor.state,
        pieces=pieces_of(quote, spans),
        snapshot=text.pk if text else None,
        passage=passage,
        near=anchor.suggestions,
    )


def pieces_of(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """``text`` cut at the ``spans``, as far as they lie in it, which are marked; together it is the same."""
    pieces, done = [], 0
    for start, end in sorted((max(start, 0), min(end, len(text))) for start, end in spans):
        if start >= done and start < end:
            pieces += [Piece(text[done:start], is_marked=False), Piece(text[start:end], is_marked=True)]
            done = end
    return tuple(piece for piece in (*pieces, Piece(text[done:], is_marked=False)) if piece.words)


# --- the page as a whole ---------------------------------------------------------------------------


def _draft(title: str, body: str, kind: str, page: Page | None) -> Page:
    """The page as it would be saved; it is not."""
    draft = copy(page) if page else Page(kind=kind)
    draft.title, draft.body = title, body
    return draft


_OF_ANY_PAGE = ("picture_undescribed", "checker_below_floor")
"""What keeps any page back; the rest depends on what a page that is not stored yet cannot know."""


def _failures_of_page(draft: Page, claims: tuple[CheckedClaim, ...], shelf: Shelf) -> tuple[Failure, ...]:
    shelf.checked[draft.body, str(draft.kind), draft.title] = claims
    found = gate(check_stored(draft, shelf), draft, shelf).failures
    is_stored = draft.pk is not None
    return tuple(f for f in found if not f.sentence and (is_stored or f.code in _OF_ANY_PAGE))


def _style(draft: Page, memory: Memory) -> tuple[StyleFinding, ...]:
    return check_style(
        draft.body,
        title=draft.title,
        is_question=draft.kind in ASKING,
        glossary=load_glossary(),
        rules=load_house_style(),
        sources=memory.words,
    )


def _hint(found: StyleFinding) -> Hint:
    is_error = found.level is StyleLevel.ERROR
    rule = STYLE_MEANINGS[found.code]
    return Hint(found.code.value, found.message, rule, is_error, found.span, found.sentence)


_WORD = re.compile(r"\w[\w'’-]*")
_ADDRESS = re.compile(r"(?<=\])\([^()\s]{0,2000}\)")


def _count_words(body: str) -> int:
    """The words that a reader sees, headings included."""
    return sum(len(_WORD.findall(_ADDRESS.sub("", block.text))) for block in find_blocks(body))
