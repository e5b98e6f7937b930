"""An editor adds an article with the keyboard alone; every screen is whole, readable and quiet."""

import re

import pytest
from playwright.sync_api import expect

from content.models import Source, Submission
from tests.browser.test_editor import said_by_console
from tests.browser.walking import overflow, violations
from tests.web.adding import ARTICLES, article, make_library
from tests.web.people import PASSWORD, make_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(transactional_db, open_page, tmp_path):
    """A function that signs an editor in through the form and opens a path."""
    make_library(tmp_path)
    make_editor()

    def sign_in(path, **options):
        page = open_page(f"/admin/login/?next={path}", **options)
        page.get_by_label("Username:").fill("ana")
        page.get_by_label("Password:").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Log out")).to_be_visible()
        page.wait_for_load_state()
        return page

    return sign_in


def is_sound(page):
    page.wait_for_load_state()
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert (page.url, overflow(page), violations(page)) == (page.url, 0, [])


def go_to(page, element):
    """Tab until ``element`` has the focus, and see that it shows."""
    for _ in range(120):
        if element.evaluate("e => e === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(element).to_be_focused()
    style = element.evaluate(
        "e => { const s = getComputedStyle(e); return [s.outlineStyle, s.borderColor, s.boxShadow, s.textDecorationLine] }"
    )
    assert style[0] != "none" or style[1:] != ["", "none", "none"]


def test_an_article_is_added_with_the_keyboard_alone(desk):
    page = desk("/admin/content/source/")
    go_to(page, page.get_by_role("link", name="Add an article"))
    page.keyboard.press("Enter")
    go_to(page, page.get_by_label("Paste the text of the article here"))
    page.keyboard.insert_text(article("new-leaflet.txt"))
    go_to(page, page.get_by_label("Title:", exact=True))
    page.keyboard.insert_text("A leaflet")
    go_to(page, page.get_by_role("button", name="Go on"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What would come of it: “A leaflet”")
    expect(page.get_by_text("1 page leaves the site.")).to_be_visible()
    go_to(page, page.locator("summary").first)
    page.keyboard.press("Enter")
    expect(page.locator("details").first).not_to_have_attribute("open", "")
    go_to(page, page.get_by_role("button", name="Load it"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What came of it: “A leaflet”")
    go_to(page, page.get_by_role("link", name="Place the new names"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Purple zebra feet").first).to_be_visible()
    assert Source.objects.get(source_id="a-leaflet").current_snapshot.text == article("new-leaflet.txt")
    assert said_by_console(page) == []


@pytest.mark.parametrize(
    ("width", "scheme"), [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]
)
def test_every_screen_is_sound(desk, width, scheme):
    page = desk("/admin/content/source/", width=width, color_scheme=scheme)
    is_sound(page)
    page.get_by_role("link", name="Add an article").click()
    is_sound(page)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".errornote")).to_contain_text("2 things have to be put right.")
    is_sound(page)
    page.get_by_label("Or choose a file").set_input_files(ARTICLES / "new-leaflet.txt")
    page.get_by_label("Title:", exact=True).fill("A leaflet")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What would come of it")
    is_sound(page)
    submission = Submission.objects.get()
    for state in ("failed", "reading", "ready"):
        Submission.objects.update(state=state, message="Nothing was changed.", process="another-machine:1")
        page.reload()
        is_sound(page)
    page.get_by_role("button", name="Load it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What came of it")
    is_sound(page)
    submission.refresh_from_db()
    root = page.url.split("/admin/")[0]
    source = Source.objects.get(source_id="a-leaflet")
    page.goto(f"{root}/admin/content/source/{source.pk}/change/")
    is_sound(page)
    page.get_by_role("link", name="Load a changed text").click()
    is_sound(page)
    page.goto(f"{root}/admin/content/source/{source.pk}/change/")
    page.get_by_role("link", name="Take this article away").click()
    is_sound(page)
    page.get_by_role("button", name="Work out what would be lost").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What would come of it")
    is_sound(page)
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator(".messagelist")).to_contain_text("was thrown away")
    page.goto(f"{root}/admin/content/submission/")
    is_sound(page)


def test_the_drift_of_a_changed_text_is_shown_with_its_words(desk):
    source = Source.objects.get(source_id="base-one")
    page = desk(f"/admin/content/submission/add/?source={source.pk}", width=360)
    page.get_by_label("Paste the changed text here").fill(article("changed-one.txt"))
    page.get_by_role("button", name="Go on").click()
    first = page.locator("details.group").first
    expect(first).to_contain_text("Warnings that lose their words (2)")
    expect(first.locator("ins").first).to_have_text("(only in the article: very)")
    expect(page.locator("del").first).to_contain_text("(only in our quote: acne")
    is_sound(page)


def test_the_page_follows_the_work_by_itself_and_without_a_script(desk):
    page = desk("/admin/content/submission/add/")
    page.get_by_label("Paste the text of the article here").fill(article("new-leaflet.txt"))
    page.get_by_label("Title:", exact=True).fill("A leaflet")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What would come of it")
    Submission.objects.update(state="reading", share=5, stage="Reading the article", process="elsewhere:1")
    page.reload()
    expect(page.get_by_role("status")).to_have_text("Reading the article.")
    Submission.objects.update(share=50, stage="Checking")
    expect(page.get_by_role("status")).to_have_text("Checking.")
    assert page.locator("progress").evaluate("e => e.value") == 50
    Submission.objects.update(state="ready")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What would come of it")
    Submission.objects.update(state="reading")
    plain = desk(re.sub(r"^https?://[^/]+", "", page.url), java_script_enabled=False)
    expect(plain.get_by_role("heading", level=1)).to_contain_text("is being read")
    Submission.objects.update(state="ready")
    plain.get_by_role("link", name="Look again").click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("What would come of it")
