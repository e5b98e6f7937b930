"""What changed for readers, and what they could last read: for editors to look at."""

from collections.abc import Iterable

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from content.admin.readonly import ReadOnlyAdmin, link_to, shortened
from content.models import Change, LastPublic


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    """One row for each entry of the public list."""

    explanation = (
        "The software writes this list, and readers see all of it. It compares our pages with what they said "
        "before, after each load and each save. Nobody can change it by hand."
    )
    list_display = ["at", "kind", "is_safety", "named"]
    list_filter = ["kind", "is_safety", "day"]
    shown = ("at", "kind", "is_safety", "all_pages", "new_sentences", "gone_sentences", "details")

    @admin.display(description="pages")
    def named(self, change: Change) -> str:
        return shortened(", ".join(page["title"] for page in change.pages))

    @admin.display(description="pages")
    def all_pages(self, change: Change) -> SafeString:
        return _lines(f"{page['title']} ({page['address']})" for page in change.pages)

    @admin.display(description="sentences that are new")
    def new_sentences(self, change: Change) -> SafeString:
        return _lines(change.added)

    @admin.display(description="sentences that are gone")
    def gone_sentences(self, change: Change) -> SafeString:
        return _lines(change.removed)


@admin.register(LastPublic)
class LastPublicAdmin(ReadOnlyAdmin):
    """One row for each page that was ever public since this has been kept."""

    explanation = (
        "What readers could last read of a page. The software compares it with the page to find what has "
        "changed. Nobody can change it by hand."
    )
    list_display = ["page", "is_public"]
    list_filter = ["is_public"]
    list_select_related = ["page"]
    shown = ("its_page", "is_public", "sentences")

    @admin.display(description="page")
    def its_page(self, last: LastPublic) -> SafeString | str:
        return link_to(last.page)

    @admin.display(description="sentences")
    def sentences(self, last: LastPublic) -> SafeString:
        return _lines(text for text, _ in (last.state or {}).get("sentences", []))


def _lines(texts: Iterable[str]) -> SafeString:
    return format_html_join("", "<div>{}</div>", ((text,) for text in texts)) or SafeString("none")
