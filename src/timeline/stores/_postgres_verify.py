"""Verification of a story in PostgreSQL: its rows and lookups as `verify` goes over them, one snapshot for each step."""

from collections.abc import Callable
from typing import Any, Final

from timeline.stores._damage import damage
from timeline.stores._effects import Ask, Steps
from timeline.stores._envelope import Tombstone
from timeline.stores._identity import Entered, identity
from timeline.stores._postgres_tables import PostgresTables
from timeline.stores._rows import Row, StoryState, nodes_kept
from timeline.stores._tally import Named, Tally

__all__ = ["PostgresLookups", "PostgresRows"]

_PAGE: Final = 5_000
_WRONG: Final = "its indexes are not those of its entries"
_NAMES: Final = (
    "SELECT kind, name, position FROM timeline.mention WHERE story = %s AND (kind, name, position) > (%s, %s, %s) "
    "ORDER BY kind, name, position LIMIT %s"
)

Do = Callable[[Steps[Any]], Any]


class PostgresRows:
    """The rows of a story, each asked for at once; inside the snapshot of a reading."""

    def __init__(self, tables: PostgresTables, do: Do) -> None:
        self._tables = tables
        self._do = do
        self.path: Final = tables.path
        self.story: Final = tables.story

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a question."""

        def steps() -> Steps[list[tuple[Any, ...]]]:
            (found,) = yield Ask(((sql, values),))
            return list(found)

        return list(self._do(steps()))

    def last(self, number: int) -> int:
        """Return the last position at which there is an entry."""
        return self.ask("SELECT coalesce(max(position), 0) FROM timeline.entry WHERE story = %s", number)[0][0]  # type: ignore[no-any-return]  # a number

    def legible(self, number: int, after: int, until: int) -> list[Row]:
        """Return the rows after a position up to and with another."""
        return list(self._do(self._tables.legible(number, after, until)))

    def position(self, row: Row, number: int) -> int:
        """Return the position of a row."""
        return row[0]

    def hashes(self, number: int, nodes: list[tuple[int, int]]) -> list[bytes | None]:
        """Return the hashes that are kept of nodes, each a level and an index; None where there is none."""
        return list(self._do(self._tables.hashes(number, nodes)))

    def leaf(self, row: Row, position: int) -> bytes:
        """Return the leaf of a row that should stand at a position; raises `DamageError` where it is not what was recorded."""
        return self._tables.rows.leaf(row, position)

    def tombstone(self, row: Row, position: int) -> Tombstone:
        """Return the tombstone of a row that has no payload; raises `DamageError` where it has none either."""
        return self._tables.rows.tombstone(row, position)


class PostgresLookups:
    """The lookups of one story, of as many entries as `see` has seen."""

    def __init__(self, tables: PostgresRows, number: int) -> None:
        self._tables = tables
        self._number = number
        self._size = 0
        self._tally = Tally()
        self._at: Named = ("", "", 0)

    def see(self, entries: list[Entered]) -> None:
        """See that the next entries are found by their ids; `DamageError` with the first position that is not."""
        ids = [ident for _, ident, _ in entries]
        by_id = "SELECT id, position FROM timeline.entry WHERE story = %s AND id = ANY(%s)"
        found = dict(self._tables.ask(by_id, self._number, ids))
        for position, ident, names in entries:
            if found.get(ident) != position:
                raise damage(self._tables.path, position, f"{_WRONG}: the entry is not found by its id")
            self._tally.expect(position, names)
        self._size += len(entries)

    def scan(self, now: StoryState) -> bool:
        """Go through the next names that are there; whether there may be more."""
        rows = self._tables.ask(_NAMES, self._number, *self._at, _PAGE)
        self._tally.find([row for row in rows if self._is_ours(row[2], now)])
        if rows:
            self._at = rows[-1]
        return len(rows) == _PAGE

    def _is_ours(self, position: int, now: StoryState) -> bool:
        """Whether a name should be that of an entry that was seen; what was appended since is not looked at."""
        return not self._size < position <= now.head.position

    def strays(self, now: StoryState) -> None:
        """See that nothing is found beside what was seen; raises `DamageError` with the first position that is."""
        if not self._tally.is_even:
            wrong = "an entry is not found by what it names, or by what it does not name"
            raise damage(self._tables.path, self._first_wrong(now), f"{_WRONG}: {wrong}")
        size = now.head.position
        if self._tables.ask("SELECT count(*) FROM timeline.node WHERE story = %s", self._number) != [(nodes_kept(size),)]:
            raise damage(self._tables.path, 1, f"{_WRONG}: there is a node of the tree that has no entries")

    def _first_wrong(self, now: StoryState) -> int:
        """Return the first position whose names are not those that are found."""
        rows = self._tables.ask("SELECT kind, name, position FROM timeline.mention WHERE story = %s", self._number)
        there = {row for row in rows if self._is_ours(row[2], now)}
        should: set[tuple[Any, ...]] = set()
        for after in range(0, self._size, _PAGE):
            for row in self._tables.legible(self._number, after, min(self._size, after + _PAGE)):
                names = () if row[5] is None else identity(row[5], self._tables.path, row[0])[1]
                should.update((*name, row[0]) for name in names)
        return min((row[2] for row in there ^ should), default=1)
