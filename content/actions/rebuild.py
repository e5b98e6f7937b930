"""Builds the library again from the texts that are stored, so that an editor sees at once what came of it."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from content.actions.changes import record_changes
from content.actions.history import record_history
from content.actions.library import load_library
from content.actions.links import current_links
from content.actions.proposals import current_decisions
from content.actions.reports import Report
from content.actions.suggestions import meant_alike, suggestions_of
from content.embedding import NoMeaningModel
from content.models import Snapshot, Source
from content.pipeline.run import Library, Reading, build_library, origins_of, read_article
from content.pipeline.snapshots import Snapshot as CoreSnapshot
from content.sourcefiles import SourceMeta

ARTICLES_READ = "The articles were put together again."


def put_together(readings: Sequence[Reading]) -> Library:
    """The library of ``readings`` with everything that editors have decided so far."""
    return build_library(readings, current_decisions(), current_links())


@transaction.atomic
def rebuild_library() -> Report | None:
    """Read the current text of every article again, and make the tables hold the library of them.

    None, and nothing is done, where a text is not read as it was when it was loaded: of a web page only the
    text is stored, and a newer reader may see more in it. Then the next load has to do it.
    """
    current = Snapshot.objects.filter(is_current=True).select_related("source").order_by("source__source_id")
    stored = list(current)
    readings = [read_article(CoreSnapshot(row.source.source_id, row.text, row.sha256)) for row in stored]
    if not all(_is_read_as_before(row, reading) for row, reading in zip(stored, readings, strict=True)):
        return None
    meta = {row.source.source_id: _meta(row.source) for row in stored}
    report = load_readings(readings=readings, sources_meta=meta)
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
    return read == list(row.passages.order_by("position").values_list("start", "end", "kind"))


STORED = ("title", "is_title_ours", "publisher", "interest", "url", "published_on", "note")


def _meta(source: Source) -> SourceMeta:
    return SourceMeta(**{name: getattr(source, name) for name in STORED})
