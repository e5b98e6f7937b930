import pytest

from content.pipeline.sentences import split_sentences
from content.pipeline.spans import Span
from tests.pipeline.marked import unmark


@pytest.mark.parametrize(
    "marked",
    [
        "⟦It was developed by Dr. Pistor in 1952.⟧ ⟦It is used today.⟧",
        "⟦It takes 1.5 hours.⟧ ⟦Then you go home!⟧ ⟦Is that all?⟧",
        "⟦1. Wrinkles and lines⟧",
        "⟦It is safe.⟧⟦It may hurt, though.⟧",
        "⟦Vitamins, minerals, etc.⟧ ⟦They are mixed.⟧",
        "⟦Creams, e.g. numbing cream, help.⟧",
        "⟦It depends on the area (e.g. the face).⟧ ⟦Ask first.⟧",
        "⟦“It hurts.”⟧ ⟦She said so.⟧",
        "⟦Done by an expert.⟧ ⟦(1)⟧",
        "⟦Wait … then go on.⟧",
        "⟦Come now!⟧ ⟦👋⟧",
        "⟦See example.com for more.⟧",
        "⟦It is sa\u200bfe\u200e.⟧⟦It\u2069 ma\u200dy hurt, e\u2066.g.\u200b a bit.⟧\u200b",
    ],
)
def test_sentences_end_where_readers_see_them_end(marked):
    text, spans = unmark(marked)
    assert split_sentences(text, Span(0, len(text))) == spans
