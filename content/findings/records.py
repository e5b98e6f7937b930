"""Findings as JSON objects. docs/operations.md has the schema."""

import json

from content.findings.finding import Finding


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


def json_text(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
