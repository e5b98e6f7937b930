"""Contrasts: points on which articles about injected treatments differ, and the words of each stance.

contrasts.toml holds *aspects* ("does it leave no mark on the day, or days of marks?") with two or more stances,
and *measures* ("how long is a session?") whose stances are the lengths of time or the numbers that are printed.
Silence is no stance, nor are words that the sentence denies or says of another treatment.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from content.pipeline.amounts import AMOUNT, COUNT, Amount, amount_in, differ
from content.pipeline.datafiles import Table, read_data
from content.pipeline.foreign import own_treatments
from content.pipeline.legible import legible
from content.pipeline.passages import Disposition, Passage, PassageKind
from content.pipeline.patterns import PatternSet, WordFilter, pattern_set
from content.pipeline.positions import (
    Disagreement,
    DisagreementKind,
    Passages,
    Position,
    Severity,
    in_order,
    key_of,
    lies_within_one_source,
    position_at,
    position_of,
)
from content.pipeline.settings import Rules
from content.pipeline.spans import Span
from content.pipeline.statements import Polarity, Statement
from content.pipeline.terms import tokens_of

CONTRASTS_FILE = Path(__file__).resolve().parent.parent / "data" / "contrasts.toml"

_SILENT = (PassageKind.HEADING, PassageKind.QUESTION, PassageKind.NOISE, PassageKind.REFERENCE)
_SET_ASIDE = (Disposition.REJECTED, Disposition.DUPLICATE)
_ANYTHING = ""
"""What a measure is about where the words name nothing in particular."""


@dataclass(frozen=True, slots=True)
class Point:
    """What a row says of itself: the same for aspects and measures. ``concepts`` are those it is about."""

    id: str
    subject: str
    kind: DisagreementKind
    severity: Severity
    safest: str
    concepts: tuple[str, ...]

    @property
    def key(self) -> str:
        return key_of(self.kind, self.id)


@dataclass(frozen=True, slots=True)
class Stance:
    """What may be held, in our words, and what shows it: words, or statements that affirm or deny."""

    says: str
    patterns: PatternSet
    concepts: frozenset[str]
    denied: frozenset[str]


@dataclass(frozen=True, slots=True)
class Aspect:
    """A point with its stances. ``are_compatible``: one source may hold several; only sources can differ.

    A passage that matches ``unless`` takes no stance. ``counts_denied``: words count where they are denied, too
    ("free from serious illness" names what must not be there).
    """

    point: Point
    stances: tuple[Stance, ...]
    unless: PatternSet
    are_compatible: bool
    counts_denied: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """A point whose stances are printed amounts. The group ``what`` of a pattern names what is measured."""

    point: Point
    patterns: PatternSet
    unless: PatternSet


@dataclass(frozen=True, slots=True)
class Family:
    """Words that are easily mixed up: stems of names, or ids of concepts."""

    id: str
    subject: str
    severity: Severity
    stems: tuple[str, ...]
    concepts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Contrasts:
    """All of contrasts.toml. ``no_substances``: concepts of that role that name no substance."""

    aspects: tuple[Aspect, ...]
    measures: tuple[Measure, ...]
    families: tuple[Family, ...]
    no_substances: frozenset[str]
    words: WordFilter

    @property
    def labels(self) -> frozenset[str]:
        """What stances are called, in our own words."""
        return frozenset(stance.says for aspect in self.aspects for stance in aspect.stances)


def find_contrasts(
    statements: Sequence[Statement], passages: Passages, rules: Rules, contrasts: Contrasts
) -> Iterator[Disagreement]:
    """Each aspect on which two stances are taken, and each measure with two amounts."""
    reader = _Reader(statements, passages, rules, contrasts)
    for aspect in contrasts.aspects:
        yield from _differing(aspect, reader.stances.get(aspect.point.id, ()))
    for measure in contrasts.measures:
        yield from _measured(measure.point, reader.amounts.get(measure.point.id, ()))


def _differing(aspect: Aspect, positions: Sequence[Position]) -> Iterator[Disagreement]:
    by_source: dict[str, set[str]] = {}
    for position in positions:
        by_source.setdefault(position.source_id, set()).add(position.stance)
    taken = {frozenset(stances) for stances in by_source.values()}
    differ_between = len(taken) > 1
    differ_at_all = len(frozenset().union(*taken)) > 1
    if differ_between if aspect.are_compatible else differ_at_all:
        yield row_of(aspect.point, positions)


def row_of(point: Point, positions: Sequence[Position]) -> Disagreement:
    """A row for ``point``. A difference of fact that is gone without one source is within that source."""
    kind = point.kind
    if kind is DisagreementKind.FACT and lies_within_one_source(positions):
        kind = DisagreementKind.WITHIN_SOURCE
    return Disagreement(
        point.key, kind, point.severity, point.subject, point.concepts, in_order(positions), point.safest
    )


def _measured(point: Point, found: Sequence[tuple[str, Amount, Position]]) -> Iterator[Disagreement]:
    """A row where two amounts of the same thing, or of one thing and of everything, differ."""
    by_thing: dict[str, set[Amount]] = {}
    for what, amount, _ in found:
        by_thing.setdefault(what, set()).add(amount)
    general = by_thing.get(_ANYTHING, set())
    if any(differ(one, other) for amounts in by_thing.values() for one in amounts for other in amounts | general):
        yield row_of(point, [position for _, _, position in found])


class _Reader:
    """Reads every passage once: the stances it takes and the amounts it gives, by the id of the point."""

    def __init__(
        self, statements: Sequence[Statement], passages: Passages, rules: Rules, contrasts: Contrasts
    ) -> None:
        self.rules = rules
        self.contrasts = contrasts
        self.stances: dict[str, list[Position]] = {}
        self.amounts: dict[str, list[tuple[str, Amount, Position]]] = {}
        self.by_bit: dict[int, tuple[Aspect, Stance]] = {
            bit: (aspect, stance)
            for aspect in contrasts.aspects
            for stance in aspect.stances
            for bit in stance.patterns.by_bit
        }
        self.measured = {bit: m for m in contrasts.measures for bit in m.patterns.by_bit}
        self.all_bits = sum(self.by_bit) + sum(self.measured)
        for source, all_of_it in passages.items():
            own = own_treatments(all_of_it, rules.treatments)
            for passage in all_of_it:
                if passage.kind not in _SILENT and passage.disposition not in _SET_ASIDE:
                    self._read(source, passage, all_of_it, own)
        self._take_from(statements, passages)

    def _read(
        self, source: str, passage: Passage, passages: Sequence[Passage], own: frozenset[str]
    ) -> None:
        words = _Words(_in_context(passage, passages), self.rules, own)
        possible = self.contrasts.words.possible(words.text)
        for bit in _bits(possible & self.all_bits):
            if bit in self.by_bit:
                self._take(source, passage, words, bit)
            else:
                self._measure(source, passage, words, bit)

    def _take(self, source: str, passage: Passage, words: "_Words", bit: int) -> None:
        aspect, stance = self.by_bit[bit]
        found = stance.patterns.by_bit[bit].finditer(words.text)
        is_held = any(words.asserts(match, even_denied=aspect.counts_denied) for match in found)
        if is_held and not aspect.unless.matches(words.text):
            held = position_at(passage, source, stance.says)
            self.stances.setdefault(aspect.point.id, []).append(held)

    def _measure(self, source: str, passage: Passage, words: "_Words", bit: int) -> None:
        measure = self.measured[bit]
        for match in measure.patterns.by_bit[bit].finditer(words.text):
            amount = amount_in(match["amount"])
            if amount and words.asserts(match) and not measure.unless.matches(words.text):
                what = match.groupdict().get("what") or _ANYTHING
                held = position_at(passage, source, match["amount"])
                self.amounts.setdefault(measure.point.id, []).append((what.lower()[:5], amount, held))

    def _take_from(self, statements: Sequence[Statement], passages: Passages) -> None:
        """The stances that statements take, whatever their words."""
        holders: dict[tuple[str, bool], list[tuple[Aspect, Stance]]] = {}
        for aspect in self.contrasts.aspects:
            for stance in aspect.stances:
                for concepts, is_denied in ((stance.concepts, False), (stance.denied, True)):
                    for concept in concepts:
                        holders.setdefault((concept, is_denied), []).append((aspect, stance))
        for statement in statements:
            is_denied = statement.polarity is Polarity.DENIED
            for aspect, stance in holders.get((statement.concept, is_denied), ()):
                held = position_of(statement, passages, stance.says)
                if not aspect.unless.matches(legible(held.quote)[0]):
                    self.stances.setdefault(aspect.point.id, []).append(held)


class _Words:
    """The words of a passage, and which of them it asserts of its own treatment."""

    def __init__(self, text: str, rules: Rules, own: frozenset[str]) -> None:
        self.text = text
        self._denials = rules.scopes.denials(tokens_of(text)) if text else []
        self._foreign = rules.treatments.foreign_spans(text, own) if own else []

    def asserts(self, match: re.Match[str], *, even_denied: bool = False) -> bool:
        """Whether neither a denial outside the match reaches it nor another treatment is its subject."""
        span = Span(*match.span())
        if any(foreign.overlaps(span) for foreign in self._foreign):
            return False
        return even_denied or not any(d.denies(span) and not d.trigger.overlaps(span) for d in self._denials)


def _in_context(passage: Passage, passages: Sequence[Passage]) -> str:
    """The words of a passage; those of a cell behind the name of its row."""
    words = legible(passage.quote)[0]
    row = passages[passage.parent] if passage.kind is PassageKind.TABLE_ROW and passage.parent is not None else None
    if row is not None and row.kind is PassageKind.TABLE_ROW:
        return f"{legible(row.quote)[0]}: {words}"
    return words


def _bits(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest
        bits ^= lowest


@cache
def load_contrasts(path: Path = CONTRASTS_FILE) -> Contrasts:
    """The contrasts of ``path``. Raises BadData naming the entry that cannot be used."""
    data = read_data(path).only("aspect", "measure", "family", "no_substances")
    words = WordFilter()
    return Contrasts(
        aspects=tuple(_aspect(entry, words) for entry in data.tables("aspect")),
        measures=tuple(_measure(entry, words) for entry in data.tables("measure", is_needed=False)),
        families=tuple(_family(entry) for entry in data.tables("family", is_needed=False)),
        no_substances=frozenset(data.texts("no_substances", is_needed=False)),
        words=words,
    )


_POINT = ("id", "subject", "kind", "severity", "safest", "concepts")
_FEWEST = 2


def _point(entry: Table) -> Point:
    return Point(
        id=entry.text("id"),
        subject=entry.text("subject"),
        kind=DisagreementKind(entry.choice("kind", [kind.value for kind in DisagreementKind])),
        severity=Severity(entry.choice("severity", [severity.value for severity in Severity])),
        safest=entry.text("safest"),
        concepts=entry.texts("concepts", is_needed=False),
    )


def _aspect(entry: Table, words: WordFilter) -> Aspect:
    entry.only(*_POINT, "unless", "are_compatible", "counts_denied", "stance")
    stances = [replace(t, place=f"{entry.place}, {t.place}") for t in entry.tables("stance")]
    if len(stances) < _FEWEST:
        raise entry.error("it has one stance only", "Give at least two.")
    return Aspect(
        point=_point(entry),
        stances=tuple(_stance(stance, words) for stance in stances),
        unless=_patterns(entry, "unless", words),
        are_compatible=entry.flag("are_compatible"),
        counts_denied=entry.flag("counts_denied"),
    )


def _stance(entry: Table, words: WordFilter) -> Stance:
    entry.only("says", "patterns", "concepts", "denied")
    return Stance(
        says=entry.text("says"),
        patterns=_patterns(entry, "patterns", words),
        concepts=frozenset(entry.texts("concepts", is_needed=False)),
        denied=frozenset(entry.texts("denied", is_needed=False)),
    )


def _measure(entry: Table, words: WordFilter) -> Measure:
    entry.only(*_POINT, "patterns", "unless").needs("patterns")
    measure = Measure(_point(entry), _patterns(entry, "patterns", words), _patterns(entry, "unless", words))
    if any("amount" not in pattern.groupindex for pattern in measure.patterns):
        raise entry.error("a pattern holds no amount", "Write {time} or {count} where it stands.")
    return measure


def _family(entry: Table) -> Family:
    entry.only("id", "subject", "severity", "stems", "concepts")
    return Family(
        id=entry.text("id"),
        subject=entry.text("subject"),
        severity=Severity(entry.choice("severity", [severity.value for severity in Severity])),
        stems=entry.texts("stems"),
        concepts=frozenset(entry.texts("concepts", is_needed=False)),
    )


def _patterns(entry: Table, key: str, words: WordFilter) -> PatternSet:
    def compile_all(patterns: Sequence[str]) -> PatternSet:
        return pattern_set((_filled(pattern) for pattern in patterns), words)

    return entry.compiled(key, compile_all, is_needed=False)


_PLACES: Mapping[str, str] = {"{time}": rf"(?P<amount>{AMOUNT})", "{count}": rf"(?P<amount>{COUNT})"}


def _filled(pattern: str) -> str:
    for place, amount in _PLACES.items():
        pattern = pattern.replace(place, amount)
    return pattern
