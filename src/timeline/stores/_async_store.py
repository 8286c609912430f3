"""AsyncStore: what every store that is awaited has; `Store` is the same, blocking."""

from collections.abc import AsyncIterator, Iterable
from types import TracebackType
from typing import Protocol, Self

from timeline import Entry, Event, Source, Timeline
from timeline.stores._record import Record
from timeline.stores._store import Appended, Head

__all__ = ["AsyncStore"]


class AsyncStore(Protocol):
    """Where the timeline of one story lives, awaited: what `timeline.stores.open_async` gives.

    Tasks take turns on its one connection. Where a task is cancelled, what it was appending is there whole or not at all,
    and the connection is left without a transaction; append the same again to know.
    """

    async def append(self, *events: Event | Source, expected: int | None = None) -> Appended:
        """Record events, all or none, as `Store.append` says; committed when it returns."""

    async def import_history(self, entries: Iterable[Entry | Record], *, expected: int | None = None) -> Appended:
        """Record entries with their own recorded times, all or none, as `Store.import_history` says."""

    async def timeline(self) -> Timeline:
        """Return the whole timeline; what was read before through the same connection is not read again."""

    def read(self, *, after: int = 0, claim: str | None = None, source: str | None = None) -> AsyncIterator[Entry]:
        """Yield the entries after a position up to where the store stands now, in order, as `Store.read` says."""

    def records(self, *, after: int = 0) -> AsyncIterator[Record]:
        """Yield the entries after a position up to where the store stands now as they are kept, for another store."""

    def follow(self, *, after: int = 0, timeout: float | None = None) -> AsyncIterator[Entry]:
        """Yield the entries after a position and then each new one, as `Store.follow` does, on a connection of its own."""

    async def head(self) -> Head:
        """Return the position and the recorded time of the last entry."""

    async def close(self) -> None:
        """Let go of the connection; closing twice is fine."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...
