"""Strictness: whom articles warn, how strictly, and where one article warns in two ways."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from content.pipeline.clusters import LADDER, Record
from content.pipeline.passages import PassageKind
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
    made,
    mention_of,
    position_at,
    position_of,
    quote_of,
)
from content.pipeline.settings import Rules
from content.pipeline.statements import SAYS_SAFE, Role, Statement, Strength

_STEM = 4
_GENERAL = frozenset("dise cond prob diso trea seve acti with unde".split())
_HERE = re.compile(
    r"\b(?:in|on|at|near|of) (?:the |that )?(?:\w+ )?(?:area|site|spot|scalp|region|place)\b"
    r"|\bwhere (?:we|i|the needle|it)\b|\bto be treated\b|\btreated (?:skin|area)\b",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s*,[^.;:()]*|\s+(?:or|and|nor) (?:an? )?", re.IGNORECASE)
_DOUBTFUL = Strength.AVOID_UNLESS_DOCTOR_AGREES
"""What to go by where nobody says whether a strict warning includes a thing that others are milder about."""
ANYWHERE, WHERE_TREATED = "anywhere on the skin", "only where you are treated"
CALLED_SAFE = "called safe, in a list of reasons not to have it"
SUITED, WARNED = "a list of people whom it suits", "a warning in that list"


def find_strictness(
    records: Sequence[Record],
    statements: Sequence[Statement],
    passages: Passages,
    rules: Rules,
    skin_problems: frozenset[str],
) -> Iterator[Disagreement]:
    """Rows on warnings: how strict, for whom, where on the skin, and in which list they stand."""
    finder = _Finder(records, statements, passages, rules, skin_problems)
    yield from finder.find()


class _Finder:
    def __init__(
        self,
        records: Sequence[Record],
        statements: Sequence[Statement],
        passages: Passages,
        rules: Rules,
        skin_problems: frozenset[str],
    ) -> None:
        self.vocabulary = rules.vocabulary
        self.cues = rules.cues
        self.records = records
        self.statements = statements
        self.passages = passages
        self.warnings = {r.concept: r for r in records if r.role is Role.CONTRAINDICATION}
        self.skin_problems = skin_problems

    def find(self) -> Iterator[Disagreement]:
        for record in self.warnings.values():
            yield from self._strength(record)
            yield from self._within_source(record)
            yield from self._contradicted(record)
            yield from self._scope(record)
        for record in self.records:
            yield from self._falls_under(record)
        yield from self._sites()
        yield from self._mixed_lists()

    def _strength(self, record: Record) -> Iterator[Disagreement]:
        """Articles warn of the same thing with different strictness."""
        if len({READING[strength] for _, strength in record.strength_by_source}) > 1:
            subject = f"{record.name}: how strict the articles are"
            yield self._about(record, DisagreementKind.STRENGTH, subject)

    def _within_source(self, record: Record) -> Iterator[Disagreement]:
        """One article warns in two ways: in two sentences, or in an item and the list around it."""
        for source, _ in record.strength_by_source:
            said = [s for s in record.statements if s.source_id == source and self._is_named(s, record)]
            under = [s for s in said if s.cue == "ask" and s.list_strength not in (None, s.strength)]
            under = [s for s in under if self._is_listed(s)]
            strengths = [s.strength or s.list_strength for s in said] + [s.list_strength for s in under]
            if len({READING[strength] for strength in strengths if strength}) > 1:
                subject = f"{record.name}: one article says two things"
                row = self._about(record, DisagreementKind.WITHIN_SOURCE, subject, said, source)
                yield replace(row, positions=in_order([*row.positions, *self._lists_over(under)]))

    def _contradicted(self, record: Record) -> Iterator[Disagreement]:
        """A list of reasons names it, and its own words there call it safe."""
        for source in record.sources:
            said = [s for s in record.statements if s.source_id == source and s.cue == SAYS_SAFE]
            if said:
                held = [position_of(s, self.passages, CALLED_SAFE) for s in said]
                subject = f"{record.name}: listed as a reason, and called safe"
                concepts, reading = (record.concept,), READING[record.strength or Strength.AVOID]
                yield made(
                    DisagreementKind.WITHIN_SOURCE,
                    Severity.HIGH,
                    subject,
                    concepts,
                    [*held, *self._headings_over(said)],
                    reading,
                    f"{source}-safe",
                )

    def _headings_over(self, said: Sequence[Statement]) -> list[Position]:
        """The lead-in or heading that warns of each statement."""
        places = ((s, self.passages[s.source_id], self.passages[s.source_id][s.passage]) for s in said)
        overs = ((s, all_, own.parent if own.parent is not None else own.section) for s, all_, own in places)
        return [
            position_at(all_[over], s.source_id, str(s.list_strength))
            for s, all_, over in overs
            if over is not None
        ]

    def _is_named(self, statement: Statement, record: Record) -> bool:
        """Whether the statement names the thing itself, and no kind of it ("hepatitis" for liver disease)."""
        return bool(_stems(mention_of(statement, self.passages)) & _stems(record.name))

    def _lists_over(self, said: Sequence[Statement]) -> list[Position]:
        """What the lead-in over each statement says: the other half of a contradiction."""
        overs = [(s, self.passages[s.source_id][s.passage].parent) for s in said]
        return [
            position_at(self.passages[s.source_id][over], s.source_id, str(s.list_strength))
            for s, over in overs
            if over is not None
        ]

    def _is_listed(self, statement: Statement) -> bool:
        """Whether it stands in a list that a sentence leads into: a heading alone promises less."""
        passages = self.passages[statement.source_id]
        over = passages[statement.passage].parent
        return over is not None and passages[over].kind is PassageKind.LEAD_IN

    def _scope(self, record: Record) -> Iterator[Disagreement]:
        """One article means everybody with the condition, another only some of them."""
        broader = self.warnings.get(record.broader or "")
        if broader is None:
            return
        if not _stems(broader.name) & _stems(record.name):
            return  # impetigo is an example of a skin infection; insulin-treated diabetes a part of diabetes
        wide = [s for s in broader.statements if not self._is_of_name(s, record)]
        whole = {s.source_id for s in wide}
        if not whole or not set(record.sources) - whole:
            return
        subject = f"{broader.name}: everybody, or only {record.name[0].lower()}{record.name[1:]}"
        row = self._about(record, DisagreementKind.SCOPE, subject, (), broader.concept)
        held = [position_of(s, self.passages, broader.concept) for s in wide]
        held += [position_of(s, self.passages, record.concept) for s in record.statements]
        yield replace(row, concepts=(record.concept, broader.concept), positions=in_order(held))

    def _is_of_name(self, statement: Statement, narrower: Record) -> bool:
        """Whether the wider thing is only part of the narrower: "insulin-dependent (diabetes)"."""
        near = [
            s
            for s in narrower.statements
            if (s.source_id, s.passage) == (statement.source_id, statement.passage)
        ]
        return bool(near) and not any(self._are_joined(statement, s) for s in near)

    def _are_joined(self, one: Statement, other: Statement) -> bool:
        """Whether one sentence lists the two beside each other: "heart disease or an irregular heartbeat"."""
        first, second = sorted((one.mention, other.mention))
        between = quote_of(one, self.passages)[first.end - one.span.start : second.start - one.span.start]
        return first.end <= second.start and _JOINED.fullmatch(between) is not None

    def _falls_under(self, record: Record) -> Iterator[Disagreement]:
        """A use that falls under a reason not to have the treatment, or a warning under a stricter one."""
        wider = self.warnings.get(self.vocabulary.warning_over(record.concept))
        if wider is None or wider.strength is None:
            return
        concepts = (record.concept, wider.concept)
        if record.role is Role.INDICATION:
            subject = f"{record.name}: treated, but it may count as “{wider.name.lower()}”"
            said = [position_of(s, self.passages, str(r.role)) for r in (record, wider) for s in r.statements]
            yield made(DisagreementKind.FACT, Severity.HIGH, subject, concepts, said, READING[wider.strength])
        elif record.role is Role.CONTRAINDICATION and self._is_milder(record, wider):
            subject = f"{record.name}: how strict, where “{wider.name.lower()}” may include it"
            both = [*record.statements, *wider.statements]
            row = self._about(record, DisagreementKind.STRENGTH, subject, both, wider.concept)
            strictest = min(record.strength or _DOUBTFUL, _DOUBTFUL, key=LADDER.index)
            yield replace(row, safest=READING[strictest])

    def _is_milder(self, record: Record, wider: Record) -> bool:
        """Whether a source is milder on ``record`` than one that names only the wider thing."""
        own = [LADDER.index(strength) for _, strength in record.strength_by_source]
        others = [LADDER.index(s) for source, s in wider.strength_by_source if source not in record.sources]
        is_told = len({READING[strength] for _, strength in record.strength_by_source}) > 1
        return bool(others) and min(others) < max(own) and not is_told

    def _sites(self) -> Iterator[Disagreement]:
        """The same warnings hold anywhere, or only in the treated area: one row for all of them."""
        positions: set[Position] = set()
        names = []
        for record in (
            self.warnings[concept] for concept in sorted(self.skin_problems & self.warnings.keys())
        ):
            held = {position_of(s, self.passages, self._site_of(s)) for s in record.statements}
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

    def _site_of(self, statement: Statement) -> str:
        passages = self.passages[statement.source_id]
        own = passages[statement.passage]
        above = [passages[i].quote for i in (own.parent, own.section) if i is not None]
        behind = own.quote[statement.mention.end - own.span.start :]
        clause = re.split(r"[.;]", behind, maxsplit=1)[0]
        is_bound = statement.site or any(_HERE.search(words) for words in (clause, *above))
        return WHERE_TREATED if is_bound else ANYWHERE

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
        return made(kind, severity, subject, (record.concept,), positions, reading, suffix)


def _stems(name: str) -> set[str]:
    return {word[:_STEM] for word in re.findall(r"[a-z]{4,}", name.lower())} - _GENERAL
