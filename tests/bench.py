"""The benchmark: how long the main steps take on this machine, as a table and as ``build/bench.json``.

CPU seconds of this process, the best of ROUNDS: they compare between machines better than wall-clock time.
Everything runs on the project's own articles and pages, in a database of its own that is deleted afterwards.
"""

import json
import os
import platform
import tempfile
import time
from collections.abc import Callable
from html import escape
from itertools import accumulate, product
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from content.models import Page

ROUNDS = 3
REPEATED = 40
MANY = 100_000
ENTRIES, SEARCHES = 50_000, 20
LETTERS = str.maketrans("0123456789", "bcdfghklmn")
"""Digits as letters: a made-up word is then spelled like one."""
FIXTURES = Path(__file__).resolve().parent / "fixtures" / "pages"
RESULTS = Path(__file__).resolve().parent.parent / "build" / "bench.json"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        os.environ["MESOINFO_TEST_DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        django.setup()
        rows = measure()
    RESULTS.parent.mkdir(exist_ok=True)
    machine = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
    RESULTS.write_text(json.dumps({"machine": machine, "results": rows}, indent=1) + "\n", encoding="utf-8")
    print(f"{'step':<32} {'CPU ms':>9} {'things':>7} {'ms each':>9}")
    for row in rows:
        print(
            f"{row['step']:<32} {row['cpu_ms']:>9.1f} {row['things']:>7} {row['cpu_ms'] / row['things']:>9.3f}"
        )
    print(f"written to {RESULTS}")


def measure() -> list[dict[str, object]]:
    """One row for each step: its name, CPU milliseconds, and how many things it handled."""
    from django.core.management import call_command
    from django.test import Client

    from content.actions import load_library, load_pages
    from content.audit import audit_published
    from content.models import Page
    from content.pagefiles import PAGES, read_pages
    from content.pipeline.run import build_library, read_article
    from content.pipeline.snapshots import take_snapshot
    from content.sourcefiles import SOURCES, read_sources

    snapshots, meta = read_sources(SOURCES)
    files = read_pages(PAGES)
    characters = sum(len(snapshot.text) for snapshot in snapshots)
    call_command("migrate", verbosity=0)

    def load() -> None:
        load_library(library=library, sources_meta=meta)
        load_pages(files=files)

    rows = [timed("read the articles, characters", characters, lambda: [read_article(s) for s in snapshots])]
    together = "\n\n".join(snapshot.text for snapshot in snapshots)
    repeated = take_snapshot("repeated", "\n\n".join([together] * REPEATED))
    rows.append(
        timed(
            "read them forty times over, characters",
            len(repeated.text),
            lambda: read_article(repeated),
            rounds=1,
        )
    )
    rows += read_long_page()
    rows += near_copies_rows()
    library = build_library([read_article(snapshot) for snapshot in snapshots])
    rows += group_many()
    rows.append(timed("load from nothing, pages", len(files), load, rounds=1))
    rows.append(timed("load again, pages", len(files), load))
    claims = len(audit_published().claims)
    rows.append(timed("check everything published, claims", claims, audit_published))
    rows += check_plain_claims()
    client, pages = Client(SERVER_NAME="localhost"), list(Page.objects.published())

    def serve() -> None:
        statuses = {client.get(page.get_absolute_url()).status_code for page in pages}
        if statuses != {200}:
            raise RuntimeError(f"pages answer {statuses}")

    rows.append(timed("serve pages, uncached", len(pages), serve))
    return rows + live_rows() + search_rows()


def live_rows() -> list[dict[str, object]]:
    """What an editor waits for: the preview of a text of a thousand words with its verdicts, and evidence.

    First as the process meets the text for the first time, then after one key.
    """
    from content import livememory
    from content.admin.live import offers_html, preview_of, warm_up
    from content.models import Page, PageKind

    body = text_of_words(1000, list(Page.objects.published().filter(kind=PageKind.QUESTION).exclude(body="")))
    typed = iter(range(1_000_000))

    def show() -> None:
        text = f"{body}\n\nWait for {next(typed)} days. [@advice]\n"
        preview_of(title="A page", body=text, kind=PageKind.QUESTION)

    def suggest() -> None:
        text = f"{body}\n\nRedness may last for {next(typed)} days. "
        offers_html(body=text, cursor=len(text), kind=PageKind.QUESTION, title="A page")

    warm_up()
    livememory.forget()
    livememory.warm()
    return [
        timed("preview of 1,000 words, first", 1, show, rounds=1),
        timed("preview of 1,000 words, each key", 1, show),
        timed("suggest evidence", 1, suggest),
    ]


def text_of_words(count: int, pages: "list[Page]") -> str:
    """So many words of our own pages, or a few more."""
    from content.pipeline.citations import parse_claims

    words, texts = 0, []
    for page in pages:
        texts.append(page.body)
        words += sum(len(claim.text.split()) for claim in parse_claims(page.body))
        if words >= count:
            break
    return "\n\n".join(texts)


def search_rows() -> list[dict[str, object]]:
    """The search among made-up entries, beside its peer: a scan with LIKE of the same words, as many times.

    ``times``: how many times longer the scan takes for the same word.
    """
    from content.models import SearchEntry
    from content.search import find, suggest
    from content.search.asking import corrected, read_query
    from content.search.backends import backend_of

    words = fill_index(ENTRIES)
    rows = []
    for name, word in words.items():
        best = timed(
            f"search {ENTRIES:,}: a {name} word",
            SEARCHES,
            lambda word=word: [
                list(SearchEntry.objects.filter(pk__in=backend_of().best([word], 10)).values_list("pk"))
                for _ in range(SEARCHES)
            ],
        )
        scan = timed(
            "peer: scan with LIKE",
            1,
            lambda word=word: SearchEntry.objects.filter(body_words__contains=word).count(),
        )
        best["times"] = round(float(str(scan["cpu_ms"])) * SEARCHES / max(float(str(best["cpu_ms"])), 0.1))
        rows += [best, scan]
    slips = [read_query(f"{words['rare'][:-1]}x{words['rare'][-1]}") for _ in range(SEARCHES)]
    rows.append(timed("correct a word", SEARCHES, lambda: [corrected(query) for query in slips]))
    rows.append(
        timed("answer a whole query", SEARCHES, lambda: [find(" ".join(words.values())) for _ in slips])
    )
    rows.append(timed("suggest names", SEARCHES, lambda: [suggest(words["medium"][:3]) for _ in slips]))
    return rows


def fill_index(count: int) -> dict[str, str]:
    """``count`` made-up entries; a rare, a medium and a common word of them (about 0.01, 0.5 and 10 % hold it)."""
    from collections import Counter

    from content.models import SearchEntry, SearchWord

    texts = [text.translate(LETTERS) for text in made_up_texts(count)]
    SearchEntry.objects.all().delete()
    SearchWord.objects.all().delete()
    SearchEntry.objects.bulk_create(
        [
            SearchEntry(
                key=f"term/{number}",
                kind="term",
                title=text,
                title_words=" ".join(text.split()[:5]),
                names=" ".join(text.split()[:5]),
                body_words=text,
                digest="0" * 64,
            )
            for number, text in enumerate(texts)
        ],
        batch_size=2_000,
    )
    counts = Counter(word for text in texts for word in set(text.split()))
    words = [SearchWord(word=word, stem=word, count=n) for word, n in counts.items()]
    SearchWord.objects.bulk_create([*words, SearchWord(word="*", stem="*", count=count)], batch_size=2_000)
    shares = {"rare": 0.0001, "medium": 0.005, "common": 0.1}
    return {
        name: min(counts, key=lambda word: (abs(counts[word] - share * count), word))
        for name, share in shares.items()
    }


def read_long_page() -> list[dict[str, object]]:
    """Reading one long page, beside its peer: html5lib only parsing the same page."""
    import html5lib

    from content.pipeline.run import read_article
    from content.pipeline.snapshots import take_page_snapshot, take_snapshot

    pages = [path.read_text("utf-8") for path in sorted(FIXTURES.rglob("page-*.txt"))]
    text = "\n\n".join(page for _ in range(4) for page in pages)
    html = "<main>" + "".join(f"<p>{escape(line)}</p>\n" for line in text.split("\n")) + "</main>"
    as_text, as_page = take_snapshot("long", text), take_page_snapshot("long", html)
    return [
        timed("read a long text, characters", len(text), lambda: read_article(as_text), rounds=2),
        timed("read it as HTML, characters", len(html), lambda: read_article(as_page), rounds=2),
        timed("peer: html5lib parses it, characters", len(html), lambda: html5lib.parse(html)),
    ]


def check_plain_claims() -> list[dict[str, object]]:
    """Claims against their article, without a quote; the peer counts the words that a sentence shares."""
    from tests.pipeline.measure_plain_claims import cases_of, outcomes, overlap

    cases = cases_of("dev")

    def compare_words() -> None:
        for case in cases:
            overlap(case["claim"], case["source"])

    return [
        timed("check plain claims", len(cases), lambda: list(outcomes("dev", with_quote=False))),
        timed("peer: word overlap, claims", len(cases), compare_words),
    ]


def near_copies_rows() -> list[dict[str, object]]:
    """Near copies among made-up passages, a tenth of them reworded copies; the peer compares all with all.

    ``growth``: how many times longer it takes for ten times as many.
    """
    from rapidfuzz import fuzz, process

    from content.pipeline.likeness import near_copies
    from content.pipeline.passages import Disposition, Passage, PassageKind
    from content.pipeline.run import load_rules
    from content.pipeline.spans import Span

    texts, rules = made_up_texts(20_000), load_rules()
    passages = [
        Passage(i, Span(0, len(text)), text, PassageKind.SENTENCE, Disposition.BACKGROUND)
        for i, text in enumerate(texts)
    ]

    def compare_all() -> None:
        for i, text in enumerate(texts[:500]):
            process.extract(text, texts[i + 1 : 500], scorer=fuzz.token_sort_ratio, score_cutoff=75)

    few = timed("near copies, passages", 2_000, lambda: near_copies({"a": passages[:2_000]}, rules), rounds=1)
    many = timed("near copies, passages", 20_000, lambda: near_copies({"a": passages}, rules), rounds=1)
    many["growth"] = round(float(str(many["cpu_ms"])) / float(str(few["cpu_ms"])), 1)
    return [few, many, timed("peer: rapidfuzz, all with all, passages", 500, compare_all)]


def made_up_texts(count: int) -> list[str]:
    """Texts of 8 to 25 words that are as unequally common as those of a language, the same each time."""
    random = Random(1)  # noqa: S311 - texts to measure with
    words = [f"w{number}" for number in range(20_000)]
    weights = list(accumulate(1 / (number + 5) for number in range(len(words))))
    texts: list[str] = []
    for number in range(count):
        if number % 10 == 9:
            copied = random.choice(texts).split()
            copied[random.randrange(len(copied))] = "changed"
            texts.append(" ".join(copied))
        else:
            texts.append(" ".join(random.choices(words, cum_weights=weights, k=random.randint(8, 25))))
    return texts


def group_many() -> list[dict[str, object]]:
    """Grouping many questions, beside its limit: the same questions joined where they are equal letter for letter."""
    from content.pipeline.asking import load_asking
    from content.pipeline.questions import group_questions

    asked = (
        "What causes {}?",
        "How is {} treated?",
        "{}: symptoms",
        "Can I have {} if I have {}?",
        "{} cost",
    )
    syllables = ("ba", "der", "mo", "li", "tra", "sep", "nu", "gos", "fi", "ket")
    names = ["".join(parts) + "itis" for parts in product(syllables, repeat=5)]
    questions = [(str(n), asked[n % 5].format(names[n // 5], names[n // 7])) for n in range(MANY)]
    asking = load_asking()
    step = f"group {MANY:,} questions"
    return [
        timed(step, MANY, lambda: group_questions(questions, asking), rounds=1),
        timed(
            "peer: equal in small letters",
            MANY,
            lambda: {n: " ".join(q.lower().split()) for n, q in questions},
        ),
    ]


def timed(step: str, things: int, run: Callable[[], object], *, rounds: int = ROUNDS) -> dict[str, object]:
    best = min(_cpu_seconds(run) for _ in range(rounds))
    return {"step": step, "cpu_ms": round(best * 1000, 1), "things": things}


def _cpu_seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


if __name__ == "__main__":
    main()
