"""What the house style finds: stable codes, what each means, and how much it matters."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from content.pipeline.spans import Span


class StyleLevel(StrEnum):
    """An error is to be mended; a hint asks for a second look."""

    ERROR = "error"
    HINT = "hint"


class StyleCode(StrEnum):
    """Codes are stable: docs/checks.md has every one."""

    LONG_SENTENCE = "style_long_sentence"
    LONG_PARAGRAPH = "style_long_paragraph"
    LONG_LIST = "style_long_list"
    PROMOTIONAL = "style_promotional"
    HARD_WORD = "style_hard_word"
    THIRD_PERSON = "style_third_person"
    PASSIVE = "style_passive"
    EMPHASIS = "style_emphasis"
    QUESTION_HEADING = "style_question_heading"
    UNEXPLAINED_TERM = "style_unexplained_term"
    LONG_TITLE = "style_long_title"
    HEADING_CASE = "style_heading_case"
    NUMBER_RANGE = "style_number_range"
    NO_LEAD_IN = "style_no_lead_in"
    COPIED = "style_copied"
    READING_GRADE = "style_reading_grade"


HINTS = frozenset(
    {
        StyleCode.HARD_WORD,
        StyleCode.THIRD_PERSON,
        StyleCode.PASSIVE,
        StyleCode.HEADING_CASE,
        StyleCode.NUMBER_RANGE,
        StyleCode.NO_LEAD_IN,
        StyleCode.READING_GRADE,
    }
)
"""Codes that ask for a second look only."""

STYLE_MEANINGS: Mapping[StyleCode, str] = MappingProxyType(
    {
        StyleCode.LONG_SENTENCE: "A sentence, or a list item with its lead-in, has more than 20 words.",
        StyleCode.LONG_PARAGRAPH: "A paragraph has more than 3 sentences.",
        StyleCode.LONG_LIST: "A list has more than 6 items.",
        StyleCode.PROMOTIONAL: "A word sells or praises, and no citation of the sentence has it.",
        StyleCode.HARD_WORD: "There is a plainer word.",
        StyleCode.THIRD_PERSON: "The page speaks of patients where it should speak to the reader.",
        StyleCode.PASSIVE: "The sentence does not say who does it, nor does it speak to the reader.",
        StyleCode.EMPHASIS: "Bold or italics stand where plain words should do.",
        StyleCode.QUESTION_HEADING: "A title or a heading is a question, on a page that is none.",
        StyleCode.UNEXPLAINED_TERM: "A hard word stands on the page before any plain word explains it.",
        StyleCode.LONG_TITLE: "The title has more than 65 characters.",
        StyleCode.HEADING_CASE: "A heading has capital letters in the middle.",
        StyleCode.NUMBER_RANGE: "A range, a number or a date is not written in the usual way.",
        StyleCode.NO_LEAD_IN: "A list has no line that leads into it.",
        StyleCode.COPIED: "More than 8 words in a row stand in an article in the same order.",
        StyleCode.READING_GRADE: "The page reads like a text for grade 9 or above.",
    }
)
"""docs/checks.md has the same words."""


@dataclass(frozen=True, slots=True)
class StyleFinding:
    """One thing to mend: what is wrong and how to mend it.

    ``span`` is its place in the Markdown, None for what is about the title or the whole page; ``sentence`` is
    the number of the claim there, 0 where there is none.
    """

    code: StyleCode
    message: str
    span: Span | None = None
    sentence: int = 0

    @property
    def level(self) -> StyleLevel:
        return StyleLevel.HINT if self.code in HINTS else StyleLevel.ERROR
