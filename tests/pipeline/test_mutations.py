"""The mutation engine: what it makes of a sentence, and what it counts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.pipeline.errors import BadData
from content.pipeline.mutations import (
    CRITICAL,
    Mutant,
    SelfTest,
    Subject,
    Tally,
    examine,
    load_kinds,
    mutants_of,
    names_change,
)
from content.pipeline.snapshots import take_snapshot
from content.pipeline.verdicts import check_case


def made(text, kind, evidence=""):
    return [m.text for m in mutants_of(text, evidence) if m.kind == kind]


@pytest.mark.parametrize(
    ("kind", "text", "false"),
    [
        ("negation", "It should not be used on children.", "It should be used on children."),
        ("negation", "Do not have it if you are ill.", "You can have it if you are ill."),
        ("negation", "It can help.", "It can not help."),
        ("number", "It takes 30 minutes.", "It takes 91 minutes."),
        ("number", "It was made in 1952.", "It was made in 1969."),
        ("number", "You need three sessions.", "You need eight sessions."),
        ("unit", "It takes 30 minutes.", "It takes 30 hours."),
        ("strength_weakened", "Avoid it if you are ill.", "Be careful with it if you are ill."),
        ("strength_raised", "Ask your doctor before you have it.", "Do not have it."),
        ("certainty", "It may cause redness.", "It will cause redness."),
        ("frequency", "In rare cases, it bleeds.", "In most cases, it bleeds."),
        ("duration", "The redness is temporary.", "The redness is permanent."),
        ("opposite", "It reduces pain.", "It increase pain."),
        ("population", "It is for people with scars.", "It is for people without scars."),
        ("condition", "Do not have it if you have severe acne.", "Do not have it if you have acne."),
        ("role", "It may cause scars.", "It is used to treat scars."),
        (
            "item",
            "It may cause redness, itching and pain.",
            "It may cause redness, itching, hoarseness and pain.",
        ),
        ("swap", "It may harm the liver.", "It may harm the pancreas."),
        ("agent", "It is given by a doctor.", "It is given by the patient."),
        ("exclusivity", "It is used for scars.", "It is used only for scars."),
        ("reason", "It may cause redness.", "It may cause redness because it thins the blood."),
        ("comparison", "It helps the skin heal.", "It works better than laser for the skin heal."),
        ("sources", "One article says it hurts.", "All the articles say it hurts."),
    ],
)
def test_an_edit_of_each_kind(kind, text, false):
    assert false in made(text, kind)


def test_every_kind_is_shown_above():
    assert {kind.id for kind in load_kinds()} == {
        mark.args[1][n][0]
        for mark in test_an_edit_of_each_kind.pytestmark
        if mark.name == "parametrize"
        for n in range(len(mark.args[1]))
    }
    assert {kind.id for kind in load_kinds()} >= CRITICAL


def test_an_edit_whose_words_stand_in_the_evidence_is_left_out():
    text = "It may harm the liver."
    assert made(text, "swap") == ["It may harm the pancreas."]
    assert made(text, "swap", "It may harm the liver or the pancreas.") == []


@given(st.text(max_size=200))
def test_a_mutant_differs_and_says_where(text):
    for mutant in mutants_of(text):
        assert mutant.text != text
        assert mutant.text[mutant.start :].startswith(mutant.new)
        assert mutant.text == text[: mutant.start] + mutant.new + text[mutant.start + len(mutant.old) :]


def test_bad_data_is_named(tmp_path):
    file = tmp_path / "mutations.toml"
    file.write_text('[unit]\nname = "Units"\nedits = [["(", "x"]]\n')
    with pytest.raises(BadData, match=re.escape("a pattern cannot be read")):
        load_kinds(file)
    file.write_text('[unit]\nname = "Units"\nedits = [["minutes"]]\n')
    with pytest.raises(BadData, match="edits is not a list of pairs of texts"):
        load_kinds(file)


# --- counting --------------------------------------------------------------------------------------

SOURCE = take_snapshot("page", "It should not be used on pregnant women. It takes 30 minutes.\n")


def subject(text, judge, *, is_safety=True):
    return Subject("page:1", text, SOURCE.text, is_safety, judge)


def judge(text):
    return check_case(text, SOURCE, ())[0]


def believe(text):
    """A checker that believes everything."""
    return judge("It takes 30 minutes.")


def test_a_good_checker_catches_them_all():
    result = examine(
        [subject("It should not be used on pregnant women.", judge), subject("It takes 30 minutes.", judge)]
    )
    assert (result.sentences, result.escapes, result.rate, result.is_good_enough) == (2, [], 1.0, True)
    assert result.made == result.caught == sum(t.made for t in result.tallies.values())
    assert result.tallies["unit"] == Tally(made=1, caught=1, named=1)


def test_a_checker_that_believes_everything_is_not_good_enough():
    result = examine([subject("It takes 30 minutes.", believe)])
    assert (result.caught, result.rate, result.is_good_enough) == (0, 0.0, False)
    assert {e.mutant.kind for e in result.critical} == {"number", "unit"}


def test_only_a_warning_makes_an_escape_critical():
    result = examine([subject("It takes 30 minutes.", believe, is_safety=False)])
    assert result.critical == [] and not result.is_good_enough


def test_without_sentences_nothing_is_held_against_it():
    assert (SelfTest().rate, SelfTest().is_good_enough) == (1.0, True)


def test_a_reason_names_the_changed_word():
    mutant = Mutant("unit", "It takes 30 hours.", 12, "minutes", "hours")
    assert names_change(judge("It takes 30 hours."), mutant)
    assert not names_change(judge("It takes 30 hours."), Mutant("unit", "", 0, "weeks", "years"))
