"""Where the words of an article are used: every page that a passage reaches, and by which way. Reads only."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from content.figures import load_figures
from content.models import (
    Citation,
    Disagreement,
    DisagreementPosition,
    Page,
    PageKind,
    Passage,
    QuestionComponent,
    QuestionVariant,
    Snapshot,
    Statement,
)
from content.views.anatomy import is_shown

SETTLED = Disagreement.State.SETTLED


@dataclass(frozen=True, slots=True)
class Reach:
    """Words at ``[start, end)`` of an article and a page that they reach, by its key; ``how`` in words."""

    start: int
    end: int
    page: int
    how: str


@dataclass(frozen=True, slots=True)
class Use:
    """A page that is reached, with every way in which it is."""

    page: Page
    how: tuple[str, ...]

    @property
    def form(self) -> str:
        """The name of the address of the page's form."""
        return f"admin:content_{self.page.kind.replace('_', '')}_change"

    @property
    def kind(self) -> str:
        return PageKind(self.page.kind).label


def of_passage(passage: Passage) -> SafeString:
    """The pages that ``passage`` reaches. The same number of queries whatever there is."""
    pages = _pages()
    found = [
        reach
        for reach in _reaches([passage.snapshot_id], pages)
        if reach.start < passage.end and reach.end > passage.start
    ]
    return _panel(_uses(found, pages))


def of_snapshots(snapshots: Iterable[Snapshot]) -> SafeString:
    """The pages that any words of ``snapshots`` reach."""
    pages = _pages()
    return _panel(_uses(_reaches([snapshot.pk for snapshot in snapshots], pages), pages))


def by_passage(snapshot: Snapshot) -> SafeString:
    """Each passage of ``snapshot`` that reaches a page, with how many pages it reaches."""
    reaches = list(_reaches([snapshot.pk], _pages()))
    passages = snapshot.passages.order_by("start").values_list("pk", "position", "quote", "start", "end")
    counted = [
        (pk, position, quote, len({r.page for r in reaches if r.start < end and r.end > start}))
        for pk, position, quote, start, end in passages
    ]
    used = [row for row in counted if row[-1]]
    context = {"rows": used, "unused": len(counted) - len(used)}
    return render_to_string("admin/panels/passages_used.html", context)


def _panel(uses: Sequence[Use]) -> SafeString:
    return render_to_string("admin/panels/where_used.html", {"uses": uses})


def _pages() -> dict[int, Page]:
    """Every page without its texts. One query."""
    names = ("kind", "slug", "title", "status", "merged_into", "disagreements", "figures")
    return {page.pk: page for page in Page.objects.only(*names)}


def _uses(reaches: Iterable[Reach], pages: Mapping[int, Page]) -> list[Use]:
    """Each page once, the public ones first, in the order of the lists."""
    how: dict[int, dict[str, None]] = {}
    for reach in reaches:
        how.setdefault(reach.page, {})[reach.how] = None
    uses = [Use(pages[key], tuple(found)) for key, found in how.items() if key in pages]
    return sorted(uses, key=lambda use: (not use.page.is_public, use.page.kind, use.page.title))


def _reaches(snapshots: Sequence[int], pages: Mapping[int, Page]) -> Iterator[Reach]:
    """Every way from the words of ``snapshots`` to a page. Five queries."""
    yield from _cited(snapshots, pages)
    inside = {"passage__snapshot__in": snapshots}
    said = Statement.objects.filter(page__isnull=False, **inside)
    for start, end, page, role in said.values_list("passage__start", "passage__end", "page", "role"):
        yield Reach(start, end, page, f"read as: {_role(role)}")
    asked = QuestionVariant.objects.filter(**inside).values_list("start", "end", "question")
    answered = QuestionComponent.objects.filter(**inside)
    for start, end, page in asked:
        yield from _with_merged(Reach(start, end, page, "asks this question"), pages)
    for start, end, page in answered.values_list("passage__start", "passage__end", "question"):
        yield from _with_merged(Reach(start, end, page, "answers this question"), pages)
    yield from _differing(snapshots, pages)


def _role(role: str) -> str:
    """In the words of the lists of pages."""
    return (PageKind(role).label if role in PageKind.values else role.replace("_", " ")).lower()


def _cited(snapshots: Sequence[int], pages: Mapping[int, Page]) -> Iterator[Reach]:
    """Pages whose sentences quote the words, and those whose drawings rest on such a sentence."""
    drawn = _drawn(pages.values())
    rows = Citation.objects.filter(snapshot__in=snapshots)
    for start, end, page, position, text in rows.values_list(
        "start", "end", "claim__page", "claim__position", "claim__text"
    ):
        yield Reach(start, end, page, f"quoted for sentence {position}")
        address = pages[page].address if page in pages else ""
        for other, title in drawn.get((address, text), ()):
            yield Reach(start, end, other, f"drawn there: {title}")


def _drawn(pages: Iterable[Page]) -> dict[tuple[str, str], list[tuple[int, str]]]:
    """By page and sentence: the pages that show a drawing which rests on it, with the drawing's title."""
    shown: dict[str, list[int]] = {}
    for page in pages:
        for figure in page.figures:
            shown.setdefault(figure, []).append(page.pk)
    found: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for figure in load_figures().values():
        for backing in {label.backing for label in figure.labels}:
            found.setdefault(backing, []).extend((page, figure.title) for page in shown.get(figure.id, ()))
    return found


def _with_merged(reach: Reach, pages: Mapping[int, Page]) -> Iterator[Reach]:
    """What reaches a question reaches the one that it was merged into."""
    yield reach
    question = pages.get(reach.page)
    if question and question.merged_into_id:
        yield Reach(reach.start, reach.end, question.merged_into_id, f"through “{question.title}”")


def _differing(snapshots: Sequence[int], pages: Mapping[int, Page]) -> Iterator[Reach]:
    """Pages that show a difference between articles in which the words stand."""
    of_text = Q(passage__isnull=True, source__snapshots__in=snapshots, source__snapshots__is_current=True)
    rows = DisagreementPosition.objects.filter(Q(passage__snapshot__in=snapshots) | of_text)
    for position in rows.select_related("disagreement").distinct():
        point = position.disagreement
        for page in pages.values():
            if _shows(page, point):
                yield Reach(position.start, position.end, page.pk, f"shown there as a difference: {point}")


def _shows(page: Page, point: Disagreement) -> bool:
    """As the page of a reader decides it; a page about the point names it, settled or not."""
    if point.key in page.disagreements:
        return point.state != SETTLED or page.kind == PageKind.DIFFERENCE
    return point.state != SETTLED and is_shown(point, page)
