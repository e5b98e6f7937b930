"""The words in which stored values reach a reader. Every table here covers its whole enum."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import template

from content.models import Claim, Disagreement, Source
from content.pipeline.anchors import AnchorState
from content.pipeline.citations import Basis
from content.pipeline.passages import Disposition
from content.pipeline.statements import Polarity, Role, Strength
from content.pipeline.verdicts import Support
from content.views.anatomy import articles_in
from content.views.strictness import short_quote, words_for

register = template.Library()
register.filter(short_quote)

SUPPORT_WORDS = {
    Support.SUPPORTED: "Checked by software: these words support the sentence.",
    Support.PARTLY_SUPPORTED: "Under review: these words support only part of the sentence.",
    Support.NOT_FOUND: "Under review: these words do not show what the sentence says.",
    Support.CONTRADICTED: "Under review: these words say something else than the sentence.",
}
ADVICE_WORDS = "This is our own safety advice. It comes from no article."
ABSENCE_WORDS = {
    True: "Software searched the text we have and found nothing that says it.",
    False: "Under review: an article may say something about this.",
}
DRIFT_WORDS = {
    AnchorState.MOVED: "Source changed: the article has these words in another place now.",
    AnchorState.CHANGED: "Source changed: the article words this differently now.",
    AnchorState.MISSING: "Source changed: the article no longer has these words.",
}
UNCHECKED_WORDS = "Not checked yet."
STRENGTH_WORDS = {
    Strength.AVOID: "says to avoid it",
    Strength.AVOID_UNLESS_DOCTOR_AGREES: "says to avoid it, unless a doctor agrees",
    Strength.CAUTION: "asks for care",
    Strength.CONSULT: "says to ask a doctor first",
    Strength.LIMIT: "names a limit",
}
"""Neutral labels: software chose them, so each is shown with the article's own words."""
STANCE_WORDS = {
    **STRENGTH_WORDS,
    Polarity.AFFIRMED: "this is a use",
    Polarity.DENIED: "this is not a use",
    Role.INDICATION: "here it is something to treat",
    Role.CONTRAINDICATION: "here it is a reason not to have the treatment",
    Role.SIDE_EFFECT: "here it is something that the treatment may cause",
    "": "it speaks of this",
}
DISPOSITION_WORDS = {
    Disposition.USED: ("Used", "It says something that this site reports."),
    Disposition.DUPLICATE: ("Repeated", "The article says it twice. We count it once."),
    Disposition.HEADING: ("Heading", "It names a part of the article."),
    Disposition.BACKGROUND: ("Background", "It says nothing that a patient needs."),
    Disposition.PROMOTIONAL: ("Promotion", "It praises the treatment or asks you to buy it."),
    Disposition.BOILERPLATE: ("Web page parts", "Buttons, menus and the like."),
    Disposition.UNUSABLE: ("Not usable", "It is cut off, or points to something that is missing."),
    Disposition.REJECTED: ("Set aside", "It was looked at and left out, with a reason."),
}


@register.filter
def verdict_words(claim: Claim) -> str:
    """The result of a claim's check in one sentence; drift of its source comes first."""
    drift = [DRIFT_WORDS[c.anchor] for c in claim.citations.all() if c.anchor in DRIFT_WORDS]
    verdict = getattr(claim, "verdict", None)
    if claim.basis == Basis.ADVICE:
        return ADVICE_WORDS
    if drift or verdict is None:
        return drift[0] if drift else UNCHECKED_WORDS
    if claim.basis == Basis.ABSENCE:
        return ABSENCE_WORDS[verdict.support == Support.SUPPORTED]
    return SUPPORT_WORDS[Support(verdict.support)]


@register.filter
def where_from(claims: Sequence[Claim]) -> str:
    """What a group of claims rests on: "3 articles, our own advice"."""
    articles = articles_in(claims)
    bases = {claim.basis for claim in claims}
    parts = [
        f"{articles} article{'' if articles == 1 else 's'}" if articles else "",
        "our own advice" if Basis.ADVICE in bases else "",
        "what no article says" if Basis.ABSENCE in bases else "",
    ]
    return ", ".join(part for part in parts if part)


@register.filter
def article_name(source: Source) -> str:
    """ "Article 4": several articles have the same title, so a reader needs a name that differs.

    The blank in it is one that does not break.
    """
    return source.source_id.replace("-", "\u00a0").capitalize()


@register.filter
def strength_words(strength: str) -> str:
    return STRENGTH_WORDS[Strength(strength)]


@dataclass(frozen=True, slots=True)
class Stance:
    """What one source holds on a point: a label, and its own words where the label is one of strictness."""

    source: Source
    label: str
    words: tuple[str, ...]


@register.filter
def stances(point: Disagreement) -> list[Stance]:
    """Who holds what on a disputed point, each once."""
    quotes: dict[tuple[Source, str], list[str]] = {}
    for position in point.positions.all():
        quotes.setdefault((position.source, position.stance), []).append(position.quote)
    return [
        Stance(
            source,
            stance_words(stance),
            words_for(Strength(stance), found) if stance in STRENGTH_WORDS else (),
        )
        for (source, stance), found in quotes.items()
    ]


@register.filter
def stance_words(stance: str) -> str:
    """What a source holds: a known stance in words, any other as the source prints it."""
    return STANCE_WORDS.get(stance, f"“{stance}”")


@register.filter
def full_text(claim: Claim) -> str:
    """A list item together with the line that leads into its list: what was checked."""
    return f"{claim.context.rstrip(' :')} {claim.text}" if claim.context else claim.text


@register.filter
def disposition_name(disposition: str) -> str:
    return DISPOSITION_WORDS[Disposition(disposition)][0]


@register.filter
def disposition_meaning(disposition: str) -> str:
    return DISPOSITION_WORDS[Disposition(disposition)][1]
