"""Figures beside each page of a list, counted by the database in the query of the list itself."""

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from content.models import Citation, Claim, Override, QuestionComponent, Statement
from content.models.pages import WARNINGS
from content.pipeline.anchors import AnchorState
from content.pipeline.citations import Basis
from content.pipeline.verdicts import Support

PASSES = (
    Q(verdict__anchor__in=["", AnchorState.EXACT])
    & ~Q(basis=Basis.NONE)
    & (
        Q(verdict__support=Support.SUPPORTED)
        | (Q(verdict__support=Support.PARTLY_SUPPORTED) & ~Q(page__kind__in=WARNINGS))
        | (Q(verdict__support__in=Override.SUPPORTS) & Q(override__isnull=False))
    )
)
"""Claims that the publish gate lets through, as far as they have been checked."""


def claims_that_pass() -> QuerySet:
    return Claim.objects.filter(PASSES)


def with_checks(pages: QuerySet) -> QuerySet:
    """With ``sentences``, ``problems`` (those that close the gate) and ``has_text``."""
    own = Claim.objects.filter(page=OuterRef("pk"))
    return pages.annotate(
        sentences=_count(own, "page"),
        problems=_count(own, "page") - _count(own.filter(PASSES), "page"),
        has_text=~Q(body=""),
    )


def sources_cited() -> Coalesce:
    """Articles that the page cites."""
    return _count(Citation.objects.filter(claim__page=OuterRef("pk")), "claim__page", "source")


def sources_stating() -> Coalesce:
    """Articles in use that say what the record says."""
    rows = Statement.objects.filter(page=OuterRef("pk"), passage__snapshot__is_current=True)
    return _count(rows, "page", "passage__snapshot__source")


def sources_answering() -> Coalesce:
    """Articles in use that answer the question."""
    rows = QuestionComponent.objects.filter(question=OuterRef("pk"), passage__snapshot__is_current=True)
    return _count(rows, "question", "passage__snapshot__source")


def _count(rows: QuerySet, of: str, what: str = "pk") -> Coalesce:
    """How many different ``what`` there are in ``rows``, which all have the same ``of``; 0 for none."""
    counted = rows.order_by().values(of).annotate(number=Count(what, distinct=True)).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
