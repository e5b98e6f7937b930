"""A folder that is replaced as a whole: whoever looks sees the old files or the new, never some of both."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from content.pipeline.errors import BadData

MARKER = ".mesoinfo-export"
"""The file by which we know a folder again that we have made."""
NOTE = "Made by manage.py export_site, which replaces this folder as a whole.\n"
READABLE = 0o755


def check_folder(folder: Path) -> None:
    """Raises BadData for a folder that may not be replaced."""
    if folder.exists() and not folder.is_dir():
        raise BadData("it is not a folder", file=str(folder), mend="Give a folder.")
    if not folder.resolve().parent.is_dir():
        problem = "the folder that it would stand in is not there"
        raise BadData(problem, file=str(folder), mend="Make that folder first.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).is_file():
        problem = "it is not empty, and it was not made by export_site"
        raise BadData(problem, file=str(folder), mend="Give a new or an empty folder.")


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new folder beside ``folder``, which takes its place at the end. After an exception nothing is left.

    Raises BadData where nothing can be written.
    """
    check_folder(folder)
    target = folder.resolve()
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as beside:
            draft = Path(beside) / "new"
            draft.mkdir()
            draft.chmod(READABLE)
            (draft / MARKER).write_text(NOTE, encoding="utf-8")
            yield draft
            check_folder(folder)  # it may be another one by now: copying takes minutes
            _swap(draft, target, Path(beside) / "old")
    except OSError as error:
        problem = f"it cannot be written ({error.strerror or error})"
        raise BadData(problem, file=str(folder), mend="Give a folder that you may write to.") from error


def _swap(draft: Path, target: Path, old: Path) -> None:
    """Put ``draft`` in the place of ``target``, which becomes ``old`` and goes with the folder beside."""
    if target.exists():
        target.rename(old)
    try:
        draft.rename(target)
    except OSError:
        if old.exists():
            shutil.move(old, target)
        raise
