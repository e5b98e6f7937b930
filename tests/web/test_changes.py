"""What changed for readers: noted once, in whole sentences, and told alike on the page and in the feed."""

import re
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.utils import timezone

from content.actions import publish_page, record_changes
from content.models import Change, LastPublic, OldAddress, Page
from content.models.pages import Status
from content.views.changes import entries_of
from tests.web.crawling import Outline
from tests.web.factories import PREGNANCY, REDNESS, check_page, fill_site, make_page
from tests.web.libraries import dump
from tests.web.people import make_publisher
from tests.web.test_editing import client_of, save

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def site(db):
    """A small site whose pages readers know already."""
    source = fill_site()
    record_changes()
    Change.objects.all().delete()
    return source


def rewrite(page, body, **fields):
    """Give the page another text and check it, as a save does."""
    page.claims.all().delete()
    page.body = body
    for name, value in fields.items():
        setattr(page, name, value)
    page.save()
    check_page(page)


def get(kind, slug):
    return Page.objects.get(kind=kind, slug=slug).specific


def told(client, path="/what-changed/"):
    return Outline(client.get(path).content.decode()).text


# --- what is noted ---------------------------------------------------------------------------------


def test_pages_that_come_together_are_one_change_and_warnings_another():
    fill_site()
    first, second = record_changes()
    assert {first.is_safety, second.is_safety} == {True, False}
    assert first.at == second.at and first.kind == second.kind == "published"
    warns = first if first.is_safety else second
    assert {page["address"].partition("/")[0] for page in warns.pages} == {"contraindication", "side_effect"}
    assert sum(len(change.pages) for change in (first, second)) == Page.objects.published().count()


def test_a_second_look_writes_nothing(site):
    before = dump()
    assert record_changes() == []
    assert dump() == before


def test_sentences_that_come_and_go_are_told_whole(site, client):
    page = get("side_effect", "redness")
    rewrite(page, REDNESS + '\nIt fades, but not at once. [@article-1 "fades in a day"]\n')
    (change,) = record_changes()
    assert (change.kind, change.is_safety) == ("changed", True)
    assert (change.added, change.removed) == (["It fades, but not at once."], [])
    rewrite(page, 'It fades, but not at once. [@article-1 "fades in a day"]\n')
    (change,) = record_changes()
    assert (change.added, change.removed) == ([], ["Redness is common."])
    assert "No longer on the page: Redness is common." in told(client)
    assert "New on the page: It fades, but not at once." in told(client)


def test_what_changed_on_a_page_that_is_gone_is_not_told_any_more(site, client):
    page = get("side_effect", "redness")
    rewrite(page, REDNESS + '\nIt fades, but not at once. [@article-1 "fades in a day"]\n')
    record_changes()
    type(page).objects.filter(pk=page.pk).update(status="withdrawn")
    record_changes()
    for text in (
        told(client),
        client.get("/feed.xml").content.decode(),
        client.get("/what-changed.txt").content.decode(),
    ):
        assert "the text has changed" in text and "It fades" not in text


def test_another_order_is_no_change(site):
    page = get("question", "what-is-it")
    first, second = "You may get red skin.", "It fades."
    rewrite(page, f'{first} [@article-1 "Redness"] {second} [@article-1 "fades in a day"]\n')
    record_changes()
    rewrite(page, f'{second} [@article-1 "fades in a day"] {first} [@article-1 "Redness"]\n')
    assert record_changes() == []
    assert LastPublic.objects.get(page=page).state["sentences"][0][0] == second


def test_a_change_of_a_page_matters_for_safety_where_its_sentences_warn(site):
    page = get("topic", "aftercare")
    rewrite(page, REDNESS + '\nIt fades. [@article-1 "fades in a day"]\n')
    assert [change.is_safety for change in record_changes()] == [False]
    rewrite(page, REDNESS + "\nCall a doctor. [@advice]\n")
    assert [change.is_safety for change in record_changes()] == [True]
    warning = 'You should not have it in pregnancy. [@article-1 "should not be performed during pregnancy"]'
    rewrite(page, f"{REDNESS}\nCall a doctor. [@advice]\n{warning}\n")
    assert [change.is_safety for change in record_changes()] == [True]


def test_a_question_keeps_its_mark_apart_from_what_happened_to_it(site, client):
    page = get("question", "what-is-it")
    page.status = "withdrawn"
    page.save()
    record_changes()
    assert "“What is needling?”: this page is gone" in told(client)


def test_a_new_title_and_another_degree_are_told(site, client):
    page = get("contraindication", "hives")
    page.title, page.strength = "Nettle rash", "avoid"
    page.save()
    (change,) = record_changes()
    assert change.is_safety
    text = told(client)
    assert "Nettle rash: the text has changed It was called “Hives” before." in text
    assert "It now stands under: Do not have mesotherapy if one of these applies to you." in text


def test_a_page_that_is_gone_is_named_and_its_old_text_is_not_told_again(site, client):
    page = get("indication", "scars")
    page.status = Status.WITHDRAWN
    page.save()
    (change,) = record_changes()
    assert (change.kind, change.is_safety, change.added, change.removed) == ("withdrawn", False, [], [])
    assert LastPublic.objects.get(page=page).state == {}
    text = told(client)
    assert "Scars: this page is gone Do not rely on what it said." in text
    assert (
        "Redness is common." not in text
        and "/uses/scars/" not in client.get("/what-changed/").content.decode()
    )


def test_a_warning_that_is_gone_does_not_mean_that_all_is_well(site, client):
    page = get("contraindication", "pregnancy")
    page.status = Status.DRAFT
    page.save()
    (change,) = record_changes()
    assert change.is_safety
    assert "It was a warning. That it is gone does not mean that all is well: ask your doctor." in told(
        client
    )


def test_a_page_that_comes_back_is_new_again(site):
    page = get("indication", "scars")
    for status, kind in ((Status.WITHDRAWN, "withdrawn"), (Status.PUBLISHED, "published")):
        page.status = status
        page.save()
        assert [change.kind for change in record_changes()] == [kind]
    assert LastPublic.objects.get(page=page).state["sentences"]


def test_a_merged_page_leads_to_the_one_that_it_is_part_of(site, client):
    Page.objects.filter(slug="what-is-it").update(merged_into=get("question", "side-effects"))
    (change,) = record_changes()
    assert change.details == {"merged_into": "question/side-effects"}
    assert "It is part of “Side effects” now." in told(client)
    assert "Do not rely" not in told(client)


@pytest.mark.parametrize(
    ("fields", "anchor", "words"),
    [
        ({"is_present": False}, "exact", "No article says this any more. The page stays"),
        ({}, "missing", "An article that this page rests on has changed. The page stays"),
    ],
)
def test_a_warning_whose_article_changes_stays_and_says_so(site, client, fields, anchor, words):
    page = get("contraindication", "pregnancy")
    Page.objects.filter(pk=page.pk).update(**fields)
    page.claims.first().citations.update(
        anchor=anchor, snapshot=None, start=None, end=None
    ) if anchor != "exact" else None
    (change,) = record_changes()
    assert (change.kind, change.is_safety) == ("source_changed", True)
    assert f"Pregnancy: an article behind it has changed {words}" in told(client)
    Page.objects.filter(pk=page.pk).update(is_present=True)
    page.claims.all().delete()
    check_page(page)
    (back,) = record_changes()
    assert back.details == {"source": "back"}


def test_drafts_are_never_told(site, client):
    make_page("topics", "secret", "Zanzibar. [@advice]\n", status="draft")
    assert record_changes() == []
    assert "Secret" not in told(client) and b"Secret" not in client.get("/feed.xml").content


def test_what_was_public_before_changes_were_kept_is_not_called_new(site):
    LastPublic.objects.update(state=None)
    assert record_changes() == []
    assert not LastPublic.objects.filter(state=None).exists()


def test_only_the_named_pages_are_compared(site):
    for slug in ("redness", "infection"):
        rewrite(get("side_effect", slug), "Ask. [@advice]\n")
    (change,) = record_changes(pages=[get("side_effect", "redness")])
    assert change.pages == [{"address": "side_effect/redness", "title": "Redness"}]


# --- who writes it ---------------------------------------------------------------------------------


def test_publishing_a_page_is_noted(site):
    page = make_page("topics", "new", "Rest. [@advice]\n", status="draft")
    publish_page(page=page, person=make_publisher())
    assert [change.pages[0]["title"] for change in Change.objects.all()] == ["New"]


def test_loading_the_same_again_notes_nothing(tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/a.txt").write_text("Mesotherapy should not be performed during pregnancy.\n")
    (tmp_path / "pages/topics").mkdir(parents=True)
    (tmp_path / "pages/topics/x.md").write_text(
        '+++\ntitle = "X"\nstatus = "published"\n+++\n\nAsk first. [@advice]\n'
    )
    options = {"sources": tmp_path / "sources", "pages": tmp_path / "pages", "verbosity": 0}
    call_command("load_content", **options)
    (change,) = Change.objects.all()
    assert change.pages == [{"address": "topic/x", "title": "X"}]
    before = dump()
    call_command("load_content", **options)
    assert dump() == before
    (tmp_path / "pages/topics/x.md").write_text(
        '+++\ntitle = "X"\nstatus = "published"\n+++\n\nAsk now. [@advice]\n'
    )
    call_command("load_content", **options, dry_run=True)
    assert Change.objects.count() == 1
    call_command("load_content", **options)
    assert (Change.objects.first().added, Change.objects.first().removed) == (["Ask now."], ["Ask first."])


# --- the page --------------------------------------------------------------------------------------


def test_nothing_has_changed_yet(site, client):
    assert "Nothing has changed since this list was begun." in told(client)
    assert client.get("/feed.xml").status_code == 200


def test_the_newest_day_comes_first_and_safety_first_within_a_day(client, site):
    def change(day, title, is_safety=False):
        at = timezone.make_aware(timezone.datetime(2026, 5, day, 12))
        pages = [{"address": f"topic/{title}", "title": title}]
        return Change.objects.create(at=at, kind="withdrawn", is_safety=is_safety, pages=pages)

    for day, title, is_safety in [(1, "a", True), (2, "b", False), (2, "c", True), (2, "d", False)]:
        change(day, title, is_safety)
    text = told(client)
    places = [text.index(f"{title}: this page is gone") for title in "cdba"]
    assert places == sorted(places)
    assert text.count("Matters for safety") == 2
    assert text.index("2 May 2026") < text.index("1 May 2026")


def test_a_long_list_is_cut_into_parts_with_addresses_of_their_own(client, site):
    at = timezone.now()
    for number in range(65):
        pages = [{"address": f"topic/t{number}", "title": f"Number {number}"}]
        Change.objects.create(at=at, kind="withdrawn", pages=pages)
    seen = []
    for part in (1, 2, 3):
        html = client.get(f"/what-changed/?page={part}").content.decode()
        seen += re.findall(r"Number (\d+): this", html)
        canonical = "http://testserver/what-changed/" + (f"?page={part}" if part > 1 else "")
        assert f'<link rel="canonical" href="{canonical}">' in html
        text = re.search('<link rel="alternate" type="text/plain" href="([^"]*)">', html)[1]
        assert seen[-1] in client.get(text).content.decode()
    assert sorted(map(int, seen)) == list(range(65))
    assert 'rel="next"' not in html and 'rel="prev"' in html
    assert client.get("/what-changed/?page=abc").status_code == 200
    assert client.get("/what-changed/?page=99").status_code == 200


def test_the_list_asks_the_database_the_same_for_one_change_and_for_many(
    client, site, django_assert_max_num_queries
):
    for count in (1, 300):
        for number in range(count):
            pages = [
                {"address": "topic/aftercare", "title": f"Number {number}"},
                {"address": "topic/x", "title": "X"},
            ]
            Change.objects.create(at=timezone.now(), kind="published", pages=pages)
        for path in ("/what-changed/", "/feed.xml"):
            with django_assert_max_num_queries(8):
                client.get(path)


def test_a_page_that_has_moved_is_found_at_its_new_address(client, site):
    page = get("topic", "aftercare")
    rewrite(page, "Rest. [@advice]\n")
    record_changes()
    page.slug = "after"
    page.save()
    OldAddress.objects.create(kind="topic", slug="aftercare", page=page)
    assert 'href="/topics/after/"' in client.get("/what-changed/").content.decode()


def test_markup_in_a_title_or_sentence_stays_text(client, site):
    page = get("topic", "aftercare")
    rewrite(page, "Rest <script>alert(1)</script> & more. [@advice]\n", title="<b>Bold</b>")
    record_changes()
    html = client.get("/what-changed/").content.decode()
    assert "<script>alert" not in html and "&lt;b&gt;Bold&lt;/b&gt;" in html
    entry = ElementTree.fromstring(client.get("/feed.xml").content).find(f"{ATOM}entry")  # noqa: S314 - our own feed
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more." in entry.find(f"{ATOM}summary").text
    assert entry.find(f"{ATOM}title").text == "Safety: <b>Bold</b>: the text has changed"


# --- the feed --------------------------------------------------------------------------------------


def feed(client):
    response = client.get("/feed.xml")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314  it is our own feed


def test_the_feed_is_valid_atom(client, site):
    """What RFC 4287 asks for: one id, title and time each, an author, a link to itself, no id twice."""
    rewrite(get("side_effect", "redness"), "Ask. [@advice]\n")
    rewrite(get("site", "about"), "This site keeps nothing. [@site]\n")
    record_changes()
    root = feed(client)
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
    assert root.find(f"{ATOM}author/{ATOM}name").text == "mesoinfo"
    relations = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert relations == {"alternate": "http://testserver/what-changed/", "self": "http://testserver/feed.xml"}
    ids = [element.text for element in root.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids)) == 3
    assert all(re.fullmatch(r"tag:testserver,\d{4}(?:-\d\d-\d\d)?:chang[a-z/0-9]+", each) for each in ids)
    times = [element.text for element in root.iter(f"{ATOM}updated")]
    assert all(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", each) for each in times
    )
    assert {summary.get("type") for summary in root.iter(f"{ATOM}summary")} == {"html"}


def test_what_matters_for_safety_is_marked_in_title_and_category(client, site):
    rewrite(get("side_effect", "redness"), "Ask. [@advice]\n")
    rewrite(get("site", "about"), "This site keeps nothing. [@site]\n")
    record_changes()
    marked = {
        entry.find(f"{ATOM}title").text: [c.get("term") for c in entry.findall(f"{ATOM}category")]
        for entry in feed(client).iter(f"{ATOM}entry")
    }
    assert marked == {
        "Safety: Redness: the text has changed": ["safety"],
        "About: the text has changed": [],
    }


def test_the_feed_says_the_same_as_the_page_whole(client, site):
    rewrite(
        get("contraindication", "pregnancy"), PREGNANCY + "\nNever stop a medicine by yourself. [@advice]\n"
    )
    record_changes()
    page = told(client)
    for entry, element in zip(
        entries_of(Change.objects.all()), feed(client).iter(f"{ATOM}entry"), strict=True
    ):
        summary = Outline(element.find(f"{ATOM}summary").text).text
        assert entry.title in page and summary and summary in page
    assert "Never stop a medicine by yourself." in summary


def test_the_links_of_the_feed_are_whole(client):
    fill_site()
    record_changes()
    for element in feed(client).iter(f"{ATOM}entry"):
        links = Outline(element.find(f"{ATOM}summary").text).links
        assert links and all(link.startswith("http://testserver/") for link in links)


def test_a_reader_of_the_feed_who_has_it_already_gets_no_second_copy(client, site):
    response = client.get("/feed.xml")
    assert client.get("/feed.xml", headers={"if-none-match": response["ETag"]}).status_code == 304
    rewrite(get("site", "about"), "This site keeps nothing. [@site]\n")
    record_changes()
    assert client.get("/feed.xml", headers={"if-none-match": response["ETag"]}).status_code == 200


def test_an_empty_feed_is_the_same_at_each_request(client, db):
    assert client.get("/feed.xml").content == client.get("/feed.xml").content


def test_the_site_map_says_when_the_list_last_changed(client, site):
    rewrite(get("site", "about"), "This site keeps nothing. [@site]\n")
    record_changes()
    xml = client.get("/sitemap.xml").content.decode()
    found = re.search(r"<loc>http://testserver/what-changed/</loc><lastmod>([^<]*)", xml)
    assert found[1] == f"{timezone.localdate():%Y-%m-%d}"


def test_a_save_in_the_admin_that_takes_a_page_off_the_site_is_noted(site):
    page = get("topic", "aftercare")
    publisher = client_of(make_publisher())
    save(publisher, page, status="withdrawn")
    (change,) = Change.objects.all()
    assert (change.kind, change.pages[0]["address"]) == ("withdrawn", "topic/aftercare")
