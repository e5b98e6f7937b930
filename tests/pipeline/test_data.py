"""The data files of the reader: loaders refuse what cannot be used, and name the place."""

import json
import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from content.pipeline.aspects import CONTRASTS_FILE, load_contrasts
from content.pipeline.checklist import CHECKLIST_FILE, load_checklist
from content.pipeline.cues import CUES_FILE, load_cues
from content.pipeline.errors import BadData
from content.pipeline.glossary import GLOSSARY_FILE, load_glossary
from content.pipeline.house_style import HOUSE_STYLE_FILE, load_house_style
from content.pipeline.layout import LAYOUT_FILE, load_layout
from content.pipeline.proposals import PROPOSALS_FILE, load_names
from content.pipeline.questions import QUESTIONS_FILE, load_questions
from content.pipeline.scopes import SCOPES_FILE, load_scopes
from content.pipeline.statements import Role
from content.pipeline.treatments import TREATMENTS_FILE, load_treatments
from content.pipeline.verdicts.equivalences import EQUIVALENCES, load_lexicon
from content.pipeline.verdicts.stance import WARNINGS, load_patterns
from content.pipeline.vocabulary import ROLES, TERMS_FILE, VOCABULARY_FILE, load_vocabulary

ENTRY = 'id = "a"\nname = "A"\nrole = "side_effect"\nforms = ["a"]\n'


def load_terms(path: Path) -> object:
    empty = path.with_name("empty.toml")
    empty.touch()
    return load_vocabulary(empty, path)


def load_terms_explained(path: Path) -> object:
    return load_glossary(path=path)


LOADERS: list[tuple[Callable[[Path], object], Path]] = [
    (load_layout, LAYOUT_FILE),
    (load_vocabulary, VOCABULARY_FILE),
    (load_terms, TERMS_FILE),
    (load_cues, CUES_FILE),
    (load_names, PROPOSALS_FILE),
    (load_questions, QUESTIONS_FILE),
    (load_checklist, CHECKLIST_FILE),
    (load_scopes, SCOPES_FILE),
    (load_treatments, TREATMENTS_FILE),
    (load_patterns, WARNINGS),
    (load_lexicon, EQUIVALENCES),
    (load_contrasts, CONTRASTS_FILE),
    (load_terms_explained, GLOSSARY_FILE),
    (load_house_style, HOUSE_STYLE_FILE),
]
each_loader = pytest.mark.parametrize(("load", "file"), LOADERS, ids=[file.stem for _, file in LOADERS])


@each_loader
@pytest.mark.parametrize(
    "content",
    [
        b"[[concept]\n",
        b"\xff\xfe",
        b"a = " + b"[" * 5_000,
        b"a = " + b"9" * 5_000,
        b"\xef\xbb\xbfa = 1",
        None,
    ],
    ids=["not TOML", "not UTF-8", "too deep", "too long a number", "a mark first", "no file"],
)
def test_a_file_that_cannot_be_read_is_named(load, file, content, tmp_path):
    path = tmp_path / "data.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadData, match=r"data\.toml") as caught:
        load(path)
    assert caught.value.mend


@each_loader
def test_a_folder_is_no_file(load, file, tmp_path):
    with pytest.raises(BadData, match="cannot be read"):
        load(tmp_path)


REFERENCES = ("background", "broader", "instance_of", "opaque")
"""Keys that name other entries, which a shortened file does not have."""
WRONG = (1, True, "", [], [1], {}, {"zzz": 1})


def shortened(value: Any, key: str = "") -> Any:
    """The data of a file with few entries of each list and group."""
    if isinstance(value, dict):
        is_group = key in ("phrases", "groups", "opposites")
        return {
            name: [] if name in ("background", "opaque") else shortened(part, "phrases" if is_group else name)
            for name, part in list(value.items())[: 2 if is_group else None]
            if name not in REFERENCES
            or name in ("background", "opaque")
            or (name == "broader" and isinstance(part, list))
        }
    if isinstance(value, list):
        return [shortened(part) for part in value[: 2 if key == "phrases" else 1]]
    return value


def as_toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {as_toml(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return json.dumps(value)


def spoilt(data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """``data`` with one thing wrong, what that is, and whether it must be refused."""
    for path, value in nodes(data, ()):
        for wrong in WRONG:
            is_empty = wrong in ("", [1], {"zzz": 1})
            yield f"{path}: {wrong!r}", put(data, path, wrong), type(wrong) is not type(value) or is_empty
        if isinstance(value, dict) and path[0] not in ("groups", "noise", "context", "parts"):
            yield f"{path}: unknown key", put(data, (*path, "zzz"), 1), True
        yield f"{path}: left out", without(data, path), False
    yield "unknown key", data | {"zzz": 1}, True


def nodes(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    for key, part in value.items() if isinstance(value, dict) else enumerate(value[:1]):
        yield (*path, key), part
        if isinstance(part, (dict, list)):
            yield from nodes(part, (*path, key))


def put(data: dict[str, Any], path: tuple[Any, ...], value: object) -> dict[str, Any]:
    copy = deepcopy(data)
    holder: Any = copy
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return copy


def without(data: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    copy = deepcopy(data)
    holder: Any = copy
    for key in path[:-1]:
        holder = holder[key]
    del holder[path[-1]]
    return copy


@each_loader
def test_whatever_is_wrong_in_a_file_is_named(load, file, tmp_path):
    data = shortened(tomllib.loads(file.read_text("utf-8")))
    read = getattr(load, "__wrapped__", load)
    accepted = []
    for number, (wrong, changed, must_fail) in enumerate(spoilt(data)):
        path = tmp_path / f"data-{number}.toml"
        path.write_text("\n".join(f"{key} = {as_toml(part)}" for key, part in changed.items()), "utf-8")
        try:
            read(path)
            accepted += [wrong] if must_fail else []
        except BadData as error:
            assert error.file == str(path)
            assert error.mend
    assert accepted == []


@each_loader
def test_the_shortened_file_of_these_tests_is_right(load, file, tmp_path):
    data = shortened(tomllib.loads(file.read_text("utf-8")))
    path = tmp_path / "data.toml"
    path.write_text("\n".join(f"{key} = {as_toml(part)}" for key, part in data.items()), "utf-8")
    assert load(path)


RULE = '[[rule]]\ndirection = "forward"\nwindow = 3\nforms = ["no"]\n'
SCOPES = f'[pseudo]\nforms = ["not only"]\n[terminate]\nforms = ["but"]\n{RULE}'
SUBJECT = '[subject]\nverbs = ["is"]\nopeners = ["the"]\nearlier = ["had"]\nsince = ["ago"]\n'
TREATMENT = f'{SUBJECT}[[treatment]]\nid = "laser"\nforms = ["laser"]\n'
TERM = '[[term]]\nid = "a"\nname = "A"\nkind = "condition"\nforms = ["acne"]\n'
INTENT = 'treatments = ["meso"]\n[[intent]]\nid = "a"\nquestion = "A?"\ntopic = "a"\nasks = ["a"]\n'


@pytest.mark.parametrize(
    ("load", "text", "old", "new", "place", "problem"),
    [
        (load_scopes, SCOPES, '"forward"', '"sideways"', "rule 1", "unknown direction sideways"),
        (load_scopes, SCOPES, "= 3", "= 0", "rule 1", "window is not above 0"),
        (load_scopes, SCOPES, "= 3", "= true", "rule 1", "window is not a whole number"),
        (load_scopes, SCOPES, "window", "windows", "rule 1", "unknown key windows"),
        (load_scopes, SCOPES, '"no"', '"no?"', "rule 1", 'the form "no?" cannot be read'),
        (load_scopes, SCOPES, '"not only"', '"not  only"', "pseudo", 'the form "not  only" cannot be read'),
        (load_scopes, SCOPES, '"but"', '"but|"', "terminate", 'the form "but|" cannot be read'),
        (load_treatments, TREATMENT, '["laser"]', '["&"]', "treatment laser", 'the form "&" cannot be read'),
        (load_treatments, TREATMENT, '["laser"]', '["la*"]', "treatment laser", 'the form "la*" cannot'),
        (
            load_treatments,
            TREATMENT,
            '["laser"]',
            '["e-las*"]',
            "treatment laser",
            'the form "e-las*" cannot',
        ),
        (load_treatments, TREATMENT, '["is"]', '["i*s"]', "subject", 'the form "i*s" cannot be read'),
        (load_treatments, TREATMENT, '["laser"]', "[]", "treatment laser", "forms is empty"),
        (
            load_treatments,
            TREATMENT,
            "[[treatment]]",
            '[[treatment]]\nid = "laser"\nforms = ["ipl"]\n[[treatment]]',
            "treatment laser",
            "the id stands twice",
        ),
        (load_terms, TERM, '"condition"', '"sort"', "term a", "unknown kind sort"),
        (load_terms, TERM, '["acne"]', '["acne"]\nroles = ["use"]', "term a", "unknown use in roles"),
        (load_terms, TERM, '["acne"]', '["acne"]\nfelt = ["red|"]', "term a", 'the form "red|" cannot'),
        (load_terms, TERM + TERM, "", "", "term a", "the id stands twice"),
        (
            load_questions,
            INTENT,
            '["a"]',
            '["a"]\nstrengths = ["mild"]',
            "intent a",
            "unknown mild in strengths",
        ),
        (load_questions, INTENT, '["a"]', '["("]', "intent a", 'asks: the pattern "(" cannot be used'),
        (load_vocabulary, f"[[concept]]\n{ENTRY}", '["a"]', '["a?"]', "concept a", "matches nothing at all"),
        (
            load_vocabulary,
            f"[[concept]]\n{ENTRY}",
            '["a"]',
            '["a"]\nincludes = ["no-such-term"]',
            "concept a",
            "it includes no-such-term, which is no term",
        ),
        (
            load_vocabulary,
            f"[[concept]]\n{ENTRY}",
            '"side_effect"',
            '"harm"',
            "concept a",
            "unknown role harm",
        ),
        (
            load_vocabulary,
            f"[[concept]]\n{ENTRY}",
            '["a"]',
            '["a"]\nwhen = "("',
            "concept a",
            "when: the pattern",
        ),
        (
            load_vocabulary,
            f"[[concept]]\n{ENTRY}",
            '["a"]',
            '["a{9999999999}"]',
            "concept a",
            "cannot be used",
        ),
    ],
)
def test_an_entry_that_no_reader_can_use_is_named(load, text, old, new, place, problem, tmp_path):
    path = tmp_path / "data.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(BadData) as caught:
        load(path)
    assert caught.value.place == place
    assert problem in caught.value.problem


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
        ('[[concept]]\nid = "a"\n', "concept a", "it has no name"),
        (f'[[concept]]\n{ENTRY}instance_of = "b"\n', "concept a", "instance of b"),
    ],
    ids=[
        "unknown key",
        "id twice",
        "broader missing",
        "no pattern",
        "key missing",
        "no instance",
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


def test_the_vocabulary_knows_every_role_of_the_reader():
    assert {role.value for role in Role} == ROLES


def test_every_intent_names_only_concepts_that_exist():
    concepts = set(load_vocabulary().concepts)
    named = {c for intent in load_questions().intents for c in intent.concepts}
    assert named <= concepts


def test_every_item_of_the_checklist_names_only_concepts_that_exist():
    assert {c for item in load_checklist() for c in item.concepts} <= set(load_vocabulary().concepts)


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
