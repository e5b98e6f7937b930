"""What changed on the public site, and what readers could last read: the one is found by the other."""

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils import timezone


class ChangeKind(models.TextChoices):
    PUBLISHED = "published", "New"
    CHANGED = "changed", "Changed"
    WITHDRAWN = "withdrawn", "Taken off the site"
    SOURCE_CHANGED = "source_changed", "Source changed"


class Change(models.Model):
    """One thing that a reader may want to know of: one page, or all that came at one time.

    ``pages`` are {"address": "kind/slug", "title"} as they were then. ``added`` and ``removed`` hold whole
    sentences, and only of a page that stays. ``details`` may hold "old_title", the new "degree" of a reason,
    the new state of its "source" (gone, changed or back) and the address that a page was "merged_into".
    """

    at = models.DateTimeField()
    day = models.DateField(editable=False)
    kind = models.CharField(max_length=20, choices=ChangeKind)
    is_safety = models.BooleanField("matters for safety", default=False)
    pages = models.JSONField(default=list)
    added = models.JSONField("sentences that are new", default=list, blank=True)
    removed = models.JSONField("sentences that are gone", default=list, blank=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-day", "-is_safety", "-at", "-pk"]
        verbose_name = "change for readers"
        verbose_name_plural = "changes for readers"
        constraints = [CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="change_kind_known")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {', '.join(page['title'] for page in self.pages)}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Sets the day, in the time zone of the site."""
        self.day = timezone.localdate(self.at)
        super().save(*args, **kwargs)


class LastPublic(models.Model):
    """What readers could last read of a page: compared with the page to find what has changed.

    ``state`` has "title", "sentences" ([text, whether it warns]), "degree" and "source"; it is empty once
    the page is off the site, and null for a page that was public before this was kept.
    """

    page = models.OneToOneField("Page", models.CASCADE, related_name="last_public")
    is_public = models.BooleanField()
    state = models.JSONField(null=True)

    class Meta:
        ordering = ["page"]
        verbose_name = "text that readers could last read"
        verbose_name_plural = "texts that readers could last read"

    def __str__(self) -> str:
        return f"{self.page}: {'public' if self.is_public else 'not public'}"
