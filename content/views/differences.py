"""Where the sources differ, and what to go by until that is settled."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from content.models import Disagreement
from content.pipeline.disagreements import DisagreementKind, Severity

GROUPS = {
    "How strict to be": (DisagreementKind.STRENGTH, DisagreementKind.SCOPE, DisagreementKind.WITHIN_SOURCE),
    "Whether it is used for something": (DisagreementKind.POLARITY,),
    "Facts and numbers": (DisagreementKind.FACT, DisagreementKind.NUMBER, DisagreementKind.COVERAGE),
    "Words that are easily mixed up": (DisagreementKind.LOOK_ALIKE,),
}


@dataclass(frozen=True, slots=True)
class PointGroup:
    """Points of one sort under a heading.

    Look-alikes are no differences but words to keep apart: ``are_look_alikes`` asks for a compact list.
    """

    title: str
    points: list[Disagreement]

    @property
    def are_look_alikes(self) -> bool:
        return {point.kind for point in self.points} == {DisagreementKind.LOOK_ALIKE}


@require_safe
def differences(request: HttpRequest) -> HttpResponse:
    order = list(Severity)
    found = sorted(
        Disagreement.objects.prefetch_related("positions__source"),
        key=lambda point: (order.index(Severity(point.severity)), point.subject),
    )
    settled = [point for point in found if point.state == Disagreement.State.SETTLED]
    groups = [
        PointGroup(title, [point for point in found if point.kind in kinds and point not in settled])
        for title, kinds in GROUPS.items()
    ]
    context = {"groups": [group for group in groups if group.points], "settled": settled}
    return render(request, "content/differences.html", context)
