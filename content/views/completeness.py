"""Whether a list of warnings is whole: a list that is not must say so."""

from dataclasses import dataclass

from content.models import Contraindication, Passage, SideEffect, Source, Statement
from content.pipeline.passages import Disposition
from content.pipeline.statements import Role
from content.querysets import PageQuerySet


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What a list lacks: ``sources`` whose own list breaks off, how many warnings have no public page."""

    sources: tuple[Source, ...]
    missing: int


def missing_effects() -> Shortfall:
    """What the lists of side effects lack. Two queries."""
    return Shortfall(tuple(_cut_off_sources()), _unpublished(SideEffect.objects.all()))


def missing_reasons() -> Shortfall:
    """What the list of reasons not to have it lacks. One query."""
    return Shortfall((), _unpublished(Contraindication.objects.all()))


def _unpublished(warnings: PageQuerySet) -> int:
    """How many warnings of the articles the public cannot read."""
    return warnings.filter(is_present=True).exclude(pk__in=warnings.published()).count()


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
