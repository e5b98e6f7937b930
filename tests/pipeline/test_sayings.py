"""Sayings: short pieces of invented pages, each with what is read of uses, reasons and effects in it.

Every one was misread once, or stands beside one that was and tells the two apart. Nothing that is expected is
wrong about its text; in a few a fact is still missed, and is not expected.
"""

import json
from pathlib import Path

import pytest

from content.pipeline.statements import RECORD_ROLES, Polarity
from tests.pipeline.reading import read

SAYINGS = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "sayings.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("saying", SAYINGS, ids=lambda saying: saying["text"][:50])
def test_a_saying_states_this_and_nothing_else(saying):
    statements = read(f"{saying['title']}\n\n{saying['text']}\n").statements
    assert saying["records"] == sorted(
        {
            f"{s.role.value} {s.concept}" + (" denied" if s.polarity is Polarity.DENIED else "")
            for s in statements
            if s.role in RECORD_ROLES
        }
    )
