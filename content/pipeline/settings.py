"""Settings: what the headings and lead-ins above a passage announce."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from content.pipeline.cues import Cues, matches, plain
from content.pipeline.layout import bare_answer, load_layout
from content.pipeline.legible import legible
from content.pipeline.passages import Passage, PassageKind
from content.pipeline.refusals import Refusals
from content.pipeline.scopes import ScopeRules
from content.pipeline.treatments import Treatments
from content.pipeline.vocabulary import Vocabulary


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


RECORD_ROLES = (Role.CONTRAINDICATION, Role.SIDE_EFFECT, Role.INDICATION)
"""Roles that become records, the most cautious first: it wins where one word fits two of them."""

_LINE_NAME = re.compile(r"\W*(\w[^.:;!?\n]{1,60}):\W*\s")


@dataclass(frozen=True, slots=True)
class Setting:
    """What the headings and the lead-in above a passage announce: a role, and how strictly they warn.

    ``is_mixed``: they announce items to avoid and items to take care with. ``is_denied``: things that are
    not so ("what it will not do"). ``is_vague``: they praise more than they name ("benefits").
    ``has_effects``: they announce reasons not to have it and side effects ("contraindications and risks").
    """

    role: str = ""
    strength: Strength | None = None
    is_mixed: bool = False
    is_denied: bool = False
    is_vague: bool = False
    has_effects: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that decides what a sentence says: words as data, and which treatment a page is about."""

    vocabulary: Vocabulary
    cues: Cues
    scopes: ScopeRules
    treatments: Treatments


_NEVER = frozenset({"pregnancy", "breastfeeding", "under-18", "blood-thinners", "acne-medicine", "pacemaker"})
"""What no treatment is for."""
_EARLY = 12
_ITEM_MARK = re.compile(r"[\W_]+|\(?(?:\d{1,2}|[a-z])[.)]\s*")
_LEFT_OUT = re.compile(r"\W*(?:please )?(?:stop|skip|pause|leave (?:out|off))\b", re.IGNORECASE)
"""An item that tells what to leave out, not whom it warns."""
_GAP = 2
"""Two more characters between two items than elsewhere in their list: a blank line parts them."""
_SILENT = (PassageKind.HEADING, PassageKind.QUESTION, PassageKind.LEAD_IN)
_REFUSING = (PassageKind.SENTENCE, PassageKind.LIST_ITEM, PassageKind.ANSWER)
_FOR_ALL = re.compile(
    r"\b(?:suitable|safe|right|appropriate|ok|okay|works?)\b.{0,20}\bfor\b.*\?", re.IGNORECASE
)
_YES = re.compile(
    r"\W*(?:yes|absolutely|certainly|of course|sure)\b(?!,? (?:but|except|unless))", re.IGNORECASE
)
_NAME_WORDS = 10
_WISHES = 4
_SEVERE = re.compile(
    r"\b(?:severe|deep|heavy|large|very|excess\w*|advanced|significant|extreme)\b", re.IGNORECASE
)
_LOST = ("", Role.PROCEDURE, Role.AFTERCARE)
_BOTH = re.compile(r"\b(?:and|or)\b|[&/,]", re.IGNORECASE)
_DEGREE = re.compile(
    r"\W{0,4}(?:very |less |more )?(?:un)?(?:common|frequent|usual|rare)\W{0,4}", re.IGNORECASE
)
_RELATIVE = re.compile(r"^(?!.*\babsolute).*\brelative\b", re.IGNORECASE)
_TOLD = re.compile(
    r"^\W*(?:\w+ )?(?:tell|inform|notify) (?:\w+ ){1,3}(?:about|if|of|that)\b"
    r"|\b(?:told (?:you|the|my)|tell (?:us|the|your)|inform(?:ed)?|disclosed?"
    r"|medical (?:history|questionnaire)|tick (?:if|any)|do you (?:have|suffer))\b",
    re.IGNORECASE,
)
_MYTH = re.compile(
    r"\b(?:myths?|misconceptions?|false claims?)\b(?!.*\b(?:facts?|truths?|reality)\b)", re.IGNORECASE
)
_TRUTH = re.compile(r"\W*(?:the )?(?:truth|facts?|reality)(?: ?#?\d{1,2})?\W*", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\([^)]{0,60}\)\s*$")
_DAY = re.compile(r"\W{0,6}days? \d{1,2}(?:\s?(?:-|–|to)\s?\d{1,2})?\s?[:–-]\s", re.IGNORECASE)
_WEAK = (Role.PROCEDURE, Role.RESULTS, Role.HISTORY, Role.CANDIDATE)


class Settings:
    """The setting of each passage of one article."""

    def __init__(self, passages: Sequence[Passage], rules: Rules) -> None:
        self.passages = passages
        self.cues = rules.cues
        self.vocabulary = rules.vocabulary
        self.refusals = Refusals(rules.cues, rules.vocabulary)
        self.known: dict[tuple[int | None, int | None, int | None, bool], Setting] = {}
        self.leading = {
            p.parent for p in passages if p.parent is not None and p.kind is PassageKind.LIST_ITEM
        }
        self.turned = self._turned_lists()

    def of(self, passage: Passage) -> Setting:
        """The setting that the nearest lead-in, item, question or heading gives."""
        if turned := self.turned.get(passage.index):
            return turned
        if own := self._own_setting(passage):
            return own
        key = (passage.parent, passage.section, passage.column, _is_item(passage))
        if key not in self.known:
            self.known[key] = self._nearest(passage)
        return self.known[key]

    def _turned_lists(self) -> dict[int, Setting]:
        """The settings of items of lists that lost their heading, most of them reasons not to be treated.

        Under uses: from the first item that no treatment is for ("pregnant or nursing"). Under care or
        nothing: a whole list, blank lines around it, where two different items are of that kind. Under such
        reasons: items at the end that name nothing but wishes ("fine wrinkles") stood beside them once.
        """
        lists: dict[tuple[int | None, int | None], list[Passage]] = {}
        for passage in self.passages:
            if passage.kind is PassageKind.LIST_ITEM:
                lists.setdefault((passage.parent, passage.section), []).append(passage)
        reasons = Setting(Role.CONTRAINDICATION, Strength.AVOID)
        turned: dict[int, Setting] = {}
        for items in lists.values():
            announced = self._announced_above(items[0])
            found = self._reasons_in(items, announced)
            turned |= dict.fromkeys(found, reasons)
            if found or announced == Role.CONTRAINDICATION:
                turned |= dict.fromkeys(self._wishes_at_end(items), Setting(Role.INDICATION))
        return turned

    def _reasons_in(self, items: Sequence[Passage], announced: str) -> Sequence[int]:
        """Which items of a list under uses, or under nothing, are reasons not to be treated."""
        if announced == Role.INDICATION:
            first = next((i for i, item in enumerate(items) if self._never_treated(item)), len(items))
            return [item.index for item in items[first:]]
        if announced not in _LOST:
            return []
        runs = (run for run in _runs(items) if len({self._never_treated(item) for item in run} - {""}) > 1)
        return [item.index for run in runs for item in run if not _LEFT_OUT.match(item.quote)]

    def _wishes_at_end(self, items: Sequence[Passage]) -> Sequence[int]:
        """The last items of a list, where several wishes follow several things that only a warning names.

        "Deep wrinkles" may stand there as what the treatment is too weak for.
        """
        start = len(items)
        while start and not self._kinds_in(items[start - 1]) - {"concern", "symptom"}:
            start -= 1
        wishes = [item for item in items[start:] if "concern" in self._kinds_in(item)]
        are_two_lists = min(len(wishes), start) >= _WISHES
        if not are_two_lists or any(_SEVERE.search(item.quote) for item in items[start:]):
            return []
        return [item.index for item in items if item.index >= wishes[0].index]

    def _kinds_in(self, item: Passage) -> set[str]:
        return {term.concept.kind for term in self.vocabulary.find_terms(legible(item.quote)[0])}

    def _announced_above(self, passage: Passage) -> str:
        found = (self.cues.context_of(above.quote) for above in self._above(passage))
        return next(filter(None, found), "")

    def _never_treated(self, item: Passage) -> str:
        """The state or medicine that an item begins with, if no treatment is for it, or ""."""
        if _LEFT_OUT.match(item.quote):
            return ""
        mark = _ITEM_MARK.match(item.quote)
        start = mark.end() if mark else 0
        terms = self.vocabulary.find_terms(legible(item.quote)[0])
        first = terms[0] if terms else None
        is_early = first is not None and first.span.start <= start + _EARLY
        return first.concept.id if is_early and first is not None and first.concept.id in _NEVER else ""

    def _nearest(self, passage: Passage) -> Setting:
        """What is announced nearest above; a lead-in about the procedure gives way to a weightier heading.

        What asks for care under "Contraindications" leads into no uses, whatever its words.
        """
        found = [(above, setting) for above in self._above(passage) if (setting := self._setting_by(above))]
        if not found:
            return self._by_frequency(passage)
        nearest, first = found[0]
        if first.role == Role.CONTRAINDICATION and self._is_affirmed(nearest):
            return Setting()
        settings = [setting for _, setting in found]
        if first.role == Role.INDICATION and self.cues.verdict_of(nearest.quote):
            return next((s for s in settings if s.role == Role.CONTRAINDICATION), first)
        if first.role in _WEAK and passage.parent is not None:
            return next((s for s in settings if s.role in RECORD_ROLES or s.is_denied), first)
        return first

    def _is_affirmed(self, question: Passage) -> bool:
        """ "Is it safe for everyone? Yes, even for sensitive skin": what follows is no list of exceptions."""
        if not _FOR_ALL.search(plain(question.quote)) or question.index + 1 >= len(self.passages):
            return False
        return _YES.match(bare_answer(self.passages[question.index + 1].quote)) is not None

    def _by_frequency(self, passage: Passage) -> Setting:
        """ "Common", "Rare" over the columns of a table that has no other name: how often effects occur."""
        head = self.passages[passage.column] if passage.column is not None else None
        is_degree = head is not None and _DEGREE.fullmatch(plain(head.quote)) is not None
        return Setting(Role.SIDE_EFFECT) if is_degree else Setting()

    def _own_setting(self, passage: Passage) -> Setting | None:
        """What a line announces of itself: by its own words, its day of healing, its column, its name."""
        if self._is_note(passage):
            return Setting(Role.DISCLAIMER)
        if passage.kind not in _SILENT and (said := self._said(passage)):
            return said
        label = name_of_line(passage)
        own = self._by_label(passage, label) if label else None
        return own or self._refused(passage)

    def _refused(self, passage: Passage) -> Setting | None:
        """ "Epilepsy: no": a line that refuses whom it names, unless effects are told there."""
        if passage.kind not in _REFUSING or (verdict := self.refusals.by_name(passage.quote)) is None:
            return None
        above = self._nearest(passage)
        if above.role in (Role.SIDE_EFFECT, Role.CONTRAINDICATION) or above.is_denied:
            return None
        return Setting(Role.CONTRAINDICATION, Strength(verdict.strength))

    def _said(self, passage: Passage) -> Setting | None:
        """ "Side effects include …", "Also if you are allergic to eggs", "Day 2: …"."""
        if role := self.cues.announced_by(passage.quote):
            return self._announced(role, passage.quote)
        is_day = _DAY.match(passage.quote) is not None
        return Setting(Role.SIDE_EFFECT, is_vague=True) if is_day else self._warned_on(passage)

    def _by_label(self, passage: Passage, label: str) -> Setting | None:
        """ "Side effects: redness, swelling": the name of a line announces what follows it."""
        if matches(self.cues.denial, plain(label)):
            return Setting(is_denied=True)
        if matches(self.cues.allowed["aside"], plain(label)):
            return Setting(Role.DISCLAIMER)
        if _TRUTH.fullmatch(label):
            return Setting()  # it takes the myth above it back
        label = _IN_BRACKETS.sub("", label)
        if not load_layout().is_heading(label) or self.vocabulary.find_terms(label):
            return None
        return self._setting_by(replace(passage, quote=label))

    def _warned_on(self, passage: Passage) -> Setting | None:
        """What the sentence before warned of, where this one goes on with whom it concerns."""
        if not matches(self.cues.allowed["goes_on"], plain(passage.quote)):
            return None
        before = self.passages[passage.index - 1] if passage.index else None
        if before is None or before.kind in _SILENT or before.section != passage.section:
            return None
        verdict = self.cues.verdict_of(before.quote)
        return Setting(Role.CONTRAINDICATION, Strength(verdict.strength)) if verdict else None

    def _is_note(self, passage: Passage) -> bool:
        """A cell of a column of notes, beside the cell that names its row."""
        head = self.passages[passage.column] if passage.column is not None else None
        row = self.passages[passage.parent] if passage.parent is not None else None
        is_beside = row is not None and row.kind is PassageKind.TABLE_ROW
        return head is not None and is_beside and matches(self.cues.allowed["aside"], plain(head.quote))

    def _setting_by(self, above: Passage) -> Setting | None:
        if self._is_denial(above):
            return Setting(is_denied=True)
        role = self.cues.context_of(above.quote)
        return self._announced(role, above.quote) if role else None

    def _is_denial(self, above: Passage) -> bool:
        """Over things that the treatment does not do, unless people are meant."""
        words = plain(above.quote)
        if above.kind is PassageKind.ANSWER:
            return False
        if matches(self.cues.allowed["patterns"], words) and not matches(self.cues.allowed["but"], words):
            return above.kind is not PassageKind.QUESTION and not words.endswith("?")
        is_denial = matches(self.cues.denial, words)
        return is_denial and self.cues.context_of(above.quote) != Role.CONTRAINDICATION

    def _announced(self, role: str, words: str) -> Setting:
        if role != Role.CONTRAINDICATION:
            return Setting(role, is_vague=matches(self.cues.vague, plain(words)))
        verdict = self.cues.verdict_of(words)
        strength = Strength(verdict.strength) if verdict else self._unspoken(words)
        if _RELATIVE.search(words):
            strength = Strength.CAUTION
        is_mixed = strength is Strength.AVOID and self.cues.asks_for_care(words)
        strength = Strength.AVOID if strength is Strength.LIMIT else strength
        is_name = len(words.split()) <= _NAME_WORDS and _BOTH.search(words) is not None
        has_effects = is_name and self.cues.names_effects(words)
        return Setting(role, strength, is_mixed, has_effects=has_effects)

    def _unspoken(self, words: str) -> Strength:
        """Of what gives no verdict: what is asked for or told wants a talk, all else is to be avoided."""
        is_told = _TOLD.search(words) is not None and not matches(self.cues.consent, words)
        return Strength.CONSULT if is_told else Strength.AVOID

    def _above(self, passage: Passage) -> Iterator[Passage]:
        if passage.column is not None:
            yield self.passages[passage.column]
        parent = passage.parent
        while parent is not None:
            above = self.passages[parent]
            if above.kind is not PassageKind.LIST_ITEM or above.index in self.leading:
                yield above
            parent = above.parent
        section = passage.section
        while section is not None:
            above = self.passages[section]
            if _is_item(passage) or not _MYTH.search(plain(above.quote)):
                yield above  # sentences under a myth take it back
            section = above.section


def _is_item(passage: Passage) -> bool:
    return passage.kind in (PassageKind.LIST_ITEM, PassageKind.TABLE_ROW)


def _runs(items: Sequence[Passage]) -> Iterator[Sequence[Passage]]:
    """The items of one list, parted where more space than usual lies between two of them."""
    gaps = [after.span.start - before.span.end for before, after in pairwise(items)]
    usual = min(gaps, default=0)
    starts = [0, *(i for i, gap in enumerate(gaps, 1) if gap >= usual + _GAP), len(items)]
    for start, end in pairwise(starts):
        yield items[start:end]


def name_of_line(passage: Passage) -> str:
    """The name that a line gives itself before a colon, or ""."""
    if passage.label is not None:
        return passage.quote[
            passage.label.start - passage.span.start : passage.label.end - passage.span.start
        ]
    name = _LINE_NAME.match(passage.quote) if ":" in passage.quote else None
    return name[1] if name else ""
