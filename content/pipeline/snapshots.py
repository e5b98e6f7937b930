"""Snapshots: the immutable text of a source as retrieved."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from content.pipeline.errors import UnreadableSource
from content.pipeline.spans import is_blank

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""Bytes that no text file holds."""

MAX_BYTES = 2_000_000
"""Longer files are refused: no article about one treatment is that long."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The text of a source, never edited, named by the SHA-256 of its UTF-8 bytes."""

    source_id: str
    text: str
    sha256: str


def take_snapshot(source_id: str, text: str) -> Snapshot:
    """A snapshot of ``text``. Raises UnreadableSource where it cannot be stored as UTF-8."""
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnreadableSource(
            "the text holds half of a surrogate pair, which is not a character",
            file=source_id,
            place=f"character {error.start}",
            mend="Save the article again as UTF-8 from the program it came from.",
        ) from error
    return Snapshot(source_id, text, hashlib.sha256(data).hexdigest())


def read_snapshot(path: Path, source_id: str | None = None) -> Snapshot:
    """The snapshot of the UTF-8 file ``path``; its id is the file's stem unless given.

    Line ends and every other character stay as they are. Raises UnreadableSource for a file that is
    missing, empty, larger than MAX_BYTES, binary, or not UTF-8.
    """
    try:
        if not path.is_file():
            raise FileNotFoundError(2, "there is no such file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        size = max(len(data), path.stat().st_size)
    except OSError as error:
        raise UnreadableSource(
            f"the file cannot be read ({error.strerror or error})",
            file=str(path),
            mend="Check the name and that you may read it.",
        ) from error
    if size > MAX_BYTES:
        raise UnreadableSource(
            f"the file has {size:,} bytes; an article may have {MAX_BYTES:,}",
            file=str(path),
            mend="Keep only the text of one article.",
        )
    return take_snapshot(source_id or path.stem, _decoded(data, str(path)))


def _decoded(data: bytes, file: str) -> str:
    if control := _CONTROL.search(data):
        raise UnreadableSource(
            "the file is binary, not text",
            file=file,
            place=f"byte {control.start()}",
            mend="Give the article as plain text in UTF-8.",
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        is_surrogate = data[error.start : error.start + 1] == b"\xed"
        problem = (
            "the file holds half of a surrogate pair, which UTF-8 does not allow"
            if is_surrogate
            else f"the file is not UTF-8 ({error.reason})"
        )
        raise UnreadableSource(
            problem,
            file=file,
            place=f"byte {error.start}",
            mend="Save it again as UTF-8.",
        ) from error
    if all(map(is_blank, text)):
        raise UnreadableSource("the file is empty", file=file, mend="Put the article's text into it.")
    return text
