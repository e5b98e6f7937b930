"""The sheet "Before you go": ticked, collected and printed in the browser alone, and a list without a script."""

import re

import pytest

from content.pagefiles import PAGES, read_pages
from tests.browser.walking import overflow, violations
from tests.web.factories import fill_site, make_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATH = "/before-you-go/"
NONE = "You have ticked nothing so far. That does not mean that it is safe for you."


@pytest.fixture
def sheet(transactional_db):
    """The sheet as it is published, its quotes taken out: the invented article has none of them."""
    fill_site()
    page = next(page for page in read_pages(PAGES) if page.slug == "before-you-go")
    body = re.sub(r'\[@article[^\]]*"\]', "[@advice]", page.body)
    return make_page(
        "site", "before-you-go", re.sub(r"(\[@advice\] ?)+", "[@advice] ", body), title=page.meta["title"]
    )


def count(page):
    return page.get_by_role("status").inner_text()


def tick(page, *words):
    for each in words:
        page.get_by_role("checkbox", name=each, exact=True).check()


def test_each_item_has_a_box_with_its_words_in_a_named_group(open_page, sheet):
    page = open_page(PATH)
    items = page.locator(".site-before-you-go .section ul:not(.evidence ul) > li")
    boxes = page.get_by_role("checkbox")
    assert boxes.count() == items.count() > 35
    group = page.get_by_role("group", name="Pregnancy and age Do not have mesotherapy if you:")
    assert group.get_by_role("checkbox", name="are pregnant", exact=True).count() == 1
    assert page.get_by_role("group", name="Ask about afterwards Ask the professional:").count() == 1
    unnamed = page.evaluate(
        "[...document.querySelectorAll('.ticks input')].filter(box => !box.labels[0].textContent.trim()).length"
    )
    assert unnamed == 0 and page.problems == []


def test_the_number_beside_an_item_still_leads_to_its_evidence(open_page, sheet):
    page = open_page(PATH)
    marker = page.locator(".ticks .marker a").first
    number = marker.inner_text()
    marker.click()
    assert page.url.endswith(f"#evidence-{number}")
    assert page.locator(f"#evidence-{number}").is_visible()
    assert not page.get_by_role("checkbox").first.is_checked()


def test_it_collects_in_the_words_of_the_list_and_decides_nothing(open_page, sheet):
    page = open_page(PATH)
    assert count(page) == NONE
    tick(page, "are pregnant")
    assert count(page) == "You ticked 1 thing. Take it to the professional."
    tick(page, "have diabetes", "get hives (urticaria)", "what training they have for this")
    assert count(page) == "You ticked 4 things. Take them to the professional."
    lines = page.locator("div.sheet-ticked").inner_text().split("\n")
    assert [line for line in lines if line] == [
        "Do not have mesotherapy if you:",
        "are pregnant",
        "have diabetes",
        "Do not have mesotherapy, unless your own doctor agrees, if you:",
        "get hives (urticaria)",
        "Ask the professional:",
        "what training they have for this",
    ]
    words = page.locator(".sheet").inner_text().casefold()
    assert not re.search(r"you (may|can|could) have|suitable|score|result|low|high|\bok\b|good|fine", words)
    page.get_by_role("checkbox", name="are pregnant", exact=True).uncheck()
    assert count(page).startswith("You ticked 3")


def test_the_keyboard_does_it_all(open_page, sheet):
    page = open_page(PATH)
    page.get_by_role("checkbox", name="are pregnant", exact=True).focus()
    page.keyboard.press("Space")
    assert count(page).startswith("You ticked 1")
    page.get_by_role("link", name="Tick what applies, then go to your own sheet").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "sheet-heading"
    page.keyboard.press("Tab")
    page.keyboard.type("Is it safe with my tablets?")
    assert page.get_by_label("Your own questions and notes").input_value() == "Is it safe with my tablets?"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Print my sheet"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Clear"
    assert count(page) == NONE and page.get_by_label("Your own questions and notes").input_value() == ""
    assert page.locator(".ticks input:checked").count() == 0


def fill_in(page):
    tick(page, "are pregnant", "what training they have for this")
    page.get_by_label("Your own questions and notes").fill("Is it safe\nwith my tablets?")


def print_sheet(page):
    """Press the button; the browser's own window is not opened."""
    page.evaluate("window.print = () => { window.printed = (window.printed || 0) + 1 }; 0")
    page.get_by_role("button", name="Print my sheet").click()
    assert page.evaluate("window.printed") == 1
    page.emulate_media(media="print")


def test_only_what_was_ticked_is_printed_with_notes_and_room_for_more(open_page, sheet):
    page = open_page(PATH)
    fill_in(page)
    print_sheet(page)
    seen = page.locator("main").inner_text()
    assert "are pregnant" in seen and "what training they have for this" in seen
    assert "with my tablets?" in seen and "have diabetes" not in seen
    assert "Print my sheet" not in seen and "stays on this screen" not in seen
    assert page.locator(".sheet-lines hr").first.is_visible()
    assert page.get_by_role("heading", level=1).is_visible()
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.get_by_role("checkbox", name="have diabetes").is_visible()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_the_whole_list_prints_without_its_evidence(open_page, sheet, has_scripts):
    page = open_page(PATH, java_script_enabled=has_scripts)
    if has_scripts:
        fill_in(page)
    page.emulate_media(media="print")
    seen = page.locator("main").inner_text()
    assert "have diabetes" in seen and "what training they have for this" in seen
    assert "Where this comes from" not in seen and "Was this page useful" not in seen
    assert ("with my tablets?" in seen) is has_scripts
    assert seen.count("are pregnant") == 1


def test_without_a_script_it_is_a_list(open_page, sheet):
    page = open_page(PATH, java_script_enabled=False)
    assert page.locator("main :is(input, textarea, button)").count() == 0
    assert page.get_by_text("have diabetes").first.is_visible()


def test_nothing_is_sent_and_nothing_is_kept(open_page, sheet):
    """No request while ticking, writing and printing; nothing in the browser's stores; a reload is empty."""
    page = open_page(PATH)
    page.wait_for_load_state("networkidle")
    before = list(page.requests)
    fill_in(page)
    print_sheet(page)
    page.emulate_media(media="screen")
    page.wait_for_timeout(300)
    assert page.requests == before
    kept = "[localStorage.length, sessionStorage.length, document.cookie, location.search + location.hash]"
    assert page.evaluate(kept) == [0, 0, "", ""]
    assert page.context.cookies() == [] and page.evaluate("history.state") is None
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    page.reload()
    assert count(page) == NONE and page.locator(".ticks input:checked").count() == 0
    assert page.get_by_label("Your own questions and notes").input_value() == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_rule_is_broken_and_every_box_is_large_enough(open_page, sheet, scheme, width):
    page = open_page(PATH, width=width, color_scheme=scheme)
    fill_in(page)
    assert violations(page) == [] and overflow(page) <= 0 and page.problems == []
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('.ticks input, .sheet button')].map(element => {
             const box = element.getBoundingClientRect()
             return Math.min(box.width, box.height)
           })"""
    )
    assert min(sizes) >= 24


def test_the_printed_sheet_fits_on_one_page_and_the_list_on_a_few(open_page, sheet):
    page = open_page(PATH)
    fill_in(page)
    whole = page.pdf(format="A4")
    page.evaluate("window.print = () => {}; 0")
    page.get_by_role("button", name="Print my sheet").click()
    pages = [len(re.findall(rb"/Type\s*/Page\b", printed)) for printed in (page.pdf(format="A4"), whole)]
    assert pages[0] == 1 and 3 <= pages[1] <= 6
