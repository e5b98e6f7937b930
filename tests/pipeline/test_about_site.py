"""What a site may say of itself without an article: cases of our own, most of them made to slip through."""

import json
from pathlib import Path

import pytest

from content.pipeline.verdicts.about_site import judge_site
from tests.pipeline.braking import brake

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "site_statements.jsonl").read_text().splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_what_passes_is_what_the_file_says(case):
    """A falsehood that ``passes`` is one that the rules miss: listed, so that a change shows."""
    expected = "site_statement" if case["passes"] else "site_states_health"
    assert judge_site(case["text"]).code == expected


def test_few_falsehoods_pass_and_few_truths_are_refused():
    falsehoods = [case for case in CASES if not case["is_of_site"]]
    truths = [case for case in CASES if case["is_of_site"]]
    assert (len(falsehoods), sum(case["passes"] for case in falsehoods)) == (150, 3)
    assert (len(truths), sum(case["passes"] for case in truths)) == (25, 24)


@pytest.mark.parametrize(
    "text",
    [
        "This site says i\u00adt wor\u200bks.",
        "This site says i*t* w_o_rks.",
        "This site says \u0456t w\u043erks.",
    ],
    ids=["unseen marks", "emphasis within words", "letters of another script"],
)
def test_no_fact_hides_in_how_it_is_written(text):
    assert judge_site(text).code == "site_states_health"


@pytest.mark.parametrize(
    "piece", ["our page ", "read by ", "warnings a ", "the pages says ", "a" * 50 + " ", "we say that "]
)
def test_time_is_in_proportion_to_the_text(piece):
    text = piece * (50_000 // len(piece))
    with brake(30):
        judge_site(text)
