"""Pages that must work when nothing else does: no template, no database, no session."""

import sys

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

PAGE = """<!doctype html>
<html lang="en-GB">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title></head>
<body><main><h1>{title}</h1><p>{message}</p></main></body>
</html>
"""
RETRY_AFTER = 30  # seconds


def server_error(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """503 with Retry-After when the database or a disk failed, otherwise 500."""
    if isinstance(sys.exc_info()[1], (DatabaseError, OSError)):
        response = _page(
            503, "The service is briefly unavailable", "Nothing was saved. Please try again in a minute."
        )
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    return _page(500, "Something went wrong", "Nothing was saved. Please try again later.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 in one sentence: the Markdown editor shows this answer in its preview."""
    return _page(403, "Please log in again", "Your text is still in the form. Copy it before you log in.")


def _page(status: int, title: str, message: str) -> HttpResponse:
    return HttpResponse(PAGE.format(title=title, message=message), status=status)
