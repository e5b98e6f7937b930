"""Layout: the lines of a page whose mark-up is gone, and what kind of line each one is."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from itertools import groupby, pairwise
from pathlib import Path

from content.pipeline.datafiles import Table, read_data
from content.pipeline.legible import legible
from content.pipeline.patterns import PatternSet, PatternTable, WordFilter, pattern_set, pattern_table
from content.pipeline.sentences import MAX_SENTENCE, split_sentences
from content.pipeline.spans import Span, is_blank, trimmed, without_unseen
from content.pipeline.treatments import load_treatments
from content.pipeline.webpages import Mark, MarkTag, PageText

LAYOUT_FILE = Path(__file__).resolve().parent.parent / "data" / "layout.toml"

_SYMBOL = r"[^\w\s\"'“”‘’„‚«»()\[\]{}<>#@$£€.…!?¿¡,;:%&/\\|=~^`´°*+–—‐‑\-]"
_MARK = re.compile(
    rf"(?:(?:{_SYMBOL}[\ufe0f\u20e3\u200d]*\s*)+|[-–—*+]\s+|[-–—](?=[A-Za-z])|\(?\d{{1,2}}[.)]\s+|\d{{1,2}}\s?[-–—]\s+|\(?[a-z][.)]\s+"
    r"|\[[\sxX✓✔]?\]\s+|_{2,}\s+|o\s+(?=[A-Z])|[a-z]+_[a-z_]+\s+)+"
)
_LETTER = re.compile(r"[^\W_]")
_NUMBER = re.compile(r"\d{1,2}\s+(?=[A-Z])")
_ASKED = r"(?:(?:Q(?:uestion)?|Frage)\s?\d{0,2}\s?[.:)–-]\s*|Q[ \t]{2,4}|Q\t)(?=\w)"
_QUESTION_MARK = re.compile(_ASKED, re.IGNORECASE)
_BEFORE_QUESTION = re.compile(
    rf"[#*_>\s]+|(?:{_SYMBOL}[\ufe0f\u20e3\u200d]*\s*)+|[-–—+]\s+|\(?\d{{1,2}}[.)]\s*(?=\D)|\(?[a-z][.)]\s+"
    rf"|\d{{1,2}}\s+(?=[A-Z])|{_ASKED}",
)
_ANSWER_MARK = re.compile(r"(?:(?:A(?:ns(?:wer)?)?|Antwort)\s?\d{0,2}\s?[.:)–-]\s+|A[ \t]{2,4}|A\t)(?=\w)")
_UNFOLDS = "+−▼▾▸►→↓⌄˅›» "
"""Stand behind a question that unfolds its answer."""
_TERMINAL = re.compile(r"[.!?:;…,][\"'”’)\]»]*$")
_HEADING_MARK = re.compile(r"#{1,6}\s+")
_EMPHASIS = re.compile(r"^[*_]{1,3}[^*_]+[*_]{1,3}:?$")
_BARS = re.compile(r"[|\s:–—-]+")
_TIMED = re.compile(r"(?:[Dd]ays?|[Ww]eeks?|[Hh]ours?)\s\d{1,2}(?:\s?(?:[-–]|to)\s?\d{1,2})?:? (?=[a-z])")
""" "Day 3–5 flaking round the mouth": what happens then, and no name of a section."""
_FRONT_MATTER = 60
_PAIR = 2
_REGULAR = 5
_HEADING_WORDS = 14
_WRAP_AT = 45
_FULL = 0.7
_ENOUGH = 4


class LineShape(StrEnum):
    """What a line looks like before its neighbours are known."""

    BULLET = "bullet"
    QUESTION = "question"
    LEAD = "lead"
    SHORT = "short"
    PARAGRAPH = "paragraph"
    TABLE_ROW = "table_row"
    CELL = "cell"
    GROUP = "group"
    NAMED = "named"
    REFERENCE = "reference"
    NOISE = "noise"


_NAMES = (LineShape.SHORT, LineShape.QUESTION, LineShape.GROUP, LineShape.BULLET)
_CONTENTS = 3
_CELL_SHAPES = (
    LineShape.SHORT,
    LineShape.PARAGRAPH,
    LineShape.GROUP,
    LineShape.NOISE,
    LineShape.QUESTION,
    LineShape.BULLET,
)


@dataclass(slots=True)
class Line:
    """One line: its inked span, the end of its bullet mark, the number of its block, its shape.

    ``block`` counts runs of lines without a blank line between them. ``reason`` names the kind of noise,
    ``label`` is the name in a table row. ``row`` and ``column`` are the place of a cell in its table, counted
    from 0; ``level`` is that of a heading where the text says it (1 is the highest), else 0. ``indent`` is
    how far in a marked line begins, ``sentences`` are its sentences where they have been looked for.
    """

    span: Span
    content: int
    block: int
    shape: LineShape
    reason: str = ""
    label: Span | None = None
    row: int = 0
    column: int = 0
    level: int = 0
    indent: int = 0
    sentences: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class LayoutRules:
    """Compiled patterns of layout.toml."""

    noise: PatternTable
    reference: PatternSet
    figure: PatternSet
    cut_off: PatternSet
    closing: PatternSet
    zones: PatternSet
    keep: PatternSet
    keep_always: PatternSet
    heading: PatternSet
    group: PatternSet
    asks: PatternSet
    rhetorical: PatternSet
    weak_reasons: frozenset[str]
    line_reasons: frozenset[str]
    table_row: re.Pattern[str]
    table_value: re.Pattern[str]

    def noise_reason(self, text: str) -> str:
        """The kind of clutter that ``text`` is, or ""."""
        return _noise_reason(self, text)

    def line_reason(self, text: str) -> str:
        """The kind of clutter that a line of several sentences is as a whole, or ""."""
        reason = "" if self.may_warn(text) else self.noise.first(text)
        return reason if reason in self.line_reasons else ""

    def may_warn(self, text: str) -> bool:
        return self.keep_always.matches(without_unseen(text))

    def is_heading(self, text: str) -> bool:
        """The name of a section, as pages print it."""
        return self.heading.matches(legible(text)[0])

    def is_group(self, text: str) -> bool:
        """The name of a part of a section ("Common", "Medical conditions"), which goes on under it."""
        return self.group.matches(bare(text))

    def asks_reader(self, text: str) -> bool:
        """A question that sells: it expects no answer."""
        return self.rhetorical.matches(text)

    def is_question(self, text: str) -> bool:
        """A question, with its mark or by its words; not one that sells."""
        words = bare(text).rstrip(_UNFOLDS)
        is_marked = words.endswith("?") or self.asks.matches(words)
        return is_marked and not self.asks_reader(words)

    def is_reference(self, text: str) -> bool:
        return self.reference.matches(text)

    def is_closing(self, text: str) -> bool:
        return self.closing.matches(text)


_LISTS = ("reference", "figure", "cut_off", "closing", "zones", "heading", "group")
"""Tables of layout.toml that hold one list of patterns each."""


@lru_cache(maxsize=4_000)
def _noise_reason(rules: LayoutRules, text: str) -> str:
    """Asked of each sentence when its line is shaped, and again when it becomes a passage."""
    text = without_unseen(text)
    if not _LETTER.search(text):
        return "cut_off" if rules.cut_off.matches(text) else "no_words"
    if rules.may_warn(text):
        return ""
    reason = rules.noise.first(text)
    if reason and not (reason in rules.weak_reasons and rules.keep.matches(text)):
        return reason
    return "missing_figure" if rules.figure.matches(text) else ""


@cache
def load_layout(path: Path = LAYOUT_FILE) -> LayoutRules:
    """The rules of ``path``. Raises BadData naming what cannot be used."""
    data = read_data(path)
    data.only("noise", "keep", "question", "table", "whole_lines", *_LISTS)
    words = WordFilter()
    noise, keep = data.table("noise"), data.table("keep").only("always", "patterns", "reasons")
    question = data.table("question").only("asks", "rhetorical")

    def listed(name: str) -> PatternSet:
        return patterns(data.table(name).only("patterns"), "patterns")

    def patterns(table: Table, key: str) -> PatternSet:
        return table.compiled(key, lambda sources: pattern_set(sources, words))

    facts = data.table("table").only("keys", "values")
    return LayoutRules(
        noise=pattern_table({reason: patterns(noise, reason) for reason in noise.values}, words),
        keep=patterns(keep, "patterns"),
        keep_always=patterns(keep, "always"),
        asks=patterns(question, "asks"),
        rhetorical=patterns(question, "rhetorical"),
        weak_reasons=frozenset(keep.choices("reasons", noise.values)),
        line_reasons=frozenset(data.table("whole_lines").only("reasons").choices("reasons", noise.values)),
        table_row=_known_key(facts.texts("keys")),
        table_value=facts.compiled("values", _known_value),
        reference=listed("reference"),
        figure=listed("figure"),
        cut_off=listed("cut_off"),
        closing=listed("closing"),
        zones=listed("zones"),
        heading=listed("heading"),
        group=listed("group"),
    )


def _known_key(names: Sequence[str]) -> re.Pattern[str]:
    """A row of a fact box that begins with a key of its table."""
    keys = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    row = rf"(?P<key>{keys})(?:[ \t]{{0,3}}[:|])?[ \t]{{1,4}}(?P<value>\S.*)"
    return re.compile(row, re.IGNORECASE)


def _known_value(values: Sequence[str]) -> re.Pattern[str]:
    """A row with any key before a value of a known form."""
    row = rf"(?P<key>\w[\w ]{{1,30}}?)(?:[ \t]{{0,3}}[:|])?[ \t]{{1,4}}(?P<value>{'|'.join(values)})"
    return re.compile(row, re.IGNORECASE)


def read_lines(text: str, rules: LayoutRules, page: PageText | None = None) -> list[Line]:
    """The inked lines of ``text`` in order.

    Of a web page its own mark-up says what a line is; of plain text hard-wrapped lines are joined into one,
    and what each is must be told by its looks.
    """
    if page is not None:
        return list(_marked_lines(text, page, rules))
    raw = _joined(text, _raw_lines(text))
    matter = _front_matter(text, raw)
    shaped = [
        Line(span, span.start, block, LineShape.NOISE, "front_matter")
        if i < matter
        else _shaped(text, span, block, rules)
        for i, (span, block) in enumerate(raw)
    ]
    return _with_tables(_without_contents(_with_zones(shaped, text, rules), text), text, rules)


def _front_matter(text: str, raw: list[tuple[Span, int]]) -> int:
    """How many lines the settings of a page take that stand between two lines of dashes at its top."""
    if not raw or raw[0][0].of(text) != "---":
        return 0
    ends = (i + 1 for i, (span, _) in enumerate(raw[1:_FRONT_MATTER], 1) if span.of(text) == "---")
    return next(ends, 0)


def _marked_lines(text: str, page: PageText, rules: LayoutRules) -> Iterator[Line]:
    """The lines of a web page, each with the shape that its mark-up gives it."""
    block, end = 0, 0
    widths = {mark.table: 0 for mark in page.marks}
    heads = {mark.table for mark in page.marks if mark.is_head and mark.row == 1}
    for mark in page.marks:
        widths[mark.table] = max(widths[mark.table], mark.level if mark.row else 0)
    for mark in page.marks:
        block += "\n\n" in text[end : mark.span.start] and not mark.continues
        end = mark.span.end
        has_head = mark.table in heads or widths[mark.table] > _PAIR
        yield _marked_line(text, mark, block, rules, has_head=has_head)


def _marked_line(text: str, mark: Mark, block: int, rules: LayoutRules, *, has_head: bool) -> Line:
    words, start = mark.span.of(text), mark.span.start
    is_button = mark.tag is MarkTag.NOISE and mark.reason == "control"
    if is_button and words.endswith("?") and rules.is_question(words):
        return Line(mark.span, start, block, LineShape.QUESTION)  # it unfolds the answer
    if mark.tag is MarkTag.NOISE and not rules.may_warn(words):
        return Line(mark.span, start, block, LineShape.NOISE, mark.reason)
    is_whole = not mark.continues and len(words) <= MAX_SENTENCE  # a longer one is neither name nor question
    if mark.tag is MarkTag.HEADING and is_whole:
        shape = LineShape.QUESTION if rules.is_question(words) else LineShape.SHORT
        return Line(mark.span, start, block, shape, "marked", level=mark.level)
    if mark.tag is MarkTag.QUESTION and len(words) <= MAX_SENTENCE and rules.is_question(words):
        return Line(mark.span, start, block, LineShape.QUESTION)
    if mark.tag is MarkTag.TABLE_CELL and not mark.continues:
        row = mark.row - 1 if has_head else mark.row
        return Line(mark.span, start, block, LineShape.CELL, row=row, column=mark.level - 1)
    shaped = _shaped(text, mark.span, block, rules)
    if mark.tag is MarkTag.LIST_ITEM and shaped.shape is not LineShape.NOISE and not mark.continues:
        return replace(shaped, shape=LineShape.BULLET, reason="", indent=2 * mark.level)
    if mark.continues and mark.tag is MarkTag.LIST_ITEM and shaped.shape is LineShape.SHORT:
        return replace(shaped, shape=LineShape.PARAGRAPH, reason="")
    return shaped


def _with_zones(lines: list[Line], text: str, rules: LayoutRules) -> list[Line]:
    """Short lines in the block of "You may also like" or "3 comments" are clutter too."""
    zone = -1
    for i, line in enumerate(lines):
        words = line.span.of(text)
        if rules.zones.matches(bare(words)):
            zone = line.block
            lines[i] = replace(line, shape=LineShape.NOISE, reason=line.reason or "zone")
        elif line.block == zone and line.shape is not LineShape.NOISE and not rules.may_warn(words):
            lines[i] = replace(line, shape=LineShape.NOISE, reason="zone")
    return lines


def _raw_lines(text: str) -> list[tuple[Span, int]]:
    lines, block, was_blank = [], 0, False
    for match in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n|\Z)", text):
        if not match.group():
            break
        if span := trimmed(text, match.start(), match.end()):
            block += was_blank
            was_blank = False
            lines.append((span, block))
        else:
            was_blank = True
    return lines


def _joined(text: str, raw: list[tuple[Span, int]]) -> list[tuple[Span, int]]:
    """Lines that a program wrapped at a fixed width, put together again."""
    wrapped = _wrapped_blocks(raw)
    joined: list[tuple[Span, int]] = []
    for span, block in raw:
        is_open = joined and joined[-1][1] == block and block in wrapped
        if is_open and _continues(text, joined[-1][0], span):
            joined[-1] = (Span(joined[-1][0].start, span.end), block)
        else:
            joined.append((span, block))
    return joined


def _wrapped_blocks(raw: list[tuple[Span, int]]) -> set[int]:
    """The blocks whose lines are about equally long, but for the last of a paragraph or item.

    The lines of a list are not: joining them would make one item of several.
    """
    lengths: dict[int, list[int]] = {}
    for span, block in raw:
        lengths.setdefault(block, []).append(len(span))
    return {block for block, sizes in lengths.items() if _are_wrapped(sizes)}


def _are_wrapped(sizes: Sequence[int]) -> bool:
    longest = max(sizes)
    full = sum(size >= longest * _FULL for size in sizes)
    return len(sizes) > 1 and longest >= _WRAP_AT and full * _ENOUGH >= len(sizes) - 1


def _continues(text: str, before: Span, after: Span) -> bool:
    last_line = before.of(text).rsplit("\n", 1)[-1]
    if len(last_line.strip()) < _WRAP_AT or _MARK.match(after.of(text)):
        return False
    if not _TERMINAL.search(last_line) or last_line.rstrip().endswith(","):
        return after.of(text)[0].islower() or "\n" in before.of(text) or last_line.rstrip().endswith(",")
    # a full line inside a wrapped paragraph may happen to end with a full stop
    return "\n" in before.of(text) and len(last_line.strip()) > 60 and last_line.rstrip()[-1] in ".;"


@lru_cache(maxsize=4_000)
def bare(words: str) -> str:
    """``words`` as a person reads them, without the marks of a list, a heading or emphasis around them."""
    words = legible(words)[0].strip().strip("*_# ")
    mark = _MARK.match(words) or _NUMBER.match(words) or _QUESTION_MARK.match(words)
    return words[mark.end() :].strip("*_# :") if mark else words.strip("*_ :")


def question_span(text: str, span: Span) -> Span:
    """The words of a question without the mark of a list, its number, "Q:" or marks of emphasis around it."""
    words = span.of(text)
    end = span.start + len(words.rstrip("*_#" + _UNFOLDS))
    start = span.start
    while mark := _BEFORE_QUESTION.match(text, start, end):
        start = mark.end()
    return Span(start, end) if start < end else span


def is_asked(words: str) -> bool:
    """Whether a mark ("Q:") says that ``words`` are a question, or the letter of someone who asks."""
    return _QUESTION_MARK.match(legible(words)[0]) is not None


def _shaped(text: str, span: Span, block: int, rules: LayoutRules) -> Line:
    sentences = tuple(split_sentences(text, span))
    line = _shape(text, span, block, rules, sentences)
    line.sentences = sentences
    return line


def bare_answer(words: str) -> str:
    """The words of an answer without "A:" before them."""
    words = legible(words)[0]
    mark = _ANSWER_MARK.match(words)
    return words[mark.end() :] if mark else words


def _shape(text: str, span: Span, block: int, rules: LayoutRules, sentences: tuple[Span, ...]) -> Line:
    words = span.of(text)
    reasons = [rules.noise_reason(sentence.of(text)) for sentence in sentences]
    if all(reasons):
        return Line(span, span.start, block, LineShape.NOISE, reasons[0])
    if len(sentences) > 1 and len(words) <= MAX_SENTENCE and (reason := rules.line_reason(words)):
        return Line(span, span.start, block, LineShape.NOISE, reason)
    if rules.is_reference(words):
        return Line(span, span.start, block, LineShape.REFERENCE, "reference")
    if len(words) > MAX_SENTENCE:  # neither a name nor a lead-in
        return _marked(text, span, block, rules) or Line(span, span.start, block, LineShape.PARAGRAPH)
    return _named(text, span, block, rules) or Line(span, span.start, block, _shape_of(words, rules))


def _named(text: str, span: Span, block: int, rules: LayoutRules) -> Line | None:
    """What the marks of a line, or the words of a known name, say of it."""
    words = span.of(text)
    is_short = len(words.split()) <= _HEADING_WORDS
    if heading := _HEADING_MARK.match(words):
        shape = LineShape.QUESTION if rules.is_question(words) else LineShape.SHORT
        level = len(heading.group().strip())
        return Line(span, span.start + heading.end(), block, shape, "marked", level=level)
    if answer := _ANSWER_MARK.match(words):
        return Line(span, span.start + answer.end(), block, LineShape.PARAGRAPH)
    if is_asked(words) and "?" in words and not words.endswith("?"):
        return Line(span, span.start, block, LineShape.PARAGRAPH)  # a letter with a name under it
    if is_short and _is_printed_question(words, rules):
        reason = "" if "?" in words[-4:] else "unmarked"
        return Line(span, span.start, block, LineShape.QUESTION, reason)
    if _EMPHASIS.match(words) and is_short:
        shape = LineShape.GROUP if rules.is_group(words) else LineShape.SHORT
        return Line(span, span.start, block, shape, "marked")
    return _marked(text, span, block, rules) or _section_name(text, span, block, rules)


def _marked(text: str, span: Span, block: int, rules: LayoutRules) -> Line | None:
    """An item behind a mark of a list, or the name of a section behind a picture."""
    words = span.of(text)
    mark = _MARK.match(words)
    if mark is None or mark.end() == len(words):
        return None
    if len(words) <= MAX_SENTENCE and _is_decorated_heading(words, rules):
        return Line(span, span.start + mark.end(), block, LineShape.SHORT, "marked")
    indent = span.start - text.rfind("\n", 0, span.start) - 1
    return Line(span, span.start + mark.end(), block, LineShape.BULLET, indent=indent)


def _section_name(text: str, span: Span, block: int, rules: LayoutRules) -> Line | None:
    words = span.of(text)
    name, _, rest = words.partition(":")
    if rest.strip() and rules.is_heading(name):
        return Line(span, span.start, block, LineShape.PARAGRAPH)  # "Side effects: redness, itching"
    if words.endswith((":", "?", ".", "!", ";", ",")):
        return None
    if rules.is_group(words):
        return Line(span, span.start, block, LineShape.GROUP, "marked")
    if rules.is_heading(words):
        return Line(span, span.start, block, LineShape.SHORT, "marked")
    return None


def _is_decorated_heading(words: str, rules: LayoutRules) -> bool:
    """The name of a section behind a picture ("⚠ Who cannot be treated"), not behind a mark of a list."""
    name = bare(words)
    has_picture = re.match(rf"{_SYMBOL}", words) is not None and words[0] not in "•·▪◦‣●○✓✔✗✘"
    return has_picture and rules.is_heading(name) and not _TERMINAL.search(name)


def _is_printed_question(words: str, rules: LayoutRules) -> bool:
    """A short line, numbered or not, that asks; a mark of a list alone makes no question."""
    if _QUESTION_MARK.match(words):
        return True
    if re.search(r"[.!?…] +[A-Z]", re.sub(r"^\W*\d{1,2}[.)]\s", "", words)) and not words.endswith("?"):
        return False
    is_bullet = _MARK.match(words) is not None
    is_asked = rules.is_question(words)
    return is_asked and (
        words.rstrip("*_" + _UNFOLDS).endswith("?") or not (is_bullet or _TERMINAL.search(words))
    )


def _shape_of(words: str, rules: LayoutRules) -> LineShape:
    is_short = len(words.split()) <= _HEADING_WORDS and not re.search(r"[.!?…] +[A-Z]", words)
    if is_short and words.endswith("?"):
        return LineShape.QUESTION
    if words.endswith(":") and not re.search(r"[.!?] +[A-Z]", words):
        return LineShape.LEAD
    if is_short and not _TERMINAL.search(words) and not _TIMED.match(words):
        return LineShape.SHORT
    return LineShape.PARAGRAPH


def _without_contents(lines: list[Line], text: str) -> list[Line]:
    """A block of names that stand further down again, each over its own text, is a table of contents."""
    places: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        if line.shape in _NAMES:
            places.setdefault(bare(line.span.of(text)).casefold(), []).append(i)
    for _, block in groupby(range(len(lines)), key=lambda i: lines[i].block):
        members = list(block)
        again = [_again(places, lines[i], text, members[-1]) for i in members]
        found = [place for place in again if place]
        apart = all(later - earlier > 1 for earlier, later in pairwise(found))
        if len(found) >= _CONTENTS and len(found) * 3 >= len(members) * 2 and apart:
            for i in members:
                lines[i] = replace(lines[i], shape=LineShape.NOISE, reason="contents")
    return lines


def _again(places: Mapping[str, Sequence[int]], line: Line, text: str, last: int) -> int:
    """Where the words of ``line`` stand alone on a line behind ``last``; 0 for nowhere."""
    found = places.get(bare(line.span.of(text)).casefold(), ())
    place = bisect_right(found, last)
    return found[place] if place < len(found) else 0


def _with_tables(lines: list[Line], text: str, rules: LayoutRules) -> list[Line]:
    """Tables that were flattened or drawn with bars become cells, fact boxes become rows."""
    return _with_fact_boxes(list(_with_columns(_with_bars(lines, text), text)), text, rules)


def _with_fact_boxes(lines: list[Line], text: str, rules: LayoutRules) -> list[Line]:
    """Lines of a block that is a fact box become table rows, from the first row to the last."""
    blocks: dict[int, list[int]] = {}
    for i, line in enumerate(lines):
        blocks.setdefault(line.block, []).append(i)
    for members in blocks.values():
        rows = {i: row for i in members if (row := _as_row(lines[i], text, rules))}
        if len(rows) >= 3 and len(rows) * 2 >= len(members):
            for i in range(min(rows), max(rows) + 1):
                lines[i] = rows.get(i, lines[i])
    return lines


def _as_row(line: Line, text: str, rules: LayoutRules) -> Line | None:
    if line.shape is not LineShape.SHORT:
        return None
    words = line.span.of(text)
    match = rules.table_row.fullmatch(words) or rules.table_value.fullmatch(words)
    if match is None or is_blank(match["value"][0]):
        return None
    label = Span(line.span.start, line.span.start + match.end("key"))
    return Line(line.span, line.span.start, line.block, LineShape.TABLE_ROW, label=label)


def _with_bars(lines: list[Line], text: str) -> list[Line]:
    """Rows of a table drawn with "|", cell by cell: a row of dashes among them, or as many bars in each."""
    made: list[Line] = []
    for (_, has_bars), run in groupby(lines, key=lambda line: (line.block, "|" in line.span.of(text))):
        rows = list(run)
        is_table = has_bars and (_has_rule(rows, text) or _is_regular(rows, text))
        for number, row in enumerate(rows):
            made += _cells(text, row, number) if is_table and len(rows) > 2 else [row]
    return made


def _has_rule(rows: Sequence[Line], text: str) -> bool:
    return any(_BARS.fullmatch(row.span.of(text)) for row in rows)


def _is_regular(rows: Sequence[Line], text: str) -> bool:
    """Three rows with two bars each, or more of either."""
    counts = {row.span.of(text).strip("| ").count("|") for row in rows}
    return len(counts) == 1 and len(rows) + min(counts) >= _REGULAR and len(rows) > _PAIR


def _cells(text: str, row: Line, number: int) -> list[Line]:
    """The cells of one row; each takes the bar before it, so that no character is lost."""
    words = row.span.of(text)
    if _BARS.fullmatch(words):
        return [replace(row, shape=LineShape.NOISE, reason="no_words")]
    bars = [row.span.start + match.start() for match in re.finditer(r"\|", words)]
    starts = sorted({row.span.start, *bars})
    ends = [*starts[1:], row.span.end]
    spans = [trimmed(text, start, end) for start, end in zip(starts, ends, strict=True)]
    inked = [span for span in spans if span]
    if len(inked) > 1 and not inked[-1].of(text).strip("| "):
        inked[-2:] = [Span(inked[-2].start, inked[-1].end)]
    return [
        Line(span, span.start, row.block, LineShape.CELL, row=number, column=column)
        for column, span in enumerate(inked)
    ]


def _with_columns(lines: list[Line], text: str) -> Iterator[Line]:
    """A table that lost its lines: names of treatments one below the other, then a label and their values."""
    is_name = [
        line.shape is LineShape.SHORT and load_treatments().is_name(bare(line.span.of(text)))
        for line in lines
    ]
    position = 0
    while position < len(lines):
        names = _run_of(is_name, position)
        if names < 2 or position == 0:
            yield lines[position]
            position += 1
            continue
        cells = _columns(lines, position, names)
        yield from cells or lines[position : position + names]
        position += max(len(cells), names)


def _run_of(flags: list[bool], start: int) -> int:
    end = start
    while end < len(flags) and flags[end]:
        end += 1
    return end - start


def _columns(lines: list[Line], start: int, names: int) -> list[Line]:
    """The heads and rows of a flattened table; none where no whole row follows."""
    block, width = lines[start].block, names + 1
    after = start + names
    end = after
    while end < len(lines) and lines[end].block == block and lines[end].shape in _CELL_SHAPES:
        end += 1
    rows = (end - after) // width
    if not rows:
        return []
    heads = [_cell(lines[start + n], 0, n + 1) for n in range(names)]
    body = range(after, after + rows * width)
    return heads + [_cell(lines[i], 1 + (i - after) // width, (i - after) % width) for i in body]


def _cell(line: Line, row: int, column: int) -> Line:
    return Line(line.span, line.content, line.block, LineShape.CELL, row=row, column=column)
