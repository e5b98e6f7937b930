"""What is on paper: everything to read, nothing to click."""

import pytest

from tests.browser.walking import violations

PATHS = [
    *("/", "/topics/", "/uses/", "/who-should-not/", "/side-effects/", "/questions/", "/differences/"),
    *("/sources/", "/sources/article-1/", "/how-we-check/", "/not-answered/", "/topics/what-it-is/"),
    *("/uses/dull-skin/", "/who-should-not/pregnancy/", "/side-effects/redness/", "/side-effects/milk/"),
    *("/questions/side-effects/", "/what-changed/", "/api/"),
]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CLICKED = (
    ".feedback, .sentence-link, .related, .main-nav, .skip, .leaflet-pages, .leaflet-hint, .site-footer nav"
)
CUT = """() => [...document.querySelectorAll('main *')].filter(element =>
  element.offsetWidth && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1
  && getComputedStyle(element).overflowX !== 'visible').map(element => element.outerHTML.slice(0, 80))"""
A4 = 680  # CSS pixels between margins of 15 mm


@pytest.mark.parametrize("path", [*PATHS, "/leaflet/", "/glossary/", "/not-answered/cost/", "/about/"])
def test_paper_has_all_words_and_nothing_to_click(open_page, site, path):
    page = open_page(path, width=A4)
    page.emulate_media(media="print")
    assert (
        page.evaluate(f"[...document.querySelectorAll('{CLICKED}')].filter(e => e.offsetHeight).length") == 0
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= A4
    assert page.evaluate(CUT) == []
    assert page.get_by_text("Printed from").is_visible()


def test_the_leaflet_is_good_to_use_on_a_screen_too(open_page, site):
    page = open_page("/leaflet/", width=320)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.get_by_role("link", name="Side effects", exact=True).last.click()
    assert page.locator(":target").inner_text() == "Side effects"


def test_what_to_ask_is_printed(open_page, site):
    page = open_page("/not-answered/cost/")
    page.emulate_media(media="print")
    assert page.get_by_role("heading", name="What to ask").is_visible()


def test_numbers_of_the_evidence_can_be_read_on_paper(open_page, site):
    page = open_page("/who-should-not/pregnancy/")
    page.emulate_media(media="print")
    style = "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
    assert page.locator(".evidence-number").first.evaluate(style) == ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"]
