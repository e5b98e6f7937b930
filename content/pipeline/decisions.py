"""Decisions: what an editor said a proposed concept means, remembered and applied at each reading."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from content.pipeline.proposals import PREFIX
from content.pipeline.settings import Role
from content.pipeline.statements import Statement


class DecisionKind(StrEnum):
    """What became of a proposal."""

    MAPPED = "mapped"
    """It means a concept that is there already."""
    ACCEPTED = "accepted"
    """It is a concept of its own, under a name of the editor's."""
    REJECTED = "rejected"
    """It names nothing that belongs here."""


@dataclass(frozen=True, slots=True)
class Decision:
    """``proposal`` is the id of a proposed concept in one ``role``; ``concept`` what it means.

    ``concept`` is an id of the vocabulary, of another proposal, or the new one of an accepted concept, whose
    ``name`` is the editor's. A rejected proposal has neither.
    """

    role: Role
    proposal: str
    kind: DecisionKind
    concept: str = ""
    name: str = ""


def apply_decisions(statements: Iterable[Statement], decisions: Iterable[Decision]) -> tuple[Statement, ...]:
    """``statements`` with each proposal replaced by what it was decided to mean; rejected ones are left out.

    A decision may point to another proposal; chains are followed, a circle is left as proposed.
    """
    known = {(decision.role, decision.proposal): decision for decision in decisions}
    return tuple(_decided(statements, known))


def _decided(
    statements: Iterable[Statement], known: Mapping[tuple[Role, str], Decision]
) -> Iterator[Statement]:
    for statement in statements:
        chain = _chain(statement, known) if statement.is_proposed else []
        if not chain:
            yield statement
        elif chain[-1].kind is not DecisionKind.REJECTED:
            yield _meant(statement, chain[-1])


def _chain(statement: Statement, known: Mapping[tuple[Role, str], Decision]) -> Sequence[Decision]:
    chain: list[Decision] = []
    decision = known.get((statement.role, statement.concept))
    while decision is not None:
        if decision in chain:
            return []
        chain.append(decision)
        decision = known.get((statement.role, decision.concept))
    return chain


def _meant(statement: Statement, decision: Decision) -> Statement:
    if decision.concept.startswith(PREFIX):
        return replace(statement, concept=decision.concept)
    is_mapped = decision.kind is DecisionKind.MAPPED
    name = "" if is_mapped else decision.name
    return replace(statement, concept=decision.concept, name=name, is_proposed=False)
