"""Decisions about names that travel with the curated pages, in a file, from one database to the next.

A row belongs to the file until a person decides about it in the admin; from then on that holds.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from content.actions.proposals import UNDECIDED, holds, refuse_bad_decision
from content.actions.reports import Report
from content.decisionfiles import FiledDecision
from content.models import ProposedConcept
from content.pipeline.errors import BadDecision
from content.pipeline.vocabulary import load_vocabulary

State = ProposedConcept.State

CORRECT_FILE = "Correct the file, or decide in the admin and export again."
CORRECT_EITHER = "That was decided here in the admin: correct the file, or decide there again."

Rows = Mapping[tuple[str, str], ProposedConcept]
"""Rows by role and proposal."""


def stored_decisions() -> tuple[FiledDecision, ...]:
    """What the database knows, for a file; with the names that others are the same as, decided or not."""
    vocabulary = load_vocabulary()
    rows = {(row.role, row.proposal): row for row in ProposedConcept.objects.all()}
    kept = {key: row for key, row in rows.items() if row.state != State.OPEN and holds(row, vocabulary)}
    merged_into = {(row.role, row.concept) for row in kept.values() if row.is_merged}
    undecided = [rows[key] for key in merged_into - set(kept) if key in rows]
    return (
        *(_filed(row, **_columns(row)) for row in kept.values()),
        *(_filed(row, state=State.OPEN) for row in undecided),
    )


@transaction.atomic
def load_decisions(*, decisions: Sequence[FiledDecision]) -> Report:
    """Make the rows that no person has decided about say what ``decisions`` say; before the library is built.

    What a person decided or took back in the admin stays, and the report says where the file differs. A
    decision that came from a file which no longer has it is undone. Raises BadData for the first decision
    that leads nowhere, in a circle, or to a name that is taken.
    """
    report = Report()
    _refuse_bad(decisions, {each.key: _new_row(each) for each in decisions}, CORRECT_FILE)
    stored = {(row.role, row.proposal): row for row in ProposedConcept.objects.select_for_update()}
    differing = [each for each in decisions if each.key not in stored or _differs(each, stored[each.key])]
    kept = {each.key: each for each in differing if each.key in stored and stored[each.key].decided_by_id}
    changed = [each for each in differing if each.key not in kept]
    gone = _undo_missing(decisions, stored, report)
    for decision in changed:
        _put(decision, stored)
    _refuse_bad(changed, stored, CORRECT_EITHER)
    _save([*gone, *(stored[each.key] for each in changed)], report)
    _report(decisions, kept, report)
    return report


def _differs(decision: FiledDecision, row: ProposedConcept) -> bool:
    """An undecided name is in the file only because another one means the same: a person may have decided."""
    if decision.kind == State.OPEN and row.decided_by_id:
        return False
    return decision.columns != _columns(row)


def _undo_missing(decisions: Iterable[FiledDecision], stored: Rows, report: Report) -> list[ProposedConcept]:
    keys = {each.key for each in decisions}
    gone = [
        row
        for key, row in stored.items()
        if key not in keys and row.state != State.OPEN and not row.decided_by_id
    ]
    for row in gone:
        report.note("decision_gone", row.address, "The file of decisions no longer has it; it is undone.")
        _fill(row, UNDECIDED)
    return gone


def _put(decision: FiledDecision, stored: dict[tuple[str, str], ProposedConcept]) -> None:
    if decision.key in stored:
        _fill(stored[decision.key], UNDECIDED | decision.columns)
    else:
        stored[decision.key] = _new_row(decision)


def _refuse_bad(decisions: Iterable[FiledDecision], rows: Rows, mend: str) -> None:
    of_role: dict[str, dict[str, ProposedConcept]] = {}
    for (role, proposal), row in rows.items():
        of_role.setdefault(role, {})[proposal] = row
    for decision in decisions:
        others = {key: row for key, row in of_role[decision.role].items() if key != decision.proposal}
        try:
            refuse_bad_decision(rows[decision.key], others)
        except BadDecision as error:
            raise decision.error(error.problem, mend) from error


def _save(changed: Sequence[ProposedConcept], report: Report) -> None:
    """Undone first: two rows may have changed what they are called for each other."""
    stored = [row.pk for row in changed if row.pk]
    ProposedConcept.objects.filter(pk__in=stored).update(**UNDECIDED)
    for row in changed:
        row.save()
    report.rows_written += len(changed)


def _report(
    decisions: Sequence[FiledDecision], kept: Mapping[tuple[str, str], FiledDecision], report: Report
) -> None:
    for decision in kept.values():
        message = "It was decided otherwise here than in its file; what was decided here stays."
        report.note("decision_kept", decision.address, message)
    outcomes = Counter(
        "decided otherwise here" if each.key in kept else "accepted"
        for each in decisions
        if each.kind != State.OPEN
    )
    if decisions:
        report.count("decisions", outcomes, accepted="accepted")


def _filed(row: ProposedConcept, *, state: str, **columns: str) -> FiledDecision:
    return FiledDecision(role=row.role, proposal=row.proposal, name=row.name, kind=str(state), **columns)


def _columns(row: ProposedConcept) -> dict[str, str]:
    return {name: str(getattr(row, name)) for name in ("state", "concept", "accepted_name", "reason")}


def _new_row(decision: FiledDecision) -> ProposedConcept:
    """Not saved; no article is known to print it until the library is loaded."""
    return ProposedConcept(
        role=decision.role,
        proposal=decision.proposal,
        name=decision.name,
        is_present=False,
        **decision.columns,
    )


def _fill(row: ProposedConcept, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
