"""Passages: every non-blank character of a snapshot in exactly one of them.

A passage is one heading, sentence, list item, table row, question, answer sentence, reference or
fragment of noise. Its disposition says what became of it; nothing vanishes.
"""

from dataclasses import dataclass
from enum import StrEnum

from content.pipeline.spans import Span


class PassageKind(StrEnum):
    HEADING = "heading"
    LEAD_IN = "lead_in"
    SENTENCE = "sentence"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    QUESTION = "question"
    ANSWER = "answer"
    REFERENCE = "reference"
    NOISE = "noise"


class Disposition(StrEnum):
    """What became of a passage. Every passage has exactly one."""

    USED = "used"
    DUPLICATE = "duplicate"
    HEADING = "heading"
    BACKGROUND = "background"
    PROMOTIONAL = "promotional"
    BOILERPLATE = "boilerplate"
    UNUSABLE = "unusable"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a snapshot: ``quote == text[span.start:span.end]``.

    ``section`` is the index of the heading above it, ``parent`` that of its lead-in or of the item it
    continues, ``label`` the span of the name in "Name: explanation" and table keys, ``reason`` a
    stable code that explains the disposition, ``duplicate_of`` the index of the first copy.
    """

    index: int
    span: Span
    quote: str
    kind: PassageKind
    disposition: Disposition
    reason: str = ""
    section: int | None = None
    heading_path: tuple[str, ...] = ()
    parent: int | None = None
    label: Span | None = None
    duplicate_of: int | None = None
