"""Measures the grouping of questions: against expected clusters, and how its time grows with their number.

    python -m tests.measure_grouping QUESTIONS.tsv[.gz] --largest 1000000

The file has a heading line with the columns "question" and "gold" (the expected cluster); MedQuAD is one such
set. Pairs of questions that have no word apart (names that differ by case, plural, possessive, brackets or
order alone) are also counted by themselves, as expected clusters made by programs often part them.
Both halves of the set, by the hash of what a cluster is about, are reported apart too.
"""

import gzip
import re
import sys
import time
import zlib
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import log
from pathlib import Path

from content.clustering_scores import pair_scores
from content.pipeline.asking import load_asking
from content.pipeline.folding import singular

LETTERS = "bcdfghjklm"


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--largest", type=int, default=100_000)
    options = parser.parse_args()
    questions, expected = read(options.file)
    keys = [load_asking().key(question) for question in questions]
    report("all", keys, expected, questions)
    subjects = {cluster: key.split(":", 1)[-1] for key, cluster in zip(keys, expected, strict=True)}
    for half in (0, 1):
        chosen = [
            n
            for n, cluster in enumerate(expected)
            if zlib.crc32(f"7{subjects[cluster]}".encode()) % 2 == half
        ]
        report(
            ("first half", "other half")[half],
            *([column[n] for n in chosen] for column in (keys, expected, questions)),
        )
    measure_growth(questions, options.largest)


def read(path: Path) -> tuple[list[str], list[str]]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    heading, *rows = [
        line.split("\t") for line in content.decode("utf-8").replace("\r\n", "\n").rstrip("\n").split("\n")
    ]
    return [row[heading.index("question")] for row in rows], [row[heading.index("gold")] for row in rows]


def report(name: str, keys: Sequence[str], expected: Sequence[str], questions: Sequence[str]) -> None:
    ids = [str(n) for n in range(len(keys))]
    precision, recall, f1 = pair_scores(
        dict(zip(ids, keys, strict=True)), dict(zip(ids, expected, strict=True))
    )
    wrong, same_words = wrong_pairs(keys, expected, questions)
    sizes = Counter(keys)
    print(
        f"{name}: {len(keys)} questions, pair precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}; of {wrong}"
        f" wrong pairs {same_words} have the same words; largest cluster {max(sizes.values()) / len(keys):.5f}"
    )


def wrong_pairs(keys: Sequence[str], expected: Sequence[str], questions: Sequence[str]) -> tuple[int, int]:
    """How many joined pairs should be apart, and how many of them have the same words."""
    groups: dict[str, list[int]] = defaultdict(list)
    for n, key in enumerate(keys):
        groups[key].append(n)
    wrong = [
        pair
        for group in groups.values()
        if len({expected[n] for n in group}) > 1
        for pair in combinations(group, 2)
        if expected[pair[0]] != expected[pair[1]]
    ]
    return len(wrong), sum(bare(questions[a]) == bare(questions[b]) for a, b in wrong)


def bare(question: str) -> list[str]:
    plain = re.sub(r"\([^()]{1,9}\)|['’]s?\b", "", question.lower())
    return sorted(
        {singular(word) for word in re.findall(r"[a-z0-9]+", plain)} - {"of", "the", "in", "and", "a"}
    )


def measure_growth(questions: Sequence[str], largest: int) -> None:
    """Prints the time for a hundredth, a tenth and all of ``largest`` questions, and how it grows."""
    counts = Counter(word for question in questions for word in set(question.lower().split()))
    seconds: dict[int, float] = {}
    for size in (largest // 100, largest // 10, largest):
        asking = load_asking()
        texts = list(varied(questions, counts, size))
        start = time.process_time()
        keys = Counter(map(asking.key, texts))
        seconds[size] = time.process_time() - start
        each, share = seconds[size] / size * 1e6, max(keys.values()) / size
        print(
            f"{size} questions, {len(keys)} clusters, {seconds[size]:.2f} CPU s, {each:.0f} µs each, "
            f"largest cluster {share:.5f}",
            flush=True,
        )
    (small, first), *_, (large, last) = seconds.items()
    print(f"growth exponent {log(last / first) / log(large / small):.2f}")


def varied(questions: Sequence[str], counts: Counter[str], size: int) -> Iterator[str]:
    """``size`` questions: after the first round each names something new in place of its rarest word."""
    for n in range(size):
        turn, question = n // len(questions), questions[n % len(questions)]
        words = question.split()
        if turn and words:
            rarest = min(words, key=lambda word: counts[word.lower()])
            ending = "".join(LETTERS[int(digit)] for digit in str(turn))
            question = " ".join(f"{word}{ending}" if word == rarest else word for word in words)
        yield question


if __name__ == "__main__":
    sys.exit(main())
