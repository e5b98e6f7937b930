"""Each component by itself in a real browser, in every example of the component page."""

import pytest

from content.views.components import components_of_the_site
from tests.browser.walking import overflow, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = [component.name for component in components_of_the_site()]
SINGLE = {"landmark-unique", "heading-order", "duplicate-id-aria", "landmark-no-duplicate-contentinfo"}
"""Rules about a whole page, which two examples of one component on a page may break."""


@pytest.mark.parametrize("name", NAMES)
def test_its_examples_break_no_rule_and_fit_a_small_phone(open_page, transactional_db, settings, name):
    settings.DEBUG = True
    page = open_page(f"/components/{name}/", width=320, color_scheme="dark")
    assert overflow(page) <= 0
    assert [found for found in violations(page) if found.partition(":")[0] not in SINGLE] == []
    assert page.problems == []
