"""What patients ask and no article answers: looked up in the articles anew, never taken for granted."""

from dataclasses import dataclass
from itertools import starmap

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from content.models import Passage, Statement
from content.pipeline.checklist import GROUPS, Gap, Printed, load_checklist, open_items
from content.pipeline.statements import Polarity
from content.views.anatomy import Crumb

URGENT = "warning-signs"
"""The gap that leaves a reader without the words of any article when every minute counts."""

TITLES = {
    "safety": "About safety",
    "decision": "About the decision",
    "rules": "About money and rules",
    "around": "About before and after",
}


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Gaps of one sort under a heading."""

    title: str
    gaps: list[Gap]


@require_safe
def not_answered(request: HttpRequest) -> HttpResponse:
    found = open_gaps()
    groups = [GapGroup(TITLES[name], [gap for gap in found if gap.group == name]) for name in GROUPS]
    context = {"groups": [group for group in groups if group.gaps], "urgent": URGENT}
    return render(request, "content/not_answered.html", context)


@require_safe
def gap(request: HttpRequest, gap_id: str) -> HttpResponse:
    """One gap; once an article answers it, it has no page any more."""
    found = open_gaps()
    shown = next((each for each in found if each.id == gap_id), None)
    if shown is None:
        raise Http404
    others = [each for each in found if each.group == shown.group and each is not shown]
    crumbs = [Crumb("Home", reverse("home")), Crumb("What no article answers", reverse("not_answered"))]
    context = {"gap": shown, "others": others, "crumbs": crumbs, "urgent": URGENT}
    return render(request, "content/gap.html", context)


def open_gaps() -> tuple[Gap, ...]:
    """The items of the checklist that no article in use answers."""
    passages = Passage.objects.filter(snapshot__is_current=True)
    texts = starmap(Printed, passages.values_list("quote", "kind", "disposition"))
    affirmed = Statement.objects.filter(passage__snapshot__is_current=True, polarity=Polarity.AFFIRMED)
    said = set(affirmed.values_list("role", "concept").distinct())
    return open_items(load_checklist(), texts, said)
