"""Keeps the index of the search equal to what is public, and counts the searches that found nothing.

Each change of pages ends with ``refresh_search``, in the same transaction: either both are there, or neither.
What has not changed since is not made again.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, F, Q

from content.actions.reports import Report
from content.models import Page, SearchEntry, SearchMiss, SearchWord
from content.pipeline.vocabulary import load_vocabulary
from content.search.entries import Raw, entry_of, raw_entries, raw_pages
from content.search.meanings import CONCEPT, is_mark, words_under
from content.search.words import fold, stem

MISSES_A_DAY = 500
"""Different words that are kept of one day: enough for a work-list, too few to fill a disk."""
BATCH = 500


@transaction.atomic
def refresh_search(*, report: Report | None = None, pages: Iterable[Page] | None = None) -> int:
    """Make the index hold everything public, or set right what it holds of ``pages``; the rows changed."""
    if pages is None:
        wanted, stored = raw_entries(), SearchEntry.objects.all()
    else:
        keys = [page.pk for page in pages]
        wanted = list(raw_pages(Page.objects.published().filter(pk__in=keys)))
        stored = SearchEntry.objects.filter(page__in=keys)
    changed = _replace_entries(wanted, stored)
    if changed:
        changed += _count_words()
    if report is not None:
        report.rows_written += changed
    return changed


@transaction.atomic
def rebuild_search() -> int:
    """Throw the whole index away and make it again; the number of entries."""
    SearchEntry.objects.all().delete()
    SearchWord.objects.all().delete()
    refresh_search()
    return SearchEntry.objects.count()


def fill_empty_search() -> int:
    """Make the index where pages are public and it holds nothing: after the migration that brings it.

    Nothing where a table of pages is not as this code knows it, since some migrations are not applied.
    """
    tables = connection.introspection.table_names()
    if SearchEntry._meta.db_table not in tables or SearchEntry.objects.exists():
        return 0
    if not Page.objects.published().exists() or _migrations_to_come():
        return 0
    return refresh_search()


def _migrations_to_come() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _replace_entries(wanted: Iterable[Raw], stored: Iterable[SearchEntry]) -> int:
    """Rows by key; those whose digest is still the same stay as they are."""
    before = dict(stored.values_list("key", "digest"))
    digests = {raw.key: raw.digest for raw in wanted}
    new = [raw for raw in wanted if before.get(raw.key) != digests[raw.key]]
    gone = [key for key, digest in before.items() if digests.get(key) != digest]
    if gone:
        stored.filter(key__in=gone).delete()
    moved = [raw.page_id for raw in new if raw.page_id]
    SearchEntry.objects.filter(Q(page__in=moved) | Q(key__in=[raw.key for raw in new])).delete()
    SearchEntry.objects.bulk_create([entry_of(raw) for raw in new], batch_size=BATCH)
    return len(new) + len(gone)


def _count_words() -> int:
    """Set the table of words right; the rows changed. It reads all entries: some thousands at most."""
    wanted = _words()
    stored = {row.word: row for row in SearchWord.objects.all()}
    new = [SearchWord(word=word, stem=s, count=n) for word, (s, n) in wanted.items() if word not in stored]
    gone = [row.pk for word, row in stored.items() if word not in wanted]
    changed = []
    for word, row in stored.items():
        if word in wanted and (row.stem, row.count) != wanted[word]:
            row.stem, row.count = wanted[word]
            changed.append(row)
    for at in range(0, len(gone), BATCH):
        SearchWord.objects.filter(pk__in=gone[at : at + BATCH]).delete()
    SearchWord.objects.bulk_create(new, batch_size=BATCH)
    SearchWord.objects.bulk_update(changed, ["stem", "count"], batch_size=BATCH)
    return len(new) + len(gone) + len(changed)


def _words() -> dict[str, tuple[str, int]]:
    """Each word with its stem and the number of entries that have the stem; marks stand for themselves."""
    counts: Counter[str] = Counter()
    surfaces, entries = set(), 0
    columns = [name for name in SearchEntry.WORDS if name != "names"]
    for *texts, printed in SearchEntry.objects.values_list(*columns, "surfaces"):
        entries += 1
        counts.update({token for text in texts for token in text.split()})
        surfaces.update(printed.split())
    found = {word: (stem(word), counts[stem(word)]) for word in surfaces}
    found |= {token: (token, count) for token, count in counts.items() if is_mark(token)}
    found |= {word: (stem(word), 0) for word in _only_spelled(counts) if word not in found}
    return {**found, SearchWord.ALL: (SearchWord.ALL, entries)}


def _only_spelled(counts: Counter[str]) -> set[str]:
    """Words for what the entries are about that no entry prints: "warfarin" under blood thinners."""
    concepts = [name for name in load_vocabulary().concepts if CONCEPT + fold(name) in counts]
    return {word for name in concepts for word in words_under(name)}


def record_miss(*, words: str, day: date) -> None:
    """Count a search that found no good answer; further words are let go once the day has MISSES_A_DAY.

    ``words`` are those of ``search.misses.kept_words``: nothing in them may point to a person. Two queries.
    """
    today = SearchMiss.objects.filter(day=day)
    seen = today.aggregate(all=Count("pk"), own=Count("pk", filter=Q(words=words)))
    if seen["own"]:
        today.filter(words=words).update(count=F("count") + 1)
    elif seen["all"] < MISSES_A_DAY:
        SearchMiss.objects.bulk_create([SearchMiss(words=words, day=day)], ignore_conflicts=True)
