from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from content.pipeline import linkage
from content.pipeline.linkage import alike_pairs, linked


def never(_first: str, _second: str) -> bool:
    return False


def test_average_linkage_by_hand():
    pairs = {("a", "b"): 0.9, ("b", "c"): 0.8, ("a", "c"): 0.7, ("c", "d"): 0.8}
    # a and b join at .9; c is .75 like both on average, d .8 like c: c and d join first
    assert linked(pairs, never, 0.75) == [("a", "b"), ("c", "d")]
    # without d, c comes to a and b
    assert linked({k: v for k, v in pairs.items() if "d" not in k}, never, 0.75) == [("a", "b", "c")]


def test_a_chain_of_likenesses_is_no_group():
    chain = {(f"{n:02}", f"{n + 1:02}"): 0.9 for n in range(20)}
    assert max(map(len, linked(chain, never, 0.8))) == 2


def test_a_cannot_link_keeps_whole_groups_apart():
    pairs = {("a", "b"): 0.95, ("b", "c"): 0.94, ("a", "c"): 0.94}
    assert linked(pairs, lambda x, y: {x, y} == {"a", "c"}, 0.8) == [("a", "b")]
    assert linked(pairs, never, 0.8) == [("a", "b", "c")]


def test_the_order_of_pairs_does_not_matter():
    pairs = [(("a", "b"), 0.9), (("b", "c"), 0.9), (("a", "c"), 0.8), (("c", "d"), 0.9)]
    results = {tuple(linked(dict(order), never, 0.8)) for order in permutations(pairs)}
    assert len(results) == 1


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")).filter(lambda p: p[0] < p[1]),
        st.sampled_from([0.5, 0.7, 0.8, 0.9, 1.0]),
    ),
    st.sets(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"))),
)
def test_no_group_breaks_a_cannot_link_or_falls_below_the_average(pairs, forbidden):
    def is_apart(first: str, second: str) -> bool:
        return (first, second) in forbidden or (second, first) in forbidden

    groups = linked(pairs, is_apart, 0.75)
    assert len({name for group in groups for name in group}) == sum(map(len, groups))
    for group in groups:
        inside = [(a, b) for a in group for b in group if a < b]
        assert not any(is_apart(a, b) for a, b in inside)


def test_a_large_component_is_taken_apart_at_its_weakest_pairs(monkeypatch):
    monkeypatch.setattr(linkage, "LARGEST", 3)
    pairs = {("a", "b"): 0.95, ("b", "c"): 0.81, ("c", "d"): 0.95}
    assert linked(pairs, never, 0.8) == [("a", "b"), ("c", "d")]


def test_candidates_share_a_rare_word():
    texts = {
        "1": "removal of xanthelasma plaques",
        "2": "removal of xanthelasma plaque",
        "3": "removal of warts",
    }
    assert set(alike_pairs(texts)) == {("1", "2")}


def test_words_that_all_texts_share_make_no_pairs():
    texts = {str(n): "what is it" for n in range(linkage.RARE + 1)}
    assert alike_pairs(texts) == {}
