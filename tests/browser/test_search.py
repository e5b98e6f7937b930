"""The search in a real browser: suggestions by keyboard and pointer, no script, narrow windows, axe."""

from urllib.parse import parse_qs, urlsplit

import pytest

from content.actions import refresh_search
from tests.browser.walking import overflow, violations
from tests.web.factories import REDNESS, fill_site, make_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BOX = "#search-main"
STATE = """box => ({
  expanded: box.getAttribute("aria-expanded"), role: box.getAttribute("role"),
  option: document.getElementById(box.getAttribute("aria-activedescendant"))?.textContent.trim() ?? null,
  list: document.getElementById(box.getAttribute("aria-controls"))?.getAttribute("role"),
  hasFocus: document.activeElement === box,
})"""


@pytest.fixture
def site(transactional_db):
    fill_site()
    make_page("questions", "red", REDNESS, title="Is redness common?")
    make_page("uses", "red-cheeks", REDNESS, title="Redness of the cheeks")
    refresh_search()


def state(page):
    return page.locator(BOX).evaluate(STATE)


def type_slowly(page, text):
    """Until the suggestions for all of ``text`` are there: what comes for a part of it is replaced."""
    with page.expect_response(lambda answer: parse_qs(urlsplit(answer.url).query).get("q") == [text.strip()]):
        page.locator(BOX).press_sequentially(text, delay=10)
    page.wait_for_timeout(100)  # milliseconds in which the script puts them there
    page.locator("[role=option]").first.wait_for()


def test_suggestions_are_chosen_by_keyboard_and_the_focus_stays_in_the_box(open_page, site):
    page = open_page("/search/")
    assert state(page) == {
        "expanded": "false",
        "role": "combobox",
        "option": None,
        "list": "listbox",
        "hasFocus": False,
    }
    type_slowly(page, "redn")
    assert state(page)["expanded"] == "true" and state(page)["option"] is None
    options = page.locator("[role=option]").all_inner_texts()
    assert [option.split("\n")[0].strip() for option in options] == [
        "Redness",
        "Is redness common?",
        "Redness of the cheeks",
    ]
    assert page.locator("[role=status]").inner_text() == "3 suggestions"
    page.keyboard.press("ArrowDown")
    assert state(page)["option"].startswith("Redness") and state(page)["hasFocus"]
    assert page.locator("[role=option][aria-selected=true]").count() == 1
    page.keyboard.press("ArrowUp")
    assert state(page)["option"] is None
    page.keyboard.press("ArrowUp")
    assert state(page)["option"].startswith("Redness of the cheeks")
    page.keyboard.press("Escape")
    assert state(page) == {
        "expanded": "false",
        "role": "combobox",
        "option": None,
        "list": "listbox",
        "hasFocus": True,
    }
    assert page.locator(BOX).input_value() == "redn"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/side-effects/redness/")
    assert page.problems == []


def test_enter_without_a_choice_sends_what_was_typed(open_page, site):
    page = open_page("/search/")
    type_slowly(page, "redn")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=redn")
    assert page.get_by_role("heading", level=1).inner_text() == "Search"
    assert page.problems == []


def test_a_suggestion_can_be_pointed_at_and_leaving_closes_the_list(open_page, site):
    page = open_page("/search/", width=360)
    type_slowly(page, "redn")
    assert overflow(page) <= 0
    page.keyboard.press("Tab")
    assert state(page)["expanded"] == "false" and not page.locator(".search-list").is_visible()
    page.locator(BOX).fill("")
    type_slowly(page, "redn")
    page.locator("[role=option]").nth(1).click()
    page.wait_for_url("**/questions/red/")
    assert page.problems == []


def test_quick_typing_asks_once_and_an_old_answer_is_not_shown(open_page, site):
    page = open_page("/search/")
    page.locator(BOX).press_sequentially("redness", delay=5)
    page.locator("[role=option]").first.wait_for()
    asked = [address for address in page.requests if "/suggest" in address]
    assert len(asked) <= 2 and asked[-1].endswith("?q=redness")
    page.locator(BOX).fill("zzzz")
    page.locator(".search-list").wait_for(state="hidden")
    assert page.locator("[role=status]").inner_text() in ("no suggestions", "3 suggestions")


@pytest.mark.parametrize("path", ["/search/", "/", "/nowhere/"])
def test_it_works_without_a_script(open_page, site, path):
    page = open_page(path, java_script_enabled=False)
    assert page.locator("[role=combobox]").count() == 0
    page.get_by_label("Search this site").fill("rednes")
    page.get_by_role("button", name="Search").click()
    assert page.url.endswith("/search/?q=rednes")
    assert page.get_by_text("These results are for “redness”.").is_visible()
    assert page.get_by_role("link", name="Redness", exact=True).first.is_visible()


PATHS = ["/search/", "/search/?q=redness", "/search/?q=swollen+face+zebra", "/search/?q=rednes", "/nowhere/"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_no_accessibility_rule_is_broken(open_page, site, path, scheme):
    page = open_page(path, width=320, color_scheme=scheme)
    assert overflow(page) <= 0
    assert violations(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    if path == "/search/":
        type_slowly(page, "redn")
    assert violations(page) == [] and overflow(page) <= 0
    assert [problem for problem in page.problems if "404" not in problem] == []


def test_forced_colours_show_the_chosen_suggestion(open_page, site):
    page = open_page("/search/", forced_colors="active")
    type_slowly(page, "redn")
    page.keyboard.press("ArrowDown")
    assert violations(page) == []
    outline = page.locator("[aria-selected=true]").evaluate("o => getComputedStyle(o).outlineStyle")
    assert outline == "solid"
