"""The two addresses that the Markdown editor calls: the preview and the upload of pictures.

The package's own views are open to everybody and return what they are sent; these are for editors only.
The editor's script puts any answer into the page, whatever its status: so a refusal is one short sentence
(the upload: JSON), and never a redirect to the login page.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib import admin
from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from content.images import MAX_BYTES, TOO_LARGE, BadImage, store_image
from content.models.pages import PageKind
from content.rendering import MAX_CHARS, render_markdown

View = Callable[[HttpRequest], HttpResponseBase]
Refusal = Callable[[int, str], HttpResponse]

OVERHEAD = 64 * 1024
"""Bytes of a request besides its text or picture."""

MAX_TEXT_BYTES = 4 * MAX_CHARS  # the longest form of a character in UTF-8
MAY_EDIT = tuple(f"content.change_{kind.replace('_', '')}" for kind in PageKind.values)
DESCRIBE = "Describe the picture here"
"""The text that stands for a description until the editor has written one; no page is published with it."""

TEXT_TOO_LONG = f"The text is too long to show: at most {MAX_CHARS:,} characters."
LOG_IN_AGAIN = "Please log in again as an editor. Your text is still in the form: copy it first."


def in_words(status: int, message: str) -> HttpResponse:
    return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")


def in_json(status: int, message: str) -> HttpResponse:
    return JsonResponse({"error": message}, status=status)


def for_editors(*, refuse: Refusal, max_bytes: int, too_long: str) -> Callable[[View], View]:
    """Let in only a POST of somebody who may edit a page, no longer than ``max_bytes``, else ``too_long``.

    The token against forged requests stands in the body, so it is checked here, after the length: a body
    that is too long is never read.
    """

    def decorate(view: View) -> View:
        protected = csrf_protect(view)

        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponseBase:
            if refusal := _refusal(request):
                return refuse(*refusal)
            if _length(request) > max_bytes:
                return refuse(413, too_long)
            try:
                response = protected(request)
            except RequestDataTooBig:
                return refuse(413, too_long)
            except (MultiPartParserError, SuspiciousOperation, UnreadablePostError):
                return refuse(400, "The request could not be read. Please try again.")
            return refuse(403, LOG_IN_AGAIN) if response.status_code == 403 else response

        return never_cache(csrf_exempt(guarded))

    return decorate


def _refusal(request: HttpRequest) -> tuple[int, str] | None:
    if not (admin.site.has_permission(request) and any(map(request.user.has_perm, MAY_EDIT))):
        return 403, LOG_IN_AGAIN
    if request.method != "POST":
        return 405, "Only the editor's form can ask for this."
    return None


def _length(request: HttpRequest) -> int:
    """The bytes that the browser says it sends; the server reads no more than that."""
    value = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(value) if value.isascii() and value.isdigit() else 0


@for_editors(refuse=in_words, max_bytes=MAX_TEXT_BYTES + OVERHEAD, too_long=TEXT_TOO_LONG)
def preview(request: HttpRequest) -> HttpResponse:
    """The text as the site will show it."""
    text = request.POST.get("content", "")
    if len(text) > MAX_CHARS:
        return in_words(413, TEXT_TOO_LONG)
    return HttpResponse(render_markdown(text))


@for_editors(refuse=in_json, max_bytes=MAX_BYTES + OVERHEAD, too_long=TOO_LARGE)
def upload(request: HttpRequest) -> HttpResponse:
    """Store a picture; the answer is the Markdown to put into the text."""
    picture = request.FILES.get("image")
    if picture is None:
        return in_json(400, "No picture has arrived. Choose a JPEG, PNG or WebP file.")
    try:
        address = store_image(picture)
    except BadImage as error:
        return in_json(400, str(error))
    except OSError:
        return in_json(503, "The picture could not be stored. Please try again in a minute.")
    LogEntry.objects.create(
        user=request.user, action_flag=ADDITION, object_repr=address, change_message="Picture sent."
    )
    return JsonResponse({"image_code": f"![{DESCRIBE}]({address})"})
