"""The geometry of drawings: where each word and line of a figure stands on a phone and on a wide screen.

SVG does not break lines, and a drawing that is only scaled down for a phone cannot be read there. So each
figure is laid out twice, and the style sheet shows one of the two. Lengths are units of the viewBox: one
CSS pixel at the sheet's full width. Letters are taken to be 0.56 em wide, as in a wide sans-serif (Verdana
and DejaVu Sans have about 0.58, Arial 0.5), so that words stay inside their place in any of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from content.figures import ShownFigure, ShownLabel

EM = 0.56
"""Width of a letter on average, in parts of the size of the type."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a layout is for: its name, its full width, and the size of its type and of a line."""

    name: str
    width: int
    size: int
    line: int

    def broken(self, text: str, width: int) -> list[str]:
        """``text`` in as few lines of ``width`` as it takes, all about as long as each other."""
        most = int(width / (self.size * EM))
        count = len(_wrapped(text, most))
        least = next(chars for chars in range(1, most + 1) if len(_wrapped(text, chars)) == count)
        return _wrapped(text, least)


def _wrapped(text: str, chars: int) -> list[str]:
    return wrap(text, chars, break_long_words=False, break_on_hyphens=False)


# At 320 px a phone has 288 px for the drawing: 16 units are 14 px there.
NARROW = Sheet("narrow", width=328, size=16, line=22)
WIDE = Sheet("wide", width=720, size=17, line=24)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; ``y`` is its baseline."""

    x: int
    y: int
    text: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Station:
    """A part of a course of events: a round sign at (x, y) and, in ``lines``, what happens there.

    ``points`` are the places of the dots before its sentences.
    """

    sign: str
    x: int
    y: int
    lines: tuple[Line, ...]
    points: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Course:
    """A course of events: its stations, and the line from the first to the last."""

    sheet: Sheet
    height: int
    stations: tuple[Station, ...]

    @property
    def first(self) -> Station:
        return self.stations[0]

    @property
    def last(self) -> Station:
        return self.stations[-1]


@dataclass(frozen=True, slots=True)
class Layers:
    """A cut through the skin: heights of the borders from the surface down, needles, and the words.

    A needle is (x, y of its tip, whether it is the one that fewer articles speak of).
    """

    sheet: Sheet
    height: int
    surface: int
    middle: int
    middle_height: int
    lower: int
    under: int
    needles: tuple[tuple[int, int, bool], ...]
    lines: tuple[Line, ...]


Drawing = Course | Layers


@dataclass(frozen=True, slots=True)
class DrawnFigure:
    """A figure with its drawing for each kind of screen."""

    shown: ShownFigure
    drawings: tuple[Drawing, ...]

    @property
    def template(self) -> str:
        return f"figures/{self.shown.figure.id}.html"


def draw(shown: ShownFigure) -> DrawnFigure:
    """The figure laid out for a phone and for a wide screen."""
    layout = LAYOUTS[shown.figure.id]
    return DrawnFigure(shown, tuple(layout(shown, sheet) for sheet in (NARROW, WIDE)))


# --- a course of events ----------------------------------------------------------------------------

RADIUS = 22
GAP = 10
"""Between two sentences."""


def _course(shown: ShownFigure, sheet: Sheet) -> Course:
    return _down(shown, sheet) if sheet is NARROW else _across(shown, sheet)


def _down(shown: ShownFigure, sheet: Sheet) -> Course:
    """Stations one under the other, the line at the left."""
    top, stations = 0, []
    for place, (heading, labels) in zip(PLACES_OF_COURSE, shown.places, strict=True):
        station, bottom = _station(place, heading, labels, sheet, (60, top, sheet.width - 60))
        stations.append(station)
        top = bottom + 22
    return Course(sheet, top - 10, tuple(stations))


def _across(shown: ShownFigure, sheet: Sheet) -> Course:
    """Stations side by side, the line above."""
    gap = 14
    width = (sheet.width - 2 * gap) // 3
    made = [
        _station(place, heading, labels, sheet, (n * (width + gap), 0, width), is_below=True)
        for n, (place, (heading, labels)) in enumerate(zip(PLACES_OF_COURSE, shown.places, strict=True))
    ]
    return Course(sheet, max(bottom for _, bottom in made) + 8, tuple(station for station, _ in made))


PLACES_OF_COURSE = ("before", "during", "after")


def _station(
    place: str,
    heading: str,
    labels: Sequence[ShownLabel],
    sheet: Sheet,
    box: tuple[int, int, int],
    *,
    is_below: bool = False,
) -> tuple[Station, int]:
    """A station whose words fill ``box`` (x, top, width), its sign beside or above them; and its bottom."""
    x, top, width = box
    sign = (x + RADIUS + 1, top + RADIUS + 1) if is_below else (RADIUS + 1, top + RADIUS + 1)
    y = top + 2 * RADIUS + 8 + sheet.line if is_below else top + RADIUS + 8
    lines, points = [Line(x, y, heading, is_strong=True)], []
    y += 6
    for label in labels:
        points.append((x + 4, y + sheet.line - sheet.size // 3))
        for text in sheet.broken(label.words, width - 18):
            y += sheet.line
            lines.append(Line(x + 18, y, text))
        y += GAP
    return Station(place, *sign, tuple(lines), tuple(points)), y


# --- layers of the skin ----------------------------------------------------------------------------

SURFACE = 104
"""Above it, room for what stands out of the skin."""
BAND = 34
"""A layer that no label names."""


def _layers(shown: ShownFigure, sheet: Sheet) -> Layers:
    labels = {label.label.place: label for label in shown.labels}
    x = 136 if sheet is NARROW else 210
    middle = SURFACE + BAND
    said = _said(labels["middle"], sheet, x, middle)
    middle_height = max(84, said[-1].y - middle + 18)
    lower = middle + middle_height
    under = lower + BAND
    below = _said(labels["under"], sheet, x, under)
    height = max(under + 76, below[-1].y + 18)
    surface = Line(x, SURFACE - 12, "Skin surface")
    left = 34 if sheet is NARROW else 64
    needles = ((left, middle + middle_height // 2, False), (left + 56, under + 40, True))
    lines = (surface, *said, *below)
    return Layers(sheet, height, SURFACE, middle, middle_height, lower, under, needles, lines)


def _said(label: ShownLabel, sheet: Sheet, x: int, top: int) -> list[Line]:
    """Who says it, and under it what, in a band that begins at ``top``."""
    texts = sheet.broken(label.label.text, sheet.width - x - 12)
    lines = [(f"{label.share}:", True), *((text, False) for text in texts)]
    first = top + 12 + sheet.size
    return [Line(x, first + n * sheet.line, text, strong) for n, (text, strong) in enumerate(lines)]


LAYOUTS: Mapping[str, Callable[[ShownFigure, Sheet], Drawing]] = {
    "skin-layers": _layers,
    "session-timeline": _course,
}
