"""Many rows of any table: copies of its first row that keep every constraint, for counting queries."""

import copy
from itertools import count
from typing import Any

from django.db import models
from django.db.models import Field, ForeignKey, Model, OneToOneField, UniqueConstraint

from content.models import Override, Passage, ProposedConcept, Snapshot

_numbers = count(1)
SHIFT = 1_000_000
"""Copies of spans stand this far behind their models, so that none begins where another does."""


def multiply(model: type[Model], wanted: int) -> None:
    """Copy the first row of ``model`` until there are ``wanted``."""
    first = model._default_manager.order_by("pk").first()
    for _ in range(wanted - model._default_manager.count()):
        copy_of(first)


def copy_of(row: Model) -> Model:
    """A new row like ``row``, other in what has to be unique; rows that it alone may point to are new too."""
    new, number = copy.copy(row), next(_numbers)
    new._state = copy.copy(row._state)
    new.pk = None
    new.id = None
    new._state.adding = True
    for parent in row._meta.parents.values():
        setattr(new, parent.attname, None)
    for field in _unique_fields(type(row)):
        _change(new, getattr(row, field.name), field, number)
    _keep_constraints(new, number)
    new.save(force_insert=not row._meta.parents)
    return new


def _unique_fields(model: type[Model]) -> list[Field]:
    """What has to differ: unique columns, and of each constraint the first column that can be changed."""
    own = [field for field in model._meta.fields if field.unique and not _is_key(field)]
    for table in (model, *model._meta.parents):
        for constraint in table._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and constraint.condition is None:
                names = constraint.fields or ("other",)  # the one that is made of expressions is of pairs
                fields = [table._meta.get_field(name) for name in names]
                own.append(next((f for f in fields if _is_free(f)), fields[0]))
    return list(dict.fromkeys(own))


def _is_key(field: Field) -> bool:
    """Set by the database, or with the parent's; a row that shares the key of another needs another of that."""
    if isinstance(field, OneToOneField):
        return bool(field.remote_field.parent_link)
    return field.primary_key


def _is_free(field: Field) -> bool:
    numbers = isinstance(field, models.IntegerField) and field.name not in ("start", "end")
    return numbers or (isinstance(field, models.CharField) and not field.choices)


def _change(row: Model, value: Any, field: Field, number: int) -> None:
    if isinstance(field, ForeignKey):
        setattr(row, field.name, copy_of(value))
    elif isinstance(field, models.IntegerField):
        setattr(row, field.attname, value + SHIFT + number)
    elif field.max_length == 64:
        setattr(row, field.attname, f"{SHIFT + number:064d}")
    else:
        setattr(row, field.attname, f"{value[: field.max_length - 8]}-{number}")


def _keep_constraints(row: Model, number: int) -> None:
    if isinstance(row, Passage):
        length = row.end - row.start
        row.start = SHIFT + number * length
        row.end = row.start + length
        row.label_start = row.label_end = None
    if isinstance(row, Override):
        row.fingerprint = f"{number:064d}"
    if isinstance(row, Snapshot):
        row.is_current = False
    if isinstance(row, ProposedConcept):
        row.state, row.concept, row.accepted_name, row.reason = "open", "", "", ""
