"""A story told at the keyboard alone, and the guide that tells it to people: each holds the other to the truth."""

import os
import re
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import TimeoutError, expect

from tests.browser.walking import overflow, violations
from tests.screenshots import write
from tests.web.people import PASSWORD

GUIDE = Path(__file__).resolve().parent.parent.parent / "docs" / "editors-guide.md"
PICTURES = GUIDE.parent / "img" / "guide"
DRAW = "MESOINFO_TEST_DRAW_GUIDE"
"""Set by ``make guide``: the pictures of the guide are drawn anew while the story is told."""
MAX_TABS = 400

WORDS_SHOWN = """() => {
  const words = [document.body.innerText];
  for (const e of document.querySelectorAll('input[type=submit], option, label, legend, [aria-label]')) {
    words.push(e.value || '', e.textContent || '', e.getAttribute('aria-label') || '');
  }
  return words.join('\\n');
}"""
LABEL = re.compile(r"“([^”]+)”")


def plain(words):
    """White space, case (the admin shows some words in capitals) and colons aside."""
    return re.sub(r"\s+", " ", words).replace(":", "").casefold()


class Story:
    """What happens, step by step: the words on every screen of a step, and the names of what was pressed."""

    def __init__(self, open_page):
        self.open_page = open_page
        self.pages = {}
        self.shown = {}
        self.pressed = {}
        self.now = ""

    def step(self, name, person, path=None):
        """Begin the step ``name``, done by ``person``, who signs in for their first one."""
        self.now = name
        self.shown[name], self.pressed[name] = "", []
        return self.by(person, path)

    def by(self, person, path=None):
        """The screen of ``person``, who goes on with the step."""
        if person not in self.pages:
            page = self.open_page("/admin/login/?next=/admin/")
            page.set_default_timeout(300_000)  # a whole library is read, on a machine that may be busy
            page.keyboard.type(person)  # the field has the focus
            page.keyboard.press("Tab")
            page.keyboard.type(PASSWORD)
            self.look(page)
            with page.expect_navigation():
                page.keyboard.press("Enter")
            expect(page.get_by_role("button", name="Log out")).to_be_visible()
            page.on("response", lambda got: got.ok or got.status < 400 or page.problems.append(got.url))
            self.pages[person] = page
        page = self.pages[person]
        page.bring_to_front()
        if path:
            page.goto(urljoin(page.url, path))
        self.look(page)
        return page

    def look(self, page):
        self.shown[self.now] += "\n" + page.evaluate(WORDS_SHOWN)

    def go_to(self, page, element):
        """Tab until ``element`` has the focus; closed parts on the way are opened as a person would."""
        try:
            for _ in range(MAX_TABS):
                if element.evaluate("e => e === document.activeElement"):
                    break
                page.keyboard.press("Tab")
        except TimeoutError as error:
            raise AssertionError(f"Not on {page.url}:\n{page.inner_text('body')[-2_000:]}") from error
        expect(element).to_be_focused()

    def press(self, page, role, name, *, exact=False):
        """Go to a link or a button by its name, press it, and look at the screen that it leads to."""
        self.go_to(page, page.get_by_role(role, name=name, exact=exact).first)
        self.pressed[self.now].append(name)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        self.look(page)

    def write(self, page, label, words, *, exact=False):
        """Type ``words`` into a field in place of what it held."""
        self.go_to(page, page.get_by_label(label, exact=exact))
        self.pressed[self.now].append(label)
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(words)

    def choose(self, page, label, option):
        """An option of a list, by typing how it begins."""
        field = page.get_by_label(label)
        self.go_to(page, field)
        self.pressed[self.now] += [label, option]
        for _ in range(
            3
        ):  # a list forgets what was typed a second ago: on a busy machine, as for slow fingers
            page.keyboard.type(option, delay=5)
            chosen = field.evaluate("e => e.options[e.selectedIndex].text")
            if chosen.startswith(option):
                break
            page.wait_for_timeout(1_500)
        assert chosen.startswith(option), (chosen, option)

    def is_sound(self, page):
        """The screen can be used by everybody: no rule broken, nothing to scroll sideways to."""
        self.look(page)
        before = list(page.problems)
        assert (page.url, overflow(page), violations(page)) == (page.url, 0, [])
        page.problems[:] = (
            before  # the rules are looked for by a script that the page itself would not let in
        )

    def draw(self, page, name):
        """The picture of the guide, when it is drawn anew."""
        if os.environ.get(DRAW):
            PICTURES.mkdir(parents=True, exist_ok=True)
            write(page.screenshot(animations="disabled", caret="hide"), PICTURES / f"{name}.png")

    # --- the guide

    def compare_with_guide(self):
        """Every label that the guide names is on a screen of its step, and it names all that was pressed."""
        told = sections_of(GUIDE.read_text(encoding="utf-8"))
        assert list(told) == list(self.shown), "the guide has the steps of the story, in its order"
        for name, text in told.items():
            labels = LABEL.findall(text)
            screens = plain(self.shown[name])
            assert [label for label in labels if plain(label) not in screens] == [], name
            missing = [label for label in self.pressed[name] if plain(label) not in plain(text)]
            assert missing == [], (name, "pressed and not told")
            pictures = re.findall(r"\]\(img/guide/([\w-]+)\.png\)", text)
            assert all((PICTURES / f"{picture}.png").exists() for picture in pictures), name


def sections_of(guide):
    """The numbered steps by heading."""
    parts = re.split(r"^## (\d+\. .+)$", guide, flags=re.MULTILINE)
    return {heading.partition(". ")[2]: text for heading, text in zip(parts[1::2], parts[2::2], strict=True)}
