"""Citations: an editor's Markdown to claims, each with the evidence it points to.

    Do not have it while you are pregnant. [@article-4 "should not be performed during pregnancy"]

A citation belongs to the sentence before it; several may follow one sentence. ``[@advice]`` marks the
site's own safety advice, ``[@absence]`` a statement that no source says something.
"""

from dataclasses import dataclass
from enum import StrEnum

from content.pipeline.spans import Span


class Basis(StrEnum):
    """What a claim rests on."""

    CITATION = "citation"
    ADVICE = "advice"
    ABSENCE = "absence"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Citation:
    """A pointer to evidence: the source's id and its exact words; ``span`` is the mark's own place."""

    source_id: str
    quote: str
    span: Span


@dataclass(frozen=True, slots=True)
class Claim:
    """One published sentence: its plain text, its place in the Markdown, and what it rests on.

    ``position`` counts sentences from 1; ``heading`` is the nearest heading above it, or "".
    """

    position: int
    text: str
    span: Span
    basis: Basis
    citations: tuple[Citation, ...]
    heading: str = ""
