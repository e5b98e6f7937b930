"""Roles: what a sentence asserts of each thing that it names.

The role of a mention comes from the headings and the lead-in above it (its *setting*), the item it stands in
and the verbs around it together; where two roles fit the same words, the more cautious one is taken.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from content.pipeline.effects import AFTERWARDS
from content.pipeline.settings import RECORD_ROLES, Role
from content.pipeline.spans import Span
from content.pipeline.uses import Uses
from content.pipeline.vocabulary import Concept, Mention

_BY_ITSELF = re.compile(
    r"\b(?:it|mesotherapy|treatments?|procedures?|therapy|injections?|used|effective|indicated|suffer\w*)\b"
    r"(?!.*\b(?:must|should|advised?|recommend\w*|helps? you|stop|ice|cream|arnica)\b)",
    re.IGNORECASE,
)
_NO_USES = (Role.PROCEDURE, Role.HISTORY, Role.RESULTS)
_QUALIFYING = re.compile(
    r"(?:\W|\b(?:active|severe|serious|known|chronic|acute|existing|current|any|history|of|past|recent|previous"
    r"|people|patients|those|who|are|have|with|in|on|at|near|the|a|an|treatment|treated|injection|area|site|zone"
    r"|skin)\b)*",
    re.IGNORECASE,
)
_EXAMPLES = re.compile(
    r"(?:\b(?:such as|e\.? ?g\.?|for example|for instance|includ(?:es?|ing)|like|namely)(?!\w)|\()[^.;()]*$",
    re.IGNORECASE,
)
"""Between a thing and its examples."""
_OPENED = re.compile(r"\s*\([^()]*$")
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


class SentenceReading(Uses):
    """One passage with the role of each thing that it names."""

    def accepted(self) -> list[tuple[Mention, Role]]:
        """Mentions with the role they have here; one role for each run of words."""
        if not (self.mentions or self.terms) or self.is_supposed:
            return []
        found = [(self._narrowed(m), Role(m.concept.role)) for m in self.mentions if self._is_accepted(m)]
        found += [(self._narrowed(m), role) for m, role in self._bare_conditions(found)]
        found += self._effects_in_label(found)
        found += self._of_terms(found)
        found = [(m, role) for m, role in found if not self._is_gloss(m, role, found)]
        kept: dict[tuple[Span, Role], list[Mention]] = {}
        for mention, role in sorted(found, key=lambda pair: _caution_rank(pair[1])):
            is_free = all(r is role or not s.overlaps(mention.span) for s, r in kept if r in RECORD_ROLES)
            if role not in RECORD_ROLES or is_free:
                kept[mention.span, role] = [*kept.get((mention.span, role), []), mention]
        return [(mention, role) for (_, role), mentions in kept.items() for mention in mentions]

    def hints(self, mention: Mention) -> Iterator[str]:
        """What the rules see around ``mention``, by their names."""
        if self.verdict:
            yield f"verdict {self.verdict.strength}"
        if self.is_diminished(mention):
            yield "diminished"
        if self._is_in_reason(mention.span.start):
            yield "in reason"

    def in_role(self, mentions: Iterable[Mention], role: Role) -> Mention | None:
        """The longest of ``mentions`` that can have ``role`` here, as what has it."""
        found = [self._narrowed(m) for m in mentions if m.concept.role == role and not m.concept.kind]
        if not found:
            terms = (m for m in mentions if role in self._possible_roles(m.concept))
            found = [self._included(replace(m, concept=_as_role(m.concept, role)), role) for m in terms]
        if role is Role.CONTRAINDICATION:
            found = [mention for mention in found if not self._is_allowed(mention)]
        possible = [mention for mention in found if self._may_have(role, mention)]
        return max(possible, key=lambda m: (len(m.span), m.concept.id), default=None)

    def _narrowed(self, mention: Mention) -> Mention:
        """The mention as the narrower thing that its words name: "haemophilia", not bleeding disorders."""
        concept = mention.concept
        if concept.role not in RECORD_ROLES:
            return mention
        narrower = [
            term
            for term in self.terms
            if self.vocabulary.is_told_apart(term.concept.id, concept.id)
            and (term.span.contains(mention.span) or self._is_all_of(term, mention))
        ]
        same = [m for m in self.mentions if m.concept.id == concept.id]
        if not narrower or self._is_example(mention.span, same):
            return mention
        term = max(narrower, key=lambda t: (len(t.span), t.concept.id))
        return replace(mention, concept=_as_role(term.concept, Role(concept.role)))

    def _is_example(self, span: Span, named: Iterable[Mention]) -> bool:
        """ "Autoimmune disease such as lupus": an example of what is named before it adds no other."""
        before = (other.span.end for other in named if other.span.end <= span.start)
        return any(_EXAMPLES.search(self.text, end, span.start) is not None for end in before)

    def _is_gloss(self, mention: Mention, role: Role, found: Sequence[tuple[Mention, Role]]) -> bool:
        """ "Crow's feet (lines beside the eyes)": the broader thing explains the narrower one before it."""
        return any(
            other_role is role
            and other.span.end <= mention.span.start
            and mention.concept.id in self.vocabulary.broader_of(other.concept.id)
            and _OPENED.match(self.text, other.span.end, mention.span.start)
            for other, other_role in found
        )

    def _is_all_of(self, term: Mention, mention: Mention) -> bool:
        """ "Severe psoriasis in the treated area": beside the term only words of degree and place."""
        if not mention.span.contains(term.span):
            return False
        rest = self.text[mention.span.start : term.span.start] + self.text[term.span.end : mention.span.end]
        return _QUALIFYING.fullmatch(rest) is not None

    def _is_accepted(self, mention: Mention) -> bool:
        match mention.concept.role:
            case Role.CONTRAINDICATION:
                return self._is_condition(mention)
            case Role.SIDE_EFFECT:
                return self._is_effect(mention)
            case Role.INDICATION:
                return self._is_use(mention)
        return True

    def _of_terms(self, found: list[tuple[Mention, Role]]) -> Iterator[tuple[Mention, Role]]:
        """Terms that no accepted concept covers, in the most cautious role that the sentence gives each."""
        taken = [m.span for m, role in found if role in RECORD_ROLES]
        for term in self.terms:
            if self.is_foreign(term.span) or any(span.overlaps(term.span) for span in taken):
                continue
            if self._is_example(term.span, self._broader_named(term, found)):
                continue
            if self.vocabulary[term.concept.id].role not in (*RECORD_ROLES, ""):
                continue  # what it does is no use of it: "improved circulation" is a benefit
            for role in self._roles_of(term.concept):
                mention = Mention(_as_role(term.concept, role), term.span, term.is_felt)
                if self._may_have(role, mention) and self._is_accepted(mention):
                    yield self._included(mention, role), role
                    break

    def _broader_named(self, term: Mention, found: list[tuple[Mention, Role]]) -> list[Mention]:
        chain = self.vocabulary.broader_of(term.concept.id)
        return [mention for mention, _ in found if mention.concept.id in chain]

    def _included(self, mention: Mention, role: Role) -> Mention:
        """A term that is counted as a concept of the vocabulary, where that has the role it has here."""
        concept = self.vocabulary.including(mention.concept.id)
        is_counted = concept is not None and concept.role == role
        return replace(mention, concept=concept) if concept and is_counted else mention

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

    def _possible_roles(self, term: Concept) -> tuple[str, ...]:
        """The roles of a term in any place; none of what the treatment only brings about."""
        if not term.kind or self.vocabulary[term.id].role not in (*RECORD_ROLES, ""):
            return ()
        return term.roles or tuple(map(str, ROLES_OF_KIND[term.kind]))

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
            is_item = is_item and not AFTERWARDS.search(self.text)
            is_meant = self._is_concerned(mention) or self._is_proneness(mention)
            return is_item or (self.verdict is not None and is_meant)
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


@cache
def _as_role(term: Concept, role: Role) -> Concept:
    """The term in one role; only a wish ("smoother skin") needs no verb of treating beside it."""
    return replace(term, role=role.value, needs_cue=term.kind != "concern")


def _caution_rank(role: Role) -> int:
    return RECORD_ROLES.index(role) if role in RECORD_ROLES else len(RECORD_ROLES)
