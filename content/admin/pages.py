"""The pages that patients read, one list and form for each kind."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from content.actions import draft_of
from content.actions.addresses import is_movable
from content.actions.history import with_text_of
from content.admin import counts, panels, words
from content.admin.filters import ChecksFilter, NamedValuesFilter, PublicFilter, StrengthFilter
from content.admin.history import HistoryAdmin
from content.admin.keys import SafeKeys
from content.admin.live import checks_of_text
from content.admin.merging import MergingAdmin, answers_on, link_of_merge, may_be_taken_out
from content.admin.pageforms import PageForm, has_other_text
from content.admin.readonly import ReadOnlyAdmin, link_to
from content.admin.saving import SavingAdmin, address_of_form
from content.admin.signing import SigningAdmin
from content.livecheck import live_check
from content.models import (
    Contraindication,
    Difference,
    Disagreement,
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
from content.models.reading import read_hash

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


class PageAdmin(SigningAdmin, SavingAdmin, HistoryAdmin, PageColumns, SafeKeys, admin.ModelAdmin):
    """A list and a form for one kind of page; the subclasses name what the kind adds."""

    form = PageForm
    change_form_template = "admin/page_form.html"
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

    # --- who may do what

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Records are made by the loader alone: only articles can say that a use or a warning exists."""
        return not self.is_made_by_loader and super().has_add_permission(request)

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
        return (*self._fixed(request, obj), *DATES, *PANELS, *LISTED, *self.facts)

    def _fixed(self, request: HttpRequest, obj: Page | None) -> tuple[str, ...]:
        """What takes effect at once on a page that readers see is changed by those who may publish."""
        if obj is None:
            return ()
        if obj.status == Status.PUBLISHED and not may_publish(request):
            return ("slug", *AT_ONCE, *self.extra_fields)
        return ("slug",) if is_bound(obj) and not is_movable(obj) else ()

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Page | None = None
    ) -> dict[str, tuple[str, ...]]:
        return {} if obj else {"slug": ("title",)}

    def get_fieldsets(self, request: HttpRequest, obj: Page | None = None) -> Fieldsets:
        is_open = obj is None or self.has_change_permission(request, obj)
        fixed = self._fixed(request, obj)

        def field(name: str) -> str:
            return f"{name}_listed" if name in fixed or not is_open else name

        text = ("title", "slug", "body", *(["text_seen"] if is_open else []))
        texts = (None, {"fields": text, "description": HOW_TO_WRITE if is_open else ""})
        place = (
            "Place on the site",
            {"fields": ("group", "order", field("related"), "language", *self.extra_fields)},
        )
        publishing = {"fields": ("status", "next_review_on"), "description": HOW_TO_PUBLISH}
        if obj is None:
            return [texts, ("Publishing", publishing), place]
        kept_back = ["refused_because"] if obj.refusal else []
        publishing["fields"] = (*kept_back, "status", "next_review_on", "sign_offs", *DATES)
        waits = draft_of(obj) is not None
        return [
            *([("A change of this page waits", {"fields": ("waiting_panel",)})] if waits else []),
            texts,
            ("Checks", {"fields": ("checks_panel",), "description": about_checks(request, obj)}),
            ("Publishing", publishing),
            ("What the articles say", {"fields": ("sources_panel", *self.facts)}),
            place,
            (POINTS, {"fields": (field("disagreements"),), "classes": ("collapse",)}),
            ("Drawings", {"fields": (field("figures"),), "classes": ("collapse",)}),
        ]

    def get_form(
        self,
        request: HttpRequest,
        obj: Page | None = None,
        change: bool = False,
        **options: Any,  # noqa: ANN401  as Django has it
    ) -> type[forms.ModelForm]:
        """The form knows who fills it in: what a person may not choose is neither offered nor taken."""
        form = super().get_form(request, obj, change, **options)
        return type(form.__name__, (form,), {"person": request.user})

    def view_on_site(self, obj: Page) -> str | None:
        """The page's address, where the public can open it."""
        return obj.get_absolute_url() if obj.is_public else None

    # --- panels

    @admin.display(description="Result")
    def checks_panel(self, page: Page) -> SafeString:
        """Of the text in the form: where a change waits, that is no text of which verdicts are stored."""
        draft = draft_of(page)
        if draft is None:
            return panels.checks_panel(page)
        check = live_check(title=draft.title, body=draft.body, kind=page.kind, page=page)
        return checks_of_text(check)

    @admin.display(description="Not public yet")
    def waiting_panel(self, page: Page) -> SafeString:
        return panels.waiting_panel(page, draft_of(page))

    @admin.display(description="In their own words")
    def sources_panel(self, page: Page) -> SafeString:
        return panels.sources_panel(page)

    @admin.display(description="Related")
    def related_listed(self, page: Page) -> SafeString | str:
        return lines_of(page.related)

    @admin.display(description="Differences")
    def disagreements_listed(self, page: Page) -> SafeString | str:
        subjects = dict(Disagreement.objects.filter(key__in=page.disagreements).values_list("key", "subject"))
        return lines_of(subjects.get(key, key) for key in page.disagreements)

    @admin.display(description="Drawings")
    def figures_listed(self, page: Page) -> SafeString | str:
        return lines_of(page.figures)

    @admin.display(description="Kept back because")
    def refused_because(self, page: Page) -> SafeString:
        lines = format_html_join(
            "", "<li>{}</li>", ((words.refusal_words(reason),) for reason in page.refusal)
        )
        return format_html("<ul>{}</ul><p>{}</p>", lines, UNTIL_THEN)

    @admin.display(description="Signed by")
    def sign_offs(self, page: Page) -> SafeString:
        """Who approved this text, newest first, and the way to do so; older approvals folded."""
        draft = draft_of(page)
        return panels.sign_offs_panel(page, read_hash(with_text_of(page, draft) if draft else page))


def lines_of(texts: Iterable[str]) -> SafeString | str:
    """Each on a line of its own; a dash for none."""
    return format_html_join("", "<div>{}</div>", ((text,) for text in texts)) or "-"


POINTS = "Differences to show"
DATES = ("first_published_at", "changed_at")
AT_ONCE = ("order", "related", "next_review_on", "disagreements", "figures")
LISTED = ("related_listed", "disagreements_listed", "figures_listed")
"""Lists as those read them who may not change them at once."""
PANELS = ("waiting_panel", "checks_panel", "sources_panel", "refused_because", "sign_offs")
HOW_TO_WRITE = (
    "Write in short sentences. After each sentence say where it comes from, in square brackets: "
    "[@article-4 &quot;the exact words of the article&quot;], or [@advice] for our own safety advice, or "
    "[@absence] for what no article says. The preview shows a small number in its place. On a page about "
    "this site, [@site] marks what is about the site itself."
)
WHAT_CHECKS_ARE = (
    "The software compares every sentence with the words it cites, while you write and each time you save. "
    "It is not a review by a person. The numbers are those in the preview."
)
CHECKS_OF_SAVED_TEXT = (
    "These are the checks of the text as it was saved last, not of the text above, which is not saved."
)
HOW_TO_PUBLISH = (
    "“In review” asks somebody else to read the text, “Approved” says that they did. “Published” makes it "
    "public, if the checks let it: if not, you are told which sentence they refuse, and why. Readers of a "
    "page that is public keep its old text until the new one is published."
)
UNTIL_THEN = (
    "Somebody chose “Published”, so it becomes public by itself once a changed article makes its sentences "
    "hold. Save another text or another status, and it waits for a publisher again."
)


def may_publish(request: HttpRequest) -> bool:
    return request.user.has_perm("content.publish_page")


def about_checks(request: HttpRequest, page: Page) -> str:
    """What the panel of checks shows. A form that answers a POST has not been saved."""
    if request.method != "POST" or not has_other_text(page, request.POST):
        return WHAT_CHECKS_ARE
    return CHECKS_OF_SAVED_TEXT


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
