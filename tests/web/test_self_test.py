"""The test of the checker on the public pages: stored, shown, and what it keeps back."""

import json

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse

from content import actions
from content.checking import load_shelf
from content.models import Page, SelfTest
from content.pipeline.verdicts import CHECKER_VERSION
from tests.web.libraries import A, library, meta, page_file

pytestmark = pytest.mark.django_db

PREGNANCY = 'Do not have it during pregnancy. [@a "should not be performed during pregnancy"]'
REDNESS = 'Redness is common. [@a "Redness is a common reaction"]'


@pytest.fixture
def pages():
    actions.load_library(library=library(a=A), sources_meta=meta("a"))
    files = [
        page_file("contraindication", "pregnancy", PREGNANCY),
        page_file("side_effect", "redness", REDNESS),
    ]
    actions.load_pages(files=files)


def distrusted(**fields):
    values = {"sentences": 2, "made": 10, "caught": 4, "critical": 1, "tested_at": "2026-11-20T12:00:00Z"}
    return SelfTest.objects.create(
        checker_version=CHECKER_VERSION, is_good_enough=False, **{**values, **fields}
    )


def test_a_test_is_stored_once_for_a_version(pages):
    first = actions.run_self_test()
    assert (first.checker_version, first.sentences) == (CHECKER_VERSION, 2)
    assert first.made == sum(kind["made"] for kind in first.kinds) > 5
    assert first.caught == first.made - len(first.escapes)
    report = actions.Report()
    assert actions.run_self_test(report=report).pk == first.pk
    assert report.rows_written == 0


def test_another_result_takes_the_place_of_the_old_one(pages):
    distrusted()
    report = actions.Report()
    assert actions.run_self_test(report=report).is_good_enough
    assert SelfTest.objects.get().sentences == 2
    assert report.rows_written > 0


def test_below_the_floor_nothing_new_is_published_and_nothing_is_taken_away(pages):
    distrusted()
    report = actions.load_pages(files=[page_file("topic", "uses", REDNESS)])
    assert [(n.code, n.about) for n in report.notes if n.code == "held_back"] == [("held_back", "topic/uses")]
    page = Page.objects.get(slug="uses")
    assert page.status == "draft"
    said = "checker_below_floor The checker let 6 of 10 falsehoods pass that it was tested with."
    assert page.refusal == [said]
    person = User.objects.create(username="p")
    assert not actions.publish_page(page=page, person=person).is_open
    assert set(Page.objects.published().values_list("slug", flat=True)) == {"pregnancy", "redness"}
    actions.check_pages()
    assert set(Page.objects.published().values_list("slug", flat=True)) == {"pregnancy", "redness"}


def test_a_test_of_another_version_does_not_count(pages):
    distrusted()
    SelfTest.objects.update(checker_version="1-old")
    assert load_shelf().distrust == ""


def test_the_command_prints_the_table_and_fails_below_the_floor(pages, capsys, monkeypatch):
    call_command("test_checker", "--escapes")
    printed = capsys.readouterr().out.splitlines()
    row = SelfTest.objects.get()
    assert f"All kinds{'':<27} {row.caught:>5} of {row.made:>5}" in printed[-2 - len(row.escapes) - 1]
    call_command("test_checker", "--format=json")
    assert json.loads(capsys.readouterr().out)["made"] == row.made
    monkeypatch.setattr("content.pipeline.mutations.FLOOR", 1.01)
    with pytest.raises(SystemExit) as stop:
        call_command("test_checker")
    assert stop.value.code == 1
    assert "NOT good enough" in capsys.readouterr().out


def test_readers_see_the_figures(client, pages):
    assert "How we test the software itself" not in client.get("/how-we-check/").content.decode()
    row = actions.run_self_test()
    html = client.get("/how-we-check/").content.decode()
    assert f"they noticed {row.caught} of {row.made} false sentences" in html
    assert '<th scope="row">Yes and no</th>' in html


def test_editors_see_what_passed(admin_client, pages):
    row = distrusted(escapes=[{"place": "a:1", "kind": "unit", "true": "In <days>", "false": "In weeks"}])
    html = admin_client.get(reverse("admin:content_selftest_change", args=[row.pk])).content.decode()
    assert "<strong>In weeks</strong> made from: In &lt;days&gt; (a:1)" in html
    index = admin_client.get(reverse("admin:index")).content.decode()
    assert '<span class="work-count">1</span> <span class="work-title">Tests in which the checks' in index
