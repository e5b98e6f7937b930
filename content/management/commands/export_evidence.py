"""Writes the evidence of the pages as a table."""

import os
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path

from content.evidencefile import evidence_lines
from content.management.base import InputCommand
from content.pipeline.errors import BadData


class Command(InputCommand):
    help = (
        "Writes every sentence of the public pages with its verdict, one row for each quote, as CSV into "
        "FILE, or to standard output. FILE is replaced as a whole, or not at all."
    )
    needs_tables = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE")
        parser.add_argument("--all", action="store_true", help="with pages that readers cannot open")

    def handle(self, *args: object, **options: object) -> None:
        lines = evidence_lines(only_public=not options["all"])
        if options["file"] is None:
            for line in lines:
                self.stdout.write(line, ending="")
            return
        self.stderr.write(f"{_write(options['file'], lines)} rows written to {options['file']}")


def _write(file: Path, lines: Iterable[str]) -> int:
    """The rows written, without the names of the columns. Raises BadData where the file cannot be."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    count = -1
    try:
        with draft.open("w", encoding="utf-8", newline="") as stream:
            for line in lines:
                stream.write(line)
                count += 1
        draft.replace(file)
    except OSError as error:
        problem = f"the file cannot be written ({error.strerror or error})"
        raise BadData(
            problem, file=str(file), mend="Choose a file in a folder that you may write to."
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return count
