"""Coverage: what only some articles tell, of all that have a list of its kind, and what one leaves out.

An article without a list of warnings gives no position on any: only those that list some are compared.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from content.pipeline.clusters import Record
from content.pipeline.passages import PassageKind
from content.pipeline.positions import (
    Disagreement,
    DisagreementKind,
    Passages,
    Position,
    Severity,
    in_order,
    key_of,
    position_at,
    position_of,
)
from content.pipeline.statements import Polarity, Role, Statement
from content.pipeline.vocabulary import Vocabulary

_LIST = 3
"""So many warnings, effects or substances are a list."""
_SEVERAL = 2
_FIGURES = re.compile(
    r"\b(?:graphs?|charts?|percentages?|statistics|bars|figures (?:show|reflect))\b", re.IGNORECASE
)
_EFFECTS = re.compile(r"\bside[- ]?effects?|\badverse|\bcomplications?|\brisks?\b", re.IGNORECASE)
CUT_OFF = "its list is cut off"
NOT_THERE = "it announces figures that are not there"


def find_gaps_in_coverage(
    records: Sequence[Record],
    statements: Sequence[Statement],
    passages: Passages,
    vocabulary: Vocabulary,
    no_substances: frozenset[str],
) -> Iterator[Disagreement]:
    """Rows on lists of warnings, effects and substances that differ, and on data that is announced only."""
    warnings = [r for r in records if r.role is Role.CONTRAINDICATION]
    listing = _sources_with_a_list({r.concept: set(r.sources) for r in warnings})
    if len(listing) >= _SEVERAL:
        yield from _single_warnings(warnings, listing, passages, vocabulary)
        yield from _single_rules(warnings, passages, vocabulary)
    yield from _effects(records, passages)
    yield from _substances(statements, passages, no_substances)
    yield from _missing_figures(passages)


def _sources_with_a_list(named_by: Mapping[str, set[str]]) -> set[str]:
    counts: dict[str, int] = {}
    for source in (source for sources in named_by.values() for source in sources):
        counts[source] = counts.get(source, 0) + 1
    return {source for source, count in counts.items() if count >= _LIST}


def _row(
    name: str, severity: Severity, subject: str, positions: Sequence[Position], safest: str
) -> Disagreement:
    kind = DisagreementKind.COVERAGE
    return Disagreement(key_of(kind, name), kind, severity, subject, (), in_order(positions), safest)


def _single_warnings(
    warnings: Sequence[Record], listing: set[str], passages: Passages, vocabulary: Vocabulary
) -> Iterator[Disagreement]:
    """One row for all warnings that one listing article gives, and no other in narrower or broader words."""
    by_concept = {record.concept: record for record in warnings}
    related: dict[str, set[str]] = {}
    for record in warnings:
        for broader in vocabulary.broader_of(record.concept):
            if broader in by_concept:
                related.setdefault(record.concept, set()).update(by_concept[broader].sources)
                related.setdefault(broader, set()).update(record.sources)
    single = [
        record
        for record in warnings
        if len({*record.sources, *related.get(record.concept, ())}) == 1
        and record.sources[0] in listing
        and not _is_rule(record, vocabulary)
    ]
    if single:
        said = [position_of(s, passages, r.concept) for r in single for s in r.statements]
        subject = "Warnings that only one article gives"
        yield _row(
            "single-warnings", Severity.HIGH, subject, said, "Take every warning, even from one article."
        )


def _is_rule(record: Record, vocabulary: Vocabulary) -> bool:
    """A limit of age or of benefit, no illness; a name that an editor accepted is in no vocabulary."""
    concept = vocabulary.concepts.get(record.concept)
    return concept is not None and (concept.is_rule or concept.is_limit)


def _single_rules(
    warnings: Sequence[Record], passages: Passages, vocabulary: Vocabulary
) -> Iterator[Disagreement]:
    """A rule, such as a limit of age, that one article gives."""
    for record in warnings:
        is_limit = _is_rule(record, vocabulary) and vocabulary[record.concept].is_limit
        if _is_rule(record, vocabulary) and not is_limit and len(record.sources) == 1:
            said = [position_of(s, passages, record.concept) for s in record.statements]
            subject = f"{record.name}: only one article gives this limit"
            yield _row(record.concept, Severity.MEDIUM, subject, said, "Keep to the limit.")


def _effects(records: Sequence[Record], passages: Passages) -> Iterator[Disagreement]:
    """Articles list different side effects, or one list is cut off."""
    named: dict[str, dict[str, list[Position]]] = {}
    for record in records:
        if record.role is Role.SIDE_EFFECT and record.scope == "general":
            for statement in record.statements:
                if passages[statement.source_id][statement.passage].kind is PassageKind.QUESTION:
                    continue
                held = position_of(statement, passages, record.concept)
                named.setdefault(statement.source_id, {}).setdefault(record.concept, []).append(held)
    lists = {source: effects for source, effects in named.items() if len(effects) >= _LIST}
    cut = [held for source in sorted(passages) for held in _cut_off(source, passages)]
    if len({*lists, *(held.source_id for held in cut)}) < _SEVERAL:
        return
    sets = [effects.keys() for effects in lists.values()]
    everywhere = set.intersection(*map(set, sets)) if sets else set()
    positions = [
        held
        for effects in named.values()
        for concept, found in effects.items()
        if concept not in everywhere
        for held in found
    ]
    if cut or positions:
        subject = "Side effects that only some articles list"
        reading = "Take all the lists together. They may still not be complete."
        yield _row("side-effects", Severity.HIGH, subject, [*positions, *cut], reading)


def _cut_off(source: str, passages: Passages) -> Iterator[Position]:
    """The end of a list of side effects that a source cuts off."""
    for passage in passages[source]:
        if passage.reason == "cut_off" and any(_EFFECTS.search(heading) for heading in passage.heading_path):
            yield position_at(passage, source, CUT_OFF)


def _substances(
    statements: Sequence[Statement], passages: Passages, no_substances: frozenset[str]
) -> Iterator[Disagreement]:
    """Substances that only some of the articles which list any name."""
    named: dict[str, dict[str, Statement]] = {}
    for s in statements:
        is_one = s.role is Role.SUBSTANCE and s.polarity is Polarity.AFFIRMED
        if is_one and s.concept not in no_substances:
            named.setdefault(s.concept, {}).setdefault(s.source_id, s)
    listing = _sources_with_a_list({concept: set(by_source) for concept, by_source in named.items()})
    positions = [
        position_of(statement, passages, concept)
        for concept, by_source in named.items()
        if listing - by_source.keys()
        for statement in by_source.values()
        if statement.source_id in listing
    ]
    if len(listing) >= _SEVERAL and positions:
        subject = "Substances that only some articles name"
        reading = "Ask for the list of everything that is injected into you. Name all your allergies."
        yield _row("substances", Severity.HIGH, subject, positions, reading)


def _missing_figures(passages: Passages) -> Iterator[Disagreement]:
    """Data that an article announces and does not give."""
    positions = [
        position_at(passage, source, NOT_THERE)
        for source in sorted(passages)
        for passage in passages[source]
        if passage.reason == "missing_figure"
        and passage.duplicate_of is None
        and _FIGURES.search(passage.quote)
    ]
    if positions:
        subject = "Figures that are announced and not given"
        yield _row(
            "missing-figures", Severity.LOW, subject, positions, "Do not rely on figures that nobody shows."
        )
