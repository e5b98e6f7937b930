"""What changed: a page for readers and a feed for programs, made of the same words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from content.languagetags import OURS
from content.models import Change, ChangeKind, Page, PageKind
from content.pipeline.statements import Strength
from content.templatetags.languages import spoken
from content.views.anatomy import Crumb
from content.views.indexes import DEGREES
from content.views.moved import moved_to

ON_ONE_PAGE = 30
IN_FEED = 50


@dataclass(frozen=True, slots=True)
class Named:
    """A page that changed, as it was called then; ``address`` is empty where readers cannot open it now."""

    title: str
    address: str
    language: str = OURS


@dataclass(frozen=True, slots=True)
class Entry:
    """A change in words. ``sentences`` are ours, ``parts`` the pages of a change of many under their kind."""

    change: Change
    title: str
    sentences: tuple[str, ...]
    pages: tuple[Named, ...]
    parts: tuple[tuple[str, tuple[Named, ...]], ...]

    @property
    def added(self) -> list[str]:
        return self.change.added if self._is_public else []

    @property
    def removed(self) -> list[str]:
        return self.change.removed if self._is_public else []

    @property
    def _is_public(self) -> bool:
        """The text of a page that is off the site by now is not told any more, whenever it changed."""
        return all(page.address for page in self.pages)

    @property
    def address(self) -> str:
        """Of the page that it is about, where it is about one that readers can open."""
        return self.pages[0].address if len(self.pages) == 1 else ""

    @property
    def heading(self) -> str:
        """The title for a page of HTML: words in another language than the interface's are marked."""
        if len(self.pages) != 1:
            return self.title
        return _marked(_(TITLES[ChangeKind(self.change.kind)]), _quoted(self.pages[0].title), self.language)

    @property
    def language(self) -> str:
        """Of the sentences that came and went: that of their page."""
        return self.pages[0].language if self.pages else OURS

    @property
    def tag(self) -> str:
        """Its id for good (RFC 4151), without the host before it."""
        return f"{self.change.day:%Y-%m-%d}:change/{self.change.pk}"


@require_safe
def what_changed(request: HttpRequest) -> HttpResponse:
    """Every change, the newest day first and what matters for safety first within a day. Six queries."""
    paginator = Paginator(Change.objects.all(), ON_ONE_PAGE)
    part = paginator.get_page(request.GET.get("page"))
    days = groupby(entries_of(part.object_list), key=lambda entry: entry.change.day)
    context = {
        "days": [(day, list(entries)) for day, entries in days],
        "part": part,
        "crumbs": [Crumb(_("Home"), reverse("home"))],
    }
    return render(request, "content/what_changed.html", context)


def _latest(request: HttpRequest) -> Change | None:
    return Change.objects.order_by("-at", "-pk").first()


def _feed_etag(request: HttpRequest) -> str:
    latest = _latest(request)
    public = Page.objects.published().count()
    return f'"{latest.pk if latest else 0}-{public}-{get_language()}-{request.get_host()}"'


@require_safe
@condition(etag_func=_feed_etag)
def feed(request: HttpRequest) -> HttpResponse:
    """The latest changes as Atom (RFC 4287), each whole; what matters for safety says so and is tagged so."""
    latest = Change.objects.order_by("-at", "-is_safety", "-pk")[:IN_FEED]
    entries = entries_of(latest)
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    _atom(request, entries).write(response, "utf-8")
    return response


def _atom(request: HttpRequest, entries: Sequence[Entry]) -> Atom1Feed:
    host = request.get_host().partition(":")[0]
    base = request.build_absolute_uri("/").rstrip("/")
    atom = DatedFeed(
        title=_("mesoinfo: what changed"),
        link=base + reverse("what_changed"),
        description=None,
        subtitle=_("What is new, changed or gone on this site. What matters for safety says so."),
        language=get_language(),
        author_name="mesoinfo",
        feed_url=request.build_absolute_uri(request.path),
        feed_guid=f"tag:{host},2026:changes",
    )
    for entry in entries:
        atom.add_item(
            title=_("Safety: %(title)s") % {"title": entry.title} if entry.change.is_safety else entry.title,
            link=base + (entry.address or reverse("what_changed")),
            description=render_to_string("components/change.html", {"entry": entry, "base": base}).strip(),
            unique_id=f"tag:{host},{entry.tag}",
            pubdate=entry.change.at,
            updateddate=entry.change.at,
            categories=["safety"] if entry.change.is_safety else [],
        )
    return atom


class DatedFeed(Atom1Feed):
    """A feed that nothing stands in yet is as old as the site, and not new at each request."""

    def latest_post_date(self) -> datetime:
        if self.items:
            return super().latest_post_date()
        return datetime.combine(date(2026, 1, 1), time(), tzinfo=timezone.get_default_timezone())


# --- in words --------------------------------------------------------------------------------------


def entries_of(changes: Iterable[Change]) -> list[Entry]:
    """The changes in words, with the addresses that their pages have now. At most four queries."""
    changes = list(changes)
    names = {page["address"] for change in changes for page in change.pages}
    names |= {change.details["merged_into"] for change in changes if "merged_into" in change.details}
    public = _public(names)
    return [_entry(change, public) for change in changes]


def _public(names: Iterable[str]) -> dict[str, Page]:
    """The public pages at ``names`` ("kind/slug"), wherever they are now."""
    wanted = set(names)
    slugs = {name.partition("/")[2] for name in wanted}
    pages = Page.objects.published().filter(slug__in=slugs).defer("body", "file_head", "file_tail")
    found = {page.address: page for page in pages}
    missing = wanted - set(found)
    return found | (moved_to(missing) if missing else {})


def _entry(change: Change, public: Mapping[str, Page]) -> Entry:
    pages = tuple(_named(page, public) for page in change.pages)
    parts: dict[str, list[Named]] = {part: [] for part in PARTS.values()}
    for page, named in zip(change.pages, pages, strict=True):
        kind = page["address"].partition("/")[0]
        parts[PARTS[PageKind(kind)]].append(named)
    return Entry(
        change=change,
        title=_title(change, pages),
        sentences=tuple(_sentences(change, pages, public)),
        pages=pages,
        parts=tuple((_(part), tuple(each)) for part, each in parts.items() if each and len(pages) > 1),
    )


PARTS = {
    PageKind.CONTRAINDICATION: gettext_noop("Who should not have it"),
    PageKind.SIDE_EFFECT: gettext_noop("Side effects"),
    PageKind.INDICATION: gettext_noop("Uses"),
    PageKind.QUESTION: gettext_noop("Questions"),
    PageKind.TOPIC: gettext_noop("Topics"),
    PageKind.DIFFERENCE: gettext_noop("Where sources differ"),
    PageKind.GAP: gettext_noop("What no article answers"),
    PageKind.SITE: gettext_noop("About this site"),
}
TITLES = {
    ChangeKind.PUBLISHED: gettext_noop("%s: a new page"),
    ChangeKind.CHANGED: gettext_noop("%s: the text has changed"),
    ChangeKind.WITHDRAWN: gettext_noop("%s: this page is gone"),
    ChangeKind.SOURCE_CHANGED: gettext_noop("%s: an article behind it has changed"),
}
SOURCE_WORDS = {
    "gone": gettext_noop("No article says this any more. The page stays, so that no warning is lost."),
    "changed": gettext_noop("An article that this page rests on has changed. The page stays, and is marked."),
    "back": gettext_noop("The articles back this page again."),
}


def _named(page: Mapping[str, str], public: Mapping[str, Page]) -> Named:
    found = public.get(page["address"])
    return (
        Named(page["title"], found.get_absolute_url(), found.language) if found else Named(page["title"], "")
    )


def _marked(words: str, title: str, language: str) -> SafeString:
    """``words`` with ``title`` for their "%s", marked where the interface speaks another language."""
    before, _place, after = words.partition("%s")
    return format_html("{}{}{}", before, spoken(title, language), after)


def _quoted(title: str) -> str:
    """A question as one: "“Does it hurt?”: the text has changed"."""
    return f"“{title}”" if title.endswith("?") else title


def _title(change: Change, pages: Sequence[Named]) -> str:
    if len(pages) == 1:
        return _(TITLES[ChangeKind(change.kind)]) % _quoted(pages[0].title)
    if change.is_safety:
        return ngettext("%s new page that warns", "%s new pages that warn", len(pages)) % len(pages)
    return ngettext("%s new page", "%s new pages", len(pages)) % len(pages)


def _sentences(change: Change, pages: Sequence[Named], public: Mapping[str, Page]) -> Iterable[str]:
    details = change.details
    if "old_title" in details:
        yield _marked(_("It was called “%s” before."), details["old_title"], pages[0].language)
    if degree := details.get("degree"):
        heading = next(heading for heading, _style, of in DEGREES if Strength(degree) in of)
        yield _("It now stands under: %s.") % _(heading)
    if source := details.get("source"):
        yield _(SOURCE_WORDS[source])
    if change.kind == ChangeKind.WITHDRAWN:
        yield from _gone(change, public)


def _gone(change: Change, public: Mapping[str, Page]) -> Iterable[str]:
    """What a reader who relied on the page must know; its old text is not told again."""
    if into := public.get(change.details.get("merged_into", "")):
        yield _marked(_("It is part of “%s” now."), into.title, into.language)
        return
    yield _("Do not rely on what it said.")
    if change.is_safety:
        yield _("It was a warning. That it is gone does not mean that all is well: ask your doctor.")
