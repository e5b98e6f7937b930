"""The site map: every published page and every fixed page, nothing else."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from content.gaps import open_gaps
from content.models import Change, Page, PageKind, Source
from content.models.pages import HOME
from content.querysets import PageQuerySet


class PublishedPages(Sitemap):
    """Every page that the public may open, with the day its text last changed.

    Open questions and the fixed pages have an address whether or not somebody has written a page for them.
    """

    def items(self) -> PageQuerySet:
        pages = Page.objects.published().exclude(kind=PageKind.GAP)
        return pages.exclude(kind=PageKind.SITE, slug__in=(HOME, "how-we-check")).order_by("kind", "slug")

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
            *("differences", "not_answered", "sources", "how_we_check", "glossary"),
            *("search", "what_changed", "api"),
        ]

    def location(self, name: str) -> str:
        return reverse(name)

    def lastmod(self, name: str) -> datetime | None:
        """Of the list of changes alone: the others show what many pages say."""
        latest = Change.objects.order_by("-at").first() if name == "what_changed" else None
        return latest and latest.at


class Gaps(Sitemap):
    """The page of each question that no article answers."""

    def items(self) -> list[str]:
        return [gap.id for gap in open_gaps()]

    def location(self, gap_id: str) -> str:
        return reverse("gap", args=[gap_id])


SITEMAPS = {"pages": PublishedPages, "articles": Articles, "gaps": Gaps, "fixed": FixedPages}
