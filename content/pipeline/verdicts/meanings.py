"""What each reason code means, in one sentence, with which its section in docs/checks.md begins."""

from collections.abc import Mapping
from types import MappingProxyType

from content.pipeline.verdicts.outcomes import Code

MEANINGS: Mapping[Code, str] = MappingProxyType(
    {
        Code.QUOTE_MISSING: "The quoted words are nowhere in the source, nor anything near them.",
        Code.QUOTE_CHANGED: (
            "The quoted words are not in the source, but some like them are; the message shows the nearest "
            "and names the words that differ."
        ),
        Code.QUOTE_AMBIGUOUS: (
            "The quoted words stand in several places of the source (copies aside), and the claim fares "
            "differently in one of them."
        ),
        Code.QUOTE_MOVED: "The quoted words stand in another place than before, after the source changed.",
        Code.MODEL_DOUBTS: (
            "Only where the site is set to ask a language model (`MESOINFO_ENTAILMENT_MODEL`)."
        ),
        Code.NO_CITATION: "The sentence has no mark.",
        Code.SITE_ADVICE: "The sentence is our own advice: something to do, not a fact about the treatment.",
        Code.ADVICE_STATES_FACT: "The sentence is marked as advice but states a fact.",
        Code.SITE_STATEMENT: "The sentence says something about this site itself, which no article can back.",
        Code.SITE_STATES_HEALTH: (
            "The sentence is marked as one about this site but speaks of the treatment, or not of the site."
        ),
        Code.ABSENCE_CONFIRMED: (
            "Software found no sentence of the sources that says what the claim says no source says."
        ),
        Code.ABSENCE_REFUTED: "A source does say what the claim says no source says.",
        Code.ABSENCE_UNCHECKED: "Software cannot tell what to look for in the sources.",
        Code.NOT_IN_SOURCE: (
            "A word that carries meaning is in neither the quoted sentence nor its heading and lead-"
            "in, and no listed equivalent is."
        ),
        Code.WORDS_NOT_IN_SOURCE: (
            'A light word ("home", "clear") is in neither the quoted sentence nor its '
            "heading and lead-in, and no listed equivalent is."
        ),
        Code.TOO_LITTLE_OVERLAP: (
            "The claim and the quoted sentence share no word of substance, or only light ones."
        ),
        Code.NUMBER_DIFFERS: (
            'A number, range, duration, unit or limit ("at least") is another one in the source.'
        ),
        Code.NUMBER_NOT_IN_SOURCE: "The source has no such number.",
        Code.POLARITY_DIFFERS: (
            "One of the two denies what the other says, or uses the opposite word: safe and "
            "dangerous, before and after, mild and serious, increase and reduce."
        ),
        Code.ROLE_DIFFERS: (
            "The claim makes a use of what the source calls an unwanted effect or a reason to avoid "
            "it, or the other way round."
        ),
        Code.RELATION_DIFFERS: (
            'The words are the source\'s, but put together anew: what stands after "after" or "than" '
            "there stands elsewhere here, or two things are joined that the source says in different "
            "statements."
        ),
        Code.STRENGTH_WEAKENED: (
            'The claim warns less strictly than its source, softens it ("some people with …") or '
            "makes a duty an offer."
        ),
        Code.STRENGTH_RAISED: "The claim warns or obliges more strictly than its source.",
        Code.HEDGE_DROPPED: (
            'The source says "may", "can help", "some", "is believed" or lists a side effect; the '
            "claim says it flatly."
        ),
        Code.HEDGE_LIGHTENED: 'The claim leaves out "usually", "typically" or "can be".',
        Code.CERTAINTY_ADDED: "The claim promises: proven, guaranteed, definitely, cures, completely safe.",
        Code.FREQUENCY_DIFFERS: "All, most, often, some, rarely: the claim's word is not the source's.",
        Code.SCOPE_DROPPED: (
            "A word that narrows the statement is left out: severe, active, insulin-dependent, "
            "certain types of, in the treatment area, and take several medicines."
        ),
        Code.ONLY_NOT_IN_SOURCE: 'The claim says "only", the source does not.',
        Code.COMPARISON_NOT_IN_SOURCE: "The claim compares, the source does not.",
        Code.REASON_NOT_IN_SOURCE: "The claim gives a reason that the source does not give for this.",
        Code.SOURCES_TOO_FEW: '"Two articles say" needs two cited sources that each say it.',
    }
)
