"""Links to a sentence: copied, announced, shown, and honest once the words have changed."""

import pytest

from content.models import Page
from tests.browser.walking import violations
from tests.web.factories import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATH = "/who-should-not/pregnancy/"
GONE = "The link led to a sentence that is no longer on this page in the same words."
COPIED = "window.copied"
LISTEN = """navigator.clipboard.writeText = async text => { window.copied = text }; 0"""
DENY = """navigator.clipboard.writeText = async () => { throw new DOMException('', 'NotAllowedError') }; 0"""


def opened(open_page, path=PATH, **options):
    page = open_page(path, **options)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    return page


def test_a_link_is_copied_and_the_status_says_so(open_page, site, live_server):
    page = opened(open_page)
    page.evaluate(LISTEN)
    page.get_by_role("button", name="Copy link to sentence 1").click()
    copied = page.evaluate(COPIED)
    assert copied.startswith(f"{live_server.url}{PATH}#s-")
    assert page.get_by_role("status").inner_text() == "Link copied."
    assert page.locator(".copied").count() == 1 and page.locator(".copied").is_visible()
    page.get_by_role("button", name="Copy link to sentence 2").click()
    assert page.evaluate(COPIED) != copied
    assert page.problems == []


@pytest.mark.parametrize(
    "fault", [DENY, "Object.defineProperty(navigator, 'clipboard', { value: undefined })"]
)
def test_where_the_clipboard_is_closed_the_address_stands_in_a_box(open_page, site, live_server, fault):
    page = opened(open_page)
    page.evaluate(fault)
    for _ in range(2):
        page.get_by_role("button", name="Copy link to sentence 1").click()
        box = page.locator(".evidence input")
        box.wait_for()
        assert box.count() == 1 and box.input_value().startswith(f"{live_server.url}{PATH}#s-")
        assert page.evaluate("getSelection().toString()") == box.input_value()
        assert page.evaluate("document.activeElement.tagName") == "INPUT"
        assert "Your browser did not let us copy." in page.get_by_role("status").inner_text()
    assert violations(page) == []


@pytest.mark.parametrize("has_scripts", [True, False])
def test_the_link_shows_its_sentence_marked(open_page, site, has_scripts):
    page = opened(open_page, java_script_enabled=False)
    address = page.get_by_role("link", name="Link to sentence 2", include_hidden=True).first.get_attribute(
        "href"
    )
    page = open_page(PATH + address, java_script_enabled=has_scripts)
    target = page.locator(":target")
    assert target.inner_text() == "Ask first." and target.is_visible()
    plain = page.locator("p").first.evaluate("e => getComputedStyle(e).backgroundColor")
    assert target.evaluate("e => getComputedStyle(e).backgroundColor") != plain
    assert page.get_by_text(GONE).count() == 0


def test_in_forced_colours_the_sentence_has_an_outline(open_page, site):
    page = opened(open_page, java_script_enabled=False)
    address = page.locator(".sentence-link").first.get_attribute("href")
    page = open_page(PATH + address, forced_colors="active")
    style = page.locator(":target").evaluate(
        "e => [getComputedStyle(e).outlineStyle, getComputedStyle(e).outlineWidth, getComputedStyle(e).outlineColor]"
    )
    assert (
        style[0] == "solid" and float(style[1].removesuffix("px")) >= 2 and "rgba(0, 0, 0, 0)" not in style[2]
    )


def rewrite(old, new):
    page = Page.objects.get(slug="pregnancy").specific
    page.body = page.body.replace(old, new)
    page.save()
    page.claims.all().delete()
    check_page(page)


def shared(open_page):
    page = open_page(PATH, java_script_enabled=False)
    return page.locator(".sentence-link").nth(1).get_attribute("href")


def test_the_link_survives_a_sentence_set_in_above(open_page, site):
    address = shared(open_page)
    rewrite("Ask first.", "Take a seat. [@advice] Ask first.")
    page = open_page(PATH + address)
    assert page.locator(":target").inner_text() == "Ask first."
    assert page.get_by_text(GONE).count() == 0


def test_a_reader_is_told_when_the_sentence_has_changed(open_page, site):
    address = shared(open_page)
    rewrite("Ask first.", "Ask a doctor first.")
    page = open_page(PATH + address)
    line = page.get_by_text(GONE)
    assert line.is_visible() and page.evaluate("document.activeElement.className") == "callout sentence-gone"
    assert violations(page) == [] and page.problems == []
    page.evaluate("location.hash = 'claim-1'")
    line.wait_for(state="detached")


@pytest.mark.parametrize(
    "fragment", ["", "#claim-1", "#evidence-1", "#none", "#s-", "#s-ABCDEFG", "#s-<b>aaaa"]
)
def test_other_addresses_say_nothing(open_page, site, fragment):
    page = open_page(PATH + fragment)
    page.get_by_role("heading", level=1).wait_for()
    assert page.get_by_text(GONE).count() == 0 and page.problems == []


def test_nothing_of_it_is_printed(open_page, site):
    page = opened(open_page)
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Copy link to sentence 1").is_visible()
    assert not page.get_by_text("Was this page useful?").is_visible()


def test_an_answer_is_given_without_a_script(open_page, site):
    page = open_page(PATH, java_script_enabled=False)
    page.get_by_role("button", name="No", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "What was wrong with the page?"
    assert page.locator("[name=website]").is_visible() is False
    page.get_by_label("It is hard to understand").check()
    page.wait_for_timeout(2100)
    page.get_by_role("button", name="Send").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Thank you for your answer"
    assert page.context.cookies() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_forms_break_no_rule(open_page, site, scheme):
    page = open_page(PATH, width=320, color_scheme=scheme)
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_role("button", name="Send").wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
