"""Fills the tables of the tests with rows that are worked out once in a run and copied after that."""

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, transaction

LEFT_ALONE = (ContentType, Permission, Group, Group.permissions.through)
"""Tables that the migrations fill. A flush fills them anew, all with other keys."""

_kept = {}


def fill_once(fill):
    """Do what ``fill`` does, which takes nothing and changes nothing but rows.

    Its rows are copied if the tables that it fills are empty and the keys of what was there are as they were.
    """
    key = fill, *ContentType.objects.order_by("pk").values_list("pk", flat=True)
    rows = _kept.get(key)
    if _has_rows(models() if rows is None else rows):
        fill()
    elif rows is not None:
        _write(rows)
    else:
        fill()
        found = {model: list(model._base_manager.all()) for model in models()}
        _kept[key] = {model: rows for model, rows in found.items() if rows}


@transaction.atomic
def empty():
    """No row is left of what tests make."""
    for model in reversed(models()):
        model._base_manager.all()._raw_delete(connection.alias)


def models():
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model not in LEFT_ALONE and model._meta.managed
    ]


def _has_rows(models):
    return any(model._base_manager.exists() for model in models)


@transaction.atomic
def _write(rows):
    """In one transaction: a row may be written before the one that it names."""
    for model, found in rows.items():
        fields = model._meta.local_concrete_fields
        size = connection.ops.bulk_batch_size(fields, found)
        for at in range(0, len(found), size):
            part = found[at : at + size]
            model._base_manager.all()._insert(part, fields, using=connection.alias, raw=True)  # times stay
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [*rows]):
            cursor.execute(statement)
