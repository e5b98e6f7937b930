"""Who did what: every change that somebody made in the admin, to look at."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from content.admin.filters import ActionFilter
from content.admin.readonly import ReadOnlyAdmin, shortened

WHAT_IS_KEPT = (
    "A line for every change that somebody makes here, with the person and the time. Nobody can "
    "change or delete a line. What the software does by itself is not here."
)
DID = {ADDITION: "Added", CHANGE: "Changed", DELETION: "Deleted"}


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    explanation = WHAT_IS_KEPT
    date_hierarchy = "action_time"
    list_display = ["action_time", "user", "did", "kind_of_row", "the_row", "words"]
    list_display_links = ["action_time"]
    list_filter = [
        ("user", admin.RelatedOnlyFieldListFilter),
        ActionFilter,
        ("content_type", admin.RelatedOnlyFieldListFilter),
        "action_time",
    ]
    search_fields = ["object_repr", "change_message", "user__username"]
    shown = ("action_time", "user", "did", "kind_of_row", "the_row", "all_words")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("user", "content_type")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, {"title": "Who did what", **(extra_context or {})})

    @admin.display(description="did what", ordering="action_flag")
    def did(self, entry: LogEntry) -> str:
        return DID.get(entry.action_flag, "Something else")

    @admin.display(description="kind", ordering="content_type")
    def kind_of_row(self, entry: LogEntry) -> str:
        return entry.content_type.name if entry.content_type else "–"

    @admin.display(description="to what", ordering="object_repr")
    def the_row(self, entry: LogEntry) -> SafeString | str:
        """A link, where the row can still be there; one that was deleted since says so itself."""
        address = None if entry.is_deletion() or not entry.content_type else entry.get_admin_url()
        name = shortened(entry.object_repr)
        return format_html('<a href="{}">{}</a>', address, name) if address else name

    @admin.display(description="in words")
    def words(self, entry: LogEntry) -> str:
        return shortened(entry.get_change_message())

    @admin.display(description="in words")
    def all_words(self, entry: LogEntry) -> str:
        return entry.get_change_message() or "–"
