"""An editor at the keyboard of a real browser: sign in, find a page, write, see the preview, publish."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from content.models import Contraindication, Link, Override, Question, Snapshot, Topic, Verdict
from tests.browser.walking import overflow, violations
from tests.web.factories import make_picture, make_suggestion
from tests.web.people import make_person
from tests.web.test_actions import DULL, REDNESS
from tests.web.test_admin import wait_with_words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

UNSUPPORTED = 'It cures every illness. [@a "Redness is a common reaction"]'


def said_by_console(page):
    """Without requests that were given up because the next page was opened, or more was written."""
    return [problem for problem in page.problems if not problem.startswith("failed: ")]


def editor_of(page):
    return page.get_by_role("textbox", name="Text:")


def preview_of(page):
    return page.get_by_role("region", name="Preview")


def test_an_editor_finds_a_page_changes_it_and_publishes_it(desk):
    page = desk("/admin/")
    page.get_by_role("link", name="Topics").first.click()
    page.get_by_role("link", name="Dull skin").click()
    expect(preview_of(page)).to_contain_text("It can be used for dull skin.")
    editor_of(page).fill(f"{DULL}\n{UNSUPPORTED}")
    expect(preview_of(page)).to_contain_text("It cures every illness.2")
    page.get_by_label("Status:").select_option("published")
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(page.locator(".messagelist .error")).to_contain_text("Sentence 2, “It cures every illness.”")
    expect(page.locator(".field-checks_panel")).to_contain_text("1 of 2 sentences")
    editor_of(page).fill(f"{DULL}\n{REDNESS}")
    expect(preview_of(page)).to_contain_text("Redness is common.")  # nothing is asked while it is saved
    page.get_by_label("Status:").select_option("published")
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(page.locator(".messagelist")).to_contain_text("The page is public now, with this text.")
    page.get_by_role("link", name="View on site").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dull skin")
    expect(page.get_by_text("Redness is common.").first).to_be_visible()
    assert said_by_console(page) == []


def test_the_keyboard_leaves_the_editor_both_ways_and_writes_no_tab(desk):
    page = desk(f"/admin/content/topic/{Topic.objects.get(slug='draft').pk}/change/")
    editor_of(page).focus()
    passed = [
        "Suggest evidence",
        "Add a picture",
        "Choose a picture that is there already",
        "All pictures (in a new tab)",
    ]
    for name in passed:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == name
    page.keyboard.press("Tab")
    for _ in (*passed, "what came after"):
        page.keyboard.press("Shift+Tab")
    expect(editor_of(page)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(editor_of(page)).not_to_be_focused()
    expect(editor_of(page)).to_have_value(DULL)


def asked_when_leaving(page):
    """Whether the browser would ask before it leaves the page."""
    ask = "() => { const e = new Event('beforeunload', {cancelable: true}); window.dispatchEvent(e); return e.defaultPrevented }"
    return page.evaluate(ask)


def test_nobody_leaves_a_text_that_is_not_saved_unasked(desk):
    page = desk(f"/admin/content/topic/{Topic.objects.get(slug='draft').pk}/change/")
    assert not asked_when_leaving(page)
    editor_of(page).fill("One. [@nonsense]")
    assert asked_when_leaving(page)
    save = page.get_by_role("button", name="Save and continue editing").first
    save.click()
    expect(page.locator(".errornote")).to_be_visible()
    assert asked_when_leaving(page), "it was refused, so it is not saved"
    editor_of(page).fill(REDNESS)
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.accept()))
    save.click()
    expect(page.locator(".messagelist")).to_contain_text("successfully")
    assert (dialogs, asked_when_leaving(page)) == ([], False)
    editor_of(page).press_sequentially("x")
    page.get_by_role("link", name="Home").first.click()
    expect(page.get_by_role("heading", name="What waits for you")).to_be_visible()
    assert dialogs == ["beforeunload"]


def test_headings_of_the_preview_are_those_of_a_page_and_not_of_the_form(desk):
    page = desk(f"/admin/content/topic/{Topic.objects.get(slug='draft').pk}/change/")
    editor_of(page).fill(f"{DULL}\n\n## Later\n\n{REDNESS}")
    heading = preview_of(page).get_by_role("heading", name="Later")
    shown = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
    paper, ink = heading.evaluate(shown)
    assert (paper, ink) == ("rgba(0, 0, 0, 0)", preview_of(page).evaluate(shown)[1])


def test_a_refusal_is_one_list_without_ticks(desk):
    page = desk(f"/admin/content/topic/{Topic.objects.get(slug='draft').pk}/change/")
    editor_of(page).fill(f"{DULL}\n{UNSUPPORTED}")
    page.get_by_label("Status:").select_option("published")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator(".messagelist > li")).to_have_count(1)
    reason = page.locator(".messagelist li li").first
    expect(reason).to_contain_text("It cures every illness.")
    style = "e => [getComputedStyle(e).backgroundImage, getComputedStyle(e).backgroundColor]"
    assert reason.evaluate(style) == ["none", "rgba(0, 0, 0, 0)"]


def test_no_script_of_a_text_runs_in_the_preview(desk):
    page = desk(f"/admin/content/topic/{Topic.objects.get(slug='draft').pk}/change/")
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    editor_of(page).fill(
        "<img src=x onerror=alert(1)> <script>alert(2)</script> [x](javascript:alert(3)) done"
    )
    expect(preview_of(page)).to_contain_text("done")
    assert preview_of(page).locator("img, script, a:not([href^='/'])").count() == 0
    assert (dialogs, said_by_console(page)) == ([], [])


def test_a_session_that_ended_is_said_above_the_preview_which_stays(desk):
    page = desk(f"/admin/content/topic/{Topic.objects.get(slug='draft').pk}/change/")
    expect(preview_of(page)).to_contain_text("It can be used for dull skin.")
    page.context.clear_cookies()
    editor_of(page).press("Control+End")
    editor_of(page).press_sequentially(" ")
    expect(page.locator(".live-trouble")).to_contain_text("Please log in again")
    expect(preview_of(page)).to_contain_text("It can be used for dull skin.")
    expect(editor_of(page)).to_have_value(f"{DULL} ")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_our_own_screens_break_no_accessibility_rule(desk, scheme):
    page = desk("/admin/", color_scheme=scheme)
    warning, snapshot = Contraindication.objects.get(), Snapshot.objects.first()
    for path in (
        "/admin/",
        "/admin/content/contraindication/",
        "/admin/content/passage/",
        f"/admin/content/contraindication/{warning.pk}/change/",
        f"/admin/content/snapshot/{snapshot.pk}/change/",
        f"/admin/content/contraindication/{warning.pk}/sign/",
        *screens_of_a_second_person(warning),
    ):
        page.goto(page.url.split("/admin/")[0] + path)
        assert (path, overflow(page)) == (path, 0)
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert (path, violations(page)) == (path, [])


def screens_of_a_second_person(warning):
    """Words of a picture on a warning, and a decision on one of its sentences: both wait."""
    person = make_person("ida", ["review_page"])
    picture = make_picture(person, alternative="An arm")
    wait_with_words(picture, person, alternative="An arm with a plaster")
    claim = warning.claims.get(position=1)
    Verdict.objects.filter(claim=claim).update(support="not_found")
    made = Override.objects.create(
        page=warning,
        person=person,
        role="clinical_reviewer",
        text=claim.text,
        support="not_found",
        codes=["not_in_source"],
        fingerprint="0" * 64,
        reason="The article says so elsewhere.",
        made_at=timezone.now(),
        needs_second=True,
    )
    return (
        f"/admin/content/picture/{picture.pk}/agree/",
        f"/admin/content/picture/{picture.pk}/history/",
        f"/admin/content/override/{made.pk}/confirm/",
        f"/admin/content/override/{made.pk}/change/",
        f"/admin/content/claim/{claim.pk}/change/",
    )


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_an_editor_merges_two_questions_and_takes_them_apart(desk, width, scheme):
    one = Question.objects.get()
    other = Question.objects.create(slug="other", intent="other", title="What is needling good for?")
    page = desk("/admin/", width=width, color_scheme=scheme)

    def is_sound():
        page.wait_for_load_state()
        assert (page.url, overflow(page), violations(page)) == (page.url, 0, [])

    page.goto(f"{page.url.split('/admin/')[0]}/admin/content/question/{other.pk}/change/")
    is_sound()
    page.get_by_role("link", name="Merge into another question").click()
    is_sound()
    page.get_by_label("Merge it into:").select_option(str(one.pk))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Merge “What is needling good for?” into")
    is_sound()
    page.get_by_role("button", name="Merge them").click()
    expect(page.locator(".messagelist")).to_contain_text("is asked under")
    page.get_by_role("link", name="Take apart again").click()
    is_sound()
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(".messagelist")).to_contain_text("was taken back")


def test_a_pair_that_looks_alike_is_answered_with_one_button(desk):
    row = make_suggestion("what-is-it", "words:what is it good for")
    page = desk(f"/admin/content/suggestedmerge/{row.pk}/change/", width=360)
    assert (overflow(page), violations(page)) == (0, [])
    page.get_by_role("button", name="Not the same").click()
    expect(page.locator(".messagelist")).to_contain_text("not the same.")
    assert Link.objects.get().kind == "not_same"


def test_the_admin_fits_a_narrow_screen(desk):
    page = desk("/admin/", width=360)
    warning, snapshot = Contraindication.objects.get(), Snapshot.objects.first()
    for path in (
        "/admin/",
        f"/admin/content/contraindication/{warning.pk}/change/",
        f"/admin/content/snapshot/{snapshot.pk}/change/",
    ):
        page.goto(page.url.split("/admin/")[0] + path)
        assert (path, overflow(page)) == (path, 0)
