"""What each code of a finding means: those of the checker and of the house style, and the site's own."""

from collections.abc import Mapping
from types import MappingProxyType

from content.pipeline.house_style import STYLE_MEANINGS
from content.pipeline.verdicts import MEANINGS

SITE_MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "source_gone": "The cited source is not, or no longer, among the sources.",
        "checker_below_floor": (
            "The checker itself let too many falsehoods pass when it was tested (`manage.py test_checker`), "
            "so nothing new is published on its word."
        ),
        "other_source_opposes": (
            "An article that the sentence does not cite says the opposite, and the page does not show it."
        ),
        "site_mark_elsewhere": "A page that is not about this site says something about the site.",
        "gap_closed": "The page says that no article answers a question, and one does now.",
        "difference_gone": "The page says that the articles differ, and they no longer do.",
        "overridden": (
            "The software does not find the sentence supported, and a person decided that it stands; readers "
            "see both."
        ),
        "no_source": "No source says any more what the page says.",
        "no_text": "The page has no text, and no source has a passage for it.",
        "picture_first": "The text begins with a picture instead of the short answer.",
        "picture_undescribed": "A picture has no description for people who do not see it.",
        "picture_unknown": "A picture is not among those of the site, so nobody knows where it comes from.",
        "bad_citation": "A mark on the page cannot be read, so none of its sentences could be checked.",
        "stored_differs": (
            "What is stored about a sentence, or about what readers read of a page, is not what it says."
        ),
        "figure_claim_gone": (
            "A sentence that a drawing rests on is not public or not supported, so the drawing is not shown."
        ),
        "snapshot_altered": "The stored text of a source is not the text that was loaded.",
        "passage_altered": "A stored passage is not the source's text at its place.",
    }
)
"""docs/checks.md has the same words."""

_OF_CORE = {code.value: meaning for code, meaning in (*MEANINGS.items(), *STYLE_MEANINGS.items())}
_MEANINGS = {**_OF_CORE, **SITE_MEANINGS}
ALL_CODES = tuple(sorted(_MEANINGS))


def meaning_of(code: str) -> str:
    """What ``code`` means, in one sentence; "" for one that docs/checks.md does not have."""
    return _MEANINGS.get(code, "")
