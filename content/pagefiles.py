"""Curated pages as files: ``<folder>/<slug>.md``, TOML front matter between two lines ``+++``, then Markdown.

    +++
    title = "Pregnancy"
    status = "published"
    +++

    Do not have mesotherapy while you are pregnant. [@article-4 "should not be performed during pregnancy"]

A file is cut into ``head`` (front matter and the blank lines after it), ``body`` and ``tail`` (white space at
its end), so that the three put together again are the file, byte for byte.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import resolve

from content import languagetags
from content.figures import load_figures
from content.languages import OTHERS
from content.models import Draft, Page, PageKind, Status
from content.models.pages import FOLDERS, HOME
from content.pipeline.checklist import load_checklist
from content.pipeline.errors import BadData

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "content" / "data" / "pages"
MAX_CHARS = 100_000
"""Longer texts are refused: the renderer cuts there."""

FENCE = "+++"
KEYS: dict[str, type] = {
    "title": str,
    "status": str,
    "order": int,
    "group": str,
    "main_question": str,
    "related": list,
    "disagreements": list,
    "figures": list,
    "language": str,
    "intent": str,
    "old_slugs": list,
}
DEFAULTS: dict[str, Any] = {
    "order": 0,
    "group": "",
    "main_question": "",
    "related": [],
    "disagreements": [],
    "figures": [],
    "language": languagetags.OURS,
    "intent": "",
    "old_slugs": [],
}
KIND_OF_FOLDER = {folder: kind for kind, folder in FOLDERS.items()}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ADDRESS = re.compile(rf"({'|'.join(PageKind.values)})/{SLUG.pattern}")
TYPE_NAMES = {str: "a text in quotes", int: "a whole number", list: "a list of texts"}


@dataclass(frozen=True, slots=True)
class PageFile:
    """One file, cut into its parts; ``meta`` has every key of KEYS. ``head + body + tail`` is the file."""

    file: str
    kind: PageKind
    slug: str
    meta: Mapping[str, Any]
    head: str
    body: str
    tail: str

    @property
    def text(self) -> str:
        return self.head + self.body + self.tail

    @property
    def sha256(self) -> str:
        return sha256_of(self.text)

    @property
    def address(self) -> str:
        return f"{self.kind}/{self.slug}"

    @property
    def first_line(self) -> int:
        """The number of the body's first line in the file."""
        return self.head.count("\n") + 1

    def line_of(self, key: str) -> int:
        """The number of the line that ``key`` stands in, 1 where it is not there."""
        return _line_of_key(self.head, key)

    def error(self, key: str, problem: str, mend: str) -> BadData:
        """What is wrong with the value of ``key``, with the line it stands in."""
        return _error_at_key(self.file, self.head, key, problem, mend)


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def text_hash(page: Page | Draft) -> str:
    """Changes when the title or the text does."""
    return sha256_of(f"{page.title}\n{page.body}")


def read_pages(folder: Path) -> tuple[PageFile, ...]:
    """Every ``*.md`` under ``folder``, by kind and slug. Raises BadData for the first that is wrong."""
    if not folder.is_dir():
        raise BadData(
            "there is no such folder", file=str(folder), mend="Give the folder with the page files."
        )
    files = [read_page(path, folder) for path in sorted(folder.rglob("*.md"))]
    return tuple(sorted(files, key=lambda page: (page.kind, page.slug)))


def read_page(path: Path, folder: Path) -> PageFile:
    """The page in ``path``; its kind and slug come from its place under ``folder``. Raises BadData."""
    kind, slug = _kind_and_slug(path, folder)
    return cut_page(_read_text(path), file=str(path), kind=kind, slug=slug)


def cut_page(text: str, *, file: str, kind: PageKind, slug: str) -> PageFile:
    """``text`` cut into its parts. Raises BadData naming the line."""
    lines = text.split("\n")
    if lines[0] != FENCE:
        raise BadData(
            "the front matter is missing", file=file, place="line 1", mend=f"Begin with a line {FENCE}."
        )
    if FENCE not in lines[1:]:
        mend = f"Put a line {FENCE} between the front matter and the text."
        raise BadData("the front matter is not closed", file=file, place=f"line {len(lines)}", mend=mend)
    matter = "\n".join(lines[1 : lines.index(FENCE, 1)])
    after = len(FENCE) + 1 + len(matter) + 1 + len(FENCE) if matter else 2 * len(FENCE) + 1
    start = len(text) - len(text[after:].lstrip("\n"))
    body = text[start:].rstrip()
    head, tail = text[:start], text[start + len(body) :]
    return PageFile(file, kind, slug, read_meta(head, file=file, kind=kind), head, body, tail)


def read_meta(head: str, *, file: str, kind: PageKind) -> dict[str, Any]:
    """The front matter of ``head``, checked, with a value for every key. Raises BadData naming the line."""
    matter = head.removeprefix(FENCE + "\n").rsplit(FENCE, 1)[0]
    try:
        meta = tomllib.loads(matter)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _toml_error(file, error) from error
    for key, value in meta.items():
        _check_key(file, head, key, value, kind)
    for key in ("title", "status"):
        if not meta.get(key):
            mend = f'Add {key} = "…" between the lines {FENCE}.'
            raise BadData(f"the front matter has no {key}", file=file, place="line 1", mend=mend)
    if kind == PageKind.DIFFERENCE and not meta.get("disagreements"):
        mend = "Add disagreements = […] with the keys of the points that the page is about."
        raise BadData("a page about a difference names none", file=file, place="line 1", mend=mend)
    return {**DEFAULTS, **meta}


def loaded_file(page: Page, folder: Path) -> PageFile | None:
    """The file under ``folder`` whose text ``page`` has; None where it has none, or was edited since."""
    path = folder / PageKind(page.kind).folder / f"{page.slug}.md"
    if not path.is_file():
        return None
    try:
        file = read_page(path, folder)
    except BadData:
        return None
    return file if file.body == page.body else None


def project_path(path: Path) -> str:
    """``path`` with slashes, as seen from the project's folder where it lies in it; else in full."""
    full = path.resolve()
    return full.relative_to(ROOT).as_posix() if full.is_relative_to(ROOT) else full.as_posix()


def page_text(page: Page) -> str:
    """The file of ``page``: the very bytes it was loaded from, unless it has been edited since."""
    head, tail, meta = page.file_head, page.file_tail, meta_of(page)
    if not head or not _says(read_meta(head, file=page.address, kind=PageKind(page.kind)), meta):
        head = _format_head(meta) + ("\n" if page.body else "")
    if not page.file_head:
        tail = "\n" if page.body else ""
    if page.body and not head.endswith("\n"):
        head += "\n\n"
    return head + page.body + tail


def _says(known: Mapping[str, Any], meta: Mapping[str, Any]) -> bool:
    """A file at the address of its question need not give its key."""
    return known == meta or (not known["intent"] and {**known, "intent": meta["intent"]} == meta)


def meta_of(page: Page) -> dict[str, Any]:
    """The front matter that ``page`` stands for, with a value for every key."""
    topic = page.specific if page.kind == PageKind.TOPIC else None
    question = topic.main_question if topic else None
    intent = page.specific.intent if page.kind == PageKind.QUESTION else ""
    return {
        "title": page.title,
        "status": page.wanted_status,
        "order": page.order,
        "group": page.group,
        "main_question": question.slug if question else "",
        "related": page.related,
        "disagreements": page.disagreements,
        "figures": page.figures,
        "language": page.language,
        "intent": intent if intent != page.slug else "",
        "old_slugs": sorted(old.slug for old in page.old_addresses.all()) if page.pk else [],
    }


def _format_head(meta: Mapping[str, Any]) -> str:
    lines = [f"{key} = {toml_value(meta[key])}" for key in KEYS if meta[key] != DEFAULTS.get(key)]
    return "\n".join([FENCE, *lines, FENCE, ""])


def toml_value(value: object) -> str:
    """JSON's texts, whole numbers and lists of texts are TOML's, but for the delete character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _kind_and_slug(path: Path, folder: Path) -> tuple[PageKind, str]:
    parts = path.relative_to(folder).parts
    if len(parts) != 2 or parts[0] not in KIND_OF_FOLDER:
        folders = ", ".join(KIND_OF_FOLDER)
        raise BadData(
            "the file is in no folder of pages", file=str(path), mend=f"Put it into one of {folders}."
        )
    if not SLUG.fullmatch(path.stem):
        mend = "Use small letters, digits and single hyphens: hair-loss.md."
        raise BadData("the file's name cannot be an address", file=str(path), mend=mend)
    kind = KIND_OF_FOLDER[parts[0]]
    if problem := problem_of_slug(kind, path.stem):
        raise BadData(problem[0], file=str(path), mend=problem[1])
    return kind, path.stem


PLACES_OF_SITE = (HOME, "how-we-check")
"""Fixed addresses whose text is that of a page about the site."""
SERVED = ("static", "media")
"""Addresses that the web server keeps for files."""


def problem_of_slug(kind: PageKind, slug: str) -> tuple[str, str] | None:
    """What is wrong with ``slug`` as the last part of the address of a page of ``kind``, and the mend.

    A page about the site stands at the top, where other addresses are; an open question is one of the
    checklist.
    """
    if kind == PageKind.GAP and slug not in {gap.id for gap in load_checklist()}:
        return f'there is no item "{slug}" in the checklist', "Use the id of an item of checklist.toml."
    if kind != PageKind.SITE or slug in PLACES_OF_SITE:
        return None
    if slug in (*SERVED, *OTHERS) or resolve(f"/{slug}/").url_name != "site":
        return f'another part of the site stands at "/{slug}/"', "Choose another address."
    return None


def _read_text(path: Path) -> str:
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise BadData(
            f"the file cannot be read ({error.strerror or error})",
            file=str(path),
            mend="Check that you may read it.",
        ) from error
    except UnicodeDecodeError as error:
        raise BadData(
            f"the file is not UTF-8 ({error.reason})",
            file=str(path),
            place=f"byte {error.start}",
            mend="Save it again as UTF-8.",
        ) from error
    _check_characters(text, str(path))
    return text


def _check_characters(text: str, file: str) -> None:
    if not text.strip():
        raise BadData(
            "the file is empty", file=file, mend="Write front matter and a text, or delete the file."
        )
    if len(text) > MAX_CHARS:
        problem = f"the file has {len(text):,} characters; a page may have {MAX_CHARS:,}"
        raise BadData(problem, file=file, mend="Keep the text of one page.")
    if bad := re.search("[\x00\r]", text):
        what = "a binary zero" if bad[0] == "\0" else "a line end of Windows"
        place = f"line {text.count(chr(10), 0, bad.start()) + 1}"
        raise BadData(
            f"the file holds {what}", file=file, place=place, mend="Save it as text with Unix line ends."
        )


def _check_key(file: str, head: str, key: str, value: object, kind: PageKind) -> None:
    if problem := _problem_of_key(key, value, kind):
        raise _error_at_key(file, head, key, *problem)


def _problem_of_key(key: str, value: object, kind: PageKind) -> tuple[str, str] | None:
    """What is wrong with one line of the front matter, and how to mend it."""
    if key not in KEYS:
        return f'the front matter has an unknown key "{key}"', f"The keys are {', '.join(KEYS)}."
    if type(value) is not KEYS[key] or (
        isinstance(value, list) and not all(isinstance(v, str) for v in value)
    ):
        return f"{key} is not {TYPE_NAMES[KEYS[key]]}", "Write it as the example in docs/editors.md does."
    if problem := _problem_of_size(key, value):
        return problem
    if key == "status" and value and value not in Status.values:
        return f'the status "{value}" is unknown', f"Use one of {', '.join(Status.values)}."
    if key in ONLY and kind not in ONLY[key][0]:
        return f"only {ONLY[key][1]} {key}", "Remove the line."
    if key == "old_slugs" and (wrong := next((v for v in value if not SLUG.fullmatch(v)), None)):
        return f'"{wrong}" cannot be an address', "Use small letters, digits and single hyphens: hair-loss."
    if key == "related" and (wrong := next((v for v in value if not ADDRESS.fullmatch(v)), None)):
        return f'"{wrong}" is no page', 'Write "kind/slug", as in "indication/hair-loss".'
    return PROBLEM_OF[key](value) if key in PROBLEM_OF else None


def _problem_of_figures(value: list[str]) -> tuple[str, str] | None:
    known = ", ".join(load_figures())
    if wrong := next((name for name in value if name not in load_figures()), None):
        return f'there is no drawing "{wrong}"', f"The drawings are {known}."
    if len(set(value)) < len(value):
        return "a drawing is named twice", "Name each once."
    return None


PROBLEM_OF = {"figures": _problem_of_figures, "language": languagetags.problem_of}
ONLY = {
    "main_question": ((PageKind.TOPIC,), "topics have a"),
    "intent": ((PageKind.QUESTION,), "questions have an"),
    "old_slugs": ((PageKind.TOPIC, PageKind.QUESTION), "topics and questions have"),
}
"""Keys that not every kind of page has."""
LONGEST = {"title": 300, "group": 100, "intent": 300}
"""Characters that the tables hold."""
MAX_ORDER = 32_767


def _problem_of_size(key: str, value: object) -> tuple[str, str] | None:
    if isinstance(value, str) and not value.isprintable():
        return f"{key} holds a character that cannot be printed", "Type it again."
    if isinstance(value, str) and len(value) > LONGEST.get(key, len(value)):
        return f"{key} has {len(value)} characters", f"Use at most {LONGEST[key]}."
    if key == "order" and isinstance(value, int) and not 0 <= value <= MAX_ORDER:
        return f"the order {value} is out of range", f"Use a number from 0 to {MAX_ORDER}."
    return None


def _error_at_key(file: str, head: str, key: str, problem: str, mend: str) -> BadData:
    return BadData(problem, file=file, place=f"line {_line_of_key(head, key)}", mend=mend)


def _line_of_key(head: str, key: str) -> int:
    found = re.search(rf"^[ \t]*\"?{re.escape(key)}\"?[ \t]*[=.]", head, re.MULTILINE)
    return head.count("\n", 0, found.start()) + 1 if found else 1


def _toml_error(file: str, error: Exception) -> BadData:
    """Counts from the file's first line, where tomllib counts from the line after the fence."""
    message = str(error)
    where = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    place = f"line {int(where[1]) + 1}, column {where[2]}" if where else "the end of the front matter"
    problem = re.sub(r" \(at .*\)$", "", message)
    return BadData(
        f"the front matter is not TOML ({problem[0].lower() + problem[1:]})",
        file=file,
        place=place,
        mend='Write key = "value", one a line.',
    )
