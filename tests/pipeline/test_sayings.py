"""Sayings: short pieces of invented pages, each with what is read of uses, reasons and effects in it.

Every one was misread once, or stands beside one that was and tells the two apart. Nothing that is expected is
wrong about its text; in a few a fact is still missed, and is not expected. ``misread``: a known failure.
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


KNOWN = pytest.mark.xfail(strict=True, reason="a known failure")


@pytest.mark.parametrize(
    "saying",
    [pytest.param(s, id=s["text"][:50], marks=KNOWN if s.get("misread") else ()) for s in SAYINGS],
)
def test_a_saying_states_this_and_nothing_else(saying):
    statements = read(f"{saying['title']}\n\n{saying['text']}\n").statements
    assert saying["records"] == sorted(
        {
            f"{s.role.value} {s.concept}" + (" denied" if s.polarity is Polarity.DENIED else "")
            for s in statements
            if s.role in RECORD_ROLES
        }
    )
