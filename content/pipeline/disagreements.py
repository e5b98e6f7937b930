"""Disagreements: where sources, or one source with itself, differ."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

from content.pipeline.clusters import LADDER, Record
from content.pipeline.passages import Passage
from content.pipeline.spans import Span
from content.pipeline.statements import RECORD_ROLES, Polarity, Role, Statement, Strength
from content.pipeline.vocabulary import Vocabulary


class DisagreementKind(StrEnum):
    STRENGTH = "strength"
    SCOPE = "scope"
    FACT = "fact"
    NUMBER = "number"
    POLARITY = "polarity"
    COVERAGE = "coverage"
    WITHIN_SOURCE = "within_source"
    LOOK_ALIKE = "look_alike"


class Severity(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Position:
    """What one source says on the point, in its own words."""

    source_id: str
    span: Span
    quote: str
    stance: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A point on which positions differ; ``key`` is stable, ``concepts`` are the concept ids it is about."""

    key: str
    kind: DisagreementKind
    severity: Severity
    subject: str
    concepts: tuple[str, ...]
    positions: tuple[Position, ...]
    safest: str


READING = {
    Strength.AVOID: "Do not have the treatment.",
    Strength.AVOID_UNLESS_DOCTOR_AGREES: "Do not have the treatment unless a doctor agrees.",
    Strength.CAUTION: "Talk to a doctor first.",
    Strength.CONSULT: "Talk to a doctor first.",
    Strength.LIMIT: "Do not expect it to work for this.",
}
"""What the site says for each strength: the safer reading where sources differ."""

_OTHER_ROLE = {
    Role.INDICATION: "something that is treated",
    Role.CONTRAINDICATION: "a reason not to have the treatment",
    Role.SIDE_EFFECT: "something that the treatment may cause",
}
_WORD = re.compile(r"[a-z]{4,}")
_NUMBER = re.compile(r"\d+")
_COMMON = frozenset(
    "with from that this have been skin area treatment treated disease other condition under".split()
)


def find_disagreements(
    records: Sequence[Record],
    statements: Sequence[Statement],
    passages: Mapping[str, Sequence[Passage]],
    vocabulary: Vocabulary,
) -> tuple[Disagreement, ...]:
    """Every point on which sources differ from each other or from themselves, sorted by key."""
    finder = _Finder(records, statements, passages, vocabulary)
    return tuple(sorted(finder.find(), key=lambda d: d.key))


class _Finder:
    def __init__(
        self,
        records: Sequence[Record],
        statements: Sequence[Statement],
        passages: Mapping[str, Sequence[Passage]],
        vocabulary: Vocabulary,
    ) -> None:
        self.vocabulary = vocabulary
        self.records = records
        self.statements = statements
        self.passages = passages

    def find(self) -> Iterator[Disagreement]:
        for record in self.records:
            yield from self._strength(record)
            yield from self._within_source(record)
            yield from self._scope(record)
            yield from self._polarity(record)
        yield from self._look_alikes()
        yield from self._numbers()
        yield from self._facts()
        yield from self._oppositions()
        yield from self._treated_and_excluded()

    def _strength(self, record: Record) -> Iterator[Disagreement]:
        """Articles warn of the same thing with different strictness."""
        if len({strength for _, strength in record.strength_by_source}) > 1:
            yield self._about(
                record, DisagreementKind.STRENGTH, f"{record.name}: how strict the articles are"
            )

    def _within_source(self, record: Record) -> Iterator[Disagreement]:
        """One article warns in two ways: in two sentences, or in an item and the list around it."""
        for source, _ in record.strength_by_source:
            said = [s for s in record.statements if s.source_id == source]
            under = [s for s in said if s.cue == "ask" and s.list_strength not in (None, s.strength)]
            strengths = {s.strength or s.list_strength for s in said} | {s.list_strength for s in under}
            if len(strengths - {None}) > 1:
                subject = f"{record.name}: one article says two things"
                made = self._about(record, DisagreementKind.WITHIN_SOURCE, subject, said, source)
                yield replace(made, positions=(*made.positions, *self._lists_over(under)))

    def _lists_over(self, said: Sequence[Statement]) -> list[Position]:
        """What the lead-in or heading over each statement says: the other half of a contradiction."""
        positions = []
        for statement in said:
            item = self.passages[statement.source_id][statement.passage]
            above = item.parent if item.parent is not None else item.section
            if above is not None:
                over = self.passages[statement.source_id][above]
                stance = str(statement.list_strength)
                positions.append(Position(statement.source_id, over.span, over.quote, stance))
        return positions

    def _scope(self, record: Record) -> Iterator[Disagreement]:
        """One article means everybody with the condition, another only some of them."""
        broader = next(
            (r for r in self.records if r.role is record.role and r.concept == record.broader), None
        )
        if broader is None or record.role is not Role.CONTRAINDICATION:
            return
        if set(broader.sources) - set(record.sources):
            said = [*broader.statements, *record.statements]
            subject = f"{broader.name}: everybody, or only {record.name[0].lower()}{record.name[1:]}"
            yield self._about(record, DisagreementKind.SCOPE, subject, said, broader.concept)

    def _polarity(self, record: Record) -> Iterator[Disagreement]:
        """One article says that it treats this, another that it does not."""
        if record.is_disputed:
            subject = f"{record.name}: whether it is a use"
            positions = [
                self._position(s, "denied" if s.polarity is Polarity.DENIED else "affirmed")
                for s in record.statements
            ]
            yield self._made(
                DisagreementKind.POLARITY,
                Severity.HIGH,
                subject,
                (record.concept,),
                positions,
                "Do not count on it.",
            )

    def _look_alikes(self) -> Iterator[Disagreement]:
        """The same word names a use and a risk: no conflict, but easily mixed up."""
        words = {(r.role, r.concept): self._words(r) for r in self.records}
        for first, second in combinations(self.records, 2):
            shared = words[first.role, first.concept] & words[second.role, second.concept]
            if first.role is not second.role and shared and Role.INDICATION in (first.role, second.role):
                one, other = _OTHER_ROLE[first.role], _OTHER_ROLE[second.role]
                subject = f"{first.name} and {second.name}: not the same"
                positions = [self._position(r.statements[0], str(r.role)) for r in (first, second)]
                reading = f"“{first.name}” names {one}. “{second.name}” names {other}. Both hold."
                concepts = (first.concept, second.concept)
                yield self._made(
                    DisagreementKind.LOOK_ALIKE, Severity.MEDIUM, subject, concepts, positions, reading
                )

    def _words(self, record: Record) -> set[str]:
        """The words that stand in every statement's mention of a record or in its name."""
        names = [self._mention(s).lower() for s in record.statements] + [record.name.lower()]
        found = [{w[:4] for w in _WORD.findall(name)} - {w[:4] for w in _COMMON} for name in names]
        return {word for word in set().union(*found) if sum(word in f for f in found) * 2 > len(found)}

    def _numbers(self) -> Iterator[Disagreement]:
        """Articles give different numbers for the same fact."""
        facts: dict[str, list[Statement]] = {}
        for statement in self.statements:
            if statement.role in (Role.PROCEDURE, Role.RESULTS, Role.AFTERCARE) and _NUMBER.search(
                self._mention(statement)
            ):
                facts.setdefault(statement.concept, []).append(statement)
        for concept, said in facts.items():
            values = {_minutes(self._mention(s)) for s in said}
            if len(values) > 1:
                positions = [self._position(s, self._mention(s)) for s in said]
                subject = f"{concept.replace('-', ' ').capitalize()}: the articles give different numbers"
                yield self._made(
                    DisagreementKind.NUMBER,
                    Severity.LOW,
                    subject,
                    (concept,),
                    positions,
                    "Plan for the longest time.",
                )

    def _facts(self) -> Iterator[Disagreement]:
        """One place says that something is so, another that it is not."""
        facts: dict[str, list[Statement]] = {}
        for statement in self.statements:
            if statement.role not in RECORD_ROLES:
                facts.setdefault(statement.concept, []).append(statement)
        for concept, said in facts.items():
            if len({s.polarity for s in said}) > 1:
                subject = f"{self.vocabulary[concept].name}: yes or no"
                positions = [self._position(s, str(s.polarity)) for s in said]
                reading = "Ask before you start."
                yield self._made(
                    DisagreementKind.FACT, Severity.MEDIUM, subject, (concept,), positions, reading
                )

    def _oppositions(self) -> Iterator[Disagreement]:
        """Two things are said that cannot both be the whole story."""
        for pair in self.vocabulary.oppositions:
            sides = [self._said_of(pair.first), self._said_of(pair.second)]
            if all(sides):
                positions = [self._position(s, s.concept) for side in sides for s in side]
                concepts = (pair.first, pair.second)
                kind = DisagreementKind.FACT
                yield self._made(kind, Severity.HIGH, pair.subject, concepts, positions, pair.safest)

    def _treated_and_excluded(self) -> Iterator[Disagreement]:
        """A use that falls under a reason not to have the treatment."""
        warnings = {r.concept: r for r in self.records if r.role is Role.CONTRAINDICATION}
        for use in self.records:
            warning = warnings.get(self.vocabulary.warning_over(use.concept))
            if use.role is Role.INDICATION and warning and warning.strength:
                subject = f"{use.name}: treated, but it may count as “{warning.name.lower()}”"
                positions = [self._position(s, str(r.role)) for r in (use, warning) for s in r.statements]
                concepts = (use.concept, warning.concept)
                reading = READING[warning.strength]
                yield self._made(DisagreementKind.FACT, Severity.HIGH, subject, concepts, positions, reading)

    def _said_of(self, concept: str) -> list[Statement]:
        return [s for s in self.statements if s.concept == concept and s.polarity is Polarity.AFFIRMED]

    # writing

    def _about(
        self,
        record: Record,
        kind: DisagreementKind,
        subject: str,
        said: Sequence[Statement] | None = None,
        suffix: str = "",
    ) -> Disagreement:
        statements = record.statements if said is None else said
        positions = [self._position(s, str(s.strength or s.list_strength or "")) for s in statements]
        severity = Severity.HIGH if record.strength in LADDER[:2] else Severity.MEDIUM
        reading = READING[record.strength] if record.strength else ""
        return self._made(kind, severity, subject, (record.concept,), positions, reading, suffix)

    def _made(
        self,
        kind: DisagreementKind,
        severity: Severity,
        subject: str,
        concepts: tuple[str, ...],
        positions: Sequence[Position],
        safest: str,
        suffix: str = "",
    ) -> Disagreement:
        key = "-".join([kind.value.replace("_", "-"), *concepts, *([suffix] if suffix else [])])
        return Disagreement(key, kind, severity, subject, concepts, tuple(positions), safest)

    def _position(self, statement: Statement, stance: str) -> Position:
        passage = self.passages[statement.source_id][statement.passage]
        return Position(statement.source_id, passage.span, passage.quote, stance)

    def _mention(self, statement: Statement) -> str:
        passage = self.passages[statement.source_id][statement.passage]
        return statement.mention.shifted(-passage.span.start).of(passage.quote)


def _minutes(text: str) -> frozenset[int]:
    """The lengths of time that ``text`` names, in minutes; its bare numbers where it has no unit.

    "30 minutes to an hour" and "30 to 60 minutes" are the same; "1 hour" is not.
    """
    found, unit = set(), 1
    for match in reversed(list(_TIME.finditer(text.lower()))):
        unit = _UNITS.get(match["unit"] or "", unit)
        found.add((1 if match["number"] in ("a", "an", "one") else int(match["number"])) * unit)
    return frozenset(found)


_UNITS = {"minute": 1, "min": 1, "hour": 60, "day": 1440, "week": 10080, "month": 43200}
_TIME = re.compile(r"\b(?P<number>\d+|an?|one)(?=\W|$)\s*-?\s*(?P<unit>minute|min|hour|day|week|month)?")
