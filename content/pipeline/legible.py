"""Legible: the words of a text without what splits or spoils them, and where each character stood.

Web pages hold soft hyphens, marks of the direction of writing, no-break spaces, accents apart from their
letter, ligatures, apostrophes that were lost in a wrong encoding (U+FFFD) and the citation marks of text
generators. The stored text keeps them all; rules read the words without them.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from content.pipeline.spans import ACCENTS, UNSEEN, Span

LIGATURES = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "st",
    "ﬆ": "st",
    "œ": "oe",
    "Œ": "Oe",
    "æ": "ae",
    "Æ": "Ae",
}
_LIGATURE = "".join(LIGATURES)
_SPOILT = re.compile(
    rf"[{UNSEEN}{ACCENTS}{_LIGATURE}\ufffd\u00a0\u2000-\u200a\u202f\u3000【*_]|oaicite|contentReference"
)
_APART = re.compile(rf"(?:[{UNSEEN}]*[{ACCENTS}])+")
_CHANGED = re.compile(
    rf"[{UNSEEN}]+|[^\W\d_]{_APART.pattern}|[{_LIGATURE}]"
    "|【[^】\\n]{0,60}】|\\[oaicite:[^\\]\\n]{0,20}\\]"
    r"|:?contentReference\[[^\]\n]{0,40}\](?:\{[^}\n]{0,40}\})?"
    r"|(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)"
)
_SPACES = {
    ord(c): " "
    for c in "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"
}
_LOST_APOSTROPHE = re.compile("(?<=[A-Za-z])\ufffd(?=[a-z])")


@lru_cache(maxsize=4_000)
def legible(text: str) -> tuple[str, Sequence[int]]:
    """The words of ``text`` as a person reads them, and the place in ``text`` of each character that is left.

    >>> legible("pre\u00adgnant")[0]
    'pregnant'
    """
    if not _SPOILT.search(text):
        return text, range(len(text))
    same_length = _LOST_APOSTROPHE.sub("’", text).translate(_SPACES)
    changes = list(_CHANGED.finditer(same_length))
    if not changes:
        return same_length, range(len(text))
    words: list[str] = []
    places: list[int] = []
    position = 0
    for change in changes:
        written = _written(change.group())
        words += same_length[position : change.start()], written
        places += range(position, change.start())
        places += [change.start()] * len(written)
        position = change.end()
    return "".join([*words, same_length[position:]]), [*places, *range(position, len(text))]


def _written(spoilt: str) -> str:
    """A letter with its accents, or the letters of a ligature; nothing for what is no part of a word."""
    if spoilt[0] in LIGATURES:
        return LIGATURES[spoilt[0]]
    if not spoilt[0].isalpha():
        return ""
    letter = unicodedata.normalize("NFC", re.sub(f"[{UNSEEN}]", "", spoilt))
    return letter[0]


def span_in(text: str, places: Sequence[int], span: Span) -> Span:
    """Where words of ``legible(text)`` stand in ``text``, with the accents of the last letter."""
    end = places[span.end - 1] + 1
    accents = _APART.match(text, end)
    return Span(places[span.start], accents.end() if accents else end)


def words_of(text: str) -> str:
    """The words of ``text`` alone, with single spaces between them."""
    return " ".join(legible(text)[0].split())
