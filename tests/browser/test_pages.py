"""What only a browser can tell: contrast, reflow, focus, disclosure, print, silence of the console."""

import pytest

from content.models import Source
from tests.browser.walking import overflow, violations
from tests.web.factories import QUESTION, REDNESS, make_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATHS = ["/", "/topics/what-it-is/", "/who-should-not/hives/", "/side-effects/milk/", "/sources/article-1/"]
"""Pages in states that the real library does not have; those it has are walked through in test_every_address."""
# WCAG 1.4.12: what a reader may set without losing content.
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    "p { margin-bottom: 2em !important }"
)


@pytest.mark.parametrize("path", PATHS)
def test_no_sideways_scroll_and_a_silent_console_at_every_width(open_page, site, path):
    page = open_page(path, width=320)
    for width in (320, 360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert overflow(page) <= 0, width
    assert page.problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_no_accessibility_rule_is_broken(open_page, site, path, scheme):
    page = open_page(path, width=360, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert violations(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    assert violations(page) == []


def test_forced_colours_keep_the_contrast(open_page, site):
    page = open_page("/who-should-not/pregnancy/", forced_colors="active")
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/", "/who-should-not/pregnancy/", "/side-effects/", "/sources/article-1/"])
def test_wider_text_spacing_needs_no_sideways_scroll(open_page, site, path):
    page = open_page(path, width=320, bypass_csp=True)
    page.add_style_tag(content=SPACING)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert overflow(page) <= 0


def test_zoom_of_400_percent_shows_one_column(open_page, site):
    page = open_page("/", width=1280)
    page.set_viewport_size({"width": 320, "height": 200})
    assert overflow(page) <= 0
    columns = page.evaluate("getComputedStyle(document.querySelector('.cards')).gridTemplateColumns")
    assert len(columns.split()) == 1


def test_the_first_tab_stop_leads_to_the_main_text(open_page, site):
    page = open_page("/questions/side-effects/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the main text"
    assert page.locator(".skip").bounding_box()["width"] > 100
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


FOCUS = """() => {
  const element = document.activeElement, style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    name: element.textContent.trim().slice(0, 40), outline: parseFloat(style.outlineWidth),
    seen: !top || element === top || element.contains(top) || top.contains(element),
    place: box.y + scrollY, isBody: element === document.body,
  }
}"""


def test_every_stop_of_the_keyboard_is_visible_and_none_is_a_trap(open_page, site):
    page = open_page("/who-should-not/pregnancy/", reduced_motion="reduce")
    stops = []
    for _ in range(80):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["isBody"]:
            break
        stops.append(stop)
    last = page.locator("a").last.inner_text()
    assert stops[-1]["name"] == last  # focus got through to the last link of the page
    assert [stop["name"] for stop in stops if stop["outline"] < 2 or not stop["seen"]] == []


@pytest.mark.parametrize("has_scripts", [True, False])
def test_evidence_opens_from_the_summary_and_from_a_marker(open_page, site, has_scripts):
    page = open_page("/who-should-not/pregnancy/", width=1024, java_script_enabled=has_scripts)
    quote = page.get_by_text("should not be performed during pregnancy").first
    assert page.get_by_text("Do not have it while you are pregnant.").first.is_visible()
    assert not quote.is_visible()
    page.locator("summary").first.click()
    assert quote.is_visible()
    page.reload()
    page.get_by_role("link", name="Evidence 1", exact=True).click()
    assert quote.is_visible()


@pytest.mark.parametrize("path", ["/who-should-not/pregnancy/", "/questions/side-effects/"])
def test_wide_screens_show_the_evidence_beside_the_text(open_page, site, path):
    page = open_page(path, width=1280)
    text = page.locator(".section-text").first.bounding_box()
    notes = page.locator(".section > .evidence").first.bounding_box()
    assert page.locator(".section > .evidence q").first.is_visible()
    assert not page.locator(
        ".evidence summary"
    ).first.is_visible()  # nothing to open, so no stop of the keyboard
    assert notes["x"] >= text["x"] + text["width"] and abs(notes["y"] - text["y"]) < 60
    assert notes["x"] + notes["width"] <= 1280
    for evidence in page.locator(".section > .evidence li").all():
        assert evidence.locator(".evidence-number").is_visible()
        assert evidence.locator(".evidence-verdict").inner_text()
    page.set_viewport_size({"width": 1024, "height": 800})
    assert page.locator(".evidence summary").first.is_visible()
    assert not page.locator(".section > .evidence q").first.is_visible()


PRINTED = """() => [...document.querySelectorAll('main a, main summary')].map(element =>
  getComputedStyle(element, '::after').content).filter(content => content.includes('/'))"""


def test_print_opens_every_disclosure_and_names_articles_by_number(open_page, site, live_server):
    page = open_page("/who-should-not/pregnancy/")
    foot = page.get_by_text("Printed from")
    assert not foot.is_visible()
    page.emulate_media(media="print")
    assert page.get_by_text("should not be performed during pregnancy").first.is_visible()
    assert page.locator(".evidence figcaption a").first.inner_text() == "Article\u00a01"
    assert page.evaluate(PRINTED) == []  # no address that means nothing on paper
    host = live_server.url.removeprefix("http://")
    assert foot.inner_text() == f"Printed from {host}/who-should-not/pregnancy/"
    assert not page.get_by_role("navigation", name="Main").is_visible()


def test_print_gives_the_addresses_of_other_sites(open_page, site):
    Source.objects.filter(source_id="article-1").update(url="https://example.org/needles")
    page = open_page("/sources/article-1/")
    page.emulate_media(media="print")
    assert page.evaluate(PRINTED) == ['" (https://example.org/needles)"']


def test_a_page_needs_few_requests_and_nobody_else(open_page, site, live_server):
    page = open_page("/who-should-not/pregnancy/")
    page.wait_for_load_state("networkidle")
    assert len(page.requests) <= 4  # the page, its style, its script, the icon
    assert all(url.startswith(live_server.url) for url in page.requests)


@pytest.mark.parametrize("path", ["/", "/who-should-not/", "/questions/side-effects/", "/sources/article-1/"])
def test_every_target_is_large_enough_for_a_finger(open_page, site, path):
    page = open_page(path, width=360)
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, summary, button')].filter(element => {
             const box = element.getBoundingClientRect(), isInText = element.closest('p, li, dd, figcaption')
             const alone = isInText && isInText.textContent.trim() === element.textContent.trim()
             return box.height > 1 && box.height < 24 && (!isInText || alone)
           }).map(element => element.outerHTML)"""
    )
    assert small == []


@pytest.mark.parametrize("path", ["/who-should-not/pregnancy/", "/questions/side-effects/"])
def test_numbers_and_the_ways_back_are_large_enough_and_move_no_line(open_page, site, path):
    page = open_page(path, width=360)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('.marker a, .evidence-verdict a')].map(element => {
             const box = element.getBoundingClientRect()
             return Math.min(box.width, box.height)
           })"""
    )
    assert sizes and min(sizes) >= 24
    heights = "() => [...document.querySelectorAll('p, li')].map(element => element.offsetHeight)"
    before = page.evaluate(heights)
    page.evaluate("document.querySelectorAll('.marker a').forEach(a => { a.style.paddingBlock = '0' })")
    assert page.evaluate(heights) == before


def test_lists_of_warnings_leave_no_large_hole(open_page, site):
    """Side by side, no item starts lower than its own column asks for."""
    for n in range(5):
        make_page("who-should-not", f"reason-{n}", QUESTION if n % 2 else REDNESS)
    page = open_page("/who-should-not/", width=1280)
    gaps = page.evaluate(
        """() => [...document.querySelectorAll('.warnings ul')].flatMap(list => {
             const boxes = [...list.children].map(item => item.getBoundingClientRect())
             const below = boxes.slice(1).map((box, index) => [boxes[index], box])
             return below.filter(([a, b]) => a.x === b.x).map(([a, b]) => b.top - a.bottom)
           })"""
    )
    assert gaps and max(gaps) < 4
