"""Verbatim: where exact words stand in a text, and which words stand there.

White space, quote marks, dashes, soft hyphens, ligatures and Unicode composition (NFC) may differ; nothing
else may. Both texts are brought into their plainest form, and every character of it remembers its place.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from content.pipeline.spans import Span, is_blank

_SAME = {
    **dict.fromkeys("‘’‚‛‹›ʼ′`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ["ff", "fi", "fl", "ffi", "ffl", "st", "st"], strict=True)),
}


@dataclass(frozen=True, slots=True)
class _Normal:
    """A text in its plainest form; character ``i`` comes from ``[starts[i], ends[i])`` of the original."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The place in the original of ``[start, end)`` of the plain text."""
        return Span(self.starts[start], self.ends[end - 1])


@lru_cache(maxsize=64)
def _normalised(text: str) -> _Normal:
    plain: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for piece, start, end in _pieces(text):
        if piece == " " and plain[-1:] == [" "]:
            ends[-1] = end
            continue
        for character in piece:
            plain.append(character)
            starts.append(start)
            ends.append(end)
    return _Normal("".join(plain), tuple(starts), tuple(ends))


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    """Each base character with its combining marks, composed and made plain; blanks without ink left out."""
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        piece = unicodedata.normalize("NFC", text[start:end])
        if piece.isspace():
            yield " ", start, end
        elif not is_blank(piece[0]):
            yield "".join(_SAME.get(c, c) for c in piece), start, end
        start = end


_TABLE = str.maketrans(_SAME)
_BLANKS = re.compile(r" {2,}")


def plain(text: str) -> str:
    """``text`` in the form in which it is compared."""
    translated = text.translate(_TABLE)
    if translated.isascii() and translated.isprintable():  # no marks, no odd blanks: the short way
        return _BLANKS.sub(" ", translated)
    return _normalised(text).text


# --- places ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the words looked for: ``span`` in the text, ``start`` and ``end`` in its plain form."""

    span: Span
    start: int
    end: int


def find_words(quote: str, text: str) -> list[Place]:
    """Every place where ``quote`` stands in ``text`` as whole words, in order."""
    return list(_places(quote, text))


def _places(quote: str, text: str) -> Iterator[Place]:
    wanted = plain(quote).strip()
    normal = _normalised(text)
    position = normal.text.find(wanted) if wanted else -1
    while position >= 0:
        end = position + len(wanted)
        if _is_boundary(normal, position, text) and _is_boundary(normal, end, text):
            yield Place(normal.span(position, end), position, end)
        position = normal.text.find(wanted, position + 1)


_JOINERS = frozenset("'-.,")
"""Inside a word these hold it together: can't, non-surgical, 1.5, 1,000."""

_LONG_DASHES = "—―"
"""Separate words; the other dashes may stand within one."""


def _is_boundary(normal: _Normal, position: int, text: str) -> bool:
    """Whether no word runs across ``position``. An em dash separates; "non-" belongs to its word."""
    left, right = normal.text[max(0, position - 2) : position], normal.text[position : position + 2]
    if not left or not right:
        return True
    if left[-1].isalnum():
        return not (right[0].isalnum() or _joins(left[-1], right, text[normal.starts[position]]))
    return not (right[0].isalnum() and _joins(right[0], left[::-1], text[normal.starts[position - 1]]))


def _joins(near: str, joint: str, original: str) -> bool:
    """Whether ``joint`` (a joiner and the character beyond it) ties ``near`` to what lies beyond."""
    if len(joint) < 2 or joint[0] not in _JOINERS or original in _LONG_DASHES:
        return False
    if joint[0] in ".,":
        return near.isdigit() and joint[1].isdigit()
    return joint[1].isalnum()


# --- what stands around a place --------------------------------------------------------------------


def agreement(place: Place, text: str, *, prefix: str = "", suffix: str = "") -> int:
    """How far the text around ``place`` agrees with ``prefix`` and ``suffix``, from the quote outwards.

    Counted in plain characters; a word that differs in part counts for nothing, but the context may
    begin or end within a word.
    """
    before, after = plain(prefix).rstrip(), plain(suffix).lstrip()
    whole = plain(text)
    left = whole[max(0, place.start - len(before) - 2) : place.start].rstrip()
    right = whole[place.end : place.end + len(after) + 2].lstrip()
    return _shared(before[::-1], left[::-1]) + _shared(after, right)


def _shared(context: str, found: str) -> int:
    """The length of the beginning that both share, in whole words unless it is all of ``context``."""
    pairs = zip(context, found, strict=False)
    length = next((n for n, (one, other) in enumerate(pairs) if one != other), min(len(context), len(found)))
    if length == len(context):
        return length
    while length and (_runs_on(context, length) or _runs_on(found, length)):
        length -= 1
    return length


def _runs_on(text: str, position: int) -> bool:
    return text[position - 1 : position].isalnum() and text[position : position + 1].isalnum()


# --- words -----------------------------------------------------------------------------------------

_WORD = re.compile(r"(?:\d+(?:[.,]\d+)+|\w+)(?:['-]\w+)*%?")


@dataclass(frozen=True, slots=True)
class Word:
    """A word in its plain form, and its place in the text as it was written."""

    plain: str
    span: Span


def words_in(text: str, within: Span | None = None) -> list[Word]:
    """The words of ``text``, or of ``within`` alone, in order."""
    normal = _normalised(text)
    first = bisect_left(normal.starts, within.start) if within else 0
    last = bisect_left(normal.starts, within.end) if within else len(normal.text)
    parted = "".join(
        " " if text[normal.starts[i]] in _LONG_DASHES else normal.text[i] for i in range(first, last)
    )
    return [
        Word(match[0], normal.span(first + match.start(), first + match.end()))
        for match in _WORD.finditer(parted)
    ]
