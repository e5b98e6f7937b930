"""The evidence as a table: every quote of every sentence once, safe to open, streamed, for those who may look."""

import csv
import io
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from content.evidencefile import COLUMNS, FORMULA, _safe, evidence_lines
from content.models import Citation, Claim, Override, Verdict
from tests.web.factories import CHECKED_AT, PREGNANCY, QUESTION, REDNESS, make_page, make_source
from tests.web.people import make_editor, make_person

pytestmark = pytest.mark.django_db

URL = "admin:content_claim_evidence"


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def table(text):
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert {len(row) for row in rows} == {len(COLUMNS)}
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows[1:]]


def written(**options):
    return table("".join(evidence_lines(**options)))


@pytest.fixture
def pages():
    make_source()
    make_source("article-2")
    make_page("topics", "draft", REDNESS, status="draft")
    return make_page("who-should-not", "pregnancy", PREGNANCY)


def test_each_quote_is_one_row_with_everything_that_its_verdict_rests_on(pages):
    first, advice, absence = written()
    citation = Citation.objects.get(claim__page=pages)
    assert first == {
        "page_kind": "contraindication",
        "page_slug": "pregnancy",
        "page_title": "Pregnancy",
        "page_status": "published",
        "sentence_number": "1",
        "sentence": "Do not have it while you are pregnant.",
        "lead_in": "",
        "basis": "citation",
        "support": "supported",
        "anchor": "exact",
        "reasons": "",
        "source_id": "article-1",
        "source_title": "Needle facts article-1",
        "quote": "should not be performed during pregnancy",
        "start": str(citation.start),
        "end": str(citation.end),
        "snapshot_sha256": citation.snapshot.sha256,
        "checker_version": "1",
        "checked_at": CHECKED_AT.isoformat(),
        "override": "",
    }
    assert citation.snapshot.text[int(first["start"]) : int(first["end"])] == first["quote"]
    assert (advice["basis"], advice["quote"], absence["basis"]) == ("advice", "", "absence")


def test_a_sentence_with_two_quotes_has_two_rows_and_one_without_a_verdict_has_one(pages):
    both = REDNESS.strip() + ' [@article-2 "fades in a day"]\n'
    make_page("topics", "both", both)
    Verdict.objects.filter(claim__page__slug="both").delete()
    rows = [row for row in written() if row["page_slug"] == "both"]
    assert [(row["source_id"], row["quote"], row["support"]) for row in rows] == [
        ("article-1", "Redness is a common reaction", ""),
        ("article-2", "fades in a day", ""),
    ]


def test_reasons_broken_quotes_and_decisions_are_in_it(pages):
    reasons = [{"code": "quote_changed", "message": "A."}, {"code": "quote_changed", "message": "B."}]
    Verdict.objects.update(support="not_found", anchor="changed", reasons=reasons)
    Citation.objects.update(anchor="changed", snapshot=None, start=None, end=None)
    Claim.objects.update(
        override=Override.objects.create(
            page=pages,
            text="It is.",
            support="not_found",
            fingerprint="0" * 64,
            role="publisher",
            person=make_person("rita"),
            reason="I read it.",
            made_at=CHECKED_AT,
        )
    )
    row = written()[0]
    assert (row["reasons"], row["anchor"], row["start"], row["snapshot_sha256"]) == (
        "quote_changed",
        "changed",
        "",
        "",
    )
    assert row["override"] == (
        "A publisher of this site decided on 20 November 2026 that the sentence stands: I read it."
    )
    assert "rita" not in "".join(evidence_lines())


def test_only_public_pages_unless_asked(pages):
    assert {row["page_slug"] for row in written()} == {"pregnancy"}
    assert {row["page_slug"] for row in written(only_public=False)} == {"pregnancy", "draft"}


def test_no_cell_is_a_formula_and_commas_quotes_and_lines_survive(pages):
    Claim.objects.filter(position=1).update(text='=HYPERLINK("x"),\n"y"', context="\t@z")
    row = written()[0]
    assert (row["sentence"], row["lead_in"]) == ('\'=HYPERLINK("x"),\n"y"', "'\t@z")
    assert "\r\n" in "".join(evidence_lines())


@given(st.text())
def test_whatever_a_cell_holds_it_is_no_formula(text):
    assert not _safe(text).startswith(FORMULA)
    assert _safe(text).removeprefix("'") == text.removeprefix("'")


def test_the_button_sends_the_table_to_those_who_may_look(pages):
    response = client_of(make_editor()).get(reverse(URL))
    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="evidence-20')
    assert response["Content-Disposition"].endswith('.csv"')
    body = response.getvalue()
    assert body.startswith("\ufeff".encode())
    assert table(body.decode("utf-8-sig")) == written()
    everything = client_of(make_editor("eva")).get(reverse(URL), {"pages": "all"}).getvalue()
    assert table(everything.decode("utf-8-sig")) == written(only_public=False)


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_gets_it_and_nothing_is_sent_by_post(pages, method):
    assert getattr(Client(), method)(reverse(URL)).status_code == 302
    assert getattr(client_of(make_person("nobody")), method)(reverse(URL)).status_code == 403
    assert client_of(make_editor()).post(reverse(URL)).status_code == 405


@pytest.mark.parametrize("name", ["page", "claim"])
def test_the_lists_of_pages_and_sentences_have_the_button(pages, name):
    url = reverse(f"admin:content_{name}_changelist")
    link = f'href="{reverse(URL)}"'
    assert link in client_of(make_editor()).get(url).content.decode()
    only_pages = make_person("pia")
    only_pages.user_permissions.set(
        p for p in make_editor("e").user_permissions.all() if p.codename == f"view_{name}"
    )
    html = client_of(only_pages).get(url).content.decode()
    assert (link in html) == (name == "claim")


@pytest.mark.parametrize("number", [1, 3, 300])
def test_it_takes_two_queries_for_every_500_sentences(number):
    make_source()
    for n in range(number):
        make_page("topics", f"t{n}", REDNESS)
    with CaptureQueriesContext(connection) as queries:
        assert len(written()) == number
    assert len(queries) == 2


def test_the_command_writes_a_file_or_to_the_terminal(pages, tmp_path):
    make_page("topics", "t", QUESTION)
    file = tmp_path / "evidence.csv"
    file.write_text("older")
    err = StringIO()
    call_command("export_evidence", str(file), stderr=err)
    assert table(file.read_bytes().decode()) == written()
    assert err.getvalue() == f"{len(written())} rows written to {file}\n"
    out = StringIO(newline="")
    call_command("export_evidence", "--all", stdout=out)
    assert table(out.getvalue()) == written(only_public=False)


def test_a_file_that_cannot_be_written_is_said_and_nothing_is_left(pages, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_evidence", str(tmp_path / "no" / "evidence.csv"))
    (tmp_path / "folder").mkdir()
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_evidence", str(tmp_path / "folder"))
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
