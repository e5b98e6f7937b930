"""What programs read in the head of each page."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override, to_locale

from content.cards import HEIGHT, WIDTH
from content.languages import mark
from content.languagetags import OURS
from content.rendering import render_linked_data
from content.views.cards import alt_of, card_for
from content.views.frame import frame_of
from content.views.heads import canonical, card_address, url_name, words_of
from content.views.linked import About, graph_of
from content.views.texts import text_address

register = template.Library()


@register.inclusion_tag("components/machine_head.html", takes_context=True)
def machine_head(context: dict[str, Any]) -> dict[str, Any]:
    """Links, a preview and linked data of the page; nothing for a page that is not meant to be shared."""
    request = context.get("request") if not mark(OURS) else None  # a translated frame has other words
    found = {key: value for layer in context.dicts for key, value in layer.items()}
    words = words_of(found) if request else None
    if request is None or words is None:
        return {}
    base, url = request.build_absolute_uri("/").rstrip("/"), canonical(request, found)
    with override(settings.LANGUAGE_CODE):  # in which every card is drawn
        is_use, reviewed = url_name(found) == "use", frame_of(request).reviewed
        card = card_for(words_of(found) or words, is_use=is_use, reviewed=reviewed)
    return {
        "url": url,
        "words": words,
        "locale": to_locale(get_language() or settings.LANGUAGE_CODE),
        "type": "article" if "/" in words.card else "website",
        "text": base + text_address(request.path) + "".join(url.partition("?")[1:]),
        "feed": base + reverse("feed"),
        "list": base + reverse("llms"),
        "card": base + card_address(words),
        "alt": alt_of(card),
        "width": WIDTH,
        "height": HEIGHT,
        "linked": render_linked_data(graph_of(About(url, base, words, found))),
    }
