"""Pages that must work when nothing else does: no template, no database, no session.

Their words are translated where the catalogues can be read, and English where a broken disk keeps them away.
"""

import struct
import sys

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.utils.translation import gettext, gettext_noop, override

from content.languages import as_tag, language_of

PAGE = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title></head>
<body><main><h1>{title}</h1><p>{message}</p></main></body>
</html>
"""
RETRY_AFTER = 30  # seconds


def server_error(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """503 with Retry-After when the database or a disk failed, otherwise 500."""
    if isinstance(sys.exc_info()[1], (DatabaseError, OSError)):
        title = gettext_noop("The service is briefly unavailable")
        response = _page(
            request, 503, title, gettext_noop("Nothing was saved. Please try again in a minute.")
        )
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    title = gettext_noop("Something went wrong")
    return _page(request, 500, title, gettext_noop("Nothing was saved. Please try again later."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 in one sentence: the Markdown editor shows this answer in its preview."""
    message = "Your text is still in the form. Copy it before you log in."
    return _page(request, 403, "Please log in again", message)


def _page(request: HttpRequest, status: int, title: str, message: str) -> HttpResponse:
    language, title, message = _translated(language_of(request.path_info), title, message)
    page = PAGE.format(language=as_tag(language), title=escape(title), message=escape(message))
    return HttpResponse(page, status=status)


def _translated(language: str, title: str, message: str) -> tuple[str, str, str]:
    """The words in ``language``, and which language they are in: English where no catalogue can be read."""
    try:
        with override(language):
            return language, gettext(title), gettext(message)
    except (OSError, ValueError, struct.error):
        return settings.LANGUAGE_CODE, title, message
