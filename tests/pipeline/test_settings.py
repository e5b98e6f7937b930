"""What stands above a list decides what its items are, and the cautious reading wins where that is lost."""

import pytest

from tests.pipeline.reading import read, records_of, said

CONTRA = "contraindication"


def test_a_list_of_reasons_that_lost_its_heading_is_read_as_one():
    text = (
        "Before the treatment\n\n• Drink a lot of water\n• Eat something\n\n\n"
        "• Hepatitis\n• Pregnant\n• Epilepsy\n• Pacemaker"
    )
    assert records_of(text) >= {(CONTRA, "epilepsy"), (CONTRA, "pregnancy"), (CONTRA, "pacemaker")}
    assert not any("water" in mention for _, _, mention in said(text))


def test_one_such_item_does_not_turn_a_list_of_care():
    text = "Before the treatment\n\n• Drink a lot of water\n• Pregnant: tell us\n• Eat something\n• Epilepsy"
    of_rules = {s.concept for s in read(text).statements if not s.is_weighed}
    assert "epilepsy" not in of_rules and "pregnancy" in of_rules  # a bare illness may weigh as a warning


def test_reasons_at_the_end_of_a_list_of_uses_are_no_uses():
    text = "Mesotherapy is used for:\n\n• Cellulite\n• Hair loss\n• Pregnant women\n• Epilepsy"
    assert records_of(text) >= {("indication", "cellulite"), (CONTRA, "pregnancy"), (CONTRA, "epilepsy")}
    assert ("indication", "epilepsy") not in records_of(text)


@pytest.mark.parametrize(
    "heading",
    [
        "For whom is hair mesotherapy not possible?",
        "We do not advise this treatment for people with:",
        "Who is it not for?",
        "Reasons not to have treatment",
        "You cannot be treated if you have:",
    ],
)
def test_headings_that_announce_reasons_not_to_have_it(heading):
    assert (CONTRA, "epilepsy") in records_of(f"Mesotherapy\n\n{heading}\n\n• Epilepsy\n• Lupus")


@pytest.mark.parametrize("mark", ["- ", "• ", "1. "])
def test_questions_with_their_answers_among_marked_items_are_questions(mark):
    text = "\n".join(
        f"{mark}{line}"
        for line in (
            "Does mesotherapy hurt? The needles are thin.",
            "What are the side effects? Bruising and swelling are common.",
            "How long does it take? About half an hour.",
        )
    )
    assert ("side_effect", "bruising") in records_of(text)
    assert not any(mention.endswith("hurt") for _, _, mention in said(text))


def test_questions_to_the_reader_in_a_list_of_reasons_stay_items():
    text = "Do not have mesotherapy if:\n\n• Are you pregnant? Please wait.\n• Do you have epilepsy? Please wait."
    assert records_of(text) >= {(CONTRA, "pregnancy"), (CONTRA, "epilepsy")}


@pytest.mark.parametrize(
    "table",
    [
        "Reasons not to have it | Why\n--- | ---\nEpilepsy | A needle may set it off.",
        "| | Contraindications |\n|---|---|\n| Mesotherapy | Epilepsy |\n| Microneedling | Lupus |",
    ],
)
def test_the_head_of_a_column_says_what_its_cells_are(table):
    assert records_of(f"Mesotherapy\n\n{table}") == {(CONTRA, "epilepsy")}
