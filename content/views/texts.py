"""Each page as plain text, and a list of them all for programs that read language (llmstxt.org)."""

import copy
from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.response import TemplateResponse
from django.urls import Resolver404, get_script_prefix, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from content.gaps import open_gaps
from content.models import Page, PageKind, Source
from content.models.pages import HOME
from content.plaintext import text_of
from content.templatetags.wording import article_name
from content.views.cards import review_words
from content.views.changes import PARTS
from content.views.frame import Frame, frame_of
from content.views.heads import index_words
from content.views.machines import PLAIN
from content.views.moved import REMEMBERED

INDEX = "index"
"""The name that stands for the start page, whose own address has none."""


def text_address(address: str) -> str:
    """Where the page at ``address`` stands as plain text: "/questions/pain.txt" for "/questions/pain/"."""
    prefix = get_script_prefix()
    return f"{prefix}{address.removeprefix(prefix).strip('/') or INDEX}.txt"


@require_safe
def text(request: HttpRequest, path: str) -> HttpResponse:
    """The page at ``path`` as plain text, or where it has moved to; 404 where readers cannot open it."""
    address = get_script_prefix() + ("" if path == INDEX else f"{path}/")
    response = _page(request, address)
    if response.status_code in (301, 302):
        moved = HttpResponsePermanentRedirect(text_address(response["Location"]))
        moved["Cache-Control"] = REMEMBERED
        return moved
    if response.status_code != 200:
        raise Http404
    whole = request.build_absolute_uri(address)
    words = text_of(response.content.decode(), whole)
    answer = HttpResponse(f"{words}\n{_('Address')}: {whole}\n", content_type=PLAIN)
    answer["Link"] = f'<{whole}>; rel="canonical"'
    return answer


def _page(request: HttpRequest, address: str) -> HttpResponse:
    """The answer of the page's own view, as if its address had been asked for."""
    from content.urls import PAGES  # the addresses import this module

    try:
        match = resolve(address)
    except Resolver404 as error:
        raise Http404 from error
    if match.url_name not in {pattern.name for pattern in PAGES} or address.endswith("//"):
        raise Http404
    asked = copy.copy(request)
    asked.path = asked.path_info = address
    asked.resolver_match = match
    response = match.func(asked, *match.args, **match.kwargs)
    return response.render() if isinstance(response, TemplateResponse) else response


# --- the list of them all --------------------------------------------------------------------------

KINDS = (
    PageKind.CONTRAINDICATION,
    PageKind.SIDE_EFFECT,
    PageKind.QUESTION,
    PageKind.TOPIC,
    PageKind.INDICATION,
    PageKind.DIFFERENCE,
)
"""The parts of the list in their order: what warns comes first, uses come last but for points of dispute."""

INDEXES = {
    PageKind.CONTRAINDICATION: "who_should_not",
    PageKind.SIDE_EFFECT: "side_effects",
    PageKind.QUESTION: "questions",
    PageKind.TOPIC: "topics",
    PageKind.INDICATION: "uses",
    PageKind.DIFFERENCE: "differences",
}


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """Every plain text by part, safety first. Warnings stand here whole; nothing else is told here."""
    pages = list(Page.objects.published().order_by("kind", "order", "title"))
    sources = list(Source.objects.all())
    lines = ["# mesoinfo", "", f"> {_notice(frame_of(request))}", "", *_about()]
    for kind in KINDS:
        own = [page for page in pages if page.kind == kind]
        index = _link(request, _("All of them on one page"), reverse(INDEXES[kind]))
        lead = index_words(INDEXES[kind], {}).answer
        lines += _part(_(PARTS[kind]), [lead, "", index, *(_item(request, page) for page in own)])
    gaps = [_link(request, gap.question, reverse("gap", args=[gap.id])) for gap in open_gaps()]
    lines += _part(
        _(PARTS[PageKind.GAP]), [_link(request, _("All of them on one page"), reverse("not_answered")), *gaps]
    )
    lines += _part(
        _("Sources"),
        [_link(request, _("Sources"), reverse("sources")), *(_source(request, s) for s in sources)],
    )
    lines += _part(_(PARTS[PageKind.SITE]), _site(request, pages))
    return HttpResponse("\n".join([*lines, ""]), content_type=PLAIN)


def _notice(frame: Frame) -> str:
    """The line that stands on every page."""
    articles = len(frame.sources)
    if frame.all_promote:
        based = ngettext(
            "Based on only %(n)s article, which promotes the treatment.",
            "Based on only %(n)s articles, which promote the treatment.",
            articles,
        )
    else:
        based = ngettext("Based on only %(n)s article.", "Based on only %(n)s articles.", articles)
    return " ".join([based % {"n": articles}, *review_words(frame.reviewed)])


def _about() -> list[str]:
    return [
        _(
            "This site reports what a few articles say. It cannot know your health. "
            "Ask your own doctor before you decide."
        ),
        "",
        _(
            "Each text is the whole of its page, with the words of the articles. "
            "Please never repeat a use without the warnings."
        ),
        "",
    ]


def _part(title: str, items: Iterable[str]) -> list[str]:
    return [f"## {title}", "", *items, ""]


def _link(request: HttpRequest, title: str, address: str) -> str:
    return f"- [{title}]({request.build_absolute_uri(text_address(address))})"


def _item(request: HttpRequest, page: Page) -> str:
    """A page; one that warns with its short answer, for whoever reads this list alone."""
    link = _link(request, page.title, page.get_absolute_url())
    return f"{link}: {page.short_answer}" if page.is_warning and page.is_curated else link


def _source(request: HttpRequest, source: Source) -> str:
    title = f"{article_name(source)}: {source.title}"
    return _link(request, title, reverse("source", args=[source.source_id]))


def _site(request: HttpRequest, pages: Iterable[Page]) -> list[str]:
    fixed = {
        "home": _("Start page"),
        "how_we_check": _("How we check"),
        "glossary": _("Hard words"),
        "what_changed": _("What changed"),
    }
    own = [page for page in pages if page.kind == PageKind.SITE and page.slug not in (HOME, "how-we-check")]
    return [
        *(_link(request, title, reverse(name)) for name, title in fixed.items()),
        *(_item(request, page) for page in own),
    ]
