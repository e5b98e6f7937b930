"""The articles, as far as the public may see them: what they are, what became of them, short quotes."""

from collections import Counter

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content.models import Citation, Page, Passage, Source
from content.pipeline.passages import Disposition
from content.views.agreement import is_counted
from content.views.anatomy import Crumb
from content.views.frame import frame_of

MIN_QUOTE_WORDS = 3


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    context = {"sources": frame_of(request).sources, "has_chart": is_counted()}
    return render(request, "content/sources.html", context)


@require_safe
def source(request: HttpRequest, source_id: str) -> HttpResponse:
    article = get_object_or_404(Source, source_id=source_id)
    ledger = _ledger(article)
    context = {
        "source": article,
        "crumbs": [Crumb(_("Home"), reverse("home")), Crumb(_("Sources"), reverse("sources"))],
        "ledger": [(disposition, ledger[disposition]) for disposition in Disposition if ledger[disposition]],
        "passages": ledger.total(),
        "quotes": _quotes(article),
    }
    return render(request, "content/source.html", context)


def _ledger(article: Source) -> Counter[str]:
    """How many passages of the current text have each disposition."""
    passages = Passage.objects.filter(snapshot__source=article, snapshot__is_current=True)
    counts = passages.order_by().values_list("disposition").annotate(Count("pk"))
    return Counter(dict(counts))


def _quotes(article: Source) -> dict[str, list[Page]]:
    """Every quote of some words that a published page cites from the article, with the pages that cite it.

    A word or two ("Africa") say nothing without their sentence. In the order of the alphabet: set in its
    own order, the quotes would come near to the article itself.
    """
    citations = Citation.objects.filter(source=article, claim__page__in=Page.objects.published())
    quotes: dict[str, dict[Page, None]] = {}
    for citation in citations.select_related("claim__page").order_by("quote", "claim__page__title"):
        quotes.setdefault(citation.quote, {})[citation.claim.page] = None
    return {quote: list(pages) for quote, pages in quotes.items() if len(quote.split()) >= MIN_QUOTE_WORDS}
