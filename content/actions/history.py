"""Keeps every title and text that a page ever had, with who wrote it, when, and how much it mattered.

django-reversion stores them; here is what is compared and when (docs/adr/0015-history-and-drafts.md).
"""

import copy
import json
from collections.abc import Iterable

import reversion
from django.contrib.auth.models import AbstractBaseUser
from django.core import serializers
from django.db import transaction
from django.db.models import Max, Model
from reversion.models import Version

from content.actions.reports import Report
from content.languagetags import OURS
from content.models import Draft, EditNote, Page, Picture, PictureDraft
from content.models.drafts import KEPT_OF_DRAFT, KEPT_OF_PAGE, WORDS, Words, words_of
from content.models.pictures import KEPT_OF_PICTURE_DRAFT
from content.models.pictures import WORDS as WORDS_OF_PICTURE
from content.significance import Level

KEPT = {
    Page: KEPT_OF_PAGE,
    Draft: KEPT_OF_DRAFT,
    Picture: WORDS_OF_PICTURE,
    PictureDraft: KEPT_OF_PICTURE_DRAFT,
}


@transaction.atomic
def record_history(
    *,
    pages: Iterable[Page] | None = None,
    person: AbstractBaseUser | None = None,
    comment: str = "",
    level: Level | None = None,
    report: Report | None = None,
) -> int:
    """Keep a version of each of ``pages``, of all without it, that is not as it was kept last; how many.

    All are one revision: what one load or one act changed. ``level`` says how much it matters to readers.
    """
    chosen = Page.objects.all() if pages is None else Page.objects.filter(pk__in=[page.pk for page in pages])
    return _record(Page, list(chosen), person, comment, level, report or Report())


@transaction.atomic
def record_draft(*, draft: Draft, person: AbstractBaseUser, comment: str = "") -> int:
    """Keep a version of ``draft``, where it is not as it was kept last."""
    return _record(Draft, [draft], person, comment, None, Report())


@transaction.atomic
def record_picture(
    *,
    row: Picture | PictureDraft,
    person: AbstractBaseUser | None,
    comment: str = "",
    level: Level | None = None,
) -> int:
    """Keep a version of the words of a picture, or of a change of them, where they are not as kept last."""
    return _record(type(row), [row], person, comment, level, Report())


def _record(
    model: type[Model],
    rows: list[Model],
    person: AbstractBaseUser | None,
    comment: str,
    level: Level | None,
    report: Report,
) -> int:
    last = _last_kept(model, None if len(rows) > MANY else rows)
    changed = [row for row in rows if last.get(str(row.pk)) != _values(row)]
    if not changed:
        return 0
    with reversion.create_revision(manage_manually=True):
        reversion.set_user(person)
        reversion.set_comment(comment)
        for row in changed:
            reversion.add_to_revision(row)
        if level:
            reversion.add_meta(EditNote, level=level.value)
    report.rows_written += len(changed) + 1
    return len(changed)


MANY = 50
"""Above this many rows all versions are looked through, rather than each key named in the query."""


def _last_kept(model: type[Model], rows: Iterable[Model] | None) -> dict[str, dict]:
    """The values that were kept last, by key."""
    versions = Version.objects.get_for_model(model)
    if rows is not None:
        versions = versions.filter(object_id__in=[str(row.pk) for row in rows])
    newest = versions.order_by().values("object_id").annotate(newest=Max("pk")).values("newest")
    kept = Version.objects.filter(pk__in=newest).values_list("object_id", "serialized_data")
    return {key: json.loads(data)[0]["fields"] for key, data in kept}


def _values(row: Model) -> dict:
    """As they are kept."""
    return json.loads(serializers.serialize("json", [row], fields=KEPT[type(row)]))[0]["fields"]


# --- reading it ------------------------------------------------------------------------------------


def versions_of(page: Page) -> list[Version]:
    """Every version of ``page`` and of its drafts, newest first. One query."""
    of_page = Version.objects.get_for_object_reference(Page, page.pk)
    of_drafts = Version.objects.get_for_object_reference(Draft, page.pk)
    found = (of_page | of_drafts).select_related("revision__user", "revision__edit_note")
    return list(found.order_by("-revision__date_created", "-pk"))


def versions_of_picture(picture: Picture) -> list[Version]:
    """Every version of the words of ``picture`` and of changes of them, newest first. One query."""
    of_picture = Version.objects.get_for_object_reference(Picture, picture.pk)
    of_drafts = Version.objects.get_for_object_reference(PictureDraft, picture.pk)
    found = (of_picture | of_drafts).select_related("revision__user", "revision__edit_note")
    return list(found.order_by("-revision__date_created", "-pk"))


def words_kept(version: Version) -> Words:
    """What readers would read of the page with this version; drafts had no place of their own once."""
    kept = {"group": "", "language": OURS} | version.field_dict
    return Words(*(kept[name] for name in WORDS))


def last_public_words(page: Page) -> Words | None:
    """The words that readers could last read of ``page``; None where it never was public."""
    for version in Version.objects.get_for_object_reference(Page, page.pk).order_by("-pk"):
        if version.field_dict["status"] == "published":
            return words_kept(version)
    return None


def with_text_of(page: Page, draft: Draft) -> Page:
    """``page``, not saved, as it would be with the words of ``draft``."""
    other = copy.copy(page)
    put_words(other, words_of(draft))
    return other


def put_words(page: Page, words: Words) -> None:
    """Give ``page`` these words; it is not saved."""
    for name, value in words._asdict().items():
        setattr(page, name, value)
