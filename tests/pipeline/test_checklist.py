"""The checklist: what is asked and nothing answers is a gap, whatever else the page says."""

from itertools import pairwise

import pytest

from content.pipeline.checklist import BASES, GROUPS, load_checklist
from tests.pipeline.reading import library_of

ITEMS = load_checklist()


def gaps(*pages: str) -> set[str]:
    return {gap.id for gap in library_of(*pages).gaps}


def test_a_page_that_answers_nothing_leaves_every_item():
    assert gaps("About\n\nThe rooms are bright.") == {item.id for item in ITEMS}


ANSWERS = [
    ("cost", "A session costs from £90."),
    ("exact-sessions", "Most people need three to four sessions."),
    ("months", "Mesotherapy results last for about six months."),
    ("success-rate", "In a clinical trial, 60% of patients were content."),
    ("approval", "The product is approved by the FDA."),
    ("warning-signs", "Seek urgent medical help if the pain gets worse."),
    ("medicines", "Stop ibuprofen two days before."),
    ("which-allergens", "People allergic to lidocaine should not have mesotherapy."),
    ("allergy-test", "A patch test is done first."),
    ("long-term", "Little is known about long-term safety."),
    ("can-it-be-undone", "The result cannot be reversed."),
    ("alternatives", "Alternatives include creams and peels."),
    ("doing-nothing", "Left untreated, cellulite does no harm."),
    ("dark-skin", "Darker skin tones may get dark marks."),
    ("check-the-register", "Check the official register of your country."),
    ("insurance", "Ask whether the clinic has insurance."),
    ("complaints", "You can complain to the ombudsman."),
    ("time-to-think", "You sign a consent form."),
    ("how-to-prepare", "Avoid make-up before your session."),
    ("alcohol-smoking", "Do not drink alcohol on the day."),
    ("driving", "You can drive home."),
    ("getting-pregnant", "Use contraception for three months."),
    ("with-other-treatments", "It can be combined with other treatments."),
    ("who-does-it", "Go to a qualified doctor."),
    ("who-should-not", "People with epilepsy should not have mesotherapy."),
    ("risks", "Mesotherapy may cause bruising."),
    ("benefits", "Mesotherapy can be used to treat scars."),
    ("aftercare", "Avoid the sun after the treatment."),
    ("how-it-works", "Vitamins are injected into the skin."),
]


@pytest.mark.parametrize(("item", "sentence"), ANSWERS)
def test_a_sentence_answers_its_item(item, sentence):
    page = f"About mesotherapy\n\n{sentence} This is all that the page says."
    assert item not in gaps(page)


def test_every_item_has_a_sentence_that_answers_it():
    assert {item for item, _ in ANSWERS} == {item.id for item in ITEMS}


@pytest.mark.parametrize(
    "page",
    [
        "How much does it cost?\n\nAsk us.",
        "About mesotherapy\n\nThe price depends on the area.",
    ],
    ids=["a question", "no figure"],
)
def test_what_only_sounds_like_an_answer_is_none(page):
    assert "cost" in gaps(page)


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        ("warning-signs", "There are no warning signs."),
        ("warning-signs", "Warning signs of ageing include fine lines."),
        ("warning-signs", "Get immediate help with choosing a package."),
        ("can-it-be-undone", "The signs of ageing can be reversed."),
        ("can-it-be-undone", "Hair loss can be reversed."),
        ("medicines", "It contains no steroids."),
        ("allergy-test", "Our skin test tells you your skin type."),
        ("long-term", "Long-term effects of the sun are wrinkles."),
        ("approval", "Blood flow is regulated."),
        ("complaints", "Clients never complain about pain."),
        ("who-does-it", "Beware of practitioners who are not qualified doctors."),
        ("success-rate", "Save 20% this week."),
        ("success-rate", "No clinical studies exist."),
        ("alternatives", "There are no alternatives to mesotherapy."),
        ("exact-sessions", "Book 5 sessions and save."),
        ("alcohol-smoking", "It contains benzyl alcohol."),
        ("complaints", "We have never had a complaint."),
        ("alternatives", "It is a good alternative to surgery."),
        ("dark-skin", "Dark skin patches may appear."),
    ],
)
def test_what_only_has_the_word_is_no_answer(item, sentence):
    assert item in gaps(f"About mesotherapy\n\nMesotherapy is old. {sentence}")


def test_what_is_said_of_another_treatment_answers_nothing():
    page = "About mesotherapy\n\nIt is new.\n\nChemical peels\n\nYou can drive home after a peel."
    assert "driving" in gaps(page)


def test_one_more_article_never_opens_a_gap():
    pages = [f"About mesotherapy\n\n{sentence} This is all." for _, sentence in ANSWERS[:8]]
    found = [gaps(*pages[:count]) for count in range(1, len(pages) + 1)]
    assert all(after <= before for before, after in pairwise(found))


def test_the_list_covers_benefits_risks_alternatives_and_nothing():
    assert {item.id for item in ITEMS if item.basis == "bran"} == {
        *("benefits", "risks", "alternatives", "doing-nothing")
    }
    assert {item.basis for item in ITEMS} == set(BASES)
    assert {item.group for item in ITEMS} == set(GROUPS)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_an_item_reads_well(item):
    assert item.question.endswith("?")
    assert item.ask.endswith("?")
    assert item.note.endswith(".")
    assert all(len(text.split()) <= 25 for text in (item.question, item.ask))
