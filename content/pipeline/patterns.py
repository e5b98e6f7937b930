r"""Patterns: many regular expressions, each tried only on texts that hold a word it needs.

A page is read with over a thousand patterns, and nearly every one of them needs some word ("side", "avoid")
that a given sentence does not have. From the source of a pattern this module finds letters of which every
match must hold at least one run; a text's own runs of letters then say which patterns are worth trying.
The result is the same as trying all of them. The idea is that of "required literals" in Russ Cox, *Regular
Expression Matching with a Trigram Index* (2012), and of RE2's FilteredRE2.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Needs = frozenset[str] | None
"""Runs of small letters or single signs, one of which stands in every match; None where none can be told."""

_RUNS = re.compile("[a-z]+")
_SYMBOLS = '£$€@|•·>»_"“”[]★⭐☆©…%'
_SIGNS = re.compile(rf"[\d{re.escape(_SYMBOLS)}]")
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


def needs_of(pattern: str) -> Needs:
    """What letters a match of ``pattern`` must hold, whatever their case.

    >>> sorted(needs_of(r"\bside[- ]?effects?\b") or ())
    ['effect']
    >>> sorted(needs_of(r"\b(?:avoid|refrain)(?:ed)?\b") or ())
    ['avoid', 'refrain']
    """
    scanner = _Scanner(pattern)
    needs = scanner.alternation()
    return needs if scanner.at == len(pattern) else None


def _better(one: Needs, other: Needs) -> Needs:
    """Of two needs that both hold, the one that fewer texts meet."""
    if one is None or other is None:
        return other if one is None else one
    return max(one, other, key=lambda needs: (min(map(len, needs)), -len(needs)))


class _Scanner:
    """Reads a pattern from left to right; what it does not understand needs nothing."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def alternation(self) -> Needs:
        """``a|b``: one of what the parts need, if each needs something."""
        parts = [self._sequence()]
        while self._peek() == "|":
            self.at += 1
            parts.append(self._sequence())
        known = [part for part in parts if part is not None]
        return frozenset().union(*known) if len(known) == len(parts) else None

    def _sequence(self) -> Needs:
        best: Needs = None
        run = ""
        while self._peek() not in ("", "|", ")"):
            letter, needs = self._item()
            fewest, is_single = self._quantifier()
            if letter and fewest:
                run += letter
            if needs and fewest:
                best = _better(best, needs)
            if not letter or not fewest or not is_single:
                best, run = _better(best, _of_run(run)), ""
        return _better(best, _of_run(run))

    def _item(self) -> tuple[str, Needs]:
        """The next item: a letter, or what a group needs, or neither."""
        character = self._take()
        if character == "(":
            return "", self._group()
        if character == "[":
            return "", self._class()
        if character == "\\":
            return "", self._escaped()
        if character.isascii() and character.isalpha():
            return character.lower(), None
        return "", _sign(character, is_escaped=False)

    def _group(self) -> Needs:
        is_look = False
        if self._peek() == "?":
            mark = re.compile(r"\?(?:<[=!]|[=!]|:|P<\w+>)").match(self.pattern, self.at)
            self.at = mark.end() if mark else len(self.pattern) + 1
            is_look = bool(mark) and mark is not None and mark.group() in ("?=", "?!", "?<=", "?<!")
        needs = self.alternation()
        self.at += 1
        return None if is_look else needs

    def _class(self) -> Needs:
        """``[£$€]``: one of its signs, if it holds nothing else."""
        is_negated = self._peek() == "^"
        self.at += is_negated
        members: list[Needs] = []
        while self._peek() and (self._peek() != "]" or not members):
            members.append(self._member())
        self.at += 1
        known = [member for member in members if member is not None]
        return frozenset().union(*known) if len(known) == len(members) and not is_negated else None

    def _member(self) -> Needs:
        """One character of a class; an escaped letter may stand for a kind of characters."""
        character = self._take()
        if character == "\\":
            return self._escaped()
        return None if character.isalnum() else _sign(character, is_escaped=True)

    def _escaped(self) -> Needs:
        if numbered := _CODE.match(self.pattern, self.at):
            self.at = numbered.end()
            return None
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


def _sign(character: str, *, is_escaped: bool) -> Needs:
    if is_escaped and character == "d":
        return frozenset(_DIGIT)
    if character and (character in _SYMBOLS and (is_escaped or character not in "[]|$")):
        return frozenset(character)
    return None


def _of_run(run: str) -> Needs:
    return frozenset({run}) if len(run) > 1 else None


def _small(text: str) -> str:
    """``text`` in small letters as patterns that ignore case compare them: "ſide" is "side" to them."""
    return text.lower() if text.isascii() else text.translate(_SAME_CASE).lower()


class WordFilter:
    """Which of the patterns of one data file a text may match, by the runs of letters that it holds.

    Numbers of patterns are given in the order of ``add``. Add all patterns before the first question.
    """

    def __init__(self) -> None:
        self.count = 0
        self.always = 0
        self.holders: dict[str, int] = {}
        self.lengths: tuple[int, ...] = ()
        self.signs: dict[str, int] = {}
        self.words: dict[str, int] = {}
        self.texts: dict[str, int] = {}

    def add(self, pattern: str) -> int:
        """The bit of ``pattern`` in the sets that ``possible`` returns."""
        bit = 1 << self.count
        self.count += 1
        needs = needs_of(pattern)
        if needs is None:
            self.always |= bit
        for run in needs or ():
            held = self.holders if "a" <= run[0] <= "z" else self.signs
            held[run] = held.get(run, 0) | bit
        self.lengths = tuple(sorted({len(run) for run in self.holders}))
        return bit

    def possible(self, text: str) -> int:
        """The bits of the patterns that ``text`` may match."""
        bits = self.texts.get(text)
        if bits is None:
            bits = self.always
            words = self.words
            for word in _RUNS.findall(_small(text)):
                held = words.get(word)
                bits |= self._held(word) if held is None else held
            for sign in _SIGNS.findall(text) if self.signs else ():
                bits |= self.signs.get(_DIGIT if sign.isdigit() else sign, 0)
            if len(self.texts) >= _MEMO:
                self.texts.clear()
            if len(text) < _LONG:
                self.texts[text] = bits
        return bits

    def _held(self, word: str) -> int:
        bits = 0
        for length in self.lengths:
            for start in range(len(word) - length + 1):
                bits |= self.holders.get(word[start : start + length], 0)
        if len(self.words) >= _MEMO:
            self.words.clear()
        if len(word) < 40:
            self.words[word] = bits
        return bits


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
            if self.sets[name].by_bit[bit].search(text):
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
    """Compiled patterns in order, tried only where the filter lets them match; a bit names each."""

    by_bit: Mapping[int, re.Pattern[str]]
    all_bits: int
    filter: WordFilter

    def __iter__(self) -> Iterator[re.Pattern[str]]:
        return iter(self.by_bit.values())

    def __len__(self) -> int:
        return len(self.by_bit)

    def candidates(self, text: str) -> Iterator[re.Pattern[str]]:
        """The patterns that ``text`` may match, in order."""
        possible = self.filter.possible(text) & self.all_bits
        while possible:
            bit = possible & -possible
            possible ^= bit
            yield self.by_bit[bit]

    def search(self, text: str) -> re.Match[str] | None:
        """The match of the first pattern that matches somewhere in ``text``."""
        possible = self.filter.possible(text) & self.all_bits
        while possible:
            bit = possible & -possible
            possible ^= bit
            if match := self.by_bit[bit].search(text):
                return match
        return None

    def matches(self, text: str) -> bool:
        """Whether a pattern matches somewhere in ``text``."""
        return self.search(text) is not None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every match of every pattern, pattern by pattern."""
        for pattern in self.candidates(text):
            yield from pattern.finditer(text)


def pattern_set(patterns: Iterable[str], words: WordFilter, *, flags: int = re.IGNORECASE) -> PatternSet:
    """``patterns`` compiled and filtered by ``words``. Raises re.error for one that is none."""
    by_bit = {}
    for source in patterns:
        compiled = re.compile(source, flags)
        by_bit[words.add(source)] = compiled
    return PatternSet(by_bit, sum(by_bit), words)
