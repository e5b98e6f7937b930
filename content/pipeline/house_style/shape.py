"""The shape of a page: sentences, paragraphs and lists that are too long, headings, emphasis, numbers."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from content.pipeline.citations import ITEM, PARAGRAPH, Block, sentences_of
from content.pipeline.house_style.codes import StyleCode, StyleFinding
from content.pipeline.house_style.page import StyledPage, headings_of
from content.pipeline.house_style.rules import Limits
from content.pipeline.spans import Span

_NAME = 60
"""Characters of a text that a message shows."""


def find_long_sentences(page: StyledPage, limits: Limits) -> Iterator[StyleFinding]:
    """A list item counts together with its lead-in."""
    lead_ins: dict[str, int] = {}
    for claim in page.claims:
        if claim.context not in lead_ins:
            lead_ins[claim.context] = len(claim.context.rstrip(" :").split())
        words = lead_ins[claim.context] + len(claim.text.split())
        if words > limits.sentence_words:
            together = " with its lead-in" if claim.context else ""
            message = f"{words} words{together}: write at most {limits.sentence_words}, or two sentences."
            yield StyleFinding(StyleCode.LONG_SENTENCE, message, claim.span, claim.position)


def find_long_paragraphs(page: StyledPage, limits: Limits) -> Iterator[StyleFinding]:
    for block in page.blocks:
        sentences = sentences_of(block) if block.kind in (PARAGRAPH, ITEM) else []
        if len(sentences) > limits.paragraph_sentences:
            many = f"{len(sentences)} sentences in one paragraph"
            message = f"{many}: write at most {limits.paragraph_sentences}, then an empty line."
            yield StyleFinding(
                StyleCode.LONG_PARAGRAPH, message, block.span, page.number_at(sentences[0].start)
            )


def find_list_faults(page: StyledPage, limits: Limits) -> Iterator[StyleFinding]:
    for above, items in lists_of(page.blocks):
        first, number = items[0].span, page.number_at(_first_letter(items[0]))
        if len(items) > limits.list_items:
            message = (
                f"{len(items)} items in one list: write at most {limits.list_items}, or split it by group."
            )
            yield StyleFinding(StyleCode.LONG_LIST, message, first, number)
        if above is None or not above.text.rstrip().endswith(":"):
            first_item = _shown(items[0].text)
            message = f'Nothing leads into the list of “{first_item}”: put a line ending in ":" above it.'
            yield StyleFinding(StyleCode.NO_LEAD_IN, message, first, number)


def lists_of(blocks: Sequence[Block]) -> Iterator[tuple[Block | None, list[Block]]]:
    """The items of each list with the block above its first one; a list in an item is a list of its own."""
    open_lists: dict[int, tuple[Block | None, list[Block]]] = {}
    for above, block in pairwise([None, *blocks]):
        if block is None or _goes_on_in_item(block, is_open=bool(open_lists)):
            continue
        depth = block.depth if block.kind == ITEM else 0
        for deeper in sorted(d for d in open_lists if d > depth):
            yield open_lists.pop(deeper)
        if depth:
            open_lists.setdefault(depth, (above, []))[1].append(block)
    yield from open_lists.values()


def _goes_on_in_item(block: Block, *, is_open: bool) -> bool:
    """Whether it is a further paragraph of the item above it, as citations.py reads it."""
    return is_open and block.kind == PARAGRAPH and block.text[0].isspace()


def _first_letter(block: Block) -> int:
    return block.span.start + len(block.text) - len(block.text.lstrip())


# --- title and headings ----------------------------------------------------------------------------

_CAPITAL = re.compile(r"(?<=\s)[A-Z][a-z]{2,}")
_SMALL = re.compile(r"(?<=\s)[a-z]+")


def find_heading_faults(page: StyledPage, limits: Limits) -> Iterator[StyleFinding]:
    if len(page.title) > limits.title_characters:
        many = f"The title has {len(page.title)} characters"
        yield StyleFinding(StyleCode.LONG_TITLE, f"{many}: write at most {limits.title_characters}.")
    for words, span in headings_of(page):
        if words.endswith("?") and not page.is_question:
            message = f"“{_shown(words)}” is a question: write a statement that begins with the keyword."
            yield StyleFinding(StyleCode.QUESTION_HEADING, message, span)
        capitals = _CAPITAL.findall(words)
        if len(capitals) > 1 and len(capitals) > len(_SMALL.findall(words)):
            message = f"“{_shown(words)}” has capitals in the middle: only the first word and names have one."
            yield StyleFinding(StyleCode.HEADING_CASE, message, span)


# --- emphasis and numbers --------------------------------------------------------------------------

_EMPHASIS = re.compile(
    r"(?<![\w\\*])(\*{1,3})(?=[^\s*])[^*\0]{1,400}?(?<=\S)\1(?!\w)"
    r"|(?<![\w\\_])(_{1,3})(?=[^\s_])[^\0]{1,400}?(?<=\S)\2(?!\w)"
    r"|<(?:b|i|em|strong)>",
    re.IGNORECASE,
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_RANGE = re.compile(r"(?<![\w./-])(\d{1,4}) ?[-–—] ?(\d{1,4})(?![\w/]|[-–]\d|\.\d)")
_SPELLED = re.compile(
    r"\b(?:eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|hundred|thousand)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2}"
    rf"|(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?(?:, \d{{4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th) (?:of )?(?:{_MONTHS}))\b"
)


def find_emphasis(page: StyledPage) -> Iterator[StyleFinding]:
    for match in _EMPHASIS.finditer(page.visible):
        message = f"“{_shown(match[0])}” is set off: take the marks away, and let the words do it."
        yield StyleFinding(StyleCode.EMPHASIS, message, Span(*match.span()), page.number_at(match.start()))


def find_number_faults(page: StyledPage) -> Iterator[StyleFinding]:
    dates = [(match, "write the date as in 6 August 2026.") for match in _DATE.finditer(page.visible)]
    ranges = [(m, f'write "{m[1]} to {m[2]}".') for m in _RANGE.finditer(page.visible)]
    spelled = [(match, "write the number in digits.") for match in _SPELLED.finditer(page.visible)]
    for match, mend in [*dates, *ranges, *spelled]:
        span = Span(*match.span())
        if not page.is_quoted(span):
            message = f"“{_shown(match[0])}”: {mend}"
            yield StyleFinding(StyleCode.NUMBER_RANGE, message, span, page.number_at(span.start))


def _shown(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _NAME else f"{words[: _NAME - 1]}…"
