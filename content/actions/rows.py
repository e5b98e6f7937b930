"""Writes a row, or a set of rows, only where it differs from what is stored."""

from collections.abc import Sequence

from django.db.models import Model, QuerySet

from content.actions.reports import Report


def update(row: Model, report: Report, **values: object) -> bool:
    """Give ``row`` these values; save it when one of them is new."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if changed:
        for name in changed:
            setattr(row, name, values[name])
        row.save(update_fields=changed)
        report.rows_written += 1
    return bool(changed)


def replace(
    stored: QuerySet,
    wanted: Sequence[Model],
    report: Report,
    *,
    key: tuple[str, ...],
    values: tuple[str, ...],
) -> None:
    """Make ``stored`` hold exactly ``wanted``, compared by ``key`` (unique among them) and ``values``."""
    fields = (*key, *values)
    new = [tuple(getattr(row, name) for name in fields) for row in wanted]
    if _sorted(new, len(key)) == _sorted(stored.values_list(*fields), len(key)):
        return
    report.rows_written += stored.count() + len(wanted)
    stored.delete()
    stored.model.objects.bulk_create(wanted)


def _sorted(rows: Sequence[tuple], size: int) -> list[tuple]:
    """In the order of the key, by Python: databases sort text in orders of their own."""
    return sorted(rows, key=lambda row: row[:size])
