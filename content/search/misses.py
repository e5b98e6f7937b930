"""What is kept of a search that found nothing: its words, without what may point to a person."""

import re
import unicodedata

from content.search.words import words_of

_PERSONAL = re.compile(r"\S*\s?@\s?\S*|\S*(?:://|www\.)\S*|\d(?:[\W_]*\d){4,}")
"""Addresses of mail and pages, and runs of five digits or more: telephones, dates, numbers of records."""
MOST_WORDS = 8
LONGEST = 24
MOST_CHARACTERS = 200


def kept_words(text: str) -> str:
    """The words of ``text`` in small letters, as far as they may be kept; "" where none may."""
    words = [word.plain for word in words_of(_PERSONAL.sub(" ", unicodedata.normalize("NFKC", text)))]
    kept = [word for word in words if len(word) <= LONGEST and not _is_code(word)]
    return " ".join(kept[:MOST_WORDS])[:MOST_CHARACTERS]


def _is_code(word: str) -> bool:
    """Letters and digits mixed: a postcode, a number plate, a number of insurance."""
    return not word.isalpha() and not word.isdigit()
