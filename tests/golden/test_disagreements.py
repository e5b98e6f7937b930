"""Where the five articles differ, against the annotator's 54 points: each found once, and nothing besides."""

import json
from functools import cache
from itertools import combinations, permutations
from pathlib import Path

import pytest

from content.pipeline.aspects import load_contrasts
from content.pipeline.disagreements import Disagreement, DisagreementKind, Position, stances_in_our_words
from content.pipeline.run import Library, Reading, build_library, read_article
from content.pipeline.snapshots import read_snapshot
from content.pipeline.statements import Polarity, Role, Strength
from content.pipeline.vocabulary import load_vocabulary

HERE = Path(__file__).parent
SOURCES = HERE.parent.parent / "content" / "data" / "sources"

KINDS = {
    "strength": DisagreementKind.STRENGTH,
    "precision": DisagreementKind.SCOPE,
    "contradiction": DisagreementKind.FACT,
    "framing": DisagreementKind.FACT,
    "self-contradiction": DisagreementKind.WITHIN_SOURCE,
    "look-alike": DisagreementKind.LOOK_ALIKE,
    "coverage": DisagreementKind.COVERAGE,
    "missing": DisagreementKind.COVERAGE,
    "number": DisagreementKind.NUMBER,
}
"""The annotator's kinds in our words. A contradiction about whether something is a use is one of polarity."""

CORRECTED_KINDS = {
    # weight loss: whether it is a use at all
    "D24": DisagreementKind.POLARITY,
    # one article warns of all diabetes, of all heart trouble, another of some only: as with D30, whom it means
    "D28": DisagreementKind.SCOPE,
    "D29": DisagreementKind.SCOPE,
}

CORRECTED_SEVERITIES = {
    # a patient who exercises hard on the day may be harmed
    "D11": "high",
    # they name whom the warning means, and the warnings are of the strictest kind
    "D30": "high",
    "D41": "high",
}

FOUND_AS = {
    "D01": "scope-invented",
    "D02": "fact-cosmetic-or-medical",
    "D03": "fact-invasiveness",
    "D04": "fact-surgery",
    "D05": "scope-depth",
    "D06": "coverage-substances",
    "D07": "fact-anaesthetic",
    "D08": "number-session-length",
    "D09": "strength-how-painful",
    "D10": "fact-downtime",
    "D11": "fact-activity",
    "D12": "number-side-effect-duration",
    "D13": "strength-how-many-sessions",
    "D14": "fact-speed-of-results",
    "D15": "scope-how-long-results-last",
    "D16": "fact-safe-or-risky",
    "D17": "coverage-side-effects",
    "D18": "strength-infection-likelihood",
    "D19": "look-alike-scars",
    "D20": "look-alike-pigment",
    "D21": "look-alike-pain",
    "D22": "look-alike-allergy",
    "D23": "strength-allergy-to-ingredients",
    "D24": "polarity-weight-loss",
    "D25": "strength-how-much-fat",
    "D26": "strength-pregnancy",
    "D27": "strength-breastfeeding",
    "D28": "scope-insulin-treated-diabetes-diabetes",
    "D29": "scope-heart-disease-several-medicines-heart-disease",
    "D30": "scope-bleeding-disorders-blood-disorders",
    "D31": "within-source-autoimmune-disease-article-1",
    "D32": "scope-where-on-the-skin",
    "D33": "fact-vitiligo-long-term-skin-condition",
    "D34": "look-alike-acne",
    "D35": "fact-whole-body",
    "D36": "coverage-under-18",
    "D37": "strength-who-does-it",
    "D38": "strength-where-done",
    "D39": "scope-tool",
    "D40": "strength-effectiveness",
    "D41": "scope-illness",
    "D42": "coverage-single-warnings",
    "D43": "fact-skin-damage",
    "D44": "look-alike-swelling",
    "D45": "coverage-missing-figures",
    "D46": "strength-suits-whom",
    "D47": "strength-how-often-used",
    "D48": "strength-verb",
    "D49": "scope-hair-loss-kinds",
    "D50": "scope-scars-kinds",
    "D51": "scope-skin-texture-means",
    "D52": "strength-stroke-heart-disease",
    "D53": "strength-cancer-serious-illness",
    "D54": "within-source-lists-article-1",
}
"""Which row covers the subject of which point; one row for each."""

NOT_HELD = {
    # spans of the annotator that are no position of ours: silence about a time ("temporary"), a reason why it
    # depends, a use named beside another, a place where the point could have been mentioned and is not
    "D04": 1,
    "D06": 1,
    "D07": 1,
    "D08": 2,
    "D09": 1,
    "D12": 2,
    "D16": 2,
    "D17": 2,
    "D18": 1,
    "D20": 1,
    "D21": 2,
    "D24": 1,
    "D33": 1,
    "D34": 1,
    "D37": 1,
    "D44": 1,
    "D45": 1,
    "D52": 1,
    "D54": 4,
}


def rows() -> list[dict]:
    return [json.loads(line) for line in (HERE / "disagreements.jsonl").read_text("utf-8").splitlines()]


@cache
def readings() -> tuple[Reading, ...]:
    return tuple(read_article(read_snapshot(path)) for path in sorted(SOURCES.glob("*.txt")))


@cache
def library(names: tuple[str, ...] = ()) -> Library:
    """The library of all five articles, or of those that are named, in that order."""
    by_name = {reading.snapshot.source_id: reading for reading in readings()}
    return build_library([by_name[name] for name in names or by_name])


def found() -> dict[str, Disagreement]:
    return {row.key: row for row in library().disagreements}


def overlaps(span: list, position: Position) -> bool:
    source, start, end = span
    return source == position.source_id and start < position.span.end and position.span.start < end


def test_each_point_is_found_once_and_nothing_else():
    assert set(FOUND_AS) == {row["id"] for row in rows()}
    assert sorted(FOUND_AS.values()) == sorted(row.key for row in library().disagreements)
    assert len(set(FOUND_AS.values())) == len(rows()) == 54


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_a_point_has_the_positions_of_the_annotator(row):
    """Two of them at least, in different articles where the point lies between articles."""
    positions = found()[FOUND_AS[row["id"]]].positions
    held = [span for span in row["spans"] if any(overlaps(span, p) for p in positions)]
    assert len(row["spans"]) - len(held) == NOT_HELD.get(row["id"], 0)
    named = {source for source, _, _ in row["spans"]}
    assert len({source for source, _, _ in held}) >= min(2, len(named))
    assert len({tuple(span) for span in held}) >= min(2, len(row["spans"]))


def test_kinds_are_those_of_the_annotator():
    expected = {row["id"]: CORRECTED_KINDS.get(row["id"], KINDS[row["kind"]]) for row in rows()}
    assert {point: found()[key].kind for point, key in FOUND_AS.items()} == expected
    corrected = [row for row in rows() if KINDS[row["kind"]] != expected[row["id"]]]
    assert {row["id"] for row in corrected} == set(CORRECTED_KINDS)


def test_severities_are_those_of_the_annotator():
    expected = {row["id"]: CORRECTED_SEVERITIES.get(row["id"], row["severity"]) for row in rows()}
    assert {point: found()[key].severity.value for point, key in FOUND_AS.items()} == expected


def subsets() -> list[tuple[str, ...]]:
    names = [reading.snapshot.source_id for reading in readings()]
    return [part for size in range(1, 6) for part in combinations(names, size)]


def by_key(names: tuple[str, ...]) -> dict[str, Disagreement]:
    return {row.key: row for row in library(names).disagreements}


def test_every_position_is_in_the_words_of_its_article():
    texts = {reading.snapshot.source_id: reading.snapshot.text for reading in readings()}
    for names in subsets():
        rows = library(names).disagreements
        assert len({row.key for row in rows}) == len(rows)
        for position in (position for row in rows for position in row.positions):
            assert position.source_id in names
            assert position.span.of(texts[position.source_id]) == position.quote
            assert position.stance


def test_every_stance_is_an_id_or_a_sentence_of_ours_but_for_amounts():
    ids = {*load_vocabulary().concepts, *Strength, *Role, *Polarity}
    ours = stances_in_our_words(load_contrasts())
    others = {(row.kind, p.stance) for row in library().disagreements for p in row.positions}
    assert {kind for kind, stance in others if stance not in ids | ours} == {DisagreementKind.NUMBER}


def test_the_order_of_the_articles_changes_no_difference():
    for names in subsets():
        expected = library(names).disagreements
        for order in list(permutations(names))[1:4]:
            assert library(order).disagreements == expected


def test_leaving_an_article_out_invents_no_position():
    """What an article holds on an aspect or an amount does not hang on what the others say."""
    told = {(row.key, position) for row in library().disagreements for position in row.positions}
    for names in subsets():
        for row in library(names).disagreements:
            if row.kind not in (DisagreementKind.COVERAGE, DisagreementKind.LOOK_ALIKE):
                mine = {(row.key, position) for position in row.positions}
                assert mine <= told or is_told_otherwise(row), row.key


def is_told_otherwise(row: Disagreement) -> bool:
    """A row on strictness that a row on whom it means takes in, once the other article is there."""
    shown = {
        (position.source_id, position.span)
        for whole in library().disagreements
        if whole.kind is DisagreementKind.SCOPE and set(whole.concepts) & set(row.concepts)
        for position in whole.positions
    }
    return {(position.source_id, position.span) for position in row.positions} <= shown


def test_one_more_article_never_ends_a_difference_of_fact():
    lasting = (DisagreementKind.FACT, DisagreementKind.NUMBER, DisagreementKind.POLARITY)
    for names in subsets():
        for row in library(names).disagreements:
            if row.kind in lasting:
                assert row.key in by_key(tuple(sorted(r.snapshot.source_id for r in readings())))
