"""One sentence read for checking: its units of meaning, what is denied, how sure it is, what it warns of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from content.pipeline.verdicts.clauses import (
    NEGATORS,
    TOPIC_WORD,
    Plain,
    clauses_of,
    denied_words,
    on_topic,
    plain_words,
    segments_of,
)
from content.pipeline.verdicts.equivalences import (
    Entry,
    Keys,
    Lexicon,
    Side,
    load_lexicon,
)
from content.pipeline.verdicts.numbers import Quantity, may_count, quantities
from content.pipeline.verdicts.stance import Role, Stance, is_softening, roles_in, rungs_in, stance_of
from content.pipeline.verdicts.words import Word, words_of


class Weight:
    """How much it matters that a source lacks a word: nothing, hardly anything, a little, everything.

    Plain numbers: guards ask for them thousands of times a claim, and members of an enum are slow to reach.
    """

    EMPTY: Final = 0
    SLACK: Final = 1
    LIGHT: Final = 2
    HEAVY: Final = 3


def _place_of(unit: "Unit") -> tuple[int, int]:
    return unit.first, unit.length


@dataclass(slots=True, eq=False)
class Unit:
    """A phrase of the lexicon, or a single word: what must be found again in the source.

    ``first`` and ``length`` count words of the sentence; ``parts`` are the single words of a phrase. Units
    are compared by identity, and nothing changes them: thousands are made a second.
    """

    printed: str
    first: int
    length: int
    weight: int
    keys: Keys
    specific: Keys
    sides: frozenset[Side]
    is_negated: bool
    clause: int
    parts: tuple["Unit", ...] = ()
    found: dict["Sentence", tuple["Unit", ...]] = field(default_factory=dict, repr=False)
    """Where other sentences say it: many guards ask the same."""

    @property
    def is_turned(self) -> bool:
        """Whether the phrase holds a denial ("not last long"): its words alone say something else."""
        return any(part.printed in NEGATORS for part in self.parts)


@dataclass(frozen=True, slots=True)
class Cue:
    """A word of degree and where it stands: ``level`` of frequency, or 0; ``kind`` of certainty, or ""."""

    printed: str
    word: int
    clause: int
    level: int = 0
    kind: str = ""
    is_negated: bool = False


_PEOPLE = frozenset({"patient", "patients", "individual", "individuals", "person"})
_LABEL = 8
"""A name before a colon has no more words."""


@dataclass(frozen=True, eq=False)
class Sentence:
    """Everything that the guards ask of one sentence; what few of them ask is worked out when it is asked.

    ``stance`` is -1 where it tells somebody not to have the treatment, +1 where it calls them suitable, 0
    else; ``is_had`` where it says that somebody has it. ``rungs`` are the warnings in it, 5 "must not" to
    1 "ask".
    """

    text: str
    words: tuple[Word, ...]
    units: tuple[Unit, ...]
    clauses: tuple[str, ...]
    clause_of: tuple[int, ...]
    certainties: tuple[Cue, ...]
    frequencies: tuple[Cue, ...]
    quantities: tuple[Quantity, ...]
    rungs: frozenset[int]
    plain: Plain = field(repr=False)
    heard: Stance = field(repr=False)
    maker: "_UnitMaker" = field(repr=False)

    @property
    def breaks(self) -> tuple[str, ...]:
        """The mark before each word, or ""."""
        return self.plain.breaks

    @property
    def stance(self) -> int:
        """-1 for a warning, +1 for a recommendation, 0 for neither."""
        return self.heard.sign

    @property
    def is_had(self) -> bool:
        """Whether it says that somebody has the treatment."""
        return self.heard.is_had

    @cached_property
    def bare(self) -> tuple[str, ...]:
        """Its words without marks."""
        return tuple(word.text for word in self.words)

    @cached_property
    def index(self) -> dict[str, tuple[Unit, ...]]:
        """Leads from a key to the units that carry it, overlapping phrases included."""
        return self.maker.index()

    @cached_property
    def segments(self) -> tuple[int, ...]:
        """The statement of each clause."""
        return segments_of(self.clauses)

    @cached_property
    def segment_rungs(self) -> dict[int, frozenset[int]]:
        """The warnings of each statement that has any."""
        if self.segments[-1] == 0 and self.plain.places[:1] == (0,):
            return {0: self.rungs} if self.rungs else {}
        return _segment_rungs(self.plain, self.clause_of, self.segments)

    @cached_property
    def roles(self) -> frozenset[Role]:
        """What it is about, in passing or outright."""
        return roles_in(self.plain.text, self.heard)

    def says(self, text: str) -> bool:
        """Whether the single word ``text`` stands in it."""
        return text in self.bare

    def certain(self, *kinds: str) -> tuple[Cue, ...]:
        """Its words of certainty of ``kinds``."""
        return tuple(c for c in self.certainties if c.kind in kinds)

    @cached_property
    def turned(self) -> tuple[tuple[Unit, tuple[str, ...]], ...]:
        """Its phrases that deny ("does not last long"), each with the stems behind its last denial."""
        found = ((unit, self._behind_denial(unit)) for unit in self.units if unit.length > 1)
        return tuple((unit, rest) for unit, rest in found if rest)

    def _behind_denial(self, unit: Unit) -> tuple[str, ...]:
        words = self.words[unit.first : unit.first + unit.length]
        last = max((n for n, w in enumerate(words) if w.text in NEGATORS), default=None)
        return () if last is None else tuple(w.stem for w in words[last + 1 :])

    @cached_property
    def phrases(self) -> tuple[Unit, ...]:
        """Every phrase of the lexicon that stands in it, overlapping ones included."""
        return self.maker.phrases()

    def is_thing(self, unit: Unit) -> bool:
        """Whether ``unit`` names somebody or something, a condition, an effect, a part of the body."""
        return self.maker.is_thing(unit)

    def is_opaque(self, unit: Unit) -> bool:
        """Whether the single words of ``unit`` say nothing by themselves."""
        return self.maker.is_opaque(unit)

    @cached_property
    def named(self) -> tuple[Unit, ...]:
        """What names somebody or something in it, or may do so."""
        return tuple(
            u
            for u in self.units
            if u.weight == Weight.HEAVY or u.printed == TOPIC_WORD or u.printed in _PEOPLE or self.is_thing(u)
        )

    @cached_property
    def heavy(self) -> tuple[Unit, ...]:
        return tuple(u for u in self.units if u.weight == Weight.HEAVY)

    def find(self, unit: Unit) -> tuple[Unit, ...]:
        """The units of this sentence that say what ``unit`` of another one says, or its solid parts."""
        places = unit.found.get(self)
        if places is None:
            places = unit.found[self] = self._find(unit)
        return places

    def _find(self, unit: Unit) -> tuple[Unit, ...]:
        index = self.index
        found = {u for key in unit.keys if key in index for u in index[key]}
        if not found and not unit.is_turned:
            found = {u for part in unit.parts if part.weight == Weight.HEAVY for u in self.find(part)}
        return tuple(sorted(found, key=_place_of)) if len(found) > 1 else tuple(found)

    def segment_of(self, unit: Unit) -> int:
        """The statement in which ``unit`` stands: a main clause with what hangs on it."""
        return self.segments[unit.clause]

    def is_label(self, clause: int) -> bool:
        """Whether ``clause`` only names what follows: "Redness: it may occur …"."""
        return clause in self._labels

    @cached_property
    def _labels(self) -> frozenset[int]:
        """The clauses that a colon ends after a few words."""
        first = {clause: n for n, clause in reversed([*enumerate(self.clause_of)])}
        ends = {n: self.clause_of[n - 1] for n in first.values() if n and self.breaks[n] == ":"}
        return frozenset(c for n, c in ends.items() if n - first[c] <= _LABEL)

    def rungs_of_segment(self, unit: Unit) -> frozenset[int]:
        """The warnings in the statement in which ``unit`` stands."""
        return self.segment_rungs.get(self.segment_of(unit), frozenset())

    def quantities_in(self, clause: int) -> tuple[Quantity, ...]:
        """The quantities of one clause."""
        spans = [self.words[u.first].span for u in self.units if u.clause == clause]
        return tuple(q for q in self.quantities if any(q.span.overlaps(s) for s in spans))

    def clauses_with(self, counted: tuple[Quantity, ...]) -> set[int]:
        """The clauses in which one of the quantities ``counted`` stands."""
        spans = [q.span for q in self.quantities if any(q.is_same(other) for other in counted)]
        return {
            unit.clause for unit in self.units if any(s.overlaps(self.words[unit.first].span) for s in spans)
        }

    def names(self, unit: Unit) -> bool:
        """Whether ``unit`` is said here as a whole: nothing broader or narrower, no part of it."""
        return any(key in self.index for key in unit.keys if not key.startswith(">"))

    def has(self, unit: Unit) -> bool:
        """Whether ``unit`` is said here, as a whole or word by word."""
        if not self.index.keys().isdisjoint(unit.keys):
            return True
        solid = [] if unit.is_turned else [p for p in unit.parts if p.weight != Weight.EMPTY]
        return bool(solid) and all(not self.index.keys().isdisjoint(p.keys) for p in solid)


@lru_cache(maxsize=4096)
def read_sentence(text: str, topic: str = "") -> Sentence:
    """``text`` read for checking. ``topic`` is the stem of the word for what the article is about."""
    words = tuple(on_topic(list(words_of(text)), topic))
    plain = plain_words(text, words)
    stance = stance_of(plain.text)
    lexicon = load_lexicon()
    stems = tuple(word.stem for word in words)
    known = tuple(tuple(lexicon.at(stems, first)) for first in range(len(stems)))
    hits = list(_greedy(known))
    absorbed = frozenset(n for first, length, _ in hits if length > 1 for n in range(first, first + length))
    clause_of, clauses = clauses_of(plain, words)
    denied = denied_words(plain, words, absorbed, (clause_of, clauses), stance)
    counted = quantities(text) if may_count(words) else ()
    maker = _UnitMaker(words, stems, lexicon, known, denied, clause_of, counted, hits)
    cues = [(maker.cue(f, n, e), e) for f, n, e in _with_degree(hits, words, stems, lexicon)]
    return Sentence(
        text,
        words,
        tuple(maker.unit(first, length) for first, length, _ in hits),
        clauses,
        tuple(clause_of),
        tuple(c for c, e in cues if e.certainty),
        tuple(c for c, e in cues if e.frequency and not is_softening(plain.text, plain.places[c.word])),
        counted,
        rungs_in(plain.text),
        plain,
        stance,
        maker,
    )


def _segment_rungs(
    plain: Plain, clause_of: Sequence[int], segments: tuple[int, ...]
) -> dict[int, frozenset[int]]:
    """The warnings of each statement that has any."""
    texts: dict[int, str] = {}
    for number, clause in enumerate(clause_of):
        end = plain.places[number + 1] if number + 1 < len(clause_of) else len(plain.text)
        segment = segments[clause]
        texts[segment] = texts.get(segment, "") + plain.text[plain.places[number] : end]
    return {segment: found for segment, text in texts.items() if (found := rungs_in(text))}


# --- units -----------------------------------------------------------------------------------------

_Hit = tuple[int, int, Entry | None]


_Known = tuple[tuple[tuple[int, Entry], ...], ...]
"""The phrases of the lexicon that begin at each word, longest first: their length, and the entry."""


def _greedy(known: _Known) -> Iterator[_Hit]:
    """The sentence cut into the longest phrases that the lexicon knows, and single words."""
    first = 0
    while first < len(known):
        length, entry = known[first][0] if known[first] else (1, None)
        yield first, length, entry
        first += length


_NO_DEGREE = frozenset(
    {("at", "all"), ("a", "certain"), ("one", "certain"), ("like", "every"), ("like", "any"), ("like", "all")}
)
"""Words of degree that say none after the word before them."""
_HEDGING = frozenset({"hedged", "able", "purpose"})


def _with_degree(
    hits: Sequence[_Hit], words: Sequence[Word], stems: Sequence[str], lexicon: Lexicon
) -> Iterator[tuple[int, int, Entry]]:
    """The hits that say how sure or how often; in a phrase that does not, its "may" and "can" still count."""
    for first, length, entry in hits:
        before = words[first - 1].text if first else ""
        if (before, words[first].text) in _NO_DEGREE:
            continue
        if entry and (entry.certainty or entry.frequency):
            yield first, length, entry
        elif length > 1:
            for number in range(first, first + length):
                single = lexicon.entries.get((stems[number],))
                if single and single.certainty in _HEDGING:
                    yield number, 1, single


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the same words are in every sentence."""

    printed: str
    weight: int
    keys: Keys
    specific: Keys
    sides: frozenset[Side]


@lru_cache(maxsize=32768)
def _shape_of(texts: tuple[str, ...], stems: tuple[str, ...]) -> _Shape:
    lexicon = load_lexicon()
    entry = lexicon.entries.get(stems) or Entry()
    own = f"w:{stems[0]}" if len(stems) == 1 else f"p:{' '.join(stems)}"
    parts = [_shape_of((t,), (s,)) for t, s in zip(texts, stems, strict=True)] if len(stems) > 1 else []
    return _Shape(
        " ".join(texts),
        _weight_of(texts[0], stems[0], entry, lexicon, parts),
        entry.keys | entry.general | {own},
        entry.specific,
        entry.sides or _sides_of(parts),
    )


def _weight_of(text: str, stem: str, entry: Entry, lexicon: Lexicon, parts: Sequence[_Shape]) -> int:
    if entry.frequency or (entry.certainty and not entry.keys):
        return Weight.EMPTY
    if parts:
        weights = (p.weight for p in parts)
        return max(Weight.LIGHT, *(Weight.HEAVY if w == Weight.SLACK else w for w in weights))
    if text in lexicon.empty or text.isdigit() or text == TOPIC_WORD:
        return Weight.EMPTY
    if (text if text.endswith("ly") else stem) in lexicon.slack:
        return Weight.SLACK
    return Weight.LIGHT if stem in lexicon.light else Weight.HEAVY


def _sides_of(parts: Sequence[_Shape]) -> frozenset[Side]:
    """A phrase is on the side of its words ("after the treatment"), but not of "less dry"."""
    if any(p.printed in ("not", "no", "less", "without", "more") for p in parts):
        return frozenset()
    if parts and parts[0].printed == "what":  # "what you are after"
        return frozenset()
    return frozenset(side for part in parts for side in part.sides if side[0] != "seriousness")


def _turned_inside(words: Sequence[Word], hits: Sequence[_Hit]) -> frozenset[int]:
    """Words behind a denial that belongs to their phrase: "deep" alone, where "not deep" is the phrase."""
    found: set[int] = set()
    for first, length, _ in hits:
        inside = range(first, first + length) if length > 1 else ()
        negators = [n for n in inside if words[n].text in NEGATORS]
        found.update(range(min(negators, default=0) + 1, first + length) if negators else ())
    return frozenset(found)


class _UnitMaker:
    """Makes units and cues of one sentence."""

    def __init__(
        self,
        words: tuple[Word, ...],
        stems: tuple[str, ...],
        lexicon: Lexicon,
        known: _Known,
        denied: list[bool],
        clause_of: list[int],
        counted: tuple[Quantity, ...],
        hits: Sequence[_Hit],
    ) -> None:
        self.words, self.stems, self.lexicon, self.known = words, stems, lexicon, known
        self.made: dict[tuple[int, int], Unit] = {}
        self.texts = tuple(word.text for word in words)
        self.denied, self.clause_of = denied, clause_of
        self.turned = _turned_inside(words, hits)
        self.counted = [any(q.span.start <= w.start and w.end <= q.span.end for q in counted) for w in words]

    def unit(self, first: int, length: int) -> Unit:
        """The phrase of ``length`` words from the word ``first`` on, the same one each time."""
        made = self.made.get((first, length))
        if made is None:
            made = self.made[first, length] = self._unit(first, length)
        return made

    def _unit(self, first: int, length: int) -> Unit:
        end = first + length
        shape = _shape_of(self.texts[first:end], self.stems[first:end])
        parts = tuple(self.unit(n, 1) for n in range(first, end)) if length > 1 else ()
        return Unit(
            shape.printed,
            first,
            length,
            self._weight(shape, first, end, parts),
            shape.keys,
            shape.specific,
            shape.sides,
            self.denied[end - 1] or (length == 1 and first in self.turned),
            self.clause_of[first],
            parts,
        )

    def _weight(self, shape: _Shape, first: int, end: int, parts: tuple[Unit, ...]) -> int:
        """The weight of the words; those of a number weigh nothing, for numbers are compared by value."""
        if not any(self.counted[first:end]) or shape.weight == Weight.EMPTY:
            return shape.weight
        if all(self.counted[first:end]):
            return Weight.EMPTY
        return min(shape.weight, max(Weight.LIGHT, *(p.weight for p in parts)))

    def cue(self, first: int, length: int, entry: Entry | None) -> Cue:
        printed = " ".join(w.text for w in self.words[first : first + length])
        entry = entry or Entry()
        return Cue(
            printed,
            first,
            self.clause_of[first],
            entry.frequency,
            entry.certainty,
            self._has_not_before(first),
        )

    def _has_not_before(self, number: int) -> bool:
        """Whether "not" stands before a word of degree in its clause, even as part of a warning."""
        clause = self.clause_of[number]
        reach = 10 if self.words[number].text.startswith(("every", "all", "any")) else 3
        same = [n for n in range(max(0, number - reach), number) if self.clause_of[n] == clause]
        return any(self.words[n].text in ("not", "never", "no") for n in same)

    def phrases(self) -> tuple[Unit, ...]:
        """Every phrase of the lexicon in the sentence."""
        return tuple(self.unit(n, length) for n, hits in enumerate(self.known) for length, _ in hits)

    def is_thing(self, unit: Unit) -> bool:
        """Whether the lexicon has ``unit`` as the name of a thing."""
        entry = self.lexicon.entries.get(self.stems[unit.first : unit.first + unit.length])
        return entry is not None and entry.is_thing

    def is_opaque(self, unit: Unit) -> bool:
        """Whether ``unit`` is a phrase whose words say nothing alone."""
        return self.stems[unit.first : unit.first + unit.length] in self.lexicon.opaque

    def index(self) -> dict[str, tuple[Unit, ...]]:
        """Every key of every phrase, overlapping ones included, and what it is specific for."""
        found: dict[str, list[Unit]] = {}
        opaque = {n for first, length in self._opaque() for n in range(first, first + length)}
        for first in range(len(self.words)):
            hits = [*self.known[first]]
            if not hits or hits[-1][0] > 1:
                hits.append((1, Entry()))
            for length, entry in hits:
                if length == 1 and first in opaque:
                    continue
                unit = self.unit(first, length)
                for key in (unit.keys - entry.general) | entry.specific:
                    found.setdefault(key, []).append(unit)
        return {key: tuple(units) for key, units in found.items()}

    def _opaque(self) -> Iterator[tuple[int, int]]:
        """Phrases whose single words say nothing by themselves: "effect" in "side effect" is no benefit."""
        for first, hits in enumerate(self.known):
            for length, _ in hits:
                if self.stems[first : first + length] in self.lexicon.opaque:
                    yield first, length
