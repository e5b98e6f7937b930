"""Refusals: questions and short lines that warn by their answer ("Diabetic? Please wait", "Epilepsy: no").

What is named there must be something that nothing is treated for, or the question must ask whether one may
have the treatment: "Scars? No" refuses nobody.
"""

import re

from content.pipeline.cues import Cues, VerdictCue, matches, plain
from content.pipeline.layout import bare, bare_answer
from content.pipeline.legible import legible
from content.pipeline.vocabulary import Concept, Vocabulary

_NAMED = re.compile(
    r"[\W_]{0,9}(?P<name>\w[^.:;!?\n=→]{1,60}?)(?:\s?[:=→]|\s[–—-])>?\s{0,3}(?P<says>[^\s:=→–—-].{0,120})",
    re.DOTALL,
)
_JOINED = re.compile(r"[:=→]|\s[–—-]")
_NO_SUCH = re.compile(
    r"\W*(?:no|none)\b"
    r"(?:\W*$|\W*[,.;–—-]| (?:treatments?|mesotherapy|injections?|sessions?|data|studies|go)\b)",
    re.IGNORECASE,
)
_SAYS_NO = re.compile(r"\W*(?:no|none)\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|will|would|should|must|can|could|may|might|does|do|did|has|have|it|they|we)\b",
    re.IGNORECASE,
)
_TURNED = re.compile(
    r"\b(?:problem|issue|matters?|risky|dangerous|unsafe|harmful|forbidden|obstacle|exclude"
    r"|contra-?indication|reason (?:not|against)|(?:have|need) to|must i"
    r"|rules? (?:\w+ ){0,3}out|rule out|(?:stop|prevent|bar) (?:me|you|us|people|(?:some|any)(?:one|body))"
    r"|disqualify|stand in (?:the|my|your) way|speak against)\b",
    re.IGNORECASE,
)
"""A yes to one of these warns, a no does not: "I take aspirin. Is that a problem?"."""
_YES = re.compile(
    r"\W*(?:(?:often|usually|mostly|generally|unfortunately|sadly),? )?"
    r"(?:(?:yes|i(?:[’']m| am) afraid|unfortunately|sadly)\b"
    r"|(?:it|they|this|that) (?:\w+ly |often )?(?:is|are|does|do|can|may|might|could|will|would)(?: be)?"
    r"(?=\W*$|[.,;:!]| (?:a |an |the |one )?(?:(?!not?\b|hardly\b)\w+ )?"
    r"(?:problem|issue|risk|risky|reason|obstacle|concern|dangerous|unsafe)\b))",
    re.IGNORECASE,
)
_CAUSES = re.compile(
    r"\b(?:can|could|may|might|does|do|will|would) (?:it|this|they|the \w+|mesotherapy|injections?)"
    r" (?:\w+ ){0,2}?(?:give|cause|lead|trigger|make|bring|spread|turn|worsen|affect|harm|damage)\b",
    re.IGNORECASE,
)
_AROUND = re.compile(
    r"\b(?:after|before|following|prior to) (?:the|your|each|every|any|a|an) (?:\w+ )?"
    r"(?:visit|session|treatment|appointment|injections?|procedure)s?\b",
    re.IGNORECASE,
)
"""Care around a session, for everybody."""
_FRAGMENT = 10
_LONG_LINE = 16
"""In words: the longest bare question, the longest answer behind the name of a line."""
_WHOLE = ("medicine", "state", "allergy")
_PERSONAL = ("condition", "medicine", "state")
_WARNED, _LIMIT = "contraindication", "limit"


class Refusals:
    """What answers and short lines refuse, by the words of ``cues`` and the names of ``vocabulary``."""

    def __init__(self, cues: Cues, vocabulary: Vocabulary) -> None:
        self.cues = cues
        self.vocabulary = vocabulary

    def asks_leave(self, question: str) -> bool:
        """Whether a question asks if somebody may have it, or only names what they have ("Diabetic?")."""
        words = plain(bare(question))
        if _CAUSES.search(words):
            return False
        if matches(self.cues.allowed["may_have"], words):
            return True
        is_bare = len(words.split()) <= _FRAGMENT and not _VERB.search(words)
        return (is_bare or matches(self.cues.allowed["about"], words)) and self.names_reason(words)

    def presumed(self, question: str) -> VerdictCue | None:
        """ "Why can pregnant women not have it?": the question takes for granted that they may not."""
        words = plain(bare(question))
        asks_why = matches(self.cues.allowed["why"], words) and self.names_reason(words)
        return VerdictCue("avoid", "why") if asks_why else None

    def by_reply(self, question: str, answer: str) -> VerdictCue | None:
        """How strictly ``answer`` warns whoever asks ``question``; None where it does not."""
        words = plain(bare_answer(answer))
        if not _TURNED.search(question):
            return self.by_answer(answer)
        if _YES.match(words):
            return VerdictCue("avoid", "yes")
        is_denied = matches(self.cues.allowed["no"], words) and self.cues.verdict_of(words) is None
        return None if is_denied else self.by_answer(answer)

    def by_answer(self, answer: str) -> VerdictCue | None:
        """How strictly an answer warns whoever asks whether they may have it; None where it does not."""
        words = plain(bare_answer(answer))
        if matches(self.cues.allowed["yes"], words) and not matches(self.cues.allowed["conditional"], words):
            return None
        if matches(self.cues.allowed["no"], words):
            return VerdictCue("avoid", "no")
        verdict = self.cues.verdict_of(words)
        if verdict is not None and verdict.strength == _LIMIT:
            verdict = None
        if verdict is None and matches(self.cues.allowed["conditional"], words):
            return VerdictCue("consult", "conditional")
        is_allowed = matches(self.cues.allowed["patterns"], words)
        return None if is_allowed else verdict

    def by_name(self, line: str) -> VerdictCue | None:
        """ "Epilepsy: no", "Blood thinners – your GP must agree": what a short line says of its own name."""
        if not _JOINED.search(line):
            return None
        found = _NAMED.match(legible(line)[0])
        if found is None or len(found["says"].split()) > _LONG_LINE:
            return None
        if _SAYS_NO.match(found["says"]) and not _NO_SUCH.match(found["says"]):
            return None  # "Epilepsy: no effect on it is known"
        if _AROUND.search(found["says"]):
            return None
        verdict = self.by_answer(found["says"])
        return verdict if verdict and self.names_reason(found["name"]) else None

    def names_reason(self, words: str) -> bool:
        """Whether all that ``words`` name are things that nothing is treated for and no treatment causes."""
        named = [term.concept for term in self.vocabulary.find_terms(legible(words)[0])]
        return bool(named) and all(map(self._is_reason, named))

    def names_illness(self, words: str) -> bool:
        """Whether ``words`` name what makes a person unfit, rather than what people do ("waxing")."""
        named = [term.concept for term in self.vocabulary.find_terms(legible(words)[0])]
        return bool(named) and all(
            self._is_warned_of(term) and (term.kind in _PERSONAL or self.vocabulary[term.id].role == _WARNED)
            for term in named
        )

    def _is_reason(self, term: Concept) -> bool:
        return term.kind in _WHOLE or (term.kind in ("condition", "procedure") and self._is_warned_of(term))

    def _is_warned_of(self, term: Concept) -> bool:
        own = self.vocabulary[term.id].role
        above = (self.vocabulary[broader].role for broader in self.vocabulary.broader_of(term.id))
        return (own or next(filter(None, above), "")) == _WARNED
