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
        ("Zebra stripes as well as purple elbows", ["Zebra stripes", "purple elbows"]),
        ("zebra stripes, as well as purple elbows", ["zebra stripes", "purple elbows"]),
        ("Zebra stripes as the skin heals", ["Zebra stripes"]),
        ("Mild, possible zebra stripes", ["zebra stripes"]),
        ("Temporary, mild zebra stripes", ["zebra stripes"]),
        ("Mild and temporary zebra stripes", ["zebra stripes"]),
        ("Zebra stripes, mild", ["Zebra stripes"]),
        ("Mild", []),
        ("https://example.com/zebra-stripes", []),
        ("Zebra stripes, https://example.com, purple elbows", ["Zebra stripes"]),
        ("www.example.com", []),
        ("E-mail: jo@example.com", []),
        ("zebra.stripes@example.com", []),
    ],
)
def test_the_names_of_an_item(item, expected):
    assert names(item) == expected


def test_one_name_in_several_forms_is_one_proposal():
    assert len({proposed_id(words) for words in ("Zebra stripe", "zebra stripes", "ZEBRA  STRIPES")}) == 1
    assert proposed_name("zebra stripes") == "Zebra stripes"


@pytest.mark.parametrize(
    ("one", "several"),
    [
        pair.split("/")
        for pair in (
            "virus/viruses bruise/bruises mass/masses crisis/crises diagnosis/diagnoses analysis/analyses "
            "prosthesis/prostheses metastasis/metastases keratosis/keratoses sinus/sinuses callus/calluses "
            "rash/rashes lens/lenses gas/gases nose/noses dose/doses case/cases disease/diseases pulse/pulses "
            "cause/causes ache/aches headache/headaches itch/itches size/sizes wheeze/wheezes box/boxes "
            "allergy/allergies tie/ties abscess/abscesses exercise/exercises abuse/abuses"
        ).split()
    ],
)
def test_one_thing_and_several_are_one_proposal(one, several):
    assert proposed_id(f"purple {one}") == proposed_id(f"Purple {several}")


TABLE_OF_EFFECTS = """Side effects

| Wobbly effect | Duration | Price |
|---|---|---|
| Zebra stripes | purple weeks | silver coins |
| Duration | green weeks | copper coins |"""

TABLE_WITH_A_COLUMN_OF_EFFECTS = """At a glance

| Duration | Side effects | Price |
|---|---|---|
| purple weeks | Zebra stripes | silver coins |
| green weeks | Purple elbows | copper coins |"""

TABLE_WITH_A_ROW_OF_EFFECTS = """At a glance

| Duration | purple weeks |
|---|---|
| Side effects | Zebra stripes |
| Price | silver coins |"""


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("Indications: zebra stripes, wrinkles, purple elbows", ["Zebra stripes", "Purple elbows"]),
        ("Side effects\n\n• Indications: zebra stripes, purple elbows", ["Zebra stripes", "Purple elbows"]),
        (TABLE_OF_EFFECTS, []),
        (TABLE_WITH_A_COLUMN_OF_EFFECTS, ["Zebra stripes", "Purple elbows"]),
        (TABLE_WITH_A_ROW_OF_EFFECTS, ["Zebra stripes"]),
    ],
)
def test_the_name_of_a_line_a_column_or_a_row_is_never_proposed(page, expected):
    reading = read(f"Mesotherapy\n\n{page}")
    assert [s.name for s in reading.statements if s.is_proposed] == expected


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
