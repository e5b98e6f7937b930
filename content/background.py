"""Where the work on articles that were handed in is done: in a process of its own, or in that of the request.

No queue and no service: a load is rare, takes seconds, and is whole or not there (docs/adr/0016). Whether a
process is still at work is told by its number on this machine, and by the time at which it last said so.
"""

import os
import socket
import subprocess
import sys
import threading
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from content.actions import give_up, note_process, work_on
from content.models import Submission

SILENT_FOR = timedelta(minutes=30)
"""After which work is taken for stopped, wherever it was done."""
PROCESS, INLINE = "process", "inline"


def start_work(submission: Submission) -> None:
    """Have the work done that ``submission.state`` asks for; ``begin`` has noted that it begins."""
    if settings.BACKGROUND == INLINE:
        finish_work(submission)
        return
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "load_article", str(submission.pk)]
    try:
        process = subprocess.Popen(  # noqa: S603  our own command, with the number of a row
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
        )
    except OSError as error:
        give_up(
            submission=submission, message=f"The work could not be started ({error.strerror}). Try again."
        )
        return
    note_process(submission=submission, process=process_name(process.pid))
    threading.Thread(target=process.wait, daemon=True).start()  # so that an ended process is not kept


def finish_work(submission: Submission) -> None:
    """Do the work here and now. Where it fails for a reason that nobody foresaw, the row says so."""
    try:
        work_on(submission=submission)
    finally:
        if Submission.objects.filter(pk=submission.pk, state__in=AT_WORK).exists():
            give_up(submission=submission)


AT_WORK = (Submission.State.READING, Submission.State.LOADING)


def look_after(submission: Submission) -> None:
    """Note that work has stopped where nobody is at it any more."""
    if submission.is_at_work and _is_stopped(submission):
        give_up(submission=submission)
        submission.refresh_from_db()


def look_after_all() -> None:
    """The same for whatever is under way: a load that died must not keep others waiting."""
    for submission in Submission.objects.filter(state__in=AT_WORK).defer("text", "markup"):
        look_after(submission)


def _is_stopped(submission: Submission) -> bool:
    silent = submission.seen_at is None or timezone.now() - submission.seen_at > SILENT_FOR
    return silent or _is_gone(submission.process)


def process_name(number: int) -> str:
    return f"{socket.gethostname()}:{number}"


def _is_gone(process: str) -> bool:
    """Whether ``process`` ran on this machine and does no more. Another machine cannot be asked."""
    host, _, number = process.rpartition(":")
    if host != socket.gethostname() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
