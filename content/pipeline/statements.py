"""Statements: what a passage asserts, with the words that assert it."""

from dataclasses import dataclass
from enum import StrEnum

from content.pipeline.spans import Span


class Role(StrEnum):
    INDICATION = "indication"
    CONTRAINDICATION = "contraindication"
    SIDE_EFFECT = "side_effect"
    BENEFIT = "benefit"
    SUBSTANCE = "substance"
    PROCEDURE = "procedure"
    AFTERCARE = "aftercare"
    RESULTS = "results"
    CANDIDATE = "candidate"
    HISTORY = "history"
    DISCLAIMER = "disclaimer"


class Polarity(StrEnum):
    AFFIRMED = "affirmed"
    DENIED = "denied"


class Strength(StrEnum):
    """How strictly a source warns, strictest first."""

    AVOID = "avoid"
    AVOID_UNLESS_DOCTOR_AGREES = "avoid_unless_doctor_agrees"
    CAUTION = "caution"
    CONSULT = "consult"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing one passage asserts. Words of degree are the source's own, never computed.

    ``passage`` is the index of the passage, ``span`` its place, ``mention`` the words that name the
    concept. ``strength`` is the item's own verdict, ``list_strength`` that of its lead-in.
    """

    source_id: str
    passage: int
    span: Span
    mention: Span
    role: Role
    concept: str
    polarity: Polarity = Polarity.AFFIRMED
    strength: Strength | None = None
    list_strength: Strength | None = None
    population: str | None = None
    site: str | None = None
    frequency: str | None = None
    seriousness: str | None = None
    duration: str | None = None
    hedges: tuple[str, ...] = ()
