"""The pictures that texts show: which they name, their rows, and what keeps such a text from readers."""

from collections.abc import Iterator, Mapping

from django.core.exceptions import ValidationError

from content.models.pictures import DESCRIBE, WHAT_IT_SHOWS, Picture, check_alternative, names_in
from content.rendering import pictures_in

Fault = tuple[str, str]
"""A stable code and a message."""


def pictures_for(*texts: str) -> dict[str, Picture]:
    """The pictures that the texts name, by address. One query, none where no text names any."""
    names = names_in(*texts)
    return {found.address: found for found in Picture.objects.filter(name__in=names)} if names else {}


def faults_of_pictures(text: str) -> Iterator[Fault]:
    """Why ``text`` may not be published because of its pictures. One query, none where it has none."""
    shown = pictures_in(text)
    known = pictures_for(text) if shown else {}
    if shown and shown[0].is_first:
        yield "picture_first", "The text begins with a picture. Put the short answer before it."
    for each in shown:
        yield from _faults(each.alternative, each.address, known)


def _faults(alternative: str, address: str, known: Mapping[str, Picture]) -> Iterator[Fault]:
    """Of one picture; one that is known and has no words in the text has those of its own."""
    if address not in known:
        yield "picture_unknown", _who_is_unknown(address)
    words = alternative.strip() or (known[address].alternative if address in known else "")
    try:
        check_alternative(words)
    except ValidationError as error:
        message = error.messages[0] if words and words.casefold() != DESCRIBE.casefold() else WHAT_IT_SHOWS
        yield "picture_undescribed", f"A picture has no description. {message}"


def _who_is_unknown(address: str) -> str:
    where = f"“{address}”" if address else "A picture"
    return (
        f"{where} is not among the pictures of this site, so nobody knows what it shows and where it "
        "comes from. Add it under “Pictures”, and put what its page there gives you into the text."
    )
