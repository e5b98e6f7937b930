"""Reads text files with the pipeline; touches no database."""

import json
from argparse import ArgumentParser
from pathlib import Path

from content.management.base import InputCommand
from content.pipeline.run import build_library, read_article
from content.readings import passage_lines, read_files, statement_lines


class Command(InputCommand):
    help = "Prints what the reader finds in each FILE, one JSON object a line. The database is not used."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--format", choices=["jsonl", "text"], default="jsonl")
        parser.add_argument("--passages", action="store_true", help="print the ledger of passages instead")

    def handle(self, *args: object, **options: object) -> None:
        readings = [read_article(snapshot) for snapshot in read_files(options["files"])]
        if options["passages"]:
            lines = passage_lines(readings)
            layout = "{doc}:{start}-{end} {kind} {disposition} {reason} {quote!r}"
        else:
            lines = statement_lines(build_library(readings))
            layout = "{doc}:{start}-{end} {type} {cluster} {quote!r}"
        for line in lines:
            is_text = options["format"] == "text"
            self.stdout.write(layout.format(**line) if is_text else json.dumps(line, ensure_ascii=False))
