r"""Patterns: many regular expressions, each tried only on texts that hold a word it needs.

A page is read with over a thousand patterns, and nearly every one of them needs some word ("side", "avoid")
that a given sentence does not have. From the source of a pattern this module finds at most two sets of runs
of letters; every match must hold a run of each. A text's own runs then say which patterns are worth trying.
The result is the same as trying all of them. The idea is that of "required literals" in Russ Cox, *Regular
Expression Matching with a Trigram Index* (2012), and of RE2's FilteredRE2.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_

Needs = frozenset[str]
"""Runs of small letters or single signs, one of which stands in every match."""

_SYMBOLS = '£$€@|•·>»_"“”[]★⭐☆©…%'
_RUNS = re.compile(rf"[a-z]+|[\d{re.escape(_SYMBOLS)}]")
_DIGIT = "0"
"""Stands for every digit among the needs."""
_COUNTED = re.compile(r"\{(\d*)(?:,\d*)?\}")
_CODE = re.compile(r"x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}")
"""A character by its number or name; the letters behind the backslash are not printed."""
_SAME_CASE = str.maketrans("\u0130\u0131\u017f\u212a", "iisk")
"""İ, ı, ſ and the kelvin sign, which small letters match where case does not count."""
_MEMO = 20_000
"""Words and texts remembered at most, so that a long file needs no more memory than a short one."""
_LONG = 2_000
"""Longer texts are not remembered."""


def needs_of(pattern: str) -> tuple[Needs, ...]:
    """What letters a match of ``pattern`` must hold, whatever their case: at most two needs, the rarer first.

    >>> [sorted(needs) for needs in needs_of(r"\bside[- ]?effects?\b")]
    [['effect'], ['side']]
    >>> [sorted(needs) for needs in needs_of(r"\b(?:avoid|refrain)(?:ed)?\b")]
    [['avoid', 'refrain']]
    """
    scanner = _Scanner(pattern)
    needs = sorted(dict.fromkeys(scanner.alternation()), key=_rarity, reverse=True)
    return tuple(needs[:2]) if scanner.at == len(pattern) else ()


def _rarity(needs: Needs) -> tuple[int, int]:
    """Of two needs that both hold, the higher is the one that fewer texts meet."""
    return min(map(len, needs)), -len(needs)


class _Scanner:
    """Reads a pattern from left to right; what it does not understand needs nothing."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.parts = 0

    def alternation(self) -> list[Needs]:
        """``a|b``: one of what the parts need, if each needs something."""
        parts = [self._sequence()]
        while self._peek() == "|":
            self.at += 1
            parts.append(self._sequence())
        self.parts = len(parts)
        if len(parts) == 1:
            return parts[0]
        return [frozenset().union(*(max(part, key=_rarity) for part in parts))] if all(parts) else []

    def _sequence(self) -> list[Needs]:
        found: list[Needs] = []
        run = ""
        while self._peek() not in ("", "|", ")"):
            letter, needs = self._item()
            fewest, is_single = self._quantifier()
            if letter and fewest:
                run += letter
            if fewest:
                found += needs
            if not letter or not fewest or not is_single:
                found, run = found + _of_run(run), ""
        return found + _of_run(run)

    def _item(self) -> tuple[str, list[Needs]]:
        """The next item: a letter, or what a group needs, or neither."""
        character = self._take()
        if character == "(":
            return "", self._group()
        if character == "[":
            return "", self._class()
        if character == "\\":
            return "", self._escaped()
        if character.isascii() and character.isalpha():
            return character.lower(), []
        return "", _sign(character, is_escaped=False)

    def _group(self) -> list[Needs]:
        is_look = False
        if self._peek() == "?":
            mark = re.compile(r"\?(?:<[=!]|[=!]|:|P<\w+>)").match(self.pattern, self.at)
            self.at = mark.end() if mark else len(self.pattern) + 1
            is_look = bool(mark) and mark is not None and mark.group() in ("?=", "?!", "?<=", "?<!")
        needs = self.alternation()
        self.at += 1
        return [] if is_look else needs

    def _class(self) -> list[Needs]:
        """``[£$€]``: one of its signs, if it holds nothing else."""
        is_negated = self._peek() == "^"
        self.at += is_negated
        members: list[list[Needs]] = []
        while self._peek() and (self._peek() != "]" or not members):
            members.append(self._member())
        self.at += 1
        if is_negated or not all(members):
            return []
        return [frozenset().union(*(member[0] for member in members))]

    def _member(self) -> list[Needs]:
        """One character of a class; an escaped letter may stand for a kind of characters."""
        character = self._take()
        if character == "\\":
            return self._escaped()
        return [] if character.isalnum() else _sign(character, is_escaped=True)

    def _escaped(self) -> list[Needs]:
        if numbered := _CODE.match(self.pattern, self.at):
            self.at = numbered.end()
            return []
        return _sign(self._take(), is_escaped=True)

    def _quantifier(self) -> tuple[int, bool]:
        """The fewest repeats, and whether it is once exactly."""
        character = self._peek()
        if counted := _COUNTED.match(self.pattern, self.at):
            self.at = counted.end()
            fewest, is_single = int(counted[1] or 0), False
        elif character and character in "?*+":
            self.at += 1
            fewest, is_single = int(character == "+"), False
        else:
            return 1, True
        self.at += self._peek() == "?"
        return fewest, is_single

    def _peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _take(self) -> str:
        self.at += 1
        return self.pattern[self.at - 1 : self.at]


def _sign(character: str, *, is_escaped: bool) -> list[Needs]:
    if character == "d" if is_escaped else character.isdigit():
        return [frozenset(_DIGIT)]
    if character and (character in _SYMBOLS and (is_escaped or character not in "[]|$")):
        return [frozenset(character)]
    return []


def _of_run(run: str) -> list[Needs]:
    return [frozenset({run})] if len(run) > 1 else []


@lru_cache(maxsize=4_000)
def _runs_of(text: str) -> frozenset[str]:
    """The runs of letters and the signs of ``text``, which several filters are asked about."""
    return frozenset(_RUNS.findall(_small(text)))


def _small(text: str) -> str:
    """``text`` in small letters as patterns that ignore case compare them: "ſide" is "side" to them."""
    return text.lower() if text.isascii() else text.translate(_SAME_CASE).lower()


class WordFilter:
    """Which of the patterns of one data file a text may match, by the runs of letters that it holds.

    Numbers of patterns are given in the order of ``add``. Add all patterns before the first question, or
    ``forget`` before each.
    """

    def __init__(self) -> None:
        self.count = 0
        self.without = (0, 0)
        self.holders: tuple[dict[str, int], dict[str, int]] = ({}, {})
        self.lengths: dict[str, list[int]] = {}
        """How long the runs are that begin with two letters."""
        self.words: dict[str, int] = {}
        self.texts: dict[str, int] = {}

    def add(self, pattern: str) -> int:
        """The bit of ``pattern`` in the sets that ``possible`` returns."""
        bit = 1 << self.count
        self.count += 1
        needs = needs_of(pattern)
        first, second = self.without
        self.without = (first if needs else first | bit, second if len(needs) > 1 else second | bit)
        for held, runs in zip(self.holders, needs, strict=False):
            for run in runs:
                held[run] = held.get(run, 0) | bit
        for run in (run for need in needs for run in need):
            self.lengths[run[:2]] = sorted({*self.lengths.get(run[:2], ()), len(run)})
        return bit

    def forget(self) -> None:
        """Forget what was found out of words and texts: more patterns may be added."""
        self.words.clear()
        self.texts.clear()

    def possible(self, text: str) -> int:
        """The bits of the patterns that ``text``, or a part of it, may match."""
        bits = self.texts.get(text)
        if bits is None:
            words = self.words
            met = self._packed(*self.without)
            for word in _runs_of(text):
                held = words.get(word)
                met |= self._held(word) if held is None else held
            bits = met & (met >> self.count)
            if len(self.texts) >= _MEMO:
                self.texts.clear()
            if len(text) < _LONG:
                self.texts[text] = bits
        return bits

    def _packed(self, first: int, second: int) -> int:
        """The patterns whose first need is met, and above them those whose second need is."""
        return first | second << self.count

    def _held(self, word: str) -> int:
        """The needs that a run of letters, or a sign, meets."""
        letters = _DIGIT if word.isdigit() else word
        begun = ((i, self.lengths.get(letters[i : i + 2], ())) for i in range(len(letters)))
        runs = {letters[i : i + length] for i, lengths in begun for length in lengths}
        first, second = (reduce(or_, map(held.__getitem__, runs & held.keys()), 0) for held in self.holders)
        met = self._packed(first, second)
        if len(self.words) >= _MEMO:
            self.words.clear()
        if len(word) < 40:
            self.words[word] = met
        return met


@dataclass(frozen=True, slots=True)
class PatternTable:
    """Pattern sets by name, in order: which of them, if any, first matches a text."""

    sets: Mapping[str, "PatternSet"]
    names: Mapping[int, str]
    all_bits: int
    filter: WordFilter

    def first(self, text: str) -> str:
        """The name of the first set that matches somewhere in ``text``, or ""."""
        possible = self.filter.possible(text) & self.all_bits
        while possible:
            bit = possible & -possible
            possible ^= bit
            name = self.names[bit]
            if self.sets[name].finders[bit](text):
                return name
        return ""

    def may_match(self, text: str) -> bool:
        """Whether it is worth trying ``text`` at all."""
        return bool(self.filter.possible(text) & self.all_bits)


def pattern_table(sets: Mapping[str, "PatternSet"], words: WordFilter) -> PatternTable:
    """A table of sets that were all made with ``words``, one after the other."""
    names = {bit: name for name, patterns in sets.items() for bit in patterns.by_bit}
    return PatternTable(sets, names, sum(names), words)


@dataclass(frozen=True, slots=True)
class PatternSet:
    """Compiled patterns in order, tried only where the filter lets them match; a bit names each.

    ``possible``, where it is given, are the bits that the filter gave for a text of which this one is a part.
    """

    by_bit: Mapping[int, re.Pattern[str]]
    finders: Mapping[int, Callable[[str], re.Match[str] | None]]
    all_bits: int
    filter: WordFilter

    def __iter__(self) -> Iterator[re.Pattern[str]]:
        return iter(self.by_bit.values())

    def __len__(self) -> int:
        return len(self.by_bit)

    def candidates(self, text: str, possible: int | None = None) -> Iterator[re.Pattern[str]]:
        """The patterns that ``text`` may match, in order."""
        bits = self.all_bits & (self.filter.possible(text) if possible is None else possible)
        while bits:
            bit = bits & -bits
            bits ^= bit
            yield self.by_bit[bit]

    def search(self, text: str, possible: int | None = None) -> re.Match[str] | None:
        """The match of the first pattern that matches somewhere in ``text``."""
        bits = self.all_bits & (self.filter.possible(text) if possible is None else possible)
        while bits:
            bit = bits & -bits
            bits ^= bit
            if match := self.finders[bit](text):
                return match
        return None

    def matches(self, text: str, possible: int | None = None) -> bool:
        """Whether a pattern matches somewhere in ``text``."""
        return self.search(text, possible) is not None

    def finditer(self, text: str, possible: int | None = None) -> Iterator[re.Match[str]]:
        """Every match of every pattern, pattern by pattern."""
        for pattern in self.candidates(text, possible):
            yield from pattern.finditer(text)


def pattern_set(patterns: Iterable[str], words: WordFilter, *, flags: int = re.IGNORECASE) -> PatternSet:
    """``patterns`` compiled and filtered by ``words``. Raises re.error for one that is none."""
    by_bit = {}
    for source in patterns:
        compiled = re.compile(source, flags)
        by_bit[words.add(source)] = compiled
    finders = {bit: p.match if _is_anchored(p.pattern) else p.search for bit, p in by_bit.items()}
    return PatternSet(by_bit, finders, sum(by_bit), words)


def _is_anchored(pattern: str) -> bool:
    """Whether all of ``pattern`` can only match at the start of a text; ``search`` would try every place."""
    scanner = _Scanner(pattern)
    scanner.alternation()
    return pattern.startswith("^") and scanner.parts == 1 and scanner.at == len(pattern)
