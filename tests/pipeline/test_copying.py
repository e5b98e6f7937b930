"""Words that a text shares with a source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.pipeline.copying import BREAK, SourceWords, longest_shared_run, shared_runs

SOURCES = SourceWords(
    {
        "one": "The mix is put into the skin. It is put there with thin needles.",
        "two": "Needles are thin. The mix is put in slowly.",
    }
)


@pytest.mark.parametrize(
    ("text", "source", "words"),
    [
        ("The mix is put into the skin.", "one", "The mix is put into the skin"),
        ("Here THE MIX — is, put; into the (skin) again.", "one", "THE MIX — is, put; into the (skin"),
        ("They say the mix is put in slowly now.", "two", "the mix is put in slowly"),
        ("into the skin it is put", "one", "into the skin it is put"),
        ("slowly the mix", "one", "the mix"),
    ],
)
def test_the_longest_run_has_its_source_and_its_place(text, source, words):
    run = longest_shared_run(text, SOURCES)
    assert (run.source_id, run.span.of(text), run.words) == (
        source,
        words,
        len(words.replace("— ", "").split()),
    )


@pytest.mark.parametrize("text", ["", "zebras sleep", "...", BREAK])
def test_a_text_of_other_words_has_none(text):
    assert longest_shared_run(text, SOURCES) is None
    assert shared_runs(text, SOURCES, at_least=0) == ()


def test_no_run_goes_across_a_break_or_from_one_source_to_the_next():
    assert longest_shared_run(f"the mix is {BREAK} put into the skin", SOURCES).words == 4
    assert longest_shared_run("with thin needles needles are thin", SOURCES).words == 3


def test_apostrophes_do_not_matter():
    assert longest_shared_run("the doctor’s own needles", SourceWords({"a": "The doctor's own."})).words == 3


def test_runs_are_as_long_as_they_go_and_in_order():
    text = "the mix is put into a bowl with thin needles"
    found = [(run.span.of(text), run.words) for run in shared_runs(text, SOURCES, at_least=3)]
    assert found == [("the mix is put into", 5), ("with thin needles", 3)]


def longest_by_trying(text, sources):
    """The length of the longest run, by comparing all with all."""
    words = text.split()
    runs = (
        size
        for source in sources
        for own in [source.split()]
        for start in range(len(words))
        for size in range(1, len(words) - start + 1)
        if any(own[at : at + size] == words[start : start + size] for at in range(len(own)))
    )
    return max(runs, default=0)


few_words = st.lists(st.sampled_from("abc"), max_size=12).map(" ".join)


@given(few_words, st.lists(few_words, max_size=3))
def test_the_automaton_finds_what_comparing_all_with_all_finds(text, sources):
    run = longest_shared_run(text, SourceWords({str(n): source for n, source in enumerate(sources)}))
    assert (run.words if run else 0) == longest_by_trying(text, sources)
    if run:
        assert run.span.of(text) in sources[int(run.source_id)]
