"""The data files of the reader: loaders refuse what cannot be used, and name the place."""

import pytest

from content.pipeline.cues import load_cues
from content.pipeline.errors import BadData
from content.pipeline.layout import load_layout
from content.pipeline.questions import load_questions
from content.pipeline.statements import Role
from content.pipeline.vocabulary import load_vocabulary

ENTRY = 'id = "a"\nname = "A"\nrole = "side_effect"\nforms = ["a"]\n'


@pytest.mark.parametrize("load", [load_layout, load_vocabulary, load_cues, load_questions])
def test_a_file_that_is_not_toml_is_named(load, tmp_path):
    path = tmp_path / "data.toml"
    path.write_text("[[concept]\n", "utf-8")
    with pytest.raises(BadData, match=r"data\.toml") as caught:
        load(path)
    assert caught.value.mend


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        (f"[[concept]]\n{ENTRY}colour = 1\n", "concept a", "unknown key colour"),
        (f"[[concept]]\n{ENTRY}[[concept]]\n{ENTRY}", "concept a", "stands twice"),
        (f'[[concept]]\n{ENTRY}broader = "b"\n', "concept a", "broader concept b"),
        (
            '[[concept]]\nid = "a"\nname = "A"\nrole = "benefit"\nforms = ["("]\n',
            "concept a",
            "cannot be used",
        ),
        ('[[concept]]\nid = "a"\n', "concept a", "cannot be used"),
        (f'[[concept]]\n{ENTRY}instance_of = "b"\n', "concept a", "instance of b"),
        (
            f'[[concept]]\n{ENTRY}[[opposition]]\nfirst = "a"\nsecond = "b"\n',
            "opposition of a and b",
            "names a concept that is not there",
        ),
    ],
    ids=[
        "unknown key",
        "id twice",
        "broader missing",
        "no pattern",
        "key missing",
        "no instance",
        "no opposite",
    ],
)
def test_an_entry_that_cannot_be_used_is_named(text, place, problem, tmp_path):
    path = tmp_path / "vocabulary.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadData) as caught:
        load_vocabulary(path)
    assert caught.value.place == place
    assert problem in caught.value.problem


def test_every_role_in_the_data_is_a_role_of_the_reader():
    roles = {role.value for role in Role}
    vocabulary = load_vocabulary()
    assert {c.role for c in vocabulary.concepts.values() if c.id not in vocabulary.terms} <= roles
    assert {role for term in vocabulary.terms.values() for role in term.roles} <= roles
    assert {role.removesuffix("!") for role in load_cues().context.sets} <= roles


def test_every_intent_names_only_concepts_that_exist():
    concepts = set(load_vocabulary().concepts)
    named = {c for intent in load_questions().intents for c in intent.concepts}
    assert named <= concepts


def test_every_intent_recognises_its_own_question():
    questions = load_questions()
    assert {i.id: i.id for i in questions.intents} == {
        i.id: found.id if (found := questions.intent_of(i.question)) else None for i in questions.intents
    }


def test_mentions_are_whole_words_and_the_longest_wins():
    mentions = load_vocabulary().find_mentions("deliver acne scars")
    assert [(m.concept.id, m.span.start, m.span.end) for m in mentions] == [
        ("acne-scars", 8, 18),
        ("scars", 13, 18),
    ]


def test_a_soft_hyphen_hides_no_concept_and_spans_count_it():
    text = "no breast\u00adfeeding"
    mention = load_vocabulary().find_mentions(text)[0]
    assert (mention.concept.id, mention.span.of(text)) == ("breastfeeding", "breast\u00adfeeding")


@pytest.mark.parametrize("words", ["blood thinners", "blood-thinners", "bloodthinners", "blood\nthinners"])
def test_an_optional_space_in_a_form_may_be_a_hyphen_or_nothing(words):
    assert [m.concept.id for m in load_vocabulary().find_mentions(words)] == ["blood-thinners"]
