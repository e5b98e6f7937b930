"""What an editor could cite for a sentence: passages of the articles, each with the verdict it would bring.

Nothing is decided here: each offer is checked as a citation in the text would be, and an article that says
something else is offered too, as what it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from content.admin.words import label_of
from content.checking import Shelf, Text
from content.livecheck import readable_text
from content.livememory import Memory, recall
from content.models import PageKind
from content.models.pages import WARNINGS
from content.pipeline.citations import Basis, Citation, Claim
from content.pipeline.quoting import is_readable, mark_for, quote_for
from content.pipeline.verdicts import Evidence, Reason, Support, Verdict, check_claim
from content.pipeline.verdicts.evidence import Place, exact_anchor, ranked_places
from content.pipeline.verdicts.judge import without_attribution

MAX_OFFERS = 5
"""Passages that are offered; what contradicts the sentence is offered beyond that."""
PER_ARTICLE = 6
CLOSE = 0.6
"""How much of the best passage's worth another one must have, so that its saying otherwise is news."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A passage with the verdict on the sentence if exactly this were cited.

    ``mark`` is what to put behind the sentence; "" where the words cannot be quoted, because they are too
    long or stand in several places. ``together`` is the verdict with what the sentence cites already.
    """

    source_id: str
    quote: str
    mark: str
    support: Support
    label: str
    is_problem: bool
    reasons: tuple[Reason, ...]
    together: str
    snapshot: int
    passage: int | None


@dataclass(frozen=True, slots=True)
class PlainOffer:
    """A mark without an article, and the verdict on the sentence if it had this one alone."""

    mark: str
    label: str
    is_problem: bool


@dataclass(frozen=True, slots=True)
class Offers:
    """What is offered for ``sentence``, "" where there is none before the cursor.

    What is chosen takes the place of ``[start, end)`` of the text, in code points; that may be empty.
    """

    sentence: str
    start: int
    end: int
    offers: tuple[Offer, ...]
    plain: tuple[PlainOffer, ...]


_BEGUN = re.compile(r"\[@[^\]\n]*\Z")
"""A mark that somebody is typing."""


def offers_at(body: str, cursor: int, *, kind: str, title: str = "", shelf: Shelf | None = None) -> Offers:
    """What can be cited for the sentence before ``cursor``, a place in ``body`` in code points.

    A mark that is begun there is no part of the sentence. ``kind`` and ``title`` are those of the page.
    """
    cursor = min(max(cursor, 0), len(body))
    begun = _BEGUN.search(body, 0, cursor)
    start = begun.start() if begun else cursor
    claim = _sentence_before(body[:start] + body[cursor:], start)
    if claim is None:
        return Offers("", start, cursor, (), ())
    offering = _Offering(claim, kind, title, recall(shelf))
    place = (start, cursor) if begun else (_end_of(claim), _end_of(claim))
    return Offers(claim.text, *place, tuple(offering.offers()), tuple(offering.plain()))


def _sentence_before(text: str, place: int) -> Claim | None:
    """The sentence in which ``place`` lies, or behind which; None in another paragraph."""
    found = [claim for claim in readable_text(text).claims if claim.span.start < place]
    if not found or text[_end_of(found[-1]) : place].strip():
        return None
    is_apart = re.search(r"\n[ \t]*\n", text[_end_of(found[-1]) : place])
    return None if is_apart else found[-1]


def _end_of(claim: Claim) -> int:
    """Behind the sentence and its marks."""
    return max([claim.span.end, *(mark.end for mark in claim.marks)])


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: float
    text: Text
    place: Place


@dataclass(frozen=True, slots=True)
class _Offering:
    """Makes the offers for one sentence."""

    claim: Claim
    kind: str
    title: str
    memory: Memory

    def offers(self) -> list[Offer]:
        candidates = self._candidates()
        best = max((found.score for found in candidates), default=0.0)
        rated = [(self._offer(found), found.score) for found in candidates]
        rated.sort(key=lambda row: (_rank(row[0], is_close=row[1] >= best * CLOSE), -row[1]))
        against = [o for o, score in rated if o.support is Support.CONTRADICTED and score >= best * CLOSE]
        return list(dict.fromkeys([*(offer for offer, _ in rated[:MAX_OFFERS]), *against]))

    def plain(self) -> Iterator[PlainOffer]:
        """Advice and absence; what is about the site only on its pages."""
        bases = [Basis.ADVICE, Basis.ABSENCE, *([Basis.SITE] if self.kind == PageKind.SITE else [])]
        for basis in bases:
            support = self._verdict(replace(self.claim, basis=basis, citations=())).support
            yield PlainOffer(f"[@{basis}]", label_of(support, basis), self._fails(support))

    def _candidates(self) -> list[_Candidate]:
        wanted = without_attribution(self.claim.full_text).text
        found = [
            _Candidate(score, text, place)
            for text in self.memory.shelf.texts.values()
            for score, place in ranked_places(wanted, text.snapshot, text.passages)[:PER_ARTICLE]
        ]
        return sorted(found, key=lambda candidate: -candidate.score)

    def _offer(self, found: _Candidate) -> Offer:
        source_id, span = found.text.snapshot.source_id, found.place.span
        wanted = self.claim.full_text
        quote = quote_for(wanted, span, found.text.snapshot, found.text.passages) or ""
        mark = mark_for(source_id, quote) if quote else ""
        if not (mark and is_readable(mark, source_id, quote)):
            mark = ""
        verdict = self._cited([(source_id, quote)]) if mark else self._by_place(found)
        touched = (passage.index for passage in found.text.passages if passage.span.overlaps(span))
        return Offer(
            source_id=source_id,
            quote=quote or found.place.text,
            mark=mark,
            support=verdict.support,
            label=label_of(verdict.support, Basis.CITATION),
            is_problem=self._fails(verdict.support),
            reasons=verdict.reasons,
            together=self._together(source_id, quote) if mark else "",
            snapshot=found.text.pk,
            passage=next(touched, None),
        )

    def _together(self, source_id: str, quote: str) -> str:
        """The verdict with what is cited already; "" where nothing is, or this is."""
        cited = [(one.source_id, one.quote) for one in self.claim.citations]
        if not cited or (source_id, quote) in cited:
            return ""
        return label_of(self._cited([*cited, (source_id, quote)]).support, Basis.CITATION)

    def _cited(self, cited: Sequence[tuple[str, str]]) -> Verdict:
        citations = tuple(Citation(source_id, quote, self.claim.span) for source_id, quote in cited)
        return self._verdict(replace(self.claim, basis=Basis.CITATION, citations=citations))

    def _verdict(self, claim: Claim) -> Verdict:
        return self.memory.check(claim, self.kind, self.title).verdict

    def _by_place(self, found: _Candidate) -> Verdict:
        text = found.text
        anchor = exact_anchor(found.place)
        evidence = Evidence(text.snapshot.source_id, text.snapshot, text.passages, found.place.text, anchor)
        is_safety = self.kind in WARNINGS
        return check_claim(self.claim.full_text, [evidence], is_safety=is_safety, subject=self.title)

    def _fails(self, support: Support) -> bool:
        """Whether a page of this kind could not be published with it."""
        allowed = (
            {Support.SUPPORTED} if self.kind in WARNINGS else {Support.SUPPORTED, Support.PARTLY_SUPPORTED}
        )
        return support not in allowed


def _rank(offer: Offer, *, is_close: bool) -> int:
    """What supports the sentence first, what cannot be quoted later; then what speaks against it."""
    if offer.support is Support.SUPPORTED:
        return 0 if offer.mark else 1
    if offer.support is Support.PARTLY_SUPPORTED:
        return 2
    return 3 if offer.support is Support.CONTRADICTED and is_close else 4
