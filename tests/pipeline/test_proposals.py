"""Names that stand in a clear list and that nobody knows."""

import pytest

from content.pipeline.proposals import load_names, proposed_id, proposed_name
from tests.pipeline.reading import read


def names(item: str) -> list[str]:
    return [span.of(item) for span in load_names().names_in(item, 0, len(item))]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("Zebra stripes", ["Zebra stripes"]),
        (
            "zebra stripes, purple elbows and magnetic rings",
            ["zebra stripes", "purple elbows", "magnetic rings"],
        ),
        ("Zebra stripes (usually gone in a week)", ["Zebra stripes"]),
        ("Some zebra stripes", ["zebra stripes"]),
        ("In rare cases", []),
        ("Usually", []),
    ],
)
def test_the_names_of_an_item(item, expected):
    assert names(item) == expected


def test_one_name_in_several_forms_is_one_proposal():
    assert len({proposed_id(words) for words in ("Zebra stripe", "zebra stripes", "ZEBRA  STRIPES")}) == 1
    assert proposed_name("zebra stripes") == "Zebra stripes"


@pytest.mark.parametrize(
    ("head", "role"), [("Side effects", "side_effect"), ("Contraindications", "contraindication")]
)
def test_only_a_clear_list_proposes(head, role):
    listed = read(f"Mesotherapy\n\n{head}\n\n• Zebra stripes\n• Epilepsy")
    assert [(s.role.value, s.concept, s.is_proposed) for s in listed.statements if s.is_proposed] == [
        (role, "proposed-stripe-zebra", True)
    ]
    prose = read("Mesotherapy\n\nWe saw zebra stripes.")
    assert not any(s.is_proposed for s in prose.statements)


def test_what_the_vocabulary_knows_is_never_proposed():
    reading = read("Mesotherapy\n\nSide effects\n\n• Redness\n• Bruising")
    assert not any(s.is_proposed for s in reading.statements)
