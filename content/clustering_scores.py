"""How groups that were found compare with groups that are expected."""

from collections import Counter
from collections.abc import Iterable, Mapping

Scores = tuple[float, float, float]


def bcubed(found: Mapping[str, str], expected: Mapping[str, str]) -> Scores:
    """Precision, recall and F1 by item (Bagga and Baldwin 1998), over the ids of ``expected``.

    An item's precision is the share of its found group that belongs with it, its recall the share of its
    expected group that was found with it. Raises KeyError for an id that was not grouped.
    """
    pairs = [(found[item], group) for item, group in expected.items()]
    ours, theirs, both = _sizes(pairs)
    if not pairs:
        return 1.0, 1.0, 1.0
    precision = sum(both[a, b] / ours[a] for a, b in pairs) / len(pairs)
    recall = sum(both[a, b] / theirs[b] for a, b in pairs) / len(pairs)
    return precision, recall, _f1(precision, recall)


def pair_scores(found: Mapping[str, str], expected: Mapping[str, str]) -> Scores:
    """Precision, recall and F1 of the pairs of items that stand in one group; 1.0 where there are none."""
    ours, theirs, both = _sizes([(found[item], group) for item, group in expected.items()])
    right = _pairs(both.values())
    precision = right / _pairs(ours.values()) if _pairs(ours.values()) else 1.0
    recall = right / _pairs(theirs.values()) if _pairs(theirs.values()) else 1.0
    return precision, recall, _f1(precision, recall)


def _sizes(pairs: list[tuple[str, str]]) -> tuple[Counter[str], Counter[str], Counter[tuple[str, str]]]:
    return Counter(a for a, _ in pairs), Counter(b for _, b in pairs), Counter(pairs)


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
