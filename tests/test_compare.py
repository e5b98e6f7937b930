"""Two texts compared: nothing of either is lost, and what is the same is called the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.compare import Kind, compare, is_changed

TEXTS = st.lists(st.text(alphabet='ab .[]@"\u00e9', max_size=12), max_size=6).map("\n".join)


def side(paragraphs, *kinds):
    """The lines of one of the two texts, put together again."""
    lines = ["".join(part.words for part in paragraph if part.kind in kinds) for paragraph in paragraphs]
    return [line for line in lines if line]


def lines(text):
    return [line.rstrip() for line in text.split("\n") if line.strip()]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_put_together_again(old, new):
    found = compare(old, new)
    assert side(found, Kind.SAME, Kind.GONE) == lines(old)
    assert side(found, Kind.SAME, Kind.NEW) == lines(new)
    assert any(map(is_changed, found)) is (lines(old) != lines(new))


@pytest.mark.parametrize(
    ("old", "new", "gone", "added"),
    [
        ("Do not have it.", "Do have it.", [" not"], []),
        ("It fades in a day.", "It fades in 2 days.", ["a", "day"], ["2", "days"]),
        ("One.\n\nTwo.", "One.\n\nTwo.\n\nThree.", [], ["Three."]),
        ("Alpha beta.\nGamma delta.", "Gamma delta.", ["Alpha beta."], []),
    ],
)
def test_the_words_that_differ_are_marked_and_no_others(old, new, gone, added):
    parts = [part for paragraph in compare(old, new) for part in paragraph]
    assert [part.words for part in parts if part.kind is Kind.GONE] == gone
    assert [part.words for part in parts if part.kind is Kind.NEW] == added
