import pytest

from content.clustering_scores import bcubed, pair_scores

EXPECTED = {"a": "x", "b": "x", "c": "x", "d": "y", "e": "y"}
"""Two groups, of three and of two."""
FOUND = {"a": "1", "b": "1", "c": "2", "d": "2", "e": "2"}
"""One item of the first stands with the second."""


def test_bcubed_by_hand():
    # precision: a 2/2, b 2/2, c 1/3, d 2/3, e 2/3; recall: a 2/3, b 2/3, c 1/3, d 1, e 1
    precision, recall, f1 = bcubed(FOUND, EXPECTED)
    assert (precision, recall) == (pytest.approx(11 / 15), pytest.approx(11 / 15))
    assert f1 == pytest.approx(11 / 15)


def test_pairs_by_hand():
    # found ab cd ce de, expected ab ac bc de: two of four
    assert pair_scores(FOUND, EXPECTED) == (0.5, 0.5, 0.5)


def test_everything_in_one_group_has_full_recall():
    assert bcubed(dict.fromkeys(EXPECTED, "1"), EXPECTED)[:2] == (pytest.approx(13 / 25), 1.0)
    assert pair_scores(dict.fromkeys(EXPECTED, "1"), EXPECTED)[:2] == (0.4, 1.0)


def test_each_alone_has_full_precision():
    alone = {item: item for item in EXPECTED}
    assert bcubed(alone, EXPECTED)[:2] == (1.0, pytest.approx(2 / 5))
    assert pair_scores(alone, EXPECTED) == (1.0, 0.0, 0.0)


def test_an_item_that_was_not_grouped_is_an_error():
    with pytest.raises(KeyError):
        bcubed({}, EXPECTED)


def test_nothing_to_compare_is_no_fault():
    assert bcubed({}, {}) == (1.0, 1.0, 1.0) == pair_scores({}, {})
