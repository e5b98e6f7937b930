"""What a request says of its character set, at the servers' entry points: Django fails before any page of ours."""

import asyncio
from importlib import import_module
from io import BytesIO

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

pytestmark = pytest.mark.django_db

ODD = ("hex", "idna", "undefined", "no-such-set", "a\\b")
TEXT = ("utf-8", "UTF8", "latin-1")


@pytest.fixture(autouse=True)
def server(monkeypatch):
    """The entry points set this for the server that imports them; a request would close the tests' connection."""
    monkeypatch.setenv("MESOINFO_DATABASE_MUST_EXIST", "true")
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def application(name):
    return import_module(f"mesoinfo.{name}").application


def environ(path, content_type, method="GET"):
    whole = RequestFactory()._base_environ(PATH_INFO=path, REQUEST_METHOD=method, QUERY_STRING="q=k%C3%A4se")
    return whole | {"CONTENT_TYPE": content_type, "HTTP_HOST": "localhost", "wsgi.input": BytesIO()}


def status_of_wsgi(path, content_type, **options):
    said = []
    application("wsgi")(environ(path, content_type, **options), lambda status, headers: said.append(status))
    return int(said[0][:3])


def status_of_asgi(path, content_type):
    said = []

    async def ask():
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": b"q=k%C3%A4se",
            "headers": [(b"host", b"localhost"), (b"content-type", content_type.encode())],
        }
        waiting = [{"type": "http.request", "body": b""}]

        async def receive():
            if waiting:
                return waiting.pop()
            return await asyncio.Future()

        async def send(message):
            said.append(message)

        await application("asgi")(scope, receive, send)

    asyncio.run(ask())
    return said[0]["status"]


@pytest.mark.parametrize("charset", ODD + TEXT)
def test_no_character_set_is_a_fault_of_the_server(charset):
    assert status_of_wsgi("/robots.txt", f"text/html; charset={charset}") == 200


@pytest.mark.parametrize("charset", ODD)
def test_a_form_in_no_character_set_is_read_as_utf_8(charset):
    form = f"application/x-www-form-urlencoded; charset={charset}"
    assert status_of_wsgi("/admin/login/", form, method="POST") in (200, 403)


@pytest.mark.parametrize("charset", ["hex", "utf-8"])
def test_the_other_entry_point_does_the_same(charset):
    assert status_of_asgi("/robots.txt", f"text/html; charset={charset}") == 200
