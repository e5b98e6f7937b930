"""Look-alikes: words that name a use and a risk: no conflict, but easily mixed up. A row for each family."""

import re
from collections.abc import Iterator, Sequence

from content.pipeline.aspects import Contrasts, Family
from content.pipeline.clusters import Record
from content.pipeline.positions import (
    Disagreement,
    DisagreementKind,
    Passages,
    Severity,
    in_order,
    key_of,
    position_of,
)
from content.pipeline.statements import Role, Statement

_OTHER_ROLE = {
    Role.INDICATION: ("something that is treated", "things that are treated"),
    Role.CONTRAINDICATION: ("a reason not to have the treatment", "reasons not to have the treatment"),
    Role.SIDE_EFFECT: ("something that the treatment may cause", "things that the treatment may cause"),
}
_WORD = re.compile(r"[a-z]{4,}")
_STEM = 4
_COMMON = frozenset("with from that this have been skin area trea dise othe cond unde mark feel".split())


def find_look_alikes(
    records: Sequence[Record], passages: Passages, contrasts: Contrasts
) -> Iterator[Disagreement]:
    """A row for each family, or else each word, that names a use and something else; linear in records."""
    families: dict[str, list[Record]] = {family.id: [] for family in contrasts.families}
    by_word: dict[str, list[Record]] = {}
    for record in records:
        names = [_mention(s, passages).lower() for s in record.statements] + [record.name.lower()]
        found = [family for family in contrasts.families if _belongs(record, names, family)]
        for family in found:
            families[family.id].append(record)
        for word in () if found else _words_of(names):
            by_word.setdefault(word, []).append(record)
    for family in contrasts.families:
        yield from _row(family.id, family.subject, family.severity, families[family.id], passages)
    for word, group in _largest(by_word).items():
        subject = f"{' and '.join(dict.fromkeys(r.name for r in group))}: not the same"
        yield from _row(word, subject, Severity.MEDIUM, group, passages)


def _belongs(record: Record, names: Sequence[str], family: Family) -> bool:
    if record.concept in family.concepts:
        return True
    stems = re.compile("|".join(rf"\b{re.escape(stem)}" for stem in family.stems))
    return sum(stems.search(name) is not None for name in names) * 2 > len(names)


def _words_of(names: Sequence[str]) -> list[str]:
    """The beginnings of the words that stand in most of the ways to name a record."""
    found = [{w[:_STEM] for w in _WORD.findall(name)} - _COMMON for name in names]
    return sorted(word for word in set().union(*found) if sum(word in f for f in found) * 2 > len(found))


def _largest(by_word: dict[str, list[Record]]) -> dict[str, list[Record]]:
    """The groups of two roles, without those that share all their records with one that came before."""
    kept: dict[str, list[Record]] = {}
    taken: dict[tuple[Role, str], set[str]] = {}
    for word in sorted(by_word, key=lambda w: (-len(by_word[w]), w)):
        group = by_word[word]
        holders = [taken.get((r.role, r.concept), set()) for r in group]
        if not set.intersection(*holders):
            kept[word] = group
            for record in group:
                taken.setdefault((record.role, record.concept), set()).add(word)
    return kept


def _row(
    name: str, subject: str, severity: Severity, group: Sequence[Record], passages: Passages
) -> Iterator[Disagreement]:
    roles = {record.role for record in group}
    if Role.INDICATION not in roles or len(roles) == 1:
        return
    said = [s for record in group for s in _first_of_each_source(record)]
    yield Disagreement(
        key=key_of(DisagreementKind.LOOK_ALIKE, name),
        kind=DisagreementKind.LOOK_ALIKE,
        severity=severity,
        subject=subject,
        concepts=tuple(dict.fromkeys(record.concept for record in group)),
        positions=in_order(position_of(s, passages, str(s.role)) for s in said),
        safest=_reading(group),
    )


def _first_of_each_source(record: Record) -> list[Statement]:
    first: dict[str, Statement] = {}
    for statement in record.statements:
        first.setdefault(statement.source_id, statement)
    return list(first.values())


def _reading(group: Sequence[Record]) -> str:
    """ "“Scars” names something that is treated. “Scarring” names …": a sentence for each role."""
    sentences = []
    for role, (one, several) in _OTHER_ROLE.items():
        names = list(dict.fromkeys(f"“{record.name}”" for record in group if record.role is role))
        if len(names) == 1:
            sentences.append(f"{names[0]} names {one}.")
        elif names:
            sentences.append(f"{', '.join(names[:-1])} and {names[-1]} name {several}.")
    return " ".join([*sentences, "Both hold." if len(sentences) == 2 else "All hold."])


def _mention(statement: Statement, passages: Passages) -> str:
    passage = passages[statement.source_id][statement.passage]
    return statement.mention.shifted(-passage.span.start).of(passage.quote)
