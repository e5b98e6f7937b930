"""Decisions against verdicts as a file: they travel with the pages, and never over what was decided here."""

import pytest

from content import actions
from content.models import Claim, Contraindication, Override, Page, Topic
from content.overridefiles import overrides_text, read_overrides
from tests.web.libraries import dump
from tests.web.people import make_person, make_publisher
from tests.web.test_commands import load, page, refused, run, write
from tests.web.test_overrides import ARTICLE, NOT_FOUND, PARTLY, REASON, confirm, decide

pytestmark = pytest.mark.django_db
FILE = "pages/overrides.toml"


@pytest.fixture
def site(tmp_path):
    """An article, a page with a sentence that it does not show, and a warning that it shows in part."""
    write(tmp_path / "sources/a.txt", ARTICLE)
    write(tmp_path / "pages/topics/scars.md", page(NOT_FOUND, title="Scars"))
    write(tmp_path / "pages/who-should-not/severe-acne.md", page(PARTLY, title="Acne"))
    return tmp_path


def decide_both():
    rita, petra = make_person("rita", ["review_page"]), make_publisher()
    decide(Topic.objects.get(slug="scars"), petra, "publisher")
    made = decide(Contraindication.objects.get(slug="severe-acne"), rita)
    return made, petra


def exported(folder):
    run("export_content", folder)
    return (folder / "overrides.toml").read_bytes()


def statuses():
    return dict(Page.objects.filter(slug__in=("scars", "severe-acne")).values_list("slug", "status"))


def test_decisions_travel_with_the_pages_byte_for_byte(site, tmp_path):
    load(site)
    assert statuses() == {"scars": "draft", "severe-acne": "draft"}
    made, petra = decide_both()
    confirm(made, petra)
    first = exported(tmp_path / "out")
    Page.objects.all().delete()
    Override.objects.all().delete()
    write(site / FILE, first)
    told = load(site)
    assert statuses() == {"scars": "published", "severe-acne": "published"}
    assert "held_back" not in told
    assert set(Override.objects.values_list("person", "reason")) == {(None, REASON)}
    assert Claim.objects.exclude(override=None).count() == 2
    assert exported(tmp_path / "again") == first
    before = dump()
    assert load(site).splitlines()[-1] == "0 rows written"
    assert dump() == before


def test_what_concerns_safety_waits_until_somebody_confirms_it_there_too(site, tmp_path):
    load(site)
    decide_both()
    text = exported(tmp_path / "out")
    Page.objects.all().delete()
    write(site / FILE, text)
    load(site)
    assert statuses() == {"scars": "published", "severe-acne": "draft"}
    confirm(Override.objects.waiting().get(), make_person("otto", ["publish_page"]))
    assert statuses() == {"scars": "published", "severe-acne": "published"}
    load(site)
    assert statuses()["severe-acne"] == "published", "the file does not take the confirmation away"
    assert load(site).splitlines()[-1] == "0 rows written"


def test_a_decision_leaves_with_its_file_and_one_that_was_made_here_stays(site, tmp_path):
    load(site)
    made, petra = decide_both()
    confirm(made, petra)
    write(site / FILE, exported(tmp_path / "out"))
    (site / FILE).unlink()
    load(site)
    assert Override.objects.kept().count() == 2, "people made them here"
    write(site / FILE, exported(tmp_path / "out"))
    Override.objects.all().delete()
    load(site)
    (site / FILE).unlink()
    told = load(site)
    assert "topic/scars: override_gone" in told
    assert statuses() == {"scars": "in_review", "severe-acne": "published"}, "a warning stays, tagged"


def test_what_was_taken_back_here_is_not_brought_back(site, tmp_path):
    load(site)
    decide_both()
    write(site / FILE, exported(tmp_path / "out"))
    row = Override.objects.get(page__slug="scars")
    actions.withdraw_override(override=row, reason="No.", person=row.person)
    assert "topic/scars: override_kept" in load(site)
    assert not Override.objects.kept().filter(page__slug="scars").exists()
    assert "topic/scars" not in exported(tmp_path / "out").decode()


def test_without_a_decision_there_is_no_file(site, tmp_path):
    load(site)
    write(tmp_path / "out/overrides.toml", "[[override]]\n")
    run("export_content", tmp_path / "out")
    assert not (tmp_path / "out/overrides.toml").exists()
    assert (read_overrides(tmp_path / "out"), overrides_text(())) == ((), "")


def table(**changes):
    """One decision as a table; a value of None leaves its key out."""
    values = {
        "page": '"topic/scars"',
        "sentence": '"It can be used for old scars."',
        "quotes": f'[["a", "{"0" * 64}", "It can be used for dull skin"]]',
        "support": '"not_found"',
        "codes": '["not_in_source"]',
        "role": '"publisher"',
        "reason": '"So."',
        "made_at": "2026-11-27T12:00:00+00:00",
    } | changes
    lines = [f"{key} = {value}" for key, value in values.items() if value is not None]
    return "\n".join(["[[override]]", *lines, ""])


@pytest.mark.parametrize(
    ("text", "place", "problem", "mend"),
    [
        ("[[override]]\nx =\n", "line 2, column 4", "is not TOML", "example in docs/editors.md"),
        ("override = 1\n", "", "not a list of tables", "example"),
        ("[[decision]]\n", "", 'unknown key "decision"', "[[override]]"),
        (table(name='"x"'), "decision 1", 'unknown key "name"', "The keys are page"),
        (table(reason=None), "decision 1", "there is no reason", "example"),
        (table(reason='""'), "decision 1", "there is no reason", "example"),
        (table(reason="1"), "decision 1", "reason is not a text", "example"),
        (table(support='"contradicted"'), "decision 1", 'the support "contradicted" is unknown', "partly_supported"),
        (table(role='"king"'), "decision 1", 'the role "king" is unknown', "clinical_reviewer"),
        (table(quotes='[["a", "0", "x"]]'), "decision 1", "quotes is not a list of quotes", "example"),
        (table(quotes="[]"), "decision 1", "there is no quotes", "example"),
        (table(codes='"x"'), "decision 1", "codes is not a list of texts", "example"),
        (table(made_at="2026-11-27"), "decision 1", "made_at is not a day and time", "example"),
        (table(made_at="2026-11-27T12:00:00"), "decision 1", "made_at is not a day and time", "example"),
        (table(confirmed_at='"x"'), "decision 1", "confirmed_at is not a day and time", "example"),
        (table(page='"scars"'), "decision 1", '"scars" is no page', "kind/slug"),
        (table(page='"topic/none"'), "decision 1", 'there is no page "topic/none"', "take it out"),
        (table() + "\n" + table(reason='"Else."'), "decision 2", "there are two about it", "Keep one"),
        (b"\xff", "", "is not TOML", "example"),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_stops_the_load_with_one_message(site, text, place, problem, mend):
    write(site / FILE, text)
    refused(site, FILE, place, problem, mend)
