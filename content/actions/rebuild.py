"""Builds the library again from the texts that are stored, so that an editor sees at once what came of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from content.actions.changes import record_changes
from content.actions.history import record_history
from content.actions.library import load_library
from content.actions.links import current_links
from content.actions.proposals import current_decisions
from content.actions.reports import Report
from content.actions.sources import STORED
from content.actions.suggestions import meant_alike, suggestions_of
from content.embedding import NoMeaningModel
from content.models import Snapshot, Source
from content.pipeline.run import Library, Reading, build_library, origins_of, read_article
from content.pipeline.snapshots import Snapshot as CoreSnapshot
from content.pipeline.snapshots import take_page_snapshot
from content.sourcefiles import SourceMeta

ARTICLES_READ = "The articles were put together again."


def put_together(readings: Sequence[Reading]) -> Library:
    """The library of ``readings`` with everything that editors have decided so far."""
    return build_library(readings, current_decisions(), current_links())


@dataclass(frozen=True, slots=True)
class Stored:
    """The articles in use as they are stored, read again, and what is known about each."""

    readings: tuple[Reading, ...]
    meta: dict[str, SourceMeta]
    is_read_as_before: bool


def read_stored(rows: Iterable[Snapshot] | None = None) -> Stored:
    """Read the current text of every article again, or of ``rows``. Writes nothing."""
    found = list(current_texts() if rows is None else rows)
    readings = tuple(read_article(stored_text(row)) for row in found)
    meta = {row.source.source_id: meta_of(row.source) for row in found}
    same = all(_is_read_as_before(row, reading) for row, reading in zip(found, readings, strict=True))
    return Stored(readings, meta, same)


def current_texts() -> QuerySet[Snapshot]:
    """The texts in use, with their articles and, of web pages, the files as they were sent."""
    found = Snapshot.objects.filter(is_current=True).select_related("source", "markup")
    return found.order_by("source__source_id")


def stored_text(row: Snapshot) -> CoreSnapshot:
    """What the reader was given when ``row`` was loaded; of a web page its file, where that was kept."""
    if hasattr(row, "markup"):
        return take_page_snapshot(row.source.source_id, row.markup.html)
    return CoreSnapshot(row.source.source_id, row.text, row.sha256)


@transaction.atomic
def rebuild_library() -> Report | None:
    """Read the current text of every article again, and make the tables hold the library of them.

    None, and nothing is done, where a text is not read as it was when it was loaded: a newer reader may see
    more in it. Then the next load has to do it.
    """
    stored = read_stored()
    if not stored.is_read_as_before:
        return None
    report = load_readings(readings=stored.readings, sources_meta=stored.meta)
    record_changes(report=report)
    record_history(comment=ARTICLES_READ, report=report)
    return report


@transaction.atomic
def load_readings(*, readings: Sequence[Reading], sources_meta: Mapping[str, SourceMeta]) -> Report:
    """Load the library of ``readings``, with what in it looks alike for an editor to answer."""
    library, links = put_together(readings), current_links()
    suggestions = suggestions_of(library, links)
    try:
        suggestions += meant_alike(library, links)
    except NoMeaningModel as error:
        problem = str(error)
    else:
        problem = ""
    report = load_library(library=library, sources_meta=sources_meta, suggestions=suggestions)
    if problem:
        report.note("no_meaning_model", "MESOINFO_MEANING_MODEL", problem)
    _note_same_texts(library, sources_meta, report)
    return report


def _note_same_texts(library: Library, sources_meta: Mapping[str, SourceMeta], report: Report) -> None:
    """Name each article that is mostly the text of another, or of one publisher: two copies are one voice."""
    publishers = {source_id: meta.publisher for source_id, meta in sources_meta.items() if meta.publisher}
    for source_id, root in sorted(origins_of(library, publishers).source_roots.items()):
        if root != source_id:
            message = (
                f"It counts as one voice with {root}: most of its text is the same, or its publisher is."
            )
            report.note("same_text", source_id, message)


def _is_read_as_before(row: Snapshot, reading: Reading) -> bool:
    read = [(p.span.start, p.span.end, p.kind.value) for p in reading.passages]
    return reading.snapshot.sha256 == row.sha256 and read == list(
        row.passages.order_by("position").values_list("start", "end", "kind")
    )


def meta_of(source: Source) -> SourceMeta:
    """What is known about ``source``, as a file would have it."""
    return SourceMeta(**{name: getattr(source, name) for name in STORED})
