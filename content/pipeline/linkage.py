"""Linkage: what words bring close, for a person to decide. Average linkage, never connected components.

Candidates are texts that share one of their rarest words, so that nothing is compared with everything; the
likeness of a pair is rapidfuzz's. Groups are joined while their average likeness, a pair that is no candidate
counting as 0, is high enough (UPGMA: Sokal and Michener 1958); a cannot-link between any two members keeps
two groups apart whatever they are like. The result does not depend on the order of what comes in.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from rapidfuzz import fuzz

Pair = tuple[str, str]

RARE = 40
"""A word that more texts have than these is too common to make a pair."""
RAREST = 3
"""How many of its rarest words bring a text beside others."""
LARGEST = 400
"""Members of a component of candidates at most; a larger one loses its weakest pairs."""
_STEP = 0.02


def alike_pairs(texts: Mapping[str, str], at_least: float = 0.85) -> dict[Pair, float]:
    """Pairs of names whose texts are at least so like, by their likeness from 0 to 1."""
    words = {name: frozenset(text.split()) for name, text in texts.items()}
    having: dict[str, list[str]] = defaultdict(list)
    for name in sorted(words):
        for word in words[name]:
            having[word].append(name)
    found: dict[Pair, float] = {}
    for name in sorted(words):
        rare = sorted(words[name], key=lambda word: (len(having[word]), word))[:RAREST]
        near = {other for word in rare if len(having[word]) <= RARE for other in having[word]}
        for other in near:
            pair = (min(name, other), max(name, other))
            if other != name and pair not in found:
                likeness = fuzz.token_sort_ratio(texts[pair[0]], texts[pair[1]]) / 100
                if likeness >= at_least:
                    found[pair] = likeness
    return found


def linked(
    pairs: Mapping[Pair, float], is_apart: Callable[[str, str], bool], at_least: float
) -> list[tuple[str, ...]]:
    """Groups of two or more names, each sorted, whose average likeness is ``at_least`` and none are apart."""
    kept = {tuple(sorted(pair)): likeness for pair, likeness in pairs.items() if likeness > 0}
    edges = {(a, b): likeness for (a, b), likeness in kept.items() if not is_apart(a, b)}
    groups = [
        group
        for component in _components(edges, at_least)
        for group in _average_linkage(component, edges, is_apart, at_least)
    ]
    return sorted(group for group in groups if len(group) > 1)


def _components(edges: Mapping[Pair, float], at_least: float) -> Iterable[list[str]]:
    """Names that candidates lead from one to another, in pieces of LARGEST at most."""
    near: dict[str, set[str]] = defaultdict(set)
    for (a, b), likeness in edges.items():
        if likeness >= at_least:
            near[a].add(b)
            near[b].add(a)
    seen: set[str] = set()
    for name in sorted(near):
        if name in seen:
            continue
        component, open_names = {name}, [name]
        while open_names:
            fresh = near[open_names.pop()] - component
            component |= fresh
            open_names += fresh
        seen |= component
        yield from _small_enough(sorted(component), edges, at_least)


def _small_enough(component: list[str], edges: Mapping[Pair, float], at_least: float) -> Iterable[list[str]]:
    if len(component) <= LARGEST or at_least > 1:
        return [component] if len(component) <= LARGEST else []
    members = set(component)
    inside = {pair: likeness for pair, likeness in edges.items() if pair[0] in members and pair[1] in members}
    return list(_components(inside, at_least + _STEP))


def _average_linkage(
    names: list[str], edges: Mapping[Pair, float], is_apart: Callable[[str, str], bool], at_least: float
) -> list[tuple[str, ...]]:
    """Joins the two groups with the highest average likeness, the first by name of equals."""
    groups = {name: [name] for name in names}
    sums = _likenesses(names, edges)
    heap = [(-likeness, a, b) for a in names for b, likeness in sums[a].items() if a < b]
    heapq.heapify(heap)
    while heap and -heap[0][0] >= at_least:
        negative, a, b = heapq.heappop(heap)
        if a not in groups or b not in groups or _average(sums, groups, a, b) != -negative:
            continue
        if any(is_apart(x, y) for x in groups[a] for y in groups[b]):
            del sums[a][b], sums[b][a]
            continue
        for near in _join(a, b, groups, sums):
            heapq.heappush(heap, (-_average(sums, groups, a, near), min(a, near), max(a, near)))
    return [tuple(sorted(group)) for group in groups.values()]


def _likenesses(names: list[str], edges: Mapping[Pair, float]) -> dict[str, dict[str, float]]:
    sums: dict[str, dict[str, float]] = {name: {} for name in names}
    for first, a in enumerate(names):
        for b in names[first + 1 :]:
            if likeness := edges.get((a, b)):
                sums[a][b] = sums[b][a] = likeness
    return sums


def _average(
    sums: Mapping[str, Mapping[str, float]], groups: Mapping[str, list[str]], a: str, b: str
) -> float:
    return sums[a].get(b, 0.0) / (len(groups[a]) * len(groups[b]))


def _join(a: str, b: str, groups: dict[str, list[str]], sums: dict[str, dict[str, float]]) -> list[str]:
    """Takes group ``b`` into ``a``; the groups that ``a`` is then near to."""
    groups[a] += groups.pop(b)
    for other, likeness in sums.pop(b).items():
        del sums[other][b]
        if other != a:
            sums[a][other] = sums[other][a] = sums[a].get(other, 0.0) + likeness
    return sorted(sums[a])
