"""Where the words that a reason names stand: in the claim, and in the sentence of the source."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from content.pipeline.spans import Span
from content.pipeline.verdicts.case import Backing
from content.pipeline.verdicts.outcomes import Reason, SourceSpan

_QUOTED = re.compile("“([^”]+)”")


def marked(found: Reason, claim: str, offset: int, backings: Sequence[Backing]) -> Reason:
    """``found`` with the spans of the words that its message quotes.

    ``claim`` is the text that was judged, which begins at ``offset`` of the claim as written; spans of the
    source count from the beginning of its snapshot.
    """
    words = _QUOTED.findall(found.message)
    in_claim = [span.shifted(offset) for word in words if (span := _place(word, claim))]
    in_source = [
        SourceSpan(backing.source_id, span.shifted(backing.start))
        for word in words
        for backing in backings
        if (span := _place(word, backing.own.text))
    ]
    return replace(
        found, claim_spans=tuple(sorted(set(in_claim))), source_spans=tuple(sorted(set(in_source)))
    )


@lru_cache(maxsize=1024)
def _pattern(words: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in re.findall(r"[\w%]+", words)]
    return re.compile(r"\b" + r"[\W_]+".join(parts), re.IGNORECASE)


def _place(words: str, text: str) -> Span | None:
    """Where ``words`` stand in ``text``, whatever lies between them and in whatever case."""
    small = text.lower()
    start = small.find(words.lower())
    if start >= 0 and len(small) == len(text) and not small[start - 1 : start].isalnum():
        return Span(start, start + len(words)) if words else None
    if not re.search(r"\w", words) or not (match := _pattern(words).search(text)):
        return None
    return Span(match.start(), match.end())
