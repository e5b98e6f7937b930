"""Share cards: the picture that others show of a link to a page (1200 × 630, PNG, for Open Graph).

A card holds the title and the whole short answer in the largest size in which both fit. Where they fit in
none, it holds the title alone: no sentence is ever cut, since a cut can take the "not". No font is fetched:
Pillow brings one (Aileron), which lacks some letters; then DejaVu Sans is taken where the system has it, or
letters are written in plainer ones of the same meaning. A card that can show no title shows the name alone.
"""

import hashlib
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
"""Pixels."""
VERSION = 1
"""Raised when the look changes, so that cards in a cache are drawn again."""

MARGIN, TOP, BOTTOM = 72, 158, 48
TEXT_WIDTH = WIDTH - 2 * MARGIN
SIZES = ((64, 38), (58, 35), (52, 32), (46, 29), (40, 26))
"""Of the title and of the answer, the largest first; the smallest is read on a phone's preview still."""
TITLE_ALONE = (72, 64, 56, 48, 40, 32)
FOOT_SIZE = 24
GAP = 26
FINE = 8
"""How many times as large as it is shown the mark is drawn."""
MAX_LETTERS = 700
"""More fit in no size: it is not even tried."""

PAPER, INK, SOFT, ACCENT, RULE, YELLOW, WHITE = (
    *("#fbfaf5", "#1b2426", "#465154", "#0b5750", "#d9d4c6", "#ffd54a"),
    "#ffffff",
)
"""The light colours of static/css/tokens.css and of the name mark."""

PLAINER = {
    "–": "-",
    "—": "-",
    "−": "-",
    "≥": ">=",
    "≤": "<=",
    "×": "x",
    "÷": "/",
    "½": "1/2",
    "¼": "1/4",
    "¾": "3/4",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "…": "...",
    "•": "-",
    "→": "->",
    "µ": "u",
    "ı": "i",
    "\u00a0": " ",
    "\u202f": " ",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "£": "GBP ",
    "€": "EUR ",
}


@dataclass(frozen=True, slots=True)
class Card:
    """The words of a card. ``foot`` are lines that stand on every page and so on every card."""

    title: str
    answer: str
    foot: tuple[str, ...]

    @property
    def key(self) -> str:
        """The same for the same picture."""
        return hashlib.sha256(repr((VERSION, self.title, self.answer, self.foot)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one size, ``top`` pixels below the edge of the card."""

    lines: tuple[str, ...]
    size: int
    top: int
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the words of a card stand. ``title`` is None where they can be shown in no size."""

    face: str
    title: Block | None
    answer: Block | None
    foot: Block | None


def draw_card(card: Card) -> bytes:
    """The card as a PNG file."""
    layout = layout_of(card)
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, 13), fill=ACCENT)
    _draw_name(image, pen)
    for block, colour in ((layout.title, INK), (layout.answer, INK), (layout.foot, SOFT)):
        if block:
            _draw_block(pen, block, layout.face, colour)
    if layout.foot:
        pen.line((MARGIN, layout.foot.top - 18, WIDTH - MARGIN, layout.foot.top - 18), fill=RULE, width=2)
    file = io.BytesIO()
    image.quantize(64, method=Image.Quantize.FASTOCTREE).save(file, "PNG")
    return file.getvalue()


def _draw_block(pen: ImageDraw.ImageDraw, block: Block, face: str, colour: str) -> None:
    top = block.top
    for line in block.lines:
        stroke = 1 if block.is_title else 0  # the font of Pillow has one weight
        font = _font(face, block.size)
        pen.text((MARGIN, top), line, font=font, fill=colour, stroke_width=stroke, stroke_fill=colour)
        top += _line_height(block.size)


def _draw_name(image: Image.Image, pen: ImageDraw.ImageDraw) -> None:
    """The name mark at twice its size, and the name beside it."""
    mark = _mark(64)
    image.paste(mark, (MARGIN, 58), mark)
    place = (MARGIN + mark.width + 20, 67)
    pen.text(place, "mesoinfo", font=_font("", 38), fill=ACCENT, stroke_width=1)


@lru_cache(maxsize=1)
def _mark(side: int) -> Image.Image:
    """The drawing of static/img/favicon.svg, made large and brought down so that its edges are smooth."""
    unit = side / 32 * FINE
    image = Image.new("RGBA", (side * FINE, side * FINE))
    pen, stroke = ImageDraw.Draw(image), round(3.4 * unit)

    def at(*places: float) -> tuple[float, ...]:
        return tuple(place * unit for place in places)

    pen.rounded_rectangle(at(0, 0, 32, 32), 7 * unit, fill=ACCENT)
    pen.rounded_rectangle(at(5, 23.5, 27, 27.5), unit, fill=YELLOW)
    for x, top in ((8, 9), (16, 13), (24, 13)):
        pen.line(at(x, top, x, 20), fill=WHITE, width=stroke)
        for y in (top, 20):
            pen.ellipse(at(x - 1.7, y - 1.7, x + 1.7, y + 1.7), fill=WHITE)
    for x in (8, 16):
        pen.arc(at(x - 1.7, 7.55, x + 9.7, 18.45), 180, 360, fill=WHITE, width=stroke)
    return image.resize((side, side), Image.Resampling.LANCZOS)


# --- what fits -------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def layout_of(card: Card) -> Layout:
    """The largest sizes in which all words fit."""
    spelt = _spelt([card.title, card.answer, *card.foot])
    if spelt is None:
        return Layout("", None, None, None)
    face, (title, answer, *foot) = spelt
    below = _foot(face, foot)
    room = (below.top - 18 if below else HEIGHT - BOTTOM) - TOP - GAP
    together = _together(face, title, answer, room) if answer else None
    if together:
        return Layout(face, *together, below)
    return Layout(face, _alone(face, title, room), None, below)


def _foot(face: str, lines: Sequence[str]) -> Block | None:
    wrapped = [part for line in lines for part in _wrap(line, face, FOOT_SIZE) or ()]
    if not wrapped:
        return None
    top = HEIGHT - BOTTOM - len(wrapped) * _line_height(FOOT_SIZE)
    return Block(tuple(wrapped), FOOT_SIZE, top)


def _together(face: str, title: str, answer: str, room: int) -> tuple[Block, Block] | None:
    if len(title) + len(answer) > MAX_LETTERS:
        return None
    for title_size, answer_size in SIZES:
        heading, text = _wrap(title, face, title_size), _wrap(answer, face, answer_size)
        if heading is None or text is None:
            continue
        high = len(heading) * _line_height(title_size)
        if high + GAP + len(text) * _line_height(answer_size) <= room:
            first = Block(heading, title_size, TOP, is_title=True)
            return first, Block(text, answer_size, TOP + high + GAP)
    return None


def _alone(face: str, title: str, room: int) -> Block | None:
    for size in TITLE_ALONE:
        lines = _wrap(title, face, size)
        if lines is not None and len(lines) * _line_height(size) <= room:
            return Block(lines, size, TOP + GAP, is_title=True)
    return None


def _wrap(text: str, face: str, size: int) -> tuple[str, ...] | None:
    """The lines of ``text``, broken at blanks; None where a word is wider than the card."""
    font = _font(face, size)
    lines: list[str] = []
    for word in text.split():
        if font.getlength(word) > TEXT_WIDTH - 4:
            return None
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(joined) <= TEXT_WIDTH - 4:
            lines[-1] = joined
        else:
            lines.append(word)
    return tuple(lines)


def _line_height(size: int) -> int:
    return round(size * 1.28)


# --- letters ---------------------------------------------------------------------------------------

FACES = ("", "DejaVuSans.ttf")
""" "" is the font that Pillow brings."""


def _spelt(texts: Sequence[str]) -> tuple[str, list[str]] | None:
    """A font that has every letter of ``texts``, and the texts as it can write them; None where none can."""
    for face in FACES:
        if _can_write(face, texts):
            return face, list(texts)
    plainer = [_plainer(text) for text in texts]
    return ("", plainer) if _can_write("", plainer) else None


def _plainer(text: str) -> str:
    """Without what only some fonts have: nothing of the meaning goes with it."""
    replaced = "".join(
        letter if _has(FACES[0], letter) else PLAINER.get(letter, PLAINER.get(letter.lower(), letter))
        for letter in text
    )
    spread = unicodedata.normalize("NFKD", replaced)
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def _can_write(face: str, texts: Iterable[str]) -> bool:
    letters = {letter for text in texts for letter in text if not letter.isspace()}
    return is_installed(face) and all(_has(face, letter) for letter in letters)


@lru_cache(maxsize=4096)
def _has(face: str, letter: str) -> bool:
    """A font draws the same box for every letter that it lacks."""
    font = _font(face, 32)
    drawn, box = font.getmask(letter), font.getmask("\uffff")
    return (drawn.size, bytes(drawn)) != (box.size, bytes(box))


@lru_cache(maxsize=8)
def is_installed(face: str) -> bool:
    try:
        _font(face, 32)
    except OSError:
        return False
    return True


@lru_cache(maxsize=64)
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(face, size) if face else ImageFont.load_default(size)
