"""The checks while somebody writes, in a real browser: seen, heard, and done with the keyboard alone."""

import pytest
from playwright.sync_api import expect

from content.models import Contraindication, Topic
from tests.browser.test_editor import (
    DULL,
    REDNESS,
    UNSUPPORTED,
    editor_of,
    preview_of,
    said_by_console,
)
from tests.browser.walking import overflow, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def form(desk):
    """A function that opens the form of a draft."""
    return lambda **options: desk(
        f"/admin/content/topic/{Topic.objects.get(slug='draft').pk}/change/", **options
    )


def summary_of(page):
    return " ".join(page.locator(".live-counts").inner_text().split())


def card_of(page):
    return page.locator(".live-card")


def test_a_wrong_sentence_is_told_beside_it_while_it_is_typed(form):
    page = form()
    expect(preview_of(page).locator(".live-tag")).to_have_text(["Supported"])
    editor_of(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(f"\n{UNSUPPORTED}")
    tags = preview_of(page).locator(".live-tag")
    expect(tags).to_have_count(2)
    assert tags.nth(1).inner_text() in ("The quoted words do not show it", "The article says something else")
    expect(page.locator("[data-announce]")).to_contain_text("2 sentences, 1 problem")
    assert summary_of(page).startswith("Sentences 2 Words")
    page.get_by_role("button", name="Go to sentence 2").first.click()
    selected = "e => e.value.slice(e.selectionStart, e.selectionEnd)"
    assert editor_of(page).evaluate(selected) == "It cures every illness."
    assert said_by_console(page) == []


def test_a_sentence_after_a_rare_character_is_selected_whole(form):
    page = form()
    editor_of(page).fill("😀😀 Wait. [@advice]\n\nIt heals.")
    page.get_by_role("button", name="Go to sentence 2").first.click()
    assert editor_of(page).evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)") == "It heals."


def test_the_citation_is_shown_to_the_pointer_and_can_be_reached(form):
    page = form()
    marker = preview_of(page).get_by_role("link", name="Evidence 1")
    marker.hover()
    expect(card_of(page)).to_be_visible()
    expect(card_of(page)).to_contain_text("“It can be used for dull skin” A")
    expect(card_of(page)).to_contain_text("Supported")
    card_of(page).hover()
    page.wait_for_timeout(500)
    expect(card_of(page)).to_be_visible()
    page.mouse.move(0, 0)
    expect(card_of(page)).to_be_hidden()


def test_the_citation_is_shown_to_the_keyboard(form):
    page = form()
    marker = preview_of(page).get_by_role("link", name="Evidence 1")
    expect(marker).to_be_visible()
    preview_of(page).focus()
    page.keyboard.press("Tab")
    expect(marker).to_be_focused()
    expect(card_of(page)).to_contain_text("It can be used for dull skin")
    assert marker.get_attribute("aria-describedby") == card_of(page).get_attribute("id")
    page.keyboard.press("Enter")
    expect(card_of(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(card_of(page).get_by_role("button", name="Go to sentence 1")).to_be_focused()
    page.keyboard.press("Escape")
    expect(card_of(page)).to_be_hidden()
    expect(marker).to_be_focused()


def test_a_sentence_without_a_source_has_a_button_that_says_why(form):
    page = form()
    editor_of(page).fill("It heals.")
    button = preview_of(page).get_by_role("button", name="No source named")
    button.focus()
    page.keyboard.press("Enter")
    expect(card_of(page)).to_contain_text("The sentence names no source.")
    card_of(page).get_by_role("button", name="Close").click()
    expect(card_of(page)).to_be_hidden()
    expect(button).to_be_focused()


def options_of(page):
    return page.locator(".live-panel").get_by_role("option")


def test_evidence_is_suggested_and_chosen_with_the_keyboard_alone(form):
    page = form()
    editor_of(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\nIt may help dull skin. [@")
    expect(options_of(page).first).to_contain_text("Supported")
    expect(editor_of(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(options_of(page).first).to_have_attribute("aria-selected", "true")
    active = options_of(page).first.get_attribute("id")
    expect(editor_of(page)).to_have_attribute("aria-activedescendant", active)
    page.keyboard.press("Enter")
    expect(page.get_by_role("listbox")).to_have_count(0)
    text = editor_of(page).input_value()
    assert text == f'{DULL}\n\nIt may help dull skin. [@a "It can be used for dull skin"]'
    expect(preview_of(page).locator(".live-tag")).to_have_text(["Supported", "Supported"])
    page.keyboard.type(" And on.")
    expect(editor_of(page)).to_have_value(f"{text} And on.")
    assert said_by_console(page) == []


def test_escape_closes_the_list_and_it_stays_closed(form):
    page = form()
    editor_of(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Redness is common. [@")
    expect(options_of(page).first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.type("a")
    page.wait_for_timeout(500)
    expect(options_of(page)).to_have_count(0)
    page.keyboard.press("Alt+ArrowDown")
    expect(options_of(page).first).to_be_visible()


def test_what_is_typed_narrows_the_list_and_an_article_waits_for_its_words(form):
    page = form()
    editor_of(page).fill("Redness is common. ")
    editor_of(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("[@b")
    expect(options_of(page).filter(visible=True).filter(has_text="Then type the exact words.")).to_have_count(
        1
    )
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.keyboard.type("x y")
    expect(editor_of(page)).to_have_value('Redness is common. [@b "x y"]')


def test_the_button_suggests_for_the_sentence_at_the_cursor(form):
    page = form()
    editor_of(page).fill("Redness is common. Wait. [@advice]")
    editor_of(page).evaluate("e => e.setSelectionRange(3, 3)")
    page.get_by_role("button", name="Suggest evidence").click()
    expect(page.locator(".live-for")).to_have_text("For “Redness is common.”")
    options_of(page).filter(has_text="[@absence]").click()
    expect(editor_of(page)).to_have_value("Redness is common. [@absence] Wait. [@advice]")
    page.keyboard.press("Control+z")
    expect(editor_of(page)).to_have_value("Redness is common. Wait. [@advice]")


def test_a_server_that_cannot_be_reached_costs_no_text(form):
    page = form()
    expect(preview_of(page).locator(".live-tag")).to_have_count(1)
    page.route("**/admin/markdownx/**", lambda route: route.abort())
    editor_of(page).fill(REDNESS)
    expect(page.locator(".live-trouble")).to_contain_text("could not be reached. Your text is still here")
    expect(preview_of(page)).to_contain_text("It can be used for dull skin.")
    expect(editor_of(page)).to_have_value(REDNESS)
    page.unroute("**/admin/markdownx/**")
    page.keyboard.type(" ")
    editor_of(page).press("End")
    editor_of(page).press_sequentially(" ")
    expect(page.locator(".live-trouble")).to_be_hidden()
    expect(preview_of(page)).to_contain_text("Redness is common.")


def test_an_answer_that_comes_late_does_not_replace_a_newer_one(form):
    page = form()
    expect(preview_of(page).locator(".live-tag")).to_have_count(1)
    waiting = []

    def hold_first(route):
        if waiting:
            route.continue_()
        else:
            waiting.append(route)

    page.route("**/admin/markdownx/markdownify/", hold_first)
    editor_of(page).fill("It is the older text.")
    for _ in range(600):
        if waiting:
            break
        page.wait_for_timeout(50)
    editor_of(page).fill("It is the newer text.")
    expect(preview_of(page)).to_contain_text("the newer text")
    page.wait_for_timeout(300)
    expect(preview_of(page)).to_contain_text("the newer text")
    assert len(waiting) == 1


def test_the_place_in_the_preview_and_what_is_open_stay(form):
    page = form()
    editor_of(page).fill("\n\n".join([f"## Part {n}\n\n{DULL}" for n in range(30)]))
    preview = preview_of(page)
    expect(preview.locator(".live-tag")).to_have_count(30)
    preview.locator("details").nth(3).locator("summary").click()
    preview.evaluate("e => { e.scrollTop = 400 }")
    editor_of(page).press_sequentially("x")
    expect(page.locator("[data-announce]")).to_contain_text("31 sentences")
    assert preview.evaluate("e => e.scrollTop") == 400
    assert preview.locator("details").nth(3).evaluate("e => e.open")


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_the_editor_fits_and_breaks_no_rule_of_accessibility(form, width, scheme):
    page = form(width=width, color_scheme=scheme)
    editor_of(page).fill(f"{DULL}\n{UNSUPPORTED} It heals. Patients *utilise* it. [@advice] [@")
    expect(page.get_by_role("button", name="Show the mark")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert (overflow(page), violations(page)) == (0, [])
    preview_of(page).get_by_role("link", name="Evidence 2").focus()
    expect(card_of(page)).to_be_visible()
    assert (overflow(page), violations(page)) == (0, [])
    editor_of(page).focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(options_of(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert (overflow(page), violations(page)) == (0, [])


def test_field_and_preview_stand_side_by_side_where_there_is_room(form):
    page = form(width=1280)
    expect(preview_of(page).locator(".live-tag")).to_have_count(1)
    one, other = editor_of(page).bounding_box(), page.locator(".editor-preview").bounding_box()
    assert one["x"] + one["width"] <= other["x"]
    page.set_viewport_size({"width": 360, "height": 800})
    one, other = editor_of(page).bounding_box(), page.locator(".editor-preview").bounding_box()
    assert one["y"] + one["height"] <= other["y"]


def test_a_page_that_warns_is_checked_as_one(desk):
    page = desk(f"/admin/content/contraindication/{Contraindication.objects.get().pk}/change/")
    editor_of(page).fill('It is for dull skin. [@a "It can be used for dull skin"]')
    expect(preview_of(page).locator(".live-tag.is-problem")).to_have_text("Supported in part only")
