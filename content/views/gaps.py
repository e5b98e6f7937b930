"""What patients ask and no article answers: looked up in the articles anew, never taken for granted."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from content.gaps import open_gaps
from content.models import Gap as GapPage
from content.pipeline.checklist import GROUPS, Gap
from content.views.anatomy import Crumb
from content.views.details import show_gap

URGENT = "warning-signs"
"""The gap that leaves a reader without the words of any article when every minute counts."""

TITLES = {
    "safety": gettext_noop("About safety"),
    "decision": gettext_noop("About the decision"),
    "rules": gettext_noop("About money and rules"),
    "around": gettext_noop("About before and after"),
}


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An item of the checklist that no article answers, and the page that is written about it, if any."""

    gap: Gap
    page: GapPage | None

    @property
    def short_answer(self) -> str:
        return self.page.short_answer if self.page else self.gap.note


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Open questions of one sort under a heading."""

    title: str
    questions: list[OpenQuestion]


@require_safe
def not_answered(request: HttpRequest) -> HttpResponse:
    pages = {page.slug: page for page in GapPage.objects.published()}
    found = [OpenQuestion(gap, pages.get(gap.id)) for gap in open_gaps()]
    groups = [
        GapGroup(_(TITLES[name]), [each for each in found if each.gap.group == name]) for name in GROUPS
    ]
    context = {"groups": [group for group in groups if group.questions], "urgent": URGENT}
    return render(request, "content/not_answered.html", context)


@require_safe
def gap(request: HttpRequest, gap_id: str) -> HttpResponse:
    """One open question; once an article answers it, it has no page any more."""
    found = open_gaps()
    shown = next((each for each in found if each.id == gap_id), None)
    if shown is None:
        raise Http404
    others = [each for each in found if each.group == shown.group and each is not shown]
    context = {"gap": shown, "others": others, "urgent": URGENT}
    return show_gap(request, gap_id, Crumb(_("What no article answers"), reverse("not_answered")), context)
