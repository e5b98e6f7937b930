"""JSON lines from people: each line one object with texts under known keys."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from content.pipeline.errors import BadData


def read_objects(
    path: Path, *, required: Sequence[str], optional: Sequence[str] = ()
) -> list[tuple[int, dict[str, Any]]]:
    """The objects of ``path`` with the numbers of their lines; other keys are left out.

    "id" may be a text or a whole number, all others are texts. Raises BadData naming the line.
    """
    return [
        (number, _object(str(path), number, line, required, optional))
        for number, line in enumerate(_read(path).split("\n"), start=1)
        if line.strip()
    ]


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        problem = f"the file cannot be read ({error.strerror or error})"
        raise BadData(problem, file=str(path), mend="Check the name and that you may read it.") from error
    except UnicodeDecodeError as error:
        place = f"byte {error.start}"
        raise BadData(
            "the file is not UTF-8", file=str(path), place=place, mend="Save it again as UTF-8."
        ) from error


def _object(
    file: str, number: int, line: str, required: Sequence[str], optional: Sequence[str]
) -> dict[str, Any]:
    example = "{" + ", ".join(f'"{key}": "…"' for key in required) + "}"
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadData(
            f"the line is not JSON ({error})", file=file, place=f"line {number}", mend=f"Write {example}."
        ) from error
    if problem := _problem(value, required, optional):
        raise BadData(problem, file=file, place=f"line {number}", mend=f"Write {example}.")
    return {key: value[key] for key in (*required, *optional) if value.get(key) is not None}


def _problem(value: object, required: Sequence[str], optional: Sequence[str]) -> str | None:
    if not isinstance(value, dict):
        return "the line is not an object"
    if missing := [key for key in required if value.get(key) is None]:
        return f'there is no "{missing[0]}"'
    for key in (*required, *optional):
        if not isinstance(value.get(key), str | None) and not (key == "id" and isinstance(value[key], int)):
            return f'"{key}" is not a text'
        if any("\ud800" <= character <= "\udfff" for character in str(value.get(key, ""))):
            return f'"{key}" holds half of a surrogate pair'
    return None
