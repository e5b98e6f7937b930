"""Whether a list of warnings is whole: a list that is not must say so."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, QuerySet, Subquery, Value

from content.models import Contraindication, Page, PageKind, Passage, SideEffect, Source, Statement
from content.models.pages import WARNINGS
from content.pipeline.passages import Disposition
from content.pipeline.statements import Role
from content.querysets import PageQuerySet
from content.views.frame import Frame


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
        Source.objects.filter(_is_cut_off()).order_by().values_list("source_id", Value("cut_off"), "pk"),
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


def missing_effects(frame: Frame) -> Shortfall:
    """What the lists of side effects lack. One query, which brings the articles of ``frame`` too."""
    missing = _unpublished(SideEffect.objects.all())
    frame.sources = list(_with_shortfall(missing, Role.SIDE_EFFECT).annotate(is_cut_off=_is_cut_off()))
    return _shortfall(frame, tuple(source for source in frame.sources if source.is_cut_off))


def missing_reasons(frame: Frame) -> Shortfall:
    """What the list of reasons not to have it lacks. One query, which brings the articles too."""
    frame.sources = list(_with_shortfall(_unpublished(Contraindication.objects.all()), Role.CONTRAINDICATION))
    return _shortfall(frame, ())


def _shortfall(frame: Frame, cut_off: tuple[Source, ...]) -> Shortfall:
    """Both numbers stand beside each article; without an article nothing is named that could be missing."""
    first = next(iter(frame.sources), None)
    return Shortfall(cut_off, first.missing if first else 0, first.unplaced if first else 0)


def _with_shortfall(missing: PageQuerySet, role: Role) -> QuerySet[Source]:
    said = Statement.objects.filter(role=role, is_proposed=True, passage__snapshot__is_current=True)
    return Source.objects.annotate(
        missing=_number(missing, "pk"),
        unplaced=_number(said, "concept", template="%(function)s(DISTINCT %(expressions)s)"),
    )


def _number(rows: QuerySet, column: str, **options: str) -> Subquery:
    """How many rows there are, to stand beside something else."""
    count = Func(F(column), function="COUNT", output_field=IntegerField(), **options)
    return Subquery(rows.order_by().annotate(number=count).values("number"))


def _unpublished(warnings: PageQuerySet) -> PageQuerySet:
    """The warnings of the articles that the public cannot read."""
    return warnings.filter(is_present=True).exclude(pk__in=warnings.published())


def _is_cut_off() -> Exists:
    """Whether a source's list of side effects breaks off: an unfinished list under the same heading."""
    named = Statement.objects.filter(role=Role.SIDE_EFFECT, passage__snapshot__is_current=True)
    ends = Passage.objects.filter(
        disposition=Disposition.UNUSABLE,
        reason="cut_off",
        snapshot__is_current=True,
        section__in=named.values("passage__section"),
        snapshot__source=OuterRef("pk"),
    )
    return Exists(ends)
