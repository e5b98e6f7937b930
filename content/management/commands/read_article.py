"""Reads text files with the pipeline; touches no database."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence

from django.core.management.color import Style, no_style
from tqdm import tqdm

from content.management.base import InputCommand
from content.pipeline.passages import Disposition, PassageKind
from content.pipeline.run import Reading, build_library, read_article
from content.pipeline.snapshots import Snapshot
from content.readings import collect_files, passage_lines, read_files, statement_lines

STYLES = {
    Disposition.USED: "SUCCESS",
    Disposition.HEADING: "MIGRATE_HEADING",
    Disposition.DUPLICATE: "HTTP_NOT_MODIFIED",
    Disposition.PROMOTIONAL: "WARNING",
    Disposition.BOILERPLATE: "WARNING",
    Disposition.UNUSABLE: "ERROR",
    Disposition.REJECTED: "ERROR",
}
"""The role in Django's palette for each disposition that is shown in colour."""

EXCERPT = 100
KIND_WIDTH = max(map(len, PassageKind))


class Command(InputCommand):
    help = "Prints what the reader finds in each FILE, one JSON object a line. The database is not used."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files",
            nargs="+",
            metavar="FILE",
            help='a text file, a folder of them, a quoted pattern ("pages/*.txt"), or - for standard input',
        )
        parser.add_argument(
            "--format",
            choices=["jsonl", "text"],
            help="jsonl unless chosen; text for --passages on a terminal",
        )
        parser.add_argument("--passages", action="store_true", help="print the ledger of passages instead")

    def handle(self, *args: object, **options: object) -> None:
        snapshots = read_files(collect_files(options["files"]))
        readings = self._read(snapshots, is_streamed=options["passages"])
        if options["passages"]:
            default = "text" if self.stdout.isatty() else "jsonl"
            style = self._style(options)
            is_text = (options["format"] or default) == "text"
            lines = (line for reading in readings for line in _ledger(reading, style, is_text=is_text))
        else:
            lines = _statements(list(readings), is_text=options["format"] == "text")
        for line in lines:
            self.stdout.write(line)
        self.stdout.flush()  # a closed pipe is met here, where manage.py ends quietly

    def _read(self, snapshots: Sequence[Snapshot], *, is_streamed: bool) -> Iterator[Reading]:
        """One reading at a time; the bar stays away from lines that appear on the same terminal meanwhile."""
        is_shown = len(snapshots) > 1 and sys.stderr.isatty() and not (is_streamed and self.stdout.isatty())
        for snapshot in tqdm(snapshots, desc="reading", unit="article", disable=not is_shown):
            yield read_article(snapshot)

    def _style(self, options: Mapping[str, object]) -> Style:
        """Colours for a terminal, unless --no-color or NO_COLOR (no-color.org) say otherwise."""
        is_wanted = self.stdout.isatty() and not os.environ.get("NO_COLOR")
        return self.style if is_wanted or options["force_color"] else no_style()


def _statements(readings: Sequence[Reading], *, is_text: bool) -> Iterator[str]:
    for row in statement_lines(build_library(readings)):
        yield "{doc}:{start}-{end} {type} {cluster} {quote!r}".format(**row) if is_text else _json(row)


def _json(row: Mapping[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False)


def _ledger(reading: Reading, style: Style, *, is_text: bool) -> Iterator[str]:
    """The passages of one article, one line each."""
    rows = passage_lines([reading])
    return _columns(list(rows), style) if is_text else map(_json, rows)


def _columns(rows: Sequence[Mapping[str, object]], style: Style) -> Iterator[str]:
    """For people: place, kind, disposition with its reason, first words."""
    places = [f"{_printable(row['doc'])}:{row['start']}-{row['end']}" for row in rows]
    outcomes = [
        f"{row['disposition']} ({row['reason']})" if row["reason"] else row["disposition"] for row in rows
    ]
    place_width, outcome_width = max(map(len, places)), max(map(len, outcomes))
    for row, place, outcome in zip(rows, places, outcomes, strict=True):
        paint = getattr(style, STYLES.get(row["disposition"], ""), str)
        words = paint(f"{outcome:{outcome_width}}")
        yield f"{place:{place_width}}  {row['kind']:{KIND_WIDTH}}  {words}  {_excerpt(row['quote'])}"


def _excerpt(quote: str) -> str:
    """The first EXCERPT characters on one line, with an ellipsis where there are more."""
    words = _printable(" ".join(quote.split()))
    return words if len(words) <= EXCERPT else f"{words[: EXCERPT - 1].rstrip()}…"


def _printable(words: str) -> str:
    """``words`` with invisible characters written out: an article must not steer the terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in words)
