"""Statements: what a sentence asserts, told apart from what it only mentions."""

import pytest

from content.pipeline.statements import RECORD_ROLES, Polarity, Role, Strength
from tests.pipeline.reading import library_of, read

WHO_NOT = "Who should not have it?\n\nPeople who should avoid it include:\n\n"
EFFECTS = "Side effects\n\nPossible side effects include:\n\n"
USES = "What is it used for?\n\nIt is used for:\n\n"


def records(text: str) -> set[tuple[str, str]]:
    return {
        (s.role.value, s.concept)
        for s in read(text).statements
        if s.role in RECORD_ROLES and s.polarity is Polarity.AFFIRMED
    }


CASES = [
    ("a bare name in a list of effects", EFFECTS + "• Redness\n• Bruising", {("side_effect", "redness"), ("side_effect", "bruising")}),
    ("a bare name in a list of people", WHO_NOT + "• Epilepsy\n• Pregnancy", {("contraindication", "epilepsy"), ("contraindication", "pregnancy")}),
    ("a bare name in a list of uses", USES + "• Cellulite\n• Scars", {("indication", "cellulite"), ("indication", "scars")}),
    ("an effect as a bare reason to avoid", WHO_NOT + "• Bleeding\n• Epilepsy", {("contraindication", "bleeding"), ("contraindication", "epilepsy")}),
    ("the reason behind a warning", WHO_NOT + "• People on blood thinners should avoid it due to the risk of bruising.\n• Epilepsy", {("contraindication", "blood-thinners"), ("side_effect", "bruising"), ("contraindication", "epilepsy")}),
    ("an effect in a group", WHO_NOT + "• It may trigger skin reactions in people with urticaria.\n• Epilepsy", {("contraindication", "hives"), ("side_effect", "skin-reaction"), ("contraindication", "epilepsy")}),
    ("both halves of an ellipsis", WHO_NOT + "• People with liver or kidney disease\n• Epilepsy", {("contraindication", "liver-disease"), ("contraindication", "kidney-disease"), ("contraindication", "epilepsy")}),
    ("a hidden exclusion", "Candidates\n\nGood candidates are people without active skin infections.", {("contraindication", "skin-infection"), ("contraindication", "active-infection")}),
    ("a candidate is no exclusion", "Candidates\n\nGood candidates want smoother, firmer skin.", {("indication", "loose-skin")}),
    ("no effect at all", EFFECTS + "There is no scarring and no redness.", set()),
    ("without any effect", EFFECTS + "It works without bruising, swelling or redness.", set()),
    ("a risk that is called small", EFFECTS + "There is a minimal risk of infection.", {("side_effect", "infection")}),
    ("pain that is treated", "Uses\n\nIt can be used to treat chronic pain.", {("indication", "pain-relief")}),
    ("pain as an effect", EFFECTS + "• Pain at the site of injection", {("side_effect", "injection-site-pain")}),
    ("pain during the session", "What is it?\n\nYou may feel a slight stinging during the injections.", {("side_effect", "pain-during-injections")}),
    ("a cause inside a use", USES + "• Stretch marks: It can reduce stretch marks after pregnancy.", {("indication", "stretch-marks")}),
    ("an expectation", WHO_NOT + "• Those expecting complete fat removal may be disappointed.\n• Epilepsy", {("contraindication", "epilepsy")}),
    ("aftercare is no exclusion", "Aftercare\n\nAvoid sun exposure and blood thinners for a few days.", set()),
    ("an effect in aftercare", "Aftercare\n\nThere may be some minor swelling.", {("side_effect", "swelling")}),
    ("a warning in running text", "About it\n\nIt is not recommended for people with epilepsy.", {("contraindication", "epilepsy")}),
    ("a mention that warns of nothing", "About it\n\nEpilepsy is a condition of the brain.", set()),
    ("narrower and broader together", WHO_NOT + "• Insulin-dependent diabetes\n• Epilepsy", {("contraindication", "insulin-treated-diabetes"), ("contraindication", "diabetes"), ("contraindication", "epilepsy")}),
    ("a word inside another word", USES + "• We deliver the mix to the skin", set()),
    ("a rule about age", "Details\n\nYou must be at least 18 years old.", {("contraindication", "under-18")}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_page_gives_exactly_the_records_it_asserts(text, expected):
    assert records(text) == expected


STRENGTHS = [
    ("People with epilepsy should not have it.", Strength.AVOID),
    ("People with epilepsy should avoid the treatment.", Strength.AVOID),
    ("It is contraindicated in epilepsy.", Strength.AVOID),
    ("Its safety in epilepsy has not been established.", Strength.AVOID),
    (
        "People with epilepsy should not have it unless approved by a doctor.",
        Strength.AVOID_UNLESS_DOCTOR_AGREES,
    ),
    ("People with epilepsy may not be suitable.", Strength.CAUTION),
    ("It may be risky in epilepsy.", Strength.CAUTION),
    ("It should be used with caution in epilepsy.", Strength.CAUTION),
    ("People with epilepsy should consult their doctor.", Strength.CONSULT),
    ("It is not a treatment for weight loss in severely obese people.", Strength.LIMIT),
    ("People with epilepsy may not be suitable and should avoid the treatment.", Strength.AVOID),
    ("People with epilepsy should not undergo treatment.", Strength.AVOID),
]


@pytest.mark.parametrize(("sentence", "strength"), STRENGTHS, ids=[case[0] for case in STRENGTHS])
def test_a_warning_is_as_strict_as_its_own_words(sentence, strength):
    statements = read(f"Who should not have it?\n\n{sentence}").statements
    assert {s.strength for s in statements if s.role is Role.CONTRAINDICATION} == {strength}


def test_an_item_without_a_verdict_takes_that_of_its_list():
    statements = read(WHO_NOT + "• Epilepsy\n• Pregnancy").statements
    assert {(s.strength, s.list_strength) for s in statements} == {(None, Strength.AVOID)}


def test_what_a_condition_is_called_never_weakens_its_list():
    """ "You have" says who is meant, not what may happen."""
    statements = read(WHO_NOT + "• You have liver disease\n• Epilepsy").statements
    assert {(s.concept, s.strength, s.list_strength) for s in statements} == {
        ("liver-disease", None, Strength.AVOID),
        ("epilepsy", None, Strength.AVOID),
    }


WEAKER = [
    ("• are pregnant, as it may affect the baby", "pregnancy", Strength.AVOID),
    ("• have epilepsy (careful!)", "epilepsy", Strength.AVOID_UNLESS_DOCTOR_AGREES),
    ("• have diabetes: mesotherapy is not a treatment for it", "diabetes", Strength.AVOID),
    ("• have cancer (consult your doctor)", "cancer", Strength.AVOID_UNLESS_DOCTOR_AGREES),
]


@pytest.mark.parametrize(("item", "concept", "strength"), WEAKER, ids=[case[0] for case in WEAKER])
def test_an_item_of_a_strict_list_is_never_read_as_mild(item, concept, strength):
    records = library_of(f"Do not have it if you:\n\n{item}\n• have hives").records
    assert {r.concept: r.strength for r in records if r.role is Role.CONTRAINDICATION}[concept] is strength


def test_a_condition_softens_only_its_own_clause():
    text = "About\n\nPregnant women must never have it, and people with diabetes should not have it unless their doctor agrees."
    strengths = {s.concept: s.strength for s in read(text).statements if s.role is Role.CONTRAINDICATION}
    assert strengths["pregnancy"] is Strength.AVOID


@pytest.mark.parametrize("blank", ["\n", "\u00a0", "  ", "\r\n"])
def test_a_warning_survives_any_white_space(blank):
    text = f"About it\n\nThe treatment, with all of its many injections, should{blank}not be used during pregnancy."
    assert ("contraindication", "pregnancy") in records(text)


LAYOUTS = [
    "Benefits\n\nhair loss\n\nwrinkles\n\nContraindications\n\npregnancy\n\nepilepsy\n\ncancer",
    "The following people cannot be treated.\n\n• pregnant women\n• people with epilepsy\n• people with cancer",
    "Not for:\n• pregnancy\n• epilepsy\n• cancer",
    "People who should avoid it include:\n\npregnancy\n\nepilepsy\n\ncancer\n\nIt takes an hour.",
    "Is it for me?\n\nIt is a treatment.\n\nNot suitable in pregnancy, epilepsy or cancer",
    "We use cookies. During pregnancy and with epilepsy or cancer it should not be used.",
]


@pytest.mark.parametrize("text", LAYOUTS)
def test_a_warning_survives_the_lay_out(text):
    found = {concept for role, concept in records(text) if role == "contraindication"}
    assert {"pregnancy", "epilepsy", "cancer"} <= found


DENIED = [
    "What it will not do\n\nIt will not do this:\n• remove wrinkles\n• melt fat",
    "Myths\n\n• removes wrinkles\n• melts fat",
    "About\n\nIt fails to treat wrinkles.",
    "About\n\nWrinkles may occur.",
    "Side effects\n\nYou will not get:\n• bruising\n• swelling",
]


@pytest.mark.parametrize("text", DENIED)
def test_what_is_denied_or_feared_is_no_use_and_no_effect(text):
    assert records(text) == set()


def test_a_medicine_to_leave_out_afterwards_is_no_reason_to_avoid_the_treatment():
    assert records("Aftercare\n\nYou should avoid blood thinners for two days.") == set()


def test_a_thing_that_is_not_there_is_no_use():
    assert records("About\n\nThere is no cellulite here.") == set()


def test_a_heading_that_only_announces_a_warning_means_avoid():
    found = library_of("Restrictions\n\n• Epilepsy\n• Diabetes").records
    assert {(r.concept, r.strength) for r in found} == {
        ("epilepsy", Strength.AVOID),
        ("diabetes", Strength.AVOID),
    }


def test_a_frequency_keeps_its_not():
    text = EFFECTS + "• Bruising is not rare.\n• Infection is no longer common."
    assert [s.frequency for s in read(text).statements] == ["not rare", "no longer common"]


def test_a_denied_use_is_kept_as_denied():
    statements = read("About\n\nIt is not a solution for weight loss.").statements
    assert [(s.concept, s.polarity) for s in statements if s.role is Role.INDICATION] == [
        ("weight-loss", Polarity.DENIED)
    ]


def test_degree_belongs_to_the_words_it_stands_with():
    text = (
        EFFECTS
        + "• Swelling, a common response.\n• Redness or temporary discomfort\n• In rare cases, infection"
    )
    degrees = {s.concept: (s.frequency, s.seriousness) for s in read(text).statements}
    assert degrees == {
        "swelling": ("common", None),
        "redness": (None, None),
        "injection-site-pain": (None, "temporary"),
        "infection": ("In rare cases", None),
    }


def test_a_sentence_that_points_back_speaks_of_its_item():
    text = (
        WHO_NOT
        + "• Pregnancy: It should not be done during pregnancy. Other methods are better during this period.\n• Epilepsy"
    )
    pointing = [s for s in read(text).statements if s.mention.of(text) == "during this period"]
    assert [(s.role, s.concept) for s in pointing] == [(Role.CONTRAINDICATION, "pregnancy")]


def test_a_name_of_no_concept_stands_for_the_text_under_it():
    text = "It is used for the following:\n  1. Beauty:\n    It is used to reduce cellulite.\n  2. Scars:\n    It may help."
    named = [s for s in read(text).statements if s.mention.of(text) == "Beauty"]
    assert [s.concept for s in named] == ["cellulite"]


def test_every_statement_lies_inside_its_passage():
    text = WHO_NOT + "• Diabetes: People with diabetes should avoid it.\n\n" + EFFECTS + "• Redness"
    reading = read(text)
    assert reading.statements
    for s in reading.statements:
        assert reading.passages[s.passage].span == s.span
        assert s.span.contains(s.mention)


def test_a_thing_named_twice_by_the_same_words_is_stated_once():
    said = read(USES + "• Osteoarthritis of the knee, when exercise alone is not enough\n• Scars").statements
    assert len(said) == len(set(said)) and "osteoarthritis" in {s.concept for s in said}
