"""Requests that name a character set which decodes nothing.

Django takes any codec of Python from ``Content-Type`` and reads the address with it while it makes the
request, before any middleware and any page for errors. Some codecs are no text ("hex"), some refuse most
texts ("idna"). They are left out here, as Django itself leaves out those that it does not know.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Channel = Callable[..., Awaitable[Any]]
Asgi = Callable[[dict[str, Any], Channel, Channel], Awaitable[None]]


def usable(content_type: str) -> str:
    """``content_type``, without its parameters where it names a character set that decodes nothing."""
    try:
        b"=".decode(parse_header_parameters(content_type)[1].get("charset", "utf-8"), "replace")
    except (LookupError, ValueError):
        return content_type.partition(";")[0]
    return content_type


def for_wsgi(application: Wsgi) -> Wsgi:
    """``application``, which is given only character sets that decode."""

    def called(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if "CONTENT_TYPE" in environ:
            environ["CONTENT_TYPE"] = usable(environ["CONTENT_TYPE"])
        return application(environ, start_response)

    return called


def for_asgi(application: Asgi) -> Asgi:
    """The same for ASGI, where headers are pairs of bytes."""

    def called(scope: dict[str, Any], receive: Channel, send: Channel) -> Awaitable[None]:
        headers = [
            (name, usable(value.decode("latin1")).encode("latin1") if name == b"content-type" else value)
            for name, value in scope.get("headers", ())
        ]
        return application({**scope, "headers": headers}, receive, send)

    return called
