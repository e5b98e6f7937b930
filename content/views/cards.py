"""The share card of each page, drawn when it is asked for."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content.cards import Card, draw_card, layout_of
from content.gaps import open_gaps
from content.models import Page, PageKind, Question, Site, Source
from content.models.pages import FOLDERS
from content.remembering import remember, remembered
from content.views.frame import Frame
from content.views.heads import CARD_OF_INDEX, Words, index_words, page_words, source_words

KEPT_FOR = 24 * 3600
"""Seconds in the cache of the site."""
FRESH_FOR = 3600
"""Seconds in caches of others."""
INDEX_OF_CARD = {card: name for name, card in CARD_OF_INDEX.items()}
KIND_OF_FOLDER = {folder: kind for kind, folder in FOLDERS.items()}


def card_for(words: Words, *, is_use: bool = False, reviewed: str = "") -> Card:
    """The card of these words. On that of a use a reader is sent to the warnings first, as on its page.

    ``reviewed`` is what health professionals have reviewed (Frame.reviewed).
    """
    foot = (
        *([_("Read who should not have mesotherapy first.")] if is_use else []),
        *review_words(reviewed),
        _("This site reports what a few articles say. It cannot know your health."),
    )
    return Card(words.title, words.answer, (" ".join(foot),))


def review_words(reviewed: str) -> list[str]:
    """A sentence on ``reviewed`` (Frame.reviewed) where not all that is shown has been."""
    words = {
        "": _("Not reviewed by a health professional."),
        "some": _("A health professional has reviewed only some pages."),
    }
    return [words[reviewed]] if reviewed in words else []


def alt_of(card: Card) -> str:
    """The words that are on the card."""
    layout = layout_of(card)
    shown = [card.title if layout.title else "", card.answer if layout.answer else ""]
    return " ".join(part for part in ("mesoinfo:", *shown, *(card.foot if layout.foot else ())) if part)


@require_safe
def card(request: HttpRequest, name: str) -> HttpResponse:
    """The card called ``name`` ("questions/pain", "questions"); 404 where readers cannot open its page."""
    words, changed_at, page = _words(name)
    is_use = page is not None and page.kind == PageKind.INDICATION
    picture = card_for(words, is_use=is_use, reviewed=Frame(page).reviewed)
    modified = int(changed_at.timestamp()) if changed_at else None
    etag = f'"{picture.key}"'
    response = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        response = HttpResponse(_drawn(picture), content_type="image/png")
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={FRESH_FOR}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # others show it beside a link to the page
    if changed_at:
        response["Last-Modified"] = changed_at.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return response


def _drawn(picture: Card) -> bytes:
    """From the cache, where the same words have been drawn before."""
    key = f"card:{picture.key}"
    drawn = remembered(key)
    if drawn is None:
        drawn = draw_card(picture)
        remember(key, drawn, KEPT_FOR)
    return drawn


Found = tuple[Words, datetime | None, Page | None]
"""The words, when they last changed, and the page that they are of."""


def _words(name: str) -> Found:
    if name in INDEX_OF_CARD:
        return index_words(INDEX_OF_CARD[name], _context(INDEX_OF_CARD[name])), None, None
    folder, _slash, slug = name.partition("/")
    if folder == "sources":
        return _of_source(slug)
    if folder == PageKind.GAP.folder:
        return _of_gap(slug)
    page = Page.objects.published().filter(kind=KIND_OF_FOLDER.get(folder, ""), slug=slug).first()
    if page is None:
        raise Http404
    return page_words(page), page.changed_at, page


def _of_source(source_id: str) -> Found:
    source = Source.objects.filter(source_id=source_id).first()
    if source is None:
        raise Http404
    return source_words(source), None, None


def _of_gap(gap_id: str) -> Found:
    """An open question has a page whether or not somebody has written it."""
    gap = next((gap for gap in open_gaps() if gap.id == gap_id), None)
    if gap is None:
        raise Http404
    page = Page.objects.published().filter(kind=PageKind.GAP, slug=gap_id).first()
    if page:
        return page_words(page), page.changed_at, page
    return Words(gap.question, gap.note, f"{PageKind.GAP.folder}/{gap.id}"), None, None


def _context(index: str) -> dict[str, object]:
    """What the words of an index depend on."""
    if index == "home":
        introduction = Question.objects.published().curated().filter(intent="what-is-it").first()
        return {"articles": Source.objects.count(), "introduction": introduction}
    if index == "how_we_check":
        return {"page": Site.objects.published().filter(slug="how-we-check").first()}
    return {}
