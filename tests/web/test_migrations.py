"""Migrations with rows in the tables: there and back again."""

import pytest
from django.core.management import call_command
from django.db import connection

from content.actions import check_page, write_draft
from content.models import Claim, Contraindication, Draft, Override, Page, SearchEntry
from content.models.reading import read_hash
from content.search import find
from tests.web.factories import CHECKED_AT, fill_site, make_page
from tests.web.people import make_person

KINDS_OF_0008 = {"difference", "gap", "site"}


@pytest.mark.django_db(transaction=True)
def test_a_site_that_is_brought_up_to_date_can_be_searched_at_once():
    fill_site()
    try:
        call_command("migrate", "content", "0009", verbosity=0)
        call_command("migrate", "content", "0010", verbosity=0)
    finally:
        call_command("migrate", verbosity=0)
    assert find("redness").is_answered
    made = set(SearchEntry.objects.values_list("pk", flat=True))
    call_command("migrate", verbosity=0)
    assert set(SearchEntry.objects.values_list("pk", flat=True)) == made


@pytest.mark.django_db(transaction=True)
def test_pages_of_our_own_are_gone_backwards_and_all_others_stay():
    fill_site()
    draft = make_page("topics", "marked", "This site keeps nothing. [@site]\n", status="draft")
    check_page(page=draft)
    Page.objects.filter(pk=draft.pk).update(
        figures=["skin-layers"], file_head='+++\ntitle = "A"\nfigures = ["skin-layers"]\n+++\n\n'
    )
    before = set(Page.objects.values_list("kind", "slug"))
    assert {kind for kind, _ in before} >= KINDS_OF_0008
    try:
        call_command("migrate", "content", "0006", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT kind, slug FROM content_page")
            left = set(cursor.fetchall())
    finally:
        call_command("migrate", verbosity=0)
    assert left == {(kind, slug) for kind, slug in before if kind not in KINDS_OF_0008}
    assert set(Page.objects.values_list("kind", "slug")) == left
    assert [claim.basis for claim in Claim.objects.filter(page__slug="marked")] == ["none"]
    assert Page.objects.get(slug="marked").figures == ["skin-layers"]


@pytest.mark.django_db(transaction=True)
def test_what_is_there_already_is_brought_under_the_rule_of_two_people():
    """Drafts get the place of their page; a decision on a page that warns waits; hashes are filled in."""
    fill_site()
    person, page = make_person("ida"), Contraindication.objects.get(slug="pregnancy")
    write_draft(page=page, title="Other", body=page.body, status="draft", person=person)
    claim = page.claims.get(position=1)
    made = {"text": claim.text, "support": "not_found", "reason": "So.", "made_at": CHECKED_AT}
    row = Override.objects.create(page=page, person=person, role="publisher", fingerprint="0" * 64, **made)
    Claim.objects.filter(pk=claim.pk).update(override=row, heading="Why")
    Override.objects.create(page=page, role="publisher", fingerprint="1" * 64, **made)
    try:
        call_command("migrate", "content", "0018", verbosity=0)
    finally:
        call_command("migrate", verbosity=0)
    draft = Draft.objects.get()
    assert (draft.group, draft.language) == (page.group, page.language)
    row = Override.objects.get()
    assert (row.person, row.is_waiting, row.heading) == (person, True, "Why"), "a file's decision is gone"
    assert all(each.read_sha256 == read_hash(each) for each in Page.objects.all())
