"""MemoryStore: a store in memory; the reference that the contract of stores is tested against, and quick in tests."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Condition
from types import TracebackType
from typing import Self

from timeline import ClaimsRelated, ConflictError, Entry, Event, Fault, RefusedError, Source, Timeline
from timeline._entry import as_event
from timeline.stores import Appended, Head
from timeline.stores._batch import dated
from timeline.stores._clock import Clock, next_instant, now

__all__ = ["MemoryLog", "MemoryStore", "memory_stores"]


class MemoryLog:
    """What the handles of one store share: its timeline, and word of every change."""

    def __init__(self) -> None:
        self.timeline = Timeline()
        self.changed = Condition()


class MemoryStore:
    """A store that keeps its log in memory, and loses it with the process; `timeline.stores.Store` says what it does.

    ``log`` is shared by all handles of one store; a new one by default. ``clock`` gives the time of recording, as any
    aware time, by default that of the computer; where it is not past the last entry, a microsecond after that is taken.
    Safe to use from several threads.

    >>> from timeline import Source
    >>> with MemoryStore() as store:
    ...     appended = store.append(Source("anna").affirms("open", said="2024-05-01"))
    >>> appended.head.position
    1
    """

    def __init__(self, log: MemoryLog | None = None, *, clock: Clock = now) -> None:
        self._log = MemoryLog() if log is None else log
        self._clock = clock

    def append(self, *events: Event | Source, expected: int | None = None) -> Appended:
        """Record events, all or none, as `timeline.stores.Store.append` says."""
        batch = [as_event(event) for event in events]
        with self._log.changed:
            self._expect(expected)
            recorded = next_instant(self._clock, self.head)
            return self._record([Entry(event=event, recorded=recorded) for event in batch])

    def import_history(self, entries: Iterable[Entry], *, expected: int | None = None) -> Appended:
        """Record entries with their own recorded times, all or none, as `timeline.stores.Store.import_history` says."""
        batch = list(entries)
        with self._log.changed:
            self._expect(expected)
            batch = dated(batch, self.head, self._log.timeline)
            last, faults = self.head.recorded, []
            for place, entry in enumerate(batch):
                if entry.id not in self._log.timeline:
                    if last is not None and entry.recorded.order < last.order:
                        message = f"recorded {entry.recorded} is before {last}, and recorded time never runs backwards"
                        fault = Fault(f"{message}; import it into a store of its own", path="recorded")
                        faults.append((place, entry.id, fault))
                    last = entry.recorded
            if faults:
                raise RefusedError(faults)
            return self._record(batch)

    def _expect(self, expected: int | None) -> None:
        entries = self._log.timeline.entries
        if expected is not None and expected != len(entries):
            raise ConflictError(expected, len(entries), [entry.id for entry in entries[expected:]])

    def _record(self, batch: list[Entry]) -> Appended:
        """Put a batch at the end of the log and say what is new."""
        old = self._log.timeline
        known = dict.fromkeys(entry.id for entry in batch if entry.id in old)
        with self._log.changed:
            self._log.timeline = old.append(*batch)
            self._log.changed.notify_all()
        added = self._log.timeline.entries[len(old) :]
        return Appended(added=added, known=tuple(old[name] for name in known), head=self.head)

    def timeline(self) -> Timeline:
        """Return the whole timeline."""
        return self._log.timeline

    def read(self, *, after: int = 0, claim: str | None = None, source: str | None = None) -> Iterator[Entry]:
        """Yield the entries after a position, in order; ``claim`` and ``source`` keep those that name it."""
        for entry in self._log.timeline.entries[max(0, after) :]:
            if claim in {None, *_claims(entry.event)} and source in {None, getattr(entry.event, "source", None)}:
                yield entry

    def follow(self, *, after: int = 0, timeout: float | None = None) -> Iterator[Entry]:
        """Yield the entries after a position and then each new one; ends after ``timeout`` seconds without one."""
        after = max(0, after)
        while self._came(after, timeout):
            for entry in self._log.timeline.entries[after:]:
                after = entry.position
                yield entry

    def _came(self, after: int, timeout: float | None) -> bool:
        """Wait for an entry after a position; return whether there is one."""
        with self._log.changed:
            return self._log.changed.wait_for(lambda: len(self._log.timeline) > after, timeout)

    @property
    def head(self) -> Head:
        """The position and the recorded time of the last entry."""
        entries = self._log.timeline.entries
        return Head(position=len(entries), recorded=entries[-1].recorded if entries else None)

    def close(self) -> None:
        """Let go of nothing: memory needs no closing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.close()


def memory_stores(kind: type[MemoryStore] = MemoryStore, *, clock: Clock = now) -> Callable[[Path], MemoryStore]:
    """Return a function that opens the store in memory that goes by a folder's path, the same log for the same path.

    ``kind`` is the class of its handles, `MemoryStore` or one of your own that builds on it.
    """
    logs: dict[Path, MemoryLog] = {}

    def make_store(folder: Path) -> MemoryStore:
        return kind(logs.setdefault(folder, MemoryLog()), clock=clock)

    return make_store


def _claims(event: Event) -> tuple[str, ...]:
    """Return the claims that an event names itself."""
    if isinstance(event, ClaimsRelated):
        return event.claim, event.other
    claim = getattr(event, "claim", None)
    return () if claim is None else (claim,)
