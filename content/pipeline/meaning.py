"""Meaning: what may be the same thing in other words, as a model of meaning sees it. It only proposes.

The model is given from outside (content/embedding.py); nothing here loads one, and without one nothing is
proposed. What keeps two things apart is the same as for likeness: "when is it applied?" and "when is it not
applied?" mean nearly the same to any model.
"""

from collections import defaultdict
from collections.abc import Sequence
from heapq import nlargest
from itertools import combinations
from math import ceil, log2, sqrt
from operator import mul
from typing import Protocol

from content.pipeline.clusters import QuestionGroup
from content.pipeline.likeness import Suggestion, question_subjects, suggest
from content.pipeline.links import Links
from content.pipeline.settings import Rules

CLOSE = 0.75
"""Cosine from which two questions are proposed."""
NEAREST = 10
"""Neighbours of one thing that are looked at."""
AT_ONCE = 2000
"""Things that are all compared with each other; more are parted by the signs of their first dimensions."""

Vector = Sequence[float]


class MeaningModel(Protocol):
    """Turns texts into vectors; texts that mean the same point the same way."""

    @property
    def name(self) -> str:
        """What the model is called, for the editor who reads the proposal."""

    def embed(self, texts: Sequence[str]) -> Sequence[Vector]:
        """One vector for each text, all of one length; the same text has the same vector."""


def propose_by_meaning(
    groups: Sequence[QuestionGroup],
    model: MeaningModel,
    links: Links,
    rules: Rules,
    threshold: float = CLOSE,
) -> tuple[Suggestion, ...]:
    """Questions that ``model`` finds close and that nothing keeps apart, the closest first."""
    subjects = question_subjects(groups)
    wordings = sorted({wording for subject in subjects for wording in subject.wordings})
    vectors = dict(zip(wordings, map(_of_length_one, model.embed(wordings)), strict=True))
    questions = [vectors[subject.words] for subject in subjects]
    pairs = _nearest_pairs(questions, threshold)
    return suggest(
        subjects,
        pairs,
        lambda one, two: _cosine(vectors[one], vectors[two]),
        links,
        rules,
        threshold,
        f"meaning ({model.name})",
    )


def _nearest_pairs(vectors: Sequence[Vector], threshold: float) -> set[tuple[int, int]]:
    """Each vector with at most NEAREST others that are close to it."""
    near: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for block in _blocks(vectors):
        for i, j in combinations(block, 2):
            if (cosine := _cosine(vectors[i], vectors[j])) >= threshold:
                near[i].append((cosine, j))
                near[j].append((cosine, i))
    return {(min(i, j), max(i, j)) for i, found in near.items() for _, j in nlargest(NEAREST, sorted(found))}


def _blocks(vectors: Sequence[Vector]) -> list[list[int]]:
    """Numbers of vectors in blocks of at most AT_ONCE; only within a block are they compared."""
    bits = ceil(log2(len(vectors) / AT_ONCE)) if len(vectors) > AT_ONCE else 0
    by_signs: dict[tuple[bool, ...], list[int]] = defaultdict(list)
    for i, vector in enumerate(vectors):
        by_signs[tuple(x > 0 for x in vector[:bits])].append(i)
    return [
        block[start : start + AT_ONCE]
        for block in by_signs.values()
        for start in range(0, len(block), AT_ONCE)
    ]


def _of_length_one(vector: Vector) -> Vector:
    length = sqrt(sum(map(mul, vector, vector)))
    return [x / length for x in vector] if length else vector


def _cosine(one: Vector, two: Vector) -> float:
    return sum(map(mul, one, two), 0.0)
