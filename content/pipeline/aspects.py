"""Aspects: the data of contrasts.toml, on which points articles differ and the words of each stance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from content.pipeline.amounts import AMOUNT, COUNT
from content.pipeline.datafiles import Table, read_data
from content.pipeline.patterns import PatternSet, WordFilter, pattern_set
from content.pipeline.positions import DisagreementKind, Severity, key_of

CONTRASTS_FILE = Path(__file__).resolve().parent.parent / "data" / "contrasts.toml"


@dataclass(frozen=True, slots=True)
class Point:
    """What a row says of itself: the same for aspects and measures. ``concepts`` are those it is about."""

    id: str
    subject: str
    kind: DisagreementKind
    severity: Severity
    safest: str
    concepts: tuple[str, ...]

    @property
    def key(self) -> str:
        return key_of(self.kind, self.id)


@dataclass(frozen=True, slots=True)
class Stance:
    """What may be held, in our words, and what shows it: words, or statements that affirm or deny."""

    says: str
    patterns: PatternSet
    concepts: frozenset[str]
    denied: frozenset[str]


@dataclass(frozen=True, slots=True)
class Aspect:
    """A point with its stances. ``are_compatible``: one source may hold several; only sources can differ.

    A passage that matches ``unless`` takes no stance. ``counts_denied``: words count where they are
    denied, too ("free from serious illness" names what must not be there).
    """

    point: Point
    stances: tuple[Stance, ...]
    unless: PatternSet
    are_compatible: bool
    counts_denied: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """A point whose stances are printed amounts. The group ``what`` of a pattern names what is measured."""

    point: Point
    patterns: PatternSet
    unless: PatternSet
    counts_denied: bool


@dataclass(frozen=True, slots=True)
class Family:
    """Words that are easily mixed up: stems of names, or ids of concepts."""

    id: str
    subject: str
    severity: Severity
    stems: tuple[str, ...]
    concepts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Contrasts:
    """All of contrasts.toml. ``no_substances``: concepts of that role that name no substance.

    ``skin_problems``: reasons not to have it that may hold for the whole skin or for the treated area only.
    """

    aspects: tuple[Aspect, ...]
    measures: tuple[Measure, ...]
    families: tuple[Family, ...]
    no_substances: frozenset[str]
    skin_problems: frozenset[str]
    words: WordFilter

    @property
    def points(self) -> tuple[Point, ...]:
        aspects, measures = (a.point for a in self.aspects), (m.point for m in self.measures)
        return (*aspects, *measures)

    @property
    def labels(self) -> frozenset[str]:
        """What stances are called, in our own words."""
        return frozenset(stance.says for aspect in self.aspects for stance in aspect.stances)


@cache
def load_contrasts(path: Path = CONTRASTS_FILE) -> Contrasts:
    """The contrasts of ``path``. Raises BadData naming the entry that cannot be used."""
    data = read_data(path).only("aspect", "measure", "family", "no_substances", "skin_problems")
    words = WordFilter()
    return Contrasts(
        aspects=tuple(_aspect(entry, words) for entry in data.tables("aspect")),
        measures=tuple(_measure(entry, words) for entry in data.tables("measure", is_needed=False)),
        families=tuple(_family(entry) for entry in data.tables("family", is_needed=False)),
        no_substances=frozenset(data.texts("no_substances", is_needed=False)),
        skin_problems=frozenset(data.texts("skin_problems", is_needed=False)),
        words=words,
    )


_POINT = ("id", "subject", "kind", "severity", "safest", "concepts")


def _point(entry: Table) -> Point:
    return Point(
        id=entry.text("id"),
        subject=entry.text("subject"),
        kind=DisagreementKind(entry.choice("kind", [kind.value for kind in DisagreementKind])),
        severity=Severity(entry.choice("severity", [severity.value for severity in Severity])),
        safest=entry.text("safest"),
        concepts=entry.texts("concepts", is_needed=False),
    )


def _aspect(entry: Table, words: WordFilter) -> Aspect:
    entry.only(*_POINT, "unless", "are_compatible", "counts_denied", "stance")
    stances = [replace(t, place=f"{entry.place}, {t.place}") for t in entry.tables("stance")]
    return Aspect(
        point=_point(entry),
        stances=tuple(_stance(stance, words) for stance in stances),
        unless=_patterns(entry, "unless", words),
        are_compatible=entry.flag("are_compatible"),
        counts_denied=entry.flag("counts_denied"),
    )


def _stance(entry: Table, words: WordFilter) -> Stance:
    entry.only("says", "patterns", "concepts", "denied")
    return Stance(
        says=entry.text("says"),
        patterns=_patterns(entry, "patterns", words),
        concepts=frozenset(entry.texts("concepts", is_needed=False)),
        denied=frozenset(entry.texts("denied", is_needed=False)),
    )


def _measure(entry: Table, words: WordFilter) -> Measure:
    entry.only(*_POINT, "patterns", "unless", "counts_denied").needs("patterns")
    patterns, unless = _patterns(entry, "patterns", words), _patterns(entry, "unless", words)
    measure = Measure(_point(entry), patterns, unless, entry.flag("counts_denied"))
    if any("amount" not in pattern.groupindex for pattern in measure.patterns):
        raise entry.error("a pattern holds no amount", "Write {time} or {count} where it stands.")
    return measure


def _family(entry: Table) -> Family:
    entry.only("id", "subject", "severity", "stems", "concepts")
    return Family(
        id=entry.text("id"),
        subject=entry.text("subject"),
        severity=Severity(entry.choice("severity", [severity.value for severity in Severity])),
        stems=entry.texts("stems"),
        concepts=frozenset(entry.texts("concepts", is_needed=False)),
    )


def _patterns(entry: Table, key: str, words: WordFilter) -> PatternSet:
    def compile_all(patterns: Sequence[str]) -> PatternSet:
        return pattern_set((_filled(pattern) for pattern in patterns), words)

    return entry.compiled(key, compile_all, is_needed=False)


_PLACES: Mapping[str, str] = {"{time}": rf"(?P<amount>{AMOUNT})", "{count}": rf"(?P<amount>{COUNT})"}


def _filled(pattern: str) -> str:
    for place, amount in _PLACES.items():
        pattern = pattern.replace(place, amount)
    return pattern
