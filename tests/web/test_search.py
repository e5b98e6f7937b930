"""The search: what is found, in which order, what is never shown, and what is kept of who asks: nothing."""

import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from content.actions import check_page, publish_page, rebuild_search, record_miss, refresh_search
from content.actions import search as search_actions
from content.counting import PATIENCE
from content.models import Page, SearchEntry, SearchMiss, SearchWord
from content.search import find, suggest
from content.search.asking import corrected, read_query
from content.search.backends import postgresql
from content.search.meanings import meanings_of, sounds_urgent
from content.search.misses import kept_words
from content.search.words import stem, words_of
from content.views import search as view
from tests.web.crawling import Outline
from tests.web.factories import ABSENCE, REDNESS, fill_site, make_page, make_passage, make_source
from tests.web.people import make_publisher

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(db):
    source = fill_site()
    refresh_search()
    return source


def keys(text, **options):
    found = find(text, **options)
    return [each.entry.key for each in (*found.warnings, *found.others)]


def html(client, text, **more):
    response = client.get("/search/", {"q": text, **more})
    assert response.status_code == 200
    return response.content.decode()


# --- what no reader types


@pytest.mark.parametrize("page", ["0", "-1", "11", "0001", "0001" + "0" * 5000, "9" * 5000, "²", "1.5"])
def test_a_number_that_no_page_has_is_the_first_page(client, site, page):
    assert "Read these warnings first" in html(client, "redness", page=page)


# --- words


@pytest.mark.parametrize(
    "words",
    [
        "bruise bruises bruised bruising",
        "swelling swell swells",
        "injection injections injected injecting inject",
        "allergy allergies allergic",
        "diabetes diabetic diabetics",
        "oedema edema",
        "tumour tumor tumours",
        "consultation consult consulting",
        "safe safety safely",
    ],
)
def test_words_that_differ_in_ending_or_spelling_have_one_stem(words):
    assert len({stem(word) for word in words.split()}) == 1


@pytest.mark.parametrize("words", ["bleed ble", "need ne", "heart hear", "skin ski", "18 1"])
def test_other_words_have_other_stems(words):
    first, other = words.split()
    assert stem(first) != stem(other)


def test_words_stand_where_they_stand_in_the_text():
    text = "Crème’s, \u202eRED\x00 (2)"
    assert [(word.plain, text[word.start : word.end]) for word in words_of(text)] == [
        ("creme", "Crème’s"),
        ("red", "RED"),
        ("2", "2"),
    ]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("blood thinners", "anticoagulant therapy"),
        ("warfarin", "anticoagulant"),
        ("ecchymosis", "bruising"),
        ("expecting a baby", "pregnancy"),
        ("going bald", "hair loss"),
        ("how much is it", "The price"),
        ("swollen", "swelling"),
    ],
)
def test_plain_and_medical_words_mean_the_same(typed, printed):
    def marks(text):
        return {mark for each in meanings_of(text) for mark in (each.mark, *each.broader)}

    assert marks(typed) & marks(printed)


# --- the index follows the pages


def test_what_is_published_is_found_and_what_is_withdrawn_is_not(site):
    page = make_page(
        "topics", "zebra", "Ask about zebras first. [@advice]\n", status="draft", title="Zebra skin"
    )
    refresh_search()
    assert "topic/zebra" not in keys("zebra")
    assert publish_page(page=page, person=make_publisher()).is_open
    assert keys("zebra")[0] == "topic/zebra"
    page.status = "withdrawn"
    page.save()
    check_page(page=page)
    assert not SearchEntry.objects.filter(key="topic/zebra").exists()
    assert "topic/zebra" not in keys("zebra") and not SearchWord.objects.filter(word="zebra").exists()


def test_a_stale_index_shows_nothing_that_is_not_public(client, site):
    assert "contraindication/pregnancy" in keys("pregnancy")
    Page.objects.filter(kind="contraindication", slug="pregnancy").update(status="withdrawn")
    other = Page.objects.get(kind="question", slug="what-is-it")
    Page.objects.filter(kind="side_effect", slug="redness").update(merged_into=other)
    assert (
        SearchEntry.objects.filter(key__in=["contraindication/pregnancy", "side_effect/redness"]).count() == 2
    )
    assert "contraindication/pregnancy" not in keys("pregnancy")
    assert "side_effect/redness" not in keys("redness")
    shown = html(client, "pregnancy redness") + client.get("/search/suggest?q=pregn").content.decode()
    assert "/who-should-not/pregnancy/" not in shown and "/side-effects/redness/" not in shown


def test_a_result_says_what_its_page_says_now(client, site):
    Page.objects.filter(slug="redness").update(title="Red skin today", body="It may be red. [@advice]\n")
    assert "Red skin today" in html(client, "redness") and "It may be red." in html(client, "redness")


def test_making_the_index_again_changes_nothing(site):
    rows = list(SearchEntry.objects.values_list("pk", "digest")), list(SearchWord.objects.values_list())
    assert refresh_search() == 0
    assert refresh_search(pages=list(Page.objects.all())) == 0
    again = list(SearchEntry.objects.values_list("pk", "digest")), list(SearchWord.objects.values_list())
    assert again == rows


def test_an_index_that_is_not_committed_leaves_nothing(site):
    before = keys("needling"), SearchEntry.objects.count()
    with transaction.atomic():
        make_page("topics", "needling-now", REDNESS, title="Needling now")
        refresh_search()
        assert "topic/needling-now" in keys("needling now")
        transaction.set_rollback(True)
    assert (keys("needling"), SearchEntry.objects.count()) == before


def test_a_deleted_page_is_gone_from_the_index(site):
    make_page("topics", "zebra", REDNESS, title="Zebra skin")
    refresh_search()
    assert keys("zebra")[0] == "topic/zebra"
    Page.objects.get(slug="zebra").delete()
    assert "topic/zebra" not in keys("zebra")


def test_a_page_that_moves_keeps_one_entry(site):
    page = Page.objects.get(kind="topic", slug="aftercare")
    page.slug = "later"
    page.save()
    refresh_search(pages=[page])
    assert list(SearchEntry.objects.filter(page=page).values_list("key", flat=True)) == ["topic/later"]
    assert refresh_search() == 0


def test_every_public_page_has_an_entry_and_nothing_else_has(site):
    public = {page.address for page in Page.objects.published()}
    entries = SearchEntry.objects.filter(page__isnull=False)
    assert {entry.key for entry in entries} == public
    others = set(SearchEntry.objects.filter(page__isnull=True).values_list("kind", flat=True))
    assert others == {"term", "open_question"}


def test_open_questions_without_a_page_and_hard_words_are_found(client, site):
    assert "open_question/driving" in keys("can I drive home")
    assert 'href="/not-answered/driving/"' in html(client, "can I drive home")
    make_passage(make_source("article-9", text="You can drive home."), "You can drive home.")
    make_page("topics", "hard", "Ask about erythema. [@advice]\n")
    refresh_search()
    assert "term/erythema" in keys("erythema") and 'href="/glossary/#erythema"' in html(client, "erythema")


def test_the_command_makes_the_index_from_nothing(site):
    SearchEntry.objects.all().delete()
    SearchWord.objects.all().delete()
    assert keys("redness") == []
    out = StringIO()
    call_command("rebuild_search", stdout=out)
    assert f"{SearchEntry.objects.count()} entries in the index of the search\n" in out.getvalue()
    assert keys("redness")[0] == "side_effect/redness"
    assert rebuild_search() == SearchEntry.objects.count() > 20


# --- order


@pytest.fixture
def scars(db):
    """A use, a side effect and a reason not to have it, all about scars, and a question."""
    make_source()
    make_page("uses", "scars", REDNESS, title="Scars (as something treated)")
    make_page("questions", "scars", REDNESS, title="Can it treat scars?")
    make_page("side-effects", "scarring", REDNESS, title="Scars as a side effect")
    make_page("who-should-not", "keloid-tendency", REDNESS, title="Tendency to get keloid (raised) scars")
    refresh_search()


@pytest.mark.parametrize("text", ["scar", "scars", "can it treat my scars", "scarring"])
def test_warnings_stand_above_the_use_of_the_same_thing(client, scars, text):
    found = find(text)
    warnings = [each.entry.key for each in found.warnings]
    assert set(warnings) == {"side_effect/scarring", "contraindication/keloid-tendency"}
    assert {each.entry.kind for each in found.others} >= {"indication", "question"}
    shown = html(client, text)
    first, second = shown.index("Read these warnings first"), shown.index("Other pages")
    assert first < shown.index("/side-effects/scarring/") < second < shown.index("/uses/scars/")


def test_of_two_warnings_the_reason_not_to_have_it_comes_first(db):
    make_source()
    make_page("side-effects", "infection", REDNESS, title="Infection")
    make_page("who-should-not", "skin-infection", REDNESS, title="Active skin infection")
    refresh_search()
    assert keys("skin infection")[:2] == ["contraindication/skin-infection", "side_effect/infection"]


def test_no_warnings_are_set_apart_where_the_query_names_none(scars):
    found = find("what is a tattoo of a zebra")
    assert found.warnings == () and not found.is_answered


def test_the_narrower_thing_finds_the_broader_warning(db):
    make_source()
    make_page("who-should-not", "blood-thinners", REDNESS, title="Blood-thinning medicine")
    refresh_search()
    for text in ("warfarin", "aspirin", "can I have it if I am on blood thinners", "anticoagulants"):
        assert keys(text)[0] == "contraindication/blood-thinners", text


# --- what a result shows


def test_an_answer_is_shown_whole_with_its_not(client, site):
    long = "Do not have it if you are pregnant, " + "or think that you may be, " * 40 + "and do not wait."
    make_page("who-should-not", "breastfeeding", f"{long} [@advice]\n", title="Breastfeeding")
    refresh_search()
    assert " ".join(long.split()) in Outline(html(client, "breastfeeding")).text


def test_kinds_are_said_in_words_for_every_kind():
    kinds = {*Page._meta.get_field("kind").choices}
    assert {kind for kind, _ in kinds} | {"term", "open_question"} == {str(kind) for kind in view.KINDS}


def test_what_was_typed_is_only_text(client, site):
    shown = html(client, "<script>alert(1)</script>\" onfocus='x'")
    assert "<script>alert" not in shown and "onfocus='x'" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot; onfocus=&#x27;x&#x27;" in shown


# --- spelling


@pytest.mark.parametrize("text", ["rednes", "rendess", "REDNASS"])
def test_a_slip_is_corrected_aloud_and_can_be_undone(client, site, text):
    found = find(text)
    assert found.corrected == "redness" and found.warnings[0].entry.key == "side_effect/redness"
    shown = html(client, text)
    assert "These results are for “redness”." in shown
    assert f'<a href="/search/?q={text}&amp;exact=1">Search for “{text}” instead</a>' in shown
    exact = html(client, text, exact=1)
    assert "These results are for" not in exact and "No page answers this" in exact


@pytest.mark.parametrize(
    "text", ["redness", "bedness", "red", "botox", "parking", "zxqv", "warfarin", "12345678"]
)
def test_what_is_right_short_or_another_word_is_left_alone(site, text):
    assert corrected(read_query(text)) == ""


def test_one_wrong_word_among_others_is_corrected_in_its_place(site):
    assert find("Is REDNES  common?").corrected == "Is redness  common?"


# --- what may be typed


HOSTILE = [
    *(
        '"',
        "'",
        '""""',
        "((((",
        "* OR *",
        "a AND",
        "NOT",
        'NEAR("a" "b", 2)',
        "title_words : redness",
        "-redness",
    ),
    *(
        "redness*",
        "^redness",
        "red\x00ness",
        "\x00",
        "\u202e\u200f\u2066",
        "!!! ???",
        "{names} : x",
        "%",
        "_%'--",
    ),
    *(
        "'; DROP TABLE content_page; --",
        "\\",
        ":*",
        "a & b | !c",
        "<->",
        "🙂",
        "ﬁ",
        "ß" * 100,
        "İ",
        "١٢٣",
        "½ ²",
    ),
    *(
        "é" * 200,
        "a" * 200,
        "a b " * 50,
        "\ud800".encode("utf-8", "replace").decode(),
        "المرأة الحامل",
        "孕妇",
    ),
    *("redness " * 25, "kxpregnancy", "*", " ", "\n\t"),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_is_typed_breaks_it(client, site, text):
    for address in ("/search/", "/search/suggest"):
        for more in ({}, {"exact": "1"}, {"page": "2"}):
            assert client.get(address, {"q": text, **more}).status_code == 200
    Outline(html(client, text))


@pytest.mark.parametrize(
    "query", ["q=%ff%fe", "q", "q=a&q=b", "page=-1&q=red", "page=%C2%B2&q=red", "q=red&page=99999999999"]
)
def test_no_address_breaks_it(client, site, query):
    for address in ("/search/", "/search/suggest"):
        assert client.get(f"{address}?{query}").status_code == 200


def test_too_long_a_query_is_refused_in_words_and_asks_nothing(client, site):
    with CaptureQueriesContext(connection) as queries:
        shown = html(client, "redness " * 1250)
    assert "a search can have 200 characters" in shown and "/side-effects/redness/" not in shown
    assert not [query for query in queries.captured_queries if "content_search" in query["sql"]]
    assert client.get("/search/suggest", {"q": "redness " * 1250}).json() == {"suggestions": []}


def test_a_query_without_a_word_asks_for_one(client, site):
    assert "There is no word in your search" in html(client, "?!")
    assert "There is no word" not in client.get("/search/").content.decode()


# --- the page


def test_a_question_that_an_article_answers_by_now_leads_nowhere(client, site):
    """Its page is public still, but its address is not there any more."""
    make_page("not-answered", "is-open-no-more", ABSENCE, title="How many zebras?")
    refresh_search()
    assert client.get("/not-answered/is-open-no-more/").status_code == 404
    assert "gap/is-open-no-more" not in keys("how many zebras") and "gap/cost" in keys(
        "how much does it cost"
    )


def test_the_form_gets_from_this_site_and_sends_the_query_alone(client, site):
    for path in ("/", "/questions/what-is-it/", "/search/", "/search/?q=redness", "/nowhere/"):
        page = client.get(path).content.decode()
        forms = re.findall(r'<form\b[^>]*role="search".*?</form>', page, re.DOTALL)
        assert len(forms) == 1, path
        assert re.search(r'method="get" action="/search/"', forms[0])
        assert re.findall(r'<(?:input|select|textarea)\b[^>]*?name="([^"]*)"', forms[0]) == ["q"]
        label, field = (
            re.search(r'<label for="([^"]+)">', forms[0]),
            re.search(r'<input id="([^"]+)"', forms[0]),
        )
        assert label[1] == field[1]


def test_only_reading_is_allowed_and_nothing_is_set(client, site):
    for address in ("/search/?q=zebra", "/search/suggest?q=zebra"):
        assert client.post(address).status_code == 405
        assert client.head(address).status_code == 200
        response = client.get(address)
        assert not response.cookies and response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in html(client, "redness")
    assert "noindex" not in client.get("/search/").content.decode()


def test_what_sounds_urgent_shows_when_to_get_help(client, site):
    for text in (
        "swollen face",
        "I can't breathe",
        "my throat is swelling",
        "fever and pus",
        "zebra emergency",
        "itchy all over",
        "rash spreading",
        "bleeding won't stop",
        "swelling eyelid",
        "dead skin",
        "yüzüm şişti",
    ):
        assert sounds_urgent(text)
        shown = html(client, text)
        assert "Get medical help straight away if:" in shown
        heading = re.search("Read these warnings first|Pages found|No page answers this", shown)
        assert shown.index("straight away if:") < heading.start()
    assert "straight away if:" not in html(client, "redness")


def test_results_are_ten_a_page_and_each_is_on_one_of_them(client, db):
    make_source()
    for number in range(25):
        make_page("questions", f"needles-{number}", REDNESS, title=f"Needles {number}?")
    for number in range(9):
        make_page("side-effects", f"needles-{number}", REDNESS, title=f"Needles hurt {number}")
    refresh_search()
    seen, address = [], "/search/?q=needles"
    while address:
        page = client.get(address).content.decode()
        found = re.findall(r'class="minor"><a href="(/(?:questions|side-effects)/[^"]+)"', page)
        assert 0 < len(found) <= 10
        seen += found
        after = re.search(r'<a href="([^"]+)" rel="next">', page)
        address = after and after[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 34


def test_queries_are_few_and_the_same_for_one_page_and_for_many(client, site):
    client.get("/search/?q=redness")  # what a process asks once
    taken = []
    for count in (1, 3, 300):
        for number in range(count):
            make_page("topics", f"needles-{count}-{number}", "", title=f"Needles {number} of {count}")
        refresh_search()
        with CaptureQueriesContext(connection) as queries:
            client.get("/search/?q=needles")
        taken.append(len(queries))
    assert taken[0] == taken[1] == taken[2] <= 6
    with CaptureQueriesContext(connection) as queries:
        assert "needles" in html(client, "neeldes botox surgery zebra")
    assert SearchMiss.objects.count() == 1
    asked = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) <= 8
    with CaptureQueriesContext(connection) as queries:
        assert len(client.get("/search/suggest?q=need").json()["suggestions"]) == 8
    assert len(queries) == 1


# --- suggestions


def test_suggestions_are_names_of_public_pages_warnings_first(client, site):
    make_page("questions", "red", REDNESS, title="Is redness common?")
    make_page("uses", "red-cheeks", REDNESS, title="Redness of the cheeks")
    refresh_search()
    found = client.get("/search/suggest", {"q": "  Rednes"}).json()["suggestions"]
    assert [each["address"] for each in found] == [
        "/side-effects/redness/",
        "/questions/red/",
        "/uses/red-cheeks/",
    ]
    assert [each["warns"] for each in found] == [True, False, False]
    assert found[0] == {
        "text": "Redness",
        "title": "",
        "kind": "Side effect",
        "address": "/side-effects/redness/",
        "warns": True,
    }


def test_another_name_is_suggested_with_the_page_that_it_leads_to(db):
    make_source()
    make_page("who-should-not", "blood-thinners", REDNESS, title="Blood-thinning medicine")
    refresh_search()
    [found] = suggest("warf")
    assert (found.text, found.title) == ("Warfarin", "Blood-thinning medicine")


@pytest.mark.parametrize("text", ["", " ", "r", "?", "zzzz"])
def test_too_little_suggests_nothing(site, text):
    assert suggest(text) == []


# --- no good answer


def test_a_search_without_an_answer_says_so_and_is_counted_by_day(client, site):
    for _ in range(2):
        shown = html(client, "Mortgage  RATES?")
        assert "No page answers this" in shown and 'href="/not-answered/"' in shown
        assert "That does not mean that it is safe for you." in shown
        assert "If you feel unwell, get medical help." in shown
    miss = SearchMiss.objects.get()
    assert (miss.words, miss.count) == ("mortgage rates", 2)
    assert {field.name for field in SearchMiss._meta.fields} == {"id", "words", "day", "count"}


def test_pages_that_only_mention_a_word_are_no_answer(client, site):
    shown = html(client, "mortgage insurance zebra redness")
    assert "No page answers this" in shown and "Pages with some of your words" in shown
    assert shown.index("Read these warnings first") < shown.index("No page answers this")
    assert SearchMiss.objects.count() == 1


def test_what_is_answered_asked_with_head_or_turned_over_is_not_counted(client, site):
    html(client, "redness")
    client.head("/search/?q=zebra")
    client.get("/search/suggest?q=zebra")
    client.get("/search/?q=zebra&page=2")
    html(client, "?!")
    assert not SearchMiss.objects.exists()


def test_a_search_without_an_answer_does_not_wait_for_a_load(client):
    """The one writer of SQLite may write for seconds."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has one writer")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = cursor.fetchone()[0]
    waited = []

    def note(**given):
        waited.append(connection.connection.execute("PRAGMA busy_timeout").fetchone()[0])
        raise OperationalError("database is locked")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(view, "record_miss", note)
        assert "No page answers this" in html(client, "zebra")
    assert waited == [PATIENCE] and usual > PATIENCE
    assert connection.connection.execute("PRAGMA busy_timeout").fetchone()[0] == usual


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("call me at ana@example.org please", "call me at please"),
        ("ring +44 20 7946 0958 about lasers", "ring about lasers"),
        ("07946-095-812", ""),
        ("ana @ example.org laser", "laser"),
        ("ana\uff20example.org laser", "laser"),
        ("077, 00, 90 laser", "laser"),
        ("0770 \u2013 09 laser", "laser"),
        ("NHS 943 476 5919 laser", "nhs laser"),
        ("born 12.03.1980 laser", "born laser"),
        ("SW1A 1AA laser", "laser"),
        ("see https://example.org/me?x=1 www.example.org laser", "see laser"),
        ("Crème for 2 months", "creme for 2 months"),
        ("one two three four five six seven eight nine ten", "one two three four five six seven eight"),
        ("a" * 60 + " laser", "laser"),
        ("\x00\u202e", ""),
    ],
)
def test_what_may_point_to_a_person_is_not_kept(text, kept):
    assert kept_words(text).replace("aa ", "") == kept


def test_what_is_nothing_but_personal_is_not_counted(client, site):
    html(client, "ana@example.org")
    html(client, "+44 20 7946 0958")
    assert not SearchMiss.objects.exists()


def test_nobody_can_flood_the_table(site, monkeypatch):
    monkeypatch.setattr(search_actions, "MISSES_A_DAY", 3)
    day = date(2026, 11, 20)
    for word in ("one", "two", "three", "four", "one"):
        record_miss(words=word, day=day)
    record_miss(words="four", day=date(2026, 11, 21))
    assert sorted(SearchMiss.objects.values_list("words", "count", "day__day")) == [
        ("four", 1, 21),
        ("one", 2, 20),
        ("three", 1, 20),
        ("two", 1, 20),
    ]


def test_a_miss_that_cannot_be_counted_costs_no_answer(client, site, monkeypatch):
    def fail(**_):
        raise DatabaseError("locked")

    monkeypatch.setattr(view, "record_miss", fail)
    assert "No page answers this" in html(client, "zebra")


def test_the_page_says_what_is_kept(client, site):
    for path in ("/search/", "/search/?q=zebra"):
        assert "we keep the words and the day, and nothing about you" in client.get(path).content.decode()


# --- PostgreSQL without its extension


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL has the extension pg_trgm")
def test_without_trigrams_spelling_still_works_and_the_command_says_so(site, monkeypatch):
    monkeypatch.setattr(postgresql, "_knows_trigrams", lambda: False)
    assert find("rednes").corrected == "redness"
    monkeypatch.setattr(postgresql, "add_trigrams", lambda: False)
    out = StringIO()
    call_command("rebuild_search", stdout=out)
    assert postgresql.NO_TRIGRAMS in out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_the_index_goes_and_comes_with_its_migration():
    fill_site()
    try:
        call_command("migrate", "content", "0009", verbosity=0)
        assert SearchEntry._meta.db_table not in connection.introspection.table_names()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE content_page SET title = 'Same' WHERE slug = 'redness'")
    finally:
        call_command("migrate", verbosity=0)
    refresh_search()
    assert "side_effect/redness" in keys("same redness")
