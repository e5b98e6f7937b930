"""Checks everything published again, and that nothing stored has been altered behind the loader's back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from content.checking import CheckedClaim, Shelf, check_stored, load_shelf
from content.models import Claim, Page, Passage, Snapshot
from content.pagefiles import sha256_of
from content.pipeline.errors import BadCitation


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that fails: where ("kind/slug" or "source/id", sentence or 0), a stable code, a message."""

    about: str
    sentence: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.about}:{self.sentence} {self.code} {self.message}"


@dataclass(slots=True)
class Audit:
    """What was checked, by which version of the checker, and what failed."""

    checker_version: str
    pages: list[Page] = field(default_factory=list)
    claims: list[tuple[str, CheckedClaim]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{len(self.claims)} sentences on {len(self.pages)} pages checked, {len(self.findings)} findings"
        )


def audit_published() -> Audit:
    """Check every published page from its text, and what is stored about it; changes nothing."""
    shelf = load_shelf()
    result = Audit(shelf.checker_version, findings=list(_altered_sources()))
    for page in Page.objects.published().with_evidence():
        result.pages.append(page)
        _audit_page(page, shelf, result)
    return result


def _audit_page(page: Page, shelf: Shelf, result: Audit) -> None:
    try:
        check = check_stored(page, shelf)
    except BadCitation as error:
        result.findings.append(Finding(page.address, 0, "bad_citation", f"{error.place}: {error.problem}."))
        return
    result.claims.extend((page.address, claim) for claim in check.claims)
    result.findings.extend(Finding(page.address, f.sentence, f.code, f.message) for f in check.failures)
    result.findings.extend(_altered_claims(page, check.claims))


# --- what is stored is what was loaded -------------------------------------------------------------


def _altered_sources() -> Iterator[Finding]:
    for snapshot in Snapshot.objects.select_related("source"):
        about = f"source/{snapshot.source.source_id}"
        if sha256_of(snapshot.text) != snapshot.sha256:
            yield Finding(about, 0, "snapshot_altered", "The stored text is not the text that was loaded.")
        for passage in snapshot.passages.all():
            if snapshot.text[passage.start : passage.end] != passage.quote:
                yield Finding(about, 0, "passage_altered", _passage_message(passage))


def _passage_message(passage: Passage) -> str:
    return f"Passage {passage.position} is not the text at {passage.start} to {passage.end}."


def _altered_claims(page: Page, checked: Iterable[CheckedClaim]) -> Iterator[Finding]:
    """Stored claims and citations say what the page's text says."""
    for row, claim in zip_longest(page.claims.all(), checked):
        if row is None or claim is None or not _is_same(row, claim):
            position = claim.claim.position if claim else row.position
            message = "What is stored about this sentence is not what the page's text says."
            yield Finding(page.address, position, "stored_differs", message)


def _is_same(row: Claim, checked: CheckedClaim) -> bool:
    cited = [(cited.citation.source_id, cited.citation.quote) for cited in checked.citations]
    stored = [(citation.source.source_id, citation.quote) for citation in row.citations.all()]
    return (row.position, row.text, stored) == (checked.claim.position, checked.claim.text, cited)
