"""Addresses that moved: the old one leads to the page for good, and no page of ours names it any more."""

from collections.abc import Iterable

from django.db import transaction

from content.actions import rows
from content.actions.reports import Report
from content.actions.search import refresh_search
from content.models import OldAddress, Page, PageKind, Status


@transaction.atomic
def move_page(*, page: Page, old_slug: str) -> None:
    """``page`` has been given another slug than ``old_slug``: keep that one, and let related pages follow.

    What no reader has ever seen and no file knows leaves nothing behind. There are no chains: an old address
    names the page, wherever that is by now.
    """
    OldAddress.objects.filter(kind=page.kind, slug=page.slug, page=page).delete()
    if page.first_published_at or page.status == Status.PUBLISHED or page.file_sha256:
        OldAddress.objects.update_or_create(kind=page.kind, slug=old_slug, defaults={"page_id": page.pk})
    old, report = f"{page.kind}/{old_slug}", Report()
    for other in Page.objects.exclude(related=[]):
        if old in other.related:
            related = [page.address if name == old else name for name in other.related]
            rows.update(other, report, related=related)
    refresh_search(pages=[page])


def set_old_addresses(page: Page, slugs: Iterable[str], report: Report) -> None:
    """Make ``slugs`` the old addresses of ``page``; one that another page had becomes its own."""
    stored = {row.slug: row for row in page.old_addresses.all()}
    for slug in set(slugs) - set(stored):
        OldAddress.objects.update_or_create(kind=page.kind, slug=slug, defaults={"page_id": page.pk})
        report.rows_written += 1
    for slug in set(stored) - set(slugs):
        stored[slug].delete()
        report.rows_written += 1


def page_once_at(kind: str, slug: str) -> Page | None:
    """The page that had this address before it moved."""
    row = OldAddress.objects.filter(kind=kind, slug=slug).select_related("page").first()
    return row.page if row else None


def is_movable(page: Page) -> bool:
    """Records are known by their concept, which their address is; topics and questions can move."""
    return PageKind(page.kind) in OldAddress.MOVABLE


def is_taken(slug: str) -> bool:
    """Whether a question has this address, or had it: a new question never gets it."""
    kind = PageKind.QUESTION
    return any(model.objects.filter(kind=kind, slug=slug).exists() for model in (Page, OldAddress))
