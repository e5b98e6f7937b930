"""Disagreements: where sources, or one source with itself, differ."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from content.pipeline.amounts import amount_in
from content.pipeline.clusters import LADDER, Record
from content.pipeline.contrasts import Contrasts, find_contrasts
from content.pipeline.coverage import find_gaps_in_coverage
from content.pipeline.lookalikes import find_look_alikes
from content.pipeline.positions import (
    READING,
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
from content.pipeline.statements import RECORD_ROLES, Polarity, Role, Statement

__all__ = ["READING", "Disagreement", "DisagreementKind", "Position", "Severity", "find_disagreements"]

_NUMBER = re.compile(r"\d+")
_SOME_KINDS = re.compile(r"\b(?:certain|some|specific|particular) (?:types?|kinds?|forms?) of\b", re.IGNORECASE)
_BREAK = re.compile(r"[.;:,]")
_BY_MEANS = re.compile(r"(?: \w+){0,3} (?:by|through) \w+ing\b", re.IGNORECASE)
_RARE = re.compile(r"\brare|\bseldom|\buncommon|\bunlikely", re.IGNORECASE)
_OFTEN = re.compile(r"\bcommon|\bfrequent|\busual|\bmost\b|\bnormal", re.IGNORECASE)
_FOR_SOME = re.compile(r"\b(?:higher|increased|greater|added|raised) risk\b|\bmore likely\b", re.IGNORECASE)
_KEPT_LOW = re.compile(r"\b(?:mitigat|minimi[sz]|reduc|lower)\w* (?:this|the|that|such) risks?\b", re.IGNORECASE)
_REACH = 60
SOME_KINDS, ANY_KIND = "only some kinds", "no kind is left out"
BY_MEANS, OF_ITSELF = "only by way of something else", "as a use of its own"
ANYWHERE, WHERE_TREATED = "anywhere on the skin", "only where you are treated"
SUITED, WARNED = "a list of people whom it suits", "a warning in that list"
OFTEN, RARE = "often", "rarely"
FOR_SOME, KEPT_LOW = "more often in some people", "it can be kept low"


def find_disagreements(
    records: Sequence[Record],
    statements: Sequence[Statement],
    passages: Passages,
    rules: Rules,
    contrasts: Contrasts,
) -> tuple[Disagreement, ...]:
    """Every point on which sources differ from each other or from themselves, sorted by key."""
    found = [
        *_Finder(records, statements, passages, rules, contrasts).find(),
        *find_look_alikes(records, passages, contrasts),
        *find_gaps_in_coverage(records, statements, passages, rules.vocabulary, contrasts.no_substances),
        *find_contrasts(statements, passages, rules, contrasts),
    ]
    return tuple(sorted(_told_once(found), key=lambda d: d.key))


def _told_once(found: Sequence[Disagreement]) -> list[Disagreement]:
    """Without rows on strictness whose every passage stands in a row on whom the warning means."""
    scopes: dict[str, list[Disagreement]] = {}
    for row in found:
        for concept in row.concepts if row.kind is DisagreementKind.SCOPE else ():
            scopes.setdefault(concept, []).append(row)
    return [row for row in found if not any(_covers(scope, row) for c in row.concepts for scope in scopes.get(c, ()))]


def _covers(scope: Disagreement, row: Disagreement) -> bool:
    if row.kind not in (DisagreementKind.STRENGTH, DisagreementKind.WITHIN_SOURCE):
        return False
    shown = {(p.source_id, p.span) for p in scope.positions}
    return {(p.source_id, p.span) for p in row.positions} <= shown


class _Finder:
    def __init__(
        self,
        records: Sequence[Record],
        statements: Sequence[Statement],
        passages: Passages,
        rules: Rules,
        contrasts: Contrasts,
    ) -> None:
        self.vocabulary = rules.vocabulary
        self.cues = rules.cues
        self.records = records
        self.statements = statements
        self.passages = passages
        self.warnings = {r.concept: r for r in records if r.role is Role.CONTRAINDICATION}
        self.in_aspects = {c for a in contrasts.aspects for s in a.stances for c in (*s.concepts, *s.denied)}
        self.in_aspects |= {aspect.point.id for aspect in contrasts.aspects}

    def find(self) -> Iterator[Disagreement]:
        for record in self.records:
            yield from self._strength(record)
            yield from self._within_source(record)
            yield from self._scope(record)
            yield from self._polarity(record)
            yield from self._kinds(record)
            yield from self._means(record)
            yield from self._likelihood(record)
            yield from self._falls_under(record)
        yield from self._sites()
        yield from self._mixed_lists()
        yield from self._numbers()
        yield from self._facts()

    # warnings

    def _strength(self, record: Record) -> Iterator[Disagreement]:
        """Articles warn of the same thing with different strictness."""
        if len({strength for _, strength in record.strength_by_source}) > 1:
            subject = f"{record.name}: how strict the articles are"
            yield self._about(record, DisagreementKind.STRENGTH, subject)

    def _within_source(self, record: Record) -> Iterator[Disagreement]:
        """One article warns in two ways: in two sentences, or in an item and the list around it."""
        for source, _ in record.strength_by_source:
            said = [s for s in record.statements if s.source_id == source]
            under = [s for s in said if s.cue == "ask" and s.list_strength not in (None, s.strength)]
            strengths = {s.strength or s.list_strength for s in said} | {s.list_strength for s in under}
            if len(strengths - {None}) > 1:
                subject = f"{record.name}: one article says two things"
                made = self._about(record, DisagreementKind.WITHIN_SOURCE, subject, said, source)
                yield replace(made, positions=in_order([*made.positions, *self._lists_over(under)]))

    def _lists_over(self, said: Sequence[Statement]) -> list[Position]:
        """What the lead-in or heading over each statement says: the other half of a contradiction."""
        positions = []
        for statement in said:
            item = self.passages[statement.source_id][statement.passage]
            above = item.parent if item.parent is not None else item.section
            if above is not None:
                over = self.passages[statement.source_id][above]
                positions.append(position_at(over, statement.source_id, str(statement.list_strength)))
        return positions

    def _scope(self, record: Record) -> Iterator[Disagreement]:
        """One article means everybody with the condition, another only some of them."""
        broader = self.warnings.get(record.broader or "")
        if broader is None or record.role is not Role.CONTRAINDICATION or broader.sources == record.sources:
            return
        said = [*broader.statements, *record.statements]
        subject = f"{broader.name}: everybody, or only {record.name[0].lower()}{record.name[1:]}"
        made = self._about(record, DisagreementKind.SCOPE, subject, said, broader.concept)
        yield replace(made, concepts=(record.concept, broader.concept))

    def _falls_under(self, record: Record) -> Iterator[Disagreement]:
        """A use that falls under a reason not to have the treatment, or a warning under a stricter one."""
        wider = self.warnings.get(self.vocabulary.warning_over(record.concept))
        if wider is None or wider.strength is None:
            return
        concepts = (record.concept, wider.concept)
        if record.role is Role.INDICATION:
            subject = f"{record.name}: treated, but it may count as “{wider.name.lower()}”"
            said = [position_of(s, self.passages, str(r.role)) for r in (record, wider) for s in r.statements]
            yield _made(DisagreementKind.FACT, Severity.HIGH, subject, concepts, said, READING[wider.strength])
        elif record.role is Role.CONTRAINDICATION and self._is_milder(record, wider):
            subject = f"{record.name}: how strict, where “{wider.name.lower()}” may include it"
            both = [*record.statements, *wider.statements]
            made = self._about(record, DisagreementKind.STRENGTH, subject, both, wider.concept)
            strictest = min((s for s in (record.strength, wider.strength) if s), key=LADDER.index)
            yield replace(made, concepts=concepts, safest=READING[strictest])

    def _is_milder(self, record: Record, wider: Record) -> bool:
        """Whether a source is milder on ``record`` than one that names only the wider thing."""
        own = [LADDER.index(strength) for _, strength in record.strength_by_source]
        others = [LADDER.index(s) for source, s in wider.strength_by_source if source not in record.sources]
        return bool(others) and min(others) < max(own)

    def _sites(self) -> Iterator[Disagreement]:
        """The same warnings hold anywhere, or only in the treated area: one row for all of them."""
        positions: set[Position] = set()
        names = []
        for record in self.warnings.values():
            held = {position_of(s, self.passages, WHERE_TREATED if s.site else ANYWHERE) for s in record.statements}
            if len({position.stance for position in held}) > 1:
                positions |= held
                names.append(record)
        if positions:
            is_within = lies_within_one_source(positions)
            yield Disagreement(
                key=key_of(DisagreementKind.SCOPE, "where-on-the-skin"),
                kind=DisagreementKind.WITHIN_SOURCE if is_within else DisagreementKind.SCOPE,
                severity=Severity.MEDIUM,
                subject="Skin problems: anywhere, or only where you are treated",
                concepts=tuple(record.concept for record in names),
                positions=in_order(positions),
                safest="Do not have it with such a problem anywhere on your skin.",
            )

    def _mixed_lists(self) -> Iterator[Disagreement]:
        """Warnings that stand in a list of people whom the treatment suits."""
        positions = set()
        for statement in self.statements:
            if statement.role is not Role.CONTRAINDICATION:
                continue
            passages = self.passages[statement.source_id]
            above = passages[statement.passage].parent
            if above is not None and self.cues.context_of(passages[above].quote) == Role.CANDIDATE:
                positions.add(position_at(passages[above], statement.source_id, SUITED))
                positions.add(position_of(statement, self.passages, WARNED))
        for source in sorted({position.source_id for position in positions}):
            yield Disagreement(
                key=key_of(DisagreementKind.WITHIN_SOURCE, "lists", source),
                kind=DisagreementKind.WITHIN_SOURCE,
                severity=Severity.HIGH,
                subject="Warnings in a list of people whom it suits",
                concepts=(),
                positions=in_order(p for p in positions if p.source_id == source),
                safest="Read every list for warnings. A warning counts wherever it stands.",
            )

    # uses and effects

    def _polarity(self, record: Record) -> Iterator[Disagreement]:
        """One article says that it treats this, another that it does not."""
        if record.is_disputed:
            subject = f"{record.name}: whether it is a use"
            said = [position_of(s, self.passages, str(s.polarity)) for s in record.statements]
            concepts = (record.concept,)
            yield _made(DisagreementKind.POLARITY, Severity.HIGH, subject, concepts, said, "Do not count on it.")

    def _kinds(self, record: Record) -> Iterator[Disagreement]:
        """One article treats some kinds of it only, another does not say so."""
        if record.role is Role.INDICATION:
            subject = f"{record.name}: any kind, or only some"
            yield from self._narrowed(record, _SOME_KINDS, (SOME_KINDS, ANY_KIND), subject, "kinds")

    def _means(self, record: Record) -> Iterator[Disagreement]:
        """One article says it of another use only ("smooth the skin by breaking down cellulite")."""
        if record.role is Role.INDICATION:
            subject = f"{record.name}: in general, or only by way of another use"
            yield from self._narrowed(record, None, (BY_MEANS, OF_ITSELF), subject, "means")

    def _narrowed(
        self,
        record: Record,
        pattern: re.Pattern[str] | None,
        stances: tuple[str, str],
        subject: str,
        suffix: str,
    ) -> Iterator[Disagreement]:
        affirmed = [s for s in record.statements if s.polarity is Polarity.AFFIRMED]
        if pattern is None:
            narrow = [s for s in affirmed if self._is_by_means(s)]
        else:
            narrow = [s for s in affirmed if self._is_just_before(pattern, s)]
        free = {s.source_id for s in affirmed} - {s.source_id for s in narrow}
        if narrow and free:
            places = {(s.source_id, s.passage) for s in narrow}
            said = [
                position_of(s, self.passages, stances[(s.source_id, s.passage) not in places])
                for s in affirmed
                if s in narrow or s.source_id in free
            ]
            reading = "Expect it for those kinds only." if suffix == "kinds" else "Keep to the narrower reading."
            severity = Severity.MEDIUM if suffix == "kinds" else Severity.LOW
            concepts = (record.concept,)
            yield _made(DisagreementKind.SCOPE, severity, subject, concepts, said, reading, suffix)

    def _is_just_before(self, pattern: re.Pattern[str], statement: Statement) -> bool:
        start, end = (at - statement.span.start for at in (statement.mention.start, statement.mention.end))
        quote = self._quote(statement)
        found = list(pattern.finditer(quote[:end]))
        return bool(found) and not _BREAK.search(quote[found[-1].end() : start])

    def _is_by_means(self, statement: Statement) -> bool:
        """Whether the clause behind the mention says that another use brings it about."""
        quote, start = self._quote(statement), statement.mention.end - statement.span.start
        found = _BY_MEANS.match(quote, start)
        behind = self.vocabulary.find_mentions(quote[found.end() :][:_REACH]) if found else ()
        others = [m.concept.id for m in behind if m.concept.role == Role.INDICATION]
        return bool(others) and not any(self._are_related(statement.concept, other) for other in others)

    def _are_related(self, one: str, other: str) -> bool:
        chains = ([concept, *self.vocabulary.broader_of(concept)] for concept in (one, other))
        return any(concept in chain for chain, concept in zip(chains, (other, one), strict=True))

    def _likelihood(self, record: Record) -> Iterator[Disagreement]:
        """Articles say that a side effect is frequent, rare, or more likely in some people."""
        if record.role is not Role.SIDE_EFFECT:
            return
        held = [(s, stance) for s in record.statements for stance in self._likelihoods_of(s)]
        taken = {stance for _, stance in held}
        if len({s.source_id for s, _ in held}) > 1 and RARE in taken and len(taken) > 1:
            subject = f"{record.name}: how likely it is"
            said = [position_of(s, self.passages, stance) for s, stance in held]
            reading = "It can happen to you. Ask what makes it more likely."
            concepts = (record.concept,)
            yield _made(DisagreementKind.STRENGTH, Severity.HIGH, subject, concepts, said, reading, "likelihood")

    def _likelihoods_of(self, statement: Statement) -> Iterator[str]:
        frequency = statement.frequency or ""
        if _RARE.search(frequency):
            yield RARE
        elif _OFTEN.search(frequency):
            yield OFTEN
        quote = self._quote(statement)
        if _FOR_SOME.search(quote):
            yield FOR_SOME
        if _KEPT_LOW.search(quote):
            yield KEPT_LOW

    # facts

    def _numbers(self) -> Iterator[Disagreement]:
        """Articles give different numbers for the same fact."""
        facts: dict[str, list[Statement]] = {}
        for statement in self.statements:
            if statement.role in (Role.PROCEDURE, Role.RESULTS, Role.AFTERCARE) and _NUMBER.search(
                self._mention(statement)
            ):
                facts.setdefault(statement.concept, []).append(statement)
        for concept, said in facts.items():
            values = {amount_in(self._mention(s)) for s in said}
            if len(values - {None}) > 1:
                positions = [position_of(s, self.passages, self._mention(s)) for s in said]
                subject = f"{self.vocabulary[concept].name}: the articles give different numbers"
                reading = "Plan for the longest time."
                yield _made(DisagreementKind.NUMBER, Severity.LOW, subject, (concept,), positions, reading)

    def _facts(self) -> Iterator[Disagreement]:
        """One place says that something is so, another that it is not."""
        facts: dict[str, list[Statement]] = {}
        for statement in self.statements:
            if statement.role not in RECORD_ROLES and statement.concept not in self.in_aspects:
                facts.setdefault(statement.concept, []).append(statement)
        for concept, said in facts.items():
            if len({s.polarity for s in said}) > 1:
                subject = f"{self.vocabulary[concept].name}: yes or no"
                positions = [position_of(s, self.passages, str(s.polarity)) for s in said]
                reading = "Ask before you start."
                yield _made(DisagreementKind.FACT, Severity.MEDIUM, subject, (concept,), positions, reading)

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
        positions = [
            position_of(s, self.passages, str(s.strength or s.list_strength or "")) for s in statements
        ]
        severity = Severity.HIGH if record.strength in LADDER[:2] else Severity.MEDIUM
        reading = READING[record.strength] if record.strength else ""
        return _made(kind, severity, subject, (record.concept,), positions, reading, suffix)

    def _quote(self, statement: Statement) -> str:
        return self.passages[statement.source_id][statement.passage].quote

    def _mention(self, statement: Statement) -> str:
        return statement.mention.shifted(-statement.span.start).of(self._quote(statement))


def _made(
    kind: DisagreementKind,
    severity: Severity,
    subject: str,
    concepts: tuple[str, ...],
    positions: Sequence[Position],
    safest: str,
    suffix: str = "",
) -> Disagreement:
    key = key_of(kind, *concepts, suffix)
    return Disagreement(key, kind, severity, subject, concepts, in_order(positions), safest)
