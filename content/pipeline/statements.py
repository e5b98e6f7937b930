"""Statements: what a passage asserts, with the words that assert it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from content.pipeline.cues import Cues, VerdictCue, matches, plain
from content.pipeline.passages import Passage, PassageKind
from content.pipeline.spans import Span
from content.pipeline.vocabulary import Mention, Vocabulary


class Role(StrEnum):
    INDICATION = "indication"
    CONTRAINDICATION = "contraindication"
    SIDE_EFFECT = "side_effect"
    BENEFIT = "benefit"
    SUBSTANCE = "substance"
    PROCEDURE = "procedure"
    AFTERCARE = "aftercare"
    RESULTS = "results"
    CANDIDATE = "candidate"
    HISTORY = "history"
    DISCLAIMER = "disclaimer"


class Polarity(StrEnum):
    AFFIRMED = "affirmed"
    DENIED = "denied"


class Strength(StrEnum):
    """How strictly a source warns, strictest first."""

    AVOID = "avoid"
    AVOID_UNLESS_DOCTOR_AGREES = "avoid_unless_doctor_agrees"
    CAUTION = "caution"
    CONSULT = "consult"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing one passage asserts. Words of degree are the source's own, never computed.

    ``passage`` is the index of the passage, ``span`` its place, ``mention`` the words that name the
    concept. ``strength`` is the item's own verdict and ``cue`` the name of the words that gave it;
    ``list_strength`` is the verdict of its lead-in or heading, ``list_is_mixed`` where that names items to
    avoid and items to take care with.
    """

    source_id: str
    passage: int
    span: Span
    mention: Span
    role: Role
    concept: str
    polarity: Polarity = Polarity.AFFIRMED
    strength: Strength | None = None
    cue: str = ""
    list_strength: Strength | None = None
    list_is_mixed: bool = False
    population: str | None = None
    site: str | None = None
    frequency: str | None = None
    seriousness: str | None = None
    duration: str | None = None
    hedges: tuple[str, ...] = ()


RECORD_ROLES = (Role.CONTRAINDICATION, Role.SIDE_EFFECT, Role.INDICATION)
"""Roles that become records, the most cautious first: it wins where one word fits two of them."""

_SILENT = (PassageKind.HEADING, PassageKind.QUESTION, PassageKind.NOISE, PassageKind.REFERENCE)
_CLAUSE_END = re.compile(r"[;.!?]\s|\s(?:but|however|although|while|whereas)\s")
_LIST_JOINT = re.compile(r"[\s,]*(?:\b(?:or|and|nor)\b)?[\s,]*(?:any\s)?")
_HAPPENS = re.compile(r"\s+(?:may|can|could|might) (?:occur|happen|develop|get worse)\b", re.IGNORECASE)
_NONE_VALUE = re.compile(r"\b(?:no|none|nil|not expected)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the headings and the lead-in above a passage announce: a role, and how strictly they warn.

    ``is_mixed``: they announce items to avoid and items to take care with. ``is_denied``: things that are
    not so ("what it will not do").
    """

    role: str = ""
    strength: Strength | None = None
    is_mixed: bool = False
    is_denied: bool = False


def extract_statements(
    source_id: str, passages: Sequence[Passage], vocabulary: Vocabulary, cues: Cues
) -> tuple[Statement, ...]:
    """The statements of one article's passages, in reading order. Copies and noise state nothing."""
    extractor = _Extractor(source_id, passages, vocabulary, cues)
    return tuple(sorted(extractor.extract(), key=lambda s: (s.span, s.role, s.mention, s.concept)))


class _Extractor:
    def __init__(
        self, source_id: str, passages: Sequence[Passage], vocabulary: Vocabulary, cues: Cues
    ) -> None:
        self.source_id = source_id
        self.passages = passages
        self.vocabulary = vocabulary
        self.cues = cues
        self.made: dict[int, list[Statement]] = {}

    def extract(self) -> list[Statement]:
        for passage in self.passages:
            if passage.kind not in _SILENT and passage.duplicate_of is None:
                self.made[passage.index] = self._statements_of(passage)
        for passage in self.passages:
            self._carry_over(passage)
        return [statement for statements in self.made.values() for statement in statements]

    def _statements_of(self, passage: Passage) -> list[Statement]:
        reading = _Sentence(passage, self.setting_of(passage), self.vocabulary, self.cues)
        return [self._statement(passage, reading, mention, role) for mention, role in reading.accepted()]

    def _statement(self, passage: Passage, reading: "_Sentence", mention: Mention, role: Role) -> Statement:
        statement = Statement(
            source_id=self.source_id,
            passage=passage.index,
            span=passage.span,
            mention=mention.span.shifted(passage.span.start),
            role=role,
            concept=mention.concept.id,
            hedges=self.cues.words_of("hedges", passage.quote),
        )
        if role is Role.CONTRAINDICATION:
            return _with_strength(statement, reading)
        if role is Role.SIDE_EFFECT:
            return _with_degree(statement, reading, mention)
        is_denied = reading.is_denied_use(mention) if role is Role.INDICATION else reading.is_negated(mention)
        return replace(statement, polarity=Polarity.DENIED) if is_denied else statement

    # what stands above a passage

    def setting_of(self, passage: Passage) -> Setting:
        """The setting that the nearest lead-in, item, question or heading gives."""
        for above in self._above(passage):
            if self._is_denial(above):
                return Setting(is_denied=True)
            if role := self.cues.context_of(above.quote):
                return self._announced(role, above.quote)
        return Setting()

    def _is_denial(self, above: Passage) -> bool:
        """Over things that the treatment does not do, unless people are meant."""
        is_denial = matches(self.cues.denial, plain(above.quote)) and above.kind is not PassageKind.ANSWER
        return is_denial and self.cues.context_of(above.quote) != Role.CONTRAINDICATION

    def _announced(self, role: str, words: str) -> Setting:
        if role != Role.CONTRAINDICATION:
            return Setting(role)
        verdict = self.cues.verdict_of(words)
        strength = Strength(verdict.strength) if verdict else Strength.AVOID
        is_mixed = strength is Strength.AVOID and self.cues.asks_for_care(words)
        return Setting(role, Strength.AVOID if strength is Strength.LIMIT else strength, is_mixed)

    def _above(self, passage: Passage) -> Iterator[Passage]:
        parent = passage.parent
        while parent is not None:
            above = self.passages[parent]
            if above.kind is not PassageKind.LIST_ITEM:
                yield above
            parent = above.parent
        section = passage.section
        while section is not None:
            yield self.passages[section]
            section = self.passages[section].section

    # what passages take from each other

    def _carry_over(self, passage: Passage) -> None:
        if passage.duplicate_of is not None:
            return
        if passage.kind is PassageKind.QUESTION:
            self.made[passage.index] = self._affirmed_by_answer(passage)
        elif self._is_name_only(passage):
            self.made[passage.index] = self._named_by_text(passage)
        elif passage.parent is not None and self.passages[passage.parent].kind is PassageKind.LIST_ITEM:
            self.made[passage.index] += self._meant_by_item(passage)

    def _affirmed_by_answer(self, question: Passage) -> list[Statement]:
        """A question supports a side effect that its own answer affirms ("Is it painful?")."""
        answers = [p.index for p in self.passages if p.parent == question.index]
        affirmed = {
            (s.role, s.concept) for i in answers for s in self.made.get(i, []) if s.role in RECORD_ROLES
        }
        reading = _Sentence(question, Setting(), self.vocabulary, self.cues)
        return [
            self._statement(question, reading, mention, Role(mention.concept.role))
            for mention in reading.mentions
            if (Role(mention.concept.role), mention.concept.id) in affirmed
        ]

    def _is_name_only(self, passage: Passage) -> bool:
        is_item = passage.kind is PassageKind.LIST_ITEM and passage.quote.rstrip().endswith(":")
        return is_item and not self._records_of(passage.index)

    def _named_by_text(self, item: Passage) -> list[Statement]:
        """A name without a concept of its own stands for the first one in the text under it."""
        under = [s for p in self.passages if p.parent == item.index for s in self._records_of(p.index)]
        mention = item.label or item.span
        first = min(under, key=lambda s: s.mention, default=None)
        return [replace(first, passage=item.index, span=item.span, mention=mention)] if first else []

    def _meant_by_item(self, passage: Passage) -> list[Statement]:
        """ "This can be a result of …": a sentence that points back speaks of what the item is named for."""
        anaphora = list(self.cues.words["anaphora"].finditer(passage.quote))
        if not anaphora or self._records_of(passage.index):
            return []
        item = self.passages[passage.parent or 0]
        named = [s for s in self._records_of(item.index) if item.label and item.label.contains(s.mention)]
        longest = max(named, key=lambda s: len(s.mention), default=None)
        if longest is None:
            return []
        reading = _Sentence(passage, self.setting_of(passage), self.vocabulary, self.cues)
        pointer = Span(*anaphora[0].span()).shifted(passage.span.start)
        moved = replace(
            longest, passage=passage.index, span=passage.span, mention=pointer, strength=None, cue=""
        )
        return [_with_strength(moved, reading) if moved.role is Role.CONTRAINDICATION else moved]

    def _records_of(self, index: int) -> list[Statement]:
        return [s for s in self.made.get(index, []) if s.role in RECORD_ROLES]


def _with_strength(statement: Statement, reading: "_Sentence") -> Statement:
    """The item's own verdict; else the list speaks for it.

    A limit ("not a treatment for …") is none but for things that limit success. A possible effect asks for
    caution, but never in a list of people who should simply avoid it: there it is only the reason.
    """
    strength, cue, setting = None, "", reading.setting
    is_strict_list = setting.strength is Strength.AVOID and not setting.is_mixed
    verdict = reading.verdict
    if verdict and verdict.strength == Strength.LIMIT and not reading.is_limit(statement.concept):
        verdict = None if setting.strength else VerdictCue(Strength.AVOID, verdict.name)
    if verdict:
        strength, cue = Strength(verdict.strength), verdict.name
    elif reading.is_exclusion(statement.mention.start - statement.span.start):
        strength, cue = Strength.AVOID, "exclusion"
    elif reading.is_rule(statement.concept):
        strength, cue = setting.strength or Strength.AVOID, "rule"
    elif not is_strict_list and matches(reading.cues.effect["possible"], reading.text):
        strength, cue = Strength.CAUTION, "possible_effect"
    return replace(
        statement, strength=strength, cue=cue, list_strength=setting.strength, list_is_mixed=setting.is_mixed
    )


def _with_degree(statement: Statement, reading: "_Sentence", mention: Mention) -> Statement:
    """How often, how bad and how long, in the source's own words or not at all."""
    durations = reading.cues.words_of("duration", reading.clause_of(mention))
    return replace(
        statement,
        frequency=reading.degree("frequency", mention),
        seriousness=reading.degree("seriousness", mention),
        duration=durations[0] if durations else None,
    )


class _Sentence:
    """One passage read for what its words assert of each concept that it mentions."""

    def __init__(self, passage: Passage, setting: Setting, vocabulary: Vocabulary, cues: Cues) -> None:
        self.passage = passage
        self.text = passage.quote
        self.setting = setting
        self.vocabulary = vocabulary
        self.cues = cues
        self.mentions = vocabulary.find_mentions(self.text)
        self.label_end = passage.label.end - passage.span.start if passage.label else 0
        self.verdict = cues.verdict_of(self.text)
        reasons = [at for at in cues.starts(cues.effect["reason"], self.text) if at > self.label_end + 3]
        self.reason_at = reasons[0] if reasons else len(self.text)

    def accepted(self) -> list[tuple[Mention, Role]]:
        """Mentions with the role they have here; one role for each run of words."""
        found = [(m, Role(m.concept.role)) for m in self.mentions if self._is_accepted(m)]
        found += self._bare_conditions(found)
        found += self._effects_in_label(found)
        kept: dict[tuple[Span, Role], list[Mention]] = {}
        for mention, role in sorted(found, key=lambda pair: _caution_rank(pair[1])):
            is_free = all(r is role or not s.overlaps(mention.span) for s, r in kept if r in RECORD_ROLES)
            if role not in RECORD_ROLES or is_free:
                kept[mention.span, role] = [*kept.get((mention.span, role), []), mention]
        return [(mention, role) for (_, role), mentions in kept.items() for mention in mentions]

    def _is_accepted(self, mention: Mention) -> bool:
        match mention.concept.role:
            case Role.CONTRAINDICATION:
                return self._is_condition(mention)
            case Role.SIDE_EFFECT:
                return self._is_effect(mention)
            case Role.INDICATION:
                return self._is_use(mention)
        return True

    # a reason not to have the treatment

    def _is_condition(self, mention: Mention) -> bool:
        at = mention.span.start
        if self._is_in_reason(at) or self.setting.role == Role.AFTERCARE:
            return False
        if mention.concept.is_rule or self.setting.role == Role.CONTRAINDICATION:
            return not self._is_cause_of_use(at)
        return self.is_exclusion(at) or (self.verdict is not None and not self._is_cause_of_use(at))

    def is_exclusion(self, at: int) -> bool:
        """In a list of good candidates: "without", "free from"; in a consent form: "I am not …"."""
        before = self.text[:at]
        is_candidate = self.setting.role == Role.CANDIDATE and matches(self.cues.exclusion, before)
        return is_candidate or matches(self.cues.consent, self.text)

    def is_rule(self, concept: str) -> bool:
        return self.vocabulary[concept].is_rule

    def is_limit(self, concept: str) -> bool:
        return self.vocabulary[concept].is_limit

    def _is_in_reason(self, at: int) -> bool:
        """After "as it may …" and before "in people with …": the reason, not the condition."""
        if at < self.reason_at:
            return False
        between = self.text[self.reason_at : at]
        return not matches(self.cues.effect["group"], between)

    def _is_cause_of_use(self, at: int) -> bool:
        return self.setting.role == Role.INDICATION and self.verdict is None

    # an unwanted effect

    def _is_effect(self, mention: Mention) -> bool:
        if self.is_negated(mention) or self.setting.is_denied:
            return False
        if mention.concept.is_rule or self._names_row(mention):
            return True
        clause = self._before(mention)
        if self.setting.role == Role.SIDE_EFFECT:
            return not matches(self.cues.use["strong"], clause)
        if self.setting.role == Role.CONTRAINDICATION:
            return self._is_in_reason(mention.span.start) or self._is_caused(mention)
        if self.setting.role in (Role.AFTERCARE, Role.PROCEDURE) and matches(
            self.cues.effect["eases"], clause
        ):
            return True
        return self._is_caused(mention) and not self._is_treated(mention)

    def _is_caused(self, mention: Mention) -> bool:
        start, end = self._clause_bounds(mention)
        before, after = self.text[start : mention.span.end], self.text[mention.span.end : end]
        is_caused = matches(self.cues.effect["causes"], before)
        return is_caused or matches(self.cues.effect["occurs"], before + after)

    def _is_treated(self, mention: Mention) -> bool:
        """A verb of treating stands nearer to the mention than a verb of causing."""
        before = self._before(mention)
        treats = self.cues.starts(self.cues.use["treats"], before)
        causes = self.cues.starts(self.cues.effect["causes"], before)
        return bool(treats) and (not causes or treats[-1] > causes[-1])

    def _names_row(self, mention: Mention) -> bool:
        is_row = self.passage.kind is PassageKind.TABLE_ROW and mention.span.start < self.label_end
        return is_row and not _NONE_VALUE.search(self.text)

    def _effects_in_label(self, found: list[tuple[Mention, Role]]) -> list[tuple[Mention, Role]]:
        """ "Allergic reactions: people at risk of …": the name is the effect, the text the condition."""
        if self.setting.role != Role.CONTRAINDICATION or not self.label_end:
            return []
        conditions = [m.span for m, role in found if role is Role.CONTRAINDICATION]
        has_condition = any(span.start >= self.label_end for span in conditions)
        return [
            (m, Role.SIDE_EFFECT)
            for m in self.mentions
            if has_condition
            and m.concept.role == Role.SIDE_EFFECT
            and m.span.end <= self.label_end
            and not any(span.overlaps(m.span) for span in conditions)
        ]

    def _bare_conditions(self, found: list[tuple[Mention, Role]]) -> list[tuple[Mention, Role]]:
        """An item of a list of reasons that only an effect names ("Bleeding") is a reason all the same."""
        is_item = self.passage.kind is PassageKind.LIST_ITEM and self.setting.role == Role.CONTRAINDICATION
        if not is_item or any(role in RECORD_ROLES for _, role in found):
            return []
        effects = [m for m in self.mentions if m.concept.role == Role.SIDE_EFFECT and not self.is_negated(m)]
        return [(m, Role.CONTRAINDICATION) for m in effects]

    # what the treatment is for

    def _is_use(self, mention: Mention) -> bool:
        if self.is_denied_use(mention):
            return True
        if self.setting.is_denied or _HAPPENS.match(self.text[mention.span.end :]):
            return False
        if self.is_negated(mention) or self._is_in_reason(mention.span.start):
            return False
        clause = self._before(mention)
        if self.setting.role in (Role.CONTRAINDICATION, Role.SIDE_EFFECT, Role.AFTERCARE):
            return matches(self.cues.use["strong"], clause)
        causes = self.cues.effect["causes" if mention.concept.needs_cue else "harm"]
        if matches(causes, clause) and not self._is_treated(mention):
            return False
        if mention.concept.needs_cue and self.setting.role != Role.INDICATION:
            return matches(self.cues.use["treats"], self.text[: mention.span.end])
        return True

    def is_denied_use(self, mention: Mention) -> bool:
        """ "Not a solution for weight loss"."""
        start, _ = self._clause_bounds(mention)
        return matches(self.cues.use["denied_use"], self.text[start : mention.span.start])

    # clauses

    def is_negated(self, mention: Mention) -> bool:
        """ "No scarring", "without redness, swelling or bruising"."""
        clause_start, _ = self._clause_bounds(mention)
        start = mention.span.start
        for earlier in reversed(self.mentions):
            joint = self.text[earlier.span.end : start] if earlier.span.end <= start else "-"
            if earlier.span.start >= clause_start and _LIST_JOINT.fullmatch(joint):
                start = earlier.span.start
        return matches(self.cues.effect["none"], self.text[clause_start:start].rstrip())

    def clause_of(self, mention: Mention) -> str:
        start, end = self._clause_bounds(mention)
        return self.text[start:end]

    def degree(self, kind: str, mention: Mention) -> str | None:
        """The word of degree that belongs to the mention: inside, before, or after it and before the next.

        In "redness or temporary discomfort" only the discomfort is temporary.
        """
        start, end = self._clause_bounds(mention)
        before = self.cues.words_of(kind, self.text[start : mention.span.end])
        others = [m.span.start for m in self.mentions if m.span.start >= mention.span.end]
        after = self.cues.words_of(kind, self.text[mention.span.end : min([end, *others])])
        return before[-1] if before else after[0] if after else None

    def _before(self, mention: Mention) -> str:
        start, _ = self._clause_bounds(mention)
        return self.text[start : mention.span.start]

    def _clause_bounds(self, mention: Mention) -> tuple[int, int]:
        ends = [m.span() for m in _CLAUSE_END.finditer(self.text)]
        start = max((e for _, e in ends if e <= mention.span.start), default=0)
        end = min((s for s, _ in ends if s >= mention.span.end), default=len(self.text))
        return start, end


def _caution_rank(role: Role) -> int:
    return RECORD_ROLES.index(role) if role in RECORD_ROLES else len(RECORD_ROLES)
