"""Detail pages: one address for each published page of every kind."""

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content.counting import count_read
from content.figures import figures_of
from content.models import (
    Contraindication,
    Difference,
    Disagreement,
    Gap,
    Indication,
    Page,
    PageKind,
    Question,
    QuestionVariant,
    SideEffect,
    Site,
    Topic,
)
from content.models.pages import HOME
from content.pipeline.citations import Basis
from content.pipeline.questions import VariantKind
from content.querysets import PageQuerySet, claims_with_citations
from content.search.meanings import sounds_urgent
from content.views.anatomy import (
    MAX_RELATED,
    Crumb,
    Effect,
    all_points,
    disagreements_on,
    is_called_serious,
    is_only_milder,
    parts_of,
    quotations_of,
    related_to,
    review_of,
    tags_of,
    warnings_of_merged,
)
from content.views.completeness import missing_effects
from content.views.differences import WARNINGS, with_pages
from content.views.drawings import draw
from content.views.frame import Frame, frame_around, frame_of
from content.views.glossary import words_of
from content.views.groups import Place
from content.views.moved import follows_moves
from content.views.reasons import each_once, foremost
from content.views.strictness import strictness_of
from content.views.subjects import is_about_effects, is_about_reasons

SHOWN_WARNINGS = 2


@require_safe
@follows_moves(PageKind.TOPIC)
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    page = _open(Topic.objects.select_related("main_question"), slug)
    return _show(
        request, page, Crumb(_("Topics"), reverse("topics")), {"main_question": _main_question(page)}
    )


@require_safe
@follows_moves(PageKind.INDICATION)
def use(request: HttpRequest, slug: str) -> HttpResponse:
    return _show(request, _open(Indication.objects, slug), Crumb(_("Uses"), reverse("uses")))


@require_safe
@follows_moves(PageKind.CONTRAINDICATION)
def reason(request: HttpRequest, slug: str) -> HttpResponse:
    page = _open(Contraindication.objects.with_statements(), slug)
    above = Crumb(_("Who should not have it"), reverse("who_should_not"))
    return _show(request, page, above, {"strictness": strictness_of(page, frame_of(request).sources)})


@require_safe
@follows_moves(PageKind.SIDE_EFFECT)
def side_effect(request: HttpRequest, slug: str) -> HttpResponse:
    page = _open(SideEffect.objects.with_statements(), slug)
    above = Crumb(_("Side effects"), reverse("side_effects"))
    is_serious = is_called_serious(page)
    extra = {
        "effect": Effect(page),
        "is_serious": is_serious,
        "needs_help": is_serious or any(sounds_urgent(claim.text) for claim in page.claims.all()),
    }
    return _show(request, page, above, extra)


@require_safe
@follows_moves(PageKind.QUESTION)
def question(request: HttpRequest, slug: str) -> HttpResponse:
    variants = QuestionVariant.objects.select_related("passage")
    page = _open(Question.objects.prefetch_related(Prefetch("variants", variants)), slug)
    return _show(request, page, Crumb(_("Questions"), reverse("questions")), {"asked_as": _asked_as(page)})


@require_safe
def difference(request: HttpRequest, slug: str) -> HttpResponse:
    """The points in our words, then what each article says, in the order of the page, settled or not."""
    page = _open(Difference.objects, slug)
    found = all_points()
    named = [copy(point) for point in found if point.key in page.disagreements]  # they lead to no other page
    points = sorted(named, key=lambda point: page.disagreements.index(point.key))
    differing = [point for point in points if point.is_difference]
    extra = {
        "disagreements": points,
        "milder": [],
        "tags": tags_of(page, differing),
        "names_reasons": page.group == WARNINGS,
    }
    return _show(request, page, Crumb(_("Where sources differ"), reverse("differences")), extra, found)


def show_gap(request: HttpRequest, gap_id: str, above: Crumb, extra: dict[str, Any]) -> HttpResponse:
    """The page of an open question; where nobody has written one, what the checklist says of it."""
    try:
        page = _open(Gap.objects, gap_id)
    except Http404:
        crumbs = [Crumb(_("Home"), reverse("home")), above]
        return render(request, "content/gap_bare.html", {**extra, "crumbs": crumbs})
    return _show(request, page, above, extra)


@require_safe
def site(request: HttpRequest, slug: str) -> HttpResponse:
    """A page about the site itself; "/" is the only address of the one that stands there."""
    if slug == HOME:
        raise Http404
    page = _open(Site.objects, slug)
    is_about_health = any(claim.basis in (Basis.CITATION, Basis.ABSENCE) for claim in page.claims.all())
    return _show(request, page, None, {"is_about_health": is_about_health})


def _open(pages: PageQuerySet, slug: str) -> Page:
    """The published page with its claims and the drawings that it shows, or 404."""
    page = get_object_or_404(pages.published().prefetch_related("sign_offs"), slug=slug)
    page.shown_figures = figures_of(page)
    if not page.figures:
        prefetch_related_objects([page], *claims_with_citations())
    return page


def _show(
    request: HttpRequest,
    page: Page,
    above: Crumb | None,
    extra: dict[str, Any] | None = None,
    found: Iterable[Disagreement] | None = None,
) -> HttpResponse:
    """``found``: every point on which articles differ, where the view has fetched them."""
    frame = frame_around(page, request)
    points = disagreements_on(page, found)
    with_pages(points, among=frame.differences)
    milder = [point for point in points if is_only_milder(point, page)]
    disagreements = [point for point in points if point not in milder]
    related = related_to(page, frame.pages)
    parts = parts_of(page)
    context = {
        "page": page,
        "crumbs": [crumb for crumb in (Crumb(_("Home"), reverse("home")), above) if crumb],
        "parts": parts,
        "figures": [draw(figure) for figure in page.shown_figures],
        "places": [
            Place(part.section.heading, part.section.anchor, page.language)
            for part in parts
            if part.section.anchor
        ],
        "quotations": [] if page.is_curated else quotations_of(page),
        "tags": tags_of(page, disagreements),
        "disagreements": disagreements,
        "milder": milder,
        "related": related[:MAX_RELATED],
        "review": review_of(page),
        "terms": words_of(page),
        **warnings_for(page, related, frame),
        **(extra or {}),
    }
    response = render(request, f"content/{page.kind}.html", context)
    count_read(request, page)
    return response


def warnings_for(page: Page, related: Iterable[Page], frame: Frame) -> dict[str, Any]:
    """What a page that is not itself a warning says of warnings: those it names, and the foremost reasons.

    Where it names a reason not to have the treatment, that one is enough; a side effect is not.
    """
    if page.is_warning or page.kind == PageKind.SITE:
        return {}
    shortfall = missing_effects(frame) if is_about_effects(page) else None
    if is_about_reasons(page):
        return {"shortfall": shortfall}
    own, reasons = [other for other in related if other.is_warning], frame.reasons
    shown = list(dict.fromkeys([*own[:SHOWN_WARNINGS], *warnings_of_merged(page, frame.pages)]))
    names_one = {other.pk for other in shown} & {reason.pk for reason in reasons}
    return {
        "needs_reasons": True,
        "warnings": shown,
        "reasons": [] if names_one else foremost(each_once(reasons)),
        "shortfall": shortfall,
    }


def _main_question(page: Topic) -> Question | None:
    """The question that the topic answers, where the public may open it and no other link leads there."""
    question = page.main_question
    is_shown = question is not None and question.is_public and question.address not in page.related
    return question if is_shown else None


def _asked_as(page: Question) -> list[str]:
    """Other ways of asking that the articles print as questions of their own, each once.

    Half of a heading that asks two things is a scrap, a label or a heading without "?" asks nothing.
    """
    asked = (variant.quote for variant in page.variants.all() if _is_whole_question(variant))
    unique = {quote.casefold(): quote for quote in asked}
    return [quote for key, quote in unique.items() if key != page.title.casefold()]


def _is_whole_question(variant: QuestionVariant) -> bool:
    asks = variant.kind in (VariantKind.HEADING, VariantKind.QUESTION) and variant.quote.endswith("?")
    return asks and (variant.start, variant.end) == (variant.passage.start, variant.passage.end)
