"""Cues: the words by which a sentence warns, promises, denies, hedges. cues.toml holds them."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from content.pipeline.errors import BadData
from content.pipeline.legible import words_of
from content.pipeline.patterns import PatternSet, PatternTable, WordFilter, pattern_set, pattern_table

CUES_FILE = Path(__file__).resolve().parent.parent / "data" / "cues.toml"

Patterns = PatternSet


@dataclass(frozen=True, slots=True)
class VerdictCue:
    """A sentence's own verdict on who should be careful: its strength, and the cue that gave it."""

    strength: str
    name: str


@dataclass(frozen=True, slots=True)
class Cues:
    """All cue patterns, compiled. Every method takes plain text and answers one question about it."""

    context: PatternTable
    strength: Mapping[str, Mapping[str, Patterns]]
    verdicts: PatternTable
    effect: Mapping[str, Patterns]
    use: Mapping[str, Patterns]
    care: Mapping[str, Patterns]
    exclusion: Patterns
    consent: Patterns
    denial: Patterns
    vague: Patterns
    allowed: Mapping[str, Patterns]
    words: Mapping[str, Patterns]

    def context_of(self, text: str) -> str:
        """The role that a heading, lead-in or question announces, or ""."""
        return self.context.first(plain(text)).removesuffix("!")

    def verdict_of(self, text: str) -> VerdictCue | None:
        """The strictest verdict in ``text``.

        A softened form ("may not be suitable") or a condition ("unless your doctor agrees") replaces the
        stricter cue that its own words contain, and no other: what is left of the sentence still counts.
        """
        text = plain(text)
        if not self.verdicts.may_match(text):
            return None
        if unless := self._unless(text):
            return unless
        rest = text
        for patterns in (self.strength["caution"]["softened"], self.strength["limit"]["no_solution"]):
            for pattern in patterns.candidates(rest):
                rest = pattern.sub(" ", rest)
        verdicts = (self._first(s, rest if s == "avoid" else text) for s in self.strength)
        return next(filter(None, verdicts), None)

    def _unless(self, text: str) -> VerdictCue | None:
        """A condition softens the clause it stands in; a strict clause before it stays strict."""
        for pattern in self.strength["avoid_unless_doctor_agrees"]["unless"].candidates(text):
            if found := pattern.search(text):
                before = _CLAUSES.split(text[: found.start()])[:-1]
                strict = (self._first("avoid", clause) for clause in before)
                return next(filter(None, strict), VerdictCue("avoid_unless_doctor_agrees", "unless"))
        return None

    def _first(self, strength: str, text: str) -> VerdictCue | None:
        cues = self.strength[strength]
        return next(
            (VerdictCue(strength, name) for name, patterns in cues.items() if matches(patterns, text)), None
        )

    def asks_for_care(self, text: str) -> bool:
        """Whether ``text`` speaks of care or of asking a doctor, whatever else it says."""
        text = plain(text)
        return any(
            matches(patterns, text) for s in ("caution", "consult") for patterns in self.strength[s].values()
        )

    def possible(self, text: str) -> int:
        """Which patterns ``text`` or a part of it may match, to be asked once for a sentence."""
        return self.denial.filter.possible(text)

    def words_of(self, kind: str, text: str) -> tuple[str, ...]:
        """The words of one ``kind`` (hedges, frequency, …) in ``text``, in order, as printed."""
        return tuple(text[start:end] for start, end in self.places_of(kind, text))

    def places_of(self, kind: str, text: str, possible: int | None = None) -> list[tuple[int, int]]:
        """Where in ``text`` words of one ``kind`` stand, in order."""
        return sorted({match.span() for match in self.words[kind].finditer(text, possible)})

    def starts(self, patterns: Patterns, text: str, possible: int | None = None) -> list[int]:
        """Where in ``text`` a match of ``patterns`` begins."""
        return sorted(m.start() for m in patterns.finditer(text, possible))


_CONTRACTIONS = (
    (re.compile(r"\bcan[’']t\b", re.IGNORECASE), "cannot"),
    (re.compile(r"\bwon[’']t\b", re.IGNORECASE), "will not"),
    (re.compile(r"(?<=\w)n[’']t\b", re.IGNORECASE), " not"),
)
_CLAUSES = re.compile(r"[,;] (?:and|but|while) |; ")


@lru_cache(maxsize=4_000)
def plain(text: str) -> str:
    """``text`` without marks of emphasis ("do **not** have"), its contractions written out ("isn’t")."""
    words = words_of(text.replace("#", ""))
    if "n't" not in words and "n’t" not in words:
        return words
    for contraction, whole in _CONTRACTIONS:
        words = contraction.sub(whole, words)
    return words


def matches(patterns: Patterns, text: str) -> bool:
    return patterns.matches(text)


@cache
def load_cues(path: Path = CUES_FILE) -> Cues:
    """The cues of ``path``. Raises BadData for a file that is not TOML or a pattern that is none."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        words = WordFilter()
        strength = {strength: _table(cues, words) for strength, cues in data["strength"].items()}
        verdicts = {
            f"{s} {name}": patterns for s, cues in strength.items() for name, patterns in cues.items()
        }
        return Cues(
            context=pattern_table(_table(data["context"], words), words),
            strength=strength,
            verdicts=pattern_table(verdicts, words),
            effect=_table(data["effect"], words),
            use=_table(data["use"], words),
            care=_table(data["care"], words),
            exclusion=_patterns(data["exclusion"]["patterns"], words),
            consent=_patterns(data["consent"]["patterns"], words),
            denial=_patterns(data["denial"]["patterns"], words),
            allowed=_table(data["allowed"], words),
            vague=_patterns(data["vague"]["patterns"], words),
            words={kind: _words(kind, forms, words) for kind, forms in data["words"].items()},
        )
    except (tomllib.TOMLDecodeError, re.error, KeyError) as error:
        raise BadData(
            f"the cues cannot be used ({error})", file=str(path), mend="Correct the file."
        ) from error


def _table(entries: Mapping[str, Any], words: WordFilter) -> dict[str, Patterns]:
    return {key: _patterns(patterns, words) for key, patterns in entries.items()}


def _patterns(patterns: list[str], words: WordFilter) -> Patterns:
    return pattern_set(map(_any_blanks, patterns), words)


def _any_blanks(pattern: str) -> str:
    """A space in a pattern, outside a class of characters, matches any run of white space."""
    parts = re.split(r"(\[[^\]]*\])", pattern)
    return "".join(part if part.startswith("[") else re.sub(r" (?![?*+{])", r"\\s+", part) for part in parts)


def _words(kind: str, forms: list[str], words: WordFilter) -> Patterns:
    if kind in ("promotion", "anaphora"):
        return _patterns(forms, words)
    longest_first = "|".join(sorted(forms, key=len, reverse=True))
    denied = r"(?:(?:not|no longer|never)\s+(?:very\s+|at\s+all\s+)?)?" if kind == "frequency" else ""
    return pattern_set([rf"\b{denied}(?:{longest_first})\b"], words)
