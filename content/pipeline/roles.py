"""Roles: what a sentence asserts of each thing that it names.

The role of a mention comes from the headings and the lead-in above it (its *setting*), the item it stands in
and the verbs around it together; where two roles fit the same words, the more cautious one is taken.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, cached_property
from itertools import takewhile

from content.pipeline.cues import Patterns, VerdictCue, matches
from content.pipeline.legible import legible, span_in
from content.pipeline.passages import Passage, PassageKind
from content.pipeline.scopes import Denial
from content.pipeline.settings import RECORD_ROLES, Role, Rules, Setting, Strength
from content.pipeline.spans import Span
from content.pipeline.terms import tokens_of
from content.pipeline.vocabulary import Concept, Mention

_CLAUSE_END = re.compile(r"[;.!?]\s|\s(?:but|however|although|while|whereas)\s")
_LIST_JOINT = re.compile(r"[\s,]*(?:\b(?:or|and|nor)\b)?[\s,]*(?:any\s)?|[\s,]*\b(?:or|nor)\s+\w+\s")
_HAPPENS = re.compile(
    r"\W{0,3}\s(?:(?:may|can|could|might|will|usually|often) )?(?:occurs?|appears?|happens?|develops?"
    r"|gets? worse|lasts?|subsides?|resolves?|goes? (?:down|away)"
    r"|more (?:prominent|visible|noticeable|obvious))\b",
    re.IGNORECASE,
)
_NOT_FOR = re.compile(
    r"\b(?:not|never|n[’']t) (?:\w+ )?"
    r"(?:inject\w*|treat\w*|use\w*|offer\w*|suitable|meant|intended|indicated)(?: it| this)?"
    r" (?:for|against|on|as a treatment (?:for|of))\b[^.;:]*$",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(
    r"\b(?:after|afterwards|following|post) ?(?:the |a |an |your |each |every )?(?:\w+ )?"
    r"(?:sessions?|treatments?|injections?|procedures?|draw|visit|peel|needling)?\b"
    r"|\bmay feel\b|\bafterwards\b",
    re.IGNORECASE,
)
_LINE_NAME = re.compile(r"\W*(\w[^.:;!?\n]{1,60}):(?=\W*\s)")
_TAKEN_BACK = re.compile(
    r"\W*(?:no|not|never|none|does not|do not|did not|we (?:neither|do not|never|don[’']t)"
    r"|is(?: not|n[’']t)|nothing|nor)\b",
    re.IGNORECASE,
)
_ITEM_MARK = re.compile(r"[\W_]+|\(?(?:\d{1,2}|[a-h])[.)]\s*")
_PROSE = re.compile(
    r"\b(?:is|are|was|were|will|would|should|must|can|could|may|might|does|do|has|have|you|we|it|they)\b",
    re.IGNORECASE,
)
_NONE_VALUE = re.compile(r"\b(?:no|none|nil|not expected)\W*$", re.IGNORECASE)


_PRESENT = re.compile(
    r"\b(?:active|existing|current|ongoing|acute|open|known|history|severe|chronic|having|had)\b",
    re.IGNORECASE,
)
_NUMBING = re.compile(r"\b(?:numb\w*|an(?:a)?esthe\w+)\b", re.IGNORECASE)
_INFORM = re.compile(r"\b(?:inform|tell|let)\b[^.;:]{0,40}\b(?:of|about|if|know|whether)\b", re.IGNORECASE)
_CANDIDATE = re.compile(r"\b(?:candidates?|suitable|helps? (?:people|patients|those))\b", re.IGNORECASE)
"""What follows are people who come for the treatment, with what they have."""
_CHANCE = re.compile(r"\b(?:risks?|chances?|likelihood|possibility|probability)\b", re.IGNORECASE)
_NO_USE = re.compile(
    r"\bafter (?:\w+ )?\s*$"
    r"|^\W*(?:in order )?to (?:help )?(?:minimi[sz]e|avoid|prevent|lessen|reduce)"
    r"(?: (?:the|any|your|risk|of)){0,3}\s*$",
    re.IGNORECASE,
)
_LITTLE = re.compile(r"\b(?:little|minimal|hardly any|barely any|low)\s*$", re.IGNORECASE)
"""Right before a name: "loose skin after weight loss", "little pain", "to avoid bruising, …"."""
_WHOLE = ("medicine", "state", "procedure", "allergy")
_ALLERGIC_TO = re.compile(r"\ballerg\w+ to\b[^.;:]{0,60}$", re.IGNORECASE)
_DEFINES = re.compile(
    r"\W*(?:an?|the|this|these|it|they|also|diagnosed|known|any|which|when|all|after)\b"
    r"|.*\b(?:that|which|known as|is|are)\b",
    re.IGNORECASE,
)
_BY_ITSELF = re.compile(
    r"\b(?:it|mesotherapy|treatments?|procedures?|therapy|injections?|used|effective|indicated|suffer\w*)\b"
    r"(?!.*\b(?:must|should|advised?|recommend\w*|helps? you|stop|ice|cream|arnica)\b)",
    re.IGNORECASE,
)
_CAUSES = ("condition", "medicine", "procedure", "state")
_BECAUSE_OF = re.compile(
    r"(?:because of|due to|owing to)(?! (?:the|a|an|its|their)? ?(?:risk|increased|possible|potential|lack))"
    r"(?:(?!\b(?:may|can|could|might|risk|chance)\b)[^;.:])*$",
    re.IGNORECASE,
)
_THE_PRODUCT = re.compile(r"\W*(?:because of|due to|owing to) the\b", re.IGNORECASE)
_NEAR = 25
_PEOPLE = re.compile(r"\b(?:\w{3,}ics|patients|mothers|sufferers|users|smokers)\b", re.IGNORECASE)
_OWN_POINTER = re.compile(r"\b(?:it|they|we|treatments?|procedures?)\b", re.IGNORECASE)
_FELT_IN = ("", Role.PROCEDURE, Role.RESULTS, Role.AFTERCARE)
_SUPPOSED = re.compile(r"\b(?:if|when|while|whether|unless|until|who|whose|with)\b", re.IGNORECASE)
_NO_USES = (Role.PROCEDURE, Role.HISTORY, Role.RESULTS)

_ALLERGIES = "allergies"
"""An item of a list of side effects too, though in prose a reason or a use."""
ROLES_OF_KIND = {
    "condition": RECORD_ROLES,
    "symptom": RECORD_ROLES,
    "medicine": (Role.CONTRAINDICATION,),
    "state": (Role.CONTRAINDICATION,),
    "procedure": (Role.CONTRAINDICATION,),
    "allergy": (Role.CONTRAINDICATION,),
    "concern": (Role.INDICATION,),
}
"""The roles that a kind of term can have at all, the most cautious first."""


class SentenceReading:
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
        return not is_part and not self._is_foreign(mention.span)

    # read only where something is named

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
        if not self.own or (self._is_item() and self.setting.role == Role.CONTRAINDICATION):
            return []  # "Botox in the last two weeks" is a reason of the page's own treatment
        return self.rules.treatments.foreign_spans(self.text, self.own)

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

    def accepted(self) -> list[tuple[Mention, Role]]:
        """Mentions with the role they have here; one role for each run of words."""
        if not (self.mentions or self.terms) or self.is_supposed:
            return []
        found = [(m, Role(m.concept.role)) for m in self.mentions if self._is_accepted(m)]
        found += self._bare_conditions(found)
        found += self._effects_in_label(found)
        found += self._of_terms(found)
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

    @cached_property
    def _is_allowed(self) -> bool:
        """It says that something is no reason to stay away."""
        return self._says(self.cues.allowed["patterns"], self.text)

    def _is_in_name(self, span: Span) -> bool:
        """ "Active infections or inflammation: …": in the name that a line gives itself."""
        name = _LINE_NAME.match(self.text)
        return name is not None and span.end <= name.end(1)

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
        return any(denial.denies(span) for denial in self.denials if not denial.is_diminished)

    def _is_foreign(self, span: Span) -> bool:
        return any(foreign.contains(span) for foreign in self.foreign)

    def _of_terms(self, found: list[tuple[Mention, Role]]) -> Iterator[tuple[Mention, Role]]:
        """Terms that no accepted concept covers, in the most cautious role that the sentence gives each."""
        taken = [m.span for m, role in found if role in RECORD_ROLES]
        for term in self.terms:
            if self._is_foreign(term.span) or any(span.overlaps(term.span) for span in taken):
                continue
            if self.vocabulary[term.concept.id].role not in (*RECORD_ROLES, ""):
                continue  # what it does is no use of it: "improved circulation" is a benefit
            for role in self._roles_of(term.concept):
                mention = Mention(_as_role(term.concept, role), term.span, term.is_felt)
                if self._may_have(role, mention) and self._is_accepted(mention):
                    yield mention, role
                    break

    def _roles_of(self, term: Concept) -> tuple[Role, ...]:
        """The roles that a term can have, the most cautious first; a bare item also has that of its list."""
        roles = ROLES_OF_KIND[term.kind]
        listed = self.setting.role
        if term.roles and not (listed == Role.SIDE_EFFECT and term.id == _ALLERGIES and self._is_item()):
            return tuple(role for role in roles if role in term.roles)
        if term.kind == "allergy" and listed == Role.SIDE_EFFECT:
            return (*roles, Role.SIDE_EFFECT)
        fits = listed in (Role.CONTRAINDICATION, Role.SIDE_EFFECT) or term.kind == "concern"
        is_listing = (self._is_item() and self.is_bare) or self.cues.announced_by(self.text) == listed
        if listed in RECORD_ROLES and fits and listed not in roles and is_listing:
            return (*roles, Role(listed))
        return roles

    def _may_have(self, role: Role, mention: Mention) -> bool:
        """What a term's kind and its place rule out.

        A symptom is a reason not to have the treatment only as an item of such a list. How a treatment works
        is no use of it ("reduces inflammation"), and neither is what brought a complaint about ("after
        pregnancy").
        """
        if mention.concept.kind == "procedure" and self._names_own(mention.span):
            return False
        if role is Role.CONTRAINDICATION and mention.concept.kind == "symptom":
            is_named = self._is_item() or self._is_in_name(mention.span)
            is_item = is_named and self.setting.role == Role.CONTRAINDICATION
            is_item = is_item and not _AFTERWARDS.search(self.text)
            return is_item or (self.verdict is not None and self._is_concerned(mention))
        if role is not Role.INDICATION:
            return True
        if mention.is_felt or (mention.concept.kind == "symptom" and not self._is_own_symptom(mention)):
            return False
        clause = self._before(mention)
        is_mechanism = self.setting.role in _NO_USES and not self._says(self.cues.use["strong"], clause)
        return not is_mechanism and not self._says(self.cues.use["cause"], clause)

    def _is_own_symptom(self, mention: Mention) -> bool:
        """What treatments also cause is a use only where uses are listed, or where the treatment eases it."""
        if self.setting.role == Role.INDICATION:
            return True
        clause = self._before(mention)
        return self._says(self.cues.use["strong"], clause) and _BY_ITSELF.search(clause) is not None

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

    # a reason not to have the treatment

    def _is_condition(self, mention: Mention) -> bool:
        at = mention.span.start
        if self.is_care or (self.setting.role == Role.AFTERCARE and not self._warns_people(mention)):
            return False
        if self._is_in_reason(at) and not self._is_cause(mention):
            return False
        if self._is_allowed or self.setting.is_denied or self._explains_item(mention):
            return False
        if self._is_in_definition(mention) or self._is_in_allergy(mention):
            return False
        if self._is_concerned(mention):
            return True
        if mention.concept.is_rule or self.setting.role == Role.CONTRAINDICATION:
            return not self._is_cause_of_use(at)
        warns = self.verdict is not None and not (mention.concept.kind and self._only_limits)
        if _NOT_FOR.search(self.text, 0, at) and not self._means_people(mention):
            return False  # "we do not inject for obesity"
        return self.is_exclusion(at) or (warns and not self._is_cause_of_use(at))

    def _means_people(self, mention: Mention) -> bool:
        """ "For people with epilepsy", "for epileptics", "for breastfeeding mothers"."""
        words = self.text[: mention.span.end + _NEAR]
        is_state = mention.concept.id in ("pregnancy", "breastfeeding")
        return is_state or self._says(self.cues.care["people"], words) or _PEOPLE.search(words) is not None

    def _warns_people(self, mention: Mention) -> bool:
        """Under "Aftercare" only a plain warning about people, or what a doctor must know, is a reason."""
        if self.verdict is None:
            return False
        is_strict = self.verdict.strength == Strength.AVOID and self._means_people(mention)
        return is_strict or (
            self.verdict.strength == Strength.CONSULT and _INFORM.search(self.text) is not None
        )

    @property
    def _only_limits(self) -> bool:
        """ "Not a cure for …" says what it does not do, not who should stay away."""
        return self.verdict is not None and self.verdict.strength == Strength.LIMIT

    @cached_property
    def is_care(self) -> bool:
        """Advice on what to leave out around a session, to everybody."""
        return self._says(self.cues.care["patterns"], self.text) and not self._says(
            self.cues.care["people"], self.text
        )

    def _is_concerned(self, mention: Mention) -> bool:
        """ "If you take aspirin, bruises may be larger": the one whom a danger concerns."""
        at = self._condition_before(mention, "condition")
        if at is not None:
            rest = self.text[:at] + self.text[mention.span.end :]
            return self.verdict is not None or matches(self.cues.care["greater"], rest)
        at = self._condition_before(mention, "group")
        return at is not None and self._says(self.cues.care["worse"], self.text[mention.span.end :])

    def _condition_before(self, mention: Mention, kind: str) -> int | None:
        """Where the words begin that make the mention a condition ("if you have …"), or None."""
        starts = self.cues.starts(self.cues.care[kind], self.text, self.possible)
        before = [start for start in starts if start < mention.span.start]
        if not before or re.search(r"[;:.!?]\s", self.text[before[-1] : mention.span.start]):
            return None
        return before[-1]

    def _is_barred(self, mention: Mention) -> bool:
        """ "Do not come if you have a rash": named as a reason, whatever else it may be."""
        is_strict = self.verdict is not None and self.verdict.strength == Strength.AVOID
        return is_strict and self._is_concerned(mention)

    def is_exclusion(self, at: int) -> bool:
        """In a list of good candidates: "without", "free from"; in a consent form: "I am not …"."""
        before = self.text[:at]
        is_candidate = self.setting.role == Role.CANDIDATE and self._says(self.cues.exclusion, before)
        return is_candidate or self._says(self.cues.consent, self.text)

    def is_rule(self, concept: str) -> bool:
        found = self.vocabulary.concepts.get(concept)
        return found is not None and found.is_rule

    def is_limit(self, concept: str) -> bool:
        found = self.vocabulary.concepts.get(concept)
        return found is not None and found.is_limit

    def _explains_item(self, mention: Mention) -> bool:
        """Prose under an item of its list explains that item; it names no further reason."""
        return (
            bool(mention.concept.kind)
            and self.is_nested
            and not self.is_bare
            and not self._says(self.cues.care["people"], self.text)
        )

    def _is_in_definition(self, mention: Mention) -> bool:
        """ "Haemophilia: a genetic disorder": the text says what the name means, it warns of nothing else."""
        if not self.label_end or mention.span.start < self.label_end or self.verdict is not None:
            return False
        if not any(m.span.end <= self.label_end for m in self.named) or not mention.concept.kind:
            return False
        body = self.text[self.label_end :].lstrip(" :")
        warns = self._says(self.cues.care["people"], body) or self._says(self.cues.care["condition"], body)
        return _DEFINES.match(body) is not None and not warns

    def _is_in_allergy(self, mention: Mention) -> bool:
        """ "Allergic to aspirin" is one reason: the allergy, not the medicine."""
        is_medicine = mention.concept.kind == "medicine" or any(
            term.concept.kind == "medicine" and term.span.overlaps(mention.span) for term in self.terms
        )
        return is_medicine and _ALLERGIC_TO.search(self.text, 0, mention.span.start) is not None

    def _is_cause(self, mention: Mention) -> bool:
        """ "A weak immune system because of HIV": a disease that causes the reason is one too."""
        between = self.text[self.reason_at : mention.span.start]
        is_product = mention.concept.kind == "medicine" and _THE_PRODUCT.match(between) is not None
        return mention.concept.kind in _CAUSES and not is_product and _BECAUSE_OF.match(between) is not None

    def _is_in_reason(self, at: int) -> bool:
        """After "as it may …" and before "in people with …": the reason, not the condition."""
        if at < self.reason_at:
            return False
        between = self.text[self.reason_at : at]
        return not self._says(self.cues.effect["group"], between)

    def _is_cause_of_use(self, at: int) -> bool:
        return self.setting.role == Role.INDICATION and self.verdict is None

    # an unwanted effect

    def _is_effect(self, mention: Mention) -> bool:
        if self.setting.is_denied or self._is_no_effect(mention):
            return False
        if mention.concept.is_rule or self._names_row(mention):
            return True
        clause = self._before(mention)
        if self._says(self.cues.use["origin"], clause):
            return False
        if self.setting.role == Role.SIDE_EFFECT:
            return not self._says(self.cues.use["strong"], clause)
        if self.is_diminished(mention) and not self._occurs_a_little(mention):
            return False
        if mention.is_felt and self.setting.role in _FELT_IN and not _SUPPOSED.search(clause):
            return True
        if self.setting.role == Role.CONTRAINDICATION:
            return not self._is_cause(mention) and self._is_effect_among_reasons(mention)
        return self._is_effect_in_prose(mention, clause)

    def _is_no_effect(self, mention: Mention) -> bool:
        """Denied, or named as a reason not to have the treatment."""
        if self.is_negated(mention) or self._is_in_denied_label(mention.span):
            return True
        if self.setting.role == Role.SIDE_EFFECT:
            return False
        is_given = (
            mention.concept.kind == "condition" and self._condition_before(mention, "condition") is not None
        )
        return is_given or self._is_barred(mention)

    def _is_effect_in_prose(self, mention: Mention, clause: str) -> bool:
        if self.setting.role == Role.INDICATION and self._is_item():
            return False
        eases = self.setting.role == Role.AFTERCARE and not _NUMBING.search(self.text)
        if eases and self._says(self.cues.effect["eases"], clause):
            return True
        if (
            mention.concept.kind == "condition"
            and self.verdict
            and not self._is_in_reason(mention.span.start)
        ):
            return False  # "people with lupus should not have it" names no effect
        if _CANDIDATE.search(clause):
            return False
        return self._is_caused(mention) and not self._is_treated(mention)

    def _is_effect_among_reasons(self, mention: Mention) -> bool:
        """In a list of reasons: what follows a session, what a reason gives, what is caused."""
        if self._is_concerned(mention):
            return False
        is_listed = self._is_item() and self.verdict is None and _AFTERWARDS.search(self.text)
        if is_listed or self._is_in_reason(mention.span.start):
            return True
        start, end = self._clause_bounds(mention.span)
        may_be = self._says(self.cues.effect["may_cause"], self.text[start : mention.span.end])
        lasts = self._says(self.cues.effect["lasts"], self.text[mention.span.end : end])
        return (may_be or lasts) and self._is_caused(mention)

    def _is_caused(self, mention: Mention) -> bool:
        start, end = self._clause_bounds(mention.span)
        before, after = self.text[start : mention.span.end], self.text[mention.span.end : end]
        is_caused = self._says(self.cues.effect["causes"], before)
        return is_caused or self._says(self.cues.effect["occurs"], before + after)

    def _is_treated(self, mention: Mention) -> bool:
        """A verb of treating stands nearer to the mention than a verb of causing."""
        before = self._before(mention)
        treats = self.cues.starts(self.cues.use["treats"], before, self.possible)
        causes = self.cues.starts(self.cues.effect["causes"], before, self.possible)
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
            and not any(span.end <= self.label_end for span in conditions)
            and m.concept.role == Role.SIDE_EFFECT
            and m.span.end <= self.label_end
            and not any(span.overlaps(m.span) for span in conditions)
        ]

    def _bare_conditions(self, found: list[tuple[Mention, Role]]) -> list[tuple[Mention, Role]]:
        """An item of a list of reasons that only an effect names ("Bleeding") is a reason all the same."""
        is_item = self.passage.kind is PassageKind.LIST_ITEM and self.setting.role == Role.CONTRAINDICATION
        if not is_item or any(role in RECORD_ROLES for _, role in found) or _AFTERWARDS.search(self.text):
            return []
        names = [m for m in self.mentions if not self.label_end or m.span.end <= self.label_end]
        effects = [m for m in names if m.concept.role == Role.SIDE_EFFECT and not self.is_negated(m)]
        return [(m, Role.CONTRAINDICATION) for m in effects]

    # what the treatment is for

    def _is_use(self, mention: Mention) -> bool:
        if self.is_denied_use(mention):
            return True
        clause = self._before(mention)
        if self.setting.is_denied or self._is_no_use(mention, clause):
            return False
        if self.setting.role in (Role.CONTRAINDICATION, Role.SIDE_EFFECT, Role.AFTERCARE):
            return self._says(self.cues.use["strong"], clause) and self._speaks_of_own()
        causes = self.cues.effect["causes" if mention.concept.needs_cue else "harm"]
        if self._says(causes, clause) and not self._is_treated(mention):
            return False
        if mention.concept.needs_cue and self.setting.role != Role.INDICATION:
            _, end = self._clause_bounds(mention.span)
            is_treated = self._says(self.cues.use["treats"], self.text[: mention.span.end])
            return is_treated or self._says(self.cues.use["after"], self.text[mention.span.end : end])
        return True

    def _is_no_use(self, mention: Mention, clause: str) -> bool:
        """Denied, what happens, what gives a reason, what brought a complaint about."""
        if self.is_negated(mention) or self._is_in_denied_label(mention.span):
            return True
        if _HAPPENS.match(self.text[mention.span.end :]) or self._is_in_reason(mention.span.start):
            return True
        if _NO_USE.search(clause) or (_LITTLE.search(clause) and mention.concept.id.startswith("pain")):
            return True
        return self._says(self.cues.use["origin"], clause) and not self._is_treated(mention)

    def _speaks_of_own(self) -> bool:
        """Among dangers a use must be one of the page's own treatment, not of what helps against them."""
        return _OWN_POINTER.search(self.text) is not None or self._names_own(Span(0, len(self.text)))

    def is_denied_use(self, mention: Mention) -> bool:
        """ "Not a solution for weight loss"."""
        start, _ = self._clause_bounds(mention.span)
        return self._says(self.cues.use["denied_use"], self.text[start : mention.span.start])

    # clauses

    def is_negated(self, mention: Mention) -> bool:
        """ "No scarring", "without redness, swelling or bruising"."""
        return self._is_in_reach(mention, is_diminished=False)

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


@cache
def _as_role(term: Concept, role: Role) -> Concept:
    """The term in one role; only a wish ("smoother skin") needs no verb of treating beside it."""
    return replace(term, role=role.value, needs_cue=term.kind != "concern")


def _caution_rank(role: Role) -> int:
    return RECORD_ROLES.index(role) if role in RECORD_ROLES else len(RECORD_ROLES)
