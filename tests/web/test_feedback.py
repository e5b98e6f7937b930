"""Was this page useful: what is taken, what is refused, and that nothing tells who it was."""

import re
import time
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.core.signing import TimestampSigner
from django.test import Client
from django.utils import timezone

from content import feedback
from content.feedback import answer_token, cleaned, masked, page_token
from content.models import Feedback, Page
from tests.web.factories import fill_site, make_page
from tests.web.people import make_editor, make_person

pytestmark = pytest.mark.django_db

PATH = "/questions/what-is-it/"
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture
def site(db):
    return fill_site()


@pytest.fixture
def strict():
    """A browser whose requests meet Django's own check of forms."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def later(monkeypatch):
    """A function that moves the clock of the tokens on by some seconds."""
    now, moved = time.time, [0]
    monkeypatch.setattr("time.time", lambda: now() + moved[0])
    return lambda seconds: moved.__setitem__(0, moved[0] + seconds)


def token_on(client, path=PATH):
    return re.search(r'name="page" value="([^"]+)"', client.get(path).content.decode())[1]


def send(client, fields, **headers):
    return client.post("/feedback/", fields, **{**OURS, **headers})


def say_no(client):
    """The token of the form that asks why."""
    html = send(client, {"page": token_on(client), "useful": "no"}).content.decode()
    return re.search(r'name="answer" value="([^"]+)"', html)[1]


def why(client, token, reason="hard", **fields):
    return send(client, {"answer": token, "reason": reason, **fields})


# --- what is taken


def test_a_yes_is_kept_and_thanked_for(strict, site):
    response = send(strict, {"page": token_on(strict), "useful": "yes"})
    assert (response.status_code, response["Location"]) == (302, "/feedback/thanks/?page=question/what-is-it")
    answer = Feedback.objects.get()
    assert (answer.page.address, answer.is_useful, answer.day) == (
        "question/what-is-it",
        True,
        timezone.localdate(),
    )
    html = strict.get(response["Location"]).content.decode()
    assert f'<a href="{PATH}">Back to' in html


def test_a_no_is_kept_at_once_and_may_be_explained(strict, site, later):
    token = say_no(strict)
    assert Feedback.objects.values_list("is_useful", "reason", "comment").get() == (False, "", "")
    later(5)
    response = why(strict, token, comment="  What is a “session”?\r\nI do not know. ")
    assert response["Location"] == "/feedback/thanks/?page=question/what-is-it"
    answer = Feedback.objects.get()
    assert (answer.reason, answer.comment) == ("hard", "What is a “session”?\nI do not know.")


def test_each_answer_takes_one_reason_once(strict, site, later):
    token = say_no(strict)
    later(5)
    assert [why(strict, token, reason).status_code for reason in ("hard", "wrong")] == [302, 302]
    assert Feedback.objects.get().reason == "hard"


@pytest.mark.parametrize(
    "path", ["/topics/what-it-is/", "/not-answered/cost/", "/about/", "/uses/dull-skin/"]
)
def test_every_page_of_text_asks(client, site, path):
    assert client.get(path).content.decode().count('action="/feedback/"') == 1


def test_the_sheet_and_lists_do_not_ask(client, site):
    make_page("site", "before-you-go", "Print this sheet. [@advice]\n")
    for path in ("/", "/questions/", "/before-you-go/"):
        assert "/feedback/" not in client.get(path).content.decode()


def test_the_form_says_what_not_to_write(client, site):
    html = send(client, {"page": token_on(client), "useful": "no"}).content.decode()
    assert "Do not write your name or anything about your health." in html


# --- nothing about the reader


def test_no_answer_sets_a_cookie_or_asks_for_one(strict, site, later):
    responses = [strict.get(PATH), send(strict, {"page": token_on(strict), "useful": "no"})]
    token = say_no(strict)
    later(5)
    responses += [why(strict, token, ""), why(strict, token), strict.get("/feedback/thanks/")]
    assert [list(response.cookies) for response in responses] == [[]] * 5
    assert strict.cookies == {}
    assert not any("Cookie" in response.get("Vary", "") for response in responses)


def test_a_row_has_room_for_nothing_about_the_reader():
    names = {field.name for field in Feedback._meta.get_fields()}
    assert names == {"id", "page", "day", "is_useful", "reason", "comment", "state"}
    with pytest.raises(FieldDoesNotExist):
        Feedback._meta.get_field("address")


@pytest.mark.parametrize(
    ("comment", "kept"),
    [
        ("write to ana.b+c@example.org please", "write to [e-mail address removed] please"),
        ("me@[10.0.0.1]", "me@[10.0.0.1]"),
        ("ring 020 7946 0018.", "ring [number removed]."),
        ("+44 (0)20 7946-0018", "[number removed]"),
        ("my number is 9434765919", "my number is [number removed]"),
        ("4 to 6 sessions, 18 years, 2026", "4 to 6 sessions, 18 years, 2026"),
        ("on 12.11.2026", "on [number removed]"),
        ("ring 07700 - 900123", "ring [number removed]"),
        (
            "ring 020\u20137946\u20110018 or 020\u200b7946\u200b0018",
            "ring [number removed] or [number removed]",
        ),
        ("0044 (0) 7700 – 900 123 now", "[number removed] now"),
        ("\u0660\u0667\u0667\u0660\u0660\u0669\u0660\u0660\u0661\u0662", "[number removed]"),
        (f"{'a' * 100}@example.org", "[e-mail address removed]"),
        ("ana\uff20example.org", "[e-mail address removed]"),
        ("me: ana @ example . org", "me: [e-mail address removed]"),
        (
            "ana (at) example.org, ana [at] example [dot] org",
            "[e-mail address removed], [e-mail address removed]",
        ),
        ("ana at example dot org", "[e-mail address removed]"),
        ("pain @ night, look at it", "pain @ night, look at it"),
        ("4 to 6 weeks; 3 or 4 times at 2 clinics.", "4 to 6 weeks; 3 or 4 times at 2 clinics."),
    ],
)
def test_addresses_and_numbers_are_masked(comment, kept):
    assert masked(comment) == kept


def test_what_is_stored_is_masked(client, site, later):
    token = say_no(client)
    later(5)
    why(client, token, comment="I am ana@example.org, 020 7946 0018")
    assert Feedback.objects.get().comment == "I am [e-mail address removed], [number removed]"


def test_masking_takes_no_longer_for_hostile_text():
    for text in ("1 " * 500, "a@" * 500, "@" * 1000, "((((" * 250, "1" * 1000, "a." * 500):
        masked(text)  # the test has a limit of time: none of these may take minutes
    assert cleaned("a\x00b\x1fc\ud800\r\nd") == "abc\nd"


# --- what is refused


def refused(response, status):
    html = response.content.decode()
    assert response.status_code == status
    assert "We could not take your answer" in html and "Traceback" not in html
    return html


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_SEC_FETCH_SITE": "none"},
        {"HTTP_SEC_FETCH_SITE": "", "HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_SEC_FETCH_SITE": "", "HTTP_ORIGIN": "null"},
        {"HTTP_SEC_FETCH_SITE": "", "HTTP_ORIGIN": "http://testserver.evil.example"},
        {"HTTP_SEC_FETCH_SITE": "", "HTTP_ORIGIN": "http://[::1"},
        {"HTTP_SEC_FETCH_SITE": "", "HTTP_REFERER": "http://evil.example/http://testserver/"},
        {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://testserver"},
        {"HTTP_SEC_FETCH_SITE": ""},
    ],
)
def test_another_site_cannot_answer(client, site, headers):
    refused(send(client, {"page": token_on(client), "useful": "yes"}, **headers), 403)
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ORIGIN": "http://testserver"},
        {"HTTP_REFERER": "http://testserver/questions/what-is-it/"},
    ],
)
def test_older_browsers_can_answer(client, site, headers):
    fields = {"page": token_on(client), "useful": "yes"}
    assert send(client, fields, HTTP_SEC_FETCH_SITE="", **headers).status_code == 302
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options"])
def test_other_methods_are_told_so(client, site, method):
    response = getattr(client, method)("/feedback/")
    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(client, site):
    response = send(client, {"page": token_on(client), "useful": "yes", "website": "http://spam.example"})
    assert response["Location"] == "/feedback/thanks/"
    assert not Feedback.objects.exists()


FORGED = ["", "1", "1:abc:def", "x" * 5000, "\x00", "1:zzzzzz:" + "a" * 43, "é:é:é", "::"]


@pytest.mark.parametrize("token", FORGED)
def test_a_forged_token_is_refused(client, site, token):
    refused(send(client, {"page": token, "useful": "yes"}), 400)
    refused(send(client, {"answer": token, "reason": "hard"}), 400)
    assert not Feedback.objects.exists()


def test_tokens_of_one_form_do_not_open_the_other(client, site, later):
    page = token_on(client)
    answer = say_no(client)
    later(5)
    refused(send(client, {"page": answer, "useful": "yes"}), 400)
    refused(send(client, {"answer": page, "reason": "hard"}), 400)
    unsalted = TimestampSigner().sign(str(Page.objects.first().pk))
    refused(send(client, {"page": unsalted, "useful": "yes"}), 400)


@pytest.mark.parametrize(
    ("seconds", "status"), [(0, 302), (46 * 3600, 302), (49 * 3600, 400), (-2 * 3600, 400)]
)
def test_a_page_can_be_answered_for_two_days(client, site, later, seconds, status):
    token = token_on(client)
    later(seconds)
    assert send(client, {"page": token, "useful": "yes"}).status_code == status


@pytest.mark.parametrize(("seconds", "status"), [(0, 400), (3, 302), (7000, 302), (7300, 400)])
def test_reasons_come_neither_at_once_nor_hours_later(client, site, later, seconds, status):
    token = say_no(client)
    later(seconds)
    assert why(client, token).status_code == status
    assert Feedback.objects.get().reason == ("hard" if status == 302 else "")


def test_a_page_fetched_twice_in_an_hour_is_the_same(client, site, monkeypatch):
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0)
    first = client.get(PATH).content
    monkeypatch.setattr("time.time", lambda: 1_800_000_900.0)
    assert client.get(PATH).content == first


def test_a_page_that_is_not_public_takes_no_answer(client, site):
    token = token_on(client)
    Page.objects.filter(slug="what-is-it").update(status="draft")
    refused(send(client, {"page": token, "useful": "yes"}), 400)


@pytest.mark.parametrize("useful", ["", "maybe", "YES", "1"])
def test_only_yes_and_no_are_answers(client, site, useful):
    refused(send(client, {"page": token_on(client), "useful": useful}), 400)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"reason": ""}, "Choose one of the four reasons."),
        ({"reason": "nonsense"}, "Choose one of the four reasons."),
        ({"reason": "other", "comment": "x" * 1001}, "Your comment is too long."),
    ],
)
def test_what_can_be_mended_comes_back_with_what_was_written(client, site, later, fields, message):
    token = say_no(client)
    later(5)
    response = why(client, token, **{"comment": "<b>Why</b>", **fields})
    html = response.content.decode()
    assert response.status_code == 400 and message in html
    assert fields.get("comment", "<b>Why</b>") in unescape(html) and "<b>Why</b>" not in html
    assert Feedback.objects.get().reason == ""
    later(5)
    again = re.search(r'name="answer" value="([^"]+)"', html)[1]
    assert why(client, again, "other", comment="x" * 999 + "\r\n" + "\r\ny"[:0]).status_code == 302


def test_line_ends_count_once(client, site, later):
    token = say_no(client)
    later(5)
    assert why(client, token, comment="a\r\n" * 499 + "ab").status_code == 302
    assert len(Feedback.objects.get().comment) == 1000


def test_answers_are_bounded_each_day_for_a_page_and_for_all(client, site, monkeypatch):
    monkeypatch.setattr(feedback, "MOST_A_DAY", 5)
    monkeypatch.setattr(feedback, "MOST_A_DAY_FOR_A_PAGE", 3)

    def statuses(path, times):
        return [
            send(client, {"page": token_on(client, path), "useful": "yes"}).status_code for _ in range(times)
        ]

    assert statuses(PATH, 4) == [302, 302, 302, 429]
    assert statuses("/topics/what-it-is/", 3) == [302, 302, 429]
    Feedback.objects.update(day=timezone.localdate() - timedelta(days=1))
    assert statuses(PATH, 1) == [302]


BODIES = [
    (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
    (b"useful=%ff%00&page=%00", "application/x-www-form-urlencoded"),
    (b"&" * 5000, "application/x-www-form-urlencoded"),
    (b"a=1&" * 1500, "application/x-www-form-urlencoded"),
    (b"page=" + b"x" * 2_000_000, "application/x-www-form-urlencoded"),
    (b"nonsense", "multipart/form-data; boundary=x"),
    (b"nonsense", "multipart/form-data"),
    (b"--x\r\nContent-Disposition: form-data; name=page\r\n\r\n", "multipart/form-data; boundary=x"),
    (b"{}", "application/json"),
    (b"", ""),
    (b"page=1", "application/x-www-form-urlencoded; charset=utf-7"),
    (b"page=1", "text/plain; charset=nonsense"),
]


@pytest.mark.parametrize(("body", "kind"), BODIES)
def test_hostile_requests_get_a_page_in_plain_words(client, site, body, kind):
    client.raise_request_exception = True
    refused(client.generic("POST", "/feedback/", body, content_type=kind, **OURS), 400)
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["", "question/none", "\x00", "site/../..", "question/" + "x" * 9999, "<script>", "//evil.example"],
)
def test_thanks_lead_to_our_pages_only(client, site, name):
    response = client.get("/feedback/thanks/", {"page": name})
    html = response.content.decode()
    assert response.status_code == 200 and '<a href="/">The start page</a>' in html
    assert "evil" not in html.partition("<main")[2].partition("</main>")[0]


# --- editors


def test_editors_see_answers_and_mark_them(site):
    page = Page.objects.get(slug="what-is-it", kind="question")
    rows = [
        Feedback.objects.create(
            page=page, day=timezone.localdate(), is_useful=False, reason="wrong", comment=text
        )
        for text in ("It is <i>wrong</i>.", "Really.")
    ]
    client = Client()
    client.force_login(make_person("eddy", ["change_feedback"]))
    listed = client.get("/admin/content/feedback/").content.decode()
    assert "It is &lt;i&gt;wrong&lt;/i&gt;." in listed and "What is" in listed
    address = f"/admin/content/feedback/{rows[0].pk}/change/"
    client.post(address, {"state": "done", "comment": "Changed", "is_useful": "on"})
    rows[0].refresh_from_db()
    assert (rows[0].state, rows[0].comment, rows[0].is_useful) == ("done", "It is <i>wrong</i>.", False)
    chosen = {"action": "mark_seen", "_selected_action": [rows[1].pk]}
    client.post("/admin/content/feedback/", chosen)
    rows[1].refresh_from_db()
    assert rows[1].state == "seen"


def test_who_may_only_look_changes_nothing(site):
    page = Page.objects.get(slug="what-is-it", kind="question")
    row = Feedback.objects.create(page=page, day=timezone.localdate(), is_useful=False)
    client = Client()
    client.force_login(make_person("luke", ["view_feedback"]))
    client.post(f"/admin/content/feedback/{row.pk}/change/", {"state": "done"})
    client.post("/admin/content/feedback/", {"action": "mark_done", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.state == "new"


def test_what_waits_is_on_the_first_page_of_the_admin(site):
    page = Page.objects.get(slug="what-is-it", kind="question")
    for reason in ("wrong", ""):
        Feedback.objects.create(page=page, day=timezone.localdate(), is_useful=False, reason=reason)
    client = Client()
    client.force_login(make_editor())
    work = {waiting.title: waiting.count for waiting in client.get("/admin/").context["work"]}
    assert work["Readers who say that something seems wrong"] == 1
    assert work["Readers whom a page did not help"] == 1


def test_no_comment_is_public(client, site, later):
    token = say_no(client)
    later(5)
    why(client, token, comment="Zanzibar")
    for path in (PATH, "/feedback/thanks/?page=question/what-is-it", "/questions/"):
        assert "Zanzibar" not in client.get(path).content.decode()


def test_tokens_do_not_repeat_what_they_name(site):
    page = Page.objects.get(slug="what-is-it", kind="question")
    answer = Feedback.objects.create(page=page, day=timezone.localdate(), is_useful=False)
    assert page_token(page).split(":")[0] == str(page.pk)
    assert answer_token(answer) != page_token(page)
