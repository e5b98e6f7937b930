"""Articles that editors added live beside those of files: what a load of files does with them."""

from collections.abc import Mapping, Sequence

from content.actions.rebuild import current_texts, meta_of, read_stored, stored_text
from content.actions.reports import Report
from content.models import Source
from content.pipeline.errors import BadData
from content.pipeline.run import Reading
from content.pipeline.snapshots import Snapshot
from content.sourcefiles import SourceMeta

Articles = tuple[tuple[Reading, ...], dict[str, SourceMeta]]
EDITOR, FILE = Source.Origin.EDITOR, Source.Origin.FILE


def with_added(
    *, readings: Sequence[Reading], sources_meta: Mapping[str, SourceMeta], report: Report
) -> Articles:
    """``readings`` of files together with the articles that editors added, for one load of both.

    A file with the text of such an article takes over: from then on files have the say. Where an editor has
    loaded a newer text than a file has, or taken the article away, that holds. Raises BadData for a file
    whose text nobody here has seen: it is not for a load to choose between two texts.
    """
    added = {source.source_id: source for source in Source.objects.filter(origin=EDITOR)}
    files = {reading.snapshot.source_id: reading for reading in readings}
    taken = [
        source_id
        for source_id in added
        if source_id in files and _is_file_kept_out(added[source_id], files[source_id], report)
    ]
    kept = [reading for source_id, reading in files.items() if source_id not in taken]
    rows = (
        current_texts().filter(source__origin=EDITOR).exclude(source__source_id__in=files.keys() - set(taken))
    )
    stored = read_stored(rows)
    meta = {r.snapshot.source_id: sources_meta[r.snapshot.source_id] for r in kept} | stored.meta
    return (*kept, *stored.readings), meta


def added_texts() -> list[tuple[Snapshot, SourceMeta]]:
    """The articles in use whose text an editor loaded, and what is known about each."""
    found = current_texts().filter(source__origin=EDITOR)
    return [(stored_text(row), meta_of(row.source)) for row in found]


def _is_file_kept_out(source: Source, file: Reading, report: Report) -> bool:
    """Whether the file of ``source`` gives way to what an editor did here."""
    current = source.current_snapshot
    sha256 = file.snapshot.sha256
    if current and current.sha256 == sha256:
        source.origin = FILE
        source.save(update_fields=["origin"])
        report.rows_written += 1
        report.note("taken_over", source.source_id, "A file has the same text; from now on the file counts.")
        return False
    if not source.snapshots.filter(sha256=sha256).exists():
        raise _two_texts(source)
    if current:
        report.note("newer_text_kept", source.source_id, NEWER)
    else:
        report.note("kept_away", source.source_id, AWAY)
    return True


NEWER = "An editor loaded another text than its file has; that text stays. Export it, or remove the file."
AWAY = "An editor took it away, so its file was not loaded. Remove the file."


def _two_texts(source: Source) -> BadData:
    problem = f"an editor added another article as {source.source_id}, or another text of it"
    mend = (
        "Give the file another name. Or, if the file has the right text, load it under "
        "“Load a changed text” in the admin first."
    )
    return BadData(problem, file=f"{source.source_id}.txt", mend=mend)
