"""Verdicts: does the evidence say what the claim says? Reasons are stable codes, never one score.

``outcomes`` what a verdict is · ``words``, ``numbers``, ``equivalences``, ``reading`` how a sentence is read ·
``guards`` the ways in which a claim can differ · ``evidence`` the sentences it is compared with · ``judge``
puts them together.
"""

from content.pipeline.verdicts.evidence import Evidence
from content.pipeline.verdicts.judge import (
    check_case,
    check_claim,
    count_mentions,
    find_evidence,
)
from content.pipeline.verdicts.outcomes import (
    CHECKER_VERSION,
    Code,
    Reason,
    Support,
    Verdict,
)

__all__ = [
    "CHECKER_VERSION",
    "Code",
    "Evidence",
    "Reason",
    "Support",
    "Verdict",
    "check_case",
    "check_claim",
    "count_mentions",
    "find_evidence",
]
