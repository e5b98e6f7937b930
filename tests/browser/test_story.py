"""The whole work of editors in one story: a new article, a page, two people, a change, a merge, an undo."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from playwright.sync_api import expect

from content.admin.history import kept_of
from content.models import Question, Source, Topic
from tests.browser.story import Story
from tests.browser.test_editor import editor_of, preview_of, said_by_console
from tests.web.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LEAFLET = (Path(__file__).resolve().parent.parent / "fixtures/story/winter-leaflet.txt").read_text("utf-8")
FEVER = "Do not have mesotherapy while you have a fever."
TITLE = "Fever before a session"
PEOPLE = {"ana": ["Editors"], "rosa": ["Clinical reviewers"], "petra": ["Publishers"]}


@pytest.fixture
def story(transactional_db, open_page):
    call_command("load_content", verbosity=0)
    for name, groups in PEOPLE.items():
        person = User.objects.create_user(name, password=PASSWORD, is_staff=True)
        person.groups.set(Group.objects.filter(name__in=groups))
    return Story(open_page)


def test_the_story_of_the_guide(story):
    see_what_waits(story)
    add_the_article(story)
    write_a_page(story)
    approve_it(story)
    publish_it(story)
    load_a_changed_text(story)
    mend_the_quote(story)
    merge_two_questions(story)
    take_it_back(story)
    story.compare_with_guide()
    assert {name: said_by_console(page) for name, page in story.pages.items()} == {
        name: [] for name in PEOPLE
    }


def see_what_waits(story):
    page = story.step("See what waits", "ana")
    expect(page.get_by_role("heading", name="What waits for you")).to_be_visible()
    story.is_sound(page)
    story.draw(page, "1-what-waits")


def add_the_article(story):
    page = story.step("Add an article", "ana")
    story.press(page, "link", "Sources", exact=True)
    story.press(page, "link", "Add an article")
    story.write(page, "Paste the text of the article here", LEAFLET)
    story.write(page, "Title:", "Winter leaflet", exact=True)
    story.press(page, "button", "Go on")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What would come of it")
    story.is_sound(page)
    story.draw(page, "2-what-would-come-of-it")
    assert not Source.objects.filter(source_id="winter-leaflet").exists(), "nothing is loaded yet"
    story.press(page, "button", "Load it")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What came of it")
    story.is_sound(page)
    assert Source.objects.get(source_id="winter-leaflet").current_snapshot.text == LEAFLET


def write_a_page(story):
    page = story.step("Write a page", "ana", "/admin/")
    story.press(page, "link", "Topics", exact=True)
    story.press(page, "link", "Add topic")
    story.write(page, "Title:", TITLE, exact=True)
    story.go_to(page, editor_of(page))
    page.keyboard.type(f"{FEVER} [@")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_contain_text("Winter leaflet")
    story.look(page)
    page.get_by_role("listbox").scroll_into_view_if_needed()
    story.draw(page, "3-suggested-evidence")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(editor_of(page)).to_have_value(
        f'{FEVER} [@winter-leaflet "Mesotherapy should not be performed while you have a fever"]'
    )
    page.keyboard.type("\n\nIt cures every illness. [@advice]")
    expect(preview_of(page).locator(".live-tag")).to_have_count(2)
    expect(page.locator("[data-announce]")).to_contain_text("2 sentences, 1 problem")
    story.look(page)
    story.draw(page, "4-a-problem")
    page.keyboard.press("Shift+Home")
    page.keyboard.press("Backspace")
    page.keyboard.type("Tell your doctor if you have had one this week. [@advice]")
    expect(page.locator("[data-announce]")).to_contain_text("2 sentences, no problem")
    story.look(page)
    story.choose(page, "Status:", "In review")
    story.press(page, "button", "Save and continue editing")
    expect(page.locator(".messagelist")).to_contain_text("was added successfully")
    assert Topic.objects.get(title=TITLE).status == "in_review"


def approve_it(story):
    page = story.step("Have it approved", "rosa")
    story.press(page, "link", "Pages in review")
    story.press(page, "link", TITLE)
    story.look(page)
    story.choose(page, "Status:", "Approved")
    story.press(page, "button", "Save and continue editing")
    expect(page.locator(".messagelist")).to_contain_text("You have signed this text as clinical reviewer.")
    story.is_sound(page)
    story.draw(page, "5-approved")


def publish_it(story):
    page = story.step("Publish it", "petra")
    story.press(page, "link", "Approved pages")
    story.press(page, "link", TITLE)
    story.choose(page, "Status:", "Published")
    story.press(page, "button", "Save and continue editing")
    expect(page.locator(".messagelist")).to_contain_text("The page is public now, with this text.")
    story.press(page, "link", "View on site")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator("main")).to_contain_text(FEVER)
    story.draw(page, "6-live")


def load_a_changed_text(story):
    page = story.step("Load a changed text", "ana", "/admin/content/source/")
    story.press(page, "link", "winter-leaflet")
    story.press(page, "link", "Load a changed text")
    changed = LEAFLET.replace("while you have a fever", "on days when you have a fever")
    story.write(page, "Paste the changed text here", changed)
    story.press(page, "button", "Go on")
    expect(page.locator("main, #content").first).to_contain_text(TITLE)
    story.is_sound(page)
    story.draw(page, "7-what-a-change-does")
    story.press(page, "button", "Load it")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What came of it")
    assert Topic.objects.get(title=TITLE).status == "in_review"


def mend_the_quote(story):
    page = story.step("Mend a quote", "ana", "/admin/")
    story.press(page, "link", "Quotes that do not stand in their article")
    story.is_sound(page)
    story.press(page, "link", "Mesotherapy should not be performed while you have a fever")
    expect(page.locator("#content")).to_contain_text("The nearest words in")
    story.look(page)
    story.draw(page, "8-nearest-words")
    fever = Topic.objects.get(title=TITLE)
    story.press(page, "link", TITLE)
    story.go_to(page, editor_of(page))
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(fever.body.replace('while you have a fever"', 'on days when you have a fever"'))
    expect(page.locator("[data-announce]")).to_contain_text("2 sentences, no problem")
    story.look(page)
    story.choose(page, "Status:", "In review")
    story.press(page, "button", "Save and continue editing")
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    page = story.by("petra", f"/admin/content/topic/{fever.pk}/change/")
    story.choose(page, "Status:", "Published")
    story.press(page, "button", "Save and continue editing")
    expect(page.locator(".messagelist")).to_contain_text("The page is public now, with this text.")


def merge_two_questions(story):
    page = story.step("Merge two questions", "petra", "/admin/content/question/?q=needles")
    new = Question.objects.get(title__icontains="needles")
    story.press(page, "link", new.title)
    story.press(page, "link", "Merge into another question")
    story.choose(page, "Merge it into", "Does it hurt?")
    story.press(page, "button", "Go on")
    story.is_sound(page)
    story.draw(page, "9-compared-before-a-merge")
    story.press(page, "button", "Merge them")
    expect(page.locator(".messagelist")).to_contain_text("is asked under")
    new.refresh_from_db()
    assert new.merged_into.question.intent == "pain"


def take_it_back(story):
    fever = Topic.objects.get(title=TITLE)
    before = kept_of(fever)[0]
    page = story.step("Undo", "petra", f"/admin/content/topic/{fever.pk}/change/")
    story.write(page, "Title:", "Fever", exact=True)
    story.choose(page, "Status:", "Published")
    story.press(page, "button", "Save and continue editing")
    expect(page.locator(".messagelist")).to_contain_text("The page is public now, with this text.")
    story.press(page, "link", "History")
    story.is_sound(page)
    story.draw(page, "10-every-text")
    story.go_to(page, page.locator(f"a[href$='/compare/{before.version.pk}/']"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    story.is_sound(page)
    story.draw(page, "11-compared")
    story.press(page, "button", "Take this text again")
    expect(page.locator(".messagelist")).to_contain_text("nothing has changed for readers")
    assert Topic.objects.get(pk=fever.pk).title == "Fever", "readers still have the newer one"
    story.choose(page, "Status:", "Published")
    expect(page.get_by_label("Title:", exact=True)).to_have_value(TITLE)
    story.press(page, "button", "Save and continue editing")
    expect(page.locator(".messagelist")).to_contain_text("The page is public now, with this text.")
    story.press(page, "link", "View on site")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
