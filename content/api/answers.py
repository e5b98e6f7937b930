"""How every address of the API answers: GET, HEAD and OPTIONS, for everybody, with conditional requests.

Answers are in the language of the content, whatever the reader's browser prefers, so that each string is
the one on the page.
"""

import hashlib
import json
import time
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from content.api.problems import Refused, problem_of
from content.remembering import remember, remembered
from mesoinfo.errors import RETRY_AFTER

METHODS = "GET, HEAD, OPTIONS"
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Programs on other sites may read this, because it is public and the same for everybody."""
PREFLIGHT = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}
UNBOUNDED = "changed_since"
"""A parameter that can have any number of values: nothing is remembered of their answers."""
REMEMBERED = 24 * 3600
"""Seconds for which we know since when an answer is as it is."""

Refusal = Callable[[HttpRequest, Refused], HttpResponse]
View = Callable[..., HttpResponse | dict[str, object]]


def as_json(data: object, *, status: int = 200, media_type: str = "application/json") -> HttpResponse:
    """``data`` as a response; texts whose language is chosen late are written in the active one."""
    body = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return HttpResponse(f"{body}\n", status=status, content_type=media_type)


def problem(request: HttpRequest, refused: Refused) -> HttpResponse:
    return as_json(problem_of(request, refused), status=refused.status, media_type="application/problem+json")


def endpoint(
    *, media_type: str = "application/json", refuse: Refusal = problem
) -> Callable[[View], Callable[..., HttpResponse]]:
    """For views that give data to be written as JSON, raise Refused, or give a whole response."""

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answered(request: HttpRequest, **kwargs: str) -> HttpResponse:
            with translation.override(settings.LANGUAGE_CODE):
                response = _answer(view, request, kwargs, media_type, refuse)
            for name, value in OPEN.items():
                response[name] = value
            return response

        answered.csrf_exempt = True  # nothing can be written: other methods get 405, in JSON
        return answered

    return decorate


def _answer(
    view: View, request: HttpRequest, kwargs: dict[str, str], media_type: str, refuse: Refusal
) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": METHODS, **PREFLIGHT})
    try:
        _refuse_writing(request)
        found = view(request, **kwargs)
    except Refused as refused:
        return _with_hints(refuse(request, refused))
    except DatabaseError:
        mend = "Ask again in half a minute."
        return _with_hints(
            refuse(request, Refused("unavailable", "Nothing could be read.", where="server", mend=mend))
        )
    if isinstance(found, HttpResponse):
        return found
    return _unless_known(request, as_json(found, media_type=media_type))


def _refuse_writing(request: HttpRequest) -> None:
    if request.method not in ("GET", "HEAD"):
        raise Refused(
            "method-not-allowed",
            f"{request.method} is not possible here.",
            where="method",
            mend=f"Use one of {METHODS}.",
        )


def _with_hints(response: HttpResponse) -> HttpResponse:
    """A refusal with the headers that belong to its status. Nobody keeps it."""
    response["Cache-Control"] = "no-store"
    if response.status_code == 405:
        response["Allow"] = METHODS
    if response.status_code == 503:
        response["Retry-After"] = str(RETRY_AFTER)
    return response


def _unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response, or 304 where the caller has it already. Who keeps it asks again before each use."""
    digest = hashlib.sha256(response.content).hexdigest()
    etag = f'"{digest[:32]}"'
    since = _as_it_is_since(request.get_full_path(), etag) if UNBOUNDED not in request.GET else None
    response["Cache-Control"] = "public, no-cache"
    response["ETag"] = etag
    if since is not None:
        response["Last-Modified"] = http_date(since)
    return get_conditional_response(request, etag=etag, last_modified=since, response=response) or response


def _as_it_is_since(address: str, etag: str) -> int | None:
    """The second since which the answer of ``address`` has been this one, as far as we have seen.

    No column of the database says it: a page that is withdrawn, a check or a settled difference changes an
    answer too. None while that second is not over: a change within it could not be told.
    """
    key = f"api:{hashlib.sha256(address.encode()).hexdigest()}"
    known, now = remembered(key), int(time.time())
    if known and known[0] == etag:
        since = known[1]
    else:
        since = max(now, known[1] + 1) if known else now
        remember(key, (etag, since), REMEMBERED)
    return since if since < now else None
