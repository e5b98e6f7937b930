"""How good the search is on the real pages, for what patients type (search_queries.toml)."""

import pytest

from content.models import SearchEntry
from content.pagefiles import PAGES, read_pages
from content.search import find
from tests.library import loaded_library
from tests.measure_search import SETS, load_queries, measure

pytestmark = pytest.mark.django_db

FLOORS = {
    "dev": {"success@1": 0.95, "success@3": 0.97, "mrr": 0.96, "no answer said": 1.0},
    "held_out": {"success@1": 0.9, "success@3": 0.94, "mrr": 0.92, "no answer said": 1.0},
}


@pytest.fixture(scope="module")
def library(django_db_setup, django_db_blocker):
    with loaded_library(django_db_blocker):
        yield


def test_the_queries_name_pages_that_exist_and_are_asked_once():
    known = {f"{page.kind}/{page.slug}" for page in read_pages(PAGES)}
    queries = [query for name in SETS for query in load_queries(name)]
    assert {page for query in queries for page in query.get("first", [])} <= known
    assert len({query["q"] for query in queries}) == len(queries) >= 80


@pytest.mark.parametrize("name", SETS)
def test_the_expected_page_comes_first(library, django_db_blocker, name):
    with django_db_blocker.unblock():
        figures = measure(load_queries(name))
    assert {key: figures[key] for key, floor in FLOORS[name].items() if figures[key] < floor} == {}


def test_each_title_finds_its_page_and_a_warning_is_its_own_first_answer(library, django_db_blocker):
    with django_db_blocker.unblock():
        missed = []
        for entry in SearchEntry.objects.filter(page__isnull=False):
            found = find(entry.title)
            keys = [each.entry.key for each in (*found.warnings, *found.others)]
            place = keys.index(entry.key) if entry.key in keys else None
            limit = 3 if entry.kind in ("contraindication", "side_effect") else 10
            if found.corrected or not found.is_answered or place is None or place >= limit:
                missed.append((entry.key, entry.title, place))
    assert missed == []


def test_no_use_stands_above_a_warning_about_the_same_thing(library, django_db_blocker):
    """Of a thing that is treated and warned of, under the same concept or a narrower one."""
    with django_db_blocker.unblock():
        for text in ("scars", "acne", "hyperpigmentation", "allergies", "weight loss", "pain", "vitiligo"):
            found = find(text)
            kinds = [each.entry.kind for each in (*found.warnings, *found.others)]
            first = next(
                (n for n, kind in enumerate(kinds) if kind in ("contraindication", "side_effect")), 99
            )
            assert first <= kinds.index("indication") if "indication" in kinds else True, (text, kinds[:6])
