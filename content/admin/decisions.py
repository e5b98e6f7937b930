"""What only people decide: differences between articles, and the approval of a text."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Case, Count, Model, QuerySet, When
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from content.admin.evidence import without_texts
from content.admin.forms import DisagreementForm
from content.admin.readonly import NobodyChanges, ReadOnlyAdmin, link_to
from content.models import Disagreement, DisagreementPosition, Page, SignOff
from content.pipeline.disagreements import Severity
from content.templatetags.wording import article_name, stance_words

HIGH_FIRST = Case(When(severity=Severity.HIGH, then=0), When(severity=Severity.MEDIUM, then=1), default=2)


class PositionInline(NobodyChanges, admin.StackedInline):
    """What each article says on the point."""

    model = DisagreementPosition
    verbose_name = "position"
    verbose_name_plural = "What each article says"
    fields = ("article", "says", "quote", "place")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("source", "disagreement", "passage__snapshot")
        return rows.defer("passage__snapshot__text")

    @admin.display(description="article")
    def article(self, position: DisagreementPosition) -> SafeString | str:
        return link_to(position.source, f"{article_name(position.source)}: {position.source.title}")

    @admin.display(description="says")
    def says(self, position: DisagreementPosition) -> str:
        return stance_words(position.stance, position.disagreement.kind)

    @admin.display(description="where")
    def place(self, position: DisagreementPosition) -> SafeString | str:
        passage = position.passage
        if passage is None:
            return "–"
        return link_to(passage.snapshot, "Show it in the article", f"#passage-{passage.position}")


@admin.register(Disagreement)
class DisagreementAdmin(admin.ModelAdmin):
    form = DisagreementForm
    inlines: ClassVar = [PositionInline]
    list_display = ["subject", "kind", "how_severe", "state", "articles"]
    ordering = [HIGH_FIRST.asc(), "subject"]
    list_filter = ["state", "severity", "kind", "positions__source"]
    search_fields = ["subject", "key", "safest", "positions__quote"]
    actions = None
    found = ("subject", "kind", "severity", "safest", "about", "key")
    readonly_fields = (*found, "history")

    def get_fieldsets(
        self, request: HttpRequest, obj: Disagreement | None = None
    ) -> list[tuple[str | None, dict[str, Any]]]:
        before = ["history"] if obj and obj.history else []
        decision = {"fields": (*before, "state", "settled_reason"), "description": HOW_TO_SETTLE}
        return [
            (None, {"fields": self.found, "description": "The software found that articles differ here."}),
            ("Your decision", decision),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        sources = Count("positions__source", distinct=True)
        return super().get_queryset(request).annotate(sources=sources)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description="articles", ordering="sources")
    def articles(self, point: Disagreement) -> int:
        return point.sources

    @admin.display(description="severity", ordering=HIGH_FIRST)
    def how_severe(self, point: Disagreement) -> str:
        return point.get_severity_display()

    @admin.display(description="pages about it")
    def about(self, point: Disagreement) -> SafeString | str:
        pages = Page.objects.filter(slug__in=point.concepts).order_by("kind", "title").only("kind", "title")
        lines = ((link_to(page, f"{page.get_kind_display()}: {page.title}"),) for page in pages)
        return format_html_join("", "<p>{}</p>", lines) or ", ".join(point.concepts) or "–"


HOW_TO_SETTLE = (
    "“Shown to readers” puts the point on the pages it is about. “Settled” takes it off those pages: say how "
    "it was settled and on what ground. Readers find the point and your reason under “Where sources differ”: "
    "the articles still say what they say. Until it is settled, our pages go by the safest reading. If an "
    "article says something new on it, the point is open again, and your reason is kept here."
)


@admin.register(SignOff)
class SignOffAdmin(ReadOnlyAdmin):
    """Written once, on the page itself, by the person who is signed in; never changed, never deleted."""

    explanation = (
        "Somebody has read the whole page, as readers see it, and approved of it. A signature holds for "
        "exactly that, and cannot be taken back. To sign a page, open it, and choose “Read it, and sign”."
    )
    list_display = ["page", "role", "person", "signed_on", "holds", "note"]
    list_filter = ["role", "signed_on", "page__kind"]
    search_fields = ["page__title", "person__username", "note"]
    shown = ("the_page", "role", "person", "signed_on", "holds", "text_sha256", "note")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return without_texts(super().get_queryset(request).select_related("page", "person"), page="page")

    @admin.display(description="page")
    def the_page(self, sign_off: SignOff) -> SafeString | str:
        return link_to(sign_off.page.specific)

    @admin.display(description="is it what the page shows now?")
    def holds(self, sign_off: SignOff) -> str:
        return "Yes" if sign_off.text_sha256 == sign_off.page.read_sha256 else "No, something has changed"
