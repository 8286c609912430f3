"""Clock: the recorded time of a store, which never runs backwards."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

from timeline import When
from timeline._time import WhenLike
from timeline.errors import StoreError
from timeline.stores._store import Head

__all__ = ["Clock", "microsecond_after", "next_instant", "now", "read_clock"]

Clock: TypeAlias = Callable[[], WhenLike]
"""What a store reads the time from: any aware time."""


def now() -> datetime:
    """Return the time by the computer's clock."""
    return datetime.now(UTC)


def read_clock(clock: Clock) -> When:
    """Return the clock's time, an instant; a date stands for its last microsecond."""
    read = When(clock())
    return read if read.is_instant and read.zone is None and read.words is None else When.at(read.order[0])


def next_instant(clock: Clock, head: Head) -> When:
    """Return the clock's time, or the microsecond after the head's where the clock is not past it.

    So a head is never recorded at the time of a later append, and what was known at a head never changes.
    """
    read = read_clock(clock)
    if head.recorded is None or read.order[0] > head.recorded.order[0]:
        return read
    return microsecond_after(head.recorded)


def microsecond_after(last: When) -> When:
    """Return the microsecond after a time, that of the last entry; raises `StoreError` at the end of the calendar."""
    try:
        return When.at(last.order[0] + 1)
    except OverflowError:
        raise StoreError(f"the last entry is of {last}, the end of the calendar: nothing can follow it") from None
