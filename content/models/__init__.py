"""The tables: sources, pages, and the evidence that ties the two together."""

from content.models.answers import Link, OldAddress, SuggestedMerge
from content.models.changes import Change, ChangeKind, LastPublic
from content.models.drafts import Draft, EditNote
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
from content.models.overrides import Override, PastVerdict
from content.models.pages import (
    Contraindication,
    Difference,
    Gap,
    Indication,
    Page,
    PageKind,
    Question,
    QuestionComponent,
    QuestionVariant,
    SideEffect,
    Site,
    Status,
    Topic,
)
from content.models.pictures import Picture, PictureDraft
from content.models.readers import DailyCount, Feedback, Reason
from content.models.search import SearchEntry, SearchMiss, SearchWord
from content.models.sources import LookedAt, Markup, Passage, Snapshot, Source
from content.models.submissions import Submission

__all__ = [
    "Change",
    "ChangeKind",
    "Citation",
    "Claim",
    "Contraindication",
    "DailyCount",
    "Difference",
    "Disagreement",
    "DisagreementPosition",
    "Draft",
    "EditNote",
    "Feedback",
    "Gap",
    "Indication",
    "LastPublic",
    "Link",
    "LookedAt",
    "Markup",
    "OldAddress",
    "Override",
    "Page",
    "PageKind",
    "Passage",
    "PastVerdict",
    "Picture",
    "PictureDraft",
    "ProposedConcept",
    "Question",
    "QuestionComponent",
    "QuestionVariant",
    "Reason",
    "SearchEntry",
    "SearchMiss",
    "SearchWord",
    "SelfTest",
    "SideEffect",
    "SignOff",
    "Site",
    "Snapshot",
    "Source",
    "Statement",
    "Status",
    "Submission",
    "SuggestedMerge",
    "Topic",
    "Verdict",
]
