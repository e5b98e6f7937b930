"""What splits or spoils words is left out for the rules, and nothing of its place is lost."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.pipeline.legible import legible, span_in, words_of
from content.pipeline.spans import Span
from tests.pipeline.reading import read


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
        ("de\u0301collete\u200d\u0301", "décolleté"),
        ("s\u0336k\u0336in", "skin"),
        ("ﬁrm œdema", "firm oedema"),
        ("\u200epreg\u200fnant \u2066or\u2069 nur\u202asing\u202c", "pregnant or nursing"),
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


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text("ae\u0301\u0308ö\u200e\u2066\u00adﬁœ ", max_size=30))
def test_what_is_legible_stays_so_and_its_places_lead_back(text):
    words, places = legible(text)
    assert legible(words)[0] == words
    assert len(words) == len(places)
    assert list(places) == sorted(places)
    for start, character in enumerate(words):
        found = span_in(text, places, Span(start, start + 1)).of(text)
        assert character in legible(found)[0]


@pytest.mark.parametrize(
    "write",
    [
        lambda word: unicodedata.normalize("NFD", word),
        lambda word: word[:3] + "\u200d" + word[3:],
        lambda word: word[:3] + "\u200e" + word[3:],
        lambda word: "\u2066" + word[:2] + "\u2069" + word[2:],
        lambda word: word.replace("fi", "ﬁ").replace("fl", "ﬂ").replace("oe", "œ").replace("ae", "æ"),
    ],
)
def test_a_page_says_the_same_however_its_letters_are_written(write):
    text = (
        "Mesotherapy\n\nSide effects\n\n• Oedema\n• Inflammation\n• Zebra naïveté\n\nContraindications\n\n"
        "• Sjögren’s syndrome\n• Anaemia\n• Epilepsy"
    )
    written = re.sub(r"\w{4,}", lambda word: write(word.group()), text)
    assert written != text
    named = {(s.role, s.concept): s.mention.of(written) for s in read(written).statements}
    assert named.keys() == {(s.role, s.concept) for s in read(text).statements}
    assert {legible(words)[0].lower() for words in named.values()} == {
        s.mention.of(text).lower() for s in read(text).statements
    }
