"""What a sentence tells people to do: its stance, how strict its warnings are, and what it is about.

The patterns stand in warnings.toml.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from pathlib import Path

from content.pipeline.datafiles import Table, read_data
from content.pipeline.patterns import PatternSet
from content.pipeline.spans import Span
from content.pipeline.verdicts.hearing import hearing

WARNINGS = Path(__file__).resolve().parents[2] / "data" / "warnings.toml"

Patterns = Mapping[str, Mapping[str, PatternSet]]


class Role(StrEnum):
    """What a sentence is about, as far as two sentences can clash over it."""

    USE = "use"
    HARM = "harm"
    EXCLUSION = "reason to avoid it"


RUNGS = {5: "must_not", 3: "usually", 4: "should_not", 2: "caution", 1: "ask"}


_NAMES = {
    "stance": ("avoid", "suit", "had", "turned", "whether"),
    "rung": ("must_not", "should_not", "purpose", "usually", "caution", "ask"),
    "role": ("harm", "use", "plainly_harm", "plainly_use"),
}


@cache
def load_patterns(path: Path = WARNINGS) -> Patterns:
    """The patterns of ``path`` by table and name. Raises BadData naming what cannot be used."""
    data = read_data(path).only("parts", *_NAMES)
    named = data.table("parts")
    parts = {name: named.text(name) for name in named.values}
    return {name: _patterns(data.table(name).only(*names), names, parts) for name, names in _NAMES.items()}


def _patterns(table: Table, names: Sequence[str], parts: Mapping[str, str]) -> dict[str, PatternSet]:
    return {name: table.compiled(name, partial(_compiled, parts)) for name in names}


def _compiled(parts: Mapping[str, str], patterns: Sequence[str]) -> PatternSet:
    return hearing(*(_filled(pattern, parts) for pattern in patterns), flags=re.NOFLAG)


def _filled(pattern: str, parts: Mapping[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace(f"<{name}>", part)
    return pattern


@dataclass(frozen=True, slots=True)
class Stance:
    """Where a text tells somebody not to have the treatment, and where that it suits them.

    ``is_had`` where it says that somebody has it, or that it is given; ``turned`` are denied warnings.
    """

    avoids: tuple[Span, ...]
    suits: tuple[Span, ...]
    is_had: bool = False
    turned: tuple[Span, ...] = ()

    @property
    def sign(self) -> int:
        """-1 for a warning, +1 for a recommendation, 0 for neither; the first one decides."""
        if self.avoids and self.suits:
            return -1 if min(self.avoids) < min(self.suits) else 1
        return -1 if self.avoids else 1 if self.suits else 0

    def holds(self, place: int) -> bool:
        """Whether ``place`` lies in the words of a warning, or of its denial."""
        return any(s.start <= place < s.end for s in (*self.avoids, *self.turned))


def stance_of(plain: str) -> Stance:
    """The stance of ``plain``, a sentence as warnings.toml wants it. What it only asks, it does not say."""
    patterns = load_patterns()["stance"]
    asked = patterns["whether"].search(plain)
    end = asked.end() if asked else len(plain)
    found = _spans(patterns["avoid"], plain, end)
    denials = {s: patterns["turned"].search(plain[: s.start]) for s in found}
    turned = {s: Span(denial.start(), s.end) for s, denial in denials.items() if denial}
    avoids = tuple(s for s in found if s not in turned)
    suits = [*turned, *_spans(patterns["suit"], plain, end)]
    is_had = not avoids and bool(patterns["had"].search(plain))
    suits = [s for s in suits if not any(a.overlaps(s) for a in avoids)]
    return Stance(avoids, tuple(suits), is_had, tuple(turned.values()))


def _spans(patterns: PatternSet, plain: str, end: int) -> list[Span]:
    """What matches before ``end``, in order; matches that overlap are one."""
    found: list[Span] = []
    for span in sorted(Span(m.start(), m.end()) for m in patterns.finditer(plain) if m.start() < end):
        if found and span.start < found[-1].end:
            last = found.pop()
            span = Span(last.start, max(last.end, span.end))
        found.append(span)
    return found


def rungs_in(plain: str) -> frozenset[int]:
    """The warnings in the text: 5 must not, 4 should not, 3 usually not, 2 with care, 1 ask."""
    patterns = load_patterns()["rung"]
    spared = _without(patterns["purpose"], plain)
    found = {rung for rung, name in RUNGS.items() if patterns[name].search(spared)}
    if 3 in found and (4 in found or load_patterns()["stance"]["avoid"].search(spared)):
        return frozenset(found - {4})
    return frozenset(found - {3})


def _without(patterns: PatternSet, plain: str) -> str:
    for pattern in patterns.candidates(plain):
        plain = pattern.sub(" ", plain)
    return plain


def is_softening(plain: str, place: int) -> bool:
    """Whether the word at ``place`` lowers a warning ("usually avoid") and says nothing else."""
    return any(m.start() <= place < m.end() for m in load_patterns()["rung"]["usually"].finditer(plain))


def roles_in(plain: str, stance: Stance) -> frozenset[Role]:
    """What the text is about, in passing or outright."""
    patterns = load_patterns()["role"]
    found = set()
    if patterns["use"].search(plain):
        found.add(Role.USE)
    if patterns["harm"].search(plain):
        found.add(Role.HARM)
    if stance.avoids or load_patterns()["rung"]["caution"].search(plain):
        found.add(Role.EXCLUSION)
    return frozenset(found)


def claimed_role(plain: str, sign: int) -> Role | None:
    """What the text says outright: a reason to avoid it, an unwanted effect, or a use; None where mixed."""
    patterns = load_patterns()["role"]
    is_harm, is_use = (bool(patterns[f"plainly_{r}"].search(plain.lower())) for r in ("harm", "use"))
    if sign < 0:
        return Role.EXCLUSION
    if is_harm == is_use:
        return None
    return Role.HARM if is_harm else Role.USE
