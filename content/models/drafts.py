"""Texts that wait beside the public one, and how much a published change mattered."""

from typing import ClassVar, NamedTuple

import reversion
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q
from reversion.models import Revision

from content.languagetags import MAX_CHARS, OURS
from content.models.choices import check_sha256, choices_of
from content.models.pages import Page, Status
from content.significance import Level


class Words(NamedTuple):
    """What readers read of a page that is changed beside it: never before somebody has published it."""

    title: str
    body: str
    group: str
    language: str


WORDS = Words._fields


def words_of(row: "Page | Draft") -> Words:
    """Those of a page, or of a change of it that waits."""
    return Words(*(getattr(row, name) for name in WORDS))


class Draft(models.Model):
    """Changed words of a page that is public: readers keep the old ones until they are published.

    ``author`` is who changed its words last, ``based_on`` the SHA-256 of the public title and text it began
    from. Its key is that of its page, so that the history of all drafts of a page is found by it.
    """

    WAITING: ClassVar = (Status.DRAFT, Status.IN_REVIEW, Status.APPROVED)

    page = models.OneToOneField("Page", models.CASCADE, primary_key=True, related_name="draft")
    title = models.CharField(max_length=300)
    body = models.TextField("text", blank=True)
    group = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=MAX_CHARS, default=OURS)
    status = models.CharField(max_length=20, choices=[(s.value, s.label) for s in WAITING])
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="drafts")
    based_on = models.CharField("SHA-256 of the public text", max_length=64)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at"]
        verbose_name = "change of a public page"
        verbose_name_plural = "changes of public pages"
        constraints = [
            CheckConstraint(condition=Q(status__in=["draft", "in_review", "approved"]), name="draft_waits"),
            CheckConstraint(condition=~Q(title=""), name="draft_has_title"),
            check_sha256("based_on", "draft_based_on_length"),
        ]

    def __str__(self) -> str:
        return self.title


class EditNote(models.Model):
    """How much the change of a revision matters to readers, where a text went public with it."""

    revision = models.OneToOneField(Revision, models.CASCADE, related_name="edit_note")
    level = models.CharField(max_length=10, choices=choices_of(Level))

    class Meta:
        verbose_name = "weight of a change"
        verbose_name_plural = "weights of changes"
        constraints = [
            CheckConstraint(condition=Q(level__in=["typo", "meaning", "safety"]), name="edit_level_known")
        ]

    def __str__(self) -> str:
        return self.get_level_display()


KEPT_OF_PAGE = (
    *("slug", "title", "body", "status", "written_by", "group", "order"),
    *("related", "disagreements", "figures", "language", "next_review_on"),
)
KEPT_OF_DRAFT = (*WORDS, "status", "author")
reversion.register(Page, fields=KEPT_OF_PAGE)
reversion.register(Draft, fields=KEPT_OF_DRAFT)
