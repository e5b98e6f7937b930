"""The panels beside a page's form: what the checks found, and what the articles say. To read only."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from content.actions.history import with_text_of
from content.actions.workflow import has_second_person, weight_of
from content.admin import words
from content.admin.counts import claims_that_pass
from content.admin.readonly import link_to
from content.checking import check_stored, load_shelf
from content.models import (
    Citation,
    Claim,
    Draft,
    Page,
    PageKind,
    Passage,
    Question,
    QuestionVariant,
    Source,
    Statement,
)
from content.opposing import Opposed, opposed_claims
from content.pagefiles import text_hash
from content.pipeline.errors import BadCitation
from content.pipeline.statements import Polarity
from content.significance import Level
from content.templatetags.wording import article_name


@dataclass(frozen=True, slots=True)
class Words:
    """One passage of an article and what was read from it; ``details`` in the article's own words."""

    passage: Passage
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """An article and what it says on the point of a page."""

    source: Source
    words: tuple[Words, ...]


def checks_panel(page: Page) -> SafeString:
    """Every sentence with its verdict and the reasons in words; problems first and open."""
    claims = list(page.claims.select_related("verdict").prefetch_related("citations__source"))
    fine = set(claims_that_pass().filter(page=page).values_list("pk", flat=True))
    context = {
        "page": page,
        "claims": claims,
        "problems": [(claim, words.result_of(claim)) for claim in claims if claim.pk not in fine],
        "fine": [(claim, words.result_of(claim)) for claim in claims if claim.pk in fine],
        "partly": sum(_is_partly(claim) for claim in claims if claim.pk in fine),
        "opposed": _opposed(page),
    }
    return render_to_string("admin/panels/checks.html", context)


def _opposed(page: Page) -> list[Opposed]:
    """What other articles say against its sentences; nothing where its marks cannot be read."""
    shelf = load_shelf()
    try:
        return opposed_claims(page, check_stored(page, shelf).claims, shelf)
    except BadCitation:
        return []


def _is_partly(claim: Claim) -> bool:
    return claim.verdict.support == "partly_supported"


def nearest_words(citation: Citation) -> SafeString:
    """What the article says instead of a quote that is not in it, and what differs; "" for nothing near."""
    name = article_name(citation.source)
    panels = (
        (render_to_string("admin/panels/nearest.html", {"near": near, "article": name}),)
        for near in citation.suggestions
    )
    return format_html_join("", "{}", panels)


def sources_panel(page: Page) -> SafeString:
    """What each article says on the point, in its own words, with what the software read from them."""
    return _said(_words_behind(page), NO_PASSAGE)


def places_panel(passages: Iterable[Passage]) -> SafeString:
    """Where a name stands: each passage by article, with the headings above it."""
    return _said([Words(passage, _headings(passage)) for passage in passages], NO_PLACE)


def links_to_places(passages: Iterable[Passage]) -> SafeString:
    """For a list: the article and the place in it of each passage."""
    lines = ((link_to(p.snapshot, p.snapshot.source.source_id, f"#passage-{p.position}"),) for p in passages)
    return format_html_join("", "<p>{}</p>", lines)


def _headings(passage: Passage) -> tuple[str, ...]:
    return (f"Under “{' › '.join(passage.heading_path)}”",) if passage.heading_path else ()


NO_PASSAGE = (
    "No article in use has a passage for this page. The quotes that its text cites are under “Checks”."
)
NO_PLACE = "The text that printed it is no longer here."


def _said(found: Iterable[Words], nothing: str) -> SafeString:
    context = {"articles": list(_articles(found)), "nothing": nothing}
    return render_to_string("admin/panels/sources.html", context)


def _articles(found: Iterable[Words]) -> Iterable[Article]:
    ordered = sorted(found, key=lambda said: _place(said.passage))
    for source, said in groupby(ordered, key=lambda said: said.passage.snapshot.source):
        yield Article(source, tuple(said))


def _place(passage: Passage) -> tuple[str, int, int]:
    return (passage.snapshot.source.source_id, passage.snapshot_id, passage.position)


def _words_behind(page: Page) -> list[Words]:
    """The statements of a record; the answering passages of a question, for a topic its main question's."""
    if page.kind == PageKind.QUESTION or page.kind == PageKind.TOPIC:
        return _answers(page if page.kind == PageKind.QUESTION else page.main_question)
    rows = page.statements.select_related("passage__snapshot__source").defer("passage__snapshot__text")
    details: dict[Passage, list[str]] = {}
    for statement in rows:
        details.setdefault(statement.passage, []).append(_what_was_read(statement))
    return [Words(passage, tuple(dict.fromkeys(read))) for passage, read in details.items()]


def _answers(question: Question | None) -> list[Words]:
    if question is None:
        return []
    rows = question.components.select_related("passage__snapshot__source").defer("passage__snapshot__text")
    return [Words(row.passage, ()) for row in rows]


def _what_was_read(statement: Statement) -> str:
    """ "Says to avoid it, common": the reading of a statement in few words."""
    is_plain = statement.strength and statement.polarity == Polarity.AFFIRMED
    read = (
        "" if is_plain else words.POLARITY[Polarity(statement.polarity)],
        words.strength_of(statement.strength) if statement.strength else "",
        *(statement.frequency, statement.seriousness, statement.duration),
        *(statement.population, statement.site),
    )
    return ", ".join(part for part in read if part)


def strictness_panel(strength_by_source: dict[str, str]) -> SafeString:
    """How strictly each article warns."""
    lines = [(source, words.strength_of(strength)) for source, strength in sorted(strength_by_source.items())]
    return render_to_string("admin/panels/strictness.html", {"lines": lines})


def variants_panel(question: Question, may_be_taken_out: Callable[[QuestionVariant], bool]) -> SafeString:
    """Every way in which an article asks the question, where it does, and the way to take each one out."""
    rows = question.variants.select_related("passage__snapshot__source").defer("passage__snapshot__text")
    ordered = sorted(rows, key=lambda variant: (*_place(variant.passage), variant.start))
    asked = [(variant, _printed(variant), may_be_taken_out(variant)) for variant in ordered]
    return render_to_string("admin/panels/variants.html", {"asked": asked, "question": question})


def _printed(variant: QuestionVariant) -> str:
    how = words.PRINTED_AS.get(variant.kind, variant.kind)
    return f"{article_name(variant.passage.snapshot.source)}, {how}"


def answers_panel(question: Question, merged: Sequence[object], apart: Sequence[object]) -> SafeString:
    """Which other questions are the same as this one and which are not, and the way to say so."""
    context = {"question": question, "merged": merged, "apart": apart}
    return render_to_string("admin/panels/answers.html", context)


def merged_panel(into: SafeString | str, take_back: str) -> SafeString:
    """Where a question is asked that was merged into another one, and the way back."""
    return render_to_string("admin/panels/merged.html", {"into": into, "take_back": take_back})


def sign_offs_panel(page: Page, text: str) -> SafeString:
    """Who approved what readers read, by its SHA-256 ``text``, and who something older."""
    signed = list(page.sign_offs.select_related("person"))
    context = {
        "page": page,
        "address": reverse(f"admin:content_{page.kind.replace('_', '')}_sign", args=[page.pk]),
        "current": [sign_off for sign_off in signed if sign_off.text_sha256 == text],
        "older": [sign_off for sign_off in signed if sign_off.text_sha256 != text],
    }
    return render_to_string("admin/panels/sign_offs.html", context)


def waiting_panel(page: Page, draft: Draft | None) -> SafeString:
    """What is known about the change of ``page`` that waits; nothing where none does."""
    if draft is None:
        return SafeString()
    candidate = with_text_of(page, draft)
    level = weight_of(page, candidate)
    context = {
        "page": page,
        "draft": draft,
        "weight": words.WEIGHT.get(level),
        "compare": reverse(f"admin:content_{page.kind.replace('_', '')}_compare", args=[page.pk]),
        "needs_other": level is Level.SAFETY and not has_second_person(page, candidate, draft.author, None),
        "is_overtaken": draft.based_on != text_hash(page),
    }
    return render_to_string("admin/panels/waiting.html", context)


def refusal_message(page: Page, reasons: list[str], *, keeps_text: bool = False) -> SafeString:
    """Why the gate is closed to ``page``, in one message."""
    context = {
        "page": page,
        "keeps_text": keeps_text,
        "reasons": reasons[:MAX_REASONS],
        "more": len(reasons[MAX_REASONS:]),
    }
    return render_to_string("admin/panels/refusal.html", context)


MAX_REASONS = 8
"""More would hide the form; the panel beside it has them all."""
