"""The rows of one story in PostgreSQL, as steps: what reads and writes them, and the SQL that it takes.

An append takes two round trips. The first begins the transaction, locks the one row of the story, which tells how far it
has come and the server's time, and fetches what the batch is held against; the second writes and commits. As the lock is
held until then, positions have no gap and are committed in order: who sees a position sees every one below it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, groupby
from typing import Any, Final

from attrs import frozen

from timeline import Entry
from timeline.stores._damage import damage
from timeline.stores._effects import Ask, Copy, Statement, Steps
from timeline.stores._envelope import REDACTED, Tombstone
from timeline.stores._merkle import CompactRange
from timeline.stores._record import Record
from timeline.stores._rows import Row, Rows, StoryState, Written

__all__ = ["CHANNEL", "PAGE", "Locked", "PostgresTables"]

PAGE: Final = 1_000
_COPIED: Final = 500  # from so many rows on, COPY is quicker than a statement
_STATE: Final = "SELECT number, size, recorded, peaks, redactions FROM timeline.story WHERE name = %s"
_LOCK: Final = (
    "SELECT number, size, recorded, peaks, redactions, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint "
    "FROM timeline.story WHERE name = %s FOR NO KEY UPDATE"
)
_STORY: Final = "(SELECT number FROM timeline.story WHERE name = %s)"
_ROW: Final = "e.position, e.id, e.recorded, e.leaf, e.salt, e.payload, e.tombstone"
_ROWS: Final = f"SELECT {_ROW} FROM timeline.entry AS e WHERE e.story = %s AND e.position > %s AND e.position <= %s ORDER BY 1"
_KNOWN: Final = f"SELECT {_ROW} FROM timeline.entry AS e WHERE e.story = {_STORY} AND e.id = ANY(%s)"
_ASKED: Final = (  # and the names by which a correction can be named, without a position
    f"{_KNOWN} UNION ALL SELECT NULL, m.name, '', '', NULL, NULL, NULL FROM timeline.mention AS m "
    f"WHERE m.story = {_STORY} AND m.kind = 'version' AND m.name = ANY(%s) "
    f"AND EXISTS (SELECT FROM timeline.mention AS n WHERE n.story = {_STORY} AND n.kind = 'version')"
)
_NAMED: Final = (
    f"SELECT {_ROW} FROM timeline.mention AS m JOIN timeline.entry AS e ON e.story = m.story AND e.position = m.position "
    "WHERE m.story = %s AND m.kind = %s AND m.name = %s AND m.position > %s AND m.position <= %s ORDER BY 1 LIMIT %s"
)
_RECALLED: Final = (
    f"SELECT m.name, {_ROW} FROM timeline.mention AS m JOIN timeline.entry AS e ON e.story = m.story AND e.position = m.position "
    "WHERE m.story = %s AND m.kind = %s AND m.name = ANY(%s) ORDER BY m.name, m.position"
)
_STONES: Final = (  # found by how their ids begin
    f"SELECT {_ROW} FROM timeline.entry AS e WHERE e.story = %s AND e.id >= %s AND e.id < %s AND e.tombstone IS NOT NULL"
)
_NODES: Final = (
    "SELECT w.place, n.hash FROM unnest(%s::int[], %s::int[], %s::bigint[]) AS w (place, level, index) "
    "JOIN timeline.node AS n ON n.story = %s AND n.level = w.level AND n.index = w.index"
)
_LEAVES: Final = "SELECT position, leaf FROM timeline.entry WHERE story = %s AND position = ANY(%s)"
_NOTIFY: Final = "SELECT pg_notify(%s, %s)"
CHANNEL: Final = "timeline"
"""What is notified, with the number of a story, when one has grown."""
_COLUMNS: Final = {
    "entry": ("int8", "int8", "text", "text", "bytea", "bytea", "bytea", "text"),
    "mention": ("int8", "text", "text", "int8"),
    "node": ("int8", "int2", "int8", "bytea"),
}


def _insert(table: str) -> str:
    """Return the statement that inserts rows, given as one array a column behind the story."""
    arrays = ", ".join(f"%s::{kind}[]" for kind in _COLUMNS[table][1:])
    return f"INSERT INTO timeline.{table} SELECT %s, * FROM unnest({arrays})"


def _arrays(table: str, number: int, rows: Sequence[Sequence[Any]]) -> list[Any]:
    """Return what stands for the placeholders of `_insert`."""
    return [number, *(map(list, zip(*rows, strict=True)) if rows else [[] for _ in _COLUMNS[table][1:]])]


_UPDATE: Final = "UPDATE timeline.story SET size = %s, recorded = %s, peaks = %s, redactions = %s WHERE number = %s"
_WRITE: Final = f"WITH {', '.join(f'{table} AS ({_insert(table)})' for table in _COLUMNS)} {_UPDATE}"
_BEGIN: Final[Statement] = "BEGIN ISOLATION LEVEL READ COMMITTED", ()
_COMMIT: Final[Statement] = "COMMIT", ()


@frozen(kw_only=True)
class Locked:
    """A story that is locked: its row, the server's time in µs since 1970, and what was asked for of its entries."""

    state: StoryState
    now: int
    known: Mapping[str, Entry]
    brought: Collection[str]


class PostgresTables:
    """The rows of one story; reading needs no transaction, as what is committed of a story does not change but by redaction."""

    def __init__(self, path: str, story: str) -> None:
        self.path: Final = path
        self.story: Final = story
        self.rows: Final = Rows(path, story)
        self._seen: tuple[object, StoryState] | None = None
        self._written: CompactRange | None = None

    def state(self) -> Steps[StoryState]:
        """Return the row of the story, one with the number 0 before its first entry."""
        (found,) = yield Ask(((_STATE, (self.story,)),))
        return self._state(found[0]) if found else StoryState(number=0)

    def _state(self, found: tuple[Any, ...]) -> StoryState:
        if self._seen is None or self._seen[0] != found:
            self._seen = found, self.rows.state(*found)
        return self._seen[1]

    def locked(self, ids: Sequence[str] = ()) -> Steps[Locked]:
        """Begin a transaction and lock the story in it, one that is begun now if need be; fetch the events with some ids."""
        asked = ((_LOCK, (self.story,)), (_ASKED, (self.story, [*ids], self.story, [*ids], self.story)))
        _, found, there = yield Ask((_BEGIN, *asked))
        if not found:
            new = "INSERT INTO timeline.story (name) VALUES (%s) ON CONFLICT DO NOTHING", (self.story,)
            _, found, there = yield Ask((new, *asked))
        *row, now = found[0]
        state = self._state(tuple(row))
        self._see_whole(state)
        known = {one[1]: self.rows.entry(one, 0) for one in there if one[0] is not None}
        return Locked(state=state, now=now, known=known, brought={one[1] for one in there if one[0] is None})

    def _see_whole(self, state: StoryState) -> None:
        """Refuse to write where what this process had acknowledged is gone."""
        mine = self._written
        if mine is not None and (state.tree.size < mine.size or (state.tree.size == mine.size and state.tree != mine)):
            reason = f"it ends at {state.tree.size}, and {mine.size} entries were acknowledged to this process; its tail was lost"
            position = min(state.tree.size + 1, mine.size)
            raise damage(self.path, position, f"{reason}, with a server perhaps whose standby was behind")

    def unlocked(self) -> Steps[None]:
        """End the transaction, in which nothing was written."""
        yield Ask((_COMMIT,))

    def add(self, written: Written, *, notify: bool = False) -> Steps[None]:
        """Write new entries and commit; ``notify`` tells those that listen."""
        state = written.state
        number, named = state.number, [*dict.fromkeys(written.named)]
        rows: dict[str, Sequence[Sequence[Any]]] = {"entry": written.rows, "mention": named, "node": written.nodes}
        recorded = None if state.head.recorded is None else state.head.recorded.text
        told = state.tree.size, recorded, b"".join(state.tree.hashes), state.redactions
        if len(written.rows) >= _COPIED:
            for table, new in rows.items():
                keyed = [(number, *row) for row in new]
                yield Copy(f"COPY timeline.{table} FROM STDIN (FORMAT BINARY)", _COLUMNS[table], keyed)
            last = _UPDATE, (*told, number)
        else:
            arrays = chain.from_iterable(_arrays(table, number, new) for table, new in rows.items())
            last = _WRITE, (*arrays, *told, number)
        told_to = [(_NOTIFY, (CHANNEL, str(number)))] if notify else []
        yield Ask((last, *told_to, _COMMIT))
        self.committed(written)

    def committed(self, written: Written) -> None:
        """Keep in mind how far the story had come."""
        self._written = written.state.tree

    def has(self, written: Written) -> Steps[bool]:
        """Whether what was to be written is there."""
        first = written.rows[0]
        (found,) = yield Ask(((_LEAVES, (written.state.number, [first[0]])),))
        return [row[1] for row in found] == [first[3]]

    def ids(self, number: int, after: int) -> Steps[list[str]]:
        """Return the ids of the entries after a position, in order."""
        sql = "SELECT id FROM timeline.entry WHERE story = %s AND position > %s ORDER BY position"
        (found,) = yield Ask(((sql, (number, after)),))
        return [row[0] for row in found]

    def legible(self, number: int, after: int, until: int) -> Steps[list[Row]]:
        """Return the rows after a position up to and with another."""
        (found,) = yield Ask(((_ROWS, (number, after, until)),))
        return list(found)

    def page(self, number: int, after: int, until: int) -> Steps[list[Row]]:
        """Return the next rows after a position up to and with another; `DamageError` where one is missing."""
        until = min(until, after + PAGE)
        rows = yield from self.legible(number, after, until)
        for position, row in enumerate(rows, after + 1):
            if row[0] != position:
                raise damage(self.path, position, "the entry is missing")
        if after + len(rows) < until:
            raise damage(self.path, after + len(rows) + 1, "the entry is missing")
        return rows

    def named(self, number: int, what: tuple[str, str], after: int, until: int) -> Steps[list[Row]]:
        """Return the next rows of the entries that name something, a kind and a name, in order, as `page` does."""
        (found,) = yield Ask(((_NAMED, (number, *what, after, until, PAGE)),))
        return list(found)

    def recall(
        self, number: int, ids: Collection[str], names: Collection[tuple[str, str]]
    ) -> Steps[tuple[dict[str, Entry], dict[tuple[str, str], list[Entry]]]]:
        """Return the events with some ids, and the entries by some of the names that they have, each a kind and a name."""
        kinds = [(kind, [name for _, name in those]) for kind, those in groupby(sorted(names), lambda one: one[0])]
        asked: list[Statement] = [(_RECALLED, (number, kind, those)) for kind, those in kinds]
        known, *found = yield Ask(((_KNOWN, (self.story, list(ids))), *asked))
        named: dict[tuple[str, str], list[Entry]] = {}
        for (kind, _), rows in zip(kinds, found, strict=True):
            for name, *row in rows:
                named.setdefault((kind, name), []).append(self.rows.entry(tuple(row), 0))
        return {row[1]: self.rows.entry(row, 0) for row in known}, named

    def tombstones(self, state: StoryState) -> Steps[list[tuple[int, Tombstone]]]:
        """Return what stands for redacted entries, with their positions."""
        if not state.redactions:
            return []
        (found,) = yield Ask(((_STONES, (state.number, REDACTED, f"{REDACTED}~")),))
        return [(row[0], self.rows.tombstone(row, row[0])) for row in found]

    def strike(self, number: int, position: int, stone: Tombstone) -> Steps[None]:
        """Overwrite an entry with its tombstone, mark the story, and commit."""
        there = number, position
        gone = "UPDATE timeline.entry SET id = %s, salt = NULL, payload = NULL, tombstone = %s WHERE story = %s AND position = %s"
        forgotten = "DELETE FROM timeline.mention WHERE story = %s AND position = %s"
        marked = "UPDATE timeline.story SET redactions = redactions + 1, scrub = true WHERE number = %s"
        yield Ask(((gone, (stone.id, stone.encode().decode(), *there)), (forgotten, there), (marked, (number,)), _COMMIT))

    def scrub(self) -> Steps[None]:
        """Write the tables anew, so that no row that was struck is left in their files, and take the marks away."""
        (due,) = yield Ask((("SELECT number FROM timeline.story WHERE scrub", ()),))
        if due:
            yield Ask((("VACUUM FULL timeline.entry, timeline.mention", ()),))
            yield Ask((("UPDATE timeline.story SET scrub = false WHERE number = ANY(%s)", ([row[0] for row in due],)),))

    def hashes(self, number: int, nodes: Sequence[tuple[int, int]]) -> Steps[list[bytes | None]]:
        """Return the hashes that are kept of nodes, each a level and an index; None where there is none."""
        found: dict[tuple[int, int], bytes] = {}
        leaves = [index + 1 for level, index in nodes if not level]
        places = range(len(nodes)), [level for level, _ in nodes], [index for _, index in nodes]
        inner, outer = yield Ask(((_NODES, (*map(list, places), number)), (_LEAVES, (number, leaves))))
        found.update((nodes[place], hash_) for place, hash_ in inner)
        found.update(((0, position - 1), leaf) for position, leaf in outer)
        return [found.get(node) for node in nodes]

    def record(self, row: Row) -> Record:
        """Return the record of a row; raises `DamageError` for one that its leaf does not vouch for."""
        return self.rows.record(row, 0)

    def entries(self, rows: Iterable[Row]) -> list[Entry]:
        """Return the entries of rows; raises `DamageError` for one that its leaf does not vouch for."""
        return [self.rows.entry(row, 0) for row in rows]


