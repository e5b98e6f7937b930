"""What was handed in, from the moment it is stored until it is in the library or thrown away.

Work on a submission is done in another process as a rule (content/background.py). Each attempt has a number;
work of an attempt that somebody has given up changes nothing any more.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from content.actions.articles import (
    Handed,
    LibraryMoved,
    Prepared,
    Result,
    fingerprint,
    load_article,
    prepare,
)
from content.actions.reports import Report
from content.actions.selftests import run_self_test
from content.models import Page, Source, Submission
from content.pipeline.errors import BadDecision, MesoinfoError
from content.pipeline.run import Reading, read_article
from content.pipeline.snapshots import Snapshot, take_page_snapshot, take_snapshot
from content.sourcefiles import SourceMeta

State, Kind = Submission.State, Submission.Kind

STOPPED = "The work stopped before its end. Nothing was changed. Try again."
BUSY = "Somebody else was writing into the library for a long time. Nothing was changed. Try again."
LOADING_ALREADY = "another article is being loaded just now"
MOVED = (
    "The library has changed since you looked, and something else would come of it now. Nothing was changed. "
    "Look again, and decide."
)


@transaction.atomic
def hand_in(
    *, kind: str, source_id: str, snapshot: Snapshot | None, meta: Mapping[str, Any], person: AbstractBaseUser
) -> Submission:
    """Store what ``person`` handed in. It is read when work on it begins."""
    return Submission.objects.create(
        kind=kind,
        source_id=source_id,
        text="" if snapshot is None or snapshot.markup else snapshot.text,
        markup=snapshot.markup if snapshot else "",
        meta=dict(meta),
        person=person,
    )


def begin(
    *, submission: Submission, state: str, seen: str = "", person: AbstractBaseUser | None = None
) -> Submission:
    """Note that work begins: a trial for "reading", the load for "loading", which ``person`` decided.

    ``seen`` is the fingerprint of the trial that the person looked at. Raises BadDecision where the work is
    done or under way already, or another article is being loaded.
    """
    allowed = (State.READY,) if state == State.LOADING else (State.READING, State.READY, State.FAILED)
    values = {"state": state, "stage": "", "share": 0, "message": "", "seen_at": timezone.now()}
    if state == State.LOADING:
        values["decided_by"] = person
    try:
        with transaction.atomic():
            row = Submission.objects.select_for_update().get(pk=submission.pk)
            if row.state not in allowed or (row.state == State.READING and row.process):
                raise BadDecision("somebody has decided about it already", file=str(row), mend="Look again.")
            if state == State.LOADING and seen != row.based_on:
                raise BadDecision(
                    "it was worked out anew since you looked", file=str(row), mend="Look again."
                )
            for name, value in {**values, "attempt": row.attempt + 1, "process": ""}.items():
                setattr(row, name, value)
            row.save()
    except IntegrityError as error:
        raise BadDecision(LOADING_ALREADY, file=str(submission), mend="Wait until it is done.") from error
    return row


@transaction.atomic
def discard(*, submission: Submission) -> None:
    """Throw away what was handed in. Raises BadDecision where it is in the library, or on its way."""
    row = Submission.objects.select_for_update().get(pk=submission.pk)
    if row.state in (State.LOADED, State.LOADING):
        raise BadDecision("it is in the library, or on its way there", file=str(row), mend="Look again.")
    row.state, row.text, row.markup, row.attempt = State.DISCARDED, "", "", row.attempt + 1
    row.save()


def give_up(*, submission: Submission, message: str = STOPPED) -> None:
    """Note that nobody works on it any more. Nothing is lost: a load is whole, or it is not there."""
    _note(submission, state=State.FAILED, message=message, process="", attempt=submission.attempt + 1)


def note_process(*, submission: Submission, process: str) -> None:
    """Which process works on it now."""
    _note(submission, process=process)


def work_on(*, submission: Submission) -> None:
    """Do what its state asks for. Whatever happens, the row says afterwards what came of it."""
    try:
        _work_on(submission)
    except (MesoinfoError, LibraryMoved) as error:
        _note(submission, state=State.FAILED, message=_in_words(error), process="")
    except OperationalError as error:
        if "locked" not in str(error) and "deadlock" not in str(error):
            raise
        _note(submission, state=State.FAILED, message=BUSY, process="")


def _in_words(error: MesoinfoError | LibraryMoved) -> str:
    if isinstance(error, LibraryMoved):
        return BUSY
    return f"{error.problem[:1].upper()}{error.problem[1:]}. {error.mend}".strip()


def _work_on(submission: Submission) -> None:
    _say(submission, "Reading the article", 5)
    handed = handed_of(submission)
    _say(submission, "Reading the other articles again", 30)
    prepared = prepare(source_id=submission.source_id)
    based_on = fingerprint()
    _say(submission, "Putting them together, and checking every page", 50)
    if submission.state == State.LOADING:
        _load(submission, handed, prepared, based_on)
    else:
        result = load_article(handed=handed, prepared=prepared, is_trial=True)
        _ready(submission, result, based_on)


def _ready(submission: Submission, result: Result, based_on: str, message: str = "") -> None:
    _note(
        submission,
        state=State.READY,
        share=100,
        result=result,
        based_on=based_on,
        message=message,
        process="",
    )


class _Differs(Exception):
    """Something else would come of it than the person has seen."""

    def __init__(self, result: Result) -> None:
        super().__init__()
        self.result = result


def _load(submission: Submission, handed: Handed, prepared: Prepared, based_on: str) -> None:
    """Load it, unless something else came of it than the trial had shown: then nothing is changed."""
    try:
        with transaction.atomic():
            result = load_article(handed=handed, prepared=prepared)
            if result != submission.result:
                raise _Differs(result)
            _log(submission)
            done = {"state": State.LOADED, "share": 100, "text": "", "markup": "", "process": ""}
            if not _note(submission, **done):
                raise BadDecision("somebody gave it up meanwhile", file=str(submission), mend="Try again.")
    except _Differs as differing:
        _ready(submission, differing.result, based_on, MOVED)
    else:
        _test_checker()


def _test_checker() -> None:
    """As after every load: the pages that the checker is tested on may be others now."""
    if Page.objects.published().exists():
        run_self_test(report=Report())


def _log(submission: Submission) -> None:
    """A line in the history of the article, in the name of the person who decided; it names both people."""
    words = {
        Kind.NEW: "Added here.",
        Kind.CHANGED: "A changed text was loaded here.",
        Kind.AWAY: "Taken away.",
    }
    decided_by = submission.decided_by or submission.person
    who = f"Handed in by {submission.person}, loaded by {decided_by}."
    if submission.kind == Kind.AWAY:
        who = f"Asked for by {submission.person}, decided by {decided_by}."
    LogEntry.objects.log_actions(
        decided_by.pk,
        Source.objects.filter(source_id=submission.source_id),
        ADDITION if submission.kind == Kind.NEW else CHANGE,
        f"{words[Kind(submission.kind)]} {who}",
        single_object=True,
    )


def handed_of(submission: Submission) -> Handed:
    """What was handed in, read. Raises UnreadableSource or LostText."""
    is_away = submission.kind == Kind.AWAY
    return Handed(
        source_id=submission.source_id,
        is_new=submission.kind == Kind.NEW,
        reading=None if is_away else _read(submission),
        meta=None if is_away else meta_from(submission.meta),
        person=submission.person,
    )


def _read(submission: Submission) -> Reading:
    if submission.markup:
        return read_article(take_page_snapshot(submission.source_id, submission.markup))
    return read_article(take_snapshot(submission.source_id, submission.text))


def meta_from(stored: Mapping[str, Any]) -> SourceMeta:
    """Facts as JSON holds them."""
    day = stored.get("published_on")
    return SourceMeta(**{**stored, "published_on": date.fromisoformat(day) if day else None})


def meta_as_json(meta: SourceMeta) -> dict[str, Any]:
    """``meta`` as JSON holds it, without what is unknown about an article that was handed in."""
    day = meta.published_on
    values = {**asdict(meta), "published_on": day.isoformat() if day else None}
    del values["sha256"]
    return values


# --- progress --------------------------------------------------------------------------------------


def _say(submission: Submission, stage: str, share: int) -> None:
    """Where the work stands. Raises BadDecision where somebody has given this attempt up."""
    if not _note(submission, stage=stage, share=share, seen_at=timezone.now()):
        raise BadDecision("somebody gave it up meanwhile", file=str(submission), mend="Try again.")


def _note(submission: Submission, **values: object) -> bool:
    """Write ``values`` where this attempt still counts; whether it does."""
    own = Submission.objects.filter(pk=submission.pk, attempt=submission.attempt)
    return bool(own.update(**values))
