"""Findings as text: one a line for programs, by page and with their sentences for people."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from content.findings.finding import Finding, Level, one_line

STYLE_HEADING = "House style"

Paint = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Palette:
    """How a heading, an error, a warning, a hint and a good end look on a terminal."""

    heading: Paint = str
    error: Paint = str
    warning: Paint = str
    good: Paint = str
    hint: Paint = str

    def of(self, level: Level) -> Paint:
        return {Level.ERROR: self.error, Level.WARNING: self.warning, Level.NOTE: self.hint}[level]


def machine_lines(findings: Iterable[Finding]) -> str:
    """ "page:sentence code message", one finding a line, in the order given."""
    return "".join(f"{finding}\n" for finding in findings)


def people_text(
    findings: Sequence[Finding], summary: str, palette: Palette, style: Sequence[Finding] = ()
) -> str:
    """The findings under their pages, each with its sentence below it, and ``summary`` as the last line.

    ``style`` are findings of another family, on how pages are written, under a heading of their own.
    """
    blocks = ["\n".join(_block(about, group, palette)) for about, group in _by_page(findings)]
    if style:
        blocks.append(palette.heading(STYLE_HEADING))
        blocks += ["\n".join(_block(about, group, palette)) for about, group in _by_page(style)]
    is_good = not findings and all(finding.level is Level.NOTE for finding in style)
    return "\n\n".join([*blocks, palette.good(summary) if is_good else palette.error(summary)]) + "\n"


def _by_page(findings: Iterable[Finding]) -> Iterator[tuple[str, list[Finding]]]:
    """In the order in which the pages first come up, each once."""
    pages: dict[str, list[Finding]] = {}
    for finding in findings:
        pages.setdefault(finding.about, []).append(finding)
    yield from pages.items()


def _block(about: str, findings: list[Finding], palette: Palette) -> Iterator[str]:
    file = findings[0].location.file if findings[0].location else ""
    yield palette.heading(one_line(about)) + (f"  {one_line(file)}" if file else "")
    for claim, own in groupby(findings, key=lambda f: (f.sentence, f.claim)):
        for finding in own:
            hint = "hint: " if finding.level is Level.NOTE else ""
            code = palette.of(finding.level)(finding.code)
            yield f"  {_place(finding)}  {code}  {hint}{one_line(finding.message)}"
        if claim[1]:
            yield f"      {one_line(claim[1])}"


def _place(finding: Finding) -> str:
    line = f" (line {finding.location.line})" if finding.location and finding.location.line else ""
    return f"{finding.sentence}{line}"
