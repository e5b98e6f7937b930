"""Checks single claims against articles in files: cases that a person or a program wrote."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from content.jsonlines import read_objects
from content.pipeline.errors import BadData, UnknownSource
from content.pipeline.run import Reading, read_article
from content.pipeline.snapshots import read_snapshot
from content.pipeline.verdicts import check_case


def check_cases(path: Path, folder: Path) -> list[dict[str, object]]:
    """One result for each line of ``path``; each names an article of ``folder`` by its file's stem.

    Raises BadData for a line, UnknownSource for an article that is not there, UnreadableSource for one.
    """
    cases = read_objects(path, required=["id", "source", "claim"], optional=["quote"])
    readings = _read_sources(cases, path, folder)
    return [_check(case, readings[case["source"]]) for _, case in cases]


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


def _check(case: Mapping[str, Any], reading: Reading) -> dict[str, object]:
    snapshot = reading.snapshot
    verdict, span = check_case(case["claim"], snapshot, reading.passages, case.get("quote"))
    return {
        "id": case["id"],
        "verdict": verdict.support.value,
        "start": span.start if span else None,
        "end": span.end if span else None,
        "quote": span.of(snapshot.text) if span else None,
        "reasons": [{"code": reason.code, "message": reason.message} for reason in verdict.reasons],
    }
