"""How good the search is: the first page for each query of ``tests/web/search_queries.toml``.

Success@1 and @3: share of the queries with an expected page first, or among the first three; MRR: mean of
1/place of the first expected page. For queries that no page answers: share that is said to have no answer.
Prints one line for each set, and with ``--show`` each query that misses. Needs a loaded database.
"""

import os
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

QUERIES = Path(__file__).resolve().parent / "web" / "search_queries.toml"
SETS = ("dev", "held_out")


def load_queries(name: str) -> list[dict]:
    return tomllib.loads(QUERIES.read_text(encoding="utf-8"))[name]


def measure(queries: Iterable[dict], *, show: bool = False) -> dict[str, float]:
    """Success@1, success@3, MRR over the queries with an answer; honesty over those without."""
    from content.search import find

    places, honest = [], []
    for query in queries:
        found = find(query["q"])
        keys = [each.entry.key for each in (*found.warnings, *found.others)]
        if not query.get("first"):
            honest.append(not found.is_answered)
            is_wrong = found.is_answered
        else:
            place = next((n for n, key in enumerate(keys, 1) if key in query["first"]), 0)
            places.append(place if found.is_answered else 0)
            is_wrong = places[-1] != 1
        if show and is_wrong:
            best = max((each.cover for each in (*found.warnings, *found.others)), default=0)
            print(f"  {query['q']!r} {found.corrected!r} answered={found.is_answered} {best:.2f} {keys[:4]}")
    return {
        "success@1": sum(place == 1 for place in places) / len(places),
        "success@3": sum(0 < place <= 3 for place in places) / len(places),
        "mrr": sum(1 / place for place in places if place) / len(places),
        "no answer said": sum(honest) / len(honest),
    }


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mesoinfo.settings")
    django.setup()
    names = [name for name in SETS if name in sys.argv] or SETS
    for name in names:
        queries = load_queries(name)
        figures = measure(queries, show="--show" in sys.argv)
        print(f"{name:<9} {len(queries)} queries  " + "  ".join(f"{k} {v:.3f}" for k, v in figures.items()))


if __name__ == "__main__":
    main()
