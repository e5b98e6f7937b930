"""Signing a page: only where the whole of it is read, as readers see it with its evidence."""

from collections.abc import Iterable

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from content.actions import draft_of, sign_text
from content.actions.history import with_text_of
from content.admin.forms import SignOffForm
from content.admin.live import checks_of_text, shown_to_readers
from content.admin.saving import address_of_form
from content.livecheck import live_check
from content.models import Page, SignOff
from content.models.reading import read_hash
from content.pipeline.errors import BadDecision

MAY_SIGN = "content.add_signoff"
NOTHING_TO_SIGN = "The page has no text of ours, so there is nothing to sign."


class SigningAdmin:
    """The part of the admin of pages that shows a page whole, and takes a signature under it."""

    admin_site: admin.AdminSite

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.sign_view)
        own = path("<path:object_id>/sign/", view, name=f"content_{self.opts.model_name}_sign")
        return [own, *super().get_urls()]

    @transaction.atomic
    def sign_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page, or the change of it that waits, as readers see it; below it the signature."""
        page = self.get_object(request, unquote(object_id))
        if page is None:
            raise Http404
        if not (self.has_view_or_change_permission(request, page) and request.user.has_perm(MAY_SIGN)):
            raise PermissionDenied
        draft = draft_of(page)
        shown = with_text_of(page, draft) if draft else page
        if not shown.body:
            self.message_user(request, NOTHING_TO_SIGN, messages.WARNING)
            return HttpResponseRedirect(address_of_form(page))
        data = request.POST if request.method == "POST" else None
        form = SignOffForm(roles_of(request), data, initial={"seen": read_hash(shown)})
        if form.is_valid() and (done := self._signed(request, page, form)):
            return done
        return TemplateResponse(request, "admin/sign.html", self._context(request, page, shown, form))

    def _signed(self, request: HttpRequest, page: Page, form: SignOffForm) -> HttpResponse | None:
        """The answer once it is signed; None where it was refused, which the form says."""
        try:
            signed = sign_text(page=page, person=request.user, **form.cleaned_data)
        except BadDecision as error:
            form.add_error(None, f"{error.problem[:1].upper()}{error.problem[1:]}. {error.mend}")
            return None
        said = f"Signed “{page.title}” as {signed.get_role_display()}."
        self.log_change(request, page, said)
        self.admin_site.get_model_admin(SignOff).log_addition(request, signed, said)
        message = f"You have signed “{page.title}” as {signed.get_role_display()}."
        self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(address_of_form(page))

    def _context(self, request: HttpRequest, page: Page, shown: Page, form: SignOffForm) -> dict[str, object]:
        check = live_check(title=shown.title, body=shown.body, kind=page.kind, page=page)
        return {
            **self.admin_site.each_context(request),
            "title": f"Read “{shown.title}”, and sign it",
            "opts": self.opts,
            "page": page,
            "is_draft": shown is not page,
            "shown": shown_to_readers(shown),
            "check": check,
            "checks": checks_of_text(check),
            "group": shown.group,
            "form": form,
            "address": address_of_form(page),
        }


def roles_of(request: HttpRequest) -> Iterable[tuple[str, str]]:
    """The roles in which the person may sign. A publisher signs by publishing; a reviewer has to be one."""
    roles = [SignOff.Role.EDITOR]
    if request.user.has_perm("content.review_page"):
        roles.append(SignOff.Role.CLINICAL_REVIEWER)
    return [(role.value, role.label) for role in roles]
