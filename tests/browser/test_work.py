"""An editor's work in a real browser: what waits, why a verdict, a decision, a merge, the log; by keyboard."""

import pytest
from django.contrib.auth.models import Permission, User
from playwright.sync_api import expect

from content import actions
from content.models import Feedback, Override, Passage, Question, Source, Topic
from tests.browser.walking import overflow, violations
from tests.web.people import PASSWORD, REVIEWER, make_person
from tests.web.test_comparing import CASES, site_of
from tests.web.test_overrides import ARTICLE, CONTRADICTED, NOT_FOUND, REASON, decide, load, make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(transactional_db, open_page):
    """A function that signs a clinical reviewer in, who may read the log, and opens a path."""
    person = make_person("rita", [*REVIEWER, "publish_page"])
    person.user_permissions.add(Permission.objects.get(codename="view_logentry"))

    def sign_in(path, **options):
        page = open_page(f"/admin/login/?next={path}", **options)
        page.get_by_label("Username:").fill("rita")
        page.get_by_label("Password:").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Log out")).to_be_visible()
        page.wait_for_load_state()
        return page

    return sign_in


@pytest.fixture
def sentences(transactional_db):
    """A page that a decision can open, and one that nothing can."""
    load(a=ARTICLE)
    contradicted = make(CONTRADICTED, slug="contradicted")
    Feedback.objects.create(page=contradicted, day="2026-11-20", is_useful=False, reason="wrong")
    return make(NOT_FOUND, slug="waits")


def by_keyboard(page, name):
    """Tab on until the link or button ``name`` has the focus, which has to be visible, and press Enter."""
    for _ in range(200):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " return [e.textContent.trim() || e.value || '', s.outlineStyle, s.textDecorationLine,"
            " e.matches(':focus-visible')]; })()"
        )
        if name in focused[0]:
            assert focused[3], name
            page.keyboard.press("Enter")
            return
    pytest.fail(f"no way by keyboard to {name}")


def test_from_the_first_page_to_a_decision_by_keyboard_alone(desk, sentences):
    page = desk("/admin/")
    by_keyboard(page, "Pages kept back by the checks")
    expect(page.locator("#result_list")).to_contain_text("Waits")
    page.goto(f"{page.url.split('/admin/')[0]}/admin/content/topic/{sentences.pk}/change/")
    by_keyboard(page, "Why this verdict")
    expect(page.get_by_role("heading", level=1)).to_have_text("Why this verdict")
    expect(page.locator("#result + p")).to_contain_text("Does not pass")
    by_keyboard(page, "Decide that it stands")
    page.get_by_label("Clinical reviewer").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type(REASON)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("The sentence stands by your decision.")
    expect(page.locator("#result + p")).to_contain_text("Passes")
    assert Override.objects.get().reason == REASON
    page.goto(f"{page.url.split('/admin/')[0]}/topics/waits/")
    expect(page.locator(".evidence-override").first).to_contain_text(REASON)


def test_a_code_leads_to_what_it_means(desk, sentences):
    claim = Topic.objects.get(slug="contradicted").claims.get()
    page = desk(f"/admin/content/claim/{claim.pk}/change/")
    page.get_by_role("link", name="frequency_differs").first.click()
    expect(page.locator("#frequency_differs")).to_be_in_viewport()
    expect(page.locator("#frequency_differs")).to_contain_text("contradicted")


def test_a_merge_shows_both_answers_first_and_names_the_difference_after(desk, transactional_db, tmp_path):
    a, b, _, words = CASES[0]
    site_of(tmp_path, a=a, b=b)
    goes, stays = (Question.objects.get(variants__quote=asked) for asked, _ in (b, a))
    page = desk(f"/admin/content/question/{goes.pk}/merge/")
    page.get_by_label("Merge it into").select_option(str(stays.pk))
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".comparison")).to_contain_text(words)
    assert violations(page) == []
    assert overflow(page) <= 0
    page.get_by_role("button", name="Merge them").click()
    expect(page.locator(".messagelist .warning")).to_contain_text("The answers differ.")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_every_screen_is_accessible_and_fits(desk, sentences, scheme, width):
    decided = make(NOT_FOUND, slug="decided")
    claim = sentences.claims.get()
    made = decide(decided, User.objects.get(username="rita"))
    actions.check_pages()
    passage = Passage.objects.filter(disposition="used").first()
    paths = [
        "/admin/",
        "/admin/what-the-checks-say/",
        "/admin/admin/logentry/",
        "/admin/content/claim/",
        "/admin/content/passage/?waiting=nothing-found",
        "/admin/content/page/",
        "/admin/content/override/",
        "/admin/content/pastverdict/",
        f"/admin/content/override/{made.pk}/change/",
        f"/admin/content/override/{made.pk}/take-back/",
        f"/admin/content/claim/{claim.pk}/change/",
        f"/admin/content/claim/{claim.pk}/decide/",
        f"/admin/content/claim/{Topic.objects.get(slug='contradicted').claims.get().pk}/change/",
        f"/admin/content/passage/{passage.pk}/change/",
        f"/admin/content/snapshot/{passage.snapshot_id}/change/",
        f"/admin/content/source/{Source.objects.get().pk}/change/",
    ]
    page = desk("/admin/", width=width, color_scheme=scheme)
    base = page.url.split("/admin/")[0]
    for path in paths:
        page.problems.clear()
        page.goto(f"{base}{path}")
        assert overflow(page) <= 0, path
        assert [p for p in page.problems if not p.startswith("failed: ")] == [], path
        assert (path, violations(page)) == (path, [])
