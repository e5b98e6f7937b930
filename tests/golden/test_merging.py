"""Invariants 3 and 4 over subsets and orders of the five articles: nothing that warns is lost or weakened."""

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from content.pipeline.clusters import LADDER
from content.pipeline.run import Library, Reading, build_library, read_article
from content.pipeline.snapshots import read_snapshot
from content.pipeline.statements import Polarity, Role
from tests.golden.test_golden import SOURCES

WARNING = (Role.CONTRAINDICATION, Role.SIDE_EFFECT)


@cache
def readings() -> tuple[Reading, ...]:
    return tuple(read_article(read_snapshot(path)) for path in sorted(SOURCES.glob("*.txt")))


@cache
def library(chosen: frozenset[int]) -> Library:
    return build_library([readings()[n] for n in sorted(chosen)])


orders = st.permutations(range(5)).flatmap(lambda order: st.integers(1, 5).map(lambda n: tuple(order[:n])))


@given(orders)
@settings(max_examples=60, deadline=None)
def test_the_order_of_any_articles_changes_nothing(order):
    assert build_library([readings()[n] for n in order]) == library(frozenset(order))


@given(orders, st.integers(0, 4))
@settings(max_examples=60, deadline=None)
def test_one_more_article_takes_no_warning_away_and_weakens_none(order, more):
    before, after = library(frozenset(order)), library(frozenset(order) | {more})
    kept = {(r.role, r.concept): r for r in after.records}
    for record in before.records:
        if record.role in WARNING:
            now = kept[record.role, record.concept]
            assert set(record.statements) <= set(now.statements)
            if record.strength is not None:
                assert LADDER.index(now.strength) <= LADDER.index(record.strength)
                assert dict(record.strength_by_source).items() <= dict(now.strength_by_source).items()
            if record.scope == "general":
                assert now.scope == "general", "what anybody may have is not said of some only"


@given(orders.filter(lambda order: len(order) > 1))
@settings(max_examples=60, deadline=None)
def test_one_article_less_leaves_no_use_stronger(order):
    """A use keeps every denial that is left, and is backed by what is left only."""
    full, fewer = library(frozenset(order)), library(frozenset(order[1:]))
    left = {reading.snapshot.source_id for reading in fewer.readings}
    uses = {r.concept: r for r in full.records if r.role is Role.INDICATION}
    for record in fewer.records:
        if record.role is Role.INDICATION:
            said = uses[record.concept].statements
            assert record.statements == tuple(s for s in said if s.source_id in left)
            assert record.is_disputed == any(s.polarity is Polarity.DENIED for s in record.statements)


@given(orders)
@settings(max_examples=40, deadline=None)
def test_each_thing_and_each_question_is_there_once(order):
    found = library(frozenset(order))
    keys = [record.key for record in found.records] + [group.intent for group in found.questions]
    assert len(keys) == len(set(keys))
    said = [s for record in found.records for s in record.statements]
    assert len(said) == len(set(said))


@given(orders, st.integers(0, 4))
@settings(max_examples=40, deadline=None)
def test_one_more_article_splits_and_renames_no_question(order, more):
    before, after = library(frozenset(order)), library(frozenset(order) | {more})
    group_of = {variant: group for group in after.questions for variant in group.variants}
    for group in before.questions:
        assert {group_of[variant].intent for variant in group.variants} == {group.intent}
        assert group_of[group.variants[0]].slug == group.slug


@given(orders, st.integers(0, 4))
@settings(max_examples=40, deadline=None)
def test_one_more_article_opens_no_gap(order, more):
    before, after = library(frozenset(order)), library(frozenset(order) | {more})
    assert {gap.id for gap in after.gaps} <= {gap.id for gap in before.gaps}
