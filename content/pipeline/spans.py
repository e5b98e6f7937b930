"""Spans: half-open ``[start, end)`` ranges of code points in a snapshot's text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points. Raises ValueError when it is empty or runs backwards."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The words of ``text`` that this span covers."""
        return text[self.start : self.end]

    def contains(self, other: Self) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Self) -> bool:
        return self.start < other.end and other.start < self.end

    def shifted(self, offset: int) -> "Span":
        """The same words where the text begins ``offset`` code points later."""
        return Span(self.start + offset, self.end + offset)


UNSEEN = (
    "\ufeff\u200b\u200c\u200d\u2060\u00ad\u061c\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Marks without ink: byte order mark, zero-width space and joiners, soft hyphen, directions of writing."""
ACCENTS = "".join(map(chr, range(0x300, 0x370)))
"""Accents that stand behind their letter as characters of their own."""


_UNSEEN = re.compile(f"[{UNSEEN}]+")


def without_unseen(text: str) -> str:
    """``text`` without marks that have no ink: they part and join no words."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def is_blank(character: str) -> bool:
    """White space, or a mark without ink."""
    return character.isspace() or character in UNSEEN


def trimmed(text: str, start: int, end: int) -> Span | None:
    """``[start, end)`` without blank characters at its ends; None when nothing is left."""
    if start < end <= len(text) and not (is_blank(text[start]) or is_blank(text[end - 1])):
        return Span(start, end)
    piece = text[start:end]
    while (shorter := piece.lstrip().lstrip(UNSEEN)) != piece:
        piece = shorter
    start = min(end, len(text)) - len(piece)
    while (shorter := piece.rstrip().rstrip(UNSEEN)) != piece:
        piece = shorter
    return Span(start, start + len(piece)) if piece else None


def uncovered(text: str, spans: Iterable[Span]) -> list[Span]:
    """Runs of non-blank characters of ``text`` that no span covers."""
    gaps, position = [], 0
    for span in sorted(spans):
        if span.start > position and (gap := trimmed(text, position, span.start)):
            gaps.append(gap)
        position = max(position, span.end)
    if gap := trimmed(text, position, len(text)):
        gaps.append(gap)
    return gaps
