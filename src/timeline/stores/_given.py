"""Given: what a caller gives a store to record, events or history, as the entries that they are after a head."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import frozen

from timeline import Entry, Event, Source
from timeline._entry import as_event
from timeline.stores._clock import Clock, next_instant
from timeline.stores._record import Record
from timeline.stores._store import Head

__all__ = ["Given"]


@frozen
class Given:
    """What is to be recorded: its entries after a head and at the time of a clock, and the records that keep their bytes.

    ``sealed`` has these by id; it is None for what is new. ``told`` are its events alone.
    """

    told: Sequence[Event]
    entries: Callable[[Head, Clock], list[Entry]]
    sealed: Mapping[str, Record] | None = None

    @classmethod
    def events(cls, events: Sequence[Event | Source]) -> "Given":
        """Return new events: all get one recorded time, past that of every entry before them."""
        batch = [as_event(event) for event in events]

        def entries(head: Head, clock: Clock) -> list[Entry]:
            recorded = next_instant(clock, head)
            return [Entry(event=event, recorded=recorded, position=at) for at, event in enumerate(batch, head.position + 1)]

        return cls(batch, entries)

    @classmethod
    def history(cls, given: Iterable[Entry | Record]) -> "Given":
        """Return entries of another log, with their own recorded times; the records of another store keep their bytes."""
        told = list(given)
        sealed = {one.id: one for one in told if isinstance(one, Record)}
        batch = [one.entry() if isinstance(one, Record) else one for one in told]
        return cls([one.event for one in batch], lambda head, clock: batch, sealed)
