"""Every address of the site map as machines read it: links, markup, weight."""

import gzip
import subprocess
from urllib.parse import urlsplit

import pytest

from content.stylesheet import compose
from tests.tools import tool
from tests.web.addresses import MISSING
from tests.web.crawling import faults

pytestmark = pytest.mark.django_db

HEAVIEST = 14_000
"""Bytes of the first view of a question: its HTML and the style sheet, compressed."""
SCHEMES = {"data", "https", "http", "mailto", "tel"}
CONFIG = "tests/web/htmlvalidate.json"
"""All rules but those of taste. A list may be named, as ARIA allows; the title of a page that warns is whole."""


def test_every_address_of_the_site_map_answers(whole_site):
    found = {address: whole_site.answers[address].status for address in whole_site.mapped}
    assert found.pop(MISSING) == 404
    assert {address: status for address, status in found.items() if status != 200} == {}
    assert len(found) > 200 and len(whole_site.pages) > 200


def test_no_link_is_broken(whole_site):
    """Every page, picture, style sheet and script that a page names is there."""
    links = [(page, *link) for page in whole_site.pages for link in whole_site.links(page)]
    inner = [(page, target) for page, _, target, _ in links if target and target != page]
    broken = {(page, target) for page, target in inner if whole_site.answers[target].status >= 400}
    assert broken == set()
    outer = {link for _, link, target, _ in links if not target}
    assert [link for link in outer if not is_well_formed(link)] == []
    assert len(inner) > 5_000


def is_well_formed(link):
    parts = urlsplit(link)
    is_web = parts.scheme in ("http", "https")
    return parts.scheme in SCHEMES and bool(parts.netloc if is_web else parts.path) and " " not in link


def test_every_link_into_a_page_finds_its_place(whole_site):
    missing = set()
    for page in whole_site.pages:
        for link, target, fragment in whole_site.links(page):
            is_known = target and whole_site.answers[target].is_page
            if fragment and is_known and fragment not in whole_site.outline(target).ids:
                missing.add((page, link))
    assert missing == set()


def test_every_page_is_well_formed(whole_site):
    pages = {
        page: faults(whole_site.answers[page].html, whole_site.outline(page)) for page in whole_site.pages
    }
    assert {page: found for page, found in pages.items() if found} == {}


def test_a_question_is_light(whole_site):
    css = len(gzip.compress(compose().encode(), 6))
    weights = {
        page: len(gzip.compress(whole_site.answers[page].body, 6)) + css
        for page in whole_site.of_kind("/questions/")
    }
    assert len(weights) > 20
    assert {page: weight for page, weight in weights.items() if weight > HEAVIEST} == {}


@pytest.fixture(scope="module")
def files(whole_site, tmp_path_factory):
    """The pages as files, named by their addresses."""
    folder = tmp_path_factory.mktemp("pages")
    for page in whole_site.pages:
        name = page.strip("/").replace("/", "__") or "home"
        (folder / f"{name}.html").write_bytes(whole_site.answers[page].body)
    return folder


def reported(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1200)
    return done.returncode, (done.stdout + done.stderr).strip()


def vnu(folder):
    jar = tool("java", "vnu-jar") / "build" / "dist" / "vnu.jar"
    return reported("java", "-jar", str(jar), "--errors-only", *map(str, sorted(folder.glob("*.html"))))


def html_validate(folder):
    script = tool("node", "html-validate") / "bin" / "html-validate.mjs"
    command = ("node", str(script), "--config", CONFIG, "--formatter", "text")
    return reported(*command, *map(str, sorted(folder.glob("*.html"))))


@pytest.mark.parametrize("check", [vnu, html_validate])
def test_the_checkers_of_markup_find_no_error(files, check):
    assert check(files) == (0, "")


@pytest.mark.parametrize("check", [vnu, html_validate])
@pytest.mark.parametrize(
    "part",
    ['<p id="a">A</p><p id="a">B</p>', '<img src="x.png">', '<a href="/"><a href="/">A</a></a>'],
    ids=["id twice", "no alternative", "link in a link"],
)
def test_the_checkers_of_markup_find_faults(tmp_path, check, part):
    html = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A</title></head><body>{part}</body></html>'
    (tmp_path / "bad.html").write_text(html)
    status, found = check(tmp_path)
    assert status == 1 and "bad.html" in found
