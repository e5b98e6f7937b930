"""What only a browser can tell of languages: that a page reads from right to left, and what is Turkish fits."""

import pytest

from tests.browser.walking import overflow, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TURN = "document.documentElement.dir = 'rtl'"
SIDES = """selector => {
  const style = getComputedStyle(document.querySelector(selector))
  return [parseFloat(style.borderLeftWidth), parseFloat(style.borderRightWidth)]
}"""


@pytest.mark.parametrize("path", ["/who-should-not/pregnancy/", "/side-effects/"])
def test_a_page_from_right_to_left_is_mirrored_and_fits_a_phone(open_page, site, client, path):
    client.get(path)  # the first page of a process reads the vocabulary, longer than a browser waits
    page = open_page(path, width=360)
    start, end = page.evaluate(SIDES, ".callout, .lead-avoid, .care")
    assert start > end, "the edge of a warning stands where a line begins"
    left = page.locator("h1").bounding_box()
    page.evaluate(TURN)
    assert overflow(page) <= 0
    assert page.evaluate(SIDES, ".callout, .lead-avoid, .care") == [end, start]
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).textAlign") in ("start", "right")
    assert page.locator("h1").bounding_box()["width"] == left["width"]
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert overflow(page) <= 0


@pytest.mark.parametrize(
    "path", ["/tr/", "/tr/who-should-not/pregnancy/", "/tr/side-effects/", "/tr/sources/article-1/"]
)
def test_turkish_pages_fit_and_break_no_rule(open_page, site, path):
    page = open_page(path, width=360)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert violations(page) == []
    for width in (320, 360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert overflow(page) <= 0, width
    assert page.problems == []


def test_the_way_to_another_language_needs_no_script(open_page, site):
    page = open_page("/uses/scars/", java_script_enabled=False)
    page.get_by_role("link", name="Türkçe").click()
    assert page.url.endswith("/tr/uses/scars/")
    page.get_by_role("link", name="English", exact=True).click()
    assert page.url.endswith("/uses/scars/")
    assert "/tr/" not in page.url
