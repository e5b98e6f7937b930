"""Whether another article says the opposite of a claim that its own sources support."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from content.pipeline.passages import Passage
from content.pipeline.snapshots import Snapshot
from content.pipeline.spans import Span
from content.pipeline.verdicts.case import Backing
from content.pipeline.verdicts.evidence import Evidence, exact_anchor, open_book, ranked_places
from content.pipeline.verdicts.judge import check_claim, without_attribution
from content.pipeline.verdicts.outcomes import Code, Reason, Support
from content.pipeline.verdicts.reading import Sentence, Weight, read_sentence

_LOOKED_AT = 2
_LEAST = 2
"""Heavy words that a claim must have, unless it warns: of one word alone, too much is said elsewhere."""
_SELDOM = re.compile(r"\b(?:rare|rarely|uncommon|seldom|unlikely|unusual)\b")


@dataclass(frozen=True, slots=True)
class Opposition:
    """A sentence of another article that says something else than the claim, and in what."""

    source_id: str
    span: Span
    quote: str
    reason: Reason


def opposition_in(claim: str, snapshot: Snapshot, passages: Sequence[Passage]) -> Opposition | None:
    """What ``snapshot``, which the claim does not cite, says against it; None where it says nothing.

    Only a sentence with every heavy word of the claim counts: others are about something else. A claim that
    reports what an article says is true of that article, whatever another one says.
    """
    said = without_attribution(claim)
    if said.start:
        return None
    book = open_book(snapshot, passages)
    read = read_sentence(said.text, book.topic)
    for _, place in ranked_places(said.text, snapshot, passages)[:_LOOKED_AT]:
        backing = place.backing(book.topic)
        if not _is_about_the_same(read, backing):
            continue
        evidence = Evidence(snapshot.source_id, snapshot, tuple(passages), place.text, exact_anchor(place))
        verdict = check_claim(claim, [evidence])
        against = [r for r in verdict.reasons if _opposes(r, read, backing)]
        if verdict.support is Support.CONTRADICTED and against:
            return Opposition(snapshot.source_id, place.span, place.text, against[0])
        return None
    return None


def _is_about_the_same(claim: Sentence, backing: Backing) -> bool:
    heavy = [u for u in claim.units if u.weight == Weight.HEAVY and "=caution" not in u.keys]
    least = 1 if claim.rungs else _LEAST
    return len(heavy) >= least and all(backing.own.has(u) for u in heavy)


def _opposes(found: Reason, claim: Sentence, backing: Backing) -> bool:
    """Whether a reason makes opposites of the two, and not only one of them say less."""
    code = Code(found.code)
    if code is Code.STRENGTH_WEAKENED:
        return True
    if not (found.claim_spans and found.source_spans):
        return False
    if code is Code.POLARITY_DIFFERS:
        return claim.stance == backing.stance or bool(claim.stance and backing.stance)
    return code is Code.NUMBER_DIFFERS or (
        code is Code.FREQUENCY_DIFFERS and bool(_SELDOM.search(found.message))
    )
