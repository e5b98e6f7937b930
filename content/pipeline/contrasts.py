"""Contrasts: points on which articles about injected treatments differ, and the words of each stance.

contrasts.toml holds *aspects* ("is it said to be surgery, or not?") with two or more stances, and
*measures* ("how long is a session?") whose stances are the lengths of time or the numbers that are printed.
Silence is no stance, nor are words that the sentence denies or says of another treatment.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from content.pipeline.amounts import Amount, amount_in, differ
from content.pipeline.aspects import Aspect, Contrasts, Point, Stance
from content.pipeline.foreign import own_treatments
from content.pipeline.layout import load_layout
from content.pipeline.legible import legible
from content.pipeline.passages import Disposition, Passage, PassageKind
from content.pipeline.positions import (
    Disagreement,
    DisagreementKind,
    Passages,
    Position,
    in_order,
    lies_within_one_source,
    position_at,
    position_of,
)
from content.pipeline.settings import Rules
from content.pipeline.spans import Span
from content.pipeline.statements import Polarity, Statement
from content.pipeline.terms import tokens_of
from content.pipeline.treatments import MESOTHERAPY, subject_of

_SILENT = (PassageKind.HEADING, PassageKind.QUESTION, PassageKind.NOISE, PassageKind.REFERENCE)
_SET_ASIDE = (Disposition.REJECTED, Disposition.DUPLICATE)
_CANNOT = re.compile(
    r"\b(?:it|this|treatment|mesotherapy|we) (?:can(?:not|['’]?t| not)|(?:does|will) not|doesn['’]t)\b"
    r"|\bmyths?\b|\bnot (?:seen|meant) |\bnever saw\b",
    re.IGNORECASE,
)
_ANYTHING = ""
"""What a measure is about where the words name nothing in particular."""


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
    """A row where two amounts of the same thing differ."""
    by_thing: dict[str, set[Amount]] = {}
    for what, amount, _ in found:
        by_thing.setdefault(what, set()).add(amount)
    if any(differ(*pair) for amounts in by_thing.values() for pair in combinations(amounts, 2)):
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
        self.aspects = {aspect.point.id: aspect for aspect in contrasts.aspects}
        self.by_bit: dict[int, tuple[Aspect, Stance, re.Pattern[str]]] = {
            bit: (aspect, stance, pattern)
            for aspect in contrasts.aspects
            for stance in aspect.stances
            for bit, pattern in stance.patterns.by_bit.items()
        }
        self.measured = {bit: m for m in contrasts.measures for bit in m.patterns.by_bit}
        self.all_bits = sum(self.by_bit) + sum(self.measured)
        for source, all_of_it in passages.items():
            own = own_treatments(all_of_it, rules.treatments)
            if subject_of(own) != MESOTHERAPY:
                continue
            for passage in all_of_it:
                if passage.kind not in _SILENT and passage.disposition not in _SET_ASIDE:
                    self._read(source, passage, all_of_it, own)
        self._take_from(statements, passages)

    def _read(self, source: str, passage: Passage, passages: Sequence[Passage], own: frozenset[str]) -> None:
        text = _in_context(passage, passages)
        possible = self.contrasts.words.possible(text) & self.all_bits
        if not possible or load_layout().is_question(text):
            return
        words = _Words(text, self.rules, own)
        bits = list(_bits(possible))
        for bit in bits:
            if bit in self.measured:
                self._measure(source, passage, words, bit)
        taken = [bit for bit in bits if bit in self.by_bit]
        if taken and _is_under_denial(passage, passages):
            taken = [bit for bit in taken if self.by_bit[bit][0].counts_denied]
        self._take(source, passage, words, taken)

    def _take(self, source: str, passage: Passage, words: "_Words", bits: Sequence[int]) -> None:
        """The stances of a passage. Of words inside each other ("not for everyone") the longer ones count."""
        found: dict[str, list[tuple[Stance, Span]]] = {}
        for aspect, stance, pattern in (self.by_bit[bit] for bit in bits):
            for match in pattern.finditer(words.text):
                if words.asserts(match, even_denied=aspect.counts_denied):
                    found.setdefault(aspect.point.id, []).append((stance, Span(*match.span())))
        for point, places in found.items():
            if self.aspects[point].unless.matches(words.text):
                continue
            for stance, span in places:
                if not any(s is not stance and o != span and o.contains(span) for s, o in places):
                    self.stances.setdefault(point, []).append(position_at(passage, source, stance.says))

    def _measure(self, source: str, passage: Passage, words: "_Words", bit: int) -> None:
        measure = self.measured[bit]
        for match in measure.patterns.by_bit[bit].finditer(words.text):
            amount = amount_in(match["amount"])
            is_said = words.asserts(match, even_denied=measure.counts_denied)
            if amount and is_said and not measure.unless.matches(words.text):
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
    """The words of a passage, and which of them it asserts of its own treatment.

    What stands behind the name of another treatment, where its own is not named, is not read.
    """

    def __init__(self, text: str, rules: Rules, own: frozenset[str]) -> None:
        self.text = text
        self._denials = rules.scopes.denials(tokens_of(text)) if text else []
        named = rules.treatments.named(text) if own else ()
        self._foreign = rules.treatments.foreign_spans(text, own) if named else []
        if named and not any(name in own for name, _ in named):
            self._foreign.append(Span(named[0][1].start, len(text)))

    def asserts(self, match: re.Match[str], *, even_denied: bool = False) -> bool:
        """Whether neither a denial outside the match reaches it nor another treatment is its subject."""
        span = Span(*match.span())
        if any(foreign.start < span.start < foreign.end for foreign in self._foreign):
            return False
        return even_denied or not self._is_in_reach(span)

    def _is_in_reach(self, span: Span) -> bool:
        return any(d.denies(span) and not d.trigger.overlaps(span) for d in self._denials)


def _in_context(passage: Passage, passages: Sequence[Passage]) -> str:
    """The words of a passage; those of a cell behind the name of its row."""
    words = legible(passage.quote)[0]
    row = (
        passages[passage.parent]
        if passage.kind is PassageKind.TABLE_ROW and passage.parent is not None
        else None
    )
    if row is not None and row.kind is PassageKind.TABLE_ROW:
        return f"{legible(row.quote)[0]}: {words}"
    return words


def _is_under_denial(passage: Passage, passages: Sequence[Passage]) -> bool:
    """Whether the list that a passage stands in says what the treatment cannot do."""
    above = [passages[i].quote for i in (passage.parent, passage.section) if i is not None]
    return any(_CANNOT.search(legible(words)[0]) for words in above)


def _bits(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest
        bits ^= lowest
