"""SqliteStore: the timeline of one story in a SQLite file, by default the one file that is there at rest."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from time import monotonic, sleep
from types import MappingProxyType, TracebackType
from typing import Final, Self

from timeline import Entry, Event, Source, Timeline, When
from timeline._entry import as_event
from timeline.errors import ConflictError, StoreError
from timeline.stores._batch import Clock, admitted, next_instant, now
from timeline.stores._connection import SPAN
from timeline.stores._keys import SigningKey
from timeline.stores._merkle import consistency_proof, inclusion_proof
from timeline.stores._note import Checkpoint, SignedNote, sign
from timeline.stores._proof import ConsistencyProof, InclusionProof
from timeline.stores._record import Record
from timeline.stores._redact import Redacted, scrub, scrub_is_due, strike
from timeline.stores._session import Session
from timeline.stores._store import Appended, Head
from timeline.stores._tables import StoredLog, StoryState, nodes_of
from timeline.stores._verify import Verified, verify

__all__ = ["SqliteStore"]

_NONE: Final[Mapping[str, Record]] = MappingProxyType({})
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
        self._session = Session(path, story, wal=wal, readonly=readonly, timeout=timeout)
        self._tables = self._session.tables
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
            return [Entry(event=event, recorded=recorded, position=at) for at, event in enumerate(batch, head.position + 1)]

        return self._record(entries, expected)

    def import_history(self, entries: Iterable[Entry | Record], *, expected: int | None = None) -> Appended:
        """Record entries with their own recorded times, all or none, as `Store.import_history` says.

        The records of another store keep their bytes, and in an empty story of the same name give the same root.
        """
        given = list(entries)
        sealed = {one.id: one for one in given if isinstance(one, Record)}
        batch = [one.entry() if isinstance(one, Record) else one for one in given]
        return self._record(lambda head: batch, expected, sealed)

    def timeline(self) -> Timeline:
        """Return the whole timeline; what was read before is not read again."""
        with self._session.reading() as state:
            position, redactions, timeline = self._cached
            if state.redactions != redactions:
                position, timeline = 0, Timeline()
            rows = self._tables.all_rows(state.number, position, state.head.position)
            tail = [self._tables.entry(row, state.number) for row in rows]
            timeline = timeline.append(*tail)
            self._cached = (state.head.position, state.redactions, timeline)
            return timeline

    def read(self, *, after: int = 0, claim: str | None = None, source: str | None = None) -> Iterator[Entry]:
        """Yield the entries after a position up to where the store stands now, in order, as `Store.read` says.

        They are fetched a thousand at a time, and nothing is locked while the caller works on them.
        """
        until = self.head.position
        while after < until:
            with self._session.reading() as state:
                found, after = self._page(state, after, until, claim, source)
            yield from found

    def records(self, *, after: int = 0) -> Iterator[Record]:
        """Yield the entries after a position up to where the store stands now as they are kept, for another store."""
        until = self.head.position
        while after < until:
            with self._session.reading() as state:
                rows = self._tables.all_rows(state.number, after, min(until, after + _PAGE))
                found = [self._tables.record(row, state.number) for row in rows]
            yield from found
            after += len(found)

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
        with self._session.reading() as state:
            return state.head

    def verify(self, *, against: Checkpoint | None = None) -> Verified:
        """Return what was found whole: every entry, the tree over them, the indexes, the head that is kept outside.

        ``against`` is an older checkpoint, kept elsewhere: without one, somebody who can write both files and recomputes
        everything is not seen. Raises `DamageError` with the first position that was changed, removed, inserted, swapped
        or lost from the tail; nothing is repaired.
        """
        with self._session.reading() as state:
            kept = self._session.outside(state)
        with self._session.held():
            return verify(self._tables, self._session.reading, kept, against)

    def checkpoint(self) -> SignedNote:
        """Return the signed checkpoint of the story as it is now, C2SP; its origin is the key's name.

        For a story with another name than ``main`` that name follows, after a slash. Raises `StoreError` without a key.
        """
        with self._session.reading() as state:
            return self._signed(state)

    def prove(self, position: int) -> InclusionProof:
        """Return the proof that the entry at a position is in the log, with the checkpoint that it leads to.

        Its extra data are those of the entry's envelope, which are the leaf. Raises `StoreError` without a key,
        `ProofError` where there is no such position.
        """
        with self._session.reading() as state:
            hashes = inclusion_proof(nodes_of(self._tables, state.number), position - 1, state.head.position)
            (row,) = self._tables.rows(state.number, position - 1, position, 1)
            leaf_data = self._tables.record(row, state.number).envelope(self.story).leaf_data()
            return InclusionProof(index=position - 1, hashes=hashes, note=self._signed(state), extra=leaf_data)

    def prove_since(self, old_size: int) -> ConsistencyProof:
        """Return the proof that the log only grew since it had ``old_size`` entries, with the checkpoint that it leads to.

        Raises `StoreError` without a key, `ProofError` where it was never that long.
        """
        with self._session.reading() as state:
            hashes = consistency_proof(nodes_of(self._tables, state.number), old_size, state.head.position)
            return ConsistencyProof(old=old_size, hashes=hashes, note=self._signed(state))

    def redact(self, position: int, *, by: str, ground: str) -> Redacted:
        """Take the payload of an entry out of every file of the store, for good; a tombstone says who, when, on what ground.

        The leaf stays, so every checkpoint and proof given out before still verifies. In a timeline there stands a record
        of the unknown type ``redacted``, which counts nowhere. Copies elsewhere are not touched, and neither are blocks
        of the disk that no longer belong to a file. Raises `StoreError` where there is no such entry, and where another
        process is in the way: then the next one to open the store finishes.
        """
        with self._session.writing() as state:
            said = When(self._clock())
            found = strike(self._tables, state, position, by=by, said=said.text, ground=ground)
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

    def _record(
        self, entries: Callable[[Head], list[Entry]], expected: int | None, sealed: Mapping[str, Record] = _NONE
    ) -> Appended:
        """Write what is new of the entries that a head gives, in one transaction, then keep the new head outside the file."""
        with self._session.writing() as state:
            if expected is not None and expected != state.head.position:
                between = [row[1] for row in self._tables.rows(state.number, expected, SPAN - 1, -1)]
                raise ConflictError(expected, state.head.position, between)
            batch = admitted(entries(state.head), StoredLog(self._tables, state), state.head)
            after = self._tables.add(batch.new, state, sealed) if batch.new else state
        if batch.new:
            self._session.keep(after)
        return Appended(added=batch.new, known=batch.known, head=after.head)

    def _finish_redactions(self) -> None:
        with self._session.held():
            if scrub_is_due(self._tables.connection):
                scrub(self._tables.connection, self.path)

    def _signed(self, state: StoryState) -> SignedNote:
        if self._key is None:
            raise StoreError(f"{self.path} was opened without a key, so nothing can be signed: open it with key=")
        origin = self._key.name if self.story == "main" else f"{self._key.name}/{self.story}"
        return sign(Checkpoint(origin=origin, size=state.tree.size, root=state.tree.root).text(), self._key)

    def _page(
        self, state: StoryState, after: int, until: int, claim: str | None, source: str | None
    ) -> tuple[list[Entry], int]:
        """Return the next entries that name the claim and the source, and the position up to which they were looked for."""
        what = ("claim", claim) if claim is not None else ("source", source) if source is not None else None
        if what is None:
            rows = list(self._tables.all_rows(state.number, after, min(until, after + _PAGE)))
        else:
            rows = self._tables.named(state.number, what, after=after, until=until, limit=_PAGE)
        entries = [self._tables.entry(row, state.number) for row in rows]
        if claim is not None and source is not None:
            entries = [entry for entry in entries if getattr(entry.event, "source", None) == source]
        return entries, rows[-1][0] - state.number * SPAN if len(rows) == _PAGE else until
