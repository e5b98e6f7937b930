"""Checks pages against the sources as they stand in the database. Reads only; ``actions`` writes.

A page's text is the truth about its claims: they are read from it anew at every check, and compared with
the current snapshot of each source they cite.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType

from content.entailment import entailment_model
from content.gaps import open_gaps
from content.models import Disagreement, Page, PageKind, Passage, SelfTest, Snapshot, Source
from content.models.pages import WARNINGS
from content.overriding import Standing, override_of, standing_overrides
from content.pictures import faults_of_pictures
from content.pipeline import passages as core
from content.pipeline.anchors import Anchor, AnchorState, anchor_quote
from content.pipeline.citations import Basis, Citation, Claim, parse_claims
from content.pipeline.snapshots import Snapshot as CoreSnapshot
from content.pipeline.spans import Span
from content.pipeline.verdicts import (
    Entailment,
    Evidence,
    Reason,
    Support,
    Verdict,
    check_claim,
    count_mentions,
    premises_of,
    second_look,
    version_with,
)

SITE_MARK_ELSEWHERE = (
    "Only pages about this site speak of the site. "
    "Cite a source, or mark the sentence [@advice] or [@absence]."
)
WORST_FIRST = (AnchorState.MISSING, AnchorState.CHANGED, AnchorState.MOVED, AnchorState.EXACT)


@dataclass(frozen=True, slots=True)
class Text:
    """The current text of a source: its row's key, and the snapshot and passages as the core knows them."""

    pk: int
    snapshot: CoreSnapshot
    passages: tuple[core.Passage, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What pages are checked against; a page's text is checked with it once.

    ``sources`` has the primary key of every source by its id, ``texts`` the current text of those that
    have one. ``distrust`` says why this checker is not good enough to publish on; "" where it is. ``model``
    takes a second look at what the rules support, where there is one. ``overrides`` are decisions of people
    against verdicts, by page.
    """

    sources: Mapping[str, int]
    texts: Mapping[str, Text]
    distrust: str = ""
    model: Entailment | None = None
    overrides: Standing = field(default_factory=dict)
    checked: dict[tuple[str, str, str], tuple["CheckedClaim", ...]] = field(default_factory=dict)
    gaps: dict[str, bool] = field(default_factory=dict)

    @property
    def checker_version(self) -> str:
        """The version of all that judges: the rules, and the model where there is one."""
        return version_with(self.model)

    def is_open_gap(self, item: str) -> bool:
        """Whether no article answers ``item`` of the checklist; looked up in the database once."""
        if not self.gaps:
            self.gaps.update({gap.id: True for gap in open_gaps()} or {"": False})
        return self.gaps.get(item, False)

    def count_mentions(self, asked: str) -> int:
        """How many of the sources say something about ``asked``."""
        return count_mentions(asked, [(text.snapshot, text.passages) for text in self.texts.values()])


@dataclass(frozen=True, slots=True)
class CheckedCitation:
    """A citation and where its words stand; ``text`` is None where the source is unknown or gone."""

    citation: Citation
    anchor: Anchor
    text: Text | None


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim with its citations resolved, and the verdict on it."""

    claim: Claim
    citations: tuple[CheckedCitation, ...]
    verdict: Verdict

    @property
    def anchor(self) -> AnchorState | None:
        """The worst state of its citations; None where it has no citation."""
        states = {cited.anchor.state for cited in self.citations}
        return next((state for state in WORST_FIRST if state in states), None)

    @property
    def snapshot_hashes(self) -> list[str]:
        """The texts that the verdict was reached with."""
        return sorted({cited.text.snapshot.sha256 for cited in self.citations if cited.text})


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a page is not published: the sentence (0 for the page as a whole), a stable code, a message."""

    sentence: int
    code: str
    message: str

    def __str__(self) -> str:
        place = f"sentence {self.sentence}: " if self.sentence else ""
        return f"{place}{self.code} {self.message}"


@dataclass(frozen=True, slots=True)
class PageCheck:
    """The result of checking one page. The publish gate is open when there is no failure."""

    claims: tuple[CheckedClaim, ...]
    failures: tuple[Failure, ...]

    @property
    def is_open(self) -> bool:
        return not self.failures


def load_shelf() -> Shelf:
    """Sources, current snapshots with their passages, the test of the checker, decisions: five queries.

    With them the optional model. Raises NoEntailmentModel where the one that is set cannot be used: pages are
    not checked without it.
    """
    sources = dict(Source.objects.values_list("source_id", "pk"))
    current = Snapshot.objects.filter(is_current=True).select_related("source").prefetch_related("passages")
    texts = {row.source.source_id: _text(row) for row in current}
    distrust = distrust_of(SelfTest.objects.of_this_checker())
    return Shelf(sources, texts, distrust, entailment_model(), standing_overrides())


def distrust_of(test: SelfTest | None) -> str:
    """Why nothing new is published on the word of the checker with this ``test``; "" where it may be.

    A checker that has not been tested yet is trusted until it is: a load tests it.
    """
    if test is None or test.is_good_enough:
        return ""
    return (
        f"The checker let {test.made - test.caught} of {test.made} falsehoods pass that it was tested with."
    )


def _text(row: Snapshot) -> Text:
    rows = list(row.passages.all())
    position_of = {passage.pk: passage.position for passage in rows}
    snapshot = CoreSnapshot(row.source.source_id, row.text, row.sha256)
    return _as_before(Text(row.pk, snapshot, tuple(_passage(passage, position_of) for passage in rows)))


_texts: dict[str, Text] = {}
"""The text of each source that was loaded last."""


def _as_before(text: Text) -> Text:
    """``text``, as the same object where it was loaded before: what was read from it is found at once."""
    known = _texts.get(text.snapshot.source_id)
    if known == text:
        return known
    _texts[text.snapshot.source_id] = text
    return text


def _passage(row: Passage, position_of: Mapping[int, int]) -> core.Passage:
    return core.Passage(
        index=row.position,
        span=Span(row.start, row.end),
        quote=row.quote,
        kind=core.PassageKind(row.kind),
        disposition=core.Disposition(row.disposition),
        reason=row.reason,
        section=position_of.get(row.section_id),
        heading_path=tuple(row.heading_path),
        parent=position_of.get(row.parent_id),
        label=None if row.label_start is None else Span(row.label_start, row.label_end),
        duplicate_of=position_of.get(row.duplicate_of_id),
    )


def check_text(
    body: str, *, kind: str, shelf: Shelf, subject: str = "", file: str = "text", first_line: int = 1
) -> tuple[CheckedClaim, ...]:
    """Every claim of the Markdown ``body`` with its verdict. Raises BadCitation for a mark it cannot read.

    ``subject`` is what the page is about: it tells what "how often this happens" means.
    """
    key = (body, str(kind), subject)  # a member of an enumeration has another hash than its text
    if key not in shelf.checked:
        claims = parse_claims(body, file=file, first_line=first_line)
        shelf.checked[key] = tuple(check_one(claim, kind, subject, shelf) for claim in claims)
    return shelf.checked[key]


def check_one(claim: Claim, kind: str, subject: str, shelf: Shelf) -> CheckedClaim:
    """``claim`` as a sentence of a page of ``kind`` about ``subject``, with its verdict."""
    cited = tuple(_resolve(citation, shelf) for citation in claim.citations)
    if gone := [c.citation.source_id for c in cited if c.text is None]:
        reason = Reason("source_gone", f"{gone[0]} is not, or no longer, among the sources.")
        verdict = Verdict(tuple(c.anchor for c in cited), Support.NOT_FOUND, (reason,))
    elif claim.basis is Basis.SITE and kind != PageKind.SITE:
        verdict = Verdict((), Support.NOT_FOUND, (Reason("site_mark_elsewhere", SITE_MARK_ELSEWHERE),))
    else:
        evidence = [
            Evidence(c.citation.source_id, c.text.snapshot, c.text.passages, c.citation.quote, c.anchor)
            for c in cited
            if c.text
        ]
        verdict = check_claim(
            claim.full_text,
            evidence,
            basis=claim.basis,
            is_safety=kind in WARNINGS,
            mentions=shelf.count_mentions,
            subject=subject,
        )
        if shelf.model:
            verdict = second_look(verdict, claim.full_text, premises_of(evidence), shelf.model)
    return CheckedClaim(claim, cited, verdict)


def _resolve(citation: Citation, shelf: Shelf) -> CheckedCitation:
    text = shelf.texts.get(citation.source_id)
    if text is None:
        return CheckedCitation(citation, Anchor(AnchorState.MISSING, None, citation.quote), None)
    return CheckedCitation(citation, anchor_quote(citation.quote, text.snapshot, text.passages), text)


def check_stored(page: Page, shelf: Shelf, *, file: str = "", first_line: int = 1) -> PageCheck:
    """``page`` as it stands, whether saved or not, and why the gate is closed to it. Raises BadCitation.

    ``file`` and ``first_line`` say where its text comes from, for messages.
    """
    claims = check_text(
        page.body,
        kind=page.kind,
        shelf=shelf,
        subject=page.title,
        file=file or page.address,
        first_line=first_line,
    )
    standing = shelf.overrides.get(page.pk, {})
    failures = failures_of(claims, kind=page.kind, standing=standing)
    return PageCheck(claims, (*_failures_of_page(page, shelf), *failures))


def _failures_of_page(page: Page, shelf: Shelf) -> Iterable[Failure]:
    if page.kind == PageKind.INDICATION and not page.is_present:
        yield Failure(0, "no_source", "No source says this any more.")
    if page.kind == PageKind.GAP and not shelf.is_open_gap(page.slug):
        yield Failure(
            0, "gap_closed", "An article answers this question now, so the page is not needed any more."
        )
    if (
        page.kind == PageKind.DIFFERENCE
        and not Disagreement.objects.filter(key__in=page.disagreements).exists()
    ):
        yield Failure(0, "difference_gone", "The articles no longer differ on this point.")
    yield from (Failure(0, code, message) for code, message in faults_of_pictures(page.body))
    if not page.is_curated and not _has_quotes(page):
        yield Failure(0, "no_text", "The page has no text, and no source has a passage for it.")


def _has_quotes(page: Page) -> bool:
    """A page without a text of ours has something to show."""
    if page.pk is None:
        return False
    if page.kind == PageKind.QUESTION:
        return page.specific.components.exists()
    return page.statements.exists()


def failures_of(
    claims: Iterable[CheckedClaim], *, kind: str, standing: Mapping[str, int] = MappingProxyType({})
) -> tuple[Failure, ...]:
    """What keeps a page with these claims from being published, in reading order.

    ``standing`` are the decisions of people on sentences of the page, by fingerprint (content/overriding.py).
    """
    return tuple(chain.from_iterable(_failures(claim, kind, standing) for claim in claims))


def _failures(checked: CheckedClaim, kind: str, standing: Mapping[str, int]) -> Iterable[Failure]:
    """A claim fails without exact anchors, or without support that nobody decided to do without."""
    if passes(checked, kind) or override_of(checked, standing) is not None:
        return
    position = checked.claim.position
    reasons = checked.verdict.reasons or (Reason(checked.verdict.support, "The source does not say this."),)
    yield from (Failure(position, reason.code, reason.message) for reason in reasons)


def passes(checked: CheckedClaim, kind: str) -> bool:
    """Whether the claim has exact anchors and support; on a page that warns, full support."""
    allowed = {Support.SUPPORTED} if kind in WARNINGS else {Support.SUPPORTED, Support.PARTLY_SUPPORTED}
    is_anchored = checked.anchor in (None, AnchorState.EXACT)
    return is_anchored and checked.verdict.support in allowed and checked.claim.basis is not Basis.NONE
