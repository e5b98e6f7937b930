"""Measure the reader on articles with expected results: precision, recall and F1, and what went wrong.

    python tests/measure_reader.py [STEM …] [--directory DIR] [--verbose] [--json]

DIR (tests/fixtures/articles) holds ``<stem>.txt`` and ``<stem>.json``; README.md there says what the
expected file holds. A record and an expected item go together when the record's name or concept is one
of the item's names or when the words that name it in the article overlap the item's quote; pairs that
agree in both come first. Each item and each record is used once; an item that stays over is still found
when a record that was used stands on its quote, because a broader record that says so loses nothing.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from content.pipeline.clusters import Record  # noqa: E402  the path comes first
from content.pipeline.passages import Disposition, Passage, PassageKind  # noqa: E402  the path comes first
from content.pipeline.run import Library, build_library, read_article  # noqa: E402  the path comes first
from content.pipeline.snapshots import read_snapshot  # noqa: E402  the path comes first
from content.pipeline.spans import Span  # noqa: E402  the path comes first
from content.pipeline.statements import Polarity, Statement  # noqa: E402  the path comes first

FIXTURES = ROOT / "tests" / "fixtures" / "articles"
TYPES = {
    "indication": "indications",
    "contraindication": "contraindications",
    "side_effect": "side_effects",
}
SET_ASIDE = {Disposition.BOILERPLATE, Disposition.PROMOTIONAL, Disposition.UNUSABLE}
NOT_TEXT = {PassageKind.NOISE, PassageKind.REFERENCE}
SAME_STRENGTH = {"avoid_unless_doctor_agrees": {"avoid", "consult"}}
"""A verdict that the expected files do not know: either neighbour is right."""


@dataclass
class Count:
    """Hits, wrong finds and misses of one kind of thing; ``lines`` explain the last two."""

    found: int = 0
    missed: int = 0
    right: int = 0
    wrong: int = 0
    lines: list[str] = field(default_factory=list)

    def add(self, other: "Count") -> None:
        self.found += other.found
        self.missed += other.missed
        self.right += other.right
        self.wrong += other.wrong
        self.lines += other.lines

    @property
    def precision(self) -> float:
        return ratio(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return ratio(self.found, self.found + self.missed)

    @property
    def f1(self) -> float:
        return ratio(2 * self.precision * self.recall, self.precision + self.recall)

    def as_dict(self) -> dict[str, float | int]:
        return {
            "precision": round(self.precision, 3),
            "recall": round(self.recall, 3),
            "f1": round(self.f1, 3),
            "expected": self.found + self.missed,
            "records": self.right + self.wrong,
        }


@dataclass(frozen=True)
class Article:
    """One article as read, and what was expected of it."""

    stem: str
    text: str
    library: Library
    passages: tuple[Passage, ...]
    expected: dict[str, Any]


def ratio(part: float, whole: float) -> float:
    """``part / whole``; 0 where there is nothing to divide by."""
    return part / whole if whole else 0.0


def plain(words: str) -> str:
    """``words`` for comparison: case, hyphens, quote marks and white space do not matter."""
    return " ".join(re.sub(r"[-–_]", " ", words.casefold().replace("’", "'")).split())


def occurrences(text: str, words: str) -> Iterator[int]:
    """Where ``words`` begin in ``text``, first to last."""
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def places(text: str, item: dict[str, Any]) -> list[Span]:
    """The spans of an item's quote; several where the article prints the passage twice."""
    quote, within = item["quote"], item.get("within", item["quote"])
    offset = within.index(quote)
    return [Span(at + offset, at + offset + len(quote)) for at in occurrences(text, within)]


def names(item: dict[str, Any]) -> set[str]:
    return {plain(name) for name in (item["name"], *item["aliases"])}


def is_asserted(statement: Statement) -> bool:
    return statement.polarity is Polarity.AFFIRMED


def mentions(record: Record) -> list[Span]:
    """The words that name the record where its article asserts it."""
    return [s.mention for s in record.statements if is_asserted(s)]


def same_name(record: Record, item: dict[str, Any]) -> bool:
    return bool({plain(record.name), plain(record.concept)} & names(item))


def overlap(spans: Iterable[Span], others: Iterable[Span]) -> bool:
    others = list(others)
    return any(span.overlaps(other) for span in spans for other in others)


def paired(left: list[int], right: list[int], fits: Callable[[int, int], bool]) -> dict[int, int]:
    """The largest one-to-one pairing of ``left`` with ``right`` (augmenting paths), right -> left."""
    partner: dict[int, int] = {}

    def place(one: int, tried: set[int]) -> bool:
        for other in right:
            if other in tried or not fits(one, other):
                continue
            tried.add(other)
            if other not in partner or place(partner[other], tried):
                partner[other] = one
                return True
        return False

    for one in left:
        place(one, set())
    return partner


def match(article: Article, records: list[Record], items: list[dict[str, Any]]) -> dict[int, int]:
    """Item index -> record index: by name and place, by either, then items that stand on used records."""
    spans = [places(article.text, item) for item in items]
    matched: dict[int, int] = {}

    def here(r: int, i: int) -> bool:
        return overlap(mentions(records[r]), spans[i])

    def named(r: int, i: int) -> bool:
        return same_name(records[r], items[i])

    for fits in (lambda r, i: named(r, i) and here(r, i), lambda r, i: named(r, i) or here(r, i)):
        free_records = [r for r in range(len(records)) if r not in matched.values()]
        free_items = [i for i in range(len(items)) if i not in matched]
        matched |= paired(free_records, free_items, fits)
    used, rest = set(matched.values()), [i for i in range(len(items)) if i not in matched]
    return matched | {i: r for i in rest for r in used if here(r, i)}


def is_optional(article: Article, record: Record, kind: str) -> bool:
    """Right, but not asked for: counted neither for nor against."""
    return any(
        same_name(record, item) or overlap(mentions(record), places(article.text, item))
        for item in article.expected["optional"]
        if item["type"] == kind
    )


def records_of(article: Article, kind: str) -> list[Record]:
    return [r for r in article.library.records if r.role.value == kind and mentions(r)]


def count_records(article: Article, kind: str) -> Count:
    """How the records of one type agree with the expected items."""
    records, items = records_of(article, kind), article.expected[TYPES[kind]]
    matched = match(article, records, items)
    missed = [item for i, item in enumerate(items) if i not in matched]
    left = [r for n, r in enumerate(records) if n not in matched.values()]
    wrong = [r for r in left if not is_optional(article, r, kind)]
    count = Count(len(matched), len(missed), len(set(matched.values())), len(wrong))
    count.lines += [f"{article.stem}: missed {kind} {i['name']!r}: {i['quote']!r}" for i in missed]
    count.lines += [f"{article.stem}: wrong {kind} {r.name!r}: {shown(article, r)}" for r in wrong]
    return count


def shown(article: Article, record: Record) -> str:
    """The first words that name a record, with the passage they stand in."""
    statement = next(s for s in record.statements if is_asserted(s))
    return f"{statement.mention.of(article.text)!r} in {article.passages[statement.passage].quote[:120]!r}"


def count_strengths(article: Article) -> Count:
    """How often a contraindication that was found has the expected strength."""
    records = records_of(article, "contraindication")
    items = article.expected["contraindications"]
    count = Count()
    for i, r in match(article, records, items).items():
        got = records[r].strength
        if got and items[i]["strength"] in SAME_STRENGTH.get(got.value, {got.value}):
            count.right += 1
        else:
            count.wrong += 1
            count.lines.append(
                f"{article.stem}: strength {items[i]['name']!r} is {items[i]['strength']}, read as {got}"
            )
    return count


def trap_hits(article: Article) -> list[str]:
    """The traps on whose words, or in whose sentence under their own name, a record stands."""
    hits = []
    for trap in article.expected["must_not"]:
        spans = places(article.text, trap)
        for record in records_of(article, trap["type"]):
            asserted = [s.span for s in record.statements if is_asserted(s)]
            if overlap(mentions(record), spans) or (same_name(record, trap) and overlap(asserted, spans)):
                hits.append(
                    f"{article.stem}: trap {trap['type']} {trap['name']!r} ({trap['why']}): {record.name!r}"
                )
                break
    return hits


def is_set_aside(passage: Passage) -> bool:
    return passage.kind in NOT_TEXT or passage.disposition in SET_ASIDE


def count_noise(article: Article) -> Count:
    """How many noise lines were set aside; wrong are the quotes of expected items that were, too."""
    count = Count()
    for span in noise_lines(article):
        touched = [p for p in article.passages if p.span.overlaps(span)]
        if touched and all(is_set_aside(p) for p in touched):
            count.found += 1
        else:
            count.missed += 1
            count.lines.append(f"{article.stem}: noise kept: {span.of(article.text)!r}")
    lost = evidence_set_aside(article)
    count.right, count.wrong = count.found, len(lost)
    count.lines += lost
    return count


def noise_lines(article: Article) -> Iterator[Span]:
    wanted, at = set(article.expected["noise"]), 0
    for line in article.text.splitlines(keepends=True):
        if (words := line.strip()) in wanted:
            start = at + line.index(words)
            yield Span(start, start + len(words))
        at += len(line)


def evidence_set_aside(article: Article) -> list[str]:
    """The passages set aside as noise on which expected items stand."""
    spans = [s for key in TYPES.values() for i in article.expected[key] for s in places(article.text, i)]
    return [
        f"{article.stem}: evidence set aside: {p.quote[:100]!r} ({p.reason})"
        for p in article.passages
        if is_set_aside(p) and overlap([p.span], spans)
    ]


def count_questions(article: Article) -> Count:
    """How the questions found, as passages or as printed variants, agree with the printed ones word for word.

    A variant that is no printed question (a label, a heading) does not count as a wrong one.
    """
    wanted = {plain(bare_question(q)) for q in article.expected["questions"]}
    asked = {plain(bare_question(p.quote)) for p in article.passages if p.kind is PassageKind.QUESTION}
    printed = {plain(bare_question(v.quote)) for g in article.library.questions for v in g.variants}
    found = len(wanted & (asked | printed))
    count = Count(found, len(wanted) - found, found, len(asked - wanted))
    count.lines += [f"{article.stem}: missed question {q!r}" for q in sorted(wanted - asked - printed)]
    count.lines += [f"{article.stem}: wrong question {q!r}" for q in sorted(asked - wanted)]
    return count


def bare_question(words: str) -> str:
    """A question without list marks, numbering and Markdown marks around it."""
    return re.sub(r"^(?:[#*•\s-]|Q:|\d{1,2}[.)]?\s)+|[*\s]+$", "", words)


def read(path: Path) -> Article:
    """The article ``path`` (``.txt``) as the reader sees it, with the expected file beside it."""
    reading = read_article(read_snapshot(path))
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    library = build_library((reading,))
    return Article(path.stem, reading.snapshot.text, library, reading.passages, expected)


def measure(article: Article) -> dict[str, Count]:
    counts = {kind: count_records(article, kind) for kind in TYPES}
    counts["question"] = count_questions(article)
    counts["strength"] = count_strengths(article)
    counts["noise"] = count_noise(article)
    hits = trap_hits(article)
    counts["trap"] = Count(missed=len(article.expected["must_not"]) - len(hits), found=len(hits), lines=hits)
    return counts


def total(counts: Iterable[dict[str, Count]]) -> dict[str, Count]:
    result: dict[str, Count] = {}
    for each in counts:
        for name, count in each.items():
            result.setdefault(name, Count()).add(count)
    return result


def summary(counts: dict[str, Count]) -> dict[str, Any]:
    figures: dict[str, Any] = {kind: counts[kind].as_dict() for kind in (*TYPES, "question")}
    figures["strength_right"] = round(counts["strength"].precision, 3)
    figures["noise_lines_set_aside"] = round(counts["noise"].recall, 3)
    figures["evidence_set_aside"] = counts["noise"].wrong
    figures["traps"] = counts["trap"].found + counts["trap"].missed
    figures["traps_extracted"] = counts["trap"].found
    return figures


def cell(count: Count) -> str:
    if not (count.found or count.missed or count.wrong):
        return f"{'nothing asked':>18}"
    return f"{count.precision:6.2f}{count.recall:6.2f}{count.f1:6.2f}"


def print_table(per_article: dict[str, dict[str, Count]]) -> None:
    kinds = (*TYPES, "question")
    print(f"{'precision/recall/F1':24}" + "".join(f"{kind:>18}" for kind in kinds) + "  noise  traps")
    for stem, counts in (*per_article.items(), ("ALL", total(per_article.values()))):
        cells = "".join(cell(counts[kind]) for kind in kinds)
        noise, trap = counts["noise"], counts["trap"]
        print(f"{stem:24}{cells}{noise.recall:7.2f}{trap.found:4}/{trap.found + trap.missed}")


def print_rest(counts: dict[str, Count], verbose: bool) -> None:
    figures = summary(counts)
    print(f"strength right: {figures['strength_right']:.2f} of the contraindications found")
    print(f"passages with evidence set aside as noise: {figures['evidence_set_aside']}")
    for name, count in counts.items():
        if verbose or name == "trap":
            print(f"\n{name}", *count.lines, sep="\n  ")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("stems", nargs="*", help="only these articles")
    parser.add_argument("--directory", type=Path, default=FIXTURES)
    parser.add_argument("--verbose", action="store_true", help="every miss and wrong find on a line")
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    paths = [
        p for p in sorted(options.directory.glob("*.txt")) if not options.stems or p.stem in options.stems
    ]
    if not paths:
        print(f"no articles in {options.directory}", file=sys.stderr)
        return 2
    per_article = {path.stem: measure(read(path)) for path in paths}
    counts = total(per_article.values())
    if options.json:
        each = {stem: summary(c) for stem, c in per_article.items()}
        print(json.dumps({"all": summary(counts), "articles": each}, indent=1))
    else:
        print_table(per_article)
        print_rest(counts, options.verbose)
    return 0


if __name__ == "__main__":
    sys.exit(main())
