"""Names of one thing meet, names of different things do not: pairs written by somebody who did not know the reader."""

import json
from functools import cache
from pathlib import Path

import pytest

from content.pipeline.statements import Role
from tests.pipeline.reading import library_of, read, records_of

PAIRS = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "record_pairs.jsonl").read_text("utf-8").splitlines()
]
LISTS = {
    "contraindication": "Who should not have mesotherapy?\n\nPeople who should not have mesotherapy include:",
    "side_effect": "Side effects\n\nPossible side effects of mesotherapy include:",
    "indication": "What it treats\n\nMesotherapy is used for:",
}


@cache
def concepts(role: str, name: str) -> frozenset[str]:
    """What an item of a list of the role is read as."""
    statements = read(f"Mesotherapy\n\n{LISTS[role]}\n\n• {name}").statements
    return frozenset(s.concept for s in statements if s.role == role)


def test_names_of_one_thing_are_one_record_and_others_are_not():
    """Precision first: a wrong merge can hide a warning."""
    said_same = [pair for pair in PAIRS if is_one(pair)]
    right = sum(pair["same"] for pair in said_same)
    assert right / len(said_same) >= 0.93
    assert right / sum(pair["same"] for pair in PAIRS) >= 0.80


def is_one(pair: dict) -> bool:
    first, other = concepts(pair["role"], pair["first"]), concepts(pair["role"], pair["other"])
    return bool(first) and first == other


def test_the_pairs_are_many_and_balanced():
    assert len(PAIRS) >= 300
    assert sum(pair["same"] for pair in PAIRS) * 2 == len(PAIRS)


@pytest.mark.parametrize(
    ("narrower", "broader"),
    [
        ("haemophilia", "bleeding disorders"),
        ("lupus", "autoimmune disease"),
        ("hepatitis B", "liver disease"),
        ("egg allergy", "allergy to any of the ingredients"),
        ("uncontrolled diabetes", "diabetes"),
        ("severe psoriasis in the treated area", "skin disease"),
        ("history of allergic reactions to hyaluronic acid", "allergies"),
        ("an infection of the scalp", "infection"),
        ("chronic infections", "acute infection"),
    ],
)
def test_a_narrower_thing_has_a_record_of_its_own(narrower, broader):
    assert concepts("contraindication", narrower).isdisjoint(concepts("contraindication", broader))


def test_an_example_adds_no_record():
    page = "Mesotherapy\n\nPeople with autoimmune disease such as lupus should not have mesotherapy."
    assert records_of(page) == {("contraindication", "autoimmune-disease")}


def test_a_warning_about_the_broader_thing_holds_for_the_narrower_one():
    head = "Mesotherapy\n\nWho should not have it?\n\n"
    pages = [
        head + "People with autoimmune disease should not have mesotherapy.",
        head + "Use it with caution in people with lupus.",
    ]
    strengths = {r.concept: r.strength for r in library_of(*pages).records if r.role is Role.CONTRAINDICATION}
    assert strengths["lupus"] == strengths["autoimmune-disease"] == "avoid"


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("abdominal pain", "abdominal-pain"),
        ("swollen tongue", "angioedema"),
        ("swollen knee", "swelling"),
        ("hives", "hives"),
    ],
)
def test_an_effect_is_not_counted_as_a_milder_one(name, concept):
    assert concepts("side_effect", name) == {concept}
