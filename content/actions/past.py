"""Keeps the verdicts that sentences had before, so that an editor can see since when one is not supported."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from content.actions.reports import Report
from content.checking import CheckedClaim
from content.models import Claim, Page, PastVerdict, Verdict
from content.pagefiles import sha256_of


def sentence_key(context: str, text: str) -> str:
    """By which a sentence is known again: the SHA-256 of its lead-in and words, whatever the blanks."""
    return sha256_of(" ".join(f"{context} {text}".split()))


def keep_past_verdicts(
    page: Page, stored: Sequence[Claim], checked: Iterable[CheckedClaim], report: Report
) -> None:
    """Keep each verdict of a sentence of ``page`` that is about to become another one."""
    new = {sentence_key(c.claim.context, c.claim.text): c for c in checked}
    before = {sentence_key(row.context, row.text): row.verdict for row in stored if hasattr(row, "verdict")}
    past = [
        _past(page, key, old)
        for key, old in before.items()
        if key in new and _result(old) != _result_of(new[key])
    ]
    PastVerdict.objects.bulk_create(past)
    report.rows_written += len(past)
    for verdict in past:
        _drop_oldest(verdict)


def _past(page: Page, key: str, old: Verdict) -> PastVerdict:
    return PastVerdict(
        page=page,
        sentence=key,
        support=old.support,
        anchor=old.anchor,
        reasons=old.reasons,
        checker_version=old.checker_version,
        snapshot_hashes=old.snapshot_hashes,
        checked_at=old.checked_at,
        changed_at=timezone.now(),
    )


def _result(row: Verdict) -> tuple[Any, ...]:
    """What would be another verdict to an editor: not another version of the checker that found the same."""
    return (row.support, row.anchor, sorted({reason["code"] for reason in row.reasons}))


def _result_of(checked: CheckedClaim) -> tuple[Any, ...]:
    codes = sorted({str(reason.code) for reason in checked.verdict.reasons})
    return (checked.verdict.support.value, checked.anchor.value if checked.anchor else "", codes)


def _drop_oldest(newest: PastVerdict) -> None:
    same = PastVerdict.objects.filter(page=newest.page, sentence=newest.sentence)
    kept = list(same.values_list("pk", flat=True)[: PastVerdict.KEPT])
    same.exclude(pk__in=kept).delete()
