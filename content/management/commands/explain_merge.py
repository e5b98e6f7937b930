"""Says why two questions, or two names of things, are or are not the same."""

import json
from argparse import ArgumentParser
from dataclasses import asdict

from django.db import connection

from content.actions.links import current_links
from content.management.base import BAD_INPUT, Error, InputCommand
from content.models import Link
from content.pipeline.explain import LISTS, Explanation, explain_names, explain_questions
from content.pipeline.links import Links
from content.pipeline.settings import Role

FAMILIES = ["question", *(role.value for role in LISTS)]
ANSWERS = {
    "same": "the same",
    "narrower": "not the same: B is narrower than A, and stands under it",
    "broader": "not the same: B is broader than A, which stands under it",
    "different": "not the same",
}


class Command(InputCommand):
    help = (
        "Says why A and B are or are not the same: two questions, or two names of reasons not to have the "
        "treatment, of side effects or of uses. What editors said of two questions is looked up in the "
        "database, if it has tables."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("first", metavar="A", help='"How long does it last?" or "side_effect: bruising"')
        parser.add_argument("other", metavar="B")
        parser.add_argument(
            "--as",
            dest="family",
            choices=FAMILIES,
            help='what both are; a text that begins with one of these and ":" says so itself',
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: object, **options: object) -> None:
        first, other = (_sorted_out(options[name], options["family"]) for name in ("first", "other"))
        explanation = _explained(first, other)
        if options["format"] == "json":
            self.stdout.write(json.dumps(asdict(explanation), ensure_ascii=False))
            return
        self.stdout.write(f"A  {explanation.first}")
        self.stdout.write(f"B  {explanation.other}")
        self.stdout.write(ANSWERS[explanation.relation])
        for reason in explanation.reasons:
            self.stdout.write(f"   {reason.code}: {reason.message}")


def _sorted_out(text: str, family: str | None) -> tuple[str, str]:
    """The family of a text and its words. Raises Error for a text without words, or a name without a role."""
    head, colon, rest = text.partition(":")
    if colon and head.strip().replace(" ", "_") in FAMILIES:
        family, text = head.strip().replace(" ", "_"), rest
    if not text.strip():
        raise Error("there are no words to compare. Write two questions, or two names.", returncode=BAD_INPUT)
    if family is None and text.rstrip().endswith("?"):
        family = "question"
    if family is None:
        problem = f'"{text.strip()}" is no question. Say what it is with --as {{{",".join(FAMILIES)}}}.'
        raise Error(problem, returncode=BAD_INPUT)
    return family, text.strip()


def _explained(first: tuple[str, str], other: tuple[str, str]) -> Explanation:
    families = {first[0], other[0]}
    if families == {"question"}:
        return explain_questions(first[1], other[1], _links())
    if "question" in families:
        raise Error("a question and a name cannot be compared. Give two of one sort.", returncode=BAD_INPUT)
    return explain_names((Role(first[0]), first[1]), (Role(other[0]), other[1]))


def _links() -> Links:
    """What editors said, where the database has a table of it."""
    has_table = Link._meta.db_table in connection.introspection.table_names()
    return current_links() if has_table else Links()
