"""Quotes that can be cited: exact, in one place, short, and never without the word that limits them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.pipeline.anchors import AnchorState, anchor_quote
from content.pipeline.citations import MAX_QUOTE_WORDS
from content.pipeline.quoting import is_readable, mark_for, quote_for
from content.pipeline.run import read_article
from content.pipeline.snapshots import take_snapshot
from content.sourcefiles import SOURCES, read_sources


def quoted(text, sentence, claim="Redness is common."):
    reading = read_article(take_snapshot("a", text))
    passage = next(p for p in reading.passages if sentence in p.quote)
    return quote_for(claim, passage.span, reading.snapshot, reading.passages)


def test_a_sentence_is_quoted_whole_without_its_bullet_and_its_stop():
    assert quoted("Redness is common.\nIt fades.\n", "Redness") == "Redness is common"
    assert quoted("Effects:\n\n• Redness\n• Bruises\n", "Redness") == "Redness"


def test_what_stands_twice_is_quoted_with_its_neighbour():
    text = "Redness is common. Ice helps.\n\nAfter a week some people tell you that Redness is common in winter.\n"
    assert quoted(text, "Redness is common.") == "Redness is common. Ice helps"


def test_a_copy_makes_no_second_place():
    text = (
        "It may swell. Redness is common. Ice helps.\n\nAfter a week you bruise. Redness is common. Wait.\n"
    )
    assert quoted(text, "Redness is common") == "Redness is common"


LONG = (
    "Redness is common after the session, with a feeling of warmth that some people describe as quite strong, "
    "and the skin, which has been cleaned with care by the person who treats you and covered with a cream from "
    "the clinic, should {}be touched with bare hands for a day."
)


def test_a_long_sentence_is_cut_to_clauses_that_keep_every_word_that_limits():
    text = "Facts\n\n" + (
        "The person who treats you, who has done this work for a long time and knows each of the many steps well, "
        "cleans the skin, then fills the syringe with the fluid that was mixed for you before, "
        "and it should not be done during pregnancy.\n"
    )
    quote = quoted(text, "syringe", "Do not have it during pregnancy.")
    assert len(quote.split()) <= MAX_QUOTE_WORDS
    assert "should not be done during pregnancy" in quote


@pytest.mark.parametrize("word", ["not ", "never "])
def test_a_word_that_denies_is_never_cut_off(word):
    quote = quoted(f"Facts\n\n{LONG.format(word)}\n", "bare hands", "Redness is common after the session.")
    assert quote is None or word.strip() in quote.split()


LIMITS = re.compile(
    r"\b(?:not|no|never|without|may|might|unless|except|only|if|cannot)\b|n['’]t\b", re.IGNORECASE
)


def test_every_sentence_of_the_articles_has_a_quote_that_says_no_more_than_the_sentence():
    snapshots, _ = read_sources(SOURCES)
    quotes = 0
    for snapshot in snapshots:
        reading = read_article(snapshot)
        for passage in reading.passages:
            quote = quote_for("Redness may last.", passage.span, reading.snapshot, reading.passages)
            if quote is None:
                continue
            quotes += 1
            anchor = anchor_quote(quote, reading.snapshot, reading.passages)
            assert (anchor.state, anchor.others) == (AnchorState.EXACT, ())
            assert len(quote.split()) <= MAX_QUOTE_WORDS
            assert len(LIMITS.findall(quote)) >= len(LIMITS.findall(passage.quote)), passage.quote
            assert is_readable(mark_for("a", quote), "a", quote)
    assert quotes > 250


@pytest.mark.parametrize(
    ("quote", "mark"),
    [
        ("plain words", '[@a "plain words"]'),
        ('a "quoted" word', '[@a “a "quoted" word”]'),
        ("a “quoted” word", '[@a "a “quoted” word"]'),
        ('both "of" “them”', '[@a "both \\"of\\" “them”"]'),
        ("a ] in it", '[@a "a ] in it"]'),
    ],
)
def test_marks_are_written_as_they_are_read(quote, mark):
    assert mark_for("a", quote) == mark
    assert is_readable(mark, "a", quote)


@pytest.mark.parametrize("quote", ["ends with \\", "two\n\nparagraphs"])
def test_what_cannot_be_written_is_known(quote):
    assert not is_readable(mark_for("a", quote), "a", quote)


@given(st.text(alphabet=list('ab "“”]\\[@'), min_size=1, max_size=20))
def test_a_mark_that_is_called_readable_is_read_as_its_quote(quote):
    mark = mark_for("a", quote)
    if is_readable(mark, "a", quote):
        assert mark.startswith("[@a ")
        assert mark.endswith("]")
    else:
        assert set(quote) & set('\\"“” ')
