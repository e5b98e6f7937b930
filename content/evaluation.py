"""Evaluation: how the reader does on articles with expected results ("gold"), in figures and single faults.

A gold folder holds ``<stem>.txt`` and ``<stem>.json``; tests/fixtures/articles/README.md says what the
expected file holds. A record and an expected item go together when the record's name or concept is one of
the item's names or when the words that name it in the article overlap the item's quote; pairs that agree in
both come first. Each item and each record is used once; an item that stays over is still found when a record
that was used stands on its quote, because a broader record that says so loses nothing.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content.pipeline.clusters import Record
from content.pipeline.errors import BadData
from content.pipeline.layout import question_span
from content.pipeline.passages import Disposition, Passage, PassageKind
from content.pipeline.run import Library, Reading, build_library, read_article
from content.pipeline.snapshots import Snapshot, read_snapshot
from content.pipeline.spans import Span
from content.pipeline.statements import Polarity, Statement, Strength

KINDS = {"indication": "indications", "contraindication": "contraindications", "side_effect": "side_effects"}
"""The types of records, and their keys in an expected file."""

TYPES = (*KINDS, "question")
SECTIONS = (*KINDS.values(), "optional", "must_not")
TEXTS = ("questions", "noise")
CHOICES = {"type": tuple(KINDS), "strength": tuple(Strength)}

SET_ASIDE = {Disposition.BOILERPLATE, Disposition.PROMOTIONAL, Disposition.UNUSABLE}
NOT_TEXT = {PassageKind.NOISE, PassageKind.REFERENCE}
SAME_STRENGTH = {"avoid_unless_doctor_agrees": {"avoid", "consult"}}
"""A verdict that expected files need not know: either neighbour is right too."""


# --- what is expected --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Item:
    """One expected thing: the names that are right for it and the places where its quote is printed.

    ``strength`` is that of a contraindication, ``why`` the reason of a trap or an optional item.
    """

    type: str
    name: str
    quote: str
    names: frozenset[str]
    places: tuple[Span, ...]
    strength: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Gold:
    """One article and what is expected of it; ``traps`` are records that would be wrong."""

    label: str
    snapshot: Snapshot
    items: tuple[Item, ...]
    optional: tuple[Item, ...]
    traps: tuple[Item, ...]
    questions: tuple[str, ...]
    noise: frozenset[str]

    def of(self, kind: str) -> list[Item]:
        return [item for item in self.items if item.type == kind]


def read_gold(folders: Sequence[Path]) -> tuple[Gold, ...]:
    """The articles of ``folders`` with what is expected of them, labelled by stem, or by path if several.

    Raises BadData for a folder or an expected file, UnreadableSource for an article.
    """
    folders = list(dict.fromkeys(folders))
    return tuple(
        _gold(path, path.stem if len(folders) == 1 else str(path.with_suffix("")))
        for folder in folders
        for path in _articles(folder)
    )


def _articles(folder: Path) -> list[Path]:
    """The ``*.txt`` of ``folder``; each has an expected file, and each expected file an article."""
    if not folder.is_dir():
        raise BadData(
            "there is no such folder", file=str(folder), mend="Give the folder with the expected results."
        )
    files = {path for suffix in (".txt", ".json") for path in folder.glob(f"*{suffix}")}
    if not files:
        raise BadData(
            "there is no article with expected results",
            file=str(folder),
            mend="Put pairs <stem>.txt and <stem>.json into it.",
        )
    for path in sorted(files):
        other = path.with_suffix(".json" if path.suffix == ".txt" else ".txt")
        if other not in files:
            raise BadData(
                f"there is no {other.name} beside it", file=str(path), mend="Add it, or move this file away."
            )
    return sorted(path for path in files if path.suffix == ".txt")


def _gold(path: Path, label: str) -> Gold:
    snapshot = read_snapshot(path)
    expected = _Expected(path.with_suffix(".json"), snapshot.text)
    return Gold(
        label,
        snapshot,
        items=tuple(item for kind in KINDS for item in expected.items(KINDS[kind], kind)),
        optional=tuple(expected.items("optional")),
        traps=tuple(expected.items("must_not")),
        questions=tuple(expected.texts("questions")),
        noise=frozenset(expected.texts("noise")),
    )


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        problem = f"the file cannot be read ({error.strerror or error})"
        raise BadData(problem, file=str(path), mend="Check the name and that you may read it.") from error


class _Expected:
    """One expected file while it is being read; every complaint names its place."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        self.lines = {line.strip() for line in text.splitlines()}
        self.data = self._load()

    def items(self, section: str, kind: str = "") -> Iterator[Item]:
        for place, value in self._values(section):
            item = self._checked(value, section, place)
            yield Item(
                type=kind or item["type"],
                name=item["name"],
                quote=item["quote"],
                names=frozenset(map(plain, (item["name"], *item.get("aliases", [])))),
                places=self._places(item, place),
                strength=item.get("strength", ""),
                why=item.get("why", ""),
            )

    def texts(self, section: str) -> Iterator[str]:
        for place, words in self._values(section):
            if not isinstance(words, str) or not words.strip():
                raise self._bad(place, "this is not a text", "Write the words of the article.")
            if words not in (self.lines if section == "noise" else self.text):
                what = "no whole line of" if section == "noise" else "not in"
                raise self._bad(place, f"{words!r} is {what} the article", "Copy it from there.")
            yield words

    def _load(self) -> dict[str, Any]:
        mend = 'Write {"indications": […], …}; tests/fixtures/articles/README.md says what.'
        try:
            data = json.loads(_bytes_of(self.path).decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            place = re.search(r"line \d+ column \d+", str(error))
            problem = f"the file is not JSON ({error})"
            raise self._bad(place[0] if place else "", problem, mend) from error
        if not isinstance(data, dict):
            raise self._bad("", "the file is not an object", mend)
        self._refuse_unknown(data, (*SECTIONS, *TEXTS), "")
        return data

    def _values(self, section: str) -> Iterator[tuple[str, object]]:
        """Each value of ``section`` with its place; a section that is left out is empty."""
        values = self.data.get(section, [])
        if not isinstance(values, list):
            raise self._bad(section, "this is not a list", "Write […].")
        for number, value in enumerate(values, 1):
            yield f"{section}, item {number}", value

    def _checked(self, value: object, section: str, place: str) -> dict[str, Any]:
        required, allowed = _keys(section)
        if not isinstance(value, dict):
            raise self._bad(place, "this is not an object", 'Write {"name": "…", "quote": "…"}.')
        self._refuse_unknown(value, allowed, place)
        if problem := _problem_of(value, required):
            mend = f"{', '.join(required)} are required; aliases is a list of texts, all others are texts."
            raise self._bad(place, problem, mend)
        return value

    def _places(self, item: dict[str, Any], place: str) -> tuple[Span, ...]:
        """The spans of an item's quote; several where the article prints the passage twice."""
        quote, within = item["quote"], item.get("within", item["quote"])
        if quote not in within:
            mend = "within is a longer text that holds the quote."
            raise self._bad(place, f"the quote {quote!r} is not in its within", mend)
        offset = within.index(quote)
        if not (found := [at + offset for at in occurrences(self.text, within)]):
            mend = "Copy it from there, line ends included."
            raise self._bad(place, f"{within!r} is not in the article", mend)
        return tuple(Span(at, at + len(quote)) for at in found)

    def _refuse_unknown(self, value: dict[str, Any], known: Sequence[str], place: str) -> None:
        if unknown := sorted(set(value) - set(known)):
            raise self._bad(place, f"unknown key {unknown[0]!r}", f"The keys are {', '.join(known)}.")

    def _bad(self, place: str, problem: str, mend: str) -> BadData:
        return BadData(problem, file=str(self.path), place=place, mend=mend)


def _keys(section: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys that an item of ``section`` must have, and all that it may have."""
    required: tuple[str, ...] = ("name", "quote")
    if section == KINDS["contraindication"]:
        required += ("strength",)
    if section in ("optional", "must_not"):
        return (*required, "type"), (*required, "type", "why", "aliases", "within")
    return required, (*required, "aliases", "within")


def _problem_of(value: Mapping[str, object], required: Sequence[str]) -> str | None:
    if missing := [key for key in required if key not in value]:
        return f'there is no "{missing[0]}"'
    if not isinstance(aliases := value.get("aliases", []), list):
        return '"aliases" is not a list'
    texts = [*aliases, *(value[key] for key in value if key != "aliases")]
    if not all(isinstance(words, str) and words.strip() for words in texts):
        return "a value is empty or not a text"
    for key, known in CHOICES.items():
        if key in value and value[key] not in known:
            return f"{key} {value[key]!r} is none of {', '.join(known)}"
    return None


# --- what was read -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Count:
    """Expected things found and missed; things read that are right and wrong."""

    found: int = 0
    missed: int = 0
    right: int = 0
    wrong: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.found + other.found,
            self.missed + other.missed,
            self.right + other.right,
            self.wrong + other.wrong,
        )

    @property
    def precision(self) -> float | None:
        return ratio(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        return ratio(self.found, self.found + self.missed)

    @property
    def f1(self) -> float | None:
        """None where nothing was asked and nothing read; 0 where only one of the two is so."""
        if self == Count():
            return None
        precision, recall = self.precision or 0, self.recall or 0
        return ratio(2 * precision * recall, precision + recall) or 0.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that went wrong: ``what`` kind of fault, in which article, and the words it is about."""

    doc: str
    what: str
    type: str
    quote: str
    name: str = ""
    note: str = ""

    def __str__(self) -> str:
        about = " ".join(filter(None, (self.type, self.name and repr(self.name), self.note)))
        return f"{self.doc}: {self.what}: {about}: {self.quote!r}"


@dataclass(frozen=True, slots=True)
class Result:
    """The counts of one article by what they count (TYPES, strength, trap, noise), and its faults."""

    label: str
    counts: Mapping[str, Count]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Article:
    """One article as read, beside what was expected of it."""

    gold: Gold
    reading: Reading
    library: Library

    @property
    def text(self) -> str:
        return self.gold.snapshot.text

    def records(self, kind: str) -> list[Record]:
        """What the article says of the treatment that it is about."""
        found = [r for r in self.library.records if r.treatment == self.reading.subject]
        return [r for r in found if r.role.value == kind and mentions(r)]

    def fault(self, what: str, item: Item, note: str = "") -> Fault:
        return Fault(self.gold.label, what, item.type, item.quote, item.name, note)


def measure(gold: Gold) -> Result:
    """Read the article of ``gold`` on its own and compare what was found with what is expected."""
    reading = read_article(gold.snapshot)
    article = _Article(gold, reading, build_library((reading,)))
    measures = {kind: _records(article, kind) for kind in KINDS} | {
        "question": _questions(article),
        "strength": _strengths(article),
        "trap": _traps(article),
        "noise": _noise(article),
    }
    faults = tuple(fault for _, found in measures.values() for fault in found)
    return Result(gold.label, {name: count for name, (count, _) in measures.items()}, faults)


def ratio(part: float, whole: float) -> float | None:
    """``part / whole``; None where there is nothing to divide by."""
    return part / whole if whole else None


def plain(words: str) -> str:
    """``words`` for comparison: case, hyphens, quote marks and white space do not matter."""
    return " ".join(re.sub(r"[-–_]", " ", words.casefold().replace("’", "'")).split())


def occurrences(text: str, words: str) -> Iterator[int]:
    """Where ``words`` begin in ``text``, first to last."""
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def is_asserted(statement: Statement) -> bool:
    return statement.polarity is Polarity.AFFIRMED


def mentions(record: Record) -> list[Span]:
    """The words that name the record where its article asserts it."""
    return [s.mention for s in record.statements if is_asserted(s)]


def is_same_name(record: Record, item: Item) -> bool:
    return bool({plain(record.name), plain(record.concept)} & item.names)


def is_overlap(spans: Iterable[Span], others: Sequence[Span]) -> bool:
    return any(span.overlaps(other) for span in spans for other in others)


# --- records -----------------------------------------------------------------------------------------


def _records(article: _Article, kind: str) -> tuple[Count, list[Fault]]:
    """How the records of one type agree with the expected items."""
    records, items = article.records(kind), article.gold.of(kind)
    matched = match(records, items)
    missed = [item for i, item in enumerate(items) if i not in matched]
    left = [r for n, r in enumerate(records) if n not in matched.values()]
    wrong = [r for r in left if not _is_optional(article.gold, r, kind)]
    count = Count(len(matched), len(missed), len(set(matched.values())), len(wrong))
    faults = [article.fault("missed", item, _read_as(article, item)) for item in missed]
    return count, faults + [_wrong_record(article, record) for record in wrong]


def match(records: Sequence[Record], items: Sequence[Item]) -> dict[int, int]:
    """Item index -> record index: by name and place, by either, then items that stand on used records."""
    matched: dict[int, int] = {}

    def is_here(r: int, i: int) -> bool:
        return is_overlap(mentions(records[r]), items[i].places)

    def is_named(r: int, i: int) -> bool:
        return is_same_name(records[r], items[i])

    for fits in (lambda r, i: is_named(r, i) and is_here(r, i), lambda r, i: is_named(r, i) or is_here(r, i)):
        free_records = [r for r in range(len(records)) if r not in matched.values()]
        free_items = [i for i in range(len(items)) if i not in matched]
        matched |= _paired(free_records, free_items, fits)
    used, rest = set(matched.values()), [i for i in range(len(items)) if i not in matched]
    return matched | {i: r for i in rest for r in used if is_here(r, i)}


def _paired(left: list[int], right: list[int], fits: Callable[[int, int], bool]) -> dict[int, int]:
    """The largest one-to-one pairing of ``left`` with ``right`` (augmenting paths), right -> left."""
    partner: dict[int, int] = {}

    def place(one: int, tried: set[int]) -> bool:
        for other in right:
            if other in tried or not fits(one, other):
                continue
            tried.add(other)
            if other not in partner or place(partner[other], tried):
                partner[other] = one
                return True
        return False

    for one in left:
        place(one, set())
    return partner


def _is_optional(gold: Gold, record: Record, kind: str) -> bool:
    """Right, but not asked for: counted neither for nor against."""
    return any(
        is_same_name(record, item) or is_overlap(mentions(record), item.places)
        for item in gold.optional
        if item.type == kind
    )


def _read_as(article: _Article, item: Item) -> str:
    """What the words of a missed item were taken for, if for anything."""
    here = [s for s in article.reading.statements if is_overlap([s.mention], item.places)]
    if roles := sorted({s.role.value if is_asserted(s) else f"denied {s.role.value}" for s in here}):
        return f"read as {', '.join(roles)}"
    touched = [p for p in article.reading.passages if is_overlap([p.span], item.places)]
    if touched and all(map(is_set_aside, touched)):
        return f"set aside as {touched[0].reason or touched[0].disposition.value}"
    return ""


def _wrong_record(article: _Article, record: Record) -> Fault:
    """A record that nobody expected, with the first words that name it and the passage they stand in."""
    statement = next(s for s in record.statements if is_asserted(s))
    quote = article.reading.passages[statement.passage].quote
    expected = sorted({i.type for i in article.gold.items if is_overlap(mentions(record), i.places)})
    note = f"named by {statement.mention.of(article.text)!r}"
    if getattr(record, "is_proposed", False):
        note += ", proposed"
    if expected:
        note += f", expected as {', '.join(expected)}"
    return Fault(article.gold.label, "wrong", record.role.value, quote, record.name, note)


def _strengths(article: _Article) -> tuple[Count, list[Fault]]:
    """How often a contraindication that was found has the expected strength."""
    records, items = article.records("contraindication"), article.gold.of("contraindication")
    faults = []
    matched = match(records, items)
    for i, r in matched.items():
        got = records[r].strength or ""
        if items[i].strength not in {got, *SAME_STRENGTH.get(got, ())}:
            faults.append(
                article.fault("strength", items[i], f"is {items[i].strength}, read as {got or 'none'}")
            )
    return Count(right=len(matched) - len(faults), wrong=len(faults)), faults


def _traps(article: _Article) -> tuple[Count, list[Fault]]:
    """The traps on whose words, or in whose sentence under their own name, a record stands."""
    faults = []
    for trap in article.gold.traps:
        hits = (r for r in article.records(trap.type) if _is_trapped(r, trap))
        if record := next(hits, None):
            why = f" ({trap.why})" if trap.why else ""
            faults.append(article.fault("trap", trap, f"read as {record.name!r}{why}"))
    return Count(found=len(faults), missed=len(article.gold.traps) - len(faults)), faults


def _is_trapped(record: Record, trap: Item) -> bool:
    sentences = [s.span for s in record.statements if is_asserted(s)]
    is_named_there = is_same_name(record, trap) and is_overlap(sentences, trap.places)
    return is_named_there or is_overlap(mentions(record), trap.places)


# --- questions and noise -----------------------------------------------------------------------------


def _questions(article: _Article) -> tuple[Count, list[Fault]]:
    """How the questions found, as passages or as printed variants, agree with the printed ones word for word.

    A variant that is no printed question (a label, a heading) does not count as a wrong one.
    """
    wanted = {plain(bare_question(q)): q for q in article.gold.questions}
    passages = [p.quote for p in article.reading.passages if p.kind is PassageKind.QUESTION]
    asked = {plain(bare_question(quote)): quote for quote in passages}
    printed = {plain(bare_question(v.quote)) for g in article.library.questions for v in g.variants}
    missed = [q for key, q in sorted(wanted.items()) if key not in asked.keys() | printed]
    wrong = [q for key, q in sorted(asked.items()) if key not in wanted]
    found = len(wanted) - len(missed)
    faults = [
        Fault(article.gold.label, what, "question", quote)
        for what, quotes in (("missed", missed), ("wrong", wrong))
        for quote in quotes
    ]
    return Count(found, len(missed), found, len(wrong)), faults


def bare_question(words: str) -> str:
    """A question as the site prints it: without list marks, numbering and Markdown marks around it."""
    return question_span(words, Span(0, len(words))).of(words)


def is_set_aside(passage: Passage) -> bool:
    """Taken for noise: by its kind or by what became of it."""
    return passage.kind in NOT_TEXT or passage.disposition in SET_ASIDE


def _noise(article: _Article) -> tuple[Count, list[Fault]]:
    """Recall: noise lines of which every passage was set aside. Precision: passages set aside rightly.

    A passage is set aside wrongly when it carries an expected quote or question and lies on no noise line.
    """
    lines = list(_noise_lines(article.gold))
    aside = [p for p in article.reading.passages if is_set_aside(p)]
    kept = [line for line in lines if not _is_all_set_aside(line, article.reading.passages)]
    wanted = _wanted(article.gold)
    wrong = [p for p in aside if is_overlap([p.span], wanted) and not is_overlap([p.span], lines)]
    label = article.gold.label
    faults = [Fault(label, "kept", "noise", line.of(article.text)) for line in kept]
    faults += [Fault(label, "set aside", p.kind.value, p.quote, note=p.reason) for p in wrong]
    return Count(len(lines) - len(kept), len(kept), len(aside) - len(wrong), len(wrong)), faults


def _noise_lines(gold: Gold) -> Iterator[Span]:
    at = 0
    for line in gold.snapshot.text.splitlines(keepends=True):
        if (words := line.strip()) in gold.noise:
            start = at + line.index(words)
            yield Span(start, start + len(words))
        at += len(line)


def _is_all_set_aside(line: Span, passages: Sequence[Passage]) -> bool:
    touched = [p for p in passages if p.span.overlaps(line)]
    return bool(touched) and all(map(is_set_aside, touched))


def _wanted(gold: Gold) -> list[Span]:
    """Where the expected quotes and questions stand."""
    text = gold.snapshot.text
    questions = [Span(at, at + len(q)) for q in gold.questions for at in occurrences(text, q)]
    return [place for item in gold.items for place in item.places] + questions


# --- figures and floors ------------------------------------------------------------------------------


def figures(results: Iterable[Result]) -> dict[str, float | int | None]:
    """The figures of ``results`` together: shares rounded to three places, None where nothing was asked."""
    total: dict[str, Count] = {}
    for result in results:
        for name, count in result.counts.items():
            total[name] = total.get(name, Count()) + count
    found: dict[str, float | int | None] = {}
    for kind in TYPES:
        count = total[kind]
        found |= {f"{kind}_{name}": _rounded(getattr(count, name)) for name in ("precision", "recall", "f1")}
        found |= {f"{kind}_expected": count.found + count.missed, f"{kind}_read": count.right + count.wrong}
    strength, trap, noise = total["strength"], total["trap"], total["noise"]
    return found | {
        "strength_agreement": _rounded(strength.precision),
        "strength_compared": strength.right + strength.wrong,
        "traps_extracted": trap.found,
        "traps_listed": trap.found + trap.missed,
        "traps_extracted_share": _rounded(trap.recall),
        "noise_precision": _rounded(noise.precision),
        "noise_recall": _rounded(noise.recall),
        "noise_passages_set_aside": noise.right + noise.wrong,
        "noise_lines": noise.found + noise.missed,
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)


SHARES = (
    *(f"{kind}_{name}" for kind in TYPES for name in ("precision", "recall", "f1")),
    *("strength_agreement", "traps_extracted_share", "noise_precision", "noise_recall"),
)
"""The figures between 0 and 1: a floor file may name each, and each with "_max" for a ceiling."""


def read_floors(path: Path) -> dict[str, float]:
    """The floors of a TOML file: the least each figure may be, with "_max" the most. Raises BadData."""
    try:
        floors = tomllib.loads(_bytes_of(path).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        place = re.search(r"at (line \d+, column \d+)", str(error))
        raise BadData(
            f"the file is not TOML ({error})",
            file=str(path),
            place=place[1] if place else "",
            mend="Write indication_f1 = 0.75.",
        ) from error
    for key, value in floors.items():
        if key.removesuffix("_max") not in SHARES:
            mend = f'The keys are {", ".join(SHARES)}, each also with "_max".'
            raise BadData("unknown key", file=str(path), place=key, mend=mend)
        if type(value) not in (int, float) or not 0 <= value <= 1:
            mend = f"Write {key} = 0.75."
            raise BadData("this is no number from 0 to 1", file=str(path), place=key, mend=mend)
    return floors


def below_floor(found: Mapping[str, float | int | None], floors: Mapping[str, float]) -> list[str]:
    """One sentence for each figure that is worse than its floor or ceiling, or was not measured at all."""
    return [sentence for key, floor in floors.items() if (sentence := _shortfall(key, found, floor))]


def _shortfall(key: str, found: Mapping[str, float | int | None], floor: float) -> str:
    name = key.removesuffix("_max")
    value, is_ceiling = found[name], name != key
    if value is None:
        limit = "ceiling" if is_ceiling else "floor"
        return f"{name} was not measured, nothing was expected; its {limit} is {floor}"
    if is_ceiling:
        return f"{name} is {value}, above its ceiling {floor}" if value > floor else ""
    return f"{name} is {value}, below its floor {floor}" if value < floor else ""
