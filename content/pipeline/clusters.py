"""Clusters: each thing once, with every statement and source that says it."""

from dataclasses import dataclass

from content.pipeline.spans import Span
from content.pipeline.statements import Role, Statement, Strength


@dataclass(frozen=True, slots=True)
class Record:
    """A thing the sources say: identity is (role, concept). Statements are in reading order.

    ``strength_by_source`` is the strictest wording of each source, ``strength`` the safest reading of
    all of them. ``scope`` is "general" or "group_specific"; ``population`` names the group.
    """

    role: Role
    concept: str
    name: str
    statements: tuple[Statement, ...]
    strength: Strength | None = None
    strength_by_source: tuple[tuple[str, Strength], ...] = ()
    scope: str = "general"
    population: str | None = None
    broader: str | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(sorted({s.source_id for s in self.statements}))


@dataclass(frozen=True, slots=True)
class Variant:
    """One printed way of asking: a heading, question, label, table key, or a sentence that answers it."""

    source_id: str
    passage: int
    span: Span
    quote: str
    kind: str
    intent: str
    is_duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Component:
    """A passage that answers a question group."""

    source_id: str
    passage: int
    span: Span


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """A canonical question: its stable ``intent`` id, our wording, the variants, what answers it."""

    intent: str
    question: str
    slug: str
    variants: tuple[Variant, ...]
    components: tuple[Component, ...]
