"""PostgresStore: the timeline of one story in a PostgreSQL database, among others'; many writers, on many machines."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from timeline import Entry, Event, Source, Timeline
from timeline.errors import StoreError
from timeline.stores._effects import Ask, Clean, Close, Steps, drive
from timeline.stores._following import SELDOM, follow
from timeline.stores._given import Given
from timeline.stores._last_columns import LastColumns
from timeline.stores._note import Checkpoint, SignedNote
from timeline.stores._postgres_drivers import Driver
from timeline.stores._postgres_listening import Listening
from timeline.stores._postgres_story import PostgresStory, Settings
from timeline.stores._postgres_verify import PostgresLookups, PostgresRows
from timeline.stores._proof import ConsistencyProof, InclusionProof
from timeline.stores._record import Record
from timeline.stores._rows import StoryState
from timeline.stores._store import Appended, Head
from timeline.stores._verified import Redacted, Verified
from timeline.stores._verify import verify

if TYPE_CHECKING:
    from timeline.bulk import Columns

__all__ = ["PostgresStore", "stories_at"]

T = TypeVar("T")


def stories_at(url: str) -> tuple[str, ...]:
    """Return the names of the stories of a database, or the one that its URL names; none where there is no store yet."""
    with PostgresStore(url, "main", Settings(readonly=True)) as store:
        return store.stories()


class PostgresStore:
    """The timeline of one story in a PostgreSQL database; what `timeline.stores.open` gives for a URL.

    `Store` says what it does. Safe to use from several threads, which take turns on its one connection. Not after a fork.
    A connection that is lost is made again, and what was under way is done again, for up to ``timeout`` seconds.
    """

    def __init__(self, url: str, story: str, settings: Settings) -> None:
        self._story = PostgresStory(url, story, settings)
        self.path = self._story.path
        """Where it is, without the password."""
        self.story = self._story.story
        self._url, self._settings = url, settings
        self._driver = Driver()
        self._lock = RLock()
        self._process = os.getpid()
        self._open = True
        self._columns = LastColumns()
        try:
            self._do(self._story.open())
        except BaseException:
            self.close()
            raise

    def append(self, *events: Event | Source, expected: int | None = None) -> Appended:
        """Record events, all or none, as `Store.append` says; committed when it returns, on the server's terms.

        All get one recorded time, of the server's clock, past that of every entry before them.
        """
        return self._do(self._story.record(Given.events(events), expected))

    def import_history(self, entries: Iterable[Entry | Record], *, expected: int | None = None) -> Appended:
        """Record entries with their own recorded times, all or none, as `Store.import_history` says.

        The records of another store keep their bytes, and in an empty story of the same name give the same root.
        """
        return self._do(self._story.record(Given.history(entries), expected))

    def timeline(self) -> Timeline:
        """Return the whole timeline; what was read before through the same connection is not read again."""
        return self._do(self._story.timeline())

    def columns(self) -> "Columns":
        """Return the columns of the whole story: the status of one claim or of all at any pair of dates; kept until it grows."""
        return self._columns.of(self.timeline())

    def read(self, *, after: int = 0, claim: str | None = None, source: str | None = None) -> Iterator[Entry]:
        """Yield the entries after a position up to where the store stands now, in order, as `Store.read` says.

        They are fetched a thousand at a time, and nothing is locked while the caller works on them.
        """
        at, until = max(0, after), None
        while until is None or at < until:
            entries, at, until = self._do(self._story.page(at, until, claim, source))
            yield from entries

    def records(self, *, after: int = 0) -> Iterator[Record]:
        """Yield the entries after a position up to where the store stands now as they are kept, for another store."""
        at, until = max(0, after), None
        while until is None or at < until:
            records, at, until = self._do(self._story.records(at, until))
            yield from records

    def follow(self, *, after: int = 0, timeout: float | None = None) -> Iterator[Entry]:
        """Yield the entries after a position and then each new one, as `Store.follow` says; looks 20 times a second.

        Of a store that was opened with ``notify=True``: once a second, and whenever another that was appends something.
        """
        if not self._settings.notify:
            yield from follow(self, after, timeout)
            return
        driver, listening = Driver(), Listening(self._url, timeout=self._settings.timeout)
        try:
            yield from follow(self, after, timeout, lambda seconds: drive(listening.hear(seconds), driver.perform), SELDOM)
        finally:
            driver.perform(Close())

    @property
    def head(self) -> Head:
        """The position and the recorded time of the last entry."""
        return self._do(self._story.head())

    def stories(self) -> tuple[str, ...]:
        """Return the names of the stories that have entries; of a URL that names one, that alone."""
        found = self._do(self._story.stories())
        named = self._story.named
        return found if named is None else tuple(name for name in found if name == named)

    def verify(self, *, against: Checkpoint | None = None) -> Verified:
        """Return what was found whole, as `VerifiableStore.verify` says: entries, tree, lookups.

        Nothing is kept outside the database: give a checkpoint that was kept elsewhere. Works in steps of 2,000 entries and
        holds up nobody.
        """
        tables = PostgresRows(self._story.tables, self._once)
        with self._held():
            return verify(tables, partial(PostgresLookups, tables), self._reading, None, against)

    def checkpoint(self) -> SignedNote:
        """Return the signed checkpoint of the story as it is now, as `VerifiableStore.checkpoint` says."""
        return self._do(self._story.checkpoint())

    def prove(self, position: int) -> InclusionProof:
        """Return the proof that an entry is in the log, as `VerifiableStore.prove` says."""
        return self._do(self._story.prove(position))

    def prove_since(self, old_size: int) -> ConsistencyProof:
        """Return the proof that the log only grew, as `VerifiableStore.prove_since` says."""
        return self._do(self._story.prove_since(old_size))

    def redact(self, position: int, *, by: str, ground: str, forget: bool = False) -> Redacted:
        """Take the payload of an entry out of the tables for good, as `VerifiableStore.redact` says.

        The tables are written anew, for which their owner is needed. What the server keeps beside its tables is not touched:
        its write-ahead log until it is used again, archives of it, backups, and standbys until they have followed.
        """
        return self._do(self._story.redact(position, by=by, ground=ground, forget=forget))

    def close(self) -> None:
        """Let go of the connection; closing twice is fine."""
        with self._lock:
            self._open = False
            self._driver.perform(Close())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.close()

    @contextmanager
    def _held(self) -> Iterator[None]:
        if self._process != os.getpid():
            raise StoreError(f"{self.path} was opened by the process before a fork: open the store anew in each process")
        with self._lock:
            if not self._open:
                raise StoreError(f"{self.path} is closed: open the store again")
            yield

    def _do(self, steps: Steps[T]) -> T:
        with self._held():
            return drive(steps, self._driver.perform)

    def _once(self, steps: Steps[T]) -> T:
        return self._do(self._story.session.once(lambda: steps))

    @contextmanager
    def _reading(self) -> Iterator[StoryState]:
        """Give the state of the story, and let everything within see that same state."""

        def begin() -> Steps[StoryState]:
            yield Ask((("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ()),))
            return (yield from self._story.tables.state())

        try:
            yield self._do(self._story.session.run(begin))
        finally:
            self._driver.perform(Clean())
