"""Names that the vocabulary lacks: what the articles print, and what an editor decides that it means.

A decision is remembered for good and takes effect when the articles are loaded the next time. Nothing is
dropped without a reason: a name that nobody has placed keeps its row and waits.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from content.actions import rows
from content.actions.reports import Report
from content.models import ProposedConcept
from content.pipeline.clusters import Record
from content.pipeline.decisions import Decision, DecisionKind
from content.pipeline.errors import BadDecision
from content.pipeline.proposals import PREFIX, proposed_id
from content.pipeline.statements import Role
from content.pipeline.vocabulary import Concept, Vocabulary, load_vocabulary

State = ProposedConcept.State

Others = Mapping[str, ProposedConcept]
"""The other proposals of the role by their ids."""

NAME_LENGTH = ProposedConcept._meta.get_field("accepted_name").max_length
OUTCOMES = {
    State.OPEN: "waiting for an editor",
    State.MAPPED: "accepted",
    State.ACCEPTED: "accepted",
    State.REJECTED: "rejected by an editor",
}
UNDECIDED = {
    "state": State.OPEN,
    "concept": "",
    "accepted_name": "",
    "reason": "",
    "decided_by": None,
    "decided_at": None,
}


# --- loading ---------------------------------------------------------------------------------------


@transaction.atomic
def load_proposals(
    *, proposals: Sequence[Record], passages: Mapping[tuple[str, int], int], report: Report
) -> None:
    """Give each of ``proposals`` its row, with the places that print it; the keys of ``passages`` are theirs.

    A row whose name no article prints any more stays, with its decision and the places it was last seen
    in. A decision whose concept the vocabulary no longer has is undone, so that somebody decides again.
    """
    stored = {(row.role, row.proposal): row for row in ProposedConcept.objects.all()}
    vocabulary = load_vocabulary()
    for row in stored.values():
        if not holds(row, vocabulary):
            lost = f"The vocabulary has no “{row.concept}” for this any more: somebody has to decide again."
            report.note("decision_lost", row.address, lost)
            rows.update(row, report, **UNDECIDED)
    found = {_load_proposal(record, stored, report): record for record in proposals}
    _load_places(found, passages, report)
    for row in stored.values():
        if row not in found:
            rows.update(row, report, is_present=False, source_count=0, statement_count=0)
    report.count("proposals", Counter(OUTCOMES[State(row.state)] for row in found), accepted="accepted")


def _load_proposal(
    record: Record, stored: Mapping[tuple[str, str], ProposedConcept], report: Report
) -> ProposedConcept:
    row = stored.get((record.role, record.concept))
    values = {
        "name": _name(record) or (row.name if row else record.name),
        "is_present": True,
        "source_count": len(record.sources),
        "statement_count": len(record.statements),
    }
    if row is None:
        row = ProposedConcept.objects.create(role=record.role.value, proposal=record.concept, **values)
        report.rows_written += 1
    rows.update(row, report, **values)
    return row


def _name(record: Record) -> str:
    """Its own words: those of another name that was decided to be the same are not."""
    names = (statement.name for statement in record.statements)
    return next((name for name in names if proposed_id(name) == record.concept), "")


def _load_places(
    found: Mapping[ProposedConcept, Record], passages: Mapping[tuple[str, int], int], report: Report
) -> None:
    stored: dict[int, set[int]] = {}
    for row, passage in ProposedConcept.passages.through.objects.values_list(
        "proposedconcept_id", "passage_id"
    ):
        stored.setdefault(row, set()).add(passage)
    for row, record in found.items():
        wanted = {passages[statement.source_id, statement.passage] for statement in record.statements}
        if changed := wanted ^ stored.get(row.pk, set()):
            row.passages.set(wanted)
            report.rows_written += len(changed)


# --- deciding --------------------------------------------------------------------------------------


def current_decisions() -> tuple[Decision, ...]:
    """What editors have decided, for ``build_library``; without decisions that the vocabulary outlived."""
    vocabulary = load_vocabulary()
    decided = ProposedConcept.objects.exclude(state=State.OPEN)
    return tuple(
        Decision(Role(row.role), row.proposal, DecisionKind(row.state), row.concept, row.accepted_name)
        for row in decided
        if holds(row, vocabulary)
    )


@transaction.atomic
def decide_proposal(
    *,
    proposal: ProposedConcept,
    kind: str,
    concept: str = "",
    name: str = "",
    reason: str = "",
    person: AbstractBaseUser,
) -> ProposedConcept:
    """Store what ``person`` decided about ``proposal``; the next load goes by it.

    ``kind`` is a state: ``mapped`` needs ``concept`` (an id of the vocabulary, or another proposal of the
    role), ``accepted`` a ``name``, ``rejected`` a ``reason``; ``open`` takes a decision back, which is kept
    as that person's too: no file of decisions brings it back. Raises BadDecision, as ``check_decision`` does.
    """
    values = check_decision(proposal=proposal, kind=kind, concept=concept, name=name, reason=reason)
    values |= {"decided_by": person, "decided_at": timezone.now()}
    for field, value in values.items():
        setattr(proposal, field, value)
    proposal.save(update_fields=list(values))
    return proposal


def check_decision(
    *, proposal: ProposedConcept, kind: str, concept: str = "", name: str = "", reason: str = ""
) -> dict[str, object]:
    """The columns that the decision fills; changes nothing. Needs a transaction: it locks what it reads.

    Raises BadDecision for one that leads nowhere or in a circle, for a name that is taken, and for a
    rejection without a reason or of a name that others were merged into.
    """
    others = {
        row.proposal: row
        for row in ProposedConcept.objects.select_for_update().filter(role=proposal.role)
        if row.pk != proposal.pk
    }
    reason = reason.strip()
    match State(kind):
        case State.MAPPED:
            _refuse_bad_meaning(proposal, concept, others)
            return UNDECIDED | {"state": State.MAPPED, "concept": concept, "reason": reason}
        case State.ACCEPTED:
            name = " ".join(name.split())
            values = {"concept": _new_id(proposal, name, others), "accepted_name": name}
            return UNDECIDED | {"state": State.ACCEPTED, "reason": reason} | values
        case State.REJECTED:
            _refuse_silent_rejection(proposal, reason, others)
            return UNDECIDED | {"state": State.REJECTED, "reason": reason}
    return dict(UNDECIDED)


def refuse_bad_decision(row: ProposedConcept, others: Others) -> None:
    """Raises BadDecision where what ``row`` holds cannot be kept beside what ``others`` hold; writes nothing.

    A name that the vocabulary has learnt since it was accepted is no error: its page goes on as before.
    """
    match State(row.state):
        case State.MAPPED:
            _refuse_bad_meaning(row, row.concept, others)
        case State.ACCEPTED:
            if row.concept != (concept := _id_of_name(row, row.accepted_name)):
                raise _bad(row, f"the concept of “{row.accepted_name}” is not “{concept}”", "Correct it.")
            if not holds(row, load_vocabulary()):
                raise _bad(row, f"“{row.concept}” is something else in the vocabulary", "Use another name.")
            _refuse_taken_id(row, row.concept, others)
        case State.REJECTED:
            _refuse_silent_rejection(row, row.reason, others)


def fitting_concepts(role: str, vocabulary: Vocabulary) -> list[Concept]:
    """What a name in this role can mean: concepts of the role, and terms whose role the context decides."""
    return [concept for concept in vocabulary.concepts.values() if _fits(concept, role)]


def _fits(concept: Concept | None, role: str) -> bool:
    return concept is not None and concept.role in ("", role)


def names_of(concept: Concept, vocabulary: Vocabulary) -> tuple[str, str]:
    """The plain name and the medical one, or "": a term with the same id may be the one that has it."""
    term = vocabulary.terms.get(concept.id)
    return concept.name, concept.medical or (term.medical if term else "")


def _refuse_bad_meaning(proposal: ProposedConcept, concept: str, others: Others) -> None:
    if not concept:
        raise _bad(proposal, "nothing is chosen that it means", "Choose a name from the list.")
    if concept == proposal.proposal:
        raise _bad(proposal, "it would mean itself", "Choose another name.")
    if concept.startswith(PREFIX):
        _refuse_bad_merge(proposal, others.get(concept), others)
    elif not _fits(load_vocabulary().concepts.get(concept), proposal.role):
        problem = f"the vocabulary has no “{concept}” that is a {proposal.get_role_display().lower()}"
        raise _bad(proposal, problem, "Choose one from the list.")


def _refuse_bad_merge(proposal: ProposedConcept, other: ProposedConcept | None, others: Others) -> None:
    if other is None:
        raise _bad(proposal, "there is no such name in this role", "Choose one from the list.")
    if other.state == State.REJECTED:
        mend = f"Say here why “{proposal.name}” does not belong here either, or decide about the other again."
        raise _bad(proposal, f"“{other.name}” was decided not to belong here", mend)
    seen: list[ProposedConcept] = []
    step: ProposedConcept | None = other
    while step is not None and step not in seen:
        seen.append(step)
        if step.concept == proposal.proposal:
            names = " is ".join(f"“{name.name}”" for name in [*seen, proposal])
            raise _bad(proposal, f"it would go in a circle: {names}", "Decide first what one of them means.")
        step = others.get(step.concept)


def _new_id(proposal: ProposedConcept, name: str, others: Others) -> str:
    """The id of a concept called ``name``; it belongs to nothing else."""
    concept = _id_of_name(proposal, name)
    if known := _known_as(name, concept, proposal.role):
        raise _bad(
            proposal, f"“{known.name}” is known already", "Choose it under “It means”, or another name."
        )
    _refuse_taken_id(proposal, concept, others)
    return concept


def _id_of_name(proposal: ProposedConcept, name: str) -> str:
    if not name:
        raise _bad(proposal, "there is no name for it", "Write one, as the heading of its page.")
    if len(name) > NAME_LENGTH:
        raise _bad(proposal, f"the name has {len(name)} characters", f"Use at most {NAME_LENGTH}.")
    concept = slugify(name)
    if not concept or concept.startswith(PREFIX):
        raise _bad(
            proposal,
            f"“{name}” cannot be made into an address",
            "Use the letters a to z, and another first word than “proposed”.",
        )
    return concept


def _refuse_taken_id(proposal: ProposedConcept, concept: str, others: Others) -> None:
    for other in others.values():
        if other.state == State.ACCEPTED and other.concept == concept:
            mend = f"If they are the same, choose “{other.name}” under “It is the same as”."
            raise _bad(proposal, f"“{other.accepted_name}” is the name of another thing already", mend)


def _known_as(name: str, concept_id: str, role: str) -> Concept | None:
    """The concept of the vocabulary that has this id, or could be meant by this name."""
    vocabulary = load_vocabulary()
    if concept_id in vocabulary.concepts:
        return vocabulary.concepts[concept_id]
    for concept in fitting_concepts(role, vocabulary):
        if name.casefold() in {known.casefold() for known in names_of(concept, vocabulary)}:
            return concept
    return None


def _refuse_silent_rejection(proposal: ProposedConcept, reason: str, others: Others) -> None:
    if not reason:
        raise _bad(
            proposal,
            "there is no reason why it does not belong here",
            "Write why: the name may be a warning.",
        )
    merged = [f"“{other.name}”" for other in others.values() if other.concept == proposal.proposal]
    if merged:
        raise _bad(
            proposal,
            f"it would drop {', '.join(merged)} as well, decided to be the same",
            "Decide about those first.",
        )


def holds(row: ProposedConcept, vocabulary: Vocabulary) -> bool:
    """Whether what the row says it means is still there, in its role."""
    known = vocabulary.concepts.get(row.concept)
    if row.state == State.MAPPED and not row.is_merged:
        return _fits(known, row.role)
    return row.state != State.ACCEPTED or known is None or _fits(known, row.role)


def _bad(proposal: ProposedConcept, problem: str, mend: str) -> BadDecision:
    return BadDecision(problem, file=f"“{proposal.name}”", mend=mend)
