"""JsonLinesStore: the timeline of one story in a file of JSON Lines, for exchange; beside it the seals of its lines."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from attrs import evolve, frozen

from timeline import Entry, Event, Source, Timeline
from timeline.errors import ConflictError, ProofError, StoreError
from timeline.stores._batch import admitted, mentions
from timeline.stores._clock import Clock, now
from timeline.stores._damage import damage
from timeline.stores._envelope import Tombstone
from timeline.stores._following import follow
from timeline.stores._given import Given
from timeline.stores._keys import SigningKey
from timeline.stores._last_columns import LastColumns
from timeline.stores._lines_file import Content, LinesFile
from timeline.stores._merkle import CompactRange, Nodes
from timeline.stores._note import Checkpoint, SignedNote
from timeline.stores._proof import ConsistencyProof, InclusionProof
from timeline.stores._record import Record, payload_of, salts
from timeline.stores._signing import Signing
from timeline.stores._store import Appended, Head
from timeline.stores._verified import Redacted, Verified

if TYPE_CHECKING:
    from timeline.bulk import Columns

__all__ = ["JsonLinesStore"]


class JsonLinesStore:
    """The timeline of one story in a file of JSON Lines, which `load` and other programs read as it is.

    `Store` says what it does; it holds the whole story in memory. A file that no store has made is taken as it is, and its
    lines are sealed at the first append. The tail of a line that a process did not finish is left out, with a warning,
    and written over by the next append.
    """

    def __init__(
        self, path: str, story: str, *, key: SigningKey | None = None, clock: Clock = now, readonly: bool = False
    ) -> None:
        self.path: Final = path
        self.story: Final = story
        self._clock = clock
        self._signing = Signing(path, story, key)
        self._lock = RLock()
        self._file = LinesFile(path, story, readonly=readonly)
        self._columns = LastColumns()

    def append(self, *events: Event | Source, expected: int | None = None) -> Appended:
        """Record events, all or none, as `Store.append` says; durable when it returns."""
        return self._record(Given.events(events), expected)

    def import_history(self, entries: Iterable[Entry | Record], *, expected: int | None = None) -> Appended:
        """Record entries with their own recorded times, all or none, as `Store.import_history` says.

        The records of another store keep their bytes, and in an empty story of the same name give the same root.
        """
        return self._record(Given.history(entries), expected)

    def timeline(self) -> Timeline:
        """Return the whole timeline."""
        with self._lock:
            return self._file.content().timeline

    def columns(self) -> "Columns":
        """Return the columns of the whole story, as `VerifiableStore.columns` says; kept from one question to the next."""
        return self._columns.of(self.timeline())

    def read(self, *, after: int = 0, claim: str | None = None, source: str | None = None) -> Iterator[Entry]:
        """Yield the entries after a position, in order, as `Store.read` says."""
        wanted = {(kind, name) for kind, name in (("claim", claim), ("source", source)) if name is not None}
        for entry in self.timeline().entries[max(0, after) :]:
            if wanted <= set(mentions(entry.event)):
                yield entry

    def records(self, *, after: int = 0) -> Iterator[Record]:
        """Yield the entries after a position as they are kept, for another store."""
        with self._lock:
            records = self._file.content().records
        yield from records[max(0, after) :]

    def follow(self, *, after: int = 0, timeout: float | None = None) -> Iterator[Entry]:
        """Yield the entries after a position and then each new one, as `Store.follow` says; looks 20 times a second."""
        return follow(self, after, timeout)

    @property
    def head(self) -> Head:
        """The position and the recorded time of the last entry."""
        with self._lock:
            return _head(self._file.content())

    def verify(self, *, against: Checkpoint | None = None) -> Verified:
        """Return what was found whole: every line, its seal, and the tree over them; nothing is repaired.

        ``against`` is an older checkpoint, kept elsewhere. Raises `DamageError` with the first position that was changed,
        removed, inserted, swapped or lost from the tail.
        """
        with self._lock:
            content = self._file.read()
        size = len(content.records)
        if content.lost:
            raise damage(self.path, size + 1, f"{content.torn}")
        if against is not None:
            if against.size > size:
                raise damage(self.path, size + 1, f"it ends at {size}, and the checkpoint says {against.size}; the tail was lost")
            leaves = [record.envelope(self.story).leaf() for record in content.records[: against.size]]
            if CompactRange().append(*leaves)[0].root != against.root:
                raise damage(self.path, 1, f"its first {against.size} entries are not those of the checkpoint")
        redacted = tuple(record.position for record in content.records if record.payload is None)
        kept = None if content.unsealed else size
        found = Verified(size=size, root=content.tree.root, redacted=redacted, kept=kept, torn=content.torn)
        return evolve(found, unsealed=content.unsealed)

    def checkpoint(self) -> SignedNote:
        """Return the signed checkpoint of the story as it is now, as `VerifiableStore.checkpoint` says."""
        with self._lock:
            return self._signing.checkpoint(self._sealed().tree)

    def prove(self, position: int) -> InclusionProof:
        """Return the proof that an entry is in the log, as `VerifiableStore.prove` says."""
        with self._lock:
            content = self._sealed()
        if not 0 < position <= len(content.records):
            raise ProofError(f"{self.path} has no entry {position}: positions go from 1 to {len(content.records)}")
        envelope = content.records[position - 1].envelope(self.story)
        return self._signing.inclusion(content.tree, self._nodes(content), envelope)

    def prove_since(self, old_size: int) -> ConsistencyProof:
        """Return the proof that the log only grew, as `VerifiableStore.prove_since` says."""
        with self._lock:
            content = self._sealed()
        return self._signing.consistency(content.tree, self._nodes(content), old_size)

    def redact(self, position: int, *, by: str, ground: str, forget: bool = False) -> Redacted:
        """Refuse: a file of JSON Lines is never written anew. Raises `StoreError`."""
        raise StoreError(f"{self.path} is a file of JSON Lines, which cannot redact: import its records into a SQLite store")

    def close(self) -> None:
        """Let go of the files; closing twice is fine."""
        with self._lock:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.close()

    def _sealed(self) -> Content:
        content = self._file.content()
        if content.unsealed:
            raise StoreError(f"{self.path} was made by no store, and its lines are not sealed yet: append to it first")
        return content

    def _nodes(self, content: Content) -> Nodes:
        leaves = [record.envelope(self.story).leaf() for record in content.records]
        return _Nodes({(level, index): node for level, index, node in CompactRange().append(*leaves)[1]})

    def _record(self, given: Given, expected: int | None) -> Appended:
        with self._lock, self._file.locked():
            content = self._file.content()
            head = _head(content)
            if content.lost:
                raise damage(self.path, head.position + 1, f"{content.torn}")
            if expected is not None and expected != head.position:
                raise ConflictError(expected, head.position, [record.id for record in content.records[max(0, expected) :]])
            batch = admitted(given.entries(head, self._clock), _LinesLog(content), head, given.sealed)
            if batch.new:
                fresh = zip(batch.new, salts(len(batch.new)), strict=True)
                records = [_record_of(entry, salt, (given.sealed or {}).get(entry.id)) for entry, salt in fresh]
                self._file.write(records, content, content.timeline.append(*batch.new))
            return Appended(added=batch.new, known=batch.known, head=_head(self._file.content()))


def _head(content: Content) -> Head:
    entries = content.timeline.entries
    return Head(position=len(entries), recorded=entries[-1].recorded if entries else None)


def _record_of(entry: Entry, salt: bytes, record: Record | None) -> Record:
    """Return the record of a new entry; that of another store keeps its bytes."""
    if record is not None:
        return evolve(record, position=entry.position)
    return Record(id=entry.id, position=entry.position, recorded=entry.recorded.text, payload=payload_of(entry), salt=salt)


@frozen
class _Nodes:
    """The nodes of a tree, in memory."""

    kept: Mapping[tuple[int, int], bytes]

    def get(self, level: int, index: int) -> bytes:
        return self.kept[level, index]


@frozen
class _LinesLog:
    """What the files hold as the log that a batch is held against."""

    content: Content

    @property
    def timeline(self) -> Timeline:
        return self.content.timeline

    def known(self, ids: Collection[str]) -> Mapping[str, Entry]:
        return {one: self.timeline[one] for one in ids if one in self.timeline}

    def brought(self, ids: Collection[str]) -> Collection[str]:
        return {one for one in ids if ("version", one) in self._named}

    def corrections(self, version: str) -> Iterable[Entry]:
        return self._named.get(("version", version), ())

    def notes(self, source: str) -> Iterable[Entry]:
        return self._named.get(("note", source), ())

    def tombstones(self) -> Collection[tuple[int, Tombstone]]:
        return [(record.position, record.tombstone) for record in self.content.records if record.tombstone is not None]

    @cached_property
    def _named(self) -> dict[tuple[str, str], list[Entry]]:
        found: dict[tuple[str, str], list[Entry]] = {}
        for entry in self.timeline:
            for kind, name in mentions(entry.event):
                if kind in {"version", "note"}:
                    found.setdefault((kind, name), []).append(entry)
        return found
