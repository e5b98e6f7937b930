"""Links: what editors said of two things, the same or not the same, remembered and applied at each build.

A link outranks similarity and intents, never the limits of identity: no link joins two roles, two polarities
or two treatments.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class LinkKind(StrEnum):
    """What an editor said of two things of one family."""

    SAME = "same"
    """``other`` is asked or said under ``first``, which keeps its address."""
    NOT_SAME = "not_same"
    """They only look alike, and never meet."""


QUESTION = "question"
"""The family of questions; the other families are the values of the roles that have records."""


@dataclass(frozen=True, slots=True)
class Link:
    """``first`` and ``other`` are keys of the family: for questions an intent, the key of a group, or that of
    a printed wording (questions.wording_key)."""

    kind: LinkKind
    family: str
    first: str
    other: str
    reason: str = ""

    @property
    def pair(self) -> tuple[str, frozenset[str]]:
        return (self.family, frozenset((self.first, self.other)))


@dataclass(frozen=True, slots=True)
class Links:
    """All links. "Not the same" outranks "the same" where both are said of one pair."""

    links: tuple[Link, ...] = ()
    _targets: Mapping[tuple[str, str], str] = field(init=False, default_factory=dict)
    _apart: frozenset[tuple[str, frozenset[str]]] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        apart = frozenset(link.pair for link in self.links if link.kind is LinkKind.NOT_SAME)
        targets = {
            (link.family, link.other): link.first
            for link in sorted(self.links, key=lambda link: (link.family, link.first, link.other))
            if link.kind is LinkKind.SAME and link.pair not in apart
        }
        object.__setattr__(self, "_apart", apart)
        object.__setattr__(self, "_targets", targets)

    def joins(self, family: str) -> bool:
        """Whether an editor said of two things of the family that they are the same."""
        return any(of == family for of, _ in self._targets)

    def without_joins(self) -> "Links":
        """What editors said is not the same, alone."""
        return Links(tuple(link for link in self.links if link.kind is LinkKind.NOT_SAME))

    def are_apart(self, family: str, one: str, other: str) -> bool:
        """Whether an editor said that the two are not the same."""
        return (family, frozenset((one, other))) in self._apart

    def target_of(self, family: str, key: str) -> str:
        """Where ``key`` belongs: followed from link to link; ``key`` itself where they lead in a circle."""
        return self.way_of(family, key)[-1]

    def way_of(self, family: str, key: str) -> tuple[str, ...]:
        """The keys from ``key`` to where it belongs; ``key`` alone where links lead in a circle."""
        passed = [key]
        while (target := self._targets.get((family, passed[-1]))) is not None:
            if target in passed:
                return (key,)
            passed.append(target)
        return tuple(passed)
