"""Names that articles print and the vocabulary lacks: where they stand, and what an editor says they mean."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Case, Model, OuterRef, Prefetch, QuerySet, Subquery, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from content.actions import decide_proposal
from content.admin import panels
from content.admin.filters import WaitingFilter
from content.admin.placing import PlacingForm
from content.admin.readonly import link_to, shortened
from content.models import Page, Passage, ProposedConcept
from content.models.pages import WARNINGS
from content.pipeline.vocabulary import load_vocabulary

State = ProposedConcept.State
WARNINGS_FIRST = Case(When(role__in=WARNINGS, then=0), default=1)
WAITING_FIRST = Case(When(state=State.OPEN, is_present=True, then=0), default=1)
SHOWN_PLACES = 3
"""In the list; the form has them all."""


@admin.register(ProposedConcept)
class ProposedConceptAdmin(admin.ModelAdmin):
    form = PlacingForm
    list_display = ["called", "role", "words", "place", "stands", "source_count"]
    list_filter = [WaitingFilter, "state", "role", "is_present", "passages__snapshot__source"]
    search_fields = ["name", "accepted_name", "passages__quote"]
    ordering = [WAITING_FIRST.asc(), WARNINGS_FIRST.asc(), "role", "name"]
    list_per_page = 50
    actions = None
    readonly_fields = ("name", "role", "is_present", "places", "stands", "decided_because", "decided")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With where each name stands, and the name of another that it was decided to be."""
        passages = Passage.objects.select_related("snapshot__source").defer("snapshot__text")
        other = ProposedConcept.objects.filter(role=OuterRef("role"), proposal=OuterRef("concept"))
        rows = super().get_queryset(request).annotate(other_name=Subquery(other.values("name")[:1]))
        in_order = passages.order_by("snapshot__source__source_id", "snapshot", "position")
        return rows.select_related("decided_by").prefetch_related(Prefetch("passages", in_order))

    def get_fieldsets(
        self, request: HttpRequest, obj: ProposedConcept | None = None
    ) -> list[tuple[str | None, dict[str, Any]]]:
        what = (None, {"fields": ("name", "role", "is_present", "places"), "description": WHAT_IT_IS})
        fields = (
            ("stands",)
            if obj is None or obj.state == State.OPEN
            else ("stands", "decided_because", "decided")
        )
        stands = ("So far", {"fields": fields})
        if obj is None or not self.has_change_permission(request, obj):
            return [what, stands]
        decision = ("decision", "means", "same_as", "own_name", "reason", "seen")
        return [what, stands, ("Your decision", {"fields": decision, "description": HOW_TO_DECIDE})]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    # --- saving

    def save_model(self, request: HttpRequest, obj: ProposedConcept, form: PlacingForm, change: bool) -> None:
        decide_proposal(proposal=obj, person=request.user, **form.decided)
        decided = decision_words(self.get_queryset(request).get(pk=obj.pk))
        message = format_html("“{}”: {}. {}", shortened(obj.name), decided, WHEN_IT_HOLDS)
        self.message_user(request, message, messages.INFO)

    def construct_change_message(
        self, request: HttpRequest, form: PlacingForm, formsets: list, add: bool = False
    ) -> str:
        """For the history: what was decided, in words, as the form's fields would not say it."""
        reason = form.cleaned_data["reason"].strip()
        words = decision_words(self.get_queryset(request).get(pk=form.instance.pk))
        return f"{words}. Why: {reason}" if reason else f"{words}."

    # --- columns

    @admin.display(description="name in the article", ordering="name")
    def called(self, row: ProposedConcept) -> str:
        return shortened(row.name)

    @admin.display(description="the article says")
    def words(self, row: ProposedConcept) -> SafeString | str:
        quotes = [(shortened(passage.quote),) for passage in row.passages.all()[:SHOWN_PLACES]]
        return format_html_join("", "<p>{}</p>", quotes) or "–"

    @admin.display(description="where")
    def place(self, row: ProposedConcept) -> SafeString | str:
        return panels.links_to_places(row.passages.all()[:SHOWN_PLACES]) or "–"

    @admin.display(description="how it stands", ordering="state")
    def stands(self, row: ProposedConcept) -> str:
        return decision_words(row)

    # --- the form

    @admin.display(description="Where it stands")
    def places(self, row: ProposedConcept) -> SafeString:
        return panels.places_panel(row.passages.all())

    @admin.display(description="Why")
    def decided_because(self, row: ProposedConcept) -> str:
        return row.reason or "–"

    @admin.display(description="Decided by")
    def decided(self, row: ProposedConcept) -> SafeString | str:
        """Who, when, and the page that came of it; a decision from a file names nobody."""
        page = Page.objects.filter(kind=row.role, slug=row.concept).only("kind", "title").first()
        text = DECIDED_IN_FILE
        if row.decided_by:
            text = f"{row.decided_by}, {timezone.localtime(row.decided_at):%-d %B %Y, %H:%M}"
        return format_html("{}. Its page: {}", text, link_to(page.specific)) if page else text


WHAT_IT_IS = (
    "An article has this name in a list, and the software does not know it. Readers do not see it: it is on "
    "no page until somebody says what it means."
)
HOW_TO_DECIDE = (
    "Read the places above first. Choose one answer and fill in the field that belongs to it. What you "
    "decide is remembered, also for other articles that print the same name."
)
DECIDED_IN_FILE = "The file of decisions, loaded with the pages"
WHEN_IT_HOLDS = (
    "This takes effect when the articles are loaded the next time: ask the person who runs the site to run "
    "“manage.py load_content”."
)


def decision_words(row: ProposedConcept) -> str:
    """What was decided, in a few words; ``row`` comes from the queryset of the admin."""
    match State(row.state):
        case State.MAPPED if row.is_merged:
            return f"The same as “{row.other_name or row.concept}”"
        case State.MAPPED:
            known = load_vocabulary().concepts.get(row.concept)
            return f"Means “{known.name if known else row.concept}”"
        case State.ACCEPTED:
            return f"A thing of its own: “{row.accepted_name}”"
    return row.get_state_display()
