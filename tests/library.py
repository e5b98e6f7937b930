"""The real library in the database of the tests: loaded once in a run, then copied row by row.

For tests about what the site makes of the five articles and the curated pages. Those about loading load.
"""

import json
from contextlib import contextmanager
from functools import cache

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from reversion.models import Version


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
    rows, kinds = _rows_of_library()
    for version in rows[Version]:  # a flush numbers the kinds of things anew
        version.content_type = ContentType.objects.get_by_natural_key(*kinds[version.pk])
    _empty()
    for model, found in rows.items():
        fields = model._meta.local_concrete_fields
        model._base_manager.all()._batched_insert(found, fields, batch_size=None)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [*rows]):
            cursor.execute(statement)


@cache
def _rows_of_library():
    """What ``load_content`` writes into empty tables, by model; of each version what kind of thing it is of."""
    with transaction.atomic():
        _empty()
        call_command("load_content", verbosity=0)
        rows = {model: list(model._base_manager.all()) for model in _models()}
        kinds = {version.pk: version.content_type.natural_key() for version in rows[Version]}
        transaction.set_rollback(True)
    return {model: found for model, found in rows.items() if found}, kinds


def _models():
    apps_of_ours = ("content", "reversion")
    return [
        m
        for m in apps.get_models(include_auto_created=True)
        if m._meta.app_label in apps_of_ours and m._meta.managed
    ]


def _empty():
    for model in reversed(_models()):
        model._base_manager.all()._raw_delete(connection.alias)


class Remembered(HttpResponse):
    """What was answered, without what it was made from."""

    def json(self):
        return json.loads(self.content)


class Reader(Client):
    """Reads the library as it is loaded; what it has read before it does not ask for again."""

    answers: dict[str, Remembered] = {}

    def get(self, path):
        if path not in self.answers:
            response = super().get(path)
            body = b"".join(response) if response.streaming else response.content
            response.close()
            self.answers[path] = Remembered(body, status=response.status_code, headers=response.headers)
            self.answers[path].cookies = response.cookies
        return self.answers[path]
