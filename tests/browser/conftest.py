"""A real Chromium against the live server of the tests. Skipped, with the reason, where there is none."""

import os
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from content import actions
from content.actions import record_changes
from content.models import Topic
from tests.web.factories import fill_site
from tests.web.libraries import A, B, library, meta
from tests.web.people import PASSWORD, make_publisher
from tests.web.test_actions import DULL, files

# The driver of the browser keeps an event loop in this thread, where Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PATIENCE = 60_000  # milliseconds: a test is about what comes, not about how busy the machine is
LOCAL = ("http://localhost", "http://127.0.0.1", "data:", "blob:")


@pytest.fixture(scope="session")
def chromium():
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium: CI runs every test")
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server):
    """A function that opens a path in a fresh context; what the console says is in ``page.problems``."""
    contexts = []

    def open_path(path, *, width=1280, **options):
        context = chromium.new_context(viewport={"width": width, "height": 800}, locale="en-GB", **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.route("**/*", lambda r: r.continue_() if r.request.url.startswith(LOCAL) else r.abort())
        page = context.new_page()
        page.problems, page.requests = [], []
        page.on("console", lambda m: page.problems.append(f"{m.type}: {m.text}"))
        page.on("pageerror", lambda error: page.problems.append(f"error: {error}"))
        page.on("requestfailed", lambda request: page.problems.append(f"failed: {request.url}"))
        page.on("request", lambda request: page.requests.append(request.url))
        page.goto(live_server.url + path)
        return page

    yield open_path
    for context in contexts:
        context.close()


@pytest.fixture
def site(transactional_db):
    source = fill_site()
    record_changes()
    return source


@pytest.fixture
def desk(transactional_db, open_page, settings, tmp_path):
    """A function that signs a publisher in through the form and opens a path."""
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    actions.load_library(library=library(a=A, b=B), sources_meta=meta("a", "b"))
    actions.load_pages(files=files())
    Topic.objects.create(slug="draft", title="Dull skin", body=DULL)
    make_publisher()

    def sign_in(path, **options):
        page = open_page(f"/admin/login/?next={path}", **options)
        page.get_by_label("Username:").fill("petra")
        page.get_by_label("Password:").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Log out")).to_be_visible()
        page.wait_for_load_state()  # the scripts of the form have shown their buttons
        return page

    return sign_in
