import pytest

from content.pipeline.asking import load_asking
from content.pipeline.questions import alike_keys, are_apart, group_questions, load_questions, slug_of
from tests.pipeline.reading import library_of, read


@pytest.mark.parametrize(
    ("printed", "intent"),
    [
        ("What is mesotherapy?", "what-is-it"),
        ("What Is Mesotherapy Treatment", "what-is-it"),
        ("When Is Mesotherapy Applied?", "what-is-it-for"),
        ("When Should Mesotherapy Not Be Applied?", "who-should-not"),
        ("Contraindications", "who-should-not"),
        ("Who is not a candidate?", "who-should-not"),
        ("Who is a good candidate?", "who-it-suits"),
        ("Is it painful?", "pain"),
        ("Does it hurt?", "pain"),
        ("How long does a session take?", "session-length"),
        ("How long do the results last?", "how-long-results"),
        ("How many sessions are needed?", "how-many-sessions"),
        ("Is there any downtime?", "downtime"),
        ("Is mesotherapy safe?", "how-safe"),
        ("Risks and side effects", "side-effects"),
        ("Can I have it while breastfeeding?", "pregnancy"),
        ("Aftercare", "aftercare"),
        ("What makes our clinic special?", None),
    ],
)
def test_a_printed_question_has_one_intent(printed, intent):
    found = load_questions().intent_of(printed)
    assert (found.id if found else None) == intent


def test_a_heading_that_joins_two_questions_belongs_to_both():
    text = "When should it not be used or be used with caution?\n\nAsk a doctor."
    variants = read(text).variants
    assert [(v.quote, v.intent) for v in variants] == [
        ("When should it not be used", "who-should-not"),
        ("be used with caution?", "extra-care"),
    ]


def test_the_same_question_in_three_articles_is_asked_once():
    pages = ["What is mesotherapy?\n\nIt is old.", "Definition\n\nA treatment.", "Overview\n\nIt is old."]
    assert [(q.intent, len(q.variants)) for q in library_of(*pages).questions] == [("what-is-it", 3)]


def test_a_question_of_no_known_intent_keeps_its_own_words():
    page = "What makes our needles special?\n\nThey are very fine and quite new."
    other = "What makes the needles special?\n\nThey are thin."
    groups = library_of(page, other).questions
    assert [(g.question, g.slug, len(g.variants)) for g in groups] == [
        ("What makes our needles special?", "makes-needles-special", 2)
    ]
    assert [(c.source_id, c.passage) for c in groups[0].components] == [("page-1", 1), ("page-2", 1)]


def clusters(*questions: str) -> list[str]:
    items = [(str(n), question) for n, question in enumerate(questions)]
    return list(group_questions(items, load_asking()).values())


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "How long does a mesotherapy session take?",
            "What is the duration of a mesotherapy session? How long does the session take?",
        ),
        ("Is mesotherapy painful?", "Does mesotherapy hurt?"),
        ("What are the symptoms of gout?", "What is the symptom of gout?"),
    ],
)
def test_the_same_question_in_other_words_joins(first, second):
    one, other = clusters(first, second)
    assert one == other


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("How long does a session take?", "How long do results last?"),
        ("When is it applied?", "When is it not applied?"),
        ("Is mesotherapy painful?", "Is microneedling painful?"),
        (
            "Who should not have it if they have liver disease?",
            "Who should not have it if they have kidney disease?",
        ),
        ("Can it treat type 1 gout?", "Can it treat type 2 gout?"),
        ("What causes gout?", "What does not cause gout?"),
    ],
)
def test_questions_that_only_look_alike_stay_apart(first, second):
    one, other = clusters(first, second)
    assert one != other


def test_a_slug_is_short_plain_and_stable():
    assert slug_of("What are the signs & symptoms of Überbein?") == "signs-symptoms-berbein"
    assert len(slug_of("?")) == 12


@pytest.mark.parametrize(
    ("heading", "intents"),
    [
        ("Is it painful, and how long does it take?", ["pain", "session-length"]),
        ("Side effects and aftercare", ["side-effects", "aftercare"]),
        ("Cosmetic side effects and after", ["side-effects"]),
        ("Mesotherapy is safe", ["how-safe"]),
    ],
)
def test_a_compound_belongs_to_each_of_its_parts(heading, intents):
    variants = read(f"{heading}\n\nAsk a doctor.").variants
    assert [(v.quote, v.intent) for v in variants] == [(heading, intent) for intent in intents]


def test_what_words_bring_close_is_proposed_and_guards_part_the_rest():
    asking = load_asking()
    questions = ["What causes xanthelasma palpebrarum?", "What causes xanthelasma palpebrae?"]
    keys = [asking.key(question) for question in questions]
    assert alike_keys(keys) == [tuple(sorted(keys))]
    for first, second in (
        ("What causes xanthelasma type 1?", "What causes xanthelasma type 2?"),
        ("What causes xanthelasma in men?", "What causes xanthelasma in women?"),
        ("Can fillers be dissolved?", "Can fillers not be dissolved?"),
        ("Does mesotherapy leave marks?", "Does microneedling leave marks?"),
        ("What causes xanthelasma?", "How is xanthelasma treated?"),
    ):
        assert are_apart(asking.key(first), asking.key(second))
        assert alike_keys([asking.key(first), asking.key(second)]) == []
