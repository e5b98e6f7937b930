"""Likeness: near copies are found, look-alikes are never called copies, and nothing is compared with all."""

import json
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.pipeline.clusters import QuestionGroup
from content.pipeline.likeness import (
    BLOCK,
    MOST,
    Difference,
    Likeness,
    NearCopy,
    _encoded,
    content_words,
    near_copies,
    similar_groups,
    similar_names,
    similar_sets,
)
from content.pipeline.links import QUESTION, Link, LinkKind, Links
from content.pipeline.passages import Disposition, Passage, PassageKind
from content.pipeline.run import load_rules, read_article
from content.pipeline.spans import Span
from content.sourcefiles import SOURCES, read_sources
from tests.pipeline.reading import library_of

RULES = load_rules()
LEDGER = Path(__file__).resolve().parent.parent / "golden" / "ledger.jsonl"


def passages_of(*texts: str) -> list[Passage]:
    return [
        Passage(i, Span(0, len(text)), text, PassageKind.SENTENCE, Disposition.BACKGROUND)
        for i, text in enumerate(texts)
    ]


def compared(one: str, other: str) -> list[NearCopy]:
    return list(near_copies({"a": passages_of(one), "b": passages_of(other)}, RULES))


BASE = "Mild swelling of the treated area usually fades within three days of the second session."


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (BASE, f"• {BASE.upper()}", Likeness.SAME_WORDS),
        ("It isn’t painful at all.", "It isn't painful at all", Likeness.SAME_WORDS),
        (BASE, BASE.replace("fades", "disappears"), Likeness.CHANGED_WORDS),
        (
            "The needle reaches the middle layer of the skin.",
            "During the visit a practitioner explains the plan, and the needle reaches the middle layer of the skin.",
            Likeness.CONTAINED,
        ),
    ],
)
def test_a_near_copy_is_found(one, other, kind):
    (copy,) = compared(one, other)
    assert (copy.kind, copy.differs, copy.is_copy) == (kind, (), True)


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        (BASE, BASE.replace("three", "seven"), Difference.NUMBER),
        (BASE, BASE.replace("three", "30"), Difference.NUMBER),
        (BASE, BASE.replace("usually fades", "never fades"), Difference.NEGATION),
        (BASE, BASE.replace("usually", "rarely"), Difference.DEGREE),
        (BASE, BASE.replace("swelling", "bleeding"), Difference.THING),
        (
            "Treatment with dermal filler plumps thin lips within minutes of the first injection.",
            "Treatment with Botox plumps thin lips within minutes of the first injection.",
            Difference.TREATMENT,
        ),
        (
            "People with liver disease should avoid injections of plant extracts in the face.",
            "People with kidney disease should avoid injections of plant extracts in the face.",
            Difference.THING,
        ),
        (
            "People with liver disease should avoid injections of plant extracts in the face.",
            "People with liver disease should be careful with injections of plant extracts in the face.",
            Difference.STRENGTH,
        ),
        (
            "Tiny needles hurt the upper arm more than large needles near the chin.",
            "Large needles hurt the upper arm more than tiny needles near the chin.",
            Difference.ORDER,
        ),
        (
            "The safety of the treatment in pregnancy has been shown in large trials.",
            "The safety of the treatment in pregnancy has not been shown in large trials.",
            Difference.NEGATION,
        ),
    ],
)
def test_what_differs_in_one_thing_is_a_look_alike(one, other, differs):
    (pair,) = compared(one, other)
    assert differs in pair.differs
    assert not pair.is_copy


def test_names_repeat_by_chance_and_are_paired_only_in_equal_words():
    assert compared("Mild redness of skin", "Severe redness of skin") == []
    assert [c.kind for c in compared("Mild redness", "mild redness")] == [Likeness.SAME_WORDS]


def test_noise_and_references_are_no_copies():
    noise = Passage(0, Span(0, 9), "Book now!", PassageKind.NOISE, Disposition.BOILERPLATE)
    assert near_copies({"a": [noise], "b": [noise]}, RULES) == ()


# the five articles


@pytest.fixture(scope="module")
def articles():
    snapshots, _ = read_sources(SOURCES)
    return {snapshot.source_id: read_article(snapshot).passages for snapshot in snapshots}


@pytest.fixture(scope="module")
def copies(articles):
    return near_copies(articles, RULES)


def test_every_exact_copy_of_the_ledger_is_found(articles, copies):
    rows = [json.loads(line) for line in LEDGER.read_text("utf-8").splitlines()]
    starts = {(source, p.span.start): (source, p.index) for source in articles for p in articles[source]}
    expected = [row for row in rows if "duplicate_of" in row]
    group: dict[tuple[str, int], tuple[str, int]] = {}
    for copy in copies:
        if copy.kind is Likeness.SAME_WORDS:
            group[copy.first] = group[copy.other] = copy.first
    missed = [
        row
        for row in expected
        if (one := group.get(starts[row["source"], row["start"]])) is None
        or one != group.get(starts[row["source"], row["duplicate_of"]])
    ]
    assert (len(expected), missed) == (28, [])


COPIES = [
    (("article-2", 55), ("article-2", 1110)),
    (("article-2", 4753), ("article-2", 6150)),
    (("article-4", 0), ("article-4", 6566)),
    (("article-2", 4753), ("article-5", 1927)),
]
LOOK_ALIKES = [
    (("article-1", 2600), ("article-1", 3977), Difference.NEGATION),  # the candidates mirror the reasons
    (("article-1", 3084), ("article-1", 3750), Difference.NEGATION),  # only one gives the verdict
    (("article-2", 1110), ("article-5", 228), Difference.DEGREE),  # only one says "small quantities"
]


def _found(articles, copies, one, other):
    starts = {(source, p.span.start): (source, p.index) for source in articles for p in articles[source]}
    return [c for c in copies if {c.first, c.other} == {starts.get(one), starts.get(other)}]


@pytest.mark.parametrize(("one", "other"), COPIES)
def test_a_reworded_repeat_of_the_articles_is_a_copy(articles, copies, one, other):
    assert [c.is_copy for c in _found(articles, copies, one, other)] == [True]


@pytest.mark.parametrize(("one", "other", "differs"), LOOK_ALIKES)
def test_a_repeat_that_says_something_else_is_a_look_alike(articles, copies, one, other, differs):
    (pair,) = _found(articles, copies, one, other)
    assert differs in pair.differs


# order and growth

WORDS = st.sampled_from(
    "needle skin redness swelling days three never mild vitamin extract layer inject".split()
)
TEXTS = st.lists(st.lists(WORDS, min_size=5, max_size=9).map(" ".join), min_size=2, max_size=12)


@given(TEXTS, st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_sources_does_not_matter(texts, random):
    sources = {f"s{n:02}": passages_of(text) for n, text in enumerate(texts)}
    shuffled = list(sources.items())
    random.shuffle(shuffled)
    assert near_copies(dict(shuffled), RULES) == near_copies(sources, RULES)


@given(TEXTS, st.sampled_from([0.5, 0.6, 0.8]))
@settings(max_examples=100, deadline=None)
def test_candidates_lose_no_pair(texts, threshold):
    sets = [set(content_words(text)) for text in texts]
    found = {(i, j) for i, j, _ in similar_sets(_encoded(sets), threshold)}
    all_pairs = {
        (i, j)
        for i in range(len(sets))
        for j in range(i + 1, len(sets))
        if 2 * len(sets[i] & sets[j]) / (len(sets[i]) + len(sets[j])) >= threshold
    }
    assert found == all_pairs


def test_candidates_lose_no_pair_where_single_words_are_too_common():
    random = Random(7)  # noqa: S311 - texts for a test, the same each time
    sets = [set(random.sample([f"v{k}" for k in range(60)], 10)) for _ in range(6 * BLOCK)]
    sets += [{*random.sample(sorted(words), 8), "v1", "v2"} for words in sets]
    assert all(sum(f"v{k}" in words for words in sets) > BLOCK for k in range(60))
    encoded = _encoded(sets)
    found = {(i, j) for i, j, _ in similar_sets(encoded, 0.7)}
    all_pairs = {
        (i, j)
        for i in range(len(sets))
        for j in range(i + 1, len(sets))
        if 2 * len(sets[i] & sets[j]) >= 0.7 * (len(sets[i]) + len(sets[j]))
    }
    assert all_pairs
    assert found == all_pairs


SENTENCE = "Fine needles bring vitamins enzymes and plant extracts into the middle layer of the skin"


def _calls(texts: list[str]) -> int:
    """How many functions are called for them, in Python and in C: as much on any machine."""
    passages, count = {"a": passages_of(*texts)}, 0

    def counted(frame, event, arg):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        near_copies(passages, RULES)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "text_of",
    [lambda n: SENTENCE, lambda n: f"{SENTENCE} word{n}", lambda n: f"{SENTENCE} a{n} b{n} c{n} d{n}"],
    ids=["one sentence again and again", "all share their common words", "and four words of their own"],
)
def test_the_worst_texts_take_work_in_proportion(text_of):
    _calls([text_of(n) for n in range(100)])
    small, large = (_calls([text_of(n) for n in range(count)]) for count in (250, 2000))
    assert large < 8 * 2 * small  # all pairs would be 64 times as much


def test_one_sentence_many_times_makes_one_pair_each():
    found = near_copies({"a": passages_of(*[SENTENCE] * 500)}, RULES)
    assert (len(found), {c.first.passage for c in found}) == (499, {0})


# suggestions


def group(question: str, key: str = "") -> QuestionGroup:
    return QuestionGroup(key or question, question, question, (), ())


def suggested(*questions: str, links: Links | None = None) -> list[tuple[str, str]]:
    groups = [group(question) for question in questions]
    return [(s.first, s.other) for s in similar_groups(groups, links or Links(), RULES)]


ALIKE = ("How fine are the needles you use?", "How fine are your needles?")


def test_questions_in_nearly_the_same_words_are_proposed():
    assert suggested(*ALIKE) == [tuple(sorted(ALIKE))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("When is mesotherapy applied?", "When is mesotherapy not applied?"),
        ("Can I have mesotherapy while pregnant?", "Can I have mesotherapy while breastfeeding?"),
        ("Can I have mesotherapy with liver disease?", "Can I have mesotherapy with kidney disease?"),
        ("Are 3 sessions of injections enough?", "Are 6 sessions of injections enough?"),
        ("How long does the botox session last?", "How long does the filler session last?"),
        ("How long do the sessions take?", "How many sessions does it take?"),
        ("Who does the injections?", "Why does one need the injections?"),
    ],
)
def test_questions_that_only_look_alike_are_not_proposed(one, other):
    assert suggested(one, other) == []


def test_what_an_editor_set_apart_is_not_proposed_again():
    for kind in LinkKind:
        assert suggested(*ALIKE, links=Links((Link(kind, QUESTION, *ALIKE),))) == []


def test_suggestions_do_not_depend_on_order_and_are_few_for_each_thing():
    questions = [f"How fine is the needle {chr(97 + n)}x you use on skin?" for n in range(20)]
    found = suggested(*questions)
    assert found == suggested(*reversed(questions))
    ends = [end for pair in found for end in pair]
    assert 0 < max(ends.count(question) for question in questions) <= MOST


def test_a_misspelt_name_is_proposed_under_the_name_it_misspells():
    proposals = library_of(
        "# Mesotherapy\n\nContraindications:\n\n- Pregnancy\n- Epilepsie\n- Zorbic state\n- Zorbic statte\n- Keloids\n"
    ).proposals
    found = similar_names(proposals, Links(), RULES)
    pairs = [(s.family, s.first_words, s.other_words) for s in found]
    assert pairs == [
        ("contraindication", "Zorbic state", "Zorbic statte"),
        ("contraindication", "Epilepsy", "Epilepsie"),
    ]
