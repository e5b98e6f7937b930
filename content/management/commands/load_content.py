"""Loads the source articles, the curated pages and what editors decided."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.db import transaction
from tqdm import tqdm

from content.actions import (
    Report,
    load_decisions,
    load_links,
    load_pages,
    load_readings,
    run_self_test,
    with_added,
)
from content.decisionfiles import read_decisions
from content.linkfiles import read_links
from content.management.base import InputCommand
from content.models import Page, SelfTest
from content.overridefiles import read_overrides
from content.pagefiles import PAGES, read_pages
from content.pipeline.run import read_article
from content.sourcefiles import SOURCES, read_sources


class Command(InputCommand):
    help = (
        "Loads the source articles, what the reader finds in them, and the curated pages with the decisions "
        "and answers beside them, all or nothing. "
        "Loading the same again changes nothing."
    )
    needs_tables = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        parser.add_argument("--sources", type=Path, default=SOURCES, help="folder of *.txt, sources.toml")
        parser.add_argument(
            "--pages",
            type=Path,
            default=PAGES,
            help="folder of *.md, decisions.toml, links.toml, overrides.toml",
        )

    def handle(self, *args: object, **options: object) -> None:
        snapshots, sources_meta = read_sources(options["sources"])
        files = read_pages(options["pages"])
        decisions, links = read_decisions(options["pages"]), read_links(options["pages"])
        overrides = read_overrides(options["pages"])
        bar = tqdm(snapshots, desc="reading", unit="article", disable=not sys.stderr.isatty())
        readings = tuple(read_article(snapshot) for snapshot in bar)
        with transaction.atomic():
            reports = [load_decisions(decisions=decisions), load_links(links=links), Report()]
            every, meta = with_added(readings=readings, sources_meta=sources_meta, report=reports[-1])
            reports.append(load_readings(readings=every, sources_meta=meta))
            reports.append(load_pages(files=files, overrides=overrides))
            is_changed = any(report.rows_written for report in reports)
            is_untested = SelfTest.objects.of_this_checker() is None
            if (is_changed or is_untested) and Page.objects.published().exists():
                run_self_test(report=reports[-1])
            transaction.set_rollback(options["dry_run"])
        self._print(reports, is_dry_run=options["dry_run"])

    def _print(self, reports: list[Report], *, is_dry_run: bool) -> None:
        for report in reports:
            for stage in report.stages:
                self.stdout.write(str(stage))
        for report in reports:
            for note in report.notes:
                self.stdout.write(str(note))
        rows = sum(report.rows_written for report in reports)
        self.stdout.write(
            f"{rows} rows {'would be written; nothing was (dry run)' if is_dry_run else 'written'}"
        )
