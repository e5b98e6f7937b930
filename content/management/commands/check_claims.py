"""Checks claims against their sources: everything published, or cases from a file."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path

from content.actions import record_check
from content.audit import Audit, Finding, audit_published
from content.cases import check_cases
from content.management.base import BAD_INPUT, Error, InputCommand, check_tables

FAILS = 1
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


class Command(InputCommand):
    help = (
        "Checks everything published again and prints what fails, one finding a line: "
        '"page:sentence code message". Exit status 1 if anything fails. With --cases it checks the claims of '
        "a file instead, without the database."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["text", "json", "sarif"], default="text")
        parser.add_argument("--record", action="store_true", help="store when each page was last compared")
        parser.add_argument(
            "--cases", type=Path, metavar="FILE.jsonl", help='lines {"id", "source", "claim"}'
        )
        parser.add_argument("--sources", type=Path, metavar="DIR", help="the articles (*.txt) of --cases")

    def handle(self, *args: object, **options: object) -> None:
        if bool(options["cases"]) != bool(options["sources"]):
            raise Error("--cases FILE.jsonl and --sources DIR belong together.", returncode=BAD_INPUT)
        if options["cases"]:
            for result in check_cases(options["cases"], options["sources"]):
                self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        check_tables()
        audit = audit_published()
        if options["record"] and not audit.findings:
            record_check(pages=audit.pages)
        self.stdout.write(FORMATS[options["format"]](audit), ending="")
        self.stderr.write(str(audit))
        if audit.findings:
            sys.exit(FAILS)


def _text(audit: Audit) -> str:
    return "".join(f"{finding}\n" for finding in audit.findings)


def _json(audit: Audit) -> str:
    claims = [
        {
            "page": address,
            "sentence": checked.claim.position,
            "claim": checked.claim.text,
            "verdict": checked.verdict.support.value,
            "anchor": checked.anchor.value if checked.anchor else None,
            "reasons": [
                {"code": reason.code, "message": reason.message} for reason in checked.verdict.reasons
            ],
        }
        for address, checked in audit.claims
    ]
    findings = [
        {"about": f.about, "sentence": f.sentence, "code": f.code, "message": f.message}
        for f in audit.findings
    ]
    document = {"checker_version": audit.checker_version, "claims": claims, "findings": findings}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _sarif(audit: Audit) -> str:
    """Static Analysis Results Interchange Format 2.1.0 (OASIS)."""
    driver = {
        "name": "mesoinfo",
        "version": audit.checker_version,
        "rules": [{"id": code} for code in sorted({finding.code for finding in audit.findings})],
    }
    run = {"tool": {"driver": driver}, "results": [_sarif_result(finding) for finding in audit.findings]}
    document = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _sarif_result(finding: Finding) -> dict[str, object]:
    place = {"fullyQualifiedName": f"{finding.about}:{finding.sentence}"}
    return {
        "ruleId": finding.code,
        "level": "error",
        "message": {"text": finding.message},
        "locations": [{"logicalLocations": [place]}],
    }


FORMATS = {"text": _text, "json": _json, "sarif": _sarif}
