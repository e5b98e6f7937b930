"""Clusters: each thing once, with every statement and source that says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from content.pipeline.links import QUESTION, Links
from content.pipeline.passages import Disposition, Passage, PassageKind
from content.pipeline.questions import Questions, Variant, slug_of, wording_key
from content.pipeline.spans import Span
from content.pipeline.statements import RECORD_ROLES, Polarity, Role, Statement, Strength
from content.pipeline.treatments import MESOTHERAPY, load_treatments, subject_of
from content.pipeline.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Record:
    """A thing the sources say of a treatment: one record for each treatment, role and concept.

    ``key`` is its identity: treatment, role, concept, scope and polarity. Where only one group of people is
    meant, a concept of its own says so (insulin-treated diabetes, under diabetes), or ``population``. What a
    source denies stands beside what others affirm, told apart by its polarity. Statements stand in reading
    order.
    ``strength_by_source`` is the strictest wording of each source, ``strength`` the safest reading of
    all of them. ``scope`` is "general" or "group_specific"; ``population`` names the group.
    ``is_disputed``: a source denies it.
    """

    role: Role
    concept: str
    name: str
    statements: tuple[Statement, ...]
    strength: Strength | None = None
    strength_by_source: tuple[tuple[str, Strength], ...] = ()
    scope: str = "general"
    population: str | None = None
    broader: str | None = None
    is_disputed: bool = False
    treatment: str = MESOTHERAPY

    @property
    def key(self) -> str:
        """Its identity as one word, "contraindication:pregnancy"; of mesotherapy where it names no other."""
        return cluster_key(self.treatment, self.role, self.concept)

    @property
    def is_proposed(self) -> bool:
        """Whether nobody has said yet what its name means."""
        return self.statements[0].is_proposed

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(sorted({s.source_id for s in self.statements}))


@dataclass(frozen=True, slots=True)
class Component:
    """A passage that answers a question group."""

    source_id: str
    passage: int
    span: Span


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """A canonical question: its stable ``intent`` id, our wording, the variants, what answers it.

    ``treatment`` is the one that it asks about.
    """

    intent: str
    question: str
    slug: str
    variants: tuple[Variant, ...]
    components: tuple[Component, ...]
    treatment: str = MESOTHERAPY


def cluster_key(treatment: str, role: Role, concept: str, polarity: Polarity = Polarity.AFFIRMED) -> str:
    """The name that all statements of one thing share: nothing joins two treatments, roles or polarities."""
    about = () if treatment == MESOTHERAPY else (treatment,)
    denied = () if polarity is Polarity.AFFIRMED else (str(polarity),)
    return ":".join((*about, role.value, concept, *denied))


LADDER = tuple(Strength)
"""Strictest first."""

_LEFT_TO_DOCTOR = {"ask", "risky"}
"""Cues that name a danger or hand the choice to a doctor: under "should avoid" they mean both."""


def build_records(
    statements: Sequence[Statement], vocabulary: Vocabulary, subjects: Mapping[str, str] | None = None
) -> tuple[Record, ...]:
    """One record for each (treatment, role, concept) that any source affirms, sorted by role and name.

    ``subjects`` names the treatment that each source is about; mesotherapy where it names none.

    Safety-first merge: the strictest strength of all statements, of the lists they stand in where they
    have no verdict of their own, and of broader records. Adding statements never weakens a warning.
    """
    by_treatment: dict[str, list[Statement]] = {}
    for statement in statements:
        treatment = statement.treatment or (subjects or {}).get(statement.source_id, MESOTHERAPY)
        by_treatment.setdefault(treatment, []).append(statement)
    records = [
        replace(record, treatment=treatment)
        for treatment, said in by_treatment.items()
        for record in _records_of_one(said, vocabulary)
    ]
    return tuple(sorted(records, key=_place))


def _place(record: Record) -> tuple[bool, str, int, str, str]:
    """Mesotherapy first, then by role and name."""
    is_other = record.treatment != MESOTHERAPY
    return (is_other, record.treatment, RECORD_ROLES.index(record.role), record.name, record.concept)


def _records_of_one(statements: Sequence[Statement], vocabulary: Vocabulary) -> list[Record]:
    """The records of one treatment."""
    groups: dict[tuple[Role, str], list[Statement]] = {}
    for statement in _said_by_themselves(statements, vocabulary):
        if statement.role in RECORD_ROLES:
            groups.setdefault((statement.role, statement.concept), []).append(statement)
    groups = {
        key: group for key, group in groups.items() if any(s.polarity is Polarity.AFFIRMED for s in group)
    }
    populations = _populations(statements, vocabulary)
    records = [_record(key, group, vocabulary, populations) for key, group in groups.items()]
    return _with_inherited_strength(records, vocabulary)


def _said_by_themselves(statements: Sequence[Statement], vocabulary: Vocabulary) -> list[Statement]:
    """Statements in order, without broader things that only stand inside the name of a narrower one.

    "Acne scars" backs the record of scars where some article speaks of scars as such; else there is none.
    """
    ordered = sorted(statements, key=lambda s: (s.source_id, s.span, s.mention))
    by_passage: dict[tuple[str, int], list[Statement]] = {}
    for s in ordered:
        by_passage.setdefault((s.source_id, s.passage), []).append(s)
    inside = {id(s) for group in by_passage.values() for s in group if _stands_inside(s, group, vocabulary)}
    free = {(s.role, s.concept) for s in ordered if id(s) not in inside}
    return [s for s in ordered if id(s) not in inside or (s.role, s.concept) in free]


def _stands_inside(statement: Statement, group: Sequence[Statement], vocabulary: Vocabulary) -> bool:
    return any(
        other.role is statement.role
        and other.mention != statement.mention
        and other.mention.contains(statement.mention)
        and statement.concept in vocabulary.broader_of(other.concept)
        for other in group
    )


def _record(
    key: tuple[Role, str],
    group: list[Statement],
    vocabulary: Vocabulary,
    populations: Mapping[tuple[str, int], str],
) -> Record:
    role, concept = key
    record = Record(
        role=role,
        concept=concept,
        name=_name(group[0], vocabulary),
        statements=tuple(group),
        broader=None if group[0].name else vocabulary.broader(concept),
        is_disputed=any(s.polarity is Polarity.DENIED for s in group),
    )
    if role is Role.CONTRAINDICATION:
        by_source = {
            source: _strictest([_own_strength(s) for s in group if s.source_id == source])
            for source in record.sources
        }
        final = _strictest([*by_source.values(), *filter(None, map(_escalated, group))])
        return replace(record, strength=final, strength_by_source=tuple(sorted(by_source.items())))
    if role is Role.SIDE_EFFECT:
        groups = [populations.get((s.source_id, s.passage), "") for s in group]
        if all(groups):
            named = "; ".join(dict.fromkeys(groups))
            return replace(record, scope="group_specific", population=named)
    return record


def _name(statement: Statement, vocabulary: Vocabulary) -> str:
    return statement.name or vocabulary[statement.concept].name


def _own_strength(statement: Statement) -> Strength:
    return statement.strength or statement.list_strength or Strength.CAUTION


def _escalated(statement: Statement) -> Strength | None:
    """A milder word inside a list of people who should avoid it: not unless a doctor agrees.

    In a list that mixes people to avoid and people to take care with, only a named danger or the advice to
    ask a doctor means both.
    """
    own = statement.strength
    is_milder = own in (Strength.CAUTION, Strength.CONSULT) and statement.list_strength is Strength.AVOID
    if is_milder and (not statement.list_is_mixed or statement.cue in _LEFT_TO_DOCTOR):
        return Strength.AVOID_UNLESS_DOCTOR_AGREES
    return None


def _strictest(strengths: Sequence[Strength]) -> Strength:
    return min(strengths, key=LADDER.index)


def _with_inherited_strength(records: list[Record], vocabulary: Vocabulary) -> list[Record]:
    """A warning about all diabetes holds for diabetes treated with insulin."""
    strengths = {r.concept: r.strength for r in records if r.role is Role.CONTRAINDICATION and r.strength}
    return [
        replace(r, strength=_strictest([r.strength, *_broader_strengths(r.concept, strengths, vocabulary)]))
        if r.strength
        else r
        for r in records
    ]


def _broader_strengths(
    concept: str, strengths: Mapping[str, Strength], vocabulary: Vocabulary
) -> list[Strength]:
    return [strengths[broader] for broader in vocabulary.broader_of(concept) if broader in strengths]


def _populations(statements: Sequence[Statement], vocabulary: Vocabulary) -> dict[tuple[str, int], str]:
    """For each passage that speaks of people who should not have it: the names of those groups.

    A name that nobody has placed yet is none: what may happen to those people may then happen to anyone.
    """
    groups: dict[tuple[str, int], list[str]] = {}
    for s in statements:
        if s.role is Role.CONTRAINDICATION and not s.is_proposed:
            name = _name(s, vocabulary)
            names = groups.setdefault((s.source_id, s.passage), [])
            if name not in names:
                names.append(name)
    return {key: ", ".join(names) for key, names in groups.items()}


def group_variants(
    variants: Sequence[Variant],
    passages: Mapping[str, Sequence[Passage]],
    statements: Sequence[Statement],
    questions: Questions,
    links: Links,
    subjects: Mapping[str, str] | None = None,
) -> tuple[QuestionGroup, ...]:
    """One group for each intent that is asked, in the order of questions.toml, with what answers it.

    A printed question that no intent knows becomes a group of its own, named by its own words. What editors
    said of two questions or wordings (``links``) comes first. A question about another treatment than
    mesotherapy, by its own words or by ``subjects`` (the treatment of each source), is another question.
    """
    asked: dict[str, list[Variant]] = {}
    treatments: dict[str, str] = {}
    for variant in sorted(variants, key=lambda v: (v.source_id, v.span)):
        treatment = _treatment_of(variant, (subjects or {}).get(variant.source_id, MESOTHERAPY))
        key = group_of(variant, links, treatment)
        asked.setdefault(key, []).append(variant)
        treatments.setdefault(key, treatment)
    groups = [
        QuestionGroup(
            intent=intent.id,
            question=intent.question,
            slug=intent.id,
            variants=tuple(asked[intent.id]),
            components=_components(asked[intent.id], passages, statements, questions),
        )
        for intent in questions.intents
        if intent.id in asked
    ]
    return (*groups, *_unknown_groups(asked, treatments, passages, statements, questions))


def group_of(variant: Variant, links: Links, treatment: str = MESOTHERAPY) -> str:
    """The key of the group that ``variant``, which asks about ``treatment``, belongs to.

    An intent, or the key of its words; of another treatment than mesotherapy behind that one's name. A link
    to a question about another treatment is no link, and "not the same" holds on every step of the way.
    """
    wording = wording_key(variant.quote)
    of_treatment = variant.intent if treatment == MESOTHERAPY else f"{treatment}:{variant.intent}"
    way = links.way_of(QUESTION, wording)
    if len(way) == 1:
        way = (wording, *links.way_of(QUESTION, of_treatment))
    for key in way[1:]:
        if links.are_apart(QUESTION, wording, key):
            return wording
    reached = way[-1]
    if reached == of_treatment or _treatment_of_key(reached) == treatment:
        return reached
    return of_treatment


def _treatment_of_key(key: str) -> str:
    """The treatment that a group's key is about: the one it begins with, or that a printed wording names."""
    index = load_treatments()
    head = key.partition(":")[0]
    if head in index.ids or "+" in head:
        return head
    return subject_of({name for name, _ in index.named(key)}) if head == "words" else MESOTHERAPY


def _treatment_of(variant: Variant, subject: str) -> str:
    """The treatment that a question names, or else ``subject``, the one that its page is about."""
    named = {name for name, _ in load_treatments().named(variant.quote)}
    return subject_of(named) if named else subject


def _unknown_groups(
    asked: Mapping[str, list[Variant]],
    treatments: Mapping[str, str],
    passages: Mapping[str, Sequence[Passage]],
    statements: Sequence[Statement],
    questions: Questions,
) -> list[QuestionGroup]:
    """Questions that no intent knows, with what answers them and the known ones that were joined to them."""
    known = {intent.id for intent in questions.intents}
    return [
        QuestionGroup(
            intent=key,
            question=variants[0].quote,
            slug=slug_of(variants[0].quote),
            variants=tuple(variants),
            components=_components(
                variants, passages, statements if treatments[key] == MESOTHERAPY else (), questions
            ),
            treatment=treatments[key],
        )
        for key, variants in asked.items()
        if key not in known
    ]


def _components(
    variants: Sequence[Variant],
    passages: Mapping[str, Sequence[Passage]],
    statements: Sequence[Statement],
    questions: Questions,
) -> tuple[Component, ...]:
    """Passages whose statements answer what the variants ask, and the text under the headings that ask it."""
    intents = [questions[name] for name in {v.intent for v in variants} if name in questions.by_id]
    said = {(s.source_id, s.passage) for s in statements for intent in intents if intent.is_answered_by(s)}
    implied = {(v.source_id, v.passage) for v in variants if v.kind in ("implied", "table_key", "label")}
    found = said | implied | _under(variants, passages)
    return _sorted({key for key in found if passages[key[0]][key[1]].duplicate_of is None}, passages)


def _under(variants: Sequence[Variant], passages: Mapping[str, Sequence[Passage]]) -> set[tuple[str, int]]:
    headings = {(v.source_id, v.passage) for v in variants if v.kind in ("heading", "question")}
    return {
        (source, p.index)
        for source, heading in headings
        for p in passages[source]
        if p.section == heading and _is_text(p)
    }


def _is_text(passage: Passage) -> bool:
    silent = (PassageKind.HEADING, PassageKind.LEAD_IN, PassageKind.NOISE, PassageKind.REFERENCE)
    return passage.kind not in silent and passage.disposition is not Disposition.DUPLICATE


def _sorted(keys: set[tuple[str, int]], passages: Mapping[str, Sequence[Passage]]) -> tuple[Component, ...]:
    return tuple(Component(source, i, passages[source][i].span) for source, i in sorted(keys))
