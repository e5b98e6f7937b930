"""What saving a page's form does: to a draft, to a change that waits beside a public text, to the public."""

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from content.actions import (
    approve_text,
    check_page,
    draft_of,
    move_page,
    publish_page,
    record_changes,
    record_history,
    write_draft,
)
from content.actions.checks import refusal_of
from content.actions.history import put_words, with_text_of
from content.admin import panels
from content.admin.pageforms import PageForm, reasons_of
from content.checking import PageCheck, check_stored, load_shelf
from content.models import Page, SignOff, Status
from content.models.drafts import WORDS, words_of

Role = SignOff.Role

NOW_PUBLIC = "The page is public now, with this text."
STILL_MERGED = (
    "The page is ready for readers, but it is merged into another question, and they are led to that one. "
    "Take the two apart, and it is public."
)
NOT_PUBLIC_ANY_MORE = "Readers can no longer open this page."
WAITS = "The change is saved, and waits beside the public text. Readers keep that one until it is published."
SECOND = "second_person"
WAITS_FOR_SOMEBODY = (
    "The checks pass, and the text is saved as “In review”. It concerns safety, and you wrote it: somebody "
    "else has to approve or publish it."
)
GIVEN_UP = "The text is again the one that readers have, so no change waits any more."
APPROVED_ONLY = (
    "You have signed this text as {}. The checks still refuse a sentence of it: until that is mended, it "
    "cannot be published."
)
APPROVED = "You have signed this text as {}. It is approved, and can be published."


class SavingAdmin:
    """The part of the admin of pages that saves."""

    def save_model(self, request: HttpRequest, obj: Page, form: PageForm, change: bool) -> None:
        """Save, check, and publish through the gate; a page that the gate refuses keeps its old status.

        The text of a public page is not touched: what was typed waits beside it until it is published.
        """
        stored = Page.objects.get(pk=obj.pk) if change else None
        if stored and stored.status == Status.PUBLISHED != obj.status == Status.WITHDRAWN:
            self._withdraw(request, obj, form)
        elif stored and stored.status == Status.PUBLISHED:
            self._save_beside(request, obj, stored, form)
        else:
            self._save_unseen(request, obj, stored, form)
        if stored and stored.status == Status.PUBLISHED != obj.status:
            self.message_user(request, NOT_PUBLIC_ANY_MORE, messages.WARNING)
        record_changes(pages=[obj])
        record_history(pages=[obj], person=request.user)

    def _store(self, request: HttpRequest, page: Page, form: PageForm, change: bool) -> None:
        super().save_model(request, page, form, change)
        if change and "slug" in form.changed_data:
            move_page(page=page, old_slug=form.initial["slug"])
            if page.old_addresses.filter(slug=form.initial["slug"]).exists():
                self.message_user(request, "The page has moved. Its old address leads to the new one.")

    def construct_change_message(
        self, request: HttpRequest, form: PageForm, formsets: object, add: bool = False
    ) -> str:
        """What came of it, for the log: which status was chosen, and whether the text got it."""
        page, chosen = form.instance, form.cleaned_data.get("status", "")
        saved = draft_of(page) or page
        got = Status(saved.status).label
        refused = f", chosen was {Status(chosen).label}" if chosen and chosen != saved.status else ""
        beside = ", beside the public text" if saved is not page else ""
        fields = ", ".join(name.replace("_", " ") for name in form.changed_data) or "nothing"
        return f"{got}{beside}{refused}. Changed: {fields}."

    # --- a page that readers see

    def _save_beside(self, request: HttpRequest, page: Page, stored: Page, form: PageForm) -> None:
        typed, wanted = words_of(page), page.status
        put_words(page, words_of(stored))
        page.status = stored.status
        self._store(request, page, form, change=True)
        had_draft, is_new = form.waiting is not None, typed != words_of(stored)
        if wanted == Status.APPROVED:
            self._approve(request, page)
            return
        status = Status.IN_REVIEW if wanted == Status.PUBLISHED else wanted
        if wanted == Status.PUBLISHED and form.waiting and form.waiting.status == Status.APPROVED:
            status = Status.APPROVED  # new words lose that again
        draft = write_draft(page=page, **typed._asdict(), status=status, person=request.user)
        if draft is None:
            self._check(request, page)
            if had_draft:
                self.message_user(request, GIVEN_UP)
        elif wanted == Status.PUBLISHED:
            self._publish(request, page, form)
        elif is_new:
            self.message_user(request, WAITS)

    def _withdraw(self, request: HttpRequest, page: Page, form: PageForm) -> None:
        """Off the site, with the text as typed; nothing waits beside a text that nobody reads."""
        if draft := draft_of(page):
            page.written_by = draft.author
            draft.delete()
        if set(WORDS) & set(form.changed_data):
            page.written_by = request.user
        page.refusal = []
        self._store(request, page, form, change=True)
        self._check(request, page)

    # --- a page that they do not see

    def _save_unseen(self, request: HttpRequest, page: Page, stored: Page | None, form: PageForm) -> None:
        change, typed = stored is not None, bool(set(WORDS) & set(form.changed_data))
        has_new_words = stored is None or words_of(page) != words_of(stored)
        is_edited = has_new_words or "status" in form.changed_data
        before, wanted = form.initial.get("status") or Status.DRAFT, page.status
        if has_new_words:
            page.written_by = form.waiting.author if form.waiting and not typed else request.user
        if form.waiting:
            form.waiting.delete()  # readers have lost the page, so its text is the one in the form
        if before == Status.APPROVED and has_new_words:
            before = Status.IN_REVIEW  # what was approved is another text
            wanted = before if wanted == Status.APPROVED else wanted
            page.status = wanted
        if wanted in (Status.PUBLISHED, Status.APPROVED):
            page.status = before  # only the gate makes it public, only a signature approved
        if is_edited:
            page.refusal = []  # what a person decides now takes the place of what the loader was told
        self._store(request, page, form, change)
        if wanted == Status.PUBLISHED and is_edited:
            self._publish(request, page, form)
            return
        self._check(request, page)
        if wanted == Status.APPROVED != before:
            self._approve(request, page)

    # --- approve, publish, check

    def _approve(self, request: HttpRequest, page: Page) -> None:
        is_reviewer = request.user.has_perm("content.review_page")
        role = Role.CLINICAL_REVIEWER if is_reviewer else Role.PUBLISHER
        approve_text(page=page, person=request.user, role=role)
        draft = draft_of(page)
        check = check_stored(with_text_of(page, draft) if draft else page, load_shelf())
        said, level = (APPROVED, messages.SUCCESS) if check.is_open else (APPROVED_ONLY, messages.WARNING)
        self.message_user(request, said.format(role.label.lower()), level)

    def _publish(self, request: HttpRequest, page: Page, form: PageForm) -> None:
        has_own_date = "next_review_on" in form.changed_data
        check = publish_page(page=page, person=request.user, has_own_date=has_own_date)
        if check.is_open:
            message = NOW_PUBLIC if page.is_public else STILL_MERGED
            self.message_user(request, message, messages.SUCCESS if page.is_public else messages.WARNING)
            return
        if page.status != Status.PUBLISHED:
            _wait(page, check)
        self._tell_refusal(request, page, check)

    def _check(self, request: HttpRequest, page: Page) -> None:
        """A page whose articles have changed is taken off the site by the check."""
        check = check_page(page=page)
        if is_refused(request, page):
            self._tell_refusal(request, page, check)

    def _tell_refusal(self, request: HttpRequest, page: Page, check: PageCheck) -> None:
        keeps_text = draft_of(page) is not None
        if all(failure.code == SECOND for failure in check.failures):
            self.message_user(request, WAITS_FOR_SOMEBODY, messages.WARNING)
            return
        message = panels.refusal_message(page, reasons_of(check), keeps_text=keeps_text)
        self.message_user(request, message, messages.ERROR)

    def response_add(
        self, request: HttpRequest, obj: Page, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._back_to_form(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Page) -> HttpResponse:
        return self._back_to_form(request, obj) or super().response_change(request, obj)

    def _back_to_form(self, request: HttpRequest, page: Page) -> HttpResponse | None:
        """Where the gate refused: to the text, without Django's message that all went well."""
        if IS_POPUP_VAR in request.POST or not is_refused(request, page):
            return None
        return HttpResponseRedirect(address_of_form(page))


def _wait(page: Page, check: PageCheck) -> None:
    """Kept back by the checks, it becomes public by itself once they pass; for want of a person, never."""
    if any(failure.code == SECOND for failure in check.failures):
        page.status = Status.IN_REVIEW
    else:
        page.refusal = refusal_of(check)
    page.save(update_fields=["status", "refusal"])


def is_refused(request: HttpRequest, page: Page) -> bool:
    """What was sent was to be public, and is not: ``page``, saved since, or a change of it still waits."""
    if request.POST.get("status") != Status.PUBLISHED:
        return False
    return page.status != Status.PUBLISHED or draft_of(page) is not None


def address_of_form(page: Page) -> str:
    return reverse(f"admin:content_{page.kind.replace('_', '')}_change", args=[page.pk])
