"""SqliteStore: the timeline of one story in a SQLite file, by default the one file that is there at rest."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import RLock
from time import monotonic, sleep
from types import TracebackType
from typing import Final, Self

from timeline import Entry, Event, Source, Timeline, When
from timeline._entry import as_event
from timeline.errors import ConflictError, DamageError, StoreError
from timeline.stores._batch import Clock, admitted, next_instant, now
from timeline.stores._connection import SPAN, connect, damage, translated
from timeline.stores._head_file import HeadFile, KeptHead
from timeline.stores._keys import SigningKey
from timeline.stores._merkle import consistency_proof, inclusion_proof
from timeline.stores._note import Checkpoint, SignedNote, sign
from timeline.stores._proof import ConsistencyProof, InclusionProof
from timeline.stores._redact import Redacted, scrub, scrub_is_due, strike
from timeline.stores._store import Appended, Head
from timeline.stores._tables import Row, StoredLog, StoryState, Tables, nodes_of
from timeline.stores._verify import Verified, verify

__all__ = ["SqliteStore"]

_PAGE: Final = 1_000
_POLL: Final = 0.05


class SqliteStore:
    """The timeline of one story in a SQLite file; what `timeline.stores.open` gives. `Store` says what it does.

    Safe to use from several threads, and from several processes with a store of its own each. Not after a fork.
    """

    def __init__(
        self,
        path: str,
        story: str,
        *,
        key: SigningKey | None = None,
        clock: Clock = now,
        wal: bool = False,
        readonly: bool = False,
        timeout: float = 30.0,
    ) -> None:
        self.path: Final = path
        self.story: Final = story
        self._clock = clock
        self._lock = RLock()
        self._process = os.getpid()
        self._open = True
        self._heads = HeadFile(path, readonly=readonly)
        self._tables = Tables(connect(path, wal=wal, readonly=readonly, timeout=timeout), path, story)
        self._key = key
        self._cached = (0, 0, Timeline())
        if not readonly:
            self._finish_redactions()

    def append(self, *events: Event | Source, expected: int | None = None) -> Appended:
        """Record events, all or none, as `Store.append` says; durable when it returns.

        All get one recorded time, past that of every entry before them.
        """
        batch = [as_event(event) for event in events]

        def entries(head: Head) -> list[Entry]:
            recorded = next_instant(self._clock, head)
            return [Entry(event=event, recorded=recorded) for event in batch]

        return self._record(entries, expected)

    def import_history(self, entries: Iterable[Entry], *, expected: int | None = None) -> Appended:
        """Record entries with their own recorded times, all or none, as `Store.import_history` says."""
        batch = list(entries)
        return self._record(lambda head: batch, expected)

    def timeline(self) -> Timeline:
        """Return the whole timeline; what was read before is not read again."""
        with self._reading() as state:
            position, redactions, timeline = self._cached
            if state.redactions != redactions:
                position, timeline = 0, Timeline()
            tail = list(self._entries(self._pages(state, position)))
            timeline = timeline.append(*tail)
            self._cached = (state.head.position, state.redactions, timeline)
            return timeline

    def read(self, *, after: int = 0, claim: str | None = None, source: str | None = None) -> Iterator[Entry]:
        """Yield the entries after a position up to where the store stands now, in order, as `Store.read` says.

        They are fetched a thousand at a time, and nothing is locked while the caller works on them.
        """
        until = self.head.position
        while after < until:
            with self._reading() as state:
                found, after = self._page(state, after, until, claim, source)
            yield from found

    def follow(self, *, after: int = 0, timeout: float | None = None) -> Iterator[Entry]:
        """Yield the entries after a position and then each new one, as `Store.follow` says; looks 20 times a second."""
        heard = monotonic()
        while True:
            for entry in self.read(after=after):
                after = entry.position
                yield entry
                heard = monotonic()
            if timeout is not None and monotonic() - heard >= timeout:
                return
            sleep(_POLL)

    @property
    def head(self) -> Head:
        """The position and the recorded time of the last entry."""
        with self._reading() as state:
            return state.head

    def verify(self, *, against: Checkpoint | None = None) -> Verified:
        """Return what was found whole: every entry, the tree over them, the indexes, the head that is kept outside.

        ``against`` is an older checkpoint, kept elsewhere: without one, somebody who can write both files and recomputes
        everything is not seen. Raises `DamageError` with the first position that was changed, removed, inserted, swapped
        or lost from the tail; nothing is repaired.
        """
        with self._reading() as state:
            kept = self._outside(state)
        with self._held():
            return verify(self._tables, self._reading, kept, against)

    def checkpoint(self) -> SignedNote:
        """Return the signed checkpoint of the story as it is now, C2SP; its origin is the key's name.

        For a story with another name than ``main`` that name follows, after a slash. Raises `StoreError` without a key.
        """
        with self._reading() as state:
            return self._signed(state)

    def prove(self, position: int) -> InclusionProof:
        """Return the proof that the entry at a position is in the log, with the checkpoint that it leads to.

        Its extra data are those of the entry's envelope, which are the leaf. Raises `StoreError` without a key,
        `ProofError` where there is no such position.
        """
        with self._reading() as state:
            hashes = inclusion_proof(nodes_of(self._tables, state.number), position - 1, state.head.position)
            (row,) = self._tables.rows(state.number, position - 1, position, 1)
            leaf_data = self._tables.envelope(row, state.number).leaf_data()
            return InclusionProof(index=position - 1, hashes=hashes, note=self._signed(state), extra=leaf_data)

    def prove_since(self, old_size: int) -> ConsistencyProof:
        """Return the proof that the log only grew since it had ``old_size`` entries, with the checkpoint that it leads to.

        Raises `StoreError` without a key, `ProofError` where it was never that long.
        """
        with self._reading() as state:
            hashes = consistency_proof(nodes_of(self._tables, state.number), old_size, state.head.position)
            return ConsistencyProof(old=old_size, hashes=hashes, note=self._signed(state))

    def redact(self, position: int, *, by: str, ground: str) -> Redacted:
        """Take the payload of an entry out of every file of the store, for good; a tombstone says who, when, on what ground.

        The leaf stays, so every checkpoint and proof given out before still verifies. In a timeline there stands a record
        of the unknown type ``redacted``, which counts nowhere. Copies elsewhere are not touched, and neither are blocks
        of the disk that no longer belong to a file. Raises `StoreError` where there is no such entry, and where another
        process is in the way: then the next one to open the store finishes.
        """
        with self._writing() as state:
            said = When(self._clock())
            found = strike(self._tables, state, position, by=by, said=said.text, ground=ground)
        self._finish_redactions()
        return found

    def close(self) -> None:
        """Let go of the files; closing twice is fine."""
        with self._lock:
            self._open = False
            self._tables.connection.close()
            self._heads.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.close()

    def _record(self, entries: Callable[[Head], list[Entry]], expected: int | None) -> Appended:
        """Write what is new of the entries that a head gives, in one transaction, then keep the new head outside the file."""
        with self._writing() as state:
            if expected is not None and expected != state.head.position:
                between = [row[1] for row in self._tables.rows(state.number, expected, SPAN - 1, -1)]
                raise ConflictError(expected, state.head.position, between)
            batch = admitted(entries(state.head), StoredLog(self._tables, state), state.head)
            after = self._tables.add(batch.new, state) if batch.new else state
        if batch.new:
            self._keep(after)
        return Appended(added=batch.new, known=batch.known, head=after.head)

    def _finish_redactions(self) -> None:
        with self._held():
            if scrub_is_due(self._tables.connection):
                scrub(self._tables.connection, self.path)

    def _signed(self, state: StoryState) -> SignedNote:
        if self._key is None:
            raise StoreError(f"{self.path} was opened without a key, so nothing can be signed: open it with key=")
        origin = self._key.name if self.story == "main" else f"{self._key.name}/{self.story}"
        return sign(Checkpoint(origin=origin, size=state.tree.size, root=state.tree.root).text(), self._key)

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Hold the connection for one thread, and say clearly where it cannot be used."""
        if self._process != os.getpid():
            raise StoreError(f"{self.path} was opened by the process before a fork: open the store anew in each process")
        with self._lock:
            if not self._open:
                raise StoreError(f"{self.path} is closed: open the store again")
            with translated(self.path):
                yield

    @contextmanager
    def _reading(self) -> Iterator[StoryState]:
        """Give the state of the story, and let everything within see that same state."""
        with self._held():
            execute = self._tables.connection.execute
            inside = self._tables.connection.in_transaction
            if not inside:
                execute("BEGIN")
            try:
                yield self._tables.state() or StoryState(number=0)
            finally:
                if not inside and self._tables.connection.in_transaction:
                    execute("ROLLBACK")

    @contextmanager
    def _writing(self) -> Iterator[StoryState]:
        """Give the state of the story to one writer of all; commit at the end, and undo everything on any error."""
        with self._held():
            execute = self._tables.connection.execute
            execute("BEGIN IMMEDIATE")
            try:
                state = self._tables.state() or self._tables.begin()
                self._see_whole(state)
                yield state
                execute("COMMIT")
            except BaseException:
                if self._tables.connection.in_transaction:
                    execute("ROLLBACK")
                raise

    def _see_whole(self, state: StoryState) -> None:
        """Refuse to write after a tail that was lost, and see that the head file has room for the new head."""
        kept = self._outside(state)
        if kept is not None and kept.size > state.head.position:
            raise lost_tail(self.path, state, kept)
        if kept is not None and kept.size == state.head.position and kept.root != state.tree.root:
            raise damage(self.path, 1, "the root of its tree is not the one that is kept beside it")
        if kept is None:
            self._heads.prepare(state.number)

    def _outside(self, state: StoryState) -> KeptHead | None:
        return self._heads.read(state.number, self.story) if state.number else self._heads.find(self.story)

    def _keep(self, state: StoryState) -> None:
        recorded = state.head.recorded
        assert recorded is not None
        head = KeptHead(size=state.head.position, root=state.tree.root, recorded=recorded.text)
        self._heads.advance(state.number, self.story, head)

    def _pages(self, state: StoryState, after: int) -> Iterator[Row]:
        while rows := self._tables.rows(state.number, after, state.head.position, _PAGE):
            yield from rows
            after = rows[-1][0] - state.number * SPAN

    def _page(
        self, state: StoryState, after: int, until: int, claim: str | None, source: str | None
    ) -> tuple[list[Entry], int]:
        """Return the next entries that name the claim and the source, and the position up to which they were looked for."""
        what = ("claim", claim) if claim is not None else ("source", source) if source is not None else None
        if what is None:
            rows = self._tables.rows(state.number, after, until, _PAGE)
        else:
            rows = self._tables.named(state.number, what, after=after, until=until, limit=_PAGE)
        entries = list(self._entries(rows))
        if claim is not None and source is not None:
            entries = [entry for entry in entries if getattr(entry.event, "source", None) == source]
        return entries, rows[-1][0] - state.number * SPAN if len(rows) == _PAGE else until

    def _entries(self, rows: Iterable[Row]) -> Iterator[Entry]:
        number = None
        for row in rows:
            number = row[0] // SPAN if number is None else number
            yield self._tables.entry(row, number)


def lost_tail(path: str, state: StoryState, kept: KeptHead) -> DamageError:
    """Return the error for a story that is shorter than it was."""
    size = state.head.position
    reason = f"it ends at {size}, and the head kept beside it says {kept.size}, recorded {kept.recorded}; its tail was lost"
    return damage(path, size + 1, f"{reason}, with the file {path}-wal perhaps")
