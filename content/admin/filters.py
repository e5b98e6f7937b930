"""Filters of the admin's lists that are more than one column."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django.contrib.admin import (
    AllValuesFieldListFilter,
    ChoicesFieldListFilter,
    ModelAdmin,
    SimpleListFilter,
)
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from content.admin import words
from content.models import Status
from content.pipeline.anchors import AnchorState
from content.work import overdue

Choices = Iterable[tuple[str, str]]


class NamedValuesFilter(AllValuesFieldListFilter):
    """By every value there is; an empty one gets a name, since a link without words cannot be read aloud."""

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]:
        for choice in super().choices(changelist):
            yield {**choice, "display": str(choice["display"]).replace("_", " ") or "None"}


class WordsFilter(ChoicesFieldListFilter):
    """By the values of a column, each under the plain ``words`` in which the list shows it."""

    words: ClassVar[Mapping[str, str]] = {}

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]:
        plain = {label: self.words.get(value, label) for value, label in self.field.flatchoices}
        for choice in super().choices(changelist):
            yield {**choice, "display": plain.get(choice["display"], choice["display"])}


class SupportFilter(WordsFilter):
    words = words.SUPPORT


class StrengthFilter(WordsFilter):
    words = words.STRENGTH


class PolarityFilter(WordsFilter):
    words = words.POLARITY


class DispositionFilter(WordsFilter):
    words = words.DISPOSITION


class ChecksFilter(SimpleListFilter):
    """By the result of the checks; the list has to be one that ``with_checks`` has counted."""

    title = "checks"
    parameter_name = "checks"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        return [("problems", "Problems"), ("passed", "All supported"), ("no-text", "No text of ours")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "problems":
            return queryset.filter(problems__gt=0)
        if self.value() == "passed":
            return queryset.filter(problems=0).exclude(body="")
        return queryset.filter(body="") if self.value() == "no-text" else queryset


class PublicFilter(SimpleListFilter):
    """By what readers see of a page."""

    title = "what readers see"
    parameter_name = "public"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        return [
            ("yes", "Public"),
            ("no", "Not public"),
            ("kept-back", "Kept back by the checks"),
            ("overdue", "Public, review overdue"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = {
            "yes": queryset.published(),
            "no": queryset.exclude(status=Status.PUBLISHED) | queryset.filter(merged_into__isnull=False),
            "kept-back": queryset.exclude(refusal=[]),
            "overdue": overdue(queryset.published()),
        }
        return chosen.get(self.value(), queryset)


class QuoteFoundFilter(SimpleListFilter):
    """Citations by whether their words stand in the article."""

    title = "stands in the article"
    parameter_name = "found"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        return [("yes", "Yes, word for word"), ("no", "No, or in another place")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in ("yes", "no"):
            return queryset
        return (queryset.filter if self.value() == "yes" else queryset.exclude)(anchor=AnchorState.EXACT)


class WaitingFilter(SimpleListFilter):
    """Names that wait for a decision, by what they would be."""

    title = "waits for a decision"
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        return [("warnings", "Warnings"), ("uses", "Uses"), ("no", "Does not wait")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = {
            "warnings": queryset.waiting().warnings(),
            "uses": queryset.waiting().uses(),
            "no": queryset.exclude(pk__in=queryset.model.objects.waiting()),
        }
        return chosen.get(self.value(), queryset)


class WaitingPairsFilter(SimpleListFilter):
    """Pairs that look alike, by whether somebody still has to answer."""

    title = "waits for an answer"
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        return [("yes", "Yes"), ("no", "No")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        waiting = queryset.model.objects.waiting()
        chosen = {"yes": queryset.filter(pk__in=waiting), "no": queryset.exclude(pk__in=waiting)}
        return chosen.get(self.value(), queryset)
