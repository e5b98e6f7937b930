"""For all tests: the quick ones of the core come first, those that drive a browser last."""

import gc

import pytest
from hypothesis import settings

settings.register_profile("mesoinfo", deadline=None)  # the first example loads the vocabulary
settings.load_profile("mesoinfo")

# The vocabulary and what tests keep for each other are many objects that live to the end: to look through them
# for cycles after every few hundred new ones takes a tenth of the time.
gc.set_threshold(50_000, 20, 100)

FOLDERS_IN_ORDER = ("pipeline", "golden", "", "web", "browser")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    root = config.rootpath / "tests"

    def place(item: pytest.Item) -> int:
        folder = item.path.parent.relative_to(root).parts[:1] if item.path.is_relative_to(root) else ()
        name = folder[0] if folder else ""
        return FOLDERS_IN_ORDER.index(name) if name in FOLDERS_IN_ORDER else len(FOLDERS_IN_ORDER)

    items.sort(key=place)


@pytest.fixture(scope="session")
def whole_site(django_db_setup, django_db_blocker):
    """The site of the five articles and the curated pages, read once; the database is as before at once.

    Tests of every address ask this copy: what they see is what any of them would be answered.
    """
    from tests.library import loaded_library
    from tests.web.addresses import read_site

    with loaded_library(django_db_blocker) as reader:
        return read_site(reader)
