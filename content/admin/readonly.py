"""The admin of tables that software writes: to look at, never to change, so that it cannot be made to lie."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

WRITTEN_BY_SOFTWARE = (
    "The software wrote this, and writes it again whenever an article or a page changes. Nobody can change "
    "it by hand: to get another result, change the page that it belongs to."
)


class NobodyChanges:
    """For admins and inlines: no permission can make these rows changeable."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyAdmin(NobodyChanges, admin.ModelAdmin):
    """A list and a page for each row. ``shown`` are the fields of that page, in order."""

    actions = None
    view_on_site = False
    list_per_page = 50
    shown: ClassVar[tuple[str, ...]] = ()
    explanation: ClassVar[str] = WRITTEN_BY_SOFTWARE

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return self.shown

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return self.shown

    def get_fieldsets(
        self, request: HttpRequest, obj: Model | None = None
    ) -> list[tuple[None, dict[str, Any]]]:
        return [(None, {"fields": self.shown, "description": self.explanation})]

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        """Unreachable through the permissions above; closed as well, should one of them be opened."""
        raise AssertionError(f"{self.model.__name__} is written by software only")


def link_to(row: Model | None, text: str = "", fragment: str = "") -> SafeString | str:
    """A link to the admin page of ``row``."""
    if row is None:
        return "–"
    address = reverse(f"admin:content_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}{}">{}</a>', address, fragment, text or str(row))


def shortened(text: str, length: int = 90) -> str:
    """For lists of the admin, where the whole text is one click away; never for readers."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
