"""Reads catalogues of messages: the .po that people write and the .mo that the site uses."""

import ast
import gettext
import re
from dataclasses import dataclass, field
from pathlib import Path

LOCALE = Path(__file__).resolve().parents[2] / "locale"
_FIELD = re.compile(r'(msgctxt|msgid|msgid_plural|msgstr)(?:\[(\d)\])? (".*")')


@dataclass
class Message:
    """One entry: ``strings`` are its translations, more than one where it counts something."""

    msgid: str = ""
    plural: str = ""
    context: str = ""
    flags: str = ""
    strings: list[str] = field(default_factory=list)


def path_of(locale, suffix):
    return LOCALE / locale / "LC_MESSAGES" / f"django.{suffix}"


def read_po(text):
    """The entries of a .po file but for its head."""
    messages = []
    for block in re.split(r"\n\s*\n", text.strip()):
        if "msgid " in block and not block.startswith("#~"):
            messages.append(_message(block))
    return [message for message in messages if message.msgid]


def _message(block):
    message, name = Message(), ""
    for line in block.splitlines():
        if line.startswith("#,"):
            message.flags = line
        elif found := _FIELD.fullmatch(line):
            name = found[1]
            _put(message, name, ast.literal_eval(found[3]), is_new=True)
        elif line.startswith('"'):
            _put(message, name, ast.literal_eval(line), is_new=False)
    return message


def _put(message, name, value, *, is_new):
    if name == "msgstr":
        if is_new:
            message.strings.append("")
        message.strings[-1] += value
    else:
        attribute = {"msgid": "msgid", "msgid_plural": "plural", "msgctxt": "context"}[name]
        setattr(message, attribute, getattr(message, attribute) + value)


def catalogue(locale):
    return read_po(path_of(locale, "po").read_text(encoding="utf-8"))


def compiled(locale):
    """What a .mo file holds: a translation by its msgid, or by (msgid, number of the form)."""
    with path_of(locale, "mo").open("rb") as file:
        found = gettext.GNUTranslations(file)._catalog
    return {key: value for key, value in found.items() if key}
