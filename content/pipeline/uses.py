"""Uses: whether a passage names a thing as what the treatment is for."""

import re
from functools import cached_property

from content.pipeline.cues import matches, plain
from content.pipeline.effects import Effects
from content.pipeline.settings import Role
from content.pipeline.spans import Span
from content.pipeline.vocabulary import Mention

_HAPPENS = re.compile(
    r"\W{0,3}\s(?:(?:may|can|could|might|will|usually|often) )?(?:occurs?|appears?|happens?|develops?"
    r"|gets? worse|lasts?|subsides?|resolves?|goes? (?:down|away)|comes? up"
    r"|(?:may|can|could|might|will) (?:\w+ )?(?:show|form|arise|be (?:seen|felt|visible|brought in|left))"
    r"|(?:turns?|crops?|pops?|shows?) up"
    r"|more (?:prominent|visible|noticeable|obvious)|(?:is|are) (?:\w+ )?(?:caused|triggered|brought on) by"
    r"|(?:is|are) an? (?:\w+ ){0,3}(?:condition|disease|disorder))\b",
    re.IGNORECASE,
)
_FOR_A_TIME = re.compile(
    r"\s(?:may|might|can|could|will) (?:\w+ )?(?:lighten|darken|fade|pale|vanish|disappear"
    r"|stand out)\b[^.;]{0,20}?"
    r"\b(?:for (?:a|some) (?:time|while|few)|for some|temporar\w+|at first|in the meantime)\b",
    re.IGNORECASE,
)
"""What happens to something that nobody came for, right behind its name."""
_TOLD_OF = re.compile(
    r"\s(?:also |often |usually |mostly )?(?:affects?\b|runs? in\b|stems? from\b|comes? from\b"
    r"|ha(?:s|ve) (?:many|several|various|different|other) (?:causes|reasons|triggers)\b"
    r"|results? from\b|leaves?\b|leads? to\b|causes?\b|brings?\b"
    r"|(?:may|can|could|might) (?:also |often |sometimes )?be (?:\w+ )?"
    r"(?:caused|triggered|brought on|due to|the result|a sign)\b)",
    re.IGNORECASE,
)
"""What a complaint does to people and where it comes from, right behind its name in prose."""
_ADVICE = re.compile(
    r"\W*(?:please )?(?:avoid|refrain|do not|don[’']t|never|apply|drink|keep|sleep|wear"
    r"|elevate|rest|massage)\b",
    re.IGNORECASE,
)
_MADE = re.compile(
    r"\b(?:creat(?:e|es|ing) (?:\w+ ){0,3}|making (?:tiny|small|micro\w*|little) )$", re.IGNORECASE
)
"""What one does, and what the needle makes: no use of it."""
_NO_USE = re.compile(
    r"\bafter (?:\w+ )?\s*$"
    r"|^\W*(?:in order )?to (?:help )?(?:minimi[sz]e|avoid|prevent|lessen|reduce)"
    r"(?: (?:the|any|your|risk|of)){0,3}\s*$",
    re.IGNORECASE,
)
_LITTLE = re.compile(r"\b(?:little|minimal|hardly any|barely any|low)\s*$", re.IGNORECASE)
"""Right before a name: "loose skin after weight loss", "little pain", "to avoid bruising, …"."""
_OWN_POINTER = re.compile(r"\b(?:it|they|we|treatments?|procedures?)\b", re.IGNORECASE)


class Uses(Effects):
    """What is treated or wished for, told apart from what brought it about and what only looks like it."""

    def _is_use(self, mention: Mention) -> bool:
        if self.is_denied_use(mention):
            return True
        clause = self._before(mention)
        if self.setting.is_denied or self._is_no_use(mention, clause):
            return False
        if self.setting.role in (Role.CONTRAINDICATION, Role.SIDE_EFFECT, Role.AFTERCARE):
            return self._says(self.cues.use["strong"], clause) and self._speaks_of_own()
        kinds = ("causes", "has") if mention.concept.needs_cue else ("harm",)
        if any(self._says(self.cues.effect[kind], clause) for kind in kinds) and not self._is_treated(
            mention
        ):
            return False
        if mention.concept.needs_cue and self.setting.role != Role.INDICATION:
            _, end = self._clause_bounds(mention.span)
            is_treated = self._says(self.cues.use["treats"], self.text[: mention.span.end])
            return is_treated or self._says(self.cues.use["after"], self.text[mention.span.end : end])
        return True

    def _is_no_use(self, mention: Mention, clause: str) -> bool:
        """Denied, what happens, what gives a reason, what brought a complaint about."""
        if self.is_negated(mention) or self._is_in_denied_label(mention.span) or self._is_proneness(mention):
            return True
        if self._is_told_of_other(mention.span):
            return True
        behind = self.text[mention.span.end :]
        is_advice = self.setting.role != Role.INDICATION and _ADVICE.match(self.text) is not None
        if (
            self.is_unproven
            or is_advice
            or _MADE.search(clause)
            or self._says(self.cues.use["otherwise"], behind)
        ):
            return True
        if not self._is_item() and (
            _TOLD_OF.match(behind) or self._says(self.cues.use["elsewhere"], self.text)
        ):
            return True
        if _HAPPENS.match(behind) or _FOR_A_TIME.match(behind) or self._is_in_reason(mention.span.start):
            return True
        if _NO_USE.search(clause) or (
            self._is_pain(mention) and (_LITTLE.search(clause) or self.is_diminished(mention))
        ):
            return True
        return self._says(self.cues.use["origin"], clause) and not self._is_treated(mention)

    def _is_pain(self, mention: Mention) -> bool:
        return mention.concept.id.startswith("pain")

    @cached_property
    def is_unproven(self) -> bool:
        """ "Nobody knows if it works for stretch marks"."""
        return self._says(self.cues.use["unproven"], self.text)

    def _speaks_of_own(self) -> bool:
        """Among dangers a use must be one of the page's own treatment, not of what helps against them."""
        return _OWN_POINTER.search(self.text) is not None or self._names_own(Span(0, len(self.text)))

    def is_denied_use(self, mention: Mention) -> bool:
        """ "Not a solution for weight loss"."""
        start, _ = self._clause_bounds(mention.span)
        return matches(self.cues.use["denied_use"], plain(self.text[start : mention.span.start]))
