"""The words in which stored values reach a reader. Every table here covers its whole enum.

The tables hold the English words; who shows one translates it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from content.languagetags import OURS
from content.models import Claim, Disagreement, Override, Source
from content.pipeline.anchors import AnchorState
from content.pipeline.aspects import load_contrasts
from content.pipeline.citations import Basis
from content.pipeline.disagreements import DisagreementKind, stances_in_our_words
from content.pipeline.origins import count_texts
from content.pipeline.passages import Disposition
from content.pipeline.run import load_rules
from content.pipeline.statements import Polarity, Role, Strength
from content.pipeline.verdicts import Support
from content.pipeline.vocabulary import load_vocabulary
from content.views.anatomy import articles_in, cited
from content.views.strictness import short_quote, words_for

register = template.Library()
register.filter(short_quote)

SUPPORT_WORDS = {
    Support.SUPPORTED: _("Checked by software: these words support the sentence."),
    Support.PARTLY_SUPPORTED: _("Under review: these words support only part of the sentence."),
    Support.NOT_FOUND: _("Under review: these words do not show what the sentence says."),
    Support.CONTRADICTED: _("Under review: these words say something else than the sentence."),
}
OWN_WORDS = {
    Basis.ADVICE: _("This is our own safety advice. It comes from no article."),
    Basis.SITE: _("This is about the site itself. It comes from no article."),
}
ABSENCE_WORDS = {
    True: _("Software searched the text we have and found nothing that says it."),
    False: _("Under review: an article may say something about this."),
}
OVERRIDE_WORDS = {
    Override.Role.CLINICAL_REVIEWER: _("A health professional decided on %(day)s that the sentence stands:"),
    Override.Role.PUBLISHER: _("A publisher of this site decided on %(day)s that the sentence stands:"),
}
"""Beside what the software found, never in its place; the person's reason follows."""
DRIFT_WORDS = {
    AnchorState.MOVED: _("Source changed: the article has these words in another place now."),
    AnchorState.CHANGED: _("Source changed: the article words this differently now."),
    AnchorState.MISSING: _("Source changed: the article no longer has these words."),
}
UNCHECKED_WORDS = _("Not checked yet.")
STRENGTH_WORDS = {
    Strength.AVOID: _("says to avoid it"),
    Strength.AVOID_UNLESS_DOCTOR_AGREES: _("says to avoid it, unless a doctor agrees"),
    Strength.CAUTION: _("asks for care"),
    Strength.CONSULT: _("says to ask a doctor first"),
    Strength.LIMIT: _("names a limit"),
}
"""Neutral labels: software chose them, so each is shown with the article's own words."""
STANCE_WORDS = {
    **STRENGTH_WORDS,
    Polarity.AFFIRMED: _("this is a use"),
    Polarity.DENIED: _("this is not a use"),
    Role.INDICATION: _("here it is something to treat"),
    Role.CONTRAINDICATION: _("here it is a reason not to have the treatment"),
    Role.SIDE_EFFECT: _("here it is something that the treatment may cause"),
    "": _("it speaks of this"),
}
FACT_WORDS = {Polarity.AFFIRMED: _("yes"), Polarity.DENIED: _("no")}
DISPOSITION_WORDS = {
    Disposition.USED: (_("Used"), _("It says something that this site reports.")),
    Disposition.DUPLICATE: (_("Repeated"), _("The article says it twice. We count it once.")),
    Disposition.HEADING: (_("Heading"), _("It names a part of the article.")),
    Disposition.BACKGROUND: (_("Background"), _("The software found nothing in it that a patient needs.")),
    Disposition.PROMOTIONAL: (_("Promotion"), _("It praises the treatment or asks you to buy it.")),
    Disposition.BOILERPLATE: (_("Web page parts"), _("Buttons, menus and the like.")),
    Disposition.UNUSABLE: (_("Not usable"), _("It is cut off, or points to something that is missing.")),
    Disposition.REJECTED: (_("Set aside"), _("It was looked at and left out, with a reason.")),
}


@register.filter
def verdict_words(claim: Claim) -> str:
    """The result of a claim's check in one sentence; drift of its source comes first."""
    drift = [DRIFT_WORDS[c.anchor] for c in claim.citations.all() if c.anchor in DRIFT_WORDS]
    verdict = getattr(claim, "verdict", None)
    if claim.basis in OWN_WORDS:
        return gettext(OWN_WORDS[claim.basis])
    if drift or verdict is None:
        return gettext(drift[0] if drift else UNCHECKED_WORDS)
    if claim.basis == Basis.ABSENCE:
        return gettext(ABSENCE_WORDS[verdict.support == Support.SUPPORTED])
    return gettext(SUPPORT_WORDS[Support(verdict.support)])


@register.filter
def override_words(override: Override) -> str:
    """Who decided that a sentence stands although the software does not find it supported, and when."""
    day = date_format(timezone.localdate(override.made_at), "DATE_FORMAT")
    return gettext(OVERRIDE_WORDS[Override.Role(override.role)]) % {"day": day}


@register.filter
def where_from(claims: Sequence[Claim]) -> str:
    """What a group of claims rests on: "3 articles, our own advice"."""
    bases = {claim.basis for claim in claims}
    parts = [
        articles_words(claims),
        gettext("our own advice") if Basis.ADVICE in bases else "",
        gettext("what no article says") if Basis.ABSENCE in bases else "",
    ]
    return ", ".join(part for part in parts if part)


def articles_words(claims: Sequence[Claim]) -> str:
    """ "2 articles", or "2 articles, same text" where the words cited from them are copies of each other."""
    articles = articles_in(claims)
    if articles < 2:
        return _articles(articles) if articles else ""
    quotes = {(c.source.source_id, c.quote) for claim in claims for c in cited(claim)}
    texts = _texts_among(tuple(sorted(quotes)))
    if texts == articles:
        return _articles(articles)
    if texts == 1:
        return ngettext("%(count)s article, same text", "%(count)s articles, same text", articles) % {
            "count": articles
        }
    return ngettext(
        "%(count)s article, some with the same text", "%(count)s articles, some with the same text", articles
    ) % {"count": articles}


def _articles(count: int) -> str:
    return ngettext("%(count)s article", "%(count)s articles", count) % {"count": count}


@lru_cache(maxsize=2_000)
def _texts_among(quotes: tuple[tuple[str, str], ...]) -> int:
    """How many articles that are no copies of each other stand behind quotes (source id, quote)."""
    texts: dict[str, list[str]] = {}
    for source_id, quote in quotes:
        texts.setdefault(source_id, []).append(quote)
    return count_texts(texts, load_rules()).origins


@register.filter
def article_name(source: Source) -> str:
    """ "Article 4": several articles have the same title, so a reader needs a name that differs.

    The blank in it is one that does not break.
    """
    name, _dash, number = source.source_id.rpartition("-")
    if name == "article" and number.isdecimal():
        name = gettext("Article %(number)s") % {"number": number}
    else:
        name = source.source_id.replace("-", " ").capitalize()
    return name.replace(" ", "\u00a0")


@register.filter
def strength_words(strength: str) -> str:
    return gettext(STRENGTH_WORDS[Strength(strength)])


@dataclass(frozen=True, slots=True)
class Stance:
    """What sources hold on a point. ``words``: a source's own, where the label is one of strictness.

    ``language``: of a label that is content, empty for one of the interface.
    """

    sources: tuple[Source, ...]
    label: str
    words: tuple[str, ...]
    language: str


@register.filter
def stances(point: Disagreement) -> list[Stance]:
    """Who holds what on a disputed point, each once; with strictness one source each, to show its words."""
    quotes: dict[str, dict[Source, list[str]]] = {}
    for position in point.positions.all():
        quotes.setdefault(position.stance, {}).setdefault(position.source, []).append(position.quote)
    return [found for stance, by_source in quotes.items() for found in _held(stance, by_source, point.kind)]


def _held(stance: str, quotes: Mapping[Source, Sequence[str]], kind: str) -> Iterator[Stance]:
    label = stance_words(stance, kind)
    if stance not in STRENGTH_WORDS:
        yield Stance(tuple(quotes), label, (), _language_of(stance, kind, next(iter(quotes))))
        return
    for source, found in quotes.items():
        yield Stance((source,), label, words_for(Strength(stance), found), "")


def stance_words(stance: str, kind: str = "") -> str:
    """What a source holds on a point of ``kind``: a known stance, a concept, our words, or the source's."""
    if kind == DisagreementKind.FACT and stance in FACT_WORDS:
        return gettext(FACT_WORDS[Polarity(stance)])
    if stance in STANCE_WORDS:
        return gettext(STANCE_WORDS[stance])
    concept = load_vocabulary().concepts.get(stance)
    if concept:
        return concept.name
    return stance if stance in _our_stances() else f"“{stance}”"


def _language_of(stance: str, kind: str, source: Source) -> str:
    if stance in STANCE_WORDS or (kind == DisagreementKind.FACT and stance in FACT_WORDS):
        return ""
    is_ours = stance in load_vocabulary().concepts or stance in _our_stances()
    return OURS if is_ours else source.language


@cache
def _our_stances() -> frozenset[str]:
    return stances_in_our_words(load_contrasts())


@register.filter
def under_heading(answer: str, heading: str) -> str:
    """The whole answer; where it begins with the words of the ban above it, "Not" stands for those.

    "Do not have it if you have gout." under "Do not have it if this applies to you": "Not if you have gout."
    """
    ban, joint, _ = heading.partition(" if ")
    repeats = joint and ban.startswith("Do not ") and answer.startswith(f"{ban} ")
    return f"Not{answer.removeprefix(ban)}" if repeats else answer


@register.filter
def full_text(claim: Claim) -> str:
    """A list item together with the line that leads into its list: what was checked."""
    return f"{claim.context.rstrip(' :')} {claim.text}" if claim.context else claim.text


@register.filter
def differing(claim: Claim) -> SafeString:
    """The sentence with the words marked that the reasons of its verdict name. For editors."""
    before = len(full_text(claim)) - len(claim.text)
    spans = {(start - before, end - before) for reason in _reasons(claim) for start, end in reason["claim"]}
    pieces, done = [], 0
    for start, end in sorted(spans):
        if start >= done:
            pieces.append((claim.text[done:start], claim.text[start:end]))
            done = end
    marked = format_html_join("", "{}<mark>{}</mark>", pieces)
    return format_html("{}{}", marked, claim.text[done:])


def _reasons(claim: Claim) -> list[dict[str, Any]]:
    """Those that say where their words stand; what was stored before they did says nothing of it."""
    reasons = claim.verdict.reasons if hasattr(claim, "verdict") else []
    return [reason for reason in reasons if "claim" in reason]


@register.filter
def disposition_name(disposition: str) -> str:
    return gettext(DISPOSITION_WORDS[Disposition(disposition)][0])


@register.filter
def disposition_meaning(disposition: str) -> str:
    return gettext(DISPOSITION_WORDS[Disposition(disposition)][1])
