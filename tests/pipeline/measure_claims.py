"""Prints how well the checker tells true claims from false ones, on tests/pipeline/cases/claims.jsonl.

    python tests/pipeline/measure_claims.py [FILE.jsonl]

A case is a line with "source" (a text), "claim", "is_true" and, where given, "quote". Balanced accuracy is
the mean of true claims supported and false claims not supported. These cases were known while the checker
was written: the figures show that it keeps what it could do, not what it does with sentences it never saw.
"""

import json
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # run as a script from anywhere

from content.pipeline.snapshots import take_snapshot  # noqa: E402 (after the path is set)
from content.pipeline.verdicts import Support, check_case  # noqa: E402 (after the path is set)

CASES = Path(__file__).parent / "cases" / "claims.jsonl"


def measure(path: Path) -> None:
    """Checks every case of ``path`` and prints shares by kind, and claims per second of processor time."""
    cases = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    counts: Counter[tuple[str, bool, bool]] = Counter()
    start = time.process_time()
    for case in cases:
        verdict, _ = check_case(case["claim"], take_snapshot("page", case["source"]), (), case.get("quote"))
        is_accepted = verdict.support is Support.SUPPORTED
        counts[case.get("kind", "all"), bool(case["is_true"]), is_accepted] += 1
        if is_accepted != bool(case["is_true"]):
            print(f"{case.get('id', '')} {verdict.support.value}: {case['claim']}")
    seconds = time.process_time() - start
    for kind in sorted({kind for kind, _, _ in counts}):
        right = counts[kind, True, True] + counts[kind, False, False]
        print(f"{kind:<14} {right:>4} of {sum(n for (k, _, _), n in counts.items() if k == kind)}")
    accepted, passing = (_share(counts, is_true=is_true) for is_true in (True, False))
    print(f"true claims supported       {accepted:.3f}")
    print(f"false claims supported      {passing:.3f}")
    print(f"balanced accuracy           {(accepted + 1 - passing) / 2:.3f}")
    print(f"claims per CPU second       {len(cases) / seconds:,.0f} (each against a text read anew)")


def _share(counts: Counter[tuple[str, bool, bool]], *, is_true: bool) -> float:
    total = sum(n for (_, truth, _), n in counts.items() if truth is is_true)
    accepted = sum(n for (_, truth, ok), n in counts.items() if truth is is_true and ok)
    return accepted / total if total else 0.0


if __name__ == "__main__":
    measure(Path(sys.argv[1]) if len(sys.argv) > 1 else CASES)
