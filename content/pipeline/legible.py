"""Legible: the words of a text without what splits or spoils them, and where each character stood.

Web pages hold soft hyphens, no-break spaces, apostrophes that were lost in a wrong encoding (U+FFFD) and the
citation marks of text generators. The stored text keeps them all; rules read the words without them.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

_SPOILT = re.compile(
    "[\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffd\u00a0\u2000-\u200a\u202f\u3000【*_]|oaicite|contentReference"
)
_GONE = re.compile(
    "[\u00ad\u200b\u200c\u200d\u2060\ufeff]|【[^】\\n]{0,60}】|\\[oaicite:[^\\]\\n]{0,20}\\]"
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
    gone = [match.span() for match in _GONE.finditer(same_length)]
    if not gone:
        return same_length, range(len(text))
    places: list[int] = []
    position = 0
    for start, end in [*gone, (len(text), len(text))]:
        places.extend(range(position, start))
        position = end
    return "".join(same_length[i] for i in places), places


def words_of(text: str) -> str:
    """The words of ``text`` alone, with single spaces between them."""
    return " ".join(legible(text)[0].split())
