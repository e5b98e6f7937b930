"""Source articles, their texts as retrieved, and the pieces of each text."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy

from content.languagetags import MAX_CHARS, OF_ARTICLES
from content.models.choices import (
    check_language,
    check_member,
    check_quote,
    check_sha256,
    check_span,
    choices_of,
)
from content.pipeline.passages import Disposition, PassageKind


class Source(models.Model):
    """An article. What is not known about it stays empty: nothing here is guessed."""

    class Interest(models.TextChoices):
        CLINIC = "clinic", gettext_lazy("published by a clinic that offers this treatment")
        INDEPENDENT = "independent", gettext_lazy("published by somebody who does not offer this treatment")
        UNKNOWN = "unknown", gettext_lazy("publisher unknown")

    class Origin(models.TextChoices):
        """Who has the say over its text: the folder that is loaded, or the editors' workspace."""

        FILE = "file", "a file that was loaded"
        EDITOR = "editor", "an editor added it here"

    source_id = models.SlugField(
        "identifier", unique=True, help_text="The name that citations use: article-1."
    )
    title = models.CharField(max_length=300)
    is_title_ours = models.BooleanField(
        "the title is ours", default=False, help_text="The article has no title of its own; we describe it."
    )
    publisher = models.CharField(max_length=300, blank=True)
    interest = models.CharField(
        "publisher's interest", max_length=20, choices=Interest, default=Interest.UNKNOWN
    )
    url = models.URLField("address", blank=True, max_length=500)
    published_on = models.DateField(null=True, blank=True)
    language = models.CharField(
        max_length=MAX_CHARS,
        default=OF_ARTICLES,
        validators=[check_language],
        help_text='The language of the article, as BCP 47 writes it: "en".',
    )
    note = models.TextField(
        blank=True, help_text="What a reader should know: a missing figure, a list cut off."
    )
    origin = models.CharField("where it comes from", max_length=10, choices=Origin, default=Origin.FILE)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="articles_added"
    )
    added_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["source_id"]
        constraints = [
            CheckConstraint(condition=~Q(title=""), name="source_has_title"),
            CheckConstraint(
                condition=Q(interest__in=["clinic", "independent", "unknown"]), name="source_interest_known"
            ),
            CheckConstraint(condition=Q(origin__in=["file", "editor"]), name="source_origin_known"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.source_id})"

    @property
    def current_snapshot(self) -> "Snapshot | None":
        """The text that claims are compared with, or None once the article is gone."""
        return next((snapshot for snapshot in self.snapshots.all() if snapshot.is_current), None)


class Snapshot(models.Model):
    """The text of a source as retrieved. It is never edited: a changed article is a new snapshot."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="snapshots")
    sha256 = models.CharField("SHA-256", max_length=64)
    text = models.TextField()
    is_current = models.BooleanField(default=True)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["source", "-is_current", "-loaded_at"]
        constraints = [
            UniqueConstraint(fields=["source", "sha256"], name="snapshot_once_per_source"),
            UniqueConstraint(fields=["source"], condition=Q(is_current=True), name="snapshot_one_current"),
            check_sha256("sha256", "snapshot_sha256_length"),
            CheckConstraint(condition=~Q(text=""), name="snapshot_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.source.source_id} {self.sha256[:12]}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Only whether it is current may change. Raises ValueError for a change of its text."""
        if (
            self.pk
            and Snapshot.objects.filter(pk=self.pk).exclude(text=self.text, sha256=self.sha256).exists()
        ):
            raise ValueError("the text of a snapshot is never edited; load the changed article instead")
        super().save(*args, **kwargs)


class Markup(models.Model):
    """The web page as it was sent, from which the text of a snapshot can be read again. Never shown.

    A table of its own, so that no query for a text brings it along.
    """

    snapshot = models.OneToOneField(Snapshot, models.CASCADE, primary_key=True, related_name="markup")
    html = models.TextField()

    class Meta:
        verbose_name_plural = "markup"
        constraints = [CheckConstraint(condition=~Q(html=""), name="markup_is_there")]

    def __str__(self) -> str:
        return str(self.snapshot)


class Passage(models.Model):
    """A heading, sentence, list item, table row, question or fragment of noise of a snapshot.

    ``[start, end)`` counts code points of the snapshot's text; the disposition says what became of it.
    """

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="passages")
    position = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    kind = models.CharField(max_length=20, choices=choices_of(PassageKind))
    disposition = models.CharField(max_length=20, choices=choices_of(Disposition))
    reason = models.CharField(max_length=60, blank=True)
    heading_path = models.JSONField(default=list, blank=True)
    section = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="members")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    duplicate_of = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="duplicates")
    label_start = models.PositiveIntegerField(null=True, blank=True)
    label_end = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["snapshot", "position"]
        constraints = [
            UniqueConstraint(fields=["snapshot", "position"], name="passage_position_once"),
            UniqueConstraint(fields=["snapshot", "start"], name="passage_start_once"),
            check_span("passage_span"),
            check_quote("passage_quote_length"),
            check_member("kind", PassageKind, "passage_kind_known"),
            check_member("disposition", Disposition, "passage_disposition_known"),
            CheckConstraint(
                condition=Q(disposition="duplicate", duplicate_of__isnull=False)
                | (~Q(disposition="duplicate") & Q(duplicate_of__isnull=True)),
                name="passage_duplicate_of_set",
            ),
            CheckConstraint(
                condition=Q(label_start__isnull=True, label_end__isnull=True)
                | Q(label_start__gte=F("start"), label_start__lt=F("label_end"), label_end__lte=F("end"))
                & Q(
                    label_start__isnull=False, label_end__isnull=False
                ),  # a comparison with null is not false
                name="passage_label_inside",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.quote[:60]}"


class LookedAt(models.Model):
    """Somebody looked at a part of an article that the reader made nothing of, and nothing was missed.

    It is known by its place in the text: passages are written anew whenever the reader has learnt something.
    """

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="looked_at")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="looked_at")
    at = models.DateTimeField("when")

    class Meta:
        verbose_name = "part that was looked at"
        verbose_name_plural = "parts that were looked at"
        ordering = ["-at", "-pk"]
        constraints = [
            UniqueConstraint(fields=["snapshot", "start", "end"], name="looked_at_once"),
            check_span("looked_at_span"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.at:%-d %B %Y}"
