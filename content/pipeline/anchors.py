"""Anchors: where a quote stands in a snapshot, by exact words only.

Selectors follow the W3C Web Annotation Data Model (TextQuoteSelector, TextPositionSelector).
"""

from dataclasses import dataclass
from enum import StrEnum

from content.pipeline.spans import Span


class AnchorState(StrEnum):
    EXACT = "exact"
    MOVED = "moved"
    CHANGED = "changed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A passage near the words that were looked for: offered to an editor, never accepted."""

    span: Span
    quote: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Anchor:
    """The place of a quote: ``span`` for exact and moved, ``suggestions`` for the others."""

    state: AnchorState
    span: Span | None
    quote: str
    suggestions: tuple[Suggestion, ...] = ()
