"""Replies: questions that no intent knows, asked once for several articles whose answers differ.

Equal questions are one question for the reader. Where one answer says yes and another no, or their numbers do
not meet, both stand on the page, and the point is a difference. What the software knows of the field is
compared by aspect instead (contrasts.py).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from content.pipeline.answers import answers_differ, asks_the_opposite, is_denied
from content.pipeline.clusters import QuestionGroup
from content.pipeline.passages import Passage
from content.pipeline.positions import Disagreement, DisagreementKind, Severity, made, position_at
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
