"""Judging a claim: anchors first, then what it rests on, then every guard."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from content.pipeline.anchors import Anchor, AnchorState, anchor_quote
from content.pipeline.citations import Basis
from content.pipeline.passages import Passage
from content.pipeline.snapshots import Snapshot
from content.pipeline.spans import Span
from content.pipeline.verdicts.evidence import (
    Evidence,
    backings_of,
    exact_anchor,
    places_of,
    ranked_places,
    topic_of,
)
from content.pipeline.verdicts.guards import GUARDS, Backing, Case
from content.pipeline.verdicts.outcomes import (
    Code,
    Reason,
    Support,
    Verdict,
    verdict_of,
)
from content.pipeline.verdicts.reading import Unit, Weight, read_sentence
from content.pipeline.verdicts.words import stem

Mentions = Callable[[str], int]
"""How many sources say what a text asks about: 0 confirms that none does."""


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

    ``is_safety`` marks a claim that warns. A claim of absence is checked with ``mentions``; ``subject`` is what
    its page is about, for one that only says "how often this happens". The same
    input gives the same verdict. An unreadable quote is a reason, never an exception.
    """
    anchors = tuple(e.anchor for e in evidence)
    if basis is Basis.ADVICE:
        return verdict_of([_advice(text)], anchors)
    if basis is Basis.ABSENCE:
        return verdict_of([_absence(text, mentions, subject)], anchors)
    if not evidence:
        message = "The sentence names no source. Add a citation, [@advice] or [@absence]."
        return verdict_of([_reason(Code.NO_CITATION, message)])
    if broken := [r for e in evidence if (r := _broken(e))]:
        return verdict_of(broken, anchors)
    return verdict_of([*_moved(anchors), *_compare(text, evidence, is_safety=is_safety)], anchors)


def _reason(code: Code, message: str) -> Reason:
    return Reason(code.value, message)


def _broken(evidence: Evidence) -> Reason | None:
    anchor = evidence.anchor
    if anchor.span is not None:
        return None
    if anchor.state is AnchorState.CHANGED and anchor.suggestions:
        near = anchor.suggestions[0].quote
        message = f"These words are not in {evidence.source_id}. The nearest are “{near}”."
        return _reason(Code.QUOTE_CHANGED, message)
    return _reason(Code.QUOTE_MISSING, f"“{evidence.quote}” is not in {evidence.source_id}.")


def _moved(anchors: Sequence[Anchor]) -> list[Reason]:
    if any(a.state is AnchorState.MOVED for a in anchors):
        return [_reason(Code.QUOTE_MOVED, "The quoted words now stand elsewhere in the source.")]
    return []


# --- advice and absence ----------------------------------------------------------------------------

_ADVICE = re.compile(
    r"^(?:please |always |so,? |but |then |also |to be safe,? |if [^,.]*, |when [^,.]*, |before [^,.]*, |after [^,.]*, "
    r"|for [^,.]*, |until [^,.]*, |in [^,.]*, |where [^,.]*, |even so, |first, )*"
    r"(?:do not|don't|never|ask|tell|keep|call|get|see|go|talk|speak|check|take|stop|avoid|stay|wait|write|bring|read|use|"
    r"contact|phone|ring|seek|make sure|let|say|show|think|treat|choose|look|have|follow|leave|put|plan|share|note|find|"
    r"dial|visit|remember|be|consider|discuss|give|hold|rest|drink|wash|start|report|list|count|expect|rely|compare|learn|"
    r"you should|you can ask|your doctor|your own doctor|only)\b",
    re.IGNORECASE,
)
_FACT_WORDS = re.compile(
    r"\b(?:it (?:is|can|may|will|works|treats|cures|helps|removes)|mesotherapy (?:is|can|may|will|works|treats|cures|helps)|"
    r"is (?:safe|harmless|effective|proven)|because it|as it (?:is|can|may|will)|since it)\b",
    re.IGNORECASE,
)


def _advice(text: str) -> Reason:
    """Advice is something to do. A fact about the treatment needs a source."""
    if _ADVICE.match(text.strip()) and not _FACT_WORDS.search(text):
        return _reason(
            Code.SITE_ADVICE,
            "This is the site's own advice, not a statement of a source.",
        )
    message = (
        "This is marked as advice but states a fact. Cite the source of the fact, or tell readers what to do."
    )
    return _reason(Code.ADVICE_STATES_FACT, message)


_NO_ARTICLE = re.compile(
    r"^(?:but |so |also )?(?:none of (?:the|these) (?:\w+ )?(?:articles|sources)|no (?:other )?(?:article|source)s?|"
    r"the (?:other )?(?:articles|sources) do not|(?:the|these|our) (?:\w+ )?(?:articles|sources) (?:do not|never))\s+"
    r"(?:says?|names?|gives?|mentions?|lists?|explains?|tells?(?: you)?|describes?|warns?|asks?|covers?)?\s*",
    re.IGNORECASE,
)


def _absence(text: str, mentions: Mentions | None, subject: str) -> Reason:
    match = _NO_ARTICLE.match(text.strip())
    asked = text.strip()[match.end() :] if match else ""
    if _SLOT.match(asked) and not _names_something(asked):
        asked = f"{asked.rstrip('.')} {subject}"
    if mentions is None or not _names_something(asked):
        message = (
            "Software cannot tell what to look for. Name the thing: “No article says how long a rash lasts.”"
        )
        return _reason(Code.ABSENCE_UNCHECKED, message)
    if count := mentions(asked):
        return _reason(Code.ABSENCE_REFUTED, f"{count} of the sources do say something about this.")
    return _reason(Code.ABSENCE_CONFIRMED, "Software found no sentence of the sources that says this.")


_SLOT = re.compile(r"how (?:long|soon|quickly|many|often|common|likely|rare)\b", re.IGNORECASE)
_ASKING = frozenset(
    {
        "happen",
        "explain",
        "number",
        "full",
        "enough",
        "mean",
        "meant",
        "last",
        "how often",
        "how long",
        "how many",
        "long",
    }
)
"""Words of a question that name no thing to look for."""


def _wanted(asked: str, topic: str = "") -> list[Unit]:
    """What a sentence must say to answer ``asked``: its heavy words, or all of them where it has none."""
    units = [u for u in read_sentence(asked, topic).units if u.weight is not Weight.EMPTY]
    heavy = [u for u in units if u.weight is Weight.HEAVY and u.printed not in _ASKING]
    return heavy or ([] if all(_is_asking(u) for u in units) else units)


def _is_asking(unit: Unit) -> bool:
    return any(p.printed in _ASKING or stem(p.printed) in _ASKING for p in (unit, *unit.parts))


def _names_something(asked: str) -> bool:
    return bool(_wanted(asked))


def count_mentions(asked: str, articles: Sequence[tuple[Snapshot, Sequence[Passage]]]) -> int:
    """How many ``articles`` have a sentence that answers ``asked`` ("how long the results last").

    A sentence answers where it has every heavy word and, for "how long", "how often", "how many", a duration,
    a word of frequency, a number. Passed to check_claim with the articles bound, it checks a claim of absence.
    """
    return sum(_is_mentioned(asked, snapshot, passages) for snapshot, passages in articles)


def _is_mentioned(asked: str, snapshot: Snapshot, passages: Sequence[Passage]) -> bool:
    topic = topic_of(snapshot)
    wanted = _wanted(asked, topic)
    enough = any if " or " in asked else all
    backings = [p.backing(topic) for p in places_of(snapshot, passages)]
    return any(enough(b.own.has(u) for u in wanted) and _fills(asked, b) for b in backings)


def _fills(asked: str, backing: Backing) -> bool:
    own = backing.own
    asked = asked.casefold()
    if re.match(r"how (?:long|soon|quickly|many)|(?:an? )?(?:exact )?number", asked):
        return any(q.is_time or "long" not in asked for q in own.quantities)
    if asked.startswith(("how often", "how common", "how likely", "how rare")):
        return bool(own.frequencies)
    return True


# --- comparing -------------------------------------------------------------------------------------

_SAYS = (
    r"(?:says?|said|gives?|names?|calls?|lists?|warns?|puts?|speaks? of|suggests?|reports?|mentions?|adds?|describes?|"
    r"promises|asks?|states?|notes?|tells?|counts?|agrees?|compares?|talks? about|recommends?|advises)"
)
_ATTRIBUTION = re.compile(
    rf"^(?:but |so |and |also )?(?P<count>one|two|three|four|five|some|several|most|all|both|another|a second|a third|the(?: same| other)?|it|they|"
    rf"its|this|that|these)? ?(?:of the |of these |other )?(?:five )?(?:articles?|sources?|tables?|texts?|lists?|pages?)?,? ?(?:also |even |still )?"
    rf"(?P<verb>{_SAYS})\b(?: (?:also|only))?(?: that)? ",
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


def _compare(text: str, evidence: Sequence[Evidence], *, is_safety: bool) -> list[Reason]:
    topic = topic_of(evidence[0].snapshot)
    said = _without_attribution(text)
    count = said.count
    reasons = _judge(said, evidence, topic, is_safety)
    if count > len({e.source_id for e in evidence}):
        reasons.append(
            _reason(
                Code.SOURCES_TOO_FEW,
                f"The claim speaks of {count} sources; fewer are cited.",
            )
        )
    elif count > 1 and not reasons:
        reasons += _each_alone(said, evidence, topic, is_safety, count)
    return reasons


@dataclass(frozen=True, slots=True)
class _Said:
    """What a claim says the sources say: the statement, how many sources it speaks of, whether it only names."""

    text: str
    count: int = 1
    is_naming: bool = False


def _without_attribution(text: str) -> _Said:
    """``text`` without "Two of the articles say that"."""
    match = _ATTRIBUTION.match(text)
    if not match or not (match["count"] or "").strip():
        return _Said(text)
    count = match["count"].casefold()
    is_naming = bool(
        re.match(
            r"(?:name|call|list|put|count|speak|mention|add)",
            match["verb"],
            re.IGNORECASE,
        )
    )
    number = {"all": 99, "most": 99}.get(count, _COUNTS.get(count, 1))
    return _Said(text[match.end() :], number, is_naming)


def _judge(said: _Said, evidence: Sequence[Evidence], topic: str, is_safety: bool) -> list[Reason]:
    backings = tuple(b for e in evidence for b in backings_of(e, topic))
    if not backings:
        return [
            _reason(
                Code.TOO_LITTLE_OVERLAP,
                "The quote stands in no sentence of the source.",
            )
        ]
    case = Case(read_sentence(said.text, topic), backings, is_safety, said.is_naming)
    return [reason for guard in GUARDS for reason in guard(case)]


def _each_alone(
    said: _Said, evidence: Sequence[Evidence], topic: str, is_safety: bool, count: int
) -> list[Reason]:
    by_source: dict[str, list[Evidence]] = {}
    for one in evidence:
        by_source.setdefault(one.source_id, []).append(one)
    backed = sum(not _judge(said, own, topic, is_safety) for own in by_source.values())
    if backed >= count:
        return []
    message = f"The claim speaks of {count} sources; {backed} of those cited say it by themselves."
    return [_reason(Code.SOURCES_TOO_FEW, message)]


# --- without a quote -------------------------------------------------------------------------------

CANDIDATES = 4


def find_evidence(text: str, snapshot: Snapshot, passages: Sequence[Passage]) -> Evidence | None:
    """The sentence of an article that says most of ``text``, or None where nothing is shared."""
    found = _candidates(text, snapshot, passages)
    return found[0] if found else None


def _candidates(text: str, snapshot: Snapshot, passages: Sequence[Passage]) -> list[Evidence]:
    ranked = ranked_places(_without_attribution(text).text, snapshot, passages)
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
    where another sentence would agree.
    """
    if quote is not None:
        anchor = anchor_quote(quote, snapshot, passages)
        evidence = Evidence(snapshot.source_id, snapshot, tuple(passages), quote, anchor)
        return check_claim(claim, [evidence]), anchor.span
    candidates = _candidates(claim, snapshot, passages)
    if not candidates:
        reason = _reason(Code.TOO_LITTLE_OVERLAP, f"{snapshot.source_id} has no sentence about this.")
        return verdict_of([reason]), None
    verdicts = [check_claim(claim, [evidence]) for evidence in candidates]
    for verdict, evidence in zip(verdicts, candidates, strict=True):
        if verdict.support in (Support.SUPPORTED, Support.CONTRADICTED):
            return verdict, evidence.anchor.span
    return verdicts[0], candidates[0].anchor.span
