"""Where a quote stands: exact words only, and what is offered where they are not there."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.pipeline.anchors import AnchorState, anchor_quote, selectors, sentence_spans
from content.pipeline.passages import Disposition, Passage, PassageKind
from content.pipeline.snapshots import take_snapshot
from content.pipeline.spans import Span

PAGE = """Skin treatment

It shouldn’t be done during pregnancy — ask first. A non-surgical
method takes 1.5 hours.

• Redness: it fades in 1–2 days.
It shouldn’t be done during pregnancy — ask first.
"""


def snapshot(text: str = PAGE):
    return take_snapshot("page", text)


def passage(index: int, text: str, start: int, disposition: Disposition) -> Passage:
    quote = "It shouldn’t be done during pregnancy — ask first."
    span = Span(start, start + len(quote))
    assert span.of(text) == quote
    return Passage(index, span, quote, PassageKind.SENTENCE, disposition)


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("It shouldn't be done", "It shouldn’t be done"),
        ("pregnancy - ask first", "pregnancy — ask first"),
        ("A non-surgical method", "A non-surgical\nmethod"),
        ("  method   takes 1.5 hours ", "method takes 1.5 hours"),
        ("in 1-2 days", "in 1–2 days"),
        ("Redness: it fades", "Redness: it fades"),
    ],
)
def test_quotes_that_stand_in_the_source(quote, words):
    anchor = anchor_quote(quote, snapshot())
    assert (anchor.state, anchor.quote, anchor.suggestions) == (AnchorState.EXACT, words, ())
    assert anchor.span.of(PAGE) == words


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("surgical method", "A non-surgical method."),
        ("can", "You can't have it."),
        ("can", "You cannot have it."),
        ("should", "You shouldn’t have it."),
        ("n't have it", "You shouldn't have it."),
        ("5 hours", "It takes 1.5 hours."),
        ("2 days", "It takes 1-2 days."),
        ("1", "It takes 1.5 hours."),
        ("000 people", "About 1,000 people."),
        ("treat", "A treatment."),
        ("Treatment", "A treatment."),
        ("is safe", "It is not safe."),
        ("", "It is not safe."),
        (" ­ ", "It is not safe."),
    ],
)
def test_parts_of_words_and_changed_words_do_not_stand_there(quote, text):
    anchor = anchor_quote(quote, snapshot(text))
    assert anchor.span is None
    assert anchor.state in {AnchorState.CHANGED, AnchorState.MISSING}


def test_an_em_dash_separates_words():
    assert anchor_quote("ask first", snapshot("No—ask first.")).span == Span(3, 12)


@pytest.mark.parametrize("text", ["treat­ment of ﬁne été lines", "treatment of fine e\u0301te\u0301 lines"])
@pytest.mark.parametrize("quote", ["treatment of fine été lines", "treat­ment of ﬁne e\u0301te\u0301 lines"])
def test_soft_hyphens_ligatures_and_composition_do_not_matter(quote, text):
    anchor = anchor_quote(quote, snapshot(f"x {text} y"))
    assert (anchor.state, anchor.quote) == (AnchorState.EXACT, text)


def test_compatibility_forms_are_other_words():
    assert anchor_quote("5 cm2", snapshot("about 5 cm² large")).span is None


def test_a_quote_in_several_places_prefers_the_original():
    first, second = PAGE.index("It shouldn"), PAGE.rindex("It shouldn")
    quote = "done during pregnancy"
    assert anchor_quote(quote, snapshot()).span.start == PAGE.index(quote)
    copies = [passage(0, PAGE, first, Disposition.DUPLICATE), passage(1, PAGE, second, Disposition.USED)]
    assert anchor_quote(quote, snapshot(), copies).span.start == PAGE.rindex(quote)
    all_copies = [passage(0, PAGE, start, Disposition.DUPLICATE) for start in (first, second)]
    assert anchor_quote(quote, snapshot(), all_copies).span.start == PAGE.index(quote)


def test_a_quote_seen_elsewhere_before_has_moved():
    quote = "fades in 1–2 days"
    here = Span(PAGE.index(quote), PAGE.index(quote) + len(quote))
    assert anchor_quote(quote, snapshot(), previous=here).state is AnchorState.EXACT
    moved = anchor_quote(quote, snapshot(), previous=here.shifted(-5))
    assert (moved.state, moved.span) == (AnchorState.MOVED, here)


def test_dropping_not_is_changed_with_the_passage_offered_and_never_accepted():
    text = "It is used.\nMesotherapy should not be performed during pregnancy.\nOther text."
    anchor = anchor_quote("should be performed during pregnancy", snapshot(text))
    assert (anchor.state, anchor.span) == (AnchorState.CHANGED, None)
    (suggestion,) = anchor.suggestions
    assert suggestion.quote == "should not be performed during pregnancy"
    assert suggestion.quote == suggestion.span.of(text)
    assert suggestion.similarity == pytest.approx(10 / 11, abs=0.001)


def test_a_quote_like_nothing_there_is_missing():
    anchor = anchor_quote("a cardboard castle on the moon", snapshot())
    assert (anchor.state, anchor.quote, anchor.suggestions) == (
        AnchorState.MISSING,
        "a cardboard castle on the moon",
        (),
    )


def test_selectors_follow_the_w3c_model():
    anchor = anchor_quote("takes 1.5 hours", snapshot())
    start = PAGE.index("takes 1.5")
    assert selectors(anchor, snapshot()) == {
        "type": "SpecificResource",
        "source": "page",
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": "takes 1.5 hours",
                "prefix": PAGE[start - 32 : start],
                "suffix": PAGE[start + 15 : start + 47],
            },
            {"type": "TextPositionSelector", "start": start, "end": start + 15},
        ],
    }


def test_selectors_of_a_missing_quote_hold_no_position():
    missing = anchor_quote("a cardboard castle", snapshot())
    assert selectors(missing, snapshot())["selector"] == [
        {"type": "TextQuoteSelector", "exact": "a cardboard castle"}
    ]


def test_sentences_of_an_article_without_passages():
    assert [s.of(PAGE) for s in sentence_spans(PAGE)] == [
        "Skin treatment",
        "It shouldn’t be done during pregnancy — ask first.",
        "A non-surgical\nmethod takes 1.5 hours.",
        "• Redness: it fades in 1–2 days.",
        "It shouldn’t be done during pregnancy — ask first.",
    ]


PIECES = [*"ab céﬁ'’-–—.1\n\u00a0\u00ad", "e\u0301"]
TEXT = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(TEXT, st.data())
def test_every_span_of_whole_words_is_found_and_equal(text, data):
    """A stretch between blanks is found, and what is found differs from the quote only in form."""
    words = text.split()
    if not words:
        return
    start = data.draw(st.integers(0, len(words) - 1))
    quote = " ".join(words[start : data.draw(st.integers(start + 1, len(words)))])
    anchor = anchor_quote(quote, snapshot(text))
    assert (anchor.state is AnchorState.EXACT) == bool(quote.replace("\u00ad", "").strip())
    if anchor.span:
        assert anchor.span.of(text) == anchor.quote
        assert _letters(anchor.quote) == _letters(quote)


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFC", text).replace("ﬁ", "fi")
    return "".join(c for c in folded if c.isalnum())
