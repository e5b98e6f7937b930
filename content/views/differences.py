"""Where the sources differ, and what to go by until that is settled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_safe

from content.models import Contraindication, Difference, Disagreement, Page
from content.pipeline.disagreements import DisagreementKind, Severity
from content.views import agreement
from content.views.anatomy import all_points
from content.views.groups import Place

WARNINGS = gettext_noop("Who should not have it")
SAFETY = gettext_noop("What matters most for your safety")
LISTS = gettext_noop("Where lists leave something out")
SMALLER = gettext_noop("Smaller points")
ALIKE = gettext_noop("Words that are easily mixed up")
GROUPS = (WARNINGS, SAFETY, LISTS, SMALLER, ALIKE)
"""The headings in their order: what warns comes first. In English they are the groups of pages too."""

STRICTNESS = (DisagreementKind.STRENGTH, DisagreementKind.SCOPE, DisagreementKind.WITHIN_SOURCE)


@dataclass(frozen=True, slots=True)
class PointGroup:
    """Points of one sort under a heading: ``pages`` in our own words, and the points that no page is about.

    Look-alikes are no differences but words to keep apart: ``are_look_alikes`` asks for a compact list.
    """

    title: str
    points: list[Disagreement]
    pages: list[Difference]

    @property
    def heading(self) -> str:
        """What a reader sees of the title."""
        return gettext(self.title)

    @property
    def are_look_alikes(self) -> bool:
        return self.title == ALIKE

    @property
    def anchor(self) -> str:
        return slugify(self.title)


@require_safe
def differences(request: HttpRequest) -> HttpResponse:
    order = list(Severity)
    found = sorted(all_points(), key=lambda point: (order.index(Severity(point.severity)), point.subject))
    settled = [point for point in found if point.state == Disagreement.State.SETTLED]
    reasons = set(Contraindication.objects.values_list("concept", flat=True))
    pages = with_pages(found, has_texts=True)
    titles = {point: title_of(point, reasons) for point in found if point not in settled}
    groups = [group for group in _groups(titles, pages) if group.points or group.pages]
    counted = agreement.agreement()
    chart = [Place(gettext(agreement.TITLE), agreement.ANCHOR)] if counted.tallies else []
    places = [*(Place(group.heading, group.anchor) for group in groups), *chart]
    context = {
        "groups": groups,
        "settled": settled,
        "places": places if len(places) > 1 else [],
        "agreement": counted,
        "chart": chart[0] if chart else None,
    }
    return render(request, "content/differences.html", context)


def with_pages(
    points: Iterable[Disagreement], *, has_texts: bool = False, among: Iterable[Page] | None = None
) -> list[Page]:
    """Set ``own_page`` of each point, the first where several are about one; all the pages. One query.

    ``has_texts``: with the text of the pages too, for their short answers. ``among``: the published pages,
    where they have been fetched.
    """
    pages = Difference.objects.published()
    fetched = (
        (pages if has_texts else pages.defer("body", "file_head", "file_tail")) if among is None else among
    )
    found = sorted(fetched, key=lambda page: (page.order, page.slug), reverse=True)
    page_of = {key: page for page in found for key in page.disagreements}
    for point in points:
        point.own_page = page_of.get(point.key)
    return found


def _groups(titles: Mapping[Disagreement, str], found: Iterable[Difference]) -> list[PointGroup]:
    """Open points under their headings. A page stands once, under its own heading where it names one.

    So does one whose points another page is about too: no page is without a link.
    """
    headings: dict[Difference, str] = {}
    for page in found:
        if title := next((t for point, t in titles.items() if point.key in page.disagreements), None):
            headings[page] = page.group if page.group in GROUPS else title
    pages = sorted(headings, key=lambda page: (page.order, page.title))
    return [
        PointGroup(
            group,
            [point for point, title in titles.items() if title == group and not point.own_page],
            [page for page in pages if headings[page] == group],
        )
        for group in GROUPS
    ]


def title_of(point: Disagreement, reasons: set[str]) -> str:
    """The heading that a point stands under; ``reasons`` are the concepts that warn."""
    if point.kind == DisagreementKind.LOOK_ALIKE:
        return ALIKE
    if point.kind == DisagreementKind.COVERAGE:
        return LISTS
    if point.kind in STRICTNESS and reasons & set(point.concepts):
        return WARNINGS
    return SAFETY if point.severity == Severity.HIGH else SMALLER
