"""Pages for the moments when nothing else works: they still say what to do if it is urgent."""

import re

import html5lib
import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from content.models import Page
from mesoinfo import errors


def answer(error, path="/questions/x/"):
    request = RequestFactory().get(path)
    try:
        raise error
    except (OSError, OperationalError, KeyError):
        return errors.server_error(request)


@pytest.mark.parametrize(
    ("error", "status"),
    [(OperationalError("disk I/O error"), 503), (OSError("gone"), 503), (KeyError("x"), 500)],
)
def test_an_error_page_needs_nothing_and_tells_nothing(error, status):
    response = answer(error)
    html = response.content.decode()
    assert response.status_code == status
    assert ("Retry-After" in response) == (status == 503)
    assert str(error) not in html and "Traceback" not in html
    html5lib.HTMLParser(strict=True).parse(html.strip())
    assert '<link rel="stylesheet" href="/static/css/main.css">' in html


def test_it_says_whom_to_call(settings):
    settings.EMERGENCY_NUMBER = "+90 112"
    for error in (OSError(), KeyError()):
        assert "Do not wait for this page. Call +90 112 now." in answer(error).content.decode()
    assert "112" not in errors.csrf_failure(RequestFactory().post("/")).content.decode()


def test_a_broken_database_gives_the_plain_page(client, db, monkeypatch):
    def broken(*args, **kwargs):
        raise OperationalError("no such table")

    monkeypatch.setattr(Page.objects.all().__class__, "published", broken)
    client.raise_request_exception = False
    response = client.get("/questions/")
    assert isinstance(response, HttpResponse) and response.status_code == 503
    assert "briefly unavailable" in response.content.decode()


def test_the_mark_in_the_tab_costs_no_request(client, db):
    html = client.get("/").content.decode()
    address = re.search(r'<link rel="icon" type="image/svg\+xml" href="([^"]+)">', html)[1]
    assert address.startswith("data:image/svg+xml,%3Csvg%20xmlns=")
    assert "img-src 'self' data:" in client.get("/").headers["Content-Security-Policy"]
