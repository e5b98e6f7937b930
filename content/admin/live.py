"""What stands beside the field while somebody writes: the page as readers will see it, and its checks."""

from collections.abc import Mapping
from copy import copy

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from content.checking import CheckedClaim
from content.livecheck import LiveCheck, Sentence, live_check
from content.livememory import is_warm, warm
from content.models import Citation, Claim, Disagreement, Page, PageKind, Source, Verdict
from content.offering import offers_at
from content.pictures import pictures_for
from content.pipeline.citations import Basis
from content.pipeline.run import load_rules
from content.querysets import remember
from content.rendering import disguise, render_sections, undisguised, with_prefix
from content.sentences import names_of
from content.views.anatomy import Part, Tag, tags_of

PREFIX = "preview-"
"""Before the names of the preview's elements: the form around it has names of its own."""


def checks_of_text(check: LiveCheck, *, prefix: str = "live-", has_editor: bool = False) -> SafeString:
    """The checks of a text that is not stored, as HTML; ``has_editor`` offers the way to each sentence."""
    context = {"check": check, "prefix": prefix, "has_editor": has_editor}
    return render_to_string("admin/live/checks.html", context)


def preview_of(*, title: str, body: str, kind: str, page: Page | None = None) -> SafeString:
    """The parts that the editor's script puts into place (templates/admin/live/preview.html)."""
    check = live_check(title=title, body=body, kind=kind, page=page)
    draft = copy(page) if page else Page(kind=kind)
    draft.title, draft.body, draft.pk = title, body, draft.pk or 0
    rows = _rows(draft, check)
    notes = {sentence.position: _note(sentence) for sentence in check.sentences}
    text = disguise(body, [mark.span for mark in check.unreadable])
    names = names_of(rows.values())
    for position, name in names.items():
        rows[position].name = name
    pictures = pictures_for(body)
    sections = render_sections(text, rows.values(), names, pictures=pictures, notes=notes)
    parts = [Part(section, tuple(rows[number] for number in section.claims)) for section in sections]
    context = {
        "check": check,
        "page": draft,
        "parts": [render_to_string("components/section.html", _of_section(part, draft)) for part in parts],
        "tags": _tags(draft, rows),
    }
    shown = render_to_string("admin/live/page.html", context)
    return render_to_string(
        "admin/live/preview.html",
        {
            "check": check,
            "shown": undisguised(with_prefix(shown, PREFIX)),
            "checks": checks_of_text(check, has_editor=True),
        },
    )


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


def _tags(draft: Page, rows: Mapping[int, Claim]) -> list[object]:
    """The state of the page as readers see it; of one that is not stored, nobody has signed the text."""
    if not rows:
        return []
    remember(draft, "claims", rows.values())
    if not draft.pk:
        remember(draft, "sign_offs", [])
    found = Disagreement.objects.filter(key__in=draft.disagreements)
    tags = tags_of(draft, list(found.exclude(state=Disagreement.State.SETTLED)))
    return [tag for tag in tags if tag is not Tag.CHANGED]  # a quote that is mistyped changed nothing


# --- rows that are never saved ---------------------------------------------------------------------


def _rows(draft: Page, check: LiveCheck) -> dict[int, Claim]:
    """The sentences as the templates of readers want them, by position."""
    sources = Source.objects.in_bulk(field_name="source_id")
    return {checked.claim.position: _row(checked, sources) for checked in check.claims}


def _row(checked: CheckedClaim, sources: Mapping[str, Source]) -> Claim:
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
