import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.clustering_scores import bcubed, pair_scores
from content.pipeline.asking import LONGEST_KEY, load_asking, split_questions
from content.pipeline.questions import group_questions

CASES = Path(__file__).resolve().parent / "cases" / "question_pairs.jsonl"
PAIRS = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]
PRINTED = sorted({pair[side] for pair in PAIRS for side in ("first", "other")})

OUR_OWN = [
    json.loads(line) for line in CASES.with_name("question_wordings.jsonl").read_text("utf-8").splitlines()
]
WORDINGS = [line for line in OUR_OWN if "intent" in line]
LOOK_ALIKES = [line for line in OUR_OWN if "look_alike" in line]


def key(text: str) -> str:
    return load_asking().key(text)


def test_pairs_that_somebody_else_wrote():
    """Precision first. The pairs were written without the rules; the rules were mended after reading them."""
    joined = [pair for pair in PAIRS if key(pair["first"]) == key(pair["other"])]
    right = sum(pair["same"] for pair in joined)
    expected = sum(pair["same"] for pair in PAIRS)
    assert len(PAIRS) >= 300
    assert right / len(joined) >= PRECISION
    assert right / expected >= RECALL


PRECISION, RECALL = 0.985, 0.78


def test_wordings_of_the_commonest_questions():
    """Our own wordings; written before the rules were mended after reading what they missed."""
    keys = {line["question"]: key(line["question"]) for line in WORDINGS}
    expected = {line["question"]: line["intent"] for line in WORDINGS}
    precision, recall, _ = pair_scores(keys, expected)
    assert len(keys) >= 1400
    assert precision >= 0.995
    assert recall >= 0.89
    assert bcubed(keys, expected)[2] >= 0.95


@pytest.mark.parametrize("pair", LOOK_ALIKES, ids=lambda pair: pair["question"])
def test_look_alikes_of_the_commonest_questions_stay_apart(pair):
    assert key(pair["question"]) != key(pair["look_alike"])


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        (
            "My wedding is in five weeks, will I see results from PRP by then?",
            "When will I see results from PRP?",
        ),
        ("I was wondering how much PRP costs.", "How much does PRP cost?"),
        ("I'm scared of needles. Does PRP hurt?", "Is PRP painful?"),
        ("I have lupus, can I still have PRP?", "Can I have PRP if I have lupus?"),
    ],
)
def test_a_story_changes_nothing_but_a_condition_does(told, asked):
    assert key(told) == key(asked)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What are the symptoms of gout?", "symptoms:gout"),
        ("How do I know if I have gout?", "symptoms:gout"),
        ("Gout: symptoms", "symptoms:gout"),
        ("How is whooping cough treated?", "treatment:whooping-cough"),
        ("What are the treatments for Pertussis ?", "treatment:whooping-cough"),
        ("What is (are) Chronic Fatigue Syndrome (CFS) ?", "what-is-it:chronic-fatigue-syndrome"),
        ("Is mesotherapy painful?", "pain:t:mesotherapy"),
        ("Does it hurt?", "pain:"),
        ("Duration of treatment", "session-length:"),
        ("Side effects", "side-effects:"),
        ("Recovery time", "downtime:"),
        ("Mesotherapy is safe", "how-safe:t:mesotherapy"),
        ("Can I have mesotherapy while pregnant?", "can-i-have:pregnant t:mesotherapy"),
        ("Can I have mesotherapy while breastfeeding?", "can-i-have:breastfeeding t:mesotherapy"),
        ("Benefits and risks of PRP", "benefits:t:prp + side-effects:t:prp"),
        ("Is PRP painful and how long does it take?", "pain:t:prp + session-length:t:prp"),
    ],
)
def test_the_key_is_what_is_asked_about_what(text, expected):
    assert key(text) == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Can I have it while pregnant?", "Can I have it while breastfeeding?"),
        ("Is mesotherapy safe?", "Is PRP safe?"),
        ("How long does lip filler last?", "How long does cheek filler last?"),
        ("Can it help with hair loss?", "Can it help with cellulite?"),
        ("Does mesotherapy work on the face?", "Does mesotherapy work on the body?"),
        ("What causes type 1 gout?", "What causes type 2 gout?"),
        ("What is hepatitis?", "What is hepatitis A?"),
        ("Can I drink alcohol before mesotherapy?", "Can I drink alcohol after mesotherapy?"),
        ("How long after Botox can I have a peel?", "How long after a peel can I have Botox?"),
        ("Is PRP better than mesotherapy?", "Is mesotherapy better than PRP?"),
        ("Who should have it?", "Who should not have it?"),
        ("When is it applied?", "When is it not applied?"),
        ("How long does a session last?", "How long do results last?"),
        ("What is lactose?", "What is lactase?"),
        ("Is it painful?", "Is it painful and how long does it take?"),
        ("What are the causes of asthma in women?", "What are the causes of asthma in men?"),
    ],
)
def test_what_only_looks_alike_stays_apart(first, second):
    assert key(first) != key(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("What is mesotherapy?", "What is mesotheraphy?"),
        ("Macular degeneration - age-related", "Age-related macular degeneration"),
        ("What is the outlook for tumours?", "What is the outlook for tumor?"),
        ("What causes Alzheimer's disease?", "What causes Alzheimer disease?"),
        ("What is beta thalassaemia?", "What is β-thalassemia?"),
        ("What is mucopolysaccharidosis type II?", "What is mucopolysaccharidosis type 2?"),
        ("Can I exercise after the treatment?", "When can I go to the gym afterwards?"),
    ],
)
def test_other_spellings_are_the_same(first, second):
    assert key(first) == key(second)


def test_questions_are_split_at_questions_only():
    assert split_questions("Is it safe, and who should avoid it?") == ["Is it safe", "who should avoid it"]
    assert split_questions("Liver and kidney disease") == ["Liver and kidney disease"]
    assert split_questions("?") == ["?"]


@given(st.permutations(PRINTED[:40]))
def test_grouping_does_not_depend_on_the_order(texts):
    items = [(text, text) for text in texts]
    assert group_questions(items, load_asking()) == group_questions(sorted(items), load_asking())


@given(st.sets(st.sampled_from(PRINTED), min_size=2, max_size=30), st.data())
def test_adding_questions_never_moves_one(texts, data):
    fewer = data.draw(st.sets(st.sampled_from(sorted(texts))))
    whole = group_questions([(text, text) for text in sorted(texts)], load_asking())
    assert group_questions([(text, text) for text in fewer], load_asking()) == {t: whole[t] for t in fewer}


@given(st.sampled_from(PRINTED))
def test_case_space_and_end_marks_do_not_matter(text):
    assert key(text.upper()) == key(text)
    assert key(f"  {text.replace(' ', '   ')} ") == key(text)
    assert key(text.rstrip("?") + " ?") == key(text.rstrip("?"))


@given(st.text(max_size=400))
def test_any_text_has_a_key_that_can_be_stored(text):
    assert 0 < len(key(text)) <= LONGEST_KEY + 13


def test_any_run_of_words_of_a_question_has_a_key():
    """Questions are cut short and run together in any way; "Will epilepsy stop me?" once was an error."""
    runs = {
        " ".join(words[start:end])
        for words in (text.split() for text in ["Will epilepsy stop me?", *PRINTED])
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    }
    assert all(key(run) for run in runs)
    assert len(runs) > 5000


def test_questions_in_other_scripts_are_not_one():
    questions = ["Можно ли это беременным?", "Это больно?", "怀孕时安全吗？", "هل هو مؤلم؟", "???", ""]
    assert len({key(question) for question in questions}) == len(questions)
    assert key("Это  больно") == key("это больно?")


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("Can I swim 2 days after it?", "Can I swim 2 hours after it?"),
        ("How long should I stay out of the sun?", "How long can I stay in the sun?"),
    ],
)
def test_a_unit_and_a_small_word_may_turn_the_sense(first, other):
    assert key(first) != key(other)
