"""Languages: of the interface, by the address, and of the content, by the page or article that holds it.

The interface is in the language that is active, which the first part of the address decides and nothing
that a browser sends. Every text says its own, and is marked where the interface speaks another.
"""

from dataclasses import dataclass

from django.conf import settings
from django.urls import get_script_prefix
from django.utils.html import format_html_join
from django.utils.http import escape_leading_slashes
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale

from content.languagetags import agree, direction

NAMES = dict(settings.LANGUAGES)
OTHERS = frozenset(NAMES) - {settings.LANGUAGE_CODE}
"""The languages whose pages have a first part of their own, by Django's codes."""


# --- addresses -------------------------------------------------------------------------------------


def language_of(path: str) -> str:
    """Django's code of the language of an address, which begins after the script's prefix."""
    first = path.removeprefix("/").partition("/")[0]
    return first if first in OTHERS else settings.LANGUAGE_CODE


def page_root() -> str:
    """Where the pages in the language that is active begin: "/" or "/tr/"."""
    return f"{get_script_prefix()}{_first_part(get_language() or settings.LANGUAGE_CODE)}"


@dataclass(frozen=True, slots=True)
class Version:
    """The same page in another language of the interface, or this one. ``name`` is the language's own."""

    name: str
    language: str
    address: str
    is_current: bool


def versions_of(full_path: str) -> list[Version]:
    """A page in every language of the interface; ``full_path`` is its address here, with its query.

    Without its first part "/tr//elsewhere.example/" would lead to another site: two slashes are escaped.
    """
    prefix = get_script_prefix()
    rest = full_path.removeprefix(prefix)
    current = language_of(rest)
    rest = rest.removeprefix(_first_part(current))
    return [
        Version(name, as_tag(code), escape_leading_slashes(address), is_current=code == current)
        for code, name in NAMES.items()
        for address in (f"{prefix}{_first_part(code)}{rest}",)
    ]


def _first_part(code: str) -> str:
    return f"{code}/" if code in OTHERS else ""


# --- marks -----------------------------------------------------------------------------------------


def interface_language() -> str:
    """The language of the interface now, as BCP 47 writes it."""
    return as_tag(get_language() or settings.LANGUAGE_CODE)


def as_tag(code: str) -> str:
    """Django's code of a language as BCP 47 writes it: "en-gb" is "en-GB"."""
    return to_locale(code).replace("_", "-")


def mark(language: str) -> SafeString:
    """The attributes of content in ``language``; nothing where the interface speaks it or there is none."""
    interface = interface_language()
    is_plain = not language or agree(interface, language)
    return attributes("" if is_plain else language, within=interface)


def mark_interface(within: str) -> SafeString:
    """The attributes of a piece of the interface inside content in ``within``; nothing if it needs none."""
    interface = interface_language()
    is_plain = not within or agree(interface, within)
    return attributes("" if is_plain else interface, within=within)


def attributes(language: str, *, within: str) -> SafeString:
    """``lang``, and ``dir`` where it turns what stands around it; nothing for no language."""
    pairs = [("lang", language)] if language else []
    if language and direction(language) != direction(within):
        pairs.append(("dir", direction(language)))
    return format_html_join("", ' {}="{}"', pairs)
