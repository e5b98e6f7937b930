"""Who did what: one line for every change, and a list to look through that nobody can change."""

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from content.models import Disagreement, Feedback, Link, Question, SuggestedMerge, Topic
from tests.web.factories import REDNESS, make_disagreement, make_page, make_source, make_suggestion
from tests.web.people import make_editor, make_person, make_publisher
from tests.web.test_images import WORDS, encoded

pytestmark = pytest.mark.django_db

LIST = "admin:admin_logentry_changelist"


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def reader_of_the_log(name="lea"):
    """Somebody of the staff who may look at the log and at nothing else."""
    person = make_person(name)
    person.user_permissions.add(Permission.objects.get(codename="view_logentry"))
    return person


def line(person, row, flag=CHANGE, words="Said."):
    return LogEntry.objects.create(
        user=person,
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        object_repr=str(row),
        action_flag=flag,
        change_message=words,
    )


def lines():
    """The kind of row and the words of each line, oldest first."""
    entries = LogEntry.objects.order_by("pk").select_related("content_type")
    return [(e.content_type and e.content_type.model, e.get_change_message()) for e in entries]


# --- the list --------------------------------------------------------------------------------------


def test_it_shows_person_time_deed_row_and_words_with_a_link_to_what_is_there():
    ana, page = make_editor(), make_page("topics", "t", "")
    line(ana, page, words="Changed the <b>text</b>.")
    line(ana, page, DELETION)
    html = client_of(reader_of_the_log()).get(reverse(LIST)).content.decode()
    address = reverse("admin:content_topic_change", args=[page.pk])
    assert html.count(f'href="{address}"') == 1
    assert "Changed the &lt;b&gt;text&lt;/b&gt;." in html
    assert "ana" in html
    assert "Deleted" in html


def test_it_can_be_filtered_by_person_deed_kind_and_day_and_searched():
    ana, eva, page = make_editor(), make_editor("eva"), make_page("topics", "t", "")
    source = make_source()
    line(ana, page, words="One.")
    line(eva, page, ADDITION, words="Two.")
    old = line(ana, source, DELETION, words="Three.")
    LogEntry.objects.filter(pk=old.pk).update(action_time="2020-01-02T12:00Z")
    client = client_of(reader_of_the_log())

    def found(**parameters):
        rows = client.get(reverse(LIST), parameters).context["cl"].result_list
        return sorted(row.change_message for row in rows)

    assert found() == ["One.", "Three.", "Two."]
    assert found(user__id__exact=eva.pk) == ["Two."]
    assert found(did=DELETION) == ["Three."]
    assert found(content_type__id__exact=ContentType.objects.get_for_model(page).pk) == ["One.", "Two."]
    assert found(action_time__year="2020") == ["Three."]
    assert found(q="two") == ["Two."]
    assert found(q="Needle facts") == ["Three."]
    assert found(q="eva") == ["Two."]


def test_only_those_who_may_look_at_it_do_and_nobody_changes_it():
    entry = line(make_editor(), make_page("topics", "t", ""))
    row = reverse("admin:admin_logentry_change", args=[entry.pk])
    for person in (make_editor("eva"), make_publisher(), make_person("nobody")):
        assert client_of(person).get(reverse(LIST)).status_code == 403
        assert client_of(person).get(row).status_code == 403
    assert Client().get(reverse(LIST)).status_code == 302
    for person in (reader_of_the_log(), User.objects.create_superuser("root")):
        client = client_of(person)
        assert client.get(row).status_code == 200
        assert client.post(row, {"change_message": "Other."}).status_code == 403
        assert client.post(reverse("admin:admin_logentry_delete", args=[entry.pk])).status_code == 403
        assert client.get(reverse("admin:admin_logentry_add")).status_code == 403
    action = {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
    client.post(reverse(LIST), action)
    assert lines() == [("topic", "Said.")]


def test_it_stands_with_the_people_on_the_first_page():
    groups = client_of(reader_of_the_log()).get("/admin/").context["app_list"]
    assert [(group["name"], [m["object_name"] for m in group["models"]]) for group in groups] == [
        ("People", ["LogEntry"])
    ]


# --- what is in it ---------------------------------------------------------------------------------


@pytest.fixture
def questions():
    make_source()
    return [make_page("questions", slug, REDNESS) for slug in ("stays", "goes")]


def test_a_merge_and_what_takes_it_back_are_told_on_both_questions(questions):
    stays, goes = questions
    client = client_of(make_publisher())
    sent = {"into": stays.pk, "reason": "One answer fits both."}
    client.post(reverse("admin:content_question_merge", args=[goes.pk]), sent)
    assert lines() == [
        ("question", "Merged into “Stays”. Why: One answer fits both."),
        ("question", "“Goes” merged into it. Why: One answer fits both."),
    ]
    LogEntry.objects.all().delete()
    client.post(reverse("admin:content_link_take_back", args=[Link.objects.get().pk]))
    told = lines()
    assert [model for model, _ in told] == ["link", "question", "question"]
    assert told[0][1] == "Taken back."
    assert all("are the same" in words for _, words in told[1:])


@pytest.mark.parametrize("answer", ["same", "not_same"])
def test_an_answer_to_the_software_is_told_with_its_reason(questions, answer):
    row = make_suggestion("stays", "goes")
    url = reverse("admin:content_suggestedmerge_change", args=[row.pk])
    client_of(make_publisher()).post(url, {"answer": answer, "keep": "stays", "reason": "I read both."})
    assert SuggestedMerge.objects.get().state == answer
    models = [model for model, _ in lines()]
    assert sorted(models) == ["question", "question", "suggestedmerge"]
    assert next(words for model, words in lines() if model == "suggestedmerge").endswith("Why: I read both.")


def test_answers_of_readers_that_were_marked_are_told_one_by_one():
    page = make_page("topics", "t", "")
    for _ in range(2):
        Feedback.objects.create(page=page, day="2026-11-20", is_useful=False)
    Feedback.objects.create(page=page, day="2026-11-20", is_useful=False, state="seen")
    keys = list(Feedback.objects.values_list("pk", flat=True))
    client = client_of(make_editor())
    url = reverse("admin:content_feedback_changelist")
    client.post(url, {"action": "mark_seen", "_selected_action": keys})
    assert lines() == [("feedback", "Marked as seen.")] * 2
    assert set(Feedback.objects.values_list("state", flat=True)) == {"seen"}
    client.post(url, {"action": "mark_done", "_selected_action": keys[:1]})
    assert lines()[2:] == [("feedback", "Marked as done.")]


def test_a_difference_that_is_settled_is_told():
    make_disagreement(make_source(), "Redness")
    client = client_of(make_editor())
    row = Disagreement.objects.get()
    url = reverse("admin:content_disagreement_change", args=[row.pk])
    inline = {"positions-TOTAL_FORMS": 0, "positions-INITIAL_FORMS": 0}
    client.post(url, {"state": "settled", "settled_reason": "So.", **inline})
    assert [model for model, _ in lines()] == ["disagreement"]


def test_a_page_that_is_written_and_deleted_is_told():
    client = client_of(make_editor())
    sent = {"title": "New", "slug": "new", "body": "", "status": "draft", "order": 0, "language": "en-GB"}
    client.post(reverse("admin:content_topic_add"), {**sent, "text_seen": ""})
    page = Topic.objects.get()
    client.post(reverse("admin:content_topic_delete", args=[page.pk]), {"post": "yes"})
    assert list(LogEntry.objects.order_by("pk").values_list("action_flag", flat=True)) == [ADDITION, DELETION]
    assert not Question.objects.exists()


def test_a_picture_that_was_sent_is_told_and_one_that_was_refused_is_not(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    client = client_of(make_editor())
    for data in (encoded(), b"<svg/>"):
        sent = {**WORDS, "image": SimpleUploadedFile("a.png", data, "image/png")}
        client.post("/admin/markdownx/upload/", sent)
    assert lines() == [("picture", "Added.")]
    assert LogEntry.objects.get().action_flag == ADDITION
