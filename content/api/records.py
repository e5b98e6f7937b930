"""The JSON of each thing. Every text stands on the public pages, in the same words, whole or not at all."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date

from content.api.pictures import pictures_of
from content.languages import as_tag
from content.models import (
    Citation,
    Claim,
    Contraindication,
    Disagreement,
    Page,
    PageKind,
    QuestionComponent,
    SideEffect,
    Source,
    Statement,
)
from content.models.pages import RECORDS
from content.pipeline.checklist import Gap
from content.pipeline.citations import Basis
from content.pipeline.passages import Disposition
from content.querysets import PageQuerySet, remember
from content.templatetags.wording import (
    article_name,
    disposition_meaning,
    disposition_name,
    override_words,
    short_quote,
    stances,
    strength_words,
    verdict_words,
)
from content.views.anatomy import (
    MAX_RELATED,
    Effect,
    Review,
    is_called_serious,
    is_only_milder,
    quotations_of,
    related_to,
    review_of,
    shown_on,
    tags_of,
)
from content.views.completeness import Shortfall
from content.views.details import warnings_for
from content.views.differences import WARNINGS, title_of
from content.views.frame import Frame
from content.views.gaps import TITLES, OpenQuestion
from content.views.glossary import Entry
from content.views.strictness import strictness_of

NOBODY_SAYS = "None of the articles says how often."
SILENT = "It does not say how often."
OWN_WARNING = "Check this before you decide"
GENERAL_WARNING = "Some people should not have mesotherapy"
FHIR_ID_LENGTH = 64
UNNUMBERED = (Basis.NONE, Basis.SITE)
"""Sentences whose verdict no page shows: there is nothing to compare them with."""
_ALWAYS_ABOUT_HEALTH = [kind for kind in PageKind if kind != PageKind.SITE]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Absolute addresses, as the caller of ``request`` reaches them."""

    request: HttpRequest

    def __call__(self, path: str) -> str:
        return self.request.build_absolute_uri(path)

    def named(self, name: str, *args: str) -> str:
        return self(reverse(name, args=args))

    def page(self, page: Page) -> dict[str, str]:
        """A page by its name, title and both addresses."""
        return {
            "name": page.address,
            "title": page.title,
            "address": self(page.get_absolute_url()),
            "link": self.named("api_page", page.kind, page.slug),
        }


def language_of(page: Page | None = None) -> str:
    """The language of a page's text as a BCP 47 tag: "en-GB"."""
    return as_tag(getattr(page, "language", "") or settings.LANGUAGE_CODE)


# --- pages -----------------------------------------------------------------------------------------


def with_evidence(pages: PageQuerySet) -> PageQuerySet:
    """The pages with claims, citations, verdicts and sign-offs, in three more queries."""
    cited = Citation.objects.select_related("source", "snapshot").defer("snapshot__text")
    return pages.prefetch_related(
        Prefetch("claims", Claim.objects.select_related("verdict", "override")),
        Prefetch("claims__citations", cited),
        "sign_offs",
    )


def with_statements(pages: PageQuerySet) -> PageQuerySet:
    """The pages with what the articles state, in one more query."""
    said = Statement.objects.select_related("passage__snapshot__source").defer("passage__snapshot__text")
    return pages.prefetch_related(Prefetch("statements", said))


def fetch_quotations(page: Page) -> None:
    """For a page that nobody has written: the passages behind it, in one query, of a question in two."""
    prefetch_related_objects([page], *with_statements(Page.objects)._prefetch_related_lookups)
    if page.kind == PageKind.QUESTION:
        parts = QuestionComponent.objects.select_related("passage__snapshot__source")
        prefetch_related_objects([page], Prefetch("components", parts.defer("passage__snapshot__text")))


def frame_of(page: Page) -> Frame:
    """What stands around the page: the public pages that it names, and every public warning. One query."""
    frame = Frame(page)
    if page.kind == PageKind.QUESTION:
        remember(page, "merged_pages", frame.merged)
    return frame


def with_answer(page: Page, to: Addresses) -> dict[str, Any]:
    """A page with its short answer, whole; none where nobody has written it."""
    return {**to.page(page), "short_answer": page.short_answer if page.is_curated else None}


def entry_of(page: Page, to: Addresses) -> dict[str, Any]:
    """A page as the list shows it."""
    return {
        **with_answer(page, to),
        "kind": page.kind,
        "slug": page.slug,
        "language": language_of(page),
        "changed_at": page.changed_at,
    }


def page_of(page: Page, to: Addresses, ask: str | None = None) -> dict[str, Any]:
    """A page, whole. ``ask``: what to ask a professional, on the page of an open question."""
    shown, milder, differing = _points_of(page)
    frame = frame_of(page)
    related = related_to(page, frame.pages)
    claims = list(page.claims.all())
    is_about_health = page.kind in _ALWAYS_ABOUT_HEALTH or any(
        claim.basis in (Basis.CITATION, Basis.ABSENCE) for claim in claims
    )
    return {
        **entry_of(page, to),
        "tags": [tag.value for tag in tags_of(page, differing)] if is_about_health else [],
        "warning": None,
        "incomplete": [],
        **_warnings_of(page, related, frame, to),
        "claims": [claim_of(claim, page, to) for claim in claims],
        "pictures": pictures_of(page, to),
        "quotations": [] if page.is_curated else _quotations(page),
        "strictness": strictness(page) if page.kind == PageKind.CONTRAINDICATION else None,
        "effect": effect(page) if page.kind == PageKind.SIDE_EFFECT else None,
        "is_disputed": page.is_disputed if page.kind == PageKind.INDICATION else None,
        "ask": ask,
        "differences": [point.key for point in shown],
        "milder": [point.key for point in milder],
        "related": [to.page(other) for other in related[:MAX_RELATED]],
        "review": _review(review_of(page)) if is_about_health else None,
        "sources": sorted({c.source.source_id for claim in claims for c in claim.citations.all()}),
        "fhir": to.named("fhir_use", fhir_id(page)) if page.kind in RECORDS else None,
    }


def _points_of(page: Page) -> tuple[list[Disagreement], list[Disagreement], list[Disagreement]]:
    """Points that the page shows, those it only mentions, those on which articles differ. One query."""
    if page.kind == PageKind.DIFFERENCE:
        found = Disagreement.objects.filter(key__in=page.disagreements)
        own = sorted(found, key=lambda point: page.disagreements.index(point.key))
        return own, [], [point for point in own if point.is_difference]
    points = shown_on(page, Disagreement.objects.exclude(state=Disagreement.State.SETTLED))
    milder = [point for point in points if is_only_milder(point, page)]
    shown = [point for point in points if point not in milder]
    return shown, milder, shown


def fhir_id(page: Page) -> str:
    """The id of the page's FHIR resource: "side-effect.redness"; R5 allows 64 signs, slugs may have more."""
    kind = page.kind.replace("_", "-")
    name = f"{kind}.{page.slug}".replace("_", "-")
    if name == f"{kind}.{page.slug}" and len(name) <= FHIR_ID_LENGTH:
        return name
    return f"{kind}.{hashlib.sha256(page.slug.encode()).hexdigest()[:32]}"


def claim_of(claim: Claim, page: Page, to: Addresses) -> dict[str, Any]:
    return {
        "number": claim.position,
        "text": claim.text,
        "context": claim.context,
        "heading": claim.heading,
        "basis": claim.basis,
        "address": f"{to(page.get_absolute_url())}#claim-{claim.position}",
        "verdict": _verdict(claim),
        "override": _override(claim),
        "citations": [_citation(citation, to) for citation in claim.citations.all()],
    }


def _verdict(claim: Claim) -> dict[str, Any] | None:
    verdict = getattr(claim, "verdict", None)
    if verdict is None:
        return None
    return {
        "words": None if claim.basis in UNNUMBERED else verdict_words(claim),
        "support": verdict.support,
        "anchor": verdict.anchor or None,
        "reasons": list(dict.fromkeys(reason["code"] for reason in verdict.reasons)),
        "checker_version": verdict.checker_version,
        "checked_at": verdict.checked_at,
    }


def _override(claim: Claim) -> dict[str, Any] | None:
    """The decision of a person that the sentence stands all the same. Nobody is named."""
    override = claim.override
    if override is None:
        return None
    return {
        "words": override_words(override),
        "role": override.role,
        "decided_on": timezone.localdate(override.made_at),
        "reason": override.reason,
    }


def _citation(citation: Citation, to: Addresses) -> dict[str, Any]:
    """With W3C selectors. No prefix or suffix: that would be more of the article than the page shows."""
    quote: dict[str, Any] = {"type": "TextQuoteSelector", "exact": citation.quote}
    selectors = [quote]
    if citation.snapshot is not None:
        selectors.append({"type": "TextPositionSelector", "start": citation.start, "end": citation.end})
    return {
        "source": citation.source.source_id,
        "line": source_line(citation.source),
        "quote": citation.quote,
        "anchor": citation.anchor,
        "snapshot_sha256": citation.snapshot.sha256 if citation.snapshot else None,
        "target": {
            "type": "SpecificResource",
            "source": to.named("source", citation.source.source_id),
            "selector": selectors,
        },
    }


def _quotations(page: Page) -> list[dict[str, Any]]:
    return [_quoted(said.source, said.quote) for said in quotations_of(page)]


def _quoted(source: Source, quote: str) -> dict[str, Any]:
    """A source's own words; none where they are too long to be shown."""
    return {"source": source.source_id, "line": source_line(source), "quote": short_quote(quote) or None}


def _warnings_of(page: Page, related: Sequence[Page], frame: Frame, to: Addresses) -> dict[str, Any]:
    """What a page about something else says of warnings, and whether its list of them is whole."""
    if page.kind == PageKind.DIFFERENCE:
        return {} if page.group == WARNINGS else {"warning": _warning(GENERAL_WARNING, (), (), to)}
    found = warnings_for(page, related, frame)
    said = {"incomplete": shortfall_words(found["shortfall"])} if found.get("shortfall") else {}
    if not found.get("needs_reasons"):
        return said
    heading = OWN_WARNING if found["warnings"] else GENERAL_WARNING
    return {**said, "warning": _warning(heading, found["warnings"], found["reasons"], to)}


def _warning(heading: str, pages: Iterable[Page], reasons: Iterable[Page], to: Addresses) -> dict[str, Any]:
    return {
        "heading": heading,
        "pages": [with_answer(page, to) for page in pages],
        "reasons": [to.page(reason) for reason in reasons],
        "more": to.named("who_should_not"),
    }


def shortfall_words(shortfall: Shortfall) -> list[str]:
    """Why the list of side effects is not whole, in the words of the page."""
    cut = [
        f"The list of side effects in {name_of(source)} was cut off. "
        "We cannot know what the missing part says."
        for source in shortfall.sources
    ]
    missing, unplaced = shortfall.missing, shortfall.unplaced
    more = "side effect. Its page has" if missing == 1 else "side effects. Their pages have"
    things, them = ("thing", "it") if unplaced == 1 else ("things", "them")
    if missing:
        cut.append(f"The articles name {missing} more {more} not passed our checks yet.")
    if unplaced:
        cut.append(
            f"The articles list {unplaced} {things} among side effects that nobody on our side has looked at "
            f"yet. Our pages leave {them} out."
        )
    return cut


def strictness(page: Contraindication, sources: Iterable[Source] | None = None) -> dict[str, Any]:
    """How strictly it warns: the strictest, and what each source says in its own words."""
    return {
        "strength": page.strength,
        "by_source": [
            {
                "source": said.source.source_id,
                "strength": said.strength,
                "says": strength_words(said.strength),
                "words": list(said.words),
            }
            for said in strictness_of(page, sources)
        ],
    }


def effect(page: SideEffect) -> dict[str, Any]:
    """How often it happens in the words of the articles, and whether one calls it serious."""
    found = Effect(page)
    said = found.frequencies if found.stated else []
    return {
        "is_called_serious": is_called_serious(page),
        "is_for_one_group": page.scope == SideEffect.Scope.GROUP_SPECIFIC,
        "how_often": None if found.stated else NOBODY_SAYS,
        "by_source": [
            {
                "source": each.source.source_id,
                "words": list(each.words),
                "silent": None if each.words else SILENT,
            }
            for each in said
        ],
    }


def _review(review: Review) -> dict[str, Any]:
    return {
        "by_health_professional_on": [signed.signed_on for signed in review.professionals],
        "by_editor_on": [signed.signed_on for signed in review.editors],
        "was_reviewed": review.was_reviewed,
        "compared_by_software_on": review.compared_on,
        "sentences_compared": review.sentences,
        "next_review_on": review.next_review_on if review.was_reviewed else None,
        "is_overdue": review.was_reviewed and review.is_overdue,
    }


# --- sources, differences, open questions, words ---------------------------------------------------


def name_of(source: Source) -> str:
    """ "Article 4", with a blank that programs expect."""
    return article_name(source).replace("\u00a0", " ")


def source_line(source: Source) -> str:
    """The line that names a source and its publisher's interest."""
    title = f"{source.title} (our words)" if source.is_title_ours else f"“{source.title}”"
    date = format_date(source.published_on, "j F Y") if source.published_on else ""
    parts = [title, source.publisher, str(source.get_interest_display()), date]
    return f"{name_of(source)}: {', '.join(part for part in parts if part)}"


def source_of(
    source: Source, to: Addresses, ledger: Counter[tuple[str, str]], hashes: Mapping[str, str]
) -> dict[str, Any]:
    """A source and what became of its passages; ``ledger`` counts by (source id, disposition)."""
    counts = {each: ledger[source.source_id, each] for each in Disposition}
    return {
        "id": source.source_id,
        "name": name_of(source),
        "line": source_line(source),
        "title": source.title,
        "is_title_ours": source.is_title_ours,
        "publisher": source.publisher or None,
        "interest": source.interest,
        "interest_words": str(source.get_interest_display()),
        "original": source.url or None,
        "published_on": source.published_on,
        "note": source.note,
        "address": to.named("source", source.source_id),
        "link": to.named("api_source", source.source_id),
        "snapshot_sha256": hashes.get(source.source_id),
        "passages": sum(counts.values()),
        "coverage": [
            {
                "disposition": each,
                "name": disposition_name(each),
                "meaning": disposition_meaning(each),
                "passages": count,
            }
            for each, count in counts.items()
            if count
        ],
    }


def difference_of(point: Disagreement, to: Addresses, reasons: set[str]) -> dict[str, Any]:
    """A point on which articles differ. ``own_page`` of the point has been looked up."""
    quotes = dict.fromkeys((p.source, p.start, p.quote) for p in point.positions.all())
    return {
        "key": point.key,
        "kind": point.kind,
        "severity": point.severity,
        "heading": title_of(point, reasons),
        "subject": point.subject,
        "positions": [
            {
                "sources": [source.source_id for source in stance.sources],
                "says": stance.label,
                "words": list(stance.words),
            }
            for stance in stances(point)
        ],
        "quotes": [_quoted(source, quote) for source, _, quote in quotes],
        "safer_reading": None if point.own_page else point.safest or None,
        "state": point.state,
        "how_settled": point.settled_reason or None,
        "page": with_answer(point.own_page, to) if point.own_page else None,
    }


def gap_of(question: OpenQuestion, to: Addresses) -> dict[str, Any]:
    gap: Gap = question.gap
    return {
        "id": gap.id,
        "question": question.page.title if question.page else gap.question,
        "short_answer": question.short_answer,
        "ask": gap.ask,
        "group": TITLES[gap.group],
        "address": to.named("gap", gap.id),
        "link": to.named("api_page", PageKind.GAP, gap.id) if question.page else None,
    }


def term_of(entry: Entry, to: Addresses) -> dict[str, Any]:
    return {
        "id": entry.term.id,
        "term": entry.term.term,
        "plain": entry.term.plain,
        "address": f"{to.named('glossary')}#{entry.term.id}",
        "pages": [to.page(page) for page in entry.pages],
    }
