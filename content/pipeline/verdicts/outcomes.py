"""What a check of one claim says: support, stable reasons in words, anchors."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from content.pipeline.anchors import Anchor
from content.pipeline.spans import Span


def _version() -> str:
    """The version of the rules: another rule or another word is another version (invariant 10)."""
    here = Path(__file__).resolve().parent
    data = here.parent.parent / "data"
    anchoring = [here.parent / name for name in ("anchors.py", "nearest.py", "verbatim.py")]
    parts = [*sorted(here.glob("*.py")), *anchoring, data / "equivalences.toml", data / "warnings.toml"]
    digest = hashlib.sha256(b"".join(part.read_bytes() for part in parts))
    return f"1-{digest.hexdigest()[:12]}"


CHECKER_VERSION = _version()


class Support(StrEnum):
    SUPPORTED = "supported"
    PARTLY_SUPPORTED = "partly_supported"
    NOT_FOUND = "not_found"
    CONTRADICTED = "contradicted"


class Code(StrEnum):
    """The stable reason codes. docs/checks.md explains each with an example and a mend."""

    QUOTE_MISSING = "quote_missing"
    QUOTE_CHANGED = "quote_changed"
    QUOTE_MOVED = "quote_moved"
    QUOTE_AMBIGUOUS = "quote_ambiguous"
    NO_CITATION = "no_citation"
    SITE_ADVICE = "site_advice"
    ADVICE_STATES_FACT = "advice_states_fact"
    SITE_STATEMENT = "site_statement"
    SITE_STATES_HEALTH = "site_states_health"
    ABSENCE_UNCHECKED = "absence_unchecked"
    ABSENCE_CONFIRMED = "absence_confirmed"
    ABSENCE_REFUTED = "absence_refuted"
    NUMBER_DIFFERS = "number_differs"
    NUMBER_NOT_IN_SOURCE = "number_not_in_source"
    POLARITY_DIFFERS = "polarity_differs"
    ROLE_DIFFERS = "role_differs"
    STRENGTH_WEAKENED = "strength_weakened"
    STRENGTH_RAISED = "strength_raised"
    HEDGE_DROPPED = "hedge_dropped"
    HEDGE_LIGHTENED = "hedge_lightened"
    CERTAINTY_ADDED = "certainty_added"
    FREQUENCY_DIFFERS = "frequency_differs"
    ONLY_NOT_IN_SOURCE = "only_not_in_source"
    COMPARISON_NOT_IN_SOURCE = "comparison_not_in_source"
    REASON_NOT_IN_SOURCE = "reason_not_in_source"
    RELATION_DIFFERS = "relation_differs"
    SCOPE_DROPPED = "scope_dropped"
    SOURCES_TOO_FEW = "sources_too_few"
    NOT_IN_SOURCE = "not_in_source"
    WORDS_NOT_IN_SOURCE = "words_not_in_source"
    TOO_LITTLE_OVERLAP = "too_little_overlap"
    MODEL_DOUBTS = "model_doubts"


_SUPPORT_OF = {
    Code.QUOTE_MOVED: Support.SUPPORTED,
    Code.SITE_ADVICE: Support.SUPPORTED,
    Code.SITE_STATEMENT: Support.SUPPORTED,
    Code.ABSENCE_CONFIRMED: Support.SUPPORTED,
    Code.QUOTE_AMBIGUOUS: Support.PARTLY_SUPPORTED,
    Code.ABSENCE_UNCHECKED: Support.PARTLY_SUPPORTED,
    Code.WORDS_NOT_IN_SOURCE: Support.PARTLY_SUPPORTED,
    Code.HEDGE_LIGHTENED: Support.PARTLY_SUPPORTED,
    Code.SCOPE_DROPPED: Support.PARTLY_SUPPORTED,
    Code.MODEL_DOUBTS: Support.PARTLY_SUPPORTED,
    Code.ABSENCE_REFUTED: Support.CONTRADICTED,
    Code.NUMBER_DIFFERS: Support.CONTRADICTED,
    Code.POLARITY_DIFFERS: Support.CONTRADICTED,
    Code.ROLE_DIFFERS: Support.CONTRADICTED,
    Code.STRENGTH_WEAKENED: Support.CONTRADICTED,
    Code.FREQUENCY_DIFFERS: Support.CONTRADICTED,
}
"""What one reason alone makes of a claim; every other code: not found."""

_WORST_FIRST = (
    Support.CONTRADICTED,
    Support.NOT_FOUND,
    Support.PARTLY_SUPPORTED,
    Support.SUPPORTED,
)


@dataclass(frozen=True, slots=True, order=True)
class SourceSpan:
    """A place in the current text of a source, in code points."""

    source_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a verdict is what it is: a stable ``code`` (docs/checks.md) and a message in words.

    The words that the message quotes stand at ``claim_spans`` of the claim and at ``source_spans``, as far as
    they stand there at all.
    """

    code: str
    message: str
    claim_spans: tuple[Span, ...] = ()
    source_spans: tuple[SourceSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of checking one claim: the state of its anchors, its support, and why."""

    anchors: tuple[Anchor, ...]
    support: Support
    reasons: tuple[Reason, ...]
    checker_version: str = CHECKER_VERSION


def support_of(code: str) -> Support:
    """What a reason with ``code`` alone makes of a claim."""
    return _SUPPORT_OF.get(Code(code), Support.NOT_FOUND)


def verdict_of(reasons: list[Reason], anchors: tuple[Anchor, ...] = ()) -> Verdict:
    """The verdict that ``reasons`` amount to: the worst of them decides, and comes first."""
    ordered = sorted(dict.fromkeys(reasons), key=lambda r: _WORST_FIRST.index(support_of(r.code)))
    support = support_of(ordered[0].code) if ordered else Support.SUPPORTED
    return Verdict(anchors, support, tuple(ordered))
