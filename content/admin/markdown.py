"""The addresses that the Markdown editor calls: the preview, the suggestions, the upload of pictures.

The package's own views are open to everybody and return what they are sent; these are for editors only.
The editor's script puts any answer into the page, whatever its status: so a refusal is one short sentence
(the upload: JSON), and never a redirect to the login page.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps

from django.contrib import admin
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from content.admin.fields import PageAddressesField
from content.admin.keys import is_key
from content.admin.live import offers_html, preview_of
from content.admin.pictureforms import PictureForm
from content.images import MAX_BYTES, TOO_LARGE
from content.languagetags import problem_of
from content.models import Page, PageKind
from content.pagefiles import MAX_CHARS

View = Callable[[HttpRequest], HttpResponseBase]
Refusal = Callable[[int, str], HttpResponse]

OVERHEAD = 64 * 1024
"""Bytes of a request besides its text or picture."""

MAX_TEXT_BYTES = 4 * MAX_CHARS  # the longest form of a character in UTF-8
MAY_EDIT = tuple(f"content.change_{kind.replace('_', '')}" for kind in PageKind.values)
MAY_ADD_PICTURES = "content.add_picture"

MAX_TITLE = 200
UNKNOWN_KIND = "There is no such kind of page. Open the form again."
NO_CURSOR = "It is not known where you are in the text. Put the cursor behind a sentence, and try again."
TEXT_TOO_LONG = f"The text is too long to show: at most {MAX_CHARS:,} characters."
LOG_IN_AGAIN = "Please log in again as an editor. Your text is still in the form: copy it first."


def in_words(status: int, message: str) -> HttpResponse:
    return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")


def in_json(status: int, message: str) -> HttpResponse:
    return JsonResponse({"error": message}, status=status)


def for_editors(
    *, refuse: Refusal, max_bytes: int, too_long: str, permission: str = ""
) -> Callable[[View], View]:
    """Let in only a POST of somebody who may edit a page, no longer than ``max_bytes``, else ``too_long``.

    ``permission`` is asked for besides.

    The token against forged requests stands in the body, so it is checked here, after the length: a body
    that is too long is never read.
    """

    def decorate(view: View) -> View:
        protected = csrf_protect(view)

        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponseBase:
            if refusal := _refusal(request, permission):
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


def _refusal(request: HttpRequest, permission: str) -> tuple[int, str] | None:
    if not (admin.site.has_permission(request) and any(map(request.user.has_perm, MAY_EDIT))):
        return 403, LOG_IN_AGAIN
    if permission and not request.user.has_perm(permission):
        return 403, "You may not add pictures. Ask the person who runs the site."
    if request.method != "POST":
        return 405, "Only the editor's form can ask for this."
    return None


def _length(request: HttpRequest) -> int:
    """The bytes that the browser says it sends; the server reads no more than that."""
    value = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(value) if value.isascii() and value.isdigit() else 0


class BadRequest(Exception):
    """What was sent makes no sense: the status of the answer, and a sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.answer = (status, message)


@dataclass(frozen=True, slots=True)
class Typed:
    """What the editor sends: a text as it is stored, line ends aside, and what page it is for."""

    title: str
    body: str
    kind: str
    page: Page | None
    beside: Mapping[str, object]


def typed_in(request: HttpRequest) -> Typed:
    """What ``request`` sends. Raises BadRequest."""
    body = request.POST.get("content", "").replace("\r\n", "\n")
    if len(body) > MAX_CHARS:
        raise BadRequest(413, TEXT_TOO_LONG)
    kind = request.POST.get("kind") or PageKind.TOPIC
    if kind not in PageKind.values:
        raise BadRequest(400, UNKNOWN_KIND)
    title = request.POST.get("title", "")[:MAX_TITLE]
    page = _page(request.POST.get("page", ""), kind)
    return Typed(title, body, kind, page, dict(_beside(request)))


def _beside(request: HttpRequest) -> Iterator[tuple[str, object]]:
    """What the form has besides the text, as far as it says something that can be shown."""
    sent = request.POST
    if "language" in sent and not problem_of(sent["language"]):
        yield "language", sent["language"]
    if "related" in sent:
        yield "related", PageAddressesField().to_python(sent["related"])
    if "has_choices" in sent:
        yield "disagreements", sent.getlist("disagreements")
        yield "figures", sent.getlist("figures")


def _page(key: str, kind: str) -> Page | None:
    """The stored page with this key; None for a new one, and for one that is gone meanwhile."""
    if not is_key(key):
        return None
    page = Page.objects.filter(pk=int(key), kind=kind).first()
    return page.specific if page else None


@for_editors(refuse=in_words, max_bytes=MAX_TEXT_BYTES + OVERHEAD, too_long=TEXT_TOO_LONG)
def preview(request: HttpRequest) -> HttpResponse:
    """The page as the site will show it, with the verdict on each sentence."""
    try:
        typed = typed_in(request)
    except BadRequest as refused:
        return in_words(*refused.answer)
    shown = preview_of(
        title=typed.title, body=typed.body, kind=typed.kind, page=typed.page, beside=typed.beside
    )
    return HttpResponse(shown)


@for_editors(refuse=in_words, max_bytes=MAX_TEXT_BYTES + OVERHEAD, too_long=TEXT_TOO_LONG)
def evidence(request: HttpRequest) -> HttpResponse:
    """What can be cited for the sentence before the cursor."""
    try:
        typed = typed_in(request)
        cursor = _cursor(request.POST.get("cursor", ""))
    except BadRequest as refused:
        return in_words(*refused.answer)
    return HttpResponse(offers_html(body=typed.body, cursor=cursor, kind=typed.kind, title=typed.title))


def _cursor(value: str) -> int:
    """A place in the text, in characters. Raises BadRequest."""
    if not is_key(value):
        raise BadRequest(400, NO_CURSOR)
    return int(value)


@for_editors(refuse=in_json, max_bytes=MAX_BYTES + OVERHEAD, too_long=TOO_LARGE, permission=MAY_ADD_PICTURES)
def upload(request: HttpRequest) -> HttpResponse:
    """Store a picture with its words; the answer is the Markdown to put into the text.

    A refusal names what is wrong by field, and the picture that is there already where it is the same one.
    """
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid() or not form.keep(request.user):
        errors = {name: [str(each) for each in found] for name, found in form.errors.items()}
        first = next(each for found in errors.values() for each in found)
        known = {"known": form.known.markdown} if form.known else {}
        return JsonResponse({"error": first, "errors": errors, **known}, status=form.status)
    return JsonResponse({"image_code": form.instance.markdown})
