"""Addresses that lead to another page: one that the page had before, or of a question merged into another."""

from collections.abc import Callable, Iterable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from content.models import OldAddress, Page, PageKind

REMEMBERED = "max-age=3600"
"""Browsers keep such an answer for good unless told otherwise, and two pages may be taken apart again."""

View = Callable[..., HttpResponse]


def follows_moves(kind: PageKind) -> Callable[[View], View]:
    """For views of one page: where there is none, to the page that has taken its place, if that is public."""

    def decorate(view: View) -> View:
        @wraps(view)
        def followed(request: HttpRequest, slug: str) -> HttpResponse:
            try:
                return view(request, slug=slug)
            except Http404:
                page = next(iter(moved_to([f"{kind}/{slug}"]).values()), None)
                if page is None:
                    raise
            response = HttpResponsePermanentRedirect(page.get_absolute_url())
            response["Cache-Control"] = REMEMBERED
            return response

        return followed

    return decorate


def moved_to(addresses: Iterable[str]) -> dict[str, Page]:
    """The public pages to which ``addresses`` ("kind/slug") lead where none has them. Two queries."""
    wanted = list(addresses)
    slugs = {address.partition("/")[2] for address in wanted}
    old = OldAddress.objects.filter(slug__in=slugs).select_related("page__merged_into")
    found = {f"{row.kind}/{row.slug}": row.page.merged_into or row.page for row in old}
    merged = Page.objects.filter(slug__in=slugs, merged_into__isnull=False).select_related("merged_into")
    found |= {page.address: page.merged_into for page in merged}
    return {name: found[name] for name in wanted if name in found and found[name].is_public}
