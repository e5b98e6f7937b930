"""Loads a library: sources, their texts and passages, records, questions, statements, disagreements."""

from collections import Counter
from collections.abc import Mapping
from itertools import count

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from content.actions import rows
from content.actions.reports import Report
from content.models import (
    Contraindication,
    Disagreement,
    DisagreementPosition,
    Indication,
    Page,
    Passage,
    Question,
    QuestionComponent,
    QuestionVariant,
    SideEffect,
    Snapshot,
    Source,
    Statement,
    Status,
)
from content.models.pages import WARNINGS
from content.pipeline import passages as core
from content.pipeline.clusters import QuestionGroup, Record
from content.pipeline.disagreements import Disagreement as CoreDisagreement
from content.pipeline.run import Library, Reading
from content.pipeline.snapshots import Snapshot as CoreSnapshot
from content.pipeline.spans import Span
from content.pipeline.statements import Role, Strength
from content.pipeline.statements import Statement as CoreStatement
from content.sourcefiles import SourceMeta

MODEL_OF_ROLE: dict[Role, type[Page]] = {
    Role.INDICATION: Indication,
    Role.CONTRAINDICATION: Contraindication,
    Role.SIDE_EFFECT: SideEffect,
}
TITLE_LENGTH = Page._meta.get_field("title").max_length
STRICTEST_FIRST = tuple(Strength)

PassageKeys = Mapping[tuple[str, int], int]
"""The primary key of a passage by its source's id and its index."""

StatementKey = tuple[str, int, Role, str, int]


@transaction.atomic
def load_library(*, library: Library, sources_meta: Mapping[str, SourceMeta]) -> Report:
    """Make the tables hold ``library``. ``sources_meta`` has an entry for each of its sources.

    A warning that the library no longer has stays, with ``is_present`` False and the statements it was
    made from; a use that it no longer has is withdrawn. No strength is ever lowered by a load.
    """
    report = Report()
    snapshots = _load_snapshots(library, sources_meta, report)
    passages: dict[tuple[str, int], int] = {}
    for reading in library.readings:
        passages |= _load_passages(snapshots[reading.snapshot.source_id], reading, report)
    page_of = _load_records(library.records, report)
    _load_statements(library, snapshots, passages, page_of, report)
    _load_questions(library.questions, passages, report)
    _load_disagreements(library, passages, report)
    return report


# --- sources ---------------------------------------------------------------------------------------


def _load_snapshots(
    library: Library, sources_meta: Mapping[str, SourceMeta], report: Report
) -> dict[str, Snapshot]:
    outcomes: Counter[str] = Counter()
    current = {}
    for reading in sorted(library.readings, key=lambda reading: reading.snapshot.source_id):
        source_id = reading.snapshot.source_id
        source = _load_source(source_id, sources_meta[source_id], report)
        current[source_id] = _load_snapshot(source, reading.snapshot, report)
        outcomes["accepted"] += 1
    for gone in Snapshot.objects.filter(is_current=True).exclude(source__source_id__in=current):
        rows.update(gone, report, is_current=False)
        report.note("source_gone", gone.source.source_id, "The article is no longer among the sources.")
        outcomes["gone"] += 1
    report.count("sources", outcomes, accepted="accepted")
    return current


def _load_source(source_id: str, meta: SourceMeta, report: Report) -> Source:
    values = {
        name: getattr(meta, name)
        for name in ("title", "is_title_ours", "publisher", "interest", "url", "published_on", "note")
    }
    source, is_new = Source.objects.get_or_create(source_id=source_id, defaults=values)
    report.rows_written += is_new
    rows.update(source, report, **values)
    return source


def _load_snapshot(source: Source, snapshot: CoreSnapshot, report: Report) -> Snapshot:
    """The row of ``snapshot``, made current. An older text of the source is kept beside it."""
    for old in source.snapshots.filter(is_current=True).exclude(sha256=snapshot.sha256):
        rows.update(old, report, is_current=False)
        report.note("source_changed", source.source_id, "The article's text has changed.")
    row, is_new = source.snapshots.get_or_create(
        sha256=snapshot.sha256, defaults={"text": snapshot.text, "loaded_at": timezone.now()}
    )
    report.rows_written += is_new
    rows.update(row, report, is_current=True)
    return row


# --- passages --------------------------------------------------------------------------------------

PLAIN = (
    "position",
    "start",
    "end",
    "quote",
    "kind",
    "disposition",
    "reason",
    "heading_path",
    "label_start",
    "label_end",
)
LINKS = ("section", "parent", "duplicate_of")


def _load_passages(snapshot: Snapshot, reading: Reading, report: Report) -> dict[tuple[str, int], int]:
    """Passages are replaced as a whole: where the reader has learnt something, their numbers move."""
    stored = Passage.objects.filter(snapshot=snapshot)
    linked = [f"{link}__position" for link in LINKS]
    before = list(stored.order_by("position").values_list(*PLAIN, *linked))
    if before != [tuple(_plain(p).values()) + _links(p) for p in reading.passages]:
        stored.delete()
        _create_passages(snapshot, reading.passages)
        report.rows_written += len(before) + len(reading.passages)
    dispositions = Counter(passage.disposition.value for passage in reading.passages)
    report.count(f"{reading.snapshot.source_id} passages", dispositions, accepted=core.Disposition.USED.value)
    keys = stored.values_list("position", "pk")
    return {(reading.snapshot.source_id, position): pk for position, pk in keys}


def _plain(passage: core.Passage) -> dict[str, object]:
    """The values of PLAIN, in its order."""
    label = passage.label
    values = (
        passage.index,
        passage.span.start,
        passage.span.end,
        passage.quote,
        passage.kind.value,
        passage.disposition.value,
        passage.reason,
        list(passage.heading_path),
        label and label.start,
        label and label.end,
    )
    return dict(zip(PLAIN, values, strict=True))


def _links(passage: core.Passage) -> tuple[int | None, ...]:
    return (passage.section, passage.parent, passage.duplicate_of)


def _create_passages(snapshot: Snapshot, passages: tuple[core.Passage, ...]) -> None:
    """Originals before their duplicates, which must point to them from the start; then the other links."""
    row_of: dict[int, Passage] = {}
    for is_copy in (False, True):
        batch = [p for p in passages if (p.duplicate_of is not None) is is_copy]
        new = [
            Passage(snapshot=snapshot, **_plain(p), duplicate_of=row_of.get(p.duplicate_of)) for p in batch
        ]
        row_of |= {row.position: row for row in Passage.objects.bulk_create(new)}
    for passage in passages:
        row_of[passage.index].section = row_of.get(passage.section)
        row_of[passage.index].parent = row_of.get(passage.parent)
    Passage.objects.bulk_update(row_of.values(), ["section", "parent"], batch_size=200)


# --- records ---------------------------------------------------------------------------------------


def _load_records(records: tuple[Record, ...], report: Report) -> dict[StatementKey, Page]:
    """The page of each record; returns the page that each statement belongs to."""
    outcomes: Counter[str] = Counter()
    page_of: dict[StatementKey, Page] = {}
    pages: dict[tuple[Role, str], Page] = {}
    for record in records:
        if record.role not in MODEL_OF_ROLE:
            outcomes[f"{record.role.value} has no pages"] += 1
            continue
        page = pages[record.role, record.concept] = _load_record(record, report)
        page_of |= {_key(statement): page for statement in record.statements}
        outcomes["accepted"] += 1
    for record in records:
        if page := pages.get((record.role, record.concept)):
            rows.update(page, report, broader=pages.get((record.role, record.broader or "")))
    for model in MODEL_OF_ROLE.values():
        found = [page.pk for page in pages.values() if isinstance(page, model)]
        for page in model.objects.filter(is_present=True).exclude(pk__in=found):
            _keep_without_source(page, report)
    report.count("records", outcomes, accepted="accepted")
    return page_of


def _load_record(record: Record, report: Report) -> Page:
    """Only what the sources determine is written again; title and text are the editors'."""
    model = MODEL_OF_ROLE[record.role]
    page = model.objects.filter(concept=record.concept).first()
    values = {"is_present": True, **_record_values(record, page, report)}
    if page is None:
        page = model(slug=record.concept, concept=record.concept, title=record.name, **values)
        page.save()
        report.rows_written += 1
    elif not page.is_present:
        report.note("source_back", page.address, "The sources back it again.")
    rows.update(page, report, **values)
    return page


def _record_values(record: Record, page: Page | None, report: Report) -> dict[str, object]:
    if record.role is Role.INDICATION:
        return {"is_disputed": record.is_disputed}
    population = record.population or ""
    if record.role is Role.SIDE_EFFECT:
        return {"scope": record.scope, "population": population}
    return {
        "strength": _strength(record, page, report),
        "strength_by_source": {source: strength.value for source, strength in record.strength_by_source},
        "population": population,
    }


def _strength(record: Record, page: Page | None, report: Report) -> str:
    """The stricter of what the sources say now and what the page has warned of so far."""
    now = record.strength or Strength.CONSULT
    stored = Strength(page.strength) if isinstance(page, Contraindication) else now
    strictest = min(now, stored, key=STRICTEST_FIRST.index)
    if strictest is not now:
        report.note("strength_kept", str(page.address), f"The sources now say {now.value} only.")
    return strictest.value


def _keep_without_source(page: Page, report: Report) -> None:
    """A warning stays and is tagged; a use that was public is withdrawn."""
    rows.update(page, report, is_present=False)
    if page.is_warning:
        report.note("warning_kept", page.address, "No source says it any more; the warning stays, tagged.")
    elif page.status == Status.PUBLISHED:
        rows.update(
            page, report, status=Status.WITHDRAWN, refusal=["no_source No source says this any more."]
        )
        report.note("withdrawn", page.address, "No source says it any more.")


# --- statements ------------------------------------------------------------------------------------


def _key(statement: CoreStatement) -> StatementKey:
    """What makes a statement one: unique in the table too."""
    start = statement.mention.start
    return (statement.source_id, statement.passage, statement.role, statement.concept, start)


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
            values=("mention_end", "polarity", *DEGREES, "hedges", "page_id"),
        )
    stored = sum(len(reading.statements) for reading in library.readings)
    report.count("statements", Counter(accepted=stored), accepted="accepted")
    _unlink_old_statements()


DEGREES = ("strength", "list_strength", "population", "site", "frequency", "seriousness", "duration")


def _statement(statement: CoreStatement, passage: int, page_of: Mapping[StatementKey, Page]) -> Statement:
    page = page_of.get(_key(statement))
    return Statement(
        passage_id=passage,
        mention_start=statement.mention.start,
        mention_end=statement.mention.end,
        role=statement.role.value,
        concept=statement.concept,
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
    pages = {group.intent: _load_question(group, report) for group in groups}
    for group in groups:
        variants += len(group.variants)
        _load_variants(pages[group.intent], group, passages, report)
    for model in (QuestionVariant, QuestionComponent):
        rows.replace(
            model.objects.exclude(question__intent__in=pages), [], report, key=("question_id",), values=()
        )
    report.count("questions", Counter(accepted=len(groups)), accepted="accepted")
    report.count("variants", Counter(accepted=variants), accepted="accepted")


def _load_question(group: QuestionGroup, report: Report) -> Question:
    """Questions with the same first words share a slug; the later one gets a number."""
    page = Question.objects.filter(intent=group.intent).first()
    if page is None:
        slugs = (group.slug if n == 1 else f"{group.slug}-{n}" for n in count(1))
        slug = next(slug for slug in slugs if not Question.objects.filter(slug=slug).exists())
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
    """What a person decided about one (its state) stays as long as the sources differ on it."""
    for disagreement in library.disagreements:
        _load_disagreement(disagreement, library, passages, report)
    keys = [disagreement.key for disagreement in library.disagreements]
    for gone in Disagreement.objects.exclude(key__in=keys):
        report.note("disagreement_gone", gone.key, "The sources no longer differ on it.")
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


def _passage_at(source_id: str, span: Span, library: Library, passages: PassageKeys) -> int | None:
    """The passage in which ``span`` begins."""
    reading = next(r for r in library.readings if r.snapshot.source_id == source_id)
    index = next((p.index for p in reading.passages if p.span.start <= span.start < p.span.end), None)
    return None if index is None else passages[source_id, index]
