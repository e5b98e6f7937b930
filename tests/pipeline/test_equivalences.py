"""Every entry of equivalences.toml by sentences: one that says the same in other words, one that is near and false.

The sentences were written from what a reader understands, not from what the checker does: where it fails one,
the case stands in KNOWN until the checker or the entry is mended. ``equivalence_traps.jsonl`` holds further false
sentences, made of phrases that stand in one entry but are not the same ("why" says which); one that "passes" as
supported today is a known failure too.
"""

import json
import tomllib
from pathlib import Path

import pytest

from content.pipeline.snapshots import take_snapshot
from content.pipeline.verdicts import Support, check_case
from content.pipeline.verdicts.equivalences import EQUIVALENCES
from content.pipeline.verdicts.words import words_of

CASES = Path(__file__).parent / "cases"

with (CASES / "equivalences.jsonl").open(encoding="utf-8") as lines:
    ALL = [json.loads(line) for line in lines]

with (CASES / "equivalence_traps.jsonl").open(encoding="utf-8") as lines:
    TRAPS = [json.loads(line) for line in lines]

TABLES = tomllib.loads(EQUIVALENCES.read_text("utf-8"))
GROUPS = {name: phrases for theme in TABLES["groups"].values() for name, phrases in theme.items()}
ENTRIES = [
    *(("groups", name) for name in GROUPS),
    *(("broader", pair["general"][0]) for pair in TABLES["broader"]),
    *(("opposites", name) for name in TABLES["opposites"]),
]

KNOWN: dict[tuple[str, str], set[str]] = {
    ("groups", "minor"): {"claim"},
    ("groups", "birth"): {"claim"},
    ("groups", "tendency"): {"counter"},
    ("groups", "dark_spots"): {"counter"},
    ("groups", "local_anaesthetic"): {"claim"},
    ("groups", "spaced"): {"counter"},
    ("groups", "sudden"): {"claim"},
    ("groups", "permanent"): {"claim"},
    ("groups", "exercise"): {"claim"},
    ("groups", "work"): {"claim", "counter"},
    ("groups", "shower"): {"claim"},
    ("groups", "contraindicated"): {"counter"},
    ("groups", "rule_out"): {"claim"},
    ("groups", "interact"): {"counter"},
    ("groups", "estimate"): {"counter"},
    ("groups", "tout"): {"claim"},
    ("groups", "provided"): {"claim"},
    ("groups", "stay_away"): {"claim"},
    ("groups", "prevent"): {"claim"},
    ("groups", "feel"): {"counter"},
    ("groups", "interfere"): {"counter"},
    ("groups", "mechanism"): {"claim"},
    ("groups", "cost"): {"counter"},
    ("groups", "evidence"): {"counter"},
    ("groups", "severe"): {"claim"},
    ("groups", "moderate"): {"claim"},
    ("broader", "health professional"): {"counter"},
    ("broader", "health problem"): {"claim"},
    ("broader", "activity"): {"claim"},
    ("broader", "hot places"): {"claim"},
    ("opposites", "suitability"): {"claim"},
    ("opposites", "amount"): {"claim"},
    ("opposites", "direction"): {"claim"},
    ("opposites", "order"): {"claim"},
    ("opposites", "speed"): {"claim"},
    ("opposites", "number"): {"claim"},
    ("opposites", "temperature"): {"claim"},
    ("opposites", "thickness"): {"claim"},
    ("opposites", "colour"): {"claim"},
    ("opposites", "start_end"): {"claim"},
    ("opposites", "weight"): {"claim"},
    ("opposites", "hope"): {"claim"},
    ("opposites", "dose"): {"claim"},
    ("opposites", "personal"): {"claim"},
    ("opposites", "quantity"): {"claim", "counter"},
    ("opposites", "nearness"): {"claim"},
}
"""Kinds of sentence ("claim", "counter") that the checker gets wrong, by table and name of the entry."""


def sentences(kind: str) -> list:
    """Each case's source and its sentence of this kind; a known failure must go on failing."""
    return [
        pytest.param(
            case["source"],
            case[kind],
            id=f"{case['table']}-{case['name']}",
            marks=pytest.mark.xfail(strict=True) if kind in KNOWN.get(entry_of(case), ()) else (),
        )
        for case in ALL
    ]


def entry_of(case: dict[str, str]) -> tuple[str, str]:
    return case["table"], case["name"]


def is_supported(source: str, claim: str) -> bool:
    verdict, _ = check_case(claim, take_snapshot("page", source + "\n"), ())
    return verdict.support is Support.SUPPORTED


def stems_of(text: str) -> list[str]:
    return [word.stem for word in words_of(text)]


def phrases_in(text: str, name: str) -> set[str]:
    """Phrases of the group ``name`` whose words stand together in ``text``, whatever their endings."""
    said = f" {' '.join(stems_of(text))} "
    return {phrase for phrase in GROUPS[name] if f" {' '.join(stems_of(phrase))} " in said}


def test_every_entry_has_one_line_and_no_line_is_left_over():
    assert [entry_of(case) for case in ALL] == ENTRIES


def test_every_known_failure_and_every_trap_is_of_an_entry():
    assert KNOWN.keys() - set(ENTRIES) == set()
    assert {entry_of(trap) for trap in TRAPS} - set(ENTRIES) == {("words", "empty")}


@pytest.mark.parametrize(
    "case", [case for case in ALL if case["table"] == "groups"], ids=lambda case: case["name"]
)
def test_the_claim_of_a_group_uses_another_phrase_than_its_source(case):
    in_source, in_claim = (phrases_in(case[kind], case["name"]) for kind in ("source", "claim"))
    assert in_source != set()
    assert in_claim != set()
    assert in_claim != in_source


@pytest.mark.parametrize(("source", "claim"), sentences("claim"))
def test_what_says_the_same_in_other_words_is_supported(source, claim):
    assert is_supported(source, claim)


@pytest.mark.parametrize(("source", "counter"), sentences("counter"))
def test_what_is_near_and_false_is_not_supported(source, counter):
    assert not is_supported(source, counter)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        pytest.param(
            trap["source"],
            trap["trap"],
            id=f"{trap['name']}: {trap['trap']}",
            marks=pytest.mark.xfail(strict=True, reason=trap["why"]) if trap["passes"] else (),
        )
        for trap in TRAPS
    ],
)
def test_a_trap_is_not_supported(source, claim):
    assert not is_supported(source, claim)
