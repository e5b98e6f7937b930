"""Measures the reader on articles with expected results; touches no database."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from tqdm import tqdm

from content.evaluation import TYPES, Result, below_floor, figures, measure, read_floors, read_gold
from content.management.base import InputCommand

FAILS = 1


class Command(InputCommand):
    help = (
        "Reads the articles (*.txt) of each GOLD_DIR, compares what the reader finds with the expected "
        "results beside them (*.json), and prints precision, recall and F1. Exit status 1 if a figure is "
        "below its floor. The database is not used."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", nargs="+", type=Path, metavar="GOLD_DIR")
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--confusions", action="store_true", help="print every miss and wrong find")
        parser.add_argument(
            "--floor",
            type=Path,
            metavar="FILE",
            help="TOML: indication_f1 = 0.75, traps_extracted_share_max = 0.2",
        )

    def handle(self, *args: object, **options: object) -> None:
        floors = read_floors(options["floor"]) if options["floor"] else {}
        golds = read_gold(options["folders"])
        bar = tqdm(golds, desc="reading", unit="article", disable=not sys.stderr.isatty())
        results = [measure(gold) for gold in bar]
        shortfalls = below_floor(figures(results), floors)
        lines = FORMATS[options["format"]](results, shortfalls, options["confusions"])
        self.stdout.write("\n".join(lines))
        self.stdout.flush()
        for shortfall in shortfalls:
            self.stderr.write(shortfall)
        if shortfalls:
            sys.exit(FAILS)


def _json(results: Sequence[Result], shortfalls: list[str], has_confusions: bool) -> Iterator[str]:
    document: dict[str, object] = {
        "all": figures(results),
        "articles": {result.label: figures([result]) for result in results},
        "below_floor": shortfalls,
    }
    if has_confusions:
        document["confusions"] = [asdict(fault) for result in results for fault in result.faults]
    yield json.dumps(document, ensure_ascii=False, indent=1)


def _text(results: Sequence[Result], shortfalls: list[str], has_confusions: bool) -> Iterator[str]:
    """The figures of all articles, F1 of each article, and with ``has_confusions`` each fault on a line."""
    found = figures(results)
    yield f"{'':20}{'precision':>10}{'recall':>8}{'F1':>8}{'expected':>10}{'read':>6}"
    for kind in TYPES:
        precision, recall, f1 = (_share(found[f"{kind}_{name}"]) for name in ("precision", "recall", "f1"))
        expected, read = found[f"{kind}_expected"], found[f"{kind}_read"]
        yield f"{kind:20}{precision:>10}{recall:>8}{f1:>8}{expected:>10}{read:>6}"
    precision, recall = _share(found["noise_precision"]), _share(found["noise_recall"])
    lines, aside = found["noise_lines"], found["noise_passages_set_aside"]
    yield f"{'noise':20}{precision:>10}{recall:>8}{'':8}{lines:>10}{aside:>6}"
    agreement, compared = _share(found["strength_agreement"]), found["strength_compared"]
    yield f"strength agreement: {agreement} of {compared} contraindications found"
    yield f"traps extracted: {found['traps_extracted']} of {found['traps_listed']}"
    yield from _articles(results)
    if has_confusions:
        yield from ("", *(str(fault) for result in results for fault in result.faults))


def _articles(results: Sequence[Result]) -> Iterator[str]:
    """F1 of each type, and the traps, of each article."""
    width = max(len("F1"), *(len(result.label) for result in results)) + 2
    yield f"\n{'F1':{width}}{''.join(f'{kind:>18}' for kind in TYPES)}{'traps':>8}"
    for result in results:
        found = figures([result])
        cells = "".join(f"{_share(found[f'{kind}_f1']):>18}" for kind in TYPES)
        yield f"{result.label:{width}}{cells}{found['traps_extracted']:>5}/{found['traps_listed']}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


FORMATS = {"text": _text, "json": _json}
