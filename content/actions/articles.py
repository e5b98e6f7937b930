"""Adds an article, loads a changed text of one, or takes one away: as a trial, or for good.

A trial is the load itself in a transaction that is rolled back, so that what it says is what a load does.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from content.actions import rows
from content.actions.changes import record_changes
from content.actions.checks import check_pages
from content.actions.history import record_history
from content.actions.links import current_links
from content.actions.proposals import current_decisions
from content.actions.rebuild import current_texts, load_readings, meta_of, read_stored
from content.actions.reports import Report
from content.actions.sources import STORED
from content.checking import PageCheck, Shelf, load_shelf
from content.consequences import add_opposed, compare
from content.models import Change, Disagreement, Page, Snapshot, Source
from content.opposing import opposed_claims
from content.pipeline.errors import BadDecision
from content.pipeline.run import Reading
from content.pipeline.treatments import MESOTHERAPY
from content.pipeline.verdicts import CHECKER_VERSION
from content.sourcefiles import SourceMeta
from content.standing import take_standing

Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Handed:
    """An article as somebody handed it in. Without a reading it is to be taken away."""

    source_id: str
    is_new: bool
    reading: Reading | None
    meta: SourceMeta | None
    person: AbstractBaseUser


@dataclass(frozen=True, slots=True)
class Prepared:
    """The other articles in use, read again outside any transaction, and the texts that were read."""

    readings: tuple[Reading, ...]
    sha256_of: dict[str, str]


class LibraryMoved(Exception):
    """Another load came in between; what was prepared has to be prepared anew."""


def prepare(*, source_id: str) -> Prepared:
    """Read every article in use again. Raises BadDecision where the reader is newer than the library."""
    stored = read_stored()
    if not stored.is_read_as_before:
        raise BadDecision(
            "the software reads the articles otherwise than when they were loaded",
            file=source_id,
            mend="Ask the person who runs the site to run “manage.py load_content”, then try again.",
        )
    readings = tuple(r for r in stored.readings if r.snapshot.source_id != source_id)
    return Prepared(readings, {r.snapshot.source_id: r.snapshot.sha256 for r in readings})


@transaction.atomic
def load_article(*, handed: Handed, prepared: Prepared, is_trial: bool = False) -> Result:
    """Make the library hold what was ``handed`` in, check every page, and say what came of it.

    As a trial nothing stays. Raises LibraryMoved where other texts are in use than were ``prepared``, and
    BadDecision where the article cannot be what it is handed in as.
    """
    list(Source.objects.select_for_update())  # one after the other, where the database can
    _refuse_moved(handed, prepared)
    refuse_bad_article(handed)
    before = take_standing(handed.source_id)
    report = Report()
    meta = {row.source.source_id: meta_of(row.source) for row in current_texts()}
    readings = list(prepared.readings)
    if handed.reading and handed.meta:
        readings.append(handed.reading)
        meta[handed.source_id] = handed.meta
        _store_source(handed, handed.meta, report)
    load_report = load_readings(readings=readings, sources_meta=meta)
    shelf = load_shelf()
    checks = check_pages(shelf=shelf, report=report)
    changes = record_changes(report=report)
    record_history(comment=f"The article “{handed.source_id}” was loaded or taken away.", report=report)
    after = take_standing(handed.source_id)
    result = compare(handed.source_id, before, after)
    result = add_opposed(result, _opposed(handed.source_id, checks, shelf), after.pages)
    result |= {"subject": handed.reading.subject if handed.reading else MESOTHERAPY}
    result |= {"voices": _voices(handed.source_id, load_report), "changes": list(map(_told, changes))}
    transaction.set_rollback(is_trial)
    return json.loads(json.dumps(result))


def _refuse_moved(handed: Handed, prepared: Prepared) -> None:
    current = Snapshot.objects.filter(is_current=True).exclude(source__source_id=handed.source_id)
    if dict(current.values_list("source__source_id", "sha256")) != prepared.sha256_of:
        raise LibraryMoved


def refuse_bad_article(handed: Handed) -> None:
    """Raises BadDecision where the library has no place for what was ``handed`` in."""
    source = Source.objects.filter(source_id=handed.source_id).first()
    if handed.is_new and source:
        problem = f"there is an article with the identifier “{handed.source_id}” already"
        mend = "Choose another identifier. If it is the same article, load it there as a changed text."
        raise BadDecision(problem, file=handed.source_id, mend=mend)
    if not handed.is_new and source is None:
        raise BadDecision("there is no such article", file=handed.source_id, mend="Add it as a new one.")
    if handed.reading is None:
        refuse_taking_away(source)
    elif twin := twin_of(handed.reading.snapshot.sha256, handed.source_id):
        problem = f"this is, word for word, a text of the article “{twin}”"
        mend = "The same text is loaded once only: two copies would look like two voices."
        raise BadDecision(problem, file=handed.source_id, mend=mend)


def refuse_taking_away(source: Source | None) -> None:
    """Raises BadDecision for an article that files have the say about, or that is gone already."""
    if source is None or source.origin != Source.Origin.EDITOR:
        raise BadDecision(
            "its text stands in a file",
            file=source.source_id if source else "",
            mend="Ask the person who runs the site to take the file away and to load the content again.",
        )
    if source.current_snapshot is None:
        raise BadDecision("it is not in use any more", file=source.source_id, mend="Nothing is to be done.")


def twin_of(sha256: str, source_id: str) -> Source | None:
    """Another article that has, or had, exactly this text."""
    return Source.objects.filter(snapshots__sha256=sha256).exclude(source_id=source_id).first()


def _store_source(handed: Handed, meta: SourceMeta, report: Report) -> None:
    """From now on the editors have the say about its text, and no load of files takes it away."""
    values = {name: getattr(meta, name) for name in STORED}
    source, is_new = Source.objects.get_or_create(source_id=handed.source_id, defaults=values)
    report.rows_written += is_new
    origin = Source.Origin.EDITOR
    rows.update(source, report, origin=origin, added_by=handed.person, added_at=timezone.now())


# --- what an editor is told ------------------------------------------------------------------------


def _opposed(source_id: str, checks: Mapping[str, PageCheck], shelf: Shelf) -> dict[str, list[Result]]:
    """Sentences that readers see and that the article speaks against, by the address of their page."""
    if source_id not in shelf.texts:
        return {}
    shelf = replace(shelf, texts={source_id: shelf.texts[source_id]})
    found = {}
    for page in Page.objects.published():
        claims = checks[page.address].claims if page.address in checks else ()
        if against := opposed_claims(page, claims, shelf):
            found[page.address] = [
                {"position": o.position, "text": o.text, "quote": o.opposition.quote} for o in against
            ]
    return found


def _voices(source_id: str, report: Report) -> list[str]:
    """Articles that count as one voice with this one, by what the load noted about copies."""
    notes = [note for note in report.notes if note.code == "same_text"]
    own = [note for note in notes if note.about == source_id]
    others = [note.about for note in notes if f" with {source_id}:" in note.message]
    roots = [note.message.partition(" with ")[2].partition(":")[0] for note in own]
    return sorted({*roots, *others})


def _told(change: Change) -> Result:
    return {
        "kind": change.kind,
        "is_safety": change.is_safety,
        "titles": [page["title"] for page in change.pages],
        "added": change.added,
        "removed": change.removed,
    }


# --- whether it still holds ------------------------------------------------------------------------


def fingerprint() -> str:
    """Of everything that a trial load depends on: another one may come to another result."""
    parts = [
        CHECKER_VERSION,
        [[row.sha256, repr(meta_of(row.source))] for row in _texts()],
        list(map(repr, current_decisions())),
        repr(current_links()),
        _rows(Page.objects.order_by("kind", "slug").values_list(*PAGE)),
        _rows(Disagreement.objects.order_by("key").values_list("key", "state")),
    ]
    return hashlib.sha256(json.dumps(parts).encode("utf-8")).hexdigest()


PAGE = ("kind", "slug", "title", "body", "status", "is_present", "refusal", "disagreements", "merged_into")


def _texts() -> Iterable[Snapshot]:
    found = Snapshot.objects.filter(is_current=True).select_related("source").defer("text")
    return found.order_by("source__source_id")


def _rows(found: Iterable[tuple]) -> list[list]:
    return [list(row) for row in found]
