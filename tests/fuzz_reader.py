"""Reads ever new broken pages for some minutes and checks that nothing is lost or made up: ``make fuzz``.

    python -m tests.fuzz_reader [--minutes 2] [--seed NUMBER]

Pages are articles of tests/fixtures and content/data/sources, and made-up ones (tests/pipeline/pages.py), cut,
spliced, doubled, shuffled, spoilt with any characters and tags; some are read as web pages. Each is read twice
and put into a library with the page before it. The run stops at the first fault: the smallest page that still
shows it is written to build/fuzz/, and the exit status is 1. Each run takes another seed and prints it; the same
seed makes the same pages.
"""

import argparse
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import FrameType

from content.pipeline.clusters import LADDER, Record
from content.pipeline.errors import UnreadableSource
from content.pipeline.run import Library, Reading, build_library, read_article
from content.pipeline.settings import Role
from content.pipeline.snapshots import take_page_snapshot, take_snapshot
from tests.pipeline.pages import NOISE, ODD, faults_of, seeded, seeded_page, spoil

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build" / "fuzz"
ARTICLES = ("tests/fixtures/*/*.txt", "content/data/sources/*.txt")
LONGEST = 8_000
"""Characters of a page: about twice an article."""
SLOW = 10
"""Seconds in which any such page must have been read; an article takes 0.05."""
STEPS = 400
"""Readings spent on making a failing page smaller."""
TAGS = (
    "<p>", "</p>", "<ul><li>", "</li>", "</ul>", "<table><tr><td>", "</td><td>", "</td></tr></table>", "<h2>", "</h2>",
    "<br>", "<div hidden>", "</div>", "<nav>", "</nav>", "<details><summary>", "</summary>", "</details>", "<!--", "-->",
    "<script>", "</script>", "&nbsp;", "&shy;", "&amp;", "&#", "<", ">", '<a href="', "<dl><dt>", "<dd>", "<template>",
)  # fmt: skip
BLOCKS = (
    (1, 0x7F),
    (0x80, 0x2FF),
    (0x300, 0x36F),
    (0x590, 0x6FF),
    (0x2000, 0x27BF),
    (0xE000, 0xFFFF),
    (0x1F000, 0x1FAFF),
)


class TooSlow(Exception):
    """A page took longer than SLOW seconds."""


@dataclass(frozen=True, slots=True)
class Case:
    """A page to read: text, or a web page."""

    text: str
    is_html: bool = False

    def read(self, source_id: str = "page") -> Reading:
        take = take_page_snapshot if self.is_html else take_snapshot
        return read_article(take(source_id, self.text))


# What is checked


def faults_in(case: Case, before: Case | None = None) -> list[str]:
    """What is wrong with a page by itself, and in a library with the page ``before`` it."""
    try:
        with limited():
            return list(_faults_in(case, before))
    except UnreadableSource:
        return []
    except Exception as error:  # noqa: BLE001  to find any is what this is for
        place = traceback.extract_tb(error.__traceback__)[-1]
        return [f"{type(error).__name__} in {Path(place.filename).name} {place.name}"]


def _faults_in(case: Case, before: Case | None) -> Iterator[str]:
    reading = case.read()
    yield from faults_of(reading)
    if case.read() != reading:
        yield "read twice, two readings"
    if before is None:
        return
    other = before.read("other")
    both = build_library([reading, other])
    if build_library([other, reading]) != both:
        yield "the order of articles changes the library"
    for alone in (build_library([reading]), build_library([other])):
        yield from faults_of_growth(alone, both)


def faults_of_growth(fewer: Library, more: Library) -> Iterator[str]:
    """Adding an article never removes a warning and never weakens one."""
    records = {(record.role, record.concept): record for record in more.records}
    for record in fewer.records:
        grown = records.get((record.role, record.concept))
        if record.role is not Role.INDICATION and (grown is None or is_milder(grown, record)):
            yield f"{record.role} {record.concept} is lost or weaker with another article"


def is_milder(more: Record, fewer: Record) -> bool:
    if fewer.strength is None or more.strength is None:
        return fewer.strength is not more.strength
    return LADDER.index(more.strength) > LADDER.index(fewer.strength)


@contextmanager
def limited() -> Iterator[None]:
    """Raises TooSlow inside the block after SLOW seconds."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlow(f"longer than {SLOW} s")

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SLOW)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


# How pages are broken. Each takes the page and another one.


def cut(rng: Random, text: str, other: str) -> str:
    start, end = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
    return text[:start] + text[end:] if rng.random() < 0.7 else text[start:end]


def splice(rng: Random, text: str, other: str) -> str:
    start = rng.randint(0, len(other))
    at = rng.randint(0, len(text))
    return text[:at] + other[start : start + rng.randint(1, 600)] + text[at:]


def double(rng: Random, text: str, other: str) -> str:
    start = rng.randint(0, len(text))
    piece = text[start : start + rng.randint(1, 400)]
    at = rng.choice((start, rng.randint(0, len(text))))
    return text[:at] + piece * rng.randint(1, 3) + text[at:]


def swap_lines(rng: Random, text: str, other: str) -> str:
    lines = text.split("\n")
    for _ in range(rng.randint(1, 5)):
        i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
        lines[i], lines[j] = lines[j], lines[i]
    return "\n".join(lines)


def drop_lines(rng: Random, text: str, other: str) -> str:
    """Blank lines go first: much of a page's lay-out hangs on them."""
    share = rng.random()
    return "\n".join(line for line in text.split("\n") if line.strip() or rng.random() > share)


def mark_lines(rng: Random, text: str, other: str) -> str:
    marks = ("• ", "- ", "  - ", "1. ", "# ", "## ", "| ", "Q: ", "A: ", "⚠️ ", "☐ ", "**", "\t", "\u00a0")
    lines = text.split("\n")
    start = rng.randrange(len(lines))
    mark = rng.choice(marks)
    end = start + rng.randint(1, 6)
    return "\n".join(mark + line if start <= i < end else line for i, line in enumerate(lines))


def insert(rng: Random, text: str, pieces: Sequence[str]) -> str:
    for _ in range(rng.randint(1, 4)):
        at = rng.randint(0, len(text))
        text = text[:at] + rng.choice(pieces) + text[at:]
    return text


def insert_odd(rng: Random, text: str, other: str) -> str:
    return insert(rng, text, [f"\n{piece}\n" for piece in (*ODD, *NOISE)] + list(ODD))


def insert_tags(rng: Random, text: str, other: str) -> str:
    return insert(rng, text, TAGS)


def insert_characters(rng: Random, text: str, other: str) -> str:
    return insert(
        rng, text, ["".join(chr(rng.randint(*rng.choice(BLOCKS))) for _ in range(rng.randint(1, 6)))]
    )


def spoil_words(rng: Random, text: str, other: str) -> str:
    for _ in range(rng.randint(1, 20)):
        text = spoil(rng, text) if text else text
    return text


def change_ends(rng: Random, text: str, other: str) -> str:
    return text.replace("\n", rng.choice(("\r\n", "\r", "\n\n", " ", "\u2028", "\n \n")))


def change_marks(rng: Random, text: str, other: str) -> str:
    """Full stops, colons, question marks and the like go, or become one another."""
    marks = ".:?!,;()•-|*#\n "
    old = rng.choice(marks)
    return text.replace(old, rng.choice(("", *marks)), rng.randint(1, 10))


BREAKS: tuple[Callable[[Random, str, str], str], ...] = (
    cut, splice, splice, double, swap_lines, drop_lines, mark_lines, insert_odd, insert_tags, insert_characters,
    spoil_words, change_ends, change_marks,
)  # fmt: skip


def cases(seed: int) -> Iterator[Case]:
    """Broken pages without end."""
    articles = [path.read_text("utf-8") for pattern in ARTICLES for path in sorted(ROOT.glob(pattern))]
    rng = seeded(f"fuzz {seed}")
    while True:
        text, other = (_page(rng, articles) for _ in range(2))
        for _ in range(rng.randint(0, 5)):
            text = rng.choice(BREAKS)(rng, text, other)[:LONGEST]
        yield Case(text, is_html=rng.random() < 0.2)


def _page(rng: Random, articles: Sequence[str]) -> str:
    return rng.choice(articles) if rng.random() < 0.4 else seeded_page(rng.randrange(10**9)).text


# The smallest page that shows a fault


def kinds_of(faults: Sequence[str]) -> set[str]:
    """Faults without the numbers and names that change as a page gets smaller."""
    return {
        fault.rpartition(":")[2] if fault.startswith(("passage", "statement")) else fault for fault in faults
    }


def smaller(case: Case, fails: Callable[[Case], bool]) -> Case:
    """Takes away halves, quarters … of the lines, then of the characters, while the page still fails."""
    steps = STEPS
    for separator in ("\n", ""):
        pieces = case.text.split(separator) if separator else list(case.text)
        size = max(1, len(pieces) // 2)
        while steps and size:
            start = 0
            while steps and start < len(pieces):
                steps -= 1
                shorter = pieces[:start] + pieces[start + size :]
                if fails(Case(separator.join(shorter), case.is_html)):
                    pieces = shorter
                else:
                    start += size
            size //= 2
        case = Case(separator.join(pieces), case.is_html)
    return case


def write_failure(case: Case, before: Case | None, seed: int, number: int) -> Path:
    """The failing page made small, beside the page that it failed with, if it needs one."""
    faults = faults_in(case)
    needed = None if faults else before
    kinds = kinds_of(faults or faults_in(case, before))
    small = smaller(case, lambda smaller: bool(kinds & kinds_of(faults_in(smaller, needed))))
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / f"seed-{seed}-{number}.{'html' if case.is_html else 'txt'}"
    path.write_bytes(small.text.encode())
    if needed:
        path.with_name(f"{path.stem}-with.txt").write_bytes(needed.text.encode())
    print(f"{', '.join(sorted(kinds))}\n{small.text[:400]!r}")
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Reads broken pages and checks the reader's invariants.")
    parser.add_argument("--minutes", type=float, default=2.0, help="how long to go on")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="that of a run to repeat")
    options = parser.parse_args(arguments)
    end = time.monotonic() + options.minutes * 60
    count, characters, before = 0, 0, None
    for case in cases(options.seed):
        if time.monotonic() >= end:
            break
        if faults_in(case, before):
            path = write_failure(case, before, options.seed, count)
            print(f"page {count} of seed {options.seed} has a fault: {path.relative_to(ROOT)}")
            return 1
        count, characters, before = count + 1, characters + len(case.text), case
    print(f"{count} pages of {characters} characters read, no fault (seed {options.seed})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
