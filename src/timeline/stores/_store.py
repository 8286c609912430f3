"""Store: where the timeline of one story lives; the one small interface that every store has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType
    from typing import Self

    from timeline import Entry, Event, Source, Timeline, When
    from timeline.bulk import Columns
    from timeline.stores._note import Checkpoint, SignedNote
    from timeline.stores._proof import ConsistencyProof, InclusionProof
    from timeline.stores._record import Record
    from timeline.stores._verified import Redacted, Verified

__all__ = ["Appended", "Head", "Store", "VerifiableStore"]


@frozen(kw_only=True)
class Head:
    """How far a store has come: the position of its last entry and when that was recorded; 0 and None when it is empty.

    ``recorded`` is the instant to replay at: no later append changes what was known then.
    """

    position: int = 0
    recorded: When | None = None


@frozen(kw_only=True)
class Appended:
    """What an append did: the entries that are new, those that were there already, and the head after it."""

    added: tuple[Entry, ...]
    known: tuple[Entry, ...]
    head: Head


class Store(Protocol):
    """Where the timeline of one story lives; positions count from 1 without a gap."""

    def append(self, *events: Event | Source, expected: int | None = None) -> Appended:
        """Record events, all or none, at a time from the store's own clock that never runs backwards.

        An event that is there already, with the same content, is passed over and named in ``known``. ``expected`` is the
        position that the store must stand at. Raises `ConflictError` where it stands elsewhere, with what came between;
        `RefusedError` with all faults: one id with two contents, a foreign retraction, a misfiled correction.
        """

    def import_history(self, entries: Iterable[Entry], *, expected: int | None = None) -> Appended:
        """Record entries of another log with their own recorded times, all or none.

        Book-keeping without a date, which counts as known from the start, gets the time of what it comes with where there
        are entries before it. Raises as `append` does, and `RefusedError` where recorded time would run backwards.
        """

    def timeline(self) -> Timeline:
        """Return the whole timeline."""

    def read(self, *, after: int = 0, claim: str | None = None, source: str | None = None) -> Iterator[Entry]:
        """Yield the entries after a position, in order; ``claim`` and ``source`` keep those that name it."""

    def follow(self, *, after: int = 0, timeout: float | None = None) -> Iterator[Entry]:
        """Yield the entries after a position and then each new one; ends after ``timeout`` seconds without one (None: never)."""

    @property
    def head(self) -> Head:
        """The position and the recorded time of the last entry."""

    def close(self) -> None:
        """Let go of files and connections; closing twice is fine."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...


class VerifiableStore(Store, Protocol):
    """A store that can tell whether it is what was recorded, and prove it to others; what `timeline.stores.open` gives."""

    def import_history(self, entries: Iterable[Entry | Record], *, expected: int | None = None) -> Appended:
        """Record entries of another log with their own recorded times, as `Store.import_history` says.

        The records of another store keep their bytes, and in an empty story of the same name give the same root.
        """

    def columns(self) -> Columns:
        """Return the columns of the whole story: the status of one claim or of all at any pair of dates, as `timeline` tells it.

        They answer for the entries that there are now, also when more come later, for as long as the store is open; what is
        redacted after that may be gone from them as well. Raises `StoreError` as every reading does.
        """

    def records(self, *, after: int = 0) -> Iterator[Record]:
        """Yield the entries after a position up to where the store stands now as they are kept, for another store."""

    def verify(self, *, against: Checkpoint | None = None) -> Verified:
        """Return what was found whole: every entry, the tree over them, what is kept of them outside the file.

        ``against`` is an older checkpoint, kept elsewhere: without one, somebody who can write all files of the store and
        recomputes everything is not seen. Raises `DamageError` with the first position that was changed, removed, inserted,
        swapped or lost from the tail; nothing is repaired.
        """

    def checkpoint(self) -> SignedNote:
        """Return the signed checkpoint of the story as it is now, C2SP; its origin is the key's name.

        For a story with another name than ``main`` that name follows, after a slash. Raises `StoreError` without a key.
        """

    def prove(self, position: int) -> InclusionProof:
        """Return the proof that the entry at a position is in the log, with the checkpoint that it leads to.

        Its extra data are those of the entry's envelope, which are the leaf. Raises `StoreError` without a key,
        `ProofError` where there is no such position.
        """

    def prove_since(self, old_size: int) -> ConsistencyProof:
        """Return the proof that the log only grew since it had ``old_size`` entries, with the checkpoint that it leads to.

        Raises `StoreError` without a key, `ProofError` where it was never that long.
        """

    def redact(self, position: int, *, by: str, ground: str, forget: bool = False) -> Redacted:
        """Take the payload of an entry out of every file of the store, for good; a tombstone says who, when, on what ground.

        The leaf stays, so every checkpoint and proof given out before still verifies. In a timeline there stands a record
        of the type ``redacted``, which counts nowhere. An event with its id is refused from then on, for which a salted
        digest of the id stays: whoever has the file can test a guess of the id with it. ``forget`` leaves nothing to test;
        then what comes again is taken as new. Copies elsewhere are not touched, and neither are blocks
        of the disk that no longer belong to a file. Raises `StoreError` where there is no such entry, and where another
        process is in the way: then the next one to open the store finishes.
        """
