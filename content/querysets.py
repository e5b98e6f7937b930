"""Querysets. ``published()`` is the only door to what a patient can read."""

from typing import Self

from django.db import models

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
        """With claims, citations and verdicts, and the statements of the sources, in six more queries."""
        return self.prefetch_related(
            "claims__citations__source",
            "claims__verdict",
            "statements__passage__snapshot__source",
        )


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
