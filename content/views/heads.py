"""What programs read in the head of a page: its words, its addresses and its card, for previews and searches.

Every word stands on the page too: titles are its heading, descriptions its whole short answer or its lead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from content.models import Page, PageKind, Source
from content.templatetags.wording import article_name

Context = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """The heading of a page and its short answer or lead, whole; ``answer`` is empty where there is none.

    ``card`` names its picture: "questions/pain", or "questions" for an index.
    """

    title: str
    answer: str
    card: str


def words_of(context: Context) -> Words | None:
    """The words of the page that ``context`` is for; None for one that is not meant to be shared."""
    name = url_name(context)
    if name in _INDEXES or name in ("home", "how_we_check"):
        return index_words(name, context)
    if isinstance(context.get("source"), Source) and name == "source":
        return source_words(context["source"])
    if isinstance(context.get("page"), Page):
        return page_words(context["page"])
    if name == "gap" and "gap" in context:
        gap = context["gap"]
        return Words(gap.question, gap.note, f"{PageKind.GAP.folder}/{gap.id}")
    return None


def url_name(context: Context) -> str:
    """The name of the address that was asked for; empty where none answered."""
    match = getattr(context.get("request"), "resolver_match", None)
    return "" if match is None or "exception" in context else match.url_name or ""


def page_words(page: Page) -> Words:
    """A page without a text of ours has only quotes, and so no short answer."""
    answer = page.short_answer if page.is_curated else ""
    return Words(page.title, answer, f"{PageKind(page.kind).folder}/{page.slug}")


def source_words(source: Source) -> Words:
    return Words(f"{article_name(source)}: {source.title}", "", f"sources/{source.source_id}")


_INDEXES = {
    "topics": (
        gettext_noop("Mesotherapy, topic by topic"),
        gettext_noop("What it is, what happens, and the time after it."),
    ),
    "uses": (
        gettext_noop("What mesotherapy is used for"),
        gettext_noop(
            "This is what the articles say. That it is used for something does not mean that it works."
        ),
    ),
    "who_should_not": (
        gettext_noop("Who should not have mesotherapy"),
        gettext_noop(
            "Where the articles differ, we go by the strictest. One article is enough for a warning."
        ),
    ),
    "side_effects": (
        gettext_noop("Side effects of mesotherapy"),
        gettext_noop("These are the side effects that the articles name. They are not all the side effects."),
    ),
    "questions": (
        gettext_noop("Questions about mesotherapy"),
        gettext_noop("Each question stands here once, however many articles ask it."),
    ),
    "differences": (
        gettext_noop("Where sources differ"),
        gettext_noop("On these points the articles do not agree, or one article does not agree with itself."),
    ),
    "not_answered": (
        gettext_noop("What no article answers"),
        gettext_noop(
            "People need to know these things before they decide. "
            "Our software found no answer in any of the articles."
        ),
    ),
    "sources": (
        gettext_noop("Sources"),
        gettext_noop(
            "What this site says comes from these articles, apart from our own safety advice. "
            "We have not tested what they say."
        ),
    ),
    "glossary": (
        gettext_noop("Hard words in plain words"),
        gettext_noop("These words stand on our pages, or in the words of the articles below them."),
    ),
    "search": (gettext_noop("Search"), ""),
    "api": (
        gettext_noop("For programs: our pages as data"),
        gettext_noop(
            "Programs can read here what our public pages show. "
            "They get the same words, and the same warnings."
        ),
    ),
    "what_changed": (
        gettext_noop("What changed"),
        gettext_noop("What is new, changed or gone on this site. What matters for safety says so."),
    ),
}
"""The heading and the lead of each index, as its template has them; a test compares the two."""

CARD_OF_INDEX = {name: name.replace("_", "-") for name in (*_INDEXES, "home", "how_we_check")}
"""The name of the card of each index."""


def index_words(name: str, context: Context) -> Words:
    """Of a page that is there whatever the database holds."""
    card = CARD_OF_INDEX[name]
    if name == "home":
        return _home_words(context, card)
    if name == "how_we_check":
        page = context.get("page")
        title = page.title if page else _("How we check what this site says")
        return Words(title, page.short_answer if page and page.is_curated else "", card)
    title, lead = _INDEXES[name]
    return Words(_(title), _(lead) if lead else "", card)


def _home_words(context: Context, card: str) -> Words:
    articles, introduction = context["articles"], context.get("introduction")
    title = ngettext(
        "Mesotherapy: what %(n)s article says, in plain words",
        "Mesotherapy: what %(n)s articles say, in plain words",
        articles,
    )
    answer = introduction.short_answer if introduction else ""
    return Words(title % {"n": articles} if articles else _("Mesotherapy"), answer, card)


# --- addresses -------------------------------------------------------------------------------------


def canonical(request: HttpRequest, context: Context) -> str:
    """The one address of the page; a part of a long list has its own."""
    part = context.get("part")
    number = getattr(part, "number", 1)
    return request.build_absolute_uri(request.path) + (f"?page={number}" if number > 1 else "")


def card_address(words: Words) -> str:
    return reverse("card", args=[words.card])


def search_address() -> str:
    """Where a search is asked; empty where the site has none."""
    try:
        return reverse("search")
    except NoReverseMatch:
        return ""
