"""Markdown to claims: what is a sentence, what it rests on, and which marks cannot be read."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.pipeline.citations import Basis, parse_claims, split_sentences
from content.pipeline.errors import BadCitation


def texts(markdown: str) -> list[str]:
    return [claim.text for claim in parse_claims(markdown)]


@pytest.mark.parametrize(
    ("paragraph", "sentences"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Ask Dr. Pistor. He may know.", ["Ask Dr. Pistor.", "He may know."]),
        ("Use oils, e.g. arnica, i.e. none.", ["Use oils, e.g. arnica, i.e. none."]),
        ("It takes 1.5 hours. It costs 2.50.", ["It takes 1.5 hours.", "It costs 2.50."]),
        ("1. First. Second", ["1. First.", "Second"]),
        ("It is given by M. Pistor in France.", ["It is given by M. Pistor in France."]),
        ("Creams, gels, etc. are used. Next.", ["Creams, gels, etc. are used.", "Next."]),
        ("Creams, gels, etc. Next comes this.", ["Creams, gels, etc.", "Next comes this."]),
        ("He said “No.” She left.", ["He said “No.”", "She left."]),
        ("is it so? yes. it is.", ["is it so?", "yes.", "it is."]),
        ("wait … and see", ["wait … and see"]),
        ("The answer is no. Ask why.", ["The answer is no.", "Ask why."]),
    ],
)
def test_sentences(paragraph, sentences):
    assert [span.of(paragraph) for span in split_sentences(paragraph)] == sentences


def test_claim_has_its_citations_and_places():
    markdown = 'Do not have it. [@a-1 "should not be performed"] [@b "not suitable"]\nAsk first. [@advice]'
    first, second = parse_claims(markdown)
    assert (first.position, first.text, first.basis) == (1, "Do not have it.", Basis.CITATION)
    assert [(c.source_id, c.quote) for c in first.citations] == [
        ("a-1", "should not be performed"),
        ("b", "not suitable"),
    ]
    assert [s.of(markdown) for s in first.marks] == [
        '[@a-1 "should not be performed"]',
        '[@b "not suitable"]',
    ]
    assert [c.span for c in first.citations] == list(first.marks)
    assert (second.position, second.text, second.basis) == (2, "Ask first.", Basis.ADVICE)
    assert second.span.of(markdown) == "Ask first."
    assert [s.of(markdown) for s in second.marks] == ["[@advice]"]


def test_mark_before_the_full_stop_belongs_to_the_sentence():
    (claim,) = parse_claims("No article says how often [@absence].")
    assert (claim.text, claim.basis) == ("No article says how often.", Basis.ABSENCE)


def test_sentence_without_mark_rests_on_nothing():
    assert [c.basis for c in parse_claims('Bare. Backed. [@a "q"] Bare too.')] == [
        Basis.NONE,
        Basis.CITATION,
        Basis.NONE,
    ]


def test_citation_is_stronger_than_advice():
    (claim,) = parse_claims('Ask first. [@advice] [@a "ask"]')
    assert (claim.basis, len(claim.marks)) == (Basis.CITATION, 2)


def test_list_items_are_completed_by_their_lead_in():
    lead = "Intro. [@advice] Do not have it if you:\n\n"
    markdown = lead + '- are **pregnant** [@a "q"]\n- bleed. Ask first. [@advice]\n'
    claims = parse_claims(markdown)
    assert [(c.text, c.context, c.basis) for c in claims] == [
        ("Intro.", "", Basis.ADVICE),
        ("are pregnant", "Do not have it if you:", Basis.CITATION),
        ("bleed.", "Do not have it if you:", Basis.NONE),
        ("Ask first.", "", Basis.ADVICE),
    ]
    assert claims[1].full_text == "Do not have it if you are pregnant"
    assert [c.position for c in claims] == [1, 2, 3, 4]


def test_items_take_the_citation_of_their_lead_in():
    lead, item, own = parse_claims('It can cause: [@a "may cause"]\n- redness\n- rash [@b "rash"]')
    assert (lead.text, lead.basis) == ("It can cause:", Basis.CITATION)
    assert ([c.quote for c in item.citations], item.marks) == (["may cause"], ())
    assert [c.quote for c in own.citations] == ["rash"]


def test_nested_items_join_all_lead_ins():
    claims = parse_claims("You may have:\n- on the skin:\n  - bumps [@advice]\n- nausea [@advice]")
    assert [c.full_text for c in claims] == ["You may have on the skin bumps", "You may have nausea"]


def test_lead_in_without_a_list_is_a_claim():
    assert texts("Do not have it if you:\n\nAsk first. [@advice]") == ["Do not have it if you:", "Ask first."]


def test_headings_are_no_claims_but_name_them():
    claims = parse_claims("# Top #\n\nA. [@advice]\n\nUnder\n-----\nB. [@advice]\n")
    assert [(c.text, c.heading) for c in claims] == [("A.", "Top"), ("B.", "Under")]


def test_each_table_row_is_a_claim():
    markdown = '| Effect | How often |\n|---|---|\n| Redness | common [@a "q"] |\n| Rash | rare |\n\nEnd.'
    claims = parse_claims(markdown)
    assert [(c.text, c.basis) for c in claims] == [
        ("Redness: common", Basis.CITATION),
        ("Rash: rare", Basis.NONE),
        ("End.", Basis.NONE),
    ]


def test_mark_up_hides_nothing_from_the_check():
    markdown = "> In a\n> quote.\n\n```\nIn code.\n```\n\n<!-- In HTML. -->\n\n    Indented.\n\n***\n\n+ Item"
    assert texts(markdown) == ["In a quote.", "In code.", "<!-- In HTML.", "-->", "Indented.", "Item"]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Do **not** have _it_ `now`.", "Do not have it now."),
        ('See [the list](/who-should-not/ "tip").', "See the list."),
        ("Do ~~not~~ have it.", "Do have it."),
        ("5 \\* 3 &lt; 16 &amp; more.", "5 * 3 < 16 & more."),
        ("snake_case_word stays.", "snake_case_word stays."),
    ],
)
def test_text_is_what_a_reader_sees(markdown, text):
    assert texts(markdown) == [text]


@pytest.mark.parametrize(
    ("mark", "quote"),
    [
        ('[@a "a \\"b\\" c"]', 'a "b" c'),
        ('[@a "see [1] and “x”"]', "see [1] and “x”"),
        ('[@a "two\n  lines"]', "two lines"),
        ('[@a\n"q"]', "q"),
        ('[@a "- not an item\n- # nor a heading"]', "- not an item - # nor a heading"),
    ],
)
def test_quotes(mark, quote):
    (claim,) = parse_claims(f"Text. {mark}")
    assert [c.quote for c in claim.citations] == [quote]


def test_quote_wrapped_in_a_block_quote():
    (claim,) = parse_claims('> Text. [@a "two\n> lines"]')
    assert [c.quote for c in claim.citations] == ["two lines"]


LONG = " ".join(["word"] * 41)


@pytest.mark.parametrize(
    ("markdown", "place", "problem"),
    [
        ('x.\ny. [@a "b', "line 2, column 4", "the quote of this citation is not closed"),
        ('x. [@a "b\n\nc"]', "line 1, column 4", "the quote of this citation is not closed"),
        ('x. [@a "b" c]', "line 1, column 4", "this citation is not closed"),
        ('x. [@a ""]', "line 1, column 8", "the quote is empty"),
        ("x. [@a]", "line 1, column 4", "a mark of unknown form: [@a]"),
        ("x. [@advise]", "line 1, column 4", "a mark of unknown form: [@advise]"),
        ("x. [@a “b]", "line 1, column 4", "the quote of this citation is not closed"),
        (
            f'x. [@a "{LONG}"]',
            "line 1, column 8",
            "the quote has 41 words; at most 40 may be shown",
        ),
        (
            "# Title [@advice]",
            "line 1, column 9",
            "this mark follows no sentence (headings and table heads are not checked)",
        ),
        (
            "[@advice] Text.",
            "line 1, column 1",
            "this mark follows no sentence (headings and table heads are not checked)",
        ),
        (
            "| A [@advice] |\n|---|\n| b |",
            "line 1, column 5",
            "this mark follows no sentence (headings and table heads are not checked)",
        ),
        ("x. [@advice] [@absence]", "line 1, column 4", "a sentence is marked both advice and absence"),
    ],
)
def test_marks_that_cannot_be_read(markdown, place, problem):
    with pytest.raises(BadCitation) as caught:
        parse_claims(markdown, file="page.md")
    assert (caught.value.file, caught.value.place, caught.value.problem) == ("page.md", place, problem)
    assert caught.value.mend


def test_forty_words_are_allowed():
    (claim,) = parse_claims(f'x. [@a "{LONG[5:]}"]')
    assert len(claim.citations[0].quote.split()) == 40


def test_line_numbers_count_from_the_file():
    with pytest.raises(BadCitation, match=r"page\.md, line 12, column 1: a mark of unknown form"):
        parse_claims("\n[@a]", file="page.md", first_line=11)


MARKDOWN = st.text(st.sampled_from("ab .:!?\n-*#>|1\"'[]@\\`~_\r\0é"), max_size=60)


@given(MARKDOWN)
def test_every_letter_is_claimed_or_a_heading_and_spans_hold(markdown):
    """Whatever the mark-up, spans lie in the text in order, and no text is lost but heads and marks."""
    try:
        claims = parse_claims(markdown)
    except BadCitation:
        return
    spans = [claim.span for claim in claims]
    assert spans == sorted(spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(claim.text and claim.span.of(markdown).strip() for claim in claims)
    if not set(markdown) & set("#-=|:~"):
        lost = "".join(markdown)
        for span in reversed(spans):
            lost = lost[: span.start] + lost[span.end :]
        assert not {"a", "b", "é"} & set(lost.replace("[@absence]", ""))


def test_a_quote_may_stand_in_curly_quote_marks_and_a_source_in_capitals():
    claim = parse_claims("It may bruise. [@Article-1 “Bruising may appear”]")[0]
    assert [(c.source_id, c.quote) for c in claim.citations] == [("article-1", "Bruising may appear")]


@pytest.mark.parametrize("mark", ['[article-1 "it may bruise"]', '(@article-1 "it may bruise")'])
def test_what_only_looks_like_a_citation_is_named_with_the_right_form(mark):
    with pytest.raises(BadCitation) as caught:
        parse_claims(f"One.\n\nIt may bruise. {mark}")
    assert caught.value.place == "line 3, column 16"
    assert caught.value.mend == 'Write [@article-1 "exact words"].'


def test_the_description_of_a_picture_is_no_claim():
    claims = parse_claims("![A nurse cleans the skin.](/media/a.png)\n\nIt may bruise. [@advice]")
    assert [claim.text for claim in claims] == ["It may bruise."]
