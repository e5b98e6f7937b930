"""A page of the site as plain text, made from its HTML: nothing can stand in one and not in the other.

The text is that of ``main``, with the line that says what the site rests on before it and the line at the
foot after it. Paragraphs are not wrapped: a sentence that is broken over two lines cannot be found or
compared, and every reader's program wraps by itself.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.utils.translation import gettext

HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
BLOCKS = {
    *("p", "div", "section", "article", "figure", "figcaption", "summary", "details", "ul", "ol", "li", "dl"),
    *(
        "dt",
        "dd",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "blockquote",
        "pre",
        "form",
        "fieldset",
    ),
    *("legend", "main", "header", "footer", "aside", "nav"),
    *HEADINGS,
}
SKIPPED = {"script", "style", "svg", "template", "title", "button", "select", "textarea"}
VOID = {"br", "img", "source", "hr", "input", "link", "meta", "wbr", "rect", "path", "line", "circle", "use"}
QUOTES = {"q": ("“", "”")}
LEADING = {"li", "p", *HEADINGS}
"""Blocks that begin with a link to another page: its address follows the words."""


def text_of(html: str, base: str) -> str:
    """The text of the page ``html``; addresses in it are made whole with ``base``."""
    writer = _Writer(base)
    writer.feed(html)
    writer.close()
    return writer.text


@dataclass(slots=True)
class _Element:
    tag: str
    classes: tuple[str, ...] = ()
    is_skipped: bool = False
    is_shown: bool = False
    after: str = ""


@dataclass(slots=True)
class _Lines:
    """Blocks of text as they come; ``is_close`` where no empty line stands before one."""

    blocks: list[tuple[str, bool]] = field(default_factory=list)

    def add(self, text: str, *, is_close: bool) -> None:
        self.blocks.append((text, is_close))

    def __str__(self) -> str:
        pieces = [f"{'' if is_close else chr(10)}{text}\n" for text, is_close in self.blocks]
        return "".join(pieces).lstrip("\n")


class _Writer(HTMLParser):
    """Writes the text of a page while it is read."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base
        self.open: list[_Element] = []
        self.words: list[str] = []
        self.bullets: list[str] = []
        self.lines = _Lines()

    @property
    def text(self) -> str:
        return str(self.lines)

    # --- tags

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            self._write_void(tag, dict(attrs))
            return
        values = {name: value or "" for name, value in attrs}
        element = self._element(tag, values)
        if tag in BLOCKS:
            self._end_block()
        self.open.append(element)
        if self._is_written:
            self._begin(element, values)

    def _write_void(self, tag: str, values: dict[str, str | None]) -> None:
        """What an element that holds nothing says: a picture, what it shows."""
        if tag == "br":
            self.words.append(" ")
        if tag == "img" and values.get("alt") and self._is_written:
            said = gettext("Picture: %(words)s") % {"words": values["alt"]}
            self.words.append(f"[{said}]")

    def _element(self, tag: str, values: dict[str, str]) -> _Element:
        above = self.open[-1] if self.open else _Element("")
        classes = tuple(values.get("class", "").split())
        is_link = tag == "a" and "sentence-link" in classes
        is_back = is_link or (tag == "a" and values.get("href", "").startswith("#claim-"))
        is_hidden = "hidden" in values or values.get("aria-hidden") == "true" or "printed" in classes
        is_menu = tag == "nav" and "breadcrumbs" not in classes
        return _Element(
            tag,
            classes,
            is_skipped=above.is_skipped or tag in SKIPPED or is_back or is_hidden or is_menu,
            is_shown=above.is_shown or tag in ("main", "footer") or "notice" in classes,
        )

    @property
    def _is_written(self) -> bool:
        return bool(self.open) and self.open[-1].is_shown and not self.open[-1].is_skipped

    def _begin(self, element: _Element, values: dict[str, str]) -> None:
        if element.tag == "li":
            self.bullets.append("- ")
        if element.tag in QUOTES:
            self.words.append(QUOTES[element.tag][0])
            element.after = QUOTES[element.tag][1]
        if element.tag == "a":
            element.after = self._address_after(values.get("href", ""))
        if {"marker", "evidence-number"} & set(element.classes):
            self.words.append(" [" if "marker" in element.classes else "[")
            element.after = "]"

    def _address_after(self, href: str) -> str:
        """The address of a link that opens a block, where it leads to another page."""
        block = next((e.tag for e in reversed(self.open[:-1]) if e.tag in BLOCKS), "")
        is_first = not "".join(self.words).strip()
        is_page = bool(href) and not re.match(r"#|tel:|mailto:", href)
        return f" <{urljoin(self.base, href)}>" if is_first and is_page and block in LEADING else ""

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or tag not in {element.tag for element in self.open}:
            return
        while self.open:
            if tag in BLOCKS:
                self._end_block()
            element = self.open[-1]
            if self._is_written:
                self._end(element)
            self.open.pop()
            if element.tag == tag:
                return

    def _end(self, element: _Element) -> None:
        self.words.append(element.after)
        if element.tag == "li":
            self.bullets.pop()
        if element.tag in ("th", "td"):
            self.words.append(" | ")

    def handle_data(self, data: str) -> None:
        if self._is_written:
            self.words.append(data)

    # --- blocks

    def _end_block(self) -> None:
        text = " ".join("".join(self.words).split()).removesuffix(" |")
        text = re.sub(r" (?=[.,;:)](?:\s|$))", "", text)
        self.words = []
        if not text or not self._is_written:
            return
        block = next(element.tag for element in reversed(self.open) if element.tag in BLOCKS)
        if block == "dd" and self.lines.blocks:
            before, is_close = self.lines.blocks.pop()
            joint = " " if before.endswith(":") else "; "
            self.lines.add(f"{before}{joint}{text}", is_close=is_close)
            return
        self.lines.add(
            self._prefix(block) + text + (":" if block == "dt" else ""), is_close=self._is_close(block)
        )

    def _is_close(self, block: str) -> bool:
        """Items of a list and rows of a table follow each other without an empty line."""
        last = self.lines.blocks[-1][0] if self.lines.blocks else ""
        is_list = bool(self.bullets) and last.lstrip().startswith("- ") | last.startswith("  ")
        is_pair = block == "dt" and not last.startswith("#")
        return is_list or is_pair or block == "tr"

    def _prefix(self, block: str) -> str:
        indent = "  " * max(len(self.bullets) - 1, 0)
        if self.bullets and self.bullets[-1]:
            bullet, self.bullets[-1] = self.bullets[-1], ""
            return indent + bullet
        if self.bullets:
            return indent + "  "
        return f"{HEADINGS[block]} " if block in HEADINGS else ""
