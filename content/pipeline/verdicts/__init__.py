"""Verdicts: does the evidence say what the claim says? Reasons are stable codes, never one score.

How a sentence is read: ``words`` and ``numbers``, ``equivalences``, ``stance``, ``clauses``, ``reading``.
What it is compared with: ``evidence``, ``case``. In what it can differ, the guards: ``wording``, ``denial``,
``strictness``, ``degree``, ``extent``, ``relation``, ``exchange``, ``asserted``. What comes out:
``outcomes``, in words: ``meanings``. ``judge`` puts them together, without ``glosses``, the plain words of
the glossary beside their term; ``unsourced`` judges claims that no source backs. ``second_look`` lets an
optional model doubt what the rules support.
"""

from content.pipeline.verdicts.evidence import Evidence, words_of_evidence
from content.pipeline.verdicts.judge import (
    check_case,
    check_claim,
    find_evidence,
)
from content.pipeline.verdicts.meanings import MEANINGS
from content.pipeline.verdicts.opposition import Opposition, opposition_in
from content.pipeline.verdicts.outcomes import (
    CHECKER_VERSION,
    Code,
    Reason,
    Support,
    Verdict,
)
from content.pipeline.verdicts.second_look import (
    Entailed,
    Entailment,
    premises_of,
    second_look,
    version_with,
)
from content.pipeline.verdicts.unsourced import count_mentions

__all__ = [
    "CHECKER_VERSION",
    "MEANINGS",
    "Code",
    "Entailed",
    "Entailment",
    "Evidence",
    "Opposition",
    "Reason",
    "Support",
    "Verdict",
    "check_case",
    "check_claim",
    "count_mentions",
    "find_evidence",
    "opposition_in",
    "premises_of",
    "second_look",
    "version_with",
    "words_of_evidence",
]
