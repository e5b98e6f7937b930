"""Answers a query: reads it, corrects its spelling aloud, looks the entries up, puts them in order."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from content.languagetags import OURS
from content.models import Page, SearchEntry
from content.search.asking import Query, corrected, read_query
from content.search.backends import backend_of
from content.search.entries import BARE_GAP
from content.search.meanings import sounds_urgent
from content.search.ranking import Ranked, answers, rank

LOOKED_AT = 60
"""Entries that the database hands over to be put in order; no page of results shows more."""


@dataclass(frozen=True, slots=True)
class Result:
    """One thing found: its title, where it stands, its whole short answer, and the language of both."""

    kind: str
    title: str
    address: str
    answer: str
    language: str = OURS


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. ``corrected`` is the text that was looked for instead, "" where it was that typed.

    ``warnings`` are about what the query names and come first; ``others`` follow. Where nothing answers,
    ``is_answered`` is False, and ``others`` only mention some of the words. ``is_urgent``: whoever typed this
    may need help at once. ``is_empty``: there was no word in it.
    """

    text: str
    corrected: str
    warnings: tuple[Ranked, ...]
    others: tuple[Ranked, ...]
    is_answered: bool
    is_urgent: bool
    is_empty: bool


def find(text: str, *, is_exact: bool = False) -> Found:
    """The answer to ``text``; its spelling is left alone where ``is_exact``. At most four queries."""
    query = read_query(text)
    better = "" if is_exact else corrected(query)
    query = read_query(better) if better else query
    warnings, others = rank(query, _entries(query)) if query.parts else ([], [])
    is_answered = answers([*warnings, *others])
    urgent = sounds_urgent(text) or bool(better and sounds_urgent(better))
    return Found(text, better, tuple(warnings), tuple(others), is_answered, urgent, not query.parts)


def _entries(query: Query) -> Sequence[SearchEntry]:
    return list(public(backend_of().best(query.tokens, LOOKED_AT)))


def public(keys: RawSQL) -> QuerySet[SearchEntry]:
    """The entries of ``keys`` that readers may see now, with their pages."""
    is_public = Q(page__isnull=True) | Q(page__in=Page.objects.published())
    return SearchEntry.objects.filter(is_public, pk__in=keys).select_related("page")


def result_of(entry: SearchEntry) -> Result:
    """What is shown of ``entry``: what its page says now, where it has one."""
    page = entry.page
    kind = "gap" if entry.kind == BARE_GAP else entry.kind
    if page is None:
        return Result(kind, entry.title, entry.address, entry.answer)
    return Result(kind, page.title, page.get_absolute_url(), page.short_answer, page.language)
