"""Reasons not to have it for pages about something else, chosen by the editors' groups and order."""

from collections.abc import Collection, Iterable

from content.models import Contraindication
from content.pipeline.statements import Strength
from content.views.groups import MAX_ITEMS, Group, grouped

FOREMOST = 4


def reasons_among(pages: Iterable[Contraindication]) -> list[Contraindication]:
    """Those of published ``pages`` that are reasons not to have it or to ask first, in the editors' order."""
    reasons = [page for page in pages if page.strength != Strength.LIMIT]
    return sorted(reasons, key=lambda page: (page.order, page.title))


def each_once(reasons: Collection[Contraindication]) -> list[Contraindication]:
    """The reasons without those that a broader one among them covers."""
    listed = {page.pk for page in reasons}
    return [page for page in reasons if page.broader_id not in listed]


def spread(reasons: Iterable[Contraindication]) -> list[Group]:
    """From each group of strict reasons the first and the last: as different as the groups' order goes."""
    return [
        Group(group.title, tuple(dict.fromkeys((group.pages[0], group.pages[-1]))))
        for group in grouped(_strict(reasons))[:MAX_ITEMS]
    ]


def foremost(reasons: Iterable[Contraindication]) -> list[Contraindication]:
    """At most FOREMOST strict reasons of different groups, those first that most articles name."""
    first = [
        min(group.pages, key=lambda page: -len(page.strength_by_source))
        for group in grouped(_strict(reasons))
    ]
    return sorted(first, key=lambda page: -len(page.strength_by_source))[:FOREMOST]


def _strict(reasons: Iterable[Contraindication]) -> list[Contraindication]:
    return [page for page in reasons if page.strength == Strength.AVOID]
