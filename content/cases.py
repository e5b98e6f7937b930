"""Checks single claims against articles in files: cases that a person or a program wrote."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from content.jsonlines import read_objects
from content.pipeline.anchors import anchor_quote
from content.pipeline.citations import Basis
from content.pipeline.errors import BadData, UnknownSource
from content.pipeline.run import Reading, read_article
from content.pipeline.snapshots import read_snapshot
from content.pipeline.verdicts import Evidence, check_claim, find_evidence


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
    evidence = _evidence(case, reading)
    verdict = check_claim(case["claim"], evidence, basis=Basis.CITATION, is_safety=False)
    place = next((e.anchor for e in evidence if e.anchor.span), None)
    return {
        "id": case["id"],
        "verdict": verdict.support.value,
        "start": place.span.start if place else None,
        "end": place.span.end if place else None,
        "quote": place.quote if place else None,
        "reasons": [{"code": reason.code, "message": reason.message} for reason in verdict.reasons],
    }


def _evidence(case: Mapping[str, Any], reading: Reading) -> list[Evidence]:
    snapshot, passages = reading.snapshot, reading.passages
    if "quote" not in case:
        return list(find_evidence(case["claim"], snapshot, passages))
    anchor = anchor_quote(case["quote"], snapshot, passages)
    return [Evidence(snapshot.source_id, snapshot, passages, case["quote"], anchor)]
