"""Refusals: what is wrong, where, and how to mend it, as problem details (RFC 9457)."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_noop as _

KINDS = {
    "unknown-parameter": (400, _("A parameter is not known")),
    "bad-parameter": (400, _("A parameter has a value that cannot be used")),
    "nothing-here": (404, _("There is nothing at this address")),
    "method-not-allowed": (405, _("This address can only be read")),
    "unavailable": (503, _("The service is briefly unavailable")),
}
"""Every kind of refusal: its status and its title. The page about the API explains each."""


class Refused(Exception):
    """A request that gets no answer: its ``kind``, ``where`` in the request, ``mend`` for the caller."""

    def __init__(self, kind: str, detail: str, *, where: str, mend: str) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.where, self.mend = kind, detail, where, mend
        self.status, self.title = KINDS[kind]


def problem_of(request: HttpRequest, refused: Refused) -> dict[str, object]:
    """The refusal as an RFC 9457 object, with ``where`` and ``mend`` beside the members of the standard."""
    return {
        "type": f"{request.build_absolute_uri(reverse('api'))}#{refused.kind}",
        "title": refused.title,
        "status": refused.status,
        "detail": refused.detail,
        "instance": request.path,
        "where": refused.where,
        "mend": refused.mend,
    }
