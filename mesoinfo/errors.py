"""Pages that must work when nothing else does: no template, no database, no session.

Their words are translated where the catalogues can be read, and English where a broken disk keeps them away.
"""

import struct
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.utils.translation import gettext, gettext_noop, override
from django.views import defaults

from content.languages import as_tag, language_of

PAGE = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="{style}"></head>
<body><main><div class="container page"><h1>{title}</h1><p class="lead">{message}</p>{care}</div></main>
</body>
</html>
"""
CARE = gettext_noop("Are you very unwell after an injection? Do not wait for this page. Call %(number)s now.")
RETRY_AFTER = 30  # seconds


def server_error(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """503 with Retry-After when the database or a disk failed, otherwise 500."""
    if isinstance(sys.exc_info()[1], (DatabaseError, OSError)):
        title = gettext_noop("The service is briefly unavailable")
        message = gettext_noop("Nothing was saved. Please try again in a minute.")
        response = _page(request, 503, title, message, care=CARE)
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    title = gettext_noop("Something went wrong")
    return _page(request, 500, title, gettext_noop("Nothing was saved. Please try again later."), care=CARE)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """413 in one sentence for a form that holds more than the site takes, otherwise Django's own 400."""
    if not isinstance(exception, RequestDataTooBig):
        return defaults.bad_request(request, exception)
    message = "Nothing was saved. An article may have 2 MB. Go back: your text is still in the form."
    return _page(request, 413, "What you sent is too long", message)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 in one sentence: the Markdown editor shows this answer in its preview."""
    message = "Your text is still in the form. Copy it before you log in."
    return _page(request, 403, "Please log in again", message)


def _page(request: HttpRequest, status: int, title: str, message: str, *, care: str = "") -> HttpResponse:
    """The style sheet is named without asking for its hash; where it cannot be had, the page still reads."""
    language, words = _translated(language_of(request.path_info), (title, message, care))
    title, message, care = (escape(text % {"number": settings.EMERGENCY_NUMBER}) for text in words)
    page = PAGE.format(
        language=as_tag(language),
        title=title,
        message=message,
        care=care and f"<p>{care}</p>",
        style=f"{settings.STATIC_URL}css/main.css",
    )
    return HttpResponse(page, status=status)


def _translated(language: str, words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The words in ``language``, and which language they are in: English where no catalogue can be read."""
    try:
        with override(language):
            return language, tuple(gettext(text) if text else "" for text in words)
    except (OSError, ValueError, struct.error):
        return settings.LANGUAGE_CODE, words
