"""Records: each thing once, with all that is said of it; never weaker for having more sources."""

from hypothesis import given
from hypothesis import strategies as st

from content.pipeline.clusters import LADDER, build_records
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
