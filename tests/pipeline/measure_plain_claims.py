"""Prints how the checker judges plain-language claims that people wrote, with a quote and without one.

    python -m tests.pipeline.measure_plain_claims [dev|test|more] [--kinds] [--failures]

A case is a line of cases/plain_claims_dev.jsonl, _test.jsonl or _more.jsonl: "source" (one of the five articles, a
text of cases/claim_sources or a page of fixtures/articles), "claim", "is_true", "kind", "quote" and "why", which argues the label. Their authors had
seen neither the rules nor the lexicon. The rules grew while the failures of the development half were read; of
the test half only the sums were, so its figures are the ones to quote. "More" was written later, by somebody who
knew the checker and aimed at it; guards were mended after reading it. "Right place" is the share of true
claims whose evidence, found without the quote, overlaps the quote. The peer is word overlap: the share of a
claim's words that stand in one sentence of the source, at whatever threshold does best on these very cases.
"""

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from content.pipeline.run import Reading, read_article
from content.pipeline.snapshots import read_snapshot
from content.pipeline.verdicts import Support, check_case

WORDS = re.compile(r"\w+")
CASES = Path(__file__).parent / "cases"
FOLDERS = (
    Path(__file__).resolve().parents[2] / "content" / "data" / "sources",
    CASES / "claim_sources",
    CASES.parents[1] / "fixtures" / "articles",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case; ``is_placed`` where its evidence overlaps the quote."""

    case: dict
    is_supported: bool
    is_placed: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of a set: true claims supported, false claims supported, evidence in the right place."""

    accepted: float
    passing: float
    placed: float
    per_second: float

    @property
    def balanced(self) -> float:
        return (self.accepted + 1 - self.passing) / 2


@cache
def cases_of(half: str) -> tuple[dict, ...]:
    lines = (CASES / f"plain_claims_{half}.jsonl").read_text("utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


@cache
def reading_of(source: str) -> Reading:
    file = next(path for folder in FOLDERS if (path := folder / f"{source}.txt").exists())
    return read_article(read_snapshot(file))


def outcomes(half: str, *, with_quote: bool) -> Iterator[Outcome]:
    for case in cases_of(half):
        reading = reading_of(case["source"])
        quote = case["quote"] if with_quote else None
        verdict, span = check_case(case["claim"], reading.snapshot, reading.passages, quote)
        start = reading.snapshot.text.index(case["quote"])
        is_placed = span is not None and span.start < start + len(case["quote"]) and start < span.end
        yield Outcome(case, verdict.support is Support.SUPPORTED, is_placed)


def figures(half: str, *, with_quote: bool) -> Figures:
    for case in cases_of(half):
        reading_of(case["source"])  # read beforehand, so that claims alone are timed
    start = time.process_time()
    found = list(outcomes(half, with_quote=with_quote))
    seconds = time.process_time() - start
    return _figures(found, len(found) / seconds)


def _figures(found: Sequence[Outcome], per_second: float) -> Figures:
    true = [o for o in found if o.case["is_true"]]
    false = [o for o in found if not o.case["is_true"]]
    return Figures(
        sum(o.is_supported for o in true) / len(true),
        sum(o.is_supported for o in false) / len(false),
        sum(o.is_placed for o in true) / len(true),
        per_second,
    )


def is_about_ours(case: dict) -> bool:
    """Whether the case is about one of the project's five articles, not one on another subject."""
    return (FOLDERS[0] / f"{case['source']}.txt").exists()


# --- the peer ----------------------------------------------------------------------------------------


def word_overlap(half: str) -> Figures:
    """What a comparison of words reaches: the best of all thresholds, chosen with the answers open."""
    cases = cases_of(half)
    for case in cases:
        sentences_of(case["source"])
    start = time.process_time()
    overlaps = [overlap(case["claim"], case["source"]) for case in cases]
    seconds = time.process_time() - start
    best = max(
        (_at(threshold / 100, cases, overlaps) for threshold in range(101)), key=lambda found: found.balanced
    )
    return replace(best, per_second=len(cases) / seconds)


def _at(threshold: float, cases: Sequence[dict], overlaps: Sequence[float]) -> Figures:
    judged = zip(cases, overlaps, strict=True)
    return _figures([Outcome(case, share >= threshold, is_placed=False) for case, share in judged], 0.0)


def overlap(claim: str, source: str) -> float:
    words = frozenset(WORDS.findall(claim.lower()))
    return max(len(words & sentence) for sentence in sentences_of(source)) / len(words)


@cache
def sentences_of(source: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(WORDS.findall(p.quote.lower())) for p in reading_of(source).passages)


# --- the command -------------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("half", choices=["dev", "test", "more"], nargs="?", default="dev")
    parser.add_argument("--kinds", action="store_true", help="how many falsehoods of each kind pass")
    parser.add_argument("--failures", action="store_true", help="print them; never with the test half")
    options = parser.parse_args()
    for with_quote in (True, False):
        found = figures(options.half, with_quote=with_quote)
        results = list(outcomes(options.half, with_quote=with_quote))
        name = "with a quote" if with_quote else "without"
        _print(name, found, len(results), f", {found.per_second:,.0f} claims per CPU second")
        for about, part in _parts(results):
            _print(f"  {about}", _figures(part, 0.0), len(part))
        if options.kinds:
            made = Counter(o.case["kind"] for o in results if not o.case["is_true"])
            passed = Counter(o.case["kind"] for o in results if not o.case["is_true"] and o.is_supported)
            print("  " + ", ".join(f"{kind} {passed[kind]}/{made[kind]}" for kind in sorted(made)))
        if options.failures:
            for o in results:
                if o.is_supported != o.case["is_true"]:
                    print(f"  {o.case['id']} {o.case['kind']}: {o.case['claim']} | {o.case['quote']}")
    peer = word_overlap(options.half)
    speed = f", {peer.per_second:,.0f} claims per CPU second"
    _print("peer: word overlap", peer, len(cases_of(options.half)), speed)


def _parts(results: Sequence[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    yield "the five articles", [o for o in results if is_about_ours(o.case)]
    yield "other subjects", [o for o in results if not is_about_ours(o.case)]


def _print(name: str, found: Figures, claims: int, speed: str = "") -> None:
    print(
        f"{name:<19} {claims:>4} claims: true supported {found.accepted:.3f}, false supported "
        f"{found.passing:.3f}, balanced accuracy {found.balanced:.3f}, right place {found.placed:.3f}{speed}"
    )


if __name__ == "__main__":
    main()
