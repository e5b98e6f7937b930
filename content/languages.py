"""Languages: of the interface, by the address, and of the content, by the page or article that holds it.

Codes are BCP 47 ("en-GB", "tr", "zh-Hant"). The interface is in the language that is active; every text
says its own.
"""

from django.conf import settings
from django.urls import get_script_prefix
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale

OURS = "en-GB"
"""The language of our own words, unless a page says another."""
OF_ARTICLES = "en"
"""The language of an article, unless it says another."""


OTHERS = frozenset(code for code, _ in settings.LANGUAGES) - {settings.LANGUAGE_CODE}
"""The languages whose pages have an address of their own, by Django's codes."""
RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ks nqo prs ps sd syr ug ur yi".split())
"""Languages that are written from right to left, where they name no script."""
RIGHT_TO_LEFT_SCRIPTS = frozenset("adlm arab hebr mand nkoo rohg samr syrc thaa".split())
"""Scripts (ISO 15924) that are."""


def interface_language() -> str:
    """The language of the interface now."""
    return as_tag(get_language() or settings.LANGUAGE_CODE)


def as_tag(code: str) -> str:
    """Django's code of a language as BCP 47 writes it: "en-gb" is "en-GB"."""
    return to_locale(code).replace("_", "-")


def speaks(one: str, other: str) -> bool:
    """Says whether a text in one of these needs no mark within the other: "en" in "en-GB"."""
    parts = zip(one.casefold().split("-"), other.casefold().split("-"), strict=False)
    return all(part == against for part, against in parts)


def direction(language: str) -> str:
    """ "rtl" or "ltr": by the script where the code names one ("pa-Arab"), else by the language."""
    first, *rest = language.casefold().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    is_rtl = script in RIGHT_TO_LEFT_SCRIPTS if script else first in RIGHT_TO_LEFT
    return "rtl" if is_rtl else "ltr"


def language_of(path: str) -> str:
    """Django's code of the language that an address is in: by its first part, never by what a reader sent."""
    first = path.removeprefix("/").partition("/")[0]
    return first if first in OTHERS else settings.LANGUAGE_CODE


def prefix_of(code: str) -> str:
    """What the addresses of pages in a language begin with: "" or "tr/"."""
    return "" if code == settings.LANGUAGE_CODE else f"{code}/"


def page_root() -> str:
    """Where the pages of the language that is active begin: "/" or "/tr/"."""
    return f"{get_script_prefix()}{prefix_of(get_language() or settings.LANGUAGE_CODE)}"


def mark(language: str) -> SafeString:
    """The attributes of content in ``language``; nothing where the interface speaks it or there is none."""
    interface = interface_language()
    is_plain = not language or speaks(interface, language)
    return attributes("" if is_plain else language, within=interface)


def mark_interface(within: str) -> SafeString:
    """The attributes of a piece of the interface inside content in ``within``; nothing if it needs none."""
    interface = interface_language()
    is_plain = not within or speaks(interface, within)
    return attributes("" if is_plain else interface, within=within)


def attributes(language: str, *, within: str) -> SafeString:
    """``lang``, and ``dir`` where it turns what stands around it; nothing for no language."""
    pairs = [("lang", language)] if language else []
    if language and direction(language) != direction(within):
        pairs.append(("dir", direction(language)))
    return format_html_join("", ' {}="{}"', pairs)
