from content.pipeline.decisions import Decision, DecisionKind
from content.pipeline.disagreements import DisagreementKind
from content.pipeline.proposals import proposed_id
from content.pipeline.run import build_library
from content.pipeline.statements import Role
from tests.pipeline.reading import library_of, read

AVOID = "Who should not have it?\n\nPeople who should avoid it include:\n\n• Epilepsy\n• Diabetes"


def keys(*pages: str) -> set[str]:
    return {d.key for d in library_of(*pages).disagreements}


def test_two_strengths_for_one_condition_differ():
    page = "Precautions\n\nUse it with caution in people with epilepsy."
    found = {d.key: d for d in library_of(AVOID, page).disagreements}
    assert set(found) == {"strength-epilepsy"}
    difference = found["strength-epilepsy"]
    assert difference.kind is DisagreementKind.STRENGTH
    assert [(p.source_id, p.stance) for p in difference.positions] == [
        ("page-1", "avoid"),
        ("page-2", "caution"),
    ]
    assert difference.safest == "Do not have the treatment."


def test_agreement_is_no_difference():
    assert keys(AVOID, AVOID + ".") == set()


def test_one_article_may_contradict_itself():
    page = AVOID + "\n\nAbout it\n\nPeople with epilepsy should consult a doctor."
    assert keys(page) == {"within-source-epilepsy-page-1"}


def test_everybody_or_only_some_differ_in_scope():
    page = "Who should not have it?\n\nPeople with insulin-dependent diabetes should not have it."
    assert "scope-insulin-treated-diabetes-diabetes" in keys(AVOID, page)


def test_a_use_that_another_article_denies_is_disputed():
    uses = "Uses\n\nIt can be used for weight loss."
    assert keys(uses, "About\n\nIt is not a solution for weight loss.") == {"polarity-weight-loss"}


def test_a_thing_treated_and_a_thing_caused_look_alike():
    page = "Uses\n\nIt can be used to treat scars.\n\nSide effects\n\nScarring is a possible side effect."
    assert keys(page) == {"look-alike-scars"}


def test_different_numbers_for_one_fact_differ():
    assert keys("Duration\n\nA session takes 30 minutes.", "Duration\n\nA session takes 60 minutes.") == {
        "number-session-length"
    }


def test_an_item_softer_than_its_list_shows_both_in_the_articles_words():
    page = "Who should not have it?\n\nPeople who should avoid it include:\n\n• People with epilepsy should consult a doctor.\n• Diabetes"
    found = next(d for d in library_of(page).disagreements if d.key == "within-source-epilepsy-page-1")
    assert [(p.quote, p.stance) for p in found.positions] == [
        ("People who should avoid it include:", "avoid"),
        ("• People with epilepsy should consult a doctor.", "consult"),
    ]


def test_the_same_length_in_other_words_is_no_difference():
    assert (
        keys(
            "Duration\n\nA session takes 30 minutes to an hour.",
            "Duration\n\nA session takes 30 to 60 minutes.",
        )
        == set()
    )


def test_a_fact_that_is_affirmed_and_denied_differs():
    page = "Details\n\nA local anesthetic is used.\n\nMore\n\nThe treatment does not need an anesthetic."
    assert "fact-anaesthetic" in keys(page)


def test_a_use_may_fall_under_a_reason_not_to_have_the_treatment():
    page = "Uses\n\nIt can be used to treat vitiligo."
    other = "Who should not have it?\n\nPeople with severe chronic skin conditions should not have it."
    assert keys(page, other) == {"fact-vitiligo-long-term-skin-condition"}


# warnings


def test_two_mild_words_are_no_difference():
    page = "Precautions\n\nPeople with epilepsy should consult a doctor."
    assert keys("Precautions\n\nUse it with caution in people with epilepsy.", page) == set()


def test_an_example_of_a_condition_is_no_limit_to_it():
    """One article warns of infected skin, another of impetigo: nobody says that only impetigo counts."""
    infected = "Who should not have it?\n\nPeople with a skin infection should not have it."
    assert keys(infected, "Who should not have it?\n\nPeople with impetigo should not have it.") == set()


def test_a_wider_and_a_narrower_thing_in_one_list_limit_nothing():
    both = (
        "Who should not have it?\n\nPeople with heart disease or an irregular heartbeat should not have it."
    )
    assert keys(both, "Who should not have it?\n\nPeople with heart disease should not have it.") == set()


def test_a_milder_warning_may_fall_under_a_stricter_one():
    strict = "Who should not have it?\n\nPeople with heart disease should not have it."
    mild = "Precautions\n\nUse it with caution in people who have had a stroke."
    row = {d.key: d for d in library_of(strict, mild).disagreements}["strength-stroke-heart-disease"]
    assert row.safest == "Do not have the treatment unless a doctor agrees."
    assert {p.stance for p in row.positions} == {"avoid", "caution"}


def test_a_milder_sentence_under_a_heading_is_no_contradiction():
    """ "Who should not have it?" promises less than a sentence that leads into a list."""
    page = "Who should not have it?\n\nPlease talk to your GP first if you have epilepsy."
    assert keys(page) == set()


def test_skin_problems_anywhere_or_only_where_it_is_done():
    here = "Who should not have it?\n\nPeople with a skin infection in the treatment area should not have it."
    anywhere = "Who should not have it?\n\nPeople with a skin infection should not have it."
    row = {d.key: d for d in library_of(here, anywhere).disagreements}["scope-where-on-the-skin"]
    assert row.kind is DisagreementKind.SCOPE
    assert {(p.source_id, p.stance) for p in row.positions} == {
        ("page-1", "only where you are treated"),
        ("page-2", "anywhere on the skin"),
    }
    assert keys(here, here + ".") == set()


def test_a_warning_in_a_list_of_people_whom_it_suits():
    page = "Candidates\n\nIdeal candidates for mesotherapy are those who:\n\n• are healthy\n• do not have epilepsy\n• are over 18"
    row = {d.key: d for d in library_of(page).disagreements}["within-source-lists-page-1"]
    assert "Ideal candidates for mesotherapy are those who:" in {p.quote for p in row.positions}
    assert "• do not have epilepsy" in {p.quote for p in row.positions}


# lists

LIST = "Who should not have it?\n\nPeople who should avoid it include:\n\n• Epilepsy\n• Diabetes\n• Kidney disease\n• Gout"


def test_a_warning_that_one_of_two_lists_gives():
    other = LIST.replace("\n• Gout", "")
    row = {d.key: d for d in library_of(LIST, other).disagreements}["coverage-single-warnings"]
    assert {(p.source_id, p.quote, p.stance) for p in row.positions} == {("page-1", "• Gout", "gout")}
    assert keys(LIST, LIST + ".") == set()


def test_an_article_without_a_list_of_warnings_is_silent_on_them():
    assert keys(LIST, "About it\n\nIt is not advised in epilepsy.") == set()


def test_a_limit_of_age_that_one_article_gives():
    other = LIST + "\n• People under 18"
    row = {d.key: d for d in library_of(LIST, other).disagreements}["coverage-under-18"]
    assert {p.source_id for p in row.positions} == {"page-2"}


EFFECTS = "Side effects\n\nSide effects include:\n\n• Redness\n• Swelling\n• Bruising\n• Itching"


def test_lists_of_side_effects_that_differ():
    row = {d.key: d for d in library_of(EFFECTS, EFFECTS.replace("• Itching", "• Nausea")).disagreements}
    assert {(p.source_id, p.stance) for p in row["coverage-side-effects"].positions} == {
        ("page-1", "itching"),
        ("page-2", "nausea"),
    }
    assert keys(EFFECTS, EFFECTS + ".") == set()


def test_substances_that_one_article_names():
    one = "Mesotherapy\n\nWe inject a mixture of vitamins, minerals, enzymes and hormones."
    other = "Mesotherapy\n\nWe inject a mixture of vitamins, minerals and enzymes."
    row = {d.key: d for d in library_of(one, other).disagreements}["coverage-substances"]
    assert {(p.source_id, p.stance) for p in row.positions} == {("page-1", "hormones")}


def test_figures_that_are_announced_and_not_given():
    page = "Popularity\n\nHere's a bar graph illustrating the popularity in each region.\n\nIt is used in many countries."
    assert "coverage-missing-figures" in keys(page)


# uses and effects


def test_some_kinds_only_or_any():
    some = "Uses\n\nIt can be used to treat certain types of scars."
    row = {d.key: d for d in library_of(some, "Uses\n\nIt can be used to treat scars.").disagreements}
    assert {(p.source_id, p.stance) for p in row["scope-scars-kinds"].positions} == {
        ("page-1", "only some kinds"),
        ("page-2", "no kind is left out"),
    }
    assert keys(some, some + ".") == set()


def test_how_likely_a_side_effect_is():
    rare = "Side effects\n\nIn rare cases an infection may occur."
    common = "Side effects\n\nA common side effect is infection."
    row = {d.key: d for d in library_of(rare, common).disagreements}["strength-infection-likelihood"]
    assert {(p.source_id, p.stance) for p in row.positions} == {("page-1", "rarely"), ("page-2", "often")}


def test_one_family_of_words_is_one_row():
    page = (
        "Uses\n\nIt can be used to treat scars and acne scars.\n\nSide effects\n\nScarring is a possible side effect.\n\n"
        "Who should not have it?\n\nPeople who form keloids should not have it."
    )
    row = {d.key: d for d in library_of(page).disagreements}["look-alike-scars"]
    assert {p.stance for p in row.positions} == {"indication", "side_effect", "contraindication"}
    assert row.safest.endswith("All hold.")


def test_a_word_without_a_family_is_found_by_its_beginning():
    page = "Uses\n\n• twitching eyelids\n• acne\n\nSide effects\n\n• a drooping eyelid\n• nausea"
    assert keys(page) == {"look-alike-eyel"}


def test_a_warning_that_an_editor_accepted_counts_like_any_other():
    page = "Who should not have it?\n\nPeople who should avoid it include:\n\n• Epilepsy\n• Diabetes\n• Kidney disease\n• Zebra stripes"
    other = page.replace("\n• Zebra stripes", "")
    name = proposed_id("Zebra stripes")
    accepted = Decision(Role.CONTRAINDICATION, name, DecisionKind.ACCEPTED, "zebra-stripes", "Zebra stripes")
    library = build_library([read(page, "page-1"), read(other, "page-2")], [accepted])
    row = {d.key: d for d in library.disagreements}["coverage-single-warnings"]
    assert {(p.source_id, p.quote) for p in row.positions} == {("page-1", "• Zebra stripes")}
