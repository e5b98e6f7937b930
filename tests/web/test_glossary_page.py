"""The page of hard words, and the words explained below each page."""

import pytest

from content.models import Page
from tests.web.crawling import Outline
from tests.web.factories import make_page, make_source

pytestmark = pytest.mark.django_db

TEXT = "Mesotherapy should not be used in people with urticaria. Anticoagulants raise the risk of bleeding.\n"
HIVES = 'Do not have it if you get hives. [@article-1 "should not be used in people with urticaria"]\n'


@pytest.fixture
def hives(db):
    make_source(text=TEXT)
    return make_page("who-should-not", "hives", HIVES, title="Hives (urticaria)")


def text_of(client, path):
    return Outline(client.get(path).content.decode()).text


def test_words_of_pages_and_quotes_are_explained_and_lead_to_their_page(client, hives):
    assert "urticaria hives See Hives (urticaria)" in text_of(client, "/glossary/")


def test_a_word_that_no_reader_meets_is_not_listed(client, hives):
    assert "anticoagulant" not in text_of(client, "/glossary/").casefold()
    Page.objects.update(status="draft")
    assert "No page uses a hard word yet." in text_of(client, "/glossary/")


def test_each_page_explains_the_hard_words_of_its_quotes(client, hives):
    page = client.get("/who-should-not/hives/").content.decode()
    assert "Hard words on this page (1)" in page
    assert '<dt><a href="/glossary/#urticaria">urticaria</a></dt>' in page


def test_a_page_without_hard_words_says_nothing_of_them(client, hives):
    make_page("topics", "rest", "Ask first. [@advice]\n")
    assert "Hard words on this page" not in client.get("/topics/rest/").content.decode()
