"""The whole public site in one document to print: warnings first, each page with the articles behind it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content.gaps import open_gaps
from content.gravity import calls_serious
from content.languagetags import OURS
from content.models import Claim, Page, PageKind, Picture, Source, Statement
from content.pictures import pictures_for
from content.pipeline.checklist import Gap
from content.pipeline.citations import Basis
from content.pipeline.glossary import Term
from content.pipeline.statements import Polarity
from content.rendering import render_plain
from content.views.completeness import Shortfall, all_missing
from content.views.glossary import terms_in
from content.views.indexes import DEGREES

LEFT_OUT = ("home", "before-you-go", "privacy", "accessibility")
"""Pages about the site that say nothing on paper, or have a sheet of their own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page as the leaflet shows it, and what it rests on."""

    anchor: str
    title: str
    html: SafeString | str
    sources: tuple[Source, ...]
    has_advice: bool
    language: str = OURS


@dataclass(frozen=True, slots=True)
class Section:
    """Entries under a heading of their own, or under that of their part where ``title`` is empty."""

    title: str
    entries: list[Entry]

    @property
    def level(self) -> int:
        """The level of the entries' headings."""
        return 4 if self.title else 3


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the leaflet: an item of its contents."""

    anchor: str
    title: str
    sections: list[Section]
    things: str = ""
    shortfall: Shortfall | None = None
    """What the list lacks, for one of warnings; ``things``: what it is a list of, for incomplete.html."""

    @property
    def entries(self) -> list[Entry]:
        return [entry for section in self.sections for entry in section.entries]


@require_safe
def leaflet(request: HttpRequest) -> HttpResponse:
    """Seven queries, however many pages there are; one more where pages show pictures."""
    pages = list(
        Page.objects.published().annotate(strength=F("contraindication__strength")).order_by("order", "title")
    )
    sources = list(Source.objects.all())
    backing = _Backing.of(pages, sources)
    parts = _parts(pages, backing, all_missing(sources))
    context = {
        "today": timezone.localdate(),
        "parts": [part for part in parts if part.entries or part.shortfall],
        "words": sorted(backing.words, key=lambda term: term.term.casefold()),
        "sources": sources,
        "articles": len(sources),
        "pages": sum(len(part.entries) for part in parts),
    }
    return render(request, "content/leaflet.html", context)


@dataclass(frozen=True, slots=True)
class _Backing:
    """What the claims of all pages rest on, which hard words they use, and where each page stands."""

    sources: Mapping[int, tuple[Source, ...]]
    advised: frozenset[int]
    words: frozenset[Term]
    places: Mapping[str, str]
    pictures: Mapping[str, Picture]

    @classmethod
    def of(cls, pages: Iterable[Page], sources: Iterable[Source]) -> "_Backing":
        """One query, and one where a text names a picture."""
        by_id = {source.pk: source for source in sources}
        cited: dict[int, dict[Source, None]] = defaultdict(dict)
        advised, texts = set(), dict.fromkeys(page.title for page in pages)
        rows = Claim.objects.filter(page__in=Page.objects.published()).order_by(
            "citations__source__source_id"
        )
        for page, basis, text, source in rows.values_list("page", "basis", "text", "citations__source"):
            texts[text] = None
            if basis == Basis.ADVICE:
                advised.add(page)
            if source is not None:
                cited[page][by_id[source]] = None
        return cls(
            {page: tuple(found) for page, found in cited.items()},
            frozenset(advised),
            frozenset(term for term in terms_in(texts) if not term.is_familiar),
            {page.get_absolute_url(): f"#{_anchor(page)}" for page in pages},
            pictures_for(*(page.body for page in pages)),
        )

    def entry(self, page: Page, level: int) -> Entry:
        """``page`` under a heading of ``level``."""
        html = self._html(page, level + 1) if page.body else ""
        sources, has_advice = self.sources.get(page.pk, ()), page.pk in self.advised
        return Entry(_anchor(page), page.title, html, sources, has_advice, page.language)

    def _html(self, page: Page, level: int) -> SafeString:
        return render_plain(
            page.body, level=level, addresses=self.places, language=page.language, pictures=self.pictures
        )


def _anchor(page: Page) -> str:
    return f"{page.kind}-{page.slug}"


def _parts(pages: list[Page], backing: _Backing, missing: Mapping[str, Shortfall]) -> list[Part]:
    """The parts in the order of the leaflet. Three queries."""
    of: dict[str, list[Page]] = defaultdict(list)
    for page in pages:
        of[page.kind].append(page)
    site = [page for page in of[PageKind.SITE] if page.slug not in LEFT_OUT]
    plain = {
        PageKind.INDICATION: _("What it is used for"),
        PageKind.TOPIC: _("Topics"),
        PageKind.QUESTION: _("Questions"),
        PageKind.DIFFERENCE: _("Where the articles differ"),
    }
    reasons, effects = PageKind.CONTRAINDICATION, PageKind.SIDE_EFFECT
    return [
        Part(
            "who-should-not",
            _("Who should not have it"),
            _reasons(of[reasons], backing),
            "reasons",
            missing[reasons],
        ),
        Part(
            "side-effects",
            _("Side effects"),
            _effects(of[effects], backing),
            "side effects",
            missing[effects],
        ),
        *(Part(f"part-{kind}", title, [_section("", of[kind], backing)]) for kind, title in plain.items()),
        Part("not-answered", _("What no article answers"), [_gaps(of[PageKind.GAP], backing)]),
        Part("about", _("About this site"), [_section("", site, backing)]),
    ]


def _section(title: str, pages: Iterable[Page], backing: _Backing) -> Section:
    level = 4 if title else 3
    return Section(title, [backing.entry(page, level) for page in pages])


def _reasons(pages: Iterable[Page], backing: _Backing) -> list[Section]:
    """By their degree, the strictest first, as on the site."""
    return [
        _section(_(heading), [page for page in pages if page.strength in strengths], backing)
        for heading, _style, strengths in DEGREES
    ]


def _effects(pages: Iterable[Page], backing: _Backing) -> list[Section]:
    """Those that an article calls serious come first. One query."""
    said = Statement.objects.filter(page__in=pages, polarity=Polarity.AFFIRMED).exclude(seriousness="")
    serious = {page for page, words in said.values_list("page", "seriousness") if calls_serious(words)}
    return [
        _section(_("Called serious by an article"), [p for p in pages if p.pk in serious], backing),
        _section(_("Other side effects"), [p for p in pages if p.pk not in serious], backing),
    ]


def _gaps(pages: Iterable[Page], backing: _Backing) -> Section:
    """The open questions, with the page about each where somebody has written one. Two queries."""
    written = {page.slug: page for page in pages}
    return Section("", [_gap(gap, written.get(gap.id), backing) for gap in open_gaps()])


def _gap(gap: Gap, page: Page | None, backing: _Backing) -> Entry:
    if page:
        return backing.entry(page, 3)
    return Entry(f"gap-{gap.id}", gap.question, render_plain(gap.note), (), has_advice=False)
