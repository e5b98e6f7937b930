"""Questions that no intent knows: one question, and a difference where its answers contradict each other."""

import pytest

from content.pipeline.disagreements import DisagreementKind
from tests.pipeline.reading import library_of


def page(question: str, answer: str) -> str:
    return f"Mesotherapy\n\nMesotherapy is old.\n\n{question}\n\n{answer}"


def differences(question: str, *answers: str) -> list[tuple[str, str, list[str]]]:
    library = library_of(*(page(question, answer) for answer in answers))
    assert len([group for group in library.questions if question in group.question]) == 1
    return [
        (d.kind, d.subject, [p.quote for p in d.positions])
        for d in library.disagreements
        if d.subject == question
    ]


def test_yes_and_no_are_one_question_and_a_difference():
    question, yes, no = "Do purple hats help?", "Yes, they help everyone.", "No, they are of no help."
    assert differences(question, yes, no) == [(DisagreementKind.FACT, question, [yes, no])]


def test_who_affirms_and_who_denies_is_told_apart():
    library = library_of(*(page("Do purple hats help?", answer) for answer in ("Yes, always.", "No, never.")))
    assert [p.stance for p in library.disagreements[0].positions] == ["affirmed", "denied"]


def test_numbers_that_do_not_meet_are_a_difference():
    question = "How long do purple hats stay on?"
    answers = "They stay on for two hours.", "They stay on for 6 hours."
    assert differences(question, *answers) == [(DisagreementKind.NUMBER, question, list(answers))]


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("Do purple hats help?", ("Yes, they help.", "Yes, they help everyone.")),
        ("How long do purple hats stay on?", ("For 30 minutes to an hour.", "For 30 to 60 minutes.")),
        ("What makes purple hats special?", ("They are warm.", "They are not heavy.")),
        ("Do purple hats help?", ("Yes, they help.",)),
    ],
)
def test_what_agrees_is_no_difference(question, answers):
    assert differences(question, *answers) == []


def test_the_order_of_the_articles_changes_no_difference():
    pages = [page("Do purple hats help?", answer) for answer in ("Yes, always.", "No, never.")]
    there, back = library_of(*pages).disagreements, library_of(*reversed(pages)).disagreements
    assert [d.key for d in there] == [d.key for d in back]


def test_a_question_about_mesotherapy_may_stand_on_a_page_about_another_treatment():
    pages = [
        page("Does mesotherapy with purple hats help?", "Yes, always."),
        "PRP\n\nPRP is made of blood.\n\nDoes mesotherapy with purple hats help?\n\nNo, never.",
    ]
    found = [d for d in library_of(*pages).disagreements if "purple hats" in d.subject]
    assert [[p.source_id for p in d.positions] for d in found] == [["page-1", "page-2"]]
