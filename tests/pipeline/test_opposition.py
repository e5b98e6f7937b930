"""What another article says against a claim."""

import pytest

from content.pipeline.snapshots import take_snapshot
from content.pipeline.verdicts import opposition_in


def against(claim, text):
    return opposition_in(claim, take_snapshot("other", text), ())


@pytest.mark.parametrize(
    ("claim", "text", "code"),
    [
        (
            "Be careful with it if you are prone to keloid scars.",
            "People prone to keloid scars should avoid it.\n",
            "strength_weakened",
        ),
        ("A session takes 30 minutes.", "A session takes two hours on the scalp.\n", None),
        (
            "Redness of the scalp takes two days to fade.",
            "Redness of the scalp takes two weeks to fade.\n",
            "number_differs",
        ),
        ("Bruises on the scalp are rare.", "Bruises on the scalp are common.\n", "frequency_differs"),
        ("Bruises on the scalp are painful.", "Bruises on the scalp are not painful.\n", "polarity_differs"),
        ("Bruises on the scalp are painful.", "Bruises on the scalp are painful.\n", None),
        ("Bruises on the scalp are painful.", "Bruises on the face are not painful.\n", None),
        ("One article says that bruises on the scalp are rare.", "Bruises on the scalp are common.\n", None),
    ],
)
def test_a_sentence_about_the_same_that_says_something_else(claim, text, code):
    found = against(claim, text)
    assert (found and found.reason.code) == code
    if found:
        assert found.source_id == "other"
        assert found.span.of(text) == found.quote == text.strip()
