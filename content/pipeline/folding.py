"""Folding: the words of a question without what does not change what it asks.

Small letters, American spelling, singular, forms of "is" and "do" as one word, names of one thing as one,
numbers as digits, abbreviations behind what they stand for left out. Each word is folded by itself or with
those beside it, never by what other questions there are, so that the same text always gives the same words.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from content.pipeline.terms import american

Words = tuple[str, ...]

_WORD = re.compile(r"[a-z0-9]+(?:[.,]\d+)*|[^\W\d_a-z]+|[%£$€]")
_ABBREVIATION = re.compile(r"\(([^\W_][\w.-]{1,6})\)")
_BEFORE = 80
"""Characters before a bracket in which the words of its abbreviation are looked for."""
_OF_FORM = re.compile(r"\((?:are|is|s|es|ies)\)", re.IGNORECASE)
_SHORTEST_ABBREVIATION = 2
_OWNER = re.compile(r"['’](?:s|(?=\s|$))")
_SHORTENED = re.compile(r"'(?:m|d|ll|re|ve)\b")
_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa", "λ": "lambda", "μ": "mu"}
_NUMBERS = {
    word: str(number)
    for number, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
}
_ROMAN = {
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "xi": "11",
    "xii": "12",
}
_ROMAN_AFTER = {"i": "1", "v": "5", "x": "10"}
_COUNTED = frozenset("type stage grade phase class group factor subtype category".split())
"""Words that the number or letter behind them belongs to."""
_UNITS = frozenset("minute hour day week month year".split())
"""Units that belong to the number before them: two days are not two hours."""
_LONG_WORD = 7
_SHORT_NAME = 2
_MEMO = 200_000
_VOWELS = frozenset("aeiouy")
_CHEMICAL = re.compile(r"[aeiouy](?:se|te|ne|l|n|m)s?$")
"""Endings in which one vowel makes another substance: lactose and lactase."""

TREATMENT = "t:"
"""Stands before the name of a treatment."""


@dataclass(slots=True)
class _Node:
    """What may follow, and what the words up to here are read as, "" where they are no phrase."""

    following: dict[str, "_Node"]
    target: str = ""


@dataclass(slots=True)
class Folding:
    """How words are folded. ``names`` are the names of one thing each, the first being the one kept.

    ``functions`` are function words by what stands for them, ``phrases`` words that are read as one,
    ``treatments`` names of treatments by their id, ``known`` further words that are spelled right.
    """

    functions: Mapping[str, str]
    fillers: frozenset[str]
    names: Sequence[Sequence[str]]
    phrases: Mapping[str, Sequence[Words]]
    treatments: Mapping[str, Sequence[Words]]
    known: Iterable[str]
    _single: dict[str, str] = field(default_factory=dict)
    _trie: "_Node" = field(default_factory=lambda: _Node({}))
    _memo: dict[str, str] = field(default_factory=dict)
    _near: dict[str, set[str]] = field(default_factory=dict)
    _spelled: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._add_single_names()
        for name, forms in self.treatments.items():
            for form in forms:
                self._add(self._words(" ".join(form)), TREATMENT + name)
        for names in self.names:
            target = self._name(names[0])
            for name in names:
                for words in _turned(self._words(name)):
                    self._add(words, target)
        for target, forms in self.phrases.items():
            for form in forms:
                self._add(self._words(" ".join(form)), target)
        self._learn_spelling()

    def fold(self, text: str) -> list[str]:
        """The folded words of ``text`` in order."""
        return self._joined(self._words(text))

    def _words(self, text: str) -> list[str]:
        plain = _without_marks(text)
        memo = self._memo
        folded = []
        for word in _WORD.findall(plain):
            found = memo.get(word)
            if found is None:
                found = self._folded(word)
            if found:
                folded.append(found)
        return list(_with_numbers(folded)) if not folded or len(folded) > 1 else folded

    def _folded(self, word: str) -> str:
        found = "" if word in self.fillers else self._of_one(word)
        if len(self._memo) >= _MEMO:
            self._memo.clear()
        self._memo[word] = found
        return found

    def _of_one(self, word: str) -> str:
        if word in self.functions:
            return self.functions[word]
        if word in _NUMBERS or word in _ROMAN:
            return _NUMBERS.get(word) or _ROMAN[word]
        folded = singular(american(word)) if word.isalpha() else word
        folded = self._single.get(folded, folded)
        if len(folded) >= _LONG_WORD and folded not in self._spelled and folded.isalpha():
            folded = self._corrected(folded)
        return folded

    def _corrected(self, word: str) -> str:
        """The one known word that ``word`` misspells by a letter; itself where there is none, or several."""
        near = {
            known for cut in _cuts(word) for known in self._near.get(cut, ()) if _is_misspelt(word, known)
        }
        return self._single.get(found := near.pop(), found) if len(near) == 1 else word

    def _learn_spelling(self) -> None:
        words = {word for text in self.known for word in text.lower().split() if word.isalpha()}
        for names in self.names:
            words |= {word for name in names for word in name.split() if word.isalpha()}
        self._spelled = {singular(american(word)) for word in words}
        for word in self._spelled:
            if len(word) >= _LONG_WORD:
                for cut in _cuts(word):
                    self._near.setdefault(cut, set()).add(word)
        self._memo.clear()

    def _add_single_names(self) -> None:
        for names in self.names:
            target = self._name(names[0])
            for name in names:
                if " " not in name:
                    self._single[singular(american(name))] = target

    def _name(self, name: str) -> str:
        return "-".join(singular(american(word)) for word in name.split())

    def _add(self, words: Sequence[str], target: str) -> None:
        node = self._trie
        for word in words:
            node = node.following.setdefault(word, _Node({}))
        node.target = node.target or target

    def _joined(self, words: list[str]) -> list[str]:
        """``words`` with each phrase as one word; the longest that begins at a place."""
        found: list[str] = []
        at, starts = 0, self._trie.following
        while at < len(words):
            end, target = self._phrase(words, at) if words[at] in starts else (at + 1, "")
            found.append(target or words[at])
            at = end
        return found

    def _phrase(self, words: list[str], at: int) -> tuple[int, str]:
        """Where the longest phrase that begins at ``at`` ends, and what it is read as."""
        end, target = at + 1, ""
        node = self._trie.following.get(words[at])
        ahead = at + 1
        while node is not None:
            if node.target:
                end, target = ahead, node.target
            node = node.following.get(words[ahead]) if ahead < len(words) else None
            ahead += 1
        return end, target


def _without_marks(text: str) -> str:
    """Small letters without accents, brackets of grammar, abbreviations and apostrophes."""
    if "(" in text:
        text = _OF_FORM.sub(" ", text)
        text = _ABBREVIATION.sub(
            lambda m: "" if _is_abbreviation(m[1], text[max(0, m.start() - _BEFORE) : m.start()]) else m[0],
            text,
        )
    plain = text.lower()
    if not plain.isascii():
        plain = "".join(_GREEK.get(c) or ("'" if c == "’" else c) for c in plain)
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in plain if c.isascii() or not unicodedata.combining(c))
    if "'" in plain:
        plain = _OWNER.sub(
            "",
            _SHORTENED.sub(
                " ",
                plain.replace("can't", "can not")
                .replace("won't", "will not")
                .replace("n't", " not")
                .replace("what's", "what is")
                .replace("who's", "who is")
                .replace("it's", "it is"),
            ),
        )
    return plain


def _is_abbreviation(short: str, before: str) -> bool:
    """Whether the letters of ``short`` stand in order in the words before it, the first where one begins."""
    letters = [c for c in short.lower() if c.isalnum()]
    text = before.lower()
    if len(letters) < _SHORTEST_ABBREVIATION:
        return False
    for start in range(len(text)):
        if text[start] == letters[0] and (start == 0 or not text[start - 1].isalnum()):
            rest = iter(text[start:])
            if all(letter in rest for letter in letters):
                return True
    return False


def _with_numbers(words: list[str]) -> Iterator[str]:
    """ "type ii" and "2 days" as one word each; "a" only where it is a name and no article."""
    skip = False
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else ""
        if skip:
            skip = False
        elif word in _COUNTED and _is_number(following):
            skip = True
            yield f"{word}-{_ROMAN_AFTER.get(following, following)}"
        elif word.isdigit() and following in _UNITS:
            skip = True
            yield f"{word}-{following}"
        elif word != "a" or not following or following in _AFTER_NAME:
            yield word


_AFTER_NAME = frozenset("for in of is and or on with do to deficiency".split())


def _is_number(word: str) -> bool:
    return word[:1].isdigit() or (len(word) == 1 and word.isalpha())


def singular(word: str) -> str:
    """``word`` without the ending of a regular plural."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is", "ics")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses")) else word[:-1]


def _turned(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """``words`` as they are, and as an index prints them: "macular degeneration, age related"."""
    yield words
    if len(words) > _SHORT_NAME:
        yield from ([*words[at:], *words[:at]] for at in range(1, len(words)))


def _cuts(word: str) -> Iterator[str]:
    """``word``, and all it is with one letter left out."""
    yield word
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]


def _is_misspelt(word: str, known: str) -> bool:
    """Whether ``word`` is ``known`` with a letter too many or too few, two exchanged, or a wrong vowel."""
    if word[0] != known[0] or abs(len(word) - len(known)) > 1:
        return False
    start = next(
        (i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known))
    )
    if len(word) != len(known):
        shorter, longer = sorted((word, known), key=len)
        return shorter[start:] == longer[start + 1 :] and start < len(shorter)
    if word[start + 1 :] == known[start + 1 :]:
        is_vowel = {word[start], known[start]} <= _VOWELS
        return is_vowel and not (_CHEMICAL.search(known) and start >= len(known) - 4)
    return (
        word[start : start + 2] == known[start : start + 2][::-1] and word[start + 2 :] == known[start + 2 :]
    )
