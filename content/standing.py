"""How things stand: everything that loading an article may change, as plain values to compare. Reads only.

Nothing in it depends on keys of rows or on the time, so that what a trial load would bring about can be
compared with what a load did bring about.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from content.gaps import open_gaps
from content.models import (
    Claim,
    Contraindication,
    Disagreement,
    Page,
    ProposedConcept,
    QuestionComponent,
    QuestionVariant,
    Snapshot,
    Source,
    Statement,
    SuggestedMerge,
)
from content.pipeline.anchors import AnchorState
from content.pipeline.vocabulary import load_vocabulary

Row = dict[str, Any]

DEGREES = (
    *("strength", "list_strength", "population", "site"),
    *("frequency", "seriousness", "duration", "hedges"),
)
"""Words of degree of a statement, all of the article's own."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of pages, by "kind/slug", and of what stands behind them, by their own keys.

    ``statements`` and ``passages`` are those of one article's text in use, ``claims`` those of every page.
    """

    sha256: str
    facts: Row
    passages: tuple[Row, ...]
    statements: tuple[Row, ...]
    pages: dict[str, Row]
    claims: dict[str, tuple[Row, ...]]
    names: dict[str, Row]
    differences: dict[str, Row]
    gaps: dict[str, str]
    alike: dict[str, list[str]]


def take_standing(source_id: str) -> Standing:
    """How things stand now, for somebody who asks about the article ``source_id``. A dozen queries."""
    source = Source.objects.filter(source_id=source_id).first()
    text = Snapshot.objects.filter(source=source, is_current=True).first() if source else None
    return Standing(
        sha256=text.sha256 if text else "",
        facts=_facts(source) if source and text else {},
        passages=_passages(text) if text else (),
        statements=_statements(text) if text else (),
        pages=_pages(),
        claims=_claims(),
        names={f"{row.role}:{row.proposal}": _name(row) for row in ProposedConcept.objects.all()},
        differences=_differences(),
        gaps={gap.id: gap.question for gap in open_gaps()},
        alike={_pair(row): [row.first_words, row.other_words] for row in SuggestedMerge.objects.waiting()},
    )


FACTS = ("title", "is_title_ours", "publisher", "interest", "url", "published_on", "language", "note")


def _facts(source: Source) -> Row:
    return {name: _plain(getattr(source, name)) for name in FACTS}


def _plain(value: object) -> object:
    return value if isinstance(value, bool | None) else str(value)


def _passages(text: Snapshot) -> tuple[Row, ...]:
    columns = ("position", "start", "end", "kind", "disposition", "reason")
    return tuple(text.passages.order_by("position").values(*columns))


def _statements(text: Snapshot) -> tuple[Row, ...]:
    found = Statement.objects.filter(passage__snapshot=text).select_related("passage", "page")
    ordered = found.order_by("passage__position", "mention_start", "role", "concept")
    return tuple(_statement(row, text.text) for row in ordered)


def _statement(row: Statement, text: str) -> Row:
    known = load_vocabulary().concepts.get(row.concept)
    return {
        "role": row.role,
        "concept": row.concept,
        "name": row.name or (known.name if known else row.concept),
        "is_proposed": row.is_proposed,
        "is_weighed": row.is_weighed,
        "polarity": row.polarity,
        **{name: getattr(row, name) for name in DEGREES},
        "words": text[row.mention_start : row.mention_end],
        "quote": row.passage.quote,
        "passage": row.passage.position,
        "page": row.page.address if row.page else "",
    }


# --- pages -----------------------------------------------------------------------------------------


def _pages() -> dict[str, Row]:
    strengths = dict(Contraindication.objects.values_list("pk", "strength"))
    sources = _sources_of_pages()
    return {
        page.address: {
            "title": page.title,
            "kind": page.kind,
            "status": page.status,
            "is_public": page.is_public,
            "is_backed": page.is_present,
            "is_kept_back": bool(page.refusal),
            "merged_into": page.merged_into.address if page.merged_into else "",
            "strength": strengths.get(page.pk, ""),
            "sources": sorted(sources[page.pk]),
        }
        for page in Page.objects.select_related("merged_into")
    }


def _sources_of_pages() -> dict[int, set[str]]:
    """The articles in use that say what a record says, ask a question, or answer it."""
    current, source = {"passage__snapshot__is_current": True}, "passage__snapshot__source__source_id"
    said = Statement.objects.filter(page__isnull=False, **current).values_list("page", source)
    asked = QuestionVariant.objects.filter(**current).values_list("question", source)
    answered = QuestionComponent.objects.filter(**current).values_list("question", source)
    found: dict[int, set[str]] = defaultdict(set)
    for rows in (said, asked, answered):
        for page, source_id in rows.order_by().distinct():
            found[page].add(source_id)
    return found


def _claims() -> dict[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = defaultdict(list)
    rows = Claim.objects.select_related("page", "verdict").prefetch_related("citations__source")
    for claim in rows.order_by("page", "position"):
        found[claim.page.address].append(_claim(claim))
    return {address: tuple(claims) for address, claims in found.items()}


def _claim(claim: Claim) -> Row:
    verdict = getattr(claim, "verdict", None)
    return {
        "position": claim.position,
        "text": f"{claim.context} {claim.text}".strip(),
        "basis": claim.basis,
        "support": verdict.support if verdict else "",
        "anchor": verdict.anchor if verdict else "",
        "reasons": [[reason["code"], reason["message"]] for reason in verdict.reasons] if verdict else [],
        "citations": [
            {
                "source": cited.source.source_id,
                "quote": cited.quote,
                "anchor": cited.anchor,
                "place": cited.start,
                "near": [] if cited.anchor == AnchorState.EXACT else cited.suggestions[:1],
            }
            for cited in claim.citations.all()
        ],
    }


# --- what stands behind them -----------------------------------------------------------------------


def _name(row: ProposedConcept) -> Row:
    return {"name": row.name, "role": row.role, "state": row.state, "is_printed": row.is_present}


def _differences() -> dict[str, Row]:
    rows = Disagreement.objects.prefetch_related("positions__source")
    return {
        row.key: {
            "subject": row.subject,
            "kind": row.kind,
            "severity": row.severity,
            "state": row.state,
            "settled": row.settled_reason,
            "positions": sorted(_positions(row)),
        }
        for row in rows
    }


def _positions(row: Disagreement) -> Iterable[list[str]]:
    return ([each.source.source_id, each.stance, each.quote] for each in row.positions.all())


def _pair(row: SuggestedMerge) -> str:
    return ":".join((row.family, *sorted((row.first, row.other))))
