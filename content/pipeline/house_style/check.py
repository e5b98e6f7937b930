"""Checks one page against the house style."""

from collections.abc import Iterator

from content.pipeline.citations import Claim
from content.pipeline.copying import SourceWords
from content.pipeline.glossary import Glossary
from content.pipeline.house_style.codes import StyleCode, StyleFinding
from content.pipeline.house_style.page import StyledPage, read_page
from content.pipeline.house_style.rules import StyleRules
from content.pipeline.house_style.shape import (
    find_emphasis,
    find_heading_faults,
    find_list_faults,
    find_long_paragraphs,
    find_long_sentences,
    find_number_faults,
)
from content.pipeline.house_style.terms import find_unexplained
from content.pipeline.house_style.words import find_copied, find_passives, find_words
from content.pipeline.readability import Counts, counts_of, grade_of


def check_style(
    markdown: str,
    *,
    title: str,
    is_question: bool,
    glossary: Glossary,
    rules: StyleRules,
    sources: SourceWords,
) -> tuple[StyleFinding, ...]:
    """What is wrong with the style of a page, in reading order; what is about the whole page comes first.

    ``is_question``: its title and headings may be questions. Raises BadCitation for a mark that cannot be
    read. Time is in proportion to the text.
    """
    page = read_page(markdown, title=title, is_question=is_question)
    found = [*_findings(page, glossary, rules, sources)]
    return tuple(sorted(found, key=lambda f: (f.span.start if f.span else -1, f.code, f.message)))


def _findings(
    page: StyledPage, glossary: Glossary, rules: StyleRules, sources: SourceWords
) -> Iterator[StyleFinding]:
    limits = rules.limits
    yield from find_long_sentences(page, limits)
    yield from find_long_paragraphs(page, limits)
    yield from find_list_faults(page, limits)
    yield from find_heading_faults(page, limits)
    yield from find_emphasis(page)
    yield from find_number_faults(page)
    yield from find_words(page, rules)
    yield from find_passives(page, rules)
    yield from find_unexplained(page, glossary)
    yield from find_copied(page, limits, sources)
    if (grade := grade_of_page(page.claims)) > limits.grade:
        message = (
            f"Reading grade {grade:.1f}: shorter sentences and shorter words bring it to {limits.grade}."
        )
        yield StyleFinding(StyleCode.READING_GRADE, message)


def grade_of_page(claims: tuple[Claim, ...]) -> float:
    """The Flesch–Kincaid grade of a page's sentences; a list item counts with its lead-in."""
    lead_ins = {"": Counts()}
    total = Counts()
    for claim in claims:
        if claim.context not in lead_ins:
            lead_ins[claim.context] = counts_of(claim.context)
        total += lead_ins[claim.context] + counts_of(claim.text)
    return grade_of(total, len(claims))
