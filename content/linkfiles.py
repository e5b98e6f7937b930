"""What editors said of two things, as a file beside the curated pages: ``links.toml``.

    [[link]]
    family = "question"
    kind = "same"
    first = "pain"
    other = "words:is it sore"

Who said it, and when, stays in the database.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from content.models.answers import FAMILIES, KEY_LENGTH
from content.pagefiles import toml_value
from content.pipeline.errors import BadData
from content.pipeline.links import LinkKind
from content.sourcefiles import read_toml

FILE_NAME = "links.toml"
EXAMPLE = "Write each answer as the example in docs/editors.md."


@dataclass(frozen=True, slots=True)
class FiledLink:
    """One table; what the columns of Link hold."""

    family: str
    kind: str
    first: str
    other: str
    reason: str = ""
    file: str = field(default="", compare=False)
    place: str = field(default="", compare=False)

    @property
    def pair(self) -> tuple[str, frozenset[str]]:
        """What it is about; a file says one thing about it."""
        return self.family, frozenset((self.first, self.other))

    @property
    def address(self) -> str:
        """As messages refer to it."""
        return f"{self.family}/{self.first}, {self.other}"

    def error(self, problem: str, mend: str) -> BadData:
        about = f"“{self.first}” and “{self.other}”"
        return BadData(f"{about}: {problem}", file=self.file, place=self.place, mend=mend)


KEYS = tuple(each.name for each in fields(FiledLink) if each.compare)
NEEDED = ("family", "kind", "first", "other")


def read_links(folder: Path) -> tuple[FiledLink, ...]:
    """The answers in the ``links.toml`` of ``folder``; none where there is no such file.

    Raises BadData for what can be seen in the file alone to be wrong: how they fit together is not looked at.
    """
    path = folder / FILE_NAME
    if not path.exists():
        return ()
    data = read_toml(path, mend=EXAMPLE)
    if unknown := sorted(set(data) - {"link"}):
        raise BadData(f'unknown key "{unknown[0]}"', file=str(path), mend="Begin each table [[link]].")
    tables = data.get("link", [])
    if not isinstance(tables, list):
        raise BadData('"link" is not a list of tables', file=str(path), mend=EXAMPLE)
    found: dict[tuple[str, frozenset[str]], FiledLink] = {}
    for table, place in zip(tables, _places(path, len(tables)), strict=True):
        link = _link(table, str(path), place)
        if link.pair in found:
            raise link.error("there are two answers about these two", "Keep one of them.")
        found[link.pair] = link
    return tuple(found.values())


def links_text(links: Iterable[FiledLink]) -> str:
    """The file that holds ``links``, always in the same order; without keys that say nothing."""
    ordered = sorted(links, key=lambda link: (link.family, link.first, link.other))
    return "\n".join(_table(link) for link in ordered)


def _table(link: FiledLink) -> str:
    values = {key: getattr(link, key) for key in KEYS}
    lines = [f"{key} = {toml_value(value)}" for key, value in values.items() if value]
    return "\n".join(["[[link]]", *lines, ""])


def _places(path: Path, number: int) -> list[str]:
    """The line in which each table begins, or its number where that cannot be told from the text."""
    text = path.read_text("utf-8")
    heads = [
        text.count("\n", 0, head.start()) + 1
        for head in re.finditer(r"^[ \t]*\[\[[ \t]*link[ \t]*\]\]", text, re.MULTILINE)
    ]
    if len(heads) == number:
        return [f"line {line}" for line in heads]
    return [f"link {index}" for index in range(1, number + 1)]


def _link(table: object, file: str, place: str) -> FiledLink:
    if not isinstance(table, dict):
        raise BadData("this is not a table", file=file, place=place, mend=EXAMPLE)
    if problem := _problem_of_keys(table) or _problem_of_values(table):
        raise BadData(problem[0], file=file, place=place, mend=problem[1])
    return FiledLink(**{key: value.strip() for key, value in table.items()}, file=file, place=place)


Problem = tuple[str, str] | None
"""What is wrong, and how to mend it."""


def _problem_of_keys(table: Mapping[str, object]) -> Problem:
    if unknown := sorted(set(table) - set(KEYS)):
        return f'unknown key "{unknown[0]}"', f"The keys are {', '.join(KEYS)}."
    for key, value in table.items():
        if not isinstance(value, str) or "\0" in value:
            return f"{key} is not a text", "Write it in quotes."
    for key in NEEDED:
        if not str(table.get(key, "")).strip():
            return f"there is no {key}", EXAMPLE
    return None


def _problem_of_values(table: Mapping[str, str]) -> Problem:
    families = [family for family, _ in FAMILIES]
    if (family := table["family"].strip()) not in families:
        return f'the family "{family}" is unknown', f"Use one of {', '.join(families)}."
    kinds = [kind.value for kind in LinkKind]
    if (kind := table["kind"].strip()) not in kinds:
        return f'the kind "{kind}" is unknown', f"Use one of {', '.join(kinds)}."
    for key in ("first", "other"):
        if (length := len(table[key].strip())) > KEY_LENGTH:
            return f"{key} has {length} characters", f"Use at most {KEY_LENGTH}."
    return None
