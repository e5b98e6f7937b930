"""Pictures come in whole, files and row or neither, and leave the same way; one that a page shows stays."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from content.images import Drawn, remove
from content.models import Draft, Page, Picture


@transaction.atomic
def add_picture(*, picture: Picture, drawn: Drawn, name: str, person: AbstractBaseUser) -> None:
    """Make ``picture``, which has its words, the row of what is stored as ``name``.

    Raises IntegrityError where the same picture has come in meanwhile; the caller then removes the files.
    """
    picture.name, picture.sha256, picture.uploaded_by = name, drawn.sha256, person
    picture.format, picture.width, picture.height = drawn.format, drawn.width, drawn.height
    picture.widths, picture.has_webp = sorted(drawn.sizes), bool(drawn.webp)
    picture.save(force_insert=True)


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
