"""Does the work on an article that an editor handed in; the editors' workspace starts it."""

from argparse import ArgumentParser

from django.db import connection

from content.background import AT_WORK, finish_work
from content.management.base import BAD_INPUT, Error, InputCommand
from content.models import Submission

PATIENCE = 60_000
"""Milliseconds to wait for another writer: nobody waits for this process with a page open."""


class Command(InputCommand):
    help = "Tries out, or loads, the article that was handed in as NUMBER. The editors' workspace starts it."
    needs_tables = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int)

    def handle(self, *args: object, **options: object) -> None:
        submission = Submission.objects.filter(pk=options["number"]).first()
        if submission is None or submission.state not in AT_WORK:
            raise Error(f"nothing waits to be loaded as number {options['number']}.", returncode=BAD_INPUT)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        finish_work(submission)
        submission.refresh_from_db()
        self.stdout.write(
            f"{submission}: {submission.get_state_display().lower()} {submission.message}".strip()
        )
