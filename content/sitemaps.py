"""The site map: every published page and every fixed page, nothing else."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from content.models import Page, Source
from content.querysets import PageQuerySet
from content.views.gaps import open_gaps


class PublishedPages(Sitemap):
    """Every page that the public may open, with the day its text last changed."""

    def items(self) -> PageQuerySet:
        return Page.objects.published().order_by("kind", "slug")

    def lastmod(self, page: Page) -> datetime | None:
        return page.changed_at


class Articles(Sitemap):
    """The page of each source."""

    def items(self) -> list[str]:
        return list(Source.objects.values_list("source_id", flat=True))

    def location(self, source_id: str) -> str:
        return reverse("source", args=[source_id])


class FixedPages(Sitemap):
    """Pages that are there whatever the database holds."""

    def items(self) -> list[str]:
        return [
            *("home", "topics", "uses", "who_should_not", "side_effects", "questions"),
            *("differences", "not_answered", "sources", "how_we_check"),
        ]

    def location(self, name: str) -> str:
        return reverse(name)


class Gaps(Sitemap):
    """The page of each question that no article answers."""

    def items(self) -> list[str]:
        return [gap.id for gap in open_gaps()]

    def location(self, gap_id: str) -> str:
        return reverse("gap", args=[gap_id])


SITEMAPS = {"pages": PublishedPages, "articles": Articles, "gaps": Gaps, "fixed": FixedPages}
