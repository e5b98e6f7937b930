"""What the commands share: bad input is one message and exit status 2, never a traceback."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from content.models import Page
from content.pipeline.errors import MesoinfoError

BAD_INPUT = 2


class Error(CommandError):
    """Printed as "Error: file, place: problem. How to mend it."."""


class InputCommand(BaseCommand):
    """A command that reads files; it may say whether it needs the database's tables."""

    needs_tables = False

    def execute(self, *args: object, **options: object) -> str | None:
        try:
            if self.needs_tables:
                check_tables()
            return super().execute(*args, **options)
        except MesoinfoError as error:
            raise Error(str(error), returncode=BAD_INPUT) from error


def check_tables() -> None:
    if Page._meta.db_table not in connection.introspection.table_names():
        raise Error("the database has no tables yet. Run manage.py migrate.", returncode=BAD_INPUT)
