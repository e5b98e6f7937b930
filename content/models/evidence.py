"""What ties pages to sources: statements, claims with citations and verdicts, and what people decided."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from content.models.choices import check_member, check_quote, check_sha256, check_span, choices_of
from content.models.pages import WARNINGS, Difference, PageKind
from content.pipeline.anchors import AnchorState
from content.pipeline.citations import Basis
from content.pipeline.disagreements import DisagreementKind, Severity
from content.pipeline.proposals import PREFIX
from content.pipeline.statements import RECORD_ROLES, Polarity, Role, Strength
from content.pipeline.verdicts import Support
from content.querysets import ProposalQuerySet, SelfTestQuerySet


class Statement(models.Model):
    """What one passage asserts. Words of degree are the source's own; empty where it gives none.

    ``name`` is that of a concept which the vocabulary lacks: the article's words while it is proposed, an
    editor's once it is accepted. What is only proposed has no page. ``is_weighed``: no rule gave it its role,
    but the weight of the words around it (content/pipeline/weighing.py).
    """

    passage = models.ForeignKey("Passage", models.CASCADE, related_name="statements")
    mention_start = models.PositiveIntegerField()
    mention_end = models.PositiveIntegerField()
    role = models.CharField(max_length=20, choices=choices_of(Role))
    concept = models.SlugField(max_length=100)
    name = models.TextField("name that the vocabulary lacks", blank=True)
    is_proposed = models.BooleanField("nobody has placed the name yet", default=False)
    is_weighed = models.BooleanField("read by the words around it, by no rule", default=False)
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
            CheckConstraint(
                condition=Q(is_proposed=False) | (Q(page__isnull=True) & ~Q(name="")),
                name="statement_proposed_has_no_page",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.concept}"


class Claim(models.Model):
    """One published sentence. ``[start, end)`` counts code points of the page's Markdown.

    ``context`` is the lead-in of a list whose item the claim is; both together are what is checked.
    ``override`` is the decision of a person that held when it was checked last.
    """

    page = models.ForeignKey("Page", models.CASCADE, related_name="claims")
    position = models.PositiveIntegerField()
    text = models.TextField()
    context = models.TextField(blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    basis = models.CharField(max_length=20, choices=choices_of(Basis))
    heading = models.CharField(max_length=200, blank=True)
    override = models.ForeignKey(
        "Override", models.SET_NULL, null=True, blank=True, related_name="claims", editable=False
    )

    name: str = ""
    """Its lasting name on its page (content/sentences.py), where a view has given it one."""

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
    checker_version = models.CharField(max_length=120)
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


class SelfTest(models.Model):
    """How many of our own sentences, made false on purpose, one version of the checker caught."""

    checker_version = models.CharField(max_length=40, unique=True)
    sentences = models.PositiveIntegerField()
    made = models.PositiveIntegerField("falsehoods made")
    caught = models.PositiveIntegerField("falsehoods caught")
    critical = models.PositiveIntegerField("passed in a warning: “not”, a number or a unit")
    kinds = models.JSONField(default=list, blank=True)
    escapes = models.JSONField("what passed", default=list, blank=True)
    is_good_enough = models.BooleanField("good enough to publish on")
    tested_at = models.DateTimeField()

    objects = SelfTestQuerySet.as_manager()

    class Meta:
        ordering = ["-tested_at"]
        verbose_name = "test of the checker"
        verbose_name_plural = "tests of the checker"
        constraints = [CheckConstraint(condition=Q(caught__lte=F("made")), name="self_test_caught_of_made")]

    def __str__(self) -> str:
        return f"{self.caught} of {self.made} falsehoods caught"


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
    history = models.TextField(
        "what was decided before",
        blank=True,
        editable=False,
        help_text="Written by the loader where a new statement has opened a settled point again.",
    )

    own_page: Difference | None = None
    """The public page about the point, where a view has looked it up."""

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

    @property
    def is_difference(self) -> bool:
        """Whether the articles differ on it and nobody has settled how: words that look alike are none."""
        return self.state != self.State.SETTLED and self.kind != DisagreementKind.LOOK_ALIKE


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


class ProposedConcept(models.Model):
    """A name that a clear list prints and the vocabulary lacks, and what an editor decided about it.

    ``state`` says what the other columns hold: nothing while it is ``open``; what it means (``concept``, an
    id of the vocabulary or another proposal of the role) where it is ``mapped``; a new id and the editor's
    name where it is ``accepted``; why it was left out where it is ``rejected``. ``decided_by`` is the person
    who decided here, or took a decision back; empty where nobody did, or the decision came from a file.
    """

    class State(models.TextChoices):
        OPEN = "open", "Nobody has decided"
        MAPPED = "mapped", "Means something that has a name"
        ACCEPTED = "accepted", "A thing of its own"
        REJECTED = "rejected", "Does not belong here"

    role = models.CharField(
        "what the list says it is",
        max_length=20,
        choices=[(role.value, PageKind(role.value).label) for role in RECORD_ROLES],
        help_text="By the heading or the sentence over the list. It cannot be changed here.",
    )
    proposal = models.SlugField("identifier", max_length=100, allow_unicode=True)
    name = models.TextField("name in the article", help_text="The words of the article.")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    concept = models.SlugField(
        max_length=100, blank=True, allow_unicode=True, help_text="The identifier of what it means."
    )
    accepted_name = models.CharField(
        "our name for it",
        max_length=100,
        blank=True,
        help_text="In plain words, as the heading of its page: at most 65 characters.",
    )
    reason = models.TextField(
        blank=True,
        help_text="Needed where it does not belong here. Whoever asks later why a warning was left out "
        "reads this.",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="placed_names"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    is_present = models.BooleanField(
        "printed by an article in use",
        default=True,
        help_text="Set by the loader, never by hand. Where it is no longer printed, the decision is kept.",
    )
    source_count = models.PositiveIntegerField("articles", default=0, editable=False)
    statement_count = models.PositiveIntegerField("places", default=0, editable=False)
    passages = models.ManyToManyField("Passage", related_name="proposals", blank=True, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "name to place"
        verbose_name_plural = "names to place"
        ordering = ["role", "name", "proposal"]
        constraints = [
            UniqueConstraint(fields=["role", "proposal"], name="proposal_once"),
            UniqueConstraint(
                fields=["role", "concept"], condition=Q(state="accepted"), name="proposal_accepted_once"
            ),
            CheckConstraint(
                condition=Q(role__in=["contraindication", "side_effect", "indication"]),
                name="proposal_role_known",
            ),
            CheckConstraint(condition=Q(proposal__startswith=PREFIX) & ~Q(name=""), name="proposal_has_name"),
            CheckConstraint(
                condition=Q(state="open", concept="", accepted_name="", reason="")
                | (Q(state="mapped", accepted_name="") & ~Q(concept=""))
                | (
                    Q(state="accepted")
                    & ~Q(concept="")
                    & ~Q(concept__startswith=PREFIX)
                    & ~Q(accepted_name="")
                )
                | (Q(state="rejected", concept="", accepted_name="") & ~Q(reason="")),
                name="proposal_state_holds",
            ),
            CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="proposal_decided_by_somebody",
            ),
            CheckConstraint(condition=~Q(concept=F("proposal")), name="proposal_not_itself"),
            CheckConstraint(
                condition=Q(is_present=True, source_count__gt=0, statement_count__gte=F("source_count"))
                | Q(is_present=False, source_count=0, statement_count=0),
                name="proposal_present_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """ "role/identifier", the name by which messages refer to it."""
        return f"{self.role}/{self.proposal}"

    @property
    def is_warning(self) -> bool:
        return self.role in WARNINGS

    @property
    def is_merged(self) -> bool:
        """It was decided to be the same as another of these names."""
        return self.concept.startswith(PREFIX)
