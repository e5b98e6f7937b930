"""Cues: the words by which a sentence warns, promises, denies, hedges. cues.toml holds them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from content.pipeline.datafiles import Table, read_data
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
    announce: Mapping[str, Patterns]
    effects_named: Patterns
    strength: Mapping[str, Mapping[str, Patterns]]
    verdicts: PatternTable
    effect: Mapping[str, Patterns]
    use: Mapping[str, Patterns]
    care: Mapping[str, Patterns]
    wary: Mapping[str, Patterns]
    exclusion: Patterns
    consent: Patterns
    denial: Patterns
    vague: Patterns
    allowed: Mapping[str, Patterns]
    words: Mapping[str, Patterns]

    def context_of(self, text: str) -> str:
        """The role that a heading, lead-in or question announces, or "".

        A lead-in that warns announces whom it warns, in whatever words.
        """
        words = plain(text)
        if role := self.context.first(words).removesuffix("!"):
            return role
        is_warning = _LEADS_ON.search(words) is not None and self.verdict_of(words) is not None
        return _WARNED if is_warning else ""

    def names_effects(self, text: str) -> bool:
        """Whether a heading or lead-in announces side effects, whatever else it announces."""
        return matches(self.effects_named, plain(text))

    def announced_by(self, text: str) -> str:
        """The role of the things that a sentence says it lists ("side effects include …"), or ""."""
        words = plain(text)
        return next((role for role, patterns in self.announce.items() if matches(patterns, words)), "")

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
    (re.compile(r"(?<=\w)[’']re\b", re.IGNORECASE), " are"),
)
_LEADS_ON = re.compile(r"(?::|\b(?:if|you|with|who|you have|you are))\W{0,3}$", re.IGNORECASE)
_WARNED = "contraindication"
_CLAUSES = re.compile(r"[,;] (?:and|but|while) |; ")


@lru_cache(maxsize=4_000)
def plain(text: str) -> str:
    """``text`` without marks of emphasis ("do **not** have"), its contractions written out ("isn’t")."""
    words = words_of(text.replace("#", ""))
    if "'" not in words and "’" not in words:
        return words
    for contraction, whole in _CONTRACTIONS:
        words = contraction.sub(whole, words)
    return words


def matches(patterns: Patterns, text: str) -> bool:
    return patterns.matches(text)


_STRENGTHS = ("avoid", "avoid_unless_doctor_agrees", "caution", "consult", "limit")
"""Strictest first: the first one that a sentence has counts."""
_ALLOWED = (
    *("patterns", "conditional", "goes_on", "but", "hypothetical", "no", "yes", "aside"),
    *("may_have", "about", "safe", "why", "indifferent"),
)
_EFFECT = ("possible", "may_cause", "has", "harm", "causes", "occurs", "lasts", "eases", "reason", "group")
_USE = ("strong", "treats", "after", "origin", "cause", "denied_use", "otherwise", "elsewhere", "unproven")
_CARE = ("patterns", "people", "group", "condition", "greater", "worse")
_WARY = ("refuses", "warns", "unless")
_WORDS = ("hedges", "frequency", "seriousness", "duration", "site", "population", "anaphora")
_ALONE = ("exclusion", "consent", "denial", "vague")


@cache
def load_cues(path: Path = CUES_FILE) -> Cues:
    """The cues of ``path``. Raises BadData naming what cannot be used."""
    data = read_data(path)
    data.only("context", "announce", "strength", "effect", "use", "care", "wary", "allowed", "words", *_ALONE)
    words = WordFilter()
    by_strength = data.table("strength").only(*_STRENGTHS).needs(*_STRENGTHS).parts()
    by_strength["caution"].needs("softened")
    by_strength["limit"].needs("no_solution")
    by_strength["avoid_unless_doctor_agrees"].needs("unless")
    strength = {strength: _all_patterns(by_strength[strength], words) for strength in _STRENGTHS}
    verdicts = {f"{s} {name}": patterns for s, cues in strength.items() for name, patterns in cues.items()}
    announce = data.table("announce").only("sentence", "effects")
    return Cues(
        context=pattern_table(_all_patterns(data.table("context"), words), words),
        announce=_all_patterns(announce.table("sentence"), words),
        effects_named=_patterns(announce, "effects", words),
        strength=strength,
        verdicts=pattern_table(verdicts, words),
        effect=_all_patterns(data.table("effect").only("none", *_EFFECT).needs(*_EFFECT), words),
        use=_all_patterns(data.table("use").only(*_USE).needs(*_USE), words),
        care=_all_patterns(data.table("care").only(*_CARE).needs(*_CARE), words),
        wary=_all_patterns(data.table("wary").only(*_WARY).needs(*_WARY), words),
        allowed=_all_patterns(data.table("allowed").only(*_ALLOWED).needs(*_ALLOWED), words),
        words=_all_words(data.table("words").only("promotion", *_WORDS).needs(*_WORDS), words),
        **{name: _patterns(data.table(name).only("patterns"), "patterns", words) for name in _ALONE},
    )


def _all_patterns(table: Table, words: WordFilter) -> dict[str, Patterns]:
    return {key: _patterns(table, key, words) for key in table.values}


def _patterns(table: Table, key: str, words: WordFilter) -> Patterns:
    return table.compiled(key, lambda patterns: pattern_set(map(_any_blanks, patterns), words))


def _all_words(table: Table, words: WordFilter) -> dict[str, Patterns]:
    return {kind: _words(table, kind, words) for kind in table.values}


def _any_blanks(pattern: str) -> str:
    """A space in a pattern, outside a class of characters, matches any run of white space."""
    parts = re.split(r"(\[[^\]]*\])", pattern)
    return "".join(part if part.startswith("[") else re.sub(r" (?![?*+{])", r"\\s+", part) for part in parts)


def _words(table: Table, kind: str, words: WordFilter) -> Patterns:
    if kind in ("promotion", "anaphora"):
        return _patterns(table, kind, words)
    denied = r"(?:(?:not|no longer|never)\s+(?:very\s+|at\s+all\s+)?)?" if kind == "frequency" else ""

    def compile_words(forms: tuple[str, ...]) -> Patterns:
        longest_first = "|".join(sorted(forms, key=len, reverse=True))
        return pattern_set([rf"\b{denied}(?:{longest_first})\b"], words)

    found = table.compiled(kind, compile_words)
    if any(not match.group() for match in found.finditer("a")):
        raise table.error(f"{kind}: a form matches nothing at all", "Let it match a word.")
    return found
