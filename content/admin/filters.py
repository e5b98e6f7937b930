"""Filters of the admin's lists that are more than one column."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django.contrib.admin import (
    AllValuesFieldListFilter,
    ChoicesFieldListFilter,
    ModelAdmin,
    SimpleListFilter,
)
from django.contrib.admin.models import ADDITION, CHANGE, DELETION
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from content import waiting
from content.admin import words
from content.models import Status
from content.pipeline.anchors import AnchorState
from content.pipeline.links import QUESTION

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
            ("unsigned", "Public, signed by nobody"),
            ("no-clinician", "Public, not signed by a clinician"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = {
            "yes": queryset.published(),
            "no": queryset.exclude(status=Status.PUBLISHED) | queryset.filter(merged_into__isnull=False),
            "kept-back": queryset.exclude(refusal=[]),
            "overdue": waiting.overdue(queryset),
            "unsigned": waiting.unsigned(queryset),
            "no-clinician": waiting.unsigned_by_clinician(queryset),
        }
        return chosen.get(self.value(), queryset)


class QuoteFoundFilter(SimpleListFilter):
    """Citations by whether their words stand in the article."""

    title = "stands in the article"
    parameter_name = "found"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        return [
            ("yes", "Yes, word for word"),
            ("no", "No, or in another place"),
            ("waiting", "No, on a page that is not withdrawn"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = {
            "yes": queryset.filter(anchor=AnchorState.EXACT),
            "no": queryset.exclude(anchor=AnchorState.EXACT),
            "waiting": waiting.not_in_article(queryset),
        }
        return chosen.get(self.value(), queryset)


class ContradictedFilter(SimpleListFilter):
    """Sentences by whether they have to be changed at once."""

    title = "what waits"
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        return [("contradicted", "An article contradicts it")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return waiting.contradicted(queryset) if self.value() == "contradicted" else queryset


class UnreadFilter(SimpleListFilter):
    """Parts of the articles in use that no statement was read from."""

    title = "what waits"
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        return [("unusable", "Could not be used"), ("nothing-found", "Nothing was found in it")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = {
            "unusable": waiting.unusable(queryset),
            "nothing-found": waiting.without_statement(queryset),
        }
        return chosen.get(self.value(), queryset)


class UnseenFilter(SimpleListFilter):
    """Answers of readers that nobody has looked at."""

    title = "what waits"
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        return [("wrong", "Something seems wrong"), ("others", "Did not help, other reasons")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = {"wrong": waiting.says_wrong(queryset), "others": waiting.says_no(queryset)}
        return chosen.get(self.value(), queryset)


class RecentFilter(SimpleListFilter):
    """Searches by whether they are recent enough to be looked at."""

    title = "when"
    parameter_name = "recent"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        return [("yes", "In the last 30 days")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return waiting.recent_misses(queryset) if self.value() == "yes" else queryset


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
        return [("yes", "Yes"), ("questions", "Yes, questions"), ("names", "Yes, names"), ("no", "No")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        open_pairs = queryset.model.objects.waiting()
        open_here = queryset.filter(pk__in=open_pairs)
        chosen = {
            "yes": open_here,
            "questions": open_here.filter(family=QUESTION),
            "names": open_here.exclude(family=QUESTION),
            "no": queryset.exclude(pk__in=open_pairs),
        }
        return chosen.get(self.value(), queryset)


class OverrideFilter(SimpleListFilter):
    """Decisions against verdicts, by what became of them."""

    title = "now"
    parameter_name = "now"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        return [
            ("in-force", "In force"),
            ("waiting", "Waits for somebody else"),
            ("lapsed", "Lapsed"),
            ("taken-back", "Taken back"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = {
            "in-force": queryset.in_force(),
            "waiting": queryset.waiting(),
            "lapsed": queryset.lapsed(),
            "taken-back": queryset.filter(withdrawn_at__isnull=False),
        }
        return chosen.get(self.value(), queryset)


class ActionFilter(SimpleListFilter):
    """Lines of the log by what was done, in words: the column holds numbers."""

    title = "did what"
    parameter_name = "did"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Choices:
        return [(str(ADDITION), "Added"), (str(CHANGE), "Changed"), (str(DELETION), "Deleted")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        known = {value for value, _ in self.lookup_choices}
        return queryset.filter(action_flag=self.value()) if self.value() in known else queryset
