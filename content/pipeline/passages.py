"""Passages: every non-blank character of a snapshot in exactly one of them.

A passage is one heading, sentence, list item, table row, question, answer sentence, reference or
fragment of noise. Its disposition says what became of it; nothing vanishes.
"""

import re
from dataclasses import dataclass
from functools import cache

from content.pipeline.cues import load_cues
from content.pipeline.layout import LayoutRules, load_layout, read_lines
from content.pipeline.outline import Disposition, Draft, Outline, PassageKind, Sections
from content.pipeline.refusals import Refusals
from content.pipeline.snapshots import Snapshot
from content.pipeline.spans import Span
from content.pipeline.vocabulary import load_vocabulary

__all__ = ["Disposition", "Passage", "PassageKind", "split_passages"]

_BLANK_LINE = re.compile(r"\n\s*\n")
_FAQ_RUN = 3
_FAQ_ANSWER = 5
_FREE_STANDING = 40
"""A repeated sentence this long is a copy wherever it stands; a shorter one only in the same section."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a snapshot: ``quote == text[span.start:span.end]``.

    ``section`` is the index of the heading above it, ``parent`` that of its lead-in or of the item it
    continues, ``label`` the span of the name in "Name: explanation" and table keys, ``reason`` a
    stable code that explains the disposition, ``duplicate_of`` the index of the first copy. ``line`` is the
    number of the line it stands in, ``column`` the index of the passage that heads its column of a table.
    """

    index: int
    span: Span
    quote: str
    kind: PassageKind
    disposition: Disposition
    reason: str = ""
    section: int | None = None
    heading_path: tuple[str, ...] = ()
    parent: int | None = None
    label: Span | None = None
    duplicate_of: int | None = None
    line: int = 0
    column: int | None = None


def split_passages(snapshot: Snapshot) -> tuple[Passage, ...]:
    """The passages of ``snapshot`` in reading order; every non-blank character lies in exactly one.

    Dispositions are final for headings, duplicates, references and noise; all others are
    ``background`` until a statement uses them.
    """
    rules = load_layout()
    lines = read_lines(snapshot.text, rules, snapshot.page)
    drafts = Outline(snapshot.text, lines, rules, Sections()).read()
    del lines  # a long page takes less memory without them
    _set_trailing_clutter_aside(drafts, snapshot.text, rules)
    _mark_questions(drafts, snapshot.text)
    _mark_duplicates(drafts, snapshot.text)
    return tuple(
        Passage(
            index=i,
            span=draft.span,
            quote=draft.span.of(snapshot.text),
            kind=draft.kind,
            disposition=draft.disposition,
            reason=draft.reason,
            section=draft.section,
            heading_path=draft.heading_path,
            parent=draft.parent,
            label=draft.label,
            duplicate_of=draft.duplicate_of,
            line=draft.line,
            column=draft.column,
        )
        for i, draft in enumerate(drafts)
    )


def _set_trailing_clutter_aside(drafts: list[Draft], text: str, rules: LayoutRules) -> None:
    """Headings with no text under them at the end of a page are what its frame left behind."""
    refusals = Refusals(load_cues(), load_vocabulary())
    for draft in reversed(drafts):
        words = draft.span.of(text)
        if draft.kind is PassageKind.HEADING and (rules.may_warn(words) or refusals.by_name(words)):
            draft.kind, draft.disposition = PassageKind.SENTENCE, Disposition.BACKGROUND
            return
        if draft.kind is PassageKind.HEADING and rules.is_question(words):
            return
        if draft.kind is PassageKind.HEADING:
            draft.kind, draft.disposition, draft.reason = (
                PassageKind.NOISE,
                Disposition.BOILERPLATE,
                "no_text_under_it",
            )
        elif draft.kind not in (PassageKind.NOISE, PassageKind.REFERENCE):
            return


def _mark_questions(drafts: list[Draft], text: str) -> None:
    """A run of questions that each have one short answer is a list of questions and answers."""
    under: dict[int | None, list[int]] = {}
    for i, draft in enumerate(drafts):
        if draft.kind is not PassageKind.HEADING:
            under.setdefault(draft.section, []).append(i)
    run: list[int] = []
    headings = [i for i, draft in enumerate(drafts) if draft.kind is PassageKind.HEADING]
    for heading in [*headings, None]:
        if heading is not None and _is_question_with_answer(drafts, text, heading, under.get(heading, [])):
            run.append(heading)
            continue
        if len(run) >= _FAQ_RUN:
            _make_faq(drafts, {heading: under[heading] for heading in run})
        run = []


def _is_question_with_answer(drafts: list[Draft], text: str, heading: int, answer: list[int]) -> bool:
    return (
        drafts[heading].span.of(text).rstrip("*_ ").endswith("?")
        and 0 < len(answer) <= _FAQ_ANSWER
        and all(drafts[i].kind is PassageKind.SENTENCE for i in answer)
        and not _BLANK_LINE.search(text, drafts[answer[0]].span.start, drafts[answer[-1]].span.end)
    )


def _make_faq(drafts: list[Draft], answers: dict[int, list[int]]) -> None:
    for heading, answer in answers.items():
        drafts[heading].kind = PassageKind.QUESTION
        for i in answer:
            drafts[i].kind, drafts[i].parent = PassageKind.ANSWER, heading


def _mark_duplicates(drafts: list[Draft], text: str) -> None:
    """A passage printed before, word for word: the first copy stays, the others point to it."""
    seen: dict[tuple[str, str], int] = {}
    section_name = cache(lambda section: drafts[section].span.of(text).casefold())
    for i, draft in enumerate(drafts):
        if draft.kind in (PassageKind.NOISE, PassageKind.REFERENCE):
            continue
        words = " ".join(draft.span.of(text).casefold().split())
        is_free = len(words) >= _FREE_STANDING and draft.kind not in (
            PassageKind.LIST_ITEM,
            PassageKind.TABLE_ROW,
        )
        is_anywhere = is_free or draft.kind is PassageKind.HEADING or draft.section is None
        place = "" if is_anywhere else section_name(draft.section)
        first = seen.setdefault((place, words), i)
        if first != i:
            draft.disposition, draft.duplicate_of, draft.reason = (
                Disposition.DUPLICATE,
                first,
                "printed_before",
            )
