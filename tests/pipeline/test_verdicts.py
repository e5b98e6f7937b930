"""Claims against evidence: every verdict by equality, every code with an example, nothing false accepted."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.pipeline.anchors import Anchor, AnchorState, anchor_quote
from content.pipeline.citations import Basis
from content.pipeline.errors import BadData
from content.pipeline.passages import Disposition, Passage, PassageKind, split_passages
from content.pipeline.snapshots import take_snapshot
from content.pipeline.spans import Span
from content.pipeline.verdicts import (
    CHECKER_VERSION,
    Code,
    Evidence,
    Support,
    check_case,
    check_claim,
    count_mentions,
    find_evidence,
)
from content.pipeline.verdicts.equivalences import load_lexicon
from content.pipeline.verdicts.numbers import quantities
from content.pipeline.verdicts.outcomes import support_of
from content.pipeline.verdicts.reading import read_sentence
from content.pipeline.verdicts.stance import load_patterns, rungs_in, stance_of
from content.pipeline.verdicts.words import stem, words_of

CASES = Path(__file__).parent / "cases" / "claims.jsonl"
DOCS = Path(__file__).resolve().parents[2] / "docs" / "checks.md"

with CASES.open(encoding="utf-8") as lines:
    ALL = [json.loads(line) for line in lines]


def snapshot(text: str, source_id: str = "page"):
    return take_snapshot(source_id, text)


def evidence(text: str, quote: str | None = None, source_id: str = "page") -> Evidence:
    quote = text.rstrip(".\n") if quote is None else quote
    page = snapshot(text, source_id)
    return Evidence(source_id, page, (), quote, anchor_quote(quote, page))


def codes(verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


# --- cases -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", ALL, ids=[case["id"] for case in ALL])
def test_case(case):
    verdict, span = check_case(case["claim"], snapshot(case["source"]), (), case["quote"])
    first = verdict.reasons[0].code if verdict.reasons else ""
    assert (verdict.support.value, first) == (case["verdict"], case["code"])
    assert span is None or span.of(case["source"]) == case["quote"]


def supported_now(case) -> bool:
    verdict, _ = check_case(case["claim"], snapshot(case["source"]), (), case["quote"])
    return verdict.support is Support.SUPPORTED


def test_no_false_claim_among_the_cases_is_supported():
    assert [c["id"] for c in ALL if not c["is_true"] and supported_now(c)] == []


def test_true_claims_that_are_refused_are_known():
    refused = [c["claim"] for c in ALL if c["is_true"] and not supported_now(c)]
    assert refused == ["Do not drive for one hour.", "It was first made to treat pain."]


# --- codes and their documentation -----------------------------------------------------------------

SECTION = re.compile(
    r"^### `(?P<code>\w+)` \((?P<support>[a-z ]+)\)\n(?P<body>.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL
)
GIVEN_BY_THE_SITE = {"source_gone"}


def documented() -> dict[str, dict[str, str]]:
    found = {}
    for match in SECTION.finditer(DOCS.read_text("utf-8")):
        fields = dict(re.findall(r"^- ([A-Z][a-z ]+): (.*)$", match["body"], re.MULTILINE))
        found[match["code"]] = {**fields, "support": match["support"].replace(" ", "_")}
    return found


def test_every_code_is_documented_with_what_it_makes_of_a_claim():
    expected = {code.value: support_of(code).value for code in Code}
    found = {code: entry["support"] for code, entry in documented().items() if code not in GIVEN_BY_THE_SITE}
    assert found == expected


EXAMPLES = {code: entry for code, entry in documented().items() if "Claim" in entry}


def judge(entry: dict[str, str], claim: str, quote: str | None):
    mark = entry.get("Mark", "citation")
    text = entry["Source"]
    cited = [evidence(text, quote)] if mark == "citation" else []

    def mentions(asked: str) -> int:
        return count_mentions(asked, [(snapshot(text), ())])

    return check_claim(claim, cited, basis=Basis(mark), mentions=mentions)


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_documented_example_fires_its_code_and_the_mended_one_does_not(code):
    entry = EXAMPLES[code]
    assert code in codes(judge(entry, entry["Claim"], entry.get("Quote")))
    if "Mended claim" in entry or "Mended quote" in entry:
        claim = entry.get("Mended claim", entry["Claim"])
        mended = judge(entry, claim, entry.get("Mended quote"))
        assert (mended.support, code in codes(mended)) == (Support.SUPPORTED, False)


def test_all_codes_but_these_have_an_example():
    without = {"quote_moved", "source_gone", "model_doubts"}
    assert set(documented()) - set(EXAMPLES) == without


# --- the worst reason decides ----------------------------------------------------------------------


def test_a_broken_quote_is_not_judged_further():
    verdict = check_claim("It cures cancer.", [evidence("It is used.", "it was never here at all")])
    assert (verdict.support, codes(verdict)) == (Support.NOT_FOUND, ["quote_missing"])
    assert verdict.anchors[0].state is AnchorState.MISSING
    assert verdict.checker_version == CHECKER_VERSION


def test_contradiction_comes_before_missing_words():
    verdict = check_claim("It causes no redness and blisters.", [evidence("It may cause redness.")])
    assert (verdict.support, verdict.reasons[0].code) == (Support.CONTRADICTED, "polarity_differs")


def test_a_moved_quote_is_judged_and_said_to_have_moved():
    text = "It may cause redness."
    page = snapshot(text)
    anchor = Anchor(AnchorState.MOVED, Span(0, 20), text[:20])
    verdict = check_claim("It may cause redness.", [Evidence("page", page, (), text[:20], anchor)])
    assert (verdict.support, codes(verdict)) == (Support.SUPPORTED, ["quote_moved"])


# --- a quote in several places ---------------------------------------------------------------------

NOT_IN_PREGNANCY = "Do not have it while you are pregnant."


def test_places_that_do_not_say_the_same_ask_for_more_words():
    text = "It should not be used during pregnancy. Creams may be used during pregnancy."
    verdict = check_claim(NOT_IN_PREGNANCY, [evidence(text, "be used during pregnancy")])
    assert (verdict.support, codes(verdict)) == (Support.PARTLY_SUPPORTED, ["quote_ambiguous"])
    assert verdict.reasons[0].message == (
        "These words stand in 2 places that do not say the same; quote more words: "
        "“be used during pregnancy” in page."
    )


def test_the_order_of_the_places_does_not_mend_a_contradiction():
    text = "Creams may be used during pregnancy. It should not be used during pregnancy."
    verdict = check_claim(NOT_IN_PREGNANCY, [evidence(text, "be used during pregnancy")])
    assert (verdict.support, "quote_ambiguous" in codes(verdict)) == (Support.CONTRADICTED, True)


def test_places_that_all_say_it_support_it():
    text = "It should not be used during pregnancy.\n\nThe gel should not be used during pregnancy."
    cited = evidence(text, "should not be used during pregnancy")
    assert len(cited.anchor.others) == 1
    verdict = check_claim(NOT_IN_PREGNANCY, [cited])
    assert (verdict.support, codes(verdict)) == (Support.SUPPORTED, [])


@pytest.mark.parametrize(("before", "expected"), [(20, ["quote_ambiguous"]), (21, [])])
def test_a_claim_that_does_not_hold_is_looked_for_in_a_few_further_places_only(before, expected):
    """The first place and ``before`` - 1 others say nothing of the kind; the one after them does."""
    text = "The gel has a cap.\n" * before + "The gel may cause redness.\n"
    cited = evidence(text, "The gel")
    verdict = check_claim("The gel may cause redness.", [cited])
    assert (len(cited.anchor.others), verdict.support) == (before, Support.NOT_FOUND)
    assert [code for code in codes(verdict) if code == "quote_ambiguous"] == expected


def test_every_further_place_is_judged_for_a_claim_that_holds():
    text = "The gel may cause redness.\n" * 30 + "The gel has a cap.\n"
    verdict = check_claim("The gel may cause redness.", [evidence(text, "The gel")])
    assert (verdict.support, codes(verdict)) == (Support.PARTLY_SUPPORTED, ["quote_ambiguous"])


def test_the_heading_above_each_place_is_read():
    text = "Side effects\n\n• Redness for two days\n\nWhat it treats\n\n• Redness for two days\n"
    page = snapshot(text)
    passages = split_passages(page)
    cited = [
        Evidence("page", page, passages, "Redness", anchor_quote("Redness", page, passages, section=section))
        for section in ("", "Side effects", "What it treats")
    ]
    found = [codes(check_claim("It may cause redness.", [one])) for one in cited]
    assert ["quote_ambiguous" in each for each in found] == [True, False, False]


def test_only_the_citation_of_several_places_is_named():
    text = "It should not be used during pregnancy. Creams may be used during pregnancy."
    clear = evidence("It should not be used during pregnancy.", source_id="other")
    verdict = check_claim(NOT_IN_PREGNANCY, [clear, evidence(text, "be used during pregnancy")])
    assert [r.message.rpartition(" in ")[2] for r in verdict.reasons] == ["page."]


def test_a_changed_quote_names_the_words_that_changed():
    cited = evidence("It should not be used during pregnancy.", "should be used during pregnancy")
    (reason,) = check_claim(NOT_IN_PREGNANCY, [cited]).reasons
    assert (reason.code, reason.message) == (
        "quote_changed",
        (
            "These words are not in page. The nearest are “should not be used during pregnancy”: "
            "“not” is in the source and missing in the quote."
        ),
    )


def test_messages_name_the_words_of_both_sides():
    verdict = check_claim("A session takes 90 minutes.", [evidence("A session takes 60 minutes.")])
    assert [r.message for r in verdict.reasons] == ["The claim says “90 minutes”, the source “60 minutes”."]


# --- evidence --------------------------------------------------------------------------------------

LIST = """Who should not have it?

People who should avoid the treatment include:

• Pregnant women.
• People with epilepsy.

Side effects

You may get a rash. It fades within two days.
"""


def test_an_item_takes_its_meaning_from_its_lead_in():
    cited = evidence(LIST, "People with epilepsy")
    assert check_claim("Do not have it if you have epilepsy.", [cited]).support is Support.SUPPORTED
    assert codes(check_claim("Ask your doctor if you have epilepsy.", [cited]))[0] == "strength_weakened"
    assert codes(check_claim("It is used to treat epilepsy.", [cited]))[0] == "role_differs"


def test_a_sentence_that_points_back_takes_words_from_the_one_before():
    cited = evidence(LIST, "It fades within two days")
    assert check_claim("The rash fades within two days.", [cited]).support is Support.SUPPORTED


def test_a_quote_cannot_cut_off_its_not():
    cited = evidence("Mesotherapy is not a cure for acne.", "a cure for acne")
    assert check_claim("It is a cure for acne.", [cited]).support is Support.CONTRADICTED


def test_citations_together_back_a_claim():
    cited = [evidence("You may get a rash.", source_id="a"), evidence("You may get bumps.", source_id="b")]
    assert check_claim("You may get a rash or bumps.", cited).support is Support.SUPPORTED
    assert codes(check_claim("You may get a rash or bumps.", cited[:1])) == ["not_in_source"]


def test_a_conflict_with_one_citation_survives_another():
    cited = [
        evidence("In rare cases, an infection may occur.", source_id="a"),
        evidence("Redness is common.", source_id="b"),
    ]
    assert codes(check_claim("Infection and redness are common.", cited))[0] == "frequency_differs"


def test_counted_sources_must_each_say_it():
    cited = [
        evidence("It was invented in 1952.", source_id="a"),
        evidence("It was invented in the 1950s.", source_id="b"),
    ]
    assert codes(check_claim("Two articles say it was invented in 1952.", cited)) == ["sources_too_few"]
    both = [cited[0], evidence("It was first invented in 1952.", source_id="c")]
    assert check_claim("Two articles say it was invented in 1952.", both).support is Support.SUPPORTED


# --- finding evidence ------------------------------------------------------------------------------


def test_the_best_sentence_is_found():
    found = find_evidence("A rash may appear.", snapshot(LIST), ())
    assert (found.quote, found.anchor.span.of(LIST)) == ("You may get a rash.", "You may get a rash.")


JOINING = """A session takes thirty minutes. Bring a friend. Redness is common.

The injections are given with fine needles. Swelling lasts two days."""


@pytest.mark.parametrize(
    ("claim", "is_supported"),
    [
        ("A session takes thirty minutes and the needles are fine.", True),
        ("A session takes thirty minutes; the swelling lasts two days.", True),
        ("A session takes two days and the needles are fine.", False),
        ("A session takes thirty minutes and the swelling lasts thirty minutes.", False),
        ("A session takes thirty minutes and they last two days.", False),
        ("Redness is common if the needles are fine.", False),
    ],
)
def test_a_claim_of_two_statements_rests_on_two_sentences(claim, is_supported):
    snapshot = take_snapshot("page", JOINING)
    verdict, span = check_case(claim, snapshot, split_passages(snapshot))
    assert (verdict.support is Support.SUPPORTED) is is_supported, verdict.reasons
    if is_supported:
        assert len(verdict.anchors) == 2
        assert span == verdict.anchors[0].span


def test_nothing_shared_finds_nothing():
    assert find_evidence("Bananas grow in Ecuador.", snapshot(LIST), ()) is None
    verdict, span = check_case("Bananas grow in Ecuador.", snapshot(LIST), ())
    assert (verdict.support, codes(verdict), span) == (Support.NOT_FOUND, ["too_little_overlap"], None)


def test_without_a_quote_a_conflict_in_the_best_sentence_counts():
    text = "Infections are rare. Infections can be treated by doctors."
    verdict, span = check_case("Infections are common.", snapshot(text), ())
    assert (verdict.support, span.of(text)) == (Support.CONTRADICTED, "Infections are rare.")


def test_duplicates_and_noise_can_be_quoted_but_are_not_found():
    text = "It may cause a rash.\nIt may cause a rash."
    spans = [Span(0, 20), Span(21, 41)]
    dispositions = [Disposition.DUPLICATE, Disposition.USED]
    passages = [
        Passage(n, span, span.of(text), PassageKind.SENTENCE, disposition)
        for n, (span, disposition) in enumerate(zip(spans, dispositions, strict=True))
    ]
    assert find_evidence("It may cause a rash.", snapshot(text), passages).anchor.span == spans[1]


# --- advice and absence ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ask your doctor first.", "site_advice"),
        ("If you feel ill, call a doctor.", "site_advice"),
        ("Never stop a medicine without asking your doctor.", "site_advice"),
        ("Mesotherapy works well.", "advice_states_fact"),
        ("Ask about it, because it is safe.", "advice_states_fact"),
        ("Redness is normal.", "advice_states_fact"),
    ],
)
def test_advice(text, code):
    assert codes(check_claim(text, [], basis=Basis.ADVICE)) == [code]


ARTICLES = [
    (snapshot("The redness fades within two days. Rash is rare."), ()),
    (snapshot("Bumps may occur."), ()),
]


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("how long the redness lasts", 1),
        ("how long the bumps last", 0),
        ("how often a rash occurs", 1),
        ("how often bumps occur", 0),
        ("bumps", 1),
        ("a price", 0),
        ("how long bumps or redness last", 1),
    ],
)
def test_mentions_are_counted_by_article(asked, count):
    assert count_mentions(asked, ARTICLES) == count


def test_absence_takes_its_subject_from_the_page_only_for_how_often_and_how_long():
    def check(text, subject):
        return codes(
            check_claim(
                text,
                [],
                basis=Basis.ABSENCE,
                mentions=lambda asked: count_mentions(asked, ARTICLES),
                subject=subject,
            )
        )

    assert check("No article says how often this happens.", "Rash") == ["absence_refuted"]
    assert check("No article says how often this happens.", "Bumps") == ["absence_confirmed"]
    assert check("No article says how often this happens.", "") == ["absence_unchecked"]
    assert check("No article explains how.", "Rash") == ["absence_unchecked"]


# --- how a sentence is read ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "forms",
    [
        "inject injects injected injecting injection injections",
        "treat treatment treating treated",
        "bruise bruises bruised bruising",
        "swell swelling swollen",
        "anaesthetic anesthetic anaesthetics",
        "colour color coloured",
        "moisturise moisturize moisturising",
        "firm firmer firmness",
        "pregnant pregnancy",
        "lose lost losing",
        "dry dryness dried drier",
        "sensitive sensitivity",
        "hydrate hydration hydrated",
    ],
)
def test_forms_of_a_word_share_a_stem(forms):
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("general", "generate"),
        ("need", "needle"),
        ("red", "reduce"),
        ("life", "liver"),
        ("medication", "medical"),
        ("organ", "organic"),
        ("station", "state"),
        ("active", "activate"),
        ("universe", "university"),
        ("bed", "be"),
    ],
)
def test_other_words_keep_their_own_stem(one, other):
    assert stem(one) != stem(other)


def test_contractions_and_hyphens_are_taken_apart():
    assert [w.text for w in words_of("You shouldn’t have non-surgical patients’ care; can't, won't.")] == (
        "you should not have non surgical patients care can not will not".split()
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30 minutes to an hour", [(30, 60, "minute", "")]),
        ("half an hour to an hour", [(30, 60, "minute", "")]),
        ("one to two days", [(1440, 2880, "minute", "")]),
        ("1–2 days", [(1440, 2880, "minute", "")]),
        ("48 hours", [(2880, 2880, "minute", "")]),
        ("an hour and a half", [(90, 90, "minute", "")]),
        ("1950s", [(1950, 1959, "", "")]),
        ("18 or older", [(216, 216, "month", ">=")]),
        ("under 18 years", [(216, 216, "month", "<")]),
        ("18 years and over", [(216, 216, "month", ">=")]),
        ("up to three weeks", [(30240, 30240, "minute", "<=")]),
        ("several weeks", [(None, None, "week", "")]),
        ("a few days", [(None, None, "day", "")]),
        ("weeks or months", [(None, None, "week to month", "")]),
        ("twice a week", [(2, 2, "per week", "")]),
        ("every month", [(1, 1, "per month", "")]),
        ("1,000 people", [(1000, 1000, "", "")]),
        ("0.5 mm", [(0.5, 0.5, "mm", "")]),
        ("5%", [(5, 5, "%", "")]),
        ("the first one", []),
        ("one article", []),
    ],
)
def test_quantities(text, expected):
    assert [(q.low, q.high, q.unit, q.bound) for q in quantities(text)] == expected


@pytest.mark.parametrize(
    ("text", "sign", "rungs"),
    [
        ("you must not have it.", -1, {5}),
        ("do not have it if you are pregnant.", -1, {4}),
        ("people with diabetes should avoid it.", -1, {4}),
        ("it is typically advised to avoid the procedure.", -1, {3}),
        ("do not have it unless your doctor agrees.", -1, {3}),
        ("it may be risky.", 0, {2}),
        ("ask your doctor first.", 0, {1}),
        ("good candidates are healthy.", 1, set()),
        ("you can have it while pregnant.", 1, set()),
        ("that is not a reason to avoid it.", 1, set()),
        ("ask if it is a reason to avoid it.", 0, set()),
        ("you do not need a hospital stay.", 0, set()),
        ("it is used to avoid surgery.", 0, set()),
    ],
)
def test_stance_and_rungs(text, sign, rungs):
    assert (stance_of(text).sign, rungs_in(text) - {4} if "reason" in text else rungs_in(text)) == (
        sign,
        rungs,
    )


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("It does not require cuts or stitches.", ["require", "cuts", "stitches"]),
        ("It is non-surgical and quick.", ["surgical"]),
        ("It is free of pain, but it costs money.", ["pain"]),
        ("It does not hurt, making it popular.", ["hurt"]),
        ("Make-up should be avoided.", ["make", "up"]),
        ("It is not without pain.", ["without"]),
        ("Surgery No", ["surgery", "no"]),
    ],
)
def test_what_is_denied(text, denied):
    sentence = read_sentence(text)
    words = [w for u in sentence.units for w in u.printed.split() if u.is_negated]
    solid = [w for w in words if w not in ("or", "be", "and", "it")]
    assert solid == denied


# --- data ------------------------------------------------------------------------------------------

MINIMAL = """
[groups.a]
nausea = ["nausea", "feel sick"]
[opposites]
safety = [["safe"], ["dangerous"]]
[frequency]
few = ["rare"]
[certainty]
hedged = ["may"]
[words]
opaque = []
empty = []
light = []
[[broader]]
general = ["thing"]
specific = ["vitamin"]
"""


def lexicon_error(tmp_path, old: str, new: str) -> str:
    path = tmp_path / "equivalences.toml"
    path.write_text(MINIMAL.replace(old, new), "utf-8")
    with pytest.raises(BadData) as caught:
        load_lexicon(path)
    assert caught.value.file == str(path)
    return f"{caught.value.place}: {caught.value.problem}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"feel sick"]', '"nauseas"]', 'groups, nausea: "nauseas" reads the same as "nausea"'),
        ('["nausea", "feel sick"]', '["nausea"]', "groups, nausea: a group of one phrase joins nothing"),
        ('["dangerous"]', '["safely"]', "opposites, safety: a phrase stands on both sides"),
        (
            'specific = ["vitamin"]',
            'specific = ["things"]',
            "broader, entry 1: a phrase is both general and specific",
        ),
        ("few =", "never =", "frequency, never: unknown level"),
        ("hedged =", "doubted =", "certainty, doubted: unknown kind"),
        (
            "opaque = []",
            'opaque = ["side effect"]',
            "words, opaque: not a phrase of any group: [('sid', 'effect')]",
        ),
        ("[words]", "[wordz]", ": unknown key wordz"),
    ],
)
def test_data_that_clashes_is_refused(tmp_path, old, new, message):
    assert lexicon_error(tmp_path, old, new) == message


def test_data_that_is_not_toml_is_refused(tmp_path):
    assert lexicon_error(tmp_path, "[groups.a]", "[groups.a").startswith(
        "line 2, column 10: the file is not TOML"
    )


def test_twin_groups_are_refused(tmp_path):
    twin = '[groups.a]\nsick = ["feel sick", "nausea"]'
    assert lexicon_error(tmp_path, "[groups.a]", twin) == "groups: sick and nausea hold the same phrases"


def test_a_pattern_that_cannot_be_compiled_is_refused(tmp_path):
    path = tmp_path / "warnings.toml"
    path.write_text("[parts]\n[stance]\navoid = ['(']\n", "utf-8")
    with pytest.raises(BadData, match=r"stance.*the pattern .* cannot be used"):
        load_patterns(path)


def test_equivalents_work_in_both_directions_and_general_words_in_one():
    assert (
        check_claim("It may cause nausea.", [evidence("It may cause feeling sick.")]).support
        is Support.SUPPORTED
    )
    assert (
        check_claim("It may make you feel sick.", [evidence("It may cause nausea.")]).support
        is Support.SUPPORTED
    )
    vitamins, substances = "It may contain vitamins.", "It may contain substances."
    assert check_claim(substances, [evidence(vitamins)]).support is Support.SUPPORTED
    assert codes(check_claim(vitamins, [evidence(substances)])) == ["not_in_source"]


# --- always ----------------------------------------------------------------------------------------

SENTENCES = sorted({line.strip() for case in ALL for line in case["source"].splitlines() if line.strip()})


@pytest.mark.parametrize("sentence", [s for s in SENTENCES if s.endswith(".") and not s.startswith("•")])
def test_a_sentence_backs_itself(sentence):
    assert check_claim(sentence, [evidence(sentence)]).support is Support.SUPPORTED


TEXT = st.text(st.sampled_from("ab no not may 12 days .,:;()-–’'é\n"), max_size=60)


@settings(max_examples=150, deadline=None)
@given(TEXT, TEXT)
def test_any_text_gets_a_verdict_the_same_each_time(claim, source):
    page = snapshot(f"It may cause redness. {source}")
    first, again = (check_case(claim, page, ()) for _ in range(2))
    assert first == again
    verdict, span = first
    assert bool(verdict.reasons) or verdict.support is Support.SUPPORTED
    assert span is None or page.text[span.start : span.end].strip()
