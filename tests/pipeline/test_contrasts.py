"""Contrasts: each stance on each aspect by sentences of our own; what takes no stance; amounts that differ."""

import re
import tomllib
from pathlib import Path

import pytest

from content.pipeline.amounts import Amount, amount_in, differ
from content.pipeline.aspects import CONTRASTS_FILE, load_contrasts
from content.pipeline.disagreements import Disagreement, DisagreementKind
from content.pipeline.vocabulary import load_vocabulary
from tests.pipeline.reading import library_of

CASES = tomllib.loads((Path(__file__).parent / "cases" / "contrasts.toml").read_text("utf-8"))
TABLE = load_contrasts()
ASPECTS = {aspect.point.id: aspect for aspect in TABLE.aspects}
SENTENCES = [
    (aspect, says, sentence)
    for aspect, stances in CASES.items()
    for says, sentences in stances.items()
    for sentence in sentences
]


def page(*sentences: str) -> str:
    return "Mesotherapy\n\nWhat it is\n\n" + "\n\n".join(sentences)


def rows(*pages: str) -> dict[str, Disagreement]:
    return {row.key: row for row in library_of(*pages).disagreements}


def test_every_stance_of_every_aspect_has_a_sentence():
    assert {a: set(stances) for a, stances in CASES.items()} == {
        a: {stance.says for stance in aspect.stances} for a, aspect in ASPECTS.items()
    }


def test_there_are_many_aspects_and_each_has_two_stances():
    assert len(ASPECTS) >= 40
    assert all(len(aspect.stances) >= 2 for aspect in TABLE.aspects)


@pytest.mark.parametrize(("aspect", "says", "sentence"), SENTENCES, ids=[c[2][:60] for c in SENTENCES])
def test_a_sentence_takes_its_stance_and_no_other(aspect, says, sentence):
    key = ASPECTS[aspect].point.key
    other = next(stance for stance in CASES[aspect] if stance != says)
    row = rows(page(sentence), page(CASES[aspect][other][0]))[key]
    assert {p.stance for p in row.positions if p.source_id == "page-1"} == {says}
    assert {p.stance for p in row.positions if p.source_id == "page-2"} == {other}


@pytest.mark.parametrize(("aspect", "says", "sentence"), SENTENCES, ids=[c[2][:60] for c in SENTENCES])
def test_two_articles_that_agree_do_not_differ(aspect, says, sentence):
    assert ASPECTS[aspect].point.key not in rows(page(sentence), page(CASES[aspect][says][0]))


NO_STANCE = [
    # (aspect, the stance on the other page, a sentence that takes none, why)
    ("invasiveness", "it is called minimally invasive", "It is often compared with other non-invasive methods.", "others"),
    ("invasiveness", "it is called minimally invasive", "PRP is a non-invasive treatment.", "another treatment"),
    ("how-painful", "it does not hurt", "It is used to treat chronic pain.", "pain that is treated"),
    ("how-painful", "it can hurt", "Does it hurt?", "a question"),
    ("safe-or-risky", "it has risks", "It is not a low-risk treatment.", "denied"),
    ("safe-or-risky", "it has risks", "Nobody should promise you no side effects.", "a promise that is taken back"),
    ("surgery", "it is not surgery", "Tell us about any recent surgery.", "surgery of the past"),
    ("surgery", "it is not surgery", "Liposuction is an operation.", "another treatment"),
    ("downtime", "some days", "It does not mean no downtime.", "denied"),
    ("depth", "into the middle layer of the skin", "Small bumps under the skin may stay for a day.", "an effect"),
    ("evidence", "the evidence is weak", "It is not clinically proven.", "denied"),
    ("activity", "no hard exercise for a while", "Ask when you can exercise again.", "silence"),
    ("make-up", "no make-up for a while", "Make-up is sold at the desk.", "silence"),
    ("massage", "massage it", "Lymph massage is offered next door.", "another treatment"),
    ("cooling", "cool the area", "No ice cream is served here.", "silence"),
    ("tighter-skin", "loose skin does not get tighter", "It does not tighten skin that has lost weight.", "denied"),
    ("losing-weight", "the scales hardly move", "It will not make you lose 5 kilos.", "denied"),
]  # fmt: skip


@pytest.mark.parametrize(("aspect", "opposite", "sentence", "why"), NO_STANCE, ids=[c[3] + ": " + c[2] for c in NO_STANCE])  # fmt: skip
def test_what_takes_no_stance_makes_no_difference(aspect, opposite, sentence, why):
    other = page(CASES[aspect][opposite][0])
    assert ASPECTS[aspect].point.key not in rows(page(sentence), other)


def test_a_sentence_in_a_list_of_what_it_cannot_do_is_no_praise():
    cannot = "Mesotherapy\n\nWhat it cannot do\n\n✗ lifts sagging skin\n✗ removes scars"
    other = page(*(CASES["tighter-skin"]["loose skin does not get tighter"]))
    assert "polarity-tighter-skin" not in rows(cannot, other)


def test_one_article_may_take_both_stances():
    row = rows(page("It is not an operation.", "You may have bruises after the surgery."))["fact-surgery"]
    assert row.kind is DisagreementKind.WITHIN_SOURCE
    assert {p.source_id for p in row.positions} == {"page-1"}


def test_a_difference_that_one_article_has_with_itself_lies_within_it():
    both = page("It is not an operation.", "You may have bruises after the surgery.")
    assert (
        rows(both, page("It is a non-surgical option."))["fact-surgery"].kind
        is DisagreementKind.WITHIN_SOURCE
    )
    third = page("The operation takes an hour.")
    assert rows(both, third, page("It is not surgery."))["fact-surgery"].kind is DisagreementKind.FACT


def test_stances_that_go_together_differ_only_between_articles():
    both = page("Results last six months.", "You need a top-up every year.")
    assert "scope-how-long-results-last" not in rows(both)
    assert "scope-how-long-results-last" in rows(both, page("The results are permanent."))


def test_copies_hold_no_position():
    sentence = "It is a very safe treatment, and people have trusted it for many years."
    row = rows(page(sentence, "Text in between.", sentence), page("It carries some risks."))[
        "fact-safe-or-risky"
    ]
    assert len([p for p in row.positions if p.source_id == "page-1"]) == 1


MEASURES = [
    ("number-session-length", "A session takes 30 minutes.", "The treatment lasts about an hour."),
    ("number-side-effect-duration", "Bruises fade within a week.", "Bruising can last for up to ten days."),
    ("number-side-effect-duration", "Side effects settle within 2 days.", "Side effects go away after a few weeks."),
    ("number-first-results", "You see a difference after three weeks.", "Results appear after two months."),
    ("number-results-last", "Results last six months.", "The results last up to a year."),
    ("number-number-of-sessions", "Most people book four to six sessions.", "Three sessions are planned."),
    ("number-session-spacing", "The sessions are two weeks apart.", "You come every ten days."),
    ("number-no-sun", "Avoid the sun for three days.", "Stay out of the sun for two weeks."),
    ("number-no-exercise", "No sport for 24 hours.", "Avoid hard exercise for three days."),
    ("number-no-make-up", "Do not wear make-up for 12 hours.", "No make-up for two days."),
    ("number-no-heat", "Avoid saunas for three days.", "No hot baths for a week."),
    ("number-no-alcohol", "Avoid alcohol for 24 hours.", "No alcohol for three days."),
    ("number-age-limit", "You must be 18 or over.", "We do not treat anybody under 21."),
]  # fmt: skip


@pytest.mark.parametrize(("key", "one", "other"), MEASURES, ids=[f"{c[0]}: {c[1]}" for c in MEASURES])
def test_amounts_that_differ(key, one, other):
    row = rows(page(one), page(other))[key]
    assert row.kind is DisagreementKind.NUMBER
    assert {p.source_id for p in row.positions} == {"page-1", "page-2"}
    assert key not in rows(page(one), page(one))
    assert key not in rows(page(other), page(other))


def test_every_measure_has_a_case():
    assert {case[0] for case in MEASURES} == {measure.point.key for measure in TABLE.measures}


def test_what_lasts_is_compared_with_itself():
    """A wheal that goes in hours and a bruise that stays for a week are no difference."""
    wheals = page("Small wheals are gone within two hours.")
    assert "number-side-effect-duration" not in rows(wheals, page("Bruises fade within a week."))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("30 minutes to an hour", Amount(30, 60)),
        ("30 to 60 minutes", Amount(30, 60)),
        ("1-2 days", Amount(1440, 2880)),
        ("a day or two", Amount(1440, 2880)),
        ("one week", Amount(10080, 10080)),
        ("a few days", Amount(2880, 8640, is_vague=True)),
        ("several weeks", Amount(20160, 60480, is_vague=True)),
        ("four to six", Amount(4, 6)),
        ("half an hour", Amount(30, 30)),
        ("soon", None),
    ],
)
def test_amounts_are_read(text, amount):
    assert amount_in(text) == amount


@pytest.mark.parametrize(
    ("one", "other", "is_different"),
    [
        ("30 minutes to an hour", "30 to 60 minutes", False),
        ("1 hour", "30 to 60 minutes", True),
        ("a few days", "3 days", False),
        ("a few days", "1-2 days", True),
        ("a few days", "several days", False),
        ("a few days", "a few weeks", True),
        ("two weeks", "a fortnight", False),
    ],
)
def test_amounts_are_compared(one, other, is_different):
    first, second = amount_in(one), amount_in(other)
    assert first is not None
    assert second is not None
    assert differ(first, second) is differ(second, first) is is_different


# the file


def test_what_the_file_says_is_short_and_plain():
    for point in TABLE.points:
        for text in (point.subject, point.safest):
            sentences = re.split(r"(?<=[.?!]) ", text)
            assert all(len(sentence.split()) <= 20 for sentence in sentences), text
            assert not re.search(r"contraindicat|dermis|subcutan|adverse|systemic|anticoag", text.lower())
        assert point.safest.endswith(".")
    assert all(len(label) <= 200 for label in TABLE.labels)


def test_ids_clash_with_no_key_of_another_rule():
    keys = [point.key for point in TABLE.points]
    assert len(set(keys)) == len(keys)
    concepts = load_vocabulary().concepts
    by_record = (DisagreementKind.STRENGTH, DisagreementKind.POLARITY)
    clashing = {a.point.id for a in TABLE.aspects if a.point.kind in by_record and a.point.id in concepts}
    records = {
        c for c in clashing if concepts[c].role in ("", "contraindication", "indication", "side_effect")
    }
    assert records == set()


def test_concepts_of_the_file_are_those_of_the_vocabulary():
    concepts = load_vocabulary().concepts.keys()
    named = {c for point in TABLE.points for c in point.concepts} | TABLE.no_substances | TABLE.skin_problems
    named |= {c for family in TABLE.families for c in family.concepts}
    named |= {c for a in TABLE.aspects for stance in a.stances for c in (*stance.concepts, *stance.denied)}
    assert named <= concepts
    assert CONTRASTS_FILE.name == "contrasts.toml"


def test_half_a_year_is_six_months_and_printed_whole():
    assert amount_in("half a year") == amount_in("6 months")
    pages = [
        f"Mesotherapy\n\nThe results of mesotherapy last {long}." for long in ("6 months", "half a year")
    ]
    assert not any("last" in d.key for d in library_of(*pages).disagreements)
    other = library_of(pages[1], pages[0].replace("6", "9")).disagreements
    assert {p.stance for d in other for p in d.positions} == {"half a year", "9 months"}
