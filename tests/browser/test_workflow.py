"""Changes that wait, comparisons and the history, on every screen: nobody is kept out and nothing is cut off."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from content.actions import write_draft
from content.admin.history import kept_of
from content.models import Draft, Topic
from tests.browser.test_editor import editor_of
from tests.browser.walking import overflow, violations
from tests.web.people import make_editor
from tests.web.test_actions import DULL, REDNESS, TOPIC

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def is_sound(page):
    page.wait_for_load_state()
    assert (page.url, overflow(page), violations(page)) == (page.url, 0, [])


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (360, "light"), (1280, "dark")])
def test_every_screen_of_a_change_is_sound(desk, width, scheme):
    page = desk("/admin/", width=width, color_scheme=scheme)
    topic = Topic.objects.get(slug="uses")
    draft = write_draft(
        page=topic, title="Uses of it", body=f"{DULL}\n{REDNESS}", status="in_review", person=make_editor()
    )
    root, form = page.url.split("/admin/")[0], reverse("admin:content_topic_change", args=[topic.pk])
    page.goto(root + form)
    expect(page.get_by_text("Before it can be published, somebody other than ana")).to_be_visible()
    is_sound(page)
    page.get_by_role("link", name="Compare it with what readers have").click()
    expect(page.locator(".compared ins").first).to_be_visible()
    is_sound(page)
    page.goto(f"{root}{form.replace('change/', 'history/')}")
    is_sound(page)
    page.goto(f"{root}{form.replace('change/', f'compare/{kept_of(topic)[-1].version.pk}/')}")
    is_sound(page)
    page.goto(f"{root}{reverse('admin:content_draft_changelist')}")
    is_sound(page)
    page.goto(root + form)
    Draft.objects.filter(pk=draft.pk).update(body=TOPIC, title="Theirs")
    editor_of(page).fill(f"{DULL}\nMine. [@advice]")
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(
        page.get_by_role("heading", name="What is different in the text that somebody else")
    ).to_be_visible()
    expect(editor_of(page)).to_have_value(f"{DULL}\nMine. [@advice]")
    is_sound(page)
