"""Names found in running text, in every spelling that people use."""

import pytest

from content.pipeline.terms import TermIndex, american, plural_of, tokens_of, verb_forms
from content.pipeline.vocabulary import load_vocabulary
from tests.pipeline.marked import unmark

INDEX = TermIndex(
    {
        "liver": ["liver disease"],
        "kidney": ["kidney disease"],
        "anaemia": ["anaemia"],
        "stretch": ["stretch mark"],
        "thinner": ["blood thinner|thinning tablet"],
        "disease": ["disease"],
        "sjoegren": ["sjögren's syndrome"],
        "oedema": ["oedema"],
        "inflamed": ["inflam*"],
        "café": ["café"],
    }
)


def found(text: str) -> list[tuple[str, str]]:
    return [(name, span.of(text)) for name, span in INDEX.find(tokens_of(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Liver disease", [("liver", "Liver disease"), ("disease", "disease")]),
        ("ANEMIA", [("anaemia", "ANEMIA")]),
        ("Stretch-marks", [("stretch", "Stretch-marks")]),
        ("stretchmarked", []),
        ("blood thinning tablets", [("thinner", "blood thinning tablets")]),
        ("the delivery", []),
    ],
)
def test_a_name_in_other_spellings(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "marked",
    [
        "⟦Sjo\u0308gren’s syndrome⟧",
        "SJO\u0308GREN'S SYNDROME",
        "a ⟦Sjögren’s\u200b syndrome⟧.",
        "⟦Sjo\u200d\u0308gren\u200e’\u2066s \u2069syndrome⟧\u200f",
        "no ⟦œdema⟧",
        "⟦anæmia⟧",
        "⟦inﬂammation⟧ ",
        "⟦in\u200dﬂam\u202ama\u202ction⟧",
        "the ⟦cafe\u0301⟧ ",
        "⟦li\u200fver⟧ or \u202a⟦kidney\u2068-\u2069disease⟧",
        "⟦liver⟧\u200b, and ⟦kidney disease⟧",
    ],
)
def test_accents_ligatures_and_marks_without_ink_hide_no_name(marked):
    text, spans = unmark(marked if "⟦" in marked else f"⟦{marked}⟧")
    named = [span for name, span in INDEX.find(tokens_of(text)) if name != "disease"]
    assert named == spans


def test_names_that_share_their_last_word_are_both_found():
    assert {name for name, _ in found("liver or kidney disease")} >= {"liver", "kidney"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("heart/liver/kidney disease", ["heart", "liver", "kidney disease"]),
        ("heart, liver, kidney disease", ["heart", "liver", "kidney disease"]),
        ("heart, liver and/or kidney disease", ["heart", "liver", "kidney disease"]),
        ("heart & liver disease", ["heart", "liver disease"]),
        ("liver, and kidney problems", ["liver", "kidney problems"]),
        ("heart-, liver- or kidney disease", ["heart", "liver", "kidney disease"]),
        ("liver or kidney function problems", ["liver", "kidney function problems"]),
        ("diseases of the heart, liver and kidneys", ["diseases of the heart", "liver", "kidneys"]),
        ("a problem with your liver", ["problem with your liver"]),
        ("heart, redness, kidney disease", ["kidney disease"]),
        ("problems of a heart and of the", []),
        ("A disease. Of the heart", []),
        ("disease of", []),
        ("disease of the", []),
        ("heart or", []),
    ],
)
def test_every_part_of_a_chain_is_found(text, expected):
    organs = load_vocabulary().find_terms(text)
    assert [
        m.span.of(text) for m in organs if m.concept.id.split("-")[0] in ("heart", "liver", "kidney")
    ] == (expected)


def test_forms_of_a_word():
    assert plural_of("allergy") == "allergies"
    assert american("tumour") == "tumor"
    assert {"treats", "treated", "treating"} <= verb_forms("treat")


@pytest.mark.parametrize("text", ["ⓕ😝it", "🈜🆷in l", "İstanbul ǅ ½ x’½ y", "Sjögren’s ﬁne"])
def test_every_word_of_any_script_has_its_place(text):
    tokens = tokens_of(text)
    assert len(tokens.words) == len(tokens.starts) == len(tokens.ends)
    assert len(tokens.plain) == len(text)
