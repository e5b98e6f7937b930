"""The real library in the database of the tests, for what the site makes of it. Tests about loading load."""

import json
from contextlib import contextmanager

from django.core.management import call_command
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.copies import empty, fill_once


@contextmanager
def loaded_library(blocker):
    """The library as it is loaded and nothing beside it, whatever there was before; at the end all is undone.

    Gives a client for reading what nobody has changed: it remembers every answer for the whole run.
    """
    with blocker.unblock(), transaction.atomic():
        fill_with_library()
        yield Reader()
        transaction.set_rollback(True)


def fill_with_library():
    """Put the library in the place of what there is, within a transaction."""
    empty()
    fill_once(load)


def load():
    call_command("load_content", verbosity=0)


class Remembered(HttpResponse):
    """What was answered, without what it was made from."""

    def json(self):
        return json.loads(self.content)

    def close(self):
        """Not the end of a request: nothing is to be told so, or it would close the database."""


class Reader(Client):
    """Reads the library as it is loaded; what it has read before it does not ask for again."""

    answers: dict[str, Remembered] = {}

    def get(self, path):
        if path not in self.answers:
            response = super().get(path)
            body = b"".join(response) if response.streaming else response.content
            self.answers[path] = Remembered(body, status=response.status_code, headers=response.headers)
            self.answers[path].cookies = response.cookies
        return self.answers[path]
