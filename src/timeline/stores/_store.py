"""Store: where the timeline of one story lives; the one small interface that every store has."""

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Protocol, Self

from attrs import frozen

from timeline import Entry, Event, Source, Timeline, When

__all__ = ["Appended", "Head", "Store"]


@frozen(kw_only=True)
class Head:
    """How far a store has come: the position of its last entry and when that was recorded; 0 and None when it is empty.

    ``recorded`` is the instant to replay at: what was known then never changes.
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

        Raises as `append` does, and `RefusedError` where recorded time would run backwards.
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
