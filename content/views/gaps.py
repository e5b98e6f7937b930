"""What patients ask and no article answers: looked up in the articles anew, never taken for granted."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from content.models import Passage
from content.pipeline.questions import Gap, load_questions


@require_safe
def not_answered(request: HttpRequest) -> HttpResponse:
    quotes = Passage.objects.filter(snapshot__is_current=True).values_list("quote", flat=True)
    return render(request, "content/not_answered.html", {"gaps": open_gaps(list(quotes))})


def open_gaps(quotes: Sequence[str]) -> list[Gap]:
    """The gaps that no passage closes: none prints what an answer would have to print."""
    return [gap for gap in load_questions().gaps if not _is_answered(gap, quotes)]


def _is_answered(gap: Gap, quotes: Sequence[str]) -> bool:
    return any(pattern.search(quote) for pattern in gap.patterns for quote in quotes)
