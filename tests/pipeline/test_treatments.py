"""Which treatment a page is about, and what it says of another."""

import pytest

from tests.pipeline.reading import read, records_of

OWN = "Mesotherapy\n\n"


@pytest.mark.parametrize(
    "other",
    [
        "Side effects of microneedling\n\n• Nausea",
        "Dermal fillers\n\nFillers may cause nausea.",
        "Microneedling may cause nausea.",
        "Treatment | Side effects\n--- | ---\nMicroneedling | Nausea",
    ],
)
def test_side_effects_of_another_treatment_are_not_its_own(other):
    records = records_of(f"{OWN}Mesotherapy may cause redness.\n\n{other}")
    assert ("side_effect", "redness") in records
    assert ("side_effect", "nausea") not in records


def test_a_page_about_another_treatment_is_read_as_its_own():
    assert ("side_effect", "nausea") in records_of("Microneedling\n\nSide effects\n\n• Nausea")


def test_the_letterhead_of_a_clinic_is_no_title():
    page = "Dr A. Example, Plastic and Reconstructive Surgery\n\n{}\n\nContraindications\n\n• Epilepsy\n\n{}"
    assert read(page.format("MESOTHERAPY", "Mesotherapy is done with fine needles.")).subject == "mesotherapy"
    assert read(page.format("Our practice", "Plastic surgery takes hours.")).subject == "surgery"
    assert read("Dermal fillers\n\nContraindications\n\n• Epilepsy").subject == "filler"


def test_the_other_treatment_as_a_reason_to_wait_is_the_pages_own():
    assert ("contraindication", "epilepsy") in records_of(
        f"{OWN}Who should not have it\n\n• Botox in the last two weeks\n• Epilepsy"
    )


def test_no_invisible_character_hides_whose_page_it_is():
    text = "Mesothera\u00adpy\n\nContraindications\n\n• Epilepsy\n\nSide effects of microneedling\n\n• Nausea"
    assert records_of(text) == {("contraindication", "epilepsy")}
