"""Disagreements: where sources, or one source with itself, differ."""

from dataclasses import dataclass
from enum import StrEnum

from content.pipeline.spans import Span


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
