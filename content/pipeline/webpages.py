"""Web pages: the readable text of an HTML file, its structure, and the place of each word in the file.

A page is read in one pass: tokens with offsets, a stack of open elements, lines of text. Time is linear
in the length of the file and no input raises (docs/adr/0005-html-with-offsets.md). Tokens are those of the
HTML standard (https://html.spec.whatwg.org/multipage/parsing.html#tokenization); the stack closes what
people forget to close (p, li, dt, dd, td, tr, option), without the standard's repairs of the tree.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum
from functools import cache
from html import unescape
from html.entities import html5
from types import MappingProxyType
from typing import NamedTuple

from content.pipeline.spans import UNSEEN, Span, trimmed


class MarkTag(StrEnum):
    """What the mark-up says that a line is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_CELL = "table_cell"
    QUESTION = "question"
    ANSWER = "answer"
    NOISE = "noise"


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of a page's text and what its mark-up says about it.

    ``level`` is that of a heading (1–6), the depth of a list item (from 1) or the column of a cell (from 1).
    ``row`` and ``table`` count a cell's row and table from 1, ``width`` and ``height`` are the columns and
    rows it spans, ``is_head`` says that it is a ``th``. ``continues``: the line goes on in the same item,
    cell, heading, answer or paragraph as a line before it. ``reason`` names the kind of noise: navigation,
    header, footer, aside, form, control, dialog, cookies, hidden, noscript.
    """

    span: Span
    tag: MarkTag
    level: int = 0
    row: int = 0
    table: int = 0
    width: int = 1
    height: int = 1
    is_head: bool = False
    continues: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """``text[start:end]`` came from ``html[source_start:source_end]``, all in code points.

    Where both are equally long they are the same characters; otherwise it is one character reference.
    """

    start: int
    end: int
    source_start: int
    source_end: int

    @property
    def is_copied(self) -> bool:
        return self.end - self.start == self.source_end - self.source_start


@dataclass(frozen=True, slots=True)
class PageText:
    """The readable text of a page, one line for each block, with its marks and its map to the file.

    Every non-blank character lies in exactly one mark and one segment; both stand in the order of the text.
    ``title`` is that of the file and no part of the text. ``unread_from`` is the offset of a tag, comment
    or script that never ends, so that no browser shows the rest of the file either; None when all was read.
    """

    text: str
    marks: tuple[Mark, ...]
    segments: tuple[Segment, ...]
    title: str = ""
    unread_from: int | None = None

    def source_span(self, span: Span) -> tuple[int, int]:
        """Offsets in the file of the words of ``span``, from the first to the last of them.

        An empty range where ``span`` holds only white space that a line break or a tag made.
        """
        first = bisect_right(self.segments, span.start, key=lambda segment: segment.end)
        last = bisect_left(self.segments, span.end, key=lambda segment: segment.start) - 1
        if first > last:
            place = self.segments[last].source_end if last >= 0 else 0
            return place, place
        before, after = self.segments[first], self.segments[last]
        skipped = max(0, span.start - before.start) if before.is_copied else 0
        left = max(0, after.end - span.end) if after.is_copied else 0
        return before.source_start + skipped, after.source_end - left


_SUFFIXES = frozenset({"html", "htm", "xhtml"})
_HEAD = re.compile(r"[\ufeff\s]*+(?:<\?xml[^>]*+>\s*+)?(?:<!doctype\s++html|<html)(?![a-z-])", re.IGNORECASE)


def is_html(head: str, suffix: str) -> bool:
    """Whether a file whose text begins with ``head`` and whose name ends with ``suffix`` is a web page."""
    return suffix.lower().lstrip(".") in _SUFFIXES or bool(_HEAD.match(head))


def extract_page(html: str) -> PageText:
    """The readable text of ``html``. Never raises: malformed mark-up is read as browsers read it."""
    reader = _Reader(html)
    unread_from = None
    for token in _tokens(html):
        if token.kind is _Kind.CUT:
            unread_from = token.start
        reader.read(token)
    reader.writer.end_line()
    text = "".join(reader.writer.pieces)
    return PageText(
        text=text,
        marks=tuple(_marks(text, reader.writer.lines, reader.clutter)),
        segments=tuple(Segment(*segment) for segment in reader.writer.segments),
        title=reader.title or "",
        unread_from=unread_from,
    )


# Tokens. Each pattern either consumes what it has looked at or ends the reading: that makes it linear.


class _Kind(Enum):
    TEXT = "text"
    START = "start tag"
    END = "end tag"
    ASIDE = "comment, declaration or instruction"
    CUT = "a tag, comment or script without an end"


_NONE: Mapping[str, str] = MappingProxyType({})


class _Token(NamedTuple):
    kind: _Kind
    start: int
    end: int
    name: str = ""
    attributes: Mapping[str, str] = _NONE
    is_empty: bool = False


_MARKUP = re.compile(
    r"(?P<tag></?(?P<name>[A-Za-z][^\t\n\f\r />]*+))"
    r"|(?P<aside><!--(?:-?>|.*?--!?>)|<(?:[?]|!(?!--)|/(?![A-Za-z]))[^>]*+>)"
    r"|(?P<cut><(?:[!?]|/(?=.)))",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"""[\t\n\f\r /]*+(?:(?P<name>[^\t\n\f\r />][^\t\n\f\r />=]*+)"""
    r"""(?:[\t\n\f\r ]*+(?P<equals>=)[\t\n\f\r ]*+"""
    r"""(?P<value>"[^"]*+"|'[^']*+'|[^\t\n\f\r >"'][^\t\n\f\r >]*+)?)?)?"""
)
_READ_RAW = frozenset({"title", "textarea"})
"""Elements in which no tag counts, only their own end."""
_SKIPPED_RAW = frozenset({"script", "style", "iframe", "noembed", "noframes"})
_RAW = _READ_RAW | _SKIPPED_RAW


def _tokens(html: str) -> Iterator[_Token]:
    """The tokens of ``html`` in order. A CUT is the last; its text is never shown by a browser."""
    position = 0
    while position < len(html):
        token = _next_token(html, position)
        yield token
        position = token.end
        if token.kind is _Kind.START and token.name in _RAW and not token.is_empty:
            raw = _raw_text(html, token)
            yield raw
            position = raw.end


def _next_token(html: str, start: int) -> _Token:
    if html[start] != "<":
        end = html.find("<", start)
        return _Token(_Kind.TEXT, start, end if end >= 0 else len(html))
    match = _MARKUP.match(html, start)
    if match is None:
        return _Token(_Kind.TEXT, start, start + 1)
    if match["tag"]:
        return _tag(html, match)
    if match["aside"]:
        return _Token(_Kind.ASIDE, start, match.end())
    return _Token(_Kind.CUT, start, len(html))


def _tag(html: str, opening: re.Match[str]) -> _Token:
    start, position = opening.span()
    kind = _Kind.END if html[start + 1] == "/" else _Kind.START
    attributes: dict[str, str] = {}
    while attribute := _ATTRIBUTE.match(html, position):
        position = attribute.end()
        if attribute["name"]:
            attributes.setdefault(attribute["name"].lower(), (attribute["value"] or "").strip("\"'"))
        following = html[position : position + 1]
        is_unclosed = attribute["equals"] and attribute["value"] is None and following in ("'", '"')
        if is_unclosed or not following:
            break
        if following == ">":
            is_empty = html[position - 1] == "/" and not (attribute["value"] or "").endswith("/")
            return _Token(kind, start, position + 1, opening["name"].lower(), attributes, is_empty)
    return _Token(_Kind.CUT, start, len(html))


def _raw_text(html: str, token: _Token) -> _Token:
    closing = _end_of(token.name).search(html, token.end)
    if closing is None:
        return _Token(_Kind.CUT, token.start, len(html))
    kind = _Kind.TEXT if token.name in _READ_RAW else _Kind.ASIDE
    return _Token(kind, token.end, closing.start())


@cache
def _end_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE)


# Elements

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LISTS = ("ul", "ol", "menu", "dir")
_CONTROLS = ("button", "select", "label", "textarea", "option", "optgroup", "datalist", "legend")
_ROW_GROUPS = ("tbody", "thead", "tfoot")
_CELLS = ("td", "th")
_SCOPE = (*_CELLS, "caption", "table", "template")
"""What the end tag of an ordinary element outside cannot reach into."""
_ENDS_PARAGRAPH = frozenset(
    """address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer
    form header hgroup hr main menu nav ol p pre search section summary table ul li dd dt""".split()
).union(_HEADINGS)
_BLOCKS = _ENDS_PARAGRAPH.union(_CONTROLS, _ROW_GROUPS, _CELLS, ("tr", "caption", "noscript"))
_ENDS_HEADING = frozenset({*_HEADINGS, "p", "ul", "ol", "dl", "table", "section", "article", "details"})
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_MEDIA = ("svg", "video", "audio", "canvas")
_TRANSPARENT = _SKIPPED_RAW.union({"html", "head", "body"})
_CLOSES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "li": (("li",), (*_LISTS, *_SCOPE)),
    **dict.fromkeys(("dt", "dd"), (("dt", "dd"), ("dl", *_SCOPE))),
    **dict.fromkeys(_CELLS, ((*_CELLS, "caption"), ("table", "template"))),
    "tr": (("tr", "caption"), ("table", "template")),
    **dict.fromkeys(_ROW_GROUPS, (("tr", "caption", *_ROW_GROUPS), ("table", "template"))),
    **dict.fromkeys(("option", "optgroup"), (("option",), ("select", "datalist", *_SCOPE))),
}
"""For a start tag: the open elements that it ends, unless one of the others lies between."""
_ENDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    **dict.fromkeys(_HEADINGS, (_HEADINGS, _SCOPE)),
    "li": (("li",), (*_LISTS, *_SCOPE)),
    **{name: ((name,), ("dl", *_SCOPE)) for name in ("dt", "dd")},
    **{name: ((name,), ("table", "template")) for name in ("tr", "caption", *_CELLS, *_ROW_GROUPS)},
    **{name: ((name,), ()) for name in ("table", "template", *_MEDIA)},
}
"""For an end tag: the open elements that it ends, unless one of the others lies between."""
_LINE_GAPS = frozenset({"li", "dd", "summary", *_CELLS, *_CONTROLS})
_PARAGRAPH_GAPS = frozenset({"tr", "table", "dt", *_HEADINGS})

# What the page itself says is clutter

_CLUTTER = {
    "nav": "navigation",
    "footer": "footer",
    "aside": "aside",
    "form": "form",
    "search": "form",
    "dialog": "dialog",
    "noscript": "noscript",
    **dict.fromkeys(_CONTROLS, "control"),
}
_CLUTTER_ROLES = {
    "navigation": "navigation",
    "menu": "navigation",
    "menubar": "navigation",
    "contentinfo": "footer",
    "complementary": "aside",
    "search": "form",
    "dialog": "dialog",
    "alertdialog": "dialog",
}
_SOFT = frozenset({"aside", "form", "dialog", "cookies", "hidden", "header"})
"""Kinds of clutter that pages also wrap around all they have to say."""
_COOKIES = re.compile(r"cookie|gdpr|onetrust|(?<![a-z])(?:cky|cmplz|didomi|iubenda|usercentrics)")
_OPENED = re.compile(r"accordion|collaps|toggle|(?<![a-z])(?:faq|panel|answer|tabs?(?![a-z]))")
"""Class words of text that a reader opens with a tap: it is not hidden."""
_CALLOUT = re.compile(r"callout|warning|(?<![a-z])(?:notice|note|alert|important|caution)(?![a-z])")
_NOT_SHOWN = re.compile(r"display\s*+:\s*+none|visibility\s*+:\s*+hidden", re.IGNORECASE)
_MOST_OF_A_PAGE = 1000
"""Soft clutter of so many characters that is more than half of a page is the page."""


@dataclass(slots=True)
class _Clutter:
    """An element that may be clutter; what it turns out to be is known at the end of the page.

    ``parent`` numbers the clutter around it, ``may_ask`` says that a question in it is one of the page's,
    ``is_header`` that only the lists in it are clutter: the header of the page, not of an article.
    """

    reason: str = ""
    parent: int = 0
    may_ask: bool = False
    is_header: bool = False
    is_closed: bool = False
    has_title: bool = False
    size: int = 0

    def is_real(self, total: int) -> bool:
        """Clutter that ends, and that is not just a wrapper around the page."""
        is_titled = self.has_title and self.reason != "cookies"
        is_wrapper = is_titled or (self.size > _MOST_OF_A_PAGE and self.size * 2 > total)
        return bool(self.reason) and self.is_closed and not (self.reason in _SOFT and is_wrapper)


def _names(attributes: Mapping[str, str]) -> str:
    return f"{attributes.get('class', '')} {attributes.get('id', '')}".lower()


def _is_hidden(name: str, attributes: Mapping[str, str]) -> bool:
    """Not shown, and nothing says that a tap opens it. Readers with eyes see inline aria-hidden text."""
    if attributes.get("role") in ("tabpanel", "region") or _OPENED.search(_names(attributes)):
        return False
    is_off = "hidden" in attributes and attributes["hidden"].lower() != "until-found"
    is_unsaid = attributes.get("aria-hidden", "").lower() == "true" and name in _BLOCKS
    return is_off or is_unsaid or bool(_NOT_SHOWN.search(attributes.get("style", "")))


def _clutter_reason(name: str, attributes: Mapping[str, str]) -> str:
    """The kind of clutter that an element says it is, or ""."""
    if name == "aside" and (attributes.get("role") == "note" or _CALLOUT.search(_names(attributes))):
        return ""
    if _is_hidden(name, attributes):
        return "hidden"
    if name in _BLOCKS and _COOKIES.search(_names(attributes)):
        return "cookies"
    return _CLUTTER_ROLES.get(attributes.get("role", "").lower()) or _CLUTTER.get(name, "")


def _opens_text(name: str, attributes: Mapping[str, str]) -> bool:
    """A button or label that shows and hides what comes after it."""
    if name == "label":
        return "for" in attributes
    is_said = "aria-expanded" in attributes or "aria-controls" in attributes
    return name == "button" and (is_said or bool(_OPENED.search(_names(attributes))))


# Lines


@dataclass(frozen=True, slots=True)
class _Context:
    """What lines are in an element."""

    tag: MarkTag = MarkTag.PARAGRAPH
    level: int = 0
    row: int = 0
    table: int = 0
    width: int = 1
    height: int = 1
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class _Frame:
    """An open element. ``owner`` numbers the element that its lines belong to, ``gap`` is the number of
    line ends around it, ``left_out`` says why its text is no part of the page ("" when it is).
    """

    name: str = ""
    context: _Context = _Context()
    owner: int = 0
    clutter: int = 0
    is_clutter: bool = False
    gap: int = 0
    is_pre: bool = False
    left_out: str = ""


@dataclass(slots=True)
class _Line:
    """A line while it is written; ``before`` is what to go back to should it hold no ink."""

    start: int
    frame: _Frame
    gap: int
    before: tuple[int, int, int]
    end: int = 0
    is_inked: bool = False
    continues: bool = False


_SPACE = " \t\n\f\r"
_INK = re.compile(rf"[^\s{UNSEEN}]")
_REFERENCE = r"(?P<reference>&(?:#[0-9]++|#[xX][0-9a-fA-F]++|[A-Za-z][A-Za-z0-9]{1,31}+);?)"
_FLOWING = re.compile(
    rf"(?P<space>[{_SPACE}]++)|{_REFERENCE}|(?P<words>&|[^{_SPACE}\0&]++(?:[ ][^{_SPACE}\0&]++)*+)|\0++"
)
_PREFORMATTED = re.compile(rf"(?P<line>\r\n|[\r\n])|{_REFERENCE}|(?P<words>&|[^\r\n\0&]++)|\0++")


@dataclass(slots=True)
class _Writer:
    """Puts lines together: white space collapsed, blank lines dropped, every word with its source."""

    html: str
    pieces: list[str] = field(default_factory=list)
    segments: list[list[int]] = field(default_factory=list)
    lines: list[_Line] = field(default_factory=list)
    owners: set[int] = field(default_factory=set)
    length: int = 0
    gap: int = 0
    has_space: bool = False
    line: _Line | None = None

    def read(self, start: int, end: int, frame: _Frame) -> None:
        """Add the text ``html[start:end]``, which holds no tag."""
        for piece in (_PREFORMATTED if frame.is_pre else _FLOWING).finditer(self.html, start, end):
            match piece.lastgroup:
                case "space":
                    self.has_space = True
                case "line":
                    self.break_line()
                case "words":
                    self._write(piece.group(), *piece.span(), frame)
                case "reference":
                    self._refer(piece.group(), piece.start(), frame)

    def break_line(self) -> None:
        """A ``<br>``; two of them in a row part paragraphs."""
        if self.line and self.line.is_inked:
            self.end_line(1)
        else:
            self.end_line(0)
            self.gap = min(2, self.gap + 1)

    def end_line(self, gap: int = 1) -> None:
        """End the line, if there is one; at least ``gap`` line ends come before the next."""
        if self.line and self.line.is_inked:
            self._keep(self.line)
        elif self.line:
            self._drop(self.line)
        self.gap = max(self.gap, gap)
        self.line, self.has_space = None, False

    def has_words_of(self, owner: int) -> bool:
        is_open = self.line is not None and self.line.is_inked and self.line.frame.owner == owner
        return is_open or owner in self.owners

    def _keep(self, line: _Line) -> None:
        is_new_paragraph = line.frame.context.tag is MarkTag.PARAGRAPH and line.gap > 1
        line.continues = line.frame.owner in self.owners and not is_new_paragraph
        line.end = self.length
        self.owners.add(line.frame.owner)
        self.lines.append(line)

    def _drop(self, line: _Line) -> None:
        pieces, segments, self.length = line.before
        del self.pieces[pieces:], self.segments[segments:]
        self.gap = line.gap

    def _begin(self, frame: _Frame) -> _Line:
        before = (len(self.pieces), len(self.segments), self.length)
        if self.lines:
            self._append("\n" * max(self.gap, 1))
        self.line = _Line(self.length, frame, self.gap, before)
        self.gap = 0
        return self.line

    def _write(self, words: str, start: int, end: int, frame: _Frame) -> None:
        line = self.line or self._begin(frame)
        if self.has_space and self.length > line.start:
            self._append(" ")
        self.has_space = False
        line.is_inked = line.is_inked or bool(_INK.search(words))
        self._map(len(words), start, end)
        self._append(words)

    def _append(self, words: str) -> None:
        self.pieces.append(words)
        self.length += len(words)

    def _map(self, size: int, start: int, end: int) -> None:
        last = self.segments[-1] if self.segments else [0, 0, 0, -1]
        is_copied = size == end - start and last[1] - last[0] == last[3] - last[2]
        if is_copied and last[1] == self.length and last[3] == start:
            last[1], last[3] = self.length + size, end
        else:
            self.segments.append([self.length, self.length + size, start, end])

    def _refer(self, reference: str, start: int, frame: _Frame) -> None:
        words, used = _character(reference)
        if words and words in _SPACE:
            self.has_space = True
        elif words:
            self._write(words, start, start + used, frame)
        if rest := reference[used:]:
            self._write(rest, start + used, start + len(reference), frame)


def _character(reference: str) -> tuple[str, int]:
    """What the character reference stands for and how much of it counts; ("", 0) when it is none."""
    if reference[1] == "#":
        is_huge = len(reference.strip("&#xX;").lstrip("0")) > 7
        return "\ufffd" if is_huge else unescape(reference), len(reference)
    for end in range(len(reference), 2, -1):
        if words := html5.get(reference[1:end]):
            return words, end
    return "", 0


# Elements while they are open

_MOST_COLUMNS = 64
"""Cells further to the right do not reach into the rows below."""


@dataclass(slots=True)
class _Table:
    """Where the next cell of a table stands; ``taken`` has the columns that cells of rows above fill."""

    number: int
    is_layout: bool
    row: int = 0
    column: int = 0
    taken: dict[int, int] = field(default_factory=dict)

    def begin_row(self) -> None:
        self.taken = {column: rows - 1 for column, rows in self.taken.items() if rows > 1}
        self.row += 1
        self.column = 0

    def place(self, cell: str, attributes: Mapping[str, str]) -> _Context:
        width, height = (_count(attributes.get(name, ""), 1000) for name in ("colspan", "rowspan"))
        if self.row == 0:
            self.begin_row()
        column = self.column + 1
        while column in self.taken:
            column += 1
        self.column = column + width - 1
        if height > 1:
            last = min(self.column, _MOST_COLUMNS)
            self.taken |= dict.fromkeys(range(column, last + 1), height)
        return _Context(MarkTag.TABLE_CELL, column, self.row, self.number, width, height, cell == "th")


def _count(value: str, most: int) -> int:
    match = re.match(r"\s*+0*+([1-9][0-9]{0,5})", value)
    return min(int(match[1]), most) if match else 1


class _Reader:
    """The stack of open elements. Elements that only style words are never put on it."""

    def __init__(self, html: str) -> None:
        self.writer = _Writer(html)
        self.html = html
        self.frames = [_Frame()]
        self.places: defaultdict[str, list[int]] = defaultdict(list)
        self.clutter = [_Clutter()]
        self.tables: list[_Table] = []
        self.table_count = 0
        self.owner_count = 0
        self.title: str | None = None

    def read(self, token: _Token) -> None:
        if token.kind is _Kind.TEXT:
            self._read_text(token)
        elif token.name in _TRANSPARENT:
            return
        elif token.kind is _Kind.START:
            self._read_start(token.name, token.attributes)
        elif token.kind is _Kind.END:
            self._read_end(token.name)

    def _read_text(self, token: _Token) -> None:
        frame = self.frames[-1]
        if frame.name == "title" and self.title is None and not self.places["svg"]:
            self.title = self._title(token)
        elif not frame.left_out:
            self.writer.read(token.start, token.end, frame)

    def _title(self, token: _Token) -> str:
        """A title's words, collapsed like a line of text."""
        writer = _Writer(self.html)
        writer.read(token.start, token.end, _Frame())
        return "".join(writer.pieces)

    def _read_start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._close_for(name)
        if name in _VOID:
            self._read_void(name)
        elif self._is_block(name):
            self._open_block(name, attributes)
        elif name in ("title", "template", *_MEDIA):
            self._push(_Frame(name, left_out=name))
        elif self.places.get(name):
            self._push(replace(self.frames[-1], name=name, gap=0, is_clutter=False))
        elif _is_hidden(name, attributes):
            self._open_hidden(name)

    def _read_void(self, name: str) -> None:
        if name == "br" and not self.frames[-1].left_out:
            self.writer.break_line()
        elif name == "hr":
            self.writer.end_line(2)

    def _read_end(self, name: str) -> None:
        names, limits = _ENDS.get(name, ((name,), _SCOPE))
        place = self._last(names)
        if place >= 0 and place > self._last(limits):
            self._pop_to(place)
        elif name == "p":
            self.writer.end_line(2)
        elif name == "br":
            self.writer.break_line()

    # opening

    def _is_block(self, name: str) -> bool:
        """A button inside a heading is part of the heading's words."""
        is_titled = self.frames[-1].context.tag in (MarkTag.HEADING, MarkTag.QUESTION)
        return name in _BLOCKS and not (is_titled and name in _CONTROLS)

    def _open_block(self, name: str, attributes: Mapping[str, str]) -> None:
        while self.frames[-1].left_out in _MEDIA:
            self._pop_to(len(self.frames) - 1)
        parent = self.frames[-1]
        is_shown = parent.left_out != "template"
        gap = self._gap(name, parent) if is_shown else 0
        if is_shown:
            self.writer.end_line(gap)
        frame = self._block(name, attributes, parent)
        is_question = frame.context.tag is MarkTag.QUESTION
        left_out = "" if is_shown else "template"
        self._push(replace(frame, gap=min(gap, 1) if is_question else gap, left_out=left_out))

    def _block(self, name: str, attributes: Mapping[str, str], parent: _Frame) -> _Frame:
        context = self._context(name, attributes, parent)
        has_own_lines = context is not parent.context or context.tag is MarkTag.PARAGRAPH
        clutter = self._clutter_for(name, attributes, parent)
        return _Frame(
            name=name,
            context=context,
            owner=self._next_owner() if has_own_lines else parent.owner,
            clutter=clutter,
            is_clutter=clutter > parent.clutter,
            is_pre=parent.is_pre or name == "pre",
        )

    def _open_hidden(self, name: str) -> None:
        """Hidden words in a line are left out of it; hidden blocks become lines that are noise."""
        parent = self.frames[-1]
        if not parent.left_out:
            self.clutter.append(_Clutter("hidden", parent.clutter))
            number = len(self.clutter) - 1
            self._push(replace(parent, name=name, clutter=number, is_clutter=True, gap=0, left_out="hidden"))

    def _next_owner(self) -> int:
        self.owner_count += 1
        return self.owner_count

    def _push(self, frame: _Frame) -> None:
        self.places[frame.name].append(len(self.frames))
        self.frames.append(frame)

    def _gap(self, name: str, parent: _Frame) -> int:
        """Line ends around an element: 2 part paragraphs, 1 those of an item, a cell, an answer."""
        if parent.context.tag is MarkTag.QUESTION:
            return 1
        if name in _LINE_GAPS or name in _PARAGRAPH_GAPS:
            return 1 if name in _LINE_GAPS else 2
        return 2 if parent.context.tag in (MarkTag.PARAGRAPH, MarkTag.HEADING) else 1

    def _context(self, name: str, attributes: Mapping[str, str], parent: _Frame) -> _Context:
        """What lines of a new element are; those of most elements are what their parent's are."""
        role = attributes.get("role", "")
        if name in ("table", "tr", *_CELLS):
            return self._table(name, attributes, parent)
        if name in _HEADINGS or role == "heading":
            return self._heading(name, attributes, parent)
        if name == "li" or role == "listitem":
            depth = sum(len(self.places[list_name]) for list_name in _LISTS)
            return _Context(MarkTag.LIST_ITEM, max(depth, 1))
        if name in ("summary", "dt") or _opens_text(name, attributes):
            return _Context(MarkTag.QUESTION)
        return _Context(MarkTag.ANSWER) if name in ("details", "dd") else parent.context

    def _heading(self, name: str, attributes: Mapping[str, str], parent: _Frame) -> _Context:
        if parent.context.tag is MarkTag.QUESTION:
            return parent.context
        if name == "h1":
            self.clutter[parent.clutter].has_title = True
        level = name[1] if name in _HEADINGS else attributes.get("aria-level", "2")
        return _Context(MarkTag.HEADING, _count(level, 6))

    def _table(self, name: str, attributes: Mapping[str, str], parent: _Frame) -> _Context:
        """The place of a cell. Tables that only lay out a page have no cells."""
        if name == "table":
            self.table_count += 1
            is_layout = attributes.get("role") in ("presentation", "none")
            self.tables.append(_Table(self.table_count, is_layout))
        elif name == "tr" and self.tables:
            self.tables[-1].begin_row()
        elif name in _CELLS and self.tables and not self.tables[-1].is_layout:
            return self.tables[-1].place(name, attributes)
        return parent.context

    def _clutter_for(self, name: str, attributes: Mapping[str, str], parent: _Frame) -> int:
        """The number of the innermost clutter around a new element's text."""
        if name == "main" or attributes.get("role") == "main":
            return 0
        reason = _clutter_reason(name, attributes)
        if name in _LISTS and not reason and self.clutter[parent.clutter].is_header:
            reason = "header"
        is_header = name == "header" and not (self.places["article"] or self.places["main"])
        if not reason and not is_header:
            return parent.clutter
        may_ask = not self.places["form"] and _opens_text(name, attributes)
        self.clutter.append(_Clutter(reason, parent.clutter, may_ask, is_header and not reason))
        return len(self.clutter) - 1

    # closing

    def _last(self, names: Sequence[str]) -> int:
        """The highest place on the stack of an element of one of these names, or -1."""
        return max((places[-1] for name in names if (places := self.places.get(name))), default=-1)

    def _close_for(self, name: str) -> None:
        """End what the start of ``name`` ends."""
        if name in _CLOSES:
            names, limits = _CLOSES[name]
            limit = self._last(limits)
            if inside := [place for each in names if (place := self._last((each,))) > limit]:
                self._pop_to(min(inside))
        if name in _ENDS_PARAGRAPH and self.places["p"]:
            self._close_paragraph()
        if name in _ENDS_HEADING:
            self._close_heading()

    def _close_paragraph(self) -> None:
        place = self.places["p"][-1]
        if place > self._last((*_SCOPE, "button")):
            self._pop_to(place)

    def _close_heading(self) -> None:
        """A heading that has its words does not go on in the next block."""
        place = self._last((*_HEADINGS, "summary"))
        if place >= 0 and place > self._last(_SCOPE) and self.writer.has_words_of(self.frames[place].owner):
            self._pop_to(place)

    def _pop_to(self, place: int) -> None:
        while len(self.frames) > place:
            frame = self.frames.pop()
            self.places[frame.name].pop()
            if frame.is_clutter:
                self.clutter[frame.clutter].is_closed = True
            if frame.name == "table":
                self.tables.pop()
            if frame.gap:
                self.writer.end_line(frame.gap)


def _marks(text: str, lines: Sequence[_Line], clutter: Sequence[_Clutter]) -> Iterator[Mark]:
    reasons = _reasons(lines, clutter)
    for line in lines:
        if span := trimmed(text, line.start, line.end):
            around = clutter[line.frame.clutter]
            is_asked = around.may_ask and span.of(text).endswith("?")
            reason = reasons[around.parent if is_asked else line.frame.clutter]
            yield Mark(span, MarkTag.NOISE, reason=reason) if reason else _mark(span, line)


def _mark(span: Span, line: _Line) -> Mark:
    context = line.frame.context
    return Mark(
        span=span,
        tag=context.tag,
        level=context.level,
        row=context.row,
        table=context.table,
        width=context.width,
        height=context.height,
        is_head=context.is_head,
        continues=line.continues,
    )


def _reasons(lines: Sequence[_Line], clutter: Sequence[_Clutter]) -> list[str]:
    """The reason to set aside the text in each clutter: its own, or that of the clutter around it."""
    for line in lines:
        clutter[line.frame.clutter].size += line.end - line.start
    for each in reversed(clutter[1:]):
        clutter[each.parent].size += each.size
        clutter[each.parent].has_title |= each.has_title
    reasons = [""]
    for each in clutter[1:]:
        is_real = each.is_real(clutter[0].size)
        if each.reason == "header":
            is_real = is_real and clutter[each.parent].is_closed
        reasons.append(each.reason if is_real else reasons[each.parent])
    return reasons
