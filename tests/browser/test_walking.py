"""The walk through every address finds what it is there to find: one fault, put into a sound page, each time."""

import pytest

from tests.browser import walking
from tests.browser.replaying import replayed
from tests.browser.test_every_address import opened_tab, said, text_of, visit
from tests.web.addresses import Answer

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>A page</title><link rel="icon" href="data:,">
<style>body {{ background: #fff; color: #000 }} a {{ color: #00c }}
:focus-visible {{ outline: 3px solid #000; outline-offset: 1px }} {style}
</style></head><body><header><a href="/one/">One link at the top</a></header><main><h1>A page</h1>
<p>The words of the page.</p>{main}<p><a href="/last/">The last link</a></p></main></body></html>"""


@pytest.fixture(scope="module")
def answers():
    return {}


@pytest.fixture(scope="module")
def origin(answers):
    with replayed(answers) as address:
        yield address


@pytest.fixture(scope="module")
def tab(chromium):
    yield from opened_tab(chromium)


@pytest.fixture(scope="module")
def scriptless_tab(chromium):
    yield from opened_tab(chromium, java_script_enabled=False)


@pytest.fixture
def faults(answers, origin, tab):
    """A function: the faults that a way of looking finds on a page with such a part and style."""

    def look(way, main="", style="", **options):
        html = PAGE.format(main=main, style=style)
        answers["/page/"] = Answer(200, {"Content-Type": "text/html"}, html.encode())
        tab.emulate_media(**walking.LIGHT)
        visit(tab, origin, "/page/")
        walking.inspect(tab)
        return way(tab, **options)

    return look


def console(tab):
    walking.width_faults(tab)  # as long as the walk takes before it reads the console
    return said(tab)


def keyboard(tab):
    return walking.keyboard_faults(tab, tab.keys)


ANY = {"is_whole": True}
BAD_RULES = {
    "color-contrast": ('<p class="x">Hard to read</p>', ".x { color: #aaa }"),
    "heading-order": ("<h3>Skipped</h3>", ""),
    "label": ("<input>", ""),
    "target-size": (
        '<a class="x" href="/a/">a</a><a class="x" href="/b/">b</a>',
        ".x { display: inline-block; width: 9px; height: 9px; overflow: hidden }",
    ),
    "image-alt": ('<img src="data:,">', ""),
}


def test_a_sound_page_has_no_fault(faults):
    assert faults(console) == []
    assert faults(walking.rule_faults, **ANY) == []
    assert faults(walking.width_faults) == []
    assert faults(keyboard, "<details><summary>More</summary><a href='/in/'>Inside</a></details>") == []


@pytest.mark.parametrize("rule", BAD_RULES)
def test_a_broken_rule_is_found(faults, rule):
    found = faults(walking.rule_faults, *BAD_RULES[rule])
    assert any(fault.startswith(f"{rule}:") for fault in found)


@pytest.mark.parametrize("place", range(len(walking.DEALT)))
@pytest.mark.parametrize(
    "media", ["prefers-color-scheme: dark", "prefers-color-scheme: light", "forced-colors: active"]
)
def test_low_contrast_is_found_in_every_scheme_whatever_a_page_is_dealt(faults, media, place):
    style = f"@media ({media}) {{ .x {{ color: #bbb; background: #ccc; forced-color-adjust: none }} }}"
    found = faults(walking.rule_faults, '<p class="x">Hard to read</p>', style, place=place)
    assert any(fault.startswith("color-contrast:") for fault in found)


@pytest.mark.parametrize("place", range(len(walking.DEALT)))
@pytest.mark.parametrize(
    ("media", "style"),
    [
        ("prefers-color-scheme: dark", ".x { color: #bbb }"),
        ("prefers-color-scheme: dark", "main { background: #111 }"),
        ("prefers-color-scheme: dark", "body { opacity: .3 }"),
        ("forced-colors: active", ".x { color: #bbb; background: #ccc; forced-color-adjust: none }"),
        ("max-width: 400px", ".x { color: #bbb }"),
        ("min-width: 1000px", ".x { color: #bbb }"),
    ],
)
def test_a_look_that_is_new_is_judged_though_the_page_is_like_others(faults, media, style, place):
    seen = set()
    words = '<p class="x">Hard to read</p>'
    for each in range(len(walking.DEALT)):
        assert faults(walking.rule_faults, words, place=each, seen=seen) == []
    before = set(seen)
    found = faults(walking.rule_faults, words, f"@media ({media}) {{ {style} }}", place=place, seen=seen)
    assert any(fault.startswith("color-contrast:") for fault in found)
    again = faults(walking.rule_faults, words, f"@media ({media}) {{ {style} }}", place=place, seen=seen)
    assert again == found, "what has failed is not taken for seen"
    assert before <= seen


def test_a_link_that_only_its_colour_tells_from_its_text_is_a_look_of_its_own(faults):
    seen = set()
    words = '<p>Words and <a href="/a/">a link</a> among them.</p>'
    for each in range(len(walking.DEALT)):
        assert faults(walking.rule_faults, words, place=each, seen=seen) == []
    style = "@media (prefers-color-scheme: dark) { a { text-decoration: none; color: #003 } }"
    found = faults(walking.rule_faults, words, style, place=0, seen=seen)
    assert any(fault.startswith("link-in-text-block:") for fault in found)


def test_axe_is_not_asked_again_about_what_it_has_judged(faults, tab, monkeypatch):
    asked = []
    evaluate = tab.evaluate
    monkeypatch.setattr(
        tab, "evaluate", lambda what, *more: (asked.append(what == walking.RUN_AXE), evaluate(what, *more))[1]
    )
    seen, numbers = set(), []
    for place in (0, 1, 2, 3, 0, 1, 2, 3):
        faults(walking.rule_faults, "<p>Words</p>", place=place, seen=seen)
        numbers.append(sum(asked))
        asked.clear()
    assert numbers[0] == 3 and numbers[4:] == [1, 1, 1, 1]


def test_a_box_that_is_too_wide_is_found_on_phones(faults):
    found = faults(walking.width_faults, '<div class="x">Wide</div>', ".x { width: 400px }")
    assert {fault.partition(" px")[0] for fault in found} == {"320", "360"}


def test_a_word_that_sticks_out_with_wide_spacing_only_is_found(faults):
    style = ".x { display: inline-block; white-space: nowrap; font: 16px monospace; width: min-content }"
    found = faults(walking.width_faults, f'<span class="x">{"m" * 30}</span>', style)
    assert found and all("320 px, overflowWithSpacing" in fault for fault in found)


@pytest.mark.parametrize(
    ("fault", "main", "style"),
    [
        ("focus is not visible", "", "a:focus-visible { outline: none }"),
        ("focus is not visible", "", ":focus-visible { outline-color: #eee }"),
        ("covered", '<div class="x"></div>', ".x { position: fixed; inset: 0; background: #fff }"),
        ("out of order", '<a href="/a/" tabindex="2">First</a>', ""),
        (
            "held fast",
            '<button id="x">x</button><script>x.onkeydown = (e) => e.preventDefault()</script>',
            "",
        ),
        (
            "not reached",
            '<button id="x">x</button><script>x.onkeydown = (e) => e.preventDefault()</script>',
            "",
        ),
    ],
)
def test_a_fault_of_the_keyboard_is_found(faults, fault, main, style):
    assert any(found.startswith(fault) for found in faults(keyboard, main, style))


@pytest.mark.parametrize(
    "script", ["console.warn('x')", "throw new Error('x')", "fetch('/nowhere/')", "console.log('x')"]
)
def test_whatever_the_console_says_is_found(faults, script):
    assert faults(console, f"<script>{script}</script>") != []


@pytest.mark.parametrize(
    ("main", "is_same"),
    [
        ("<script>document.querySelector('p').remove()</script>", False),
        ("<script>document.querySelector('p').append(' And more.')</script>", False),
        ("<p id='x' hidden>Words</p><script>x.hidden = false</script>", False),
        ("<p id='x' hidden data-script-only>Copy</p><script>x.hidden = false</script>", True),
    ],
)
def test_text_that_depends_on_scripts_is_found(faults, origin, tab, scriptless_tab, main, is_same):
    faults(text_of, main)
    visit(scriptless_tab, origin, "/page/")
    assert (text_of(tab) == text_of(scriptless_tab)) is is_same
