"""The two addresses of the Markdown editor: closed to all but editors, brief when they refuse, never an error."""

import re

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from content.images import MAX_BYTES
from content.rendering import MAX_CHARS, render_markdown
from tests.pipeline.braking import brake
from tests.web.people import make_editor, make_person
from tests.web.test_images import WORDS, encoded, upload_of

UPLOAD = "/admin/markdownx/upload/"

PREVIEW = "/admin/markdownx/markdownify/"
BOTH = [PREVIEW, UPLOAD]


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }


@pytest.fixture
def editor(db):
    client = Client()
    client.force_login(make_editor())
    return client


def answer(client, url, **extra):
    return client.post(url, {"content": "*red*", **WORDS, "image": upload_of(encoded())}, **extra)


@pytest.mark.parametrize("url", BOTH)
@pytest.mark.parametrize("person", ["nobody", "reader", "staff", "looker", "retired"])
def test_everybody_but_editors_is_refused_in_a_sentence_and_not_redirected(db, url, person):
    client = Client()
    people = {
        "reader": {"permissions": ["change_topic"], "is_staff": False},
        "staff": {},
        "looker": {"permissions": ["view_topic"]},
        "retired": {"permissions": ["change_topic"], "is_active": False},
    }
    if person in people:
        client.force_login(make_person(**people[person]))
    for response in (answer(client, url), client.get(url)):
        assert response.status_code == 403
        assert b"log in again" in response.content
        assert b"<" not in response.content
    assert not default_storage.exists("uploads")


@pytest.mark.parametrize("url", BOTH)
@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options", "patch"])
def test_only_post_is_answered(editor, url, method):
    assert getattr(editor, method)(url).status_code == 405


@pytest.mark.parametrize("permission", ["change_topic", "change_sideeffect"])
def test_one_kind_of_page_is_enough_to_be_an_editor(db, permission):
    client = Client()
    client.force_login(make_person(permissions=[permission, "add_picture"]))
    assert [answer(client, url).status_code for url in BOTH] == [200, 200]


def test_an_editor_who_may_not_add_pictures_is_told_so(db):
    client = Client()
    client.force_login(make_person(permissions=["change_topic"]))
    response = answer(client, UPLOAD)
    assert (response.status_code, answer(client, PREVIEW).status_code) == (403, 200)
    assert response.json() == {"error": "You may not add pictures. Ask the person who runs the site."}
    assert not default_storage.exists("uploads")


@pytest.mark.parametrize("url", BOTH)
def test_answers_are_never_cached(editor, url):
    assert "no-store" in answer(editor, url)["Cache-Control"]


@pytest.mark.parametrize("url", BOTH)
def test_a_forged_request_is_refused_briefly(db, url):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_editor())
    response = answer(client, url)
    assert (response.status_code, b"<" in response.content) == (403, False)
    client.get("/admin/content/topic/add/")
    token = client.cookies["csrftoken"].value
    assert answer(client, url, headers={"X-CSRFToken": token}).status_code == 200
    assert default_storage.exists("uploads") == (url == UPLOAD)


@pytest.mark.parametrize("url", BOTH)
def test_a_body_that_is_too_long_is_not_read(editor, url):
    body = b"x" * (MAX_BYTES + 200_000)
    response = editor.post(url, body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 413
    assert {PREVIEW: "The text is too long", UPLOAD: "The picture is larger than 5 MB."}[
        url
    ] in response.content.decode()


@pytest.mark.parametrize("url", BOTH)
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"garbage", "multipart/form-data"),
        (b"garbage", "multipart/form-data; boundary=x"),
        (b"a=1&" * 2000, "application/x-www-form-urlencoded"),
        (b'{"content": 1}', "application/json"),
        (b"content=%ff%fe", "application/x-www-form-urlencoded"),
    ],
)
def test_a_request_that_cannot_be_read_is_never_an_error_of_ours(editor, url, body, kind):
    response = editor.post(url, body, content_type=kind)
    assert response.status_code in ((200, 400) if url == PREVIEW else (400,))
    assert url == PREVIEW or response.json()["error"].endswith(".")


# --- the preview --------------------------------------------------------------------------------------


def test_the_preview_is_what_the_site_shows(editor):
    text = 'Do **not** have it. [@article-1 "should not"]\n\n## Why\n\n- It is not known. [@absence]\n'
    response = editor.post(PREVIEW, {"content": text})
    shown = re.search(
        r'data-part="page">(.*)<div data-part="sentences"', response.content.decode(), re.DOTALL
    )
    words = re.sub(
        r" <span[^>]*live-tag.*?</span>|<details.*?</details>|<[^>]*>", "", shown[1], flags=re.DOTALL
    )
    published = re.sub(r"<[^>]*>", "", render_markdown(text))
    assert " ".join(published.split()) in " ".join(words.split())
    assert "<strong>not</strong>" in response.content.decode()
    assert response["Content-Type"] == "text/html; charset=utf-8"


def test_the_preview_says_which_mark_cannot_be_read(editor):
    response = editor.post(PREVIEW, {"content": 'Fine. [@advice]\n\nOpen. [@article-1 "never closed]'})
    assert (
        "</button> Line 3, column 7: the quote of this citation is not closed." in response.content.decode()
    )


@pytest.mark.parametrize(("length", "status"), [(MAX_CHARS, 200), (MAX_CHARS + 1, 413)])
def test_the_preview_of_a_long_text_ends_at_the_limit_of_pages(editor, length, status):
    response = editor.post(PREVIEW, {"content": "é" * length})
    assert response.status_code == status


def test_the_preview_of_brackets_is_quick(editor):
    with brake(30):  # the package's own took 47 seconds
        assert editor.post(PREVIEW, {"content": "[" * 20_000}).status_code == 200


@pytest.mark.parametrize("url", BOTH)
def test_answers_carry_the_strict_policy(editor, url):
    policy = answer(editor, url)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/markdownx/markdownify/", "/markdownx/upload/"])
def test_the_views_of_the_package_have_no_address(editor, path):
    assert editor.post(path, {"content": "x"}).status_code == 404
