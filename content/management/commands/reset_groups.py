"""Gives the three groups of editors the permissions that they are meant to have."""

from content.groups import make_groups
from content.management.base import InputCommand


class Command(InputCommand):
    help = (
        "Gives Editors, Clinical reviewers and Publishers the permissions of a new installation. "
        "What was changed by hand is gone then. People stay in their groups."
    )
    needs_tables = True

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"Set: {', '.join(make_groups(anew=True))}.")
