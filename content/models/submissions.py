"""Articles on their way into the library: what somebody handed in, and what would come of it."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint


class Submission(models.Model):
    """A text that somebody handed in, or an article that somebody wants to take away.

    ``meta`` has the fields of ``SourceMeta``, a date as text. ``result`` is what would come of it, as
    ``content.consequences`` has it, worked out on the library that ``based_on`` is the fingerprint of.
    ``attempt`` counts how often work on it was begun: work of an earlier attempt may no longer change it.
    ``person`` handed it in, ``decided_by`` decided to load it.
    ``process`` is "host:number" of the process that works on it, ``seen_at`` when it last said so.
    """

    class Kind(models.TextChoices):
        NEW = "new", "A new article"
        CHANGED = "changed", "A changed text of an article"
        AWAY = "away", "An article to be taken away"

    class State(models.TextChoices):
        READING = "reading", "Being read"
        READY = "ready", "Waits for your decision"
        LOADING = "loading", "Being loaded"
        LOADED = "loaded", "Loaded"
        FAILED = "failed", "Not loaded"
        DISCARDED = "discarded", "Thrown away"

    kind = models.CharField("what it is", max_length=10, choices=Kind)
    source_id = models.SlugField("identifier")
    text = models.TextField(blank=True)
    markup = models.TextField(blank=True)
    meta = models.JSONField(default=dict, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="submissions")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_submissions",
        verbose_name="loaded by",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    stage = models.CharField(max_length=100, blank=True)
    share = models.PositiveSmallIntegerField("progress in per cent", default=0)
    message = models.TextField(blank=True)
    result = models.JSONField(null=True, blank=True)
    based_on = models.CharField(max_length=64, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    process = models.CharField(max_length=300, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "article being added"
        verbose_name_plural = "articles being added"
        ordering = ["-created_at", "-pk"]
        constraints = [
            UniqueConstraint(fields=["state"], condition=Q(state="loading"), name="submission_one_loads"),
            CheckConstraint(condition=Q(kind__in=["new", "changed", "away"]), name="submission_kind_known"),
            CheckConstraint(
                condition=Q(state__in=["reading", "ready", "loading", "loaded", "failed", "discarded"]),
                name="submission_state_known",
            ),
            CheckConstraint(condition=Q(share__lte=100), name="submission_share_per_cent"),
            CheckConstraint(
                condition=~Q(state__in=["ready", "loading", "loaded"]) | Q(result__isnull=False),
                name="submission_ready_has_result",
            ),
        ]

    def __str__(self) -> str:
        return self.meta.get("title") or self.source_id

    @property
    def is_at_work(self) -> bool:
        return self.state in (self.State.READING, self.State.LOADING)

    @property
    def is_open(self) -> bool:
        """Nobody has decided about it yet."""
        return self.state in (self.State.READING, self.State.READY, self.State.LOADING, self.State.FAILED)
