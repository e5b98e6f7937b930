"""Checks single claims against articles in files: cases that a person or a program wrote."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content.findings import Finding, Level, Location, counted
from content.findings.records import reason_record
from content.jsonlines import read_objects
from content.pagefiles import project_path
from content.pipeline.errors import BadData, UnknownSource
from content.pipeline.run import Reading, read_article
from content.pipeline.snapshots import read_snapshot
from content.pipeline.spans import Span
from content.pipeline.verdicts import Support, Verdict, check_case


@dataclass(frozen=True, slots=True)
class CheckedCase:
    """One line of a file of cases with its verdict; ``span`` is the evidence, None where there is none."""

    id: str | int
    claim: str
    asked_quote: str | None
    location: Location
    reading: Reading
    verdict: Verdict
    span: Span | None

    @property
    def quote(self) -> str | None:
        """The article's own words at ``span``."""
        return self.span.of(self.reading.snapshot.text) if self.span else None

    @property
    def record(self) -> dict[str, object]:
        """The JSON object of the case. docs/operations.md has the schema."""
        return {
            "id": self.id,
            "verdict": self.verdict.support.value,
            "start": self.span.start if self.span else None,
            "end": self.span.end if self.span else None,
            "quote": self.quote,
            "reasons": [reason_record(reason) for reason in self.verdict.reasons],
        }

    @property
    def findings(self) -> Iterator[Finding]:
        """Its reasons, where it is not supported: warnings where it is in part."""
        support = self.verdict.support
        if support is Support.SUPPORTED:
            return
        level = Level.WARNING if support is Support.PARTLY_SUPPORTED else Level.ERROR
        for reason in self.verdict.reasons:
            yield Finding(str(self.id), 1, reason.code, reason.message, self.claim, self.location, level)


def check_cases(path: Path, folder: Path) -> list[CheckedCase]:
    """One result for each line of ``path``; each names an article of ``folder`` by its file's stem.

    Raises BadData for a line, UnknownSource for an article that is not there, UnreadableSource for one.
    """
    cases = read_objects(path, required=["id", "source", "claim"], optional=["quote"])
    readings = _read_sources(cases, path, folder)
    file = project_path(path)
    return [_check(case, readings[case["source"]], Location(file, number)) for number, case in cases]


def summary_of(cases: Sequence[CheckedCase]) -> str:
    """As in "3 findings on 2 of 10 cases"."""
    counts = [len(list(case.findings)) for case in cases]
    return f"{counted(sum(counts), 'finding')} on {sum(map(bool, counts))} of {counted(len(cases), 'case')}"


def _read_sources(cases: list[tuple[int, dict[str, Any]]], path: Path, folder: Path) -> Mapping[str, Reading]:
    if not folder.is_dir():
        raise BadData("there is no such folder", file=str(folder), mend="Give the folder with the articles.")
    files = {file.stem: file for file in sorted(folder.glob("*.txt"))}
    readings: dict[str, Reading] = {}
    for number, case in cases:
        source = case["source"]
        if source not in files:
            mend = f"The articles in {folder} are {', '.join(files) or 'none (*.txt)'}."
            raise UnknownSource(
                f'there is no source "{source}"', file=str(path), place=f"line {number}", mend=mend
            )
        if source not in readings:
            readings[source] = read_article(read_snapshot(files[source]))
    return readings


def _check(case: Mapping[str, Any], reading: Reading, location: Location) -> CheckedCase:
    asked = case.get("quote")
    verdict, span = check_case(case["claim"], reading.snapshot, reading.passages, asked)
    return CheckedCase(case["id"], case["claim"], asked, location, reading, verdict, span)
