"""Lists of what editors said of two things, and of addresses that moved; what the software asks about."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminRadioSelect, AdminTextareaWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Case, Model, OuterRef, QuerySet, Subquery, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from content.actions import answer_suggestion, decide_link
from content.actions.links import called, named
from content.admin.comparing import compare
from content.admin.filters import WaitingPairsFilter
from content.admin.merging import (
    Asked,
    confirm,
    done,
    message_of,
    open_points,
    rebuild,
    refuse_bad_merge,
    tell_differences,
    what_taking_back_does,
)
from content.admin.readonly import ReadOnlyAdmin, link_to, shortened
from content.models import Link, OldAddress, ProposedConcept, Question, QuestionVariant, SuggestedMerge
from content.pipeline.errors import BadDecision
from content.pipeline.links import QUESTION

WHO_DECIDES = (
    "Somebody said this in the admin, or it came from the file of answers. To change it, take it back, or "
    "answer again on the page of the question."
)


@admin.register(Link)
class LinkAdmin(ReadOnlyAdmin):
    list_display = ["the_other", "answer", "one", "family", "who"]
    list_filter = ["kind", "family"]
    search_fields = ["first", "other", "reason"]
    ordering = ["-decided_at", "family", "first", "other"]
    shown = ("the_other", "answer", "one", "reason", "who", "undo")
    explanation = WHO_DECIDES

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        titles = {
            f"{name}_title": Subquery(Question.objects.filter(intent=OuterRef(name)).values("title")[:1])
            for name in ("first", "other")
        }
        return super().get_queryset(request).select_related("decided_by").annotate(**titles)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.take_back)
        name = "content_link_take_back"
        return [path("<path:object_id>/take-back/", view, name=name), *super().get_urls()]

    @transaction.atomic
    def take_back(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Read what will happen, confirm; the answer is kept in the history."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        link = self.get_object(request, unquote(object_id)) if len(object_id) < KEY_DIGITS else None
        if link is None or link.kind == Link.Kind.OPEN:
            raise Http404
        if not self._may_take_back(request, link):
            raise PermissionDenied
        names = named([link.first, link.other])
        page = Question.objects.filter(intent=link.first).first()
        back = reverse("admin:content_question_change", args=[page.pk]) if page else _row(link)
        if request.method != "POST":
            asked = Asked("Take this answer back?", what_taking_back_does(link, names), "Take it back", back)
            return confirm(self, request, asked)
        keys = {"first": link.first, "other": link.other, "reason": link.reason}
        decide_link(family=link.family, kind=Link.Kind.OPEN, person=request.user, **keys)
        self.log_change(request, link, "Taken back.")
        self._log_on_pages(request, link, names)
        rebuild(self, request)
        message = format_html(
            "The answer about {} and {} was taken back.", names[link.first], names[link.other]
        )
        return done(self, request, message, back)

    def _log_on_pages(self, request: HttpRequest, link: Link, names: dict[str, str]) -> None:
        """On the questions too, whose history would otherwise tell half of it."""
        if link.family == QUESTION:
            said = f"Taken back that {names[link.first]} and {names[link.other]} are {_answer(link)}."
            log_on_questions(request, (link.first, link.other), said)

    def _may_take_back(self, request: HttpRequest, link: Link) -> bool:
        """Whoever may change the two questions; of names, whoever may place them."""
        if link.family != QUESTION:
            return request.user.has_perm("content.change_proposedconcept")
        questions = self.admin_site.get_model_admin(Question)
        pages = Question.objects.filter(intent__in=(link.first, link.other))
        allowed = [questions.may_move(request, page) for page in pages]
        return questions.may_move(request) and all(allowed)

    @admin.display(description="this", ordering="other")
    def the_other(self, link: Link) -> str:
        return shortened(called(link.other, link.other_title))

    @admin.display(description="and this", ordering="first")
    def one(self, link: Link) -> str:
        return shortened(called(link.first, link.first_title))

    @admin.display(description="are", ordering="kind")
    def answer(self, link: Link) -> str:
        return link.get_kind_display()

    @admin.display(description="said by", ordering="decided_by")
    def who(self, link: Link) -> str:
        if link.decided_by is None:
            return "The file of answers"
        return f"{link.decided_by}, {timezone.localtime(link.decided_at):%-d %B %Y, %H:%M}"

    @admin.display(description="change it")
    def undo(self, link: Link) -> SafeString | str:
        if link.kind == Link.Kind.OPEN:
            return "–"
        url = reverse("admin:content_link_take_back", args=[link.pk])
        return format_html('<a class="button" href="{}">Take it back</a>', url)


def _answer(link: Link) -> str:
    return link.get_kind_display().lower()


def log_on_questions(request: HttpRequest, keys: Iterable[str], said: str) -> None:
    """Write ``said`` into the history of each question of these keys."""
    questions = admin.site.get_model_admin(Question)
    for page in Question.objects.filter(intent__in=keys):
        questions.log_change(request, page, said)


KEY_DIGITS = 19  # more than a key of 64 bits has


def _row(link: Link) -> str:
    return reverse("admin:content_link_change", args=[link.pk])


@admin.register(OldAddress)
class OldAddressAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "page"]
    list_filter = ["kind"]
    search_fields = ["slug", "page__title"]
    shown = ("__str__", "the_page")
    explanation = "A page had this address once. Whoever opens it is led to the page, if that is public."

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("page")
        return rows.defer("page__body", "page__file_head", "page__file_tail")

    @admin.display(description="leads to")
    def the_page(self, old: OldAddress) -> SafeString | str:
        return link_to(old.page.specific)


# --- what the software asks ------------------------------------------------------------------------


class AnswerForm(forms.ModelForm):
    """The same, or not; each answer is a button. ``request`` is set by the admin."""

    request: Any = None

    answer = forms.ChoiceField(
        choices=SuggestedMerge.State.choices[1:],
        widget=forms.HiddenInput,
        required=False,
    )
    keep = forms.ChoiceField(
        label="If they are the same, keep",
        required=False,
        widget=AdminRadioSelect(attrs={"class": "radiolist"}),
        help_text="The page that stays. The other one’s address leads to it.",
    )
    reason = forms.CharField(
        label="Why?",
        required=False,
        max_length=1000,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text="Needed where two names of a use, a side effect or a reason not to have it are the same.",
    )

    class Meta:
        model = SuggestedMerge
        fields = ()

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  whatever a form takes
        super().__init__(*args, **options)
        row = self.instance
        if "keep" in self.fields:
            self.fields["keep"].choices = [(row.first, row.first_words), (row.other, row.other_words)]
            self.initial["keep"] = _better(row)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        stored = SuggestedMerge.objects.select_for_update().get(pk=self.instance.pk)
        if stored.state != SuggestedMerge.State.OPEN:
            raise ValidationError("Somebody else has answered meanwhile. Nothing was saved.", code="stale")
        if not data.get("answer"):
            raise ValidationError("Choose “The same” or “Not the same”.", code="no_answer")
        if not self.errors:
            self._refuse_bad(data)
        return data

    def _refuse_bad(self, data: dict[str, Any]) -> None:
        """Tried and undone: what cannot be stored is said before anything is."""
        row = SuggestedMerge.objects.get(pk=self.instance.pk)
        try:
            with transaction.atomic():
                if row.family == QUESTION and data["answer"] == SuggestedMerge.State.SAME:
                    self._refuse_bad_merge(row, data["keep"])
                answer_suggestion(suggestion=row, person=self.request.user, **answered(data))
                transaction.set_rollback(True)
        except BadDecision as error:
            field = "reason" if error.problem == "there is no reason" else "keep"
            self.add_error(field, ValidationError(message_of(error), code="bad_decision"))

    def _refuse_bad_merge(self, row: SuggestedMerge, kept: str) -> None:
        pages = {page.intent: page for page in Question.objects.filter(intent__in=(row.first, row.other))}
        other = row.other if kept == row.first else row.first
        if len(pages) < 2:
            mend = "Ask the person who runs the site to load the articles again."
            raise BadDecision("one of the two questions is no longer there", file=str(row), mend=mend)
        questions = admin.site.get_model_admin(Question)
        refuse_bad_merge(pages[other], pages[kept], lambda page: questions.may_move(self.request, page))


def answered(data: dict[str, Any]) -> dict[str, str]:
    return {"answer": data["answer"], "first": data["keep"], "reason": data["reason"]}


def _better(row: SuggestedMerge) -> str:
    """The one of two questions that readers see, or that has a text; else the first."""
    pages = {page.intent: page for page in Question.objects.filter(intent__in=(row.first, row.other))}
    both = [key for key in (row.first, row.other) if key in pages]
    ranked = sorted(both, key=lambda key: (not pages[key].is_public, not pages[key].body))
    return ranked[0] if ranked else row.first


@admin.register(SuggestedMerge)
class SuggestedMergeAdmin(admin.ModelAdmin):
    form = AnswerForm
    change_form_template = "admin/merging/suggestion.html"
    list_display = ["pair_of_words", "family", "why", "likeness", "state"]
    list_filter = [WaitingPairsFilter, "state", "family"]
    search_fields = ["first_words", "other_words", "why"]
    list_per_page = 50
    actions = None
    readonly_fields = ("one_of_them", "the_other", "why", "likeness", "compared", "answered")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        waiting_first = Case(When(state="open", is_present=True, then=0), default=1)
        rows = super().get_queryset(request).select_related("decided_by")
        return rows.order_by(waiting_first, "family", "-score", "pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SuggestedMerge | None = None) -> bool:
        """An answer is taken back where it is kept: under the answers, or the names to place."""
        is_open = obj is None or obj.state == SuggestedMerge.State.OPEN
        return is_open and super().has_change_permission(request, obj)

    def get_fieldsets(
        self, request: HttpRequest, obj: SuggestedMerge | None = None
    ) -> list[tuple[str | None, dict[str, Any]]]:
        is_question = obj is not None and obj.family == QUESTION
        pair_fields = ("one_of_them", "the_other", *(["compared"] if is_question else []))
        pair = (
            None,
            {"fields": (*pair_fields, "why", "likeness"), "description": WHAT_IT_ASKS},
        )
        if obj is None or not self.has_change_permission(request, obj):
            return [pair, ("So far", {"fields": ("answered",)})]
        return [pair, ("Your answer", {"fields": ("keep", "reason", "answer"), "description": HOW_TO_ANSWER})]

    def get_form(
        self,
        request: HttpRequest,
        obj: SuggestedMerge | None = None,
        change: bool = False,
        **options: Any,  # noqa: ANN401  as Django has it
    ) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, change, **options)
        return type(form.__name__, (form,), {"request": request})

    def save_model(self, request: HttpRequest, obj: SuggestedMerge, form: AnswerForm, change: bool) -> None:
        answer_suggestion(suggestion=obj, person=request.user, **answered(form.cleaned_data))
        if obj.family == QUESTION:
            said = f"{obj}: {obj.get_state_display().lower()}."
            log_on_questions(request, (obj.first, obj.other), said)
            before = open_points()
            rebuild(self, request)
            tell_differences(self, request, before)
        elif obj.state == SuggestedMerge.State.SAME:
            self.message_user(request, WHEN_NAMES_HOLD, messages.INFO)

    def construct_change_message(
        self, request: HttpRequest, form: AnswerForm, formsets: list, add: bool = False
    ) -> str:
        reason = form.cleaned_data["reason"].strip()
        said = f"{form.instance.get_state_display()}."
        return f"{said} Why: {reason}" if reason else said

    def response_change(self, request: HttpRequest, obj: SuggestedMerge) -> HttpResponse:
        """To the next pair that waits, or the list."""
        message = format_html("{}: {}.", obj, obj.get_state_display().lower())
        self.message_user(request, message, messages.SUCCESS)
        following = self.get_queryset(request).waiting().first()
        if following:
            return HttpResponseRedirect(reverse("admin:content_suggestedmerge_change", args=[following.pk]))
        return HttpResponseRedirect(reverse("admin:content_suggestedmerge_changelist"))

    @admin.display(description="alike", ordering="first_words")
    def pair_of_words(self, row: SuggestedMerge) -> str:
        return f"“{shortened(row.first_words)}” and “{shortened(row.other_words)}”"

    @admin.display(description="likeness", ordering="score")
    def likeness(self, row: SuggestedMerge) -> str:
        return f"{row.score:.0%}"

    @admin.display(description="One of them")
    def one_of_them(self, row: SuggestedMerge) -> SafeString | str:
        return _shown(row, row.first, row.first_words)

    @admin.display(description="The other")
    def the_other(self, row: SuggestedMerge) -> SafeString | str:
        return _shown(row, row.other, row.other_words)

    @admin.display(description="Compared")
    def compared(self, row: SuggestedMerge) -> SafeString | str:
        """The two answers side by side, and in what they differ."""
        pages = {page.intent: page for page in Question.objects.filter(intent__in=(row.first, row.other))}
        if len(pages) < 2:
            return "One of the two is a single wording: read the words of both above."
        return compare(pages[row.other], pages[row.first]).html

    @admin.display(description="Answer")
    def answered(self, row: SuggestedMerge) -> str:
        if row.decided_by is None:
            return row.get_state_display()
        when = f"{timezone.localtime(row.decided_at):%-d %B %Y, %H:%M}"
        return f"{row.get_state_display()}: {row.decided_by}, {when}"


WHAT_IT_ASKS = (
    "These two look alike to the software, which only compares letters and words. It has changed nothing. "
    "“When is it used?” and “When is it not used?” look alike too, and are not the same."
)
HOW_TO_ANSWER = (
    "Are they the same for a patient: is the same answer right for both? If you are not sure, leave it, or "
    "say “Not the same”: a wrong merge can hide a warning. The software never asks about these two again."
)
WHEN_NAMES_HOLD = (
    "This takes effect when the articles are loaded the next time: ask the person who runs the site to run "
    "“manage.py load_content”."
)


def _shown(row: SuggestedMerge, key: str, words: str) -> SafeString | str:
    """The words with a link to the question or name, and how the articles print a question."""
    if row.family != QUESTION:
        name = ProposedConcept.objects.filter(role=row.family, proposal=key).first()
        return link_to(name, words) if name else words
    page = Question.objects.filter(intent=key).first()
    if page is None:
        return words
    asked = QuestionVariant.objects.filter(question=page).values_list("quote", flat=True)
    printed = "; ".join(f"“{quote}”" for quote in dict.fromkeys(asked))
    return format_html("<p>{} ({})</p><p>{}</p>", link_to(page, words), page.get_status_display(), printed)
