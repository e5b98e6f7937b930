"""Loads a library: sources, their texts and passages, records, questions, statements, disagreements."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import count

from django.db import transaction
from django.db.models import Q

from content.actions import rows
from content.actions.addresses import is_taken
from content.actions.links import settle_merges
from content.actions.proposals import load_proposals
from content.actions.records import StatementKey, load_records, statement_key
from content.actions.reports import Report
from content.actions.search import refresh_search
from content.actions.sources import load_passages, load_snapshots
from content.actions.suggestions import Suggestion, load_suggestions
from content.models import (
    Disagreement,
    DisagreementPosition,
    Page,
    Question,
    QuestionComponent,
    QuestionVariant,
    Snapshot,
    Source,
    Statement,
)
from content.models.pages import WARNINGS
from content.pipeline.clusters import QuestionGroup
from content.pipeline.disagreements import Disagreement as CoreDisagreement
from content.pipeline.run import Library
from content.pipeline.spans import Span
from content.pipeline.statements import Statement as CoreStatement
from content.pipeline.treatments import MESOTHERAPY
from content.sourcefiles import SourceMeta

TITLE_LENGTH = Page._meta.get_field("title").max_length

PassageKeys = Mapping[tuple[str, int], int]
"""The primary key of a passage by its source's id and its index."""


@transaction.atomic
def load_library(
    *,
    library: Library,
    sources_meta: Mapping[str, SourceMeta],
    suggestions: Iterable[Suggestion] | None = None,
) -> Report:
    """Make the tables hold ``library``. ``sources_meta`` has an entry for each of its sources.

    ``suggestions`` are pairs of its things that look alike, for an editor; those of before stay without it.

    A warning that the library no longer has stays, with ``is_present`` False and the statements it was
    made from; a use that it no longer has is withdrawn. No strength is ever lowered by a load. A name that
    nobody has placed gets a row that waits, and no page.
    """
    report = Report()
    snapshots = load_snapshots(library, sources_meta, report)
    passages: dict[tuple[str, int], int] = {}
    for reading in library.readings:
        passages |= load_passages(snapshots[reading.snapshot.source_id], reading, report)
    load_proposals(proposals=library.proposals, passages=passages, report=report)
    page_of = load_records(library.records, report)
    _load_statements(library, snapshots, passages, page_of, report)
    _load_questions(library.questions, passages, report)
    settle_merges(report)
    if suggestions is not None:
        load_suggestions(suggestions=suggestions, report=report)
    _load_disagreements(library, passages, report)
    refresh_search(report=report)
    return report


# --- statements ------------------------------------------------------------------------------------


def _load_statements(
    library: Library,
    snapshots: Mapping[str, Snapshot],
    passages: PassageKeys,
    page_of: Mapping[StatementKey, Page],
    report: Report,
) -> None:
    for reading in library.readings:
        snapshot = snapshots[reading.snapshot.source_id]
        wanted = [
            _statement(statement, passages[statement.source_id, statement.passage], page_of)
            for statement in reading.statements
        ]
        rows.replace(
            Statement.objects.filter(passage__snapshot=snapshot),
            wanted,
            report,
            key=("passage_id", "mention_start", "role", "concept"),
            values=(
                "mention_end",
                "name",
                "is_proposed",
                "is_weighed",
                "polarity",
                *DEGREES,
                "hedges",
                "page_id",
            ),
        )
    _count_statements(library, report)
    _unlink_old_statements()


def _count_statements(library: Library, report: Report) -> None:
    stored = [statement for reading in library.readings for statement in reading.statements]
    named = {_place(statement) for record in library.proposals for statement in record.statements}
    outcomes = Counter(
        {"accepted": len(stored), "rejected by an editor": len(named - set(map(_place, stored)))}
    )
    report.count("statements", +outcomes, accepted="accepted")


def _place(statement: CoreStatement) -> tuple[str, int, str, int]:
    """Where it stands, and as what; no decision about its name changes that."""
    return (statement.source_id, statement.passage, statement.role, statement.mention.start)


DEGREES = ("strength", "list_strength", "population", "site", "frequency", "seriousness", "duration")


def _statement(statement: CoreStatement, passage: int, page_of: Mapping[StatementKey, Page]) -> Statement:
    page = page_of.get(statement_key(statement))
    return Statement(
        passage_id=passage,
        mention_start=statement.mention.start,
        mention_end=statement.mention.end,
        role=statement.role.value,
        concept=statement.concept,
        name=statement.name,
        is_proposed=statement.is_proposed,
        is_weighed=statement.is_weighed,
        polarity=statement.polarity.value,
        strength=statement.strength and statement.strength.value,
        list_strength=statement.list_strength and statement.list_strength.value,
        population=statement.population or "",
        site=statement.site or "",
        frequency=statement.frequency or "",
        seriousness=statement.seriousness or "",
        duration=statement.duration or "",
        hedges=list(statement.hedges),
        page_id=page and page.pk,
    )


def _unlink_old_statements() -> None:
    """Only a warning that no source backs any more keeps what an older text said."""
    warnings_kept = Q(page__kind__in=WARNINGS, page__is_present=False)
    old = Statement.objects.filter(passage__snapshot__is_current=False, page__isnull=False)
    old.exclude(warnings_kept).update(page=None)


# --- questions -------------------------------------------------------------------------------------


def _load_questions(groups: tuple[QuestionGroup, ...], passages: PassageKeys, report: Report) -> None:
    variants = 0
    own = [group for group in groups if group.treatment == MESOTHERAPY]
    pages = {group.intent: _load_question(group, report) for group in own}
    for group in own:
        variants += len(group.variants)
        _load_variants(pages[group.intent], group, passages, report)
    for model in (QuestionVariant, QuestionComponent):
        rows.replace(
            model.objects.exclude(question__intent__in=pages), [], report, key=("question_id",), values=()
        )
    outcomes = Counter({"accepted": len(own), "about another treatment": len(groups) - len(own)})
    report.count("questions", +outcomes, accepted="accepted")
    report.count("variants", Counter(accepted=variants), accepted="accepted")


def _load_question(group: QuestionGroup, report: Report) -> Question:
    """Questions with the same first words share a slug; the later one gets a number."""
    page = Question.objects.filter(intent=group.intent).first()
    if page is None:
        slugs = (group.slug if n == 1 else f"{group.slug}-{n}" for n in count(1))
        slug = next(slug for slug in slugs if not is_taken(slug))
        page = Question(intent=group.intent, slug=slug, title=group.question[:TITLE_LENGTH])
        page.save()
        report.rows_written += 1
    return page


def _load_variants(page: Question, group: QuestionGroup, passages: PassageKeys, report: Report) -> None:
    rows.replace(
        page.variants.all(),
        [
            QuestionVariant(
                question=page,
                passage_id=passages[variant.source_id, variant.passage],
                start=variant.span.start,
                end=variant.span.end,
                quote=variant.quote,
                kind=variant.kind,
                is_duplicate=variant.is_duplicate,
            )
            for variant in group.variants
        ],
        report,
        key=("passage_id", "start", "end"),
        values=("quote", "kind", "is_duplicate"),
    )
    rows.replace(
        page.components.all(),
        [
            QuestionComponent(question=page, passage_id=passages[component.source_id, component.passage])
            for component in group.components
        ],
        report,
        key=("passage_id",),
        values=(),
    )


# --- disagreements ---------------------------------------------------------------------------------


def _load_disagreements(library: Library, passages: PassageKeys, report: Report) -> None:
    """What a person decided about one stays as long as the sources differ on it, and on nothing more."""
    for disagreement in library.disagreements:
        _load_disagreement(disagreement, library, passages, report)
    keys = [disagreement.key for disagreement in library.disagreements]
    for gone in Disagreement.objects.exclude(key__in=keys):
        past = f" It had been settled: {gone.settled_reason}" if gone.settled_reason else ""
        report.note("disagreement_gone", gone.key, f"The sources no longer differ on it.{past}")
        report.rows_written += 1
        gone.delete()
    report.count("disagreements", Counter(accepted=len(keys)), accepted="accepted")


def _load_disagreement(
    disagreement: CoreDisagreement, library: Library, passages: PassageKeys, report: Report
) -> None:
    values = {
        "kind": disagreement.kind.value,
        "severity": disagreement.severity.value,
        "subject": disagreement.subject,
        "concepts": list(disagreement.concepts),
        "safest": disagreement.safest,
    }
    row, is_new = Disagreement.objects.get_or_create(key=disagreement.key, defaults=values)
    report.rows_written += is_new
    rows.update(row, report, **values)
    if row.state == Disagreement.State.SETTLED:
        _open_again(row, disagreement, report)
    source_keys = dict(Source.objects.values_list("source_id", "pk"))
    rows.replace(
        row.positions.all(),
        [
            DisagreementPosition(
                disagreement=row,
                source_id=source_keys[position.source_id],
                passage_id=_passage_at(position.source_id, position.span, library, passages),
                start=position.span.start,
                end=position.span.end,
                quote=position.quote,
                stance=position.stance,
            )
            for position in dict.fromkeys(disagreement.positions)
        ],
        report,
        key=("source_id", "start", "end", "stance"),
        values=("passage_id", "quote"),
    )


def _open_again(row: Disagreement, disagreement: CoreDisagreement, report: Report) -> None:
    """A settled point on which an article says something that nobody knew then; the old decision is kept."""
    known = set(row.positions.values_list("source__source_id", "quote", "stance"))
    new = [p for p in disagreement.positions if (p.source_id, p.quote, p.stance) not in known]
    if not new:
        return
    sources = ", ".join(sorted({position.source_id for position in new}))
    past = f"Settled before {sources} said something new: {row.settled_reason}"
    history = "\n".join(filter(None, [row.history, past]))
    rows.update(row, report, state=Disagreement.State.OPEN, settled_reason="", history=history)
    message = f"{sources} says something new, so it is open again. How it was settled is kept with it."
    report.note("disagreement_reopened", row.key, message)


def _passage_at(source_id: str, span: Span, library: Library, passages: PassageKeys) -> int | None:
    """The passage in which ``span`` begins."""
    reading = next(r for r in library.readings if r.snapshot.source_id == source_id)
    index = next((p.index for p in reading.passages if p.span.start <= span.start < p.span.end), None)
    return None if index is None else passages[source_id, index]
