"""Where the sources differ, and what to go by until that is settled."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from content.models import Contraindication, Disagreement
from content.pipeline.disagreements import DisagreementKind, Severity
from content.views import agreement
from content.views.groups import Place

WARNINGS = "Who should not have it"
SAFETY = "What matters most for your safety"
LISTS = "Where lists leave something out"
SMALLER = "Smaller points"
ALIKE = "Words that are easily mixed up"
GROUPS = (WARNINGS, SAFETY, LISTS, SMALLER, ALIKE)
"""The headings in their order: what warns comes first."""

STRICTNESS = (DisagreementKind.STRENGTH, DisagreementKind.SCOPE, DisagreementKind.WITHIN_SOURCE)


@dataclass(frozen=True, slots=True)
class PointGroup:
    """Points of one sort under a heading.

    Look-alikes are no differences but words to keep apart: ``are_look_alikes`` asks for a compact list.
    """

    title: str
    points: list[Disagreement]

    @property
    def are_look_alikes(self) -> bool:
        return self.title == ALIKE

    @property
    def anchor(self) -> str:
        return slugify(self.title)


@require_safe
def differences(request: HttpRequest) -> HttpResponse:
    order = list(Severity)
    found = sorted(
        Disagreement.objects.prefetch_related("positions__source"),
        key=lambda point: (order.index(Severity(point.severity)), point.subject),
    )
    settled = [point for point in found if point.state == Disagreement.State.SETTLED]
    reasons = set(Contraindication.objects.values_list("concept", flat=True))
    titles = {point.pk: title_of(point, reasons) for point in found if point not in settled}
    groups = [PointGroup(title, [p for p in found if titles.get(p.pk) == title]) for title in GROUPS]
    shown = [group for group in groups if group.points]
    counted = agreement.agreement()
    chart = [Place(agreement.TITLE, agreement.ANCHOR)] if counted.tallies else []
    places = [*chart, *(Place(group.title, group.anchor) for group in shown)]
    context = {
        "groups": shown,
        "settled": settled,
        "places": places if len(places) > 1 else [],
        "agreement": counted,
        "chart": chart[0] if chart else None,
    }
    return render(request, "content/differences.html", context)


def title_of(point: Disagreement, reasons: set[str]) -> str:
    """The heading that a point stands under; ``reasons`` are the concepts that warn."""
    if point.kind == DisagreementKind.LOOK_ALIKE:
        return ALIKE
    if point.kind == DisagreementKind.COVERAGE:
        return LISTS
    if point.kind in STRICTNESS and reasons & set(point.concepts):
        return WARNINGS
    return SAFETY if point.severity == Severity.HIGH else SMALLER
