"""Every text that a page ever had: the list, two of them side by side, and the way back."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from reversion.models import Version

from content.actions import discard_draft, draft_of, restore_text
from content.actions.history import versions_of, words_kept
from content.actions.workflow import weight_of
from content.admin import words
from content.admin.saving import address_of_form
from content.compare import compare_words, is_changed
from content.models import Draft, Page, Status
from content.models.drafts import Words, words_of
from content.significance import Level

RESTORED = (
    "The older text is in the form below, and nothing has changed for readers. Publish it if you mean that."
)
DISCARDED = "The change is given up. Readers have the text that they had. The history keeps yours."


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of the history: a version, its text and status, whether readers had it, and its weight."""

    version: Version
    words: Words
    status: str
    is_of_draft: bool
    weight: str = ""

    @property
    def title(self) -> str:
        return self.words.title

    @property
    def body(self) -> str:
        return self.words.body

    @property
    def state(self) -> str:
        """What the text was then, in words."""
        name = Status(self.status).label
        return f"{name}, beside the public text" if self.is_of_draft else name


class HistoryAdmin:
    """The part of the admin of pages that shows and restores older texts."""

    admin_site: admin.AdminSite

    def get_urls(self) -> list[URLPattern]:
        name = f"content_{self.opts.model_name}"
        views = (
            ("compare/", self.compare_view, "compare"),
            ("compare/<int:version>/", self.compare_view, "compare_version"),
            ("restore/<int:version>/", self.restore_view, "restore"),
            ("give-up/", self.give_up_view, "give_up"),
        )
        own = [
            path(f"<path:object_id>/{end}", self.admin_site.admin_view(view), name=f"{name}_{what}")
            for end, view, what in views
        ]
        return [*own, *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Django's list of who did what, with every text above it."""
        page = self.get_object(request, unquote(object_id))
        kept = kept_of(page) if page else []
        return super().history_view(request, object_id, {"kept": kept, "page": page, **(extra_context or {})})

    def compare_view(self, request: HttpRequest, object_id: str, version: int | None = None) -> HttpResponse:
        """The text of ``version``, or the one that waits, beside the page as it is."""
        page = self._seen(request, object_id)
        older = _version(page, version) if version else None
        newer = None if version else draft_of(page)
        if older is None and newer is None:
            raise Http404
        now = "what readers have" if page.status == Status.PUBLISHED else "the text as it is now"
        before, after = (older.words, words_of(page)) if older else (words_of(page), words_of(newer))
        paragraphs = compare_words(before, after)
        context = {
            **self.admin_site.each_context(request),
            "title": f"“{page.title}”, compared",
            "opts": self.opts,
            "page": page,
            "version": older,
            "draft": newer,
            "paragraphs": paragraphs,
            "has_changes": any(map(is_changed, paragraphs)),
            "now": now,
            "weight": words.WEIGHT.get(weight_of(page, newer)) if newer else "",
            "form": address_of_form(page),
            "may_change": self.has_change_permission(request, page),
        }
        return TemplateResponse(request, "admin/history/compare.html", context)

    @transaction.atomic
    def restore_view(self, request: HttpRequest, object_id: str, version: int) -> HttpResponse:
        """Put an older text back where it is written; only by POST."""
        page, kept = self._changed(request, object_id), None
        kept = _version(page, version)
        if kept is None:
            raise Http404
        comment = f"The text of {kept.version.revision.date_created:%-d %B %Y, %H:%M} again."
        restore_text(page=page, words=kept.words, person=request.user, comment=comment)
        self.log_change(request, page, comment)
        self.message_user(request, RESTORED, messages.SUCCESS)
        return HttpResponseRedirect(address_of_form(page))

    @transaction.atomic
    def give_up_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Drop the change that waits beside the public text; only by POST."""
        page = self._changed(request, object_id)
        if draft_of(page) is None:
            raise Http404
        discard_draft(page=page, person=request.user)
        self.log_change(request, page, "The change that waited was given up.")
        self.message_user(request, DISCARDED)
        return HttpResponseRedirect(address_of_form(page))

    def _seen(self, request: HttpRequest, object_id: str) -> Page:
        page = self.get_object(request, unquote(object_id))
        if page is None:
            raise Http404
        if not self.has_view_or_change_permission(request, page):
            raise PermissionDenied
        return page

    def _changed(self, request: HttpRequest, object_id: str) -> Page:
        page = self._seen(request, object_id)
        if request.method != "POST" or not self.has_change_permission(request, page):
            raise PermissionDenied
        return page


def kept_of(page: Page) -> list[Kept]:
    """Every text of ``page``, newest first; what changed only its place is left out."""
    lines: list[Kept] = []
    for version in reversed(versions_of(page)):
        kept = _kept(version)
        if not lines or _shown(lines[-1]) != _shown(kept):
            lines.append(kept)
    return lines[::-1]


def _shown(kept: Kept) -> tuple[Words, str, bool]:
    return (kept.words, kept.status, kept.is_of_draft)


def _version(page: Page, pk: int) -> Kept | None:
    return next((_kept(version) for version in versions_of(page) if version.pk == pk), None)


def _kept(version: Version) -> Kept:
    fields = version.field_dict
    note = getattr(version.revision, "edit_note", None)
    is_of_draft = version.content_type.model_class() is Draft
    weight = words.WEIGHT[Level(note.level)] if note and not is_of_draft else ""
    return Kept(version, words_kept(version), fields["status"], is_of_draft, weight)
