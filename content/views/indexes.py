"""Index pages: the home page and the list of each kind of page."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from content.models import (
    Claim,
    Contraindication,
    Indication,
    Page,
    Passage,
    Question,
    SideEffect,
    Source,
    Statement,
    Topic,
)
from content.pipeline.citations import Basis
from content.pipeline.passages import Disposition
from content.pipeline.statements import Role, Strength
from content.pipeline.verdicts import Support
from content.querysets import PageQuerySet
from content.views.anatomy import Effect, is_called_serious


@dataclass(frozen=True, slots=True)
class Group:
    """Pages under one heading, in their order. ``title`` is empty where they need none."""

    title: str
    pages: tuple[Page, ...]


def grouped(pages: Iterable[Page]) -> list[Group]:
    """The pages under the headings their editors gave, groups in the order of their first page."""
    ordered = sorted(pages, key=lambda page: (page.order, page.title))
    first: dict[str, int] = {}
    for place, page in enumerate(ordered):
        first.setdefault(page.group, place)
    ordered.sort(key=lambda page: first[page.group])
    return [Group(title, tuple(members)) for title, members in groupby(ordered, key=lambda page: page.group)]


def short_lists(pages: Collection[Page]) -> list[Group]:
    """The pages under their headings where they are too many for one list, else in one without a heading."""
    if len(pages) > MAX_ITEMS or not pages:
        return grouped(pages)
    return [Group("", tuple(sorted(pages, key=lambda page: (page.order, page.title))))]


MAX_ITEMS = 6
HOME_WARNINGS = 6
HOME_QUESTIONS = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    reasons = Contraindication.objects.published().order_by("order", "title")
    strict = [page for page in reasons if page.strength == Strength.AVOID]
    context = {
        "introduction": Question.objects.published().curated().filter(intent="what-is-it").first(),
        "warnings": strict[:HOME_WARNINGS],
        "reasons": len(reasons),
        "questions": Question.objects.published().order_by("order", "title")[:HOME_QUESTIONS],
        "example": _example(),
    }
    return render(request, "content/home.html", context)


def _example() -> Claim | None:
    """A warning with its evidence, to show how a page is read: the first by the order of the index."""
    claims = Claim.objects.filter(basis=Basis.CITATION, verdict__support=Support.SUPPORTED)
    return (
        claims.filter(page__in=Page.objects.published(), page__kind="contraindication")
        .select_related("page", "verdict")
        .prefetch_related("citations__source")
        .order_by("page__order", "page__title", "position")
        .first()
    )


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    return render(request, "content/topics.html", {"groups": grouped(Topic.objects.published())})


@require_safe
def uses(request: HttpRequest) -> HttpResponse:
    return render(request, "content/uses.html", {"groups": grouped(Indication.objects.published())})


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    return render(request, "content/questions.html", {"groups": grouped(Question.objects.published())})


@dataclass(frozen=True, slots=True)
class WarningList:
    """Reasons of one degree; ``style`` names its look."""

    heading: str
    style: str
    groups: list[Group]


DEGREES = (
    ("Do not have mesotherapy if one of these applies to you", "avoid", (Strength.AVOID,)),
    ("Do not have it unless your own doctor agrees", "unless", (Strength.AVOID_UNLESS_DOCTOR_AGREES,)),
    ("Talk to a doctor first if one of these applies to you", "ask", (Strength.CAUTION, Strength.CONSULT)),
    ("Not a danger, but it is not meant for this", "limit", (Strength.LIMIT,)),
)


@require_safe
def who_should_not(request: HttpRequest) -> HttpResponse:
    pages = list(Contraindication.objects.published())
    lists = [
        WarningList(heading, style, short_lists([page for page in pages if page.strength in strengths]))
        for heading, style, strengths in DEGREES
    ]
    context = {
        "lists": [warnings for warnings in lists if warnings.groups],
        "missing": _unpublished(Contraindication.objects.all()),
    }
    return render(request, "content/who_should_not.html", context)


@require_safe
def side_effects(request: HttpRequest) -> HttpResponse:
    pages = list(SideEffect.objects.published().with_evidence())
    special = [page for page in pages if page.scope == SideEffect.Scope.GROUP_SPECIFIC]
    serious = [page for page in pages if page not in special and is_called_serious(page)]
    other = [page for page in pages if page not in special and page not in serious]
    context = {
        "serious": _effects(serious),
        "groups": [(group.title, _effects(group.pages)) for group in short_lists(other)],
        "special": _effects(special),
        "cut_off": _cut_off_sources(),
        "missing": _unpublished(SideEffect.objects.all()),
    }
    return render(request, "content/side_effects.html", context)


def _effects(pages: Iterable[SideEffect]) -> list[Effect]:
    return [Effect(page) for page in sorted(pages, key=lambda p: (p.order, p.title))]


def _unpublished(warnings: PageQuerySet) -> int:
    """How many warnings of the articles the public cannot read: a list without them must say so."""
    return warnings.filter(is_present=True).exclude(pk__in=warnings.published()).count()


def _cut_off_sources() -> list[Source]:
    """Sources whose list of side effects breaks off: an unfinished list under the same heading."""
    named = Statement.objects.filter(role=Role.SIDE_EFFECT, passage__snapshot__is_current=True)
    ends = Passage.objects.filter(
        disposition=Disposition.UNUSABLE,
        reason="cut_off",
        snapshot__is_current=True,
        section__in=named.values("passage__section"),
    )
    return list(Source.objects.filter(snapshots__passages__in=ends).distinct())
