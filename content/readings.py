"""Articles from files, and what the reader finds in them as flat records: one dict for each line of JSON."""

import glob
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from content.pipeline.clusters import QuestionGroup, Record, cluster_key
from content.pipeline.errors import UnreadableSource
from content.pipeline.passages import Passage
from content.pipeline.run import Library, Reading
from content.pipeline.snapshots import MAX_READ_BYTES, Snapshot, read_snapshot
from content.pipeline.spans import Span
from content.pipeline.statements import RECORD_ROLES, Polarity, Role, Statement
from content.pipeline.vocabulary import load_vocabulary
from content.pipeline.webpages import PageText

STDIN = Path("/dev/stdin")
"""Stands for standard input, whatever the system calls it; its article is called "stdin"."""

TEXT_SUFFIXES = (".txt", ".md", ".html", ".htm")
"""The files that a folder is searched for."""


def collect_files(arguments: Sequence[str]) -> list[Path]:
    """The files that ``arguments`` mean, each once, in the order of the arguments.

    An argument is a file, a folder (all of TEXT_SUFFIXES inside, at any depth, sorted), a pattern
    ("pages/*.txt", "pages/**/*.md"; its matches sorted) or "-", standard input. What exists under the name
    itself is never taken for a pattern. Raises UnreadableSource for an argument that means no file.
    """
    found = [path for argument in arguments for path in _meant(argument)]
    return list(dict.fromkeys(found))


def _meant(argument: str) -> list[Path]:
    if argument == "-":
        return [STDIN]
    try:
        named = [Path(argument)] if Path(argument).exists() else _matches(argument)
        files = [file for path in named for file in (_texts_in(path) if path.is_dir() else [path])]
    except OSError as error:
        raise _unreadable(error, argument) from error
    if files:
        return files
    if glob.has_magic(argument):
        problem, mend = "no file matches this pattern", "Check it from the folder you are in."
    else:
        problem, mend = "there is no such file or folder", "Check the name from the folder you are in."
    raise UnreadableSource(problem, file=argument, mend=mend)


def _matches(pattern: str) -> list[Path]:
    return sorted(map(Path, glob.glob(pattern, recursive=True)))  # noqa: PTH207  Path.glob refuses "/…"


def _texts_in(folder: Path) -> list[Path]:
    """The texts in ``folder`` and its folders. Raises OSError where one of those cannot be opened."""
    found = [
        Path(place, name)
        for place, _, names in os.walk(folder, onerror=_raise)
        for name in names
        if name.lower().endswith(TEXT_SUFFIXES)
    ]
    if not found:
        raise UnreadableSource(
            f"there is no text in this folder ({', '.join(f'*{suffix}' for suffix in TEXT_SUFFIXES)})",
            file=str(folder),
            mend="Give the folder with the articles.",
        )
    return sorted(found)


def _raise(error: OSError) -> None:
    """os.walk leaves out what it cannot open unless it is told what to do."""
    raise error


def _unreadable(error: OSError, file: str) -> UnreadableSource:
    return UnreadableSource(
        f"it cannot be read ({error.strerror or error})",
        file=str(error.filename or file),
        mend="Check the name and that you may read it.",
    )


def read_files(paths: Sequence[Path]) -> tuple[Snapshot, ...]:
    """The snapshots of ``paths``, each named by its file's stem. Raises UnreadableSource."""
    _refuse_bad_names(paths)
    return tuple(
        _read_stdin() if path == STDIN else read_snapshot(path, max_bytes=MAX_READ_BYTES) for path in paths
    )


def _refuse_bad_names(paths: Sequence[Path]) -> None:
    """An article's name is its file's stem: one for each, and fit for printing as UTF-8."""
    stems: dict[str, Path] = {}
    for path in paths:
        if path.stem in stems:
            raise UnreadableSource(
                f'two files would both be called "{path.stem}" ({stems[path.stem]} is the other)',
                file=str(path),
                mend="Rename one of them.",
            )
        if any("\ud800" <= character <= "\udfff" for character in path.stem):
            raise UnreadableSource(
                "the name of the file is not UTF-8", file=ascii(str(path)), mend="Rename it."
            )
        stems[path.stem] = path


def _read_stdin() -> Snapshot:
    """The snapshot of standard input: read like a file, so that the same is refused in the same words."""
    name = "standard input"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, STDIN.name)
        try:
            path.write_bytes(sys.stdin.buffer.read(MAX_READ_BYTES + 1) if sys.stdin else b"")
            return read_snapshot(path, max_bytes=MAX_READ_BYTES)
        except OSError as error:
            raise _unreadable(error, name) from error
        except UnreadableSource as error:
            raise UnreadableSource(error.problem, file=name, place=error.place, mend=error.mend) from error


def statement_lines(library: Library) -> list[dict[str, object]]:
    """Every statement and question of the library, in the order of the documents and of their words.

    "start" and "end" count characters of the text that is read; for a web page "file_start" and "file_end"
    count those of its file.
    """
    pages = {reading.snapshot.source_id: reading.snapshot.page for reading in library.readings}
    record_of = {statement: record for record in library.records for statement in record.statements}
    passages = {reading.snapshot.source_id: reading.passages for reading in library.readings}
    lines = [
        _statement_line(said, record_of.get(said[0]), passages[reading.snapshot.source_id], reading.subject)
        for reading in library.readings
        for said in _once(s for s in reading.statements if s in record_of or not _backs_record(s))
    ]
    for group in library.questions:
        lines.extend(_question_lines(group, passages))
    for line in lines:
        line |= _in_file(pages[str(line["doc"])], line)
    return sorted(
        lines, key=lambda line: tuple(line[key] for key in ("doc", "start", "end", "type", "cluster"))
    )


def _once(statements: Iterable[Statement]) -> Iterable[Sequence[Statement]]:
    """What one passage states of one thing in one role, however often it names it."""
    said: dict[tuple[int, Role, str, Polarity], list[Statement]] = {}
    for s in statements:
        said.setdefault((s.passage, s.role, s.concept, s.polarity), []).append(s)
    return said.values()


def _in_file(page: PageText | None, line: Mapping[str, Any]) -> dict[str, object]:
    """Where the words of ``line`` stand in the file of a web page; nothing for plain text."""
    if page is None:
        return {}
    start, end = page.source_span(Span(line["start"], line["end"]))
    return {"file_start": start, "file_end": end}


def _statement_line(
    said: Sequence[Statement], record: Record | None, passages: Sequence[Passage], subject: str
) -> dict[str, object]:
    statement = said[0]
    passage = passages[statement.passage]
    concept = load_vocabulary().concepts.get(statement.concept)
    start = statement.mention.start - passage.span.start
    about = statement.treatment or subject
    line = {
        "doc": statement.source_id,
        "type": _type(statement, record) if about == subject else "fact",
        "name": record.name if record else concept.name if concept else statement.concept,
        "start": statement.span.start,
        "end": statement.span.end,
        "quote": passage.quote,
        "cluster": cluster_key(about, statement.role, statement.concept, statement.polarity),
        "treatment": about,
        "role": statement.role.value,
        "polarity": statement.polarity.value,
        "mention": passage.quote[start : start + len(statement.mention)],
        "mentions": [[s.mention.start, s.mention.end] for s in said],
        "population": statement.population,
        "site": statement.site,
        "hedges": list(statement.hedges),
        "proposed": statement.is_proposed,
        "weighed": statement.is_weighed,
        "words_at": {kind: [span.start, span.end] for kind, span in statement.words_at},
    }
    if statement.role is Role.CONTRAINDICATION:
        line |= _strengths(statement, record)
    if statement.role is Role.SIDE_EFFECT:
        line |= {name: getattr(statement, name) for name in ("frequency", "seriousness", "duration")}
    return line


def _backs_record(statement: Statement) -> bool:
    """Whether it would be in a record, had a narrower one not said the same ("scars" in "acne scars")."""
    return statement.role in RECORD_ROLES and statement.polarity is Polarity.AFFIRMED


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
            line = {
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
            yield line | _in_file(reading.snapshot.page, line)
