"""How often a page asks the database: at most eight times, however much it holds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.models import Claim, Page, SideEffect
from tests.web.factories import (
    KINDS,
    check_page,
    fill_figures,
    fill_site,
    make_disagreement,
    make_page,
    make_passage,
    make_source,
    make_statement,
)

pytestmark = pytest.mark.django_db

MOST = 8
SIZES = (1, 3, 300)
SENTENCE = 'Redness is common {}. [@article-1 "Redness is a common reaction"]\n'
INDEXES = [
    *("/", "/topics/", "/uses/", "/who-should-not/", "/side-effects/", "/questions/", "/differences/"),
    *("/not-answered/", "/sources/", "/sources/article-1/", "/how-we-check/", "/glossary/"),
]


def address_of(folder):
    """Of a page of the kind that has what pages of the kind can have."""
    slug = {"questions": "side-effects", "not-answered": "cost"}.get(folder, f"{folder}-page")
    return folder, slug, f"/{slug}/" if folder == "site" else f"/{folder}/{slug}/"


@pytest.fixture
def count(client):
    def queries(path):
        client.get(path)  # what is read once for a process is read now
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return [query["sql"] for query in found]

    return queries


def fill(page, number):
    """Give the page so many claims, each with a citation."""
    Claim.objects.filter(page=page).delete()
    page.body = "\n".join(SENTENCE.format(n) for n in range(number))
    page.save()
    check_page(page)


@pytest.mark.parametrize("folder", KINDS)
def test_a_page_asks_as_often_for_one_claim_as_for_300(count, folder):
    fill_site()
    folder, slug, path = address_of(folder)
    page = Page.objects.filter(slug=slug).first() or make_page(folder, slug, "")
    page.related = ["question/what-is-it", "contraindication/pregnancy", "side_effect/infection"]
    page.disagreements = ["told"]
    taken = {}
    for size in SIZES:
        fill(page.specific, size)
        taken[size] = count(path)
    assert len(taken[300]) <= MOST, "\n".join(taken[300])
    assert [len(queries) for queries in taken.values()] == [len(taken[300])] * len(SIZES)


def test_a_page_with_drawings_asks_no_oftener(count):
    fill_figures()
    page = Page.objects.get(slug="drawn")
    assert len(count("/topics/drawn/")) <= MOST
    fill(page.specific, 300)
    assert len(count("/topics/drawn/")) <= MOST


@pytest.mark.parametrize("folder", ["questions", "side-effects"])
def test_a_page_that_nobody_has_written_asks_no_oftener(count, folder):
    source = fill_site()
    page = make_page(folder, "quoted", "")
    passage = make_passage(source, "Bruises may also appear.")
    make_statement(page, passage, "side_effect")
    assert len(count(f"/{folder}/quoted/")) <= MOST


def test_a_question_into_which_another_was_merged_asks_no_oftener(count):
    fill_site()
    page = Page.objects.get(slug="side-effects", kind="question")
    merged = make_page("questions", "merged", "", related=["contraindication/stroke"])
    Page.objects.filter(pk=merged.pk).update(merged_into=page)
    assert len(count("/questions/side-effects/")) <= MOST


def test_an_index_asks_as_often_for_one_page_more_as_for_100(count):
    source = fill_site()
    taken = {path: [] for path in INDEXES}
    done = 0
    for size in (1, 3, 100):
        for n in range(done, size):
            grow(source, n)
        done = size
        for path in INDEXES:
            taken[path].append(len(count(path)))
    assert {path: numbers for path, numbers in taken.items() if len(set(numbers)) > 1} == {}
    assert {path: numbers for path, numbers in taken.items() if max(numbers) > MOST} == {}


def grow(source, n):
    """One page more of every kind, and one point more on which articles differ."""
    for folder in KINDS:
        make_page(folder, f"more-{n}", SENTENCE.format(n))
    effect = SideEffect.objects.get(slug=f"more-{n}")
    passage = source.snapshots.get().passages.first()
    make_statement(effect, passage, "side_effect", concept=f"more-{n}", frequency="common")
    make_disagreement(source, "Redness", key=f"more-{n}", concepts=["pregnancy"])
    if n < 5:
        make_source(f"article-1{n}")


def test_the_page_of_an_unknown_address_asks_at_most_eight_times(client):
    fill_site()
    with CaptureQueriesContext(connection) as found:
        assert client.get("/questions/there-is-none/").status_code == 404
    assert len(found) <= MOST
