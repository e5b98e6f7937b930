"""What holds of every page: properties of made-up pages (tests/pipeline/pages.py), and facts planted in them.

The properties draw the same pages in every run (``derandomize``): a failure is one of the code, not of luck.
Ever new pages are the work of ``make fuzz`` (tests/fuzz_reader.py).
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.pipeline.clusters import LADDER, Record
from content.pipeline.decisions import Decision, DecisionKind, apply_decisions
from content.pipeline.passages import Disposition, PassageKind
from content.pipeline.run import Library, Reading, build_library, read_article
from content.pipeline.snapshots import take_page_snapshot
from content.pipeline.spans import Span
from content.pipeline.statements import RECORD_ROLES, Polarity, Role, Statement
from tests.pipeline.pages import (
    AFTERCARE,
    CLEAR,
    CONTRA,
    DENIED,
    EFFECT,
    HEADINGS,
    LAYOUTS,
    OTHER_TREATMENT,
    RANDOMS,
    TITLES,
    USE,
    Page,
    Plant,
    as_html,
    as_text,
    clear_page,
    faults_of,
    pages,
    seeded,
    simple_parts,
    write_page,
)
from tests.pipeline.reading import read

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
FEWER = settings(EXAMPLES, max_examples=40)
WARNED = (Role.CONTRAINDICATION, Role.SIDE_EFFECT)

Key = tuple[Role, str, str]


def by_key(library: Library) -> dict[Key, Record]:
    return {(record.role, record.concept, record.treatment): record for record in library.records}


def library_of(made: list[Page]) -> Library:
    return build_library([read(page.text, f"page-{n}") for n, page in enumerate(made)])


# One reading


@EXAMPLES
@given(pages())
def test_a_reading_of_any_page_has_no_fault(page):
    assert faults_of(read(page.text)) == []


@EXAMPLES
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), RANDOMS)
def test_a_reading_of_any_characters_has_no_fault(text, rng):
    """Between blocks that open lists and sections, so that they are read as items, cells and answers."""
    block = write_page(rng, [rng.choice(sorted(LAYOUTS))]).text
    assert faults_of(read(f"{block}\n{text}\n{block}")) == []


@FEWER
@given(pages())
def test_every_passage_has_one_disposition_and_the_counts_add_up(page):
    passages = read(page.text).passages
    counts = {each: sum(p.disposition is each for p in passages) for each in Disposition}
    others = [counts[each] for each in Disposition if each is not Disposition.USED]
    assert counts[Disposition.USED] + sum(others) == len(passages)
    assert all(p.reason for p in passages if p.disposition is Disposition.REJECTED)


@FEWER
@given(pages())
def test_reading_twice_gives_the_same(page):
    assert read(page.text) == read(page.text)


def digest_in_new_process(hash_seed: str) -> str:
    code = (
        "import hashlib\n"
        "from tests.pipeline.pages import seeded_page\n"
        "from tests.pipeline.reading import read\n"
        "from content.pipeline.run import build_library\n"
        "made = build_library([read(seeded_page(n).text, f'page-{n}') for n in range(60)])\n"
        "parts = (made.readings, made.records, made.questions, made.disagreements, made.proposals)\n"
        "print(hashlib.sha256(repr(parts).encode()).hexdigest())\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_reading_does_not_depend_on_the_order_of_sets():
    """Python shuffles sets of words in every process."""
    first = digest_in_new_process("1")
    assert len(first.strip()) == 64
    assert digest_in_new_process("2") == first


# Many readings: invariants 3 to 5


@FEWER
@given(st.lists(pages(most=3), min_size=2, max_size=3))
def test_the_order_of_articles_changes_nothing(made):
    readings = [read(page.text, f"page-{n}") for n, page in enumerate(made)]
    first = build_library(readings)
    assert all(build_library(order) == first for order in permutations(readings))


@FEWER
@given(st.lists(pages(most=4), min_size=2, max_size=4))
def test_adding_an_article_never_removes_or_weakens_a_warning(made):
    """Every prefix of the articles against the next longer one."""
    for count in range(1, len(made)):
        fewer, more = (by_key(library_of(made[:n])) for n in (count, count + 1))
        for key in (key for key in fewer if key[0] in WARNED):
            assert key in more
            assert_no_milder(more[key], fewer[key])


def assert_no_milder(more: Record, fewer: Record) -> None:
    """At least as strict, as general, and with every statement that was there."""
    if fewer.strength is not None:
        assert more.strength is not None
        assert LADDER.index(more.strength) <= LADDER.index(fewer.strength)
    assert set(fewer.strength_by_source) <= set(more.strength_by_source)
    assert set(fewer.statements) <= set(more.statements)
    assert not (fewer.scope == "general" and more.scope == "group_specific")
    assert more.is_disputed or not fewer.is_disputed


@FEWER
@given(st.lists(pages(most=4), min_size=1, max_size=3))
def test_a_record_is_one_treatment_one_role_and_one_concept(made):
    library = library_of(made)
    keys = [record.key for record in library.records]
    assert len(keys) == len(set(keys))
    for record in library.records:
        assert record.role in RECORD_ROLES
        assert {(s.role, s.concept) for s in record.statements} == {(record.role, record.concept)}
        assert any(s.polarity is Polarity.AFFIRMED for s in record.statements)


@pytest.mark.parametrize("name", ["Psoriasis", "Migraine", "Rosacea", "Zebra stripes"])
def test_the_same_words_in_three_roles_are_three_records(name):
    heads = {CONTRA: HEADINGS[CONTRA][0], EFFECT: HEADINGS[EFFECT][0], USE: HEADINGS[USE][0]}
    for order in permutations(heads):
        text = "Mesotherapy\n\n" + "\n\n".join(f"{heads[role]}\n\n• {name}" for role in order)
        mentions = {(s.role.value, s.mention.of(text)) for s in read(text).statements}
        assert mentions == {(role, name) for role in heads}


# Decisions


UNKNOWN = ("Zebra stripes", "Magnetic rings", "Purple elbows")


@st.composite
def undecided(draw: st.DrawFn) -> list[Reading]:
    """Pages that also list names which nobody knows."""
    texts = []
    for page in draw(st.lists(pages(CLEAR, most=2), min_size=1, max_size=2)):
        names = draw(st.lists(st.sampled_from(UNKNOWN), min_size=1, max_size=3, unique=True))
        role = draw(st.sampled_from((CONTRA, EFFECT)))
        items = "\n".join(f"• {name}" for name in names)
        texts.append(f"{HEADINGS[role][0]}\n\n{items}\n• Epilepsy\n\n{page.text}")
    return [read(text, f"page-{n}") for n, text in enumerate(texts)]


@st.composite
def decisions(draw: st.DrawFn, readings: list[Reading]) -> Decision:
    proposed = sorted({(s.role, s.concept) for r in readings for s in r.statements if s.is_proposed})
    role, proposal = draw(st.sampled_from(proposed))
    match draw(st.sampled_from(DecisionKind)):
        case DecisionKind.MAPPED:
            return Decision(role, proposal, DecisionKind.MAPPED, concept="epilepsy")
        case DecisionKind.ACCEPTED:
            return Decision(role, proposal, DecisionKind.ACCEPTED, concept="a-new-one", name="A new one")
    return Decision(role, proposal, DecisionKind.REJECTED)


def is_meant(statement: Statement, decision: Decision) -> bool:
    return (statement.role, statement.concept) == (decision.role, decision.proposal)


@FEWER
@given(st.data())
def test_a_decision_changes_only_the_statements_that_it_names(data):
    readings = data.draw(undecided())
    decision = data.draw(decisions(readings))
    for reading in readings:
        after = apply_decisions(reading.statements, [decision])
        if decision.kind is DecisionKind.REJECTED:
            expected = [s for s in reading.statements if not is_meant(s, decision)]
        else:
            expected = [
                replace(s, concept=decision.concept, name=decision.name, is_proposed=False)
                if is_meant(s, decision)
                else s
                for s in reading.statements
            ]
        assert list(after) == expected


@FEWER
@given(st.data())
def test_a_decision_changes_only_the_records_that_it_names(data):
    """Those of other names keep all they say, and how strictly they warn."""
    readings = data.draw(undecided())
    decision = data.draw(decisions(readings))
    before, after = by_key(build_library(readings)), by_key(build_library(readings, [decision]))
    named = {(decision.role, decision.proposal), (decision.role, decision.concept)}
    for key in before.keys() | after.keys():
        if key[:2] not in named:
            assert after[key].statements == before[key].statements
            assert after[key].strength == before[key].strength
    assert (decision.role, decision.proposal) not in {key[:2] for key in after}
    if decision.kind is not DecisionKind.REJECTED:
        mapped = places(after, decision.role, decision.concept)
        assert mapped >= places(before, decision.role, decision.proposal)


def places(records: dict[Key, Record], role: Role, concept: str) -> set[tuple[str, Span]]:
    """Where a concept is named, whatever the treatment."""
    found = [record for key, record in records.items() if key[:2] == (role, concept)]
    return {(s.source_id, s.mention) for record in found for s in record.statements}


# HTML


def said_by(reading: Reading) -> set[tuple[str, str, str, str | None, str | None]]:
    text = reading.snapshot.text
    return {
        (s.role.value, s.concept, s.mention.of(text), s.strength, s.list_strength)
        for s in reading.statements
        if s.role in RECORD_ROLES
    }


def parts_from(rng: Random) -> tuple[str, list]:
    return rng.choice(TITLES), simple_parts(rng)


@EXAMPLES
@given(RANDOMS.map(parts_from), st.sampled_from(("", "## ")))
def test_a_simple_web_page_says_what_its_text_says(made, mark):
    title, parts = made
    page = read_article(take_page_snapshot("page", as_html(title, parts)))
    assert faults_of(page) == []
    assert said_by(page) == said_by(read(as_text(title, parts, mark)))


@EXAMPLES
@given(pages(most=4), RANDOMS)
def test_a_page_inside_any_tags_has_no_fault(page, rng):
    tags = ("p", "div", "li", "ul", "td", "tr", "table", "h2", "span", "details", "summary", "b", "nav", "br")
    lines = [f"<{rng.choice(tags)}>{line}</{rng.choice(tags)}>" for line in page.text.split("\n")]
    html = "<p>Mesotherapy</p>" + "\n".join(lines)
    reading = read_article(take_page_snapshot("page", html))
    assert faults_of(reading) == []
    assert reading.snapshot.page is not None
    for passage in reading.passages:
        start, end = reading.snapshot.page.source_span(passage.span)
        assert 0 <= start < end <= len(html)


def read_html(body: str) -> Reading:
    return read_article(take_page_snapshot("page", f"<h1>Mesotherapy</h1>{body}"))


def test_a_button_that_unfolds_an_answer_is_a_question():
    made = read_html(
        "<div><button>Does it hurt?</button><div><p>There may be redness.</p></div></div>"
    ).passages
    assert [(p.kind, p.quote) for p in made[1:2]] == [(PassageKind.HEADING, "Does it hurt?")]


def test_an_item_goes_on_behind_a_line_break():
    items = "<ul><li>take blood thinners<br>(e.g. warfarin)</li><li>have epilepsy</li></ul>"
    reading = read_html(f"<p>You should not have mesotherapy if you:</p>{items}")
    assert {s.concept for s in reading.statements if s.role.value == CONTRA} == {"blood-thinners", "epilepsy"}
    assert not [p for p in reading.passages[1:] if p.kind is PassageKind.HEADING]


# Planted facts: measured, on the same pages in every run


def is_found(reading: Reading, plant: Plant) -> bool:
    """Whether a fact is stated by the passage that prints it, or by the first copy of that passage."""
    passage = next((p for p in reading.passages if p.span.overlaps(plant.span)), None)
    if passage is None:
        return False
    index = passage.index if passage.duplicate_of is None else passage.duplicate_of
    return any(
        (s.passage, s.role.value, s.concept) == (index, plant.role, plant.concept)
        for s in reading.statements
        if s.polarity is Polarity.AFFIRMED
    )


def is_caught(reading: Reading, plant: Plant) -> bool:
    """Whether a trap is taken for a fact: its own words are read in its role."""
    return any(
        (s.role.value, s.concept) == (plant.role, plant.concept) and s.mention.overlaps(plant.span)
        for s in reading.statements
        if s.polarity is Polarity.AFFIRMED
    )


def outcomes(made: Iterable[Page]) -> Iterator[tuple[Plant, bool]]:
    """Each plant of the pages: a fact and whether it is found, a trap and whether it is caught."""
    for page in made:
        reading = read(page.text)
        for plant in page.plants:
            yield plant, is_caught(reading, plant) if plant.trap else is_found(reading, plant)


def share(hits: Iterable[bool]) -> float:
    counted = list(hits)
    return sum(counted) / len(counted)


@pytest.mark.parametrize("layout", sorted(CLEAR))
def test_nearly_all_facts_of_a_clear_layout_are_found(layout):
    """By itself, between a title and a section that says nothing."""
    names = [layout, "background"]
    made = [write_page(seeded(f"{layout} {n}"), names, title="Mesotherapy") for n in range(15)]
    assert share(hit for plant, hit in outcomes(made) if plant.layout == layout) >= 0.95


@pytest.mark.parametrize("spoilt", [0.0, 0.3])
def test_nearly_all_planted_warnings_are_found_and_hardly_a_trap_is_caught(spoilt):
    """200 pages that mix clear layouts, as they are and with words spoilt on the way to us."""
    found: dict[str, list[bool]] = {}
    for plant, hit in outcomes(clear_page(seed, spoilt=spoilt) for seed in range(200)):
        found.setdefault(plant.trap or plant.role, []).append(hit)
    shares = {kind: share(hits) for kind, hits in found.items()}
    assert set(shares) == {CONTRA, EFFECT, USE, DENIED, OTHER_TREATMENT, AFTERCARE}
    assert all(len(hits) > 80 for hits in found.values())
    assert shares[CONTRA] >= 0.98
    assert shares[EFFECT] >= 0.98
    assert shares[USE] >= 0.97
    assert max(shares[DENIED], shares[OTHER_TREATMENT], shares[AFTERCARE]) <= 0.02


# What such pages have shown. Each text stands under the title "Mesotherapy".


def affirmed(text: str) -> set[str]:
    """ "role concept" of all that a page says of uses, reasons and effects."""
    return {
        f"{s.role.value} {s.concept}"
        for s in read(f"Mesotherapy\n\n{text}").statements
        if s.role in RECORD_ROLES and s.polarity is Polarity.AFFIRMED
    }


AVOID_TWO = {"contraindication cancer", "contraindication epilepsy"}
PREGNANCY, EPILEPSY = "contraindication pregnancy", "contraindication epilepsy"
MENDED = [
    ("a group behind not suitable for", "Mesotherapy is not suitable for breastfeeding mothers or diabetics.", {"contraindication breastfeeding", "contraindication diabetes"}),
    ("a named line without a full stop", "Contraindications: cancer, epilepsy\n\nAbout it\n\nIt takes an hour.", AVOID_TWO),
    ("a lead-in after a nested list", "Side effects\n\n• Common\n  - Swelling\n\nIt should not be used in the following cases:\n\n• cancer\n• epilepsy", {*AVOID_TWO, "side_effect swelling"}),
    ("an announced list after bare names", "Side effects\n\nRedness\nHeadache\n\nThe following people cannot be treated.\n\n• people with cancer\n• people with epilepsy", {*AVOID_TWO, "side_effect redness", "side_effect headache"}),
    ("a sentence after the column of another treatment", "Compared\n\nMesotherapy\nDermal fillers\nUsed for\nScars\nWrinkles\n\nIt should not be given to pregnant women.", {PREGNANCY, "indication scars"}),
    ("a lead-in of its own under another treatment", "Side effects of microneedling\n\n• Nausea\n\nDo not have mesotherapy if you:\n• have epilepsy\n• have cancer", AVOID_TWO),
    ("a sentence of its own under another treatment", "Side effects of microneedling\n\n• Nausea\n\nMesotherapy is not suitable for pregnant women.", {PREGNANCY}),
    ("names over text under a colon", "Contraindications:\n\nCancer\nWe would rather wait.\n\nEpilepsy\nThere is too little research.", AVOID_TWO),
    ("a warning under aftercare", "Aftercare\n\n• Keep the skin clean.\n\nIt should not be given to pregnant women.", {PREGNANCY}),
    ("a numbered question that is answered with no", "1. Can I have it if I am pregnant?\nNo, please wait.\n\n2. Can I have it with epilepsy?\nNo, please wait.", {PREGNANCY, EPILEPSY}),
    ("a question behind Q", "Q: Can I have mesotherapy if I am pregnant?\nA: No, please wait.", {PREGNANCY}),
    ("reasons not to have it", "Reasons not to have treatment\n\nCancer\nEpilepsy", AVOID_TWO),
    ("a sentence that sounds like a heading", "Epilepsy is not a contraindication.\n\nAbout it\n\nPregnant women should not have this treatment.", {PREGNANCY}),
    ("the last bare name above a paragraph", "Mesotherapy is not suitable for people with:\n\nCancer\nEpilepsy\n\nIt takes half an hour.", AVOID_TWO),
    ("a soft hyphen in a lead-in", "The foll\u00adowing people cannot be treated.\n\n• people with cancer\n• people with epilepsy", AVOID_TWO),
    ("a no-break space in a box", "Do not have mesotherapy if you:\n[ ] have cancer\n[\u00a0] have epilepsy", AVOID_TWO),
    ("a copy of a cell about another treatment", "Compared\n\nDermal fillers\nMesotherapy\nNot for\nPregnancy\nPregnancy", {PREGNANCY}),
    ("a copy of a sentence about another treatment", "Dermal fillers\n\nThe treatment should not be given to people with cancer or epilepsy.\n\nAbout mesotherapy\n\nThe treatment should not be given to people with cancer or epilepsy.", AVOID_TWO),
    ("a cut-off mark under a nested list", "Do not have it with:\n• Medical reasons\n  - cancer\n  - epilepsy\n…", AVOID_TWO),
    ("the last of bare names with blank lines between", "It should not be used in the following cases:\n\nCancer\n\nEpilepsy\n\nIt is put into the skin by a doctor.", AVOID_TWO),
    ("a sentence on another treatment after bare names", "Mesotherapy is not suitable for people with:\n\nCancer\nEpilepsy\n\nDermal fillers may lead to dizziness.", AVOID_TWO),
    ("effects in a sentence after bare uses", "Mesotherapy can treat:\n\nScars\nHair loss\n\nSide effects include nausea.", {"indication scars", "indication hair-loss", "side_effect nausea"}),
    ("effects in a sentence after reasons", "Not suitable for:\n\nWe do not treat people with cancer or epilepsy.\n\nSide effects include infection.", {*AVOID_TWO, "side_effect infection"}),
    ("effects after what it will not do", "What it will not do\n\n• remove stretch marks\n\nSide effects include nausea.", {"side_effect nausea"}),
    ("another treatment one level below reasons", "# Who cannot be treated\n\n• Cancer\n• Epilepsy\n\n## Dermal fillers: who should not have it?\n\n• Lupus\n\n## About mesotherapy\n\nIt takes an hour.", AVOID_TWO),
    ("a question answered with yes after bare names", "Who should not have it?\n\nCancer\nEpilepsy\n\nCan I have it with diabetes? Yes, that is no problem.", AVOID_TWO),
    ("heads and notes of a table", "Contraindications\n\n| Reason | Note |\n|---|---|\n| Cancer | too little research |\n| Epilepsy | we would rather wait |", AVOID_TWO),
    ("uses over their text", "Indications\n\nCellulite\nSeveral sessions are needed.\n\nScars\nResults build up slowly.", {"indication cellulite", "indication scars"}),
    ("bare uses above a paragraph", "## Conditions we treat\n\nCellulite\n\nScars\n\n## About it\n\nIt takes an hour.", {"indication cellulite", "indication scars"}),
    ("reasons and risks in one list", "Contraindications and possible risks\n\n1. Infection: seldom.\n2. Swelling: common.\n3. Epilepsy: please do not come.\n4. Active infection", {"side_effect infection", "side_effect swelling", EPILEPSY, "contraindication active-infection"}),
    ("a list that is denied behind it", "Redness, swelling or bruising are not expected.", set()),
    ("the name of a line of uses", "Indications: cellulite, scars or wrinkles", {"indication cellulite", "indication scars", "indication wrinkles"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"), [case[1:] for case in MENDED], ids=[case[0] for case in MENDED]
)
def test_what_was_once_misread(text, expected):
    assert affirmed(text) == expected


@pytest.mark.parametrize("mark", "\u00ad\u200b\u200c\u2060\ufeff")
def test_an_unseen_mark_in_a_name_does_not_change_which_treatment_a_page_is_about(mark):
    """Once the page's own warnings were set aside as another treatment's."""
    text = f"Mesothera{mark}py\n\nContraindications\n\n• Epilepsy\n\nSide effects of micronee{mark}dling\n\n• Nausea"
    assert {(s.role.value, s.concept) for s in read(text).statements} == {(CONTRA, "epilepsy")}


FUZZED = [
    ("a cut-off mark after nested items", "• A\n  - b\n…\n"),
    ("a word that names an effect and is felt", "Seldom will you be bruised or sore."),
    ("a sentence that points back to an item with a place", "• Redness: may occur at the injection site. This fades."),
    ("a sign that is made of letters", "Side effects\n\n• ™ Bruising"),
    ("a letter in a ring", "ⓘ Side effects: redness"),
    ("a letter in a box before a denial", "sore🩤🄸🌂no t⁼y."),
]  # fmt: skip


@pytest.mark.parametrize("text", [case[1] for case in FUZZED], ids=[case[0] for case in FUZZED])
def test_a_page_that_once_broke_the_reader_has_no_fault(text):
    """Found by ``make fuzz``, made small."""
    assert faults_of(read(text)) == []


def test_a_sign_behind_a_name_does_not_hide_which_treatment_is_meant():
    assert affirmed("Botox™ can cause headache.\n\nMesotherapy® can cause redness.") == {
        "side_effect redness"
    }
