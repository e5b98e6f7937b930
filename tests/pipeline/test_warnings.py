"""Warnings in many words, and sentences that only sound like a fact: no warning may be lost.

Each piece of warnings.jsonl was written before the rules were read; [[ ]] stands around what must be read as
a reason not to have the treatment. ``missed``, ``taken``: known failures, which stay written down.
"""

import json
import re
from pathlib import Path

import pytest

from content.pipeline.refusals import Refusals
from content.pipeline.run import Reading, load_rules
from content.pipeline.statements import RECORD_ROLES, Polarity, Role
from tests.pipeline.reading import library_of, read

CASES = Path(__file__).parent / "cases"
HEAD = "Mesotherapy\n\nIt is put into the skin with a fine needle.\n\n"
MARKED = re.compile(r"\[\[(.*?)\]\]")


def pieces(name: str, failing: str) -> list:
    cases = [json.loads(line) for line in (CASES / name).read_text("utf-8").splitlines()]
    known = pytest.mark.xfail(strict=True, reason="a known failure")
    return [
        pytest.param(case["text"], marks=known if case.get(failing) else (), id=case["text"][:50])
        for case in cases
    ]


def unwarned(text: str) -> list[str]:
    """What is marked in ``text`` and gives no reason not to have the treatment."""
    named = [match[1] for match in MARKED.finditer(text)]
    plain = HEAD + MARKED.sub(r"\1", text) + "\n"
    warned = [s.mention for s in affirmed(read(plain)) if s.role is Role.CONTRAINDICATION]
    missing, at = [], len(HEAD)
    for words in named:
        start = plain.index(words, at)
        at = start + len(words)
        if not any(mention.start < at and start < mention.end for mention in warned):
            missing.append(words)
    return missing


def affirmed(reading: Reading) -> list:
    found = [s for s in reading.statements if s.role in RECORD_ROLES]
    return [s for s in found if s.polarity is Polarity.AFFIRMED]


@pytest.mark.parametrize("text", pieces("warnings.jsonl", "missed"))
def test_a_warning_is_read_in_whatever_words(text):
    assert unwarned(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "[[Blood thinners]] must not be stopped, so you cannot have the injections.",
        "Injections can trigger a flare of [[psoriasis]], so we do not treat people who have it.",
        "The needle can bring on an attack of [[asthma]], which rules the treatment out.",
        "[[Skin infections]] do not occur often, but with one you must wait.",
        "[[Epilepsy]] is unlikely to be asked about, yet it rules you out.",
        "If it caused an outbreak of [[herpes]] before, do not have it again.",
        "It may worsen [[lupus]].",
        "The doctor asks first. [[Radiotherapy]] of the area speaks against it.",
    ],
)
def test_words_that_warn_of_nothing_hide_no_warning_beside_them(text):
    """Under a heading of reasons what is unlikely, brought about or not to be stopped may warn all the same."""
    assert unwarned("Who should not have mesotherapy\n\n" + text) == []


@pytest.mark.parametrize("text", pieces("no_facts.jsonl", "taken"))
def test_what_only_sounds_like_a_fact_is_none(text):
    assert [(s.role.value, s.concept) for s in affirmed(read(HEAD + text + "\n"))] == []


# lists


def proposed(text: str) -> list[tuple[str, str]]:
    return [(s.role.value, s.name) for s in read(f"Mesotherapy\n\n{text}").statements if s.is_proposed]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Contraindications\n\n• zebra stripes\n• Glass bone syndrome\n• any plumbing in the heart", ["Zebra stripes", "Glass bone syndrome", "Plumbing in the heart"]),
        ("Who should not have it\n\n• A metal tooth in the upper jaw\n• You hum in the dark: nobody knows why", ["A metal tooth in the upper jaw", "Hum in the dark"]),
        ("Contraindications\n\n• Absolute\n• Please ask your doctor.\n• We look forward to it\n• Exercise caution", []),
    ],
)  # fmt: skip
def test_an_odd_item_of_a_list_of_reasons_becomes_a_proposal(text, expected):
    assert [name for _, name in proposed(text)] == expected


def test_an_odd_item_of_a_list_of_effects_becomes_a_proposal_too():
    text = "Side effects\n\n• a smell of old coins behind the ears\n• It may also be quite different"
    assert proposed(text) == [("side_effect", "A smell of old coins behind the ears")]


# a list against its own item


def strictness_rows(text: str) -> list[tuple[str, list[tuple[str, str]]]]:
    rows = library_of(f"Mesotherapy\n\n{text}").disagreements
    within = [row for row in rows if row.key.startswith("within-source")]
    return [(row.subject, [(p.stance, p.quote) for p in row.positions]) for row in within]


def test_a_reason_that_its_own_words_call_safe_stays_and_is_shown_as_a_contradiction():
    text = "Contraindications\n\n• Pregnancy: mesotherapy is safe during pregnancy.\n• Epilepsy"
    library = library_of(f"Mesotherapy\n\n{text}")
    assert [(r.concept, r.strength) for r in library.records] == [
        ("epilepsy", "avoid"),
        ("pregnancy", "avoid"),
    ]
    assert {s.strength for s in library.records[1].statements} == {None}
    assert strictness_rows(text) == [
        (
            "Pregnancy: listed as a reason, and called safe",
            [
                ("avoid", "Contraindications"),
                (
                    "called safe, in a list of reasons not to have it",
                    "• Pregnancy: mesotherapy is safe during pregnancy.",
                ),
            ],
        )
    ]


@pytest.mark.parametrize(
    "item", ["safe only when it is well treated", "not known to be safe", "it is unclear whether it is safe"]
)
def test_what_is_safe_on_a_condition_only_is_no_contradiction(item):
    assert strictness_rows(f"Contraindications\n\n• Diabetes: {item}\n• Epilepsy") == []


# questions and short lines


@pytest.mark.parametrize(
    ("question", "answer", "strength"),
    [
        ("Diabetic?", "Please don't.", "avoid"),
        ("I take aspirin. Is that a problem?", "No, not at all.", None),
        ("I take aspirin. Is that a problem?", "Yes, I am afraid.", "avoid"),
        ("What about lupus?", "Talk to your doctor.", "consult"),
        ("Epileptic?", "No problem.", None),
    ],
)
def test_how_strictly_an_answer_warns(question, answer, strength):
    rules = load_rules()
    verdict = Refusals(rules.cues, rules.vocabulary).by_reply(question, answer)
    assert (verdict.strength if verdict else None) == strength


@pytest.mark.parametrize(
    ("line", "strength"),
    [
        ("Epilepsy: no", "avoid"),
        ("Epilepsy: no effect on it is known", None),
        ("Blood thinners – your GP must agree", "avoid_unless_doctor_agrees"),
        ("Scars: no", None),
        ("Sunbathing: not after your session", None),
    ],
)
def test_what_a_short_line_says_of_its_own_name(line, strength):
    rules = load_rules()
    verdict = Refusals(rules.cues, rules.vocabulary).by_name(line)
    assert (verdict.strength if verdict else None) == strength
