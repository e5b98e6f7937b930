"""Braking: work that must come to an end is stopped where it does not.

No time is measured: what takes steps in proportion to its input ends long before the brake, what takes their
square or more long after it.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class Endless(Exception):
    """It did not come to an end."""


@contextmanager
def brake(seconds: float) -> Iterator[None]:
    """Raises Endless in the block after ``seconds`` of this process on the processor."""

    def stop(*_: object) -> None:
        raise Endless

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
