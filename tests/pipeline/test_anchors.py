"""Where a quote stands: exact words only, and what is offered where they are not there."""

import json
import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.pipeline.anchors import (
    AnchorState,
    DiffKind,
    anchor_quote,
    context_of,
    from_selectors,
    selectors,
    sentence_spans,
)
from content.pipeline.errors import BadSelector
from content.pipeline.nearest import changes_in_words
from content.pipeline.passages import Disposition, Passage, PassageKind, split_passages
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
        ("It shouldnʼt be done", "It shouldn’t be done"),
        ("It shouldn`t be done", "It shouldn’t be done"),
        ("A\u00a0non\u2011surgical\u2003method", "A non-surgical\nmethod"),
        ("Re\u00addness: it\u200b fades", "Redness: it fades"),
        ("in 1—2 days", "in 1–2 days"),
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


# --- several places --------------------------------------------------------------------------------

PLACES = """Before

Creams are used with care. Ask a doctor first.

After

Peels are used with care. Wait for a day.

Lasers are used with care. Wait for a week.
"""
WORDS = "used with care"
FIRST, SECOND, THIRD = (Span(m.start(), m.end()) for m in re.finditer(WORDS, PLACES))


def test_the_further_places_are_named_where_nothing_decides():
    anchor = anchor_quote(WORDS, snapshot(PLACES))
    assert (anchor.state, anchor.span, anchor.others) == (AnchorState.EXACT, FIRST, (SECOND, THIRD))
    assert anchor_quote("Peels are used with care", snapshot(PLACES)).others == ()


def test_copies_are_no_further_places():
    first, second = PAGE.index("It shouldn"), PAGE.rindex("It shouldn")
    copies = [passage(0, PAGE, first, Disposition.USED), passage(1, PAGE, second, Disposition.DUPLICATE)]
    anchor = anchor_quote("done during pregnancy", snapshot(), copies)
    assert (anchor.span.start, anchor.others) == (PAGE.index("done"), ())
    all_copies = [passage(0, PAGE, start, Disposition.DUPLICATE) for start in (first, second)]
    assert anchor_quote("done during pregnancy", snapshot(), all_copies).others == ()


@pytest.mark.parametrize(
    ("context", "span", "others"),
    [
        ({"prefix": "Peels are "}, SECOND, ()),
        ({"prefix": "eels are"}, SECOND, ()),
        ({"prefix": "Peels  are"}, SECOND, ()),
        ({"suffix": ". Ask"}, FIRST, ()),
        ({"suffix": ".\nWait for a week"}, THIRD, ()),
        ({"suffix": ". Wait for a"}, SECOND, (THIRD,)),
        ({"suffix": ". Wait for two weeks"}, SECOND, (THIRD,)),
        ({"prefix": "Lasers are ", "suffix": ". Ask"}, THIRD, ()),
        ({"prefix": "Eels are "}, FIRST, (SECOND, THIRD)),
        ({"prefix": "Nothing of the kind "}, FIRST, (SECOND, THIRD)),
        ({"prefix": " ", "suffix": ""}, FIRST, (SECOND, THIRD)),
    ],
)
def test_the_longest_agreement_with_the_context_decides(context, span, others):
    anchor = anchor_quote(WORDS, snapshot(PLACES), **context)
    assert (anchor.state, anchor.span, anchor.others) == (AnchorState.EXACT, span, others)


def test_a_context_that_agrees_with_nothing_does_not_hide_a_quote_that_stands_there_once():
    anchor = anchor_quote("Peels are", snapshot(PLACES), prefix="nonsense ", section="Nowhere")
    assert (anchor.span.of(PLACES), anchor.others) == ("Peels are", ())


def test_a_context_may_name_a_copy():
    text = "It shouldn’t be done during pregnancy — ask first. Once.\n" * 2 + "End."
    starts = [m.start() for m in re.finditer("It shouldn", text)]
    copies = [passage(1, text, starts[1], Disposition.DUPLICATE)]
    quote = "done during pregnancy"
    assert anchor_quote(quote, snapshot(text), copies).span.start == text.index(quote)
    named = anchor_quote(quote, snapshot(text), copies, suffix=" — ask first. Once. End.")
    assert (named.span.start, named.others) == (text.rindex(quote), ())


@pytest.mark.parametrize(
    ("section", "span", "others"),
    [
        ("Before", FIRST, ()),
        ("after ", SECOND, (THIRD,)),
        ("Elsewhere", FIRST, (SECOND, THIRD)),
        ("", FIRST, (SECOND, THIRD)),
    ],
)
def test_the_section_decides(section, span, others):
    passages = split_passages(snapshot(PLACES))
    anchor = anchor_quote(WORDS, snapshot(PLACES), passages, section=section)
    assert (anchor.span, anchor.others) == (span, others)


def test_within_a_section_the_context_decides():
    passages = split_passages(snapshot(PLACES))
    anchor = anchor_quote(WORDS, snapshot(PLACES), passages, section="After", prefix="Lasers are ")
    assert (anchor.span, anchor.others) == (THIRD, ())


@pytest.mark.parametrize(
    ("previous", "span", "others"),
    [
        (FIRST.shifted(-3), FIRST, (SECOND, THIRD)),
        (SECOND.shifted(4), SECOND, (FIRST, THIRD)),
        (THIRD.shifted(90), THIRD, (FIRST, SECOND)),
    ],
)
def test_a_moved_quote_is_looked_for_near_its_older_place(previous, span, others):
    anchor = anchor_quote(WORDS, snapshot(PLACES), previous=previous)
    assert (anchor.state, anchor.span, anchor.others) == (AnchorState.MOVED, span, others)


def test_the_surroundings_of_the_older_place_come_before_its_position():
    older = "Lasers are used with care. Wait for a week."
    (place,) = (Span(m.start(), m.end()) for m in re.finditer(WORDS, older))
    prefix, suffix = context_of(place, snapshot(older))
    anchor = anchor_quote(WORDS, snapshot(PLACES), previous=place, prefix=prefix, suffix=suffix)
    assert (anchor.state, anchor.span, anchor.others) == (AnchorState.MOVED, THIRD, ())
    tie = anchor_quote(WORDS, snapshot(PLACES), previous=THIRD.shifted(-2), suffix=". Wait for a")
    assert (tie.state, tie.span, tie.others) == (AnchorState.MOVED, THIRD, (SECOND,))


def test_words_that_now_stand_by_chance_at_the_older_position_have_moved_with_their_surroundings():
    anchor = anchor_quote(WORDS, snapshot(PLACES), previous=FIRST, prefix="Lasers are ")
    assert (anchor.state, anchor.span) == (AnchorState.MOVED, THIRD)
    assert anchor_quote(WORDS, snapshot(PLACES), previous=FIRST).state is AnchorState.EXACT


# --- changed ---------------------------------------------------------------------------------------

KEPT, QUOTE, SOURCE = DiffKind.KEPT, DiffKind.ONLY_IN_QUOTE, DiffKind.ONLY_IN_SOURCE


@pytest.mark.parametrize(
    ("quote", "text", "diff", "message"),
    [
        (
            "should be used during pregnancy",
            "It should not be used during pregnancy.",
            [(KEPT, "should"), (SOURCE, "not"), (KEPT, "be used during pregnancy")],
            "“not” is in the source and missing in the quote",
        ),
        (
            "It is never used during pregnancy",
            "It is used during pregnancy.",
            [(KEPT, "It is"), (QUOTE, "never"), (KEPT, "used during pregnancy")],
            "“never” is in the quote and missing in the source",
        ),
        (
            "takes 2.5 hours at home, in all",
            "It takes 1.5 hours at home, in all.",
            [(KEPT, "takes"), (QUOTE, "2.5"), (SOURCE, "1.5"), (KEPT, "hours at home, in all")],
            "“1.5” is in the source where the quote has “2.5”",
        ),
        (
            "the Redness fades",
            "Then the re\u00addness fades.",
            [(KEPT, "the"), (QUOTE, "Redness"), (SOURCE, "re\u00addness"), (KEPT, "fades")],
            "“re\u00addness” is in the source where the quote has “Redness”",
        ),
        (
            "redness, it fades — in 1-2 days",
            "The redness: it fades—in 1–2 days.",
            [(KEPT, "redness: it fades—in 1–2 days")],
            "only the punctuation differs",
        ),
        (
            "a one b two c three d four e f g h",
            "Then a 1 b 2 c 3 d 4 e f g h.",
            [
                *[(KEPT, "a"), (QUOTE, "one"), (SOURCE, "1"), (KEPT, "b"), (QUOTE, "two"), (SOURCE, "2")],
                *[(KEPT, "c"), (QUOTE, "three"), (SOURCE, "3"), (KEPT, "d"), (QUOTE, "four"), (SOURCE, "4")],
                (KEPT, "e f g h"),
            ],
            (
                "“1” is in the source where the quote has “one”; “2” is in the source where the quote has “two”; "
                "“3” is in the source where the quote has “three”; and 1 more"
            ),
        ),
    ],
)
def test_the_words_that_changed_are_named_and_nothing_is_accepted(quote, text, diff, message):
    anchor = anchor_quote(quote, snapshot(text))
    assert (anchor.state, anchor.span, anchor.others) == (AnchorState.CHANGED, None, ())
    near = anchor.suggestions[0]
    assert [(part.kind, part.words) for part in near.diff] == diff
    assert changes_in_words(near.diff) == message


VOCABULARY = st.sampled_from(["not", "it", "may", "be", "used", "1.5", "non-surgical", "fine", "Care"])


@given(st.lists(VOCABULARY, min_size=1, max_size=9), st.lists(VOCABULARY, min_size=1, max_size=9))
def test_a_diff_tells_both_texts_word_for_word(quoted, printed):
    text = " ".join(printed) + "."
    for near in anchor_quote(" ".join(quoted), snapshot(text)).suggestions:
        in_source = [part for part in near.diff if part.span]
        assert [part.span.of(text) for part in in_source] == [part.words for part in in_source]
        assert " ".join(part.words for part in in_source) == near.quote
        assert " ".join(p.words for p in near.diff if p.kind is not SOURCE) == " ".join(quoted)
        assert {p.kind for p in near.diff if p.span is None} <= {QUOTE}


# --- selectors -------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    "words", ["takes 1.5 hours", "done during pregnancy", "a cardboard castle", "should not"]
)
def test_selectors_lead_back_to_the_anchor(words):
    anchor = anchor_quote(words, snapshot())
    there_and_back = from_selectors(json.loads(json.dumps(selectors(anchor, snapshot()))), snapshot())
    assert there_and_back == replace(anchor, others=())


@pytest.mark.parametrize("previous", [FIRST, SECOND, THIRD])
def test_each_of_several_places_is_found_again(previous):
    anchor = anchor_quote(WORDS, snapshot(PLACES), previous=previous)
    back = from_selectors(selectors(anchor, snapshot(PLACES)), snapshot(PLACES))
    assert (back.state, back.span, back.others) == (AnchorState.EXACT, previous, ())


def resource(*selector, **changed):
    return {"type": "SpecificResource", "source": "page", "selector": list(selector), **changed}


def words_of(exact, **context):
    return {"type": "TextQuoteSelector", "exact": exact, **context}


def position_of(start, end):
    return {"type": "TextPositionSelector", "start": start, "end": end}


@pytest.mark.parametrize(
    ("data", "state", "span", "others"),
    [
        (resource(words_of(WORDS)), AnchorState.EXACT, FIRST, (SECOND, THIRD)),
        (resource(selector=words_of(WORDS, prefix="Peels are ")), AnchorState.EXACT, SECOND, ()),
        (resource(words_of(WORDS), position_of(SECOND.start, SECOND.end)), AnchorState.EXACT, SECOND, ()),
        (resource(words_of(WORDS), position_of(0, 14)), AnchorState.MOVED, FIRST, (SECOND, THIRD)),
        (resource(words_of(WORDS), position_of(9_000, 9_014)), AnchorState.MOVED, THIRD, (FIRST, SECOND)),
        (
            resource(words_of(WORDS, prefix="Lasers are "), position_of(FIRST.start, FIRST.end)),
            AnchorState.MOVED,
            THIRD,
            (),
        ),
        (
            resource({"type": "FragmentSelector", "value": "x"}, words_of(WORDS, suffix=". Ask")),
            AnchorState.EXACT,
            FIRST,
            (),
        ),
        (resource(words_of("a cardboard castle"), position_of(0, 6)), AnchorState.MISSING, None, ()),
    ],
)
def test_words_and_context_decide_and_a_position_is_a_hint(data, state, span, others):
    anchor = from_selectors(data, snapshot(PLACES))
    assert (anchor.state, anchor.span, anchor.others) == (state, span, others)


@pytest.mark.parametrize(
    ("data", "place", "problem"),
    [
        (None, "resource", "None is not an object"),
        ([], "resource", "[] is not an object"),
        (resource(words_of("x"), type="Annotation"), "type", "'Annotation' is not SpecificResource"),
        (resource(words_of("x"), source="other"), "source", "'other' is another source"),
        (resource(selector=None), "selector", "None is not an object"),
        (resource("x"), "selector[0]", "'x' is not an object"),
        (resource(), "selector", "there are 0 selectors of the type TextQuoteSelector, not one"),
        (
            resource(words_of("x"), words_of("y")),
            "selector",
            "there are 2 selectors of the type TextQuoteSelector, not one",
        ),
        (
            resource(words_of("x"), position_of(0, 1), position_of(1, 2)),
            "selector",
            "there are 2 selectors of the type TextPositionSelector, not one",
        ),
        (resource({"type": "TextQuoteSelector"}), "selector[0].exact", "the words to look for are missing"),
        (resource(words_of(" \u00ad ")), "selector[0].exact", "the words to look for are missing"),
        (resource(words_of(7)), "selector[0].exact", "7 is not text"),
        (resource(words_of("x", prefix=None)), "selector[0].prefix", "None is not text"),
        (resource(words_of("x", suffix=[])), "selector[0].suffix", "[] is not text"),
        (
            resource(words_of("x"), position_of("0", 1)),
            "selector[1].start",
            "'0' is not a number of characters",
        ),
        (
            resource(words_of("x"), position_of(True, 2)),
            "selector[1].start",
            "True is not a number of characters",
        ),
        (
            resource(words_of("x"), position_of(0, -1)),
            "selector[1].end",
            "-1 is not a number of characters",
        ),
        (resource(words_of("x"), position_of(3, 3)), "selector[1]", "it ends at 3, but starts at 3"),
    ],
)
def test_a_selector_that_cannot_be_read_is_refused_with_its_place(data, place, problem):
    with pytest.raises(BadSelector) as caught:
        from_selectors(data, snapshot())
    assert (caught.value.file, caught.value.place, caught.value.problem) == (
        "selector for page",
        place,
        problem,
    )


# --- sentences -------------------------------------------------------------------------------------


def test_sentences_of_an_article_without_passages():
    assert [s.of(PAGE) for s in sentence_spans(PAGE)] == [
        "Skin treatment",
        "It shouldn’t be done during pregnancy — ask first.",
        "A non-surgical\nmethod takes 1.5 hours.",
        "• Redness: it fades in 1–2 days.",
        "It shouldn’t be done during pregnancy — ask first.",
    ]


# --- what may differ -------------------------------------------------------------------------------

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


BLANKS = st.text(" \n\t\u00a0\u2009\u202f", min_size=1, max_size=3)
UNSEEN_MARKS = st.text("\u00ad\u200b\u200d\u2060\ufeff", max_size=2)
FORMS = {
    "'": st.sampled_from("'‘’‚‛‹›ʼ′`´"),
    '"': st.sampled_from('"“”„‟″«»'),
    "-": st.sampled_from("-‐‑‒–−"),
    "fi": st.sampled_from(["fi", "ﬁ"]),
    "ffl": st.sampled_from(["ffl", "ﬄ", "fﬂ", "ﬀl"]),
    "st": st.sampled_from(["st", "ﬆ", "ﬅ"]),
    "é": st.sampled_from(["é", "e\u0301"]),
    "ǖ": st.sampled_from(["ǖ", "u\u0308\u0304", "ü\u0304"]),
    " ": BLANKS,
}
GRAPHEMES = st.sampled_from([*"abn19", *FORMS])


@st.composite
def quote_and_printed(draw):
    """A quote that begins and ends with a letter, and another form of the same words."""
    middle = draw(st.lists(GRAPHEMES, max_size=12))
    quote = ["a", *middle, "b"]
    printed = [draw(FORMS.get(each, st.just(each))) for each in quote]
    marks = [draw(UNSEEN_MARKS) for _ in printed[1:]]
    return "".join(quote), "".join(a + b for a, b in zip(printed, [*marks, ""], strict=True))


@given(
    quote_and_printed(),
    st.sampled_from(["", "x ", "No—", "(", "\n\n“"]),
    st.sampled_from(["", ".", " x", "—no", "”\n"]),
)
def test_another_form_of_the_words_is_found_whole_and_given_back_verbatim(forms, before, after):
    quote, printed = forms
    text = before + printed + after
    for wanted in (quote, printed):
        anchor = anchor_quote(wanted, snapshot(text))
        assert (anchor.state, anchor.span) == (
            AnchorState.EXACT,
            Span(len(before), len(before) + len(printed)),
        )
        assert anchor.quote == printed
    assert anchor_quote(printed, snapshot(before + quote + after)).quote == quote


@given(quote_and_printed(), st.integers(0, 40), st.sampled_from([*"z0", "z ", " z"]))
def test_one_more_letter_is_another_quote(forms, place, letter):
    quote, printed = forms
    place = min(place, len(quote))
    changed = quote[:place] + letter + quote[place:]
    assert anchor_quote(changed, snapshot(f"x {printed} y")).span is None


@given(TEXT, st.data())
def test_selectors_lead_back_from_every_place(text, data):
    words = [w for w in text.split() if w.replace("\u00ad", "")]
    if not words:
        return
    page = snapshot(text)
    first = anchor_quote(data.draw(st.sampled_from(words)), page)
    for span in (first.span, *first.others):
        anchor = anchor_quote(first.quote, page, previous=span)
        assert from_selectors(selectors(anchor, page), page) == replace(anchor, others=())
