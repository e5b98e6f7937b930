"""Migrations with rows in the tables: there and back again."""

import pytest
from django.core.management import call_command
from django.db import connection

from content.actions import check_page
from content.models import Claim, Page, SearchEntry
from content.search import find
from tests.web.factories import fill_site, make_page

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
