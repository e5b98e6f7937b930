"""Checks claims against their sources: everything published, or cases from a file."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.management.color import Style, no_style

from content.actions import record_check
from content.audit import Audit, audit_published
from content.cases import CheckedCase, check_cases, summary_of
from content.explaining import explain_cases, explain_sentence
from content.findings import Finding, Level
from content.findings.annotations import annotations
from content.findings.explanation import explain
from content.findings.lines import Palette, machine_lines, people_text
from content.findings.records import finding_record, json_text, reason_record
from content.findings.sarif import sarif_log
from content.house_style import audit_style, summary_of_style
from content.management.base import BAD_INPUT, Error, InputCommand, check_tables
from content.pagefiles import PAGES
from content.pipeline.verdicts import CHECKER_VERSION

FAILS = 1
PUBLISHED = "published"
FORMATS = ["text", "json", "jsonl", "sarif", "github"]


@dataclass(frozen=True, slots=True)
class Result:
    """What was checked: its findings, a line that sums it up, and the records of `json` and `jsonl`.

    ``run`` is the kind of check in SARIF, ``key`` the name of the list of ``records``, ``version`` that of
    the checker. ``style`` are the findings on how pages are written.
    """

    findings: Sequence[Finding]
    summary: str
    run: str
    key: str
    records: Sequence[Mapping[str, object]]
    version: str = CHECKER_VERSION
    style: Sequence[Finding] = ()

    @property
    def all_findings(self) -> list[Finding]:
        return [*self.findings, *self.style]


class Command(InputCommand):
    help = (
        "Checks everything published again and prints what fails, one finding a line: "
        '"page:sentence code message"; on a terminal by page. Then it says how pages should be written. Exit '
        "status 1 if anything fails; a hint on style is no failure. With --cases it checks the claims of a "
        "file instead, without the database; exit status 0 unless --strict."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--format",
            choices=FORMATS,
            help="text unless chosen, jsonl for --cases; sarif is SARIF 2.1.0, github annotates a workflow",
        )
        parser.add_argument("--record", action="store_true", help="store when each page was last compared")
        parser.add_argument(
            "--cases", type=Path, metavar="FILE.jsonl", help='lines {"id", "source", "claim"}, "quote" if any'
        )
        parser.add_argument("--sources", type=Path, metavar="DIR", help="the articles (*.txt) of --cases")
        parser.add_argument(
            "--strict", action="store_true", help="exit status 1 if a case of --cases is not supported"
        )
        parser.add_argument(
            "--explain",
            metavar="ID",
            help='one sentence, "kind/slug:number", or a case of --cases in words; exit status 1 if it fails',
        )
        parser.add_argument(
            "--no-hints", action="store_true", help="of the house style print the errors only, no hints"
        )
        parser.add_argument(
            "--pages", type=Path, metavar="DIR", default=PAGES, help="the files of the pages, to name lines"
        )

    def handle(self, *args: object, **options: object) -> None:
        _refuse_what_does_not_fit(options)
        if not options["cases"]:
            check_tables()
        if options["explain"] is not None:
            self._explain(options)
        elif options["cases"]:
            self._check_cases(options)
        else:
            self._check_published(options)

    def _explain(self, options: Mapping[str, object]) -> None:
        name = options["explain"]
        if options["cases"]:
            explained = explain_cases(name, check_cases(options["cases"], options["sources"]))
        else:
            explained = [explain_sentence(name, options["pages"])]
        self.stdout.write("\n".join(map(explain, explained)), ending="")
        _exit(is_failed=not all(one.passes for one in explained))

    def _check_cases(self, options: Mapping[str, object]) -> None:
        result = _result_of_cases(check_cases(options["cases"], options["sources"]))
        form = options["format"] or "jsonl"
        self._print(result, form, options, is_quiet=form in ("json", "jsonl"))
        _exit(is_failed=bool(options["strict"] and result.findings))

    def _check_published(self, options: Mapping[str, object]) -> None:
        audit = audit_published(options["pages"])
        if options["record"] and not audit.is_failed:
            record_check(pages=audit.pages)
        style = audit_style(audit.pages, options["pages"])
        result = _result_of_audit(audit, style, with_hints=not options["no_hints"])
        self._print(result, options["format"] or "text", options)
        _exit(is_failed=audit.is_failed or any(finding.level is Level.ERROR for finding in style))

    def _print(
        self, result: Result, form: str, options: Mapping[str, object], *, is_quiet: bool = False
    ) -> None:
        """The findings, and the summary: for people under them, else on standard error."""
        if form == "text" and (self.stdout.isatty() or options["force_color"]):
            palette = _palette(self._style(options))
            text = people_text(result.findings, result.summary, palette, result.style)
            self.stdout.write(text, ending="")
            return
        self.stdout.write(WRITERS[form](result), ending="")
        if not is_quiet:
            self.stderr.write(result.summary, style_func=str)

    def _style(self, options: Mapping[str, object]) -> Style:
        """Django's, without colours where NO_COLOR is set (https://no-color.org)."""
        is_refused = os.environ.get("NO_COLOR") and not options["force_color"]
        return no_style() if is_refused else self.style


def _refuse_what_does_not_fit(options: Mapping[str, object]) -> None:
    """Raises Error for options that make no sense together."""
    form = options["format"]
    problems = {
        "--cases FILE.jsonl and --sources DIR belong together.": bool(options["cases"])
        != bool(options["sources"]),
        "--strict belongs to --cases; published pages are always checked strictly.": options["strict"]
        and not options["cases"],
        "--format jsonl belongs to --cases. Use --format json.": form == "jsonl" and not options["cases"],
        "--explain prints text only. Leave --format out.": options["explain"] is not None
        and form not in (None, "text"),
    }
    for problem, is_so in problems.items():
        if is_so:
            raise Error(problem, returncode=BAD_INPUT)


def _exit(*, is_failed: bool) -> None:
    if is_failed:
        sys.exit(FAILS)


def _palette(style: Style) -> Palette:
    return Palette(style.MIGRATE_HEADING, style.ERROR, style.WARNING, style.SUCCESS, style.NOTICE)


# --- what was checked ------------------------------------------------------------------------------


def _result_of_audit(audit: Audit, style: Sequence[Finding], *, with_hints: bool) -> Result:
    claims = [
        {
            "page": address,
            "sentence": checked.claim.position,
            "claim": checked.claim.text,
            "verdict": checked.verdict.support.value,
            "anchor": checked.anchor.value if checked.anchor else None,
            "reasons": [reason_record(reason) for reason in checked.verdict.reasons],
        }
        for address, checked in audit.claims
    ]
    shown = [finding for finding in style if with_hints or finding.level is not Level.NOTE]
    summary = f"{audit}; {summary_of_style(style)}"
    return Result(audit.findings, summary, PUBLISHED, "claims", claims, audit.checker_version, shown)


def _result_of_cases(cases: Sequence[CheckedCase]) -> Result:
    findings = [finding for case in cases for finding in case.findings]
    return Result(findings, summary_of(cases), "cases", "cases", [case.record for case in cases])


# --- forms -----------------------------------------------------------------------------------------


def _text(result: Result) -> str:
    return machine_lines(result.all_findings)


def _json(result: Result) -> str:
    document: dict[str, object] = {
        "checker_version": result.version,
        result.key: result.records,
        "findings": [finding_record(finding) for finding in result.findings],
    }
    if result.run == PUBLISHED:
        document["house_style"] = [finding_record(finding) for finding in result.style]
    return json_text(document)


def _jsonl(result: Result) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in result.records)


def _sarif(result: Result) -> str:
    return json_text(sarif_log(result.all_findings, run=result.run, version=result.version))


def _github(result: Result) -> str:
    return annotations(result.all_findings)


WRITERS: Mapping[str, Callable[[Result], str]] = {
    "text": _text,
    "json": _json,
    "jsonl": _jsonl,
    "sarif": _sarif,
    "github": _github,
}
