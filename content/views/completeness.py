"""Whether a list of warnings is whole: a list that is not must say so."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Value

from content.models import Contraindication, Page, PageKind, Passage, SideEffect, Source, Statement
from content.models.pages import WARNINGS
from content.pipeline.passages import Disposition
from content.pipeline.statements import Role
from content.querysets import PageQuerySet


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What a list lacks: ``sources`` whose own list breaks off, how many warnings have no public page.

    ``unplaced``: how many names the articles print that nobody has placed yet: no page speaks of them.
    """

    sources: tuple[Source, ...]
    missing: int
    unplaced: int


def all_missing(sources: Iterable[Source]) -> dict[str, Shortfall]:
    """What the lists of side effects and of reasons lack, by their kind, of all ``sources``. One query."""
    public = Page.objects.published().filter(kind__in=WARNINGS)
    missing = Page.objects.filter(kind__in=WARNINGS, is_present=True).exclude(pk__in=public)
    names = Statement.objects.filter(is_proposed=True, passage__snapshot__is_current=True)
    parts = (
        _counted(names, "role", "concept"),
        _cut_off().order_by().values_list("source_id", Value("cut_off"), "pk"),
    )
    found: dict[str, dict[str, int]] = {kind: {} for kind in WARNINGS}
    cut_off = []
    for name, what, number in _counted(missing, "kind", "pk").union(*parts, all=True):
        if what == "cut_off":
            cut_off.append(number)
        elif name in found:
            found[name][what] = number
    ends = {PageKind.SIDE_EFFECT: tuple(source for source in sources if source.pk in cut_off)}
    return {
        kind: Shortfall(ends.get(kind, ()), counts.get("pk", 0), counts.get("concept", 0))
        for kind, counts in found.items()
    }


def _counted(rows: QuerySet, by: str, what: str) -> QuerySet:
    """Rows of (the value of ``by``, ``what``, how many different values that has)."""
    counted = rows.order_by().values(by).annotate(what=Value(what), number=Count(what, distinct=True))
    return counted.values_list(by, "what", "number")


def missing_effects() -> Shortfall:
    """What the lists of side effects lack. Three queries."""
    missing = _unpublished(SideEffect.objects.all())
    return Shortfall(tuple(_cut_off_sources()), missing, _unplaced(Role.SIDE_EFFECT))


def missing_reasons() -> Shortfall:
    """What the list of reasons not to have it lacks. Two queries."""
    missing = _unpublished(Contraindication.objects.all())
    return Shortfall((), missing, _unplaced(Role.CONTRAINDICATION))


def _unpublished(warnings: PageQuerySet) -> int:
    """How many warnings of the articles the public cannot read."""
    return warnings.filter(is_present=True).exclude(pk__in=warnings.published()).count()


def _unplaced(role: Role) -> int:
    said = Statement.objects.filter(role=role, is_proposed=True, passage__snapshot__is_current=True)
    return said.order_by().values("concept").distinct().count()


def _cut_off_sources() -> list[Source]:
    return list(_cut_off())


def _cut_off() -> QuerySet:
    """Sources whose list of side effects breaks off: an unfinished list under the same heading."""
    named = Statement.objects.filter(role=Role.SIDE_EFFECT, passage__snapshot__is_current=True)
    ends = Passage.objects.filter(
        disposition=Disposition.UNUSABLE,
        reason="cut_off",
        snapshot__is_current=True,
        section__in=named.values("passage__section"),
    )
    return Source.objects.filter(snapshots__passages__in=ends).distinct()
