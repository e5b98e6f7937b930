"""What readers answered, and how often each page was opened."""

from typing import ClassVar

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from content.admin.filters import UnseenFilter
from content.admin.readonly import ReadOnlyAdmin, link_to, shortened
from content.models import DailyCount, Feedback


@admin.register(Feedback)
class FeedbackAdmin(admin.ModelAdmin):
    """Answers to "Was this page useful?". Editors say what became of one, and change nothing else.

    One can be deleted, since a comment may hold what nobody should keep.
    """

    view_on_site = False
    list_per_page = 50
    list_display = ["day", "about", "is_useful", "reason", "short_comment", "state"]
    list_filter = [UnseenFilter, "state", "is_useful", "reason", "page__kind", "day"]
    list_select_related = ["page"]
    search_fields = ["comment", "page__title"]
    actions: ClassVar[list[str]] = ["mark_seen", "mark_done"]
    fields = ["about", "day", "is_useful", "reason", "comment", "state"]
    readonly_fields = ["about", "day", "is_useful", "reason", "comment"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="page", ordering="page__title")
    def about(self, answer: Feedback) -> SafeString | str:
        return link_to(answer.page)

    @admin.display(description="comment")
    def short_comment(self, answer: Feedback) -> str:
        return shortened(answer.comment)

    @admin.action(description="Mark as seen", permissions=["change"])
    def mark_seen(self, request: HttpRequest, answers: QuerySet) -> None:
        self._mark(request, answers, Feedback.State.SEEN)

    @admin.action(description="Mark as done", permissions=["change"])
    def mark_done(self, request: HttpRequest, answers: QuerySet) -> None:
        self._mark(request, answers, Feedback.State.DONE)

    def _mark(self, request: HttpRequest, answers: QuerySet, state: Feedback.State) -> None:
        with transaction.atomic():
            for answer in answers.exclude(state=state).select_for_update(of=("self",)):
                answer.state = state
                answer.save(update_fields=["state"])
                self.log_change(request, answer, f"Marked as {state.label.lower()}.")


@admin.register(DailyCount)
class DailyCountAdmin(ReadOnlyAdmin):
    """How often each page was opened on each day."""

    explanation = (
        "The software counts how often each page is opened on a day, without programs that say they are one, "
        "and without anything about who opened it. The numbers show what is looked for, not how many people."
    )
    list_display = ["day", "page", "count"]
    list_filter = ["day"]
    search_fields = ["page"]
    shown = ("page", "day", "count")
