"""Drawings as a browser shows them: none wider than a phone, no small type, no rule of access broken."""

import pytest

from tests.browser.walking import overflow, violations
from tests.web.factories import fill_figures, fill_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DRAWN = "/topics/drawn/"
TYPE = """() => [...document.querySelectorAll('.figure > svg')].filter(svg => svg.getClientRects().length)
  .flatMap(svg => [...svg.querySelectorAll('text')].map(text =>
    parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a))"""
OUTSIDE = """() => [...document.querySelectorAll('.figure > svg')].filter(svg => svg.getClientRects().length)
  .flatMap(svg => [...svg.querySelectorAll('text')].filter(text => {
    const word = text.getBoundingClientRect(), sheet = svg.getBoundingClientRect()
    return word.left < sheet.left - 1 || word.right > sheet.right + 1 || word.bottom > sheet.bottom + 1
  }).map(text => text.textContent))"""
SHOWN = """() => [...document.querySelectorAll('.figure > svg')].filter(svg => svg.getClientRects().length)
  .map(svg => svg.getAttribute('class'))"""
CONTRAST = """() => {
  const light = colour => {
    const parts = colour.match(/[0-9.]+/g).slice(0, 3).map(part => part / 255)
      .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }
  const ratio = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b)
    return (high + 0.05) / (low + 0.05)
  }
  const style = selector => getComputedStyle(document.querySelector('.figure-wide ' + selector))
  const ground = getComputedStyle(document.querySelector('.figure')).backgroundColor
  return {
    layer: ratio(style('.figure-layer').stroke, ground), border: ratio(style('.figure-border').stroke, ground),
    sign: ratio(style('.figure-sign').fill, ground), mark: ratio(style('.figure-mark').stroke, style('.figure-sign').fill),
    needle: ratio(style('.figure-needle path').stroke, style('.figure-layer').fill),
    drops: ratio(style('.figure-drops').fill, style('.figure-layer').fill),
    other: ratio(style('.figure-other path').stroke, style('.figure-deep').fill),
    wordsInLayer: ratio(style('text').fill, style('.figure-layer').fill),
    wordsBelow: ratio(style('text').fill, style('.figure-deep').fill),
  }
}"""


@pytest.fixture
def drawn(transactional_db):
    return fill_figures()


@pytest.mark.parametrize("width", [320, 360, 640, 703, 704, 768, 1280])
def test_drawings_fit_and_their_type_is_not_small(open_page, drawn, width):
    page = open_page(DRAWN, width=width)
    assert overflow(page) <= 0
    assert page.evaluate(SHOWN) == ["figure-narrow" if width < 704 else "figure-wide"] * 2
    sizes = page.evaluate(TYPE)
    assert len(sizes) > 20 and min(sizes) >= 13.9  # of 14, as far as fractions of a pixel go
    assert page.evaluate(OUTSIDE) == []
    assert page.problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_drawings_break_no_rule_and_their_shapes_stand_out(open_page, drawn, scheme):
    page = open_page(DRAWN, width=360, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert violations(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    assert violations(page) == []
    ratios = page.evaluate(CONTRAST)
    assert len(ratios) == 9
    wanted = {name: 4.5 if name.startswith("words") else 3 for name in ratios}
    assert {name: ratio for name, ratio in ratios.items() if ratio < wanted[name]} == {}


def test_drawings_and_the_chart_keep_their_contrast_in_forced_colours(open_page, drawn):
    assert violations(open_page(DRAWN, forced_colors="active")) == []


def test_print_has_the_wide_drawing_and_not_its_words_twice(open_page, drawn):
    page = open_page(DRAWN, width=360)
    page.emulate_media(media="print")
    assert page.evaluate(SHOWN) == ["figure-wide"] * 2
    assert not page.locator(".figure .evidence").first.is_visible()


def test_a_drawing_is_named_and_described_to_people_who_do_not_see_it(open_page, drawn):
    page = open_page(DRAWN, width=360)
    images = page.get_by_role("img", name="A session, step by step Before: There is a talk")
    assert images.count() == 1  # the one that is not shown is not read either


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_chart_fits_and_each_number_is_whole(open_page, transactional_db, width):
    fill_site()
    page = open_page("/differences/", width=width)
    assert overflow(page) <= 0
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.agreement-count')].filter(count =>
             count.getBoundingClientRect().right > count.closest('table').getBoundingClientRect().right + 1
           ).length"""
    )
    assert (page.locator(".agreement-count").count() > 4, cut) == (True, 0)
