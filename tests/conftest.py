"""For all tests: the quick ones of the core come first, those that drive a browser last."""

import pytest
from hypothesis import settings

settings.register_profile("mesoinfo", deadline=None)  # the first example loads the vocabulary
settings.load_profile("mesoinfo")

FOLDERS_IN_ORDER = ("pipeline", "golden", "", "web", "browser")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    root = config.rootpath / "tests"

    def place(item: pytest.Item) -> int:
        folder = item.path.parent.relative_to(root).parts[:1] if item.path.is_relative_to(root) else ()
        name = folder[0] if folder else ""
        return FOLDERS_IN_ORDER.index(name) if name in FOLDERS_IN_ORDER else len(FOLDERS_IN_ORDER)

    items.sort(key=place)
