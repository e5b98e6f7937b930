"""The way from some words to others, word by word."""

import pytest

from content.pipeline.nearest import compare_words

CASES = [
    ("It hurts.", "It hurts.", [("kept", "It hurts.")]),
    (
        "It does not hurt.",
        "It does hurt.",
        [("kept", "It does"), ("only_in_quote", "not"), ("kept", "hurt.")],
    ),
    (
        "It takes 30 minutes.",
        "It takes about 45 minutes.",
        [("kept", "It takes"), ("only_in_quote", "30"), ("only_in_source", "about 45"), ("kept", "minutes.")],
    ),
    ("", "New words.", [("only_in_source", "New words.")]),
    ("Old words.", "", [("only_in_quote", "Old words.")]),
]


@pytest.mark.parametrize(("old", "new", "parts"), CASES)
def test_the_parts_lead_from_one_to_the_other(old, new, parts):
    found = [(part.kind.value, part.words) for part in compare_words(old, new)]
    assert [(kind, words.rstrip(".")) for kind, words in found] == [
        (kind, words.rstrip(".")) for kind, words in parts
    ]
