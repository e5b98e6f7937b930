"""Detail pages: one address for each published page of every kind."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from content.models import Contraindication, Indication, Page, Question, SideEffect, Topic
from content.pipeline.questions import VariantKind
from content.querysets import PageQuerySet
from content.views.anatomy import (
    MAX_RELATED,
    Crumb,
    Effect,
    disagreements_on,
    parts_of,
    quotations_of,
    related_to,
    review_of,
    tags_of,
)
from content.views.strictness import strictness_of


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    page = _open(Topic.objects.select_related("main_question"), slug)
    return _show(request, page, Crumb("Topics", reverse("topics")), {"main_question": _main_question(page)})


@require_safe
def use(request: HttpRequest, slug: str) -> HttpResponse:
    return _show(request, _open(Indication.objects, slug), Crumb("Uses", reverse("uses")))


@require_safe
def reason(request: HttpRequest, slug: str) -> HttpResponse:
    page = _open(Contraindication.objects, slug)
    above = Crumb("Who should not have it", reverse("who_should_not"))
    return _show(request, page, above, {"strictness": strictness_of(page)})


@require_safe
def side_effect(request: HttpRequest, slug: str) -> HttpResponse:
    page = _open(SideEffect.objects, slug)
    above = Crumb("Side effects", reverse("side_effects"))
    return _show(request, page, above, {"effect": Effect(page)})


@require_safe
def question(request: HttpRequest, slug: str) -> HttpResponse:
    pages = Question.objects.prefetch_related("variants", "components__passage__snapshot__source")
    page = _open(pages, slug)
    return _show(request, page, Crumb("Questions", reverse("questions")), {"asked_as": _asked_as(page)})


def _open(pages: PageQuerySet, slug: str) -> Page:
    """The published page with its evidence, or 404."""
    return get_object_or_404(pages.published().with_evidence().prefetch_related("sign_offs"), slug=slug)


def _show(
    request: HttpRequest, page: Page, above: Crumb, extra: dict[str, Any] | None = None
) -> HttpResponse:
    disagreements = disagreements_on(page)
    related = related_to(page)
    context = {
        "page": page,
        "crumbs": [Crumb("Home", reverse("home")), above],
        "parts": parts_of(page),
        "quotations": [] if page.is_curated else quotations_of(page),
        "tags": tags_of(page, disagreements),
        "disagreements": disagreements,
        "related": related[:MAX_RELATED],
        "warnings": [] if page.is_warning else [other for other in related if other.is_warning],
        "review": review_of(page),
        **(extra or {}),
    }
    return render(request, f"content/{page.kind}.html", context)


def _main_question(page: Topic) -> Question | None:
    """The question that the topic answers, where the public may open it and no other link leads there."""
    question = Question.objects.published().filter(pk=page.main_question_id).first()
    return None if question and question.address in page.related else question


def _asked_as(page: Question) -> list[str]:
    """Other ways of asking that the articles print as headings or questions, each once.

    A label or a sentence already answers, often in praise ("Low-Risk Procedure"): it is no question.
    """
    asks = (VariantKind.HEADING, VariantKind.QUESTION)
    asked = (variant for variant in page.variants.all() if variant.kind in asks)
    unique = {variant.quote.casefold(): variant.quote for variant in asked}
    return [quote for key, quote in unique.items() if key != page.title.casefold()]
