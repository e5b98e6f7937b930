"""What splits or spoils words is left out for the rules, and nothing of its place is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.pipeline.legible import legible, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("preg\u00adnant", "pregnant"),
        ("preg\u200bnant", "pregnant"),
        ("no\u00a0break", "no break"),
        ("don\ufffdt", "don’t"),
        ("**Epilepsy**", "Epilepsy"),
        ("Epilepsy 【3†source】.", "Epilepsy ."),
        ("plain", "plain"),
    ],
)
def test_words_as_a_person_reads_them(text, words):
    assert words_of(text) == words


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text("ab \u00ad\u200b\u00a0\ufffd*_【】", max_size=40))
def test_every_character_that_is_left_knows_its_place(text):
    words, places = legible(text)
    assert len(words) == len(places)
    assert list(places) == sorted(set(places))
    assert all(text[place] == c for c, place in zip(words, places, strict=True) if c in "ab【】")
