"""AsyncPostgresStore: the timeline of one story in a PostgreSQL database, awaited; `PostgresStore` is the same, blocking."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from types import TracebackType
from typing import Self, TypeVar

from timeline import Entry, Event, Source, Timeline
from timeline.errors import StoreError
from timeline.stores._effects import Close, Steps, drive_async
from timeline.stores._following import POLL, SELDOM, Patience
from timeline.stores._given import Given
from timeline.stores._postgres_drivers import AsyncDriver
from timeline.stores._postgres_listening import Listening
from timeline.stores._postgres_story import PostgresStory, Settings
from timeline.stores._record import Record
from timeline.stores._store import Appended, Head

__all__ = ["AsyncPostgresStore"]

T = TypeVar("T")


class AsyncPostgresStore:
    """The timeline of one story in a PostgreSQL database; what `timeline.stores.open_async` gives.

    Tasks take turns on its one connection. Where a task is cancelled, what it was appending is there whole or not at all,
    and the connection is left without a transaction; append the same again to know.
    """

    def __init__(self, url: str, story: str, settings: Settings) -> None:
        self._story = PostgresStory(url, story, settings)
        self.path = self._story.path
        """Where it is, without the password."""
        self.story = self._story.story
        self._url, self._settings = url, settings
        self._driver = AsyncDriver()
        self._lock = asyncio.Lock()
        self._open = True

    async def append(self, *events: Event | Source, expected: int | None = None) -> Appended:
        """Record events, all or none, as `Store.append` says; committed when it returns."""
        return await self._do(self._story.record(Given.events(events), expected))

    async def import_history(self, entries: Iterable[Entry | Record], *, expected: int | None = None) -> Appended:
        """Record entries with their own recorded times, all or none, as `Store.import_history` says."""
        return await self._do(self._story.record(Given.history(entries), expected))

    async def timeline(self) -> Timeline:
        """Return the whole timeline; what was read before through the same connection is not read again."""
        return await self._do(self._story.timeline())

    async def read(self, *, after: int = 0, claim: str | None = None, source: str | None = None) -> AsyncIterator[Entry]:
        """Yield the entries after a position up to where the store stands now, in order, as `Store.read` says."""
        at, until = max(0, after), None
        while until is None or at < until:
            entries, at, until = await self._do(self._story.page(at, until, claim, source))
            for entry in entries:
                yield entry

    async def records(self, *, after: int = 0) -> AsyncIterator[Record]:
        """Yield the entries after a position up to where the store stands now as they are kept, for another store."""
        at, until = max(0, after), None
        while until is None or at < until:
            records, at, until = await self._do(self._story.records(at, until))
            for record in records:
                yield record

    async def follow(self, *, after: int = 0, timeout: float | None = None) -> AsyncIterator[Entry]:
        """Yield the entries after a position and then each new one, as `PostgresStore.follow` does."""
        driver, listening = AsyncDriver(), Listening(self._url, timeout=self._settings.timeout)

        async def hear(seconds: float) -> None:
            await drive_async(listening.hear(seconds), driver.perform)

        wait: Callable[[float], Awaitable[None]] = hear if self._settings.notify else asyncio.sleep
        patience = Patience(timeout)
        try:
            while True:
                async for entry in self.read(after=after):
                    after = entry.position
                    yield entry
                    patience.renew()
                if patience.is_over:
                    return
                await wait(patience.pause(SELDOM if self._settings.notify else POLL))
        finally:
            await driver.perform(Close())

    async def head(self) -> Head:
        """Return the position and the recorded time of the last entry."""
        return await self._do(self._story.head())

    async def close(self) -> None:
        """Let go of the connection; closing twice is fine."""
        async with self._lock:
            self._open = False
            await self._driver.perform(Close())

    async def __aenter__(self) -> Self:
        try:
            await self._do(self._story.open())
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        await self.close()

    async def _do(self, steps: Steps[T]) -> T:
        async with self._lock:
            if not self._open:
                raise StoreError(f"{self.path} is closed: open the store again")
            return await drive_async(steps, self._driver.perform)
