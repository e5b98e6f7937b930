"""What readers leave behind: an answer to "Was this page useful?", and how often a page was read.

No row tells who it was: no address, no browser, no time of day.
"""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

MAX_COMMENT = 1_000  # characters


class Reason(models.TextChoices):
    """Why a page did not help: a closed set."""

    NOT_FOUND = "not_found", _("I could not find what I needed")
    HARD = "hard", _("It is hard to understand")
    WRONG = "wrong", _("Something seems wrong")
    OTHER = "other", _("Something else")


class Feedback(models.Model):
    """One answer to "Was this page useful?". ``reason`` and ``comment`` may follow a "no"."""

    class State(models.TextChoices):
        NEW = "new", "New"
        SEEN = "seen", "Seen"
        DONE = "done", "Done"

    page = models.ForeignKey("Page", models.CASCADE, related_name="feedback")
    day = models.DateField()
    is_useful = models.BooleanField("useful")
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    comment = models.TextField(blank=True, max_length=MAX_COMMENT)
    state = models.CharField(max_length=10, choices=State, default=State.NEW)

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name = "answer of a reader"
        verbose_name_plural = "answers of readers"
        indexes = [models.Index(fields=["day", "page"], name="feedback_of_a_day")]
        constraints = [
            CheckConstraint(
                condition=Q(reason__in=["not_found", "hard", "wrong", "other", ""]),
                name="feedback_reason_known",
            ),
            CheckConstraint(condition=Q(state__in=["new", "seen", "done"]), name="feedback_state_known"),
            CheckConstraint(
                condition=Q(is_useful=False) | Q(reason="", comment=""), name="feedback_reason_after_no"
            ),
        ]

    def __str__(self) -> str:
        return f"{'Useful' if self.is_useful else 'Not useful'}, {self.day:%-d %B %Y}"


class DailyCount(models.Model):
    """How often a page was opened on one day. ``page`` is its name "kind/slug": counts outlive a page."""

    page = models.CharField(max_length=130)
    day = models.DateField()
    count = models.PositiveIntegerField("times opened")

    class Meta:
        ordering = ["-day", "-count", "page"]
        verbose_name = "count of a day"
        verbose_name_plural = "counts of days"
        constraints = [UniqueConstraint(fields=["day", "page"], name="daily_count_once")]

    def __str__(self) -> str:
        return f"{self.page}: {self.count} on {self.day:%-d %B %Y}"
