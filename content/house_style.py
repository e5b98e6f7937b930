"""The style of pages as findings, beside those of the checker. It reads only, and closes no gate."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from content.audit import place_of
from content.findings import Finding, Level, Location, counted
from content.models import Page, Snapshot
from content.pagefiles import PAGES, PageFile, loaded_file, project_path
from content.pipeline.citations import parse_claims
from content.pipeline.copying import SourceWords
from content.pipeline.errors import BadCitation
from content.pipeline.glossary import load_glossary
from content.pipeline.house_style import (
    StyleCode,
    StyleFinding,
    StyleLevel,
    check_style,
    grade_of_page,
    load_house_style,
)

ASKING = frozenset({"question", "gap"})
"""Kinds of pages whose title is a question; a gap is one that no article answers."""
LEVELS = {StyleLevel.ERROR: Level.ERROR, StyleLevel.HINT: Level.NOTE}
_OF_TITLE = frozenset(
    {StyleCode.LONG_TITLE, StyleCode.QUESTION_HEADING, StyleCode.HEADING_CASE, StyleCode.PROMOTIONAL}
)
"""What is found in the title where it has no place in the text."""


def audit_style(pages: Iterable[Page], folder: Path = PAGES) -> list[Finding]:
    """What is wrong with the style of ``pages``; one whose marks cannot be read is left to the checker.

    ``folder`` has the files that pages were loaded from, whose lines the findings name.
    """
    current = Snapshot.objects.filter(is_current=True).select_related("source").order_by("source__source_id")
    sources = SourceWords({snapshot.source.source_id: snapshot.text for snapshot in current})
    return [finding for page in pages for finding in style_of_page(page, sources, folder)]


def style_of_page(page: Page, sources: SourceWords, folder: Path = PAGES) -> list[Finding]:
    """The findings on one page, whether published or not, in reading order."""
    try:
        found = check_style(
            page.body,
            title=page.title,
            is_question=page.kind in ASKING,
            glossary=load_glossary(),
            rules=load_house_style(),
            sources=sources,
        )
        sentences = {claim.position: claim.text for claim in parse_claims(page.body)} if found else {}
    except BadCitation:
        return []
    file = loaded_file(page, folder) if found else None
    return [_finding(page, one, sentences.get(one.sentence, ""), file) for one in found]


def _finding(page: Page, found: StyleFinding, sentence: str, file: PageFile | None) -> Finding:
    location = _location(found, file) if file else None
    level = LEVELS[found.level]
    return Finding(page.address, found.sentence, found.code.value, found.message, sentence, location, level)


def _location(found: StyleFinding, file: PageFile) -> Location:
    if found.span:
        return place_of(found.span, file)
    line = file.line_of("title") if found.code in _OF_TITLE else None
    return Location(project_path(Path(file.file)), line)


def grade_of(page: Page) -> float:
    """The reading grade of ``page``, in years of school. Raises BadCitation."""
    return grade_of_page(parse_claims(page.body))


def summary_of_style(findings: Sequence[Finding]) -> str:
    """As in "house style: 0 errors, 12 hints"."""
    hints = sum(finding.level is Level.NOTE for finding in findings)
    return f"house style: {counted(len(findings) - hints, 'error')}, {counted(hints, 'hint')}"
