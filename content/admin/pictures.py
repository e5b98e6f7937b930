"""Pictures: the list, the forms, and what the editor of a text shows in its dialogs."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.db.models import F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from content.actions import add_picture, picture_draft_of, remove_picture
from content.admin.pictureforms import PictureAddForm, PictureForm, PictureWordsForm
from content.admin.picturewords import WordsAdmin, naming
from content.admin.readonly import link_to
from content.images import MAX_MB
from content.models import Page, Picture
from content.models.pictures import WORDS

CHOICE = 24
"""How many pictures the dialog offers at once, the newest first."""

SHOWN = ("shown", "to_copy", "used_by")
FACTS = ("uploaded_by", "uploaded_at", "size")
HOW_TO_USE = (
    "Copy the line under “To put it into a text”, and paste it into the text of a page, as a paragraph of "
    "its own. What you change below changes on every page that shows the picture, but for the words in the "
    "square brackets: those stand in the text of each page. If readers see the picture, words that concern "
    "safety, and those of people who may not publish, wait until somebody else has agreed to them."
)
HOW_TO_ADD = (
    "A picture is shown to readers only with these words. Add only what you may: a picture of unknown origin "
    "is not shown."
)
CAME_IN_MEANWHILE = "Somebody else has added the same picture in this moment. It stands in the list."


class UseFilter(admin.SimpleListFilter):
    """Pictures that a text names, and those that none does."""

    title, parameter_name = "use", "used"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "On a page"), ("no", "On no page")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        wanted = {"yes": Q(uses__gt=0), "no": Q(uses=0)}.get(self.value() or "", Q())
        return queryset.filter(wanted)


@admin.register(Picture)
class PictureAdmin(WordsAdmin, admin.ModelAdmin):
    """The list of pictures, and a form for the words of each."""

    list_display = ("small", "alternative", "skin_shown", "credit", "uses", "added")
    list_display_links = ("alternative",)
    list_filter = (UseFilter, "skin")
    search_fields = ("alternative", "credit", "description", "name")
    list_per_page = 50
    actions = None
    view_on_site = False

    class Media:
        css: ClassVar = {"all": ["css/pictures.css"]}

    # --- who may do what

    def has_delete_permission(self, request: HttpRequest, obj: Picture | None = None) -> bool:
        """A picture that a text names stays."""
        return super().has_delete_permission(request, obj) and obj is not None and not pages_of(obj)

    # --- the list

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("uploaded_by").annotate(uses=_uses())

    @admin.display(description="picture")
    def small(self, picture: Picture) -> SafeString:
        image = '<img class="picture-small" src="{}" alt="" loading="lazy">'
        return format_html(image, picture.thumbnail)

    @admin.display(description="skin", ordering="skin")
    def skin_shown(self, picture: Picture) -> str:
        return picture.skin_note or "none"

    @admin.display(description="pages", ordering="uses")
    def uses(self, picture: Picture) -> int:
        return picture.uses

    @admin.display(description="added", ordering="uploaded_at")
    def added(self, picture: Picture) -> str:
        return f"{timezone.localdate(picture.uploaded_at):%-d %b %Y}"

    # --- the form

    def get_form(
        self,
        request: HttpRequest,
        obj: Picture | None = None,
        change: bool = False,
        **options: Any,  # noqa: ANN401  as Django has it
    ) -> type[forms.ModelForm]:
        return super().get_form(
            request, obj, change=change, **{**options, "form": PictureWordsForm if obj else PictureAddForm}
        )

    def formfield_for_dbfield(
        self,
        db_field: models.Field,
        request: HttpRequest,
        **options: Any,  # noqa: ANN401  as Django has it
    ) -> forms.Field | None:
        """With the widgets of our forms, not those of the admin."""
        return db_field.formfield(**options)

    def get_readonly_fields(self, request: HttpRequest, obj: Picture | None = None) -> tuple[str, ...]:
        return ("waiting_panel", *SHOWN, *FACTS) if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Picture | None = None) -> list[tuple]:
        if obj is None:
            return [(None, {"fields": ("image", *WORDS), "description": HOW_TO_ADD})]
        waits = picture_draft_of(obj) is not None
        return [
            *([("A change of these words waits", {"fields": ("waiting_panel",)})] if waits else []),
            (None, {"fields": SHOWN, "description": HOW_TO_USE}),
            ("What readers are told", {"fields": WORDS}),
            ("The file", {"fields": FACTS}),
        ]

    @admin.display(description="Picture")
    def shown(self, picture: Picture) -> SafeString:
        image = '<img class="picture-large" src="{}" width="{}" height="{}" alt="{}">'
        return format_html(image, picture.address, picture.width, picture.height, picture.alternative)

    @admin.display(description="To put it into a text")
    def to_copy(self, picture: Picture) -> SafeString:
        return format_html('<code class="picture-code">{}</code>', picture.markdown)

    @admin.display(description="Shown by")
    def used_by(self, picture: Picture) -> SafeString | str:
        """The pages that name it, with their status: while there is one, the picture cannot be deleted."""
        pages = pages_of(picture)
        if not pages:
            return "No page. It can be deleted."
        rows = ((link_to(page.specific), page.get_status_display().lower()) for page in pages)
        lines = format_html_join("", "<li>{} ({})</li>", rows)
        return format_html("<ul>{}</ul><p>Take it out of these texts before you delete it.</p>", lines)

    @admin.display(description="Size")
    def size(self, picture: Picture) -> str:
        return f"{picture.width} × {picture.height} pixels, stored in {len(picture.files)} sizes and formats"

    # --- saving

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Files are stored before the row is, so they go again where nothing comes of the row."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            self._forget(request)
            self.message_user(request, CAME_IN_MEANWHILE, messages.ERROR)
            return HttpResponseRedirect(reverse("admin:content_picture_changelist"))
        except BaseException:
            self._forget(request)
            raise

    def _forget(self, request: HttpRequest) -> None:
        if form := getattr(request, "added", None):
            form.forget_files()

    def save_form(self, request: HttpRequest, form: forms.ModelForm, change: bool) -> Picture:
        if isinstance(form, PictureAddForm):
            request.added = form
        return super().save_form(request, form, change)

    def save_model(self, request: HttpRequest, obj: Picture, form: forms.ModelForm, change: bool) -> None:
        if change:
            self.save_words(request, obj)
        else:
            add_picture(picture=obj, drawn=form.drawn, name=form.name, person=request.user)

    def delete_model(self, request: HttpRequest, obj: Picture) -> None:
        """Asked again within the transaction: a text may have named it meanwhile."""
        if not remove_picture(picture=obj):
            raise PermissionDenied

    # --- the dialogs of the editor

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("dialog/add/", wrap(require_safe(self.dialog_to_add)), name="content_picture_dialog_add"),
            path("dialog/use/", wrap(require_safe(self.dialog_to_use)), name="content_picture_dialog_use"),
            *super().get_urls(),
        ]

    def dialog_to_add(self, request: HttpRequest) -> HttpResponse:
        """The form of a new picture, to stand in a dialog."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = PictureForm(auto_id="picture_%s")
        context = {"form": form, "max_mb": MAX_MB}
        return TemplateResponse(request, "admin/pictures/add.html", context)

    def dialog_to_use(self, request: HttpRequest) -> HttpResponse:
        """Pictures that are there, the newest first, or those with the words of ``q``, for a dialog."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = request.GET.get("q", "").replace("\0", "")[:100]
        pictures, _ = self.get_search_results(request, Picture.objects.all(), asked)
        found = list(pictures[: CHOICE + 1])
        context = {"pictures": found[:CHOICE], "has_more": len(found) > CHOICE, "asked": asked}
        return TemplateResponse(request, "admin/pictures/use.html", context)


def pages_of(picture: Picture) -> list[Page]:
    """The pages whose text names the picture, looked up once for an answer."""
    if not hasattr(picture, "pages"):
        picture.pages = naming(picture)
    return picture.pages


def _uses() -> Subquery:
    """On how many pages a picture stands, counted in the query of the list."""
    naming = Page.objects.filter(body__contains=OuterRef("name")).order_by()
    number = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(naming.annotate(number=number).values("number"))
