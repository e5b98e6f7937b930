"""Disagreements: where sources, or one source with itself, differ."""

import re
from collections.abc import Callable, Iterator, Sequence

from content.pipeline.aspects import Contrasts
from content.pipeline.clusters import Record
from content.pipeline.contrasts import find_contrasts
from content.pipeline.coverage import CUT_OFF, NOT_THERE, find_gaps_in_coverage
from content.pipeline.lookalikes import find_look_alikes
from content.pipeline.positions import (
    READING,
    Disagreement,
    DisagreementKind,
    Passages,
    Position,
    Severity,
    made,
    position_of,
    quote_of,
)
from content.pipeline.settings import Rules
from content.pipeline.statements import Polarity, Role, Statement
from content.pipeline.strictness import ANYWHERE, CALLED_SAFE, SUITED, WARNED, WHERE_TREATED, find_strictness

__all__ = [
    "READING",
    "Disagreement",
    "DisagreementKind",
    "Position",
    "Severity",
    "find_disagreements",
    "stances_in_our_words",
]

_FACTS = (Role.PROCEDURE, Role.SUBSTANCE, Role.BENEFIT)
_SOME_KINDS = re.compile(
    r"\b(?:certain|some|specific|particular) (?:types?|kinds?|forms?) of\b", re.IGNORECASE
)
_BREAK = re.compile(r"[.;:,]")
_BY_MEANS = re.compile(r"(?: \w+){0,3} (?:by|through) \w+ing\b", re.IGNORECASE)
_RARE = re.compile(r"\brare|\bseldom|\buncommon|\bunlikely", re.IGNORECASE)
_OFTEN = re.compile(r"\bcommon|\bfrequent|\busual|\bmost\b|\bnormal", re.IGNORECASE)
_FOR_SOME = re.compile(r"\b(?:higher|increased|greater|added|raised) risk\b|\bmore likely\b", re.IGNORECASE)
_KEPT_LOW = re.compile(
    r"\b(?:mitigat|minimi[sz]|reduc|lower)\w* (?:this|the|that|such) risks?\b", re.IGNORECASE
)
_REACH = 60
"""How far behind "by reducing" the other use may begin, in characters."""
SOME_KINDS, ANY_KIND = "only some kinds", "no kind is left out"
BY_MEANS, OF_ITSELF = "only by way of something else", "as a use of its own"
OFTEN, RARE = "often", "rarely"
FOR_SOME, KEPT_LOW = "more often in some people", "it can be kept low"
_OUR_WORDS = frozenset(
    {SOME_KINDS, ANY_KIND, BY_MEANS, OF_ITSELF, OFTEN, RARE, FOR_SOME, KEPT_LOW}
    | {ANYWHERE, WHERE_TREATED, CALLED_SAFE, SUITED, WARNED, CUT_OFF, NOT_THERE}
)


def find_disagreements(
    records: Sequence[Record],
    statements: Sequence[Statement],
    passages: Passages,
    rules: Rules,
    contrasts: Contrasts,
) -> tuple[Disagreement, ...]:
    """Every point on which sources differ from each other or from themselves, sorted by key."""
    found = [
        *find_strictness(records, statements, passages, rules, contrasts.skin_problems),
        *_Finder(records, statements, passages, rules, contrasts).find(),
        *find_look_alikes(records, passages, contrasts),
        *find_gaps_in_coverage(records, statements, passages, rules.vocabulary, contrasts.no_substances),
        *find_contrasts(statements, passages, rules, contrasts),
    ]
    return tuple(sorted(_told_once(found), key=lambda d: d.key))


def stances_in_our_words(contrasts: Contrasts) -> frozenset[str]:
    """The stances that are sentences of ours; all others are ids, strengths, roles or an article's words."""
    return _OUR_WORDS | contrasts.labels


def _told_once(found: Sequence[Disagreement]) -> list[Disagreement]:
    """Without rows on strictness whose every passage stands in a row on whom the warning means."""
    scopes: dict[str, list[Disagreement]] = {}
    for row in found:
        for concept in row.concepts if row.kind is DisagreementKind.SCOPE else ():
            scopes.setdefault(concept, []).append(row)
    return [
        row
        for row in found
        if not any(_covers(scope, row) for c in row.concepts for scope in scopes.get(c, ()))
    ]


def _covers(scope: Disagreement, row: Disagreement) -> bool:
    if row.kind not in (DisagreementKind.STRENGTH, DisagreementKind.WITHIN_SOURCE):
        return False
    order = list(Severity)
    if order.index(scope.severity) > order.index(row.severity):
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
        self.records = records
        self.statements = statements
        self.passages = passages
        self.in_aspects = {c for a in contrasts.aspects for s in a.stances for c in (*s.concepts, *s.denied)}
        self.in_aspects |= {point.id for point in contrasts.points}

    def find(self) -> Iterator[Disagreement]:
        for record in self.records:
            yield from self._polarity(record)
            if record.role is Role.INDICATION:
                yield from self._kinds(record)
                yield from self._means(record)
            if record.role is Role.SIDE_EFFECT:
                yield from self._likelihood(record)
        yield from self._facts()

    def _polarity(self, record: Record) -> Iterator[Disagreement]:
        """One article says that it treats this, another that it does not."""
        if record.is_disputed:
            subject = f"{record.name}: whether it is a use"
            said = [position_of(s, self.passages, str(s.polarity)) for s in record.statements]
            concepts = (record.concept,)
            yield made(
                DisagreementKind.POLARITY, Severity.HIGH, subject, concepts, said, "Do not count on it."
            )

    def _kinds(self, record: Record) -> Iterator[Disagreement]:
        """One article treats some kinds of it only, another does not say so."""
        held = self._narrowed(record, self._is_of_some_kinds, (SOME_KINDS, ANY_KIND))
        subject, reading = f"{record.name}: any kind, or only some", "Expect it for those kinds only."
        if held:
            kind, concepts = DisagreementKind.SCOPE, (record.concept,)
            yield made(kind, Severity.MEDIUM, subject, concepts, held, reading, "kinds")

    def _means(self, record: Record) -> Iterator[Disagreement]:
        """One article says it of another use only ("smooth the skin by breaking down cellulite")."""
        held = self._narrowed(record, self._is_by_means, (BY_MEANS, OF_ITSELF))
        subject = f"{record.name}: in general, or only by way of another use"
        if held:
            kind, concepts = DisagreementKind.SCOPE, (record.concept,)
            yield made(kind, Severity.LOW, subject, concepts, held, "Keep to the narrower reading.", "means")

    def _narrowed(
        self, record: Record, is_narrow: Callable[[Statement], bool], stances: tuple[str, str]
    ) -> list[Position]:
        """The narrow stance of some sources and the wide one of all others; nothing where one is missing."""
        affirmed = [s for s in record.statements if s.polarity is Polarity.AFFIRMED]
        narrow = {(s.source_id, s.passage) for s in affirmed if is_narrow(s)}
        sources = {source for source, _ in narrow}
        free = [s for s in affirmed if s.source_id not in sources]
        if not narrow or not free:
            return []
        bound = [s for s in affirmed if (s.source_id, s.passage) in narrow]
        return [
            position_of(s, self.passages, stance)
            for group, stance in zip((bound, free), stances, strict=True)
            for s in group
        ]

    def _is_of_some_kinds(self, statement: Statement) -> bool:
        """Whether "certain types of" stands right before the mention or in it."""
        start, end = (at - statement.span.start for at in (statement.mention.start, statement.mention.end))
        quote = quote_of(statement, self.passages)
        found = list(_SOME_KINDS.finditer(quote[:end]))
        return bool(found) and not _BREAK.search(quote[found[-1].end() : start])

    def _is_by_means(self, statement: Statement) -> bool:
        """Whether the clause behind the mention says that another use brings it about."""
        quote, start = quote_of(statement, self.passages), statement.mention.end - statement.span.start
        found = _BY_MEANS.match(quote, start)
        behind = self.vocabulary.find_mentions(quote[found.end() :][:_REACH]) if found else ()
        others = [m.concept.id for m in behind if m.concept.role == Role.INDICATION]
        return bool(others) and not any(self._are_related(statement.concept, other) for other in others)

    def _are_related(self, one: str, other: str) -> bool:
        chains = ([concept, *self.vocabulary.broader_of(concept)] for concept in (one, other))
        return any(concept in chain for chain, concept in zip(chains, (other, one), strict=True))

    def _likelihood(self, record: Record) -> Iterator[Disagreement]:
        """Articles say that a side effect is frequent, rare, or more likely in some people."""
        held = [(s, stance) for s in record.statements for stance in self._likelihoods_of(s)]
        taken = {stance for _, stance in held}
        if len({s.source_id for s, _ in held}) > 1 and RARE in taken and len(taken) > 1:
            subject = f"{record.name}: how likely it is"
            said = [position_of(s, self.passages, stance) for s, stance in held]
            reading = "It can happen to you. Ask what makes it more likely."
            concepts = (record.concept,)
            yield made(
                DisagreementKind.STRENGTH, Severity.HIGH, subject, concepts, said, reading, "likelihood"
            )

    def _likelihoods_of(self, statement: Statement) -> Iterator[str]:
        frequency = statement.frequency or ""
        if _RARE.search(frequency):
            yield RARE
        elif _OFTEN.search(frequency):
            yield OFTEN
        quote = quote_of(statement, self.passages)
        if _FOR_SOME.search(quote):
            yield FOR_SOME
        if _KEPT_LOW.search(quote):
            yield KEPT_LOW

    def _facts(self) -> Iterator[Disagreement]:
        """One place says that something is so, another that it is not."""
        facts: dict[str, list[Statement]] = {}
        for statement in self.statements:
            if statement.role in _FACTS and statement.concept not in self.in_aspects:
                facts.setdefault(statement.concept, []).append(statement)
        for concept, said in facts.items():
            if len({s.polarity for s in said}) > 1:
                subject = f"{self.vocabulary[concept].name}: yes or no"
                positions = [position_of(s, self.passages, str(s.polarity)) for s in said]
                reading = "Ask before you start."
                yield made(DisagreementKind.FACT, Severity.MEDIUM, subject, (concept,), positions, reading)
