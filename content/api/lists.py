"""One page of a list: its items, how many there are in all, and the addresses of the pages beside it."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet, Window
from django.http import HttpRequest

from content.api.parameters import DEFAULT_SIZE, bad


def page_of(
    request: HttpRequest,
    items: Sequence[Any] | QuerySet,
    asked: dict[str, Any],
    describe: Callable[[Any], dict[str, Any]],
) -> dict[str, Any]:
    """The page that was asked for. Raises Refused for one behind the end."""
    number, size = asked.get("page", 1), asked.get("page_size", DEFAULT_SIZE)
    start = (number - 1) * size
    shown, total = (
        _counted(items, start, size) if isinstance(items, QuerySet) else (items[start:], len(items))
    )
    last = max(1, -(-total // size))
    if number > last:
        raise bad("page", f"There are only {last} pages.", f"Give a number from 1 to {last}.")
    return {
        "items": [describe(item) for item in shown[:size]],
        "total": total,
        "page": number,
        "page_size": size,
        "links": {
            "self": address_of(request, number),
            "next": address_of(request, number + 1) if number < last else None,
            "previous": address_of(request, number - 1) if number > 1 else None,
        },
    }


def _counted(items: QuerySet, start: int, size: int) -> tuple[list[Any], int]:
    """A part of ``items``, and how many there are in all, in one query; in two behind the end."""
    counted = items.annotate(in_all=Window(Count("*")))
    shown = list(counted[start : start + size])
    return shown, shown[0].in_all if shown else items.count()


def address_of(request: HttpRequest, number: int, name: str = "page") -> str:
    """The address of another page of the same list; the first has no number."""
    rest = [(key, value) for key, value in request.GET.items() if key != name]
    query = urlencode([*rest, *([(name, str(number))] if number > 1 else [])])
    return request.build_absolute_uri(request.path + (f"?{query}" if query else ""))
