"""Snapshots: the immutable text of a source as retrieved."""

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path

from content.pipeline.errors import UnreadableSource
from content.pipeline.spans import is_blank
from content.pipeline.webpages import PageText, extract_page, is_html

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""Bytes that no text file holds."""

_HEAD = 1_000
"""Characters by which a web page is told from plain text."""

MAX_BYTES = 2_000_000
"""Longer files are not loaded: no article about one treatment is that long."""

MAX_READ_BYTES = 64_000_000
"""Longer files are not even read."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The text of a source, never edited, named by the SHA-256 of its UTF-8 bytes.

    ``page`` is the structure of a web page whose readable text this is, with the way back to the file;
    ``markup`` is that file, from which the same text and structure can be read again.
    """

    source_id: str
    text: str
    sha256: str
    page: PageText | None = None
    markup: str = ""


def take_page_snapshot(source_id: str, html: str) -> Snapshot:
    """A snapshot of the readable text of a web page, which remembers where in the file each word stands.

    Raises UnreadableSource where the page shows no text.
    """
    page = extract_page(html)
    if all(map(is_blank, page.text)):
        raise UnreadableSource(
            "the page shows no text", file=source_id, mend="Save the page with its text, or paste the text."
        )
    return replace(take_snapshot(source_id, page.text), page=page, markup=html)


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


def read_snapshot(path: Path, source_id: str | None = None, *, max_bytes: int = MAX_BYTES) -> Snapshot:
    """The snapshot of the UTF-8 file ``path``; its id is the file's stem unless given.

    Line ends and every other character stay as they are; of a web page the readable text is taken. Raises
    UnreadableSource for a file that is missing, empty, larger than ``max_bytes``, binary, or not UTF-8.
    """
    try:
        if not path.is_file():
            raise FileNotFoundError(2, "there is no such file")
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
        size = max(len(data), path.stat().st_size)
    except OSError as error:
        raise UnreadableSource(
            f"the file cannot be read ({error.strerror or error})",
            file=str(path),
            mend="Check the name and that you may read it.",
        ) from error
    refuse_long(size, str(path), max_bytes=max_bytes)
    return snapshot_of(source_id or path.stem, decoded(data, str(path)), path.suffix)


def snapshot_of(source_id: str, text: str, suffix: str = "") -> Snapshot:
    """The snapshot of an article as it was sent: of a web page, told by its head or ``suffix``, its text.

    Raises UnreadableSource where there is nothing to read.
    """
    if is_html(text[:_HEAD], suffix):
        return take_page_snapshot(source_id, text)
    return take_snapshot(source_id, text)


def refuse_long(size: int, file: str, *, max_bytes: int = MAX_BYTES) -> None:
    """Raises UnreadableSource where an article of ``size`` bytes is longer than ``max_bytes``."""
    if size > max_bytes:
        raise UnreadableSource(
            f"the file has {size:,} bytes; an article may have {max_bytes:,}",
            file=file,
            mend="Keep only the text of one article.",
        )


def decoded(data: bytes, file: str) -> str:
    """The text of a file in UTF-8. Raises UnreadableSource for one that is binary, not UTF-8, or blank."""
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
