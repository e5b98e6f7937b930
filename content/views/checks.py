"""How the site is checked, with the figures of the last check."""

from collections import Counter

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from content.models import Claim, Page, SelfTest, Site, Verdict
from content.pipeline.citations import Basis
from content.views.anatomy import parts_of
from content.views.frame import frame_of


@require_safe
def how_we_check(request: HttpRequest) -> HttpResponse:
    public = Claim.objects.filter(page__in=Page.objects.published())
    counted = public.order_by().values_list("basis").annotate(Count("pk"), Count("override"))
    bases = Counter({basis: number for basis, number, _ in counted})
    latest = Verdict.objects.filter(claim__in=public).order_by("checked_at").first()
    page = Site.objects.published().with_claims().filter(slug="how-we-check").first()
    context = {
        "page": page,
        "parts": parts_of(page) if page else [],
        "articles": len(frame_of(request).sources),
        "cited": bases[Basis.CITATION],
        "advice": bases[Basis.ADVICE],
        "absence": bases[Basis.ABSENCE],
        "site": bases[Basis.SITE],
        "sentences": bases.total(),
        "overridden": sum(number for _, _, number in counted),
        "checked_at": latest and latest.checked_at,
        "test": SelfTest.objects.of_this_checker(),
    }
    return render(request, "content/how_we_check.html", context)
