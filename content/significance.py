"""How much a change of a page's text matters: a slip of the pen, what it says, or somebody's safety.

The software decides, and in doubt takes the graver one: whatever it cannot show to be a slip is a change of
meaning. A slip of the pen is a change of letters' case, of white space, or of one misspelt word that stands
nowhere else to a known one, one letter away (Damerau 1964: four in five misspellings are one edit). On a
page that warns a changed word is never a slip, and nowhere is one of a number, or of the beginning of a word,
where "symptomatic" differs from "asymptomatic".
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

from content.pipeline.citations import Basis, parse_claims
from content.pipeline.cues import load_cues
from content.pipeline.errors import BadCitation

MIN_LETTERS = 5
"""A shorter word is one letter away from too many others: "now" from "not"."""

_TOKEN = re.compile(r"\[@[^\]]*\]|\w+(?:[.,’'-]\w+)*|[^\w\s]")
_WORD = re.compile(r"[^\W\d_]+")


NUMBERS = frozenset(
    "three four five seven eight nine eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million first second "
    "third fourth fifth sixth seventh eighth ninth tenth once twice thrice half halves quarter".split()
)
"""Words of amounts, where one letter is another amount: "eight" and "eighty"."""


class Level(StrEnum):
    """From the least to the gravest."""

    TYPO = "typo"
    MEANING = "meaning"
    SAFETY = "safety"


@dataclass(frozen=True, slots=True)
class Text:
    """What readers read of a page: ``body`` is Markdown, ``group`` the heading under which an index lists it.

    ``warns`` where the page is of a kind that warns.
    """

    title: str
    body: str
    warns: bool = False
    group: str = ""
    language: str = ""

    @property
    def words(self) -> tuple[str, str, str, str]:
        return (self.title, self.body, self.group, self.language)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What a reader reads as one statement, with what makes it another one."""

    text: str
    heading: str = ""
    is_advice: bool = False
    cited: tuple[tuple[str, str], ...] = ()


def _nothing(*words: str) -> bool:
    return False


def level_of(
    old: Text | None,
    new: Text,
    is_known: Callable[[str], bool],
    is_grave: Callable[[str, str], bool] = _nothing,
) -> Level | None:
    """How much the change from ``old`` to ``new`` matters; None for no change.

    ``old`` is None where readers have seen no text yet. ``is_known`` says whether a word, in small letters,
    stands in other texts; ``is_grave`` whether an article (its id) says with a quote that somebody should not
    have the treatment, or names an effect for which one needs help.
    """
    if old is not None:
        if old.words == new.words:
            return None
        known = _nothing if new.warns else is_known
        has_same_place = (old.group, old.language) == (new.group, new.language)
        if has_same_place and _is_slip(f"{old.title}\n{old.body}", f"{new.title}\n{new.body}", known):
            return Level.TYPO
    if new.warns or any(_warns(sentence, is_grave) for sentence in _changed(old, new)):
        return Level.SAFETY
    return Level.MEANING


def level_of_words(old: Iterable[str], new: Iterable[str], *, warns: bool) -> Level | None:
    """The same of words that are no text with sources, as those of a picture; each in its place.

    ``warns`` where a page that warns shows them.
    """
    changed = [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]
    if not changed:
        return None
    is_safety = warns or any(words_warn(words) for pair in changed for words in pair)
    return Level.SAFETY if is_safety else Level.MEANING


def _is_slip(old: str, new: str, is_known: Callable[[str], bool]) -> bool:
    before, after = _tokens(old), _tokens(new)
    pairs = zip(before, after, strict=False)
    return len(before) == len(after) and all(a == b or _is_misspelling(a, b, is_known) for a, b in pairs)


def _tokens(text: str) -> list[str]:
    """Words in small letters, punctuation, and marks whole, so that no change in a mark is small."""
    return [token if token.startswith("[@") else token.casefold() for token in _TOKEN.findall(text)]


def _is_misspelling(wrong: str, right: str, is_known: Callable[[str], bool]) -> bool:
    are_words = _WORD.fullmatch(wrong) and _WORD.fullmatch(right)
    if not are_words or min(len(wrong), len(right)) < MIN_LETTERS or OSA.distance(wrong, right) != 1:
        return False
    if wrong[0] != right[0] or not NUMBERS.isdisjoint((wrong, right)):
        return False
    return is_known(right) and not is_known(wrong)


def _changed(old: Text | None, new: Text) -> Iterable[_Sentence]:
    """Sentences that are only in one of the two; one whose source or heading changed is another sentence."""
    before = set(_sentences(old)) if old else set()
    return before ^ set(_sentences(new))


def _sentences(text: Text) -> Iterator[_Sentence]:
    """The title, the group, and each claim under its heading."""
    yield _Sentence(text.title)
    yield _Sentence("", text.group)
    try:
        claims = parse_claims(text.body)
    except BadCitation:  # of an old text: the forms and the loader let none in
        return
    for claim in claims:
        cited = tuple((citation.source_id, citation.quote) for citation in claim.citations)
        yield _Sentence(claim.full_text, claim.heading, claim.basis is Basis.ADVICE, cited)


def _warns(sentence: _Sentence, is_grave: Callable[[str, str], bool]) -> bool:
    """By its words somebody should not have the treatment or ask for care; or an article says it by a quote.

    Our own advice always may warn.
    """
    if sentence.is_advice or words_warn(sentence.text) or words_warn(sentence.heading):
        return True
    return any(is_grave(*cited) for cited in sentence.cited)


def words_warn(words: str) -> bool:
    """Whether somebody should not have the treatment, or should ask for care, by these words."""
    return bool(words) and load_cues().verdict_of(words) is not None
