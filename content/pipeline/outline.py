"""Outline: the lines of a page put in order: headings, lists, items with their text, tables, answers.

The lines are walked over once, from top to bottom, with what must be remembered: the headings above, the
lead-in, the open list, the open item, the columns of a table.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from content.pipeline.cues import load_cues, matches, plain
from content.pipeline.layout import LayoutRules, Line, LineShape, bare, is_asked
from content.pipeline.legible import legible
from content.pipeline.sentences import MAX_SENTENCE, bounded, split_sentences
from content.pipeline.spans import Span, trimmed
from content.pipeline.treatments import load_treatments
from content.pipeline.vocabulary import load_vocabulary


class PassageKind(StrEnum):
    HEADING = "heading"
    LEAD_IN = "lead_in"
    SENTENCE = "sentence"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    QUESTION = "question"
    ANSWER = "answer"
    REFERENCE = "reference"
    NOISE = "noise"


class Disposition(StrEnum):
    """What became of a passage. Every passage has exactly one."""

    USED = "used"
    DUPLICATE = "duplicate"
    HEADING = "heading"
    BACKGROUND = "background"
    PROMOTIONAL = "promotional"
    BOILERPLATE = "boilerplate"
    UNUSABLE = "unusable"
    REJECTED = "rejected"


@dataclass(slots=True)
class Draft:
    """A passage while its neighbours are still being read."""

    span: Span
    kind: PassageKind
    disposition: Disposition = Disposition.BACKGROUND
    reason: str = ""
    section: int | None = None
    heading_path: tuple[str, ...] = ()
    parent: int | None = None
    label: Span | None = None
    duplicate_of: int | None = None
    line: int = 0
    column: int | None = None


_LABEL = re.compile(r"(?P<name>[^.:;!?\n]{2,80}?)\s*:(?=\s|$)")
_ANNOUNCES = re.compile(r"\b(?:following|below|these|such as)\b", re.IGNORECASE)
_OPEN_END = re.compile(
    r"\b(?:includes?|including|are|is|be|experience|notice|feel|see|have|has|had|following|for|if|you|to|as"
    r"|with|of|by|when|who|treats?|improves?|reduces?|helps?|cases?|conditions?|below|like|cause|suffer from"
    r"|may|might|can)$",
    re.IGNORECASE,
)
_ITEM_OPENS = re.compile(
    r"\W*(?:people|persons?|patients?|those|anyone|anybody|everyone|individuals|women|men|mothers|clients?|adults"
    r"|children|if|when|who|with|having|being|you)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|will|would|should|must|can|could|may|might|does|do|has|have|includes?)\b",
    re.IGNORECASE,
)
_COLON_WORDS = 4
_DEEPEST = 6
"""Headings above each other, as in HTML: more of them without text between are beside each other."""
_PRICED = re.compile(
    r"(?P<name>[^\W\d_](?:[\w’'&/,-]| (?! )){2,60})(?:[ \t]{2,60}|\t| ?[–—:-] )[ \t]{0,60}"
    r"(?:from )?(?:[£$€] ?\d[\d.,]{0,9}|\d[\d.,]{0,9} ?[£$€])[ *+]{0,3}"
)
_WARNED = ("contraindication", "side_effect")
_PLAIN_MARKS = "•·▪◦‣●○-–—*+(["
_LABEL_WORDS = 10
_RUN_OF_STUBS = 4


class Sections:
    """What the reader must know of words to tell an item from a heading: roles announced, things named."""

    def __init__(self) -> None:
        self.cues = load_cues()
        self.vocabulary = load_vocabulary()

    @cache  # noqa: B019  one object lives as long as one reading
    def role_of(self, words: str) -> str:
        """The role that a heading or lead-in announces, or ""."""
        return self.cues.context_of(words)

    def names_uses(self, words: str) -> bool:
        """Whether a heading announces uses, and no mere benefits."""
        return self.role_of(words) == "indication" and not matches(self.cues.vague, plain(words))

    def names_warnings(self, words: str) -> bool:
        """Whether a sentence speaks of side effects or contraindications as such."""
        role = self.role_of(words)
        return role in _WARNED and (self.cues.names_effects(words) or "contraindication" in words.lower())

    def names_wish(self, words: str) -> bool:
        """Whether a short line names what people wish to have treated, and no other treatment."""
        named = {term.concept.kind for term in self.vocabulary.find_terms(legible(words)[0])}
        return "concern" in named and "procedure" not in named

    def names_thing(self, words: str) -> bool:
        """Whether a short line is the name of a condition, an effect or the like."""
        return self.vocabulary.names_thing(legible(words)[0])


class Outline:
    """Walks over the lines once and keeps what it must remember: heading, open list, open item."""

    def __init__(self, text: str, lines: list[Line], rules: LayoutRules, sections: Sections) -> None:
        self.sections = sections
        self.text = text
        self.lines = lines
        self.rules = rules
        self.drafts: list[Draft] = []
        self.headings: list[int] = []
        self.path: tuple[str, ...] = ()
        self.path_of: list[int] = self.headings
        self.lead_in: int | None = None
        self.list_shape: LineShape | None = None
        self.item: int | None = None
        self.item_block = -1
        self.awaits_text = False
        self.runs: dict[int, list[int]] = {}
        self.position = 0
        self.base: list[int] = []
        self.levels: dict[int, int] = {}
        self.columns: dict[int, int] = {}
        self.nested: list[tuple[int, int | None]] = []
        self.row_label: int | None = None
        self.table_lead: int | None = None

    def read(self) -> list[Draft]:
        for position, line in enumerate(self.lines):
            self.position = position
            getattr(self, f"_read_{line.shape}")(position, line)
        return self.drafts

    # one method for each shape of line

    def _read_noise(self, position: int, line: Line) -> None:
        if line.reason == "price":
            self.awaits_text = False  # the next heading is no part of this one
            line = self._without_wish(line)
        for sentence in self._sentences_of(line):
            reason = self.rules.noise_reason(sentence.of(self.text)) or line.reason
            self._add_noise(sentence, reason, parent=self.lead_in if reason == "cut_off" else None)

    def _without_wish(self, line: Line) -> Line:
        """The price of a row that says what is treated ("Dark circles   £95"), which becomes an item."""
        match = _PRICED.fullmatch(self.text, line.span.start, line.span.end)
        if match is None or not self.sections.names_wish(match["name"]):
            return line
        name, rest = Span(*match.span("name")), trimmed(self.text, match.end("name"), line.span.end)
        self._add(name, PassageKind.LIST_ITEM)
        return replace(line, span=rest, sentences=()) if rest else line

    def _read_reference(self, position: int, line: Line) -> None:
        self._add(line.span, PassageKind.REFERENCE, disposition=Disposition.BOILERPLATE, reason="reference")

    def _read_table_row(self, position: int, line: Line) -> None:
        self._add(line.span, PassageKind.TABLE_ROW, parent=self.headings[-1] if self.headings else None)
        self.drafts[-1].label = line.label
        self.awaits_text = False

    def _read_cell(self, position: int, line: Line) -> None:
        """A cell: its row's label stands above it, the name of its column beside that."""
        if line.row == 0:
            self.table_lead = (
                self.lead_in if line.column == 0 or self.lead_in is not None else self.table_lead
            )
            self._close_list()
            before = self.lines[position - 1] if position else None
            is_first = before is None or before.shape is not LineShape.CELL or before.row != 0
            self.columns = {} if is_first else self.columns
            self.row_label = None
        parent = self.row_label if line.column else self.table_lead
        cell = len(self.drafts)
        for piece in bounded(self.text, line.span):
            self._add(piece, PassageKind.TABLE_ROW, parent=parent)
        if line.row == 0:
            self.columns[line.column] = cell
            self.awaits_text = False
            return
        if line.column == 0:
            self.row_label = cell
        for draft in self.drafts[cell:]:
            draft.column = self.columns.get(line.column)
        self.awaits_text = False

    def _read_question(self, position: int, line: Line) -> None:
        """In an open list a line that only begins like a question ("have a history of …") is an item."""
        is_in_list = self.lead_in is not None and self.list_shape is not LineShape.BULLET
        if is_in_list and line.reason == "unmarked" and not self.sections.role_of(line.span.of(self.text)):
            self._read_short(position, replace(line, reason=""))
            return
        self._close_list()
        sentences = self._sentences_of(line)
        if len(sentences) > 1 and all(self.rules.is_question(s.of(self.text)) for s in sentences):
            for sentence in sentences:
                self._add_heading(replace(line, span=sentence))
        else:
            self._add_heading(line)

    def _read_short(self, position: int, line: Line) -> None:
        if self._is_broken_off(line):
            self._add_sentences(line, PassageKind.SENTENCE, parent=self.item)
        elif line.reason != "marked" and self._is_named_item(line):
            if self.lead_in is None:
                self._close_list()
            self.list_shape = LineShape.NAMED
            self._add_item(line)
        elif line.reason != "marked" and self._is_value(line):
            self._add_sentences(line, PassageKind.SENTENCE, parent=self.item)
        elif line.reason != "marked" and not self._is_other_section(line) and self._is_stub(position, line):
            self._add_item(line)
        else:
            self._close_list()
            self._add_heading(line)

    def _is_broken_off(self, line: Line) -> bool:
        """The rest of a marked item that a stray line end cut in two."""
        is_next = self.item is not None and self.list_shape is LineShape.BULLET
        return is_next and line.block == self.item_block and self._begins_small(line)

    def _is_named_item(self, line: Line) -> bool:
        """A bare name under "Side effects" or "Who should not have it", whatever stands under it."""
        words = line.span.of(self.text)
        lead_in = self.drafts[self.lead_in].span.of(self.text) if self.lead_in is not None else ""
        is_section = not lead_in or self.rules.is_heading(bare(lead_in))
        role = self.sections.role_of(lead_in) if lead_in else self._section_role()
        if not is_section or role not in (*_WARNED, "indication"):
            return False
        if role == "indication" and not (lead_in or self._is_under_uses()):
            return False
        return self.sections.names_thing(words) and not self.sections.role_of(words)

    def _is_other_section(self, line: Line) -> bool:
        """The name of a treatment by itself opens a section, but not among reasons to stay away."""
        words = bare(line.span.of(self.text))
        return self._section_role() != "contraindication" and load_treatments().is_name(words)

    def _section_role(self) -> str:
        """The role that the nearest heading which announces one gives."""
        named = (self.sections.role_of(self.drafts[i].span.of(self.text)) for i in reversed(self.headings))
        return next(filter(None, named), "")

    def _is_value(self, line: Line) -> bool:
        """A short line right under a name belongs to it ("Redness", "62 %")."""
        is_under_name = self.list_shape is LineShape.NAMED and self.item is not None
        return is_under_name and line.block == self.item_block

    def _read_lead(self, position: int, line: Line) -> None:
        """ "Contraindications:", then "I confirm that none of these applies to me:" lead in together."""
        if self._is_colon_heading(position, line):
            self._close_list()
            self._add_heading(line)
            return
        before = self.drafts[-1] if self.drafts else None
        leads_on = before is not None and before.kind is PassageKind.LEAD_IN
        self._add(line.span, PassageKind.LEAD_IN, parent=len(self.drafts) - 1 if leads_on else None)
        self._open_list(len(self.drafts) - 1)

    def _is_colon_heading(self, position: int, line: Line) -> bool:
        """ "Procedure description:" over a paragraph: a heading that ends with a colon."""
        following = self._next(position)
        if following is None or following.shape is not LineShape.PARAGRAPH or following.block == line.block:
            return False
        words = line.span.of(self.text)
        is_text = following.span.of(self.text).endswith(".") and len(self._sentences_of(following)) > 0
        is_long = len(following.span.of(self.text).split()) > _LABEL_WORDS * 2
        return is_text and is_long and len(words.split()) <= _COLON_WORDS and words[0].isupper()

    def _read_bullet(self, position: int, line: Line) -> None:
        is_numbered = self._mark_of(line)[:1].isdigit()
        if self._asks_and_answers(line) and (is_numbered or self._is_among_questions(position)):
            self._close_list()
            self._add_answers(line)
            return
        following = self._next(position)
        is_long = len(line.span) > MAX_SENTENCE  # neither a lead-in nor a heading
        leads_in = line.span.of(self.text).endswith(":") and not is_long
        if leads_in and following and following.shape is LineShape.BULLET:
            self._read_lead(position, line)
            return
        if not is_long and self._is_lone_heading(position, line):
            self._close_list()
            self._add_heading(line)
            return
        self._take_lead_in()
        if following and following.shape is LineShape.BULLET and following.indent > line.indent + 1:
            self._open_nested(line)
            return
        self._close_nested(line)
        self.list_shape = LineShape.BULLET
        self._add_item(line)

    def _is_among_questions(self, position: int) -> bool:
        """The items beside it ask and answer too, and they do not ask who must not be treated."""
        lead = self.drafts[self.lead_in].span.of(self.text) if self.lead_in is not None else ""
        if self.sections.role_of(lead) or self._section_role() in _WARNED:
            return False
        beside = self.lines[max(position - 1, 0) : position] + self.lines[position + 1 : position + 2]
        return any(near.shape is LineShape.BULLET and self._asks_and_answers(near) for near in beside)

    def _is_lone_heading(self, position: int, line: Line) -> bool:
        """A short line behind a picture, by itself, above items behind another mark."""
        following, before = self._next(position), self.lines[position - 1] if position else None
        if following is None or following.shape is not LineShape.BULLET or following.block == line.block:
            return False
        is_alone = before is None or before.block != line.block
        words, mark = line.span.of(self.text), self._mark_of(line)
        has_picture = mark != "" and not mark[0].isalnum() and mark[0] not in _PLAIN_MARKS
        return is_alone and has_picture and words[-1] not in ".!;," and mark != self._mark_of(following)

    def _mark_of(self, line: Line) -> str:
        return self.text[line.span.start : line.content].strip()

    def _open_nested(self, line: Line) -> None:
        """An item over items that stand further in leads into them."""
        self._close_nested(line)
        above = self.lead_in
        self._add_item(line)
        self.nested.append((line.indent, above))
        self.lead_in = len(self.drafts) - 1
        self.list_shape = LineShape.BULLET

    def _close_nested(self, line: Line) -> None:
        while self.nested and self.nested[-1][0] >= line.indent:
            _, self.lead_in = self.nested.pop()

    def _read_paragraph(self, position: int, line: Line) -> None:
        if is_asked(line.span.of(self.text)):
            self._close_list()
            self._add_letter(line)
        elif self._continues_item(line):
            self._add_sentences(line, PassageKind.SENTENCE, parent=self.item)
        elif self._is_unmarked_item(position, line):
            self.list_shape = LineShape.PARAGRAPH
            self._add_item(line)
        elif self._asks_and_answers(line):
            self._close_list()
            self._add_answers(line)
        else:
            self._close_list()
            self._add_sentences(line, PassageKind.SENTENCE)
            if self._leads_in(position):
                self.drafts[-1].kind = PassageKind.LEAD_IN
                self._open_list(len(self.drafts) - 1)

    def _leads_in(self, position: int) -> bool:
        """A sentence that ends with a colon, or with no mark at all above a list."""
        last, following = self.drafts[-1], self._next(position)
        words = last.span.of(self.text)
        if words.endswith(":"):
            return True
        is_open = last.kind is PassageKind.SENTENCE and _OPEN_END.search(words) is not None
        return is_open and following is not None and following.shape in (LineShape.SHORT, LineShape.BULLET)

    def _asks_and_answers(self, line: Line) -> bool:
        """A paragraph that begins with a question and goes on with its answer."""
        sentences = self._sentences_of(line)
        first = sentences[0].of(self.text)
        return len(sentences) > 1 and first.endswith("?") and self.rules.is_question(first)

    def _add_answers(self, line: Line) -> None:
        question = None
        for sentence in self._sentences_of(line):
            words = sentence.of(self.text)
            if words.endswith("?") and self.rules.is_question(words):
                self._add(sentence, PassageKind.QUESTION)
                question = len(self.drafts) - 1
            else:
                self._add_rest([sentence], PassageKind.ANSWER, question)
        self.awaits_text = False

    def _add_letter(self, line: Line) -> None:
        """Someone tells and asks ("Q: I take aspirin. Should I wait?"): each question by itself."""
        for sentence in self._sentences_of(line):
            words = sentence.of(self.text)
            if words.endswith("?") and self.rules.is_question(words):
                self._add_heading(replace(line, span=sentence))
            else:
                self._add_rest([sentence], PassageKind.SENTENCE, None)

    # what the neighbours say about a line

    def _is_stub(self, position: int, line: Line) -> bool:
        """A bare name in a list without marks, rather than a heading."""
        following = self._next(position)
        if self.lead_in is not None and self.list_shape in (None, LineShape.SHORT, LineShape.PARAGRAPH):
            self.list_shape = LineShape.SHORT
            goes_on = self.item is not None and line.block == self.item_block
            is_long_item = following is not None and self._is_open_paragraph(following)
            is_plain = goes_on or self._begins_small(line) or is_long_item
            return is_plain or self._is_reason(line) or not self._opens_text(following)
        run = self._run_of_shorts(position)
        goes_on = self.awaits_text or (self.lead_in is None and self.list_shape is LineShape.SHORT)
        if goes_on and self._is_under_known_section():
            self.list_shape = LineShape.SHORT
            return position != run[-1] or not self._opens_text(following)
        if len(run) < _RUN_OF_STUBS and not self._shares_block(run):
            return False
        first, last = run[0], run[-1]
        if position == first and not (self.awaits_text and self._shares_block(run)):
            return False
        return position != last or not self._opens_text(following)

    def _is_reason(self, line: Line) -> bool:
        """Under a lead-in that warns, a name is an item even above a paragraph: no warning is lost."""
        lead_in = self.drafts[self.lead_in].span.of(self.text) if self.lead_in is not None else ""
        words = line.span.of(self.text)
        if self.sections.role_of(lead_in) not in _WARNED or self.sections.role_of(words):
            return False
        return line.reason != "marked" and self.sections.names_thing(words)

    def _is_open_paragraph(self, line: Line) -> bool:
        """A long line without a mark at its end is a long item, not text under a heading."""
        words = line.span.of(self.text)
        return line.shape is LineShape.PARAGRAPH and words[-1] not in ".!?:"

    def _is_under_known_section(self) -> bool:
        """Right under "Side effects" or the like stand its items, marked or not."""
        heading = self.drafts[self.headings[-1]].span.of(self.text) if self.headings else ""
        return self.rules.is_heading(bare(heading))

    def _is_under_uses(self) -> bool:
        """Right under a heading that names what is treated, rather than one that praises."""
        heading = self.drafts[self.headings[-1]].span.of(self.text) if self.headings else ""
        return self.sections.names_uses(heading)

    def _begins_small(self, line: Line) -> bool:
        """A heading begins with a capital; an item that goes on with its lead-in need not."""
        return self.text[line.content].islower()

    def _opens_text(self, following: Line | None) -> bool:
        if following is None or following.shape in (LineShape.NOISE, LineShape.REFERENCE):
            return False
        is_closing = following.shape is LineShape.PARAGRAPH and self.rules.is_closing(
            following.span.of(self.text)
        )
        return following.shape is not LineShape.SHORT and not is_closing

    def _run_of_shorts(self, position: int) -> list[int]:
        if position not in self.runs:
            last = position
            while last + 1 < len(self.lines) and self._is_short(last + 1):
                last += 1
            run = list(range(position, last + 1))
            self.runs.update(dict.fromkeys(run, run))
        return self.runs[position]

    def _is_short(self, position: int) -> bool:
        line = self.lines[position]
        return line.shape is LineShape.SHORT and line.reason != "marked"

    def _shares_block(self, run: list[int]) -> bool:
        return len(run) > 2 and len({self.lines[i].block for i in run[-2:]}) == 1

    def _continues_item(self, line: Line) -> bool:
        """Text under an item's name, or in the same block right after a marked item."""
        if self.item is not None and self.list_shape is LineShape.NAMED:
            is_answer = line.block != self.item_block and self._asks_and_answers(line)
            return not is_answer and not self._announces(line.span.of(self.text))
        if self.item is None or self.list_shape is not LineShape.BULLET:
            return False
        is_name_only = (
            self.drafts[self.item].span.of(self.text).endswith(":") and self.item == len(self.drafts) - 1
        )
        return is_name_only or line.block == self.item_block

    def _is_unmarked_item(self, position: int, line: Line) -> bool:
        if self.lead_in is None or self.list_shape not in (None, LineShape.PARAGRAPH, LineShape.SHORT):
            return False
        words = line.span.of(self.text)
        if self.rules.is_closing(words) and not self._precedes_item(position):
            return False
        is_apart = self.list_shape is LineShape.SHORT and line.block != self.item_block
        if is_apart and words[-1] in ".!?" and not _ITEM_OPENS.match(words) and _VERB.search(words):
            return False  # after bare names a sentence of its own is no item
        return len(self._sentences_of(line)) == 1 or self._label_of(line) is not None

    def _precedes_item(self, position: int) -> bool:
        """An item that only sounds like a closing remark: more items follow it in the list."""
        following = self._next(position)
        return (
            following is not None
            and following.shape is LineShape.PARAGRAPH
            and len(self._sentences_of(following)) == 1
            and not following.span.of(self.text).endswith(":")
            and not self.rules.is_closing(following.span.of(self.text))
        )

    def _next(self, position: int) -> Line | None:
        return self.lines[position + 1] if position + 1 < len(self.lines) else None

    def _label_of(self, line: Line) -> Span | None:
        match = _LABEL.match(self.text, line.content, line.span.end)
        if match is None or len(match["name"].split()) > _LABEL_WORDS:
            return None
        return trimmed(self.text, match.start("name"), match.end("name"))

    def _sentences_of(self, line: Line) -> Sequence[Span]:
        return line.sentences or split_sentences(self.text, line.span)

    # writing drafts

    def _add(
        self,
        span: Span,
        kind: PassageKind,
        disposition: Disposition = Disposition.BACKGROUND,
        reason: str = "",
        parent: int | None = None,
        label: Span | None = None,
    ) -> None:
        section = self.headings[-1] if self.headings else None
        if self.path_of is not self.headings:  # a list of headings is never changed, only replaced
            self.path = tuple(self.drafts[i].span.of(self.text) for i in self.headings)
            self.path_of = self.headings
        self.drafts.append(
            Draft(span, kind, disposition, reason, section, self.path, parent, label, line=self.position)
        )

    def _add_noise(self, span: Span, reason: str, parent: int | None = None) -> None:
        is_unusable = reason in ("cut_off", "missing_figure")
        disposition = Disposition.UNUSABLE if is_unusable else Disposition.BOILERPLATE
        self._add(span, PassageKind.NOISE, disposition=disposition, reason=reason, parent=parent)

    def _add_heading(self, line: Line) -> None:
        if line.level:
            self.headings = [h for h in self.headings if 0 < self.levels.get(h, 0) < line.level]
        elif not self.awaits_text:
            self.headings = []
        self.headings = self.headings[: _DEEPEST - 1]
        self._add(line.span, PassageKind.HEADING, disposition=Disposition.HEADING)
        self.headings = [*self.headings, len(self.drafts) - 1]
        self.levels[len(self.drafts) - 1] = line.level
        self.base = self.headings
        self.awaits_text = True

    def _read_group(self, position: int, line: Line) -> None:
        """A part of a section: it ends the part before it, not the section."""
        if not self.base:
            self._read_short(position, line)
            return
        lead_in = self.lead_in
        self._close_list()
        self.headings = self.base
        self._add(line.span, PassageKind.HEADING, disposition=Disposition.HEADING, parent=lead_in)
        self.headings = [*self.base, len(self.drafts) - 1]
        self.awaits_text = True

    def _add_item(self, line: Line) -> None:
        label = self._label_of(line)
        sentences = _after_label(self.text, line, label)
        self._add(sentences[0], PassageKind.LIST_ITEM, parent=self.lead_in, label=label)
        self.item, self.item_block = len(self.drafts) - 1, line.block
        self._add_rest(sentences[1:], PassageKind.SENTENCE, parent=self.item)
        self.awaits_text = False

    def _add_sentences(self, line: Line, kind: PassageKind, parent: int | None = None) -> None:
        self._add_rest(self._sentences_of(line), kind, parent)
        self.awaits_text = False

    def _add_rest(self, sentences: Sequence[Span], kind: PassageKind, parent: int | None) -> None:
        for sentence in sentences:
            words = sentence.of(self.text)
            if self.rules.is_reference(words):
                self._add(
                    sentence, PassageKind.REFERENCE, disposition=Disposition.BOILERPLATE, reason="reference"
                )
            elif reason := self.rules.noise_reason(words):
                self._add_noise(sentence, reason)
            else:
                self._add(sentence, kind, parent=parent)

    def _open_list(self, lead_in: int) -> None:
        self.lead_in, self.list_shape, self.item, self.nested = lead_in, None, None, []
        self.awaits_text = False

    def _take_lead_in(self) -> None:
        """ "The following people cannot be treated.", right before marked items, leads into them."""
        before = self.drafts[-1] if self.drafts else None
        is_free = self.lead_in is None and (self.item is None or self.list_shape is LineShape.NAMED)
        words = before.span.of(self.text) if before else ""
        announces = self._announces(words) or self.sections.names_warnings(legible(words)[0])
        if is_free and before and before.kind is PassageKind.SENTENCE and announces:
            before.kind = PassageKind.LEAD_IN
            self._open_list(len(self.drafts) - 1)

    def _announces(self, words: str) -> bool:
        return bool(_ANNOUNCES.search(legible(words)[0]))

    def _close_list(self) -> None:
        self.lead_in = self.list_shape = self.item = None
        self.nested = []


def _after_label(text: str, line: Line, label: Span | None) -> list[Span]:
    """The sentences of an item; its mark and name belong to the first of them."""
    body = trimmed(text, max(line.content, label.end + 1 if label else 0), line.span.end)
    sentences = split_sentences(text, body) if body else []
    first = Span(line.span.start, sentences[0].end if sentences else line.span.end)
    return [*bounded(text, first), *sentences[1:]]
