"""Loads records into their pages. A load never lowers a warning and never takes one away."""

from collections import Counter

from content.actions import rows
from content.actions.reports import Report
from content.models import Contraindication, Indication, Page, SideEffect, Status
from content.pipeline.clusters import Record
from content.pipeline.statements import Role, Strength
from content.pipeline.statements import Statement as CoreStatement
from content.pipeline.treatments import MESOTHERAPY

MODEL_OF_ROLE: dict[Role, type[Page]] = {
    Role.INDICATION: Indication,
    Role.CONTRAINDICATION: Contraindication,
    Role.SIDE_EFFECT: SideEffect,
}
STRICTEST_FIRST = tuple(Strength)

StatementKey = tuple[str, int, Role, str, int]


def statement_key(statement: CoreStatement) -> StatementKey:
    """What makes a statement one: unique in the table too."""
    start = statement.mention.start
    return (statement.source_id, statement.passage, statement.role, statement.concept, start)


def load_records(records: tuple[Record, ...], report: Report) -> dict[StatementKey, Page]:
    """The page of each record; returns the page that each statement belongs to.

    What is only proposed has none: nobody has said yet what its name means.
    """
    outcomes: Counter[str] = Counter()
    page_of: dict[StatementKey, Page] = {}
    pages: dict[tuple[Role, str], Page] = {}
    for record in records:
        if why := _why_no_page(record):
            outcomes[why] += 1
            continue
        page = pages[record.role, record.concept] = _load_record(record, report)
        page_of |= {statement_key(statement): page for statement in record.statements}
        outcomes["accepted"] += 1
    for record in records:
        if page := pages.get((record.role, record.concept)):
            rows.update(page, report, broader=pages.get((record.role, record.broader or "")))
    for model in MODEL_OF_ROLE.values():
        found = [page.pk for page in pages.values() if isinstance(page, model)]
        for page in model.objects.filter(is_present=True).exclude(pk__in=found):
            _keep_without_source(page, report)
    report.count("records", outcomes, accepted="accepted")
    return page_of


def _why_no_page(record: Record) -> str:
    """Why a record has no page of its own; "" where it has one."""
    if record.treatment != MESOTHERAPY:
        return "about another treatment"
    if record.role not in MODEL_OF_ROLE:
        return f"{record.role.value} has no pages"
    return "proposed" if record.is_proposed else ""


def _load_record(record: Record, report: Report) -> Page:
    """Only what the sources determine is written again; title and text are the editors'."""
    model = MODEL_OF_ROLE[record.role]
    page = model.objects.filter(concept=record.concept).first()
    values = {"is_present": True, **_record_values(record, page, report)}
    if page is None:
        page = model(slug=record.concept, concept=record.concept, title=record.name, **values)
        page.save()
        report.rows_written += 1
    elif not page.is_present:
        report.note("source_back", page.address, "The sources back it again.")
    rows.update(page, report, **values)
    return page


def _record_values(record: Record, page: Page | None, report: Report) -> dict[str, object]:
    if record.role is Role.INDICATION:
        return {"is_disputed": record.is_disputed}
    population = record.population or ""
    if record.role is Role.SIDE_EFFECT:
        return {"scope": record.scope, "population": population}
    return {
        "strength": _strength(record, page, report),
        "strength_by_source": {source: strength.value for source, strength in record.strength_by_source},
        "population": population,
    }


def _strength(record: Record, page: Page | None, report: Report) -> str:
    """The stricter of what the sources say now and what the page has warned of so far."""
    now = record.strength or Strength.CONSULT
    stored = Strength(page.strength) if isinstance(page, Contraindication) else now
    strictest = min(now, stored, key=STRICTEST_FIRST.index)
    if strictest is not now:
        report.note("strength_kept", str(page.address), f"The sources now say {now.value} only.")
    return strictest.value


def _keep_without_source(page: Page, report: Report) -> None:
    """A warning stays and is tagged; a use that was public is withdrawn."""
    rows.update(page, report, is_present=False)
    if page.is_warning:
        report.note("warning_kept", page.address, "No source says it any more; the warning stays, tagged.")
    elif page.status == Status.PUBLISHED:
        rows.update(
            page, report, status=Status.WITHDRAWN, refusal=["no_source No source says this any more."]
        )
        report.note("withdrawn", page.address, "No source says it any more.")
