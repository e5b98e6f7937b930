"""A finding: what fails, where, and why."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is, in the words of SARIF. A note only asks for a second look; people read "hint"."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Location:
    """Where a sentence stands in a file: ``file`` with slashes, relative to the project's folder where it
    lies in it. Lines and columns count from 1, columns in code points; ``end_column`` is the one after the
    last. A finding about a whole file has no ``line``.
    """

    file: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that fails: where ("kind/slug", "source/id" or a case's id; sentence or 0), code, message.

    ``claim`` is the sentence, "" for what is about no sentence; ``location`` its place in a file, if known.
    """

    about: str
    sentence: int
    code: str
    message: str
    claim: str = ""
    location: Location | None = None
    level: Level = Level.ERROR

    @property
    def name(self) -> str:
        """The name by which `--explain` knows it."""
        return f"{self.about}:{self.sentence}"

    def __str__(self) -> str:
        return one_line(f"{self.name} {self.code} {self.message}")


def one_line(text: str) -> str:
    """``text`` on one line, white space as single blanks; what a terminal would obey becomes "�"."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))


def counted(number: int, noun: str) -> str:
    """As in "1 page", "2 pages"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
