"""Add an article, load a changed text of one, or take one away: hand in, read what would come of it, decide.

Nothing is loaded before somebody has seen what it does to the site. Every step is sent by POST.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from content.actions import (
    begin,
    discard,
    fingerprint,
    hand_in,
    meta_as_json,
    refuse_taking_away,
    stored_text,
)
from content.admin.addingforms import ArticleForm
from content.admin.merging import Asked, message_of
from content.admin.readonly import ReadOnlyAdmin
from content.admin.told import told_about
from content.background import look_after, look_after_all, start_work
from content.models import Source, Submission
from content.pipeline.errors import BadDecision
from content.pipeline.snapshots import Snapshot

State, Kind = Submission.State, Submission.Kind
View = Callable[[HttpRequest, int], HttpResponse]
MAY_ADD = "content.add_source"
TEMPLATES = {
    State.READING: "admin/adding/progress.html",
    State.LOADING: "admin/adding/progress.html",
    State.READY: "admin/adding/review.html",
    State.LOADED: "admin/adding/loaded.html",
    State.FAILED: "admin/adding/failed.html",
    State.DISCARDED: "admin/adding/discarded.html",
}


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    """What was handed in. Its own page is the step that comes next."""

    list_display: ClassVar = ["__str__", "source_id", "kind", "state", "person", "decided_by", "created_at"]
    list_filter: ClassVar = ["state", "kind"]
    list_select_related: ClassVar = ["person", "decided_by"]
    search_fields: ClassVar = ["source_id", "meta"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("text", "markup", "result")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_ADD)

    def has_view_permission(self, request: HttpRequest, obj: Submission | None = None) -> bool:
        return request.user.has_perm(MAY_ADD)

    def has_add_permission(self, request: HttpRequest, obj: Submission | None = None) -> bool:
        return request.user.has_perm(MAY_ADD)

    def get_urls(self) -> list[URLPattern]:
        views = {
            "<int:number>/load/": (require_POST(self.load), "load"),
            "<int:number>/again/": (require_POST(self.again), "again"),
            "<int:number>/discard/": (require_POST(self.discard), "discard"),
            "<int:number>/progress/": (self.progress, "progress"),
            "take-away/<int:number>/": (self.take_away, "take_away"),
        }
        own = [
            path(route, self.admin_site.admin_view(self._guarded(view)), name=f"content_submission_{name}")
            for route, (view, name) in views.items()
        ]
        return [*own, *super().get_urls()]

    def _guarded(self, view: View) -> View:
        def guarded(request: HttpRequest, number: int) -> HttpResponse:
            if not request.user.has_perm(MAY_ADD):
                raise PermissionDenied
            return view(request, number)

        return guarded

    # --- handing in

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The form; with ``?source=`` the one for a changed text of an article."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        source = _source_asked_for(request)
        if request.method != "POST":
            return self._form(request, ArticleForm(source=source))
        form = ArticleForm(request.POST, request.FILES, source=source)
        if not form.is_valid():
            return self._form(request, form, status=400)
        submission = hand_in(
            kind=Kind.CHANGED if source else Kind.NEW,
            source_id=form.identifier,
            snapshot=form.snapshot or _text_in_use(source),
            meta=meta_as_json(form.meta),
            person=request.user,
        )
        return self._begin(request, submission, State.READING)

    def _form(self, request: HttpRequest, form: ArticleForm, status: int = 200) -> HttpResponse:
        source = form.source
        title = f"Load a changed text of “{source.title}”" if source else "Add an article"
        back = _page_of(source) if source else reverse("admin:content_source_changelist")
        context = {"title": title, "form": form, "source": source, "back": back}
        return self._page(request, "admin/adding/form.html", context, status)

    def take_away(self, request: HttpRequest, number: int) -> HttpResponse:
        """Ask what would be lost, before an article that an editor added leaves the library."""
        source = get_object_or_404(Source, pk=number)
        try:
            refuse_taking_away(source)
        except BadDecision as error:
            self.message_user(request, message_of(error), messages.ERROR)
            return HttpResponseRedirect(_page_of(source))
        if request.method != "POST":
            asked = Asked(
                f"Take “{source.title}” away?",
                [
                    "Nothing is taken away yet. The software first works out what would be lost.",
                    "A warning that only this article gives stays on the site, and is marked.",
                    "The text of the article is kept. You can load it again later.",
                ],
                *("Work out what would be lost", _page_of(source)),
            )
            context = {"title": asked.title, "asked": asked}
            return self._page(request, "admin/merging/confirm.html", context)
        submission = hand_in(
            kind=Kind.AWAY,
            source_id=source.source_id,
            snapshot=None,
            meta={"title": source.title},
            person=request.user,
        )
        return self._begin(request, submission, State.READING)

    # --- reading what would come of it, and deciding

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The step that comes next."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        submission = self.get_object(request, object_id)
        if submission is None:
            raise Http404
        look_after(submission)
        context = {"title": TITLES[submission.state].format(submission), "submission": submission}
        if submission.state in (State.READY, State.LOADED):
            context["told"] = told_about(submission)
        if submission.state == State.READY:
            context["is_outdated"] = submission.based_on != fingerprint()
        return self._page(request, TEMPLATES[State(submission.state)], context)

    def progress(self, request: HttpRequest, number: int) -> HttpResponse:
        """Where the work stands, for the script of the page."""
        submission = get_object_or_404(self.get_queryset(request), pk=number)
        look_after(submission)
        values = {"is_at_work": submission.is_at_work, "stage": submission.stage, "share": submission.share}
        return JsonResponse(values, headers={"Cache-Control": "no-store"})

    def load(self, request: HttpRequest, number: int) -> HttpResponse:
        submission = get_object_or_404(self.get_queryset(request), pk=number)
        look_after_all()
        return self._begin(request, submission, State.LOADING, request.POST.get("seen", ""))

    def again(self, request: HttpRequest, number: int) -> HttpResponse:
        submission = get_object_or_404(self.get_queryset(request), pk=number)
        look_after(submission)
        return self._begin(request, submission, State.READING)

    def discard(self, request: HttpRequest, number: int) -> HttpResponse:
        submission = get_object_or_404(self.get_queryset(request), pk=number)
        try:
            discard(submission=submission)
        except BadDecision as error:
            return self._refused(request, submission, error)
        self.log_change(request, submission, "Thrown away.")
        self.message_user(request, f"“{submission}” was thrown away. Nothing was changed.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:content_source_changelist"))

    def _begin(
        self, request: HttpRequest, submission: Submission, state: str, seen: str = ""
    ) -> HttpResponse:
        try:
            submission = begin(submission=submission, state=state, seen=seen, person=request.user)
        except BadDecision as error:
            return self._refused(request, submission, error)
        start_work(submission)
        return HttpResponseRedirect(_page_of(submission))

    def _refused(self, request: HttpRequest, submission: Submission, error: BadDecision) -> HttpResponse:
        self.message_user(request, message_of(error), messages.ERROR)
        return HttpResponseRedirect(_page_of(submission))

    def _page(
        self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
    ) -> TemplateResponse:
        whole = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, template, whole, status=status)


TITLES = {
    State.READING: "“{}” is being read",
    State.READY: "What would come of it: “{}”",
    State.LOADING: "“{}” is being loaded",
    State.LOADED: "What came of it: “{}”",
    State.FAILED: "“{}” was not loaded",
    State.DISCARDED: "“{}” was thrown away",
}


def _source_asked_for(request: HttpRequest) -> Source | None:
    number = request.GET.get("source", "")
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    return get_object_or_404(Source, pk=int(number))


def _text_in_use(source: Source | None) -> Snapshot | None:
    """For an article of which only the facts change."""
    row = source.current_snapshot if source else None
    return stored_text(row) if row else None


def _page_of(row: Source | Submission) -> str:
    return reverse(f"admin:content_{row._meta.model_name}_change", args=[row.pk])
