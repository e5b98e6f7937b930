"""Words of the glossary in brackets after their term need no source; any other words do."""

import pytest

from content.pipeline.glossary import load_glossary
from content.pipeline.passages import split_passages
from content.pipeline.snapshots import take_snapshot
from content.pipeline.verdicts import check_case
from content.pipeline.verdicts.glosses import without_glosses

PLAIN = load_glossary()["enzyme"].plain


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"It may hold an enzyme ({PLAIN}).", "It may hold an enzyme."),
        (f"It may hold an enzyme ({PLAIN.upper()}).", "It may hold an enzyme."),
        ("It may hold enzymes (substances that the body make to break things down).", "It may hold enzymes."),
        (f"It may hold an enzyme (not {PLAIN}).", f"It may hold an enzyme (not {PLAIN})."),
        (f"It may hold an enzyme ({PLAIN}, and safe).", f"It may hold an enzyme ({PLAIN}, and safe)."),
        (f"It may hold vitamins ({PLAIN}).", f"It may hold vitamins ({PLAIN})."),
        ("It may hold enzymes.", "It may hold enzymes."),
    ],
)
def test_only_the_glossarys_own_words_are_left_out(text, left):
    found = without_glosses(text)
    assert len(found) == len(text)
    assert " ".join(found.split()).replace(" .", ".") == left


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("It may hold enzymes (substances that the body makes to break things down).", "supported"),
        ("It may hold enzymes (substances that heal the body).", "not_found"),
        ("It does not hold enzymes (substances that the body makes to break things down).", "contradicted"),
    ],
)
def test_a_gloss_neither_needs_a_source_nor_hides_anything(claim, verdict):
    article = take_snapshot("page", "The mixture may contain enzymes and vitamins.\n")
    found, _ = check_case(claim, article, split_passages(article), "The mixture may contain enzymes")
    assert found.support == verdict
