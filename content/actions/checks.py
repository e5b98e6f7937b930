"""Stores what checking a page found, and moves the page through the publish gate."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from content.actions import rows
from content.actions.past import keep_past_verdicts
from content.actions.reports import Report
from content.actions.search import refresh_search
from content.checking import (
    CheckedCitation,
    CheckedClaim,
    Failure,
    PageCheck,
    Shelf,
    check_stored,
    load_shelf,
)
from content.findings.records import reason_record
from content.models import Citation, Claim, Page, PageKind, Status, Verdict
from content.overriding import override_of
from content.pipeline.anchors import DiffPart, Suggestion
from content.pipeline.errors import UnknownSource

REVIEW_AFTER = timedelta(days=365)
"""How long after its first publication a page is due to be looked at again."""


@transaction.atomic
def check_page(*, page: Page, shelf: Shelf | None = None, report: Report | None = None) -> PageCheck:
    """Check ``page``, store its claims and verdicts, and open or close the gate to it.

    Raises BadCitation for a mark that cannot be read, UnknownSource for a source that never was one.
    """
    report = report or Report()
    check = _check(page, shelf or load_shelf(), report)
    refresh_search(pages=[page], report=report)
    return check


def _check(page: Page, shelf: Shelf, report: Report) -> PageCheck:
    check = gate(check_stored(page, shelf), page, shelf)
    stored = list(page.claims.select_related("verdict").prefetch_related("citations"))
    _store(page, stored, check.claims, shelf, report)
    _settle(page, check, report, is_edited=_is_edited_since(page, stored))
    return check


def gate(check: PageCheck, page: Page, shelf: Shelf) -> PageCheck:
    """``check`` with what keeps back a page that is not public yet: a checker that misses too much."""
    if not shelf.distrust or page.status == Status.PUBLISHED:
        return check
    return replace(check, failures=(Failure(0, "checker_below_floor", shelf.distrust), *check.failures))


@transaction.atomic
def check_pages(
    *, pages: Iterable[Page] | None = None, shelf: Shelf | None = None, report: Report | None = None
) -> dict[str, PageCheck]:
    """Check every page with a text, and every published one; the results by "kind/slug"."""
    shelf, report = shelf or load_shelf(), report or Report()
    chosen = list(Page.objects.all() if pages is None else pages)
    checks = {
        page.address: _check(page, shelf, report)
        for page in chosen
        if page.is_curated or page.wanted_status == Status.PUBLISHED
    }
    refresh_search(pages=None if pages is None else chosen, report=report)
    return checks


@transaction.atomic
def record_check(*, pages: Sequence[Page]) -> None:
    """Note that every verdict of ``pages`` has just been reached again; the caller has seen that it was."""
    Verdict.objects.filter(claim__page__in=pages).update(checked_at=timezone.now())


def publish(page: Page, report: Report) -> None:
    """Make ``page`` public; the caller has seen that the gate is open."""
    now = timezone.now()
    rows.update(
        page,
        report,
        status=Status.PUBLISHED,
        refusal=[],
        first_published_at=page.first_published_at or now,
        next_review_on=page.next_review_on or timezone.localdate(now) + REVIEW_AFTER,
    )


def _is_edited_since(page: Page, checked: Iterable[Claim]) -> bool:
    """Its text is younger than every verdict on the claims that were ``checked``."""
    times = [claim.verdict.checked_at for claim in checked if hasattr(claim, "verdict")]
    return page.changed_at is not None and (not times or max(times) < page.changed_at)


def _settle(page: Page, check: PageCheck, report: Report, *, is_edited: bool) -> None:
    """Open or close the gate to a page that is meant to be public.

    Where its sources have changed under it, a use is withdrawn and another page goes back to review; a
    page that warns stays, and its verdicts say what has changed. A text that has just been edited so that
    it does not hold is not public, whatever its kind.
    """
    if page.wanted_status != Status.PUBLISHED:
        return
    if check.is_open:
        if page.status != Status.PUBLISHED:
            report.note("published", page.address, "Nothing keeps it back any more.")
        publish(page, report)
    elif page.status == Status.PUBLISHED and page.is_warning and not is_edited:
        report.note("warning_kept", page.address, f"It stays public, tagged. {check.failures[0]}")
    elif page.status == Status.PUBLISHED:
        status = Status.WITHDRAWN if page.kind == PageKind.INDICATION else Status.IN_REVIEW
        report.note("withdrawn", page.address, str(check.failures[0]))
        rows.update(page, report, status=status, refusal=refusal_of(check))
    else:
        rows.update(page, report, refusal=refusal_of(check))


def refusal_of(check: PageCheck) -> list[str]:
    return [str(failure) for failure in check.failures]


# --- rows ------------------------------------------------------------------------------------------


def _store(
    page: Page, stored: Sequence[Claim], checked: Sequence[CheckedClaim], shelf: Shelf, report: Report
) -> None:
    """Claims are replaced together when one of them differs; a verdict can change by itself."""
    _refuse_unknown_sources(page, checked, shelf)
    now = timezone.now()
    wanted = [_claim(page, claim, shelf) for claim in checked]
    keep_past_verdicts(page, stored, checked, report)
    if [_values_of_row(claim) for claim in stored] == [_values(*new) for new in wanted]:
        for claim, result, (new, _) in zip(stored, checked, wanted, strict=True):
            _store_verdict(claim.verdict, result, report)
            rows.update(claim, report, override_id=new.override_id)
        return
    page.claims.all().delete()
    Claim.objects.bulk_create([claim for claim, _ in wanted])
    for claim, citations in wanted:
        for citation in citations:
            citation.claim = claim
    Citation.objects.bulk_create([citation for _, citations in wanted for citation in citations])
    Verdict.objects.bulk_create(
        [
            Verdict(claim=claim, checked_at=now, **_verdict_values(result))
            for (claim, _), result in zip(wanted, checked, strict=True)
        ]
    )
    report.rows_written += len(stored) + len(wanted)


def _refuse_unknown_sources(page: Page, checked: Iterable[CheckedClaim], shelf: Shelf) -> None:
    """A citation needs the row of its source, even where that has no current text. Raises UnknownSource."""
    for claim in checked:
        for cited in claim.citations:
            if cited.citation.source_id not in shelf.sources:
                raise UnknownSource(
                    f'there is no source "{cited.citation.source_id}"',
                    file=page.address,
                    place=f"sentence {claim.claim.position}",
                    mend=f"The sources are {', '.join(sorted(shelf.sources)) or 'not loaded yet'}.",
                )


def _claim(page: Page, checked: CheckedClaim, shelf: Shelf) -> tuple[Claim, list[Citation]]:
    claim = checked.claim
    row = Claim(
        page=page,
        position=claim.position,
        text=claim.text,
        context=claim.context,
        start=claim.span.start,
        end=claim.span.end,
        basis=claim.basis.value,
        heading=claim.heading[:HEADING_LENGTH],
        override_id=override_of(checked, shelf.overrides.get(page.pk, {})),
    )
    return row, [_citation(n, cited, shelf.sources) for n, cited in enumerate(checked.citations, start=1)]


def _citation(position: int, cited: CheckedCitation, source_keys: Mapping[str, int]) -> Citation:
    span = cited.anchor.span
    return Citation(
        position=position,
        source_id=source_keys[cited.citation.source_id],
        quote=cited.citation.quote,
        snapshot_id=cited.text.pk if cited.text and span else None,
        start=span and span.start,
        end=span and span.end,
        anchor=cited.anchor.state.value,
        suggestions=[_suggestion(near) for near in cited.anchor.suggestions],
    )


def _suggestion(near: Suggestion) -> dict[str, object]:
    return {
        "start": near.span.start,
        "end": near.span.end,
        "quote": near.quote,
        "similarity": near.similarity,
        "diff": [_diff_part(part) for part in near.diff],
    }


def _diff_part(part: DiffPart) -> dict[str, object]:
    span = part.span
    return {
        "kind": part.kind.value,
        "words": part.words,
        "start": span and span.start,
        "end": span and span.end,
    }


CLAIM_FIELDS = ("position", "text", "context", "start", "end", "basis", "heading")
CITATION_FIELDS = ("position", "source_id", "quote", "snapshot_id", "start", "end", "anchor", "suggestions")
HEADING_LENGTH = 200


def _values(claim: Claim, citations: Iterable[Citation]) -> tuple:
    """What the rows say, without their keys."""
    cited = [tuple(getattr(citation, name) for name in CITATION_FIELDS) for citation in citations]
    return (*(getattr(claim, name) for name in CLAIM_FIELDS), cited)


def _values_of_row(claim: Claim) -> tuple | None:
    """The same of a stored claim; None, which equals nothing, where its verdict is missing."""
    return _values(claim, claim.citations.all()) if hasattr(claim, "verdict") else None


def _verdict_values(checked: CheckedClaim) -> dict[str, object]:
    verdict = checked.verdict
    return {
        "support": verdict.support.value,
        "anchor": checked.anchor.value if checked.anchor else "",
        "reasons": [reason_record(reason) for reason in verdict.reasons],
        "checker_version": verdict.checker_version,
        "snapshot_hashes": checked.snapshot_hashes,
    }


def _store_verdict(row: Verdict, checked: CheckedClaim, report: Report) -> None:
    values = _verdict_values(checked)
    if any(getattr(row, name) != value for name, value in values.items()):
        rows.update(row, report, checked_at=timezone.now(), **values)
