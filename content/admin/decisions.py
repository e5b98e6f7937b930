"""What only people decide: differences between articles, and the approval of a text."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from content.admin.evidence import without_texts
from content.admin.forms import DisagreementForm, SignOffForm
from content.admin.readonly import NobodyChanges, link_to
from content.models import Disagreement, DisagreementPosition, SignOff


class PositionInline(NobodyChanges, admin.StackedInline):
    """What each article says on the point."""

    model = DisagreementPosition
    verbose_name = "position"
    verbose_name_plural = "What each article says"
    fields = ("source", "stance", "quote")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("source")


@admin.register(Disagreement)
class DisagreementAdmin(admin.ModelAdmin):
    form = DisagreementForm
    inlines: ClassVar = [PositionInline]
    list_display = ["subject", "kind", "severity", "state", "articles"]
    list_filter = ["state", "severity", "kind", "positions__source"]
    search_fields = ["subject", "key", "safest", "positions__quote"]
    actions = None
    readonly_fields = ("subject", "kind", "severity", "safest", "about", "key")
    fieldsets = (
        (None, {"fields": readonly_fields, "description": "The software found that articles differ here."}),
        (
            "Your decision",
            {
                "fields": ("state", "settled_reason"),
                "description": "“Shown to readers” puts the point on the pages it is about. “Settled” takes "
                "it off again: say how it was settled and on what ground. Until it is settled, our pages go "
                "by the safest reading.",
            },
        ),
    )

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

    @admin.display(description="concepts")
    def about(self, point: Disagreement) -> str:
        return ", ".join(point.concepts) or "–"


@admin.register(SignOff)
class SignOffAdmin(admin.ModelAdmin):
    """Written once, by the person who is signed in; never changed, never deleted."""

    form = SignOffForm
    list_display = ["page", "role", "person", "signed_on", "note"]
    list_filter = ["role", "signed_on", "page__kind"]
    search_fields = ["page__title", "person__username", "note"]
    actions = None
    shown = ("the_page", "role", "person", "signed_on", "text_sha256", "note")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return without_texts(super().get_queryset(request).select_related("page", "person"), page="page")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return self.shown if obj else ()

    def get_fieldsets(
        self, request: HttpRequest, obj: Model | None = None
    ) -> list[tuple[None, dict[str, Any]]]:
        fields = self.shown if obj else ("page", "role", "note", "text_seen")
        return [(None, {"fields": fields, "description": WHAT_SIGNING_MEANS})]

    def get_form(
        self,
        request: HttpRequest,
        obj: Model | None = None,
        change: bool = False,
        **options: Any,  # noqa: ANN401  as Django has it
    ) -> type[forms.ModelForm]:
        """The person is the one who is signed in, whatever the form is sent with."""
        form = super().get_form(request, obj, change, **options)
        return type(form.__name__, (form,), {"person": request.user})

    def formfield_for_choice_field(
        self,
        db_field: models.Field,
        request: HttpRequest,
        **options: Any,  # noqa: ANN401  as Django has it
    ) -> forms.Field:
        """A publisher signs by publishing; a clinical reviewer has to be one."""
        if db_field.name == "role":
            options["choices"] = roles_of(request)
        return super().formfield_for_choice_field(db_field, request, **options)

    @admin.display(description="page")
    def the_page(self, sign_off: SignOff) -> SafeString | str:
        return link_to(sign_off.page.specific)


WHAT_SIGNING_MEANS = (
    "With your name and today’s date you say that you have read the text of the page and approve of it. A "
    "signature holds for exactly this text and cannot be taken back; a changed text needs a new one."
)


def roles_of(request: HttpRequest) -> list[tuple[str, str]]:
    """The roles in which the person may sign."""
    roles = [SignOff.Role.EDITOR]
    if request.user.has_perm("content.review_page"):
        roles.append(SignOff.Role.CLINICAL_REVIEWER)
    return [(role.value, role.label) for role in roles]
