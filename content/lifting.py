"""Pictures of ours in parsed Markdown: lifted out of their paragraphs, to stand behind them as figures.

``rendering`` parses and cleans; what is here works on the parser's tokens. A figure is written by
templates/components/picture.html after the sanitiser, so nothing of the input becomes a tag or an attribute
but by Django's escaping. Nothing here asks the database: callers pass the pictures in, by address.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from markdown_it.token import Token

from content.languages import attributes
from content.languagetags import OURS, agree

FIGURE, FIGURE_END = "\ue005", "\ue006"
"""Around the number of a figure in the HTML that the parser writes."""

_CELLS = ("th_close", "td_close")


class Shown(Protocol):
    """A picture of ours; the models' Picture is one. Its component reads more of it."""

    address: str
    alternative: str


NO_PICTURES: Mapping[str, Shown] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class NamedPicture:
    """A picture that a text names, and the text's words for it. ``is_first``: no words stand before it."""

    address: str
    alternative: str
    is_first: bool


def name_pictures(tokens: Sequence[Token]) -> list[NamedPicture]:
    """Every picture of the text, of ours or not, in its order."""
    found: list[NamedPicture] = []
    is_first = True
    for child in _inside(tokens):
        if child.type == "image":
            found.append(NamedPicture(str(child.attrs.get("src", "")), words_of(child), is_first))
        is_first = is_first and child.type != "image" and not child.content.strip()
    return found


def _inside(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or [token]


def words_of(picture: Token) -> str:
    """What stands in the square brackets, without the signs of Markdown."""
    return "".join(_pieces(picture.children or [])).strip()


def _pieces(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        is_break = token.type in ("softbreak", "hardbreak")
        yield " " if is_break else token.content if token.type != "image" else words_of(token)


def lift_pictures(
    tokens: Sequence[Token], pictures: Mapping[str, Shown], language: str
) -> tuple[list[Token], list[SafeString]]:
    """The tokens with a number in place of each picture, behind its paragraph; and the figures by number.

    In a table it stays in its cell. A paragraph that held nothing else is left out. What is not among
    ``pictures`` stays where it is. ``language`` is that of the text.
    """
    if not pictures:
        return list(tokens), []
    figures: list[SafeString] = []
    done: list[Token] = []
    waiting: list[Token] = []
    for token in tokens:
        for picture in _taken_out(token, pictures):
            waiting.append(_numbered(len(figures)))
            figures.append(_figure(picture, pictures, language))
        done.append(token)
        if token.nesting == -1 and waiting:
            done = _with_waiting(done, waiting)
            waiting = []
    return done, figures


def _numbered(number: int) -> Token:
    return Token("html_block", "", 0, content=f"{FIGURE}{number}{FIGURE_END}\n")


def _with_waiting(done: list[Token], waiting: list[Token]) -> list[Token]:
    """``done`` ends with the end of the paragraph, heading or cell that the ``waiting`` figures stood in."""
    if done[-1].type in _CELLS:
        return [*done[:-1], *waiting, done[-1]]
    is_empty = done[-1].type == "paragraph_close" and not done[-2].children
    return [*(done[:-3] if is_empty else done), *waiting]


def _taken_out(token: Token, pictures: Mapping[str, Shown]) -> list[Token]:
    """The pictures of ours in a line of text, which loses them and the tags and breaks around nothing."""
    children = token.children or []
    found = [child for child in children if child.type == "image" and child.attrs.get("src") in pictures]
    if found:
        token.children = _trimmed([child for child in children if child not in found])
    return found


def _trimmed(children: Sequence[Token]) -> list[Token]:
    kept: list[Token] = []
    for child in children:
        if child.nesting == -1 and kept and kept[-1].nesting == 1:
            kept.pop()  # a tag around nothing
        elif child.type != "text" or child.content:
            kept.append(child)
    while kept and _is_blank(kept[0]):
        kept.pop(0)
    while kept and _is_blank(kept[-1]):
        kept.pop()
    return kept


def _is_blank(token: Token) -> bool:
    is_break = token.type in ("softbreak", "hardbreak")
    return is_break or (token.type == "text" and not token.content.strip())


def _figure(token: Token, pictures: Mapping[str, Shown], language: str) -> SafeString:
    """The picture with its words: those of the text, or else its own, which are in our language."""
    picture, words = pictures[str(token.attrs["src"])], words_of(token)
    own = SafeString() if agree(language, OURS) else attributes(OURS, within=language)
    context = {
        "picture": picture,
        "alternative": words or picture.alternative,
        "alternative_lang": SafeString() if words else own,
        "own_lang": own,
        "language": language,
    }
    return render_to_string("components/picture.html", context)
