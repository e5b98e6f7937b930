"""The case that the guards judge: a claim beside the sentences of its evidence."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from content.pipeline.treatments import load_treatments
from content.pipeline.verdicts.outcomes import Code, Reason
from content.pipeline.verdicts.reading import Cue, Sentence, Unit, Weight
from content.pipeline.verdicts.stance import Role


@dataclass(frozen=True, eq=False)
class Backing:
    """One sentence of the evidence: itself, and the headings and lead-in that give it its meaning.

    ``start`` is where it begins in the snapshot of ``source_id``, in code points; ``treatments`` are those
    that its article is about.
    """

    own: Sentence
    around: tuple[Sentence, ...] = ()
    start: int = 0
    source_id: str = ""
    treatments: frozenset[str] = frozenset()

    @cached_property
    def all(self) -> tuple[Sentence, ...]:
        return (self.own, *self.around)

    @cached_property
    def foreign_words(self) -> frozenset[int]:
        """Its words that another treatment than the article's is the subject of."""
        spans = load_treatments().foreign_spans(self.own.text, self.treatments) if self.treatments else []
        return frozenset(
            n for n, w in enumerate(self.own.words) if any(s.start <= w.start < s.end for s in spans)
        )

    @property
    def lead(self) -> Sentence | None:
        """The line that leads into the list in which the sentence stands: the last one around it."""
        return self.around[-1] if self.around else None

    def has(self, unit: Unit) -> bool:
        if unit.length == 1:
            return not self.keys.isdisjoint(unit.keys)
        return any(sentence.has(unit) for sentence in self.all)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of all that it, its headings and its lead-in say."""
        return frozenset().union(*(sentence.index for sentence in self.all))

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Its own roles; those of its lead-in only where it has none, for a heading promises little.

        What stands under a reason to avoid the treatment is no use: "not to be used in", "used with caution".
        """
        around = frozenset(r for s in self.around for r in s.roles)
        if self.lead and _forbids(self.lead):
            around |= {Role.EXCLUSION}
        own = self.own.roles or (around - {Role.USE} if Role.EXCLUSION in around else around)
        return own | {Role.EXCLUSION} if self.stance < 0 else own

    @cached_property
    def stance(self) -> int:
        around = (s.stance for s in reversed(self.around) if s.stance and not asks(s))
        return self.own.stance or next(around, 0)


def _forbids(lead: Sentence) -> bool:
    """Whether it is an order not to: "Do not take it if you:"."""
    return lead.bare[:2] == ("do", "not") or lead.bare[:1] in (("never",), ("avoid",))


_ASKING = frozenset({"am", "is", "are", "can", "could", "do", "does", "should", "may", "will"})


def asks(heading: Sentence) -> bool:
    """Whether it asks for yes or no: "Am I suitable?" says neither, "Who should not have it?" says one."""
    return heading.text.rstrip(" *_").endswith("?") and not _ASKING.isdisjoint(heading.bare[:1])


@dataclass(frozen=True, eq=False)
class Case:
    """A claim beside its evidence; ``is_naming`` where it only reports a name ("one article calls it mild").

    ``near`` is the part of the evidence that shares its heavy words, ``subject`` what its page is about,
    ``background`` what goes without saying in the article.
    """

    claim: Sentence
    backings: tuple[Backing, ...]
    is_safety: bool
    is_naming: bool = False
    subject: str = ""
    background: frozenset[str] = frozenset()

    @cached_property
    def near(self) -> tuple[Backing, ...]:
        """The sentences about the same: they share a word of substance, or both say whom it suits."""
        about = tuple(b for b in self.backings if self._is_near(b))
        return about or self.backings

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences about the same, without what stands around them."""
        return [b.own for b in self.near]

    def _is_near(self, backing: Backing) -> bool:
        solid = [u for u in self.claim.units if u.weight != Weight.EMPTY]
        return bool(self.claim.stance and backing.own.stance) or any(backing.own.has(u) for u in solid)

    def shared(self, backing: Backing) -> list[Unit]:
        """The heavy words of the claim that the sentence itself has."""
        found = self._shared.get(backing)
        if found is None:
            found = self._shared[backing] = [u for u in self.claim.heavy if backing.own.has(u)]
        return found

    @cached_property
    def _shared(self) -> dict[Backing, list[Unit]]:
        return {}

    @cached_property
    def best(self) -> Backing:
        return max(self.near, key=lambda b: len(self.shared(b)))


Guard = Callable[[Case], Iterable[Reason]]


def reason(code: Code, message: str) -> Reason:
    return Reason(code.value, message)


def quoted(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in dict.fromkeys(words))


def is_backed(unit: Unit, case: Case) -> bool:
    """Whether a sentence of the evidence, or what stands around it, says ``unit``."""
    if any(b.has(unit) for b in case.backings):
        return True
    return _goes_without_saying(unit, case)


_BEFORE_SUBJECTS = frozenset(
    {"the", "your", "these", "those", "each", "after", "of", "with", "during", "what", "this"}
)


def _goes_without_saying(unit: Unit, case: Case) -> bool:
    """Whether ``unit`` is what the article is about, named so: "the injections", not "numbing ones"."""
    if unit.is_negated or case.background.isdisjoint(unit.keys):
        return False
    return unit.first == 0 or case.claim.bare[unit.first - 1] in _BEFORE_SUBJECTS or unit.length > 1


def is_whole(unit: Unit, case: Case) -> bool:
    """Whether the evidence, or what stands around it, says the phrase ``unit`` as a whole."""
    if any(not b.keys.isdisjoint(unit.keys) for b in case.backings):
        return True
    return _goes_without_saying(unit, case)


def solid_units(claim: Sentence, clause: int) -> list[Unit]:
    return [u for u in claim.units if u.clause == clause and u.weight != Weight.EMPTY]


def effective(cue: Cue) -> int:
    if not cue.is_negated:
        return cue.level
    return {5: 2, 4: 2, 3: 1, 1: 3}.get(cue.level, cue.level)


def highest_level(cues: Sequence[Cue]) -> int:
    """The highest level of ``cues``; 0 without any. "Not all" is some, "not common" is few."""
    return max((effective(c) for c in cues), default=0)


def rungs_of(backing: Backing) -> frozenset[int]:
    return frozenset(r for s in backing.all for r in s.rungs)
