"""The tables refuse what does not hold together, whoever writes to them."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from content.models import (
    Citation,
    Claim,
    Contraindication,
    Disagreement,
    DisagreementPosition,
    Indication,
    Link,
    OldAddress,
    Page,
    Passage,
    ProposedConcept,
    Question,
    QuestionComponent,
    QuestionVariant,
    SideEffect,
    SignOff,
    Snapshot,
    Source,
    Statement,
    SuggestedMerge,
    Topic,
    Verdict,
)
from content.pipeline.snapshots import take_snapshot

pytestmark = pytest.mark.django_db
TEXT = "Redness is common. Redness is common."


class World:
    """One good row of each table; ``row(Model, **changes)`` is another one, changed and not yet saved."""

    def __init__(self):
        self.source = Source.objects.create(source_id="a", title="A")
        self.snapshot = self.source.snapshots.create(
            sha256=take_snapshot("a", TEXT).sha256, text=TEXT, loaded_at=timezone.now()
        )
        self.passage = self.snapshot.passages.create(
            position=0, start=0, end=18, quote=TEXT[:18], kind="sentence", disposition="used"
        )
        self.page = Question.objects.create(slug="how-common", intent="how-common", title="How common?")
        self.claim = self.page.claims.create(position=1, text="Redness.", start=0, end=8, basis="citation")
        self.disagreement = Disagreement.objects.create(key="k", kind="fact", severity="low", subject="s")
        self.person = User.objects.create(username="ana")

    def row(self, model, **changes):
        good = {
            Source: {"source_id": "b", "title": "B"},
            Snapshot: {
                "source": self.source,
                "sha256": "0" * 64,
                "text": "x",
                "is_current": False,
                "loaded_at": timezone.now(),
            },
            Passage: {
                "snapshot": self.snapshot,
                "position": 1,
                "start": 19,
                "end": 37,
                "quote": TEXT[19:37],
                "kind": "sentence",
                "disposition": "used",
            },
            Topic: {"slug": "t", "title": "T"},
            Indication: {"slug": "i", "title": "I", "concept": "i"},
            Contraindication: {"slug": "c", "title": "C", "concept": "c", "strength": "avoid"},
            SideEffect: {"slug": "s", "title": "S", "concept": "s"},
            Question: {"slug": "q", "title": "Q", "intent": "q"},
            QuestionVariant: {
                "question": self.page,
                "passage": self.passage,
                "start": 0,
                "end": 7,
                "quote": "Redness",
                "kind": "heading",
            },
            QuestionComponent: {"question": self.page, "passage": self.passage},
            Statement: {
                "passage": self.passage,
                "mention_start": 0,
                "mention_end": 7,
                "role": "side_effect",
                "concept": "redness",
                "polarity": "affirmed",
            },
            Claim: {"page": self.page, "position": 2, "text": "x", "start": 9, "end": 10, "basis": "advice"},
            Citation: {
                "claim": self.claim,
                "position": 1,
                "source": self.source,
                "quote": "Redness",
                "snapshot": self.snapshot,
                "start": 0,
                "end": 7,
                "anchor": "exact",
            },
            Verdict: {
                "claim": self.claim,
                "support": "supported",
                "checker_version": "1",
                "checked_at": timezone.now(),
            },
            SignOff: {
                "page": self.page,
                "person": self.person,
                "role": "editor",
                "text_sha256": "0" * 64,
                "signed_on": date(2026, 11, 22),
            },
            Disagreement: {"key": "l", "kind": "number", "severity": "high", "subject": "s"},
            DisagreementPosition: {
                "disagreement": self.disagreement,
                "source": self.source,
                "start": 0,
                "end": 7,
                "quote": "Redness",
                "stance": "x",
            },
            ProposedConcept: {
                "role": "side_effect",
                "proposal": "proposed-stripe",
                "name": "Stripes",
                "source_count": 1,
                "statement_count": 2,
            },
            Link: {"kind": "not_same", "first": "how-common", "other": "words:x"},
            SuggestedMerge: {
                "family": "question",
                "first": "how-common",
                "other": "words:x",
                "first_words": "How common?",
                "other_words": "X?",
                "score": 0.5,
            },
            OldAddress: {"page": self.page, "kind": "question", "slug": "old"},
        }[model]
        return model(**good | changes)


@pytest.fixture
def world():
    return World()


TABLES = [
    *(Source, Snapshot, Passage, Topic, Indication, Contraindication, SideEffect, Question, QuestionVariant),
    *(QuestionComponent, Statement, Claim, Citation, Verdict, SignOff, Disagreement, DisagreementPosition),
    *(ProposedConcept, Link, SuggestedMerge, OldAddress),
]

REFUSED = [
    ("source_has_title", Source, {"title": ""}),
    ("source_interest_known", Source, {"interest": "money"}),
    ("snapshot_one_current", Snapshot, {"is_current": True}),
    ("snapshot_sha256_length", Snapshot, {"sha256": "0" * 63}),
    ("snapshot_has_text", Snapshot, {"text": ""}),
    ("passage_position_once", Passage, {"position": 0}),
    ("passage_start_once", Passage, {"start": 0, "end": 7, "quote": "Redness"}),
    ("passage_span", Passage, {"end": 19, "quote": ""}),
    ("passage_quote_length", Passage, {"quote": TEXT[19:36]}),
    ("passage_kind_known", Passage, {"kind": "poem"}),
    ("passage_disposition_known", Passage, {"disposition": "lost"}),
    ("passage_duplicate_of_set", Passage, {"disposition": "duplicate"}),
    ("passage_label_inside", Passage, {"label_start": 18, "label_end": 20}),
    ("passage_label_inside", Passage, {"label_start": 19}),
    ("page_status_known", Topic, {"status": "live"}),
    ("page_has_slug_and_title", Topic, {"title": ""}),
    ("source_origin_known", Source, {"origin": "rumour"}),
    ("contraindication_strength_known", Contraindication, {"strength": "perhaps"}),
    ("side_effect_scope_known", SideEffect, {"scope": "some"}),
    ("variant_span", QuestionVariant, {"start": 7, "quote": ""}),
    ("variant_quote_length", QuestionVariant, {"quote": "Red"}),
    ("statement_mention", Statement, {"mention_end": 0}),
    ("statement_role_known", Statement, {"role": "rumour"}),
    ("statement_polarity_known", Statement, {"polarity": "maybe"}),
    ("statement_proposed_has_no_page", Statement, {"is_proposed": True}),
    ("claim_position_once", Claim, {"position": 1}),
    ("claim_span", Claim, {"end": 9}),
    ("claim_basis_known", Claim, {"basis": "hearsay"}),
    ("claim_has_text", Claim, {"text": ""}),
    ("citation_anchor_known", Citation, {"anchor": "near"}),
    ("citation_span_with_snapshot", Citation, {"snapshot": None, "anchor": "missing"}),
    ("citation_span_with_snapshot", Citation, {"end": 0}),
    ("citation_span_with_snapshot", Citation, {"end": None}),
    ("citation_exact_has_place", Citation, {"snapshot": None, "start": None, "end": None}),
    ("verdict_support_known", Verdict, {"support": "likely"}),
    ("verdict_anchor_known", Verdict, {"anchor": "near"}),
    ("sign_off_role_known", SignOff, {"role": "software"}),
    ("sign_off_sha256_length", SignOff, {"text_sha256": ""}),
    ("disagreement_kind_known", Disagreement, {"kind": "quarrel"}),
    ("disagreement_severity_known", Disagreement, {"severity": "odd"}),
    ("disagreement_settled_with_reason", Disagreement, {"state": "settled"}),
    ("disagreement_settled_with_reason", Disagreement, {"settled_reason": "because"}),
    ("position_span", DisagreementPosition, {"start": 7, "quote": ""}),
    ("position_quote_length", DisagreementPosition, {"quote": "Red"}),
    ("proposal_role_known", ProposedConcept, {"role": "benefit"}),
    ("proposal_has_name", ProposedConcept, {"name": ""}),
    ("proposal_has_name", ProposedConcept, {"proposal": "stripe"}),
    ("proposal_state_holds", ProposedConcept, {"state": "perhaps"}),
    ("proposal_state_holds", ProposedConcept, {"concept": "redness"}),
    ("proposal_state_holds", ProposedConcept, {"reason": "because"}),
    ("proposal_state_holds", ProposedConcept, {"state": "mapped"}),
    ("proposal_state_holds", ProposedConcept, {"state": "accepted", "concept": "stripes"}),
    ("proposal_state_holds", ProposedConcept, {"state": "accepted", "accepted_name": "Stripes"}),
    ("proposal_state_holds", ProposedConcept, {"state": "rejected"}),
    ("proposal_state_holds", ProposedConcept, {"state": "rejected", "reason": "r", "concept": "redness"}),
    ("proposal_decided_by_somebody", ProposedConcept, {"decided_at": timezone.now()}),
    ("proposal_not_itself", ProposedConcept, {"state": "mapped", "concept": "proposed-stripe"}),
    ("proposal_present_somewhere", ProposedConcept, {"source_count": 0}),
    ("proposal_present_somewhere", ProposedConcept, {"is_present": False}),
    ("proposal_present_somewhere", ProposedConcept, {"source_count": 3}),
    ("link_family_known", Link, {"family": "topic"}),
    ("link_of_two_things", Link, {"other": "how-common"}),
    ("link_of_two_things", Link, {"first": ""}),
    ("link_kind_known", Link, {"kind": "maybe"}),
    ("link_of_warnings_has_reason", Link, {"kind": "same", "family": "side_effect"}),
    ("link_decided_by_somebody", Link, {"decided_at": timezone.now()}),
    ("link_taken_back_by_somebody", Link, {"kind": "open"}),
    ("suggestion_family_known", SuggestedMerge, {"family": "topic"}),
    ("suggestion_of_two_things", SuggestedMerge, {"first": "words:x"}),
    ("suggestion_state_known", SuggestedMerge, {"state": "maybe"}),
    ("suggestion_has_words", SuggestedMerge, {"first_words": ""}),
    ("suggestion_score_range", SuggestedMerge, {"score": 1.5}),
    ("suggestion_answered_by_somebody", SuggestedMerge, {"state": "same"}),
    ("old_address_whole", OldAddress, {"kind": "poem"}),
    ("old_address_whole", OldAddress, {"slug": ""}),
]
TWICE = {
    "snapshot_once_per_source": Snapshot,
    "page_address_once": Topic,
    "variant_once": QuestionVariant,
    "component_once": QuestionComponent,
    "statement_once": Statement,
    "citation_position_once": Citation,
    "sign_off_once": SignOff,
    "position_once": DisagreementPosition,
    "proposal_once": ProposedConcept,
    "link_pair_once": Link,
    "suggestion_pair_once": SuggestedMerge,
    "old_address_once": OldAddress,
}


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_good_row_is_stored(world, model):
    row = world.row(model)
    row.save()
    assert model.objects.get(pk=row.pk) == row


@pytest.mark.parametrize(("constraint", "model", "changes"), REFUSED)
def test_constraint_refuses(world, constraint, model, changes):
    """The database itself refuses, and by this constraint: the model's own says so too."""
    with pytest.raises(IntegrityError), transaction.atomic():
        world.row(model, **changes).save()
    assert constraint in constraints_violated(world.row(model, **changes))


@pytest.mark.parametrize(("constraint", "model"), TWICE.items())
def test_second_row_is_refused(world, constraint, model):
    world.row(model).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        world.row(model).save()
    assert constraint in constraints_violated(world.row(model))


def test_every_constraint_is_tried():
    tried = {name for name, _, _ in REFUSED} | set(TWICE)
    ours = {c.name for model in (*TABLES, Page) for c in model._meta.constraints}
    assert ours - tried == {
        "page_kind_known",
        "page_not_into_itself",
        "proposal_accepted_once",
    }, "tried below"


def test_page_kind_is_known(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.filter(pk=world.page.pk).update(kind="poem")


def test_a_page_is_not_merged_into_itself(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.filter(pk=world.page.pk).update(merged_into=world.page.pk)


def test_two_names_cannot_both_become_the_same_new_thing(world):
    accepted = {"state": "accepted", "concept": "stripes", "accepted_name": "Stripes"}
    by = {"decided_by": world.person, "decided_at": timezone.now()}
    world.row(ProposedConcept, **accepted, **by).save()
    world.row(ProposedConcept, **accepted, **by, role="indication").save()
    second = world.row(ProposedConcept, **accepted, **by, proposal="proposed-lines")
    assert constraints_violated(second) == {"proposal_accepted_once"}
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


def constraints_violated(row: models.Model) -> set[str]:
    """The names of the constraints that Django finds violated."""
    found = set()
    if isinstance(row, Page):
        row.kind = row.KIND
    for model, constraints in row.get_constraints():
        for constraint in constraints:
            try:
                constraint.validate(model, row)
            except ValidationError:
                found.add(constraint.name)
    return found


def test_snapshot_text_is_never_edited(world):
    world.snapshot.text = "Redness is rare."
    with pytest.raises(ValueError, match="never edited"):
        world.snapshot.save()
    world.snapshot.refresh_from_db()
    world.snapshot.is_current = False
    world.snapshot.save()
    assert Snapshot.objects.get().text == TEXT


def test_cited_source_and_signing_person_cannot_be_deleted(world):
    world.row(Citation).save()
    world.row(SignOff).save()
    for row in (world.source, world.snapshot, world.person):
        with pytest.raises(models.ProtectedError):
            row.delete()


def test_kind_and_address_come_from_the_table(world):
    pages = [world.row(model) for model in (Topic, Indication, Contraindication, SideEffect, Question)]
    for page in pages:
        page.save()
    assert [(page.kind, page.get_absolute_url(), page.address) for page in pages] == [
        ("topic", "/topics/t/", "topic/t"),
        ("indication", "/uses/i/", "indication/i"),
        ("contraindication", "/who-should-not/c/", "contraindication/c"),
        ("side_effect", "/side-effects/s/", "side_effect/s"),
        ("question", "/questions/q/", "question/q"),
    ]
    assert [Page.objects.get(pk=page.pk).specific for page in pages] == pages


def test_short_answer_is_the_whole_first_paragraph_in_plain_words(world):
    world.page.body = (
        'Do **not** have it while you are pregnant. [@a "Redness"]\nAsk your doctor first. [@advice]\n\n'
        "Redness is common. [@advice]\n"
    )
    assert world.page.short_answer == "Do not have it while you are pregnant. Ask your doctor first."


def test_changed_at_moves_with_the_text_only(world):
    page = world.page
    assert page.changed_at is None
    page.status = "published"
    page.save()
    assert page.changed_at is None
    page.body = "Ask your doctor. [@advice]"
    page.save(update_fields=["body"])
    changed = Page.objects.get(pk=page.pk).changed_at
    assert changed is not None
    page.save()
    assert Page.objects.get(pk=page.pk).changed_at == changed


def test_published_is_the_only_door(world):
    for status in Page._meta.get_field("status").choices:
        Topic.objects.create(slug=status[0].replace("_", "-"), title=status[1], status=status[0])
    assert [page.slug for page in Page.objects.published()] == ["published"]
    assert [page.slug for page in Topic.objects.published()] == ["published"]


def test_line_ends_of_browsers_are_those_of_files(world):
    world.page.body = "One.\r\n\r\nTwo.\r\n"
    world.page.clean()
    assert world.page.body == "One.\n\nTwo.\n"
