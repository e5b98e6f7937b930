"""Syllables and the reading grade. How the counter was measured: docs/measures.md."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.pipeline.readability import counts_of, reading_grade, syllables

SYLLABLES = {
    1: "a the skin take takes used eyes build suit breathe 18 x queue",
    2: "people acne needed treated little bruises safely being layer quiet",
    3: "area reaction idea hydrated medicine article cellulite suitable vitamins serious",
    4: "diabetes realistic consultation",
    5: "mesotherapy hyaluronic urticaria anticoagulant",
    6: "hyperpigmentation",
}


@pytest.mark.parametrize(("count", "words"), SYLLABLES.items())
def test_words_of_ours_are_counted_as_they_are_spoken(count, words):
    assert {word: syllables(word) for word in words.split()} == dict.fromkeys(words.split(), count)


def test_case_and_the_shape_of_the_apostrophe_do_not_matter():
    assert syllables("Article’s") == syllables("article's") == 3
    assert syllables("SCARS") == 1


@given(st.text(max_size=40))
def test_every_word_has_a_syllable_and_no_more_than_letters(word):
    assert 1 <= syllables(word) <= max(1, len(word.casefold()) * 2)


def test_a_hyphen_parts_words_and_a_number_is_one():
    counts = counts_of("A long-term illness of 30 to 60 days.")
    assert (counts.words, counts.syllables) == (9, 10)


def test_the_grade_is_that_of_the_formula():
    # 14 words, 16 syllables, 2 sentences
    sentences = ["You may get a rash on your skin.", "Ask about it before you go."]
    counts = [counts_of(sentence) for sentence in sentences]
    assert [(c.words, c.syllables) for c in counts] == [(8, 8), (6, 8)]
    assert reading_grade(sentences) == pytest.approx(0.39 * 7 + 11.8 * 16 / 14 - 15.59)


def test_what_has_no_words_is_no_sentence():
    assert reading_grade([]) == reading_grade(["…"]) == 0.0
    assert reading_grade(["Ask now.", "…"]) == reading_grade(["Ask now."])
