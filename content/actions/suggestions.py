"""Pairs that look alike to the software: kept until somebody answers, and never asked again after that."""

from collections import Counter
from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from content.actions import rows
from content.actions.links import decide_link
from content.actions.proposals import decide_proposal
from content.actions.reports import Report
from content.embedding import meaning_model
from content.models import Link, ProposedConcept, SuggestedMerge
from content.pipeline.clusters import QuestionGroup
from content.pipeline.errors import BadDecision
from content.pipeline.likeness import Suggestion, similar_groups, similar_names
from content.pipeline.links import QUESTION, Links
from content.pipeline.meaning import propose_by_meaning
from content.pipeline.run import Library, load_rules
from content.pipeline.treatments import MESOTHERAPY

State = SuggestedMerge.State


def suggestions_of(library: Library, links: Links) -> list[Suggestion]:
    """What in ``library`` looks alike by its words: questions, and names that the vocabulary lacks."""
    names = [record for record in library.proposals if record.treatment == MESOTHERAPY]
    found = similar_groups(_own_questions(library), links, load_rules())
    return [*found, *similar_names(names, links, load_rules())]


def meant_alike(library: Library, links: Links) -> list[Suggestion]:
    """Questions that the model of meaning finds close; none without one. Raises NoMeaningModel."""
    if (model := meaning_model()) is None:
        return []
    return list(propose_by_meaning(_own_questions(library), model, links, load_rules()))


def _own_questions(library: Library) -> list[QuestionGroup]:
    return [group for group in library.questions if group.treatment == MESOTHERAPY]


@transaction.atomic
def load_suggestions(*, suggestions: Iterable[Suggestion], report: Report) -> None:
    """Store what nobody has answered yet. Raises nothing for a pair that comes twice: the likest one counts.

    An answered pair stays as it is, and so does one that an editor has linked by hand: it is not asked about.
    A pair that no longer looks alike is kept out of sight, for the day it does again.
    """
    stored = {row.pair: row for row in SuggestedMerge.objects.all()}
    linked = {row.pair for row in Link.objects.decided()}
    found: set[tuple[str, frozenset[str]]] = set()
    for each in sorted(suggestions, key=lambda s: (-s.score, s.family, s.first, s.other)):
        pair = (each.family, frozenset((each.first, each.other)))
        if len(pair[1]) == 2 and pair not in linked and pair not in found:
            found.add(pair)
            _load(each, stored.get(pair), report)
    for pair, row in stored.items():
        if pair not in found and row.state == State.OPEN:
            rows.update(row, report, is_present=False)
    outcomes = Counter(
        "waiting for an editor" if row.state == State.OPEN else "accepted"
        for row in SuggestedMerge.objects.all()
        if row.pair in found
    )
    if outcomes:
        report.count("suggestions", outcomes, accepted="accepted")


def _load(each: Suggestion, row: SuggestedMerge | None, report: Report) -> None:
    words = {"first_words": each.first_words, "other_words": each.other_words}
    values = {**words, "score": round(each.score, 4), "why": each.why, "is_present": True}
    if row is None:
        keys = {"family": each.family, "first": each.first, "other": each.other}
        SuggestedMerge.objects.create(**keys, **values)
        report.rows_written += 1
    elif row.state == State.OPEN:
        rows.update(row, report, first=each.first, other=each.other, **values)


@transaction.atomic
def answer_suggestion(
    *, suggestion: SuggestedMerge, answer: str, first: str = "", reason: str = "", person: AbstractBaseUser
) -> None:
    """Store what ``person`` said of the two: "same" or "not_same"; the next build goes by it.

    ``first`` is the key of the one that keeps its page, by default the suggestion's first. Of two names that
    nobody has placed, the other one is decided to be the same. Raises BadDecision where it cannot be.
    """
    keys = [suggestion.first, suggestion.other]
    kept = first if first in keys else suggestion.first
    other = next(key for key in keys if key != kept)
    if answer == State.SAME and suggestion.family != QUESTION:
        _place(suggestion, kept, other, reason, person)
    else:
        decide_link(
            family=suggestion.family, kind=answer, first=kept, other=other, reason=reason, person=person
        )
    suggestion.state = answer
    suggestion.decided_by, suggestion.decided_at = person, timezone.now()
    suggestion.save(update_fields=["state", "decided_by", "decided_at"])


def _place(suggestion: SuggestedMerge, kept: str, other: str, reason: str, person: AbstractBaseUser) -> None:
    """One of two names means the other; the one that somebody has placed stays as it is."""
    waiting = ProposedConcept.objects.filter(role=suggestion.family, state=ProposedConcept.State.OPEN)
    found = {row.proposal: row for row in waiting.filter(proposal__in=(kept, other))}
    name, meaning = (other, kept) if other in found else (kept, other)
    if name not in found:
        raise BadDecision(
            "both names have been placed already",
            file=str(suggestion),
            mend="Decide about one of them anew under “Names to place”.",
        )
    if not reason.strip():
        raise BadDecision(
            "there is no reason", file=str(suggestion), mend="Write why: a wrong merge can hide a warning."
        )
    kind = ProposedConcept.State.MAPPED
    decide_proposal(proposal=found[name], kind=kind, concept=meaning, reason=reason, person=person)
