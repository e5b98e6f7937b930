"""What stands beside the field while somebody writes: the page as readers will see it, and its checks."""

from collections.abc import Mapping, Sequence
from copy import copy
from types import MappingProxyType
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from content.checking import CheckedClaim
from content.figures import figures_of
from content.livecheck import LiveCheck, Sentence, live_check
from content.livememory import is_warm, warm
from content.models import Citation, Claim, Disagreement, Override, Page, PageKind, Source, Verdict
from content.models.reading import read_hash
from content.offering import offers_at
from content.pictures import pictures_for
from content.pipeline.citations import Basis
from content.pipeline.run import load_rules
from content.querysets import remember
from content.rendering import disguise, render_sections, undisguised, with_prefix
from content.sentences import names_of
from content.views.anatomy import (
    MAX_RELATED,
    Part,
    Tag,
    all_points,
    is_only_milder,
    related_to,
    shown_on,
    tags_of,
)
from content.views.details import warnings_for
from content.views.differences import with_pages
from content.views.drawings import draw
from content.views.frame import Frame

MODELS = {model.KIND: model for model in Page.__subclasses__()}
NOTHING: Mapping[str, Any] = MappingProxyType({})
PREFIX = "preview-"
"""Before the names of the preview's elements: the form around it has names of its own."""


def checks_of_text(check: LiveCheck, *, prefix: str = "live-", has_editor: bool = False) -> SafeString:
    """The checks of a text that is not stored, as HTML; ``has_editor`` offers the way to each sentence."""
    context = {"check": check, "prefix": prefix, "has_editor": has_editor}
    return render_to_string("admin/live/checks.html", context)


def preview_of(
    *, title: str, body: str, kind: str, page: Page | None = None, beside: Mapping[str, Any] = NOTHING
) -> SafeString:
    """The parts that the editor's script puts into place (templates/admin/live/preview.html).

    ``beside`` is what the form has besides the text, where it is other than what is stored: language, related
    pages, differences, drawings.
    """
    draft = draft_with(title, body, kind, page, beside)
    check = live_check(title=title, body=body, kind=kind, page=page)
    notes = {sentence.position: _note(sentence) for sentence in check.sentences}
    return render_to_string(
        "admin/live/preview.html",
        {
            "check": check,
            "shown": _as_readers(draft, check, notes),
            "checks": checks_of_text(check, has_editor=True),
        },
    )


def shown_to_readers(page: Page) -> SafeString:
    """``page``, which need not be stored like that, as readers see it with its evidence, without notes."""
    check = live_check(title=page.title, body=page.body, kind=page.kind, page=page)
    return _as_readers(copy(page), check, {})


def draft_with(title: str, body: str, kind: str, page: Page | None, beside: Mapping[str, Any]) -> Page:
    """The page as it would be saved; it is not."""
    draft = copy(page) if page else MODELS[PageKind(kind)](kind=kind)
    draft.title, draft.body, draft.pk = title, body, draft.pk or 0
    for name, value in beside.items():
        setattr(draft, name, value)
    return draft


def _as_readers(draft: Page, check: LiveCheck, notes: Mapping[int, SafeString]) -> SafeString:
    """By the components of readers. The text is set apart from the page around it by PREFIX."""
    figures = [draw(figure) for figure in figures_of(draft)]
    rows = _rows(draft, check)
    text = disguise(draft.body, [mark.span for mark in check.unreadable])
    names = names_of(rows.values())
    for position, name in names.items():
        rows[position].name = name
    sections = render_sections(
        text,
        rows.values(),
        names,
        language=draft.language,
        pictures=pictures_for(draft.body),
        notes=notes,
    )
    parts = [Part(section, tuple(rows[number] for number in section.claims)) for section in sections]
    points = _points(draft)
    milder = [point for point in points if is_only_milder(point, draft)]
    disagreements = [point for point in points if point not in milder]
    related = related_to(draft)
    context = {
        "check": check,
        "page": draft,
        "parts": [render_to_string("components/section.html", _of_section(part, draft)) for part in parts],
        "tags": _tags(draft, rows, disagreements),
        "figures": figures,
        "milder": milder,
        "disagreements": disagreements,
        "related": related[:MAX_RELATED],
        "beside": len(disagreements) if draft.kind == PageKind.DIFFERENCE else 0,
        **warnings_for(draft, related, Frame(draft)),
    }
    shown = render_to_string("admin/live/page.html", context)
    return undisguised(with_prefix(shown, PREFIX))


def _points(draft: Page) -> list[Disagreement]:
    """The points on which articles differ that the page shows, as its view chooses them."""
    if draft.kind == PageKind.QUESTION:
        remember(draft, "merged_pages", draft.merged_pages.all() if draft.pk else [])
    found = all_points()
    if draft.kind == PageKind.DIFFERENCE:
        named = [point for point in found if point.key in draft.disagreements]
        return sorted(named, key=lambda point: draft.disagreements.index(point.key))
    points = shown_on(draft, [point for point in found if point.state != Disagreement.State.SETTLED])
    with_pages(points)
    return points


def offers_html(*, body: str, cursor: int, kind: str, title: str) -> SafeString:
    """What can be cited for the sentence before ``cursor``, then every article, as options to choose from."""
    offers = offers_at(body, cursor, kind=kind, title=title)
    context = {"offered": offers, "sources": Source.objects.order_by("source_id")}
    return render_to_string("admin/live/offers.html", context)


def warm_up() -> None:
    """Read rules, articles and templates: once for each process, when the first form is opened."""
    if is_warm():
        return
    warm()
    load_rules()
    preview_of(title="", body=SAMPLE, kind=PageKind.TOPIC)


SAMPLE = "## A heading\n\n- Ask your doctor. [@advice]\n- It is [not] so."


def _of_section(part: Part, draft: Page) -> dict[str, object]:
    return {"part": part, "page": draft, "title": draft.title}


def _note(sentence: Sentence) -> SafeString:
    """The verdict behind a sentence; a button where no marker leads to the reasons."""
    style = "is-problem" if sentence.is_problem else "is-fine"
    if sentence.basis in (Basis.NONE, Basis.SITE):
        button = '<button type="button" class="live-tag tag {}" data-sentence="{}">{}</button>'
        return format_html(f" {button}", style, sentence.position, sentence.label)
    return format_html(
        ' <span class="live-tag tag {}" data-sentence="{}">{}</span>',
        style,
        sentence.position,
        sentence.label,
    )


def _tags(draft: Page, rows: Mapping[int, Claim], points: Sequence[Disagreement]) -> list[object]:
    """The state of the page as readers see it; of one that is not stored, nobody has signed the text."""
    if not rows:
        return []
    remember(draft, "claims", rows.values())
    if not draft.pk:
        remember(draft, "sign_offs", [])
    draft.read_sha256 = read_hash(draft)
    tags = tags_of(draft, [point for point in points if point.is_difference])
    return [tag for tag in tags if tag is not Tag.CHANGED]  # a quote that is mistyped changed nothing


# --- rows that are never saved ---------------------------------------------------------------------


def _rows(draft: Page, check: LiveCheck) -> dict[int, Claim]:
    """The sentences as the templates of readers want them, by position."""
    sources = Source.objects.in_bulk(field_name="source_id")
    overrides = Override.objects.in_bulk(set(check.overrides.values()))
    return {
        checked.claim.position: _row(
            checked, sources, overrides.get(check.overrides.get(checked.claim.position, 0))
        )
        for checked in check.claims
    }


def _row(checked: CheckedClaim, sources: Mapping[str, Source], override: Override | None) -> Claim:
    claim = checked.claim
    row = Claim(
        pk=claim.position,
        position=claim.position,
        text=claim.text,
        context=claim.context,
        start=claim.span.start,
        end=claim.span.end,
        basis=claim.basis.value,
        heading=claim.heading,
        override=override,
    )
    Verdict(claim=row, support=checked.verdict.support.value, checked_at=timezone.now())
    cited = [one for one in checked.citations if one.citation.source_id in sources]
    citations = [
        Citation(
            source=sources[one.citation.source_id], quote=one.citation.quote, anchor=one.anchor.state.value
        )
        for one in cited
    ]
    remember(row, "citations", citations)
    return row
