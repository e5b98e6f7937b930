"""What the index holds of each thing that can be found, made from the database; writes nothing."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from django.urls import reverse

from content.gaps import open_gaps
from content.models import (
    Citation,
    Claim,
    Contraindication,
    Indication,
    Page,
    PageKind,
    QuestionVariant,
    SearchEntry,
    SideEffect,
)
from content.models.pages import RECORDS
from content.pipeline.glossary import load_glossary
from content.pipeline.questions import VariantKind
from content.pipeline.vocabulary import load_vocabulary
from content.search.meanings import data_version, mark_of, meanings_of, names_under
from content.search.words import words_of

TERM, BARE_GAP = "term", "open_question"
"""Kinds of entry that no page stands behind."""
MADE_BY = "1"
"""Raised whenever this module makes other columns from the same pages."""
MOST_PHRASES = 60


@dataclass(slots=True)
class Raw:
    """What an entry is made from. ``aliases`` are only looked at; ``phrases`` are also suggested."""

    key: str
    kind: str
    title: str
    page_id: int | None = None
    answer: str = ""
    address: str = ""
    concept: str = ""
    phrases: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        parts = [getattr(self, name) for name in Raw.__slots__]
        text = json.dumps([MADE_BY, data_version(), parts], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def raw_entries() -> list[Raw]:
    """Everything that can be found: public pages, open questions that have none, words of the glossary."""
    pages = list(raw_pages(Page.objects.published()))
    return [*pages, *_bare_gaps(pages), *_glossary(pages)]


# --- pages -----------------------------------------------------------------------------------------


def raw_pages(pages: Iterable[Page]) -> Iterator[Raw]:
    """The entries of ``pages``, which are public. A query for each sort of thing, however many pages.

    A question that an article answers by now has no address any more, whatever page was written about it.
    """
    pages = list(pages)
    if any(page.kind == PageKind.GAP for page in pages):
        still_open = {gap.id for gap in open_gaps()}
        pages = [page for page in pages if page.kind != PageKind.GAP or page.slug in still_open]
    keys = [page.pk for page in pages]
    claims = _by_page(Claim.objects.filter(page__in=keys).order_by("position"), "page_id", "context", "text")
    asked = QuestionVariant.objects.filter(
        question__in=keys, kind__in=(VariantKind.HEADING, VariantKind.QUESTION)
    )
    variants = _by_page(asked.order_by("pk"), "question_id", "quote")
    merged = _by_page(Page.objects.filter(merged_into__in=keys).order_by("pk"), "merged_into_id", "title")
    concepts = {
        pk: concept
        for model in (Indication, Contraindication, SideEffect)
        for pk, concept in model.objects.filter(pk__in=keys).values_list("pk", "concept")
    }
    for page in pages:
        concept = concepts.get(page.pk, "")
        yield Raw(
            key=page.address,
            kind=page.kind,
            title=page.title,
            page_id=page.pk,
            answer=page.short_answer,
            concept=concept,
            phrases=list(names_under(concept))[:MOST_PHRASES] if concept else [],
            aliases=[*variants.get(page.pk, ()), *merged.get(page.pk, ())],
            texts=claims.get(page.pk, []),
        )


def _by_page(rows: Iterable, key: str, *names: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for pk, *texts in rows.values_list(key, *names):
        found.setdefault(pk, []).append(" ".join(filter(None, texts)))
    return found


# --- what has no page ------------------------------------------------------------------------------


def _bare_gaps(pages: Sequence[Raw]) -> Iterator[Raw]:
    with_page = {raw.key for raw in pages}
    for gap in open_gaps():
        if f"gap/{gap.id}" not in with_page:
            yield Raw(
                key=f"{BARE_GAP}/{gap.id}",
                kind=BARE_GAP,
                title=gap.question,
                answer=gap.note,
                address=_path("gap", gap.id),
                texts=[gap.ask],
            )


def _glossary(pages: Sequence[Raw]) -> Iterator[Raw]:
    """The terms that the public pages print, in their sentences or in the quotes below them."""
    glossary = load_glossary(load_vocabulary())
    quotes = Citation.objects.filter(claim__page__in=[raw.page_id for raw in pages]).values_list(
        "quote", flat=True
    )
    printed = {text for raw in pages for text in (raw.title, *raw.texts)} | set(quotes)
    found = {term_id for text in printed for term_id in _terms_in(text)}
    for term in glossary:
        if term.id in found:
            address = f"{_path('glossary')}#{term.id}"
            title = term.term[:1].upper() + term.term[1:]
            yield Raw(key=f"{TERM}/{term.id}", kind=TERM, title=title, answer=term.plain, address=address)


@lru_cache(maxsize=8192)
def _terms_in(text: str) -> frozenset[str]:
    return frozenset(term.id for term, _ in load_glossary(load_vocabulary()).find(text))


def _path(name: str, *args: str) -> str:
    return urlsplit(reverse(name, args=args)).path


# --- columns ---------------------------------------------------------------------------------------


def entry_of(raw: Raw) -> SearchEntry:
    """The row for ``raw``, not saved."""
    own = mark_of(raw.concept) if raw.concept else ""
    named = [raw.title, *raw.phrases, *raw.aliases]
    return SearchEntry(
        key=raw.key,
        kind=raw.kind,
        page_id=raw.page_id,
        title=raw.title,
        answer="" if raw.page_id else raw.answer,
        address=raw.address,
        own=own,
        phrases=raw.phrases,
        title_words=_stems([raw.title]),
        alias_words=" ".join(
            filter(None, [_stems([*raw.phrases, *raw.aliases]), _marks(raw.aliases), *_above(raw)])
        ),
        concept_words=" ".join(dict.fromkeys(filter(None, [own, *_marks([raw.title]).split()]))),
        answer_words=_stems([raw.answer]) + " " + _marks([raw.answer]),
        body_words=_stems(raw.texts) + " " + _marks(raw.texts),
        names=_unique(word.plain for text in named for word in words_of(text)),
        surfaces=_unique(word.plain for text in (*named, raw.answer, *raw.texts) for word in words_of(text)),
        digest=raw.digest,
    )


def _above(raw: Raw) -> Iterator[str]:
    """The marks above a record's concept: who looks for the broader thing finds the narrower one too."""
    if raw.kind in RECORDS:
        yield from map(mark_of, load_vocabulary().broader_of(raw.concept))


def _stems(texts: Iterable[str]) -> str:
    return " ".join(word.stem for text in texts for word in words_of(text))


def _marks(texts: Iterable[str]) -> str:
    return " ".join(meaning.mark for text in texts for meaning in meanings_of(text))


def _unique(words: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(words))
