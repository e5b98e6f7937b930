"""Add an article: what the trial foretells comes true, nothing is half done, and no warning is lost."""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content import background
from content.actions import check_pages, rebuild_library, submissions
from content.consequences import compare
from content.models import (
    Contraindication,
    Disagreement,
    Indication,
    Markup,
    Page,
    ProposedConcept,
    SideEffect,
    Snapshot,
    Source,
    Submission,
)
from content.pipeline.errors import BadData
from content.pipeline.snapshots import MAX_BYTES
from content.standing import take_standing
from tests.web.adding import (
    ARTICLES,
    NOT_OF_THE_LIBRARY,
    PAGES,
    added,
    article,
    decide,
    hand_in,
    load,
    make_library,
    shown,
    take_away,
    tried,
    write,
)
from tests.web.libraries import dump
from tests.web.people import EDITOR, make_editor, make_person
from tests.web.test_admin import client_of

pytestmark = pytest.mark.django_db

NEW = ("new-leaflet.txt", "new-doubts.txt", "new-page.html")


@pytest.fixture
def site(tmp_path):
    make_library(tmp_path)
    return tmp_path


@pytest.fixture
def editor(site):
    return client_of(make_editor())


def library():
    """Every row of the library, without what was handed in."""
    return {name: rows for name, rows in dump().items() if name not in NOT_OF_THE_LIBRARY}


def page(address):
    kind, slug = address.split("/")
    return Page.objects.get(kind=kind, slug=slug)


# --- who may --------------------------------------------------------------------------------------------


def addresses(submission, source):
    return {
        reverse("admin:content_submission_changelist"): "GET",
        reverse("admin:content_submission_add"): "BOTH",
        reverse("admin:content_submission_change", args=[submission.pk]): "GET",
        reverse("admin:content_submission_progress", args=[submission.pk]): "GET",
        reverse("admin:content_submission_load", args=[submission.pk]): "POST",
        reverse("admin:content_submission_again", args=[submission.pk]): "POST",
        reverse("admin:content_submission_discard", args=[submission.pk]): "POST",
        reverse("admin:content_submission_take_away", args=[source.pk]): "BOTH",
    }


def test_only_who_may_add_articles_sees_or_does_any_of_it(site, editor):
    submission = tried(editor, "new-leaflet.txt")
    before = dump()
    looker = client_of(make_person("lea", ["change_topic"]))
    for address in addresses(submission, Source.objects.first()):
        for send in (looker.get, looker.post):
            assert send(address).status_code in (403, 405), address
    anonymous = client_of(make_person("ole", is_staff=False))
    for address, method in addresses(submission, Source.objects.first()).items():
        answer = anonymous.post(address) if method == "POST" else anonymous.get(address)
        assert answer.status_code == 302 and "/login/" in answer["Location"], address
    assert dump()["Submission"] == before["Submission"] and library() == {
        name: rows for name, rows in before.items() if name != "Submission"
    }
    for name in ("changelist", "change"):
        args = [] if name == "changelist" else [Source.objects.first().pk]
        html = looker.get(reverse(f"admin:content_source_{name}", args=args)).content.decode()
        assert "/admin/content/submission/" not in html


def test_changes_are_made_by_post_only(editor):
    submission = tried(editor, "new-leaflet.txt")
    for name in ("load", "again", "discard"):
        assert (
            editor.get(reverse(f"admin:content_submission_{name}", args=[submission.pk])).status_code == 405
        )


def test_every_change_needs_the_token_of_the_form(site):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_editor())
    assert hand_in(strict, article("new-leaflet.txt")).status_code == 403
    assert not Submission.objects.exists()


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30, "abc", "-1"])
def test_what_does_not_exist_is_no_error_of_ours(editor, number):
    assert editor.get(f"/admin/content/submission/{number}/change/").status_code in (302, 404)
    assert editor.post(f"/admin/content/submission/{number}/load/").status_code in (302, 404)
    assert editor.get(f"/admin/content/submission/add/?source={number}").status_code == 404


# --- the form -------------------------------------------------------------------------------------------

TEXT = "Mesotherapy should not be performed during pregnancy. This is a text of its own."
REFUSED = {
    "neither": ({}, "text", "There is no text. Paste one, or choose a file."),
    "blank": ({"text": " \n\t "}, "text", "There is no text. Paste one, or choose a file."),
    "both": ({"text": TEXT, "file": ("x.txt", b"Words")}, "file", "Keep one of the two."),
    "empty file": ({"file": ("x.txt", b"")}, "file", "The submitted file is empty."),
    "blank file": ({"file": ("x.txt", b" \n ")}, "file", "The file is empty"),
    "binary": ({"file": ("x.txt", b"PK\x03\x04\x00\x00")}, "file", "The file is binary, not text (byte 2)."),
    "not UTF-8": ({"file": ("x.txt", "Übelkeit".encode("latin-1"))}, "file", "The file is not UTF-8"),
    "UTF-16": ({"file": ("x.txt", "Words".encode("utf-16"))}, "file", "The file is binary, not text"),
    "other ending": (
        {"file": ("x.pdf", b"Words")},
        "file",
        "“x.pdf” cannot be read. Save the article as plain",
    ),
    "no ending": ({"file": ("words", b"Words")}, "file", "“words” cannot be read."),
    "too long": ({"text": "a" * (MAX_BYTES + 1)}, "text", "an article may have 2,000,000."),
    "too long a file": (
        {"file": ("x.txt", b"a" * (MAX_BYTES + 1))},
        "file",
        "an article may have 2,000,000.",
    ),
    "part of a page": (
        {"text": "<p>One</p><p>Two</p>"},
        "text",
        "Say under “What the text is” how to read it.",
    ),
    "page as plain": ({"text": article("new-page.html"), "form": "plain"}, "text", "not plain text"),
    "page without words": ({"text": "<html><body></body></html>"}, "text", "The page shows no text."),
    "known text": ({"text": article("base-two.txt")}, "text", "a text of the article “base-two (base-two)”"),
    "known identifier": ({"text": TEXT, "source_id": "base-one"}, "source_id", "“base-one” is the article"),
    "a mark's name": ({"text": TEXT, "source_id": "absence"}, "source_id", "“absence” cannot be used."),
    "no letters": ({"text": TEXT, "title": "美容"}, "source_id", "The title has no letters from a to z."),
    "no title": ({"text": TEXT, "title": " "}, "title", "There is no title."),
    "bad address": ({"text": TEXT, "url": "javascript:alert(1)"}, "url", "Enter a valid URL."),
    "ftp": ({"text": TEXT, "url": "ftp://example.org/x"}, "url", "has to begin with https://"),
    "a day to come": ({"text": TEXT, "published_on": "2999-01-01"}, "published_on", "has not come yet."),
    "no language": ({"text": TEXT, "language": "English!"}, "language", "is no tag of BCP 47."),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_with_one_clear_message(editor, name):
    fields, field, message = REFUSED[name]
    before = dump()
    response = hand_in(editor, **fields)
    errors = response.context["form"].errors
    assert response.status_code == 400 and list(errors) == [field]
    assert message in errors[field][0] and len(errors[field]) == 1
    assert dump() == before


def test_what_was_pasted_is_still_there_when_the_form_comes_back(editor):
    html = hand_in(editor, 'Do <b>not</b> lose "this" & that.', title="").content.decode()
    assert "Do &lt;b&gt;not&lt;/b&gt; lose &quot;this&quot; &amp; that." in html


def test_what_is_longer_than_any_form_takes_is_refused_in_a_sentence(editor):
    before = dump()
    response = hand_in(editor, "a" * 3_500_000)
    assert response.status_code == 413 and "An article may have 2 MB." in response.content.decode()
    assert dump() == before


def test_a_pasted_text_has_the_line_ends_that_were_pasted(editor):
    hand_in(editor, TEXT.replace(". ", ".\r\n"))
    assert Submission.objects.get().text == TEXT.replace(". ", ".\n")


def test_nothing_is_guessed(editor):
    submission = tried(editor, "new-leaflet.txt")
    assert submission.meta == {
        "title": "A leaflet",
        "is_title_ours": False,
        "publisher": "",
        "interest": "unknown",
        "url": "",
        "published_on": None,
        "note": "",
        "language": "en",
    }
    assert submission.source_id == "a-leaflet"
    form = editor.get(reverse("admin:content_submission_add")).content.decode()
    assert '<option value="unknown" selected>' in form


def test_what_is_known_is_stored_as_it_was_given(editor):
    facts = {
        "publisher": "Needle House",
        "interest": "clinic",
        "url": "https://example.org/a",
        "published_on": "2025-03-04",
        "language": "en-GB",
        "note": "A figure is missing.",
    }
    added(editor, "new-leaflet.txt", title="Leaflet", is_title_ours="on", source_id="leaf-1", **facts)
    source = Source.objects.get(source_id="leaf-1")
    assert {name: str(getattr(source, name)) for name in facts} == facts
    assert (source.is_title_ours, source.origin, source.added_by.username) == (True, "editor", "ana")


# --- the trial ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NEW)
def test_a_trial_changes_nothing(editor, name):
    before = library()
    submission = tried(editor, name)
    assert submission.state == "ready"
    assert library() == before


def foretold_and_found(client, submission):
    """What the trial says, and what a comparison of before and after the load says."""
    before = take_standing(submission.source_id)
    foretold = submission.result
    decide(client, submission)
    submission.refresh_from_db()
    assert (submission.state, submission.message) == ("loaded", "")
    found = json.loads(json.dumps(compare(submission.source_id, before, take_standing(submission.source_id))))
    return foretold, found


AROUND = ("voices", "changes", "subject")
"""What a result says besides what lies between two standings."""


def without_opposed(result):
    """Pages to which something happens apart from what is said against them."""
    pages = [
        {**row, "opposed": [], "fates": [fate for fate in row["fates"] if fate != "opposed"]}
        for row in result["pages"]
    ]
    touched = sorted((row for row in pages if row["fates"]), key=lambda row: row["address"])
    return {**{key: result[key] for key in result if key not in AROUND}, "pages": touched}


@pytest.mark.parametrize("name", NEW)
def test_what_a_trial_foretells_of_a_new_article_comes_true(editor, name):
    foretold, found = foretold_and_found(editor, tried(editor, name))
    assert without_opposed(foretold) == without_opposed(found)
    assert foretold["statements"]["new"] and foretold["pages"]
    for row in foretold["pages"]:
        now = page(row["address"])
        assert (now.status, now.is_public, now.is_present) == (
            row["status"][1],
            row["is_public"],
            row["is_backed"][1],
        )


CHANGED = {
    "reworded": article("changed-one.txt"),
    "shortened": article("base-one.txt").split("How long")[0],
    "longer": article("base-one.txt")
    + "\nPeople with epilepsy must not have mesotherapy. It costs 80 euros.\n",
    "other order": "\n\n".join(reversed(article("base-one.txt").strip().split("\n\n"))) + "\n",
    "all about something else": "Lip fillers\n\nLip fillers make lips look fuller.\n",
}


@pytest.mark.parametrize("name", CHANGED)
def test_what_a_trial_foretells_of_a_changed_text_comes_true(editor, name):
    source = Source.objects.get(source_id="base-one")
    assert hand_in(editor, CHANGED[name], source=source).status_code == 302
    foretold, found = foretold_and_found(editor, Submission.objects.first())
    assert without_opposed(foretold) == without_opposed(found)
    assert source.snapshots.get(is_current=True).text == CHANGED[name]
    warnings = (page("contraindication/pregnancy"), page("side_effect/bruising"))
    assert [(each.is_public, each.specific.kind) for each in warnings] == [
        (True, "contraindication"),
        (True, "side_effect"),
    ]


def test_what_a_trial_foretells_of_taking_away_comes_true(editor):
    added(editor, "new-leaflet.txt")
    foretold, found = foretold_and_found(editor, take_away(editor, "a-leaflet"))
    assert without_opposed(foretold) == without_opposed(found)
    assert foretold["gaps"]["opened"] and foretold["statements"]["lost"]


def test_drift_is_shown_before_it_is_accepted_and_is_asymmetric(editor):
    source = Source.objects.get(source_id="base-one")
    hand_in(editor, article("changed-one.txt"), source=source)
    submission = Submission.objects.first()
    html = shown(editor, submission)
    fates = {row["address"]: row["fates"][0] for row in submission.result["pages"]}
    assert fates["contraindication/pregnancy"] == fates["side_effect/bruising"] == "tagged"
    assert fates["indication/acne"] == "withdrawn" and fates["question/session-length"] == "in_review"
    places = [html.index(words) for words in (GRAVEST, "Pages that leave the site", "New drafts")]
    assert places == sorted(places)
    assert "The warning stays on the site. Readers see that its source has changed." in html
    assert "<del>" in html and "<ins>" in html
    assert page("indication/acne").is_public
    decide(editor, submission)
    assert page("contraindication/pregnancy").is_public and page("side_effect/bruising").is_public
    assert page("indication/acne").status == "withdrawn"
    assert page("question/session-length").status == "in_review"


GRAVEST = "Warnings that lose their words"


def test_the_screen_shows_each_thing_that_comes_of_it(editor):
    html = shown(editor, tried(editor, "new-leaflet.txt"))
    for words in (
        *("Epilepsy", "Purple zebra feet", "1 page leaves the site.", "1 open question is answered now."),
        *("It says that no article tells this. An article does now.", "1 new name has to be placed."),
        *("This article says to avoid it.", "Joins what is said by base-one, base-two."),
        *("characters are accounted for", "How much does it cost?", "Load it", "Throw it away"),
    ):
        assert words in html, words
    submission = Submission.objects.get()
    inside, everything = (
        editor.get(reverse("admin:content_submission_change", args=[submission.pk])).context["told"].accounted
    )
    assert inside == everything == len("".join(article("new-leaflet.txt").split()))


def test_what_no_rule_gave_is_told_first_and_marked(editor):
    text = "Mesotherapy\n\nSadly we send you home again with lupus.\n\nRedness is a common side effect.\n"
    response = hand_in(editor, text)
    assert response.status_code == 302
    screen = editor.get(response.url).content.decode()
    assert "1 new statement is read by no rule." in screen
    assert screen.count("Read by the words around it, by no rule") == 1
    decide(editor, Submission.objects.first())
    listed = editor.get(reverse("admin:content_statement_changelist"), {"is_weighed__exact": 1})
    assert [row.concept for row in listed.context["cl"].result_list] == ["lupus"]


def test_an_open_question_leaves_for_the_reason_that_is_said(site, editor):
    answered = "An article answers this question now, so the page leaves the site."
    assert answered in shown(editor, tried(editor, "new-leaflet.txt"))
    gap = page("gap/cost")
    gap.body += "\n\n" + PAGES["contraindication/pregnancy"] + "\n"
    gap.save()
    check_pages()
    assert page("gap/cost").is_public
    hand_in(editor, article("changed-one.txt"), source=Source.objects.get(source_id="base-one"))
    submission = Submission.objects.first()
    assert [row["fates"][0] for row in submission.result["pages"] if row["address"] == "gap/cost"] == [
        "in_review"
    ]
    assert answered not in shown(editor, submission)


def test_a_sentence_that_the_article_speaks_against_is_shown(editor):
    submission = tried(editor, "new-doubts.txt")
    against = {row["address"]: row["opposed"] for row in submission.result["pages"] if row["opposed"]}
    assert "Mesotherapy cannot be used to treat acne." in against["indication/acne"][0]["quote"]
    assert "The article says otherwise" in shown(editor, submission)


def test_an_article_about_another_treatment_says_so_first(editor):
    hand_in(editor, CHANGED["all about something else"])
    submission = Submission.objects.get()
    context = editor.get(reverse("admin:content_submission_change", args=[submission.pk])).context
    assert context["told"].summary[0].startswith("By its words it is about another treatment (")
    mesotherapy = tried(editor, "new-leaflet.txt", title="Another")
    assert "about another treatment" not in shown(editor, mesotherapy)


def test_articles_of_one_publisher_count_as_one_voice(editor):
    added(editor, "new-leaflet.txt", publisher="Needle House")
    submission = tried(editor, "new-doubts.txt", title="Doubts", publisher="Needle House")
    assert submission.result["voices"] == ["a-leaflet"]
    assert "It counts as one voice with a-leaflet" in shown(editor, submission)


# --- the load -------------------------------------------------------------------------------------------


def test_a_loaded_article_survives_the_load_of_files(site, editor):
    added(editor, "new-leaflet.txt")
    once = library()
    load(site)
    assert library() == once
    load(site, dry_run=True)
    assert library() == once
    assert Source.objects.get(source_id="a-leaflet").current_snapshot is not None
    assert page("contraindication/epilepsy").is_present


def test_a_load_is_noted_with_both_people_and_leads_to_what_waits(editor):
    submission = tried(editor, "new-leaflet.txt")
    decide(client_of(make_person("otto", EDITOR)), submission)
    submission.refresh_from_db()
    line = LogEntry.objects.get(content_type__model="source")
    assert (line.user.username, line.object_repr) == ("otto", "A leaflet (a-leaflet)")
    assert line.change_message == "Added here. Handed in by ana, loaded by otto."
    assert (submission.person.username, submission.decided_by.username) == ("ana", "otto")
    html = shown(editor, submission)
    assert "Place the new names" in html and "Write the new drafts" in html
    assert (submission.text, submission.markup) == ("", "")


def test_the_order_in_which_articles_are_added_does_not_matter(tmp_path, django_db_blocker):
    found = []
    for number, names in enumerate((NEW, tuple(reversed(NEW)))):
        with transaction.atomic():
            make_library(tmp_path / str(number))
            client = client_of(make_editor())
            for name in names:
                added(client, name, title=name.partition(".")[0])
            standing = take_standing("new-page")
            found.append(
                (standing.pages, standing.differences, standing.names, standing.gaps, standing.claims)
            )
            transaction.set_rollback(True)
    assert found[0] == found[1]


def test_adding_never_weakens_or_removes_a_warning(editor):
    def warnings():
        reasons = {row.concept: row.strength for row in Contraindication.objects.filter(is_present=True)}
        return reasons, {row.concept for row in SideEffect.objects.filter(is_present=True)}

    titles = {each.address: (each.title, each.body) for each in Page.objects.all()}
    for name in NEW:
        reasons, effects = warnings()
        public = set(Page.objects.published().filter(kind__in=["contraindication", "side_effect"]))
        added(client_of(User.objects.get(username="ana")), name, title=name.partition(".")[0])
        now, after = warnings()
        assert effects <= after and reasons.items() <= now.items()
        assert public <= set(Page.objects.published())
    assert titles.items() <= {each.address: (each.title, each.body) for each in Page.objects.all()}.items()


def test_a_failure_in_the_middle_leaves_everything_as_it_was(editor, monkeypatch):
    submission = tried(editor, "new-leaflet.txt")
    before = library()

    def fail(**_):
        raise BadData("the disk is full", file="x", mend="Make room.")

    monkeypatch.setattr("content.actions.articles.record_changes", fail)
    html = decide(editor, submission).content.decode()
    submission.refresh_from_db()
    assert (submission.state, submission.message) == ("failed", "The disk is full. Make room.")
    assert "The library is as it was before." in html and "Try again" in html
    assert library() == before
    monkeypatch.undo()
    decide(editor, submission, "again")
    submission.refresh_from_db()
    decide(editor, submission)
    assert Source.objects.filter(source_id="a-leaflet").exists()


def test_a_fault_of_ours_leaves_everything_as_it_was_and_is_noted(editor, monkeypatch):
    submission = tried(editor, "new-leaflet.txt")
    before = library()
    monkeypatch.setattr("content.actions.articles.compare", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        decide(editor, submission)
    submission.refresh_from_db()
    assert (submission.state, submission.message) == ("failed", submissions.STOPPED)
    assert library() == before


def test_what_was_not_foretold_is_not_loaded(editor):
    submission = tried(editor, "new-leaflet.txt")
    added(editor, "new-doubts.txt", title="Doubts")
    Page.objects.filter(slug="cost").update(status="draft")
    before = library()
    assert "The library has changed since this was worked out." in shown(editor, submission)
    html = decide(editor, submission).content.decode()
    old, submission = submission, Submission.objects.get(pk=submission.pk)
    assert (submission.state, submission.message) == ("ready", submissions.MOVED)
    assert "Look again, and decide." in html and submission.result != old.result
    assert library() == before
    decide(editor, submission)
    assert Submission.objects.get(pk=submission.pk).state == "loaded"


def test_who_has_not_seen_the_newest_trial_does_not_load(editor):
    submission = tried(editor, "new-leaflet.txt")
    before = library()
    html = decide(editor, submission, seen="0" * 64).content.decode()
    assert "It was worked out anew since you looked. Look again." in html
    assert library() == before


def test_only_one_article_is_loaded_at_a_time(editor):
    first, second = tried(editor, "new-leaflet.txt"), tried(editor, "new-doubts.txt", title="Doubts")
    Submission.objects.filter(pk=first.pk).update(state="loading", seen_at=timezone.now())
    html = decide(editor, second).content.decode()
    assert "Another article is being loaded just now. Wait until it is done." in html
    assert Submission.objects.get(pk=second.pk).state == "ready"
    with pytest.raises(IntegrityError):
        Submission.objects.filter(pk=second.pk).update(state="loading")


def test_a_second_click_loads_nothing_twice(editor):
    submission = added(editor, "new-leaflet.txt")
    once = library()
    assert "Somebody has decided about it already." in decide(editor, submission).content.decode()
    assert (
        "It is in the library, or on its way there." in decide(editor, submission, "discard").content.decode()
    )
    assert library() == once


def test_the_same_identifier_handed_in_twice_is_loaded_once(editor):
    first, second = tried(editor, "new-leaflet.txt"), tried(editor, "new-doubts.txt")
    decide(editor, first)
    html = decide(editor, second).content.decode()
    assert "There is an article with the identifier “a-leaflet” already." in html
    assert Snapshot.objects.get(source__source_id="a-leaflet").text == article("new-leaflet.txt")


def test_what_is_thrown_away_is_not_kept(editor):
    submission = tried(editor, "new-leaflet.txt")
    before = library()
    decide(editor, submission, "discard")
    submission.refresh_from_db()
    assert (submission.state, submission.text, submission.markup) == ("discarded", "", "")
    assert library() == before
    assert "was thrown away" in shown(editor, submission)


def test_a_reader_that_is_newer_than_the_library_adds_nothing(editor):
    Snapshot.objects.get(source__source_id="base-one").passages.filter(position=0).update(kind="sentence")
    submission = tried(editor, "new-leaflet.txt")
    assert submission.state == "failed" and "run “manage.py load_content”" in submission.message


# --- processes ------------------------------------------------------------------------------------------


def test_work_of_a_process_that_is_gone_is_given_up(editor):
    submission = tried(editor, "new-leaflet.txt")
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    process = background.process_name(gone.pid)
    Submission.objects.filter(pk=submission.pk).update(
        state="loading", process=process, seen_at=timezone.now()
    )
    assert submissions.STOPPED in shown(editor, submission)


@pytest.mark.parametrize(
    ("process", "minutes", "state"),
    [
        (background.process_name(os.getpid()), 1, "loading"),
        (background.process_name(os.getpid()), 31, "failed"),
        ("another-machine:1", 1, "loading"),
        ("another-machine:1", 31, "failed"),
        ("", 1, "loading"),
    ],
)
def test_silence_is_waited_for_half_an_hour(editor, process, minutes, state):
    submission = tried(editor, "new-leaflet.txt")
    seen_at = timezone.now() - timedelta(minutes=minutes)
    Submission.objects.filter(pk=submission.pk).update(state="loading", process=process, seen_at=seen_at)
    answer = editor.get(reverse("admin:content_submission_progress", args=[submission.pk])).json()
    assert Submission.objects.get(pk=submission.pk).state == state
    assert answer["is_at_work"] is (state == "loading")


def test_work_that_was_given_up_changes_nothing_any_more(editor):
    submission = tried(editor, "new-leaflet.txt")
    running = submissions.begin(submission=submission, state="loading", seen=submission.based_on)
    submissions.give_up(submission=running)
    before = library()
    submissions.work_on(submission=running)
    assert library() == before
    assert Submission.objects.get(pk=submission.pk).state == "failed"


PROCESS = """
import sys, time
from pathlib import Path
import django
django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
call_command("migrate", verbosity=0)
sys.path.insert(0, sys.argv[1])
from tests.web import adding
adding.make_library(Path(sys.argv[2]))
from content.actions import begin, hand_in
from content.background import look_after, start_work
from content.models import Source, Submission
from content.pipeline.snapshots import take_snapshot
snapshot = take_snapshot("leaf", adding.article("new-leaflet.txt"))
person = User.objects.create_user("ana")
row = hand_in(kind="new", source_id="leaf", snapshot=snapshot, meta={"title": "Leaf"}, person=person)
for state in ("reading", "loading"):
    row = begin(submission=row, state=state, seen=row.based_on)
    start_work(row)
    until = time.monotonic() + 120
    stages = set()
    while row.is_at_work and time.monotonic() < until:
        time.sleep(0.1)
        row.refresh_from_db()
        look_after(row)
        stages.add(row.stage)
    print(row.state, row.message, len(stages) > 1, Source.objects.filter(source_id="leaf").count())
"""


def test_a_process_of_its_own_reads_and_loads_an_article(tmp_path):
    root = ARTICLES.parent.parent.parent
    own = {
        "MESOINFO_DEBUG": "true",
        "DJANGO_SETTINGS_MODULE": "mesoinfo.settings",
        "PYTHONPATH": str(root),
        "MESOINFO_BACKGROUND": "process",
        "MESOINFO_LOG_LEVEL": "ERROR",
        "MESOINFO_DATABASE_URL": f"sqlite:///{tmp_path}/own.sqlite3",
    }
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MESOINFO_")} | own
    done = subprocess.run(
        [sys.executable, "-c", PROCESS, str(root), str(tmp_path)],
        env=environment,
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.stdout.splitlines()[-2:] == ["ready  True 0", "loaded  True 1"], done.stderr


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("submission_kind_known", {"kind": "gift"}),
        ("submission_state_known", {"state": "lost"}),
        ("submission_share_per_cent", {"share": 101}),
        ("submission_ready_has_result", {"state": "ready"}),
    ],
)
def test_the_database_refuses_what_no_submission_can_be(constraint, changes):
    row = Submission(**{"kind": "new", "source_id": "x", "person": make_person(), **changes})
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save()


def test_a_page_without_markup_is_not_kept(site):
    with pytest.raises(IntegrityError), transaction.atomic():
        Markup.objects.create(snapshot=Snapshot.objects.first(), html="")


# --- hostile texts --------------------------------------------------------------------------------------


def test_a_hostile_page_is_text_and_nothing_else(site, editor):
    title = "<script>alert(5)</script>"
    submission = tried(editor, "new-page.html", title=title, source_id="page-1")
    html = shown(editor, submission)
    assert "<script>alert" not in html and "onerror" not in html and "javascript:alert" not in html
    assert "&lt;script&gt;alert(5)&lt;/script&gt;" in html
    decide(editor, submission)
    assert "<script>alert" not in shown(editor, submission)
    source = Source.objects.get(source_id="page-1")
    snapshot = source.current_snapshot
    assert snapshot.markup.html == article("new-page.html") and "<nav>" not in snapshot.text
    for address in (
        f"/sources/{source.source_id}/",
        reverse("admin:content_source_change", args=[source.pk]),
        reverse("admin:content_snapshot_change", args=[snapshot.pk]),
    ):
        answer = editor.get(address).content.decode()
        assert "<script>alert" not in answer and "onclick=" not in answer, address


def test_a_web_page_is_read_again_as_it_was(site, editor):
    added(editor, "new-page.html", title="Page")
    once = library()
    assert rebuild_library().rows_written == 0
    load(site)
    assert library() == once


def test_a_part_of_a_page_is_read_as_somebody_says(editor):
    part = "<p>Mesotherapy can be used to treat scars.</p><p>It is a treatment.</p>"
    hand_in(editor, part, form="html")
    assert Submission.objects.first().markup == part
    hand_in(editor, part, form="plain", title="As text")
    assert (Submission.objects.first().markup, Submission.objects.first().text) == ("", part)


# --- taking away, and files -----------------------------------------------------------------------------


def test_an_article_that_is_taken_away_leaves_its_warnings_and_its_text(site, editor):
    added(editor, "new-leaflet.txt")
    Page.objects.filter(slug="epilepsy").update(status="published")
    submission = take_away(editor, "a-leaflet")
    assert "1 warning stays, but loses words that it rests on." in shown(editor, submission)
    decide(editor, submission)
    source = Source.objects.get(source_id="a-leaflet")
    assert source.current_snapshot is None and source.snapshots.count() == 1
    warning = page("contraindication/epilepsy")
    assert warning.is_public and not warning.is_present
    once = library()
    load(site)
    assert library() == once


def test_an_article_that_was_taken_away_can_be_loaded_again(editor):
    added(editor, "new-leaflet.txt")
    decide(editor, take_away(editor, "a-leaflet"))
    source = Source.objects.get(source_id="a-leaflet")
    added(editor, "new-leaflet.txt", source=source)
    assert source.snapshots.get().is_current and page("contraindication/epilepsy").is_present


def test_an_article_of_a_file_is_taken_away_by_its_file_only(editor):
    source = Source.objects.get(source_id="base-one")
    address = reverse("admin:content_submission_take_away", args=[source.pk])
    for send in (editor.get, editor.post):
        assert "Its text stands in a file." in send(address, follow=True).content.decode()
    assert not Submission.objects.exists()
    assert (
        "Take this article away"
        not in editor.get(reverse("admin:content_source_change", args=[source.pk])).content.decode()
    )


def test_only_the_facts_about_an_added_article_can_change(editor):
    added(editor, "new-leaflet.txt")
    source = Source.objects.get(source_id="a-leaflet")
    assert hand_in(editor, source=source).status_code == 400
    assert hand_in(editor, source=source, publisher="Needle House").status_code == 302
    submission = Submission.objects.first()
    assert submission.result["facts"] == {"publisher": ["", "Needle House"]}
    decide(editor, submission)
    source.refresh_from_db()
    assert source.publisher == "Needle House" and source.snapshots.count() == 1


def test_a_file_with_the_text_of_an_added_article_takes_over(site, editor):
    added(editor, "new-leaflet.txt")
    before = take_standing("a-leaflet")
    write(site / "sources/a-leaflet.txt", article("new-leaflet.txt"))
    load(site)
    source = Source.objects.get(source_id="a-leaflet")
    assert source.origin == "file" and take_standing("a-leaflet").pages == before.pages
    (site / "sources/a-leaflet.txt").unlink()
    load(site)
    assert source.current_snapshot is None


def test_a_file_with_another_text_under_the_same_name_is_refused(site, editor):
    added(editor, "new-leaflet.txt")
    before = library()
    write(site / "sources/a-leaflet.txt", article("new-doubts.txt"))
    with pytest.raises(Exception, match="an editor added another article as a-leaflet"):
        load(site)
    assert library() == before


def test_a_changed_text_of_a_file_holds_against_the_older_file(site, editor, capsys):
    hand_in(editor, article("changed-one.txt"), source=Source.objects.get(source_id="base-one"))
    decide(editor, Submission.objects.first())
    once = library()
    load(site)
    assert library() == once
    assert "base-one: newer_text_kept" in capsys.readouterr().out
    write(site / "sources/base-one.txt", article("changed-one.txt"))
    load(site)
    assert Source.objects.get(source_id="base-one").origin == "file"
    assert "base-one: taken_over" in capsys.readouterr().out


def test_a_file_of_an_article_that_was_taken_away_stays_out(site, editor, capsys):
    added(editor, "new-leaflet.txt")
    decide(editor, take_away(editor, "a-leaflet"))
    write(site / "sources/a-leaflet.txt", article("new-leaflet.txt"))
    load(site)
    assert "a-leaflet: kept_away" in capsys.readouterr().out
    assert Source.objects.get(source_id="a-leaflet").current_snapshot is None


def test_added_articles_are_carried_to_another_installation(site, editor, tmp_path):
    added(editor, "new-leaflet.txt", title="Leaflet", published_on="2025-03-04", note='It says "so".')
    added(editor, "new-page.html", title="Page")
    call_command("export_content", tmp_path / "out", verbosity=0)
    out = tmp_path / "out/sources"
    assert sorted(path.name for path in out.iterdir()) == ["leaflet.txt", "page.html", "sources.toml"]
    for name in ("base-one", "base-two"):
        write(out / f"{name}.txt", article(f"{name}.txt"))
        with (out / "sources.toml").open("a") as table:
            table.write(f'\n[{name}]\ntitle = "{name}"\nis_title_ours = true\n')
    before = {source_id: take_standing(source_id) for source_id in ("leaflet", "page")}
    call_command("load_content", sources=out, pages=site / "pages", verbosity=0)
    assert {source_id: take_standing(source_id) for source_id in before} == before
    assert set(Source.objects.values_list("origin", flat=True)) == {"file"}


def test_what_editors_decided_outlives_an_added_article(site, editor):
    added(editor, "new-leaflet.txt")
    assert ProposedConcept.objects.get(name__icontains="zebra").is_present
    Disagreement.objects.update(state="shown")
    states = dict(Disagreement.objects.values_list("key", "state"))
    added(editor, "new-page.html", title="Page")
    assert states.items() <= dict(Disagreement.objects.values_list("key", "state")).items()
    assert Indication.objects.filter(concept="acne", status="published").exists()
