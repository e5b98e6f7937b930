"""The lexicon of the checker, read from equivalences.toml and validated."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from content.pipeline.datafiles import Table, read_data
from content.pipeline.errors import BadData
from content.pipeline.verdicts.words import stem, words_of

EQUIVALENCES = Path(__file__).resolve().parents[2] / "data" / "equivalences.toml"

Phrase = tuple[str, ...]
Keys = frozenset[str]
Side = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lexicon knows of one phrase, given by its stems.

    ``keys`` are shared by phrases that say the same; ``general`` and ``specific`` hold for one side only
    (see [[broader]]); ``sides`` name the opposites it belongs to. ``is_thing``: it names somebody or
    something, and half of its name is another thing.
    """

    keys: Keys = frozenset()
    general: Keys = frozenset()
    specific: Keys = frozenset()
    sides: frozenset[Side] = frozenset()
    frequency: int = 0
    certainty: str = ""
    is_thing: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every phrase of equivalences.toml, and the words that may be passed over."""

    entries: dict[Phrase, Entry]
    empty: frozenset[str]
    slack: frozenset[str]
    background: frozenset[str]
    light: frozenset[str]
    opaque: frozenset[Phrase]
    longest: dict[str, int] = field(default_factory=dict)

    def at(self, stems: Sequence[str], start: int) -> Iterator[tuple[int, Entry]]:
        """Phrases that begin at ``start``, longest first: their length in words, and the entry."""
        longest = self.longest.get(stems[start], 0)
        for length in range(min(longest, len(stems) - start), 0, -1):
            if entry := self.entries.get(tuple(stems[start : start + length])):
                yield length, entry


THINGS = frozenset({"people", "pregnancy", "conditions", "side_effects", "skin_and_looks", "body"})
"""Tables of [groups] that name people, conditions, effects and parts of the body."""

FREQUENCIES = ("few", "some", "often", "most", "all")
"""Names of [frequency] from rarest; the level of a name is its place, counted from 1."""

CERTAINTIES = ("promised", "hedged", "able", "helping", "purpose")
"""Names of [certainty]: words that promise; doubt; only say it can be, or helps; name an aim."""


@cache
def load_lexicon(path: Path = EQUIVALENCES) -> Lexicon:
    """The lexicon in ``path``. Raises BadData naming the entry that clashes or can never matter."""
    tables = ("groups", "broader", "opposites", "frequency", "certainty", "words")
    data = read_data(path).only(*tables).needs(*tables)
    builder = _Builder(str(path))
    for theme, table in data.table("groups").parts().items():
        for name in table.values:
            builder.group(name, table.texts(name), is_thing=theme in THINGS)
    for number, pair in enumerate(data.tables("broader"), start=1):
        builder.broader(number, pair.only("general", "specific"))
    opposites, frequency, certainty = map(data.table, ("opposites", "frequency", "certainty"))
    for name in opposites.values:
        builder.opposites(name, *opposites.lists(name, 2))
    for name in frequency.values:
        builder.level(name, frequency.texts(name))
    for name in certainty.values:
        builder.certainty(name, certainty.texts(name))
    return builder.lexicon(data.table("words").only("background", "opaque", "empty", "slack", "light"))


class _Builder:
    """Gathers entries and refuses those that clash."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.parts: dict[Phrase, dict[str, Any]] = defaultdict(dict)
        self.groups: dict[str, frozenset[Phrase]] = {}

    def error(self, problem: str, place: str, mend: str) -> BadData:
        return BadData(problem, file=self.file, place=place, mend=mend)

    def phrases(self, place: str, texts: Iterable[str]) -> list[Phrase]:
        found: dict[Phrase, str] = {}
        for text in texts:
            phrase = tuple(word.stem for word in words_of(text))
            if not phrase or phrase in found:
                twin = found.get(phrase, "nothing")
                raise self.error(
                    f'"{text}" reads the same as "{twin}"',
                    place,
                    "Leave one of them out.",
                )
            found[phrase] = text
        return list(found)

    def put(self, phrase: Phrase, kind: str, value: object) -> None:
        self.parts[phrase].setdefault(kind, set()).add(value)

    def group(self, name: str, texts: Sequence[str], *, is_thing: bool) -> None:
        place = f"groups, {name}"
        phrases = self.phrases(place, texts)
        if len(phrases) < 2:
            raise self.error("a group of one phrase joins nothing", place, "Add its equivalents.")
        if name in self.groups:
            raise self.error("this name is taken by another group", place, "Choose another name.")
        self.groups[name] = frozenset(phrases)
        for phrase in phrases:
            self.put(phrase, "keys", f"={name}")
            if is_thing:
                self.parts[phrase]["is_thing"] = True

    def broader(self, number: int, pair: Table) -> None:
        place = f"broader, entry {number}"
        general, specific = (self.phrases(place, pair.texts(kind)) for kind in ("general", "specific"))
        if both := set(general) & set(specific):
            raise self.error(
                "a phrase is both general and specific",
                place,
                f"Keep one: {sorted(both)}.",
            )
        for kind, phrases in (("general", general), ("specific", specific)):
            for phrase in phrases:
                self.put(phrase, kind, f">{number}")

    def opposites(self, name: str, *sides: Sequence[str]) -> None:
        place = f"opposites, {name}"
        first, second = (self.phrases(place, texts) for texts in sides)
        if both := set(first) & set(second):
            raise self.error("a phrase stands on both sides", place, f"Keep one: {sorted(both)}.")
        for side, phrases in enumerate((first, second)):
            for phrase in phrases:
                self.put(phrase, "sides", (name, side))

    def level(self, name: str, texts: Sequence[str]) -> None:
        if name not in FREQUENCIES:
            raise self.error(
                "unknown level",
                f"frequency, {name}",
                f"Use one of {', '.join(FREQUENCIES)}.",
            )
        for phrase in self.phrases(f"frequency, {name}", texts):
            if "frequency" in self.parts[phrase]:
                raise self.error(f'"{" ".join(phrase)}" has two levels', "frequency", "Keep one.")
            self.parts[phrase]["frequency"] = FREQUENCIES.index(name) + 1

    def certainty(self, name: str, texts: Sequence[str]) -> None:
        if name not in CERTAINTIES:
            raise self.error(
                "unknown kind",
                f"certainty, {name}",
                f"Use one of {', '.join(CERTAINTIES)}.",
            )
        for phrase in self.phrases(f"certainty, {name}", texts):
            if "certainty" in self.parts[phrase]:
                raise self.error(f'"{" ".join(phrase)}" is of two kinds', "certainty", "Keep one.")
            self.parts[phrase]["certainty"] = name

    def lexicon(self, words: Table) -> Lexicon:
        self._refuse_twin_groups()
        empty = frozenset(words.texts("empty", is_needed=False))
        slack = frozenset(_slack_form(word) for word in words.texts("slack", is_needed=False))
        light = frozenset(stem(word) for word in words.texts("light", is_needed=False))
        longest: dict[str, int] = defaultdict(int)
        for phrase in self.parts:
            longest[phrase[0]] = max(longest[phrase[0]], len(phrase))
        entries = {phrase: _entry(parts) for phrase, parts in self.parts.items()}
        opaque = frozenset(self.phrases("words, opaque", words.texts("opaque", is_needed=False)))
        if unknown := opaque - set(entries):
            raise self.error(
                f"not a phrase of any group: {sorted(unknown)}",
                "words, opaque",
                "Add it to one.",
            )
        background = frozenset(words.texts("background", is_needed=False))
        if unknown_groups := background - set(self.groups):
            raise self.error(
                f"not the name of a group: {sorted(unknown_groups)}", "words, background", "Name a group."
            )
        return Lexicon(
            entries, empty, slack, frozenset(f"={name}" for name in background), light, opaque, dict(longest)
        )

    def _refuse_twin_groups(self) -> None:
        for (one, phrases), (other, others) in combinations(self.groups.items(), 2):
            if phrases <= others or others <= phrases:
                raise self.error(f"{one} and {other} hold the same phrases", "groups", "Join them.")


def _slack_form(word: str) -> str:
    """A word's stem; "-ly" makes another word of it: "roughly" is not "rough"."""
    return word if word.endswith("ly") else stem(word)


def _entry(parts: dict[str, Any]) -> Entry:
    return Entry(
        keys=frozenset(parts.get("keys", ())),
        general=frozenset(parts.get("general", ())),
        specific=frozenset(parts.get("specific", ())),
        sides=frozenset(parts.get("sides", ())),
        frequency=parts.get("frequency", 0),
        certainty=parts.get("certainty", ""),
        is_thing=parts.get("is_thing", False),
    )
