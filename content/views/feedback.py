"""A reader's answer to "Was this page useful?": two plain forms, no cookie, nothing about the reader."""

import re

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from content.feedback import (
    TooSoon,
    add_reason,
    answer_of,
    answer_token,
    cleaned,
    is_from_this_site,
    page_of,
    record_answer,
)
from content.models import Feedback, Page, Reason
from content.models.readers import MAX_COMMENT

_NAME = re.compile(r"[a-z_]{1,20}/[-\w]{1,100}")
TRAP = "website"
"""A field that no person sees: whoever fills it in is a program."""


@never_cache
@csrf_exempt  # Django's check needs a cookie; is_from_this_site() does its work (docs/adr/0014-readers.md)
def feedback(request: HttpRequest) -> HttpResponse:
    """Takes the answer, and after a "no" the reason for it; the reader sees the next form or a thank-you."""
    if request.method != "POST":
        return _problem(request, 405, _("This address only takes answers from our pages."))
    if not is_from_this_site(request):
        return _problem(request, 403, _("We only take answers that come from our own pages."))
    sent = _sent(request)
    if sent is None:
        return _problem(request, 400, _("We could not read what your browser sent."))
    if sent.get(TRAP):
        return redirect("feedback_thanks")
    return _take_reason(request, sent) if "answer" in sent else _take_answer(request, sent)


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Says thank you, and leads back to the page that was answered for."""
    name = request.GET.get("page", "")
    kind, _slash, slug = name.partition("/") if _NAME.fullmatch(name) else ("", "", "")
    page = Page.objects.published().filter(kind=kind, slug=slug).first() if slug else None
    return render(request, "content/feedback_thanks.html", {"page": page})


def _take_answer(request: HttpRequest, sent: QueryDict) -> HttpResponse:
    page = page_of(sent.get("page", ""))
    if page is None:
        return _problem(request, 400, _("The page was open for too long. Open it again, then answer."))
    if sent.get("useful") not in ("yes", "no"):
        return _problem(request, 400, _("Please answer “yes” or “no”."), page)
    answer = record_answer(page=page, is_useful=sent["useful"] == "yes")
    if answer is None:
        return _problem(
            request, 429, _("We have many answers today already. Please try again tomorrow."), page
        )
    return _thank(page) if answer.is_useful else _ask_why(request, answer)


def _take_reason(request: HttpRequest, sent: QueryDict) -> HttpResponse:
    try:
        answer = answer_of(sent["answer"])
    except TooSoon:
        return _problem(request, 400, _("That was too fast for us. Go back and send it once more."))
    if answer is None:
        return _problem(request, 400, _("The form was open for too long, so your comment was not kept."))
    reason, comment = sent.get("reason", ""), cleaned(sent.get("comment", ""))
    if reason not in Reason.values:
        return _ask_why(request, answer, _("Choose one of the four reasons."), comment=comment)
    if len(comment) > MAX_COMMENT:
        return _ask_why(request, answer, _("Your comment is too long."), reason=reason, comment=comment)
    add_reason(answer=answer, reason=Reason(reason), comment=comment)
    return _thank(answer.page)


def _ask_why(
    request: HttpRequest, answer: Feedback, error: str = "", *, reason: str = "", comment: str = ""
) -> HttpResponse:
    """The form with the reasons; with ``error`` once more, with what was sent."""
    context = {
        "page": answer.page,
        "token": answer_token(answer),
        "reasons": Reason.choices,
        "chosen": reason,
        "comment": comment,
        "most": MAX_COMMENT,
        "error": error,
    }
    return render(request, "content/feedback_reasons.html", context, status=400 if error else 200)


def _thank(page: Page) -> HttpResponse:
    return redirect(f"{reverse('feedback_thanks')}?page={page.address}")


def _sent(request: HttpRequest) -> QueryDict | None:
    """The form as sent, or None where it is too large, cut off or no form at all."""
    try:
        return request.POST
    except (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return None


def _problem(request: HttpRequest, status: int, message: str, page: Page | None = None) -> HttpResponse:
    context = {"message": message, "page": page}
    response = render(request, "content/feedback_problem.html", context, status=status)
    if status == 405:
        response["Allow"] = "POST"
    return response
