"""Findings as JSON objects. docs/operations.md has the schema."""

import json

from content.findings.finding import Finding
from content.pipeline.verdicts import Reason


def finding_record(finding: Finding) -> dict[str, object]:
    """What a program needs to find the sentence; ``file`` and ``line`` are null where none is known."""
    place = finding.location
    return {
        "about": finding.about,
        "sentence": finding.sentence,
        "code": finding.code,
        "message": finding.message,
        "level": finding.level.value,
        "file": place.file if place else None,
        "line": place.line if place else None,
    }


def reason_record(reason: Reason) -> dict[str, object]:
    """A reason with the places of the words that it names, in code points of claim and sources."""
    return {
        "code": reason.code,
        "message": reason.message,
        "claim": [[span.start, span.end] for span in reason.claim_spans],
        "source": [
            {"source_id": place.source_id, "start": place.span.start, "end": place.span.end}
            for place in reason.source_spans
        ],
    }


def json_text(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
