"""The glossary: hard words that pages or the quotes below them use, each with its plain word."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content.models import Citation, Claim, Page
from content.models.pages import RECORDS
from content.pipeline.glossary import Term, load_glossary
from content.pipeline.vocabulary import load_vocabulary
from content.views.anatomy import Crumb


@dataclass(frozen=True, slots=True)
class Entry:
    """A term as the glossary shows it; ``pages`` are the public pages about what it names."""

    term: Term
    pages: tuple[Page, ...]


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """The terms that readers can meet on this site, by their first letter."""
    letters = groupby(entries(), key=lambda entry: entry.term.term[0].upper())
    context = {
        "letters": [(letter, list(found)) for letter, found in letters],
        "crumbs": [Crumb(_("Home"), reverse("home"))],
    }
    return render(request, "content/glossary.html", context)


def entries() -> list[Entry]:
    """The terms that readers can meet on this site, in the order of the alphabet. Four queries."""
    shown = sorted(terms_in(_printed()), key=lambda term: term.term.casefold())
    about = _pages_by_concept(term.concept for term in shown)
    return [Entry(term, about.get(term.concept, ())) for term in shown]


def words_of(page: Page) -> list[Term]:
    """The terms that ``page`` or a quote below it uses and that not everybody knows, each once.

    The page must have been fetched with its evidence.
    """
    texts = [page.title]
    for claim in page.claims.all():
        texts += [claim.text, *(citation.quote for citation in claim.citations.all())]
    found = terms_in(dict.fromkeys(texts))
    return sorted((term for term in found if not term.is_familiar), key=lambda term: term.term.casefold())


def terms_in(texts: Iterable[str]) -> set[Term]:
    """The terms that any of ``texts`` prints."""
    return {term for text in texts for term in _terms(text)}


@lru_cache(maxsize=8192)
def _terms(text: str) -> frozenset[Term]:
    return frozenset(term for term, _ in load_glossary(load_vocabulary()).find(text))


def _printed() -> set[str]:
    """What readers can see: titles, our sentences and the quotes below them. Three queries."""
    pages = Page.objects.published()
    claims = Claim.objects.filter(page__in=pages)
    quotes = Citation.objects.filter(claim__in=claims)
    return {
        *pages.values_list("title", flat=True),
        *claims.values_list("text", flat=True),
        *quotes.values_list("quote", flat=True),
    }


def _pages_by_concept(concepts: Iterable[str]) -> dict[str, tuple[Page, ...]]:
    """The public records of each of ``concepts``, whose address is the concept. One query."""
    records = Page.objects.published().filter(kind__in=RECORDS, slug__in={c for c in concepts if c})
    found: dict[str, tuple[Page, ...]] = {}
    for page in records:
        found[page.slug] = (*found.get(page.slug, ()), page)
    return found
