"""A supported sentence that another article contradicts: reported, until the page shows it."""

import pytest
from django.core.management import call_command

from content import actions
from content.audit import audit_published
from content.findings import Level
from content.models import Disagreement, DisagreementPosition, Page, Source
from tests.web.libraries import library, meta, page_file

pytestmark = pytest.mark.django_db

MILD = "What is needling?\nBe careful with needling if you are prone to keloid scars.\n"
STRICT = "What is needling?\nPeople prone to keloid scars should avoid needling.\n"
CAREFUL = 'Be careful with it if you are prone to keloid (raised) scars. [@a "Be careful with needling if you are prone"]'
AVOID = 'Another article says to avoid it if you are prone to keloid scars. [@b "should avoid needling"]'


def load(body):
    actions.load_library(library=library(a=MILD, b=STRICT), sources_meta=meta("a", "b"))
    actions.load_pages(files=[page_file("topic", "scars", body)])
    return Page.objects.get(slug="scars")


def opposed():
    return [
        (f.about, f.sentence, f.level) for f in audit_published().findings if f.code == "other_source_opposes"
    ]


def test_it_is_a_warning_that_stops_nothing(capsys):
    page = load(CAREFUL)
    assert page.status == "published"
    assert opposed() == [("topic/scars", 1, Level.WARNING)]
    call_command("check_claims")
    printed = capsys.readouterr().out
    assert (
        "topic/scars:1 other_source_opposes b says otherwise: “People prone to keloid scars should avoid"
        in printed
    )


def test_a_page_that_cites_the_other_article_shows_it():
    load(f"{CAREFUL}\n{AVOID}")
    assert opposed() == []


def test_a_page_with_the_difference_shows_it():
    page = load(CAREFUL)
    source = Source.objects.get(source_id="b")
    passage = source.snapshots.get().passages.get(quote__startswith="People prone")
    point = Disagreement.objects.create(key="k", kind="strength", severity="high", subject="Keloids")
    DisagreementPosition.objects.create(
        disagreement=point,
        source=source,
        passage=passage,
        start=passage.start,
        end=passage.end,
        quote=passage.quote,
        stance="avoid",
    )
    assert opposed() != []
    Page.objects.filter(pk=page.pk).update(disagreements=["k"])
    assert opposed() == []
