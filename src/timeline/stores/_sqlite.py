"""SqliteStore: the timeline of one story in a SQLite file, by default the one file that is there at rest."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Final, Self

from timeline.errors import ConflictError, ProofError, StoreError
from timeline.stores._clock import Clock, now, read_clock
from timeline.stores._connection import SPAN
from timeline.stores._following import follow
from timeline.stores._kept import Kept
from timeline.stores._session import Session
from timeline.stores._store import Appended
from timeline.stores._tables import StoredLog, nodes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

    from timeline import Entry, Event, Source, Timeline
    from timeline.bulk import Columns
    from timeline.stores._columns import StoreColumns
    from timeline.stores._given import Given
    from timeline.stores._keys import SigningKey
    from timeline.stores._note import Checkpoint, SignedNote
    from timeline.stores._proof import ConsistencyProof, InclusionProof
    from timeline.stores._record import Record
    from timeline.stores._signing import Signing
    from timeline.stores._store import Head
    from timeline.stores._verified import Redacted, Verified

# what makes, signs and verifies entries is imported where that is done: whoever only reads need not load it
__all__ = ["SqliteStore"]

_PAGE: Final = 1_000


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
        self._session = Session(path, story, wal=wal, readonly=readonly, timeout=timeout)
        self._tables = self._session.tables
        self._key = key
        self._kept = Kept()
        self._columns: StoreColumns | None = None
        if not readonly:
            try:
                self._finish_redactions()
            except BaseException:
                self._session.close()
                raise

    def append(self, *events: Event | Source, expected: int | None = None) -> Appended:
        """Record events, all or none, as `Store.append` says; durable when it returns.

        All get one recorded time, past that of every entry before them.
        """
        from timeline.stores._given import Given

        return self._record(Given.events(events), expected)

    def import_history(self, entries: Iterable[Entry | Record], *, expected: int | None = None) -> Appended:
        """Record entries with their own recorded times, all or none, as `Store.import_history` says.

        The records of another store keep their bytes, and in an empty story of the same name give the same root.
        """
        from timeline.stores._given import Given

        return self._record(Given.history(entries), expected)

    def timeline(self) -> Timeline:
        """Return the whole timeline.

        What was read before is not read again: it is kept with the position up to which it was read and with the version
        of the fold, and thrown away where that is another or something was redacted since. Whatever arrives late stands
        behind that position, and finds its place in replay.
        """
        while True:
            with self._session.reading() as state:
                pass
            kept = self._kept.after(state.redactions)
            for entries, at in self._pages(kept.position, state.head.position):
                kept = kept.longer(entries, at)
            with self._session.reading() as now:
                if now.redactions == state.redactions:
                    self._kept = kept
                    return kept.timeline

    def columns(self) -> Columns:
        """Return the columns of the whole story, as `VerifiableStore.columns` says.

        They are saved in the file, in tables that nothing else depends on, and read as they are asked for: one claim costs
        no more in a long story. Somebody has to make them once, which takes as long as `timeline` does, and its memory.
        They are brought up to date from the entries since and saved again when these are a hundred or more, unless the store
        is read-only or others are writing just now. A redaction takes them away.
        """
        if self._columns is None:
            from timeline.stores._columns import StoreColumns

            self._columns = StoreColumns(self._session, self._pages)
        return self._columns.now()

    def read(self, *, after: int = 0, claim: str | None = None, source: str | None = None) -> Iterator[Entry]:
        """Yield the entries after a position up to where the store stands now, in order, as `Store.read` says.

        They are fetched a thousand at a time, and nothing is locked while the caller works on them.
        """
        for entries, _ in self._pages(max(0, after), self.head.position, claim, source):
            yield from entries

    def records(self, *, after: int = 0) -> Iterator[Record]:
        """Yield the entries after a position up to where the store stands now as they are kept, for another store."""
        after, until = max(0, after), self.head.position
        while after < until:
            with self._session.reading() as state:
                rows = list(self._tables.all_rows(state.number, after, min(until, after + _PAGE)))
            yield from (self._tables.record(row, state.number) for row in rows)
            after += len(rows)

    def follow(self, *, after: int = 0, timeout: float | None = None) -> Iterator[Entry]:
        """Yield the entries after a position and then each new one, as `Store.follow` says; looks 20 times a second."""
        return follow(self, after, timeout)

    @property
    def head(self) -> Head:
        """The position and the recorded time of the last entry."""
        with self._session.reading() as state:
            return state.head

    def verify(self, *, against: Checkpoint | None = None) -> Verified:
        """Return what was found whole, as `VerifiableStore.verify` says: entries, tree, indexes, the head kept outside.

        Works in steps of 2,000 entries and lets writers in between.
        """
        from timeline.stores._lookups import Lookups
        from timeline.stores._verify import verify

        with self._session.reading() as state:
            kept = self._session.outside(state)
        with self._session.held():
            return verify(self._tables, partial(Lookups, self._tables), self._session.reading, kept, against)

    def checkpoint(self) -> SignedNote:
        """Return the signed checkpoint of the story as it is now, as `VerifiableStore.checkpoint` says."""
        with self._session.reading() as state:
            return self._signing.checkpoint(state.tree)

    def prove(self, position: int) -> InclusionProof:
        """Return the proof that an entry is in the log, as `VerifiableStore.prove` says."""
        with self._session.reading() as state:
            found = self._tables.rows(state.number, position - 1, position, 1) if 0 < position <= state.head.position else []
            if not found:
                raise ProofError(f"{self.path} has no entry {position}: positions go from 1 to {state.head.position}")
            envelope = self._tables.record(found[0], state.number).envelope(self.story)
            return self._signing.inclusion(state.tree, nodes_of(self._tables, state.number), envelope)

    def prove_since(self, old_size: int) -> ConsistencyProof:
        """Return the proof that the log only grew, as `VerifiableStore.prove_since` says."""
        with self._session.reading() as state:
            return self._signing.consistency(state.tree, nodes_of(self._tables, state.number), old_size)

    def redact(self, position: int, *, by: str, ground: str, forget: bool = False) -> Redacted:
        """Take the payload of an entry out of every file of the store, as `VerifiableStore.redact` says."""
        from timeline.stores._redact import strike

        with self._session.writing() as state:
            said = read_clock(self._clock)
            found = strike(self._tables, state, position, by=by, said=said, ground=ground, forget=forget)
        try:
            self._finish_redactions()
        except StoreError as error:
            reason = f"entry {position} is struck, but old pages of the file may still hold it ({error})"
            raise StoreError(f"{reason}; open the store again when nobody else uses it, and they are taken away") from error
        return found

    def close(self) -> None:
        """Let go of the files; closing twice is fine."""
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.close()

    def _record(self, given: Given, expected: int | None) -> Appended:
        """Write what is new of what is given, in one transaction, then keep the new head outside the file."""
        from timeline.stores._batch import admitted

        with self._session.writing() as state:
            if expected is not None and expected != state.head.position:
                raise ConflictError(expected, state.head.position, self._tables.ids(state.number, max(0, expected)))
            entries = given.entries(state.head, self._clock)
            batch = admitted(entries, StoredLog(self._tables, state), state.head, given.sealed)
            after = state
            if batch.new:
                after = self._tables.add(batch.new, state, given.sealed or {})
                self._session.commit(after)
        return Appended(added=batch.new, known=batch.known, head=after.head)

    @cached_property
    def _signing(self) -> Signing:
        from timeline.stores._signing import Signing

        return Signing(self.path, self.story, self._key)

    def _finish_redactions(self) -> None:
        with self._session.held():
            if self._tables.scrub_is_due():
                from timeline.stores._redact import scrub

                scrub(self._tables.connection, self.path)

    def _pages(
        self, after: int, until: int, claim: str | None = None, source: str | None = None
    ) -> Iterator[tuple[list[Entry], int]]:
        """Yield the entries between two positions that name the claim and the source, and up to where they were looked for."""
        what = ("claim", claim) if claim is not None else ("source", source) if source is not None else None
        while after < until:
            with self._session.reading() as state:
                if what is None:
                    rows = list(self._tables.all_rows(state.number, after, min(until, after + _PAGE)))
                else:
                    rows = self._tables.named(state.number, what, after=after, until=until, limit=_PAGE)
            entries = [self._tables.entry(row, state.number) for row in rows]  # nothing is locked meanwhile
            if claim is not None and source is not None:
                entries = [entry for entry in entries if getattr(entry.event, "source", None) == source]
            after = rows[-1][0] - state.number * SPAN if len(rows) == _PAGE else until
            yield entries, after
