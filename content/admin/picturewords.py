"""What is said of a picture that readers see: changes that wait, who agrees to them, all that was said."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from reversion.models import Version

from content.actions import (
    confirm_words,
    give_up_words,
    may_confirm,
    picture_draft_of,
    weight_of_words,
    words_hash,
    write_words,
)
from content.actions.history import versions_of_picture
from content.admin import words as plain
from content.admin.keys import SafeKeys
from content.admin.merging import message_of
from content.admin.readonly import ReadOnlyAdmin, link_to
from content.compare import Paragraph, compare
from content.models import Page, Picture, PictureDraft
from content.models.pictures import WORDS
from content.pipeline.errors import BadDecision
from content.significance import Level

WAITS = (
    "The changed words are saved, and wait beside those that readers have. Somebody else has to agree to "
    "them."
)
NOW_READ = "Readers have these words now."
GIVEN_UP = "The change is given up. Readers have the words that they had. The history keeps yours."
LABELS = {name: str(Picture._meta.get_field(name).verbose_name).capitalize() for name in WORDS}


@dataclass(frozen=True, slots=True)
class KeptWords:
    """One line of the history of a picture: a version, what was said with it, and whether readers had it."""

    version: Version
    said: tuple[tuple[str, str], ...]
    is_of_draft: bool
    weight: str


class WordsAdmin(SafeKeys):
    """The part of the admin of pictures that changes what is said of one."""

    admin_site: admin.AdminSite

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<path:object_id>/agree/", wrap(self.agree_view), name="content_picture_agree"),
            path("<path:object_id>/give-up/", wrap(self.give_up_view), name="content_picture_give_up"),
            *super().get_urls(),
        ]

    def save_words(self, request: HttpRequest, picture: Picture) -> None:
        """Change what is said, or let it wait."""
        if write_words(picture=picture, words=picture.words, person=request.user):
            self.message_user(request, NOW_READ, messages.SUCCESS)
        else:
            self.message_user(request, WAITS, messages.WARNING)

    @admin.display(description="Not public yet")
    def waiting_panel(self, picture: Picture) -> SafeString:
        draft = picture_draft_of(picture)
        context = {
            "draft": draft,
            "picture": picture,
            "weight": plain.WEIGHT.get(weight_of_words(picture, draft.words)),
        }
        return render_to_string("admin/panels/picture_waiting.html", context)

    @transaction.atomic
    def agree_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The words that wait beside those that readers have; who may, agrees to them."""
        picture, draft = self._waiting(request, object_id)
        is_allowed = may_confirm(request.user, draft)
        if request.method == "POST":
            if not is_allowed:
                raise PermissionDenied
            return self._agreed(request, picture, draft)
        context = {
            "title": "Words of a picture that wait",
            "picture": picture,
            "draft": draft,
            "paragraphs": compared(picture, draft),
            "pages": [link_to(page.specific) for page in naming(picture)],
            "weight": plain.WEIGHT.get(weight_of_words(picture, draft.words)),
            "seen": words_hash(picture, draft),
            "may_agree": is_allowed,
            "is_own": draft.author_id == request.user.pk,
            "may_give_up": self.has_change_permission(request, picture),
        }
        whole = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, "admin/pictures/agree.html", whole)

    def _agreed(self, request: HttpRequest, picture: Picture, draft: PictureDraft) -> HttpResponse:
        try:
            confirm_words(picture=picture, seen=request.POST.get("seen", ""), person=request.user)
        except BadDecision as error:
            self.message_user(request, message_of(error), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:content_picture_change", args=[picture.pk]))
        self.log_change(request, picture, f"Agreed to the words that {draft.author} wrote.")
        self.message_user(request, NOW_READ, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:content_picture_change", args=[picture.pk]))

    @transaction.atomic
    def give_up_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Drop the words that wait; only by POST."""
        picture, _ = self._waiting(request, object_id)
        if request.method != "POST" or not self.has_change_permission(request, picture):
            raise PermissionDenied
        give_up_words(picture=picture, person=request.user)
        self.log_change(request, picture, "The change of its words that waited was given up.")
        self.message_user(request, GIVEN_UP)
        return HttpResponseRedirect(reverse("admin:content_picture_change", args=[picture.pk]))

    def _waiting(self, request: HttpRequest, object_id: str) -> tuple[Picture, PictureDraft]:
        if not self.has_view_permission(request):
            raise PermissionDenied
        picture = self.get_object(request, unquote(object_id))
        draft = picture_draft_of(picture) if picture else None
        if picture is None or draft is None:
            raise Http404
        return picture, draft

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's list of who did what, with all that was said of the picture above it."""
        picture = self.get_object(request, unquote(object_id))
        kept = [_kept(version) for version in versions_of_picture(picture)] if picture else []
        return super().history_view(request, object_id, {"kept_words": kept, **(extra_context or {})})


def naming(picture: Picture) -> list[Page]:
    """The pages whose text names the picture, by title."""
    return list(Page.objects.filter(body__contains=picture.name).order_by("title"))


def compared(picture: Picture, draft: PictureDraft) -> list[Paragraph]:
    """What readers are told and what they would be told, word by word."""
    pairs = zip(_said(picture.words), _said(draft.words), strict=True)
    lines = [(f"{old[0]}: {old[1] or '–'}", f"{new[0]}: {new[1] or '–'}") for old, new in pairs]
    return [paragraph for old, new in lines for paragraph in compare(old, new)]


def _said(words: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Each with its label; the skin in words."""
    values = dict(zip(WORDS, words, strict=True))
    values["skin"] = Picture.Skin(values["skin"]).label
    return tuple((LABELS[name], value) for name, value in values.items())


def _kept(version: Version) -> KeptWords:
    fields = version.field_dict
    note = getattr(version.revision, "edit_note", None)
    return KeptWords(
        version,
        _said(tuple(fields[name] for name in WORDS)),
        is_of_draft=version.content_type.model_class() is PictureDraft,
        weight=plain.WEIGHT[Level(note.level)] if note else "",
    )


@admin.register(PictureDraft)
class PictureDraftAdmin(SafeKeys, ReadOnlyAdmin):
    """Each leads to the screen where somebody else agrees to it."""

    explanation = (
        "Changed words of a picture that readers see. Readers keep the old ones until somebody who did not "
        "write these has agreed to them."
    )
    list_display = ["alternative", "author", "changed_at", "compared"]
    list_filter = ["author"]
    list_select_related = ["author"]
    search_fields = ["alternative", "credit", "description"]
    shown = ("the_picture", "author", "changed_at", "compared")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("picture", "author")

    @admin.display(description="picture")
    def the_picture(self, draft: PictureDraft) -> SafeString | str:
        return link_to(draft.picture)

    @admin.display(description="what it changes")
    def compared(self, draft: PictureDraft) -> SafeString:
        address = reverse("admin:content_picture_agree", args=[draft.pk])
        template = '<a href="{}" aria-label="Read and agree to the words of {}">Read it, and agree</a>'
        return format_html(template, address, draft.alternative)
