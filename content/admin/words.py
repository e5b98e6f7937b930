"""Plain words for what the tables store, for editors. Readers get those of ``templatetags.wording``.

"Under review", which readers see beside a sentence that fails, is for an editor a status of the page.
"""

import re

from content.models import Claim
from content.pipeline.citations import Basis
from content.pipeline.passages import Disposition
from content.pipeline.questions import VariantKind
from content.pipeline.statements import Polarity, Strength
from content.pipeline.verdicts import Support
from content.significance import Level
from content.templatetags.wording import (
    ABSENCE_WORDS,
    DISPOSITION_WORDS,
    STRENGTH_WORDS,
    SUPPORT_WORDS,
    verdict_words,
)

SUPPORT = {
    Support.SUPPORTED: "Supported",
    Support.PARTLY_SUPPORTED: "Supported in part only",
    Support.NOT_FOUND: "The quoted words do not show it",
    Support.CONTRADICTED: "The article says something else",
}
OF_BASIS = {
    (Basis.NONE, False): "No source named",
    (Basis.ADVICE, True): "Our own advice",
    (Basis.ADVICE, False): "Marked as advice, but it is none",
    (Basis.SITE, True): "About this site",
    (Basis.SITE, False): "Marked as about this site, but it is not",
    (Basis.ABSENCE, True): "No article says it",
    (Basis.ABSENCE, False): "An article may say it",
}
"""The label of a sentence without a citation, by whether it is supported."""
RESULT = {SUPPORT_WORDS[support]: f"{words}." for support, words in SUPPORT.items()} | {
    ABSENCE_WORDS[False]: "An article may say something about this."
}
POLARITY = {Polarity.AFFIRMED: "Says that it is so", Polarity.DENIED: "Says that it is not so"}
STRENGTH = {strength: words[:1].upper() + words[1:] for strength, words in STRENGTH_WORDS.items()}
DISPOSITION = {disposition: name for disposition, (name, _) in DISPOSITION_WORDS.items()}
PRINTED_AS = {
    VariantKind.HEADING: "as a heading",
    VariantKind.QUESTION: "as a question",
    VariantKind.LEAD_IN: "above a list",
    VariantKind.LABEL: "as the name of an item of a list",
    VariantKind.TABLE_KEY: "in a table",
    VariantKind.IMPLIED: "in a sentence that answers it",
}
"""How an article asks a question."""
STORED_REFUSAL = re.compile(
    r"(?:sentence (?P<number>\d+): )?(?P<code>[a-z]+(?:_[a-z]+)*) (?P<message>.+)", re.DOTALL
)


WEIGHT = {
    Level.TYPO: "a slip of the pen",
    Level.MEANING: "what the page says",
    Level.SAFETY: "somebody’s safety",
}
"""What a change concerns."""


def label_of(support: str, basis: str) -> str:
    """The result of a check in a few words, which always say more than a colour."""
    return OF_BASIS.get((Basis(basis), support == Support.SUPPORTED), SUPPORT[Support(support)])


def result_of(claim: Claim) -> str:
    """The result of a claim's check in one sentence."""
    words = verdict_words(claim)
    return RESULT.get(words, words)


def strength_of(strength: str | None) -> str:
    return STRENGTH[Strength(strength)] if strength else "–"


def why_set_aside(disposition: str, reason: str) -> str:
    """What became of a passage: in words, with the code of the rule behind them."""
    meaning = DISPOSITION_WORDS[Disposition(disposition)][1]
    return f"{meaning} ({reason.replace('_', ' ')})" if reason else meaning


def refusal_words(stored: str) -> str:
    """A line of ``Page.refusal`` with its message before its code: "Sentence 3: Why it fails. (code)"."""
    found = STORED_REFUSAL.fullmatch(stored)
    if found is None:
        return stored
    place = f"Sentence {found['number']}: " if found["number"] else ""
    return f"{place}{found['message']} ({found['code']})"
