"""The pictures of a page with the words that the page has for each, in the order of its text."""

from collections.abc import Callable

from content.models import Page, Picture
from content.pictures import pictures_for
from content.rendering import pictures_in


def pictures_of(page: Page, to: Callable[[str], str]) -> list[dict[str, object]]:
    """One query where the text names a picture, otherwise none. ``to`` makes an address whole."""
    known = pictures_for(page.body)
    named = pictures_in(page.body) if known else []
    return [_picture(known[each.address], each.alternative, to) for each in named if each.address in known]


def _picture(picture: Picture, words: str, to: Callable[[str], str]) -> dict[str, object]:
    return {
        "address": to(picture.address),
        "width": picture.width,
        "height": picture.height,
        "alternative": words or picture.alternative,
        "long_description": picture.description,
        "skin": picture.skin_note,
        "credit": picture.credit,
    }
