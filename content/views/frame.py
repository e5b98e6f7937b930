"""What stands around the text of a page: other pages and the articles, fetched once for everything."""

from functools import cached_property

from django.db.models import Case, Exists, F, Q, TextField, Value, When
from django.http import HttpRequest

from content.models import Page, PageKind, Source
from content.models.pages import HOME, WARNINGS
from content.querysets import PageQuerySet, remember
from content.views.anatomy import review_of, slugs_in
from content.views.reasons import reasons_among
from content.waiting import reviewed_by_clinician

OWN_LINKS = (HOME, "how-we-check")
"""Pages about the site that every page leads to elsewhere than in the list at its foot."""


class Frame:
    """The surroundings of one answer: its pages and its sources take one query each, when first asked for.

    ``page``: whose surroundings they are; without it, of an index.
    """

    def __init__(self, page: Page | None = None) -> None:
        self.page = page

    @cached_property
    def sources(self) -> list[Source]:
        """Every article."""
        return list(Source.objects.all())

    @property
    def all_promote(self) -> bool:
        """No article is known to come from somebody who does not offer the treatment."""
        return all(source.interest != Source.Interest.INDEPENDENT for source in self.sources)

    @property
    def pages(self) -> list[Page]:
        """The published pages about the site, on warnings and on differences, and those that the page names.

        Of reasons not to have it also what only they have. Texts only of pages whose short answer is shown.
        """
        return [page for page in self._fetched if page.is_public]

    @property
    def merged(self) -> list[Page]:
        """The questions that were merged into the page; none of them is public by itself."""
        return [page for page in self._fetched if self.page and page.merged_into_id == self.page.pk]

    @cached_property
    def _fetched(self) -> list[Page]:
        found = Page.objects.published().filter(self._wanted)
        if self.page is not None:
            found |= Page.objects.filter(merged_into=self.page.pk)
        pages = list(_light(found, self._read))
        for page in pages:
            if page.text:
                page.body = page.text
        return pages

    @property
    def foot(self) -> list[Page]:
        """The pages about the site that the foot of every page names."""
        own = [page for page in self._of_kind(PageKind.SITE) if page.slug not in OWN_LINKS]
        return sorted(own, key=lambda page: (page.order, page.title))

    @property
    def reasons(self) -> list[Page]:
        """The reasons not to have it or to ask first, in the editors' order."""
        return reasons_among(self._of_kind(PageKind.CONTRAINDICATION))

    @property
    def reviewed(self) -> str:
        """What health professionals have reviewed as it is now: "this" page, "some" pages, or "" for none."""
        if not any(page.has_reviews for page in self._fetched):
            return ""
        is_this = self.page is not None and self.page.kind != PageKind.SITE
        return "this" if is_this and review_of(self.page).professionals else "some"

    @property
    def differences(self) -> list[Page]:
        return self._of_kind(PageKind.DIFFERENCE)

    def _of_kind(self, kind: PageKind) -> list[Page]:
        return [page for page in self.pages if page.kind == kind]

    @property
    def _named(self) -> set[str]:
        return slugs_in(self.page.related) if self.page else set()

    @property
    def _wanted(self) -> Q:
        kinds = (PageKind.SITE, PageKind.DIFFERENCE, *WARNINGS)
        return Q(kind__in=kinds) | Q(slug__in=self._named)

    @property
    def _read(self) -> Q:
        """A question may have to show any warning: the one that a question merged into it led to."""
        named = Q(slug__in=self._named)
        is_question = self.page is not None and self.page.kind == PageKind.QUESTION
        return named | Q(kind__in=WARNINGS) if is_question else named


def _light(pages: PageQuerySet, read: Q) -> PageQuerySet:
    """Pages without their long columns; ``text`` is the body of those that are ``read``."""
    return pages.defer("body", "file_head", "file_tail").annotate(
        strength=F("contraindication__strength"),
        strength_by_source=F("contraindication__strength_by_source"),
        broader_id=F("contraindication__broader_id"),
        has_reviews=Exists(reviewed_by_clinician()),
        text=Case(When(read, then=F("body")), default=Value(""), output_field=TextField()),
    )


def frame_of(request: HttpRequest | None) -> Frame:
    """The surroundings of what is answered to ``request``; of an index where no view has said more."""
    frame = getattr(request, "frame", None) or Frame()
    if request is not None:
        request.frame = frame
    return frame


def frame_around(page: Page, request: HttpRequest) -> Frame:
    """The surroundings of ``page``, from now on those of the answer. Before any of its pages is asked for."""
    frame = frame_of(request)
    frame.page = page
    if page.kind == PageKind.QUESTION:
        remember(page, "merged_pages", frame.merged)
    return frame
