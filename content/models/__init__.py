"""The tables: sources, pages, and the evidence that ties the two together."""

from content.models.answers import Link, OldAddress, SuggestedMerge
from content.models.evidence import (
    Citation,
    Claim,
    Disagreement,
    DisagreementPosition,
    ProposedConcept,
    SelfTest,
    SignOff,
    Statement,
    Verdict,
)
from content.models.pages import (
    Contraindication,
    Indication,
    Page,
    PageKind,
    Question,
    QuestionComponent,
    QuestionVariant,
    SideEffect,
    Status,
    Topic,
)
from content.models.sources import Passage, Snapshot, Source

__all__ = [
    "Citation",
    "Claim",
    "Contraindication",
    "Disagreement",
    "DisagreementPosition",
    "Indication",
    "Link",
    "OldAddress",
    "Page",
    "PageKind",
    "Passage",
    "ProposedConcept",
    "Question",
    "QuestionComponent",
    "QuestionVariant",
    "SelfTest",
    "SideEffect",
    "SignOff",
    "Snapshot",
    "Source",
    "Statement",
    "Status",
    "SuggestedMerge",
    "Topic",
    "Verdict",
]
