"""Loads sources, their texts as retrieved, and the passages of each text."""

from collections import Counter
from collections.abc import Mapping

from django.utils import timezone

from content.actions import rows
from content.actions.reports import Report
from content.models import Markup, Passage, Snapshot, Source
from content.pipeline import passages as core
from content.pipeline.run import Library, Reading
from content.pipeline.snapshots import Snapshot as CoreSnapshot
from content.sourcefiles import SourceMeta

STORED = ("title", "is_title_ours", "publisher", "interest", "url", "published_on", "note", "language")
"""What sources.toml says of an article and the table holds."""


def load_snapshots(
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
    values = {name: getattr(meta, name) for name in STORED}
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
    _load_markup(row, snapshot, report)
    return row


def _load_markup(row: Snapshot, snapshot: CoreSnapshot, report: Report) -> None:
    """Keep the file of a web page, so that its text can be read again; a text that is none has none."""
    if not snapshot.markup:
        report.rows_written += Markup.objects.filter(snapshot=row).delete()[0]
        return
    kept, is_new = Markup.objects.get_or_create(snapshot=row, defaults={"html": snapshot.markup})
    report.rows_written += is_new
    rows.update(kept, report, html=snapshot.markup)


# --- passages ---------------------------------------------------------------------------------------

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


def load_passages(snapshot: Snapshot, reading: Reading, report: Report) -> dict[tuple[str, int], int]:
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
