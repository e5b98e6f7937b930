"""Draft, in review, approved, published, withdrawn: who may say which, and who has to be somebody else."""

from copy import copy
from datetime import timedelta

import html5lib
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content import actions
from content.actions.checks import REVIEW_AFTER
from content.actions.workflow import weight_of
from content.admin.history import kept_of
from content.groups import GROUPS, make_groups
from content.models import Contraindication, Draft, Page, SignOff, Source, Statement, Topic
from content.models.drafts import words_of
from content.significance import Level
from tests.web.factories import make_page, make_passage, make_source, make_statement
from tests.web.libraries import A, B, library, meta
from tests.web.people import EDITOR, PUBLISHER, REVIEWER, make_editor, make_person, make_publisher
from tests.web.test_actions import DULL, REDNESS, TOPIC, files
from tests.web.test_editing import add, client_of, errors, form_of, fresh, said, save, sign, typed

pytestmark = pytest.mark.django_db

AVOID = 'Avoid it while you are pregnant. [@a "Needling should not be performed during pregnancy"]'
NEW_WARNING = 'Do not have it during pregnancy. [@a "Needling should not be performed during pregnancy"]'


@pytest.fixture
def site():
    actions.load_library(library=library(a=A, b=B), sources_meta=meta("a", "b"))
    actions.load_pages(files=files())


@pytest.fixture
def editor(site):
    return client_of(make_editor())


@pytest.fixture
def publisher(site):
    return client_of(make_publisher())


@pytest.fixture
def reviewer(site):
    return client_of(make_person("rosa", REVIEWER))


def warning():
    return Contraindication.objects.get()


# --- two people ---------------------------------------------------------------------------------------


def test_nobody_publishes_a_warning_that_they_wrote_alone(publisher, reviewer):
    before = warning().body
    response = save(publisher, warning(), body=NEW_WARNING)
    (refusal,) = [message for message in said(response) if "concerns safety" in message]
    assert refusal.startswith("The checks pass, and the text is saved as “In review”.")
    assert (warning().body, warning().draft.status) == (before, "in_review")
    assert any("approved" in message for message in said(save(reviewer, warning(), status="approved")))
    assert (warning().body, warning().draft.status) == (before, "approved")
    assert "The page is public now, with this text." in said(save(publisher, warning(), status="published"))
    assert (warning().body, Draft.objects.count()) == (NEW_WARNING, 0)
    assert {(s.person.username, s.role) for s in warning().sign_offs.all()} == {
        ("rosa", "clinical_reviewer"),
        ("petra", "publisher"),
    }


def test_the_publisher_is_the_second_person_of_what_somebody_else_wrote(editor, publisher):
    save(editor, warning(), body=NEW_WARNING, status="in_review")
    assert "The page is public now, with this text." in said(save(publisher, warning(), status="published"))
    assert (warning().body, warning().written_by.username) == (NEW_WARNING, "ana")


def test_a_signature_of_another_text_or_of_the_author_is_none(publisher, reviewer):
    save(publisher, warning(), body=NEW_WARNING)
    save(reviewer, warning(), status="approved")
    save(publisher, warning(), body=f"{NEW_WARNING}\n{AVOID}", status="in_review")
    assert warning().draft.status == "in_review"
    assert any("concerns safety" in line for line in said(save(publisher, warning(), status="published")))
    sign(publisher, warning(), note="Mine.")
    assert SignOff.objects.filter(person__username="petra").exists()
    assert any("concerns safety" in line for line in said(save(publisher, warning(), status="published")))
    assert NEW_WARNING not in warning().body


def test_a_new_page_that_warns_waits_for_a_person_and_not_for_the_checks(publisher, editor):
    body = f"{DULL}\n{NEW_WARNING}"
    response = add(publisher, Topic, title="Who", slug="who", body=body, status="published")
    page = Topic.objects.get(slug="who")
    assert any("concerns safety" in message for message in said(response))
    assert (page.status, page.refusal) == ("in_review", [])
    actions.check_pages()
    assert fresh(page).status == "in_review", "the software never takes the place of the second person"


def test_what_does_not_concern_safety_needs_one_person(publisher):
    page = Topic.objects.get()
    save(publisher, page, body=f"{TOPIC}\n{REDNESS}")
    assert fresh(page).body == f"{TOPIC}\n{REDNESS}"
    assert any("concerns safety" in line for line in said(save(publisher, page, body=REDNESS)))
    assert fresh(page).body != REDNESS, "it would have taken a warning away"


def test_nobody_approves_what_they_wrote_or_what_they_change_while_approving(reviewer):
    save(reviewer, warning(), body=NEW_WARNING, status="in_review")
    assert "You wrote this text." in errors(save(reviewer, warning(), status="approved"))["status"][0]
    other = client_of(make_person("rita", REVIEWER))
    response = save(other, warning(), body=f"{NEW_WARNING}\n{AVOID}", status="approved")
    assert "Save the changed text as “In review” first." in errors(response)["status"][0]
    assert not SignOff.objects.exists()
    assert "nothing to approve" in errors(save(other, Topic.objects.get(), status="approved"))["status"][0]


def test_changed_words_are_not_approved_any_more(editor, reviewer):
    add(editor, Topic, title="T", slug="t", body=DULL, status="in_review")
    page = Topic.objects.get(slug="t")
    save(reviewer, page, status="approved")
    assert (fresh(page).status, page.sign_offs.get().person.username) == ("approved", "rosa")
    save(editor, page, body=f"{DULL}\n{REDNESS}")
    assert fresh(page).status == "in_review"


@pytest.mark.parametrize(
    ("permissions", "offered"),
    [
        (EDITOR, {"draft", "in_review"}),
        (REVIEWER, {"draft", "in_review", "approved"}),
        (PUBLISHER, {"draft", "in_review", "approved", "published", "withdrawn"}),
    ],
)
def test_each_role_is_offered_its_own_statuses_and_can_send_no_other(site, permissions, offered):
    client = client_of(make_person("x", permissions))
    for page in (Topic.objects.get(), Topic.objects.create(slug="t", title="T", body=DULL)):
        field = client.get(form_of(page)).context["adminform"].form.fields["status"]
        assert {value for value, _ in field.choices} == offered
        for status in {"draft", "in_review", "approved", "published", "withdrawn"} - offered:
            assert list(errors(save(client, page, status=status))) == ["status"]


def test_a_warning_that_an_article_gives_is_not_withdrawn_by_anybody(publisher):
    response = save(publisher, warning(), status="withdrawn")
    assert "An article in use gives this warning" in errors(response)["status"][0]
    assert warning().status == "published"
    Contraindication.objects.update(is_present=False)
    save(publisher, warning(), status="withdrawn")
    assert warning().status == "withdrawn"


def test_who_approves_what_the_checks_refuse_is_told(editor, reviewer):
    add(editor, Topic, title="T", slug="t", body=f"{DULL}\nIt cures. [@advice]", status="in_review")
    response = save(reviewer, Topic.objects.get(slug="t"), status="approved")
    assert any("The checks still refuse a sentence of it" in message for message in said(response))


def test_the_log_says_what_came_of_a_save(editor, publisher):
    save(editor, warning(), body=NEW_WARNING, status="in_review")
    save(publisher, warning(), status="published")
    save(publisher, warning(), body=AVOID)
    told = [entry.change_message for entry in LogEntry.objects.order_by("pk")]
    assert told == [
        "In review, beside the public text. Changed: body, status.",
        "Published. Changed: status.",
        "In review, beside the public text, chosen was Published. Changed: body.",
    ]


def test_a_signature_of_the_text_is_none_of_another_title(publisher, reviewer):
    save(reviewer, warning(), body=NEW_WARNING, status="in_review")
    save(publisher, warning(), status="published")
    sign(reviewer, warning(), role="clinical_reviewer")
    response = save(publisher, warning(), title="Safe while you are pregnant")
    assert any("somebody else has to" in message for message in said(response))
    assert warning().title == "Pregnancy"


def test_a_text_of_its_own_takes_the_place_of_a_change_once_the_page_is_off_the_site(editor, publisher):
    """The state that a changed article leaves: the page in review, kept back, and a change beside it."""
    page = Topic.objects.get()
    save(editor, page, body=f"{TOPIC}\n{REDNESS}", status="in_review")
    Topic.objects.update(status="in_review", refusal=["sentence 1: not_found No."])
    save(editor, page)
    assert fresh(page).refusal == [], "the software does not publish what nobody decided about"
    assert (fresh(page).written_by.username, Draft.objects.count()) == ("ana", 0)
    actions.check_pages()
    assert fresh(page).status == "in_review"


def test_a_form_from_before_a_page_was_withdrawn_does_not_bring_it_back(publisher):
    page = Topic.objects.get()
    form = typed(publisher.get(form_of(page)))
    save(client_of(make_publisher("paul")), page, status="withdrawn")
    response = publisher.post(form_of(page), form | {"group": "Other"})
    assert "Somebody else has saved this page" in errors(response)["__all__"][0]
    assert fresh(page).status == "withdrawn"


# --- weight and the date of the next review ------------------------------------------------------------


def test_a_slip_leaves_the_date_of_review_and_needs_one_person(publisher):
    soon, page = timezone.localdate() + timedelta(days=3), Topic.objects.get()
    Topic.objects.update(next_review_on=soon, body=TOPIC.replace("doctor", "doctpr"))
    make_page("topics", "other", "The doctor knows. [@advice]")
    save(publisher, page, body=TOPIC)
    assert (fresh(page).body, fresh(page).next_review_on) == (TOPIC, soon)
    assert kept_of(page)[0].weight == "a slip of the pen"


def test_a_change_for_safety_begins_the_time_to_the_next_review_anew(editor, publisher):
    soon = timezone.localdate() + timedelta(days=3)
    Page.objects.update(next_review_on=soon)
    save(editor, warning(), body=NEW_WARNING, status="in_review")
    save(publisher, warning(), status="published")
    assert warning().next_review_on == timezone.localdate() + REVIEW_AFTER
    topic = Topic.objects.get()
    save(publisher, topic, body=f"{TOPIC}\n{REDNESS}")
    assert fresh(topic).next_review_on == soon, "what a page says is not its safety"


def test_a_date_that_somebody_chose_stays(editor, publisher):
    chosen = timezone.localdate() + timedelta(days=30)
    save(editor, warning(), body=NEW_WARNING, status="in_review")
    save(publisher, warning(), status="published", next_review_on=chosen.isoformat())
    assert (warning().body, warning().next_review_on) == (NEW_WARNING, chosen)


# --- history --------------------------------------------------------------------------------------------


def address(page, what, *more):
    return reverse(f"admin:content_{page.kind}_{what}", args=[page.pk, *more])


def text_of(response):
    tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    return " ".join(" ".join(tree.find("body").itertext()).split())


def test_every_text_is_kept_with_who_wrote_it(publisher, editor):
    page = Topic.objects.get()
    save(editor, page, body=f"{TOPIC}\n{REDNESS}", status="in_review")
    save(publisher, page, status="published")
    kept = [(line.state, line.body, str(line.version.revision.user or "")) for line in kept_of(page)]
    assert kept == [
        ("Published", f"{TOPIC}\n{REDNESS}", "petra"),
        ("In review, beside the public text", f"{TOPIC}\n{REDNESS}", "ana"),
        ("Published", TOPIC, ""),
    ]
    assert "Texts of this page" in text_of(editor.get(address(page, "history")))


def test_an_older_text_is_taken_again_as_a_draft_and_goes_live_when_published(publisher):
    page = Topic.objects.get()
    save(publisher, page, body=f"{TOPIC}\n{REDNESS}")
    oldest = kept_of(page)[-1]
    shown = publisher.get(address(page, "compare_version", oldest.version.pk))
    assert "(new: Redness is common." in text_of(shown)
    response = publisher.post(address(page, "restore", oldest.version.pk), follow=True)
    assert "nothing has changed for readers" in said(response)[0]
    assert (fresh(page).body, page.draft.body) == (f"{TOPIC}\n{REDNESS}", TOPIC)
    save(publisher, page, status="published")
    assert fresh(page).body == TOPIC


def test_the_text_of_a_page_that_is_not_public_is_taken_again_at_once(editor):
    add(editor, Topic, title="T", slug="t", body=DULL)
    page = Topic.objects.get(slug="t")
    save(editor, page, body=REDNESS, title="Other")
    editor.post(address(page, "restore", kept_of(page)[-1].version.pk))
    assert (fresh(page).title, fresh(page).body, fresh(page).status) == ("T", DULL, "draft")
    assert page.claims.get().text == "It can be used for dull skin.", "and checked"


def test_a_change_that_waits_is_compared_and_given_up_and_stays_in_the_history(editor):
    page = Topic.objects.get()
    assert editor.get(address(page, "compare")).status_code == 404, "nothing waits"
    save(editor, page, body=DULL, status="in_review")
    shown = text_of(editor.get(address(page, "compare")))
    assert "(taken out: Ask a doctor first. [@advice] )" in shown
    assert "It concerns somebody’s safety." in shown
    assert "concerns somebody’s safety" in text_of(editor.get(form_of(page)))
    editor.post(address(page, "give_up"))
    assert not Draft.objects.exists()
    assert DULL in [line.body for line in kept_of(page)]


def test_what_changes_something_is_asked_for_by_post_and_by_those_who_may(editor, site):
    page = Topic.objects.get()
    save(editor, page, body=DULL, status="in_review")
    version = kept_of(page)[-1].version.pk
    reader = client_of(make_person("leo", ["view_topic"]))
    for what, more in (("restore", [version]), ("give_up", [])):
        assert editor.get(address(page, what, *more)).status_code == 403
        assert reader.post(address(page, what, *more)).status_code == 403
        assert Client().post(address(page, what, *more)).status_code == 302
    assert editor.post(address(page, "restore", 10**9)).status_code == 404
    assert editor.post(address(warning(), "restore", version)).status_code == 404, "of another page"
    assert Draft.objects.get().body == DULL
    strange = Client(enforce_csrf_checks=True)
    strange.force_login(make_editor("eve"))
    assert strange.post(address(page, "give_up")).status_code == 403


def test_a_load_is_one_revision_and_the_same_load_none(site):
    from reversion.models import Revision

    assert Revision.objects.get().comment == "Loaded from files."
    assert actions.load_pages(files=files()).rows_written == 0
    assert Revision.objects.count() == 1


def test_a_draft_that_the_public_text_has_overtaken_says_so(editor, publisher):
    page = Topic.objects.get()
    save(editor, page, body=f"{TOPIC}\n{REDNESS}", status="in_review")
    assert "The public text has changed since" not in text_of(editor.get(form_of(page)))
    actions.load_pages(files=files(topic=f"{TOPIC}\n\nDrink water. [@advice]"))
    assert fresh(page).body.endswith("Drink water. [@advice]")
    assert "The public text has changed since this change was begun." in text_of(editor.get(form_of(page)))


def test_withdrawing_a_page_leaves_no_change_beside_it(editor, publisher):
    page = Topic.objects.get()
    save(editor, page, body=DULL, status="in_review")
    save(publisher, page, status="withdrawn")
    assert (fresh(page).status, fresh(page).body, Draft.objects.count()) == ("withdrawn", DULL, 0)
    assert fresh(page).written_by.username == "ana"


# --- the groups -----------------------------------------------------------------------------------------


def test_the_groups_are_there_and_can_do_what_the_people_of_the_tests_can(db):
    for name, codenames in (("Editors", EDITOR), ("Clinical reviewers", REVIEWER), ("Publishers", PUBLISHER)):
        held = set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))
        assert set(GROUPS[name]) | {"view_logentry", "view_page"} <= held
        assert set(codenames) - {"delete_source", "delete_snapshot"} <= held
    assert not Group.objects.get(name="Editors").permissions.filter(codename="publish_page").exists()


def test_a_group_that_was_changed_by_hand_stays_until_it_is_reset(db):
    group = Group.objects.get(name="Editors")
    group.permissions.clear()
    assert make_groups() == []
    assert not group.permissions.exists()
    call_command("reset_groups", verbosity=0)
    assert group.permissions.filter(codename="change_topic").exists()


# --- more than title and text ---------------------------------------------------------------------------


@pytest.mark.parametrize("changes", [{"group": "Harmless"}, {"language": "tr"}])
def test_the_place_of_a_warning_waits_for_a_second_person(publisher, reviewer, changes):
    (name, value), before = *changes.items(), words_of(warning())
    save(publisher, warning(), **changes)
    assert words_of(warning()) == before
    assert getattr(warning().draft, name) == value
    shown = publisher.get(reverse("admin:content_contraindication_compare", args=[warning().pk]))
    assert value in shown.content.decode()
    save(reviewer, warning(), status="approved")
    save(publisher, warning(), status="published")
    assert getattr(warning(), name) == value
    assert kept_of(warning())[0].words == words_of(warning())


def test_an_editor_proposes_a_group_and_a_publisher_agrees(editor, publisher):
    page = Topic.objects.get()
    save(editor, page, group="New group", status="in_review")
    assert (fresh(page).group, page.draft.group) == ("", "New group")
    save(publisher, page, status="published")
    assert fresh(page).group == "New group"


def test_a_sentence_that_rests_on_a_grave_effect_is_safety_on_any_page(publisher):
    """Its own words warn of nothing: the article calls the effect serious."""
    source = make_source("c", "Infection is possible. It is popular.")
    effect = make_page("side-effects", "infection", concept="infection")
    passage = make_passage(source, "Infection is possible.")
    make_passage(source, "It is popular.")
    make_statement(effect, passage, "side_effect", concept="infection", seriousness="serious")
    Statement.objects.filter(page=effect).update(mention_start=0, mention_end=9)
    page = Topic.objects.get()
    told = f'{page.body}\nIt can cause infection. [@c "Infection is possible"]'
    set_public(page, told)
    for body in (TOPIC, told.replace("can cause", "seldom causes")):
        save(publisher, page, body=body)
        assert (fresh(page).body, fresh(page).draft.body) == (told, body)
    mild = f'{TOPIC}\nIt is popular. [@c "It is popular"]'
    assert weight_of(page, with_body(page, mild)) is Level.SAFETY, "it takes the other away"
    set_public(page, mild)
    assert weight_of(page, with_body(page, TOPIC)) is Level.MEANING


def set_public(page, body):
    page.body = body
    page.save()
    actions.check_page(page=page)


def with_body(page, body):
    changed = copy(page)
    changed.body = body
    return changed


# --- what readers are told of a review -----------------------------------------------------------------

NOBODY = "Not reviewed by a health professional."
SOME = "A health professional has reviewed only some pages."


def test_readers_are_told_what_a_clinician_has_reviewed_and_only_that(reviewer):
    topic, other = "/topics/uses/", warning().get_absolute_url()
    client = Client()

    def told(path):
        words = " ".join(text_of(client.get(path)).split())
        return [each for each in (NOBODY, SOME) if each in words]

    assert told(topic) == told(other) == told("/topics/") == [NOBODY]
    sign(reviewer, Topic.objects.get(), role="clinical_reviewer")
    assert (told(topic), told(other), told("/topics/")) == ([], [SOME], [SOME])
    assert SOME in client.get("/llms.txt").content.decode()
    page = Topic.objects.get()
    page.body = f"{TOPIC}\n{REDNESS}"
    page.save()
    assert told(topic) == told("/topics/") == [NOBODY], "the signature was for another text"


def test_the_site_does_not_say_that_an_independent_article_promotes(site):
    assert "which promote the treatment" in text_of(Client().get("/topics/"))
    Source.objects.filter(source_id="b").update(interest="independent")
    words = text_of(Client().get("/topics/"))
    assert "Based on only 2 articles." in words
    assert "promote" not in words.partition("Based on")[2][:60]
