"""Whether a list of warnings is whole: a list that is not must say so."""

from dataclasses import dataclass

from content.models import Contraindication, Passage, SideEffect, Source, Statement
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
    """Sources whose list of side effects breaks off: an unfinished list under the same heading."""
    named = Statement.objects.filter(role=Role.SIDE_EFFECT, passage__snapshot__is_current=True)
    ends = Passage.objects.filter(
        disposition=Disposition.UNUSABLE,
        reason="cut_off",
        snapshot__is_current=True,
        section__in=named.values("passage__section"),
    )
    return list(Source.objects.filter(snapshots__passages__in=ends).distinct())
