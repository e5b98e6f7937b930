"""What patients ask and no article answers: looked up in the articles anew, never taken for granted."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from content.models import Snapshot
from content.pipeline.cues import matches
from content.pipeline.questions import Gap, load_questions

URGENT = "warning-signs"
"""The gap that leaves a reader without the words of any article when every minute counts."""


@require_safe
def not_answered(request: HttpRequest) -> HttpResponse:
    texts = Snapshot.objects.filter(is_current=True).values_list("text", flat=True)
    context = {"gaps": open_gaps(list(texts)), "urgent": URGENT}
    return render(request, "content/not_answered.html", context)


def open_gaps(texts: Sequence[str]) -> list[Gap]:
    """The gaps that no text closes: none prints what an answer would have to print."""
    gaps = load_questions().gaps
    return [gap for gap in gaps if not any(matches(gap.patterns, text) for text in texts)]
