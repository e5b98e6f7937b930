"""Citations: an editor's Markdown to claims, each with the evidence it points to.

    Do not have it while you are pregnant. [@article-4 "should not be performed during pregnancy"]

A citation belongs to the sentence before it; several may follow one sentence. ``[@advice]`` marks the
site's own safety advice, ``[@absence]`` a statement that no source says something, ``[@site]`` one about the
site itself.

How it is read: marks are found first and blanked out, then line marks (bullets, ``>``), so that every
offset stays an offset into the Markdown as the editor wrote it. Whatever a reader would see is a claim,
code and raw HTML included: text must not escape the check by its mark-up. Headings alone are not claims.
"""

import html
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from content.pipeline.errors import BadCitation
from content.pipeline.spans import Span, trimmed

MAX_QUOTE_WORDS = 40
"""Longer quotes are other people's work, not evidence for one sentence."""


class Basis(StrEnum):
    """What a claim rests on."""

    CITATION = "citation"
    ADVICE = "advice"
    ABSENCE = "absence"
    SITE = "site"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Citation:
    """A pointer to evidence: the source's id and its exact words; ``span`` is the mark's own place."""

    source_id: str
    quote: str
    span: Span


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark in the Markdown: ``span`` from ``[@`` to ``]``; ``citation`` is None for the plain ones."""

    span: Span
    basis: Basis
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One published sentence: its plain text, its place in the Markdown, and what it rests on.

    ``position`` counts sentences from 1; ``heading`` is the nearest heading above it, or "". ``context``
    is the lead-in that a list item completes ("Do not have it if you:"), or ""; ``marks`` are the places
    of all its marks, citations and others, in the Markdown.
    """

    position: int
    text: str
    span: Span
    basis: Basis
    citations: tuple[Citation, ...]
    heading: str = ""
    context: str = ""
    marks: tuple[Span, ...] = ()

    @property
    def full_text(self) -> str:
        """What is checked: the lead-in and the item as one sentence."""
        return f"{self.context.rstrip(' :')} {self.text}" if self.context else self.text


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, item of a list or row of a table: ``kind`` says which.

    ``text`` has the length of ``span``, with the mark-up of its lines blanked out; ``heading`` is the nearest
    heading above it, or ""; ``depth`` of an item is 1 in the outermost list.
    """

    kind: str
    span: Span
    text: str
    heading: str = ""
    depth: int = 0


def parse_claims(markdown: str, *, file: str = "text", first_line: int = 1) -> tuple[Claim, ...]:
    """The claims of ``markdown`` in reading order; spans are code points of ``markdown``.

    ``first_line`` is the number of its first line in ``file``, for messages. Raises BadCitation for a
    mark that cannot be read, that no sentence precedes, or whose quote is too long.
    """
    where = _Where(markdown, file, first_line)
    marks = _find_marks(where)
    lead_ins, claims = _LeadIns(), []
    _refuse_wide_rows(where, _without(markdown, marks))
    for block in _blocks(_without(markdown, marks)):
        if block.kind == HEADING:
            continue
        own = _marks_within(marks, block.span.start, block.span.end)
        claims.extend(lead_ins.completed(block, _read_block(block, own, where)))
    _refuse_stray_marks(marks, claims, where)
    stated = [claim for claim in claims if not lead_ins.is_carried(claim)]
    return tuple(replace(claim, position=n) for n, claim in enumerate(stated, start=1))


def find_marks(markdown: str, *, file: str = "text", first_line: int = 1) -> tuple[Mark, ...]:
    """Every citation, advice and absence mark of ``markdown``, in order. Raises BadCitation."""
    return _find_marks(_Where(markdown, file, first_line))


def find_blocks(markdown: str) -> tuple[Block, ...]:
    """The headings, paragraphs, items and rows of ``markdown`` in reading order, its marks blanked out.

    Raises BadCitation for a mark that cannot be read.
    """
    blocks = _blocks(_without(markdown, find_marks(markdown)))
    return tuple(replace(block, text=block.text.replace(_MARK, " ")) for block in blocks)


def sentences_of(block: Block) -> list[Span]:
    """Where the sentences of ``block`` stand in the Markdown; a row is one, a heading none.

    The spans are those of the claims.
    """
    return [] if block.kind == HEADING else _sentences(block)


# --- marks -----------------------------------------------------------------------------------------

_OPEN = re.compile(r"\[@")
_PLAIN_MARK = re.compile(r"\[@(advice|absence|site)[ \t]*\]")
_ID = re.compile(r'\[@([A-Za-z0-9][\w.:-]*)\s+(?=["“])')
_QUOTE = re.compile(r'"((?:[^"\\]|\\.)*)"|“([^“”]*)”', re.DOTALL)
_LIKE_A_MARK = re.compile(
    r'\[(?!@)([A-Za-z0-9][\w.:-]*)\s+["“][^\]\n]*["”]\s*\]|\(@([A-Za-z0-9][\w.:-]*)\s*["“ )]'
)
_PICTURE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_PARAGRAPH_END = re.compile(r"\n[ \t>]*\r?\n")
_LINE_START = re.compile(r"\s*\n[ \t>]*")
_GOOD_MARK = 'Write [@article-1 "exact words"] with straight or curly quote marks, [@advice] or [@absence].'


@dataclass(frozen=True, slots=True)
class _Where:
    """The Markdown being read, and how its places are named in messages."""

    markdown: str
    file: str
    first_line: int

    def error(self, offset: int, problem: str, mend: str) -> BadCitation:
        before = self.markdown[:offset]
        line = self.first_line + before.count("\n")
        column = offset - (before.rfind("\n") + 1) + 1
        return BadCitation(problem, file=self.file, place=f"line {line}, column {column}", mend=mend)


def _find_marks(where: _Where) -> tuple[Mark, ...]:
    if like := _LIKE_A_MARK.search(where.markdown):
        problem = f"this looks like a citation, but it is none: {_glimpse(where, like.start())}"
        raise where.error(like.start(), problem, f'Write [@{like[1] or like[2]} "exact words"].')
    marks: list[Mark] = []
    position = 0
    while opening := _OPEN.search(where.markdown, position):
        mark = _read_mark(where, opening.start())
        marks.append(mark)
        position = mark.span.end
    return tuple(marks)


def _read_mark(where: _Where, start: int) -> Mark:
    if plain := _PLAIN_MARK.match(where.markdown, start):
        return Mark(Span(start, plain.end()), Basis(plain[1]))
    if not (source := _ID.match(where.markdown, start)):
        raise where.error(start, f"a mark of unknown form: {_glimpse(where, start)}", _GOOD_MARK)
    quote = _QUOTE.match(where.markdown, source.end())
    if not quote or _PARAGRAPH_END.search(quote[0]):
        raise where.error(start, "the quote of this citation is not closed", 'Put " after its last word.')
    close = re.compile(r"\s*\]").match(where.markdown, quote.end())
    if not close:
        raise where.error(start, "this citation is not closed", "Put ] after the closing quote mark.")
    span = Span(start, close.end())
    return Mark(span, Basis.CITATION, Citation(source[1].lower(), _quoted_words(where, quote), span))


def _quoted_words(where: _Where, match: re.Match[str]) -> str:
    words = _LINE_START.sub(" ", match[1] or match[2] or "").replace('\\"', '"').strip()
    if not words:
        raise where.error(match.start(), "the quote is empty", "Copy the exact words of the source.")
    if (length := len(words.split())) > MAX_QUOTE_WORDS:
        problem = f"the quote has {length} words; at most {MAX_QUOTE_WORDS} may be shown"
        raise where.error(match.start(), problem, "Quote only the words that back the sentence.")
    return words


def _glimpse(where: _Where, start: int) -> str:
    line = where.markdown[start:].splitlines()[0]
    return line if len(line) <= 40 else line[:39] + "…"


# --- blocks ----------------------------------------------------------------------------------------

HEADING, PARAGRAPH, ITEM, ROW = "heading", "paragraph", "item", "row"
"""The kinds of blocks."""
_MARK = "\0"
"""Stands for each character of a mark while blocks and sentences are found."""

_FENCE = re.compile(r"[ \t]*(```+|~~~+)[^\n]*$")
_RULE = re.compile(r"[ \t]*([-*_])([ \t]*\1){2,}[ \t]*$")
_ATX = re.compile(r"[ ]{0,3}(#{1,6})(?:[ \t]+|$)(.*?)(?:[ \t]+#+)?[ \t]*$")
_SETEXT = re.compile(r"[ ]{0,3}(=+|-+)[ \t]*$")
_ITEM = re.compile(r"([ \t]*)([-*+]|\d{1,9}[.)])([ \t]+)(?=\S)")
_ROW_RULE = re.compile(r"(?=[^-]*-)[|:\- \t]+$")
_QUOTE_PREFIX = re.compile(r"([ \t]*>)+[ \t]?")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str


def _without(markdown: str, marks: tuple[Mark, ...]) -> str:
    """The text with its marks masked and its pictures blanked: a description of a picture is no claim."""
    masked = _PICTURE.sub(lambda picture: " " * len(picture[0]), markdown.replace(_MARK, " "))
    for mark in marks:
        masked = masked[: mark.span.start] + _MARK * len(mark.span) + masked[mark.span.end :]
    return masked


def _lines(masked: str) -> Iterator[_Line]:
    position = 0
    for line in masked.split("\n"):
        prefix = _QUOTE_PREFIX.match(line)
        yield _Line(position, " " * prefix.end() + line[prefix.end() :] if prefix else line)
        position += len(line) + 1


class _Builder:
    """Gathers lines into blocks. One instance reads one text."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.open: list[_Line] = []
        self.kind, self.depth, self.heading = PARAGRAPH, 0, ""
        self.in_table = False

    def close(self) -> None:
        if self.open and any(line.text.strip() for line in self.open):
            start, end = self.open[0].start, self.open[-1].start + len(self.open[-1].text)
            text = "\n".join(line.text for line in self.open)
            self.blocks.append(Block(self.kind, Span(start, end), text, self.heading, self.depth))
        self.open, self.kind, self.depth = [], PARAGRAPH, 0

    def title(self, lines: list[_Line]) -> None:
        """A heading, which is a block and stands above those that follow."""
        self.close()
        self.kind, self.open = HEADING, lines
        self.heading = _printed("\n".join(line.text for line in lines))
        self.close()

    def item(self, line: _Line, match: re.Match[str]) -> None:
        self.close()
        self.kind, self.depth = ITEM, 1 + len(match[1].expandtabs(4)) // 2
        self.open = [_Line(line.start, " " * match.end() + line.text[match.end() :])]

    def row(self, line: _Line) -> None:
        self.close()
        self.kind, self.open = ROW, [line]
        self.close()

    def underlined(self) -> None:
        lines, self.open = self.open, []
        self.title(lines)

    def add(self, line: _Line) -> None:
        if self.in_table and "|" in line.text:
            self.row(line)
        elif match := _ITEM.match(line.text):
            self.item(line, match)
        else:
            self.open.append(line)


def _blocks(masked: str) -> list[Block]:
    builder = _Builder()
    for line in _lines(masked):
        _read_line(builder, line)
    builder.close()
    return builder.blocks


def _read_line(builder: _Builder, line: _Line) -> None:
    if not line.text.strip() or _FENCE.match(line.text):
        builder.close()
        builder.in_table = False
    elif heading := _ATX.match(line.text):
        text = " " * heading.start(2) + heading[2]
        builder.title([_Line(line.start, text)])
    elif builder.open and builder.kind == PARAGRAPH and _SETEXT.match(line.text):
        builder.underlined()
    elif builder.open and "|" in builder.open[-1].text and _ROW_RULE.match(line.text):
        builder.open.pop()  # the header row names columns, it states nothing
        builder.close()
        builder.in_table = True
    elif _RULE.match(line.text):
        builder.close()
    else:
        builder.add(line)


def _refuse_wide_rows(where: _Where, masked: str) -> None:
    """Raises BadCitation for a row with more cells than its header: readers would not see the last ones."""
    columns, above = 0, ""
    for line in _lines(masked):
        if not line.text.strip():
            columns = 0
        elif "|" in above and _ROW_RULE.match(line.text):
            columns = _cells(above)
        elif columns and _cells(line.text) > columns:
            problem = (
                "this row has more cells than the header of its table, so readers would not see the last"
            )
            raise where.error(line.start, problem, "Give the header as many cells.")
        above = line.text


def _cells(row: str) -> int:
    inner = row.strip().removeprefix("|").removesuffix("|")
    return len(re.findall(r"(?<!\\)\|", inner)) + 1 if "|" in row else 1


# --- sentences -------------------------------------------------------------------------------------

_NEVER_LAST = frozenset(
    {
        "dr",
        "mr",
        "mrs",
        "ms",
        "prof",
        "st",
        "e.g",
        "eg",
        "i.e",
        "ie",
        "vs",
        "cf",
        "ca",
        "approx",
        "fig",
        "nos",
        "vol",
        "dept",
        "incl",
        "resp",
    }
)
_SOMETIMES_LAST = frozenset({"etc", "a.m", "p.m", "jr", "sr", "ltd", "inc", "co", "al"})
_END = re.compile(r"([.!?…]+)([\"'”’)\]*_`]*)(?=[\s\0])")


def split_sentences(text: str) -> list[Span]:
    """The sentences of one paragraph. "Dr.", "e.g.", "1." and decimals end none; a mark is a blank."""
    spans: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        if _ends_sentence(text, start, match):
            _append(spans, text, start, match.end())
            start = match.end()
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    if span := trimmed(text.replace(_MARK, " "), start, end):
        spans.append(span)


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    if match[1] != ".":
        return match[1][-1] in "!?" or _next_is_capital(text, match.end())
    before = text[start : match.start()].replace(_MARK, " ").split()
    word = before[-1].lstrip("([\"'“‘*_").casefold() if before else ""
    if word in _NEVER_LAST or (len(before) == 1 and word.isdigit()) or _is_initial(word, before):
        return False
    return word not in _SOMETIMES_LAST or _next_is_capital(text, match.end())


def _is_initial(word: str, before: list[str]) -> bool:
    """ "M." of "M. Pistor", but not the "I" of "type I"."""
    return len(word) == 1 and word.isalpha() and before[-1].isupper() and word != "i"


def _next_is_capital(text: str, position: int) -> bool:
    rest = text[position:].replace(_MARK, " ").lstrip(" \t\r\n\"'“‘([*_")
    return not rest or not rest[0].islower()


_LINK = re.compile(r"!?\[([^\]\[]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_STRUCK = re.compile(r"~~.+?~~", re.DOTALL)
# The bound keeps the time linear for a text of nothing but stars.
_EMPHASIS = re.compile(r"(?<![\w\\])(\*{1,3}|_{1,3}|`+)(?=\S)(.{1,400}?)(?<=\S)\1(?!\w)", re.DOTALL)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def _printed(markdown: str) -> str:
    """What a reader sees of a piece of Markdown: no emphasis marks, link addresses or struck words."""
    text = _STRUCK.sub(" ", markdown.replace(_MARK, ""))
    text = _LINK.sub(r"\1", text)
    text = _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", text))
    text = html.unescape(_ESCAPE.sub(r"\1", text))
    return re.sub(r"\s+([.,;:!?])", r"\1", " ".join(text.split()))


# --- claims ----------------------------------------------------------------------------------------


def _read_block(block: Block, marks: Sequence[Mark], where: _Where) -> list[Claim]:
    sentences = _sentences(block)
    ends = [s.start for s in sentences[1:]] + [block.span.end] * bool(sentences)
    claims = []
    for span, end in zip(sentences, ends, strict=True):
        own = _marks_within(marks, span.start, end)
        text = _row_text(block) if block.kind == ROW else _printed(_masked_part(block, span))
        if text:
            claims.append(_claim(text, span, own, block.heading, where))
    return claims


def _marks_within(marks: Sequence[Mark], start: int, end: int) -> Sequence[Mark]:
    """Those that begin in ``[start, end)``; ``marks`` are in order."""
    first = bisect_left(marks, start, key=_start_of_mark)
    return marks[first : bisect_left(marks, end, key=_start_of_mark)]


def _start_of_mark(mark: Mark) -> int:
    return mark.span.start


def _sentences(block: Block) -> list[Span]:
    if block.kind != ROW:
        return [s.shifted(block.span.start) for s in split_sentences(block.text)]
    span = trimmed(block.text.replace(_MARK, " ").replace("|", " "), 0, len(block.text))
    return [span.shifted(block.span.start)] if span else []


def _masked_part(block: Block, span: Span) -> str:
    return block.text[span.start - block.span.start : span.end - block.span.start]


def _row_text(block: Block) -> str:
    cells = [_printed(cell) for cell in re.split(r"(?<!\\)\|", block.text)]
    first, *rest = [cell for cell in cells if cell] or [""]
    return f"{first}: {', '.join(rest)}" if rest else first


def _claim(text: str, span: Span, marks: Sequence[Mark], heading: str, where: _Where) -> Claim:
    citations = tuple(m.citation for m in marks if m.citation)
    bases = list(dict.fromkeys(m.basis for m in marks))
    if not citations and len(bases) > 1:
        mend = "Split the sentence, so that each half has its own mark."
        raise where.error(marks[0].span.start, f"a sentence is marked both {' and '.join(bases)}", mend)
    basis = Basis.CITATION if citations else bases[0] if bases else Basis.NONE
    return Claim(0, text, span, basis, citations, heading, marks=tuple(m.span for m in marks))


class _LeadIns:
    """Completes list items with the line that leads into their list ("Do not have it if you:")."""

    def __init__(self) -> None:
        self.open: dict[int, tuple[Claim, str]] = {}
        self.used: set[Span] = set()

    def completed(self, block: Block, claims: list[Claim]) -> list[Claim]:
        if not claims or (block.kind == PARAGRAPH and self.open and block.text[0].isspace()):
            return claims  # a further paragraph of a list item
        if block.kind == ITEM:
            claims = [self._joined(claims[0], block.depth), *claims[1:]]
        self.open = {d: c for d, c in self.open.items() if d < block.depth}
        if claims[-1].text.endswith(":"):
            self.open[block.depth] = (claims[-1], claims[-1].full_text)
        return claims

    def _joined(self, item: Claim, depth: int) -> Claim:
        above = [d for d in self.open if d < depth]
        if not above:
            return item
        lead, words = self.open[max(above)]
        self.used.add(lead.span)
        item = replace(item, context=words)
        if item.basis is Basis.NONE:
            item = replace(item, basis=lead.basis, citations=lead.citations)
        return item

    def is_carried(self, claim: Claim) -> bool:
        """Says whether ``claim`` is only half a sentence, whose items are checked together with it."""
        return claim.span in self.used and not claim.marks


def _refuse_stray_marks(marks: tuple[Mark, ...], claims: list[Claim], where: _Where) -> None:
    taken = {span for claim in claims for span in claim.marks}
    for mark in marks:
        if mark.span not in taken:
            problem = "this mark follows no sentence (headings and table heads are not checked)"
            mend = "Put it after the sentence that it backs, in the same paragraph."
            raise where.error(mark.span.start, problem, mend)
