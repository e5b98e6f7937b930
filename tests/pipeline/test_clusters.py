"""Records: each thing once, with all that is said of it; never weaker for having more sources."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.pipeline.clusters import LADDER, build_records, cluster_key
from content.pipeline.spans import Span
from content.pipeline.statements import Role, Statement, Strength
from content.pipeline.vocabulary import load_vocabulary
from tests.pipeline.reading import library_of, records_of

AVOID = "Who should not have it?\n\nPeople who should avoid it include:\n\n• Epilepsy\n• Diabetes"
CAUTION = "Precautions\n\nUse it with caution in people with epilepsy."
ASK = "Who should not have it?\n\nPeople who should avoid it include:\n\n• People with epilepsy should consult their doctor.\n• Cancer: It may be risky for cancer patients."
EFFECTS = "Side effects\n\nPossible side effects include:\n\n• Redness\n• Infection"
INSULIN = "Precautions\n\nUse it with caution in insulin-dependent diabetes."
USES = "Uses\n\nIt can be used to treat scars and cellulite."
PAGES = [AVOID, CAUTION, ASK, EFFECTS, INSULIN, USES]


def strength(concept: str, *pages: str) -> Strength | None:
    return next(r.strength for r in library_of(*pages).records if r.concept == concept)


def test_the_strictest_warning_wins_and_every_article_keeps_its_own():
    record = next(r for r in library_of(AVOID, CAUTION).records if r.concept == "epilepsy")
    assert record.strength is Strength.AVOID
    assert record.strength_by_source == (("page-1", Strength.AVOID), ("page-2", Strength.CAUTION))


def test_asking_a_doctor_under_a_list_to_avoid_means_both():
    assert strength("epilepsy", ASK) is Strength.AVOID_UNLESS_DOCTOR_AGREES
    assert strength("cancer", ASK) is Strength.AVOID_UNLESS_DOCTOR_AGREES


def test_a_warning_for_all_holds_for_some():
    assert strength("insulin-treated-diabetes", INSULIN) is Strength.CAUTION
    assert strength("insulin-treated-diabetes", INSULIN, AVOID) is Strength.AVOID


def test_roles_are_never_merged():
    page = "Uses\n\nIt can be used to treat scars.\n\n" + EFFECTS + "\n• Scarring"
    assert {("indication", "scars"), ("side_effect", "scarring")} <= records_of(page)


def test_an_effect_that_only_one_group_may_have_names_the_group():
    page = (
        "Who should not have it?\n\nPeople with diabetes should avoid it as it may affect blood sugar levels."
    )
    record = next(r for r in library_of(page).records if r.role is Role.SIDE_EFFECT)
    assert (record.scope, record.population) == ("group_specific", "Diabetes")


@given(st.permutations(PAGES), st.integers(1, len(PAGES)))
def test_one_more_article_never_removes_or_weakens_a_warning(pages, count):
    before = {
        r.concept: r for r in library_of(*pages[: count - 1]).records if r.role is Role.CONTRAINDICATION
    }
    after = {r.concept: r for r in library_of(*pages[:count]).records if r.role is Role.CONTRAINDICATION}
    assert set(before) <= set(after)
    for concept, record in before.items():
        assert LADDER.index(after[concept].strength) <= LADDER.index(record.strength)


def test_a_warning_without_any_word_of_strength_asks_for_care():
    bare = Statement("page", 0, Span(0, 9), Span(0, 9), Role.CONTRAINDICATION, "epilepsy")
    assert [r.strength for r in build_records([bare], load_vocabulary())] == [Strength.CAUTION]


PRP = "PRP\n\nPRP is made of blood.\n\n" + EFFECTS + "\n\nWhat is PRP?\n\nIt is plasma."
MESO = "Mesotherapy\n\nMesotherapy is old.\n\n" + EFFECTS + "\n\nWhat is mesotherapy?\n\nIt is old."


def test_treatments_are_never_merged():
    library = library_of(PRP, MESO)
    assert {record.key for record in library.records} == {
        *("side_effect:infection", "side_effect:redness"),
        *("prp:side_effect:infection", "prp:side_effect:redness"),
    }
    assert all(len(record.sources) == 1 for record in library.records)
    assert {"what-is-it", "prp:what-is-it"} <= {group.intent for group in library.questions}


def test_a_page_about_another_treatment_answers_nothing_about_mesotherapy():
    assert {gap.id for gap in library_of(PRP).gaps} >= {"risks", "cost"}
    assert "risks" not in {gap.id for gap in library_of(PRP, MESO).gaps}


def test_what_a_source_denies_is_another_cluster_than_what_others_affirm():
    pages = [
        "Uses\n\nMesotherapy can be used for weight loss.",
        "About\n\nMesotherapy is not a solution for weight loss.",
    ]
    record = next(r for r in library_of(*pages).records if r.concept == "weight-loss")
    keys = {cluster_key(record.treatment, s.role, s.concept, s.polarity) for s in record.statements}
    assert keys == {"indication:weight-loss", "indication:weight-loss:denied"}


@pytest.mark.parametrize(
    "page",
    [
        "Botox\n\nBotox relaxes muscles.\n\nMesotherapy should not be performed during pregnancy.",
        "Botox or fillers?\n\nMesotherapy is an injection. Mesotherapy should not be performed during pregnancy.",
        (
            "What is Botox?\n\nBotox is a toxin. Botox may cause headache.\n\nWho should not have mesotherapy?\n\n"
            "- Pregnant women"
        ),
    ],
    ids=["by its words", "a title about others", "by the heading above"],
)
def test_a_warning_about_mesotherapy_is_one_wherever_it_stands(page):
    warnings = [r.key for r in library_of(page).records if r.role is Role.CONTRAINDICATION]
    assert warnings == ["contraindication:pregnancy"]


def test_what_is_said_of_another_treatment_beside_it_is_not_said_of_mesotherapy():
    page = "Botox\n\nBotox treats wrinkles. Unlike mesotherapy, Botox may cause drooping eyelids.\n\nSide effects\n\n- Headache"
    assert [r.key for r in library_of(page).records if r.treatment == "mesotherapy"] == []
