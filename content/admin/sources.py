"""Articles, their texts as retrieved, and the passages of each text."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from content.admin import where_used
from content.admin import words as plain
from content.admin.filters import DispositionFilter, NamedValuesFilter, UnreadFilter
from content.admin.highlight import highlighted
from content.admin.readonly import ReadOnlyAdmin, link_to, shortened
from content.models import (
    Citation,
    DisagreementPosition,
    LookedAt,
    Passage,
    QuestionComponent,
    QuestionVariant,
    Snapshot,
    Source,
    Statement,
)
from content.pipeline.passages import Disposition

WHERE_FACTS_COME_FROM = (
    "What is known about an article of a file stands beside its text and is loaded from there. A changed "
    "text of any article is handed in under “Load a changed text”: you read what would come of it before it "
    "is loaded."
)


class DeletableAdmin(ReadOnlyAdmin):
    """Rows that may go as long as nothing rests on them."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(f"content.delete_{self.opts.model_name}")

    def what_rests_on(self, obj: Model) -> list[str]:
        """What would be lost with ``obj``, in words; empty where it may go."""
        raise NotImplementedError

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's own, after saying in words why a row has to stay."""
        obj = self.get_object(request, object_id)
        reasons = self.what_rests_on(obj) if obj and self.has_delete_permission(request, obj) else []
        if not reasons:
            return super().delete_view(request, object_id, extra_context)
        why = f"It was not deleted, because this would be lost with it: {', '.join(reasons)}."
        self.message_user(request, why, messages.ERROR)
        return HttpResponseRedirect(reverse(f"admin:content_{self.opts.model_name}_change", args=[object_id]))

    def get_deleted_objects(
        self, objs: Iterable[Model], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """What software wrote about the row goes with it, though nobody may delete it by itself."""
        found, counts, _, protected = super().get_deleted_objects(objs, request)
        return found, counts, set(), protected


def _what_rests_on(snapshots: QuerySet) -> list[str]:
    """Pages and decisions that point into ``snapshots``, in words, with how many."""
    inside = {"passage__snapshot__in": snapshots}
    found = (
        ("quotes on our pages", Citation.objects.filter(snapshot__in=snapshots)),
        ("statements in records", Statement.objects.filter(page__isnull=False, **inside)),
        ("questions read from it", QuestionVariant.objects.filter(**inside)),
        ("answers read from it", QuestionComponent.objects.filter(**inside)),
        ("quotes in differences between articles", DisagreementPosition.objects.filter(**inside)),
    )
    return [f"{name} ({rows.count()})" for name, rows in found if rows.exists()]


@admin.register(Source)
class SourceAdmin(DeletableAdmin):
    list_display = ["source_id", "title", "interest", "published_on", "origin", "texts", "quotes"]
    list_filter = ["interest", "origin"]
    search_fields = ["source_id", "title", "publisher", "note"]
    explanation = WHERE_FACTS_COME_FROM
    shown = (
        *("source_id", "title", "is_title_ours", "publisher", "interest", "url", "published_on", "note"),
        *("language", "origin", "added_by", "added_at", "texts_to_read", "used_on"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .annotate(
                text_count=Count("snapshots", distinct=True), quote_count=Count("citations", distinct=True)
            )
        )

    @admin.display(description="texts", ordering="text_count")
    def texts(self, source: Source) -> int:
        return source.text_count

    @admin.display(description="quotes on our pages", ordering="quote_count")
    def quotes(self, source: Source) -> int:
        return source.quote_count

    @admin.display(description="Texts")
    def texts_to_read(self, source: Source) -> SafeString:
        """Links to the texts, the current one first."""
        found = source.snapshots.select_related("source").defer("text")
        lines = ((link_to(text, _name(text)),) for text in found)
        return format_html_join("", "<p>{}</p>", lines)

    @admin.display(description="Where it is used")
    def used_on(self, source: Source) -> SafeString:
        return where_used.of_snapshots(source.snapshots.filter(is_current=True).only("pk"))

    def what_rests_on(self, obj: Source) -> list[str]:
        broken = Citation.objects.filter(source=obj, snapshot=None).count()
        lost = [f"quotes on our pages that are not in its text ({broken})"] if broken else []
        return [*_what_rests_on(obj.snapshots.all()), *lost]


def _name(snapshot: Snapshot) -> str:
    state = "the text in use" if snapshot.is_current else "an older text"
    return f"{snapshot.loaded_at:%-d %B %Y}, {state}"


@admin.register(Snapshot)
class SnapshotAdmin(DeletableAdmin):
    list_display = ["source", "is_current", "loaded_at", "length", "passage_count", "fingerprint"]
    list_filter = ["is_current", "source"]
    list_select_related = ["source"]
    search_fields = ["source__source_id", "source__title", "sha256"]
    explanation = (
        "The article as it was when it was loaded. It is never edited: when the article changes, the changed "
        "text is loaded beside it. It is the work of its authors: do not pass it on."
    )
    shown = ("source", "is_current", "loaded_at", "sha256", "used_on", "marked_text")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Without the texts: a list does not need them, and they are long."""
        return (
            super()
            .get_queryset(request)
            .annotate(text_length=Length("text"), passages_found=Count("passages"))
            .defer("text")
        )

    @admin.display(description="characters", ordering="text_length")
    def length(self, snapshot: Snapshot) -> int:
        return snapshot.text_length

    @admin.display(description="passages", ordering="passages_found")
    def passage_count(self, snapshot: Snapshot) -> int:
        return snapshot.passages_found

    @admin.display(description="SHA-256", ordering="sha256")
    def fingerprint(self, snapshot: Snapshot) -> str:
        return snapshot.sha256[:12]

    @admin.display(description="Where it is used")
    def used_on(self, snapshot: Snapshot) -> SafeString:
        return where_used.by_passage(snapshot)

    @admin.display(description="The text, and what became of each part")
    def marked_text(self, snapshot: Snapshot) -> SafeString:
        return highlighted(snapshot)

    def what_rests_on(self, obj: Snapshot) -> list[str]:
        current = ["the text in use"] if obj.is_current else []
        return [*current, *_what_rests_on(Snapshot.objects.filter(pk=obj.pk))]


@admin.register(Passage)
class PassageAdmin(ReadOnlyAdmin):
    list_display = ["position", "words", "kind", "became", "why", "article"]
    list_display_links = ["position", "words"]
    list_filter = [
        UnreadFilter,
        "kind",
        ("disposition", DispositionFilter),
        "snapshot__source",
        "snapshot__is_current",
        ("reason", NamedValuesFilter),
    ]
    search_fields = ["quote", "reason"]
    actions = ("mark_looked_at",)
    shown = (
        *("in_the_article", "quote", "kind", "became", "why_in_words", "headings", "used_on", "looked_at"),
        *("section", "parent", "duplicate_of", "start", "end", "statements"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("snapshot__source").defer("snapshot__text")

    @admin.display(description="quote", ordering="quote")
    def words(self, passage: Passage) -> str:
        return shortened(passage.quote)

    @admin.display(description="what became of it", ordering="disposition")
    def became(self, passage: Passage) -> str:
        return plain.DISPOSITION[Disposition(passage.disposition)]

    @admin.display(description="reason")
    def why_in_words(self, passage: Passage) -> str:
        return plain.why_set_aside(passage.disposition, passage.reason)

    @admin.display(description="reason", ordering="reason")
    def why(self, passage: Passage) -> str:
        return passage.reason.replace("_", " ") or "–"

    @admin.display(description="article", ordering="snapshot__source__source_id")
    def article(self, passage: Passage) -> str:
        return passage.snapshot.source.source_id

    @admin.display(description="headings above it")
    def headings(self, passage: Passage) -> str:
        return " › ".join(passage.heading_path) or "–"

    @admin.display(description="in the article")
    def in_the_article(self, passage: Passage) -> SafeString | str:
        place = f"#passage-{passage.position}"
        return link_to(passage.snapshot, f"Show it in {passage.snapshot.source.source_id}", place)

    def has_sign_permission(self, request: HttpRequest) -> bool:
        """Whoever may put a name to a text may put one to this."""
        return request.user.has_perm("content.add_signoff")

    @admin.action(description="Looked at: nothing was missed", permissions=["sign"])
    def mark_looked_at(self, request: HttpRequest, passages: QuerySet) -> None:
        with transaction.atomic():
            for passage in passages:
                place = {"snapshot": passage.snapshot, "start": passage.start, "end": passage.end}
                seen = {"person": request.user, "at": timezone.now()}
                _, is_new = LookedAt.objects.get_or_create(**place, defaults=seen)
                if is_new:
                    self.log_change(request, passage, "Looked at: nothing was missed.")

    @admin.display(description="looked at by")
    def looked_at(self, passage: Passage) -> str:
        found = passage.snapshot.looked_at.filter(start=passage.start, end=passage.end)
        return ", ".join(map(str, found.select_related("person"))) or "–"

    @admin.display(description="where it is used")
    def used_on(self, passage: Passage) -> SafeString:
        return where_used.of_passage(passage)

    @admin.display(description="statements read from it")
    def statements(self, passage: Passage) -> SafeString | str:
        lines = ((link_to(statement),) for statement in passage.statements.all())
        return format_html_join("", "<p>{}</p>", lines) or "–"


@admin.register(LookedAt)
class LookedAtAdmin(ReadOnlyAdmin):
    """Who looked at which parts of the articles that the software made nothing of."""

    explanation = "Somebody chose “Looked at: nothing was missed” in the list of passages."
    list_display = ["words", "article", "person", "at"]
    list_filter = ["snapshot__source", "at"]
    search_fields = ["snapshot__source__source_id", "person__username"]
    shown = ("words", "article", "person", "at", "start", "end")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        place = Passage.objects.filter(**{name: OuterRef(name) for name in ("snapshot", "start", "end")})
        rows = super().get_queryset(request).select_related("snapshot__source", "person")
        return rows.defer("snapshot__text").annotate(quote=Subquery(place.values("quote")[:1]))

    @admin.display(description="words of the article")
    def words(self, row: LookedAt) -> str:
        return shortened(row.quote or "–")

    @admin.display(description="article", ordering="snapshot__source__source_id")
    def article(self, row: LookedAt) -> str:
        return row.snapshot.source.source_id
