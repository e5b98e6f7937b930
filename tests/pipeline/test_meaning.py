"""Meaning: a model proposes what is said in other words, and the same things keep a pair apart."""

import os
import sys
from collections import Counter
from math import sqrt
from pathlib import Path

import pytest

from content.embedding import FILES, NoMeaningModel, SentenceModel, meaning_model
from content.pipeline import meaning
from content.pipeline.likeness import MOST
from content.pipeline.links import QUESTION, Link, LinkKind, Links
from content.pipeline.meaning import propose_by_meaning
from content.pipeline.run import load_rules
from tests.pipeline.test_likeness import group

RULES = load_rules()


class Letters:
    """A model that finds texts close which have the same runs of four letters."""

    name = "letters"
    axes = 97

    def embed(self, texts):
        return [self._vector(text.lower()) for text in texts]

    def _vector(self, text):
        counts = Counter(sum(map(ord, text[i : i + 4])) % self.axes for i in range(len(text) - 3))
        return [float(counts[axis]) for axis in range(self.axes)]


def proposed(*questions, model=None, links=None, threshold=0.75):
    groups = [group(question) for question in questions]
    found = propose_by_meaning(groups, model or Letters(), links or Links(), RULES, threshold)
    return [(s.first, s.other) for s in found]


ALIKE = ("How thin are the needles that you use?", "How thin are the needles you use here?")


def test_what_the_model_finds_close_is_proposed_with_its_name():
    (found,) = propose_by_meaning([group(q) for q in ALIKE], Letters(), Links(), RULES)
    assert (found.family, found.first, found.other) == (QUESTION, *sorted(ALIKE))
    assert (found.why, 0.75 <= found.score <= 1) == ("meaning (letters)", True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("When is mesotherapy applied?", "When is mesotherapy not applied?"),
        ("Can I have it while pregnant?", "Can I have it while breastfeeding?"),
        ("Are three sessions enough?", "Are four sessions enough?"),
        ("Is filler safe for the face?", "Is Botox safe for the face?"),
        ("When do I have the results?", "Why do I have the results?"),
    ],
)
def test_what_is_kept_apart_is_not_proposed_however_close(one, other):
    class Same:
        name = "finds everything the same"

        def embed(self, texts):
            return [[1.0, 0.0] for _ in texts]

    assert proposed(one, other, model=Same()) == []
    assert proposed(*ALIKE, model=Same()) == [tuple(sorted(ALIKE))]


def test_what_an_editor_set_apart_is_not_proposed_again():
    assert proposed(*ALIKE, links=Links((Link(LinkKind.NOT_SAME, QUESTION, *ALIKE),))) == []


def test_the_order_of_questions_does_not_matter_and_each_has_few_proposals():
    questions = [f"How thin are the needles that you use {chr(97 + n)}?" for n in range(15)]
    found = proposed(*questions)
    assert found == proposed(*reversed(questions))
    ends = Counter(end for pair in found for end in pair)
    assert max(ends.values()) == MOST


def test_more_things_than_fit_are_compared_in_blocks(monkeypatch):
    monkeypatch.setattr(meaning, "AT_ONCE", 4)
    blocks = meaning._blocks([[sqrt(n) - 3, n - 8.0, 1.0] for n in range(16)])
    assert sorted(i for block in blocks for i in block) == list(range(16))
    assert (len(blocks) > 2, max(map(len, blocks))) == (True, 4)


def test_without_a_folder_there_is_no_model(settings):
    settings.MEANING_MODEL = None
    assert meaning_model() is None


def test_a_folder_without_a_model_is_one_line_that_says_so(tmp_path):
    with pytest.raises(NoMeaningModel, match=r"has no config\.json: give the folder of a sentence model\.$"):
        SentenceModel(tmp_path)


def test_a_package_that_is_not_installed_is_one_line_that_says_so(tmp_path, monkeypatch):
    for name in FILES:
        (tmp_path / name).write_text("{}")
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(NoMeaningModel) as caught:
        SentenceModel(tmp_path)
    message = "Proposals by meaning need numpy, which is not installed: pip install numpy tokenizers."
    assert str(caught.value) == message


def test_the_real_model_proposes_what_shares_no_words():
    """Runs where MESOINFO_TEST_MEANING_MODEL names a folder and numpy and tokenizers are installed."""
    if not (folder := os.environ.get("MESOINFO_TEST_MEANING_MODEL")):
        pytest.skip("MESOINFO_TEST_MEANING_MODEL is not set: no sentence model on this machine")
    pytest.importorskip("numpy", reason="numpy is not installed")
    pytest.importorskip("tokenizers", reason="tokenizers is not installed")
    model = SentenceModel(Path(folder))
    far = "Which creams did the founder sell?"
    close = ("How much does it cost?", "What is the price?")
    assert proposed(*close, far, model=model, threshold=0.7) == [tuple(sorted(close))]
    vectors = model.embed([*close, far])
    assert all(abs(sum(x * x for x in vector) - 1) < 1e-4 for vector in vectors)
    alone = model.embed([close[0]])[0]
    assert max(abs(a - b) for a, b in zip(alone, vectors[0], strict=True)) < 1e-4
