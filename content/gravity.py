"""What an article says with a quote that no reader may lose: a reason against it, an effect to get help for.

A sentence that cites such words is somebody's safety wherever it stands, whatever its own words are. Reads
only; in doubt it is grave: a name that nobody has placed, a quote that no article in use prints any more.
"""

from collections.abc import Callable, Iterable
from functools import cache

from content.checking import Shelf, Text, load_shelf
from content.models import Claim, SideEffect, Statement
from content.models.pages import WARNINGS, PageKind
from content.pipeline.anchors import anchor_quote
from content.pipeline.spans import Span
from content.pipeline.vocabulary import load_vocabulary
from content.search.meanings import sounds_urgent
from content.significance import words_warn

IsGrave = Callable[[str, str], bool]
"""Whether the article with this id says something grave with this quote."""


def grave_evidence(shelf: Shelf | None = None) -> IsGrave:
    """Asks the articles in use, which are loaded when first needed, once for each quote."""
    loaded = [shelf] if shelf else []

    @cache
    def is_grave(source_id: str, quote: str) -> bool:
        if words_warn(quote) or sounds_urgent(quote):
            return True
        if not loaded:
            loaded.append(load_shelf())
        text = loaded[0].texts.get(source_id)
        span = anchor_quote(quote, text.snapshot, text.passages).span if text else None
        return _says_grave(text, span) if text and span else _names_grave(quote)

    return is_grave


def _says_grave(text: Text, span: Span) -> bool:
    """What was read from the words at ``span``; of the warnings of a sentence also from part of it."""
    touched = Statement.objects.filter(passage__snapshot=text.pk, role__in=WARNINGS)
    touched = touched.filter(passage__start__lt=span.end, passage__end__gt=span.start)
    rows = list(touched.values_list("role", "concept", "mention_start", "mention_end", "seriousness"))
    if any(role == PageKind.CONTRAINDICATION for role, *_ in rows):
        return True
    named = [row for row in rows if row[2] < span.end and row[3] > span.start]
    return any(calls_serious(words) for *_, words in named) or are_serious({row[1] for row in named})


def _names_grave(quote: str) -> bool:
    """By the vocabulary alone, where the words stand in no article in use."""
    return are_serious({mention.concept.id for mention in load_vocabulary().find_mentions(quote)})


def are_serious(concepts: Iterable[str]) -> bool:
    """Whether one of these effects is called serious by an article, or has a page that says to get help.

    Also where it is an effect that has no page: nobody has said yet what it means.
    """
    effects = Statement.objects.filter(
        role=PageKind.SIDE_EFFECT, concept__in=set(concepts), passage__snapshot__is_current=True
    )
    read = list(effects.values_list("concept", "seriousness", "page"))
    if any(page is None or calls_serious(words) for _, words, page in read):
        return True
    pages = SideEffect.objects.filter(concept__in=set(concepts)).values("pk")
    return any(map(sounds_urgent, Claim.objects.filter(page__in=pages).values_list("text", flat=True)))


def calls_serious(words: str) -> bool:
    """Says whether a source's words for how bad an effect is call it serious."""
    return any(word in words.casefold() for word in ("serious", "severe"))
