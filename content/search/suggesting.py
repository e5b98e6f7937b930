"""Suggestions while somebody types: names of pages, questions, and other names of what they are about."""

from dataclasses import dataclass

from content.models import PageKind, SearchEntry
from content.models.pages import WARNINGS
from content.search.backends import backend_of
from content.search.finding import public
from content.search.words import words_of

MOST = 8
LOOKED_AT = 40
SHORTEST = 2
MOST_WORDS = 12
ORDER = (*WARNINGS, PageKind.QUESTION)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``text`` is the name that fits what was typed; ``title`` that of the page, where it is another."""

    text: str
    title: str
    kind: str
    address: str


def suggest(text: str) -> list[Suggestion]:
    """At most MOST pages with a name that has these words, the last of them perhaps cut off. One query.

    Warnings come first, then questions.
    """
    typed = [word.plain for word in words_of(text)][:MOST_WORDS]
    if sum(map(len, typed)) < SHORTEST:
        return []
    entries = public(backend_of().beginnings(typed, LOOKED_AT))
    found = sorted((_place(entry, typed), entry.key, entry) for entry in entries)
    return [_suggestion(entry, typed) for _, _, entry in found[:MOST]]


def _place(entry: SearchEntry, typed: list[str]) -> tuple[int, bool]:
    kinds = ORDER.index(entry.kind) if entry.kind in ORDER else len(ORDER)
    return (min(kinds, len(ORDER)), not _fits(entry.title, typed))


def _suggestion(entry: SearchEntry, typed: list[str]) -> Suggestion:
    title = entry.page.title if entry.page else entry.title
    address = entry.page.get_absolute_url() if entry.page else entry.address
    names = [title, *entry.phrases]
    text = next((name for name in names if _fits(name, typed)), title)
    return Suggestion(text, "" if text == title else title, entry.kind, address)


def _fits(name: str, typed: list[str]) -> bool:
    """Whether ``name`` has all the words, the last one at least begun."""
    words = [word.plain for word in words_of(name)]
    *whole, last = typed
    return all(word in words for word in whole) and any(word.startswith(last) for word in words)
