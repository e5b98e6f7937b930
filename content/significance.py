"""How much a change of a page's text matters: a slip of the pen, what it says, or somebody's safety.

The software decides, and in doubt takes the graver one: whatever it cannot show to be a slip is a change of
meaning. A slip of the pen is a change of letters' case, of white space, or of one misspelt word that stands
nowhere else to a known one, one letter away (Damerau 1964: four in five misspellings are one edit).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rapidfuzz.distance import OSA

from content.pipeline.citations import Claim, parse_claims
from content.pipeline.cues import load_cues
from content.pipeline.errors import BadCitation

MIN_LETTERS = 5
"""A shorter word is one letter away from too many others: "now" from "not"."""

_TOKEN = re.compile(r"\[@[^\]]*\]|\w+(?:[.,’'-]\w+)*|[^\w\s]")
_WORD = re.compile(r"[^\W\d_]+")


class Level(StrEnum):
    """From the least to the gravest."""

    TYPO = "typo"
    MEANING = "meaning"
    SAFETY = "safety"


@dataclass(frozen=True, slots=True)
class Text:
    """A title and a Markdown text of a page; ``warns`` where the page is of a kind that warns."""

    title: str
    body: str
    warns: bool = False


def level_of(old: Text | None, new: Text, is_known: Callable[[str], bool]) -> Level | None:
    """How much the change from ``old`` to ``new`` matters; None for no change.

    ``old`` is None where readers have seen no text yet. ``is_known`` says whether a word, in small letters,
    stands in other texts.
    """
    if old is not None:
        if (old.title, old.body) == (new.title, new.body):
            return None
        if _is_slip(f"{old.title}\n{old.body}", f"{new.title}\n{new.body}", is_known):
            return Level.TYPO
    if new.warns or any(map(_warns, _changed(old, new))):
        return Level.SAFETY
    return Level.MEANING


def _is_slip(old: str, new: str, is_known: Callable[[str], bool]) -> bool:
    before, after = _tokens(old), _tokens(new)
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for tag, a, b, c, d in steps:
        if tag == "equal":
            continue
        if tag != "replace" or b - a != d - c:
            return False
        pairs = zip(before[a:b], after[c:d], strict=True)
        if not all(_is_misspelling(wrong, right, is_known) for wrong, right in pairs):
            return False
    return True


def _tokens(text: str) -> list[str]:
    """Words in small letters, punctuation, and marks whole, so that no change in a mark is small."""
    return [token if token.startswith("[@") else token.casefold() for token in _TOKEN.findall(text)]


def _is_misspelling(wrong: str, right: str, is_known: Callable[[str], bool]) -> bool:
    are_words = _WORD.fullmatch(wrong) and _WORD.fullmatch(right)
    if not are_words or min(len(wrong), len(right)) < MIN_LETTERS or OSA.distance(wrong, right) != 1:
        return False
    return is_known(right) and not is_known(wrong)


def _changed(old: Text | None, new: Text) -> Iterable[str]:
    """Sentences that are only in one of the two, whole; one whose source changed is another sentence."""
    before = {_key(claim) for claim in _claims(old)} if old else set()
    after = {_key(claim) for claim in _claims(new)}
    return [text for text, _ in before ^ after]


def _claims(text: Text) -> Iterable[Claim]:
    try:
        return parse_claims(text.body)
    except BadCitation:  # of an old text: the forms and the loader let none in
        return ()


def _key(claim: Claim) -> tuple[str, tuple[tuple[str, str], ...]]:
    return claim.full_text, tuple((cited.source_id, cited.quote) for cited in claim.citations)


def _warns(sentence: str) -> bool:
    """By its words somebody should not have the treatment, or should ask for care."""
    return load_cues().verdict_of(sentence) is not None
