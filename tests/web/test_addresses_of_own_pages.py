"""Pages of our own kinds: addresses that they may not have, and that none is without a link."""

import pytest
from django.urls import reverse

from content.models import Gap, Page, Site
from content.pagefiles import read_pages
from content.pipeline.errors import BadData
from tests.web.factories import fill_site, make_page
from tests.web.people import make_publisher
from tests.web.test_editing import client_of
from tests.web.test_editing import errors as errors_of

SHADOWED = [
    *("topics", "uses", "who-should-not", "side-effects", "questions", "differences", "not-answered"),
    *("sources", "glossary", "admin", "static", "media"),
]


def write(folder, address):
    path = folder / f"{address}.md"
    path.parent.mkdir(parents=True)
    path.write_text('+++\ntitle = "A page"\nstatus = "published"\n+++\n\nThis site is here. [@site]\n')


@pytest.mark.parametrize("slug", SHADOWED)
def test_no_file_is_a_page_about_the_site_where_something_else_stands(tmp_path, slug):
    write(tmp_path, f"site/{slug}")
    with pytest.raises(BadData, match=f'another part of the site stands at "/{slug}/"'):
        read_pages(tmp_path)


@pytest.mark.parametrize("slug", ["home", "how-we-check", "site", "help", "healthz", "searching"])
def test_other_addresses_are_free(tmp_path, slug):
    write(tmp_path, f"site/{slug}")
    assert [(page.kind, page.slug) for page in read_pages(tmp_path)] == [("site", slug)]


def test_no_file_is_an_open_question_that_the_checklist_lacks(tmp_path):
    write(tmp_path, "not-answered/made-up")
    with pytest.raises(BadData, match='there is no item "made-up" in the checklist'):
        read_pages(tmp_path)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "slug"), [*((Site, slug) for slug in SHADOWED), (Gap, "made-up"), (Site, "about")]
)
def test_the_admin_refuses_the_same_and_an_address_twice(model, slug):
    fill_site()
    before = Page.objects.count()
    sent = {"title": "A page", "slug": slug, "body": "", "order": 0, "status": "draft"}
    address = reverse(f"admin:content_{model._meta.model_name}_add")
    response = client_of(make_publisher()).post(address, sent)
    assert (list(errors_of(response)), Page.objects.count()) == (["slug"], before)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "line", ["/about/", "http://127.0.0.1:8000/about/", "about", "site/about", "/about/#x"]
)
def test_a_page_about_the_site_is_related_by_its_address(line):
    fill_site()
    page = make_page("topics", "linked", "Ask first. [@advice]\n", status="draft")
    client = client_of(make_publisher())
    sent = {"title": "A", "slug": "linked", "body": page.body, "order": 0, "status": "draft", "related": line}
    client.post(reverse("admin:content_topic_change", args=[page.pk]), sent)
    page.refresh_from_db()
    assert page.related == ["site/about"]


@pytest.mark.django_db
def test_two_pages_about_one_difference_are_both_listed(client):
    fill_site()
    first = Page.objects.get(kind="difference")
    body = "The articles differ here too. [@advice]\n"
    make_page("differences", "second", body, disagreements=first.disagreements, order=first.order + 1)
    html = client.get("/differences/").content.decode()
    assert [html.count(f'href="/differences/{slug}/"') for slug in (first.slug, "second")] == [1, 1]


@pytest.mark.django_db
def test_a_page_about_a_difference_keeps_one_so_that_its_file_can_be_loaded():
    fill_site()
    page = Page.objects.get(kind="difference")
    before, client = page.disagreements, client_of(make_publisher())
    sent = {"title": "A", "slug": page.slug, "body": page.body, "order": 0, "status": page.status}
    for address in (
        reverse("admin:content_difference_change", args=[page.pk]),
        reverse("admin:content_difference_add"),
    ):
        response = client.post(address, sent | {"slug": "other"})
        assert errors_of(response)["disagreements"] == [
            "Choose at least one difference that the page is about."
        ]
    page.refresh_from_db()
    assert (page.disagreements, Page.objects.filter(kind="difference").count()) == (before, 1)
