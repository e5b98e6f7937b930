"""How often each page is opened, in whole days, without anything about who opened it.

Reads are added up in memory, in each process, and written together: after a response has gone out, at most
once in SECONDS, or after MOST reads, but not at once again where the database refused. A quiet site writes
each read at once; a busy one loses less than a minute of reads when a process ends. Nothing here can slow,
change or break a page.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from threading import Lock
from time import monotonic

from django.conf import settings
from django.core.signals import request_finished
from django.db import Error, connection, transaction
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

from content.models import DailyCount, Page

SECONDS = 60
MOST = 200  # reads
DAYS = 30
"""How far back "most read" looks."""
FEWEST = 20
"""Fewer reads say nothing about what people look for."""
LISTED = 5
FEWEST_LISTED = 3
"""A list of one or two is none."""
PATIENCE = 100
"""Milliseconds to wait for SQLite's one writer. A load writes for seconds; reads wait in memory meanwhile."""

_MACHINE = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|monitor|curl/|wget/|python-|headless", re.IGNORECASE
)
_ADD = """
INSERT INTO content_dailycount (page, day, count) VALUES (%s, %s, %s)
ON CONFLICT (day, page) DO UPDATE SET count = content_dailycount.count + excluded.count
"""
_log = logging.getLogger(__name__)


class Tally:
    """The reads that are not written yet. Its size is bounded: one number for each public page and day."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._reads: Counter[tuple[str, date]] = Counter()
        self._written_at = -float(SECONDS)
        self._is_refused = False

    def add(self, name: str) -> None:
        """One more read, today, of the page called ``name`` ("kind/slug")."""
        with self._lock:
            self._reads[name, timezone.localdate()] += 1

    def write(self, **kwargs: object) -> None:
        """Write what is due. Where the database refuses, the reads wait for the next time."""
        if not (reads := self._take()):
            return
        try:
            add_reads(reads)
        except Error as error:
            _log.warning("Reads could not be counted yet: %s", error)
            with self._lock:
                self._reads.update(reads)
                self._is_refused = True

    def _take(self) -> Counter[tuple[str, date]]:
        """The reads, if it is time to write them; they are not in the tally any more."""
        with self._lock:
            is_full = self._reads.total() >= MOST and not self._is_refused
            is_due = monotonic() - self._written_at >= SECONDS or is_full
            if not (self._reads and is_due):
                return Counter()
            self._is_refused = False
            reads, self._reads, self._written_at = self._reads, Counter(), monotonic()
            return reads


TALLY = Tally()


def start_counting() -> None:
    """Write after responses have gone out."""
    request_finished.connect(TALLY.write, dispatch_uid="mesoinfo.counting")


def count_read(request: HttpRequest, page: Page) -> None:
    """One more read of ``page``, if a reader opened it."""
    if settings.COUNT_PAGES and is_reader(request):
        TALLY.add(page.address)


def is_reader(request: HttpRequest) -> bool:
    """Says whether a person outside the staff seems to look at the page. Nothing of this is kept.

    Only people who sign in have a session, and the cookie tells that without asking the database for it.
    """
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return (
        request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "prefetch" not in purpose
        and not _MACHINE.search(request.headers.get("User-Agent", ""))
    )


def add_reads(reads: Counter[tuple[str, date]]) -> None:
    """Add ``reads`` to the counts, all or none. Raises django.db.Error."""
    rows = [(name, day, count) for (name, day), count in sorted(reads.items())]
    with impatient(), transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(_ADD, rows)


@contextmanager
def impatient() -> Iterator[None]:
    """On SQLite, wait PATIENCE for another writer, not the usual seconds; then as before."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    raw = connection.connection
    usual = raw.execute("PRAGMA busy_timeout").fetchone()[0]
    raw.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA busy_timeout = {usual}")


def most_read(pages: Iterable[Page]) -> list[Page]:
    """At most LISTED of ``pages``, those opened most in DAYS; none where too few say anything. One query."""
    since = timezone.localdate() - timedelta(days=DAYS)
    counts = DailyCount.objects.filter(day__gt=since).order_by().values("page").annotate(reads=Sum("count"))
    names = counts.filter(reads__gte=FEWEST).order_by("-reads", "page").values_list("page", flat=True)
    wanted = {page.address: page for page in pages}
    found = [wanted[name] for name in names if name in wanted][:LISTED]
    return found if len(found) >= FEWEST_LISTED else []
