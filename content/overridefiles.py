"""What people decided against verdicts, as a file beside the curated pages: ``overrides.toml``.

    [[override]]
    page = "topic/what-it-is"
    sentence = "It can be used for old scars."
    quotes = [["article-4", "the SHA-256 of the article's text", "used for scars"]]
    support = "not_found"
    codes = ["claim_adds"]
    role = "publisher"
    reason = "The article shows old scars under this heading."
    made_at = 2026-11-27T12:00:00+00:00

Who decided, and who confirmed, stays in the database; the day on which somebody else confirmed is
``confirmed_at``. A decision on what concerns safety holds nowhere without it. What was taken back is no
decision, and is not in the file.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from content.models import Override
from content.overriding import fingerprint
from content.pagefiles import ADDRESS, toml_value
from content.pipeline.citations import Basis
from content.pipeline.errors import BadData
from content.sourcefiles import read_toml

FILE_NAME = "overrides.toml"
EXAMPLE = "Write each decision as the example in docs/editors.md."
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class FiledOverride:
    """One table; what the columns of Override hold. ``context`` is the line above the sentence's list."""

    page: str
    sentence: str
    quotes: tuple[tuple[str, str, str], ...]
    support: str
    role: str
    reason: str
    made_at: datetime
    context: str = ""
    heading: str = ""
    codes: tuple[str, ...] = ()
    confirmed_at: datetime | None = None
    file: str = field(default="", compare=False)
    place: str = field(default="", compare=False)

    @property
    def fingerprint(self) -> str:
        """What the decision holds for (content/overriding.py)."""
        return fingerprint(
            text=self.sentence,
            context=self.context,
            heading=self.heading,
            basis=Basis.CITATION.value,
            citations=[list(quote) for quote in self.quotes],
            support=self.support,
            codes=list(self.codes),
        )

    @property
    def key(self) -> tuple[str, str]:
        """What it is about; a file says one thing about it."""
        return self.page, self.fingerprint

    @property
    def columns(self) -> dict[str, Any]:
        """What it decides, as the columns of Override."""
        return {
            "text": self.sentence,
            "context": self.context,
            "heading": self.heading,
            "quotes": [list(quote) for quote in self.quotes],
            "snapshot_hashes": sorted({sha256 for _, sha256, _ in self.quotes}),
            "support": self.support,
            "codes": list(self.codes),
            "fingerprint": self.fingerprint,
            "role": self.role,
            "reason": self.reason,
            "made_at": self.made_at,
        }

    def error(self, problem: str, mend: str) -> BadData:
        about = f"the decision on “{self.sentence}”"
        return BadData(f"{about}: {problem}", file=self.file, place=self.place, mend=mend)


def filed(row: Override) -> FiledOverride:
    """What the file says of a decision."""
    return FiledOverride(
        page=row.page.address,
        sentence=row.text,
        quotes=tuple((source, sha256, quote) for source, sha256, quote in row.quotes),
        support=row.support,
        role=row.role,
        reason=row.reason,
        made_at=row.made_at,
        context=row.context,
        heading=row.heading,
        codes=tuple(row.codes),
        confirmed_at=row.confirmed_at,
    )


# --- writing ---------------------------------------------------------------------------------------

KEYS = (
    *("page", "heading", "context", "sentence", "quotes", "support", "codes"),
    *("role", "reason", "made_at", "confirmed_at"),
)
NEEDED = tuple(each.name for each in fields(FiledOverride) if each.name in KEYS)[:7]


def overrides_text(overrides: Iterable[FiledOverride]) -> str:
    """The file that holds ``overrides``, always in the same order; without keys that say nothing."""
    ordered = sorted(overrides, key=lambda each: (each.page, each.sentence, each.fingerprint))
    return "\n".join(map(_table, ordered))


def _table(override: FiledOverride) -> str:
    values = {key: getattr(override, key) for key in KEYS}
    lines = [f"{key} = {_value(value)}" for key, value in values.items() if value]
    return "\n".join(["[[override]]", *lines, ""])


def _value(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else toml_value(value)


# --- reading ---------------------------------------------------------------------------------------


def read_overrides(folder: Path) -> tuple[FiledOverride, ...]:
    """The decisions in the ``overrides.toml`` of ``folder``; none where there is no such file.

    Raises BadData for what can be seen in the file alone to be wrong.
    """
    path = folder / FILE_NAME
    if not path.exists():
        return ()
    data = read_toml(path, mend=EXAMPLE)
    if unknown := sorted(set(data) - {"override"}):
        raise BadData(f'unknown key "{unknown[0]}"', file=str(path), mend="Begin each table [[override]].")
    tables = data.get("override", [])
    if not isinstance(tables, list):
        raise BadData('"override" is not a list of tables', file=str(path), mend=EXAMPLE)
    found: dict[tuple[str, str], FiledOverride] = {}
    for number, table in enumerate(tables, start=1):
        override = _override(table, str(path), f"decision {number}")
        if override.key in found:
            raise override.error("there are two about it", "Keep one of them.")
        found[override.key] = override
    return tuple(found.values())


def _override(table: object, file: str, place: str) -> FiledOverride:
    if not isinstance(table, dict):
        raise BadData("this is not a table", file=file, place=place, mend=EXAMPLE)
    if problem := _problem_of(table):
        raise BadData(problem[0], file=file, place=place, mend=problem[1])
    quotes = tuple((source, sha256, quote) for source, sha256, quote in table["quotes"])
    codes = tuple(table.get("codes", ()))
    return FiledOverride(**{**table, "quotes": quotes, "codes": codes}, file=file, place=place)


Problem = tuple[str, str] | None
"""What is wrong, and how to mend it."""


def _problem_of(table: Mapping[str, object]) -> Problem:
    if unknown := sorted(set(table) - set(KEYS)):
        return f'unknown key "{unknown[0]}"', f"The keys are {', '.join(KEYS)}."
    if missing := next((key for key in NEEDED if not table.get(key)), None):
        return f"there is no {missing}", EXAMPLE
    return next(filter(None, (_problem_of_key(key, value) for key, value in table.items())), None)


def _problem_of_key(key: str, value: object) -> Problem:
    is_right, kind = SHAPES.get(key, (_is_text, "a text in quotes"))
    if not is_right(value):
        return f"{key} is not {kind}", EXAMPLE
    allowed = CHOICES.get(key)
    if allowed and value not in allowed:
        return f'the {key} "{value}" is unknown', f"Use one of {', '.join(allowed)}."
    if key == "page" and not ADDRESS.fullmatch(str(value)):
        return f'"{value}" is no page', 'Write "kind/slug", as in "indication/hair-loss".'
    return None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and "\0" not in value


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _are_quotes(value: object) -> bool:
    return isinstance(value, list) and all(
        _are_texts(quote) and len(quote) == QUOTE_PARTS and SHA256.fullmatch(quote[1]) for quote in value
    )


def _is_time(value: object) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None


QUOTE_PARTS = 3
SHAPES: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "quotes": (_are_quotes, "a list of quotes, each with its article and the SHA-256 of the article's text"),
    "codes": (_are_texts, "a list of texts"),
    "made_at": (_is_time, "a day and time with its offset"),
    "confirmed_at": (_is_time, "a day and time with its offset"),
}
CHOICES = {
    "support": [support.value for support in Override.SUPPORTS],
    "role": Override.Role.values,
}
