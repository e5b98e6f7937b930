"""The health check and the pages for bad days."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory

from mesoinfo import errors


@pytest.mark.django_db
def test_health_reads_a_table(client):
    assert (client.get("/healthz").status_code, client.head("/healthz").status_code) == (200, 200)


@pytest.mark.django_db(transaction=True)
def test_health_fails_without_the_table(client):
    with connection.schema_editor() as editor:
        editor.execute("ALTER TABLE content_page RENAME TO content_page_away")
    try:
        assert client.get("/healthz").status_code == 503
    finally:
        with connection.schema_editor() as editor:
            editor.execute("ALTER TABLE content_page_away RENAME TO content_page")


@pytest.mark.parametrize(
    ("error", "status", "retry"),
    [(DatabaseError("locked"), 503, "30"), (OSError("disk full"), 503, "30"), (ValueError("bug"), 500, None)],
)
def test_error_page_needs_nothing_and_shows_no_trace(error, status, retry):
    try:
        raise error
    except (DatabaseError, OSError, ValueError):
        response = errors.server_error(RequestFactory().get("/"))
    assert (response.status_code, response.get("Retry-After")) == (status, retry)
    assert str(error) not in response.content.decode()


@pytest.mark.django_db
def test_csrf_failure_is_a_short_page():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x", "password": "y"})
    assert response.status_code == 403
    assert "Please log in again" in response.content.decode()


@pytest.mark.django_db
def test_every_answer_carries_the_headers(client):
    for path in ("/healthz", "/admin/login/", "/no-such-page/"):
        response = client.get(path)
        assert "default-src 'none'" in response["Content-Security-Policy"].split("; "), path
        assert response["Permissions-Policy"].startswith("accelerometer=()")
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
