"""Which names are spelt most like another. It suggests to a person, and decides nothing."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

LONGEST_COMPARED = 80  # characters of a name; comparing takes the square of them
LEAST_LIKENESS = (
    0.6  # of two words, from 0 to 1: "muscle" and "muscles" are alike, "muscle" and "mole" are not
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_SMALL = frozenset("and any are for from had has have some the who with you your".split())


def most_similar(words: str, names: Mapping[str, Iterable[str]], count: int) -> list[str]:
    """The keys of the ``names`` most like ``words``, best first; of a key with several names the best counts.

    Names are compared word by word, in any order: "weakness of the muscles" is like "muscle weakness".
    """
    mine = _words(words)
    scores = {key: max(_likeness(mine, _words(name)) for name in of_key) for key, of_key in names.items()}
    return sorted(scores, key=lambda key: (-scores[key], key))[:count]


def _words(name: str) -> Sequence[str]:
    return [word for word in _WORD.findall(name.casefold()[:LONGEST_COMPARED]) if word not in _SMALL]


def _likeness(first: Sequence[str], second: Sequence[str]) -> float:
    """From 0 to 1: how well each word of one finds its like in the other, near ones weighing most."""
    if not first or not second:
        return 0
    best = [max(_of_words(word, other) for other in second) for word in first]
    best += [max(_of_words(word, other) for word in first) for other in second]
    return sum(score * score for score in best) / len(best)


@lru_cache(maxsize=4096)
def _of_words(word: str, other: str) -> float:
    matcher = SequenceMatcher(a=other, b=word, autojunk=False)
    is_worth_a_look = matcher.real_quick_ratio() > LEAST_LIKENESS and matcher.quick_ratio() > LEAST_LIKENESS
    return matcher.ratio() if is_worth_a_look else 0
