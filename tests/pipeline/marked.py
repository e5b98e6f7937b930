"""Test strings with the interesting words marked inline: ``"Do ⟦not⟧ have it"``."""

import re

from content.pipeline.spans import Span


def unmark(marked: str) -> tuple[str, list[Span]]:
    """The text without its marks, and the spans that stood between them, in order."""
    text, spans, start = "", [], 0
    for piece in re.split(r"([⟦⟧])", marked):
        if piece == "⟦":
            start = len(text)
        elif piece == "⟧":
            spans.append(Span(start, len(text)))
        else:
            text += piece
    return text, spans
