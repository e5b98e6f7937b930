"""Guards over the sentences that would hurt most: no risk, who does it, what it may cause, what to stop."""

import re
from collections.abc import Iterator

from content.pipeline.verdicts.case import Case, reason
from content.pipeline.verdicts.hearing import hearing
from content.pipeline.verdicts.outcomes import Code, Reason
from content.pipeline.vocabulary import load_vocabulary

_NO_RISK = hearing(
    r"\b(?:no|without(?: any)?|zero|free (?:of|from)) (?:\w+ )?"
    r"(?:risks?|dangers?|side effects?|complications)\b",
    r"\brisk[- ]free\b",
    r"\b(?:not|n't|never) (?:carry|have|pose|cause|involve) (?:any )?(?:risks?|dangers?|side effects?)\b",
)
_ON_CONDITION = hearing(r"\b(?:when|if|by|where|provided|as long as|only|once|unless)\b|^\W*with\b")
_IF_SAFE = hearing(r"\bsafe\b[^.]*\b(?:when|if|by|provided|as long as)\b")
_SAFE = hearing(r"(?<!not )(?<!n't )(?<!known to be )\bsafe\b(?!r| when| if)")
_HAS_CONDITION = hearing(
    r"\b(?:when|if|by|where|whether|provided|depends?|not|how|as long as|so long as|in the hands of)\b",
    r"\b(?:done|given)\b",
)


def no_risk(case: Case) -> Iterator[Reason]:
    """ "No risks" and "safe" need a source that says so without a condition."""
    text = case.claim.text
    if _NO_RISK.search(text):
        sources = [b.own.text for b in case.near if _NO_RISK.search(b.own.text)]
        if not sources:
            yield reason(Code.POLARITY_DIFFERS, "The source does not say that there is no risk.")
        elif all(_ON_CONDITION.search(s) for s in sources) and not _ON_CONDITION.search(text):
            yield reason(Code.SCOPE_DROPPED, "The source says that there is no risk only under a condition.")
    is_bare = _SAFE.search(text) and not _HAS_CONDITION.search(text)
    if is_bare and any(_IF_SAFE.search(b.own.text) for b in case.near):
        yield reason(Code.SCOPE_DROPPED, "The source calls it safe only under a condition.")


_BY_PATIENT = hearing(
    r"\bby (?:the |a )?patients?\b",
    r"\b(?:patients?|you) (?:may |can |should |will |must )?"
    r"(?:chooses?|decides?|injects?|injected|gives?|makes?|picks?"
    r"|performs?|administers?|cleans?|evaluates?|examines?|formulates?|selects?|customi[sz]es?|places?|creates?"
    r"|determines?|attach(?:es)?|prescribes?|advises?) (?!to\b|from\b|up\b|what\b|how\b|whether\b|if\b)",
    r"\b(?:patients?|you|people) (?:can|may|could) (?:inject|give|do|perform)\b",
    r"(?<!hurt )(?<!injure )(?<!injured )(?<!cut )(?<!after )(?<!protect )(?<!heal )(?<!renew )(?<!repair )"
    r"\b(?:your|them|him|her)sel(?:f|ves)\b",
)


def agent(case: Case) -> Iterator[Reason]:
    """Who gives the injections is never the patient, unless a source says so."""
    found = _BY_PATIENT.search(case.claim.text)
    if found and not any(_BY_PATIENT.search(b.own.text) for b in case.near):
        yield reason(Code.RELATION_DIFFERS, f"The source does not say “{found[0]}”.")


_STOP = hearing(r"\bstop(?:s|ped|ping)?\b(?! (?:bleeding|a medicine without))")
_NEVER_STOP = hearing(r"\b(?:not|never|n't) stop\b")


def stopping(case: Case) -> Iterator[Reason]:
    """To stop a medicine is another thing than to avoid the treatment."""
    text = case.claim.text
    if (
        _STOP.search(text)
        and not _NEVER_STOP.search(text)
        and not any(_STOP.search(b.own.text) for b in case.near)
    ):
        yield reason(Code.NOT_IN_SOURCE, "The source does not say “stop”.")


_CAUSES = hearing(
    r"\bcaus(?:e|es|ed|ing)\b",
    r"\b(?:complication|side effect|result) of\b",
    r"\b(?:leads?|leading) to\b",
    r"\bweakens?\b",
    r"\bbrings? on\b",
)


def turned_cause(case: Case) -> Iterator[Reason]:
    """A condition under which it should be avoided is not something that it causes."""
    if not _CAUSES.search(case.claim.text) or not any(b.stance < 0 for b in case.near):
        return
    vocabulary = load_vocabulary()
    said = {m.concept.role: m for m in vocabulary.find_mentions(case.claim.text)}
    conditions = [
        m for m in vocabulary.find_mentions(case.claim.text) if m.concept.role == "contraindication"
    ]
    if conditions and "side_effect" not in said and not _is_group(case):
        name = conditions[0].span.of(case.claim.text)
        yield reason(Code.ROLE_DIFFERS, f"For the source, “{name}” is a reason to avoid it, no effect of it.")


_GROUP = hearing(r"\b(?:if|people|those|patients|who|with|in|for|while|during|when)\b")


def _is_group(case: Case) -> bool:
    return bool(_GROUP.search(case.claim.text))


_EXPECT = hearing(r"\bexpect(?:s|ed|ing)?\b")
_LET_DOWN = hearing(r"\b(?:disappoint\w*|let down|unrealistic|not|n't|never|no)\b")


def promise(case: Case) -> Iterator[Reason]:
    """What will disappoint those who expect it cannot be expected."""
    text = case.claim.text
    disappoints = any(re.search(r"\bdisappoint", b.own.text) for b in case.near)
    if disappoints and _EXPECT.search(text) and not _LET_DOWN.search(text):
        yield reason(Code.POLARITY_DIFFERS, "The source says that those who expect this may be disappointed.")


_BOTH = hearing(
    r"\bboth\b",
    r"\bas well as\b",
    r"\band (?:also )?(?:complications|several)\b",
    r"\bwhile (?:they|you) are ill\b",
)


_WARNS = hearing(r"\b(?:avoid|should not|must not|do not|cannot)\b")


def narrowed_warning(case: Case) -> Iterator[Reason]:
    """A warning for people with one thing or the other is more than one for people with both."""
    found, warns = _BOTH.search(case.claim.text), _WARNS.search(case.claim.text)
    if found and warns and not any(found[0].lower() in b.own.text.lower() for b in case.near):
        yield reason(Code.STRENGTH_WEAKENED, f"The source warns without “{found[0]}”.")
