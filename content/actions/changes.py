"""Notes what changed for readers: what is public now, compared with what they could last read.

It looks at the outcome, not at how it came about: a load, an editor's save and a check are all the same to
it, and where nothing has changed for a reader it writes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from content.actions.reports import Report
from content.models import Change, ChangeKind, Claim, Contraindication, LastPublic, Page
from content.pipeline.anchors import AnchorState
from content.pipeline.citations import Basis
from content.pipeline.cues import load_cues

State = dict[str, Any]


@dataclass(slots=True)
class _Found:
    """What one comparison found: pages that are new, and the rows to write."""

    at: datetime
    new: dict[bool, list[Page]] = field(default_factory=lambda: defaultdict(list))
    changes: list[Change] = field(default_factory=list)
    states: list[LastPublic] = field(default_factory=list)


@transaction.atomic
def record_changes(*, pages: Iterable[Page] | None = None, report: Report | None = None) -> list[Change]:
    """Write what changed for readers of ``pages``, of all pages without it, since the last call.

    Pages that come at one time are one change, those that warn another, however many they are.
    """
    report = report or Report()
    chosen = Page.objects.all() if pages is None else Page.objects.filter(pk__in=[page.pk for page in pages])
    last = {row.page_id: row for row in LastPublic.objects.filter(page__in=chosen)}
    states = _states(chosen)
    found = _Found(timezone.now())
    for page in chosen.select_related("merged_into").order_by("kind", "order", "title"):
        _compare(page, states.get(page.pk), last.get(page.pk), found)
    for is_safety, new in found.new.items():
        found.changes.append(_change(found, ChangeKind.PUBLISHED, new, is_safety=is_safety))
    for row in [*found.changes, *found.states]:
        row.save()
    report.rows_written += len(found.changes) + len(found.states)
    return found.changes


def _compare(page: Page, now: State | None, last: LastPublic | None, found: _Found) -> None:
    """``now`` is None where the page is not public."""
    if now is None:
        if last and last.is_public:
            last.is_public, last.state = False, {}
            found.states.append(last)
            found.changes.append(_withdrawn(page, found))
        return
    if last and last.is_public and last.state == now:
        return
    if last is None or not last.is_public:
        found.new[page.is_warning].append(page)
    elif last.state is not None:
        found.changes += _differences(page, last.state, now, found)
    row = last or LastPublic(page=page)
    row.is_public, row.state = True, now
    found.states.append(row)


def _withdrawn(page: Page, found: _Found) -> Change:
    into = page.merged_into
    details = {"merged_into": into.address} if into and into.is_public else {}
    return _change(found, ChangeKind.WITHDRAWN, [page], is_safety=page.is_warning, details=details)


def _differences(page: Page, old: State, new: State, found: _Found) -> list[Change]:
    """What a reader of the old page should know of the new one; nothing where only the order is another."""
    added, removed = _only_in(new, old), _only_in(old, new)
    details = {"old_title": old["title"]} if old["title"] != new["title"] else {}
    if old["degree"] != new["degree"]:
        details["degree"] = new["degree"]
    changes = []
    if added or removed or details:
        warns = page.is_warning or "degree" in details or any(is_safety for _, is_safety in added + removed)
        change = _change(found, ChangeKind.CHANGED, [page], is_safety=warns, details=details)
        change.added, change.removed = [text for text, _ in added], [text for text, _ in removed]
        changes.append(change)
    if old["source"] != new["source"]:
        details = {"source": new["source"] or "back"}
        kind = ChangeKind.SOURCE_CHANGED
        changes.append(_change(found, kind, [page], is_safety=page.is_warning, details=details))
    return changes


def _only_in(one: State, other: State) -> list[list]:
    known = {text for text, _ in other["sentences"]}
    return [sentence for sentence in one["sentences"] if sentence[0] not in known]


def _change(
    found: _Found,
    kind: ChangeKind,
    pages: Iterable[Page],
    *,
    is_safety: bool,
    details: Mapping[str, str] | None = None,
) -> Change:
    named = [{"address": page.address, "title": page.title} for page in pages]
    return Change(at=found.at, kind=kind, is_safety=is_safety, pages=named, details=dict(details or {}))


# --- what is public now ----------------------------------------------------------------------------


def _states(chosen: Iterable[Page]) -> dict[int, State]:
    """What a reader can read of each of ``chosen`` that is public. Four queries."""
    degrees = dict(Contraindication.objects.values_list("pk", "strength"))
    public = Page.objects.published().filter(pk__in=[page.pk for page in chosen])
    return {
        page.pk: {
            "title": page.title,
            "sentences": [[_text(claim), _warns(claim)] for claim in page.claims.all()],
            "degree": degrees.get(page.pk, ""),
            "source": _source_state(page),
        }
        for page in public.prefetch_related("claims__citations")
    }


def _text(claim: Claim) -> str:
    return f"{claim.context.rstrip(' :')} {claim.text}" if claim.context else claim.text


def _warns(claim: Claim) -> bool:
    """Our own safety advice, and what by its words keeps somebody from the treatment or asks for care."""
    return claim.basis == Basis.ADVICE or load_cues().verdict_of(_text(claim)) is not None


def _source_state(page: Page) -> str:
    """How the articles behind the page stand: "gone", "changed", or empty where all is as it was."""
    if not page.is_present:
        return "gone"
    drifted = (
        c for claim in page.claims.all() for c in claim.citations.all() if c.anchor != AnchorState.EXACT
    )
    return "changed" if any(drifted) else ""
