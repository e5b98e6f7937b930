"""Proposals: names that stand in a clear list and that the vocabulary does not know.

An item of a list of side effects is a side effect whatever it is called. Where no concept explains an item,
its own words become a *proposed concept* that an editor maps, merges or accepts. Only short names are
proposed: a sentence about something is no name of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from content.pipeline.datafiles import read_data
from content.pipeline.patterns import PatternSet, WordFilter, pattern_set
from content.pipeline.spans import UNSEEN, Span, trimmed

PROPOSALS_FILE = Path(__file__).resolve().parent.parent / "data" / "proposals.toml"

PREFIX = "proposed-"
"""The ids of proposed concepts begin so; no id of the vocabulary does."""

_PARTS = re.compile(
    r"\s*[,;/&•|]\s*(?:(?:and|or|as well as)\s+)?|\s+(?:and/or|and|or|plus|as well as)\s+", re.IGNORECASE
)
_EXPLANATION = re.compile(
    r"\s*[(\[:–—]|\s-\s|\.\s|\.$|,?\s(?:which|that|who|because|due to|(?<!well\s)as(?!\s+well\s)"
    r"|caused by|such as|e\.g\.|following|after|before|during|within|when|if|while|until|immediately"
    r"|especially|particularly|usually|sometimes|lasting)\s",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?:|www\.|\S+@\S|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|eu|uk|de|fr|nl)\b")
"""A web or e-mail address: it and what follows name nothing."""
_ADJECTIVE = re.compile(r"(?:ic|[^v]al|ous|ive|ary|oid|ular)$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NAME_WORDS = 5
_ITEM_WORDS = 30
_WHOLE_WORDS = 14
_ID_LENGTH = 90


@dataclass(frozen=True, slots=True)
class NameRules:
    """What stands before a name without belonging to it, and what no name and no item holds."""

    lead: PatternSet
    tail: PatternSet
    no_name: PatternSet
    no_item: PatternSet

    def names_in(self, text: str, start: int, end: int) -> Iterator[Span]:
        """The names in ``text[start:end]``, an item of a list without its mark; none where it is prose."""
        item = self._without_lead(text, trimmed(text, start, end))
        head = item and trimmed(text, item.start, _head_end(text, item))
        if head is None or len(head.of(text).split()) > _ITEM_WORDS:
            return
        position = head.start
        for joint in [*_PARTS.finditer(text, head.start, head.end), None]:
            stop = joint.start() if joint else head.end
            is_open = joint and _ADJECTIVE.search(text, position, stop)
            if is_open and not self._is_lead(text[position:stop]):
                continue  # "metabolic and systemic disorders" is one name
            if name := self._name(text, position, stop):
                yield name
            position = joint.end() if joint else stop

    def whole_item(self, text: str, start: int, end: int) -> Span | None:
        """All of an item up to its explanation, however odd ("any plumbing in the heart"), if it is short.

        None where it is advice, the name of a group or the like.
        """
        item = trimmed(text, start, end)
        head = item and trimmed(text, item.start, _head_end(text, item))
        if head is None or self.no_item.matches(head.of(text)):
            return None
        words = _WORD.findall(head.of(text))
        is_short = 0 < len(words) <= _WHOLE_WORDS and max(map(len, words)) > 2
        return head if is_short else None

    def _without_lead(self, text: str, span: Span | None) -> Span | None:
        while span and (lead := self._matched(self.lead, span.of(text), at_start=True)):
            span = trimmed(text, span.start + lead, span.end)
        return span

    def _is_lead(self, words: str) -> bool:
        """Whether ``words`` only stand before a name: "mild" in "mild, possible swelling"."""
        with_name = f"{words.strip()} \0"
        rest = self._without_lead(with_name, Span(0, len(with_name)))
        return rest is not None and len(rest) == 1

    def _name(self, text: str, start: int, end: int) -> Span | None:
        span = self._without_lead(text, trimmed(text, start, end))
        while span and (tail := self._matched(self.tail, span.of(text), at_start=False)):
            span = trimmed(text, span.start, span.end - tail)
        if span is None or self.no_name.matches(span.of(text)) or self._is_lead(span.of(text)):
            return None
        words = _WORD.findall(span.of(text))
        is_name = 0 < len(words) <= _NAME_WORDS and max(map(len, words)) > 2
        return span if is_name else None

    def _matched(self, patterns: PatternSet, words: str, *, at_start: bool) -> int:
        """How many characters at one end of ``words`` a pattern takes; 0 for none or all."""
        for pattern in patterns.candidates(words):
            match = pattern.match(words) if at_start else pattern.search(words)
            if match and 0 < len(match.group()) < len(words) and (at_start or match.end() == len(words)):
                return len(match.group())
        return 0


def _head_end(text: str, item: Span) -> int:
    """Where the name ends and its explanation or an address begins."""
    explanation = _EXPLANATION.search(text, item.start + 1, item.end)
    address = _ADDRESS.search(text, item.start, item.end)
    return min((found.start() for found in (explanation, address) if found), default=item.end)


def proposed_id(name: str) -> str:
    """The id of a proposed concept: the same for the same words, whatever their case, order or number.

    >>> proposed_id("Weak neck muscles") == proposed_id("weak muscles, neck")
    True
    """
    words = [word.lower().replace("’", "'") for word in _WORD.findall(name)]
    stems = {_singular(word) for word in words if word not in _SMALL} or set(words)
    return (PREFIX + "-".join(re.sub(r"[^\w-]", "", stem) for stem in sorted(stems)))[:_ID_LENGTH]


_SMALL = frozenset("a an the of in on at to for with and or your you any some".split())


_SINGULARS = (
    (re.compile(r"(?<=\w[^aeiou])ies$"), "y"),
    (re.compile(r"(?<=cri|aly|the|sta|gno|bro|cro|eno|ato|ano|cho|ido)ses$"), "sis"),
    (re.compile(r"(?<=[^aof]us)es$(?<!abuses)(?<!misuses)(?<!excuses)"), ""),
    (re.compile(r"(?:(?<=x)|(?<=ss|sh|ch|zz|tz)|(?<=\bgas)|(?<=\blens))es$(?<!\baches)(?<![^eo]aches)"), ""),
    (re.compile(r"(?<=\w\w[^s])s$"), ""),
)
"""Endings, changed one after the other until singular and plural are the same: allergies, crises, viruses,
masses, bruises. "Virus" loses its last letter too: ids of names that were decided on must not change."""


def _singular(word: str) -> str:
    for ending, singular in _SINGULARS:
        word = ending.sub(singular, word)
    return word


def proposed_name(words: str) -> str:
    """``words`` as the name of a concept: one line, a capital at the start."""
    plain = " ".join(re.sub(rf"[*_#{UNSEEN}]+", "", words).split())
    return plain[:1].upper() + plain[1:]


@cache
def load_names(path: Path = PROPOSALS_FILE) -> NameRules:
    """The rules of ``path``. Raises BadData naming what cannot be used."""
    data = read_data(path).only("lead", "tail", "no_name", "no_item")
    words = WordFilter()

    def patterns(name: str, written: str) -> PatternSet:
        table = data.table(name).only("patterns")
        return table.compiled("patterns", lambda ps: pattern_set((written.format(p) for p in ps), words))

    return NameRules(
        lead=patterns("lead", "(?:{})"),
        tail=patterns("tail", "(?:{})$"),
        no_name=patterns("no_name", "{}"),
        no_item=patterns("no_item", "{}"),
    )
