"""Findings as annotations of a GitHub workflow: ``::error file=…,line=N,title=CODE::message``.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions; escaped as the runner reads it
(actions/toolkit, packages/core/src/command.ts).
"""

from collections.abc import Iterable

from content.findings.finding import Finding, Level

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def annotations(findings: Iterable[Finding]) -> str:
    """One annotation a line. Where no file is known the message begins with the page and the sentence."""
    return "".join(f"{_annotation(finding)}\n" for finding in findings)


def _annotation(finding: Finding) -> str:
    place = finding.location
    properties = [("file", place.file), ("line", place.line)] if place else []
    properties.append(("title", finding.code))
    written = ",".join(f"{key}={_property(str(value))}" for key, value in properties if value is not None)
    message = finding.message if place else f"{finding.name} {finding.message}"
    return f"::{_COMMANDS[finding.level]} {written}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
