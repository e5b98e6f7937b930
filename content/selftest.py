"""Tests the checker on the public pages: every supported sentence made false. Reads only."""

from collections.abc import Iterable, Iterator
from functools import partial

from content.checking import CheckedClaim, Shelf, check_stored
from content.models import Page
from content.models.pages import WARNINGS
from content.pipeline.citations import Basis
from content.pipeline.mutations import SelfTest, Subject, examine
from content.pipeline.verdicts import Evidence, Support, Verdict, check_claim, words_of_evidence


def examine_pages(pages: Iterable[Page], shelf: Shelf) -> SelfTest:
    """What the checker makes of every sentence of ``pages`` that an article supports, made false.

    A sentence that stands on several pages with the same words of the articles counts once.
    """
    return examine(_subjects(pages, shelf))


def _subjects(pages: Iterable[Page], shelf: Shelf) -> Iterator[Subject]:
    seen: set[tuple[str, frozenset[tuple[str, str]], bool]] = set()
    for page in pages:
        is_safety = page.kind in WARNINGS
        for checked in check_stored(page, shelf).claims:
            quotes = frozenset((c.citation.source_id, c.citation.quote) for c in checked.citations)
            key = (checked.claim.full_text, quotes, is_safety)
            if _is_supported(checked) and key not in seen:
                seen.add(key)
                yield _subject(page, checked, is_safety)


def _is_supported(checked: CheckedClaim) -> bool:
    return checked.claim.basis is Basis.CITATION and checked.verdict.support is Support.SUPPORTED


def _subject(page: Page, checked: CheckedClaim, is_safety: bool) -> Subject:
    """The sentence by itself where it holds by itself; else with what its page is about."""
    evidence = [
        Evidence(c.citation.source_id, c.text.snapshot, c.text.passages, c.citation.quote, c.anchor)
        for c in checked.citations
        if c.text
    ]
    text = checked.claim.full_text
    alone = partial(_judge, evidence=evidence, is_safety=is_safety, subject="")
    with_page = partial(_judge, evidence=evidence, is_safety=is_safety, subject=page.title)
    judge = alone if alone(text).support is Support.SUPPORTED else with_page
    place = f"{page.address}:{checked.claim.position}"
    return Subject(place, text, words_of_evidence(evidence), is_safety, judge)


def _judge(text: str, *, evidence: list[Evidence], is_safety: bool, subject: str) -> Verdict:
    return check_claim(text, evidence, is_safety=is_safety, subject=subject)
