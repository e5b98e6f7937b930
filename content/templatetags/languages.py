"""What language a piece of a page is in: attributes for its tag. Built in, so that no template loads them."""

from django import template
from django.utils.safestring import SafeString

from content.languages import OURS, attributes, interface_language, mark, mark_interface

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
def interface_lang(within: str = OURS) -> SafeString:
    """The attributes of a piece of the interface inside content in ``within``."""
    return mark_interface(within)
