"""Drawings of ours on curated pages: their labels, what these rest on, and whether they may be shown.

A label is drawn on no word of its own. It names a sentence of a page (``claim``) and says no more than that
sentence; both stand in ``content/data/figures.toml``, so that this cannot change unseen, and the tests let
the checker compare the two. What can change is the sentence: an article is taken away, an editor writes
another text, a verdict falls. So a drawing is shown only while every sentence that it names is public,
supported and exactly anchored, which one query tells at each view; with one of them it goes as a whole,
since half a drawing would look whole. ``check_claims`` besides compares each label with the articles' words
themselves, and tells editors that a drawing is gone (``figure/<id>:<number of the label>``).

Verdicts of labels are not stored: a label whose sentence is shown needs no other verdict than that one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from django.db.models import F, Func, IntegerField, Prefetch, Q, QuerySet, Subquery

from content.checking import CheckedClaim, Shelf, check_one
from content.findings import Finding
from content.models import Citation, Claim, Page, Snapshot
from content.pipeline.anchors import AnchorState
from content.pipeline.datafiles import Table, read_data
from content.pipeline.verdicts import Support
from content.querysets import remember

FIGURES_FILE = Path(__file__).resolve().parent / "data" / "figures.toml"
FIGURE = "figure/"
"""How the name of a drawing begins in findings, where that of a page begins with its kind."""

PLACES: Mapping[str, Mapping[str, str]] = {
    "skin-layers": {"middle": "", "under": "", "below": ""},
    "session-timeline": {"before": "Before", "during": "During", "after": "Afterwards"},
}
"""The drawings that templates/figures/ has, and in their order the places that each has for labels.

Beside a place stands the word of layout above its labels, "" for none: the only words that no page backs.
"""


@dataclass(frozen=True, slots=True)
class Label:
    """A sentence in a drawing and the sentence of a page that backs it.

    ``page`` is "kind/slug". ``is_counted``: how many articles that sentence cites stands before the label.
    """

    text: str
    place: str
    page: str
    claim: str
    is_counted: bool = False

    @property
    def backing(self) -> tuple[str, str]:
        """What it rests on: a page and a sentence of it."""
        return self.page, self.claim


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing: ``title`` names it, ``labels`` stand in reading order."""

    id: str
    title: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class ShownLabel:
    """A label with the published sentence behind it. ``share`` is "Most articles" and the like, or ""."""

    label: Label
    claim: Claim
    share: str

    @property
    def words(self) -> str:
        """All that is drawn of it, in one line."""
        return f"{self.share}: {self.label.text}" if self.share else self.label.text

    @property
    def citations(self) -> list[Citation]:
        return list(self.claim.citations.all())


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A drawing every label of which holds now."""

    figure: Figure
    labels: tuple[ShownLabel, ...]

    @property
    def places(self) -> list[tuple[str, list[ShownLabel]]]:
        """The labels by place, under the place's word of layout."""
        return [
            (heading, [shown for shown in self.labels if shown.label.place == place])
            for place, heading in PLACES[self.figure.id].items()
        ]

    @property
    def claims(self) -> list[Claim]:
        """The sentences behind it."""
        return [shown.claim for shown in self.labels]

    @property
    def in_words(self) -> str:
        """The drawing for people who do not see it: every word that is drawn, in reading order."""
        parts = [(heading, " ".join(shown.words for shown in labels)) for heading, labels in self.places]
        return " ".join(f"{heading}: {words}" if heading else words for heading, words in parts)


# --- the data --------------------------------------------------------------------------------------


@cache
def load_figures(path: Path = FIGURES_FILE) -> Mapping[str, Figure]:
    """The drawings of ``path`` by id. Raises BadData naming the entry that cannot be used."""
    entries = read_data(path).only("figure").tables("figure")
    return {figure.id: figure for figure in map(_figure, entries)}


def _figure(entry: Table) -> Figure:
    name = entry.only("id", "title", "label").choice("id", PLACES)
    labels = [_label(part, PLACES[name]) for part in entry.tables("label")]
    if empty := [place for place in PLACES[name] if place not in {label.place for label in labels}]:
        raise entry.error(f"nothing is drawn at {empty[0]}", "Give a label for every place.")
    order = list(PLACES[name])
    return Figure(name, entry.text("title"), tuple(sorted(labels, key=lambda one: order.index(one.place))))


def _label(entry: Table, places: Collection[str]) -> Label:
    entry.only("text", "place", "page", "claim", "counted")
    return Label(
        text=entry.text("text"),
        place=entry.choice("place", places),
        page=entry.text("page"),
        claim=entry.text("claim"),
        is_counted=entry.flag("counted"),
    )


# --- what may be shown -----------------------------------------------------------------------------


def figures_of(page: Page) -> list[ShownFigure]:
    """The drawings that ``page`` asks for and that hold. Two queries, or none at all.

    They bring the claims of ``page`` too, with their evidence.
    """
    wanted = [figure for name, figure in load_figures().items() if name in page.figures]
    if not wanted:
        return []
    backed = _backed({label.backing for figure in wanted for label in figure.labels}, page)
    shown = (_shown(figure, backed) for figure in wanted)
    return [figure for figure in shown if figure is not None]


def _shown(figure: Figure, backed: Mapping[tuple[str, str], Claim]) -> ShownFigure | None:
    """The drawing, or None where one of its labels has lost its sentence."""
    if not all(label.backing in backed for label in figure.labels):
        return None
    labels = [
        ShownLabel(
            label,
            backed[label.backing],
            share_of(backed[label.backing], backed[label.backing].articles) if label.is_counted else "",
        )
        for label in figure.labels
    ]
    return ShownFigure(figure, tuple(labels))


def _backed(wanted: Collection[tuple[str, str]], page: Page) -> dict[tuple[str, str], Claim]:
    """The public sentences among ``wanted`` that are supported by exact words, by page and text.

    Each knows in ``articles`` how many articles there are now. The same queries bring the claims of ``page``.
    """
    claims = list(_with_own(wanted, page))
    own = [claim for claim in claims if claim.page_id == page.pk]
    for claim in own:
        claim.page = page
    remember(page, "claims", own)
    found = {(claim.page.address, claim.text): claim for claim in claims if _may_back(claim)}
    return {backing: found[backing] for backing in wanted if backing in found}


def _with_own(wanted: Collection[tuple[str, str]], page: Page) -> QuerySet[Claim]:
    """The sentences that may be among ``wanted``, and those of ``page``."""
    number = Func(F("pk"), function="COUNT", output_field=IntegerField())
    articles = Snapshot.objects.filter(is_current=True).order_by().annotate(number=number).values("number")
    claims = Claim.objects.filter(Q(page=page.pk) | Q(text__in={text for _, text in wanted}, context=""))
    cited = Prefetch("citations", Citation.objects.select_related("source"))
    full = claims.select_related("page", "verdict").annotate(articles=Subquery(articles))
    light = full.defer("page__body", "page__file_head", "page__file_tail")
    return light.order_by("page_id", "position").prefetch_related(cited)


def _may_back(claim: Claim) -> bool:
    verdict = getattr(claim, "verdict", None)
    is_held = verdict and verdict.support == Support.SUPPORTED and verdict.anchor in ("", AnchorState.EXACT)
    return bool(is_held) and not claim.context and claim.page.is_public


def share_of(claim: Claim, articles: int) -> str:
    """How many of ``articles`` the claim cites, in words that stay true where more of them say it."""
    cited = len({citation.source_id for citation in claim.citations.all()})
    if cited * 2 > articles:
        return "Most articles"
    return "One article" if cited == 1 else "Some articles"


# --- what check_claims tells -----------------------------------------------------------------------


def figure_findings(
    pages: Iterable[Page], claims: Iterable[tuple[str, CheckedClaim]], shelf: Shelf
) -> Iterator[Finding]:
    """What fails about the drawings that the published ``pages`` ask for; ``claims`` are those pages' own.

    Each label is checked against the words that its sentence cites, as if it stood in that sentence's place.
    """
    public = {page.address: page for page in pages}
    stated = {(address, checked.claim.text): checked for address, checked in claims}
    asked = {name for page in public.values() for name in page.figures}
    for name, figure in load_figures().items():
        if name in asked:
            yield from _label_findings(figure, public, stated, shelf)


def _label_findings(
    figure: Figure,
    public: Mapping[str, Page],
    stated: Mapping[tuple[str, str], CheckedClaim],
    shelf: Shelf,
) -> Iterator[Finding]:
    about = f"{FIGURE}{figure.id}"
    for number, label in enumerate(figure.labels, 1):
        backing = stated.get(label.backing)
        if backing is None or not _holds(backing):
            yield Finding(about, number, "figure_claim_gone", _gone(label), label.text)
            continue
        for code, message in _reasons(label, backing, public[label.page], shelf):
            yield Finding(about, number, code, message, label.text)


def _gone(label: Label) -> str:
    return f"The drawing is not shown: {label.page} does not say, supported, “{label.claim}”"


def _holds(checked: CheckedClaim) -> bool:
    is_exact = checked.anchor in (None, AnchorState.EXACT)
    return is_exact and checked.verdict.support is Support.SUPPORTED and not checked.claim.context


def _reasons(label: Label, backing: CheckedClaim, page: Page, shelf: Shelf) -> Sequence[tuple[str, str]]:
    claim = replace(backing.claim, text=label.text)
    verdict = check_one(claim, page.kind, page.title, shelf).verdict
    if verdict.support is Support.SUPPORTED:
        return ()
    return [(reason.code, reason.message) for reason in verdict.reasons]
