"""What people said of two things, the same or not; what the software asks them; and addresses that moved."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Greatest, Least

from content.models.pages import RECORDS, WARNINGS, PageKind
from content.pipeline.links import QUESTION, LinkKind
from content.querysets import LinkQuerySet, SuggestionQuerySet

FAMILIES = [
    (QUESTION, "Questions"),
    *((kind.value, kind.label) for kind in RECORDS),
]
KEY_LENGTH = 300


def _pair_once(name: str) -> UniqueConstraint:
    """Whichever of the two comes first, there is one row about them."""
    return UniqueConstraint("family", Least("first", "other"), Greatest("first", "other"), name=name)


def _family_known(name: str) -> CheckConstraint:
    return CheckConstraint(condition=Q(family__in=[family for family, _ in FAMILIES]), name=name)


def _two_things(name: str) -> CheckConstraint:
    return CheckConstraint(condition=~Q(first="") & ~Q(other="") & ~Q(first=F("other")), name=name)


class Link(models.Model):
    """What an editor said of two things of one family.

    ``first`` and ``other`` are keys of the core (pipeline.links.Link): of two that are the same, ``first``
    keeps its page. ``decided_by`` is the person who decided here, or took an answer back, which leaves the
    row with the kind "open" so that no file brings it back; it is empty where the answer came from a file.
    """

    class Kind(models.TextChoices):
        SAME = LinkKind.SAME.value, "The same"
        NOT_SAME = LinkKind.NOT_SAME.value, "Not the same"
        OPEN = "open", "Taken back: nobody has decided"

    family = models.CharField("what they are", max_length=20, choices=FAMILIES, default=QUESTION)
    kind = models.CharField("answer", max_length=10, choices=Kind)
    first = models.CharField("one", max_length=KEY_LENGTH)
    other = models.CharField("the other", max_length=KEY_LENGTH)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="links"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = "answer: the same or not"
        verbose_name_plural = "answers: the same or not"
        ordering = ["family", "first", "other"]
        constraints = [
            _pair_once("link_pair_once"),
            _family_known("link_family_known"),
            _two_things("link_of_two_things"),
            CheckConstraint(condition=Q(kind__in=["same", "not_same", "open"]), name="link_kind_known"),
            CheckConstraint(
                condition=~Q(kind="same") | ~Q(family__in=WARNINGS) | ~Q(reason=""),
                name="link_of_warnings_has_reason",
            ),
            CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="link_decided_by_somebody",
            ),
            CheckConstraint(
                condition=~Q(kind="open") | Q(decided_by__isnull=False), name="link_taken_back_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first}, {self.other}: {self.get_kind_display().lower()}"

    @property
    def address(self) -> str:
        """As messages refer to it."""
        return f"{self.family}/{self.first}, {self.other}"

    @property
    def pair(self) -> tuple[str, frozenset[str]]:
        """As the core has it."""
        return self.family, frozenset((self.first, self.other))


class SuggestedMerge(models.Model):
    """Two things that look alike to the software, which decides nothing; an answered one never comes back."""

    class State(models.TextChoices):
        OPEN = "open", "Nobody has answered"
        SAME = "same", "The same"
        NOT_SAME = "not_same", "Not the same"

    family = models.CharField("what they are", max_length=20, choices=FAMILIES)
    first = models.CharField("key of one", max_length=KEY_LENGTH)
    other = models.CharField("key of the other", max_length=KEY_LENGTH)
    first_words = models.TextField("one")
    other_words = models.TextField("the other")
    score = models.FloatField("likeness", help_text="From 0 to 1. It says nothing about meaning.")
    why = models.TextField("why the software asks", blank=True)
    state = models.CharField("answer", max_length=10, choices=State, default=State.OPEN)
    is_present = models.BooleanField(
        "still alike", default=True, help_text="Set by the loader, never by hand."
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="suggestions_answered"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = "suggested merge"
        verbose_name_plural = "suggested merges"
        ordering = ["family", "-score", "first", "other"]
        constraints = [
            _pair_once("suggestion_pair_once"),
            _family_known("suggestion_family_known"),
            _two_things("suggestion_of_two_things"),
            CheckConstraint(
                condition=Q(state__in=["open", "same", "not_same"]), name="suggestion_state_known"
            ),
            CheckConstraint(condition=~Q(first_words="") & ~Q(other_words=""), name="suggestion_has_words"),
            CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="suggestion_score_range"),
            CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="suggestion_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.first_words}” and “{self.other_words}”"

    @property
    def pair(self) -> tuple[str, frozenset[str]]:
        return self.family, frozenset((self.first, self.other))


class OldAddress(models.Model):
    """An address that ``page`` had once, and that leads to it. A page that has it now comes before."""

    MOVABLE: ClassVar = (PageKind.TOPIC, PageKind.QUESTION)

    page = models.ForeignKey("Page", models.CASCADE, related_name="old_addresses")
    kind = models.CharField(max_length=20, choices=PageKind)
    slug = models.SlugField(max_length=100)

    class Meta:
        verbose_name = "old address"
        verbose_name_plural = "old addresses"
        ordering = ["kind", "slug"]
        constraints = [
            UniqueConstraint(fields=["kind", "slug"], name="old_address_once"),
            CheckConstraint(condition=Q(kind__in=PageKind.values) & ~Q(slug=""), name="old_address_whole"),
        ]

    def __str__(self) -> str:
        return f"{PageKind(self.kind).folder}/{self.slug}"
