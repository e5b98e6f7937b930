"""Files that programs ask for."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.models import Change

SECURITY_FOR = timedelta(days=180)
"""How long what security.txt says may be relied on: less than a year (RFC 9116, 2.5.5)."""

PLAIN = "text/plain; charset=utf-8"
STANDARDS = "HTML, CSS, SVG, Schema.org in JSON-LD, Open Graph, Atom, sitemaps"
SOFTWARE = "Python, Django, markdown-it-py, nh3, Pillow, WhiteNoise"


def plain(*lines: str) -> HttpResponse:
    """Lines of plain text."""
    return HttpResponse("\n".join([*lines, ""]), content_type=PLAIN)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be indexed; the admin and results of a search are no business of others."""
    return plain(
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        "Disallow: /search/?",
        "Disallow: /*/search/?",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    )


@require_safe
def humans(request: HttpRequest) -> HttpResponse:
    """humanstxt.org, without people: none has asked to be named."""
    latest = Change.objects.order_by("-at").first()
    return plain(
        "/* TEAM */",
        "This file names nobody. Who has reviewed a page stands on the page itself, or that nobody has.",
        f"How pages are checked: {request.build_absolute_uri(reverse('how_we_check'))}",
        "",
        "/* THANKS */",
        f"The articles and their authors: {request.build_absolute_uri(reverse('sources'))}",
        "",
        "/* SITE */",
        *([f"Last update: {latest.day:%Y/%m/%d}"] if latest else []),
        f"Standards: {STANDARDS}",
        f"Software: {SOFTWARE}",
    )


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116); 404 where this installation names no contact."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return plain(
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {today + SECURITY_FOR:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    )
