"""Source articles as files: ``*.txt``, ``*.html``, and what is known about each in ``sources.toml``."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from content.languagetags import OF_ARTICLES, problem_of
from content.pipeline.errors import BadData
from content.pipeline.snapshots import Snapshot, read_snapshot

SOURCES = Path(__file__).resolve().parent / "data" / "sources"
ENDINGS = (".txt", ".html")
INTERESTS = ("clinic", "independent", "unknown")


@dataclass(frozen=True, slots=True)
class SourceMeta:
    """What is known about one article; nothing is guessed. ``sha256`` is that of the text we mean."""

    title: str
    is_title_ours: bool = False
    publisher: str = ""
    interest: str = "unknown"
    url: str = ""
    published_on: date | None = None
    note: str = ""
    sha256: str = ""
    language: str = OF_ARTICLES


KEYS = {field.name for field in fields(SourceMeta)}
TYPES = {"is_title_ours": bool, "published_on": date}


def read_sources(folder: Path) -> tuple[tuple[Snapshot, ...], dict[str, SourceMeta]]:
    """Every ``*.txt`` and ``*.html`` of ``folder`` as a snapshot, and what ``sources.toml`` says about it.

    Without a ``sources.toml`` the file's stem is the title, marked as ours. Raises UnreadableSource for
    an article, BadData for sources.toml or a text that is not the one it names.
    """
    if not (paths := sorted(path for ending in ENDINGS for path in folder.glob(f"*{ending}"))):
        raise BadData(
            "there is no article (*.txt, *.html)", file=str(folder), mend="Give the folder with the articles."
        )
    if twice := [
        path for path in paths if path.suffix != ENDINGS[0] and path.with_suffix(ENDINGS[0]) in paths
    ]:
        problem = f"{twice[0].stem} is there as a text and as a web page"
        raise BadData(problem, file=str(twice[0]), mend="Keep one of the two.")
    snapshots = tuple(read_snapshot(path) for path in paths)
    table = folder / "sources.toml"
    if not table.exists():
        return snapshots, {s.source_id: SourceMeta(title=s.source_id, is_title_ours=True) for s in snapshots}
    meta = read_meta(table)
    _compare(snapshots, meta, folder)
    return snapshots, meta


def read_meta(path: Path) -> dict[str, SourceMeta]:
    """The entries of a ``sources.toml`` by source id. Raises BadData."""
    table = read_toml(path, mend='Write [article-1] and below it title = "…".')
    return {source_id: _entry(path, source_id, entry) for source_id, entry in table.items()}


def read_toml(path: Path, *, mend: str) -> dict[str, Any]:
    """What ``path`` holds. Raises BadData, with ``mend``, where it is not TOML in UTF-8 or cannot be read."""
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, OSError) as error:
        place = re.search(r"at (line \d+, column \d+)", str(error))
        raise BadData(
            f"the file is not TOML ({error})",
            file=str(path),
            place=place[1] if place else "",
            mend=mend,
        ) from error


def _entry(path: Path, source_id: str, entry: object) -> SourceMeta:
    if problem := _problem_of(entry):
        mend = f"The keys are {', '.join(sorted(KEYS))}; title is required."
        raise BadData(problem, file=str(path), place=f"[{source_id}]", mend=mend)
    return SourceMeta(**entry)


def _problem_of(entry: object) -> str | None:
    if not isinstance(entry, dict):
        return "this is not a table"
    if unknown := sorted(set(entry) - KEYS):
        return f'unknown key "{unknown[0]}"'
    if wrong := [key for key, value in entry.items() if type(value) is not TYPES.get(key, str)]:
        return f"{wrong[0]} is not of the right type"
    if not entry.get("title"):
        return "there is no title"
    if entry.get("interest", "unknown") not in INTERESTS:
        return f"interest is none of {', '.join(INTERESTS)}"
    if not re.match(r"https?://|$", entry.get("url", "")):
        return "the url is no web address"
    found = problem_of(entry.get("language", OF_ARTICLES))
    return found and found[0]


def _compare(snapshots: tuple[Snapshot, ...], meta: Mapping[str, SourceMeta], folder: Path) -> None:
    """Each article has an entry, each entry an article, and the text is the one that is meant."""
    table = str(folder / "sources.toml")
    texts = {snapshot.source_id: snapshot for snapshot in snapshots}
    if missing := sorted(set(texts) - set(meta)):
        mend = f'Add a table [{missing[0]}] with title = "…".'
        raise BadData(f"{missing[0]}.txt has no entry", file=table, place=f"[{missing[0]}]", mend=mend)
    if missing := sorted(set(meta) - set(texts)):
        mend = "Add the file, or remove the entry."
        raise BadData(f"{missing[0]}.txt does not exist", file=table, place=f"[{missing[0]}]", mend=mend)
    for source_id, entry in meta.items():
        if entry.sha256 and entry.sha256 != texts[source_id].sha256:
            raise BadData(
                f"the text has the SHA-256 {texts[source_id].sha256}, not the one in sources.toml",
                file=str(folder / f"{source_id}.txt"),
                mend="Put the article back or, where it did change, its new SHA-256 into sources.toml.",
            )
