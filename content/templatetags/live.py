"""What the checks of a text that is being written need in templates."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from content.livecheck import Piece

register = template.Library()


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """The words together, those marked that a reason names."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", p.words) if p.is_marked else p.words,) for p in pieces)
    )
