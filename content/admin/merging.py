"""Which questions are the same and which are not: what an editor chooses, reads, and confirms.

Every change is sent by POST from a page that says in plain words what will happen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from content.actions import decide_link, rebuild_library
from content.actions.links import check_link, named
from content.admin.comparing import compare
from content.admin.likeness import most_similar
from content.admin.readonly import link_to
from content.models import Disagreement, Link, Page, Question, QuestionVariant, Status
from content.pipeline.errors import BadDecision
from content.pipeline.links import QUESTION
from content.pipeline.questions import wording_key

Kind = Link.Kind
SUGGESTIONS = 5
NEXT_LOAD = (
    "It takes effect when the articles are loaded the next time: ask the person who runs the site to run "
    "“manage.py load_content”."
)


class QuestionChoice(forms.ModelChoiceField):
    """A question with its status, which decides where readers are led."""

    def label_from_instance(self, obj: Question) -> str:
        return f"{obj.title} ({obj.get_status_display().lower()})"


class MergeForm(forms.Form):
    """The question that ``page`` is to be merged into."""

    into = QuestionChoice(queryset=Question.objects.none(), label="Merge it into", empty_label="Choose one")
    reason = forms.CharField(
        label="Why?",
        required=False,
        max_length=1000,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text="You may leave this empty. Whoever asks later why they are one question reads it.",
    )

    def __init__(self, page: Question, may_change: Callable[[Page], bool], data: Any = None) -> None:  # noqa: ANN401  as Django has it
        super().__init__(data)
        self.page, self.may_change = page, may_change
        field = self.fields["into"]
        field.queryset = Question.objects.filter(merged_into=None).exclude(pk=page.pk).order_by("title")
        field.choices = _by_likeness(page, field)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if into := data.get("into"):
            try:
                refuse_bad_merge(self.page, into, self.may_change, data.get("reason", ""))
            except BadDecision as error:
                self.add_error("into", ValidationError(message_of(error), code="bad_decision"))
        return data


def _by_likeness(page: Question, field: QuestionChoice) -> list[Any]:
    """Those spelt most alike first, then all of them."""
    found = {question.pk: question for question in field.queryset}
    nearest = most_similar(page.title, {pk: (q.title,) for pk, q in found.items()}, SUGGESTIONS)
    first = [(pk, field.label_from_instance(found[pk])) for pk in nearest]
    everything = [(pk, field.label_from_instance(question)) for pk, question in found.items()]
    return [("", field.empty_label), ("Most similar", first), ("All questions", everything)]


def refuse_bad_merge(
    page: Question, into: Question, may_change: Callable[[Page], bool], reason: str = ""
) -> None:
    """Raises BadDecision where ``page`` may not be merged into ``into``."""
    about = f"“{page.title}”"
    if not (may_change(page) and may_change(into)):
        problem = "only people who may publish merge a question that readers see"
        raise BadDecision(problem, file=about, mend="Ask one of them.")
    if page.is_public and not into.is_public:
        problem = f"readers can open “{page.title}”, and cannot open “{into.title}”"
        raise BadDecision(problem, file=about, mend="Publish that one first, or merge the other way round.")
    check_link(family=QUESTION, kind=Kind.SAME, first=into.intent, other=page.intent, reason=reason)


def message_of(error: BadDecision) -> str:
    return f"{error.problem[:1].upper()}{error.problem[1:]}. {error.mend}"


# --- what will happen ------------------------------------------------------------------------------


def what_a_merge_does(page: Question, into: Question) -> list[str]:
    """In plain words, for the person who is about to confirm it."""
    a, b = f"“{into.title}”", f"“{page.title}”"
    said = [
        f"The ways in which the articles ask {b}, and what they say on it, join those of {a}.",
        f"{b} leaves the lists of questions. Whoever opens its address is led to {a}."
        if page.is_public
        else f"Readers do not see {b} now, so nothing changes for them.",
    ]
    if page.body:
        said.append(f"The text of {b} is kept, but no reader sees it. Copy what readers need to {a} first.")
    if warnings := [other for other in _related(page) if other.is_warning]:
        names = ", ".join(f"“{other.title}”" for other in warnings)
        said.append(f"The warnings that {b} leads to are shown with {a} as well: {names}.")
    said.append("You can take the two apart again at any time. Then everything is as it was before.")
    return said


def _related(page: Question) -> list[Page]:
    slugs = [name.partition("/")[2] for name in page.related]
    return [
        other for other in Page.objects.published().filter(slug__in=slugs) if other.address in page.related
    ]


def what_taking_out_does(page: Question, wording: str) -> list[str]:
    again = Question.objects.filter(intent=wording_key(wording)).first()
    said = f"“{again.title}”" if again else "a question of its own, a draft that readers do not see"
    return [
        f"“{wording}” is no longer one of the ways of asking “{page.title}”. It becomes {said}.",
        "What the articles say under these words goes with it.",
        "This holds for every article that prints these words, also for articles that come later.",
        "You can put it back at any time.",
    ]


def what_taking_back_does(link: Link, names: dict[str, str]) -> list[str]:
    first, other = names[link.first], names[link.other]
    if link.family != QUESTION:
        return [f"It is forgotten that somebody said that {first} and {other} are not the same."]
    if link.kind == Kind.NOT_SAME:
        return [
            f"It is forgotten that {first} and {other} are not the same.",
            "The software decides again where these words belong. That may be under one question.",
        ]
    page = Question.objects.filter(intent=link.other).first()
    said = [f"{other} is a question of its own again, with its own ways of asking and its own answers."]
    if page and page.status == Status.PUBLISHED:
        said.append("Readers can open it again, with the text that it had.")
    return said


# --- the views -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that asks for confirmation: its heading, what will happen, the button, and the way out.

    ``shown`` stands below what will happen: what to look at before.
    """

    title: str
    said: Sequence[str]
    button: str
    back: str
    hidden: tuple[tuple[str, str], ...] = ()
    shown: SafeString | str = ""


class MergingAdmin:
    """The part of the admin of questions that says which are the same. For QuestionAdmin."""

    admin_site: admin.AdminSite

    def get_urls(self) -> list[URLPattern]:
        merge, take_out = (self.admin_site.admin_view(view) for view in (self.merge, self.take_out))
        return [
            path("<path:object_id>/merge/", merge, name="content_question_merge"),
            path("<path:object_id>/take-out/<int:variant>/", take_out, name="content_question_take_out"),
            *super().get_urls(),
        ]

    def may_move(self, request: HttpRequest, page: Question | None = None) -> bool:
        """Whether the person may decide where ``page`` is asked: of what readers see, who may publish."""
        is_public = page is not None and page.status == Status.PUBLISHED
        may_publish = request.user.has_perm("content.publish_page")
        return self.has_change_permission(request, page) and (not is_public or may_publish)

    def _open(self, request: HttpRequest, object_id: str) -> Question:
        """The question, for somebody who may change it."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        page = self.get_object(request, unquote(object_id))
        if page is None:
            raise Http404
        if not self.may_move(request, page):
            raise PermissionDenied
        return page

    @transaction.atomic
    def merge(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Choose the other question, read what will happen, confirm."""
        page = self._open(request, object_id)
        back = _form_of(page)
        if page.merged_into:
            self.message_user(request, "It is merged already. Take it apart first.", messages.ERROR)
            return HttpResponseRedirect(back)
        sent = request.POST if request.method == "POST" else request.GET
        form = MergeForm(page, lambda other: self.may_move(request, other), sent if "into" in sent else None)
        title = f"Merge “{page.title}” into another question"
        if not form.is_valid():
            context = {"title": title, "form": form, "back": back}
            return _page(self, request, "admin/merging/choose.html", context)
        into = form.cleaned_data["into"]
        if request.method != "POST":
            hidden = (("into", str(into.pk)), ("reason", form.cleaned_data["reason"]))
            asked = Asked(
                f"Merge “{page.title}” into “{into.title}”?",
                what_a_merge_does(page, into),
                *("Merge them", back, hidden, compare(page, into).html),
            )
            return confirm(self, request, asked)
        before = open_points()
        self._link(request, page, Kind.SAME, into.intent, page.intent, form.cleaned_data["reason"])
        why = f" Why: {reason}" if (reason := form.cleaned_data["reason"].strip()) else ""
        self.log_change(request, page, f"Merged into “{into.title}”.{why}")
        self.log_change(request, into, f"“{page.title}” merged into it.{why}")
        message = format_html("“{}” is asked under {} from now on.", page.title, link_to(into))
        tell_differences(self, request, before)
        return done(self, request, message, _form_of(into))

    @transaction.atomic
    def take_out(self, request: HttpRequest, object_id: str, variant: int) -> HttpResponse:
        """Read what will happen to a wording that asks something else, confirm."""
        page = self._open(request, object_id)
        row = page.variants.filter(pk=variant).first()
        if row is None or not may_be_taken_out(page, row):
            raise Http404
        back = _form_of(page)
        if request.method != "POST":
            title = f"“{row.quote}” is not the question “{page.title}”?"
            asked = Asked(title, what_taking_out_does(page, row.quote), "Take it out", back)
            return confirm(self, request, asked)
        key = wording_key(row.quote)
        try:
            self._link(request, page, Kind.NOT_SAME, page.intent, key)
        except BadDecision as error:
            self.message_user(request, message_of(error), messages.ERROR)
            return HttpResponseRedirect(back)
        self.log_change(request, page, f"“{row.quote}” taken out: it is another question.")
        own = Question.objects.filter(intent=key).first()
        message = format_html(
            "“{}” was taken out. It is a question of its own now: {}", row.quote, link_to(own)
        )
        return done(self, request, message, back)

    def _link(
        self, request: HttpRequest, page: Question, kind: str, first: str, other: str, reason: str = ""
    ) -> None:
        decide_link(family=QUESTION, kind=kind, first=first, other=other, reason=reason, person=request.user)
        rebuild(self, request)


def may_be_taken_out(page: Question, variant: QuestionVariant) -> bool:
    """A question that is known by these very words cannot lose them."""
    return wording_key(variant.quote) != page.intent


def open_points() -> set[str]:
    """The keys of the differences between articles that somebody has to look at."""
    return set(Disagreement.objects.filter(state=Disagreement.State.OPEN).values_list("key", flat=True))


def tell_differences(model_admin: admin.ModelAdmin, request: HttpRequest, before: set[str]) -> None:
    """Name each difference that a merge has opened since ``before``, with the way to it."""
    for point in Disagreement.objects.filter(key__in=open_points() - before):
        message = format_html("The answers differ. Somebody has to look at it: {}", link_to(point))
        model_admin.message_user(request, message, messages.WARNING)


def rebuild(model_admin: admin.ModelAdmin, request: HttpRequest) -> None:
    if rebuild_library() is None:
        model_admin.message_user(request, NEXT_LOAD, messages.WARNING)


def confirm(model_admin: admin.ModelAdmin, request: HttpRequest, asked: Asked) -> HttpResponse:
    return _page(model_admin, request, "admin/merging/confirm.html", {"title": asked.title, "asked": asked})


def done(model_admin: admin.ModelAdmin, request: HttpRequest, message: SafeString, then: str) -> HttpResponse:
    model_admin.message_user(request, message, messages.SUCCESS)
    return HttpResponseRedirect(then)


def _page(
    model_admin: admin.ModelAdmin, request: HttpRequest, template: str, context: dict[str, Any]
) -> TemplateResponse:
    whole = {**model_admin.admin_site.each_context(request), "opts": model_admin.opts, **context}
    return TemplateResponse(request, template, whole)


def _form_of(page: Page) -> str:
    return reverse("admin:content_question_change", args=[page.pk])


# --- panels ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as a question's page shows it: the words of the other one, and the way to take it back."""

    words: str
    take_back: str


def answers_on(page: Question) -> tuple[list[Answered], list[Answered]]:
    """What was merged into ``page``, and what somebody said is not the same."""
    rows = [
        row for row in Link.objects.decided().filter(family=QUESTION) if page.intent in (row.first, row.other)
    ]
    names = named(key for row in rows for key in (row.first, row.other))
    merged = [
        _answered(row, names[row.other]) for row in rows if row.kind == Kind.SAME and row.first == page.intent
    ]
    apart = [
        _answered(row, names[row.other if row.first == page.intent else row.first])
        for row in rows
        if row.kind == Kind.NOT_SAME
    ]
    return merged, apart


def link_of_merge(page: Question) -> Link | None:
    """The answer by which ``page`` belongs to another question."""
    return Link.objects.decided().filter(family=QUESTION, kind=Kind.SAME, other=page.intent).first()


def _answered(row: Link, words: str) -> Answered:
    return Answered(words, reverse("admin:content_link_take_back", args=[row.pk]))
