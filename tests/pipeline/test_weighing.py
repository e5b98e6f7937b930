"""Weighing: what the words around a name say of its role, and what they may not overrule."""

import json
import math

import pytest

from content.pipeline import weighing
from content.pipeline.errors import BadData
from content.pipeline.run import load_rules, read_article
from content.pipeline.snapshots import take_snapshot
from content.pipeline.statements import Role, Strength, things_of
from content.pipeline.weighing import OUTCOMES, UNIT, Weights, load_weights
from tests.lessons import FOLDERS, examples_of, of_pages
from tests.pipeline.reading import read

PAGES = FOLDERS[1]


def things(text):
    snapshot = take_snapshot("page", f"Mesotherapy\n\n{text}\n")
    found = things_of("page", read_article(snapshot).passages, load_rules())
    return {thing.place.of(snapshot.text): thing for thing in found}


def said(text):
    return {
        (s.role.value, s.concept): s
        for s in read(f"Mesotherapy\n\n{text}\n").statements
        if s.role in (Role.CONTRAINDICATION, Role.INDICATION, Role.SIDE_EFFECT)
    }


@pytest.fixture
def weights(monkeypatch):
    """Sets weights of a test's own in place of those that were learned."""

    def put(**of):
        rows = Weights(
            {name.replace("_", " "): tuple(round(UNIT * part) for part in row) for name, row in of.items()}
        )
        monkeypatch.setattr(weighing, "load_weights", lambda: rows)

    return put


# --- shares ----------------------------------------------------------------------------------------


def test_the_shares_are_one_together_and_follow_the_weights():
    weights = Weights({"a": (2 * UNIT, 0, 0, 0), "b": (0, UNIT, 0, 0)})
    shares = weights.shares(["a", "b", "unknown"])
    assert math.isclose(sum(shares.values()), 1)
    most = math.exp(2) + math.exp(1) + 2
    assert shares[OUTCOMES[0]] == pytest.approx(math.exp(2) / most)
    assert weights.heaviest(["a", "b"]) == (OUTCOMES[0], pytest.approx(math.exp(2) / most))


def test_without_a_known_feature_nothing_is_likelier_than_anything_else():
    assert set(Weights({}).shares(["x"]).values()) == {1 / len(OUTCOMES)}


def test_great_weights_do_not_overflow():
    assert Weights({"a": (500_000, -500_000, 0, 0)}).heaviest(["a"]) == (OUTCOMES[0], 1.0)


# --- the file --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", "not JSON"),
        (b"[]", "not a table"),
        (b"\xff", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"a": [1, 2, 3]}', "not a table"),
        (b'{"a": [1, 2, 3, "4"]}', "not a table"),
        (b'{"a": [1, 2, 3, true]}', "not a table"),
        (b'{"a": [1, 2, 3, NaN]}', "not a table"),
        (b'{"a": [1, 2, 3, 0.5]}', "not a table"),
        (b'{"a": [1, 2, 3, 1000001]}', "not a table"),
        (b'{"a": {"b": 1}}', "not a table"),
    ],
)
def test_a_bad_file_is_named_with_how_to_mend_it(tmp_path, content, problem):
    path = tmp_path / "weights.json"
    path.write_bytes(content)
    with pytest.raises(BadData, match=problem) as caught:
        load_weights(path)
    assert str(path) in str(caught.value) and "make weights" in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(BadData, match="cannot be read"):
        load_weights(tmp_path / "none.json")


def test_a_good_file_is_read(tmp_path):
    path = tmp_path / "weights.json"
    path.write_text(json.dumps({"a": [1, 50, 0, -1]}))
    assert load_weights(path).of == {"a": [1, 50, 0, -1]}


def test_the_weights_are_those_of_the_features_that_are_read():
    """Weights of another version of the features would know few of them, and be wrong about most."""
    weights = load_weights()
    examples = [(features, role) for features, role in of_pages(PAGES)]
    known = [feature in weights.of for features, _ in examples for feature in features]
    right = [weights.heaviest(features)[0] == role for features, role in examples]
    assert len(examples) > 400
    assert sum(known) / len(known) > 0.95
    assert sum(right) / len(right) > 0.95


def test_examples_of_what_the_rules_know_do_not_tell_what_the_rules_say():
    of_rules = {
        folder.name: any(f.startswith("ruled:") for features, _ in examples_of([folder]) for f in features)
        for folder in (PAGES,)
    }
    assert of_rules == {PAGES.name: False}


# --- what counts -----------------------------------------------------------------------------------


def test_the_longest_name_is_the_thing_and_its_clause_is_what_counts():
    found = things("Not for you: type 1 diabetes in the family; bruises come and go.")
    thing = found["type 1 diabetes"]
    assert "diabetes" not in found
    assert {"word:not", "near before:for", "near behind:in", "left:you", "right:family"} <= thing.features
    assert not any(feature.endswith((":bruis", ":come")) for feature in thing.features)


def test_the_heading_the_lead_in_and_the_sentence_before_count():
    snapshot = take_snapshot(
        "page",
        "# Mesotherapy\n\n## Red lines\n\nWe stop here:\n\n- lupus\n- epilepsy\n\nHello there. Asthma too.\n",
    )
    found = things_of("page", read_article(snapshot).passages, load_rules())
    features = {thing.place.of(snapshot.text).lower(): thing.features for thing in found}
    assert {"heading:red", "heading:lin"} & features["lupus"] and "lead:stop" in features["lupus"]
    assert "before:hello" in features["asthma"] or "before:there" in features["asthma"]


def test_endings_case_and_numbers_do_not_count():
    one, other = (things(t)["lupus"].features for t in ("Waits 12 days: lupus.", "waiting 3 day: lupus."))
    assert {f for f in one if f.startswith("word:")} >= {"word:wait", "word:#"}
    assert {f for f in other if f.startswith("word:")} >= {"word:wait", "word:#"}


# --- what is made of it ----------------------------------------------------------------------------


def test_what_no_rule_knows_is_read_by_its_words_and_marked():
    text = "Sadly we send you home again with lupus."
    statement = said(text)["contraindication", "lupus"]
    assert statement.is_weighed and statement.strength is Strength.AVOID


def test_what_a_rule_gave_is_not_marked():
    assert not said("People with lupus must not have it.")["contraindication", "lupus"].is_weighed


def test_words_that_weigh_for_nothing_add_nothing(weights):
    weights(always=(0, 0, 0, 9))
    assert said("Sadly we send you home again with lupus.") == {}


def test_a_warning_of_a_rule_is_never_taken_back(weights):
    weights(always=(0, 0, 0, 99))
    assert set(said("People with lupus must not have it.")) == {("contraindication", "lupus")}


@pytest.mark.parametrize(("share", "is_kept"), [(0.79, True), (0.81, False)])
def test_an_effect_of_a_rule_goes_where_the_words_are_sure_of_none(weights, share, is_kept):
    text = "Bruising is a common side effect."
    assert not said(text)["side_effect", "bruising"].is_weighed
    weights(always=(0, 0, 0, math.log(3 * share / (1 - share))))
    assert (("side_effect", "bruising") in said(text)) is is_kept


def test_a_warning_of_a_rule_never_becomes_anything_else(weights):
    for place, role in enumerate(OUTCOMES[:-1]):
        row = [0.0] * len(OUTCOMES)
        row[place] = 9
        weights(always=row)
        found = said("People with lupus must not have it.")
        assert ("contraindication", "lupus") in found, role
        assert not found["contraindication", "lupus"].is_weighed


def test_an_effect_that_is_a_warnings_reason_stays(weights):
    weights(always=(0, 0, 0, 9))
    found = said("Those on blood thinners should avoid it because of the higher risk of bruising.")
    assert ("side_effect", "bruising") in found


def test_an_effect_that_an_article_plays_down_stays(weights):
    weights(always=(0, 0, 0, 9))
    assert set(said("It causes minimal discomfort.")) == {("side_effect", "pain-during-injections")}


def test_what_is_denied_or_said_of_others_is_not_added(weights):
    weights(always=tuple(9 * (outcome == "side_effect") for outcome in OUTCOMES))
    assert ("side_effect", "scarring") in said("As to scarring, well.")
    assert said("There is no scarring.") == {}
    assert said("Microneedling can cause scarring.") == {}


def test_the_same_text_gives_the_same_statements():
    text = "Sadly we send you home again with lupus. Your face is lobster-red and you itch until supper."
    assert said(text) == said(text)
