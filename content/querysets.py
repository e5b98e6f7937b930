"""Querysets. ``published()`` is the only door to what a patient can read."""

from collections.abc import Iterable
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Prefetch

from content.pipeline.verdicts import CHECKER_VERSION


class PageQuerySet(models.QuerySet):
    """Pages of any kind; the same methods on every kind."""

    def published(self) -> Self:
        """Pages that the public may open. Nothing else decides that.

        A page that was merged into another keeps its status, for the day it is taken apart again.
        """
        return self.filter(status="published", merged_into__isnull=True)

    def curated(self) -> Self:
        """Pages with a text of our own, as against those that show quotes only."""
        return self.exclude(body="")

    def with_evidence(self) -> Self:
        """With claims, citations and verdicts, and the statements of the sources, in three more queries."""
        return self.with_claims().with_statements()

    def with_claims(self) -> Self:
        """With claims, their verdicts and citations, in two more queries."""
        return self.prefetch_related(*claims_with_citations())

    def with_statements(self) -> Self:
        """With the statements of the sources, without the sources' texts, in one more query."""
        found = _objects("Statement").select_related("passage__snapshot__source")
        return self.prefetch_related(Prefetch("statements", found.defer("passage__snapshot__text")))


def claims_with_citations() -> tuple[Prefetch, Prefetch]:
    """What brings the claims of pages with their verdicts and citations, in two queries."""
    return (
        Prefetch("claims", _objects("Claim").select_related("verdict", "override")),
        Prefetch("claims__citations", _objects("Citation").select_related("source")),
    )


def _objects(model: str) -> models.QuerySet:
    """All rows of a model that stands in a module which needs this one."""
    return apps.get_model("content", model).objects.all()


def remember(instance: models.Model, name: str, rows: Iterable[models.Model]) -> None:
    """Let ``instance.name.all()`` be ``rows``, which another query has brought, as a prefetch would."""
    found = getattr(instance, name).all()
    found._result_cache, found._prefetch_done = list(rows), True
    if not hasattr(instance, "_prefetched_objects_cache"):
        instance._prefetched_objects_cache = {}
    instance._prefetched_objects_cache[name] = found


class ProposalQuerySet(models.QuerySet):
    """Names that articles print and the vocabulary lacks."""

    def waiting(self) -> Self:
        """Printed by an article in use, and nobody has said what they mean: they are on no page."""
        return self.filter(state="open", is_present=True)

    def warnings(self) -> Self:
        """Names of what may be a reason not to have it, or of a side effect."""
        return self.filter(role__in=["contraindication", "side_effect"])

    def uses(self) -> Self:
        """Names of what it may be used for."""
        return self.filter(role="indication")


class LinkQuerySet(models.QuerySet):
    """What editors said of two things."""

    def decided(self) -> Self:
        """Without those that somebody took back."""
        return self.exclude(kind="open")


class SuggestionQuerySet(models.QuerySet):
    """Pairs that look alike to the software."""

    def waiting(self) -> Self:
        """Still alike, and nobody has answered."""
        return self.filter(state="open", is_present=True)


class SelfTestQuerySet(models.QuerySet):
    """Tests of the checker, one for each of its versions."""

    def of_this_checker(self) -> models.Model | None:
        """The test of the checker that is running; None where it has not been tested yet."""
        return self.filter(checker_version=CHECKER_VERSION).first()

    def of_this_checker_below_floor(self) -> Self:
        """The test of the checker that is running, if too much passed."""
        return self.filter(checker_version=CHECKER_VERSION, is_good_enough=False)


class OverrideQuerySet(models.QuerySet):
    """What people decided against verdicts."""

    def kept(self) -> Self:
        """Nobody took them back; they may have lapsed, or wait for a second person."""
        return self.filter(withdrawn_at__isnull=True)

    def standing(self) -> Self:
        """Nobody took them back, and no second person is wanting; they may have lapsed."""
        return self.kept().exclude(needs_second=True, confirmed_at__isnull=True)

    def waiting(self) -> Self:
        """They concern safety, and somebody else has to confirm them before they hold."""
        return self.kept().filter(needs_second=True, confirmed_at__isnull=True)

    def in_force(self) -> Self:
        """They hold for a sentence as it was checked last."""
        return self.standing().filter(claims__isnull=False).distinct()

    def lapsed(self) -> Self:
        """Nobody took them back, but the sentence, a citation, an article or the verdict is another one."""
        return self.standing().filter(claims__isnull=True)
