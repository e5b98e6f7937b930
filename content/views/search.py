"""The search page, and the suggestions while somebody types. Nothing is kept of who asks."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import Error, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from content.actions import record_miss
from content.counting import impatient
from content.models import PageKind
from content.models.pages import WARNINGS
from content.search import Found, Result, find, suggest
from content.search.asking import MOST_CHARACTERS
from content.search.entries import BARE_GAP, TERM
from content.search.finding import result_of
from content.search.misses import kept_words
from content.search.ranking import Ranked
from content.views.anatomy import Crumb

log = logging.getLogger(__name__)

ON_A_PAGE = 10
MOST_WARNINGS = 6
MOST_PAGES = 10
"""More than all that the index gives."""
KINDS: dict[str, Promise] = {
    PageKind.TOPIC: _("Topic"),
    PageKind.INDICATION: _("Use"),
    PageKind.CONTRAINDICATION: _("Who should not have it"),
    PageKind.SIDE_EFFECT: _("Side effect"),
    PageKind.QUESTION: _("Question"),
    PageKind.DIFFERENCE: _("Where articles differ"),
    PageKind.GAP: _("No article answers this"),
    BARE_GAP: _("No article answers this"),
    PageKind.SITE: _("About this site"),
    TERM: _("Hard word"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A result with its kind in words."""

    result: Result
    kind: Promise


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found. ``before`` and ``after`` are the addresses of its neighbours, or ""."""

    warnings: list[Shown]
    others: list[Shown]
    number: int
    before: str
    after: str


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Without a query only the form. At most eight queries to the database, the frame's included."""
    text = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"query": text, "crumbs": [Crumb(gettext("Home"), reverse("home"))]}
    if len(text) > MOST_CHARACTERS:
        context |= {"query": text[:MOST_CHARACTERS], "is_too_long": True, "most": MOST_CHARACTERS}
    elif text:
        context |= _answer(request, text)
    response = render(request, "content/search.html", context)
    if "q" in request.GET:
        response["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest, text: str) -> dict[str, Any]:
    is_exact = "exact" in request.GET
    found = find(text, is_exact=is_exact)
    number = _number(request.GET.get("page", ""))
    if not found.is_answered and not found.is_empty and request.method == "GET" and number == 1:
        _count_miss(text)
    exact = f"{reverse('search')}?{urlencode({'q': text, 'exact': 1})}" if found.corrected else ""
    return {"found": found, "exact": exact, "results": _results(found, text, number, is_exact=is_exact)}


def _count_miss(text: str) -> None:
    """A miss that cannot be kept at once costs the reader nothing, least of all the time of a load."""
    words = kept_words(text)
    if not words:
        return
    try:
        with impatient(), transaction.atomic():
            record_miss(words=words, day=timezone.localdate())
    except Error:
        log.warning("A search without an answer could not be counted.")


def _results(found: Found, text: str, number: int, *, is_exact: bool) -> Results:
    """Warnings stand above the rest on the first page; those beyond MOST_WARNINGS come first in the rest."""
    warnings, others = found.warnings[:MOST_WARNINGS], [*found.warnings[MOST_WARNINGS:], *found.others]
    start = (number - 1) * ON_A_PAGE - (len(warnings) if number > 1 else 0)
    end = number * ON_A_PAGE - len(warnings)
    is_last = end >= len(others)
    return Results(
        warnings=_shown(warnings if number == 1 else ()),
        others=_shown(others[start:end]),
        number=number,
        before=_page_address(text, number - 1, is_exact=is_exact) if number > 1 else "",
        after="" if is_last else _page_address(text, number + 1, is_exact=is_exact),
    )


def _shown(ranked: Sequence[Ranked] | Iterable[Ranked]) -> list[Shown]:
    return [Shown(result_of(each.entry), KINDS[each.entry.kind]) for each in ranked]


def _page_address(text: str, number: int, *, is_exact: bool) -> str:
    query: dict[str, object] = {"q": text}
    query |= {"exact": 1} if is_exact else {}
    query |= {"page": number} if number > 1 else {}
    return f"{reverse('search')}?{urlencode(query)}"


def _number(text: str) -> int:
    """The number of a page; 1 for what is none."""
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(MOST_PAGES))
    return int(text) if is_number and 0 < int(text) <= MOST_PAGES else 1


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Names that go on as what was typed, as JSON: ``{"suggestions": [{…}]}``."""
    text = request.GET.get("q", "")
    found = suggest(text) if len(text) <= MOST_CHARACTERS else []
    rows = [
        {
            "text": each.text,
            "title": each.title,
            "kind": str(KINDS[each.kind]),
            "address": each.address,
            "warns": each.kind in WARNINGS,
        }
        for each in found
    ]
    return JsonResponse({"suggestions": rows}, headers={"X-Robots-Tag": "noindex"})
