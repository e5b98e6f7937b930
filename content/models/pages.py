"""Pages: anything a patient can open. One table for all of them, one more for each kind."""

import re
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils import timezone
from markdownx.models import MarkdownxField

from content.languages import page_root
from content.languagetags import MAX_CHARS, OURS
from content.models.choices import check_language, check_member, check_quote, check_span, choices_of
from content.models.reading import read_hash
from content.pipeline.citations import parse_claims
from content.pipeline.statements import Strength
from content.querysets import PageQuerySet


class PageKind(models.TextChoices):
    TOPIC = "topic", "Topic"
    INDICATION = "indication", "Use"
    CONTRAINDICATION = "contraindication", "Reason not to have it"
    SIDE_EFFECT = "side_effect", "Side effect"
    QUESTION = "question", "Question"
    DIFFERENCE = "difference", "Difference"
    GAP = "gap", "Open question"
    SITE = "site", "About this site"

    @property
    def folder(self) -> str:
        """The first part of the address, and the folder of the page's file."""
        return FOLDERS[self]


FOLDERS = {
    PageKind.TOPIC: "topics",
    PageKind.INDICATION: "uses",
    PageKind.CONTRAINDICATION: "who-should-not",
    PageKind.SIDE_EFFECT: "side-effects",
    PageKind.QUESTION: "questions",
    PageKind.DIFFERENCE: "differences",
    PageKind.GAP: "not-answered",
    PageKind.SITE: "site",
}
HOME = "home"
"""The slug of the page about this site that stands at "/"."""
RECORDS = (PageKind.INDICATION, PageKind.CONTRAINDICATION, PageKind.SIDE_EFFECT)
"""Kinds of page that only articles can make, each for one concept."""
WARNINGS = (PageKind.CONTRAINDICATION, PageKind.SIDE_EFFECT)
"""Kinds that warn: published only when fully supported, and never taken away by a change of a source."""


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    APPROVED = "approved", "Approved"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Page(models.Model):
    """A page of any kind: its address, text and state.

    ``is_present`` is False when the sources no longer back it; ``refusal`` says why the software did not
    publish a page that was meant to be public, or took it back. ``merged_into`` is the page that it belongs
    to since an editor said that both are the same: never one that is merged itself, and set by the loader.
    """

    KIND: ClassVar[PageKind | None] = None

    kind = models.CharField(max_length=20, choices=PageKind, editable=False)
    slug = models.SlugField(
        max_length=100,
        help_text="The last part of the address. If readers know it, the old one leads to the new one.",
    )
    title = models.CharField(
        max_length=300, help_text="The heading of the page, at most 65 characters. Begin with the keyword."
    )
    body = MarkdownxField(
        "text",
        blank=True,
        help_text="Markdown. The first paragraph is the short answer, at most two sentences. After each "
        'sentence comes its source: [@article-4 "the exact words"], or [@advice] for our own safety advice, '
        "or [@absence] for what no source says. Leave it empty to show short quotes of the sources only.",
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    group = models.CharField(
        max_length=100, blank=True, help_text="The heading under which the index lists it."
    )
    order = models.IntegerField(default=0, help_text="Pages with a lower number come first in their group.")
    related = models.JSONField(
        default=list, blank=True, help_text='A list of "kind/slug", at most 3 are shown.'
    )
    disagreements = models.JSONField(
        default=list, blank=True, help_text="Keys of the disagreements that the page shows."
    )
    figures = models.JSONField(default=list, blank=True, help_text="Ids of the drawings that the page shows.")
    language = models.CharField(
        max_length=MAX_CHARS,
        default=OURS,
        validators=[check_language],
        help_text='The language of title and text, as BCP 47 writes it: "en-GB", "tr".',
    )
    is_present = models.BooleanField(
        "backed by the sources", default=True, help_text="Set by the loader, never by hand."
    )
    refusal = models.JSONField(default=list, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="merged_pages"
    )
    first_published_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_review_on = models.DateField(null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="pages_written",
        help_text="Who changed the words last. Empty where they came from a file.",
    )
    read_sha256 = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="SHA-256 of all that readers read of the page: what a signature is under.",
    )
    file_head = models.TextField(blank=True, editable=False)
    file_tail = models.TextField(blank=True, editable=False)
    file_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "order", "title"]
        permissions = [("publish_page", "Can publish a page"), ("review_page", "Can sign a page off")]
        constraints = [
            UniqueConstraint(fields=["kind", "slug"], name="page_address_once"),
            CheckConstraint(condition=Q(kind__in=PageKind.values), name="page_kind_known"),
            CheckConstraint(condition=Q(status__in=Status.values), name="page_status_known"),
            CheckConstraint(condition=~Q(slug="") & ~Q(title=""), name="page_has_slug_and_title"),
            CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")), name="page_not_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        """Sets the kind, the hash of what readers read, and ``changed_at`` when the title or text changes."""
        self.kind = self.KIND or self.kind
        derived = {"read_sha256"}
        if self._has_new_text():
            self.changed_at = timezone.now()
            derived.add("changed_at")
        self.read_sha256 = read_hash(self)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *derived}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """In the language of the interface. Pages about the site itself stand at its top: "/privacy/"."""
        folder = "" if self.kind == PageKind.SITE else f"{PageKind(self.kind).folder}/"
        slug = "" if (self.kind, self.slug) == (PageKind.SITE, HOME) else f"{self.slug}/"
        return f"{page_root()}{folder}{slug}"

    def clean(self) -> None:
        """Browsers send the line ends of Windows; files and claims count those of Unix."""
        self.body = self.body.replace("\r\n", "\n")

    def _has_new_text(self) -> bool:
        if self.pk is None:
            return bool(self.body)
        stored = Page.objects.filter(pk=self.pk).values_list("title", "body").first()
        return stored != (self.title, self.body)

    @property
    def address(self) -> str:
        """ "kind/slug", the name by which pages refer to each other and messages to pages."""
        return f"{self.kind}/{self.slug}"

    @property
    def is_public(self) -> bool:
        """Whether readers can open it, as ``published()`` has it."""
        return self.status == Status.PUBLISHED and self.merged_into_id is None

    @property
    def is_warning(self) -> bool:
        return self.kind in WARNINGS

    @property
    def is_curated(self) -> bool:
        """It has a text of our own, not only quotes."""
        return bool(self.body)

    @property
    def wanted_status(self) -> str:
        """The status a person gave it: "published" also while the software refuses that."""
        return Status.PUBLISHED if self.refusal else self.status

    @property
    def short_answer(self) -> str:
        """The first paragraph in plain text, whole: a shortened warning can turn into its opposite.

        Raises BadCitation for a text that neither the loader nor the admin lets in.
        """
        paragraph = re.split(r"\n[ \t]*\n", self.body.strip(), maxsplit=1)[0]
        return " ".join(claim.text for claim in parse_claims(paragraph, file=self.address))

    @property
    def specific(self) -> "Page":
        """The row of the page's own kind."""
        return self if self.KIND else getattr(self, self.kind.replace("_", ""))


class Topic(Page):
    """An explainer."""

    KIND = PageKind.TOPIC

    main_question = models.ForeignKey(
        "Question", models.SET_NULL, null=True, blank=True, related_name="topics"
    )


class Indication(Page):
    """Something that the sources say it is used for."""

    KIND = PageKind.INDICATION

    concept = models.SlugField(max_length=100, unique=True)
    broader = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="narrower")
    is_disputed = models.BooleanField(default=False, help_text="A source denies what another says.")


class Contraindication(Page):
    """A reason not to have it, or to ask a doctor first."""

    KIND = PageKind.CONTRAINDICATION

    concept = models.SlugField(max_length=100, unique=True)
    strength = models.CharField(max_length=30, choices=choices_of(Strength))
    strength_by_source = models.JSONField(default=dict, blank=True)
    population = models.CharField(max_length=1000, blank=True)
    broader = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="narrower")

    class Meta:
        constraints = [check_member("strength", Strength, "contraindication_strength_known")]


class SideEffect(Page):
    """Something unwanted that the sources say can happen."""

    KIND = PageKind.SIDE_EFFECT

    class Scope(models.TextChoices):
        GENERAL = "general", "Anyone"
        GROUP_SPECIFIC = "group_specific", "One group of people"

    concept = models.SlugField(max_length=100, unique=True)
    scope = models.CharField(max_length=20, choices=Scope, default=Scope.GENERAL)
    population = models.CharField(max_length=1000, blank=True)
    broader = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="narrower")

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(scope__in=["general", "group_specific"]), name="side_effect_scope_known"
            )
        ]


class Question(Page):
    """A question that patients ask, once, however many articles ask it."""

    KIND = PageKind.QUESTION

    intent = models.CharField(max_length=300, unique=True)


class Difference(Page):
    """A point, or several, on which the articles differ, in our own words."""

    KIND = PageKind.DIFFERENCE


class Gap(Page):
    """A question that no article answers; its slug is the item of the checklist (pipeline/checklist.py)."""

    KIND = PageKind.GAP

    class Meta:
        verbose_name = "open question"


class Site(Page):
    """A page about this site itself: what it keeps, how it checks, for whom it works."""

    KIND = PageKind.SITE

    class Meta:
        verbose_name = "page about this site"
        verbose_name_plural = "pages about this site"


class QuestionVariant(models.Model):
    """One printed way of asking the question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="variants")
    passage = models.ForeignKey("Passage", models.CASCADE, related_name="question_variants")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    kind = models.CharField(max_length=30)
    is_duplicate = models.BooleanField(default=False)

    class Meta:
        ordering = ["question", "passage", "start"]
        constraints = [
            UniqueConstraint(fields=["question", "passage", "start", "end"], name="variant_once"),
            check_span("variant_span"),
            check_quote("variant_quote_length"),
        ]

    def __str__(self) -> str:
        return self.quote


class QuestionComponent(models.Model):
    """A passage that answers the question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="components")
    passage = models.ForeignKey("Passage", models.CASCADE, related_name="question_components")

    class Meta:
        ordering = ["question", "passage"]
        constraints = [UniqueConstraint(fields=["question", "passage"], name="component_once")]

    def __str__(self) -> str:
        return str(self.passage)
