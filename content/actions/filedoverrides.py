"""Decisions against verdicts from their file: it holds unless somebody decided otherwise here."""

from collections.abc import Iterable, Mapping, Sequence

from content.actions import rows
from content.actions.overrides import concerns_safety
from content.actions.reports import Report
from content.models import Override, Page
from content.overridefiles import FiledOverride, filed, overrides_text

TAKEN_BACK_HERE = "It was taken back here; the file has it still. It stays taken back."
DECIDED_HERE = "It was decided here in other words than in its file; what was decided here stays."


def stored_overrides() -> str:
    """The file of all decisions that nobody took back."""
    return overrides_text(filed(row) for row in Override.objects.kept().select_related("page"))


def load_overrides(*, overrides: Sequence[FiledOverride], report: Report) -> None:
    """Make the decisions on the pages that are here what ``overrides`` say; the caller checks the pages then.

    A decision that came from a file and is no longer in it is undone. What people decided here stays.
    """
    decided = {each.page for each in overrides}
    from_files = set(Override.objects.kept().filter(person__isnull=True).values_list("page", flat=True))
    for page in Page.objects.only("kind", "slug"):
        if page.address in decided or page.pk in from_files:
            own = [each for each in overrides if each.page == page.address]
            load_overrides_of(page=page, overrides=own, report=report)


def load_overrides_of(*, page: Page, overrides: Sequence[FiledOverride], report: Report) -> None:
    """The same for one page; all of ``overrides`` are about it."""
    stored: dict[str, list[Override]] = {}
    for row in Override.objects.filter(page=page).order_by("pk"):
        stored.setdefault(row.fingerprint, []).append(row)
    mine = {each.fingerprint: each for each in overrides}
    for fingerprint, each in mine.items():
        _load(each, stored.get(fingerprint, []), page, report)
    _undo_missing(mine, [row for found in stored.values() for row in found], report)


def _load(each: FiledOverride, known: Sequence[Override], page: Page, report: Report) -> None:
    kept = next((row for row in known if not row.is_withdrawn), None)
    if kept is None and known:
        report.note("override_kept", page.address, f"“{each.sentence}” {TAKEN_BACK_HERE}")
    elif kept is None:
        row = Override(page=page, confirmed_at=each.confirmed_at, **each.columns)
        row.needs_second = concerns_safety(row)
        row.save()
        report.rows_written += 1
    elif kept.person_id is None:
        confirmed_at = kept.confirmed_at if kept.confirmed_by_id else each.confirmed_at
        rows.update(kept, report, confirmed_at=confirmed_at, **each.columns)
    elif (kept.role, kept.reason) != (each.role, each.reason):
        report.note("override_kept", page.address, f"“{each.sentence}” {DECIDED_HERE}")


def _undo_missing(mine: Mapping[str, FiledOverride], stored: Iterable[Override], report: Report) -> None:
    for row in stored:
        if row.person_id is None and not row.is_withdrawn and row.fingerprint not in mine:
            report.note("override_gone", row.page.address, f"“{row.text}” is no longer decided in the file.")
            row.delete()
            report.rows_written += 1
