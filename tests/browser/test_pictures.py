"""Pictures in a real browser: a dialog asks for their words, by keyboard alone, before anything is sent."""

import re

import pytest
from playwright.sync_api import expect

from content.models import Picture, Topic
from tests.browser.test_editor import editor_of, preview_of, said_by_console
from tests.browser.walking import overflow, violations
from tests.web.test_actions import DULL
from tests.web.test_images import WORDS, encoded, noisy

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PNG = {"name": "x.png", "mimeType": "image/png", "buffer": encoded()}


def open_draft(desk, **options):
    return desk(f"/admin/content/topic/{Topic.objects.get(slug='draft').pk}/change/", **options)


def dialog_of(page):
    return page.get_by_role("dialog")


def open_dialog(page, button="Add a picture"):
    page.get_by_role("button", name=button).click()
    expect(dialog_of(page)).to_be_visible()
    return dialog_of(page)


def fill_words(dialog, **changes):
    words = {**WORDS, **changes}
    dialog.get_by_label("What it shows").fill(words["alternative"])
    dialog.get_by_label("It shows skin").check()
    dialog.get_by_label("Which skin").fill(words["skin_note"])
    dialog.get_by_label("Where it comes from").fill(words["credit"])


def add(page):
    dialog = open_dialog(page)
    dialog.get_by_label("File").set_input_files(PNG)
    fill_words(dialog)
    dialog.get_by_role("button", name="Add it to the text").click()
    expect(dialog).to_have_count(0)


DROP = """async (editor) => {
  const data = new DataTransfer();
  for (const name of ["x.svg", "y.svg"]) data.items.add(new File(["<svg/>"], name, { type: "image/png" }));
  editor.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def test_a_picture_is_added_with_its_words_and_shown_as_readers_see_it(desk):
    page = open_draft(desk)
    add(page)
    picture = Picture.objects.get()
    expect(editor_of(page)).to_have_value(f"{DULL}\n\n{picture.markdown}\n")
    expect(editor_of(page)).to_be_focused()
    expect(page.get_by_role("status").first).to_have_text("The picture is in the text.")
    figure = preview_of(page).get_by_role("figure")
    expect(figure.get_by_role("img")).to_have_attribute("alt", WORDS["alternative"])
    expect(figure).to_contain_text(
        "Skin in this picture: light skin. On other skin, signs can look different."
    )
    assert said_by_console(page) == []


def test_it_is_added_by_the_keyboard_alone(desk):
    page = open_draft(desk)
    editor_of(page).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    dialog = dialog_of(page)
    expect(dialog).to_have_accessible_name("Add a picture")
    expect(dialog.get_by_label("File")).to_be_focused()
    dialog.get_by_label("File").set_input_files(PNG)  # the window of the system cannot be reached from here
    for keys in (WORDS["alternative"], None, WORDS["skin_note"], WORDS["credit"]):
        page.keyboard.press("Tab")
        if keys:
            page.keyboard.type(keys)
        else:
            page.keyboard.press("Space")
            page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Add it to the text")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(editor_of(page)).to_be_focused()
    picture = Picture.objects.get()
    assert (picture.skin, picture.skin_note, picture.credit) == ("shown", "light skin", WORDS["credit"])
    assert picture.markdown in editor_of(page).input_value()


@pytest.mark.parametrize("button", ["Add a picture", "Choose a picture that is there already"])
def test_escape_closes_it_sends_nothing_and_gives_the_focus_back(desk, button):
    page = open_draft(desk)
    dialog = open_dialog(page, button)
    stops = set()
    for _ in range(14):
        page.keyboard.press("Tab")
        stops.add(page.evaluate("document.activeElement.closest('dialog, body').tagName"))
        shows = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert shows != "none" or page.evaluate("document.activeElement.tagName") == "BODY"
    assert "DIALOG" in stops
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name=button)).to_be_focused()
    expect(editor_of(page)).to_have_value(DULL)
    assert not Picture.objects.exists()


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(desk):
    page = open_draft(desk)
    dialog = open_dialog(page)
    dialog.get_by_label("File").set_input_files({**PNG, "buffer": b"<svg/>"})
    fill_words(dialog, credit="unknown", alternative="arm.png")
    dialog.get_by_role("button", name="Add it to the text").click()
    expect(dialog.get_by_role("alert")).to_have_text("It was not added. Please correct what is marked below.")
    file, alternative = dialog.get_by_label("File"), dialog.get_by_label("What it shows")
    expect(file).to_be_focused()
    expect(file).to_have_accessible_description(re.compile("This is not a picture that we can use"))
    expect(alternative).to_have_accessible_description(re.compile("is the name of a file"))
    expect(alternative).to_have_value("arm.png")
    assert violations(page) == []
    file.set_input_files(PNG)
    fill_words(dialog)
    dialog.get_by_role("button", name="Add it to the text").click()
    expect(dialog).to_have_count(0)
    assert Picture.objects.get().markdown in editor_of(page).input_value()


def test_a_picture_that_is_too_large_is_named_so_and_not_sent(desk):
    page = open_draft(desk)
    dialog = open_dialog(page)
    dialog.get_by_label("File").set_input_files({**PNG, "buffer": b"x" * (6 * 1024 * 1024)})
    fill_words(dialog)
    page.requests.clear()
    dialog.get_by_role("button", name="Add it to the text").click()
    expect(dialog).to_contain_text("The picture is larger than 5 MB. Make it smaller first.")
    assert page.requests == []


def test_the_same_picture_again_is_offered(desk):
    page = open_draft(desk)
    add(page)
    picture = Picture.objects.get()
    dialog = open_dialog(page)
    dialog.get_by_label("File").set_input_files(PNG)
    fill_words(dialog)
    dialog.get_by_role("button", name="Add it to the text").click()
    expect(dialog).to_contain_text("This picture is there already")
    dialog.get_by_role("button", name="Use the picture that is there").click()
    expect(dialog).to_have_count(0)
    assert (editor_of(page).input_value().count(picture.markdown), Picture.objects.count()) == (2, 1)


def test_one_that_is_there_is_chosen_and_found_by_words(desk):
    page = open_draft(desk)
    add(page)
    editor_of(page).fill(DULL)
    dialog = open_dialog(page, "Choose a picture that is there already")
    dialog.get_by_role("button", name="Put it into the text").click()
    expect(dialog.get_by_role("alert")).to_have_text("Choose one of the pictures first.")
    search = dialog.get_by_label("Words in its description")
    search.fill("zebra")
    search.press("Enter")
    expect(dialog.get_by_role("status")).to_have_text("There is no picture with these words.")
    search.fill("nurse")
    search.press("Enter")
    dialog.get_by_label(WORDS["alternative"]).check()
    dialog.get_by_role("button", name="Put it into the text").click()
    expect(editor_of(page)).to_have_value(f"{DULL}\n\n{Picture.objects.get().markdown}\n")


def test_what_is_dropped_waits_in_the_dialog_and_its_refusal_leaves_the_text_alone(desk):
    page = open_draft(desk)
    editor_of(page).evaluate(DROP)
    dialog = dialog_of(page)
    expect(dialog.get_by_label("What it shows")).to_be_focused()
    assert dialog.get_by_label("File").evaluate("e => [...e.files].map(f => f.name)") == ["x.svg"]
    expect(dialog.get_by_role("alert")).to_have_text("Add one picture at a time. This is the first of them.")
    fill_words(dialog)
    dialog.get_by_role("button", name="Add it to the text").click()
    expect(dialog).to_contain_text("This is not a picture that we can use.")
    dialog.get_by_role("button", name="Cancel").click()
    expect(editor_of(page)).to_have_value(DULL)
    assert editor_of(page).evaluate("e => getComputedStyle(e).opacity") == "1"


def test_a_session_that_ended_is_said_and_the_text_stays(desk):
    page = open_draft(desk)
    editor_of(page).fill(f"{DULL} More.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Add a picture").click()
    expect(page.locator(".editor-note")).to_contain_text("Please log in again as an editor.")
    expect(editor_of(page)).to_have_value(f"{DULL} More.")


@pytest.mark.parametrize(
    ("text", "cursor", "expected"),
    [
        ("One.\n\nTwo.", 2, "One.\n\nP\n\nTwo."),
        ("One.\nStill.\n\n\nTwo.", 6, "One.\nStill.\n\nP\n\nTwo."),
        ("One.\n\nTwo.", 5, "One.\n\nP\n\nTwo."),
        ("One.\n\nTwo.", 6, "One.\n\nTwo.\n\nP\n"),
        ("One.", 0, "One.\n\nP\n"),
        ("", 0, "P\n"),
    ],
)
def test_a_picture_is_a_paragraph_after_the_one_it_is_added_in(desk, text, cursor, expected):
    page = open_draft(desk)
    editor_of(page).fill(text)
    editor_of(page).evaluate("(e, n) => e.setSelectionRange(n, n)", cursor)
    add(page)
    code = Picture.objects.get().markdown
    assert editor_of(page).input_value() == expected.replace("P", code)
    assert editor_of(page).evaluate("e => e.value.slice(0, e.selectionEnd)").endswith(code)


def test_without_a_script_it_is_added_by_the_form_and_its_line_is_copied(desk):
    page = open_draft(desk, java_script_enabled=False)
    expect(page.get_by_role("button", name="Add a picture")).to_have_count(0)
    link = page.get_by_role("link", name="All pictures (in a new tab)")
    page.goto(page.url.split("/admin/")[0] + link.get_attribute("href"))
    page.get_by_role("link", name="Add picture").first.click()
    page.get_by_label("File").set_input_files(PNG)
    fill_words(page)
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".picture-code")).to_have_text(Picture.objects.get().markdown)


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_every_screen_of_pictures_breaks_no_rule(desk, width, scheme):
    page = open_draft(desk, width=width, color_scheme=scheme)
    for button in ("Add a picture", "Choose a picture that is there already"):
        dialog = open_dialog(page, button)
        assert (button, overflow(page), violations(page)) == (button, 0, [])
        box = dialog.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        assert dialog.evaluate("d => d.scrollWidth - d.clientWidth") <= 0
        page.keyboard.press("Escape")
    add(page)
    picture = Picture.objects.get()
    dialog = open_dialog(page, "Choose a picture that is there already")
    assert (overflow(page), violations(page)) == (0, [])
    page.keyboard.press("Escape")
    page.on("dialog", lambda asked: asked.accept())
    for path in ("", "add/", f"{picture.pk}/change/", f"{picture.pk}/delete/"):
        page.goto(f"{page.url.split('/admin/')[0]}/admin/content/picture/{path}")
        assert (path, overflow(page), violations(page)) == (path, 0, [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_page_with_a_picture_breaks_no_rule_and_its_text_does_not_jump(desk, open_page, scheme, width):
    editor = open_draft(desk)
    dialog = open_dialog(editor)
    dialog.get_by_label("File").set_input_files({**PNG, "buffer": noisy((1800, 900))})
    fill_words(dialog)
    dialog.get_by_label("Long description").fill("She wears gloves.\n\nThe arm lies still.")
    dialog.get_by_role("button", name="Add it to the text").click()
    expect(dialog).to_have_count(0)
    picture = Picture.objects.get()
    topic = Topic.objects.get(slug="draft")
    Topic.objects.filter(pk=topic.pk).update(
        status="published", body=f"{DULL}\n\n{picture.markdown}\n\n## End"
    )
    page = open_page("/topics/draft/", width=width, color_scheme=scheme)
    before = page.get_by_role("heading", name="End").bounding_box()["y"]
    image = page.get_by_role("figure").get_by_role("img")
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", value=True)
    page.evaluate("window.scrollTo(0, 0)")
    assert page.get_by_role("heading", name="End").bounding_box()["y"] == before
    taken = image.evaluate("e => e.currentSrc")
    assert taken.endswith(".webp") and ("-320." in taken) == (width == 320)
    page.get_by_text("Description of this picture").click()
    expect(page.get_by_text("The arm lies still.")).to_be_visible()
    assert (overflow(page), violations(page), said_by_console(page)) == (0, [], [])
