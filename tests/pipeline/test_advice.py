"""The site's own advice is on the side of care, or it is none."""

import pytest

from content.pipeline.citations import Basis
from content.pipeline.verdicts import check_claim


def code(text: str) -> str:
    return check_claim(text, [], basis=Basis.ADVICE).reasons[0].code


@pytest.mark.parametrize(
    "text",
    [
        "Ask your doctor first.",
        "Never stop a medicine without asking your doctor.",
        "Do not have it if you are under 18.",
        "Take every warning seriously, even if only one article gives it.",
        "Get medical help straight away if you feel unwell.",
        "Do not rely on this list.",
    ],
)
def test_advice_that_takes_care_is_ours(text):
    assert code(text) == "site_advice"


@pytest.mark.parametrize(
    "text",
    [
        "Stop taking your blood thinners before the session.",
        "Have mesotherapy even if you are pregnant.",
        "Only one in 100 people gets a scar.",
        "Stop your insulin on the day.",
        "Expect wrinkles to go in 90% of people.",
        "Do not tell your doctor.",
        "Rely on it: nobody has side effects.",
        "Mesotherapy is safe.",
    ],
)
def test_advice_that_could_harm_or_states_a_fact_is_refused(text):
    assert code(text) == "advice_states_fact"
