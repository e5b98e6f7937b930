"""What ties pages to sources: statements, claims with citations and verdicts, sign-offs, disagreements."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from content.models.choices import check_member, check_quote, check_sha256, check_span, choices_of
from content.pipeline.anchors import AnchorState
from content.pipeline.citations import Basis
from content.pipeline.disagreements import DisagreementKind, Severity
from content.pipeline.statements import Polarity, Role, Strength
from content.pipeline.verdicts import Support


class Statement(models.Model):
    """What one passage asserts. Words of degree are the source's own; empty where it gives none."""

    passage = models.ForeignKey("Passage", models.CASCADE, related_name="statements")
    mention_start = models.PositiveIntegerField()
    mention_end = models.PositiveIntegerField()
    role = models.CharField(max_length=20, choices=choices_of(Role))
    concept = models.SlugField(max_length=100)
    polarity = models.CharField(max_length=20, choices=choices_of(Polarity))
    strength = models.CharField(  # noqa: DJ001  null: it does not warn, which is no strength
        max_length=30, choices=choices_of(Strength), null=True, blank=True
    )
    list_strength = models.CharField(  # noqa: DJ001  the same, for the list the passage stands in
        max_length=30, choices=choices_of(Strength), null=True, blank=True
    )
    population = models.CharField(max_length=1000, blank=True)
    site = models.CharField(max_length=100, blank=True)
    frequency = models.CharField(max_length=100, blank=True)
    seriousness = models.CharField(max_length=100, blank=True)
    duration = models.CharField(max_length=200, blank=True)
    hedges = models.JSONField(default=list, blank=True)
    page = models.ForeignKey("Page", models.SET_NULL, null=True, blank=True, related_name="statements")

    class Meta:
        ordering = ["passage", "mention_start", "role", "concept"]
        constraints = [
            UniqueConstraint(fields=["passage", "role", "concept", "mention_start"], name="statement_once"),
            CheckConstraint(condition=Q(mention_start__lt=F("mention_end")), name="statement_mention"),
            check_member("role", Role, "statement_role_known"),
            check_member("polarity", Polarity, "statement_polarity_known"),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.concept}"


class Claim(models.Model):
    """One published sentence. ``[start, end)`` counts code points of the page's Markdown.

    ``context`` is the lead-in of a list whose item the claim is; both together are what is checked.
    """

    page = models.ForeignKey("Page", models.CASCADE, related_name="claims")
    position = models.PositiveIntegerField()
    text = models.TextField()
    context = models.TextField(blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    basis = models.CharField(max_length=20, choices=choices_of(Basis))
    heading = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["page", "position"]
        constraints = [
            UniqueConstraint(fields=["page", "position"], name="claim_position_once"),
            check_span("claim_span"),
            check_member("basis", Basis, "claim_basis_known"),
            CheckConstraint(condition=~Q(text=""), name="claim_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.text}"


class Citation(models.Model):
    """A claim's pointer to evidence, resolved to ``[start, end)`` of a snapshot where the words stand."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="citations")
    position = models.PositiveIntegerField()
    source = models.ForeignKey("Source", models.PROTECT, related_name="citations")
    quote = models.TextField()
    snapshot = models.ForeignKey("Snapshot", models.PROTECT, null=True, blank=True, related_name="citations")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    anchor = models.CharField(max_length=20, choices=choices_of(AnchorState))
    suggestions = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["claim", "position"]
        constraints = [
            UniqueConstraint(fields=["claim", "position"], name="citation_position_once"),
            check_member("anchor", AnchorState, "citation_anchor_known"),
            CheckConstraint(
                condition=Q(snapshot__isnull=True, start__isnull=True, end__isnull=True)
                | Q(snapshot__isnull=False, start__isnull=False, end__isnull=False, end__gt=F("start")),
                name="citation_span_with_snapshot",
            ),
            CheckConstraint(
                condition=Q(snapshot__isnull=False) | ~Q(anchor=AnchorState.EXACT),
                name="citation_exact_has_place",
            ),
        ]

    def __str__(self) -> str:
        return f'{self.source.source_id} "{self.quote[:60]}"'


class Verdict(models.Model):
    """The result of checking a claim. It is the software's alone, and never a person's review."""

    claim = models.OneToOneField(Claim, models.CASCADE, related_name="verdict")
    support = models.CharField(max_length=20, choices=choices_of(Support))
    anchor = models.CharField(max_length=20, choices=choices_of(AnchorState), blank=True)
    reasons = models.JSONField(default=list, blank=True)
    checker_version = models.CharField(max_length=40)
    snapshot_hashes = models.JSONField(default=list, blank=True)
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["claim"]
        constraints = [
            check_member("support", Support, "verdict_support_known"),
            check_member("anchor", AnchorState, "verdict_anchor_known", blank=True),
        ]

    def __str__(self) -> str:
        return f"{self.support}, {self.anchor or 'no citation'}"


class SignOff(models.Model):
    """A person's approval of exactly one text of a page, named by the text's SHA-256."""

    class Role(models.TextChoices):
        EDITOR = "editor", "Editor"
        CLINICAL_REVIEWER = "clinical_reviewer", "Clinical reviewer"
        PUBLISHER = "publisher", "Publisher"

    page = models.ForeignKey("Page", models.CASCADE, related_name="sign_offs")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sign_offs")
    role = models.CharField(max_length=20, choices=Role)
    text_sha256 = models.CharField("SHA-256 of the text", max_length=64)
    signed_on = models.DateField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["page", "-signed_on", "-pk"]
        constraints = [
            UniqueConstraint(fields=["page", "person", "role", "text_sha256"], name="sign_off_once"),
            CheckConstraint(
                condition=Q(role__in=["editor", "clinical_reviewer", "publisher"]), name="sign_off_role_known"
            ),
            check_sha256("text_sha256", "sign_off_sha256_length"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.signed_on:%-d %B %Y}"


class Disagreement(models.Model):
    """A point on which sources, or one source with itself, differ."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        SHOWN = "shown", "Shown to readers"
        SETTLED = "settled", "Settled"

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=choices_of(DisagreementKind))
    severity = models.CharField(max_length=10, choices=choices_of(Severity))
    subject = models.CharField(max_length=300)
    concepts = models.JSONField(default=list, blank=True)
    safest = models.TextField("safest reading", blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    settled_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["key"]
        constraints = [
            check_member("kind", DisagreementKind, "disagreement_kind_known"),
            check_member("severity", Severity, "disagreement_severity_known"),
            CheckConstraint(
                condition=Q(state__in=["open", "shown"], settled_reason="")
                | (Q(state="settled") & ~Q(settled_reason="")),
                name="disagreement_settled_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class DisagreementPosition(models.Model):
    """What one source says on the point, in its own words."""

    disagreement = models.ForeignKey(Disagreement, models.CASCADE, related_name="positions")
    source = models.ForeignKey("Source", models.PROTECT, related_name="positions")
    passage = models.ForeignKey("Passage", models.CASCADE, null=True, blank=True, related_name="positions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    stance = models.CharField(max_length=200)

    class Meta:
        ordering = ["disagreement", "source", "start"]
        constraints = [
            UniqueConstraint(
                fields=["disagreement", "source", "start", "end", "stance"], name="position_once"
            ),
            check_span("position_span"),
            check_quote("position_quote_length"),
        ]

    def __str__(self) -> str:
        return f"{self.source.source_id}: {self.stance}"
