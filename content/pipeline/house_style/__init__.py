"""House style: how pages are written, checked like code by a linter.

``codes`` says what can be found, ``rules`` loads the words to look for, ``page`` cuts a page into what a
reader sees; ``shape``, ``words`` and ``terms`` find things, and ``check`` gathers what they found. It is a
help to editors: it never decides whether a page is published.
"""

from content.pipeline.house_style.check import check_style, grade_of_page
from content.pipeline.house_style.codes import HINTS, STYLE_MEANINGS, StyleCode, StyleFinding, StyleLevel
from content.pipeline.house_style.rules import HOUSE_STYLE_FILE, StyleRules, load_house_style

__all__ = [
    "HINTS",
    "HOUSE_STYLE_FILE",
    "STYLE_MEANINGS",
    "StyleCode",
    "StyleFinding",
    "StyleLevel",
    "StyleRules",
    "check_style",
    "grade_of_page",
    "load_house_style",
]
