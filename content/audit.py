"""Checks everything published again, and that nothing stored has been altered behind the loader's back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path

from content.checking import CheckedClaim, Failure, Shelf, check_stored, load_shelf, passes
from content.figures import FIGURE, figure_findings
from content.findings import Finding, Level, Location, counted
from content.models import Claim, Page, Passage, Snapshot
from content.models.reading import read_hash
from content.opposing import CODE, opposed_claims
from content.overriding import codes_of, override_of
from content.pagefiles import PAGES, PageFile, loaded_file, project_path, sha256_of
from content.pipeline.citations import Claim as StatedClaim
from content.pipeline.errors import BadCitation
from content.pipeline.spans import Span

OVERRIDDEN = "overridden"
SOURCE = "source/"
"""How the name of a source begins, where that of a page begins with its kind."""


@dataclass(slots=True)
class Audit:
    """What was checked, by which version of the checker, and what failed."""

    checker_version: str
    pages: list[Page] = field(default_factory=list)
    claims: list[tuple[str, CheckedClaim]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_failed(self) -> bool:
        """Whether anything is worse than a warning."""
        return any(finding.level is Level.ERROR for finding in self.findings)

    def __str__(self) -> str:
        """As in "3 findings on 2 of 115 pages, 881 sentences checked"."""
        about = {finding.about for finding in self.findings}
        sources = {name for name in about if name.startswith(SOURCE)}
        figures = {name for name in about if name.startswith(FIGURE)}
        pages = f"{len(about - sources - figures)} of {counted(len(self.pages), 'page')}"
        altered = f" and in {counted(len(sources), 'source')}" if sources else ""
        drawn = f" and in {counted(len(figures), 'drawing')}" if figures else ""
        checked = counted(len(self.claims), "sentence")
        return f"{counted(len(self.findings), 'finding')} on {pages}{altered}{drawn}, {checked} checked"


def audit_published(folder: Path = PAGES) -> Audit:
    """Check every published page from its text, and what is stored about it; changes nothing.

    ``folder`` has the files that pages were loaded from, whose lines the findings name.
    """
    shelf = load_shelf()
    result = Audit(shelf.checker_version, findings=list(_altered_sources()))
    for page in Page.objects.published().with_evidence():
        claims, findings = audit_page(page, shelf, folder)
        result.pages.append(page)
        result.claims.extend((page.address, claim) for claim in claims)
        result.findings.extend(findings)
    result.findings.extend(figure_findings(result.pages, result.claims, shelf))
    return result


def audit_page(
    page: Page, shelf: Shelf, folder: Path = PAGES
) -> tuple[tuple[CheckedClaim, ...], list[Finding]]:
    """The claims of ``page``, whether published or not, and what fails about it.

    What another article says against a sentence is a warning: an editor has to show it, or to settle it.
    """
    try:
        check = check_stored(page, shelf)
    except BadCitation as error:
        failure = Failure(0, "bad_citation", f"{error.place}: {error.problem}.")
        return (), _findings(page, (), [failure], folder)
    failures = [*check.failures, *_altered_claims(page, check.claims, shelf), *_altered_reading(page)]
    opposed = [Failure(o.position, CODE, o.message) for o in opposed_claims(page, check.claims, shelf)]
    warnings = _findings(page, check.claims, [*opposed, *_overridden(page, check.claims, shelf)], folder)
    return check.claims, [
        *_findings(page, check.claims, failures, folder),
        *(replace(finding, level=Level.WARNING) for finding in warnings),
    ]


def _overridden(page: Page, claims: Iterable[CheckedClaim], shelf: Shelf) -> Iterator[Failure]:
    """The sentences that stand because a person decided it, each with what the software found."""
    standing = shelf.overrides.get(page.pk, {})
    for checked in claims:
        if override_of(checked, standing) is not None and not passes(checked, page.kind):
            found = ", ".join(codes_of(checked)) or str(checked.verdict.support)
            message = f"It is public because a person decided that it stands. The checks found: {found}."
            yield Failure(checked.claim.position, OVERRIDDEN, message)


def _findings(
    page: Page, claims: Iterable[CheckedClaim], failures: Sequence[Failure], folder: Path
) -> list[Finding]:
    """``failures`` with their sentences, and where these stand in the page's file."""
    file = loaded_file(page, folder) if failures else None
    stated = {checked.claim.position: checked.claim for checked in claims}
    return [_finding(page, failure, stated.get(failure.sentence), file) for failure in failures]


def _finding(page: Page, failure: Failure, claim: StatedClaim | None, file: PageFile | None) -> Finding:
    text = claim.text if claim else ""
    location = location_of(claim, file) if file else None
    return Finding(page.address, failure.sentence, failure.code, failure.message, text, location)


def location_of(claim: StatedClaim | None, file: PageFile) -> Location:
    """Where ``claim`` stands in ``file``, from its first character to its last; without one, the file."""
    return place_of(claim.span, file) if claim else Location(project_path(Path(file.file)))


def place_of(span: Span, file: PageFile) -> Location:
    """Where ``span``, which counts from the beginning of the body, stands in ``file``."""
    start, end = (len(file.head) + offset for offset in (span.start, span.end))
    text = file.text
    name = project_path(Path(file.file))
    return Location(name, *_line_and_column(text, start), *_line_and_column(text, end))


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


# --- what is stored is what was loaded -------------------------------------------------------------


def _altered_sources() -> Iterator[Finding]:
    for snapshot in Snapshot.objects.select_related("source"):
        about = f"{SOURCE}{snapshot.source.source_id}"
        if sha256_of(snapshot.text) != snapshot.sha256:
            yield Finding(about, 0, "snapshot_altered", "The stored text is not the text that was loaded.")
        for passage in snapshot.passages.all():
            if snapshot.text[passage.start : passage.end] != passage.quote:
                yield Finding(about, 0, "passage_altered", _passage_message(passage))


def _passage_message(passage: Passage) -> str:
    return f"Passage {passage.position} is not the text at {passage.start} to {passage.end}."


def _altered_reading(page: Page) -> Iterator[Failure]:
    """The stored hash of what readers read, which signatures are under, is that of what they read."""
    if page.read_sha256 != read_hash(page):
        message = "What is stored about what readers read of this page is not what they read."
        yield Failure(0, "stored_differs", message)


def _altered_claims(page: Page, checked: Iterable[CheckedClaim], shelf: Shelf) -> Iterator[Failure]:
    """Stored claims and citations say what the page's text says, and name the decision that holds."""
    standing = shelf.overrides.get(page.pk, {})
    for row, claim in zip_longest(page.claims.all(), checked):
        if row is None or claim is None or not _is_same(row, claim, override_of(claim, standing)):
            position = claim.claim.position if claim else row.position
            message = "What is stored about this sentence is not what the page's text says."
            yield Failure(position, "stored_differs", message)


def _is_same(row: Claim, checked: CheckedClaim, override: int | None) -> bool:
    cited = [(cited.citation.source_id, cited.citation.quote) for cited in checked.citations]
    stored = [(citation.source.source_id, citation.quote) for citation in row.citations.all()]
    told = (checked.claim.position, checked.claim.text, override, cited)
    return (row.position, row.text, row.override_id, stored) == told
