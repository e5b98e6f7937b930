"""Articles that editors added, as the files that a load reads: to carry them to another installation."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

from content.actions import added_texts
from content.pagefiles import toml_value
from content.sourcefiles import SourceMeta

FOLDER, TABLE = "sources", "sources.toml"


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """The name of a file, what it holds, and the entry of its article."""

    name: str
    text: str
    source_id: str
    meta: SourceMeta


def article_files() -> list[ArticleFile]:
    """One for each article in use whose text an editor loaded; of a web page the page as it was sent."""
    return [
        ArticleFile(
            name=f"{text.source_id}{'.html' if text.markup else '.txt'}",
            text=text.markup or text.text,
            source_id=text.source_id,
            meta=replace(meta, sha256=text.sha256),
        )
        for text, meta in added_texts()
    ]


def table_text(entries: Mapping[str, SourceMeta]) -> str:
    """A ``sources.toml`` of these entries, without what is as it would be anyway."""
    return "\n".join(_entry(source_id, meta) for source_id, meta in sorted(entries.items()))


def _entry(source_id: str, meta: SourceMeta) -> str:
    default = SourceMeta(title="")
    values = {field.name: getattr(meta, field.name) for field in fields(SourceMeta)}
    lines = [
        f"{name} = {value.isoformat() if isinstance(value, date) else toml_value(value)}\n"
        for name, value in values.items()
        if value != getattr(default, name)
    ]
    return "".join([f"[{source_id}]\n", *lines])
