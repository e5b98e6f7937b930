"""What waits on the first page of the admin, and lists that take as many queries for 300 rows as for one."""

from datetime import date, timedelta

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.actions import write_draft
from content.models import (
    Citation,
    Claim,
    Feedback,
    LookedAt,
    Override,
    Page,
    Passage,
    SearchMiss,
    SelfTest,
    SignOff,
    SuggestedMerge,
    Verdict,
)
from content.pipeline.verdicts import CHECKER_VERSION
from tests.web.factories import (
    CHECKED_AT,
    REDNESS,
    fill_site,
    make_disagreement,
    make_page,
    make_passage,
    make_picture,
    make_proposal,
    make_source,
    make_suggestion,
)
from tests.web.multiplying import multiply
from tests.web.people import make_editor, make_person
from tests.web.test_admin import rows, wait_with_words  # noqa: F401  the fixture

pytestmark = pytest.mark.django_db

REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def waiting():
    """One row in every list of work, and beside each a row that looks like it and does not wait."""
    source, other = make_source(), make_source("article-2")
    signed = make_page("topics", "signed", REDNESS)
    SignOff.objects.create(
        page=signed,
        person=make_person("ida"),
        role="clinical_reviewer",
        text_sha256=signed.read_sha256,
        signed_on=date(2026, 11, 22),
    )
    for slug in ("contradicted", "withdrawn"):
        status = "draft" if slug == "contradicted" else "withdrawn"
        page = make_page("topics", slug, REDNESS, status=status)
        Verdict.objects.filter(claim__page=page).update(support="contradicted")
    moved = make_page("topics", "moved", REDNESS, status="draft")
    Citation.objects.filter(claim__page=moved).update(anchor="moved")
    gone = make_page("topics", "gone", REDNESS, status="withdrawn")
    Citation.objects.filter(claim__page=gone).update(anchor="missing", snapshot=None, start=None, end=None)
    make_page("topics", "kept", "Ask first. [@advice]\n", status="draft", refusal=["no_text Empty."])
    make_page("topics", "read", "Ask first. [@advice]\n", status="in_review")
    make_page("topics", "no-text", "")
    make_page("topics", "approved", "Ask first. [@advice]\n", status="approved")
    ida = signed.sign_offs.get().person
    for changed, state in ((signed, "in_review"), (make_page("topics", "other", ""), "draft")):
        write_draft(page=changed, title="Changed", body=REDNESS, status=state, person=ida)
    unsigned = make_page("topics", "unsigned", REDNESS, next_review_on=date(2026, 1, 1))
    SignOff.objects.create(
        page=unsigned,
        person=signed.sign_offs.get().person,
        role="editor",
        text_sha256="0" * 64,
        signed_on=date(2026, 11, 22),
    )
    wait_with_words(make_picture(ida), ida)
    make_picture(ida, 2)
    for number, second in enumerate((True, False)):
        Override.objects.create(
            page=unsigned,
            person=ida,
            role="publisher",
            text="It is.",
            support="not_found",
            fingerprint=f"{number:064d}",
            reason="So.",
            made_at=CHECKED_AT,
            needs_second=second,
        )
    make_passage(source, "Bruises may also appear.", disposition="unusable", reason="cut_off")
    make_passage(source, "Needle facts", disposition="background", reason="no_statement")
    make_passage(source, "It can be used", disposition="background", reason="")
    older = make_passage(other, "Needle facts", disposition="unusable", reason="cut_off")
    older.snapshot.is_current = False
    older.snapshot.save()
    place = make_passage(source, "Serious infection is possible in rare cases.")
    make_proposal("Zebra stripes", place, role="contraindication")
    make_proposal("Zebra lines", place, role="indication")
    make_proposal("Zebra dots", place, role="indication", state="rejected", reason="No.")
    make_disagreement(source, "Redness", key="open", subject="Open")
    make_disagreement(source, "Redness", key="shown", subject="Shown", state="shown")
    SelfTest.objects.create(
        checker_version=CHECKER_VERSION,
        sentences=2,
        made=9,
        caught=1,
        critical=0,
        is_good_enough=False,
        tested_at=CHECKED_AT,
    )
    make_suggestion("what-is-it", "words:so what")
    make_suggestion("striped", "spotted", family="side_effect")
    answers = {"page": signed, "day": date(2026, 11, 20)}
    Feedback.objects.create(is_useful=False, reason="wrong", **answers)
    Feedback.objects.create(is_useful=False, reason="wrong", state="done", **answers)
    Feedback.objects.create(is_useful=False, reason="hard", **answers)
    Feedback.objects.create(is_useful=True, **answers)
    today = timezone.localdate()
    SearchMiss.objects.create(words="zebra", day=today)
    SearchMiss.objects.create(words="zebra", day=today - timedelta(days=40))
    return source


def test_every_list_counts_what_waits_and_leads_to_exactly_these_rows(waiting):
    client = client_of(make_editor())
    work = client.get("/admin/").context["work"]
    assert {found.title: found.count for found in work} == {
        "Sentences that an article contradicts": 1,
        "Quotes that do not stand in their article": 1,
        "Warnings under names that nobody has placed yet": 1,
        "Readers who say that something seems wrong": 1,
        "Pages kept back by the checks": 1,
        "Parts of articles that the software could not use": 1,
        "Tests in which the checks let too much pass": 1,
        "Differences between articles that nobody has looked at": 1,
        "Pages in review": 1,
        "Changes of public pages to read or to publish": 1,
        "Words of pictures that wait for somebody else": 1,
        "Decisions on sentences that wait for somebody else": 1,
        "Approved pages": 1,
        "Public pages, review overdue": 1,
        "Public pages that nobody has signed": 1,
        "Uses under names that nobody has placed yet": 1,
        "Questions that look like the same one": 1,
        "Names that look like the same thing": 1,
        "Readers whom a page did not help": 1,
        "Searches without an answer": 1,
        "Parts of articles in which the software found nothing": 1,
    }
    for found in work:
        changelist = client.get(found.address).context["cl"]
        assert (found.title, len(changelist.result_list)) == (found.title, found.count)


def test_each_list_shows_the_row_that_waits(waiting):
    client = client_of(make_editor())
    shown = {
        found.title: client.get(found.address).context["cl"].result_list[0]
        for found in client.get("/admin/").context["work"]
    }
    assert shown["Sentences that an article contradicts"].page.slug == "contradicted"
    assert shown["Quotes that do not stand in their article"].claim.page.slug == "moved"
    assert shown["Public pages that nobody has signed"].slug == "unsigned"
    assert shown["Parts of articles that the software could not use"].quote == "Bruises may also appear."
    assert shown["Parts of articles in which the software found nothing"].quote == "Needle facts"
    assert shown["Questions that look like the same one"].family == "question"


def test_what_somebody_looked_at_waits_no_longer_and_survives_a_new_reading(waiting):
    ana = make_editor()
    client, url = client_of(ana), reverse("admin:content_passage_changelist")
    parts = Passage.objects.filter(disposition__in=["unusable", "background"])

    def count():
        work = {found.title: found.count for found in client.get("/admin/").context["work"]}
        return [number for title, number in work.items() if title.startswith("Parts of articles")]

    assert count() == [1, 1]
    sent = {"action": "mark_looked_at", "_selected_action": [part.pk for part in parts]}
    client.post(url, sent)
    client.post(url, sent)
    assert count() == [0, 0]
    assert LookedAt.objects.count() == LogEntry.objects.count() == parts.count()
    row = Passage.objects.get(quote="Bruises may also appear.")
    assert f"{ana}, " in client.get(reverse("admin:content_passage_change", args=[row.pk])).content.decode()
    row.delete()
    row.save(force_insert=True)
    assert count() == [0, 0]
    row.end, row.quote = row.end - 1, row.quote[:-1]
    row.save()
    assert count() == [1, 0]


def test_only_those_who_may_sign_mark_a_part_as_looked_at(waiting):
    client = client_of(make_person("nils", ["change_topic"]))
    sent = {"action": "mark_looked_at", "_selected_action": [Passage.objects.first().pk]}
    client.post(reverse("admin:content_passage_changelist"), sent)
    assert not LookedAt.objects.exists()


def test_a_change_of_the_text_asks_for_a_new_signature_and_a_clinician_is_asked_for_by_itself(waiting):
    client = client_of(make_editor())
    pages = reverse("admin:content_page_changelist")

    def slugs(value):
        return sorted(page.slug for page in client.get(pages, {"public": value}).context["cl"].result_list)

    assert (slugs("unsigned"), slugs("no-clinician")) == (["unsigned"], ["unsigned"])
    SignOff.objects.filter(page__slug="signed").update(role="editor")
    assert (slugs("unsigned"), slugs("no-clinician")) == (["unsigned"], ["signed", "unsigned"])
    page = Page.objects.get(slug="signed")
    page.body += "\n"
    page.save()
    assert slugs("unsigned") == ["signed", "unsigned"]


def test_lists_without_rows_are_folded_into_one_line():
    make_source()
    make_page("topics", "read", "Ask first. [@advice]\n", status="in_review")
    response = client_of(make_editor()).get("/admin/")
    assert [found.title for found in response.context["waiting"]] == ["Pages in review"]
    assert len(response.context["empty"]) == len(response.context["work"]) - 1
    html = response.content.decode()
    assert html.count("Nothing waits in:") == 1
    assert html.index("Pages in review") < html.index("Nothing waits in:")
    assert "Read them, then approve" in html
    assert "Look at the page today." not in html


def test_the_first_page_takes_the_same_queries_whatever_waits(waiting):
    client = client_of(make_editor())
    taken = []
    for number in (1, 3, 300):
        for model in (Claim, Citation, Passage, Feedback, SuggestedMerge):
            multiply(model, number)
        with CaptureQueriesContext(connection) as queries:
            client.get("/admin/")
        taken.append(len(queries))
    assert taken[0] == taken[1] == taken[2] <= 30


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.model_name)
def test_every_list_takes_the_same_queries_for_1_and_3_and_300_rows(rows, model, monkeypatch):  # noqa: F811  a fixture
    root = User.objects.create_superuser("root")
    kind = ContentType.objects.get_for_model(Page)
    LogEntry.objects.create(user=root, content_type=kind, object_id="1", object_repr="A", action_flag=CHANGE)
    multiply(model, 300)
    client = client_of(root)
    model_admin = admin.site.get_model_admin(model)
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    taken = []
    for number in (1, 3, 300):
        monkeypatch.setattr(model_admin, "list_per_page", number)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url)
        assert len(response.context["cl"].result_list) == number
        taken.append(len(queries))
    assert taken[0] == taken[1] == taken[2] <= 12


def test_the_lists_that_wait_take_the_same_queries_for_1_and_3_and_300_rows(waiting):
    client = client_of(make_editor())
    work = client.get("/admin/").context["work"]
    taken = {found.title: [] for found in work}
    for number in (1, 3, 300):
        for model in (Passage, Feedback, SuggestedMerge, SearchMiss):
            multiply(model, number)
        for found in work:
            with CaptureQueriesContext(connection) as queries:
                client.get(found.address)
            taken[found.title].append(len(queries))
    assert {title for title, numbers in taken.items() if len(set(numbers)) > 1} == set()


def test_a_site_without_faults_asks_for_nothing_that_hurts():
    fill_site()
    work = client_of(make_editor()).get("/admin/").context["work"]
    assert [found.count for found in work[:5]] == [0, 0, 0, 0, 0]
