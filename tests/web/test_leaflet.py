"""The whole site in one document: complete, warnings first, linked within itself."""

import re

import pytest

from content.models import Page, Source, Statement
from content.rendering import render_plain
from content.views.completeness import all_missing, missing_effects, missing_reasons
from content.views.frame import Frame
from tests.web.crawling import Outline, faults
from tests.web.factories import QUESTION, fill_site, make_page, make_passage
from tests.web.test_pages import grow

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(db):
    return fill_site()


def leaflet(client):
    html = client.get("/leaflet/").content.decode()
    return html, Outline(html)


def test_every_public_page_is_in_it_once_with_its_words(client, site):
    make_page("topics", "hidden", "Zanzibar. [@advice]\n", status="draft")
    html, outline = leaflet(client)
    for page in Page.objects.published().exclude(kind="site"):
        assert outline.ids.count(f"{page.kind}-{page.slug}") == 1, page.address
        assert page.title in outline.text
    assert "Do not have it while you are pregnant." in outline.text
    assert "Zanzibar" not in html and "topic-hidden" not in html


def test_it_is_well_formed_and_leads_to_its_own_places(client, site):
    html, outline = leaflet(client)
    assert faults(html, outline) == []
    within = [link[1:] for link in outline.links if link.startswith("#")]
    assert within and set(within) <= set(outline.ids)
    main = html.partition("<main")[2].partition("</main>")[0]
    assert [link for link in Outline(main).links if not re.match(r"#|tel:|/sources/", link)] == []


def test_warnings_come_first(client, site):
    html, _ = leaflet(client)
    headings = re.findall(r'<h2 id="([^"]+)">', html)
    kinds = ("who-should-not", "side-effects", "part-indication", "part-topic", "part-question")
    assert [name for name in headings if name in kinds] == list(kinds)
    assert headings[-2:] == ["words", "sources"] or headings[-1] == "sources"
    assert html.index("Get medical help straight away") < html.index('id="who-should-not"')


def test_the_evidence_is_named_and_its_absence_is_said(client, site):
    html, outline = leaflet(client)
    assert 'class="evidence"' not in html and 'class="marker"' not in html and "[@" not in html
    assert "Left out are the exact words of the articles" in outline.text
    text = html.partition('id="contraindication-pregnancy"')[2].partition("<h4")[0]
    assert 'From: <a href="#article-1">Article' in text


def test_open_questions_without_a_page_are_in_it(client, site):
    Page.objects.filter(kind="gap").delete()
    _, outline = leaflet(client)
    assert "gap-cost" in outline.ids and "No article gives a price." in outline.text


def test_a_list_that_is_not_whole_says_so(client, site):
    """Article 2 of the small site breaks off in its list; a page that is no draft any more is missing."""
    Page.objects.filter(kind="contraindication", slug="hives").update(status="draft")
    html, outline = leaflet(client)
    effects = html.partition('id="side-effects"')[2].partition("<h2")[0]
    assert "They are not all the side effects." in effects
    assert "This list is incomplete" in effects and "was cut off" in effects
    reasons = html.partition('id="who-should-not"')[2].partition("<h2")[0]
    assert "The articles name 1 more reason. Its page has not passed our checks yet." in reasons
    assert faults(html, outline) == []


def test_what_is_missing_is_said_as_on_the_lists(site):
    make_page("side-effects", "fever", status="draft")
    passage = make_passage(site, "Bruises may also appear.")
    found = {"role": "contraindication", "polarity": "affirmed", "name": "x", "concept": "x"}
    Statement.objects.create(passage=passage, mention_start=0, mention_end=1, is_proposed=True, **found)
    assert all_missing(Source.objects.all()) == {
        "side_effect": missing_effects(Frame()),
        "contraindication": missing_reasons(Frame()),
    }
    assert missing_effects(Frame()).missing == missing_reasons(Frame()).unplaced == 1


def test_links_between_pages_lead_to_places_of_the_leaflet(client, site):
    make_page("topics", "linked", "See [redness](/side-effects/redness/) and [all](/uses/). [@advice]\n")
    html, _ = leaflet(client)
    assert '<a href="#side_effect-redness">redness</a>' in html
    assert '<a href="/uses/">all</a>' in html


@pytest.mark.parametrize("level", [2, 4, 6])
def test_headings_begin_where_they_are_put(level):
    html = render_plain(
        "## One\n\nText. [@advice]\n\n#### Two\n\n[x](javascript:alert(1)) <b>\n", level=level
    )
    assert re.findall(r"<h(\d)", html) == [str(level), str(min(level + 1, 6))]
    assert "id=" not in html and "javascript" not in html.partition("[x]")[0] and "<b>" not in html


def test_it_takes_eight_queries_however_much_there_is(client, site, django_assert_max_num_queries):
    with django_assert_max_num_queries(8) as few:
        client.get("/leaflet/")
    grow(site)
    for number in range(30):
        make_page("questions", f"more-{number}", QUESTION)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get("/leaflet/")


def test_every_page_leads_to_it(client, site):
    assert '<a href="/leaflet/">Print the whole site</a>' in client.get("/uses/").content.decode()
