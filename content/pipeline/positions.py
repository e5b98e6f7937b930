"""Positions: what a point of difference is, and what each source holds on it, in its own words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from content.pipeline.passages import Passage
from content.pipeline.spans import Span
from content.pipeline.statements import Statement, Strength

Passages = Mapping[str, Sequence[Passage]]
"""The passages of each source, by its id."""


class DisagreementKind(StrEnum):
    STRENGTH = "strength"
    SCOPE = "scope"
    FACT = "fact"
    NUMBER = "number"
    POLARITY = "polarity"
    COVERAGE = "coverage"
    WITHIN_SOURCE = "within_source"
    LOOK_ALIKE = "look_alike"


class Severity(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Position:
    """What one source says on the point, in its own words."""

    source_id: str
    span: Span
    quote: str
    stance: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A point on which positions differ; ``key`` is stable, ``concepts`` are the concept ids it is about."""

    key: str
    kind: DisagreementKind
    severity: Severity
    subject: str
    concepts: tuple[str, ...]
    positions: tuple[Position, ...]
    safest: str


READING = {
    Strength.AVOID: "Do not have the treatment.",
    Strength.AVOID_UNLESS_DOCTOR_AGREES: "Do not have the treatment unless a doctor agrees.",
    Strength.CAUTION: "Talk to a doctor first.",
    Strength.CONSULT: "Talk to a doctor first.",
    Strength.LIMIT: "Do not expect it to work for this.",
}
"""What the site says for each strength: the safer reading where sources differ."""


def key_of(kind: DisagreementKind, *parts: str) -> str:
    return "-".join([kind.value.replace("_", "-"), *filter(None, parts)])


def position_at(passage: Passage, source_id: str, stance: str) -> Position:
    """What ``source_id`` holds, in the words of a whole passage."""
    return Position(source_id, passage.span, passage.quote, stance)


def position_of(statement: Statement, passages: Passages, stance: str) -> Position:
    return position_at(passages[statement.source_id][statement.passage], statement.source_id, stance)


def quote_of(statement: Statement, passages: Passages) -> str:
    """The words of the passage that a statement stands in."""
    return passages[statement.source_id][statement.passage].quote


def mention_of(statement: Statement, passages: Passages) -> str:
    """The words that name what a statement is about."""
    return statement.mention.shifted(-statement.span.start).of(quote_of(statement, passages))


def in_order(positions: Iterable[Position]) -> tuple[Position, ...]:
    """Each position once, by source and place."""
    return tuple(sorted(set(positions), key=lambda p: (p.source_id, p.span, p.stance)))


def lies_within_one_source(positions: Iterable[Position]) -> bool:
    """Whether one source takes two stances, and without it no two differ."""
    stances: dict[str, set[str]] = {}
    for position in positions:
        stances.setdefault(position.source_id, set()).add(position.stance)
    for source, taken in stances.items():
        others = [held for other, held in stances.items() if other != source]
        if len(taken) > 1 and len(set().union(*others)) < 2:
            return True
    return False


def made(
    kind: DisagreementKind,
    severity: Severity,
    subject: str,
    concepts: tuple[str, ...],
    positions: Iterable[Position],
    safest: str,
    suffix: str = "",
) -> Disagreement:
    """A row whose key names its kind and what it is about."""
    key = key_of(kind, *concepts, suffix)
    return Disagreement(key, kind, severity, subject, concepts, in_order(positions), safest)
