"""Lookups: that each entry of a story is found by its position, its id and what it names, and that nothing else is."""

import json
from collections.abc import Collection, Iterable, Iterator
from itertools import chain, islice
from typing import Final

from timeline.stores._connection import SPAN, UNREADABLE, is_damage
from timeline.stores._damage import damage
from timeline.stores._identity import Entered, identity
from timeline.stores._rows import HEIGHT, StoryState, nodes_kept
from timeline.stores._saved_tables import SAVED_TABLES
from timeline.stores._tables import Tables
from timeline.stores._tally import Tally

__all__ = ["Lookups"]

_PAGE: Final = 5_000
_BY_KEY: Final = "SELECT count(*) FROM json_each(?) AS j CROSS JOIN entry AS e NOT INDEXED ON e.key = j.value"
_BY_ID: Final = (
    f"SELECT e.key FROM json_each(?) AS j CROSS JOIN entry AS e INDEXED BY entry_id ON e.id = j.value AND e.key / {SPAN} = ?"
)
_NAMES: Final = "SELECT kind, name, key FROM mention WHERE (kind, name, key) > (?, ?, ?) ORDER BY kind, name, key LIMIT ?"
_WRONG: Final = "its indexes are not those of its entries"


class Lookups:
    """The lookups of one story, of as many entries as `see` has seen.

    Positions and ids are looked up. What entries name is summed, and `scan` goes through the names that are there: where
    these are the same and in order, each is found.
    """

    def __init__(self, tables: Tables, number: int) -> None:
        self._tables = tables
        self._execute = tables.connection.execute
        self._number = number
        self._start = number * SPAN
        self._size = 0
        self._tally = Tally()
        self._at: tuple[str, str, int] = ("", "", 0)
        self._in_order = True

    def see(self, entries: list[Entered]) -> None:
        """See that the next entries are found by position and id; `DamageError` with the first position that is not."""
        try:
            found = self._is_found(entries)
        except UNREADABLE as error:
            if not is_damage(error):
                raise
            found = False
        if not found:
            key = next((entry[0] for entry in entries if not self._is_one_found(entry)), entries[0][0])
            reason = f"{_WRONG}: the entry is not found by its position or its id"
            raise damage(self._tables.path, key - self._start, reason)
        self._size += len(entries)
        for key, _, names in entries:
            self._tally.expect(key, names)

    def _is_one_found(self, entry: Entered) -> bool:
        try:
            return self._is_found([entry])
        except UNREADABLE:
            return False

    def _is_found(self, entries: list[Entered]) -> bool:
        keys = [key for key, _, _ in entries]
        if self._execute(_BY_KEY, (json.dumps(keys),)).fetchone()[0] != len(keys):
            return False
        by_id = self._execute(_BY_ID, (json.dumps([ident for _, ident, _ in entries]), self._number))
        return [key for (key,) in by_id] == keys

    def scan(self, now: StoryState) -> bool:
        """Go through the next names that are there; whether there may be more."""
        rows = self._execute(_NAMES, (*self._at, _PAGE)).fetchall()
        begin, end, head, limit = self._start, self._start + self._size, self._start + now.head.position, self._start + SPAN
        try:
            self._in_order = rows == sorted([self._at, *rows])[1:]
            ours = [row for row in rows if begin < row[2] <= end or head < row[2] < limit]
        except TypeError:  # something else than text and numbers
            self._in_order = False
        if rows and self._in_order:
            self._tally.find(ours)
            self._at = rows[-1]
        return len(rows) == _PAGE and self._in_order

    def strays(self, now: StoryState) -> None:
        """See that nothing is found beside what was seen; raises `DamageError` with the first position that is.

        Position 1 where it is in no entry of the story but in how the file is built.
        """
        if not self._tally.is_even or not self._in_order:
            wrong = chain(islice(self._missing_names(), 1), self._stray_names(now))
            self._tell("an entry is not found by what it names, or by what it does not name", wrong)
        size, range_ = now.head.position, (self._start, self._start + SPAN)
        if self._execute("SELECT count(*) FROM node WHERE key >= ? AND key < ?", range_).fetchone()[0] != nodes_kept(size):
            self._tell("there is a node of the tree that has no entries", self._stray_nodes(size))
        counts = "SELECT (SELECT count(*) FROM entry INDEXED BY entry_id), (SELECT count(*) FROM entry NOT INDEXED)"
        ids, entries = self._execute(counts).fetchone()
        if ids != entries:
            self._tell("an id is found that is not that of an entry", self._stray_ids())
        sound = self._execute("PRAGMA quick_check(1)").fetchone()[0]
        if sound != "ok" and not self._is_in_saved_only():
            self._tell(f"the file is not built as SQLite builds it ({sound})", ())

    def _is_in_saved_only(self) -> bool:
        """Whether what SQLite finds wrong is in the tables that can be lost without a loss."""
        tables = self._execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        wrong = {name for (name,) in tables if self._execute(f"PRAGMA quick_check({name})").fetchone()[0] != "ok"}
        return bool(wrong) and wrong <= SAVED_TABLES

    def _tell(self, reason: str, positions: Iterable[int]) -> None:
        raise damage(self._tables.path, min(positions, default=1), f"{_WRONG}: {reason}")

    def _missing_names(self) -> Iterator[int]:
        one = "SELECT 1 FROM mention WHERE kind = ? AND name = ? AND key = ?"
        for position in range(1, self._size + 1):
            for name in self._names_at(position):
                if self._execute(one, (*name, self._start + position)).fetchone() is None:
                    yield position

    def _stray_names(self, now: StoryState) -> Iterator[int]:
        found = self._execute("SELECT kind, name, key FROM mention WHERE key > ? AND key < ?", (self._start, self._start + SPAN))
        for kind, name, key in found.fetchall():
            position = key - self._start
            if position > now.head.position or (position <= self._size and (kind, name) not in self._names_at(position)):
                yield position

    def _names_at(self, position: int) -> Collection[tuple[str, str]]:
        payload = self._tables.rows(self._number, position - 1, position, 1)[0][5]
        return () if payload is None else identity(payload, self._tables.path, position)[1]

    def _stray_nodes(self, size: int) -> Iterator[int]:
        start = self._start
        for level, key in self._execute("SELECT level, key FROM node WHERE key >= ? AND key < ?", (start, start + SPAN)):
            if level not in range(HEIGHT, size.bit_length(), HEIGHT) or (key - start + 1) << level > size:
                yield ((key - start) << max(0, min(level, 40))) + 1

    def _stray_ids(self) -> Iterator[int]:
        for ident, key in self._execute("SELECT id, key FROM entry INDEXED BY entry_id").fetchall():
            there = self._execute("SELECT id FROM entry NOT INDEXED WHERE key = ?", (key,)).fetchone()
            if self._start < key < self._start + SPAN and there != (ident,):
                yield key - self._start
