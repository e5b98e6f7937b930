"""The pages that patients read, one list and form for each kind."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from content.actions import check_page, publish_page, record_changes
from content.actions.addresses import is_movable, move_page
from content.actions.checks import refusal_of
from content.admin import counts, panels, words
from content.admin.filters import ChecksFilter, NamedValuesFilter, PublicFilter, StrengthFilter
from content.admin.forms import PageForm, has_other_text, reasons_of
from content.admin.merging import MergingAdmin, answers_on, link_of_merge, may_be_taken_out
from content.admin.readonly import ReadOnlyAdmin, link_to
from content.checking import PageCheck
from content.models import (
    Contraindication,
    Difference,
    Gap,
    Indication,
    Page,
    PageKind,
    Question,
    SideEffect,
    Site,
    Status,
    Topic,
)
from content.pagefiles import sha256_of

Fieldsets = list[tuple[str | None, dict[str, Any]]]
BY_GROUP = ("group", NamedValuesFilter)


class PageColumns:
    """The columns that the lists of all kinds share."""

    @admin.display(description="status", ordering="status")
    def state(self, page: Page) -> SafeString | str:
        if page.merged_into_id:
            return format_html('{} <strong class="tag">Merged</strong>', page.get_status_display())
        if page.refusal:
            kept_back = '{} <strong class="tag is-problem">Kept back</strong>'
            return format_html(kept_back, page.get_status_display())
        return page.get_status_display()

    @admin.display(description="articles", ordering="sources")
    def articles(self, page: Page) -> int:
        return page.sources

    @admin.display(description="checks", ordering="problems")
    def checks(self, page: Page) -> SafeString | str:
        if not page.has_text:
            return "No text of ours"
        if page.problems:
            template = '<strong class="tag is-problem">Problems</strong> in {} of {} sentences'
            return format_html(template, page.problems, page.sentences)
        return format_html('<strong class="tag is-fine">Supported</strong> {} sentences', page.sentences)


class PageAdmin(PageColumns, admin.ModelAdmin):
    """A list and a form for one kind of page; the subclasses name what the kind adds."""

    form = PageForm
    list_display = ["title", "state", "articles", "checks", "group"]
    list_filter = [PublicFilter, ChecksFilter, "status", "is_present", BY_GROUP]
    search_fields = ["title", "slug", "body"]
    ordering = ["group", "order", "title"]
    list_per_page = 50
    actions = None
    save_on_top = True
    count_sources = staticmethod(counts.sources_stating)
    facts: ClassVar[tuple[str, ...]] = ()
    extra_fields: ClassVar[tuple[str, ...]] = ()
    is_made_by_loader: ClassVar[bool] = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return counts.with_checks(super().get_queryset(request)).annotate(sources=self.count_sources())

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Page | None:
        """The page, or None; Django itself fails at a key that is too large for the database."""
        if len(object_id) > MAX_DIGITS:
            return None
        return super().get_object(request, object_id, from_field)

    # --- who may do what

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Records are made by the loader alone: only articles can say that a use or a warning exists."""
        return not self.is_made_by_loader and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        """What is public is changed only by people who may publish."""
        is_public = obj is not None and obj.status == Status.PUBLISHED
        return super().has_change_permission(request, obj) and (not is_public or may_publish(request))

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        """What was ever public is withdrawn, not deleted; what the loader made, it would make again."""
        is_draft = obj is not None and not is_bound(obj) and not obj.sign_offs.exists()
        return super().has_delete_permission(request, obj) and is_draft

    def get_deleted_objects(
        self, objs: Iterable[Model], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """The draft's claims and verdicts go with it, though nobody may delete one by itself."""
        found, numbers, _, protected = super().get_deleted_objects(objs, request)
        return found, numbers, set(), protected

    # --- the form

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> tuple[str, ...]:
        fixed = ("slug",) if obj is not None and is_bound(obj) and not is_movable(obj) else ()
        return (*fixed, *DATES, *PANELS, *self.facts)

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Page | None = None
    ) -> dict[str, tuple[str, ...]]:
        return {} if obj else {"slug": ("title",)}

    def get_fieldsets(self, request: HttpRequest, obj: Page | None = None) -> Fieldsets:
        is_open = obj is None or self.has_change_permission(request, obj)
        text = ("title", "slug", "body", *(["text_seen"] if is_open else []))
        texts = (None, {"fields": text, "description": HOW_TO_WRITE if is_open else WHY_CLOSED})
        place = (
            "Place on the site",
            {"fields": ("group", "order", "related", "language", *self.extra_fields)},
        )
        publishing = {"fields": ("status", "next_review_on"), "description": HOW_TO_PUBLISH}
        if obj is None:
            return [texts, ("Publishing", publishing), place]
        kept_back = ["refused_because"] if obj.refusal else []
        publishing["fields"] = (*kept_back, "status", "next_review_on", "sign_offs", *DATES)
        return [
            texts,
            ("Checks", {"fields": ("checks_panel",), "description": about_checks(request, obj)}),
            ("Publishing", publishing),
            ("What the articles say", {"fields": ("sources_panel", *self.facts)}),
            place,
            (POINTS, {"fields": ("disagreements",), "classes": ("collapse",)}),
            ("Drawings", {"fields": ("figures",), "classes": ("collapse",)}),
        ]

    def formfield_for_choice_field(
        self,
        db_field: models.Field,
        request: HttpRequest,
        **options: Any,  # noqa: ANN401  as Django has it
    ) -> forms.Field:
        """Only people who may publish are offered "published", and nobody else can send it."""
        if db_field.name == "status" and not may_publish(request):
            options["choices"] = [choice for choice in Status.choices if choice[0] != Status.PUBLISHED]
        return super().formfield_for_choice_field(db_field, request, **options)

    def view_on_site(self, obj: Page) -> str | None:
        """The page's address, where the public can open it."""
        return obj.get_absolute_url() if obj.is_public else None

    # --- saving

    def save_model(self, request: HttpRequest, obj: Page, form: PageForm, change: bool) -> None:
        """Save, check, and publish through the gate; a page that the gate refuses keeps its old status."""
        is_edited = not {"title", "body", "status"}.isdisjoint(form.changed_data)
        before = form.initial.get("status", Status.DRAFT)
        wants_public = obj.status == Status.PUBLISHED
        if wants_public:
            obj.status = before  # only the gate makes it public
        if is_edited:
            obj.refusal = []  # what a person decides now takes the place of what the loader was told
        super().save_model(request, obj, form, change)
        if change and "slug" in form.changed_data:
            self._move(request, obj, form.initial["slug"])
        if wants_public and is_edited:
            self._publish(request, obj)
        else:
            self._check(request, obj)
        record_changes(pages=[obj])
        if before == Status.PUBLISHED != obj.status:
            self.message_user(request, NOT_PUBLIC_ANY_MORE, messages.WARNING)

    def _move(self, request: HttpRequest, page: Page, old_slug: str) -> None:
        move_page(page=page, old_slug=old_slug)
        if page.old_addresses.filter(slug=old_slug).exists():
            self.message_user(request, "The page has moved. Its old address leads to the new one.")

    def _publish(self, request: HttpRequest, page: Page) -> None:
        check = publish_page(page=page, person=request.user)
        if check.is_open:
            message = NOW_PUBLIC if page.is_public else STILL_MERGED
            self.message_user(request, message, messages.SUCCESS if page.is_public else messages.WARNING)
            return
        page.refusal = refusal_of(check)  # it is meant to be public, and waits with those that are not
        page.save(update_fields=["refusal"])
        self._tell_refusal(request, page, check)

    def _check(self, request: HttpRequest, page: Page) -> None:
        """A page whose articles have changed is taken off the site by the check."""
        check = check_page(page=page)
        if is_refused(request, page):
            self._tell_refusal(request, page, check)

    def _tell_refusal(self, request: HttpRequest, page: Page, check: PageCheck) -> None:
        self.message_user(request, panels.refusal_message(page, reasons_of(check)), messages.ERROR)

    def response_add(
        self, request: HttpRequest, obj: Page, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._back_to_form(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Page) -> HttpResponse:
        return self._back_to_form(request, obj) or super().response_change(request, obj)

    def _back_to_form(self, request: HttpRequest, page: Page) -> HttpResponse | None:
        """Where the gate refused: to the text, without Django's message that all went well."""
        if IS_POPUP_VAR in request.POST or not is_refused(request, page):
            return None
        return HttpResponseRedirect(address_of_form(page))

    # --- panels

    @admin.display(description="Result")
    def checks_panel(self, page: Page) -> SafeString:
        return panels.checks_panel(page)

    @admin.display(description="In their own words")
    def sources_panel(self, page: Page) -> SafeString:
        return panels.sources_panel(page)

    @admin.display(description="Kept back because")
    def refused_because(self, page: Page) -> SafeString:
        lines = format_html_join(
            "", "<li>{}</li>", ((words.refusal_words(reason),) for reason in page.refusal)
        )
        return format_html("<ul>{}</ul><p>{}</p>", lines, UNTIL_THEN)

    @admin.display(description="Signed by")
    def sign_offs(self, page: Page) -> SafeString:
        """Who approved this text, newest first, and the way to do so; older approvals folded."""
        return panels.sign_offs_panel(page, sha256_of(page.body))


POINTS = "Differences to show"
MAX_DIGITS = 18  # of a key of 64 bits
DATES = ("first_published_at", "changed_at")
PANELS = ("checks_panel", "sources_panel", "refused_because", "sign_offs")
HOW_TO_WRITE = (
    "Write in short sentences. After each sentence say where it comes from, in square brackets: "
    "[@article-4 &quot;the exact words of the article&quot;], or [@advice] for our own safety advice, or "
    "[@absence] for what no article says. The preview shows a small number in its place. On a page about "
    "this site, [@site] marks what is about the site itself."
)
WHY_CLOSED = (
    "You can read this page here, but not change it. A page that is public is changed by people who may "
    "publish; ask one of them."
)
WHAT_CHECKS_ARE = (
    "The software compares every sentence with the words it cites, each time you save. It is not a review "
    "by a person. The numbers are those in the preview."
)
CHECKS_OF_PUBLIC_TEXT = (
    "These are the checks of the text that readers see now, not of the text above, which is not saved."
)
CHECKS_OF_SAVED_TEXT = (
    "These are the checks of the text as it was saved last, not of the text above, which is not saved."
)
HOW_TO_PUBLISH = (
    "Choose “Published” and save. If the checks refuse a sentence, you are told which, and why. The text of "
    "a page that is not public is saved all the same. The text of a page that is public is then not saved: "
    "readers keep the old one, and yours is still in the form."
)
UNTIL_THEN = (
    "Somebody chose “Published”, so it becomes public by itself once a changed article makes its sentences "
    "hold. Save another text or another status, and it waits for a publisher again."
)
NOW_PUBLIC = "The page is public now, with this text."
STILL_MERGED = (
    "The page is ready for readers, but it is merged into another question, and they are led to that one. "
    "Take the two apart, and it is public."
)
NOT_PUBLIC_ANY_MORE = "Readers can no longer open this page."


def may_publish(request: HttpRequest) -> bool:
    return request.user.has_perm("content.publish_page")


def is_refused(request: HttpRequest, page: Page) -> bool:
    """What was sent was to be public, and ``page``, saved since, is not."""
    return request.POST.get("status") == Status.PUBLISHED != page.status


def about_checks(request: HttpRequest, page: Page) -> str:
    """What the panel of checks shows. A form that answers a POST has not been saved."""
    if request.method != "POST" or not has_other_text(page, request.POST):
        return WHAT_CHECKS_ARE
    is_public = Page.objects.published().filter(pk=page.pk).exists()
    return CHECKS_OF_PUBLIC_TEXT if is_public else CHECKS_OF_SAVED_TEXT


BY_EDITORS = (PageKind.TOPIC, PageKind.QUESTION, PageKind.DIFFERENCE, PageKind.GAP, PageKind.SITE)
"""Kinds of which an editor can add a page."""


def is_bound(page: Page) -> bool:
    """It is not a mere draft of an editor: it was public, or the loader made it or knows it."""
    is_loaded = bool(page.file_sha256) or page.kind not in BY_EDITORS
    was_public = page.first_published_at is not None or page.status == Status.PUBLISHED
    return is_loaded or was_public or (page.kind == PageKind.QUESTION and page.specific.variants.exists())


@admin.register(Topic)
class TopicAdmin(PageAdmin):
    count_sources = staticmethod(counts.sources_cited)
    extra_fields = ("main_question",)
    is_made_by_loader = False


@admin.register(Gap, Site)
class OwnPageAdmin(PageAdmin):
    """Pages that no record of an article stands behind."""

    count_sources = staticmethod(counts.sources_cited)
    is_made_by_loader = False


@admin.register(Difference)
class DifferenceAdmin(OwnPageAdmin):
    """The points that such a page is about are chosen at once: without one it is no page."""

    def get_fieldsets(self, request: HttpRequest, obj: Page | None = None) -> Fieldsets:
        texts, *rest = super().get_fieldsets(request, obj)
        others = [(name, options) for name, options in rest if name != POINTS]
        return [texts, (POINTS, {"fields": ("disagreements",)}), *others]


WHO_ASKS = (
    "The software found these words in the articles and took them for this question. If some of them ask "
    "something else, choose “Not the same question” beside them: you are told first what will happen."
)


@admin.register(Question)
class QuestionAdmin(MergingAdmin, PageAdmin):
    count_sources = staticmethod(counts.sources_answering)
    is_made_by_loader = False
    asked = ("variants_panel", "answers_panel")

    def save_model(self, request: HttpRequest, obj: Question, form: PageForm, change: bool) -> None:
        """A question that an editor adds is known by its address."""
        obj.intent = obj.intent or obj.slug
        super().save_model(request, obj, form, change)

    @admin.display(description="In the articles")
    def variants_panel(self, question: Question) -> SafeString:
        return panels.variants_panel(question, lambda variant: may_be_taken_out(question, variant))

    @admin.display(description="The same or not")
    def answers_panel(self, question: Question) -> SafeString:
        merged, apart = answers_on(question)
        return panels.answers_panel(question, merged, apart)

    def get_fieldsets(self, request: HttpRequest, obj: Question | None = None) -> Fieldsets:
        """First of all where the question is asked, if it was merged into another one."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        place = [name for name, _ in fieldsets].index("What the articles say")
        fieldsets.insert(place, ("How it is asked", {"fields": self.asked, "description": WHO_ASKS}))
        if obj.merged_into_id is None:
            return fieldsets
        return [("Merged into another question", {"fields": ("merged_panel",)}), *fieldsets]

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), *self.asked, "merged_panel")

    @admin.display(description="Readers are led to")
    def merged_panel(self, question: Question) -> SafeString:
        link = link_of_merge(question)
        take_back = reverse("admin:content_link_take_back", args=[link.pk]) if link else ""
        return panels.merged_panel(link_to(question.merged_into.specific), take_back)


@admin.register(Indication)
class IndicationAdmin(PageAdmin):
    facts = ("concept", "broader", "is_disputed", "is_present")


@admin.register(Contraindication)
class ContraindicationAdmin(PageAdmin):
    list_display = ["title", "strictness", *PageAdmin.list_display[1:]]
    list_filter = [PublicFilter, ChecksFilter, "status", ("strength", StrengthFilter), "is_present", BY_GROUP]
    facts = ("concept", "broader", "strictness", "strictness_panel", "population", "is_present")

    @admin.display(description="how strict", ordering="strength")
    def strictness(self, page: Contraindication) -> str:
        return words.strength_of(page.strength)

    @admin.display(description="How strict each article is")
    def strictness_panel(self, page: Contraindication) -> SafeString:
        return panels.strictness_panel(page.strength_by_source)


@admin.register(SideEffect)
class SideEffectAdmin(PageAdmin):
    list_filter = [PublicFilter, ChecksFilter, "status", "scope", "is_present", BY_GROUP]
    facts = ("concept", "broader", "scope", "population", "is_present")


class LinksToKinds(ChangeList):
    """A list of pages of all kinds whose rows lead to the form of their kind."""

    def url_for_result(self, result: Page) -> str:
        return address_of_form(result)


def address_of_form(page: Page) -> str:
    return reverse(f"admin:content_{page.kind.replace('_', '')}_change", args=[page.pk])


@admin.register(Page)
class AllPagesAdmin(PageColumns, ReadOnlyAdmin):
    """Every page in one list, to search in. Its rows lead to the forms of their kinds."""

    list_display = ["title", "kind", "state", "articles", "checks", "group"]
    list_filter = [PublicFilter, ChecksFilter, "kind", "status", "is_present"]
    search_fields = PageAdmin.search_fields

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        pages = counts.with_checks(super().get_queryset(request)).annotate(sources=counts.sources_cited())
        return pages.defer("body", "file_head", "file_tail")

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:  # noqa: ANN401  as Django has it
        return LinksToKinds

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form of the page's kind."""
        page = self.get_object(request, object_id)
        if page is None or request.method != "GET" or not self.has_view_permission(request, page):
            return super().change_view(request, object_id, form_url, extra_context)
        return HttpResponseRedirect(address_of_form(page))
