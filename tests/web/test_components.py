"""Every component stands on the component page with examples, and each example renders as it should."""

import re

import html5lib
import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string

from content.examples import EXAMPLES
from content.views.components import components_of_the_site

NAMES = [component.name for component in components_of_the_site()]
CASES = [(name, example) for name in NAMES for example in EXAMPLES.get(name, ())]
IDS = [f"{name}-{example.note or 'plain'}" for name, example in CASES]


@pytest.fixture
def developing(settings):
    settings.DEBUG = True


def test_every_component_has_an_example_and_every_example_a_component():
    assert len(NAMES) > 35
    assert sorted(EXAMPLES) == sorted(NAMES)
    assert all(EXAMPLES.values())


def test_examples_of_one_component_are_told_apart():
    for name, examples in EXAMPLES.items():
        notes = [example.note for example in examples]
        assert len(set(notes)) == len(notes) and (len(notes) == 1 or all(notes[1:])), name


@pytest.mark.parametrize(("name", "example"), CASES, ids=IDS)
def test_an_example_gives_what_its_template_asks_for(name, example):
    """An unknown variable would print nothing on a page, so here it prints a word that nobody writes."""
    engine = engines["django"].engine
    before, engine.string_if_invalid = engine.string_if_invalid, "MISSING-%s"
    try:
        html = render_to_string(f"components/{name}.html", dict(example.context))
    finally:
        engine.string_if_invalid = before
    optional = {
        "page.strength",
        "beside",
        "level",
        "place",
        "pages",
        "answers",
        "title",
        "request",
        "base",
        "language",
    }
    missing = set(re.findall(r"MISSING-([\w.]*)", html)) - optional
    assert missing == set()
    parser = html5lib.HTMLParser(strict=True)
    parser.parseFragment(html.strip())


@pytest.mark.parametrize("name", NAMES)
def test_the_page_of_a_component_says_what_it_needs_and_shows_its_examples(client, db, developing, name):
    html = client.get(f"/components/{name}/").content.decode()
    assert f"<h1>{name}</h1>" in html
    assert html.count("Example: ") == len(EXAMPLES[name])
    ids = re.findall(r'\bid="([^"]+)"', html)
    twice = {found for found in ids if ids.count(found) > 1}
    assert twice == set() or len(EXAMPLES[name]) > 1  # two examples may both be the only one of their page
    style = settings.BASE_DIR / f"templates/components/{name}.css"
    assert ("<pre" in html) == style.exists()


def test_the_list_of_components_leads_to_each(client, db, developing):
    html = client.get("/components/").content.decode()
    assert [name for name in NAMES if f'href="/components/{name}/"' not in html] == []


@pytest.mark.parametrize("path", ["/components/", "/components/care/"])
def test_readers_do_not_see_it(client, db, path):
    assert client.get(path).status_code == 404


def test_an_unknown_component_is_not_found(client, db, developing):
    assert client.get("/components/nothing/").status_code == 404


def test_an_example_asks_no_database(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        for name, example in CASES:
            render_to_string(f"components/{name}.html", dict(example.context))
