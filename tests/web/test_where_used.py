"""Where the words of an article are used: every page that a passage reaches, and no other."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.admin import where_used
from content.figures import load_figures
from content.models import (
    Citation,
    Disagreement,
    Page,
    Passage,
    Question,
    QuestionComponent,
    QuestionVariant,
    Statement,
)
from tests.web.factories import (
    REDNESS,
    fill_figures,
    make_disagreement,
    make_page,
    make_passage,
    make_source,
    make_statement,
)
from tests.web.multiplying import multiply
from tests.web.people import make_editor, make_person

pytestmark = pytest.mark.django_db

SENTENCE = "Redness is a common reaction and fades in a day."
OTHER = "Serious infection is possible in rare cases."


@pytest.fixture
def source():
    return make_source()


@pytest.fixture
def passage(source):
    return make_passage(source, SENTENCE)


def used(row):
    """The pages of the panel of ``row``, each with how it is reached."""
    pages = where_used._pages()
    snapshots = [row.snapshot_id] if isinstance(row, Passage) else [s.pk for s in row.snapshots.all()]
    found = where_used._reaches(snapshots, pages)
    if isinstance(row, Passage):
        found = [r for r in found if r.start < row.end and r.end > row.start]
    return {use.page.address: list(use.how) for use in where_used._uses(found, pages)}


def panel_of(row):
    client = Client()
    client.force_login(make_editor())
    name = row._meta.model_name
    return client.get(reverse(f"admin:content_{name}_change", args=[row.pk])).content.decode()


def test_a_quote_reaches_its_page_through_every_passage_that_it_overlaps(source, passage):
    page = make_page("topics", "t", REDNESS)
    other = make_passage(source, OTHER)
    assert used(passage) == {"topic/t": ["quoted for sentence 1"]}
    assert used(other) == {}
    Citation.objects.update(end=other.start + 3)
    assert used(other) == {"topic/t": ["quoted for sentence 1"]}
    html = panel_of(passage)
    assert f'href="{reverse("admin:content_topic_change", args=[page.pk])}">T</a>' in html
    assert 'href="/topics/t/">As readers see it' in html


def test_a_page_that_readers_cannot_open_has_no_link_for_readers(passage):
    make_page("topics", "t", REDNESS, status="draft")
    html = panel_of(passage)
    assert "Readers cannot open it now." in html
    assert 'href="/topics/t/"' not in html


def test_statements_and_questions_reach_their_pages(source, passage):
    make_statement(make_page("side-effects", "redness", ""), passage, "side_effect")
    question = make_page("questions", "q", "")
    place = {"start": passage.start, "end": passage.end, "quote": passage.quote, "kind": "heading"}
    QuestionVariant.objects.create(question=question, passage=passage, **place)
    QuestionComponent.objects.create(question=question, passage=passage)
    make_page("topics", "unrelated", "Ask first. [@advice]\n")
    assert used(passage) == {
        "side_effect/redness": ["read as: side effect"],
        "question/q": ["asks this question", "answers this question"],
    }
    Statement.objects.update(page=None)
    assert list(used(passage)) == ["question/q"]


def test_a_merged_question_reaches_the_one_it_was_merged_into(passage):
    stays, goes = make_page("questions", "stays", ""), make_page("questions", "goes", "")
    QuestionComponent.objects.create(question=goes, passage=passage)
    Question.objects.filter(pk=goes.pk).update(merged_into=stays)
    assert used(passage) == {
        "question/stays": ["through “Goes”"],
        "question/goes": ["answers this question"],
    }


def test_a_difference_reaches_the_pages_that_show_it(source, passage):
    make_page("side-effects", "redness", "")
    make_page("side-effects", "infection", "")
    make_page("topics", "names-it", "", disagreements=["k"])
    make_page("differences", "about-it", "", disagreements=["k"])
    point = make_disagreement(source, "fades in a day", concepts=["redness"], severity="low")
    how = ["shown there as a difference: How strict it is"]
    assert used(passage) == {"topic/names-it": how, "difference/about-it": how}
    Disagreement.objects.update(state="shown")
    assert set(used(passage)) == {"topic/names-it", "difference/about-it", "side_effect/redness"}
    Disagreement.objects.update(state="settled", settled_reason="So.")
    assert set(used(passage)) == {"difference/about-it"}
    assert point.positions.get().passage is None


def test_a_drawing_reaches_the_pages_that_show_it():
    source = fill_figures()[0]
    passage = make_passage(source, "Redness is a common reaction")
    reached = used(passage)
    titles = {f"drawn there: {figure.title}" for figure in load_figures().values()}
    assert set(reached["topic/drawn"]) == titles | {"quoted for sentence 1"}


def test_an_article_shows_how_many_pages_each_part_reaches_and_all_of_them(source, passage):
    make_passage(source, OTHER)
    for slug in ("one", "two"):
        make_page("topics", slug, REDNESS)
    html = panel_of(passage.snapshot)
    assert "1 part of this article reaches a page, 1 does not." in html
    link = reverse("admin:content_passage_change", args=[passage.pk])
    assert f'href="{link}">2 pages<span' in html
    assert set(used(source)) == {"topic/one", "topic/two"}
    make_person("x")
    client = Client()
    client.force_login(make_person("eva", ["change_topic"]))
    html = client.get(reverse("admin:content_source_change", args=[source.pk])).content.decode()
    assert all(f'href="/topics/{slug}/"' in html for slug in ("one", "two"))


def test_words_of_an_older_text_are_not_mixed_up_with_those_of_the_present_one(source, passage):
    make_page("topics", "t", REDNESS)
    newer = make_source("article-2")
    snapshot = newer.snapshots.get()
    same = make_passage(newer, SENTENCE)
    assert (same.start, same.snapshot) == (passage.start, snapshot)
    assert used(same) == {}


@pytest.mark.parametrize("name", ["passage", "snapshot", "source"])
def test_it_takes_the_same_queries_for_1_and_3_and_300_pages(source, passage, name):
    row = {"passage": passage, "snapshot": passage.snapshot, "source": source}[name]
    make_page("topics", "t", REDNESS)
    make_statement(make_page("uses", "use", ""), passage, "indication")
    QuestionComponent.objects.create(question=make_page("questions", "q", ""), passage=passage)
    make_disagreement(source, "fades in a day", concepts=["use"])
    client = Client()
    client.force_login(make_editor())
    url = reverse(f"admin:content_{name}_change", args=[row.pk])
    client.get(url)
    panel = {
        "passage": lambda: where_used.of_passage(passage),
        "snapshot": lambda: where_used.by_passage(passage.snapshot),
        "source": lambda: where_used.of_snapshots(source.snapshots.all()),
    }[name]
    taken = []
    for number in (1, 3, 300):
        for model in (Citation, QuestionComponent, Disagreement):
            multiply(model, number)
        with CaptureQueriesContext(connection) as queries:
            panel()
        taken.append(len(queries))
    assert taken[0] == taken[1] == taken[2] <= 8
    assert client.get(url).status_code == 200
    assert Page.objects.count() > 3
