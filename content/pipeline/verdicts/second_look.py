"""A second look at what the rules support: an optional model of entailment may doubt it, and do no more.

The model is given from outside (content/entailment.py); nothing here loads one. It can turn "supported" into
"partly supported" with a reason of its own, so that a person reads both again. It mends nothing, takes no
reason away, and is not asked about anything else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from content.pipeline.verdicts.case import reason
from content.pipeline.verdicts.evidence import Evidence, backings_of
from content.pipeline.verdicts.judge import without_attribution
from content.pipeline.verdicts.outcomes import CHECKER_VERSION, Code, Support, Verdict

NOT_FROM_SOURCES = frozenset({Code.SITE_ADVICE, Code.SITE_STATEMENT, Code.ABSENCE_CONFIRMED})
"""Reasons of claims that no premise backs."""


@dataclass(frozen=True, slots=True)
class Entailed:
    """How likely a premise entails a hypothesis, says nothing of it, or contradicts it; from 0 to 1."""

    entailment: float
    neutral: float
    contradiction: float

    @property
    def is_entailed(self) -> bool:
        """Entailment is the likeliest; what is no number is never entailed."""
        return self.entailment > self.neutral and self.entailment > self.contradiction

    @property
    def is_contradicted(self) -> bool:
        return self.contradiction > self.neutral and self.contradiction > self.entailment


class Entailment(Protocol):
    """A model of natural language inference (Bowman et al. 2015)."""

    @property
    def version(self) -> str:
        """Its name and the hash of its files, at most 80 characters: another model is another version."""

    def judge(self, premise: str, hypothesis: str) -> Entailed | None:
        """The same pair is judged the same way; None where it is too long to be read whole."""


def version_with(model: Entailment | None) -> str:
    """The version of the rules, and of the model where one is asked (invariant 10)."""
    return f"{CHECKER_VERSION}+{model.version}" if model else CHECKER_VERSION


def second_look(verdict: Verdict, claim: str, premises: Sequence[str], model: Entailment) -> Verdict:
    """``verdict`` on ``claim`` as it is, or partly supported where ``model`` does not agree with it.

    Only a supported claim that rests on sources, the ``premises``, is looked at; its verdict then names the
    model.
    """
    codes = {r.code for r in verdict.reasons}
    if verdict.support is not Support.SUPPORTED or codes & NOT_FROM_SOURCES or not premises:
        return verdict
    asked = replace(verdict, checker_version=version_with(model))
    if not (doubt := _doubt(_hypothesis(claim), premises, model)):
        return asked
    message = f"An optional language model finds {doubt}. Read both again; the rules find no difference."
    reasons = (*verdict.reasons, reason(Code.MODEL_DOUBTS, message))
    return replace(asked, support=Support.PARTLY_SUPPORTED, reasons=reasons)


def _doubt(hypothesis: str, premises: Sequence[str], model: Entailment) -> str:
    """What the model finds; "" where it agrees. What one sentence contradicts, another cannot mend."""
    alone = [model.judge(premise, hypothesis) for premise in premises]
    if any(found and found.is_contradicted for found in alone):
        return "that a cited sentence contradicts this"
    if any(found is None or found.is_entailed for found in alone):
        return ""
    together = model.judge(" ".join(premises), hypothesis) if len(premises) > 1 else alone[0]
    return "" if together is None or together.is_entailed else "this in no cited sentence"


def _hypothesis(claim: str) -> str:
    """What the claim says that the sources say: "It is mild." for "Two articles say that it is mild."."""
    said = without_attribution(claim)
    return claim if said.is_naming else said.text[:1].upper() + said.text[1:]


# --- premises --------------------------------------------------------------------------------------

_BULLET = re.compile(r"^[•*\-–]\s*")
_ENDED = re.compile(r"[.:;!?…][\"”’)]*$")


def premises_of(evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Each sentence in which a quote stands, whole, after its headings and its lead-in."""
    sentences = ((*b.around, b.own) for one in evidence for b in backings_of(one))
    return tuple(dict.fromkeys(" ".join(_ended(s.text) for s in each) for each in sentences))


def _ended(text: str) -> str:
    plain = _BULLET.sub("", " ".join(text.split()))
    return plain if _ENDED.search(plain) else f"{plain}."
