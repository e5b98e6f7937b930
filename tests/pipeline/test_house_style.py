"""The house style: what is found on a page, where, and what is let be."""

import json
from pathlib import Path

import pytest

from content.pipeline.citations import parse_claims
from content.pipeline.copying import SourceWords
from content.pipeline.errors import BadCitation
from content.pipeline.glossary import load_glossary
from content.pipeline.house_style import (
    HINTS,
    STYLE_MEANINGS,
    StyleCode,
    StyleLevel,
    check_style,
    grade_of_page,
    load_house_style,
)
from tests.pipeline.braking import brake

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases/house_style.jsonl").read_text("utf-8").splitlines()
]
SECONDS = 30
"""Of the processor, at most, for a page of MAX characters; a page of ours takes a hundredth."""
MAX = 100_000


def style_of(text, *, title="Safety", is_question=False, source=""):
    return check_style(
        text,
        title=title,
        is_question=is_question,
        glossary=load_glossary(),
        rules=load_house_style(),
        sources=SourceWords({"article-1": source}),
    )


def found_in(case):
    more = {key: case[key] for key in ("title", "is_question", "source") if key in case}
    return [finding for finding in style_of(case["text"], **more) if finding.code == case["code"]]


@pytest.mark.parametrize("case", CASES, ids=[f"{case['code']}: {case['why']}" for case in CASES])
def test_what_is_wrong_is_found_and_what_is_near_it_is_not(case):
    found = found_in(case)
    assert bool(found) is case["is_found"], found
    sentences = {claim.position for claim in parse_claims(case["text"])}
    assert {finding.sentence for finding in found} <= {0, *sentences}
    assert all(finding.span is None or finding.span.end <= len(case["text"]) for finding in found)
    assert all(finding.message.endswith(".") for finding in found)


def test_every_code_has_two_cases_two_near_misses_a_meaning_and_a_level():
    for is_found in (True, False):
        counts = {
            code: sum(c["code"] == code and c["is_found"] is is_found for c in CASES) for code in StyleCode
        }
        assert {code: count for code, count in counts.items() if count < 2} == {}
    assert set(STYLE_MEANINGS) == set(StyleCode)
    assert {c["code"] for c in CASES} == set(StyleCode)
    assert set(StyleCode) > HINTS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'Ask first. [@advice]\n\nYou may experience redness. [@article-1 "a"]',
            [
                (
                    "style_hard_word",
                    "may experience",
                    2,
                    '"may experience": write "have or get" if it says the same.',
                )
            ],
        ),
        (
            "Do this if you:\n\n- commence it [@advice]\n- rest [@advice]",
            [("style_hard_word", "commence", 1, '"commence": write "begin or start" if it says the same.')],
        ),
        (
            'You [may](https://example.org/advanced) get urticaria. [@article-1 "prowess"]',
            [
                (
                    "style_unexplained_term",
                    "urticaria",
                    1,
                    '"urticaria" is not explained: write "hives" beside it.',
                )
            ],
        ),
        (
            "## Some prowess\n\nAsk first. [@advice]",
            [
                (
                    "style_promotional",
                    "prowess",
                    0,
                    '"prowess" sells: leave it out, or quote it in “ ” as what an article says.',
                )
            ],
        ),
        (
            "Ask individuals prior to it:\n\n- rest [@advice]",
            [
                ("style_hard_word", "individuals", 1, '"individuals": write "people" if it says the same.'),
                (
                    "style_third_person",
                    "individuals",
                    1,
                    '"individuals": write "you", or "people" where the reader is not meant.',
                ),
                ("style_hard_word", "prior to", 1, '"prior to": write "before" if it says the same.'),
            ],
        ),
    ],
    ids=["second sentence", "item", "link address and citation", "heading", "lead-in"],
)
def test_a_finding_names_its_words_their_place_and_the_sentence(text, expected):
    found = [f for f in style_of(text) if f.code is not StyleCode.READING_GRADE]
    assert [(f.code, f.span.of(text), f.sentence, f.message) for f in found] == expected


def test_messages_say_how_much_and_how_to_mend():
    text = "Ask. Wait. Rest. Go. [@advice]\n\n" + "".join(f"- go {n} [@advice]\n" for n in range(7))
    assert [finding.message for finding in style_of(text, title="A" * 70)] == [
        "The title has 70 characters: write at most 65.",
        "4 sentences in one paragraph: write at most 3, then an empty line.",
        "7 items in one list: write at most 6, or split it by group.",
        'Nothing leads into the list of “go 0”: put a line ending in ":" above it.',
    ]


def test_a_copied_run_names_the_article_and_the_words():
    source = "The mixture goes into the skin with needles that are very thin indeed."
    (found,) = style_of(f'{source} [@article-1 "mixture"]', source=source)
    assert found.message == (
        "13 words in a row stand in article-1 too: “The mixture goes into the skin with needles that are very thin …”. "
        "Say it in your own words, or put it in “ ”."
    )


def test_hints_are_hints_and_the_rest_are_errors():
    found = style_of("**You** may experience it. [@advice]")
    assert {f.code: f.level for f in found} == {
        StyleCode.EMPHASIS: StyleLevel.ERROR,
        StyleCode.HARD_WORD: StyleLevel.HINT,
    }


def test_a_page_in_plain_words_has_no_findings():
    text = (
        'Do not have mesotherapy while you are pregnant. [@article-1 "pregnancy"]\n\n'
        "## Who should not have it\n\nDo not have it if you:\n\n- are ill [@advice]\n- are under 18 [@advice]\n"
    )
    assert style_of(text, title="Who should not have it") == ()


def test_an_empty_page_has_no_findings_and_an_unreadable_mark_is_an_error():
    assert style_of("") == ()
    with pytest.raises(BadCitation):
        style_of("Ask. [@article-1 broken")


def test_the_grade_of_a_page_counts_an_item_with_its_lead_in():
    listed = parse_claims("Do not have it if you:\n\n- are ill [@advice]\n- are pregnant [@advice]")
    plain = parse_claims(
        "Do not have it if you are ill. [@advice] Do not have it if you are pregnant. [@advice]"
    )
    assert grade_of_page(listed) == pytest.approx(grade_of_page(plain))
    assert grade_of_page(()) == 0.0


def repeated(unit):
    return unit * (MAX // len(unit))


HOSTILE = {
    "marks": "A b. [@advice] ",
    "paragraphs": "Go. [@advice]\n\n",
    "items": "- go [@advice]\n",
    "deep items": "  " * 3 + "- a:\n",
    "headings": "# Go Go Go\n",
    "stars": "*",
    "star words": "**a",
    "low lines": "_a_ ",
    "quotes": "“",
    "closed quotes": "“a” ",
    "straight quotes": '"a',
    "links": "[a](b",
    "open links": "](",
    "numbers": "1-",
    "dates": "1/1/",
    "hard words": "prior to ",
    "praise": "good ",
    "blanks between words": "prior" + " " * 20_000 + "to " + "prior to " * 8_000,
    "praise of many quotes": "good " * 8_000 + "here. " + '[@article-1 "is good"] ' * 2_500,
    "terms": "chronic ",
    "all terms": " ".join(term.term for term in load_glossary()) + " ",
    "passives": "it is really ",
    "the words of a source": "a ",
    "zero characters": "\0",
    "tables": "| a | b |\n|---|\n",
    "blanks": " \n",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_time_is_in_proportion_to_the_text_whatever_it_holds(unit):
    with brake(SECONDS):
        style_of(repeated(unit), source=repeated(unit)[:20_000])


def test_a_long_lead_in_is_counted_once():
    text = f"{'x ' * 25_000}:\n" + "- b\n" * 12_000
    with brake(SECONDS):
        assert len(style_of(text)) > 12_000
