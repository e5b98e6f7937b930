"""The filter of patterns changes how long it takes, never what is found."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.pipeline.patterns import PatternSet, WordFilter, needs_of, pattern_set, pattern_table
from content.pipeline.vocabulary import load_vocabulary
from tests.pipeline.test_worst_cases import loaded, modules, parts_of

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
        (r"\x61bout|[\x61]round", [{"bout", "round"}]),
        (r"\u00adcare|\N{SOFT HYPHEN}pain|\xabside\U000000ad", [{"care", "pain", "side"}]),
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


@pytest.mark.parametrize("text", ["RİSK", "rısk", "riſk", "ris\u212a", "a rıſ\u212aS", "İ risk ẞ"])
def test_letters_of_other_alphabets_that_match_hide_no_word(text):
    patterns = pattern_set(["risk"], WordFilter())
    assert re.search("risk", text, re.IGNORECASE)
    assert patterns.matches(text)


@cache
def all_patterns() -> tuple[tuple[PatternSet, re.Pattern[str]], ...]:
    """Every filtered pattern that the reader has loaded, with the set that it stands in."""
    sets = {id(found): found for name, thing in loaded_things() for found in sets_in(thing, set())}
    return tuple((patterns, pattern) for patterns in sets.values() for pattern in patterns)


def loaded_things() -> Iterator[tuple[str, object]]:
    for module in modules():
        yield from loaded(module)


def sets_in(thing: object, seen: set[int]) -> Iterator[PatternSet]:
    if isinstance(thing, PatternSet):
        yield thing
    elif id(thing) not in seen:
        seen.add(id(thing))
        for _, part in parts_of(thing):
            yield from sets_in(part, seen)


ODD_CASE = {"i": "İı", "s": "ſ", "k": "\u212a", "S": "ẞ"}


@st.composite
def printed_oddly(draw: st.DrawFn) -> str:
    """What some pattern or form matches, among other words, in letters of any case."""
    forms = [pattern for _, pattern in load_vocabulary().index.forms]
    pattern = draw(st.sampled_from([*(pattern for _, pattern in all_patterns()), *forms]))
    match = draw(st.from_regex(pattern))
    text = draw(WORDS) + " " + match + draw(st.text(max_size=5)) + draw(WORDS)
    odd = draw(st.sets(st.sampled_from([*ODD_CASE, "upper"])))
    text = text.upper() if "upper" in odd else text
    return "".join(draw(st.sampled_from(ODD_CASE[c])) if c in odd & ODD_CASE.keys() else c for c in text)


def test_many_sets_are_compared():
    assert len(all_patterns()) > 700


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.one_of(WORDS, st.text(max_size=40), printed_oddly()))
def test_the_patterns_of_the_project_find_the_same_with_and_without_the_filter(text):
    tried: dict[int, set[re.Pattern[str]]] = {}
    for patterns, pattern in all_patterns():
        if pattern.search(text):
            assert pattern in tried.setdefault(id(patterns), set(patterns.candidates(text)))


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.one_of(WORDS, st.text(max_size=40), printed_oddly()))
def test_the_forms_of_the_vocabulary_are_found_the_same_with_and_without_the_filter(text):
    index = load_vocabulary().index
    assert {concept.id for concept, _ in index.find(text)} == {
        concept.id for concept, pattern in index.forms if pattern.search(text)
    }


def test_the_first_set_that_matches_wins():
    words = WordFilter()
    table = pattern_table(
        {"early": pattern_set(["risk"], words), "late": pattern_set(["no risk", "harm"], words)}, words
    )
    assert [table.first(text) for text in ("no risk", "harm", "nothing")] == ["early", "late", ""]
    assert not table.may_match("nothing")
