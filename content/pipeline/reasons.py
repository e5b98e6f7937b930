"""Reasons: whether a passage names a thing as a reason not to have the treatment."""

import re
from functools import cached_property

from content.pipeline.cues import matches
from content.pipeline.settings import Role, Strength
from content.pipeline.vocabulary import Mention
from content.pipeline.wording import Wording

_NOT_FOR = re.compile(
    r"\b(?:not|never|n[’']t) (?:\w+ )?"
    r"(?:inject\w*|treat\w*|use\w*|offer\w*|suitable|meant|intended|indicated)(?: it| this)?"
    r" (?:for|against|on|as a treatment (?:for|of))\b[^.;:]*$",
    re.IGNORECASE,
)
_INFORM = re.compile(r"\b(?:inform|tell|let)\b[^.;:]{0,40}\b(?:of|about|if|know|whether)\b", re.IGNORECASE)
_ALLERGIC_TO = re.compile(r"\ballerg\w+ to\b[^.;:]{0,60}$", re.IGNORECASE)
_DEFINES = re.compile(
    r"\W*(?:an?|the|this|these|it|they|also|diagnosed|known|any|which|when|all|after)\b"
    r"|.*\b(?:that|which|known as|is|are)\b",
    re.IGNORECASE,
)
_CAUSES = ("condition", "medicine", "procedure", "state")
_BECAUSE_OF = re.compile(
    r"(?:because of|due to|owing to|(?:because|since|as) (?:i|you|we|they|he|she|someone|somebody)"
    r" (?:am|are|is|was|were|have|has|had|take|takes|took|suffer|suffers|suffered))"
    r"(?! (?:the|a|an|its|their)? ?(?:risk|increased|possible|potential|lack))"
    r"(?:(?!\b(?:may|can|could|might|risk|chance)\b)[^;.:])*$",
    re.IGNORECASE,
)
_THE_PRODUCT = re.compile(r"\W*(?:because of|due to|owing to) the\b", re.IGNORECASE)
_LEAVE_OUT = re.compile(
    r"\b(?:avoid|avoiding|refrain from|put off|forbidden to|not allowed to)\b"
    r"(?:(?!\b(?:if|in|with|who|when|during|while|for|on|over|near|around|treat\w*|mesotherapy|inject\w*"
    r"|needl\w*|peel\w*)\b)[^.;:])*$",
    re.IGNORECASE,
)
_CANDIDATES = re.compile(r"\bcandidates? (?:is|are|should be|must be)\b", re.IGNORECASE)
_PRONE = re.compile(
    r"\b(?:tendency|tendencies|prone|history|predispos\w+|susceptib\w+) (?:to|of|for) (?:\w+ ){0,2}$",
    re.IGNORECASE,
)
_DOUBTED = re.compile(
    r"\b(?:not|never|cannot|whether|unknown|un(?:safe|proven|clear|likely)|if|only|unless|but|until|once|when"
    r"|provided|except|after)\b|n[’']t\b",
    re.IGNORECASE,
)
"""What is safe only on a condition is not called safe."""
_UNLIKELY = re.compile(
    r"\b(?:unlikely|occur|happen|appear|arise|develop|seen|reported|known|observed|zero|nil|negligible"
    r"|unheard)",
    re.IGNORECASE,
)
_HAD = re.compile(
    r"\b(?:had|have|has|having|recent\w*|previous\w*|prior|after|before|within|since|last|past|undergo\w*"
    r"|underwent"
    r"|plan\w*|following|combine\w*|together|same|weeks?|months?|days?|wait|if)\b",
    re.IGNORECASE,
)
_GOES_ON_TAKING = re.compile(
    r"[^.;:]{0,30}?\b(?:never|not) (?:to )?be (?:stopped|paused|discontinued|changed|interrupted)\b",
    re.IGNORECASE,
)
_NO_CURE = re.compile(
    r"[^.;:]{0,40}?\b(?:will|can|could|is|are)(?: ?not| never|n[’']t) (?:\w+ )?be"
    r" (?:cured|healed|fixed|repaired|helped|relieved|improved|reversed|(?:\w+ )?(?:excluded|ruled out))\b",
    re.IGNORECASE,
)
"""Behind a disease: the treatment is no cure for it, or may bring it."""
_OWN_BODY = re.compile(r"\b(?:yourself|oneself|itself|myself|(?:your|my|one[’']s) own)\b", re.IGNORECASE)
_NOT_ALLERGIC = re.compile(
    r"\b(?:cannot|can[’']t|can not|impossible to|not possible to|never|nobody (?:is|can))\b[^.;:]{0,20}$",
    re.IGNORECASE,
)
EVEN = re.compile(
    r"\b(?:even (?:with|in|for|after|on|if (?:you|they|he|she|one|people) (?:have|has|are|is|had))|despite"
    r"|in spite of"
    r"|regardless of|notwithstanding)\b[^.;:]{0,40}$",
    re.IGNORECASE,
)
"""Before a thing: no hindrance, where nothing warns."""
_KEEP_TAKING = re.compile(
    r"\b(?:do not|don[’']t|never|without) (?:stop|stopping|pause|pausing|change"
    r"|changing)(?: taking)? (?:\w+ ){0,2}$",
    re.IGNORECASE,
)
_OF_WHOM = re.compile(r"\b(?:in|with|if|when|during|for|who|of having|from)\b", re.IGNORECASE)
_OF_SOMETHING_THERE = re.compile(
    r"\b(?:worsen|aggravat|exacerbat|intensif|inflame|flar|trigger|provok|activat|reactivat|re-?awak|wake"
    r"|bring(?:s|ing)? on|brought on|make(?:s)? (?:\w+ ){1,3}worse|attack|relapse|seizure|recurren)",
    re.IGNORECASE,
)
"""What gets worse or comes back was there before: it concerns those who have it."""
_RISK = re.compile(r"(?:risks?|dangers?|harm|damage)\b", re.IGNORECASE)
_RISK_TO = re.compile(
    r"\b(?:risks?|dangers?|harm|damage|strain)(?: \w+)? (?:to|of)(?: the| a| an| your)? $", re.IGNORECASE
)
_TAKEN = re.compile(
    r"\b(?:take|takes|taking|taken|took|on|off|with|if|people|patients|anyone|your|since)\b", re.IGNORECASE
)
_WARY_UNDER = ("", Role.PROCEDURE, Role.CANDIDATE, Role.RESULTS, Role.CONTRAINDICATION)
_NEAR = 25
_PEOPLE = re.compile(r"\b(?:\w{3,}ics|patients|mothers|sufferers|users|smokers)\b", re.IGNORECASE)


class Reasons(Wording):
    """Who must not be treated, who must take care, and what only looks like it."""

    def _is_condition(self, mention: Mention) -> bool:
        at = mention.span.start
        if self.is_care or (self.setting.role == Role.AFTERCARE and not self._warns_people(mention)):
            return False
        if self._is_set_aside(mention):
            return False
        if self._is_concerned(mention):
            return True
        if mention.concept.is_rule or self.setting.role == Role.CONTRAINDICATION:
            return not self._is_cause_of_use(at)
        warns = self._is_warned_near(mention) and not (mention.concept.kind and self._only_limits)
        if self._is_use_refused(mention):
            return False
        is_wary = self._is_named_warily(mention)
        return is_wary or self.is_exclusion(at) or (warns and not self._is_cause_of_use(at))

    def _is_use_refused(self, mention: Mention) -> bool:
        """ "We do not inject for obesity"."""
        if not _NOT_FOR.search(self.text, 0, mention.span.start) or self._means_people(mention):
            return False
        return not self.refusals.names_reason(mention.span.of(self.text))

    def _is_set_aside(self, mention: Mention) -> bool:
        """Denied, allowed, explained, or only the reason that is given for something else."""
        at = mention.span.start
        if self._is_in_reason(at) and not self._is_cause(mention):
            return True
        return (
            self._is_left_out(at)
            or self._is_only_told(mention)
            or self._is_allowed(mention)
            or self.setting.is_denied
            or self._explains_item(mention)
            or self._is_in_definition(mention)
            or self._is_in_allergy(mention)
        )

    def _is_only_told(self, mention: Mention) -> bool:
        """Named in prose, brought about or unlikely, where nothing in the sentence warns of it."""
        if self._goes_on(mention) or self._is_not_cured(mention) or self._changes_nothing(mention):
            return True
        if self._is_own_body(mention):
            return True
        is_told = (
            self._is_only_named(mention)
            or self._is_brought_about(mention)
            or self._is_unlikely(mention)
            or self._is_made_light_of(mention)
        )
        return is_told and (self.verdict is None or self._only_limits)

    @cached_property
    def says_safe(self) -> bool:
        """ "Pregnancy: mesotherapy is safe then" among reasons: the words say the opposite of their list."""
        if self.setting.role != Role.CONTRAINDICATION or self.verdict is not None:
            return False
        says = matches(self.cues.allowed["safe"], self.text) or matches(
            self.cues.allowed["patterns"], self.text
        )
        return says and _DOUBTED.search(self.text) is None

    def _is_named_warily(self, mention: Mention) -> bool:
        """What nothing is treated for, in a sentence that sounds like a warning, in whatever words.

        A warning in words that no cue knows must not be lost; an editor sees what it was taken from.
        """
        if self.wary is None or self.setting.role not in _WARY_UNDER:
            return False
        if self.text.rstrip().endswith("?") or self._says(self.cues.use["treats"], self._before(mention)):
            return False
        if _RISK_TO.search(self.text, 0, mention.span.start) or _RISK.match(self.text, mention.span.start):
            return False
        medicines = (term.span for term in self.terms if term.concept.kind == "medicine")
        is_medicine = any(span.overlaps(mention.span) for span in medicines)
        is_taken = not is_medicine or _TAKEN.search(self.text) is not None
        return is_taken and self.refusals.names_illness(mention.span.of(self.text))

    @cached_property
    def wary(self) -> Strength | None:
        """How strictly a sentence warns that only sounds like a warning; None where it does not."""
        says = self.cues.wary
        is_other = self._says(says["unless"], self.text) or self._says(self.cues.care["patterns"], self.text)
        if is_other or any(term.concept.kind == "concern" for term in self.terms):
            return None
        if self._says(says["refuses"], self.text):
            return Strength.AVOID
        return Strength.CAUTION if self._says(says["warns"], self.text) else None

    def _is_warned_near(self, mention: Mention) -> bool:
        """Whether the sentence warns, or the part of it between semicolons that names the thing."""
        if self.verdict is None or ";" not in self.text:
            return self.verdict is not None
        start = self.text.rfind(";", 0, mention.span.start) + 1
        end = self.text.find(";", mention.span.end)
        part = self.text[start : end if end > 0 else None]
        return self.cues.verdict_of(part) is not None or matches(self.cues.allowed["goes_on"], part)

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

    def _is_only_named(self, mention: Mention) -> bool:
        """In prose: a procedure that nobody is said to have had."""
        if self._is_item() or (self.setting.role == Role.CONTRAINDICATION and self.is_bare):
            return False
        is_procedure = self._kinds_at(mention) == {"procedure"}
        is_illness = is_procedure and self.refusals.names_illness(mention.span.of(self.text))
        return is_procedure and not is_illness and _HAD.search(self.text) is None

    def _goes_on(self, mention: Mention) -> bool:
        """ "Blood thinners must never be stopped" warns of no treatment, unless the rest of it does."""
        if _KEEP_TAKING.search(self.text, 0, mention.span.start) and self._is_second(mention):
            return True
        told = _GOES_ON_TAKING.match(self.text, mention.span.end)
        if told is None or self._is_item() or self._kinds_at(mention) != {"medicine"}:
            return False
        rest = f"{self.text[: mention.span.start]}{self.text[told.end() :]}"
        return self.cues.verdict_of(rest) is None and not self._means_people(mention)

    def _is_second(self, mention: Mention) -> bool:
        """Whether something else is warned of before it, so that no warning hangs on the mention."""
        return any(term.span.end < mention.span.start - _NEAR for term in self.terms)

    def _is_not_cured(self, mention: Mention) -> bool:
        """ "A tumour will never be cured by it" says what it does not do, where nothing else warns."""
        told = _NO_CURE.match(self.text, mention.span.end)
        return told is not None and self._warns_no_more(
            f"{self.text[: mention.span.end]}{self.text[told.end() :]}"
        )

    def _changes_nothing(self, mention: Mention) -> bool:
        """ "A pacemaker makes no difference", unless a warning of the page's own stands beside it."""
        start, end = self._clause_bounds(mention.span)
        clause = self.text[start:end]
        says = next(self.cues.allowed["indifferent"].finditer(clause), None)
        return says is not None and self._warns_no_more(f"{clause[: says.start()]},{clause[says.end() :]}")

    def _warns_no_more(self, words: str) -> bool:
        """Whether the parts of ``words`` that are not about another treatment warn nobody."""
        parts = [part for part in words.split(",") if not self._is_of_other(part)]
        return self.cues.verdict_of(",".join(parts)) is None

    def _is_of_other(self, part: str) -> bool:
        named = {name for name, _ in self.rules.treatments.named(part)}
        return bool(named) and not named & self.own

    def _is_made_light_of(self, mention: Mention) -> bool:
        """ "Even with diabetes", "despite my lupus"."""
        return EVEN.search(self.text, 0, mention.span.start) is not None

    def _is_own_body(self, mention: Mention) -> bool:
        """ "You cannot be allergic to your own blood"."""
        is_own = _OWN_BODY.search(self.text, mention.span.start, mention.span.end + _NEAR)
        return is_own is not None and _NOT_ALLERGIC.search(self.text, 0, mention.span.start) is not None

    def _kinds_at(self, mention: Mention) -> set[str]:
        return {term.concept.kind for term in self.terms if term.span.overlaps(mention.span)}

    def _is_brought_about(self, mention: Mention) -> bool:
        """ "It can cause blindness or a stroke" in prose on dangers: what happens, not whom it happens to."""
        if self._is_item() or self.setting.role != Role.CONTRAINDICATION:
            return False
        before = self._before(mention)
        causes = [m.end() for m in self.cues.effect["may_cause"].finditer(before, self.possible)]
        between = before[max(causes) :] if causes else ""
        return (
            bool(causes)
            and not self._says(self.cues.care["people"], between)
            and not _OF_WHOM.search(between)
            and not _OF_SOMETHING_THERE.search(self.text, 0, mention.span.end + _NEAR)
        )

    def _is_unlikely(self, mention: Mention) -> bool:
        """ "Allergies are unlikely", "infections do not occur": what does not happen warns nobody."""
        if self._is_item():
            return False
        behind = (d for d in self.denials if not d.is_forward and d.denies(mention.span))
        return any(_UNLIKELY.search(denial.trigger.of(self.text)) for denial in behind)

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
        between = self.text[before[-1] : mention.span.start] if before else ""
        if not before or re.search(r"[;.!?]\s|(?<!following):\s", between):
            return None
        return before[-1]

    def _is_barred(self, mention: Mention) -> bool:
        """ "Do not come if you have a rash": named as a reason, whatever else it may be."""
        is_strict = self.verdict is not None and self.verdict.strength == Strength.AVOID
        return is_strict and self._is_concerned(mention)

    def _is_left_out(self, at: int) -> bool:
        """ "Patients should avoid saunas": what all leave out for some days is no condition of theirs."""
        is_listed = self.setting.role == Role.CONTRAINDICATION and self._is_item()
        return not is_listed and _LEAVE_OUT.search(self.text, 0, at) is not None

    def _is_proneness(self, mention: Mention) -> bool:
        """ "A tendency to dark patches" is a reason where people are warned, and no effect."""
        prone = _PRONE.search(self.text, 0, mention.span.start) is not None
        return prone and self.verdict is not None

    def is_exclusion(self, at: int) -> bool:
        """In a list of good candidates: "without", "free from"; in a consent form: "I am not …"."""
        before = self.text[:at]
        speaks_of_them = self.setting.role == Role.CANDIDATE or _CANDIDATES.search(before) is not None
        is_candidate = speaks_of_them and self._says(self.cues.exclusion, before)
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
