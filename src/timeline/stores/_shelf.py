"""SavedShelf: the saved sheets of a story, with the entries that they were made from, up to the entry that they stand at."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from timeline import ClaimAdded, ClaimsRelated, Entry, Report, fold
from timeline._events import claims_of
from timeline.bulk._book import Book
from timeline.bulk._sheet import Sheet
from timeline.bulk._shelf import MemoryShelf
from timeline.bulk._table import Table
from timeline.bulk._whole import packed, unpacked
from timeline.errors import StoreError
from timeline.stores._rows import StoryState
from timeline.stores._saved import Header, Saved
from timeline.stores._session import Session
from timeline.stores._tables import StoredLog

__all__ = ["SavedShelf"]


class SavedShelf:
    """What a header speaks of; read as it is asked for, and as it stood at the header's position.

    What somebody else has saved meanwhile, of later entries, is told again from the entries up to that position. Where
    something is not whole, or was redacted meanwhile, all is made again from the log: ``remake`` gives that.
    """

    def __init__(
        self, session: Session, saved: Saved, state: StoryState, header: Header, remake: Callable[[int], MemoryShelf]
    ) -> None:
        self._session = session
        self._saved = saved
        self._state = state
        self.header = header
        self.book = Book.unpack(header.book)
        self._remake = remake
        self._made: MemoryShelf | None = None
        self._last: tuple[str | None, Sheet | None] = None, None

    def sheet(self, claim: str) -> Sheet | None:
        """Return the sheet of a claim; None for one that nobody named. The last one is kept: who asks for it often asks again."""
        last, sheet = self._last
        if last != claim:
            sheet = self._sheet(claim)
            self._last = claim, sheet
        return sheet

    def _sheet(self, claim: str) -> Sheet | None:
        if self._made is None:
            with self._session.reading() as state:
                found = self._saved.sheet(self._state.number, claim) if self._fits(state) else None
                named = found is not None or self._is_named(claim)
            if found is not None:
                position, data = found
                return Sheet.unpack(data) if position <= self.header.position else self._at(claim, Sheet.unpack(data))
            if not named:
                return None
        return self._again().sheet(claim)

    def tables(self) -> Sequence[Table]:
        """Return all sheets in tables: all as they were saved in one, and those that were saved since; or all in one."""
        if self._made is None:
            with self._session.reading() as state:
                now = self._saved.header(state) if self._fits(state) else None
                whole, late = self._whole(state.number, now)
                found = self._saved.sheets(state.number) if whole is None else None
            if whole is not None:
                return (whole, Table.of(self._packed(late), self.book.names)) if late else (whole,)
            if found is not None and now is not None and (len(found[0]), found[1]) == (now.claims, now.sum):
                table = Table.of(self._packed(found[0]), self.book.names)
                if now == self.header:
                    self._keep(table)
                return (table,)
        return self._again().tables()

    def claims(self) -> Collection[str]:
        """Return the claims, in some order."""
        if self._made is None:
            with self._session.reading():
                return self._saved.names(self._state.number)
        return self._made.claims()

    def reports(self, claim: str) -> Iterable[Entry]:
        """Return the reports on a claim."""
        return [entry for entry in self._naming(claim) if isinstance(entry.event, Report)]

    def entries(self, ids: Collection[str]) -> Mapping[str, Entry]:
        """Return those of the events that are there, by id."""
        with self._session.reading() as state:
            found = self._log(state).known(ids) if ids else {}
        return {ident: entry for ident, entry in found.items() if entry.position <= self.header.position}

    def correcting(self, versions: Collection[str]) -> Iterable[Entry]:
        """Return the corrections that can be named by one of some ids."""
        with self._session.reading() as state:
            log = self._log(state)
            found = [entry for version in log.brought(versions) for entry in log.corrections(version)] if versions else []
        return [entry for entry in found if entry.position <= self.header.position]

    def listing(self, items: Collection[str]) -> Iterable[str]:
        """Return the claims of which a report lists one of some evidence items; perhaps some more."""
        if self._made is None:
            with self._session.reading() as state:
                found = self._saved.items(self._state.number, self.header, items) if self._fits(state) else None
            if found is not None:
                return {claim for claims in found.values() for claim in claims}
        return self._again().listing(items)

    def _whole(self, number: int, now: Header | None) -> tuple[Table | None, list[tuple[str, int, bytes]]]:
        """Return all claims in one, None where that cannot be had, and the sheets that were saved since."""
        late = None if now is None or now.whole.position > self.header.position else self._saved.late(number, now)
        if now is None or late is None:
            return None, []
        return unpacked(self._saved.pieces(number, now), self.book.names), late

    def _keep(self, table: Table) -> None:
        """Save all claims in one where that can be done now: the next to ask for them all need not put them together."""
        if self._session.readonly:
            return
        pieces = [*packed(table)]  # nothing is locked while they are made
        with suppress(StoreError), self._session.writing_soon() as state:
            if self._fits(state) and self._saved.header(state) == self.header:
                self._saved.write_whole(state.number, self.header, pieces)

    def _packed(self, sheets: Iterable[tuple[str, int, bytes]]) -> Iterator[tuple[str, bytes]]:
        for claim, position, data in sheets:
            if position <= self.header.position:
                yield claim, data
            elif (sheet := self._at(claim, Sheet.unpack(data))) is not None:
                yield claim, sheet.pack()

    def _at(self, claim: str, later: Sheet) -> Sheet | None:
        """Return the sheet of a claim as it was before entries that were saved later; None where nobody had named it."""
        naming = self._naming(claim)
        if not naming:
            return None
        reports = [entry for entry in naming if isinstance(entry.event, Report)]
        amending = self.entries(later.amending)
        rank = min(_rank(entry, claim) for entry in naming)
        sheet = Sheet(known=naming[0].recorded_us, rank=rank, amending=tuple(sorted(amending)))
        return sheet.told(fold([*reports, *amending.values()]).by_claim.get(claim, ()), self.book)

    def _naming(self, claim: str) -> list[Entry]:
        """Return the entries that name a claim, in order."""
        with self._session.reading() as state:
            tables, number = self._session.tables, state.number
            rows = tables.named(number, ("claim", claim), until=self.header.position)
        return [tables.entry(row, number) for row in rows]

    def _is_named(self, claim: str) -> bool:
        number, until = self._state.number, self.header.position
        return bool(self._session.tables.named(number, ("claim", claim), until=until, limit=1))

    def _fits(self, state: StoryState) -> bool:
        return state.redactions == self._state.redactions

    def _log(self, state: StoryState) -> StoredLog:
        return StoredLog(self._session.tables, state)

    def _again(self) -> MemoryShelf:
        if self._made is None:
            self._made = self._remake(self.header.position)
        return self._made


def _rank(entry: Entry, claim: str) -> tuple[int, int, int]:
    """Return what an entry gives a claim to be listed by; as it is counted when sheets are made from entries."""
    place = [*claims_of((entry.event,))].index(claim)
    kind = 0 if isinstance(entry.event, ClaimAdded) else 1 if isinstance(entry.event, ClaimsRelated) else 2
    return kind, entry.recorded_us, 2 * entry.position + place
