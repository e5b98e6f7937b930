"""Passages: what each piece of a page is, and that no piece is lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.pipeline.layout import question_span
from content.pipeline.passages import Disposition, Passage, PassageKind, split_passages
from content.pipeline.sentences import MAX_SENTENCE
from content.pipeline.snapshots import take_page_snapshot, take_snapshot
from content.pipeline.spans import Span, uncovered


def passages_of(text: str) -> tuple[Passage, ...]:
    return split_passages(take_snapshot("page", text))


def outline(text: str) -> list[str]:
    """Each passage as ``kind: words``, an item with the words of its lead-in."""
    return [f"{p.kind.value}: {p.quote}" for p in passages_of(text)]


LINES = st.sampled_from(
    [
        "Side effects", "Redness", "• Redness: it fades.", "1. Lines", "Is it safe?", "It may hurt.", "These are:", "(1)", "",
        " ", "\u00a0", "Duration 1 hour", "Age Limit 18", "…", "• ...", "👋", "# Heading", "**Bold**", "- 0 min read",
        "It takes long. It fades.", "Name: value", "www.example.org", "\ufeffStart", "a\rb", "It is safe.It may hurt.",
    ]
)  # fmt: skip


@given(st.lists(LINES, max_size=25).map("\n".join))
def test_every_inked_character_of_a_page_lies_in_exactly_one_passage(text):
    assert_covers(text)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_every_inked_character_of_any_text_lies_in_exactly_one_passage(text):
    assert_covers(text.replace("\x00", ""))


def assert_covers(text: str) -> None:
    passages = passages_of(text)
    spans = [p.span for p in passages]
    assert uncovered(text, spans) == []
    assert spans == sorted(spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(p.quote == p.span.of(text) for p in passages)
    assert [p.index for p in passages] == list(range(len(passages)))


def test_a_heading_is_a_short_line_with_text_under_it():
    assert outline("The treatment\n\nIt is done with needles. It takes an hour.") == [
        "heading: The treatment",
        "sentence: It is done with needles.",
        "sentence: It takes an hour.",
    ]


def test_a_list_without_marks_is_known_by_its_lead_in():
    text = "Avoid it with these:\n\nPeople with diabetes should wait.\n\nPeople with a fever should wait.\n\nOverall, ask first."
    assert outline(text) == [
        "lead_in: Avoid it with these:",
        "list_item: People with diabetes should wait.",
        "list_item: People with a fever should wait.",
        "sentence: Overall, ask first.",
    ]
    assert [p.parent for p in passages_of(text)] == [None, 0, 0, None]


def test_bare_names_after_a_lead_in_are_items_up_to_the_next_heading():
    text = "It is known in:\n\nEurope\n\nAsia\n\nAfrica\n\nResults\n\nThey take time."
    assert outline(text) == [
        "lead_in: It is known in:",
        "list_item: Europe",
        "list_item: Asia",
        "list_item: Africa",
        "heading: Results",
        "sentence: They take time.",
    ]


@pytest.mark.parametrize("mark", ["• ", "- ", "– ", "* ", "✓ ", "✗ ", "1. ", "1) ", "•• ", "⚠️ "])
def test_marks_of_lists_belong_to_their_items(mark):
    text = f"Effects:\n{mark}Redness\n{mark}Swelling"
    assert outline(text)[1:] == [f"list_item: {mark}Redness", f"list_item: {mark}Swelling"]


def test_a_name_and_its_explanation_share_the_item_and_later_sentences_continue_it():
    text = "Cautions:\n• Hives: It may trigger a rash. This can last."
    item, continued = passages_of(text)[1:]
    assert item.quote == "• Hives: It may trigger a rash."
    assert item.label == Span(12, 17)
    assert item.label.of(text) == "Hives"
    assert (continued.quote, continued.parent) == ("This can last.", item.index)


def test_a_name_on_its_own_line_owns_the_text_under_it():
    text = "Uses:\n  1. Hair Loss:\n    It can help hair grow.\n  2. Scars:\n    It may help."
    assert outline(text)[1:] == [
        "list_item: 1. Hair Loss:",
        "sentence: It can help hair grow.",
        "list_item: 2. Scars:",
        "sentence: It may help.",
    ]
    assert [p.parent for p in passages_of(text)] == [None, 0, 1, 0, 3]


def test_a_fact_box_without_separators_is_split_into_names_and_values():
    text = "Details\nDuration 1 hour\nAge Limit + 18 years old\nHospital Stay Same-day Discharge\nSurgical Procedure No"
    rows = [p for p in passages_of(text) if p.kind is PassageKind.TABLE_ROW]
    assert [row.label.of(text) for row in rows] == [
        "Duration",
        "Age Limit",
        "Hospital Stay",
        "Surgical Procedure",
    ]


def test_three_questions_with_short_answers_are_questions_and_answers():
    text = "Is it safe?\n\nIt can be.\n\nDoes it hurt?\n\nIt may. Ask.\n\nIs it dear?\n\nIt varies."
    kinds = [p.kind for p in passages_of(text)]
    assert kinds.count(PassageKind.QUESTION) == 3
    assert kinds.count(PassageKind.ANSWER) == 4


def test_one_question_over_a_long_text_is_a_heading():
    text = "What is it?\n\nIt is a treatment.\n\nIt has many names.\n\nMore of it\n\nMore text."
    assert outline(text)[0] == "heading: What is it?"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("- 0 min read", "reading_time"),
        ("Book your appointment now!", "booking"),
        ("whatsapp", "share"),
        ("×", "no_words"),
        ("Mon - Fri 9:00 to 17:00", "opening_hours"),
        ("From £99 a session", "price"),
        ("+44 20 7946 0000", "phone"),
        ("© 2024 All rights reserved", "legal"),
        ("★★★★★", "no_words"),
        ("Here is a bar chart of the results.", "missing_figure"),
        ("• ...", "cut_off"),
        ("Home  Prices  Our rooms  Contact", "navigation"),
        ("Skin > Peels > Care at home", "navigation"),
        ("Read more about lasers", "navigation"),
        ("Front desk: 555-0142", "phone"),
        ("Last edited by A. Example", "byline"),
        ("[ SIGN ME UP ]   [ Later ]", "booking"),
        ("Date of birth: ____ / ____", "form_line"),
        ("phone_in_talk 55", "icons"),
        ("Open all / Close all", "navigation"),
        ("Next article → Ten foods for winter", "navigation"),
        ("Replies (12)", "navigation"),
        ("Contents [hide]", "navigation"),
        ("Opening times and leaflets - CLICK HERE", "navigation"),
        ("Add to basket   ♡ Compare", "booking"),
        ("SKU: QX-20-7", "booking"),
        ("SALE −20%", "booking"),
        ("Price: £31.50 excl. VAT", "price"),
        ("👍 41 people found this helpful", "rating"),
        ("Written by Ines Corvo, midwife · 3 minutes", "byline"),
        ("Dr. Odile Marsh, Consultant Dermatologist – Verified", "byline"),
        ("— Name withheld", "byline"),
        ("Name: ________   D.O.B: ______   Tel: ________", "form_line"),
        ("Patient name ..........  Batch no. ......", "form_line"),
        ("☐ I agree to photographs   ☐ I do not agree", "form_line"),
        ("This field is for validation purposes and must stay empty.", "form_line"),
        ("DD slash MM slash YYYY", "form_line"),
        ("Do you still have any questions?", "sales_question"),
        ("Leave a comment / Skin / By editor", "comment"),
    ],
)
def test_clutter_is_set_aside_with_its_reason(line, reason):
    noise = passages_of(f"It is a treatment.\n\n{line}\n\nIt takes an hour.")[1]
    assert (noise.kind, noise.reason) == (PassageKind.NOISE, reason)
    unusable = reason in ("missing_figure", "cut_off")
    assert noise.disposition is (Disposition.UNUSABLE if unusable else Disposition.BOILERPLATE)


@pytest.mark.parametrize(
    "line",
    [
        "Do not book your session if you are pregnant.",
        "Call us if you see signs of an infection.",
        "Redness | swelling | bruising",
        "Epilepsy  Cancer  Diabetes",
        "☐ I agree to tell you if I am pregnant.",
        "Under 18s are not treated: click here",
        "— Redness",
    ],
)
def test_a_line_that_may_warn_is_never_clutter(line):
    assert passages_of(f"It is a treatment.\n\n{line}\n\nIt takes an hour.")[1].kind is not PassageKind.NOISE


def test_questions_beside_other_questions_of_a_site_are_clutter():
    made = passages_of("It is a treatment.\n\nRelated questions\nIs a peel cheap?\nWhat is a laser?")[1:]
    assert {(p.kind, p.reason) for p in made} == {(PassageKind.NOISE, "zone")}


@pytest.mark.parametrize(
    "mark", ["+ ", "▸ ", "→ ", "Q: ", "Q. ", "Q  ", "Q\t", "Frage: ", "Question 3: ", "2) "]
)
def test_a_mark_before_a_question_hides_none(mark):
    page = "\n\n".join(
        f"{mark}{asked}\nIt may." for asked in ("Is it safe?", "Does it hurt?", "Can I drink?")
    )
    made = passages_of(page)
    asked = [p.quote for p in made if p.kind is PassageKind.QUESTION]
    assert [question_span(quote, Span(0, len(quote))).of(quote) for quote in asked] == [
        "Is it safe?",
        "Does it hurt?",
        "Can I drink?",
    ]


def test_each_question_of_a_letter_stands_by_itself():
    text = "Q  I had it in May and my chin is numb. Will it pass? My sister says no. Who can help? — T.\n\nA  It will."
    assert outline(text) == [
        "sentence: Q  I had it in May and my chin is numb.",
        "heading: Will it pass?",
        "sentence: My sister says no.",
        "heading: Who can help?",
        "noise: — T.",
        "sentence: A  It will.",
    ]


def test_a_row_of_a_price_list_gives_what_is_treated():
    text = "Prices\n\nDark circles   £95\nTwo areas   £140\nPeels\nFace peel   £60\nNotes\nAsk us for a plan."
    made = passages_of(text)
    assert [p.quote for p in made if p.kind is PassageKind.LIST_ITEM] == ["Dark circles"]
    assert [p.quote for p in made if p.reason == "price"] == ["£95", "Two areas   £140", "Face peel   £60"]
    assert made[-1].heading_path == ("Notes",)


@pytest.mark.parametrize("line", ["Day 3–5 flaking round the mouth", "Week 2 dry and tight"])
def test_what_happens_on_a_day_is_no_heading(line):
    assert outline(f"Afterwards\n\n{line}\n\nIt takes an hour.")[1] == f"sentence: {line}"


def test_a_line_may_be_clutter_as_a_whole_though_its_sentences_are_not():
    praise = "“My scars are gone. No swelling at all!” – Priya, 41"
    made = passages_of(f"It is a treatment.\n\n{praise}\n\nIt takes an hour.")[1:-1]
    assert {(p.kind, p.reason) for p in made} == {(PassageKind.NOISE, "testimonial")}


def test_headings_with_nothing_under_them_at_the_end_are_clutter():
    assert outline("It is a treatment.\n\nProduction\n\nAsk a friend")[1:] == [
        "noise: Production",
        "noise: Ask a friend",
    ]


def test_a_sentence_printed_twice_is_a_copy_of_the_first():
    sentence = "It should never be given to people with diabetes."
    passages = passages_of(f"{sentence}\n\nIt is new.\n\n{sentence}")
    assert [p.duplicate_of for p in passages] == [None, None, 0]
    assert passages[2].disposition is Disposition.DUPLICATE


def test_the_same_item_under_another_heading_is_no_copy():
    """ "Infection" as a reason to wait and "Infection" as a side effect are two things."""
    text = "Who should not have it\n\n• Infection\n\nSide effects\n\n• Infection"
    assert [p.duplicate_of for p in passages_of(text)] == [None] * 4


def test_a_wrapped_paragraph_is_read_as_one():
    text = "It is a treatment in which a mix of vitamins and\nminerals is put into the middle layer of the skin.\nIt takes an hour."
    assert outline(text) == [
        "sentence: It is a treatment in which a mix of vitamins and\nminerals is put into the middle layer of the skin.",
        "sentence: It takes an hour.",
    ]


def test_a_marked_line_that_announces_marked_lines_is_their_lead_in():
    text = "❌ We do not treat you if you:\n• are pregnant\n• have epilepsy"
    assert outline(text)[0] == "lead_in: ❌ We do not treat you if you:"
    assert [p.parent for p in passages_of(text)] == [None, 0, 0]


HOSTILE = {
    "menu": "a | " * 60 + ".",
    "blanks in a fact box": ("a" + " " * 500 + "b\n") * 5,
    "one word": "redness, " * 2000,
    "short lines": "ab cd\n" * 5000,
    "headings": "Heading here\n\n" * 5000,
    "cue words": "tell your " * 3000,
    "brackets": "(" * 50_000,
    "names of treatments": "Botox\n" * 5000,
    "carriage returns": "a\r" * 20_000,
    "a lead-in without end": "the following and " * 5000 + ":\n• a\n• b",
    "one word without end": "a" * 100_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_pages_are_read_in_steps_not_in_powers(text):
    """Ends at all: each of these once took from seconds to for ever."""
    assert uncovered(text, [p.span for p in passages_of(text)]) == []


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_rule_ever_sees_more_than_a_long_sentence(text):
    """What bounds the time of every pattern, and of every walk up the headings."""
    for passage in passages_of(text):
        assert len(passage.quote) <= MAX_SENTENCE
        assert len(passage.heading_path) <= 6


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><th>Name<th>{}<tr><td>a<td>b</table>",
        "<table><tr><td>a<td>b<td>c<tr><td>{}<td>{}</table>",
        "<h2>{}</h2><p>Redness.</p>",
        "<details><summary>{}?</summary>It may.</details>",
        "<ul><li>{}:<ul><li>Redness</ul></ul>",
        "<ul><li>⚠ {}</ul><p>It may hurt.</p><ul><li>a</ul>",
    ],
)
def test_no_part_of_a_web_page_is_read_longer_than_a_long_sentence(html):
    snapshot = take_page_snapshot("page", html.replace("{}", "redness or acne " * 500))
    passages = split_passages(snapshot)
    assert max(len(passage.quote) for passage in passages) <= MAX_SENTENCE
    assert uncovered(snapshot.text, [p.span for p in passages]) == []


def test_the_pieces_of_a_long_cell_stand_in_its_row_and_column():
    cells = f"<tr><th>Name<th>Side effects<tr><td>Peel<td>{'redness ' * 400}"
    head, _, *rest = split_passages(take_page_snapshot("page", f"<table>{cells}</table>"))[1:]
    assert len(rest) == 3
    assert {(p.column, p.parent, p.line) for p in rest} == {(head.index, 2, 3)}
