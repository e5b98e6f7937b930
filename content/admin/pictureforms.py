"""The forms of pictures: a file with all its words, or the words of one that is there."""

from typing import Any

from django import forms
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from content.actions import add_picture, picture_draft_of
from content.images import MAX_MB, BadImage, Drawn, draw_again, remove, store
from content.models import Picture
from content.models.pictures import WHAT_IT_SHOWS, WORDS

NOT_STORED = "The picture could not be stored. Please try again in a minute."


class PictureWordsForm(forms.ModelForm):
    """What is said of a picture that is there; its file never changes."""

    skin = forms.ChoiceField(
        label="Skin",
        choices=Picture.Skin.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two."},
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  whatever a form takes
        """With the words that wait, where some do."""
        super().__init__(*args, **options)
        if self.instance.pk and (draft := picture_draft_of(self.instance)):
            self.initial |= dict(zip(WORDS, draft.words, strict=True))

    class Meta:
        model = Picture
        fields = WORDS
        widgets = {
            "alternative": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "skin_note": forms.TextInput(attrs={"class": "vTextField"}),
            "credit": forms.TextInput(attrs={"class": "vTextField"}),
            "description": forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}),
        }
        error_messages = {
            "alternative": {"required": WHAT_IT_SHOWS},
            "credit": {"required": "Say who made the picture and why we may use it."},
        }


class PictureForm(PictureWordsForm):
    """A new picture. ``known``: the same one if it is here already; ``status``: of a refusal."""

    image = forms.FileField(
        label="File",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "required": "No picture has arrived. Choose a JPEG, PNG or WebP file.",
            "empty": "The file is empty. Choose a JPEG, PNG or WebP file.",
        },
        help_text=f"JPEG, PNG or WebP, at most {MAX_MB} MB. What the camera wrote into it, such as the "
        "place, is removed. Nobody may be recognised in it who has not agreed.",
    )
    field_order = ("image", *WORDS)

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  whatever a form takes
        super().__init__(*args, **options)
        self.drawn: Drawn | None = None
        self.known: Picture | None = None
        self.name = ""
        self.status = 400

    def clean_image(self) -> UploadedFile:
        """Drawn again here: what is no picture is refused with the other mistakes."""
        upload = self.cleaned_data["image"]
        try:
            self.drawn = draw_again(upload)
        except BadImage as error:
            raise forms.ValidationError(str(error), code="bad_image") from error
        self._refuse_known()
        return upload

    def _refuse_known(self) -> None:
        self.known = Picture.objects.filter(sha256=self.drawn.sha256).first()
        if self.known:
            message = f"This picture is there already: “{self.known.alternative}”. Use that one."
            raise forms.ValidationError(message, code="known")

    def store_files(self) -> bool:
        """Write the files of a form that is valid. Where it fails the form says so, and no file is left."""
        try:
            self.name = store(self.drawn)
        except OSError:
            self.status = 503
            self.add_error("image", NOT_STORED)
        return bool(self.name)

    def keep(self, person: AbstractBaseUser) -> bool:
        """Store a valid form: files, row and a line in the log, or nothing; then the form says why."""
        if not self.store_files():
            return False
        try:
            with transaction.atomic():
                add_picture(picture=self.instance, drawn=self.drawn, name=self.name, person=person)
                LogEntry.objects.log_actions(
                    person.pk, [self.instance], ADDITION, "Added.", single_object=True
                )
        except IntegrityError:  # somebody else has sent it in this moment
            remove(self._files)
            self.known = Picture.objects.filter(sha256=self.drawn.sha256).first()
            self.add_error("image", "This picture is there already. Use that one.")
            return False
        except BaseException:
            remove(self._files)
            raise
        return True

    @property
    def _files(self) -> list[str]:
        return self.instance.files


class PictureAddForm(PictureForm):
    """The same where Django's own view saves the row: a form is valid once its files are stored."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors:
            self.store_files()

    def forget_files(self) -> None:
        """Nothing came of the row."""
        if self.name and self.instance.name:
            remove(self._files)
