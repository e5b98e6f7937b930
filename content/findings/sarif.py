"""Findings in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS), errata 01."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from content.findings.finding import Finding, Level, Location
from content.findings.meanings import ALL_CODES, meaning_of
from content.pipeline.house_style import HINTS
from content.pipeline.verdicts import CHECKER_VERSION

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT_ID = "PROJECTROOT"
FINGERPRINT = "claimHash/v1"


def sarif_log(findings: Sequence[Finding], *, run: str, version: str = CHECKER_VERSION) -> dict[str, object]:
    """One run over ``findings``; ``run`` names what was checked, for those who compare runs of one kind.

    ``version`` is that of the checker.
    """
    codes = sorted({*ALL_CODES, *(finding.code for finding in findings)})
    driver = {"name": "mesoinfo", "version": version, "rules": [_rule(code) for code in codes]}
    fingerprints = _fingerprints(findings)
    results = [_result(f, codes.index(f.code), mark) for f, mark in zip(findings, fingerprints, strict=True)]
    root = {"description": {"text": "The folder of the project."}}
    one_run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"mesoinfo/check_claims/{run}/"},
        "invocations": [{"executionSuccessful": True}],
        "originalUriBaseIds": {ROOT_ID: root},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [one_run]}


def _rule(code: str) -> dict[str, object]:
    meaning = meaning_of(code) or code
    return {
        "id": code,
        "name": "".join(part.capitalize() for part in code.split("_")),
        "shortDescription": {"text": meaning},
        "help": {"text": f"{meaning} An example and how to mend it: docs/checks.md, “{code}”."},
        "defaultConfiguration": {"level": (Level.NOTE if code in HINTS else Level.ERROR).value},
    }


def _result(finding: Finding, rule: int, fingerprint: str) -> dict[str, object]:
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.level.value,
        "message": {"text": finding.message},
        "locations": [_location(finding)],
        "partialFingerprints": {FINGERPRINT: fingerprint},
    }


def _location(finding: Finding) -> dict[str, object]:
    location: dict[str, object] = {"logicalLocations": [{"fullyQualifiedName": finding.name}]}
    if finding.location:
        location["physicalLocation"] = _physical(finding.location)
    return location


def _physical(place: Location) -> dict[str, object]:
    is_outside = place.file.startswith("/")
    uri = quote(place.file)
    artifact = {"uri": f"file://{uri}"} if is_outside else {"uri": uri, "uriBaseId": ROOT_ID}
    physical: dict[str, object] = {"artifactLocation": artifact}
    if place.line:
        region = {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        }
        physical["region"] = {key: value for key, value in region.items() if value}
    return physical


def _fingerprints(findings: Sequence[Finding]) -> Iterator[str]:
    """The same for the same words wherever they stand on their page; equal findings are counted."""
    seen: Counter[str] = Counter()
    for finding in findings:
        words = json.dumps([finding.about, finding.claim, finding.code, finding.message])
        digest = hashlib.sha256(words.encode()).hexdigest()[:32]
        seen[digest] += 1
        yield f"{digest}:{seen[digest]}"
