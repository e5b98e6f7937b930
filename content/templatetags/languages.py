"""What language a piece of a page is in, and the way to the others. Built in: no template loads them."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from content.languages import attributes, interface_language, mark, mark_interface, versions_of
from content.languagetags import OURS

register = template.Library()


@register.simple_tag
def html_lang() -> SafeString:
    """The attributes of the whole page, in the language of the interface."""
    return attributes(interface_language(), within="")


@register.simple_tag
def lang(language: str = OURS) -> SafeString:
    """The attributes of content in ``language``; nothing where the interface speaks it or there is none."""
    return mark(language)


@register.simple_tag
def spoken(text: str, language: str = OURS) -> str:
    """Words in ``language`` within a sentence of the interface, in a tag only where they must be marked."""
    attributes = mark(language)
    return format_html("<span{}>{}</span>", attributes, text) if attributes else text


@register.simple_tag
def interface_lang(within: str = OURS) -> SafeString:
    """The attributes of a piece of the interface inside content in ``within``."""
    return mark_interface(within)


@register.inclusion_tag("components/languages.html", takes_context=True)
def language_switch(context: dict[str, Any]) -> dict[str, Any]:
    """The page in every language of the interface; nothing where there is no page at the address."""
    request = None if "exception" in context else context.get("request")
    return {"versions": versions_of(request.get_full_path()) if request else []}


@register.inclusion_tag("components/translated.html", takes_context=True)
def translation_notice(context: dict[str, Any]) -> dict[str, Any]:
    """What a translated interface does not translate, and the way to the first language."""
    request = context.get("request")
    versions = versions_of(request.get_full_path()) if request else []
    return {"original": versions[0] if versions and not versions[0].is_current else None}


@register.simple_tag
def is_translated() -> bool:
    """Says whether the interface is in another language than our words."""
    return bool(mark(OURS))
