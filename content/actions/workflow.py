"""From draft to public: who may say what of a text, and what a published change does to its page.

draft → in review → approved → published → withdrawn. The text of a public page is changed beside it, as a
Draft, so that readers keep the old one until the new one has passed the gate. What can hurt somebody needs
two people: who wrote it, and somebody else who signed exactly this text, or publishes it.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from content.actions import rows
from content.actions.changes import record_changes
from content.actions.checks import REVIEW_AFTER, check_page, gate, publish
from content.actions.history import (
    last_public_words,
    put_words,
    record_draft,
    record_history,
    with_text_of,
)
from content.actions.reports import Report
from content.actions.search import refresh_search
from content.checking import Failure, PageCheck, check_stored, load_shelf
from content.gravity import grave_evidence
from content.models import Draft, Page, PageKind, SignOff, Snapshot, Status
from content.models.drafts import Words, words_of
from content.models.reading import read_hash
from content.pagefiles import text_hash
from content.pipeline.errors import BadDecision
from content.significance import Level, Text, level_of

SECOND_PERSON = (
    "This text concerns safety, and you wrote it. Somebody else has to read and sign it before it is public."
)


@transaction.atomic
def write_draft(
    *,
    page: Page,
    title: str,
    body: str,
    status: str,
    person: AbstractBaseUser,
    group: str | None = None,
    language: str | None = None,
) -> Draft | None:
    """Keep these words beside the public ones of ``page``; None where they are those that readers have.

    New words are those of ``person``, and whatever was approved before is not any more. Without ``group`` or
    ``language`` the page's stays.
    """
    old = draft_of(page)
    place = (page.group if group is None else group, page.language if language is None else language)
    words = Words(title, body, *place)
    if words == words_of(page):
        if old:
            _keep(old, Status.DRAFT, person, "Given up: the text is again that which readers have.")
            old.delete()
        return None
    has_new_words = old is None or words_of(old) != words
    draft = old or Draft(page=page, based_on=text_hash(page))
    if has_new_words:
        draft.title, draft.body, draft.group, draft.language = words
        draft.author = person
        status = Status.IN_REVIEW if status == Status.APPROVED else status
    _keep(draft, status, person)
    return draft


def _keep(draft: Draft, status: str, person: AbstractBaseUser, comment: str = "") -> None:
    draft.status, draft.changed_at = status, timezone.now()
    draft.save()
    record_draft(draft=draft, person=person, comment=comment)


def draft_of(page: Page) -> Draft | None:
    return Draft.objects.filter(page=page.pk).select_related("author").first()


@transaction.atomic
def discard_draft(*, page: Page, person: AbstractBaseUser) -> None:
    """Give up what waits beside ``page``. The history keeps it."""
    write_draft(page=page, title=page.title, body=page.body, status=Status.DRAFT, person=person)


@transaction.atomic
def approve_text(*, page: Page, person: AbstractBaseUser, role: str, note: str = "") -> SignOff:
    """Sign the text of ``page`` that waits, in the name of ``person``, and mark it as approved.

    Raises BadDecision for a text that ``person`` wrote, one that is public, and one that is empty.
    """
    draft = draft_of(page)
    author = draft.author if draft else page.written_by
    candidate = with_text_of(page, draft) if draft else page
    if author == person:
        raise BadDecision(
            "you wrote this text", file=page.title, mend="Somebody else has to approve it; you can ask them."
        )
    if not candidate.body or (draft is None and page.status == Status.PUBLISHED):
        raise BadDecision("there is no text that waits", file=page.title, mend="Open the page again.")
    signed, _ = SignOff.objects.get_or_create(
        page=page,
        person=person,
        role=role,
        text_sha256=read_hash(candidate),
        defaults={"signed_on": timezone.localdate(), "note": note},
    )
    if draft:
        _keep(draft, Status.APPROVED, person, note)
    else:
        rows.update(page, Report(), status=Status.APPROVED, refusal=[])
        record_history(pages=[page], person=person, comment=note)
    return signed


@transaction.atomic
def sign_text(*, page: Page, person: AbstractBaseUser, role: str, seen: str, note: str = "") -> SignOff:
    """Sign what readers read of ``page``, or would read of the change of it that waits.

    ``seen`` is the hash of what the person has read. Raises BadDecision where it is something else by now,
    and where it was signed by the same person in the same role already.
    """
    page = Page.objects.select_for_update().get(pk=page.pk)
    draft = draft_of(page)
    if read_hash(with_text_of(page, draft) if draft else page) != seen:
        raise BadDecision(
            "the page has changed since you read it", file=page.title, mend="Read it again, then sign."
        )
    defaults = {"signed_on": timezone.localdate(), "note": note}
    signed, is_new = SignOff.objects.get_or_create(
        page=page, person=person, role=role, text_sha256=seen, defaults=defaults
    )
    if not is_new:
        raise BadDecision("you have signed this text in this role already", file=page.title, mend="")
    return signed


@transaction.atomic
def publish_page(
    *, page: Page, person: AbstractBaseUser, comment: str = "", has_own_date: bool = False
) -> PageCheck:
    """Publish what waits of ``page`` in the name of ``person`` if the gate is open; says whether it was.

    Of a page that is public that is its draft; the public text stays where the gate is closed. Who publishes
    signs. A change that concerns safety sets the date of the next review anew, a lesser one leaves it; one
    that the person has just chosen (``has_own_date``) stays.
    """
    draft, report = draft_of(page), Report()
    candidate = with_text_of(page, draft) if draft else page
    author = draft.author if draft else page.written_by
    level = weight_of(page, candidate)
    is_alone = level is Level.SAFETY and not has_second_person(page, candidate, author, person)
    check = _gate(candidate, is_alone=is_alone)
    if not check.is_open:
        if draft is None:
            check_page(page=page, report=report)
            record_changes(pages=[page])
        return check
    if draft:
        put_words(page, words_of(draft))
        page.written_by = draft.author
        page.save()
        draft.delete()
    check_page(page=page, report=report)
    if level is Level.SAFETY and not has_own_date:
        rows.update(page, report, next_review_on=timezone.localdate() + REVIEW_AFTER)
    _make_public(page, person, report)
    record_changes(pages=[page])
    record_history(pages=[page], person=person, comment=comment, level=level)
    return check


def _gate(page: Page, *, is_alone: bool) -> PageCheck:
    """Why the text of ``page`` may not be published, by somebody who stands behind it alone."""
    shelf = load_shelf()
    check = gate(check_stored(page, shelf), page, shelf)
    if not is_alone:
        return check
    return replace(check, failures=(Failure(0, "second_person", SECOND_PERSON), *check.failures))


def has_second_person(
    page: Page,
    candidate: Page,
    author: AbstractBaseUser | None,
    person: AbstractBaseUser | None,
) -> bool:
    """Somebody who did not write ``candidate``, the text of ``page`` that waits, signed or publishes it.

    A signature is under all that readers would read: where a word of a picture is another one since, it does
    not count. A text that came from a file was written by somebody else than whoever publishes it here.
    """
    if author is None or (person is not None and person != author):
        return True
    return page.sign_offs.filter(text_sha256=read_hash(candidate)).exclude(person=author).exists()


def _make_public(page: Page, person: AbstractBaseUser, report: Report) -> None:
    publish(page, report)
    SignOff.objects.get_or_create(
        page=page,
        person=person,
        role=SignOff.Role.PUBLISHER,
        text_sha256=read_hash(page),
        defaults={"signed_on": timezone.localdate()},
    )
    refresh_search(pages=[page], report=report)


@transaction.atomic
def restore_text(*, page: Page, words: Words, person: AbstractBaseUser, comment: str) -> None:
    """Put older ``words`` into the place where ``page`` is written, never before readers.

    Of a public page that is its draft; another page is a draft again with it.
    """
    if page.status == Status.PUBLISHED:
        write_draft(page=page, **words._asdict(), status=Status.DRAFT, person=person)
        return
    put_words(page, words)
    page.status, page.written_by = Status.DRAFT, person
    page.refusal = []
    page.save()
    Draft.objects.filter(page=page.pk).delete()
    check_page(page=page)
    record_history(pages=[page], person=person, comment=comment)


# --- how much a change matters -----------------------------------------------------------------------


def weight_of(page: Page, candidate: Page) -> Level | None:
    """How much readers are concerned by ``candidate`` after what they could last read of ``page``.

    Where articles differ, the group of a page says how grave that is.
    """
    before, after = public_words(page), words_of(candidate)
    is_regrouped = page.kind == PageKind.DIFFERENCE and before is not None and before.group != after.group
    warns = page.is_warning or is_regrouped
    old = _text(before, warns) if before else None
    return level_of(old, _text(after, warns), known_words(page), grave_evidence())


def _text(words: Words, warns: bool) -> Text:
    return Text(words.title, words.body, warns, words.group, words.language)


def public_words(page: Page) -> Words | None:
    """The words that readers have, or had last; None where they never had any."""
    public = Page.objects.filter(pk=page.pk, status=Status.PUBLISHED).first()
    return words_of(public) if public else last_public_words(page)


def known_words(page: Page) -> Callable[[str], bool]:
    """Whether a word stands in an article in use or on a public page but ``page``; found when first asked."""
    words: set[str] = set()

    def is_known(word: str) -> bool:
        if not words:
            texts = Snapshot.objects.filter(is_current=True).values_list("text", flat=True)
            pages = Page.objects.published().exclude(pk=page.pk).exclude(body="").values_list("title", "body")
            for text in (*texts, *(part for row in pages for part in row)):
                words.update(re.findall(r"[^\W\d_]+", text.casefold()))
        return word in words

    return is_known
