"""Open questions: each has a page of our own, which goes when an article answers and comes back after."""

import re

import pytest

from content import actions
from content.gaps import open_gaps
from content.models import Gap, Page
from content.pagefiles import PAGES, read_pages
from content.pipeline.checklist import load_checklist
from content.views.gaps import TITLES
from tests.web.crawling import Outline, crawl
from tests.web.libraries import A, library, meta, page_file

pytestmark = pytest.mark.django_db

COST = "/not-answered/cost/"
PRICE = "Prices\nOne session of needling costs £90.\n"
SILENT = "Rooms\nThe rooms for needling are bright.\n"
ADVICE = "Ask for the whole price in writing."
SHORT = f"No article gives a price. {ADVICE}"
GAP = page_file(
    "gap",
    "cost",
    f"No article gives a price. [@absence] {ADVICE} [@advice]",
    title="How much does it cost?",
)
LINKING = page_file("topic", "money", "Ask what it costs. [@advice]", extra='related = ["gap/cost"]\n')


def load(**texts):
    """The report of loading these articles and the two pages."""
    actions.load_library(library=library(**texts), sources_meta=meta(*texts))
    return actions.load_pages(files=[GAP, LINKING])


def notes(report):
    return [(note.code, note.about) for note in report.notes]


def text_of(client, path):
    return Outline(client.get(path).content.decode()).text


def links_to(client, address):
    """The pages of the public site with a link to ``address``."""
    outlines, _ = crawl(client)
    return {path for path, outline in outlines.items() if address in outline.links}


# --- the page goes when an article answers ---------------------------------------------------------


def test_a_page_about_an_open_question_is_public_and_linked(client):
    load(a=A)
    assert Gap.objects.published().get().short_answer == SHORT
    assert {"/not-answered/", "/topics/money/"} <= links_to(client, COST)


@pytest.mark.parametrize(
    ("answer", "is_withdrawn"),
    [
        pytest.param(PRICE, True, id="an article gives a price"),
        pytest.param(SILENT, False, id="an article speaks of something else"),
    ],
)
def test_the_page_is_withdrawn_when_an_article_answers(client, answer, is_withdrawn):
    load(a=A)
    report = load(a=A, price=answer)
    assert notes(report) == ([("withdrawn", "gap/cost")] if is_withdrawn else [])
    assert Gap.objects.published().exists() is not is_withdrawn
    assert client.get(COST).status_code == (404 if is_withdrawn else 200)
    assert (links_to(client, COST) == set()) is is_withdrawn
    assert (SHORT not in text_of(client, "/not-answered/")) is is_withdrawn


def test_the_page_says_in_the_admin_why_it_was_withdrawn():
    load(a=A)
    load(a=A, price=PRICE)
    page = Gap.objects.get()
    assert (page.status, page.wanted_status) == ("in_review", "published")
    assert page.refusal[0].startswith("gap_closed ")


def test_the_page_comes_back_when_the_article_goes(client):
    load(a=A)
    load(a=A, price=PRICE)
    assert notes(load(a=A)) == [("published", "gap/cost")]
    assert Gap.objects.published().get().refusal == []
    assert ADVICE in text_of(client, COST)
    assert "/topics/money/" in links_to(client, COST)


def test_a_page_about_a_question_that_is_answered_is_never_published():
    report = load(a=A, price=PRICE)
    assert ("held_back", "gap/cost") in notes(report)
    assert [page.status for page in Gap.objects.all()] == ["draft"]


def test_without_a_page_the_checklist_speaks(client):
    """A text that is taken back leaves no hole: what the checklist says of the question stands there."""
    load(a=A)
    Page.objects.filter(kind="gap").update(status="draft")
    item = next(item for item in load_checklist() if item.id == "cost")
    text = text_of(client, COST)
    assert item.note in text and item.ask in text and ADVICE not in text


def test_a_question_has_its_ask_above_the_warning_and_the_warning_above_how_we_know(client):
    load(a=A)
    text = text_of(client, COST)
    parts = [ADVICE, "What to ask", "Some people should not have", "How we know that no article"]
    places = [text.find(part) for part in parts]
    assert -1 not in places and places == sorted(places)


def test_the_index_shows_the_whole_short_answer(client):
    load(a=A)
    assert f"How much does it cost? {SHORT}" in text_of(client, "/not-answered/")


@pytest.mark.parametrize("with_page", [True, False])
def test_the_site_map_holds_each_open_question_once(client, with_page):
    load(a=A)
    if not with_page:
        Page.objects.filter(kind="gap").delete()
    xml = client.get("/sitemap.xml").content.decode()
    listed = re.findall(r"<loc>https?://[^/]+(/not-answered/[^<]+)</loc>", xml)
    assert sorted(listed) == sorted(f"/not-answered/{gap.id}/" for gap in open_gaps())


# --- the pages that are written --------------------------------------------------------------------

FILES = {file.slug: file for file in read_pages(PAGES) if file.kind == "gap"}
CHECKLIST = load_checklist()


def test_no_page_is_about_something_that_is_not_on_the_checklist():
    assert set(FILES) - {item.id for item in CHECKLIST} == set()


@pytest.mark.parametrize("slug", FILES)
def test_a_page_has_the_title_the_place_and_the_group_of_its_item(slug):
    place, item = next((n, item) for n, item in enumerate(CHECKLIST, start=1) if item.id == slug)
    file = FILES[slug]
    wanted = (item.question, place * 10, TITLES[item.group], "published")
    assert (file.meta["title"], file.meta["order"], file.meta["group"], file.meta["status"]) == wanted


@pytest.mark.parametrize("slug", FILES)
def test_a_page_says_first_what_no_article_says_and_then_what_to_do(slug):
    first, *rest = FILES[slug].body.strip().split("\n\n")
    assert re.findall(r"\[@(\w+)\]", first) == ["absence", "advice"]
    assert first.startswith("No article ")
    assert [part for part in rest if part.startswith("## What the articles do say")] != []


@pytest.mark.parametrize("slug", FILES)
def test_a_page_does_not_repeat_what_its_frame_says(slug):
    item = next(item for item in CHECKLIST if item.id == slug)
    assert item.ask not in FILES[slug].body
    assert "## What to ask" not in FILES[slug].body
