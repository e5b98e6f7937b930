"""What may be asked of an address, read strictly: an unknown parameter is a mistake, not a wish."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from content.api.problems import Refused
from content.models import PageKind

MAX_SIZE = 100
DEFAULT_SIZE = 50
_MAX_DIGITS = 6

Reader = Callable[[str, str], Any]


def read_parameters(request: HttpRequest, readers: Mapping[str, Reader]) -> dict[str, Any]:
    """The values of the request's parameters. Raises Refused for one that is unknown, twice there or bad."""
    unknown = sorted(set(request.GET) - set(readers))
    if unknown:
        known = ", ".join(readers) or "none"
        raise Refused(
            "unknown-parameter",
            f"There is no parameter “{unknown[0]}” here.",
            where=unknown[0],
            mend=f"Leave it out. Parameters of this address: {known}.",
        )
    return {name: readers[name](name, _only(request, name)) for name in readers if name in request.GET}


def _only(request: HttpRequest, name: str) -> str:
    values = request.GET.getlist(name)
    if len(values) > 1:
        raise bad(name, f"It is there {len(values)} times.", "Give it once.")
    return values[0]


def bad(name: str, detail: str, mend: str) -> Refused:
    return Refused("bad-parameter", detail, where=name, mend=mend)


def whole_number(least: int, most: int) -> Reader:
    """A reader of whole numbers from ``least`` to ``most``."""

    def read(name: str, value: str) -> int:
        is_number = value.isascii() and value.isdigit() and len(value) <= _MAX_DIGITS
        if not is_number or not least <= int(value) <= most:
            raise bad(name, f"“{value}” is not usable.", f"Give a whole number from {least} to {most}.")
        return int(value)

    return read


def one_of(*allowed: str) -> Reader:
    def read(name: str, value: str) -> str:
        if value not in allowed:
            raise bad(name, f"“{value}” is not known.", f"Give one of {', '.join(allowed)}.")
        return value

    return read


def moment(name: str, value: str) -> datetime:
    """A day or a date with time (RFC 3339); without a zone it is UTC."""
    mend = "Give a day (2026-08-06) or a time (2026-08-06T12:00:00Z)."
    try:
        found = parse_datetime(value)
        if found is not None:
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise bad(name, f"“{value}” is not in the calendar.", mend) from error
    raise bad(name, f"“{value}” is not a time.", mend)


LIST: Mapping[str, Reader] = {"page": whole_number(1, 10_000), "page_size": whole_number(1, MAX_SIZE)}
"""Of every list."""
PAGES: Mapping[str, Reader] = {"kind": one_of(*PageKind.values), "changed_since": moment, **LIST}
"""Of the list of pages."""
