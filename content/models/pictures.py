"""Pictures: files of our own with what a reader must be told about each. No row is complete without it."""

import re
from typing import Any

import reversion
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, Q

from content.images import EXTENSIONS, FOLDER, size_name
from content.models.choices import check_sha256

MAX_ALTERNATIVE = 250  # characters: a screen reader says them at one go
MAX_DESCRIPTION = 5_000
DESCRIBE = "Describe the picture here"
"""What stood for a description until the editor had written one; no page is published with it."""

_FILE_NAME = re.compile(
    r"\S+\.(jpe?g|png|webp|gif|svg|bmp|tiff?|heic)|(img|dscn?|pxl|scan)[-_ ]?\d\S*", re.IGNORECASE
)
_ANNOUNCED = re.compile(
    r"(an? |the |this is an? )?(image|picture|photo|photograph|pic|graphic|screenshot)( of\b| showing\b|:)",
    re.IGNORECASE,
)
_EMPTY_WORDS = {
    *(
        "image",
        "picture",
        "photo",
        "photograph",
        "graphic",
        "figure",
        "screenshot",
        "untitled",
        "placeholder",
    ),
    *("alt", "alt text", "alternative text", "description", "text", "todo", "tbd", "test", "none", "unknown"),
    DESCRIBE.casefold(),
}
_NO_CREDIT = {
    *("unknown", "not known", "none", "internet", "the internet", "web", "google", "google images", "online"),
    *(
        "n/a",
        "na",
        "no",
        "source",
        "credit",
        "author",
        "licence",
        "license",
        "tbd",
        "todo",
        "copyright",
        "free",
    ),
}
_WORDS = re.compile(r"[^\W\d_]{2}")
_NAME = re.compile(
    rf"{re.escape(settings.MEDIA_URL)}{FOLDER}/([0-9a-f]{{32}}\.(?:{'|'.join(EXTENSIONS.values())}))"
)
WHAT_IT_SHOWS = "Say in a few words what the picture shows, for people who do not see it."


def names_in(*texts: str) -> list[str]:
    """The files of pictures that ``texts`` name, each once, in order."""
    return sorted({name for text in texts for name in _NAME.findall(text)})


def check_alternative(text: str) -> None:
    """Raises ValidationError where ``text`` describes nothing."""
    plain = text.strip().strip(".…!? ").casefold()
    if _FILE_NAME.fullmatch(plain):
        raise ValidationError(f"“{text}” is the name of a file. {WHAT_IT_SHOWS}", code="file_name")
    if plain in _EMPTY_WORDS or not _WORDS.search(plain):
        raise ValidationError(f"“{text}” does not describe the picture. {WHAT_IT_SHOWS}", code="empty_words")
    if announced := _ANNOUNCED.match(plain):
        message = f"Leave out “{announced[0]}” at the start: everybody is told that it is a picture."
        raise ValidationError(message, code="announced")


def check_credit(text: str) -> None:
    """Raises ValidationError where ``text`` does not say where the picture comes from."""
    if text.strip().strip(".?! ").casefold() in _NO_CREDIT or not _WORDS.search(text):
        message = "Say who made the picture and why we may use it. A picture of unknown origin is not shown."
        raise ValidationError(message, code="no_credit")


WORDS = ("alternative", "skin", "skin_note", "credit", "description")
"""The columns of what is said of a picture."""
SAYS_WHICH_SKIN = Q(skin="none", skin_note="") | (Q(skin="shown") & ~Q(skin_note=""))


class PictureWords(models.Model):
    """What is said of a picture."""

    class Skin(models.TextChoices):
        NONE = "none", "It shows no skin"
        SHOWN = "shown", "It shows skin"

    alternative = models.CharField(
        "what it shows",
        max_length=MAX_ALTERNATIVE,
        validators=[check_alternative],
        help_text="For people who do not see the picture: one sentence, as you would say it on the "
        f"telephone. “A nurse cleans the skin of an arm”. At most {MAX_ALTERNATIVE} characters.",
    )
    skin = models.CharField("skin", max_length=10, choices=Skin)
    skin_note = models.CharField(
        "which skin",
        max_length=100,
        blank=True,
        help_text="If it shows skin: “light skin”, “brown skin”, “dark skin”. Readers are told that signs "
        "can look different on other skin.",
    )
    credit = models.CharField(
        "where it comes from",
        max_length=200,
        validators=[check_credit],
        help_text="Who made it, and why we may use it: “Photo: Ana Roy, CC BY 4.0”, “Drawn by mesoinfo”. "
        "Readers see it below the picture.",
    )
    description = models.TextField(
        "long description, if one sentence is not enough",
        max_length=MAX_DESCRIPTION,
        blank=True,
        help_text="For a chart or a list of steps, for example: everything that can be seen in it, in plain "
        "text. Leave out what cannot be seen: that belongs in the text of the page, with its source.",
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.alternative

    def clean_fields(self, exclude: Any = None) -> None:  # noqa: ANN401  as Django has it
        """Words are kept without blanks around them: blanks alone are nothing."""
        for name in ("alternative", "skin_note", "credit", "description"):
            setattr(self, name, (getattr(self, name) or "").strip())
        super().clean_fields(exclude)

    def clean(self) -> None:
        """Which skin is said if, and only if, there is some."""
        if self.skin == self.Skin.SHOWN and not _WORDS.search(self.skin_note):
            raise ValidationError(
                {"skin_note": "Say which skin it shows: light, brown or dark skin, for example."}
            )
        if self.skin == self.Skin.NONE and self.skin_note:
            raise ValidationError({"skin_note": "Leave this empty, or choose “It shows skin”."})

    @property
    def words(self) -> tuple[str, ...]:
        """All of them, in the order of WORDS."""
        return tuple(getattr(self, name) for name in WORDS)


class Picture(PictureWords):
    """A picture with its words. ``widths``: pixels of the sizes that are stored, the largest is the whole.

    ``name`` is its file, made by us; the other sizes are called after it (images.size_name).
    """

    name = models.CharField("file", max_length=40, unique=True, editable=False)
    format = models.CharField(max_length=4, choices=[(name, name) for name in EXTENSIONS], editable=False)
    width = models.PositiveIntegerField("width in pixels", editable=False)
    height = models.PositiveIntegerField("height in pixels", editable=False)
    widths = models.JSONField(editable=False)
    has_webp = models.BooleanField(editable=False)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="pictures",
        editable=False,
        verbose_name="added by",
    )
    uploaded_at = models.DateTimeField("added", auto_now_add=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="picture_has_size"),
            CheckConstraint(condition=Q(format__in=list(EXTENSIONS)), name="picture_format_known"),
            CheckConstraint(
                condition=~Q(name="") & ~Q(alternative="") & ~Q(credit=""), name="picture_has_words"
            ),
            CheckConstraint(condition=SAYS_WHICH_SKIN, name="picture_says_which_skin"),
            check_sha256("sha256", "picture_sha256_length"),
        ]

    @property
    def address(self) -> str:
        """On the site, as texts name it."""
        return f"{settings.MEDIA_URL}{FOLDER}/{self.name}"

    @property
    def markdown(self) -> str:
        """What an editor puts into a text to show it."""
        words = re.sub(r"([\\\[\]*_`<>&!])", r"\\\1", " ".join(self.alternative.split()))
        return f"![{words}]({self.address})"

    @property
    def files(self) -> list[str]:
        """The names of all its files."""
        endings = ("", "webp") if self.has_webp else ("",)
        return [
            size_name(self.name, width, self.width, ending) for ending in endings for width in self.widths
        ]

    @property
    def thumbnail(self) -> str:
        """The address of its smallest size."""
        return f"{settings.MEDIA_URL}{FOLDER}/{size_name(self.name, self.widths[0], self.width)}"

    @property
    def srcset(self) -> str:
        """Its sizes, as HTML names them."""
        return self._srcset("")

    @property
    def webp_srcset(self) -> str:
        """Its sizes as WebP; empty where there are none."""
        return self._srcset("webp") if self.has_webp else ""

    def _srcset(self, ending: str) -> str:
        names = ((size_name(self.name, width, self.width, ending), width) for width in self.widths)
        return ", ".join(f"{settings.MEDIA_URL}{FOLDER}/{name} {width}w" for name, width in names)


class PictureDraft(PictureWords):
    """Changed words of a picture that readers see: they keep the old ones until somebody else has agreed.

    ``author`` is who wrote them. The key is that of the picture, so that all of its drafts have one history.
    """

    picture = models.OneToOneField("Picture", models.CASCADE, primary_key=True, related_name="draft")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="picture_drafts")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at"]
        verbose_name = "change of a picture’s words"
        verbose_name_plural = "changes of pictures’ words"
        constraints = [
            CheckConstraint(condition=~Q(alternative="") & ~Q(credit=""), name="picture_draft_has_words"),
            CheckConstraint(condition=SAYS_WHICH_SKIN, name="picture_draft_says_which_skin"),
        ]


KEPT_OF_PICTURE_DRAFT = (*WORDS, "author")
reversion.register(Picture, fields=WORDS)
reversion.register(PictureDraft, fields=KEPT_OF_PICTURE_DRAFT)
