"""What the checks say, code by code, to be read inside the admin: docs/checks.md, or its first sentences."""

import re
from functools import cache

from django.utils.safestring import SafeString

from content.findings.meanings import ALL_CODES, meaning_of
from content.pagefiles import ROOT
from content.rendering import render_reference

FILE = ROOT / "docs" / "checks.md"
_TITLE = re.compile(r"\A# [^\n]*\n")
_RELATIVE_LINK = re.compile(r"\[([^\]\n]+)\]\((?!https?://)[^)\n]*\)")
_SECTION = re.compile(r"^## (?P<name>.+)$|^### `(?P<code>\w+)`", re.MULTILINE)


@cache
def checks_reference() -> SafeString:
    """The whole document as safe HTML; each code can be linked to by its name."""
    return render_reference(_RELATIVE_LINK.sub(r"\1", _TITLE.sub("", _text())), ALL_CODES)


@cache
def families() -> dict[str, tuple[str, ...]]:
    """In what a sentence can differ from its article: each heading of the document with its codes."""
    found: dict[str, list[str]] = {}
    name = ""
    for match in _SECTION.finditer(_text()):
        name = match["name"] or name
        if match["code"]:
            found.setdefault(name, []).append(match["code"])
    return {name: tuple(codes) for name, codes in found.items()}


def _text() -> str:
    """The document; where the project was installed without it, what each code means."""
    if FILE.is_file():
        return FILE.read_text("utf-8")
    return "\n".join(
        ["## What each code means", *(f"### `{code}`\n{meaning_of(code)}" for code in ALL_CODES)]
    )
