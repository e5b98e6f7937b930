"""Words as the search compares them: without accents, capitals and endings.

The stems are our own, and stored, so that SQLite and PostgreSQL find the same: each has another stemmer, and
neither knows American and British spelling. They are lighter than Porter's (1980, *Program* 14:130): endings
of number, verb and adjective go, nothing else. What is left may be no word. Words that differ in more than an
ending ("swollen", "swelling") are tied together by what they mean (``meanings``).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from content.pipeline.folding import singular
from content.pipeline.terms import american

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_OWNER = re.compile(r"['’]s$")
_ENDINGS = (
    *(
        "iness",
        "ness",
        "ation",
        "ingly",
        "edly",
        "ful",
        "less",
        "ing",
        "ed",
        "ion",
        "ally",
        "ics",
        "ic",
        "ly",
    ),
    *("ety", "ity", "y", "e", "i"),
)
_LAST = ("e", "i", "y")
_SHORTEST = 3
LONGEST = 40
"""Characters of a word; nobody types a longer one to find something."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: as compared (``plain``), its stem, and where it stands in the text."""

    plain: str
    stem: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """The words of ``text`` in order; marks, signs and what cannot be seen are none."""
    found = []
    for match in _WORD.finditer(text):
        plain = fold(_OWNER.sub("", match[0]))[:LONGEST]
        if plain:
            found.append(Word(plain, stem(plain), *match.span()))
    return found


def fold(text: str) -> str:
    """``text`` in small letters without accents and apostrophes."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in parts if c.isalnum())


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """``word``, folded already, without its ending: "bruises", "bruised" and "bruising" are one."""
    if len(word) <= _SHORTEST or not word.isalpha():
        return word
    short = _without(singular(american(word)), _ENDINGS)
    short = _without(short, _LAST)
    is_doubled = short[-1] == short[-2] and short[-1] not in "aeiou"
    return short[:-1] if is_doubled and len(short) > _SHORTEST else short


def _without(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= _SHORTEST and not word.endswith("eed"):
            return rest if re.search("[aeiouy]", rest) else word
    return word
