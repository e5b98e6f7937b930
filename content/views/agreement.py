"""How many articles name each thing: counts of statements, and nothing else.

An article names what a page is about where a passage of its current text affirms it, once or often. Articles
that copy each other count as two. How many name a thing says nothing of how true or how frequent it is.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext, gettext_noop

from content.models import Page, PageKind, Passage, Source, Statement
from content.pipeline.passages import Disposition
from content.pipeline.statements import Polarity

TITLE = gettext_noop("What most articles say, and what only one says")
ANCHOR = "agreement"
KINDS = {
    PageKind.CONTRAINDICATION: (gettext_noop("Who should not have it"), gettext_noop("Reason")),
    PageKind.SIDE_EFFECT: (gettext_noop("Side effects"), gettext_noop("Side effect")),
    PageKind.INDICATION: (gettext_noop("Uses"), gettext_noop("Use")),
}
"""What is counted, warnings first: the title of each table, and what one of its rows is."""

MAX_SQUARES = 8
"""With more articles a bar takes the place of the squares: a phone has no room for them."""
SQUARE = 15
"""From one square of the chart to the next, in CSS pixels."""
BAR = MAX_SQUARES * SQUARE


@dataclass(frozen=True, slots=True)
class Row:
    """A page and which of the articles name the thing that it is about."""

    page: Page
    named_by: tuple[Source, ...]
    sources: tuple[Source, ...]

    @property
    def count(self) -> int:
        return len(self.named_by)

    @property
    def squares(self) -> list[tuple[int, bool]]:
        """A square for each article, in their order: its left edge, and whether the article names it."""
        return [(n * SQUARE, source in self.named_by) for n, source in enumerate(self.sources)]

    @property
    def bar(self) -> int:
        """How far the bar is filled."""
        return round(BAR * self.count / len(self.sources))


@dataclass(frozen=True, slots=True)
class Tally:
    """The rows of one kind of page, most named first, then by name."""

    kind: PageKind
    title: str
    noun: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The whole chart. ``without_chart``: articles that point to a chart which we do not have."""

    sources: tuple[Source, ...]
    tallies: tuple[Tally, ...]
    without_chart: tuple[Source, ...]

    @property
    def has_squares(self) -> bool:
        return len(self.sources) <= MAX_SQUARES

    @property
    def width(self) -> int:
        """Of the squares or the bar of a row."""
        return len(self.sources) * SQUARE if self.has_squares else BAR


def is_counted() -> bool:
    """Whether there is anything to count, so that the chart is shown. One query."""
    return Page.objects.published().filter(kind__in=KINDS).exists()


def agreement() -> Agreement:
    """Counts from the published pages and the current texts. Three queries."""
    missing = Passage.objects.filter(
        disposition=Disposition.UNUSABLE,
        reason="missing_figure",
        snapshot__is_current=True,
        snapshot__source=OuterRef("pk"),
    )
    current = Source.objects.filter(snapshots__is_current=True).order_by("source_id")
    sources = tuple(current.annotate(lacks_chart=Exists(missing)))
    named = _sources_by_page()
    rows = [
        Row(page, tuple(source for source in sources if source.pk in named[page.pk]), sources)
        for page in Page.objects.published().filter(kind__in=KINDS)
    ]
    tallies = [_tally(kind, rows) for kind in KINDS if sources]
    return Agreement(
        sources,
        tuple(tally for tally in tallies if tally.rows),
        tuple(source for source in sources if source.lacks_chart),
    )


def _tally(kind: PageKind, rows: list[Row]) -> Tally:
    own = [row for row in rows if row.page.kind == kind]
    own.sort(key=lambda row: (-row.count, row.page.title.casefold()))
    title, noun = KINDS[kind]
    return Tally(kind, gettext(title), gettext(noun), tuple(own))


def _sources_by_page() -> defaultdict[int, set[int]]:
    """The keys of the articles whose current text affirms what a page is about, by the page's key."""
    affirmed = Statement.objects.filter(polarity=Polarity.AFFIRMED, passage__snapshot__is_current=True)
    found: defaultdict[int, set[int]] = defaultdict(set)
    pairs = affirmed.filter(page__kind__in=KINDS).order_by()
    for page, source in pairs.values_list("page", "passage__snapshot__source").distinct():
        found[page].add(source)
    return found
