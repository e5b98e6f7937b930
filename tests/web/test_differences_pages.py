"""Pages about differences: one for each point that touches a reader, shown while the articles differ."""

import re
import tomllib
from collections import Counter
from html import unescape
from pathlib import Path

import pytest

from content.models import Difference, Disagreement, Page
from content.pagefiles import PAGES, read_pages
from content.pipeline.citations import parse_claims
from content.pipeline.run import build_library, read_article
from content.pipeline.snapshots import read_snapshot
from content.sourcefiles import SOURCES
from content.views.differences import GROUPS
from content.views.strictness import short_quote
from tests.library import loaded_library
from tests.web.crawling import Outline
from tests.web.factories import CHECKED_AT, check_page, fill_site, make_disagreement
from tests.web.people import make_editor
from tests.web.test_commands import load, write
from tests.web.test_editing import client_of, save

pytestmark = pytest.mark.django_db

REASONS = Path(__file__).parent.parent / "golden" / "differences_without_page.toml"
FILES = [page for page in read_pages(PAGES) if page.kind == "difference"]
MAX_SENTENCE, MAX_TITLE, MAX_RELATED = 20, 65, 3
COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5}


# --- the files -------------------------------------------------------------------------------------


def test_every_point_has_one_page_or_one_reason():
    readings = [read_article(read_snapshot(path)) for path in sorted(SOURCES.glob("*.txt"))]
    points = [row.key for row in build_library(readings).disagreements]
    reasons = tomllib.loads(REASONS.read_text("utf-8"))
    named = [key for page in FILES for key in page.meta["disagreements"]]
    assert Counter([*named, *reasons]) == Counter(points)
    assert all(len(reason.split()) > 5 for reason in reasons.values())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.slug)
def test_a_page_is_short_and_opens_with_the_safer_reading(file):
    claims = parse_claims(file.body)
    assert file.meta["group"] in GROUPS
    assert len(file.meta["title"]) <= MAX_TITLE and not file.meta["title"].endswith("?")
    assert 1 <= len(file.meta["related"]) <= MAX_RELATED
    assert [c.text for c in claims if len(c.full_text.split()) > MAX_SENTENCE] == []
    answer = parse_claims(file.body.split("\n\n")[0])
    assert 1 <= len(answer) <= 2
    assert 2 <= len(claims) - len(answer) <= 8


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.slug)
def test_a_sentence_on_several_articles_cites_that_many(file):
    for claim in parse_claims(file.body):
        if match := re.match(r"(Two|Three|Four|Five) articles ", claim.text):
            cited = {citation.source_id for citation in claim.citations}
            assert len(cited) == COUNTS[match[1].lower()], claim.text


def test_titles_and_places_in_the_list_are_their_own():
    assert len({file.meta["title"] for file in FILES}) == len(FILES) > 40
    assert len({file.meta["order"] for file in FILES}) == len(FILES)


# --- the site as it is loaded ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The HTML of the list, of each page about a difference and of two others; the pages; the points.

    Read once, with the database as before when the tests fill their own.
    """
    with loaded_library(django_db_blocker) as reader:
        pages = {page.get_absolute_url(): page for page in Difference.objects.all()}
        paths = ["/differences/", "/who-should-not/diabetes/", "/questions/pregnancy/", *pages]
        html = {path: reader.get(path).content.decode() for path in paths}
        points = {
            point.key: [(position.source.source_id, position.quote) for position in point.positions.all()]
            for point in Disagreement.objects.prefetch_related("positions__source")
        }
    return html, pages, points


def test_every_page_is_public_and_linked_from_the_list(loaded):
    html, pages, _ = loaded
    assert {page.status for page in pages.values()} == {"published"}
    linked = [link for link in Outline(html["/differences/"]).links if link in pages]
    assert sorted(linked) == sorted(pages)
    text = Outline(html["/differences/"]).text
    assert [page.slug for page in pages.values() if page.short_answer not in text] == []


def test_the_list_keeps_the_order_of_the_pages_and_their_headings(loaded):
    html, pages, _ = loaded
    ordered = sorted(pages, key=lambda path: pages[path].order)
    expected = {group: [path for path in ordered if pages[path].group == group] for group in GROUPS}
    assert pages_by_heading(html["/differences/"]) == expected


def pages_by_heading(html):
    """The addresses of pages about differences under each heading of the groups, where there are any."""
    main = html[html.index("<h1") :]
    parts = re.split(r"<h2[^>]*>([^<]*)</h2>", main.partition("</nav>")[2] or main)[1:]
    return {
        unescape(heading): re.findall(r'href="(/differences/[\w-]+/)"', part)
        for heading, part in zip(parts[::2], parts[1::2], strict=True)
        if unescape(heading) in GROUPS
    }


def test_a_page_shows_the_words_of_its_points_and_no_second_safer_reading(loaded):
    html, pages, points = loaded
    for path, page in pages.items():
        outline, shown = Outline(html[path]), quotes_in(html[path])
        for key in page.disagreements:
            assert f"differ-{key}" in outline.ids, path
            for source_id, quote in points[key]:
                assert short_quote(quote) in shown or not short_quote(quote), (path, quote)
                assert f"/sources/{source_id}/" in outline.links, (path, source_id)
        assert "the safer reading is" not in outline.text, path
        assert "More on this difference" not in outline.text, path


def quotes_in(html):
    return {unescape(quote) for quote in re.findall("<q>(.*?)</q>", html, re.DOTALL)} | {""}


def test_points_without_a_page_stand_in_the_list_in_full(loaded):
    html, _, points = loaded
    boxes = re.findall(r'<section class="differ" aria-labelledby="([^"]*)"', html["/differences/"])
    assert sorted(boxes) == sorted(f"differ-{key}" for key in tomllib.loads(REASONS.read_text("utf-8")))
    assert len(points) == 54


def test_pages_on_the_subject_lead_to_the_page_about_the_difference(loaded):
    html, _, _ = loaded
    box = html["/who-should-not/diabetes/"].partition('<section class="differ"')[2]
    assert '<a href="/differences/diabetes/">More on this difference' in box.partition("</section>")[0]
    line = html["/questions/pregnancy/"].partition('<p class="milder">')[2].partition("</p>")[0]
    assert Outline(line).links == ["/differences/breastfeeding/", "/differences/pregnancy/"]


# --- points that go and come back ------------------------------------------------------------------

STRICT = "Contraindications\n\n- Pregnancy\n"
MILD = "Pregnant women should ask a doctor before mesotherapy.\n"
ADVICE = "Do not have it while you are pregnant. [@advice]"
FILE = '+++\ntitle = "Pregnancy: strict and mild"\nstatus = "published"\ndisagreements = ["{}"]\n+++\n\n{}\n'
PATH = "/differences/pregnancy/"


@pytest.fixture
def differing(tmp_path):
    """A folder with two articles that differ on pregnancy, and a page about that."""
    write(tmp_path / "sources/a.txt", STRICT)
    write(tmp_path / "sources/b.txt", MILD)
    (tmp_path / "pages").mkdir()
    load(tmp_path)
    key = Disagreement.objects.get(kind="strength").key
    write(tmp_path / "pages/differences/pregnancy.md", FILE.format(key, ADVICE))
    load(tmp_path)
    return tmp_path


def test_a_page_whose_points_are_gone_is_not_public_until_they_are_back(client, differing):
    assert client.get(PATH).status_code == 200
    (differing / "sources/b.txt").unlink()
    assert "difference/pregnancy: withdrawn difference_gone The articles no longer differ" in load(differing)
    page = Page.objects.get(kind="difference")
    assert page.status != "published" and page.wanted_status == "published"
    assert client.get(PATH).status_code == 404
    assert PATH not in client.get("/differences/").content.decode()
    write(differing / "sources/b.txt", MILD)
    load(differing)
    assert client.get(PATH).status_code == 200
    assert PATH in client.get("/differences/").content.decode()
    assert load(differing).splitlines()[-1] == "0 rows written"


def test_a_settled_difference_stays_shown_with_its_reason(client, differing):
    point = Disagreement.objects.get(kind="strength")
    save(client_of(make_editor()), point, state="settled", settled_reason="The stricter one counts.")
    text = Outline(client.get(PATH).content.decode()).text
    assert "Settled What each article says" in text
    assert "How it was settled: The stricter one counts." in text
    assert "Sources differ" not in text
    listed = client.get("/differences/").content.decode().partition("<h2>Settled</h2>")[2]
    assert f'<a href="{PATH}">More on this difference' in listed
    load(differing)
    assert client.get(PATH).status_code == 200


# --- where the box stands --------------------------------------------------------------------------


def make_difference(*keys, **fields):
    values = {"slug": "d", "title": "Ways to put it", "status": "published", "body": ADVICE, **fields}
    page = Difference.objects.create(disagreements=list(keys), changed_at=CHECKED_AT, **values)
    check_page(page)
    return page


@pytest.fixture
def source():
    return fill_site()


@pytest.mark.parametrize(
    ("status", "is_linked"), [("published", True), ("draft", False), ("withdrawn", False)]
)
def test_a_box_leads_to_the_page_about_it_only_where_that_is_public(client, source, status, is_linked):
    make_difference("k", status=status)
    for path in ("/who-should-not/pregnancy/", "/differences/"):
        assert ('href="/differences/d/"' in client.get(path).content.decode()) is is_linked


def test_a_page_on_several_points_names_them_in_its_own_order(client, source):
    make_disagreement(source, "Redness", key="a", subject="Second point")
    make_difference("k", "a")
    html = client.get("/differences/d/").content.decode()
    assert re.findall(r'<h2 id="differ-\w">([^<]*)<', html) == ["How strict it is", "Second point"]
    assert "What each article says" not in html


def test_words_that_look_alike_are_not_tagged_as_a_difference(client, source):
    make_disagreement(source, "Redness", key="a", kind="look_alike", subject="Red")
    make_difference("a")
    html = client.get("/differences/d/").content.decode()
    assert "tag-differ" not in html and "Easily mixed up" in html


@pytest.mark.parametrize(("group", "points"), [(GROUPS[0], False), (GROUPS[3], True), ("", True)])
def test_a_page_that_is_no_warning_itself_points_to_the_warnings(client, source, group, points):
    make_difference("k", group=group)
    html = client.get("/differences/d/").content.decode()
    assert ("Some people should not have mesotherapy" in html) is points


def test_a_page_stands_under_its_own_heading_or_that_of_its_first_point(client, source):
    Difference.objects.all().delete()
    make_disagreement(source, "Redness", key="a", kind="coverage", subject="List")
    make_difference("k", slug="own", group="Smaller points")
    make_difference("a", slug="none")
    assert pages_by_heading(client.get("/differences/").content.decode()) == {
        "Where lists leave something out": ["/differences/none/"],
        "Smaller points": ["/differences/own/"],
    }


def test_the_cost_of_a_box_does_not_grow_with_the_pages_about_differences(
    client, source, django_assert_max_num_queries
):
    paths = ("/who-should-not/pregnancy/", "/differences/", "/differences/d/")
    make_difference("k")
    counts = {}
    for path in paths:
        with django_assert_max_num_queries(25) as few:
            client.get(path)
        counts[path] = len(few.captured_queries)
    for n in range(3):
        make_disagreement(source, "Redness", key=f"x{n}", concepts=["pregnancy"])
        make_difference(f"x{n}", slug=f"d{n}")
    Difference.objects.filter(slug="d").update(disagreements=["k", "x0"])
    for path in paths:
        with django_assert_max_num_queries(counts[path]):
            client.get(path)
