"""A second look: a model may doubt what the rules support, and can do nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.pipeline.anchors import Anchor, AnchorState, anchor_quote
from content.pipeline.passages import Disposition, Passage, PassageKind
from content.pipeline.snapshots import take_snapshot
from content.pipeline.spans import Span
from content.pipeline.verdicts import (
    CHECKER_VERSION,
    Code,
    Entailed,
    Evidence,
    Reason,
    Support,
    Verdict,
    check_claim,
    premises_of,
    second_look,
    version_with,
)

YES, OPEN, NO = Entailed(0.8, 0.1, 0.1), Entailed(0.1, 0.8, 0.1), Entailed(0.1, 0.1, 0.8)
UNSAID = "An optional language model finds this in no cited sentence. Read both again; the rules find no difference."
CONTRADICTED = "An optional language model finds that a cited sentence contradicts this. Read both again; the rules find no difference."
GOODNESS = [Support.CONTRADICTED, Support.NOT_FOUND, Support.PARTLY_SUPPORTED, Support.SUPPORTED]


class Told:
    """A model that says what it was told to say of a premise, and keeps what it was asked."""

    version = "told@1"

    def __init__(self, *, otherwise=YES, **found):
        self.found, self.otherwise, self.asked = found, otherwise, []

    def judge(self, premise, hypothesis):
        self.asked.append((premise, hypothesis))
        return self.found.get(premise, self.otherwise)


def verdict(support=Support.SUPPORTED, *reasons):
    return Verdict((), support, tuple(reasons))


def look(model, *premises, claim="It is mild.", old=None):
    found = second_look(old or verdict(), claim, premises, model)
    return found.support.value, [r.message for r in found.reasons if r.code == "model_doubts"]


# --- what it may do --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "support", "messages"),
    [
        (Told(a=YES, b=YES), "supported", []),
        (Told(a=YES, b=OPEN), "supported", []),
        (Told(a=OPEN, b=OPEN, otherwise=YES), "supported", []),
        (Told(a=OPEN, b=OPEN, otherwise=OPEN), "partly_supported", [UNSAID]),
        (Told(a=OPEN, b=OPEN, otherwise=NO), "partly_supported", [UNSAID]),
        (Told(a=YES, b=NO), "partly_supported", [CONTRADICTED]),
        (Told(a=OPEN, b=None, otherwise=OPEN), "supported", []),
        (Told(a=OPEN, b=OPEN, otherwise=None), "supported", []),
        (Told(a=None, b=NO), "partly_supported", [CONTRADICTED]),
    ],
)
def test_it_doubts_what_one_premise_contradicts_or_what_none_entails(model, support, messages):
    assert look(model, "a", "b") == (support, messages)


@pytest.mark.parametrize(
    "even", [Entailed(0.4, 0.4, 0.2), Entailed(0.4, 0.2, 0.4), Entailed(float("nan"), 0, 0)]
)
def test_what_is_not_clearly_entailed_is_doubted(even):
    assert look(Told(otherwise=even), "a") == ("partly_supported", [UNSAID])


def test_one_premise_is_asked_once_and_two_also_together():
    one, two = Told(otherwise=OPEN), Told(otherwise=OPEN)
    look(one, "a")
    look(two, "a", "b")
    assert [premise for premise, _ in one.asked] == ["a"]
    assert [premise for premise, _ in two.asked] == ["a", "b", "a b"]


@pytest.mark.parametrize(
    ("claim", "hypothesis"),
    [
        ("It is mild.", "It is mild."),
        ("Two articles say that it is mild.", "It is mild."),
        ("One article calls it mild.", "One article calls it mild."),
    ],
)
def test_the_hypothesis_is_what_the_sources_are_said_to_say(claim, hypothesis):
    model = Told()
    look(model, "a", claim=claim)
    assert model.asked == [("a", hypothesis)]


def test_a_verdict_that_it_was_asked_about_names_the_model():
    asked = f"{CHECKER_VERSION}+told@1"
    assert (version_with(Told()), version_with(None)) == (asked, CHECKER_VERSION)
    for model in (Told(), Told(otherwise=NO)):
        assert second_look(verdict(), "It is mild.", ["a"], model).checker_version == asked


# --- what it may not do ----------------------------------------------------------------------------

REASONS = st.lists(
    st.builds(Reason, st.sampled_from([code.value for code in Code]), st.text(max_size=9)), max_size=3
)
FIGURES = st.none() | st.builds(Entailed, st.floats(), st.floats(), st.floats())


class Anything:
    """A model that says whatever hypothesis draws."""

    version = "anything@1"

    def __init__(self, data):
        self.data = data

    def judge(self, premise, hypothesis):
        return self.data.draw(FIGURES)


@given(
    st.data(),
    st.sampled_from(Support),
    REASONS,
    st.text(max_size=40),
    st.lists(st.text(max_size=9), max_size=3),
)
def test_no_output_makes_a_verdict_better_or_changes_a_reason(data, support, reasons, claim, premises):
    old = Verdict((), support, tuple(reasons))
    new = second_look(old, claim, premises, Anything(data))
    assert GOODNESS.index(new.support) <= GOODNESS.index(old.support)
    assert new.reasons[: len(old.reasons)] == old.reasons
    assert [r.code for r in new.reasons[len(old.reasons) :]] == ["model_doubts"] * (
        new.support != old.support
    )
    assert new.support in (old.support, Support.PARTLY_SUPPORTED)
    assert new.anchors == old.anchors


UNTOUCHED = {
    "not found": (verdict(Support.NOT_FOUND, Reason("not_in_source", "x")), ["a"]),
    "contradicted": (verdict(Support.CONTRADICTED, Reason("polarity_differs", "x")), ["a"]),
    "in part": (verdict(Support.PARTLY_SUPPORTED, Reason("scope_dropped", "x")), ["a"]),
    "advice": (verdict(Support.SUPPORTED, Reason("site_advice", "x")), ["a"]),
    "absence": (verdict(Support.SUPPORTED, Reason("absence_confirmed", "x")), ["a"]),
    "no premise": (verdict(), []),
}


@pytest.mark.parametrize("case", UNTOUCHED)
def test_it_is_not_asked_about_anything_else(case):
    old, premises = UNTOUCHED[case]
    model = Told(otherwise=NO)
    assert (second_look(old, "It is mild.", premises, model), model.asked) == (old, [])


def test_a_reason_of_the_rules_comes_first():
    moved = Reason(Code.QUOTE_MOVED.value, "x")
    new = second_look(verdict(Support.SUPPORTED, moved), "It is mild.", ["a"], Told(otherwise=NO))
    assert new.reasons == (moved, Reason("model_doubts", CONTRADICTED))


# --- premises --------------------------------------------------------------------------------------


def cited(text, quote, passages=()):
    page = take_snapshot("page", text)
    return Evidence("page", page, tuple(passages), quote, anchor_quote(quote, page, passages))


def test_a_premise_is_the_whole_sentence_with_its_heading_and_lead_in():
    text = "Who should not have it\n\nDo not have it with:\n• severe acne\n• lupus\n\nThe pain is not mild."
    assert premises_of([cited(text, "acne"), cited(text, "mild")]) == (
        "Who should not have it. Do not have it with: severe acne.",
        "Who should not have it. The pain is not mild.",
    )


def test_a_sentence_cited_twice_is_one_premise_and_a_broken_quote_none():
    text = "It is mild and short."
    missing = Evidence("page", take_snapshot("page", text), (), "no", Anchor(AnchorState.MISSING, None, "no"))
    assert premises_of([cited(text, "mild"), cited(text, "short"), missing]) == ("It is mild and short.",)


def test_passages_give_their_headings():
    text = "Side effects\nRedness\n"
    passages = [
        Passage(0, Span(0, 12), "Side effects", PassageKind.HEADING, Disposition.HEADING),
        Passage(
            1,
            Span(13, 20),
            "Redness",
            PassageKind.SENTENCE,
            Disposition.USED,
            section=0,
            heading_path=("Side effects",),
        ),
    ]
    assert premises_of([cited(text, "Redness", passages)]) == ("Side effects. Redness.",)


def test_a_true_claim_is_supported_with_a_model_that_agrees_and_doubted_with_one_that_does_not():
    evidence = [cited("Redness is common.", "Redness is common")]
    rules = check_claim("Redness is common.", evidence)
    supports = [
        second_look(rules, "Redness is common.", premises_of(evidence), Told(otherwise=found)).support
        for found in (YES, OPEN, NO)
    ]
    assert supports == [Support.SUPPORTED, Support.PARTLY_SUPPORTED, Support.PARTLY_SUPPORTED]
