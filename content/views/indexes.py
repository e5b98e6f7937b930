"""Index pages: the home page and the list of each kind of page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_safe

from content.counting import most_read
from content.models import (
    Citation,
    Claim,
    Contraindication,
    Indication,
    Page,
    Question,
    SideEffect,
    Site,
    Topic,
)
from content.models.pages import HOME
from content.pipeline.citations import Basis
from content.pipeline.statements import Strength
from content.pipeline.verdicts import Support
from content.views.anatomy import Effect, is_called_serious, parts_of
from content.views.completeness import missing_effects, missing_reasons
from content.views.frame import frame_of
from content.views.groups import Group, Place, grouped, short_lists
from content.views.reasons import each_once, foremost, spread

HOME_QUESTIONS = 6
INTRODUCTION = "what-is-it"
"""The intent of the question whose answer introduces the site."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    frame = frame_of(request)
    reasons = each_once(frame.reasons)
    page = Site.objects.published().with_claims().filter(slug=HOME).first()
    in_order = Question.objects.published().order_by("order", "title")
    first = in_order.filter(pk__in=in_order.values("pk")[:HOME_QUESTIONS])
    questions = list(first | in_order.curated().filter(intent=INTRODUCTION))
    context = {
        "page": page,
        "parts": parts_of(page) if page else [],
        "articles": len(frame.sources),
        "introduction": next((q for q in questions if q.intent == INTRODUCTION and q.is_curated), None),
        "warnings": spread(reasons),
        "reasons": len(reasons),
        "questions": questions[:HOME_QUESTIONS],
        "example": _example(),
    }
    return render(request, "content/home.html", context)


def _example() -> Claim | None:
    """A warning with its evidence, to show how a page is read: the first by the order of the index."""
    claims = Claim.objects.filter(basis=Basis.CITATION, verdict__support=Support.SUPPORTED)
    return (
        claims.filter(page__in=Page.objects.published(), page__kind="contraindication")
        .select_related("page", "verdict")
        .prefetch_related(Prefetch("citations", Citation.objects.select_related("source")))
        .order_by("page__order", "page__title", "position")
        .first()
    )


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    return render(request, "content/topics.html", {"groups": grouped(Topic.objects.published())})


@require_safe
def uses(request: HttpRequest) -> HttpResponse:
    context = {
        "groups": grouped(Indication.objects.published()),
        "reasons": foremost(each_once(frame_of(request).reasons)),
    }
    return render(request, "content/uses.html", context)


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    pages = list(Question.objects.published())
    context = {"groups": grouped(pages), "most_read": most_read(pages)}
    return render(request, "content/questions.html", context)


@dataclass(frozen=True, slots=True)
class WarningList:
    """Reasons of one degree; ``style`` names its look."""

    heading: str
    style: str
    groups: list[Group]

    @property
    def places(self) -> list[Place]:
        """Its groups, or itself where it has only one, as places to jump to."""
        titled = [
            Place(group.title, f"{self.style}-{group.anchor}", group.language)
            for group in self.groups
            if group.title
        ]
        return titled or [Place(self.heading, f"warnings-{self.style}")]


DEGREES = (
    (gettext_noop("Do not have mesotherapy if one of these applies to you"), "avoid", (Strength.AVOID,)),
    (
        gettext_noop("Do not have it unless your own doctor agrees"),
        "unless",
        (Strength.AVOID_UNLESS_DOCTOR_AGREES,),
    ),
    (
        gettext_noop("Talk to a doctor first if one of these applies to you"),
        "ask",
        (Strength.CAUTION, Strength.CONSULT),
    ),
    (gettext_noop("A limit on what it can do"), "limit", (Strength.LIMIT,)),
)


@require_safe
def who_should_not(request: HttpRequest) -> HttpResponse:
    pages = list(Contraindication.objects.published())
    lists = [
        WarningList(
            gettext(heading), style, short_lists([page for page in pages if page.strength in strengths])
        )
        for heading, style, strengths in DEGREES
    ]
    shown = [warnings for warnings in lists if warnings.groups]
    context = {
        "lists": shown,
        "places": [place for warnings in shown for place in warnings.places],
        "shortfall": missing_reasons(frame_of(request)),
    }
    return render(request, "content/who_should_not.html", context)


@dataclass(frozen=True, slots=True)
class EffectList:
    """Side effects under a heading of the index; ``groups`` are (title, anchor, effects)."""

    heading: str
    anchor: str
    style: str
    groups: list[tuple[str, str, list[Effect]]]

    @property
    def places(self) -> list[Place]:
        titled = [
            Place(title, anchor, effects[0].page.language) for title, anchor, effects in self.groups if title
        ]
        return titled or [Place(self.heading, self.anchor)]


@require_safe
def side_effects(request: HttpRequest) -> HttpResponse:
    pages = list(SideEffect.objects.published().with_statements())
    special = [page for page in pages if page.scope == SideEffect.Scope.GROUP_SPECIFIC]
    serious = [page for page in pages if page not in special and is_called_serious(page)]
    other = [page for page in pages if page not in special and page not in serious]
    lists = [
        _effects(gettext("Called serious by an article"), "serious", "avoid", [Group("", tuple(serious))]),
        _effects(gettext("Other side effects"), "other", "other", short_lists(other)),
        _effects(
            gettext("Only named for some groups of people"), "special", "ask", [Group("", tuple(special))]
        ),
    ]
    shown = [effects for effects in lists if effects.groups]
    context = {
        "lists": shown,
        "places": [place for effects in shown for place in effects.places],
        "shortfall": missing_effects(frame_of(request)),
    }
    return render(request, "content/side_effects.html", context)


def _effects(heading: str, name: str, style: str, groups: Iterable[Group]) -> EffectList:
    found = [(group.title, group.anchor, _ordered(group.pages)) for group in groups if group.pages]
    return EffectList(heading, f"{name}-heading", style, found)


def _ordered(pages: Iterable[SideEffect]) -> list[Effect]:
    return [Effect(page) for page in sorted(pages, key=lambda page: (page.order, page.title))]
