"""The filter of patterns changes how long it takes, never what is found."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.pipeline.cues import load_cues
from content.pipeline.layout import load_layout
from content.pipeline.patterns import (
    PatternSet,
    PatternTable,
    WordFilter,
    needs_of,
    pattern_set,
    pattern_table,
)

WORDS = st.lists(
    st.sampled_from(
        "do not avoid if you are pregnant side effects may cause redness after the treatment we treat no risk "
        "of Who should n't 3 days £40 call us • ? : ,".split()
    ),
    max_size=12,
).map(" ".join)


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        (r"\bside[- ]?effects?\b", [{"effect"}, {"side"}]),
        (r"\b(?:avoid|refrain)(?:ed)?\b", [{"avoid", "refrain"}]),
        (r"no|yes", [{"no", "yes"}]),
        (r"(?:not)? after", [{"after"}]),
        (r"\w+ing\b", [{"ing"}]),
        (r"colou?r", [{"colo"}]),
        (r"18 ?\+|in \d+", [{"0", "in"}]),
        (r"what (?:is|are) (?:\w+ )?(?:injected|used)", [{"what"}, {"used", "injected"}]),
    ],
)
def test_a_pattern_needs_the_letters_that_every_match_holds(pattern, needs):
    assert list(needs_of(pattern)) == needs


@pytest.mark.parametrize("pattern", [r"\w+", r"(?:not)?", r"a|\w+", r"[a-z]{3}", r"(?=after)?x?"])
def test_a_pattern_without_such_letters_is_always_tried(pattern):
    assert needs_of(pattern) == ()


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.from_regex(r"(?:not|no)? ?(?:side|after)[- ]?(?:effect|care)s?|£\d{1,3}|\bpain(?:ful|s)?\b"))
def test_a_text_that_matches_is_never_filtered_out(text):
    words = WordFilter()
    source = r"(?:not|no)? ?(?:side|after)[- ]?(?:effect|care)s?|£\d{1,3}|\bpain(?:ful|s)?\b"
    bit = words.add(source)
    assert re.search(source, text, re.IGNORECASE)
    assert words.possible(text) & bit


def sets_of(table: PatternTable) -> list[PatternSet]:
    return list(table.sets.values())


@settings(max_examples=150, deadline=None, derandomize=True)
@given(WORDS)
def test_the_patterns_of_the_project_find_the_same_with_and_without_the_filter(text):
    for patterns in [*sets_of(load_cues().context), *sets_of(load_layout().noise)]:
        tried = set(patterns.candidates(text))
        assert all(pattern in tried for pattern in patterns if pattern.search(text))


def test_the_first_set_that_matches_wins():
    words = WordFilter()
    table = pattern_table(
        {"early": pattern_set(["risk"], words), "late": pattern_set(["no risk", "harm"], words)}, words
    )
    assert [table.first(text) for text in ("no risk", "harm", "nothing")] == ["early", "late", ""]
    assert not table.may_match("nothing")
