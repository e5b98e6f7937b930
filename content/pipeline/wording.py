"""Wording: the words of one passage, and what stands around each thing that they name.

Clauses, lists, denials and words of degree; what the passage asserts is decided by reasons.py, effects.py,
uses.py and roles.py, each of which builds on the one before.
"""

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import takewhile

from content.pipeline.cues import Patterns, VerdictCue, matches
from content.pipeline.detours import Detours, detours_in
from content.pipeline.legible import legible, span_in
from content.pipeline.passages import Passage, PassageKind
from content.pipeline.refusals import Refusals
from content.pipeline.scopes import Denial
from content.pipeline.settings import Role, Rules, Setting
from content.pipeline.spans import Span
from content.pipeline.terms import tokens_of
from content.pipeline.vocabulary import Mention

_CLAUSE_END = re.compile(r"[;.!?]\s|\s(?:but|however|although|while|whereas)\s")
_LIST_JOINT = re.compile(r"[\s,]*(?:\b(?:or|and|nor)\b)?[\s,]*(?:any\s)?|[\s,]*\b(?:or|nor)\s+\w+\s")
_LINE_NAME = re.compile(r"\W*(\w[^.:;!?\n]{1,60}):(?=\W*\s)")
_TAKEN_BACK = re.compile(
    r"\W*(?:no|not|never|none|does not|do not|did not|we (?:neither|do not|never|don[’']t)"
    r"|is(?: not|n[’']t)|nothing|nor)\b",
    re.IGNORECASE,
)
_ON_CONDITION = re.compile(
    r"\b(?:if|when|once|as long as|so long as|provided|as soon as|unless)\b", re.IGNORECASE
)
_DOES_NOT_HAPPEN = re.compile(
    r"[;,–—:] (?:but |and |yet )?"
    r"(?:(?:this|that|these|it|they|neither) (?:(?:does|do|did|will|would|can|could|has|have)"
    r"(?: ?not|n[’']t| never) (?:\w+ )?(?:happen(?:ed)?|occur(?:red)?|arise|arisen|been seen|been reported)"
    r"|never (?:happens?|happened|occurs?|occurred|arises?))"
    r"|(?:none|nothing) of (?:this|these|that|it|the (?:kind|sort)) (?:\w+ )?(?:happens?|occurs?|applies"
    r"|has))\b"
    r"(?! (?:often|always|very|to everyone|to all|with everyone|at once|overnight|straight|immediately))",
    re.IGNORECASE,
)
"""Behind a thing: it is taken back."""
_ITEM_MARK = re.compile(r"[\W_]+|\(?(?:\d{1,2}|[a-h])[.)]\s*")
_PROSE = re.compile(
    r"\b(?:is|are|was|were|will|would|should|must|can|could|may|might|does|do|has|have|you|we|it|they)\b",
    re.IGNORECASE,
)
_PRESENT = re.compile(
    r"\b(?:active|existing|current|ongoing|acute|open|known|history|severe|chronic|having|had)\b",
    re.IGNORECASE,
)
_CHANCE = re.compile(r"\b(?:risks?|chances?|likelihood|possibility|probability)\b", re.IGNORECASE)
_WHOLE = ("medicine", "state", "procedure", "allergy")
_EXCEPTED = re.compile(
    r"\b(?:other than|besides|except(?: for)?|apart from|save for"
    r"|(?:as long as|so long as|provided(?: that)?) (?:you|they|patients|people) (?:are|do|have|take)"
    r"(?: not|n[’']t))\b[^.;]*$",
    re.IGNORECASE,
)
"""Before a thing: it is an exception from what the sentence allows."""


class Wording:
    """One passage read for what its words assert of each concept that it mentions.

    ``own`` are the treatments that the page is about: what the passage says of others is not read.
    ``is_nested``: it stands under an item of its list.
    """

    def __init__(
        self,
        passage: Passage,
        setting: Setting,
        rules: Rules,
        own: frozenset[str],
        *,
        is_nested: bool = False,
    ) -> None:
        self.is_nested = is_nested
        self.passage = passage
        self.text, self.places = legible(passage.quote)
        self.setting = setting
        self.rules = rules
        self.vocabulary = rules.vocabulary
        self.cues = rules.cues
        self.refusals = Refusals(rules.cues, rules.vocabulary)
        self.own = own
        self.listed: dict[int, int | None] = {}
        self.listed_on: dict[int, int | None] = {}
        self.label_end = (
            bisect_left(self.places, passage.label.end - passage.span.start) if passage.label else 0
        )
        self.terms = rules.vocabulary.find_terms(self.text)
        self.mentions = [m for m in rules.vocabulary.find_mentions(self.text) if self._counts(m)]
        if setting.has_effects and self._begins_with_effect():
            self.setting = Setting(Role.SIDE_EFFECT)

    def _counts(self, mention: Mention) -> bool:
        """Not about another treatment, and no part of another thing's name ("pain" in "pain medicine")."""
        whole = (t for t in self.terms if t.concept.kind in _WHOLE and t.span != mention.span)
        if mention.concept.role == Role.INDICATION:
            whole = (t for t in whole if t.concept.kind != "state")  # "severe sagging" may be treated
        is_part = any(
            term.span.contains(mention.span)
            and mention.concept.id not in (term.concept.id, *self.vocabulary.broader_of(term.concept.id))
            for term in whole
        )
        return not is_part and not self.is_foreign(mention.span)

    @cached_property
    def denials(self) -> list[Denial]:
        return self.rules.scopes.denials(tokens_of(self.text))

    @cached_property
    def possible(self) -> int:
        """The cues that the sentence, or a part of it, may hold."""
        return self.cues.possible(self.text)

    def _says(self, patterns: Patterns, words: str) -> bool:
        """Whether ``words``, a part of the sentence, hold a cue."""
        return patterns.matches(words, self.possible)

    @cached_property
    def hedges(self) -> tuple[str, ...]:
        return self.cues.words_of("hedges", self.passage.quote)

    @cached_property
    def foreign(self) -> list[Span]:
        if not self.own or self._is_listed_reason():
            return []  # "Botox in the last two weeks" is a reason of the page's own treatment
        return sorted([*self.rules.treatments.foreign_spans(self.text, self.own), *self.detours.whole])

    @cached_property
    def detours(self) -> Detours:
        """What tells of another treatment that is not the subject."""
        if not self.own or self._is_listed_reason():
            return Detours()
        return detours_in(self.text, self.rules.treatments.named(self.text), self.own)

    def _is_listed_reason(self) -> bool:
        return self._is_item() and self.setting.role == Role.CONTRAINDICATION

    def _is_told_of_other(self, span: Span) -> bool:
        """Whether a use or an effect that stands there is one of another treatment."""
        return any(told.contains(span) for told in self.detours.told)

    @cached_property
    def named(self) -> list[Mention]:
        return sorted([*self.mentions, *self.terms], key=lambda m: (m.span, m.concept.id))

    @cached_property
    def verdict(self) -> VerdictCue | None:
        return self.cues.verdict_of(self.text)

    @cached_property
    def reason_at(self) -> int:
        """Where the words begin that give a reason, or the end."""
        starts = self.cues.starts(self.cues.effect["reason"], self.text, self.possible)
        first = 0 if self.text.startswith("(") else self.label_end + 3
        return next((at for at in starts if at > first), len(self.text))

    def original(self, span: Span) -> Span:
        """Where ``span`` of the words read stands in the passage's own text."""
        return span_in(self.passage.quote, self.places, span)

    @property
    def is_set_apart(self) -> bool:
        """Whether all of it is about another treatment."""
        return bool(self.foreign) and self.foreign[0].start == 0 and len(self.foreign[0]) == len(self.text)

    @cached_property
    def is_supposed(self) -> bool:
        """What would be, or what others claimed: it asserts nothing."""
        return self._says(self.cues.allowed["hypothetical"], self.text)

    def _is_allowed(self, mention: Mention) -> bool:
        """Its clause says that it is no reason to stay away: "asthma is no problem, but with lupus …".

        Not what is fine on a condition ("no problem if it is stable"), nor what it excepts: "no reasons
        other than lupus", "fine as long as you do not have lupus".
        """
        if _EXCEPTED.search(self.text[: mention.span.start]):
            return False
        start, end = self._clause_bounds(mention.span)
        if _ON_CONDITION.search(self.text, mention.span.end, end):
            return False
        return self._says(self.cues.allowed["patterns"], self.text[start:end])

    def _is_in_name(self, span: Span) -> bool:
        """ "Active infections or inflammation: …": in the name that a line gives itself."""
        name = _LINE_NAME.match(self.text)
        return name is not None and span.end <= name.end(1)

    def is_in_name(self, span: Span) -> bool:
        """Whether it stands in the name that a line, or an item, gives itself."""
        return span.end <= self.label_end or self._is_in_name(span)

    def _is_in_denied_label(self, span: Span) -> bool:
        """ "Weight gain: does not happen": the text takes back its own name."""
        name = _LINE_NAME.match(self.text)
        end = self.label_end or (name.end(1) if name else 0)
        return span.end <= end and _TAKEN_BACK.match(self.text, end) is not None

    @property
    def is_bare(self) -> bool:
        """Whether it only names things, as an item of a list does."""
        return not _PROSE.search(self.text)

    @property
    def body(self) -> tuple[int, int]:
        """Where the item's own words stand: its name, or all behind its mark."""
        mark = _ITEM_MARK.match(self.text)
        start = mark.end() if mark else 0
        if self.passage.kind is PassageKind.TABLE_ROW and self.label_end:
            return self.label_end, len(self.text)
        return start, self.label_end or len(self.text)

    def is_denied(self, span: Span) -> bool:
        return self._is_taken_back(span) or any(
            denial.denies(span) for denial in self.denials if not denial.is_diminished
        )

    def is_foreign(self, span: Span) -> bool:
        """Whether the words there speak of another treatment than the page's own."""
        return any(foreign.contains(span) for foreign in self.foreign)

    def _names_own(self, span: Span) -> bool:
        return any(name in self.own for name, _ in self.rules.treatments.named(span.of(self.text)))

    def _begins_with_effect(self) -> bool:
        """Under "contraindications and risks": what it names first is an effect, and it warns nobody."""
        first = self.named[0].span if self.named else None
        if first is None or self.verdict or self._says(self.cues.care["people"], self.text[: first.end]):
            return False
        concepts = [m.concept for m in self.named if m.span.start == first.start]
        is_effect = any(c.role == Role.SIDE_EFFECT or c.kind == "symptom" for c in concepts)
        return is_effect and not _PRESENT.search(self.text[: first.end])

    def _is_item(self) -> bool:
        return self.passage.kind in (PassageKind.LIST_ITEM, PassageKind.TABLE_ROW)

    def is_negated(self, mention: Mention) -> bool:
        """ "No scarring", "without redness, swelling or bruising", "it fails; this does not happen here"."""
        return self._is_taken_back(mention.span) or self._is_in_reach(mention, is_diminished=False)

    def _is_taken_back(self, span: Span) -> bool:
        return _DOES_NOT_HAPPEN.search(self.text, span.end) is not None

    def is_diminished(self, mention: Mention) -> bool:
        """ "Minimal risk of scarring" in praise of the treatment."""
        return self._is_in_reach(mention, is_diminished=True)

    def _is_in_reach(self, mention: Mention, *, is_diminished: bool) -> bool:
        denials = [denial for denial in self.denials if denial.is_diminished is is_diminished]
        chain = self._chain_of(mention) if denials else mention.span
        return any(denial.denies(chain) for denial in denials)

    def _occurs_a_little(self, mention: Mention) -> bool:
        """ "There may be minimal bleeding": not praise, as "minimal risk of bleeding" is."""
        start, end = self._clause_bounds(mention.span)
        before, after = self.text[start : mention.span.start], self.text[mention.span.end : end]
        return _CHANCE.search(before) is None and matches(self.cues.effect["occurs"], before + after)

    def _chain_of(self, mention: Mention) -> Span:
        """From the first to the last of the things that are listed with the mention."""
        start, end = mention.span.start, mention.span.end
        while (earlier := self._listed_before(start)) is not None:
            start = earlier
        while (later := self._listed_after(end)) is not None:
            end = later
        return Span(start, end)

    def _listed_before(self, at: int) -> int | None:
        """Where the thing begins that is listed right before ``at``; looked for once: lists are long."""
        if at not in self.listed:
            clause_start, _ = self._clause_bounds(Span(at, at + 1))
            clause = takewhile(lambda m: m.span.start >= clause_start, reversed(self.named))
            before = (m.span for m in clause if m.span.end <= at)
            joined = (span.start for span in before if _LIST_JOINT.fullmatch(self.text[span.end : at]))
            self.listed[at] = next(joined, None)
        return self.listed[at]

    def _listed_after(self, at: int) -> int | None:
        """Where the thing ends that is listed right behind what ends at ``at``; looked for once."""
        if at not in self.listed_on:
            _, clause_end = self._clause_bounds(Span(at - 1, at))
            behind = (m.span for m in self.named if at <= m.span.start and m.span.end <= clause_end)
            joined = (span.end for span in behind if _LIST_JOINT.fullmatch(self.text[at : span.start]))
            self.listed_on[at] = next(joined, None)
        return self.listed_on[at]

    def clause_of(self, mention: Mention) -> str:
        start, end = self._clause_bounds(mention.span)
        return self.text[start:end]

    def degree(self, kind: str, mention: Mention) -> Span | None:
        """The words of degree that belong to the mention: inside, before, or after it and before the next.

        In "redness or temporary discomfort" only the discomfort is temporary.
        """
        if not self.possible & self.cues.words[kind].all_bits:
            return None
        start, end = self._clause_bounds(mention.span)
        places = self.cues.places_of(kind, self.text[start : mention.span.end], self.possible)
        if places:
            return Span(*places[-1]).shifted(start)
        others = [m.span.start for m in self.mentions if m.span.start >= mention.span.end]
        places = self.cues.places_of(kind, self.text[mention.span.end : min([end, *others])], self.possible)
        return Span(*places[0]).shifted(mention.span.end) if places else None

    def first_of(self, kind: str, mention: Mention) -> Span | None:
        """The first words of ``kind`` in the clause of the mention."""
        if not self.possible & self.cues.words[kind].all_bits:
            return None
        start, end = self._clause_bounds(mention.span)
        places = self.cues.places_of(kind, self.text[start:end], self.possible)
        return Span(*places[0]).shifted(start) if places else None

    @cached_property
    def verdict_span(self) -> Span | None:
        """The words that give the sentence's own verdict."""
        if self.verdict is None:
            return None
        found = self.cues.strength[self.verdict.strength].get(self.verdict.name)
        match = found.search(self.text) if found else None
        return Span(*match.span()) if match and match.group() else None

    def _before(self, mention: Mention) -> str:
        start, _ = self._clause_bounds(mention.span)
        return self.text[start : mention.span.start]

    @cached_property
    def _clause_ends(self) -> tuple[list[int], list[int]]:
        """Where the marks and words between clauses begin, and where they end."""
        found = [m.span() for m in _CLAUSE_END.finditer(self.text)]
        return [start for start, _ in found], [end for _, end in found]

    def _clause_bounds(self, span: Span) -> tuple[int, int]:
        starts, ends = self._clause_ends
        before, after = bisect_right(ends, span.start), bisect_left(starts, span.end)
        start = ends[before - 1] if before else 0
        return start, starts[after] if after < len(starts) else len(self.text)
