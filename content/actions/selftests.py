"""Tests the checker on the public pages, and stores what it caught."""

from django.db import transaction
from django.utils import timezone

from content.actions import rows
from content.actions.reports import Report
from content.checking import Shelf, distrust_of, load_shelf
from content.models import Page, SelfTest
from content.pipeline.mutations import Escape, load_kinds
from content.pipeline.mutations import SelfTest as Result
from content.pipeline.verdicts import CHECKER_VERSION
from content.selftest import examine_pages

ESCAPES = 50
"""How many of the falsehoods that passed are stored, to be read by people."""


@transaction.atomic
def run_self_test(*, shelf: Shelf | None = None, report: Report | None = None) -> SelfTest:
    """Test this version of the checker on every public page and store the result, if it is a new one."""
    shelf, report = shelf or load_shelf(), report or Report()
    result = examine_pages(Page.objects.published(), shelf)
    row = SelfTest.objects.of_this_checker() or SelfTest(checker_version=CHECKER_VERSION)
    values = _values(result)
    if row.pk is None:
        for name, value in values.items():
            setattr(row, name, value)
        row.tested_at = timezone.now()
        row.save()
        report.rows_written += 1
    elif rows.update(row, report, **values):
        rows.update(row, report, tested_at=timezone.now())
    if distrust := distrust_of(row):
        report.note("checker_below_floor", "checker", f"{distrust} Nothing new can be published.")
    return row


def _values(result: Result) -> dict[str, object]:
    return {
        "sentences": result.sentences,
        "made": result.made,
        "caught": result.caught,
        "critical": len(result.critical),
        "is_good_enough": result.is_good_enough,
        "kinds": [
            {
                "kind": kind.id,
                "name": kind.name,
                "made": result.tallies[kind.id].made,
                "caught": result.tallies[kind.id].caught,
                "named": result.tallies[kind.id].named,
            }
            for kind in load_kinds()
        ],
        "escapes": [_escape(escape) for escape in result.escapes[:ESCAPES]],
    }


def _escape(escape: Escape) -> dict[str, str]:
    return {
        "place": escape.subject.place,
        "kind": escape.mutant.kind,
        "true": escape.subject.text,
        "false": escape.mutant.text,
    }
