"""Effects: whether a passage names a thing as an unwanted effect of the treatment."""

import re

from content.pipeline.passages import PassageKind
from content.pipeline.reasons import EVEN, Reasons
from content.pipeline.settings import RECORD_ROLES, Role
from content.pipeline.vocabulary import Mention

AFTERWARDS = re.compile(
    r"\b(?:after|afterwards|following|post) ?(?:the |a |an |your |each |every )?(?:\w+ )?"
    r"(?:sessions?|treatments?|injections?|procedures?|draw|visit|peel|needling)?\b"
    r"|\bmay feel\b|\bafterwards\b",
    re.IGNORECASE,
)
_FREE = re.compile(r"[-‐‑ ]free\b", re.IGNORECASE)
_NONE_VALUE = re.compile(r"\b(?:no|none|nil|not expected)\W*$", re.IGNORECASE)
_NUMBING = re.compile(r"\b(?:numb\w*|an(?:a)?esthe\w+)\b", re.IGNORECASE)
_OF_WHAT_TO_AVOID = re.compile(
    r"\bavoid\b[^.;:]*\b(?:that|which) (?:may|might|can|could)\b[^.;:]*$", re.IGNORECASE
)
"""An effect of what one should leave out, rather than of the treatment."""
_OF_WHAT_IS_LEFT_OUT = re.compile(
    r"^\W*(?:please )?(?:no|avoid|do not|don[’']t|never|skip|leave off|keep off)\b"
    r"(?:(?!\b(?:it|treat\w*|sessions?|mesotherapy|inject\w*|come|book|have)\b)[^.;:,])*,? "
    r"(?:as|because|since|or|otherwise) (?:it|this|that|they|these|you|otherwise)\b[^.;:]*$",
    re.IGNORECASE,
)
_PLACE_BEFORE = re.compile(
    r"\b(?:into|to|at|over|around|round|near|of|upon|inject(?:s|ed|ing)?) (?:(?:the|a|an|your|each|any|very"
    r"|most) )*$",
    re.IGNORECASE,
)
_PLACE_BEHIND = re.compile(
    r"\s(?:zones?|areas?|spots?|points?|regions?|sites?|parts?|joints?|muscles?|places?|tissues?|discs?"
    r"|tendons?)\b",
    re.IGNORECASE,
)
"""Around a thing: it names where the needle goes."""
_METHOD = re.compile(
    r"\b(?:series|number|rows?|grid|set|dozens|hundreds?|multitude|sequence) of (?:\w+ ){0,3}$"
    r"|\b(?:by|with|through) (?:means of )?(?:(?:a|an|the|many|several|multiple|numerous|tiny|small|fine"
    r"|quick|shallow) )+$"
    r"|\d (?:\w+ )?$",
    re.IGNORECASE,
)
_PRICKS = re.compile(r"(?:\w+ )?(?:pricks?|punctures?|jabs?)", re.IGNORECASE)
"""What is done, rather than felt."""
_NUMBED = re.compile(
    r"\b(?:once|when|until|till|before|after|as soon as|as|while) (?:the |your |this |all )*$", re.IGNORECASE
)
_WEARS_OFF = re.compile(
    r"\s(?:(?:has |have )?(?:wears?|wearing|wore|worn) off|is gone|sets? in|has set|takes? (?:effect|hold)"
    r"|works?)\b",
    re.IGNORECASE,
)
"""Numbness around which something else is told: that of the numbing cream."""
_SHOWS = re.compile(r"\s(?:may|might|can|could|will) (?:\w+ )?show\b", re.IGNORECASE)
"""Right behind a thing: it is seen; before one ("photos may show swelling") it says nothing of the kind."""
_CIRCUMSTANCE = re.compile(
    r"\b(?:especially|above all|mostly|mainly|chiefly|particularly|more so) (?:on|if|when|after|at"
    r"|with)\b[^.;,]{0,30}$",
    re.IGNORECASE,
)
"""Before a thing: when the effect comes, not what it is."""
_BETTER = re.compile(
    r"\s(?:(?:may|can|could|will|should|usually|often) )?(?:fades?|lightens?|softens?|improves?|shrinks?"
    r"|clears?"
    r"|diminish(?:es)?|gets? (?:better|lighter|softer)) (?:\w+ )?(?:after|with|over|within"
    r"|through) (?:(?:the|a|an|our) )?"
    r"(?:\w+ )?(?:sessions|treatments|courses?|mesotherapy|therapy)\b",
    re.IGNORECASE,
)
"""Right behind a thing: the treatment makes it better."""
_CANDIDATE = re.compile(r"\b(?:candidates?|suitable|helps? (?:people|patients|those))\b", re.IGNORECASE)
"""What follows are people who come for the treatment, with what they have."""
_FELT_IN = ("", Role.PROCEDURE, Role.RESULTS, Role.AFTERCARE)
_SUPPOSED = re.compile(r"\b(?:if|when|while|whether|unless|until|who|whose|with)\b", re.IGNORECASE)


class Effects(Reasons):
    """What happens, may happen or is feared, told apart from what is denied, treated or a reason."""

    def _is_effect(self, mention: Mention) -> bool:
        if self.setting.is_denied or self._is_told_of_other(mention.span) or self._is_no_effect(mention):
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
        if _FREE.match(self.text, mention.span.end):
            return True
        if self.is_negated(mention) or self._is_in_denied_label(mention.span) or self._is_proneness(mention):
            return True
        if _BETTER.match(self.text, mention.span.end):
            return True
        if self._is_place_or_method(mention) or _CIRCUMSTANCE.search(self._before(mention)):
            return True
        if self.setting.role == Role.SIDE_EFFECT:
            return False
        if mention.concept.kind == "condition" and EVEN.search(self._before(mention)):
            return True
        before = self._before(mention)
        if _OF_WHAT_TO_AVOID.search(before) or _OF_WHAT_IS_LEFT_OUT.search(before):
            return True
        is_given = (
            mention.concept.kind == "condition" and self._condition_before(mention, "condition") is not None
        )
        return is_given or self._is_barred(mention)

    def _is_place_or_method(self, mention: Mention) -> bool:
        """ "Into the painful zone", "by a series of pricks", "once the numbness wears off"."""
        before = self._before(mention)
        if _PLACE_BEHIND.match(self.text, mention.span.end) and _PLACE_BEFORE.search(before):
            return True
        if _WEARS_OFF.match(self.text, mention.span.end) and _NUMBED.search(before):
            return _NUMBING.match(mention.span.of(self.text)) is not None
        return (
            _PRICKS.fullmatch(mention.span.of(self.text)) is not None and _METHOD.search(before) is not None
        )

    def _is_effect_in_prose(self, mention: Mention, clause: str) -> bool:
        if self.setting.role == Role.INDICATION and (self._is_item() or self._is_named_use(mention, clause)):
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

    def _is_named_use(self, mention: Mention, clause: str) -> bool:
        """ "Telogen effluvium: the fall is temporary" under uses: a disease that nothing is said to bring."""
        return mention.concept.kind == "condition" and not self._says(self.cues.effect["causes"], clause)

    def _is_effect_among_reasons(self, mention: Mention) -> bool:
        """In a list of reasons: what follows a session, what a reason gives, what is caused."""
        if self._is_concerned(mention):
            return False
        is_listed = self._is_item() and self.verdict is None and AFTERWARDS.search(self.text)
        if is_listed or self._is_in_reason(mention.span.start):
            return True
        return self._may_follow(mention) and self._is_caused(mention)

    def _may_follow(self, mention: Mention) -> bool:
        """More than "you have it": it may happen, lasts, or is caused."""
        start, end = self._clause_bounds(mention.span)
        may_be = self._says(self.cues.effect["may_cause"], self.text[start : mention.span.end])
        lasts = self._says(self.cues.effect["lasts"], self.text[mention.span.end : end])
        return may_be or lasts

    def _is_caused(self, mention: Mention) -> bool:
        start, end = self._clause_bounds(mention.span)
        before, after = self.text[start : mention.span.end], self.text[mention.span.end : end]
        is_caused = self._says(self.cues.effect["causes"], before) or _SHOWS.match(after) is not None
        if mention.concept.kind != "condition":  # "you have lupus" is no effect, "you have a bruise" is
            is_caused = is_caused or self._says(self.cues.effect["has"], before)
        return is_caused or self._says(self.cues.effect["occurs"], before + after)

    def _is_treated(self, mention: Mention) -> bool:
        """A verb of treating stands nearer to the mention than a verb of causing."""
        before = self._before(mention)
        treats = self.cues.starts(self.cues.use["treats"], before, self.possible)
        effect = self.cues.effect
        causes = sorted(
            at for key in ("causes", "has") for at in self.cues.starts(effect[key], before, self.possible)
        )
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
        if not is_item or any(role in RECORD_ROLES for _, role in found) or AFTERWARDS.search(self.text):
            return []
        names = [m for m in self.mentions if not self.label_end or m.span.end <= self.label_end]
        effects = [m for m in names if m.concept.role == Role.SIDE_EFFECT and not self.is_negated(m)]
        return [(m, Role.CONTRAINDICATION) for m in effects]
