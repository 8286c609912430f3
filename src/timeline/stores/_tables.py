"""Tables: the entries of one story in a SQLite file, as rows; what reads and writes them, inside a transaction of others."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from itertools import chain
from typing import Final

from attrs import frozen

from timeline import Entry
from timeline.stores._connection import SPAN, UNREADABLE, is_damage
from timeline.stores._damage import damage
from timeline.stores._envelope import REDACTED, Tombstone
from timeline.stores._merkle import HASH_BYTES, Tiled
from timeline.stores._record import Record
from timeline.stores._rows import HEIGHT, Row, Rows, StoryState

__all__ = ["StoredLog", "Tables", "nodes_of"]

_COLUMNS: Final = "e.key, e.id, e.recorded, e.leaf, e.salt, e.payload, e.tombstone"
_PAGE: Final = 1_000
_AT_ONCE: Final = 100


@cache
def _places(columns: int, rows: int) -> str:
    return ", ".join([f"({', '.join('?' * columns)})"] * rows)


class Tables:
    """The rows of one story; every method expects to run inside a transaction, or alone."""

    def __init__(self, connection: sqlite3.Connection, path: str, story: str) -> None:
        self.connection: Final = connection
        self.path: Final = path
        self.story: Final = story
        self._rows: Final = Rows(path, story)
        self._seen: tuple[object, StoryState] | None = None

    def state(self) -> StoryState | None:
        """Return the row of the story; None before its first entry. Raises `DamageError` for one that makes no sense."""
        found = self.connection.execute(
            "SELECT number, size, recorded, peaks, redactions FROM story WHERE name = ?", (self.story,)
        ).fetchone()
        if found is None:
            return None
        if self._seen is None or self._seen[0] != found:
            self._seen = found, self._rows.state(*found)
        return self._seen[1]

    def scrub_is_due(self) -> bool:
        """Whether a redaction was begun, of whatever story, whose second step is not done."""
        return bool(self.connection.execute("SELECT max(scrub) FROM story").fetchone()[0])

    def begin(self) -> StoryState:
        """Return the row of a new story."""
        self.connection.execute("INSERT INTO story (name) VALUES (?)", (self.story,))
        number = self.connection.execute("SELECT number FROM story WHERE name = ?", (self.story,)).fetchone()[0]
        return StoryState(number=number)

    def add(self, entries: Sequence[Entry], state: StoryState, sealed: Mapping[str, Record]) -> StoryState:
        """Write new entries after the last one, with their leaves and nodes, and return the row as it is then.

        ``sealed`` has the records of those that come from another store, by id; the others are sealed here.
        """
        start = state.number * SPAN
        new = self._rows.written(entries, state, sealed, start)
        self._write("INSERT INTO entry VALUES", 7, new.rows)
        self._write("INSERT OR IGNORE INTO mention VALUES", 3, new.named)
        self._write("INSERT INTO node VALUES", 3, [(level, start + index, node) for level, index, node in new.nodes])
        tree, recorded, redactions = new.state.tree, entries[-1].recorded.text, new.state.redactions
        told = tree.size, recorded, b"".join(tree.hashes), redactions
        self.connection.execute(
            "UPDATE story SET size = ?, recorded = ?, peaks = ?, redactions = ? WHERE number = ?", (*told, state.number)
        )
        self._seen = (state.number, *told), new.state  # so that the next to ask need not read it again
        return new.state

    def _write(self, statement: str, columns: int, rows: Sequence[tuple[object, ...]]) -> None:
        """Write rows, a hundred in one statement: a third less work for SQLite than one by one."""
        whole = len(rows) - len(rows) % _AT_ONCE
        for begin in range(0, whole, _AT_ONCE):
            values = [*chain.from_iterable(rows[begin : begin + _AT_ONCE])]
            self.connection.execute(f"{statement} {_places(columns, _AT_ONCE)}", values)
        if whole < len(rows):
            self.connection.executemany(f"{statement} {_places(columns, 1)}", rows[whole:])

    def rows(self, number: int, after: int, until: int, limit: int) -> list[Row]:
        """Return the rows after a position up to and with another, at most so many."""
        start = number * SPAN
        return self.connection.execute(
            f"SELECT {_COLUMNS} FROM entry AS e WHERE key > ? AND key <= ? ORDER BY key LIMIT ?",
            (start + after, start + until, limit),
        ).fetchall()

    def ids(self, number: int, after: int) -> list[str]:
        """Return the ids of the entries after a position, in order."""
        start = number * SPAN
        ends = start + after, start + SPAN
        return [row[0] for row in self.connection.execute("SELECT id FROM entry WHERE key > ? AND key < ? ORDER BY key", ends)]

    def all_rows(self, number: int, after: int, until: int) -> Iterator[Row]:
        """Yield the rows after a position up to and with another, a thousand at a time; `DamageError` where one is missing."""
        while after < until:
            rows = self.rows(number, after, until, _PAGE)
            for row in rows:
                after += 1
                if row[0] != number * SPAN + after:
                    raise damage(self.path, after, "the entry is missing")
                yield row
            if not rows:
                raise damage(self.path, after + 1, "the entry is missing")

    def legible(self, number: int, after: int, until: int) -> list[Row]:
        """Return the rows after a position up to and with another; before one that SQLite cannot read, those that it can."""
        try:
            return self.rows(number, after, until, until - after)
        except UNREADABLE as error:
            if not is_damage(error):
                raise
            rows: list[Row] = []
            with suppress(*UNREADABLE):
                for position in range(after + 1, until + 1):
                    rows += self.rows(number, position - 1, position, 1)
            return rows

    def last(self, number: int) -> int:
        """Return the last position at which there is an entry."""
        start = number * SPAN
        last = self.connection.execute("SELECT max(key) FROM entry WHERE key > ? AND key < ?", (start, start + SPAN)).fetchone()
        return 0 if last[0] is None else int(last[0]) - start

    def position(self, row: Row, number: int) -> int:
        """Return the position of a row."""
        return row[0] - number * SPAN

    def hashes(self, number: int, nodes: list[tuple[int, int]]) -> list[bytes | None]:
        """Return the hashes that are kept of nodes, each a level and an index; None where there is none."""
        found, start = list[bytes | None](), number * SPAN
        for level, index in nodes:
            row = self.connection.execute("SELECT hash FROM node WHERE level = ? AND key = ?", (level, start + index)).fetchone()
            found.append(None if row is None else row[0])
        return found

    def named(self, number: int, what: tuple[str, str], *, after: int = 0, until: int = SPAN - 1, limit: int = -1) -> list[Row]:
        """Return the rows of the entries that name something, a kind and a name, in order, as `rows` does."""
        start = number * SPAN
        return self.connection.execute(
            f"SELECT {_COLUMNS} FROM mention AS m JOIN entry AS e ON e.key = m.key "
            "WHERE m.kind = ? AND m.name = ? AND m.key > ? AND m.key <= ? ORDER BY m.key LIMIT ?",
            (*what, start + after, start + until, limit),
        ).fetchall()

    def tombstones(self, number: int) -> list[tuple[int, Tombstone]]:
        """Return what stands for redacted entries, which are found by how their ids begin, with their positions."""
        rows = self.connection.execute(
            f"SELECT {_COLUMNS} FROM entry AS e WHERE e.id >= ? AND e.id < ? AND e.key / {SPAN} = ? AND e.tombstone IS NOT NULL",
            (REDACTED, f"{REDACTED}~", number),
        )
        return [(row[0] - number * SPAN, self.tombstone(row, row[0] - number * SPAN)) for row in rows.fetchall()]

    def entry(self, row: Row, number: int) -> Entry:
        """Return the entry of a row; raises `DamageError` for one that its leaf does not vouch for."""
        return self._rows.entry(row, number * SPAN)

    def record(self, row: Row, number: int) -> Record:
        """Return the record of a row; raises `DamageError` for one that its leaf does not vouch for."""
        return self._rows.record(row, number * SPAN)

    def leaf(self, row: Row, position: int) -> bytes:
        """Return the leaf of a row that should stand at a position; raises `DamageError` where it is not what was recorded."""
        return self._rows.leaf(row, position)

    def tombstone(self, row: Row, position: int) -> Tombstone:
        """Return the tombstone of a row that has no payload; raises `DamageError` where it has none either."""
        return self._rows.tombstone(row, position)


@frozen
class StoredLog:
    """A story as the log that a batch is held against."""

    tables: Tables
    state: StoryState

    def known(self, ids: Collection[str]) -> Mapping[str, Entry]:
        """Return those of the events that are there, by id."""
        number, execute = self.state.number, self.tables.connection.execute
        if len(ids) == 1:
            rows = execute(f"SELECT {_COLUMNS} FROM entry AS e WHERE e.id = ? AND e.key / {SPAN} = ?", (*ids, number)).fetchall()
        else:
            rows = execute(
                f"SELECT {_COLUMNS} FROM json_each(?) AS j CROSS JOIN entry AS e ON e.id = j.value AND e.key / {SPAN} = ?",
                (json.dumps(list(ids)), number),
            ).fetchall()
        return {row[1]: self.tables.entry(row, number) for row in rows}

    def brought(self, ids: Collection[str]) -> Collection[str]:
        """Return those of the ids by which a correction can be named."""
        execute, start = self.tables.connection.execute, self.state.number * SPAN
        if execute("SELECT 1 FROM mention WHERE kind = 'version' LIMIT 1").fetchone() is None:
            return ()
        found = execute(
            "SELECT DISTINCT m.name FROM json_each(?) AS j CROSS JOIN mention AS m ON m.kind = 'version' AND m.name = j.value "
            "WHERE m.key > ? AND m.key < ?",
            (json.dumps(list(ids)), start, start + SPAN),
        )
        return {row[0] for row in found}

    def corrections(self, version: str) -> Iterable[Entry]:
        """Return the corrections that are a version, or bring it."""
        return self._named("version", version)

    def notes(self, source: str) -> Iterable[Entry]:
        """Return the entries that introduce a source."""
        return self._named("note", source)

    def tombstones(self) -> Collection[tuple[int, Tombstone]]:
        """Return what stands for redacted entries, with their positions."""
        return self.tables.tombstones(self.state.number) if self.state.redactions else ()

    def _named(self, kind: str, name: str) -> Iterator[Entry]:
        number = self.state.number
        return (self.tables.entry(row, number) for row in self.tables.named(number, (kind, name)))


@frozen
class StoredNodes:
    """The nodes of a story's tree; the leaves stand with the entries, the rest is kept on every fourth level."""

    tables: Tables
    number: int

    def get(self, level: int, index: int) -> bytes:
        """Return the hash of a node that is kept; raises `DamageError` where it is not there."""
        start = self.number * SPAN
        if level:
            found = self.tables.connection.execute("SELECT hash FROM node WHERE level = ? AND key = ?", (level, start + index))
        else:
            found = self.tables.connection.execute("SELECT leaf FROM entry WHERE key = ?", (start + index + 1,))
        if (row := found.fetchone()) is None or len(row[0]) != HASH_BYTES:
            raise damage(self.tables.path, (index << level) + 1, f"node ({level}, {index}) of the tree is missing")
        return bytes(row[0])


def nodes_of(tables: Tables, number: int) -> Tiled:
    """Return all nodes of a story's tree."""
    return Tiled(StoredNodes(tables, number), HEIGHT)
