"""The addresses of the JSON API."""

from collections import Counter
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from content.api import records
from content.api.answers import endpoint
from content.api.lists import page_of
from content.api.openapi import document
from content.api.parameters import LIST, PAGES, read_parameters
from content.api.problems import KINDS, Refused
from content.api.records import Addresses
from content.gaps import open_gaps
from content.models import (
    Contraindication,
    Difference,
    Disagreement,
    Gap,
    Indication,
    Page,
    PageKind,
    Passage,
    Question,
    SideEffect,
    Site,
    Snapshot,
    Source,
    Topic,
)
from content.models.pages import HOME, RECORDS
from content.querysets import PageQuerySet
from content.views.anatomy import Crumb
from content.views.differences import with_pages
from content.views.gaps import OpenQuestion
from content.views.glossary import entries
from content.views.moved import REMEMBERED, moved_to

MODELS: dict[str, type[Page]] = {
    model.KIND: model
    for model in (Topic, Indication, Contraindication, SideEffect, Question, Difference, Gap, Site)
}
LISTS = ("pages", "sources", "differences", "gaps", "glossary")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """The page for people who write programs."""
    example = Page.objects.published().exclude(kind=PageKind.SITE, slug=HOME).order_by("kind", "slug").first()
    context = {
        "base": request.build_absolute_uri(reverse("api_index")),
        "example": example,
        "crumbs": [Crumb(gettext("Home"), reverse("home"))],
        "problems": [(kind, status, title) for kind, (status, title) in KINDS.items()],
        "kinds": PageKind.values,
    }
    return render(request, "content/api.html", context)


@endpoint()
def index(request: HttpRequest) -> dict[str, Any]:
    read_parameters(request, {})
    to = Addresses(request)
    links = {name: to.named(f"api_{name}") for name in LISTS}
    return {
        "name": "mesoinfo",
        "version": "v1",
        "language": records.language_of(),
        "links": {
            **links,
            "openapi": to.named("openapi"),
            "fhir": to.named("fhir_metadata"),
            "documentation": to.named("api"),
        },
    }


@endpoint()
def openapi(request: HttpRequest) -> dict[str, Any]:
    read_parameters(request, {})
    return document(Addresses(request))


@endpoint()
def nothing(request: HttpRequest, rest: str = "") -> dict[str, Any]:
    """Every other address below the API."""
    mend = f"Begin at {request.build_absolute_uri(reverse('api_index'))}."
    if rest.endswith("/"):
        mend = "Leave out the slash at the end."
    raise Refused("nothing-here", f"There is no address {request.path}.", where=request.path, mend=mend)


# --- pages


@endpoint()
def pages(request: HttpRequest) -> dict[str, Any]:
    asked = read_parameters(request, PAGES)
    found = _public(Page.objects, asked.get("kind")).order_by("kind", "slug")
    if "kind" in asked:
        found = found.filter(kind=asked["kind"])
    if "changed_since" in asked:
        found = found.filter(changed_at__gte=asked["changed_since"])
    to = Addresses(request)
    return page_of(request, found, asked, lambda page: records.entry_of(page, to))


@endpoint()
def page(request: HttpRequest, kind: str, slug: str) -> dict[str, Any] | HttpResponse:
    read_parameters(request, {})
    if kind not in MODELS:
        raise Refused(
            "nothing-here",
            f"There is no kind of page “{kind}”.",
            where=kind,
            mend=f"Use one of {', '.join(MODELS)}.",
        )
    pages = records.with_evidence(_public_of(kind))
    gap = next((each for each in open_gaps() if each.id == slug), None) if kind == PageKind.GAP else None
    found = pages.filter(slug=slug).first()
    if found is None or (kind == PageKind.GAP and gap is None):
        return _elsewhere(request, kind, slug)
    if not found.is_curated:
        records.fetch_quotations(found)
    return records.page_of(found, Addresses(request), gap.ask if gap else None)


def _public_of(kind: str) -> PageQuerySet:
    """Public pages of a kind, with what pages of that kind alone need."""
    pages = MODELS[kind].objects.published().exclude(kind=PageKind.SITE, slug=HOME)
    if kind in RECORDS:
        return records.with_statements(pages)
    return pages.prefetch_related("merged_pages") if kind == PageKind.QUESTION else pages


def _elsewhere(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """To the page that has taken the place of this one. Raises Refused where there is none."""
    other = next(iter(moved_to([f"{kind}/{slug}"]).values()), None)
    if other is None:
        raise Refused(
            "nothing-here",
            f"There is no public page {kind}/{slug}.",
            where=f"{kind}/{slug}",
            mend=f"Names of pages are listed at {request.build_absolute_uri(reverse('api_pages'))}.",
        )
    response = HttpResponsePermanentRedirect(reverse("api_page", args=[other.kind, other.slug]))
    response["Cache-Control"] = REMEMBERED
    return response


def _public(found: PageQuerySet, kind: str | None) -> PageQuerySet:
    """Public pages, without the text on the start page and open questions that an article answers now."""
    found = found.published().exclude(kind=PageKind.SITE, slug=HOME)
    if kind not in (None, PageKind.GAP):
        return found
    open_ids = [gap.id for gap in open_gaps()]
    return found.exclude(Q(kind=PageKind.GAP) & ~Q(slug__in=open_ids))


# --- the rest


@endpoint()
def sources(request: HttpRequest) -> dict[str, Any]:
    asked, describe = read_parameters(request, LIST), _describe_sources(request)
    return page_of(request, Source.objects.order_by("source_id"), asked, describe)


@endpoint()
def source(request: HttpRequest, source_id: str) -> dict[str, Any]:
    read_parameters(request, {})
    found = Source.objects.filter(source_id=source_id).first()
    if found is None:
        raise Refused(
            "nothing-here",
            f"There is no source {source_id}.",
            where=source_id,
            mend=f"They are listed at {request.build_absolute_uri(reverse('api_sources'))}.",
        )
    return _describe_sources(request)(found)


def _describe_sources(request: HttpRequest) -> Any:  # noqa: ANN401  a function from Source to its JSON
    """Two queries, however many sources are described."""
    passages = Passage.objects.filter(snapshot__is_current=True).order_by()
    rows = passages.values_list("snapshot__source__source_id", "disposition").annotate(Count("pk"))
    ledger = Counter({(source_id, disposition): count for source_id, disposition, count in rows})
    current = Snapshot.objects.filter(is_current=True).order_by()
    hashes = dict(current.values_list("source__source_id", "sha256"))
    to = Addresses(request)
    return lambda found: records.source_of(found, to, ledger, hashes)


@endpoint()
def differences(request: HttpRequest) -> dict[str, Any]:
    asked, to = read_parameters(request, LIST), Addresses(request)
    points = list(Disagreement.objects.order_by("key").prefetch_related("positions__source"))
    with_pages(points, has_texts=True)
    reasons = set(Contraindication.objects.values_list("concept", flat=True))
    return page_of(request, points, asked, lambda point: records.difference_of(point, to, reasons))


@endpoint()
def gaps(request: HttpRequest) -> dict[str, Any]:
    asked, to = read_parameters(request, LIST), Addresses(request)
    written = {page.slug: page for page in Gap.objects.published()}
    found = [OpenQuestion(gap, written.get(gap.id)) for gap in open_gaps()]
    return page_of(request, found, asked, lambda question: records.gap_of(question, to))


@endpoint()
def glossary(request: HttpRequest) -> dict[str, Any]:
    asked, to = read_parameters(request, LIST), Addresses(request)
    return page_of(request, entries(), asked, lambda entry: records.term_of(entry, to))
