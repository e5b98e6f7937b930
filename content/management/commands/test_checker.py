"""Tests the checker: sentences of the public pages made false, by kind, and how many it caught."""

import json
import sys
from argparse import ArgumentParser

from content.actions import run_self_test
from content.management.base import InputCommand, check_tables
from content.models import SelfTest
from content.pipeline.mutations import FLOOR

FAILS = 1


class Command(InputCommand):
    help = (
        "Makes every supported sentence of the public pages false in each way that fits it, and prints how "
        "many of these the checker caught, by kind. Stores the result. Exit status 1 where it is below the "
        "floor: then nothing new can be published."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--escapes", action="store_true", help="print the falsehoods that passed as well")

    def handle(self, *args: object, **options: object) -> None:
        check_tables()
        test = run_self_test()
        lines = _json(test) if options["format"] == "json" else _text(test, with_escapes=options["escapes"])
        self.stdout.write(lines, ending="")
        if not test.is_good_enough:
            sys.exit(FAILS)


def _text(test: SelfTest, *, with_escapes: bool) -> str:
    lines = [_line(kind["name"], kind["made"], kind["caught"]) for kind in test.kinds if kind["made"]]
    lines.append(_line("All kinds", test.made, test.caught))
    lines.append(f"Passed in a warning (“not”, a number or a unit): {test.critical}")
    verdict = "good enough" if test.is_good_enough else "NOT good enough"
    lines.append(
        f"{test.sentences} sentences; {verdict} to publish on (floor {FLOOR:.0%}, none in a warning)"
    )
    if with_escapes:
        lines += [f"{e['place']} {e['kind']} {e['false']}" for e in test.escapes]
    return "".join(f"{line}\n" for line in lines)


def _line(name: str, made: int, caught: int) -> str:
    return f"{name:<36} {caught:>5} of {made:>5} {caught / made if made else 1:>7.1%}"


def _json(test: SelfTest) -> str:
    names = (
        "checker_version",
        "sentences",
        "made",
        "caught",
        "critical",
        "is_good_enough",
        "kinds",
        "escapes",
    )
    return json.dumps({name: getattr(test, name) for name in names}, ensure_ascii=False, indent=1) + "\n"
