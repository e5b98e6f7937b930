"""What the software found: statements of the articles, and the claims of pages with their verdicts."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from content.admin import words as plain
from content.admin.deciding import DecidingAdmin
from content.admin.filters import (
    ContradictedFilter,
    PolarityFilter,
    QuoteFoundFilter,
    StrengthFilter,
    SupportFilter,
)
from content.admin.panels import nearest_words
from content.admin.readonly import ReadOnlyAdmin, link_to, shortened
from content.models import (
    Citation,
    Claim,
    DisagreementPosition,
    QuestionComponent,
    QuestionVariant,
    Statement,
    Verdict,
)
from content.pipeline.statements import Polarity
from content.pipeline.verdicts import Support

LONG_TEXTS = ("body", "file_head", "file_tail")
"""Columns of a page that a list does not need."""


def without_texts(rows: QuerySet, *, page: str = "", snapshot: str = "") -> QuerySet:
    """``rows`` without the long texts of the page and the snapshot that they are selected with."""
    texts = [f"{page}__{name}" for name in LONG_TEXTS if page]
    return rows.defer(*texts, *([f"{snapshot}__text"] if snapshot else []))


class FromPassageAdmin(ReadOnlyAdmin):
    """Rows that were read from one passage."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("passage__snapshot__source")
        return without_texts(rows, snapshot="passage__snapshot")

    @admin.display(description="article", ordering="passage__snapshot__source__source_id")
    def article(self, row: Statement | QuestionVariant | QuestionComponent) -> str:
        return row.passage.snapshot.source.source_id

    @admin.display(description="words of the article")
    def words(self, row: Statement | QuestionVariant | QuestionComponent) -> str:
        return shortened(row.passage.quote)

    @admin.display(description="passage")
    def the_passage(self, row: Statement | QuestionVariant | QuestionComponent) -> SafeString | str:
        return link_to(row.passage, row.passage.quote)


@admin.register(Statement)
class StatementAdmin(FromPassageAdmin):
    list_display = ["concept", "role", "says", "strictness", "frequency", "words", "article"]
    list_filter = [
        "role",
        "is_proposed",
        "is_weighed",
        ("polarity", PolarityFilter),
        ("strength", StrengthFilter),
        "passage__snapshot__source",
    ]
    search_fields = ["concept", "name", "passage__quote", "frequency", "population"]
    shown = (
        *(
            "the_passage",
            "the_page",
            "role",
            "concept",
            "name",
            "is_proposed",
            "is_weighed",
            "says",
            "strictness",
            "strictness_of_list",
        ),
        *("population", "site", "frequency", "seriousness", "duration", "hedges"),
        *("mention_start", "mention_end"),
    )

    @admin.display(description="what it says", ordering="polarity")
    def says(self, statement: Statement) -> str:
        return plain.POLARITY[Polarity(statement.polarity)]

    @admin.display(description="how strict", ordering="strength")
    def strictness(self, statement: Statement) -> str:
        return plain.strength_of(statement.strength)

    @admin.display(description="how strict its list is")
    def strictness_of_list(self, statement: Statement) -> str:
        return plain.strength_of(statement.list_strength)

    @admin.display(description="record that it supports")
    def the_page(self, statement: Statement) -> SafeString | str:
        return link_to(statement.page and statement.page.specific)


@admin.register(QuestionVariant)
class QuestionVariantAdmin(FromPassageAdmin):
    list_display = ["quote", "question", "kind", "is_duplicate", "article"]
    list_filter = ["kind", "is_duplicate", "passage__snapshot__source"]
    search_fields = ["quote", "question__title"]
    shown = ("question", "the_passage", "quote", "kind", "is_duplicate", "start", "end")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return without_texts(super().get_queryset(request).select_related("question"), page="question")


@admin.register(QuestionComponent)
class QuestionComponentAdmin(FromPassageAdmin):
    list_display = ["words", "question", "article"]
    list_filter = ["passage__snapshot__source"]
    search_fields = ["passage__quote", "question__title"]
    shown = ("question", "the_passage")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return without_texts(super().get_queryset(request).select_related("question"), page="question")


@admin.register(DisagreementPosition)
class DisagreementPositionAdmin(ReadOnlyAdmin):
    list_display = ["disagreement", "source", "stance", "words"]
    list_filter = ["source"]
    list_select_related = ["disagreement", "source"]
    search_fields = ["disagreement__subject", "quote", "stance"]
    shown = ("disagreement", "source", "stance", "quote", "passage", "start", "end")

    @admin.display(description="words of the article", ordering="quote")
    def words(self, position: DisagreementPosition) -> str:
        return shortened(position.quote)


@admin.register(Claim)
class ClaimAdmin(DecidingAdmin, ReadOnlyAdmin):
    """A list of sentences; the page of one explains its verdict."""

    list_display = ["sentence", "page", "position", "basis", "support"]
    list_filter = [
        ContradictedFilter,
        ("verdict__support", SupportFilter),
        "verdict__anchor",
        "basis",
        "page__kind",
        "page__status",
        "citations__source",
    ]
    search_fields = ["text", "page__title", "page__slug"]
    shown = ("text", "context", "the_page", "position", "heading", "basis", "result", "citations")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return without_texts(super().get_queryset(request).select_related("page", "verdict"), page="page")

    @admin.display(description="sentence", ordering="text")
    def sentence(self, claim: Claim) -> str:
        return shortened(claim.text)

    @admin.display(description="support", ordering="verdict__support")
    def support(self, claim: Claim) -> str:
        verdict = getattr(claim, "verdict", None)
        return plain.SUPPORT[Support(verdict.support)] if verdict else "Not checked yet"

    @admin.display(description="page")
    def the_page(self, claim: Claim) -> SafeString | str:
        return link_to(claim.page.specific)

    @admin.display(description="result of the check")
    def result(self, claim: Claim) -> str:
        return plain.result_of(claim)

    @admin.display(description="citations")
    def citations(self, claim: Claim) -> SafeString | str:
        cited = claim.citations.select_related("source")
        return format_html_join("", "<p>{}</p>", ((link_to(citation),) for citation in cited)) or "–"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Why the sentence has its verdict, in place of Django's form."""
        claim = self.get_object(request, unquote(object_id))
        if claim is None or request.method != "GET" or not self.has_view_permission(request, claim):
            return super().change_view(request, object_id, form_url, extra_context)
        return self.explained(request, claim)


class OfClaimAdmin(ReadOnlyAdmin):
    """Rows that belong to one sentence of a page."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return without_texts(super().get_queryset(request).select_related("claim__page"), page="claim__page")

    @admin.display(description="page", ordering="claim__page__title")
    def page_title(self, row: Citation | Verdict) -> str:
        return row.claim.page.title

    @admin.display(description="sentence", ordering="claim__text")
    def sentence(self, row: Citation | Verdict) -> str:
        return shortened(row.claim.text)

    @admin.display(description="sentence")
    def the_claim(self, row: Citation | Verdict) -> SafeString | str:
        return link_to(row.claim, row.claim.text)

    @admin.display(description="page")
    def the_page(self, row: Citation | Verdict) -> SafeString | str:
        return link_to(row.claim.page.specific)


@admin.register(Citation)
class CitationAdmin(OfClaimAdmin):
    list_display = ["words", "source", "anchor", "page_title", "sentence"]
    list_filter = [QuoteFoundFilter, "anchor", "source", "claim__page__kind"]
    search_fields = ["quote", "claim__text", "claim__page__title"]
    shown = ("the_claim", "the_page", "quote", "source", "anchor", "nearest", "snapshot", "start", "end")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("source")

    @admin.display(description="quote", ordering="quote")
    def words(self, citation: Citation) -> str:
        return shortened(citation.quote)

    @admin.display(description="nearest words in the article")
    def nearest(self, citation: Citation) -> SafeString | str:
        return nearest_words(citation) or "–"


@admin.register(Verdict)
class VerdictAdmin(OfClaimAdmin):
    list_display = ["sentence", "page_title", "result", "anchor", "checked_at"]
    list_filter = [("support", SupportFilter), "anchor", "checker_version", "claim__page__kind", "checked_at"]
    search_fields = ["claim__text", "claim__page__title"]
    shown = (
        *("the_claim", "the_page", "result", "anchor", "why", "checked_at", "checker_version"),
        "snapshot_hashes",
    )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A verdict is explained on the page of its sentence."""
        verdict = self.get_object(request, unquote(object_id))
        may_look = (
            verdict and self.has_view_permission(request) and request.user.has_perm("content.view_claim")
        )
        if not may_look or request.method != "GET":
            return super().change_view(request, object_id, form_url, extra_context)
        return HttpResponseRedirect(reverse("admin:content_claim_change", args=[verdict.claim_id]))

    @admin.display(description="support", ordering="support")
    def result(self, verdict: Verdict) -> str:
        return plain.SUPPORT[Support(verdict.support)]

    @admin.display(description="reasons")
    def why(self, verdict: Verdict) -> SafeString | str:
        lines = ((reason["message"], reason["code"]) for reason in verdict.reasons)
        return format_html_join("", "<p>{} <small>({})</small></p>", lines) or "–"
