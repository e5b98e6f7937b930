"""Questions that no intent knows: one question, and a difference where its answers contradict each other."""

import pytest

from content.pipeline.disagreements import DisagreementKind
from content.pipeline.links import QUESTION, Link, LinkKind, Links
from content.pipeline.run import build_library, read_article
from content.pipeline.snapshots import take_snapshot
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


# --- questions that an editor joined ---------------------------------------------------------------


def joined(*pages, asks=("Do purple hats help?", "Is a red scarf of use?")):
    """The differences of a library in which an editor said that two questions are the same."""
    readings = [read_article(take_snapshot(f"article-{n}", text)) for n, text in enumerate(pages, 1)]
    apart = build_library(readings)
    keys = {variant.quote: group.intent for group in apart.questions for variant in group.variants}
    link = Link(LinkKind.SAME, QUESTION, keys[asks[0]], keys[asks[1]])
    together = build_library(readings, links=Links((link,)))
    assert len(together.questions) == len(apart.questions) - 1
    known = {row.key for row in apart.disagreements}
    return [row for row in together.disagreements if row.key not in known]


YES, NO = "Yes, they help everyone.", "No, it is of no use."


@pytest.mark.parametrize("swap", [False, True])
def test_questions_that_are_joined_differ_where_one_is_affirmed_and_the_other_denied(swap):
    pages = [page("Do purple hats help?", YES), page("Is a red scarf of use?", NO)]
    (row,) = joined(*(reversed(pages) if swap else pages))
    assert row.kind is DisagreementKind.FACT
    assert sorted((p.quote, p.stance) for p in row.positions) == [(NO, "denied"), (YES, "affirmed")]


def test_one_article_that_answers_both_differs_from_itself():
    text = f"{page('Do purple hats help?', YES)}\n\nIs a red scarf of use?\n\n{NO}"
    (row,) = joined(text)
    assert {p.source_id for p in row.positions} == {"article-1"}
    assert {p.quote for p in row.positions} == {YES, NO}


def test_questions_that_are_joined_differ_where_their_numbers_do_not_meet_also_further_down():
    asks = "How long do purple hats stay on?", "When is a red scarf taken off?"
    long = page(asks[0], "It depends. They stay on for two hours.")
    short = page(asks[1], "Your nurse tells you. It is taken off after 6 hours.")
    (row,) = joined(long, short, asks=asks)
    assert row.kind is DisagreementKind.NUMBER
    assert [p.quote for p in row.positions] == [
        "They stay on for two hours.",
        "It is taken off after 6 hours.",
    ]


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        (("Do purple hats help?", "Is a red scarf of use?"), (YES, "Yes, it is.")),
        (
            ("How long do purple hats stay on?", "When is a red scarf taken off?"),
            ("For an hour.", "After 60 minutes."),
        ),
        (
            ("What makes purple hats special?", "Why is a red scarf liked?"),
            ("They are warm.", "It is not heavy."),
        ),
        (
            ("Do purple hats help?", "Is a red scarf of use?"),
            ("Yes, for 2 hours.", "Yes, after two sessions."),
        ),
    ],
)
def test_joined_questions_with_answers_that_agree_differ_in_nothing(asks, answers):
    assert joined(*map(page, asks, answers), asks=asks) == []


def test_questions_that_nobody_joined_are_not_compared():
    library = library_of(page("Do purple hats help?", YES), page("Is a red scarf of use?", NO))
    assert not [row for row in library.disagreements if row.kind is DisagreementKind.FACT]


def test_a_known_question_is_compared_too_once_another_is_joined_to_it():
    asks = "Does mesotherapy hurt?", "Is a red scarf a nuisance?"
    pages = [page(asks[0], "Yes, it hurts."), page(asks[1], "No, never.")]
    (row,) = joined(*pages, asks=asks)
    assert (row.kind, row.key) == (DisagreementKind.FACT, "fact-joined-pain")
    assert {p.quote for p in row.positions} == {"Yes, it hurts.", "No, never."}
