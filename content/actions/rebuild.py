"""Builds the library again from the texts that are stored, so that an editor sees at once what came of it."""

from collections.abc import Sequence

from django.db import transaction

from content.actions.library import load_library
from content.actions.links import current_links
from content.actions.proposals import current_decisions
from content.actions.reports import Report
from content.models import Snapshot, Source
from content.pipeline.run import Library, Reading, build_library, read_article
from content.pipeline.snapshots import Snapshot as CoreSnapshot
from content.sourcefiles import SourceMeta


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
    return load_library(library=put_together(readings), sources_meta=meta)


def _is_read_as_before(row: Snapshot, reading: Reading) -> bool:
    read = [(p.span.start, p.span.end, p.kind.value) for p in reading.passages]
    return read == list(row.passages.order_by("position").values_list("start", "end", "kind"))


STORED = ("title", "is_title_ours", "publisher", "interest", "url", "published_on", "note")


def _meta(source: Source) -> SourceMeta:
    return SourceMeta(**{name: getattr(source, name) for name in STORED})
