"""Judging a claim: anchors first, then what it rests on, then every guard."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from content.pipeline.anchors import Anchor, AnchorState, anchor_quote
from content.pipeline.citations import Basis
from content.pipeline.nearest import changes_in_words
from content.pipeline.passages import Passage
from content.pipeline.snapshots import Snapshot
from content.pipeline.spans import Span
from content.pipeline.verdicts.about_site import judge_site
from content.pipeline.verdicts.case import Case, reason
from content.pipeline.verdicts.evidence import (
    Evidence,
    backings_of,
    exact_anchor,
    open_book,
    ranked_places,
    topic_of,
)
from content.pipeline.verdicts.glosses import without_glosses
from content.pipeline.verdicts.guards import GUARDS, VERBATIM_GUARDS
from content.pipeline.verdicts.joining import halves_of
from content.pipeline.verdicts.marking import marked
from content.pipeline.verdicts.outcomes import (
    Code,
    Reason,
    Support,
    Verdict,
    verdict_of,
)
from content.pipeline.verdicts.reading import Sentence, Weight, read_sentence
from content.pipeline.verdicts.unsourced import Mentions, judge_absence, judge_advice


def check_claim(
    text: str,
    evidence: Sequence[Evidence],
    *,
    basis: Basis = Basis.CITATION,
    is_safety: bool = False,
    mentions: Mentions | None = None,
    subject: str = "",
) -> Verdict:
    """Whether ``evidence`` says what ``text`` says.

    ``is_safety`` marks a claim that warns. A claim of absence is checked with ``mentions``; ``subject`` is
    what its page is about, for one that only says "how often this happens". The same input gives the same
    verdict. A quote that is not there is a reason, never an exception.
    """
    anchors = tuple(e.anchor for e in evidence)
    if basis is Basis.ADVICE:
        return verdict_of([judge_advice(text)], anchors)
    if basis is Basis.SITE:
        return verdict_of([judge_site(text)], anchors)
    if basis is Basis.ABSENCE:
        return verdict_of([judge_absence(text, mentions, subject)], anchors)
    if not evidence:
        message = "The sentence names no source. Add a citation, [@advice] or [@absence]."
        return verdict_of([reason(Code.NO_CITATION, message)])
    if broken := [r for e in evidence if (r := _broken(e))]:
        return verdict_of(broken, anchors)
    text = without_glosses(text)
    compare = partial(_compare, text, is_safety=is_safety, subject=subject)
    reasons = compare(evidence)
    return verdict_of([*_moved(anchors), *reasons, *_ambiguous(evidence, compare, reasons)], anchors)


def _broken(evidence: Evidence) -> Reason | None:
    anchor = evidence.anchor
    if anchor.span is not None:
        return None
    if anchor.state is AnchorState.CHANGED and anchor.suggestions:
        near = anchor.suggestions[0]
        changes = changes_in_words(near.diff)
        message = f"These words are not in {evidence.source_id}. The nearest are “{near.quote}”: {changes}."
        return reason(Code.QUOTE_CHANGED, message)
    return reason(Code.QUOTE_MISSING, f"“{evidence.quote}” is not in {evidence.source_id}.")


def _moved(anchors: Sequence[Anchor]) -> list[Reason]:
    if any(a.state is AnchorState.MOVED for a in anchors):
        return [reason(Code.QUOTE_MOVED, "The quoted words now stand elsewhere in the source.")]
    return []


_HOLDS = (Support.SUPPORTED, Support.PARTLY_SUPPORTED)
MAX_PLACES = 20
"""Further places of a quote that are judged for a claim that does not hold at the first: only a hint then."""


def _ambiguous(
    evidence: Sequence[Evidence],
    compare: Callable[[Sequence[Evidence]], list[Reason]],
    reasons: list[Reason],
) -> list[Reason]:
    """A quote of several places is no evidence where the claim fares differently in one of them."""
    support = verdict_of(reasons).support
    found = []
    for n, one in enumerate(evidence):
        for other in islice(_elsewhere(one), None if support in _HOLDS else MAX_PLACES):
            if verdict_of(compare([*evidence[:n], other, *evidence[n + 1 :]])).support is not support:
                found.append(_differing_places(one))
                break
    return found


def _elsewhere(evidence: Evidence) -> Iterator[Evidence]:
    """The same quote at each of its further places."""
    for span in evidence.anchor.others:
        anchor = Anchor(evidence.anchor.state, span, span.of(evidence.snapshot.text))
        yield replace(evidence, anchor=anchor)


def _differing_places(evidence: Evidence) -> Reason:
    count = 1 + len(evidence.anchor.others)
    message = (
        f"These words stand in {count} places that do not say the same; quote more words: "
        f"“{evidence.quote}” in {evidence.source_id}."
    )
    return reason(Code.QUOTE_AMBIGUOUS, message)


# --- comparing -------------------------------------------------------------------------------------

_SAYS = (
    r"(?:says?|said|gives?|names?|calls?|lists?|warns?|puts?|speaks? of|suggests?|reports?|mentions?|adds?|"
    r"describes?|promises|asks?|states?|notes?|tells?|counts?|agrees?|compares?|talks? about|"
    r"recommends?|advises)"
)
_WHO = r"one|two|three|four|five|some|several|most|all|both|another|a second|a third|the(?: same| other)?"
_ATTRIBUTION = re.compile(
    rf"^(?:but |so |and |also )?(?P<count>{_WHO}|it|they|its|this|that|these)? ?"
    r"(?:of the |of these |the |these |other )?(?:five )?"
    r"(?:articles?|sources?|tables?|texts?|lists?|pages?)?,? ?"
    rf"(?:also |even |still )?(?P<verb>{_SAYS})\b(?: (?:also|only))?(?: that)? ",
    re.IGNORECASE,
)
_COUNTS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "both": 2,
    "some": 2,
    "several": 2,
}


def _compare(text: str, evidence: Sequence[Evidence], is_safety: bool, subject: str) -> list[Reason]:
    topic = topic_of(evidence[0].snapshot)
    said = replace(without_attribution(text), subject=subject)
    count = said.count
    reasons = _judge(said, evidence, topic, is_safety)
    if count > len({e.source_id for e in evidence}):
        reasons.append(
            reason(
                Code.SOURCES_TOO_FEW,
                f"The claim speaks of {count} sources; fewer are cited.",
            )
        )
    elif count > 1 and not reasons:
        reasons += _each_alone(said, evidence, topic, is_safety, count)
    return reasons


@dataclass(frozen=True, slots=True)
class Said:
    """What a claim says the sources say: of how many it speaks, whether it only names something.

    ``subject`` is what its page is about, ``start`` where its text begins in the claim as written.
    """

    text: str
    count: int = 1
    is_naming: bool = False
    subject: str = ""
    start: int = 0


def without_attribution(text: str) -> Said:
    """``text`` without "Two of the articles say that"."""
    match = _ATTRIBUTION.match(text)
    if not match or not (match["count"] or "").strip():
        return Said(text)
    count = match["count"].casefold()
    is_naming = bool(
        re.match(
            r"(?:name|call|list|put|count|speak|mention|add)",
            match["verb"],
            re.IGNORECASE,
        )
    )
    number = {"all": 99, "most": 99}.get(count, _COUNTS.get(count, 1))
    return Said(text[match.end() :], number, is_naming, start=match.end())


def _judge(said: Said, evidence: Sequence[Evidence], topic: str, is_safety: bool) -> list[Reason]:
    backings = tuple(b for e in evidence for b in backings_of(e))
    if not backings:
        return [
            reason(
                Code.TOO_LITTLE_OVERLAP,
                "The quote stands in no sentence of the source.",
            )
        ]
    claim = read_sentence(said.text, topic)
    guards = VERBATIM_GUARDS if any(_is_verbatim(claim, b.own) for b in backings) else GUARDS
    background = frozenset(key for e in evidence for key in open_book(e.snapshot, e.passages).background)
    case = Case(claim, backings, is_safety, said.is_naming, said.subject, background)
    return [marked(r, said.text, said.start, case.near) for guard in guards for r in guard(case)]


_NAME = re.compile(r"^[^:.]{1,60}: ")


def _is_verbatim(claim: Sentence, source: Sentence) -> bool:
    """Whether the claim is a sentence of the source word for word, with or without the name before it."""
    if claim.bare == source.bare:
        return True
    if not (name := _NAME.match(source.text)):
        return False
    return claim.bare == tuple(w.text for w in source.words if w.start >= name.end())


def _each_alone(
    said: Said, evidence: Sequence[Evidence], topic: str, is_safety: bool, count: int
) -> list[Reason]:
    by_source: dict[str, list[Evidence]] = {}
    for one in evidence:
        by_source.setdefault(one.source_id, []).append(one)
    backed = sum(not _judge(said, own, topic, is_safety) for own in by_source.values())
    if backed >= count:
        return []
    message = f"The claim speaks of {count} sources; {backed} of those cited say it by themselves."
    return [reason(Code.SOURCES_TOO_FEW, message)]


# --- without a quote -------------------------------------------------------------------------------

CANDIDATES = 4


def find_evidence(text: str, snapshot: Snapshot, passages: Sequence[Passage]) -> Evidence | None:
    """The sentence of an article that says most of ``text``, or None where nothing is shared."""
    found = _candidates(text, snapshot, passages)
    return found[0] if found else None


def _candidates(text: str, snapshot: Snapshot, passages: Sequence[Passage]) -> list[Evidence]:
    ranked = ranked_places(without_attribution(text).text, snapshot, passages)
    best = ranked[0][0] if ranked else 0.0
    return [
        Evidence(
            snapshot.source_id,
            snapshot,
            tuple(passages),
            place.text,
            exact_anchor(place),
        )
        for score, place in ranked[:CANDIDATES]
        if score >= best * 0.6
    ]


def check_case(
    claim: str,
    snapshot: Snapshot,
    passages: Sequence[Passage],
    quote: str | None = None,
) -> tuple[Verdict, Span | None]:
    """The verdict on ``claim`` against one article, and the span of the evidence.

    With ``quote`` that is the evidence; without, the best sentence is found, and a conflict in it counts even
    where another sentence would agree. A claim that joins two statements may rest on two sentences: the span
    is that of the first.
    """
    if quote is not None:
        anchor = anchor_quote(quote, snapshot, passages)
        evidence = Evidence(snapshot.source_id, snapshot, tuple(passages), quote, anchor)
        return check_claim(claim, [evidence]), anchor.span
    found = _search(claim, snapshot, passages)
    if found[0].support is Support.SUPPORTED:
        return found
    return _joined(claim, snapshot, passages) or found


def _search(claim: str, snapshot: Snapshot, passages: Sequence[Passage]) -> tuple[Verdict, Span | None]:
    """The verdict by the best sentence; a conflict in a better one keeps the next from backing the claim."""
    candidates = _candidates(claim, snapshot, passages)
    if not candidates:
        message = f"{snapshot.source_id} has no sentence about this."
        return verdict_of([reason(Code.TOO_LITTLE_OVERLAP, message)]), None
    tried: list[tuple[Verdict, Evidence]] = []
    for evidence in candidates:
        verdict = check_claim(claim, [evidence])
        if verdict.support is Support.SUPPORTED:
            return _not_against(claim, (verdict, evidence), tried)
        tried.append((verdict, evidence))
        if verdict.support is Support.CONTRADICTED:
            break
    return tried[0][0], tried[0][1].anchor.span


def _joined(
    claim: str, snapshot: Snapshot, passages: Sequence[Passage]
) -> tuple[Verdict, Span | None] | None:
    """What supports both halves of ``claim``, each in a sentence of its own; None without that."""
    if not (halves := halves_of(claim)):
        return None
    found = [_search(half, snapshot, passages) for half in halves]
    if any(verdict.support is not Support.SUPPORTED for verdict, _ in found):
        return None
    anchors = tuple(anchor for verdict, _ in found for anchor in verdict.anchors)
    return verdict_of([], anchors), found[0][1]


_ONLY_LACKING = frozenset(
    {
        *(Code.NOT_IN_SOURCE, Code.WORDS_NOT_IN_SOURCE, Code.TOO_LITTLE_OVERLAP, Code.NUMBER_NOT_IN_SOURCE),
        *(Code.QUOTE_AMBIGUOUS, Code.QUOTE_MOVED),
    }
)
"""Reasons that find something missing; any other one finds a conflict."""


def _not_against(
    claim: str, found: tuple[Verdict, Evidence], tried: Sequence[tuple[Verdict, Evidence]]
) -> tuple[Verdict, Span | None]:
    """What supports the claim, unless a sentence that says as much of it is in conflict with it."""
    verdict, evidence = found
    covered = _coverage(claim, evidence)
    for other, against in tried:
        is_conflict = any(Code(r.code) not in _ONLY_LACKING for r in other.reasons)
        if is_conflict and _coverage(claim, against) >= covered:
            return other, against.anchor.span
    return verdict, evidence.anchor.span


def _coverage(claim: str, evidence: Evidence) -> int:
    """How many words of substance of ``claim`` the evidence has, headings and lead-in included."""
    book = open_book(evidence.snapshot, evidence.passages)
    said = read_sentence(without_attribution(claim).text, book.topic)
    return sum(any(b.has(u) for b in backings_of(evidence)) for u in said.units if u.weight != Weight.EMPTY)
