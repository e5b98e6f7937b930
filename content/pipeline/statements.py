"""Statements: what a passage asserts, with the words that assert it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from content.pipeline.cues import VerdictCue, matches
from content.pipeline.foreign import foreign_passages, own_treatments, passages_on
from content.pipeline.layout import bare_answer, load_layout
from content.pipeline.passages import Passage, PassageKind
from content.pipeline.proposals import load_names, proposed_id, proposed_name
from content.pipeline.roles import SentenceReading
from content.pipeline.settings import (
    RECORD_ROLES,
    Polarity,
    Role,
    Rules,
    Setting,
    Settings,
    Strength,
    name_of_line,
)
from content.pipeline.spans import Span
from content.pipeline.treatments import MESOTHERAPY
from content.pipeline.vocabulary import Concept, Mention
from content.pipeline.weighing import NO_ROLE, Around, Thing, decide, things_in

__all__ = ["RECORD_ROLES", "Polarity", "Role", "Statement", "Strength", "extract_statements"]

_BEHIND_LABEL = re.compile(r"[\s:*_–—-]*")
_NAMING = (PassageKind.LIST_ITEM, PassageKind.TABLE_ROW, PassageKind.SENTENCE, PassageKind.ANSWER)
_SILENT = (PassageKind.HEADING, PassageKind.QUESTION, PassageKind.NOISE, PassageKind.REFERENCE)
_ANSWERING = (PassageKind.SENTENCE, PassageKind.ANSWER, PassageKind.QUESTION, PassageKind.LIST_ITEM)
SAYS_SAFE = "says_safe"
"""The cue of a reason whose own words call it safe: its list warns, and an editor must see both."""
_TOGETHER = 4
"""Questions that one answer may follow."""
_LEADING = 12
"""Characters before the words of care with which a sentence leads."""
_ASKED = re.compile(r"\?[\W_]*$")
_NOT_TREATED = re.compile(
    r"\W*(?:no(?! (?:problem|worries|doubt|wonder|fear))|nope|neither|not (?:with|by|really|at all|this|for"
    r"|our|my|quite)"
    r"|never|sorry|sadly|unfortunately|alas|hardly|i[’']m afraid not"
    r"|(?:that|those|these|they|it|this)(?:[’']s| is| are) (?:\w+ )?(?:job|jobs|matter|work|something|one"
    r"|cases?) for"
    r"|(?:you|that|those) (?:want|need|needs|will need)|(?:please |better )?(?:see|ask|visit|consult) (?:a"
    r"|an|your))\b",
    re.IGNORECASE,
)
"""An answer by which what was asked about is no use."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing one passage asserts. Words of degree are the source's own, never computed.

    ``passage`` is the index of the passage, ``span`` its place, ``mention`` the words that name the
    concept. ``strength`` is the item's own verdict and ``cue`` the name of the words that gave it;
    ``list_strength`` is the verdict of its lead-in or heading, ``list_is_mixed`` where that names items to
    avoid and items to take care with. ``words_at`` gives the place of each word of degree, by the name of
    its field, and of the words that give the ``strength``. ``name`` is that of a concept which the vocabulary
    lacks: the article's own words while it is proposed (``is_proposed``), an editor's once it is accepted.
    ``treatment`` is what it speaks of where that is not what the page is about. ``is_weighed``: no rule gave
    it its role, but the weight of the words around it (weighing.py).
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
    words_at: tuple[tuple[str, Span], ...] = ()
    name: str = ""
    is_proposed: bool = False
    treatment: str = ""
    is_weighed: bool = False


@dataclass(frozen=True, slots=True)
class Extraction:
    """The statements of an article in reading order, and the passages that are about another treatment.

    ``treatments`` are those that the article is about; none where it names none.
    """

    statements: tuple[Statement, ...]
    foreign: frozenset[int]
    treatments: frozenset[str]


def extract_statements(source_id: str, passages: Sequence[Passage], rules: Rules) -> Extraction:
    """What one article's passages state. Copies, noise and what is about other treatments state nothing.

    What a page about another treatment says of mesotherapy is read as said of mesotherapy: a warning is one
    wherever it stands.
    """
    own = own_treatments(passages, rules.treatments)
    extractor = _Extractor(source_id, passages, rules, own)
    statements, foreign = extractor.extract(), extractor.foreign
    aside = passages_on(MESOTHERAPY, passages, rules.treatments) if own and MESOTHERAPY not in own else ()
    if aside:
        second = _Extractor(source_id, passages, rules, frozenset({MESOTHERAPY}))
        found = [replace(s, treatment=MESOTHERAPY) for s in second.extract() if s.passage in aside]
        statements = [s for s in statements if s.passage not in aside] + found
        foreign -= {s.passage for s in found}
    once = dict.fromkeys(statements)  # two names of a thing may begin at the same words
    ordered = sorted(once, key=lambda s: (s.span, s.role, s.mention, s.concept))
    return Extraction(tuple(ordered), foreign, own)


def things_of(source_id: str, passages: Sequence[Passage], rules: Rules) -> Iterator[Thing]:
    """All that the passages name, with what counts for the role of each: what weights are learned from."""
    extractor = _Extractor(source_id, passages, rules, own_treatments(passages, rules.treatments))
    return extractor.things()


class _Extractor:
    def __init__(
        self, source_id: str, passages: Sequence[Passage], rules: Rules, own: frozenset[str]
    ) -> None:
        self.source_id = source_id
        self.passages = passages
        self.heads = {p.column for p in passages if p.column is not None}
        above = {p.parent for p in passages if p.kind is PassageKind.TABLE_ROW and p.parent is not None}
        rows = {i for i in above if passages[i].kind is PassageKind.TABLE_ROW}
        self.names = self.heads | rows
        self.rules = rules
        self.cues = rules.cues
        self.own = own
        self.settings = Settings(passages, rules)
        self.refusals = self.settings.refusals
        self.foreign = foreign_passages(passages, self.settings, rules, self.own)
        self.made: dict[int, list[Statement]] = {}
        self.under: dict[int, list[int]] = {}
        self.below: dict[int, list[int]] = {}
        for passage in passages:
            if passage.parent is not None:
                self.under.setdefault(passage.parent, []).append(passage.index)
            if passage.section is not None:
                self.below.setdefault(passage.section, []).append(passage.index)

    def extract(self) -> list[Statement]:
        for passage in self.passages:
            if self._is_read(passage):
                self.made[passage.index] = self._statements_of(passage)
        for passage in self.passages:
            self._carry_over(passage)
            if self._is_name_only(passage):
                reading = SentenceReading(passage, self.settings.of(passage), self.rules, self.own)
                self.made[passage.index] += self._proposed(passage, reading, [])
        return [statement for statements in self.made.values() for statement in statements]

    def _is_read(self, passage: Passage) -> bool:
        is_copy = passage.duplicate_of is not None and passage.duplicate_of not in self.foreign
        return passage.index not in self.foreign and not is_copy and passage.kind not in _SILENT

    def _reading_of(self, passage: Passage) -> SentenceReading:
        is_nested = self._is_under_item(passage)
        return SentenceReading(passage, self.settings.of(passage), self.rules, self.own, is_nested=is_nested)

    def _statements_of(self, passage: Passage) -> list[Statement]:
        reading = self._reading_of(passage)
        said = self._weighed(passage, reading, reading.accepted())
        if passage.kind in _NAMING and not passage.quote.rstrip().endswith(":"):
            said += self._proposed(passage, reading, said)
        return said

    def _statement(
        self, passage: Passage, reading: "SentenceReading", mention: Mention, role: Role
    ) -> Statement:
        statement = Statement(
            source_id=self.source_id,
            passage=passage.index,
            span=passage.span,
            mention=reading.original(mention.span).shifted(passage.span.start),
            role=role,
            concept=mention.concept.id,
            hedges=reading.hedges,
        )
        if role in RECORD_ROLES:
            statement = _with_words(
                statement,
                reading,
                population=reading.first_of("population", mention),
                site=reading.first_of("site", mention),
            )
        if role is Role.CONTRAINDICATION:
            return _with_strength(statement, reading)
        if role is Role.SIDE_EFFECT:
            return _with_degree(statement, reading, mention)
        is_denied = reading.is_denied_use(mention) if role is Role.INDICATION else reading.is_negated(mention)
        return replace(statement, polarity=Polarity.DENIED) if is_denied else statement

    # what the words around a name weigh

    def things(self) -> Iterator[Thing]:
        """What is named in each passage that is read, in reading order."""
        for passage in self.passages:
            if self._is_read(passage):
                reading = self._reading_of(passage)
                yield from things_in(reading, self._around(passage), reading.accepted())

    def _around(self, passage: Passage) -> Around:
        above = self.passages[passage.parent].quote if passage.parent is not None else ""
        last = self.passages[passage.index - 1] if passage.index else None
        before = last.quote if last and last.kind not in _SILENT else ""
        return Around(passage.heading_path[-1] if passage.heading_path else "", above, before)

    def _weighed(
        self, passage: Passage, reading: "SentenceReading", accepted: Sequence[tuple[Mention, Role]]
    ) -> list[Statement]:
        """The statements of the rules, but where the words around a name speak for another role."""
        said = [self._statement(passage, reading, mention, role) for mention, role in accepted]
        for thing in things_in(reading, self._around(passage), accepted):
            ruled = [s for s in said if s.role in RECORD_ROLES and s.mention.overlaps(thing.place)]
            is_denied = any(s.polarity is Polarity.DENIED for s in ruled)
            role = None if is_denied else decide(thing, {s.role for s in ruled}, reading.setting.role)
            mention = reading.in_role(thing.mentions, Role(role)) if role and role != NO_ROLE else None
            if role == NO_ROLE or mention:
                said = [s for s in said if s not in ruled]
            if mention and role:
                statement = self._statement(passage, reading, mention, Role(role))
                said.append(_as_strict_as_possible(replace(statement, is_weighed=True)))
        return said

    # names that nobody knows

    def _proposed(
        self, passage: Passage, reading: SentenceReading, said: Sequence[Statement]
    ) -> Iterator[Statement]:
        """The names of a clear list that no statement and no known word explains."""
        setting = reading.setting
        if setting.role not in RECORD_ROLES or setting.is_denied or setting.is_vague or reading.is_set_apart:
            return
        found = [s for s in said if s.role == setting.role]
        is_item = passage.kind in (PassageKind.LIST_ITEM, PassageKind.TABLE_ROW)
        if found and setting.role == Role.CONTRAINDICATION:
            return  # "allergic to lidocaine, eggs or soy" is one reason
        if not is_item and not (found and reading.is_bare):
            return
        if passage.kind is PassageKind.TABLE_ROW and not self._names_in_cell(passage, setting.role):
            return
        names = list(load_names().names_in(reading.text, *_names_at(passage, reading)))
        if not names and is_item and not said:
            yield from (self._propose(passage, reading, span) for span in self._whole_item(passage, reading))
        for span in names:
            is_known = any(m.span.overlaps(span) for m in reading.named)
            if is_known or reading.is_denied(span) or (found and passage.label):
                continue  # under "Eyelid: it may droop" the text names the effect
            yield self._propose(passage, reading, span)

    def _propose(self, passage: Passage, reading: SentenceReading, span: Span) -> Statement:
        words, role = span.of(reading.text), reading.setting.role
        statement = self._statement(passage, reading, Mention(_unknown(words, role), span), Role(role))
        return replace(statement, name=proposed_name(words), is_proposed=True)

    def _whole_item(self, passage: Passage, reading: SentenceReading) -> list[Span]:
        """An item of reasons, or a bare one of effects, in which no rule finds a name: its words are one."""
        role = reading.setting.role
        is_reason = role == Role.CONTRAINDICATION
        is_effect = role == Role.SIDE_EFFECT and reading.is_bare
        if reading.named and not (is_reason and reading.is_bare and not reading.denials):
            return []
        if passage.kind is not PassageKind.LIST_ITEM or not (is_reason or is_effect) or reading.is_supposed:
            return []
        whole = load_names().whole_item(reading.text, *_names_at(passage, reading))
        return [whole] if whole else []

    def _names_in_cell(self, cell: Passage, role: str) -> bool:
        """Whether a cell may name what ``role`` announces.

        Not the head of a column; and any cell of a table with heads or names of rows only where one of
        these announces it: "Duration", and what stands beside it, are no side effect.
        """
        if cell.index in self.heads:
            return False
        above = [self.passages[i] for i in (cell.column, cell.parent) if i is not None and i in self.names]
        is_free = not above and cell.index not in self.names
        return is_free or any(self.cues.context_of(name.quote) == role for name in above)

    # what passages take from each other

    def _carry_over(self, passage: Passage) -> None:
        if passage.duplicate_of is not None or passage.index in self.foreign:
            return
        if passage.kind is PassageKind.QUESTION:
            self.made[passage.index] = self._answered(passage)
        elif passage.kind is PassageKind.HEADING:
            if refused := self._refused_by_answer(passage):
                self.made[passage.index] = refused
        elif self._is_name_only(passage):
            self.made[passage.index] = self._named_by_text(passage)
        elif passage.index in self.made:
            self._carry_over_text(passage)

    def _carry_over_text(self, passage: Passage) -> None:
        if self._is_under_item(passage):
            self.made[passage.index] += self._meant_by_item(passage)
        if passage.kind is PassageKind.TABLE_ROW:
            self._refuse_row(passage)
        elif _is_asked(passage):
            self._answer_for(passage)

    def _answer_for(self, asked: Passage) -> None:
        """ "Deep folds? Neither." names no use; "Breastfeeding? Better not." gives a reason."""
        answer = self._answer_to(asked)
        if answer and _NOT_TREATED.match(bare_answer(answer.quote)):
            said = self.made[asked.index]
            self.made[asked.index] = [s for s in said if s.role is not Role.INDICATION]
        if not self._records_of(asked.index):
            self.made[asked.index] += self._refused_by_answer(asked)

    def _refuse_row(self, cell: Passage) -> None:
        """ "Epilepsy | no" under "May I have it?": the cell answers for the name of its row."""
        if cell.column is None or cell.parent not in self.made:
            return
        row, head = self.passages[cell.parent], self.passages[cell.column]
        verdict = self.refusals.by_answer(cell.quote) if self.refusals.asks_leave(head.quote) else None
        if verdict is None or self._records_of(row.index) or not self.refusals.names_reason(row.quote):
            return
        setting = Setting(Role.CONTRAINDICATION, Strength(verdict.strength))
        reading = SentenceReading(row, setting, self.rules, self.own)
        self.made[row.index] += [self._statement(row, reading, m, role) for m, role in reading.accepted()]

    def _is_under_item(self, passage: Passage) -> bool:
        return passage.parent is not None and self.passages[passage.parent].kind is PassageKind.LIST_ITEM

    def _answered(self, question: Passage) -> list[Statement]:
        """What a question states together with its answer."""
        return [*self._affirmed_by_answer(question), *self._refused_by_answer(question)]

    def _refused_by_answer(self, question: Passage) -> list[Statement]:
        """ "May I have it while breastfeeding? Better not." gives a reason not to have it."""
        verdict = self.refusals.presumed(question.quote) or self._verdict_of_reply(question)
        if verdict is None:
            return []
        setting = Setting(Role.CONTRAINDICATION, Strength(verdict.strength))
        reading = SentenceReading(question, setting, self.rules, self.own)
        return [
            self._statement(question, reading, mention, role)
            for mention, role in reading.accepted()
            if role is Role.CONTRAINDICATION
        ]

    def _verdict_of_reply(self, question: Passage) -> VerdictCue | None:
        if not self.refusals.asks_leave(question.quote):
            return None
        if answer := self._answer_to(question):
            return self.refusals.by_reply(question.quote, answer.quote)
        return self._asked_of_patients(question)

    def _answer_to(self, question: Passage) -> Passage | None:
        """What answers a question: what is put under it, or what follows the questions it stands among."""
        for _ in range(_TOGETHER):
            answers = self.under.get(question.index) or self.below.get(question.index) or ()
            first = self.passages[answers[0]] if answers else None
            if first and first.kind is not PassageKind.HEADING and not _is_asked(first):
                return first
            behind = self.passages[question.index + 1 : question.index + 2]
            is_near = behind and behind[0].section == question.section and behind[0].kind in _ANSWERING
            if not is_near:
                return None
            if not _is_asked(behind[0]):
                return behind[0]
            question = behind[0]
        return None

    def _asked_of_patients(self, question: Passage) -> VerdictCue | None:
        """A question of a form that patients fill in ("Do you take blood thinners?") asks for a talk."""
        is_asked = self.settings.of(question).role == Role.CONTRAINDICATION
        return VerdictCue("consult", "asked") if is_asked else None

    def _affirmed_by_answer(self, question: Passage) -> list[Statement]:
        """A question supports a side effect that its own answer affirms ("Is it painful?")."""
        answers = self.under.get(question.index, [])
        affirmed = {
            (s.role, s.concept) for i in answers for s in self.made.get(i, []) if s.role in RECORD_ROLES
        }
        reading = SentenceReading(question, Setting(), self.rules, self.own)
        return [
            self._statement(question, reading, mention, Role(mention.concept.role))
            for mention in reading.mentions
            if (Role(mention.concept.role), mention.concept.id) in affirmed
        ]

    def _is_name_only(self, passage: Passage) -> bool:
        is_item = passage.kind is PassageKind.LIST_ITEM and passage.quote.rstrip().endswith(":")
        return is_item and passage.index in self.made and not self._records_of(passage.index)

    def _named_by_text(self, item: Passage) -> list[Statement]:
        """A name without a concept of its own stands for the first one in the text under it."""
        under = [s for index in self.under.get(item.index, ()) for s in self._records_of(index)]
        mention = item.label or item.span
        first = min(under, key=lambda s: s.mention, default=None)
        return [_moved(first, item, mention)] if first else []

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
        reading = SentenceReading(passage, self.settings.of(passage), self.rules, self.own)
        pointer = Span(*anaphora[0].span()).shifted(passage.span.start)
        moved = replace(_moved(longest, passage, pointer), strength=None, cue="")
        return [_with_strength(moved, reading) if moved.role is Role.CONTRAINDICATION else moved]

    def _records_of(self, index: int) -> list[Statement]:
        return [s for s in self.made.get(index, []) if s.role in RECORD_ROLES]


def _as_strict_as_possible(statement: Statement) -> Statement:
    """A reason of which no words say how strict it is, is one to avoid."""
    is_open = statement.role is Role.CONTRAINDICATION and not (statement.strength or statement.list_strength)
    return replace(statement, strength=Strength.AVOID, cue="weighed") if is_open else statement


def _is_asked(passage: Passage) -> bool:
    return _ASKED.search(passage.quote) is not None


def _names_at(passage: Passage, reading: SentenceReading) -> tuple[int, int]:
    """Where the names of an item stand: "Side effects: itching" is not named "Side effects"."""
    label = name_of_line(passage)
    if not (label and load_layout().is_heading(label)):
        return reading.body
    end = reading.label_end or reading.text.find(":")
    behind = _BEHIND_LABEL.match(reading.text, max(end, 0))
    return behind.end() if behind else end, len(reading.text)


def _unknown(words: str, role: str) -> Concept:
    return Concept(proposed_id(words), proposed_name(words), role, ())


def _moved(statement: Statement, passage: Passage, mention: Span) -> Statement:
    """``statement`` said by another passage, without the words of degree that stand in its own."""
    return replace(
        statement,
        passage=passage.index,
        span=passage.span,
        mention=mention,
        frequency=None,
        seriousness=None,
        duration=None,
        hedges=(),
        words_at=(),
    )


def _with_strength(statement: Statement, reading: "SentenceReading") -> Statement:
    """The item's own verdict; else the list speaks for it."""
    setting = reading.setting
    if reading.says_safe:
        listed = setting.strength or Strength.AVOID
        return replace(statement, cue=SAYS_SAFE, list_strength=listed, list_is_mixed=setting.is_mixed)
    verdict = _verdict_on(statement, reading)
    strength, cue = (
        (Strength(verdict.strength), verdict.name) if verdict else _unspoken_strength(statement, reading)
    )
    if not strength and not setting.strength and not setting.is_mixed:
        return statement
    place = reading.verdict_span if verdict and strength else None
    words_at = (("strength", reading.original(place).shifted(statement.span.start)),) if place else ()
    return replace(
        statement,
        strength=strength,
        cue=cue,
        list_strength=None if strength and _is_own_lead(reading) else setting.strength,
        list_is_mixed=setting.is_mixed,
        words_at=(*statement.words_at, *words_at),
    )


def _is_own_lead(reading: "SentenceReading") -> bool:
    """ "With care in diabetes", a sentence of its own under a heading of reasons: in no stricter list."""
    verdict, place = reading.verdict, reading.verdict_span
    is_milder = verdict is not None and verdict.strength == Strength.CAUTION
    is_prose = reading.passage.kind in (PassageKind.SENTENCE, PassageKind.ANSWER)
    return is_milder and is_prose and place is not None and place.start <= _LEADING


def _verdict_on(statement: Statement, reading: "SentenceReading") -> VerdictCue | None:
    """The sentence's own verdict.

    A limit ("not a treatment for …") is none but for things that limit success.
    """
    verdict = reading.verdict
    if verdict and verdict.strength == Strength.LIMIT and not reading.is_limit(statement.concept):
        return None if reading.setting.strength else VerdictCue(Strength.AVOID, verdict.name)
    return verdict


def _unspoken_strength(statement: Statement, reading: "SentenceReading") -> tuple[Strength | None, str]:
    """How strictly a sentence without a verdict warns, and the cue.

    A possible effect asks for caution, but never in a list of people who should simply avoid it: there it
    is only the reason.
    """
    setting = reading.setting
    is_strict_list = setting.strength is Strength.AVOID and not setting.is_mixed
    if reading.is_exclusion(statement.mention.start - statement.span.start):
        return Strength.AVOID, "exclusion"
    if reading.is_rule(statement.concept):
        return setting.strength or Strength.AVOID, "rule"
    if not is_strict_list and matches(reading.cues.effect["possible"], reading.text):
        return Strength.CAUTION, "possible_effect"
    return (reading.wary, "named") if setting.strength is None and reading.wary else (None, "")


def _with_degree(statement: Statement, reading: "SentenceReading", mention: Mention) -> Statement:
    """How often, how bad and how long, in the source's own words or not at all."""
    return _with_words(
        statement,
        reading,
        frequency=reading.degree("frequency", mention),
        seriousness=reading.degree("seriousness", mention),
        duration=reading.first_of("duration", mention),
    )


def _with_words(statement: Statement, reading: "SentenceReading", **found: Span | None) -> Statement:
    """``statement`` with the words of each kind that were found, and where they stand."""
    words = {kind: span.of(reading.text) for kind, span in found.items() if span}
    if not words:
        return statement
    places = tuple(
        (kind, reading.original(span).shifted(statement.span.start)) for kind, span in found.items() if span
    )
    return replace(statement, **words, words_at=(*statement.words_at, *places))  # type: ignore[arg-type]  # all are words
