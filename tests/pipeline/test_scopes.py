"""How far words that deny reach."""

import pytest

from content.pipeline.scopes import load_scopes
from content.pipeline.spans import Span
from content.pipeline.terms import tokens_of
from tests.pipeline.reading import records_of


def denied(sentence: str, *words: str) -> list[bool]:
    denials = load_scopes().denials(tokens_of(sentence))
    spans = [Span(sentence.index(word), sentence.index(word) + len(word)) for word in words]
    return [any(denial.denies(span) for denial in denials) for span in spans]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mesotherapy works without redness, swelling or bruising.",
        "There is no redness, swelling or bruising.",
    ],
)
def test_a_list_is_denied_as_one_thing(sentence):
    assert any(denied(sentence, "edness", "bruising"))
    assert records_of(f"Mesotherapy\n\n{sentence}") == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "There is no scar, but redness may follow.",
        "Not only redness may follow.",
        "There is no downtime. Expect redness.",
        "If it is not clean, redness may follow.",
    ],
)
def test_what_lies_out_of_reach_is_not_denied(sentence):
    assert denied(sentence, "redness") == [False]


def test_little_of_a_thing_is_not_none_of_it():
    sentence = "There is minimal redness."
    denials = load_scopes().denials(tokens_of(sentence))
    assert all(denial.is_diminished for denial in denials)
