"""Markdown to safe HTML: the only place of the project that marks text safe.

Editors' Markdown carries citation marks (``[@article-4 "…"]``, ``[@advice]``, ``[@absence]``, ``[@site]``).
Readers see a numbered evidence marker instead (none for ``[@site]``), and every claim can be linked to, by
its place and by a name that lasts, where it has one::

    <span class="claim" id="claim-3"><span id="s-3kx5m2a">Do not have it while you are pregnant.</span></span>
    <sup class="marker"><a href="#evidence-3" aria-label="Evidence 3">3</a></sup>

Both are set into the Markdown as sentinels (characters of Unicode's private use area, which the input
may not hold), survive the parser and the sanitiser as plain text, and become tags only afterwards: no tag
or attribute of the result ever comes from the input unsanitised. Time is linear in the input for every
hostile text of the tests; longer texts than MAX_CHARS are cut.

A picture of ours is lifted out of its paragraph by a sentinel too, and stands behind it as a figure with
what a reader must be told about it (templates/components/picture.html). Callers pass the pictures in, by
address: nothing here asks the database.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import Protocol

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext
from markdown_it import MarkdownIt
from markdown_it.token import Token

from content.languages import mark_interface
from content.languagetags import OURS
from content.lifting import FIGURE, NO_PICTURES, NamedPicture, Shown, lift_pictures, name_pictures
from content.pipeline.citations import find_marks, parse_claims
from content.pipeline.errors import BadCitation
from content.pipeline.spans import Span

MAX_CHARS = 100_000

_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "ul", "ol", "li", "blockquote"),
    *("code", "pre", "a", "img", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
_VOID = ("br", "hr", "img")

# Typographer stays off: it is quadratic in the number of quotation marks.
_parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False}).enable("table")

_OPEN, _OPEN_END, _CLOSE, _MARKER, _MARKER_END = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_SENTINEL = re.compile("\ue000[0-9]+\ue001|\ue002|\ue003[0-9]+\ue004|\ue005[0-9]+\ue006")
_SENTINEL_IN_ADDRESS = re.compile("%EE%80%80[0-9]+%EE%80%81|%EE%80%82|%EE%80%83[0-9]+%EE%80%84")
_RESERVED = re.compile("[\ue000-\ue006]|&#(?:[xX]0*[eE]00[0-6]|0*573(?:4[4-9]|50));")
_PIECES = re.compile(f'({_SENTINEL.pattern}|<[^<>"]*(?:"[^"]*"[^<>"]*)*>)')

_SILENT = "[@site]"
_BLOCK_MARKUP = re.compile(r"\s*(?:(?:[-*+|>]|[0-9]{1,9}[.)]|#{1,6})[ \t]+)*_*")
_LINE_START = re.compile(r"[ \t>|]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]*)?")


class Place(Protocol):
    """Where a claim stands in its page's Markdown; the models' Claim is one."""

    position: int
    start: int
    end: int


class HasBody(Protocol):
    body: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page between two headings. ``claims`` are the positions of the claims in it.

    ``lead`` is the page's first paragraph (its short answer) and stands in the first section only;
    ``anchor`` and ``heading`` are empty there.
    """

    anchor: str
    heading: str
    lead: SafeString
    html: SafeString
    claims: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Marks:
    """What sentinels become: lasting names of claims by position, figures, the language of a marker's name.

    ``attributes``: that language, where it is not the text's. ``notes`` are set behind the claims with these
    positions.
    """

    names: Mapping[int, str]
    attributes: SafeString
    figures: Sequence[SafeString] = ()
    notes: Mapping[int, SafeString] = field(default_factory=dict)

    def note(self, number: str) -> SafeString:
        return self.notes.get(int(number), SafeString()) if number else SafeString()


@dataclass(frozen=True, slots=True)
class _Place:
    position: int
    start: int
    end: int


def render_markdown(text: str | None, pictures: Mapping[str, Shown] = NO_PICTURES) -> SafeString:
    """Safe HTML of an editor's Markdown, evidence markers included: what the preview shows.

    A mark that cannot be read is named above the text, and the text is shown with its marks as typed.
    """
    text = _RESERVED.sub(lambda found: "\ufffd" * len(found[0]), text or "")[:MAX_CHARS]
    try:
        claims = [_Place(claim.position, claim.span.start, claim.span.end) for claim in parse_claims(text)]
    except BadCitation as error:
        return format_html('<p class="problem">{}</p>', in_the_form(error)) + _joined(
            render_sections(text, [], pictures=pictures)
        )
    return _joined(render_sections(text, claims, pictures=pictures))


def in_the_form(error: BadCitation) -> str:
    """The message of ``error`` to somebody who sees the text in a form: without the name of a file."""
    return f"{error.place[:1].upper()}{error.place[1:]}: {error.problem}. {error.mend}".strip()


def render_page(page: HasBody, claims: Iterable[Place]) -> SafeString:
    """Safe HTML of a page's text with its claims and evidence markers, without the evidence itself."""
    return _joined(render_sections(page.body, claims))


def render_sections(
    text: str,
    claims: Iterable[Place],
    names: Mapping[int, str] = MappingProxyType({}),
    *,
    language: str = OURS,
    pictures: Mapping[str, Shown] = NO_PICTURES,
    notes: Mapping[int, SafeString] = MappingProxyType({}),
) -> tuple[Section, ...]:
    """The text in ``language`` in sections, so that a template can set the evidence of each after it.

    ``names`` are lasting names of claims by their position (content/sentences.py), ``pictures`` those that
    the text may show, by address; ``notes`` what an editor sees behind each claim, after its marker if it
    has one.
    """
    text = text[:MAX_CHARS]
    tokens = _parser.parse(_with_sentinels(text, list(claims)))
    _clean_attributes(tokens)
    tokens, figures = lift_pictures(tokens, pictures, language)
    _shift_headings(tokens)
    anchors: set[str] = set()
    marks = _Marks(names, mark_interface(language), figures, notes)
    return tuple(
        _section(part, anchors, marks, is_first=not index) for index, part in enumerate(_parts(tokens))
    )


def render_plain(
    text: str,
    *,
    level: int = 2,
    addresses: Mapping[str, str] = MappingProxyType({}),
    language: str = OURS,
    pictures: Mapping[str, Shown] = NO_PICTURES,
) -> SafeString:
    """Safe HTML of a page's text without ids and evidence markers, to stand in a document with other pages.

    Headings begin at ``level``; a link to one of ``addresses`` leads to the place that it has there.
    """
    tokens = _parser.parse(_with_sentinels(text[:MAX_CHARS], []))
    _clean_attributes(tokens)
    tokens, figures = lift_pictures(tokens, pictures, language)
    _shift_headings(tokens, level)
    _lead_on(tokens, addresses)
    return _resolved(_html(tokens), _Marks({}, SafeString(), figures))


def render_reference(text: str, names: Iterable[str]) -> SafeString:
    """Safe HTML of a document of the project, with an id where a heading or row begins with one of ``names``.

    Its marks stay as they are: it speaks about them.
    """
    tokens = _parser.parse(text)
    _shift_headings(tokens)
    known = "|".join(sorted(map(re.escape, names), reverse=True))
    begins = re.compile(f"<(h[2-6]|td)><code>({known})</code>")
    return mark_safe(begins.sub(r'<\1 id="\2"><code>\2</code>', _html(tokens)))  # noqa: S308 - sanitised by nh3


def _lead_on(tokens: Iterable[Token], addresses: Mapping[str, str]) -> None:
    for token in tokens:
        target = token.attrs.get("href")
        if isinstance(target, str):
            token.attrs["href"] = addresses.get(target.partition("#")[0], target)
        _lead_on(token.children or [], addresses)


def _joined(sections: Iterable[Section]) -> SafeString:
    return mark_safe("".join(section.lead + section.html for section in sections))  # noqa: S308 - both safe


# Before the parser: claims and marks become sentinels.


def _with_sentinels(text: str, claims: Sequence[Place]) -> str:
    marks = _places_of_marks(text)
    edits = [*_claim_edits(text, claims, marks), *_mark_edits(text, claims, marks)]
    text = _RESERVED.sub(lambda found: "\ufffd" * len(found[0]), text)
    pieces, done = [], 0
    for start, end, replacement in sorted(edits, key=lambda edit: edit[:2]):
        if start < done:
            continue
        pieces += [text[done:start], replacement]
        done = end
    return "".join([*pieces, text[done:]])


def _places_of_marks(text: str) -> list[Span]:
    """Each mark with the blank before it; none where one cannot be read, so that nothing is hidden."""
    try:
        marks = find_marks(text)
    except BadCitation:
        return []
    ends = [0, *(mark.span.end for mark in marks)]
    return [
        Span(_blank_before(text, end, mark.span.start), mark.span.end)
        for mark, end in zip(marks, ends, strict=False)
    ]


def _blank_before(text: str, floor: int, start: int) -> int:
    while start > floor and text[start - 1].isspace():
        start -= 1
    return start


def _claim_edits(text: str, claims: Sequence[Place], marks: Sequence[Span]) -> Iterator[tuple[int, int, str]]:
    """Insertions around each claim, inside the block that holds it (after "- ", before its marks)."""
    mark_ends = {mark.end: mark.start for mark in marks}
    for claim in claims:
        start, end = _after_markup(text, claim.start), min(claim.end, len(text))
        while end in mark_ends or (end > start and text[end - 1] in " \t\n|_"):
            end = mark_ends.get(end, end - 1)
        if start < end:
            yield start, start, f"{_OPEN}{claim.position}{_OPEN_END}"
            yield end, end, _CLOSE


def _after_markup(text: str, start: int) -> int:
    """The place after list markers and the like, where ``start`` opens a line; else ``start``."""
    line = text.rfind("\n", 0, start) + 1
    if not _LINE_START.fullmatch(text, line, start):
        return start
    markup = _BLOCK_MARKUP.match(text, start)
    return markup.end() if markup else start


def _mark_edits(text: str, claims: Sequence[Place], marks: Iterable[Span]) -> Iterator[tuple[int, int, str]]:
    """The first mark after the start of each claim becomes its marker, the others vanish.

    What a page says of the site itself has no evidence to lead to.
    """
    ordered = sorted(claims, key=lambda claim: claim.start)
    starts = [claim.start for claim in ordered]
    marked = set()
    for mark in marks:
        index = bisect_right(starts, mark.start) - 1
        if text.startswith(_SILENT, mark.end - len(_SILENT)):
            yield mark.start, mark.end, ""
            continue
        is_first = index >= 0 and index not in marked
        marked.add(index)
        yield mark.start, mark.end, f"{_MARKER}{ordered[index].position}{_MARKER_END}" if is_first else ""


# On the tokens: attributes, headings, sections.


def _clean_attributes(tokens: Iterable[Token]) -> None:
    """No sentinel in an attribute: there it could not become a tag."""
    for token in tokens:
        for name, value in token.attrs.items():
            if isinstance(value, str):
                token.attrs[name] = _without_sentinels(value)
        if token.children:
            _clean_attributes(token.children)
        if token.type == "image":
            _clean_text(token.children or [])


def _clean_text(tokens: Iterable[Token]) -> None:
    for token in tokens:
        token.content = _without_sentinels(token.content)
        _clean_text(token.children or [])


def _without_sentinels(value: str) -> str:
    return _SENTINEL_IN_ADDRESS.sub("", _SENTINEL.sub("", value))


def pictures_in(text: str) -> list[NamedPicture]:
    """Every picture that ``text`` names, of ours or not, in its order."""
    if "![" not in text:
        return []
    tokens = _parser.parse(_with_sentinels(text[:MAX_CHARS], []))
    _clean_attributes(tokens)
    return name_pictures(tokens)


def _shift_headings(tokens: Iterable[Token], top: int = 2) -> None:
    """The page owns h1: the text starts at ``top`` and never skips a level."""
    above: list[tuple[int, int]] = []
    level = top
    for token in tokens:
        if token.type == "heading_open":
            wanted = int(token.tag[1])
            while above and above[-1][0] >= wanted:
                above.pop()
            level = min((above[-1][1] if above else top - 1) + 1, 6)
            above.append((wanted, level))
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{level}"


def _parts(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The tokens cut before each heading that is not inside a list or quotation."""
    starts = [
        index
        for index, token in enumerate(tokens)
        if index and token.type == "heading_open" and token.level == 0
    ]
    for start, end in pairwise([0, *starts, len(tokens)]):
        yield tokens[start:end]


def _section(tokens: Sequence[Token], anchors: set[str], marks: _Marks, *, is_first: bool) -> Section:
    has_heading = bool(tokens) and tokens[0].type == "heading_open"
    has_lead = is_first and bool(tokens) and tokens[0].type == "paragraph_open"
    cut = 3 if has_lead else 0
    heading = _plain(tokens[1]) if has_heading else ""
    lead, html = _html(tokens[:cut]), _html(tokens[cut:])
    return Section(
        anchor=_anchor(heading, anchors) if has_heading else "",
        heading=heading,
        lead=_resolved(lead, marks),
        html=_resolved(html, marks),
        claims=tuple(int(number) for number in re.findall("\ue000([0-9]+)\ue001", lead + html)),
    )


def _anchor(heading: str, taken: set[str]) -> str:
    """An id for the heading that no other section of the page has; it is added to ``taken``."""
    name = base = f"text-{slugify(heading)[:60]}"
    while name in taken:
        name = f"{base}-{len(taken) + 1}"
    taken.add(name)
    return name


def _plain(inline: Token) -> str:
    text = "".join(child.content for child in inline.children or [])
    return _without_sentinels(text).strip()


def _html(tokens: Sequence[Token]) -> str:
    return nh3.clean(
        _parser.renderer.render(tokens, _parser.options, {}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_filtered,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )


def _filtered(tag: str, attribute: str, value: str) -> str | None:
    """No picture from another host: it would tell that host who reads what."""
    if (tag, attribute) == ("img", "src") and not value.startswith("/media/"):
        return None
    return value


# After the sanitiser: sentinels become tags.


def _resolved(html: str, marks: _Marks) -> SafeString:
    """Clean HTML with its sentinels turned into tags; a claim that crosses tags gets an empty anchor."""
    pieces = _PIECES.split(html)
    marked = {piece[1:-1] for piece in pieces if piece.startswith(_MARKER)}
    number = ""
    opened: int | None = None
    depth = 0
    for index, piece in enumerate(pieces):
        if piece.startswith(_OPEN):
            opened, depth, number = index, 0, piece[1:-1]
            pieces[index] = _claim(number, marks.names)
        elif piece == _CLOSE:
            pieces[index] = "" if number in marked else marks.note(number)
            if opened is not None and not depth:
                pieces[opened], end, more = pieces[opened].partition("</span>")
                pieces[index] = end + more + pieces[index]
            opened = None
        elif piece.startswith(_MARKER):
            pieces[index] = _marker(piece[1:-1], marks.attributes) + marks.note(piece[1:-1])
        elif piece.startswith(FIGURE):
            pieces[index] = marks.figures[int(piece[1:-1])]
        elif piece.startswith("<"):
            depth += _step(piece)
            opened = None if depth < 0 else opened
    return mark_safe("".join(pieces))  # noqa: S308 - sanitised by nh3, and our own tags around numbers


def _claim(number: str, names: Mapping[int, str]) -> str:
    """The tags around a claim, with nothing between them yet."""
    name = names.get(int(number))
    inner = f'<span id="{name}"></span>' if name else ""
    return f'<span class="claim" id="claim-{number}">{inner}</span>'


def _step(tag: str) -> int:
    """How a tag changes the depth: -1, 0 or 1."""
    if tag.startswith("</"):
        return -1
    return 0 if tag[1:].split(" ", 1)[0].rstrip(">/") in _VOID else 1


def _marker(number: str, attributes: SafeString) -> str:
    name = gettext("Evidence %(number)s") % {"number": number}
    link = '<sup class="marker"><a href="#evidence-{0}" aria-label="{1}"{2}>{0}</a></sup>'
    return format_html(link, number, name, attributes)


_NAME_IN_TAG = re.compile(
    r"""(?<=\s)((?:id|for|aria-labelledby|aria-describedby|aria-controls)=")|(?<=\shref="#)"""
)


def with_prefix(html: SafeString, prefix: str) -> SafeString:
    """``html`` with ``prefix`` before each name of an element and each link to one: a page within a page."""
    pieces = _PIECES.split(html)
    for index, piece in enumerate(pieces):
        if piece.startswith("<"):
            pieces[index] = _NAME_IN_TAG.sub(lambda match: f"{match[0]}{prefix}", piece)
    return mark_safe("".join(pieces))  # noqa: S308 - it was safe, and the prefix is ours


_AT, _BRACKET = "\ue010", "\ue011"
"""Stand for the characters by which a mark is known."""


def disguise(text: str, spans: Iterable[Span]) -> str:
    """``text`` in which what stands at ``spans`` is no mark; ``undisguised`` shows it again."""
    for span in spans:
        words = span.of(text).replace("@", _AT).replace("[", _BRACKET)
        text = f"{text[: span.start]}{words}{text[span.end :]}"
    return text


def undisguised(html: SafeString) -> SafeString:
    return mark_safe(html.replace(_AT, "@").replace(_BRACKET, "["))  # noqa: S308 - they mean nothing in HTML


# Data for programs in the head of a page.

_IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def render_linked_data(graph: dict[str, object]) -> SafeString:
    """``graph`` as a block of JSON-LD. No word of it can end the block: "<", ">" and "&" are escaped."""
    data = json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(_IN_SCRIPT)
    return mark_safe(  # noqa: S308 - JSON without a character that means something in HTML
        f'<script type="application/ld+json">{data}</script>'
    )
