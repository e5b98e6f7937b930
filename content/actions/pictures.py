"""Pictures come in whole, files and row or neither, and leave the same way; one that a page shows stays.

What is said of a picture is changed as a text is: where it concerns safety, readers keep the old words until
somebody else has agreed to the new ones.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from content.actions.history import record_picture
from content.images import Drawn, remove
from content.models import Draft, Page, Picture, PictureDraft, Status
from content.models.pictures import WORDS
from content.pagefiles import sha256_of
from content.pipeline.errors import BadDecision
from content.significance import Level, level_of_words

READ_AGAIN = "Open the picture again, and read what is there now."


@transaction.atomic
def add_picture(*, picture: Picture, drawn: Drawn, name: str, person: AbstractBaseUser) -> None:
    """Make ``picture``, which has its words, the row of what is stored as ``name``.

    Raises IntegrityError where the same picture has come in meanwhile; the caller then removes the files.
    """
    picture.name, picture.sha256, picture.uploaded_by = name, drawn.sha256, person
    picture.format, picture.width, picture.height = drawn.format, drawn.width, drawn.height
    picture.widths, picture.has_webp = sorted(drawn.sizes), bool(drawn.webp)
    picture.save(force_insert=True)
    record_picture(row=picture, person=person, comment="Added.")


@transaction.atomic
def remove_picture(*, picture: Picture) -> bool:
    """Delete a picture that no text names, its files after the transaction; says whether it did."""
    is_waiting = Draft.objects.filter(body__contains=picture.name).exists()
    if is_waiting or Page.objects.filter(body__contains=picture.name).exists():
        return False
    files = picture.files
    picture.delete()
    transaction.on_commit(lambda: remove(files))
    return True


# --- what is said of a picture -----------------------------------------------------------------------


def picture_draft_of(picture: Picture) -> PictureDraft | None:
    return PictureDraft.objects.filter(picture=picture.pk).select_related("author").first()


def weight_of_words(picture: Picture, words: tuple[str, ...]) -> Level | None:
    """How much readers are concerned if ``picture`` is given ``words``; None for not at all.

    Nobody is where no public page shows it: then its words are read with the page that will.
    """
    public = Page.objects.filter(status=Status.PUBLISHED, body__contains=picture.name)
    kinds = [page.is_warning for page in public.only("kind")]
    old = Picture.objects.get(pk=picture.pk).words
    return level_of_words(old, words, warns=any(kinds)) if kinds else None


@transaction.atomic
def write_words(*, picture: Picture, words: tuple[str, ...], person: AbstractBaseUser) -> bool:
    """Change what is said of ``picture``; whether readers see it now. Else it waits for somebody else.

    It waits where it concerns somebody's safety, and where ``person`` may not publish.
    """
    stored = Picture.objects.select_for_update().get(pk=picture.pk)
    level, draft = weight_of_words(stored, words), picture_draft_of(stored)
    is_public = words == stored.words
    if level is Level.SAFETY or (level and not person.has_perm("content.publish_page")):
        draft = draft or PictureDraft(picture=stored)
        if draft.author_id is None or draft.words != words:
            _put(draft, words)
            draft.author, draft.changed_at = person, timezone.now()
            draft.save()
            record_picture(row=draft, person=person)
        return False
    if draft:
        draft.delete()
    if not is_public:
        _take(stored, words, person, level)
    return True


@transaction.atomic
def confirm_words(*, picture: Picture, seen: str, person: AbstractBaseUser) -> None:
    """Give readers the words of ``picture`` that wait, in the name of ``person``. Raises BadDecision.

    ``seen`` is the hash of both, the old words and the new, as the person read them.
    """
    stored = Picture.objects.select_for_update().get(pk=picture.pk)
    draft = picture_draft_of(stored)
    if draft is None or words_hash(stored, draft) != seen:
        raise _bad(stored, "the words have changed meanwhile", READ_AGAIN)
    if not may_confirm(person, draft):
        raise _bad(stored, "you wrote these words, or may not publish", "Somebody else has to agree to them.")
    level = weight_of_words(stored, draft.words)
    author, words = draft.author, draft.words
    draft.delete()
    _take(stored, words, person, level, f"Written by {author}, agreed to by {person}.")


@transaction.atomic
def give_up_words(*, picture: Picture, person: AbstractBaseUser) -> None:
    """Drop the words that wait. The history keeps them. Raises BadDecision where none do."""
    draft = picture_draft_of(picture)
    if draft is None:
        raise _bad(picture, "no change of its words waits", READ_AGAIN)
    draft.delete()


def may_confirm(person: AbstractBaseUser, draft: PictureDraft) -> bool:
    """Whoever may approve or publish a text, and did not write these words."""
    is_allowed = person.has_perm("content.review_page") or person.has_perm("content.publish_page")
    return is_allowed and draft.author_id != person.pk


def words_hash(picture: Picture, draft: PictureDraft) -> str:
    """Changes when one of the two changes."""
    return sha256_of(repr((picture.words, draft.words)))


def _take(
    picture: Picture,
    words: tuple[str, ...],
    person: AbstractBaseUser,
    level: Level | None,
    comment: str = "",
) -> None:
    """Signatures under the pages that show it lapse with that: they were under the old words."""
    record_picture(row=picture, person=None, comment="As it was before.")
    _put(picture, words)
    picture.save(update_fields=WORDS)
    record_picture(row=picture, person=person, comment=comment, level=level)
    for page in Page.objects.filter(body__contains=picture.name):
        page.save(update_fields=["read_sha256"])


def _put(row: Picture | PictureDraft, words: tuple[str, ...]) -> None:
    for name, value in zip(WORDS, words, strict=True):
        setattr(row, name, value)


def _bad(picture: Picture, problem: str, mend: str) -> BadDecision:
    return BadDecision(problem, file=str(picture), mend=mend)
