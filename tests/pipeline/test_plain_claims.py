"""Plain-language claims that people wrote: how many true ones are supported, how few false ones; it can only rise."""

import pytest

from tests.pipeline.measure_plain_claims import cases_of, figures, reading_of

FLOORS = {
    ("dev", True): (0.75, 0.01),
    ("dev", False): (0.70, 0.02),
    ("test", True): (0.59, 0.025),
    ("test", False): (0.55, 0.045),
    ("more", True): (0.73, 0.03),
    ("more", False): (0.74, 0.035),
}
"""Of each half, with a quote or without: the least share of true claims, the greatest of false ones."""


@pytest.mark.parametrize(("half", "with_quote"), FLOORS)
def test_the_shares_do_not_fall(half, with_quote):
    least, most = FLOORS[half, with_quote]
    found = figures(half, with_quote=with_quote)
    assert (found.accepted >= least, found.passing <= most) == (True, True), found


@pytest.mark.parametrize("half", ["dev", "test", "more"])
def test_the_cases_are_sound(half):
    cases = cases_of(half)
    assert len({case["id"] for case in cases}) == len(cases) >= 300
    for case in cases:
        assert case["quote"] in reading_of(case["source"]).snapshot.text
        assert len(case["quote"].split()) <= 40
        assert case["why"].strip()
        assert (case["kind"] == "true") is case["is_true"]


def test_the_halves_share_no_case():
    dev, test, more = (
        {(c["source"], c["claim"]) for c in cases_of(half)} for half in ("dev", "test", "more")
    )
    assert (dev & test, dev & more, test & more) == (set(), set(), set())
