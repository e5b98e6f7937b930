"""What people decided against a verdict, and the verdicts that a sentence had before."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from content.models.choices import check_member, check_sha256, choices_of
from content.pipeline.anchors import AnchorState
from content.pipeline.verdicts import Support
from content.querysets import OverrideQuerySet

_NOT_WITHDRAWN = Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")


class Override(models.Model):
    """A person's decision that a sentence stands although the checks do not fully support it.

    It holds for exactly what the person saw: ``fingerprint`` is made of the sentence, its lead-in, its
    citations, the texts of the articles and what the software found (content/overriding.py). Where one of
    them differs it has lapsed. The verdict itself is never changed, and readers see both.

    Where it ``needs_second``, it holds from the day that somebody else confirmed it. ``person`` and
    ``confirmed_by`` are empty where it came from a file: the people are known where it was made.
    """

    class Role(models.TextChoices):
        CLINICAL_REVIEWER = "clinical_reviewer", "Clinical reviewer"
        PUBLISHER = "publisher", "Publisher"

    SUPPORTS: ClassVar = (Support.PARTLY_SUPPORTED, Support.NOT_FOUND)
    """What may be decided otherwise; never that an article says the opposite."""

    page = models.ForeignKey("Page", models.CASCADE, related_name="overrides")
    text = models.TextField("sentence")
    context = models.TextField("line above its list", blank=True)
    heading = models.TextField("heading above it", blank=True)
    quotes = models.JSONField(default=list)
    snapshot_hashes = models.JSONField(default=list)
    support = models.CharField("what the software found", max_length=20, choices=choices_of(Support))
    codes = models.JSONField("its reasons", default=list)
    fingerprint = models.CharField(max_length=64)
    role = models.CharField(max_length=20, choices=Role)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="overrides"
    )
    reason = models.TextField()
    made_at = models.DateTimeField()
    needs_second = models.BooleanField("concerns safety", default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="confirmed_overrides"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="withdrawn_overrides"
    )
    withdrawn_reason = models.TextField("why it was taken back", blank=True)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        verbose_name = "decision against a verdict"
        verbose_name_plural = "decisions against verdicts"
        ordering = ["-made_at", "-pk"]
        constraints = [
            CheckConstraint(
                condition=Q(role__in=["clinical_reviewer", "publisher"]), name="override_role_known"
            ),
            CheckConstraint(
                condition=Q(support__in=["partly_supported", "not_found"]), name="override_never_contradicted"
            ),
            CheckConstraint(condition=~Q(reason="") & ~Q(text=""), name="override_has_reason"),
            CheckConstraint(
                condition=_NOT_WITHDRAWN
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="override_withdrawn_with_reason",
            ),
            CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | Q(person__isnull=True)
                | ~Q(confirmed_by=F("person")),
                name="override_confirmed_by_another",
            ),
            CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | Q(confirmed_at__isnull=False),
                name="override_confirmed_at_a_time",
            ),
            UniqueConstraint(
                fields=["page", "fingerprint"],
                condition=Q(withdrawn_at__isnull=True),
                name="override_once",
            ),
            check_sha256("fingerprint", "override_fingerprint_length"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.made_at:%-d %B %Y}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def is_waiting(self) -> bool:
        """It holds for nothing until somebody else has confirmed it."""
        return self.needs_second and self.confirmed_at is None and not self.is_withdrawn


class PastVerdict(models.Model):
    """A result that the checks of a sentence had before the present one. The newest few are kept.

    ``sentence`` is the SHA-256 of its lead-in and words; ``checked_at`` the last time that this was found,
    ``changed_at`` when something else was found.
    """

    KEPT: ClassVar = 20
    """Of each sentence of a page."""

    page = models.ForeignKey("Page", models.CASCADE, related_name="past_verdicts")
    sentence = models.CharField("SHA-256 of the sentence", max_length=64)
    support = models.CharField(max_length=20, choices=choices_of(Support))
    anchor = models.CharField(max_length=20, choices=choices_of(AnchorState), blank=True)
    reasons = models.JSONField(default=list, blank=True)
    checker_version = models.CharField(max_length=120)
    snapshot_hashes = models.JSONField(default=list, blank=True)
    checked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = "earlier verdict"
        verbose_name_plural = "earlier verdicts"
        ordering = ["-changed_at", "-pk"]
        indexes = [models.Index(fields=["page", "sentence"], name="past_verdict_of_sentence")]
        constraints = [
            check_member("support", Support, "past_verdict_support_known"),
            check_member("anchor", AnchorState, "past_verdict_anchor_known", blank=True),
            check_sha256("sentence", "past_verdict_sha256_length"),
        ]

    def __str__(self) -> str:
        return f"{self.support}, until {self.changed_at:%-d %B %Y}"
