"""Where the sources differ, and what to go by until that is settled."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from content.models import Disagreement
from content.pipeline.disagreements import Severity


@require_safe
def differences(request: HttpRequest) -> HttpResponse:
    order = list(Severity)
    unsettled = Disagreement.objects.exclude(state=Disagreement.State.SETTLED)
    found = sorted(
        unsettled.prefetch_related("positions__source"),
        key=lambda point: (order.index(Severity(point.severity)), point.subject),
    )
    return render(request, "content/differences.html", {"disagreements": found})
