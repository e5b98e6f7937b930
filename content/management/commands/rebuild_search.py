"""Makes the index of the search anew: for repairs, and after the extension pg_trgm has been installed."""

from django.db import connection

from content.actions import rebuild_search
from content.management.base import InputCommand
from content.search.backends import postgresql


class Command(InputCommand):
    help = (
        "Throws the index of the search away and makes it again from the public pages. Loading does it too."
    )
    needs_tables = True

    def handle(self, *args: object, **options: object) -> None:
        if connection.vendor == "postgresql" and not postgresql.add_trigrams():
            self.stdout.write(postgresql.NO_TRIGRAMS)
        self.stdout.write(f"{rebuild_search()} entries in the index of the search")
