"""Data files: TOML that people write, read so that whatever is wrong in one is named with its place.

A loader asks a Table for what it needs. What is not there, of another type, empty or unknown raises BadData
with the file, the entry and how to mend it; nothing else is raised for anything that a file may hold.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from content.pipeline.errors import BadData

T = TypeVar("T")
_KIND = {str: "a text", bool: "true or false", int: "a whole number", list: "a list", dict: "a table"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a data file; ``place`` names it there, "" for the file as a whole."""

    values: Mapping[str, Any]
    file: str
    place: str = ""

    def error(self, problem: str, mend: str) -> BadData:
        return BadData(problem, file=self.file, place=self.place, mend=mend)

    def only(self, *keys: str) -> "Table":
        """Itself, where it has no other keys."""
        if unknown := self.values.keys() - set(keys):
            raise self.error(f"unknown key {min(unknown)}", f"Use {', '.join(sorted(keys))}.")
        return self

    def needs(self, *keys: str) -> "Table":
        """Itself, where it has all of these keys."""
        if missing := set(keys) - self.values.keys():
            raise self.error(f"it has no {min(missing)}", "Give one.")
        return self

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not blank; ``default`` where the key is not there."""
        if default is not None and key not in self.values:
            return default
        value: str = self._value(key, str)
        if not value.strip():
            raise self.error(f"{key} is empty", "Write a text, or leave the key out.")
        return value

    def flag(self, key: str) -> bool:
        return key in self.values and bool(self._value(key, bool))

    def number(self, key: str) -> int:
        """A whole number above 0."""
        value: int = self._value(key, int)
        if value < 1:
            raise self.error(f"{key} is not above 0", "Write a whole number above 0.")
        return value

    def choice(self, key: str, choices: Iterable[str]) -> str:
        value = self.text(key)
        if value not in choices:
            raise self.error(f"unknown {key} {value}", f"Use {', '.join(sorted(choices))}.")
        return value

    def texts(self, key: str, *, is_needed: bool = True) -> tuple[str, ...]:
        """A list of texts, none of them blank; it may be empty where it is not needed."""
        if not is_needed and key not in self.values:
            return ()
        return self._checked_texts(key, self._value(key, list), is_needed=is_needed)

    def choices(self, key: str, known: Iterable[str]) -> tuple[str, ...]:
        """The texts of a list that may be left out, all of them among ``known``."""
        found = self.texts(key, is_needed=False)
        if unknown := set(found) - set(known):
            raise self.error(f"unknown {min(unknown)} in {key}", f"Use {', '.join(sorted(known))}.")
        return found

    def lists(self, key: str, count: int) -> list[tuple[str, ...]]:
        """A list of ``count`` lists of texts."""
        value: list[Any] = self._value(key, list)
        if len(value) != count or any(type(part) is not list for part in value):
            raise self.error(f"{key} is not {count} lists", f"Write {count} lists of texts.")
        return [self._checked_texts(key, part) for part in value]

    def pairs(self, key: str) -> list[tuple[str, str]]:
        """A list of lists of two texts, the second of which may be empty."""
        value: list[Any] = self._value(key, list)
        is_right = all(
            type(pair) is list and [type(t) for t in pair] == [str, str] and pair[0] for pair in value
        )
        if not is_right:
            raise self.error(f"{key} is not a list of pairs of texts", "Write [['one', 'other'], …].")
        return [(one, other) for one, other in value]

    def compiled(self, key: str, compile_all: Callable[[tuple[str, ...]], T], *, is_needed: bool = True) -> T:
        """What ``compile_all`` makes of the regular expressions of a list."""
        patterns = self.texts(key, is_needed=is_needed)
        try:
            return compile_all(patterns)
        except (re.error, OverflowError, RecursionError) as error:
            of = getattr(error, "pattern", "") or ""
            problem = f'{key}: the pattern "{of}" cannot be used ({error})'
            raise self.error(problem, "Correct the regular expression.") from error

    def table(self, key: str) -> "Table":
        name = f"{self.place}, {key}" if self.place else key
        return Table(self._value(key, dict), self.file, name)

    def parts(self) -> "dict[str, Table]":
        """Its tables by key; it may hold nothing else."""
        return {key: self.table(key) for key in self.values}

    def tables(self, key: str, *, is_needed: bool = True) -> "list[Table]":
        """Its tables ``[[key]]``, each named by its id, which no other has, or its number."""
        entries: list[object] = self._value(key, list) if is_needed or key in self.values else []
        found = [self._entry(key, number, entry) for number, entry in enumerate(entries, 1)]
        places = Counter(table.place for table in found)
        for table in found:
            if places[table.place] > 1:
                raise table.error("the id stands twice", "Rename one.")
        return found

    def _entry(self, key: str, number: int, entry: object) -> "Table":
        if not isinstance(entry, dict):
            raise self.error(f"entry {number} of {key} is not a table", f"Begin each with [[{key}]].")
        name = entry.get("id")
        return Table(entry, self.file, f"{key} {name if isinstance(name, str) else number}")

    def _value(self, key: str, kind: type) -> Any:  # noqa: ANN401 - of ``kind``, as it has checked
        value = self.needs(key).values[key]
        if type(value) is not kind:
            raise self.error(f"{key} is not {_KIND[kind]}", f"Write {_KIND[kind]}.")
        return value

    def _checked_texts(self, key: str, value: Sequence[Any], *, is_needed: bool = True) -> tuple[str, ...]:
        if any(type(text) is not str or not text.strip() for text in value):
            raise self.error(f"{key} holds what is no text, or an empty one", "Write texts only.")
        if is_needed and not value:
            raise self.error(f"{key} is empty", "Write at least one.")
        return tuple(value)


def read_data(path: Path) -> Table:
    """What ``path`` holds. Raises BadData for a file that cannot be read or is not TOML in UTF-8."""
    try:
        values = tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        problem = f"the file cannot be read ({error.strerror})"
        raise BadData(problem, file=str(path), mend="Check its name and that you may read it.") from error
    except (ValueError, RecursionError) as error:  # ValueError: no UTF-8, no TOML, a number too long
        line = re.search(r"at (line \d+, column \d+)", str(error))
        problem = f"the file is not TOML ({error})"
        place = line[1] if line else ""
        raise BadData(problem, file=str(path), place=place, mend="Correct it at that place.") from error
    return Table(values, str(path))
