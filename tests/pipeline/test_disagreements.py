from content.pipeline.disagreements import DisagreementKind
from tests.pipeline.reading import library_of

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
    assert keys(page) == {"look-alike-scarring-scars"}


def test_different_numbers_for_one_fact_differ():
    assert keys("Duration\n\nA session takes 30 minutes.", "Duration\n\nA session takes 60 minutes.") == {
        "number-session-length"
    }


def test_an_item_softer_than_its_list_shows_both_in_the_articles_words():
    page = "Who should not have it?\n\nPeople who should avoid it include:\n\n• People with epilepsy should consult a doctor.\n• Diabetes"
    found = next(d for d in library_of(page).disagreements if d.key == "within-source-epilepsy-page-1")
    assert [(p.quote, p.stance) for p in found.positions] == [
        ("• People with epilepsy should consult a doctor.", "consult"),
        ("People who should avoid it include:", "avoid"),
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
