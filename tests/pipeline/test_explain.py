"""Why two things are, or are not, the same: the relation, and the reason's code."""

import pytest

from content.pipeline.explain import Relation, explain_names, explain_questions
from content.pipeline.links import QUESTION, Link, LinkKind, Links
from content.pipeline.questions import wording_key
from content.pipeline.settings import Role

WARNING, EFFECT, USE = Role.CONTRAINDICATION, Role.SIDE_EFFECT, Role.INDICATION


@pytest.mark.parametrize(
    ("first", "other", "relation", "code"),
    [
        ((WARNING, "blood thinners"), (WARNING, "anticoagulants"), "same", "same_concept"),
        ((WARNING, "diabetes"), (WARNING, "insulin-dependent diabetes"), "narrower", "narrower"),
        ((WARNING, "haemophilia"), (WARNING, "bleeding disorders"), "broader", "broader"),
        ((WARNING, "liver disease"), (WARNING, "kidney disease"), "different", "other_concept"),
        ((WARNING, "allergies"), (USE, "allergies"), "different", "other_role"),
        ((EFFECT, "zebra stripes"), (EFFECT, "Zebra stripes"), "same", "same_words"),
        ((USE, "scars"), (EFFECT, "scarring"), "different", "other_role"),
        ((EFFECT, "bruising"), (EFFECT, "12 %"), "different", "not_read"),
    ],
)
def test_two_names(first, other, relation, code):
    found = explain_names(first, other)
    assert (found.relation, [reason.code for reason in found.reasons]) == (relation, [code])


def test_a_denied_name_is_not_the_affirmed_one():
    found = explain_names((USE, "weight loss"), (USE, "not a solution for weight loss"))
    assert found.relation is Relation.DIFFERENT


@pytest.mark.parametrize(
    ("first", "other", "codes"),
    [
        ("Is mesotherapy painful?", "Does mesotherapy hurt?", ["same_key"]),
        ("Is mesotherapy painful?", "Is microneedling painful?", ["other_treatment"]),
        ("How long does a session last?", "How long do the results last?", ["other_question"]),
        (
            "Can I have mesotherapy if I have liver disease?",
            "Can I have mesotherapy if I have kidney disease?",
            ["other_subject"],
        ),
    ],
)
def test_two_questions(first, other, codes):
    found = explain_questions(first, other)
    assert [reason.code for reason in found.reasons][: len(codes)] == codes
    assert found.is_same == (codes == ["same_key"])


def test_two_questions_that_differ_may_be_answered_on_one_page():
    found = explain_questions("Can I have it while pregnant?", "Can I have it while breastfeeding?")
    assert not found.is_same
    assert [reason.code for reason in found.reasons][-1] == "one_page"


def test_what_an_editor_said_comes_first():
    pain, hurt = "Is mesotherapy painful?", "What makes our needles special?"
    same = Links((Link(LinkKind.SAME, QUESTION, "pain", wording_key(hurt)),))
    assert [r.code for r in explain_questions(pain, hurt, same).reasons] == ["editor_same"]
    apart = Links((Link(LinkKind.NOT_SAME, QUESTION, "pain", wording_key("Does mesotherapy hurt?")),))
    found = explain_questions(pain, "Does mesotherapy hurt?", apart)
    assert (found.relation, found.reasons[0].code) == (Relation.DIFFERENT, "editor_not_same")


def test_every_reason_is_a_sentence():
    found = explain_questions("Is it safe?", "How many sessions will I need?")
    assert all(reason.message.endswith((".", "”")) for reason in found.reasons)
