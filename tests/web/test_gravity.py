"""What an article says with a quote that no reader may lose, whatever our own sentence says."""

import pytest

from content.gravity import grave_evidence
from content.models import Snapshot, Statement
from tests.web.factories import make_page, make_passage, make_source, make_statement

pytestmark = pytest.mark.django_db

ARTICLE = """\
Infection is possible. Redness may follow. Swelling can come. Humming may come.
It is used by people who are pregnant only with care. It is popular in spring.
"""
ADVICE = "Call an ambulance at once if you cannot breathe. [@advice]\n"


@pytest.fixture
def article():
    source = make_source("a", ARTICLE)
    effect(source, "Infection is possible.", "infection", seriousness="serious")
    effect(source, "Redness may follow.", "redness")
    effect(source, "Swelling can come.", "swelling", body=ADVICE)
    effect(source, "Humming may come.", "humming", has_page=False)
    people = make_passage(source, "It is used by people who are pregnant only with care.")
    reason = make_page("who-should-not", "pregnancy", concept="pregnancy", strength="consult")
    make_statement(reason, people, "contraindication", concept="pregnancy")
    return source


def effect(source, words, concept, body="", *, has_page=True, seriousness=""):
    passage = make_passage(source, words)
    page = make_page("side-effects", concept, body, concept=concept)
    made = make_statement(page, passage, "side_effect", concept=concept, seriousness=seriousness)
    start = passage.start
    Statement.objects.filter(pk=made.pk).update(
        mention_start=start, mention_end=start + len(words.split()[0]), page=page if has_page else None
    )


@pytest.mark.parametrize(
    ("quote", "is_grave"),
    [
        ("Infection is possible", True),
        ("is possible", False),  # these words name nothing
        ("Redness may follow", False),
        ("Swelling can come", True),  # its page says when to get help
        ("Humming may come", True),  # nobody has said yet what it means
        ("used by people who are pregnant", True),
        ("only with care", True),  # part of a sentence that is a reason not to have it
        ("It is popular in spring", False),
        ("Infections happen", True),  # stands in no article any more
        ("Redness happens", False),
        ("Do not have it", True),
    ],
)
def test_a_quote_is_weighed_by_what_was_read_from_it(article, quote, is_grave):
    assert grave_evidence()("a", quote) is is_grave


def test_an_article_that_is_gone_is_read_by_the_vocabulary(article):
    assert grave_evidence()("b", "Infection is possible")
    assert not grave_evidence()("b", "It is popular in spring")


def test_what_only_an_older_text_said_counts_no_more(article):
    Statement.objects.filter(concept="swelling").update(page=None)
    assert grave_evidence()("a", "Swelling can come")
    Snapshot.objects.update(is_current=False)
    assert not grave_evidence()("a", "Humming may come")


def test_articles_are_read_once_and_only_when_needed(article, django_assert_num_queries):
    is_grave = grave_evidence()
    with django_assert_num_queries(0):
        assert is_grave("a", "Do not have it while you are pregnant")
    is_grave("a", "Redness may follow")
    with django_assert_num_queries(0):
        is_grave("a", "Redness may follow")
