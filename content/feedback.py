"""What a reader may answer to "Was this page useful?": who may send it, for how long, how much a day.

Readers have no session and get no cookie, so none of this knows who somebody is (docs/adr/0014-readers.md).
"""

import re
import time
from urllib.parse import urlsplit

from django.core.signing import BadSignature, TimestampSigner, b62_decode, b62_encode
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone

from content.models import Feedback, Page, Reason

MOST_A_DAY = 500
"""Answers that are kept on one day; more are refused, whoever sends them."""
MOST_A_DAY_FOR_A_PAGE = 50
HOUR = 3600  # seconds
OPEN_FOR = 48 * HOUR
"""How long after a page was fetched its question can be answered."""
REASONS_OPEN_FOR = 2 * HOUR
REASONS_OPEN_AFTER = 2  # seconds; nobody reads four reasons faster

_AT = "[@\uff20\ufe6b]"  # also as wide and small letters
_EMAIL = re.compile(
    rf"[^\s@<>()\[\],;:]{{1,300}}{_AT}[^\s@<>()\[\],;:]{{1,255}}"  # ana@example.org
    rf"|[\w.+-]{{1,64}}\s?(?:{_AT}|[(\[]\s?(?:at|{_AT})\s?[)\]])\s?[\w-]{{1,64}}"  # ana (at) example.org
    r"(?:\s?(?:\.|[(\[]\s?dot\s?[)\]])\s?[\w-]{1,64}){1,4}"
    r"|[\w.+-]{1,64}\sat\s[\w-]{1,64}(?:\sdot\s[\w-]{1,64}){1,4}",  # ana at example dot org
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"\+?\(?\d(?:[\s()./\\|_+*~·•\u00ad\u200b-\u2015\u2060\u2212\ufe58\ufe63\uff0d-]{0,4}\d){6,}"
)
"""Digits with anything between them that people or programs write there: blanks, brackets, every dash."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def is_from_this_site(request: HttpRequest) -> bool:
    """Says whether a browser sent this from one of our own pages; without any sign of that it did not.

    ``Sec-Fetch-Site`` is the browser's own word (Fetch Metadata, W3C). Browsers without it send ``Origin``
    with every POST, and all send ``Referer`` within one site under our Referrer-Policy.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    sent = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        origin = urlsplit(sent)
    except ValueError:
        return False
    return (origin.scheme, origin.netloc) == (request.scheme, request.get_host())


# --- tokens ----------------------------------------------------------------------------------------


class _HourSigner(TimestampSigner):
    """Signs the hour, not the second: a page that is fetched twice within the hour stays the same."""

    def timestamp(self) -> str:
        return b62_encode(b62_decode(super().timestamp()) // HOUR * HOUR)


_PAGES = _HourSigner(salt="mesoinfo.feedback.page")
_ANSWERS = TimestampSigner(salt="mesoinfo.feedback.answer")


class TooSoon(BadSignature):
    """The token is younger than any reader can be."""


def page_token(page: Page) -> str:
    """What the form on ``page`` sends to name it. It says nothing of who asked for the page."""
    return _PAGES.sign(str(page.pk))


def page_of(token: str) -> Page | None:
    """The public page that ``token`` names, or None where it is forged, too old or from the future."""
    try:
        pk = _read(_PAGES, token, oldest=OPEN_FOR)
    except BadSignature:
        return None
    return Page.objects.published().filter(pk=pk).first()


def answer_token(answer: Feedback) -> str:
    """What the form with the reasons sends to name the answer that they belong to."""
    return _ANSWERS.sign(str(answer.pk))


def answer_of(token: str) -> Feedback | None:
    """The answer that ``token`` names, or None where it is forged or too old. Raises TooSoon."""
    try:
        pk = _read(_ANSWERS, token, oldest=REASONS_OPEN_FOR, youngest=REASONS_OPEN_AFTER)
    except TooSoon:
        raise
    except BadSignature:
        return None
    return Feedback.objects.select_related("page").filter(pk=pk, is_useful=False).first()


def _read(signer: TimestampSigner, token: str, *, oldest: int, youngest: int = 0) -> int:
    """The number in ``token``. Raises BadSignature, TooSoon among them."""
    value = signer.unsign(token, max_age=oldest)
    if time.time() - b62_decode(token.rsplit(signer.sep, 2)[1]) < youngest:
        raise TooSoon(token)
    return int(value)


# --- answers ---------------------------------------------------------------------------------------


def record_answer(*, page: Page, is_useful: bool) -> Feedback | None:
    """A new answer of today; None where today's answers, or those on the page, are enough."""
    today = timezone.localdate()
    kept = Feedback.objects.filter(day=today).aggregate(
        all=Count("pk"), here=Count("pk", filter=Q(page=page))
    )
    if kept["all"] >= MOST_A_DAY or kept["here"] >= MOST_A_DAY_FOR_A_PAGE:
        return None
    return Feedback.objects.create(page=page, day=today, is_useful=is_useful)


def add_reason(*, answer: Feedback, reason: Reason, comment: str) -> bool:
    """Says whether the reason was kept: each answer takes one, once."""
    waiting = Feedback.objects.filter(pk=answer.pk, is_useful=False, reason="")
    return bool(waiting.update(reason=reason, comment=masked(comment)))


def cleaned(comment: str) -> str:
    """The comment with the line ends of Unix and without characters that nobody types."""
    return _CONTROLS.sub("", comment.replace("\r\n", "\n").replace("\r", "\n")).strip()


def masked(comment: str) -> str:
    """The comment without e-mail addresses and telephone numbers: nobody here may write back, or ring."""
    return _PHONE.sub("[number removed]", _EMAIL.sub("[e-mail address removed]", comment))
