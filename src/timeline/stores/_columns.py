"""StoreColumns: the columns of a story in a SQLite file, taken from what is saved, grown by what came after, saved again."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from typing import Final

from attrs import evolve, field, frozen

from timeline import Entry
from timeline.bulk._columns import Columns, settled, shelved
from timeline.bulk._growing import grown
from timeline.bulk._growth import Growth
from timeline.bulk._part import Part
from timeline.bulk._shelf import MemoryShelf, Shelf
from timeline.bulk._whole import packed
from timeline.errors import StoreError
from timeline.stores._rows import StoryState
from timeline.stores._saved import Header, Saved
from timeline.stores._session import Session
from timeline.stores._shelf import SavedShelf

__all__ = ["StoreColumns"]

_WORTH: Final = 100
"""From how many entries on that are not in what is saved it is saved again."""
_PARTS: Final = 10
"""What has changed of a shelf is put on a new one when it is more than one claim in so many."""

Pages = Callable[[int, int], Iterable[tuple[list[Entry], int]]]


@frozen(kw_only=True)
class _Kept:
    """Columns up to a position, after so many redactions, and what was saved last on the way."""

    position: int
    redactions: int
    growth: Growth
    base: list[Part] = field(factory=list)
    """What lies on the shelf, once it was read, in parts."""
    columns: Columns
    saved: Header | None = None
    touched: frozenset[str] = frozenset()
    """The claims that have changed since."""


class StoreColumns:
    """The columns of one story, kept from one question to the next.

    An append never pays for them. Whoever asks has them brought up to date from the entries since, and saves them where a
    hundred entries or more are not in what is saved: in one transaction, at once or, while somebody else writes, not at all.
    """

    def __init__(self, session: Session, pages: Pages) -> None:
        self._session = session
        self._pages = pages
        self._saved = Saved(session.tables.connection)
        self._kept: _Kept | None = None

    def now(self) -> Columns:
        """Return the columns of all entries that there are now."""
        while True:
            with self._session.reading() as state:
                header = self._saved.header(state)
            kept = self._start(state, header)
            new = [entry for entries, _ in self._pages(kept.position, state.head.position) for entry in entries]
            if new:
                growth = grown(kept.growth, new)
                touched = kept.touched | growth.differing(kept.growth)
                kept = self._grown(evolve(kept, position=state.head.position, touched=touched), growth)
            nothing_read = header is not None and not new
            if nothing_read or self._stands(state):
                self._kept = self._put_away(state, header, kept)
                return self._kept.columns

    def _stands(self, state: StoryState) -> bool:
        """Whether nothing was redacted since."""
        with self._session.reading() as now:
            return now.redactions == state.redactions

    def _start(self, state: StoryState, header: Header | None) -> _Kept:
        """Return the columns to begin with: those kept, those saved where these are much newer, else those of all entries."""
        kept = self._kept
        if kept is not None and kept.redactions == state.redactions and not _is_outdated(kept, header):
            return kept
        if header is not None:
            return self._read(state, header)
        return self._on(state, state.head.position, shelved(self._entries(state.head.position)))

    def _put_away(self, state: StoryState, header: Header | None, kept: _Kept) -> _Kept:
        """Save columns where that is worth it and can be done now; return them as they are kept from then on."""
        new = kept.position - (0 if header is None else header.position)
        ours = (kept.position, kept.saved) == (state.head.position, header)  # else another thread or process was quicker
        if self._session.readonly or new < _WORTH or not ours:
            return kept
        after = self._save(state, header, kept)
        if after is None:
            return kept
        if header is None or len(kept.growth.changes) * _PARTS > after.claims:
            return self._read(state, after)
        return evolve(kept, saved=after, touched=frozenset())

    def _save(self, state: StoryState, header: Header | None, kept: _Kept) -> Header | None:
        """Save columns; None where that cannot be done now, or others have."""
        growth = kept.growth
        claims: Collection[str] = kept.touched
        items, whole = growth.items, list[bytes]()
        if header is None:
            growth = settled(growth, most=0)
            assert isinstance(growth.shelf, MemoryShelf)
            claims, items = growth.claims(), growth.shelf.items
            whole = [*packed(growth.shelf.whole)]
        made = list(growth.packed(claims))  # nothing is locked while they are made
        with suppress(StoreError), self._session.writing_soon() as now:
            before = self._saved.header(now)
            if (now.redactions, before) == (state.redactions, header):
                after = self._saved.write(state, before, growth.book, made, items)
                return after if not whole or after is None else self._saved.write_whole(state.number, after, whole)
        return None

    def _read(self, state: StoryState, header: Header) -> _Kept:
        """Return columns of what is saved."""
        shelf = SavedShelf(self._session, self._saved, state, header, self._again)
        return evolve(self._on(state, header.position, shelf), saved=header)

    def _on(self, state: StoryState, position: int, shelf: Shelf) -> _Kept:
        growth, base = Growth.on(shelf), list[Part]()
        columns = Columns.of(growth, base)
        return _Kept(position=position, redactions=state.redactions, growth=growth, base=base, columns=columns)

    def _grown(self, kept: _Kept, growth: Growth) -> _Kept:
        """Return columns with what came after them; those in memory are put together again from time to time."""
        eased = settled(growth)
        base = kept.base if eased is growth else []
        return evolve(kept, growth=eased, base=base, columns=Columns.of(eased, base))

    def _again(self, position: int) -> MemoryShelf:
        """Make all again from the first entries, as what is saved is not whole; and see that it is saved anew."""
        shelf = shelved(self._entries(position))
        if not self._session.readonly:
            with suppress(StoreError), self._session.writing_soon() as state:
                self._saved.drop(state.number)
        self._kept = None
        return shelf

    def _entries(self, position: int) -> Iterator[Entry]:
        for entries, _ in self._pages(0, position):
            yield from entries


def _is_outdated(kept: _Kept, header: Header | None) -> bool:
    """Whether something much newer is saved, or what was saved is gone."""
    return kept.saved is not None if header is None else header.position - kept.position >= _WORTH
