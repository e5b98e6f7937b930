"""What a person may decide against the checks, and whether a decision still holds. Reads only.

It may let a sentence pass that its articles support in part or not at all, to the software, while every quote
stands exactly in its article. It never lets pass what an article contradicts, a quote that is not there, or a
sentence without a source (docs/adr/0017-overrides.md). The verdict stays what it is.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from content.models import Override
from content.pipeline.anchors import AnchorState
from content.pipeline.citations import Basis

if TYPE_CHECKING:
    from content.checking import CheckedClaim

Standing = Mapping[int, Mapping[str, int]]
"""By the key of a page and the fingerprint of a sentence: the key of the decision that nobody took back."""


def standing_overrides() -> dict[int, dict[str, int]]:
    """The decisions that nobody took back, whether they still apply or not. One query."""
    found: dict[int, dict[str, int]] = {}
    for page, fingerprint, pk in Override.objects.standing().values_list("page", "fingerprint", "pk"):
        found.setdefault(page, {})[fingerprint] = pk
    return found


def why_not(checked: "CheckedClaim") -> str:
    """Why nobody can decide that this sentence stands, in words; "" where somebody may."""
    if checked.verdict.support not in Override.SUPPORTS:
        return (
            "It is supported, so there is nothing to decide."
            if checked.verdict.support == "supported"
            else "An article says the opposite. Nobody can decide that the sentence stands: change it."
        )
    if checked.claim.basis is not Basis.CITATION or not checked.citations:
        return "It cites no article. Nobody can decide that it stands: cite one, or take the sentence out."
    if any(cited.text is None for cited in checked.citations):
        return "It cites an article that is not here. Cite another one."
    if checked.anchor is not AnchorState.EXACT:
        return "Its quote does not stand in the article word for word. Quote the article again first."
    return ""


def may_be_overridden(checked: "CheckedClaim") -> bool:
    """Whether a person may decide that the sentence stands, as far as the sentence goes."""
    return not why_not(checked)


def override_of(checked: "CheckedClaim", standing: Mapping[str, int]) -> int | None:
    """The key of the decision that holds for the sentence as it is now; None where there is none."""
    if not standing or not may_be_overridden(checked):
        return None
    return standing.get(fingerprint_of(checked))


def fingerprint_of(checked: "CheckedClaim") -> str:
    """What a decision holds for: the sentence in its place, its citations and their texts, what was found."""
    claim, verdict = checked.claim, checked.verdict
    return fingerprint(
        text=claim.text,
        context=claim.context,
        heading=claim.heading,
        basis=claim.basis.value,
        citations=quotes_of(checked),
        support=verdict.support.value,
        codes=codes_of(checked),
    )


def fingerprint(**seen: str | list[str] | list[list[str]]) -> str:
    """The same of the parts: text, context, heading, basis, citations, support and codes."""
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()


def quotes_of(checked: "CheckedClaim") -> list[list[str]]:
    """Each citation: the article, the SHA-256 of its text, the quoted words."""
    return [
        [
            cited.citation.source_id,
            cited.text.snapshot.sha256 if cited.text else "",
            cited.citation.quote,
        ]
        for cited in checked.citations
    ]


def codes_of(checked: "CheckedClaim") -> list[str]:
    """The codes of the reasons, each once."""
    return sorted({str(reason.code) for reason in checked.verdict.reasons})
