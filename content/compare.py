"""Two texts of a page compared word by word, paragraph by paragraph, for people to read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rapidfuzz.distance import Indel

from content.models.drafts import Words

_WORD = re.compile(r"\s+|\[@|[\w’'-]+|.")
MIN_LIKENESS = 0.3
"""Paragraphs less alike than this are shown as one gone and one new: word by word nobody could read them."""


MAX_AHEAD = 40
"""Paragraphs that one may have moved down by: more are not looked through for each."""
MAX_PAIRS = 1_000_000
"""Words of one paragraph times words of the other; longer ones are shown as one gone and one new."""


class Kind(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Part:
    """Some words in a row that are in both texts, only in the older, or only in the newer."""

    kind: Kind
    words: str


Paragraph = tuple[Part, ...]


def compare(old: str, new: str) -> list[Paragraph]:
    """The paragraphs of both texts in order; their parts that are not new are ``old`` without blank lines."""
    before, after = _paragraphs(old), _paragraphs(new)
    found: list[Paragraph] = []
    is_short = len(before) * len(after) <= MAX_PAIRS
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=not is_short).get_opcodes():
        if tag == "equal":
            found += [(Part(Kind.SAME, text),) for text in before[a:b]]
        else:
            found += _changed(before[a:b], after[c:d])
    return found


def is_changed(paragraph: Paragraph) -> bool:
    return any(part.kind is not Kind.SAME for part in paragraph)


def _paragraphs(text: str) -> list[str]:
    """Lines are the items of lists, so that each stands by itself."""
    return [line.rstrip() for line in text.split("\n") if line.strip()]


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Paragraph]:
    """Each of ``new`` beside the one of ``old`` that it most likely was, in the order of both."""
    done = 0
    for text in new:
        others = old[done : done + MAX_AHEAD]
        likeness = [Indel.normalized_similarity(other, text) for other in others]
        best = max(likeness, default=0.0)
        if best < MIN_LIKENESS:
            yield (Part(Kind.NEW, text),)
            continue
        place = done + likeness.index(best)
        yield from ((Part(Kind.GONE, other),) for other in old[done:place])
        yield tuple(_words(old[place], text))
        done = place + 1
    yield from ((Part(Kind.GONE, other),) for other in old[done:])


def _words(old: str, new: str) -> Iterator[Part]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) * len(after) > MAX_PAIRS:
        yield from (Part(Kind.GONE, old), Part(Kind.NEW, new))
        return
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Part(Kind.SAME, "".join(before[a:b]))
            continue
        if a < b:
            yield Part(Kind.GONE, "".join(before[a:b]))
        if c < d:
            yield Part(Kind.NEW, "".join(after[c:d]))


def compare_words(before: Words, after: Words) -> list[Paragraph]:
    """Two texts of a page as one; the place on the site is named only where it is another one."""
    place = [
        (f"{name}: {old or 'none'}", f"{name}: {new or 'none'}")
        for name, old, new in (
            ("Group", before.group, after.group),
            ("Language", before.language, after.language),
        )
        if old != new
    ]
    pairs = ((before.title, after.title), (before.body, after.body), *place)
    return [paragraph for pair in pairs for paragraph in compare(*pair)]
