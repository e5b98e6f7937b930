"""What the reader finds in articles, as flat records for programs: one dict for each line of JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from content.pipeline.clusters import QuestionGroup, Record
from content.pipeline.errors import UnreadableSource
from content.pipeline.passages import Passage
from content.pipeline.run import Library, Reading
from content.pipeline.snapshots import Snapshot, read_snapshot
from content.pipeline.statements import RECORD_ROLES, Polarity, Role, Statement
from content.pipeline.vocabulary import load_vocabulary


def read_files(paths: Sequence[Path]) -> tuple[Snapshot, ...]:
    """The snapshots of ``paths``, each named by its file's stem. Raises UnreadableSource."""
    stems: dict[str, Path] = {}
    for path in paths:
        if path.stem in stems:
            raise UnreadableSource(
                f'two files would both be called "{path.stem}" ({stems[path.stem]} is the other)',
                file=str(path),
                mend="Rename one of them.",
            )
        stems[path.stem] = path
    return tuple(read_snapshot(path) for path in paths)


def statement_lines(library: Library) -> list[dict[str, object]]:
    """Every statement and question of the library, in the order of the documents and of their words."""
    record_of = {statement: record for record in library.records for statement in record.statements}
    passages = {reading.snapshot.source_id: reading.passages for reading in library.readings}
    lines = [
        _statement_line(statement, record_of.get(statement), passages[statement.source_id])
        for reading in library.readings
        for statement in reading.statements
    ]
    for group in library.questions:
        lines.extend(_question_lines(group, passages))
    return sorted(
        lines, key=lambda line: tuple(line[key] for key in ("doc", "start", "end", "type", "cluster"))
    )


def _statement_line(
    statement: Statement, record: Record | None, passages: Sequence[Passage]
) -> dict[str, object]:
    passage = passages[statement.passage]
    concept = load_vocabulary().concepts.get(statement.concept)
    start = statement.mention.start - passage.span.start
    line = {
        "doc": statement.source_id,
        "type": _type(statement, record),
        "name": record.name if record else concept.name if concept else statement.concept,
        "start": statement.span.start,
        "end": statement.span.end,
        "quote": passage.quote,
        "cluster": f"{statement.role.value}:{statement.concept}",
        "role": statement.role.value,
        "polarity": statement.polarity.value,
        "mention": passage.quote[start : start + len(statement.mention)],
        "population": statement.population,
        "site": statement.site,
        "hedges": list(statement.hedges),
    }
    if statement.role is Role.CONTRAINDICATION:
        line |= _strengths(statement, record)
    if statement.role is Role.SIDE_EFFECT:
        line |= {name: getattr(statement, name) for name in ("frequency", "seriousness", "duration")}
    return line


def _type(statement: Statement, record: Record | None) -> str:
    """A use that a source denies is a fact about the treatment, not a use of it."""
    is_said = statement.polarity is Polarity.AFFIRMED
    return statement.role.value if record and is_said and statement.role in RECORD_ROLES else "fact"


def _strengths(statement: Statement, record: Record | None) -> dict[str, object]:
    """``strength`` is the strictest of this document, the others those of the sentence and its list."""
    by_source = dict(record.strength_by_source) if record else {}
    strictest = by_source.get(statement.source_id) or statement.strength or statement.list_strength
    return {
        "strength": strictest,
        "own_strength": statement.strength,
        "list_strength": statement.list_strength,
    }


def _question_lines(
    group: QuestionGroup, passages: Mapping[str, Sequence[Passage]]
) -> Iterator[dict[str, object]]:
    for variant in group.variants:
        answers = [c for c in group.components if c.source_id == variant.source_id]
        yield {
            "doc": variant.source_id,
            "type": "question",
            "name": group.question,
            "start": variant.span.start,
            "end": variant.span.end,
            "quote": variant.quote,
            "cluster": f"question:{group.intent}",
            "answer": " ".join(passages[c.source_id][c.passage].quote for c in answers) or None,
            "kind": variant.kind,
            "is_duplicate": variant.is_duplicate,
        }


def passage_lines(readings: Iterable[Reading]) -> Iterator[dict[str, object]]:
    """The ledger: every passage of every reading, with what became of it."""
    for reading in readings:
        for passage in reading.passages:
            yield {
                "doc": reading.snapshot.source_id,
                "passage": passage.index,
                "start": passage.span.start,
                "end": passage.span.end,
                "quote": passage.quote,
                "kind": passage.kind.value,
                "disposition": passage.disposition.value,
                "reason": passage.reason,
                "heading_path": list(passage.heading_path),
                "section": passage.section,
                "parent": passage.parent,
                "label": passage.label and [passage.label.start, passage.label.end],
                "duplicate_of": passage.duplicate_of,
            }
