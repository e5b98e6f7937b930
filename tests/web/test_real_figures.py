"""The drawings and the chart as they are loaded from the five articles and the curated pages."""

import pytest

from content.audit import audit_published
from content.figures import Figure, Label, figures_of
from content.models import Page, Topic
from content.views.agreement import agreement
from tests.library import loaded_library

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def real(django_db_setup, django_db_blocker):
    """The five articles and the pages of the site."""
    with loaded_library(django_db_blocker):
        yield


def test_the_pages_of_the_site_show_their_drawings_and_the_articles_say_every_label(real):
    found = {page.address: [each.figure.id for each in figures_of(page)] for page in Page.objects.published()}
    assert {address: names for address, names in found.items() if names} == {
        "topic/what-it-is": ["skin-layers"],
        "topic/how-it-works": ["skin-layers"],
        "topic/session": ["session-timeline"],
        "question/what-is-it": ["skin-layers"],
        "question/session": ["session-timeline"],
    }
    assert [str(f) for f in audit_published().findings if f.about.startswith("figure/")] == []
    words = figures_of(Topic.objects.get(slug="what-it-is"))[0].in_words
    assert words.startswith("Most articles: The mix") and "One article: The needles" in words


def test_a_label_that_no_article_says_is_found_by_the_audit(real, monkeypatch):
    page, claim = "topic/session", "A session can often take 30 to 60 minutes."
    labels = (Label("A session can often take 90 minutes.", "during", page, claim),)
    wrong = {"session-timeline": Figure("session-timeline", "A session", labels)}
    monkeypatch.setattr("content.figures.load_figures", lambda: wrong)
    findings = [f for f in audit_published().findings if f.about == "figure/session-timeline"]
    assert {(f.sentence, f.code, f.claim) for f in findings} == {(1, "number_differs", labels[0].text)}


def test_the_chart_of_the_site_counts_its_five_articles(real):
    counted = agreement()
    assert [len(tally.rows) for tally in counted.tallies] == [
        Page.objects.published().filter(kind=tally.kind).count() for tally in counted.tallies
    ]
    assert [tally.title for tally in counted.tallies] == ["Who should not have it", "Side effects", "Uses"]
    assert all(0 < row.count <= 5 for tally in counted.tallies for row in tally.rows)
    assert [source.source_id for source in counted.without_chart] == ["article-1"]
