"""Every address of the site map in a real Chromium: see ``walking`` for what is asked of a page."""

import re
from itertools import groupby

import pytest

from content.stylesheet import compose
from tests.browser import walking
from tests.browser.replaying import replayed

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PARTS = range(20)
"""The addresses are dealt out to so many tests; a failure names the address."""
REQUESTS = 3


@pytest.fixture(scope="module")
def origin(whole_site):
    with replayed(whole_site.answers) as address:
        yield address


@pytest.fixture(scope="module")
def tab(origin, chromium):
    """A tab of the browser for one page after another; what is said and asked for is in lists."""
    yield from opened_tab(chromium)


@pytest.fixture(scope="module")
def scriptless_tab(origin, chromium):
    yield from opened_tab(chromium, java_script_enabled=False)


@pytest.fixture(scope="module")
def seen():
    """What has passed the rules about colours: see ``walking``."""
    return set()


@pytest.fixture(scope="module")
def texts():
    """What each page reads with scripts on, by address, as far as it has been visited."""
    return {}


def opened_tab(chromium, **options):
    context = chromium.new_context(locale="en-GB", reduced_motion="reduce", **options)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.problems, page.requests = [], []
    page.on("console", lambda m: page.problems.append(f"{m.type}: {m.text}"))
    page.on("pageerror", lambda error: page.problems.append(f"error: {error}"))
    page.on("requestfailed", lambda request: page.problems.append(f"failed: {request.url}"))
    page.on("request", lambda request: page.requests.append(request))
    page.keys = context.new_cdp_session(page)
    yield page
    context.close()


def kind(address):
    """The part of the site: pages of one part share their templates; an index is of its own kind."""
    first, _, rest = address.strip("/").partition("/")
    return f"{first}/" if rest else address


def places(site):
    """The place of each page among those of its kind."""
    kinds = groupby(sorted(site.pages, key=kind), key=kind)
    return {address: place for _, found in kinds for place, address in enumerate(found)}


def visit(tab, origin, address):
    tab.problems.clear()
    tab.requests.clear()
    walking.resize(tab, walking.PHONE)
    tab.status = tab.goto(origin + address).status


def said(tab):
    """What the console has said, but for the status of a page that is not there. Axe makes it say more."""
    is_missing = tab.status == 404
    return [problem for problem in tab.problems if not (is_missing and "404 (Not Found)" in problem)]


def faults_of(tab, origin, place, seen):
    """The faults of the page that is open."""
    faults = walking.keyboard_faults(tab, tab.keys)
    faults += walking.width_faults(tab)
    if place == 0:
        faults += walking.keyboard_faults(tab, tab.keys)  # at the width of a desk
    faults += said(tab)
    faults += [f"asks another machine: {r.url}" for r in tab.requests if not r.url.startswith(origin)]
    return faults + walking.rule_faults(tab, place, is_whole=place == 0, seen=seen)


@pytest.mark.parametrize("part", PARTS)
def test_every_page_is_sound(whole_site, origin, tab, part, seen, texts):
    found = {}
    for address, place in list(places(whole_site).items())[part :: len(PARTS)]:
        visit(tab, origin, address)
        texts[address] = text_of(tab)
        found[address] = faults_of(tab, origin, place, seen)
    assert {address: faults for address, faults in found.items() if faults} == {}


def text_of(tab):
    walking.inspect(tab)
    return tab.evaluate("inspecting.text()")


def test_every_page_reads_the_same_with_scripts_off(whole_site, origin, tab, scriptless_tab, texts):
    """With scripts on it has been read when it was gone through, unless this test runs by itself."""
    differing = {}
    for address in whole_site.pages:
        if address not in texts:
            visit(tab, origin, address)
            texts[address] = text_of(tab)
        visit(scriptless_tab, origin, address)
        without = text_of(scriptless_tab)
        if "".join(texts[address].split()) != "".join(without.split()) or len(without) < 50:
            differing[address] = [texts[address], without]
    assert differing == {}


def test_the_first_view_of_a_question_takes_few_requests_and_no_font(whole_site, origin, tab):
    found = {}
    for address in whole_site.of_kind("/questions/"):
        visit(tab, origin, address)
        tab.wait_for_load_state("networkidle")
        icon = tab.locator("link[rel=icon]").get_attribute("href")
        asked = {request.url.removeprefix(origin) for request in tab.requests} | {icon}
        asked = {address for address in asked if not address.startswith("data:")}  # part of the page
        if len(asked) > REQUESTS or any(request.resource_type == "font" for request in tab.requests):
            found[address] = asked
    assert found == {}
    assert "@font-face" not in compose()


def test_the_two_widths_of_phones_have_one_layout():
    """What lets ``walking`` try the rules at one of them: no query tells 320 from 360 pixels."""
    lengths = re.findall(r"@(?:media|container)[^{]*?\(?(?:width|inline-size)[^{]*", compose())
    ems = [float(value) * 16 for query in lengths for value in re.findall(r"([\d.]+)r?em", query)]
    pixels = [float(value) for query in lengths for value in re.findall(r"([\d.]+)px", query)]
    assert ems and [edge for edge in (*ems, *pixels) if walking.NARROWEST < edge <= walking.PHONE] == []
