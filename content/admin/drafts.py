"""Changes that wait beside public pages, and how much published ones mattered: lists to look at."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from content.admin import words
from content.admin.evidence import without_texts
from content.admin.keys import SafeKeys
from content.admin.readonly import ReadOnlyAdmin, link_to
from content.models import Draft, EditNote
from content.significance import Level


@admin.register(Draft)
class DraftAdmin(SafeKeys, ReadOnlyAdmin):
    """Each leads to the form of its page, where it is written, and to the comparison."""

    explanation = (
        "A changed text of a public page. Readers keep the old one until this is published. Change, approve "
        "or publish it on the page itself."
    )
    list_display = ["title", "kind", "status", "author", "changed_at", "compared"]
    list_filter = ["status", "author", "page__kind"]
    search_fields = ["title", "body", "page__slug"]
    shown = ("the_page", "status", "author", "changed_at", "compared")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("page", "author")
        return without_texts(rows, page="page")

    @admin.display(description="kind of page", ordering="page__kind")
    def kind(self, draft: Draft) -> str:
        return draft.page.get_kind_display()

    @admin.display(description="page")
    def the_page(self, draft: Draft) -> SafeString | str:
        return link_to(draft.page.specific)

    @admin.display(description="what it changes")
    def compared(self, draft: Draft) -> SafeString:
        address = reverse(f"admin:content_{draft.page.kind.replace('_', '')}_compare", args=[draft.pk])
        template = '<a href="{}" aria-label="Compare the texts of {}">Compare</a>'
        return format_html(template, address, draft.title)


@admin.register(EditNote)
class EditNoteAdmin(ReadOnlyAdmin):
    """One row for each change that was published in the admin."""

    list_display = ["published_at", "person", "weight", "comment"]
    list_filter = ["level"]
    list_select_related = ["revision__user"]
    search_fields = ["revision__user__username", "revision__comment"]
    shown = ("published_at", "person", "weight", "comment")

    @admin.display(description="published", ordering="revision__date_created")
    def published_at(self, note: EditNote) -> object:
        return note.revision.date_created

    @admin.display(description="by")
    def person(self, note: EditNote) -> str:
        return str(note.revision.user or "the software")

    @admin.display(description="it concerned", ordering="level")
    def weight(self, note: EditNote) -> str:
        return words.WEIGHT[Level(note.level)]

    @admin.display(description="note")
    def comment(self, note: EditNote) -> str:
        return note.revision.comment or "–"
