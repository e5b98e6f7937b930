"""Tags of languages as BCP 47 has them ("en-GB", "tr", "zh-Hant"): which are well formed, which way they run.

Knows no Django. The grammar is that of RFC 5646, section 2.1, without extensions and private use.
"""

import re

OURS = "en-GB"
"""The language of our own words, unless a page says another."""
OF_ARTICLES = "en"
"""The language of an article, unless it says another."""
MAX_CHARS = 35
"""The longest tag that RFC 5646, section 4.4.1, asks programs to take."""

RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ks nqo prs ps sd syr ug ur yi".split())
"""Languages that are written from right to left, where they name no script."""
RIGHT_TO_LEFT_SCRIPTS = frozenset("adlm arab hebr mand nkoo rohg samr syrc thaa".split())
"""Scripts (ISO 15924) that are."""
_TAG = re.compile(
    "[a-z]{2,3}"  # the language: en
    "(-[A-Z][a-z]{3})?"  # its script: Hant
    "(-([A-Z]{2}|[0-9]{3}))?"  # a region: GB, 419
    "(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"  # variants: valencia
)


def problem_of(language: object) -> tuple[str, str] | None:
    """What is wrong with ``language`` as the tag of a text, and how to mend it; None for a good one."""
    if isinstance(language, str) and _TAG.fullmatch(language) and len(language) <= MAX_CHARS:
        return None
    return f'the language "{language}" is no tag of BCP 47', 'Write it like "en-GB", "tr" or "zh-Hant".'


def direction(language: str) -> str:
    """ "rtl" or "ltr": by the script where the tag names one ("pa-Arab"), else by the language."""
    first, *rest = language.casefold().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    is_rtl = script in RIGHT_TO_LEFT_SCRIPTS if script else first in RIGHT_TO_LEFT
    return "rtl" if is_rtl else "ltr"


def agree(one: str, other: str) -> bool:
    """Says whether a text in one of these needs no mark within the other: "en" in "en-GB"."""
    parts = zip(one.casefold().split("-"), other.casefold().split("-"), strict=False)
    return all(part == against for part, against in parts)
