"""Verdicts: does the evidence say what the claim says? Reasons are stable codes, never one score."""

from dataclasses import dataclass
from enum import StrEnum

from content.pipeline.anchors import Anchor

CHECKER_VERSION = "1"


class Support(StrEnum):
    SUPPORTED = "supported"
    PARTLY_SUPPORTED = "partly_supported"
    NOT_FOUND = "not_found"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a verdict is what it is: a stable ``code`` (docs/checks.md) and a message in words."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of checking one claim: the state of its anchors, its support, and why."""

    anchors: tuple[Anchor, ...]
    support: Support
    reasons: tuple[Reason, ...]
    checker_version: str = CHECKER_VERSION
