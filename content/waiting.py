"""Which rows wait for an editor: each list of work, and the filter that shows the same rows, ask here."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from content.models import LookedAt, Page, SignOff, Status
from content.pipeline.anchors import AnchorState
from content.pipeline.passages import Disposition
from content.pipeline.verdicts import Support

NO_STATEMENT = "no_statement"
"""Why a passage is background: the reader found nothing in it that a patient needs."""
MISSES_KEPT = timedelta(days=30)
"""How long a search that found nothing asks to be looked at."""


def contradicted(claims: QuerySet) -> QuerySet:
    """Sentences that an article contradicts, of pages that are not withdrawn."""
    return claims.filter(verdict__support=Support.CONTRADICTED).exclude(page__status=Status.WITHDRAWN)


def not_in_article(citations: QuerySet) -> QuerySet:
    """Quotes that do not stand in their article word for word, of pages that are not withdrawn."""
    return citations.exclude(anchor=AnchorState.EXACT).exclude(claim__page__status=Status.WITHDRAWN)


def unusable(passages: QuerySet) -> QuerySet:
    """Parts of articles in use that are cut off, or point to something missing; nobody has looked at them."""
    return _not_looked_at(passages.filter(disposition=Disposition.UNUSABLE))


def without_statement(passages: QuerySet) -> QuerySet:
    """Parts of articles in use in which the reader found nothing that a patient needs; the same."""
    return _not_looked_at(passages.filter(disposition=Disposition.BACKGROUND, reason=NO_STATEMENT))


def _not_looked_at(passages: QuerySet) -> QuerySet:
    place = {name: OuterRef(name) for name in ("snapshot", "start", "end")}
    return passages.filter(snapshot__is_current=True).exclude(Exists(LookedAt.objects.filter(**place)))


def unsigned(pages: QuerySet, **by: object) -> QuerySet:
    """Public pages with a text of ours that nobody has signed as they are; ``by`` narrows who would do."""
    signed = SignOff.objects.filter(page=OuterRef("pk"), text_sha256=OuterRef("read_sha256"), **by)
    return pages.published().curated().exclude(Exists(signed))


def unsigned_by_clinician(pages: QuerySet) -> QuerySet:
    """Public pages whose present text no health professional has signed."""
    return unsigned(pages, role=SignOff.Role.CLINICAL_REVIEWER)


def reviewed_by_clinician() -> QuerySet:
    """Signatures of health professionals under the present texts of public pages."""
    signed = SignOff.objects.filter(role=SignOff.Role.CLINICAL_REVIEWER, page__in=Page.objects.published())
    return signed.filter(text_sha256=F("page__read_sha256"))


def overdue(pages: QuerySet) -> QuerySet:
    """Public pages whose day for the next review has passed."""
    return pages.published().filter(next_review_on__lt=timezone.localdate())


def recent_misses(misses: QuerySet) -> QuerySet:
    """Searches without an answer, of the last days."""
    return misses.filter(day__gt=timezone.localdate() - MISSES_KEPT)


def says_wrong(answers: QuerySet) -> QuerySet:
    """Answers of readers who say that something seems wrong, and that nobody has looked at."""
    return _new(answers).filter(reason="wrong")


def says_no(answers: QuerySet) -> QuerySet:
    """All other answers that a page did not help."""
    return _new(answers).exclude(reason="wrong")


def _new(answers: QuerySet) -> QuerySet:
    return answers.filter(is_useful=False, state="new")
