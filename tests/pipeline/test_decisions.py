"""Decisions: what a name means is applied at every reading, and nothing is dropped that was not rejected."""

from itertools import permutations

import pytest

from content.pipeline.decisions import Decision, DecisionKind, apply_decisions
from content.pipeline.passages import Disposition
from content.pipeline.run import build_library
from content.pipeline.statements import Role, Strength
from tests.pipeline.reading import read

AVOID = "Contraindications\n\n- Pregnancy\n- Zebra stripes on the cheeks\n- Magnetic rings\n"
CARE = "Precautions\n\nUse it with caution in people with epilepsy.\n"
EFFECTS = "Side effects\n\n- Redness\n- Zebra stripes on the cheeks\n"
STRIPES, RINGS = "proposed-cheek-stripe-zebra", "proposed-magnetic-ring"
CONTRA = Role.CONTRAINDICATION


def decided(kind, concept="", name="", proposal=STRIPES, role=CONTRA):
    return Decision(role, proposal, DecisionKind(kind), concept, name)


def library(*texts, decisions=()):
    return build_library([read(text, f"page-{n}") for n, text in enumerate(texts, 1)], decisions)


def records(made):
    return {(r.role.value, r.concept, r.name, r.is_proposed) for r in made.records}


PREGNANCY = ("contraindication", "pregnancy", "Pregnancy", False)
OPEN_STRIPES = ("contraindication", STRIPES, "Zebra stripes on the cheeks", True)
OPEN_RINGS = ("contraindication", RINGS, "Magnetic rings", True)


def test_a_name_that_nobody_knows_is_a_record_that_says_so():
    assert records(library(AVOID)) == {PREGNANCY, OPEN_STRIPES, OPEN_RINGS}


CASES = {
    "mapped": ([decided("mapped", "epilepsy")], ("contraindication", "epilepsy", "Epilepsy", False)),
    "accepted": (
        [decided("accepted", "stripes", "Stripes")],
        ("contraindication", "stripes", "Stripes", False),
    ),
    "rejected": ([decided("rejected")], None),
}


@pytest.mark.parametrize("case", CASES)
def test_a_decision_replaces_the_name(case):
    decisions, record = CASES[case]
    assert records(library(AVOID, decisions=decisions)) == {
        PREGNANCY,
        OPEN_RINGS,
        *([record] if record else []),
    }


def test_a_decision_holds_for_its_role_only():
    made = library(AVOID, EFFECTS, decisions=[decided("rejected", role=Role.SIDE_EFFECT)])
    assert records(made) == {
        PREGNANCY,
        OPEN_STRIPES,
        OPEN_RINGS,
        ("side_effect", "redness", "Redness", False),
    }


def test_a_decision_about_a_name_that_no_article_prints_does_nothing():
    assert library(CARE, decisions=[decided("accepted", "stripes", "Stripes")]) == library(CARE)


def test_statements_that_the_vocabulary_knows_are_left_as_they_are():
    statements = read(CARE).statements
    concept = statements[0].concept
    assert apply_decisions(statements, [decided("rejected", proposal=concept)]) == statements


@pytest.mark.parametrize(
    ("last", "record"),
    [
        (decided("mapped", "epilepsy", proposal=RINGS), ("contraindication", "epilepsy", "Epilepsy", False)),
        (
            decided("accepted", "rings", "Rings", proposal=RINGS),
            ("contraindication", "rings", "Rings", False),
        ),
    ],
)
def test_a_chain_is_followed_to_its_end(last, record):
    for decisions in permutations([decided("mapped", RINGS), last]):
        made = library(AVOID, decisions=decisions)
        assert records(made) == {PREGNANCY, record}
        assert len(next(r for r in made.records if r.concept == record[1]).statements) == 2


def test_a_name_merged_into_one_that_nobody_has_placed_waits_with_it():
    made = library(AVOID, decisions=[decided("mapped", RINGS)])
    (record,) = [r for r in made.records if r.is_proposed]
    assert (record.concept, {s.name for s in record.statements}) == (
        RINGS,
        {"Zebra stripes on the cheeks", "Magnetic rings"},
    )


def test_a_circle_is_left_as_proposed():
    circle = [decided("mapped", RINGS), decided("mapped", STRIPES, proposal=RINGS)]
    assert records(library(AVOID, decisions=circle)) == {PREGNANCY, OPEN_STRIPES, OPEN_RINGS}


def test_the_strictest_strength_counts_after_a_merge():
    made = library(AVOID, CARE, decisions=[decided("mapped", "epilepsy")])
    record = next(r for r in made.records if r.concept == "epilepsy")
    assert record.strength is Strength.AVOID
    assert record.strength_by_source == (("page-1", Strength.AVOID), ("page-2", Strength.CAUTION))


def test_proposals_stay_known_whatever_was_decided():
    for decisions in ([], [decided("rejected")], [decided("mapped", "epilepsy")]):
        made = library(AVOID, decisions=decisions)
        assert {(p.concept, p.name) for p in made.proposals} == {OPEN_STRIPES[1:3], OPEN_RINGS[1:3]}
    merged = {p.concept: p for p in library(AVOID, decisions=[decided("mapped", RINGS)]).proposals}
    assert [len(merged[concept].statements) for concept in (STRIPES, RINGS)] == [1, 2]


def test_a_passage_that_only_named_what_was_rejected_is_set_aside_with_a_reason():
    def fate(*decisions):
        (reading,) = library(AVOID, decisions=decisions).readings
        return {p.quote: (p.disposition, p.reason) for p in reading.passages}

    before, after = fate(), fate(decided("rejected"))
    assert before["- Zebra stripes on the cheeks"][0] is Disposition.USED
    assert after["- Zebra stripes on the cheeks"] == (Disposition.REJECTED, "rejected_name")
    assert {quote for quote in before if before[quote] != after[quote]} == {"- Zebra stripes on the cheeks"}


def test_a_name_that_nobody_has_placed_differs_from_nothing():
    other = "Precautions\n\nUse it with caution if you have any of these:\n\n- Magnetic rings\n"
    texts = (AVOID, other)
    assert library(*texts).disagreements == ()
    placed = library(*texts, decisions=[decided("accepted", "rings", "Rings", proposal=RINGS)])
    assert {d.key for d in placed.disagreements} == {"strength-rings"}


def test_a_name_that_nobody_has_placed_is_no_group_of_people():
    text = "Who should not have it?\n\n- Magnetic rings: may cause redness\n"
    made = library(text)
    assert all(r.population is None for r in made.records)


def test_the_order_of_readings_and_decisions_does_not_matter():
    decisions = [decided("mapped", RINGS), decided("accepted", "rings", "Rings", proposal=RINGS)]
    readings = [read(text, f"page-{n}") for n, text in enumerate((AVOID, CARE, EFFECTS))]
    first = build_library(readings, decisions)
    assert all(
        build_library(order, given) == first
        for order in permutations(readings)
        for given in permutations(decisions)
    )
