"""How often pages are opened: what counts, what does not, and that it never stands in a page's way."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content import counting
from content.counting import TALLY, Tally, add_reads
from content.models import DailyCount, Page
from tests.web.factories import QUESTION, fill_site, make_page
from tests.web.people import make_editor

pytestmark = pytest.mark.django_db

PATH = "/questions/what-is-it/"


@pytest.fixture
def site(db):
    return fill_site()


@pytest.fixture
def counted(settings, monkeypatch):
    """Pages are counted, and each read is due at once."""
    settings.COUNT_PAGES = True
    monkeypatch.setattr(counting, "SECONDS", 0)
    yield
    TALLY._reads.clear()


def counts():
    return dict(DailyCount.objects.values_list("page", "count"))


# --- what counts


@pytest.mark.usefixtures("counted")
def test_each_opening_of_a_page_is_counted_on_its_day(client, site):
    for path in (PATH, PATH, "/uses/dull-skin/", "/not-answered/cost/", "/about/"):
        assert client.get(path).status_code == 200
    assert counts() == {
        "question/what-is-it": 2,
        "indication/dull-skin": 1,
        "gap/cost": 1,
        "site/about": 1,
    }
    assert set(DailyCount.objects.values_list("day", flat=True)) == {timezone.localdate()}


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_PURPOSE": "prefetch"},
        {"HTTP_SEC_PURPOSE": "prefetch;prerender"},
        {"HTTP_PURPOSE": "prefetch"},
        {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Examplebot/2.1; +http://example.org)"},
        {"HTTP_USER_AGENT": "curl/8.5.0"},
    ],
)
def test_programs_that_say_so_are_not_counted(client, site, headers):
    assert client.get(PATH, **headers).status_code == 200
    assert counts() == {}


@pytest.mark.usefixtures("counted")
def test_heads_lists_missing_pages_and_the_staff_are_not_counted(client, site):
    client.head(PATH)
    for path in ("/", "/questions/", "/questions/none/", "/glossary/"):
        client.get(path)
    Page.objects.filter(slug="what-it-is", kind="topic").update(status="draft")
    client.get("/topics/what-it-is/")
    client.force_login(make_editor())
    client.get(PATH)
    assert counts() == {}


def test_it_can_be_switched_off(client, site, settings):
    settings.COUNT_PAGES = False
    client.get(PATH)
    assert TALLY._reads.total() == 0 and counts() == {}


# --- nothing about the reader


@pytest.mark.usefixtures("counted")
def test_a_counted_page_sets_no_cookie_and_asks_for_none(client, site):
    response = client.get(PATH, REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Mozilla/5.0 (Zanzibar)")
    assert not response.cookies and "Cookie" not in response.get("Vary", "")
    rows = str(list(DailyCount.objects.values_list()))
    assert "203.0.113" not in rows and "Zanzibar" not in rows
    assert {field.name for field in DailyCount._meta.fields} == {"id", "page", "day", "count"}


# --- it stands in nobody's way


def test_reads_are_written_together_and_after_the_page(client, site, settings, monkeypatch):
    settings.COUNT_PAGES = True
    tally = Tally()
    now = [1000.0]
    monkeypatch.setattr(counting, "monotonic", lambda: now[0])
    written = []
    monkeypatch.setattr(counting, "add_reads", lambda reads: written.append(dict(reads)))
    today = timezone.localdate()
    tally.add("question/a")
    tally.write()
    assert written == [{("question/a", today): 1}]
    for _ in range(3):
        tally.add("question/a")
        tally.write()
    assert len(written) == 1
    now[0] += 61
    tally.write()
    assert written[1:] == [{("question/a", today): 3}]
    for _ in range(counting.MOST):
        tally.add("question/b")
        tally.write()
    assert written[2:] == [{("question/b", today): counting.MOST}]


@pytest.mark.usefixtures("counted")
def test_reads_are_added_to_those_of_other_processes(site):
    today = timezone.localdate()
    for number in (2, 5):
        add_reads(counting.Counter({("question/a", today): number, ("topic/b", today): 1}))
    assert counts() == {"question/a": 7, "topic/b": 2}


@pytest.mark.usefixtures("counted")
def test_a_page_opens_although_nothing_can_be_written_and_no_read_is_lost(client, site, monkeypatch):
    def refuse(reads):
        raise OperationalError("attempt to write a readonly database")

    with monkeypatch.context() as patch:
        patch.setattr(counting, "add_reads", refuse)
        assert [client.get(PATH).status_code for _ in range(3)] == [200] * 3
        assert counts() == {}
    client.get(PATH)
    assert counts() == {"question/what-is-it": 4}


def test_a_read_only_database_is_no_error(tmp_path):
    """SQLite refuses as it does on a disk that cannot be written to; the reads wait."""
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        try:
            tally = Tally()
            tally.add("question/a")
            tally.write()
            assert tally._reads.total() == 1
        finally:
            cursor.execute("PRAGMA query_only = OFF")


LOCKED = """
import sqlite3, sys, time
import django
django.setup()
from django.db import connection
from content.counting import Tally
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE content_dailycount (page text, day text, count int, UNIQUE (day, page))")
other = sqlite3.connect(sys.argv[1], isolation_level=None)
tally = Tally()
tally.add("question/a")
other.execute("BEGIN IMMEDIATE")
started = time.monotonic()
tally.write()
waited, kept = time.monotonic() - started, tally._reads.total()
other.execute("COMMIT")
tally._written_at -= 100
tally.write()
with connection.cursor() as cursor:
    print(waited < 2, kept, tally._reads.total(), cursor.execute("PRAGMA busy_timeout").fetchone()[0])
    print(cursor.execute("SELECT page, count FROM content_dailycount").fetchall())
"""


def test_another_writer_is_not_waited_for(tmp_path):
    """A load holds SQLite's one lock for seconds; counting gives up after a moment and tries again later."""
    path = tmp_path / "counts.sqlite3"
    environment = {
        "DJANGO_SETTINGS_MODULE": "mesoinfo.settings",
        "MESOINFO_SECRET_KEY": "x" * 50,
        "MESOINFO_LOG_LEVEL": "ERROR",
        "MESOINFO_DATABASE_URL": f"sqlite:///{path}",
    }
    done = subprocess.run(
        [sys.executable, "-c", LOCKED, str(path)],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "True 1 0 20000\n[('question/a', 1)]\n", done.stderr


@pytest.mark.usefixtures("counted")
def test_counting_asks_the_database_nothing_before_the_page_has_gone(client, site, settings):
    def asked(is_counting):
        settings.COUNT_PAGES = is_counting
        with CaptureQueriesContext(connection) as queries:
            client.get(PATH)
        return [query["sql"] for query in queries.captured_queries]

    plain, counted = asked(False), asked(True)
    assert counted[: len(plain)] == plain
    assert sum("dailycount" in sql for sql in counted[len(plain) :]) == 1


# --- most read


def read(name, count, days_ago=0):
    day = timezone.localdate() - timedelta(days=days_ago)
    DailyCount.objects.create(page=name, day=day, count=count)


def most_read_on(client):
    html = client.get("/questions/").content.decode()
    _, _, listed = html.partition("Read most in the last 30 days")
    return listed.partition("</ul>")[0]


def test_a_database_that_refuses_is_not_asked_again_at_each_read(monkeypatch):
    asked = []

    def refuse(reads):
        asked.append(reads.total())
        raise OperationalError("database is locked")

    monkeypatch.setattr(counting, "add_reads", refuse)
    tally = Tally()
    for _ in range(counting.MOST + 50):
        tally.add("question/what-is-it")
        tally.write()
    assert asked == [1]
    monkeypatch.setattr(counting, "SECONDS", 0)
    tally.write()
    assert asked == [1, counting.MOST + 50]


def test_most_read_lists_the_five_questions_that_were_opened_most(client, site):
    for number in range(7):
        make_page("questions", f"q-{number}", QUESTION)
        read(f"question/q-{number}", 15 + number)
        read(f"question/q-{number}", 15, days_ago=29)
    read("question/gone", 500)
    read("use/dull-skin", 500)
    listed = most_read_on(client)
    assert [n for n in "6543210" if f"/questions/q-{n}/" in listed] == list("65432")
    places = [listed.index(f"/questions/q-{n}/") for n in "65432"]
    assert places == sorted(places) and listed.count("<a ") == 5


@pytest.mark.parametrize(("count", "days_ago", "pages"), [(19, 0, 4), (50, 30, 4), (50, 0, 2)])
def test_few_or_old_reads_say_nothing(client, site, count, days_ago, pages):
    for number in range(pages):
        make_page("questions", f"q-{number}", QUESTION)
        read(f"question/q-{number}", count, days_ago)
    assert most_read_on(client) == ""


def test_the_index_takes_one_query_more_however_much_was_read(client, site, django_assert_max_num_queries):
    with django_assert_max_num_queries(8) as few:
        client.get("/questions/")
    for number in range(30):
        make_page("questions", f"q-{number}", QUESTION)
        read(f"question/q-{number}", 25)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert most_read_on(client)


def test_editors_see_the_counts_and_change_none(client, site):
    read("question/what-is-it", 41)
    client.force_login(make_editor())
    html = client.get("/admin/content/dailycount/").content.decode()
    assert "question/what-is-it" in html and ">41<" in html
    row = DailyCount.objects.get()
    assert client.post(f"/admin/content/dailycount/{row.pk}/change/", {"count": 1}).status_code == 403
