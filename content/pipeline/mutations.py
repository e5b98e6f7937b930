"""The checker tested against itself: true sentences made false by one edit each, and how many are caught.

Mutation testing (DeMillo, Lipton and Sayward, *Hints on Test Data Selection*, 1978), turned on claims: each
edit of mutations.toml changes one thing that matters in a sentence which its evidence supports. A checker
that still calls the sentence supported has let a falsehood pass.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from content.pipeline.datafiles import Table, read_data
from content.pipeline.errors import BadData
from content.pipeline.verdicts import Support, Verdict

MUTATIONS = Path(__file__).resolve().parent.parent / "data" / "mutations.toml"

FLOOR = 0.98
"""The share of mutants that must be caught; below it no page is published."""

CRITICAL = frozenset({"negation", "number", "unit"})
"""Kinds of which none may pass in a sentence that warns."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of falsehood: its name for people, and the edits that make one."""

    id: str
    name: str
    edits: tuple[tuple[re.Pattern[str], str], ...]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A sentence made false: from ``start`` of ``text``, ``old`` words became ``new`` ones."""

    kind: str
    text: str
    start: int
    old: str
    new: str


@cache
def load_kinds(path: Path = MUTATIONS) -> tuple[Kind, ...]:
    """The kinds in ``path``, in order. Raises BadData for a pattern that cannot be read."""
    tables = read_data(path).parts()
    return tuple(_kind(str(path), id_, table.only("name", "edits")) for id_, table in tables.items())


def _kind(file: str, id_: str, table: Table) -> Kind:
    try:
        edits = tuple((re.compile(pattern), new) for pattern, new in table.pairs("edits"))
    except re.error as error:
        raise BadData(f"a pattern cannot be read ({error})", file=file, place=id_, mend="Mend it.") from error
    return Kind(id_, table.text("name"), edits)


def mutants_of(text: str, evidence: str = "") -> tuple[Mutant, ...]:
    """Every edit that fits ``text``; without those whose new words stand in ``evidence``, and repeats."""
    found: dict[str, Mutant] = {}
    known = evidence.casefold()
    for kind in load_kinds():
        for mutant in _mutants(kind, text):
            is_known = bool(mutant.new.strip()) and _is_said(mutant.new, known)
            if not is_known and mutant.text not in found and mutant.text != text:
                found[mutant.text] = mutant
    return tuple(found.values())


def _is_said(new: str, evidence: str) -> bool:
    """Whether the words that an edit puts in stand in the evidence: a mutant that might be true."""
    words = re.findall(r"\w+", new.casefold())
    phrase = r"\W+".join(words)
    return len(phrase) > 3 and re.search(rf"\b{phrase}", evidence) is not None


def _mutants(kind: Kind, text: str) -> Iterator[Mutant]:
    for pattern, new in kind.edits:
        if match := pattern.search(text):
            yield _edited(kind.id, text, match, match.expand(new))
    if kind.id == "number":
        yield from (_edited(kind.id, text, match, _another(match[0])) for match in _NUMBER.finditer(text))


_WORDS = {
    "two": "six",
    "three": "eight",
    "four": "nine",
    "five": "twelve",
    "six": "two",
    "seven": "three",
    "eight": "three",
    "nine": "four",
    "ten": "thirty",
    "twelve": "three",
    "twenty": "ninety",
    "thirty": "eighty",
}
_NUMBER = re.compile(rf"\b(?:\d+|(?:{'|'.join(_WORDS)})\b(?! of| articles))")


def _another(number: str) -> str:
    """Another number than ``number``; a year stays a year."""
    if number.isdigit():
        return str(int(number) + 17) if len(number) == 4 else str(int(number) * 3 + 1)
    return _WORDS[number]


def _edited(kind: str, text: str, match: re.Match[str], new: str) -> Mutant:
    old = match[0]
    if old[:1].isupper() and new:
        new = new[0].upper() + new[1:]
    edited = text[: match.start()] + new + text[match.end() :]
    return Mutant(kind, edited, match.start(), old, new)


# --- how many are caught ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Subject:
    """A sentence that its evidence supports: its words, those of the evidence, and how it is judged anew.

    ``place`` says where it stands.
    """

    place: str
    text: str
    evidence: str
    is_safety: bool
    judge: Callable[[str], Verdict]


@dataclass(frozen=True, slots=True)
class Escape:
    """A mutant that was called supported."""

    subject: Subject
    mutant: Mutant


@dataclass(slots=True)
class Tally:
    """Of one kind: how many were made and caught, and of how many a reason names a changed word."""

    made: int = 0
    caught: int = 0
    named: int = 0

    @property
    def rate(self) -> float:
        """The share caught; 1 where none was made."""
        return self.caught / self.made if self.made else 1.0


@dataclass(slots=True)
class SelfTest:
    """The result of a test: a tally for each kind, in order, and what escaped."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    escapes: list[Escape] = field(default_factory=list)
    sentences: int = 0

    @property
    def made(self) -> int:
        return sum(t.made for t in self.tallies.values())

    @property
    def caught(self) -> int:
        return sum(t.caught for t in self.tallies.values())

    @property
    def rate(self) -> float:
        """The share caught of all kinds together."""
        return self.caught / self.made if self.made else 1.0

    @property
    def is_good_enough(self) -> bool:
        """Whether pages may be published on the word of this checker."""
        return self.rate >= FLOOR and not self.critical

    @property
    def critical(self) -> list[Escape]:
        """What escaped of sentences that warn, where "not", a number or a unit was changed."""
        return [e for e in self.escapes if e.subject.is_safety and e.mutant.kind in CRITICAL]


def examine(subjects: Iterable[Subject]) -> SelfTest:
    """Judge every mutant of ``subjects``, each of which is supported as it stands."""
    result = SelfTest({kind.id: Tally() for kind in load_kinds()})
    for subject in subjects:
        result.sentences += 1
        for mutant in mutants_of(subject.text, subject.evidence):
            verdict = subject.judge(mutant.text)
            tally = result.tallies[mutant.kind]
            tally.made += 1
            if verdict.support is Support.SUPPORTED:
                result.escapes.append(Escape(subject, mutant))
                continue
            tally.caught += 1
            tally.named += names_change(verdict, mutant)
    return result


def names_change(verdict: Verdict, mutant: Mutant) -> bool:
    """Whether a reason of ``verdict`` names a word that the edit took out or put in."""
    said = " ".join(reason.message.casefold() for reason in verdict.reasons)
    words = re.findall(r"[\w%]+", f"{mutant.old} {mutant.new}".casefold())
    return any(re.search(rf"\b{re.escape(word)}", said) for word in words)
