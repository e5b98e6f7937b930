"""Replies: questions that no intent knows, asked once for several articles whose answers differ.

Equal questions are one question for the reader. Where one answer says yes and another no, or their numbers do
not meet, both stand on the page, and the point is a difference. What the software knows of the field is
compared by aspect instead (contrasts.py).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product

from content.pipeline.answers import (
    amounts_of,
    answers_differ,
    asks_the_opposite,
    is_denied,
    kinds_apart,
)
from content.pipeline.clusters import QuestionGroup
from content.pipeline.passages import Passage
from content.pipeline.positions import (
    Disagreement,
    DisagreementKind,
    Position,
    Severity,
    made,
    position_at,
)
from content.pipeline.statements import Polarity
from content.pipeline.treatments import MESOTHERAPY

_YES_OR_NO = re.compile(
    r"\W*(?:is|are|was|were|do|does|did|can|could|will|would|should|must|may|has|have|am)\b", re.IGNORECASE
)
_KINDS = {"polarity": DisagreementKind.FACT, "number": DisagreementKind.NUMBER}
_LONGEST = 200
"""Characters of an answer that stands for itself; a longer one is only quoted in full."""
SAFEST = "Ask before you start."
ANOTHER = "another number"


def find_opposite_answers(
    groups: Sequence[QuestionGroup], known: Iterable[str], passages: Mapping[str, Sequence[Passage]]
) -> Iterator[Disagreement]:
    """A row for each question about mesotherapy, none of ``known`` (ids of intents), whose answers differ.

    Only a question that can be answered by yes or no has answers that affirm and deny.
    """
    known = set(known)
    for group in groups:
        if group.treatment == MESOTHERAPY and group.intent not in known:
            yield from _row(group, _answers(group, passages))


def _row(group: QuestionGroup, answers: Mapping[str, Passage]) -> Iterator[Disagreement]:
    asked = {v.source_id: v.quote for v in reversed(group.variants)}
    found = {
        answers_differ(
            answers[one].quote,
            answers[other].quote,
            is_opposite=asks_the_opposite(asked.get(one, ""), asked.get(other, "")),
        )
        for one, other in combinations(answers, 2)
    }
    if not _YES_OR_NO.match(group.question):
        found.discard("polarity")
    for difference in sorted(filter(None, found)):
        positions = [
            position_at(passage, source, _stance(passage.quote, difference))
            for source, passage in answers.items()
        ]
        kind = _KINDS[difference]
        yield made(kind, Severity.MEDIUM, group.question, (), positions, SAFEST, group.slug)


def _stance(answer: str, difference: str) -> str:
    """What an answer holds: whether it denies, or its own words."""
    if difference == "polarity":
        return str(Polarity.DENIED if is_denied(answer) else Polarity.AFFIRMED)
    return answer if len(answer) <= _LONGEST else ANOTHER


def _answers(group: QuestionGroup, passages: Mapping[str, Sequence[Passage]]) -> dict[str, Passage]:
    """The first passage of each source that answers the question."""
    found: dict[str, Passage] = {}
    for component in group.components:
        found.setdefault(component.source_id, passages[component.source_id][component.passage])
    return found


def find_joined_answers(
    groups: Sequence[QuestionGroup],
    alone: Sequence[QuestionGroup],
    passages: Mapping[str, Mapping[int, Passage] | Sequence[Passage]],
) -> Iterator[Disagreement]:
    """Rows on questions that an editor joined, and whose answers differ: known to the software or not.

    ``alone`` are the questions as they are without what editors joined. Each two that became one are
    compared, also where one article answers both.
    """
    home = {variant: group for group in groups for variant in group.variants}
    parts: dict[str, list[QuestionGroup]] = {}
    for part in alone:
        for intent in sorted({home[variant].intent for variant in part.variants if variant in home}):
            parts.setdefault(intent, []).append(part)
    for group in groups:
        found: dict[str, list[Position]] = {}
        own = [_within(part, group) for part in parts.get(group.intent, ())]
        for one, other in combinations(own, 2):
            for difference, positions in compare_answers(one, other, passages):
                found.setdefault(difference, []).extend(positions)
        for difference, positions in sorted(found.items()):
            suffix = f"joined-{group.slug}"
            yield made(_KINDS[difference], Severity.MEDIUM, group.question, (), positions, SAFEST, suffix)


def _within(part: QuestionGroup, group: QuestionGroup) -> QuestionGroup:
    """``part`` with what of its answers belongs to ``group``: single wordings can be joined too."""
    return replace(part, components=tuple(c for c in part.components if c in group.components))


def compare_answers(
    one: QuestionGroup,
    other: QuestionGroup,
    passages: Mapping[str, Mapping[int, Passage] | Sequence[Passage]],
) -> Iterator[tuple[str, list[Position]]]:
    """In what the answers to two questions differ, "polarity" or "number", with what each article says.

    Polarity is that of the first sentence of each article, and of questions to be answered by yes or no.
    Amounts are those of everything that answers. What answers both questions differs from nothing.
    """
    ours, theirs = _all_answers(one, passages), _all_answers(other, passages)
    for difference, differ in (("polarity", _opposite(one, other)), ("number", _other_numbers)):
        positions: list[Position] = []
        for a, b in product(ours, theirs):
            if set(ours[a]).isdisjoint(theirs[b]):
                said, heard = differ(ours[a], theirs[b])
                positions += [position_at(p, a, _stance(p.quote, difference)) for p in said]
                positions += [position_at(p, b, _stance(p.quote, difference)) for p in heard]
        if positions:
            yield difference, positions


Said = Sequence[Passage]


def _all_answers(
    group: QuestionGroup, passages: Mapping[str, Mapping[int, Passage] | Sequence[Passage]]
) -> dict[str, list[Passage]]:
    """Every passage of each source that answers the question, in reading order."""
    found: dict[str, list[Passage]] = {}
    for component in group.components:
        found.setdefault(component.source_id, []).append(passages[component.source_id][component.passage])
    return found


def _opposite(one: QuestionGroup, other: QuestionGroup) -> Callable[[Said, Said], tuple[Said, Said]]:
    """What tells two answers apart of which one affirms and the other denies; nothing for other questions."""
    is_asked = asks_yes_or_no(one) and asks_yes_or_no(other)
    is_opposite = asks_the_opposite(_first_words(one), _first_words(other))

    def differ(ours: Said, theirs: Said) -> tuple[Said, Said]:
        differs = (is_denied(ours[0].quote) != is_denied(theirs[0].quote)) != is_opposite
        return (ours[:1], theirs[:1]) if is_asked and differs else ((), ())

    return differ


def _other_numbers(ours: Said, theirs: Said) -> tuple[Said, Said]:
    """The passages of both that name amounts of a kind on which the two do not meet."""
    kinds = kinds_apart(*(amounts_of(" . ".join(p.quote for p in said)) for said in (ours, theirs)))
    named = [[p for p in said if kinds & amounts_of(p.quote).keys()] for said in (ours, theirs)]
    return named[0], named[1]


def asks_yes_or_no(group: QuestionGroup) -> bool:
    """Whether the question can be answered by yes or no, in one of its wordings."""
    return any(_YES_OR_NO.match(words) for words in (group.question, *(v.quote for v in group.variants)))


def _first_words(group: QuestionGroup) -> str:
    return group.variants[0].quote if group.variants else group.question
