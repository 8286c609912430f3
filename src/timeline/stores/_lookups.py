"""Lookups: that each entry of a story is found by its position, its id and what it names, and that nothing else is."""

import json
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import Final, TypeAlias

from timeline import UNKNOWN_SOURCE
from timeline.codecs import VERSION, decode
from timeline.errors import RecordError
from timeline.stores._batch import mentions
from timeline.stores._connection import SPAN, UNREADABLE, is_damage
from timeline.stores._damage import damage
from timeline.stores._tables import HEIGHT, StoryState, Tables

__all__ = ["Entered", "Lookups", "identity"]

Entered: TypeAlias = tuple[int, str, Collection[tuple[str, str]]]
"""An entry as it should be found: the key of its row, its id, what it names."""

_read: Final = json.JSONDecoder().raw_decode
_PLAIN: Final = {"retraction", "verdict", "claim_added", "origins_linked", "clarification"}
_CHUNK: Final = 250
_BY_KEY: Final = "SELECT count(*) FROM json_each(?) AS j CROSS JOIN entry AS e NOT INDEXED ON e.key = j.value"
_BY_ID: Final = (
    f"SELECT e.key FROM json_each(?) AS j CROSS JOIN entry AS e INDEXED BY entry_id ON e.id = j.value AND e.key / {SPAN} = ?"
)
_BY_NAME: Final = (
    "SELECT count(*) FROM (VALUES {}) AS w CROSS JOIN mention AS m "
    "ON m.kind = w.column1 AND m.name = w.column2 AND m.key = w.column3"
)


class Lookups:
    """The lookups of one story; what `see` has seen is counted, and `strays` finds what there is beside."""

    def __init__(self, tables: Tables, number: int) -> None:
        self._tables = tables
        self._execute = tables.connection.execute
        self._number = number
        self._start = number * SPAN
        self._names = 0

    def see(self, entries: list[Entered]) -> None:
        """See that entries are found; raises `DamageError` with the position of the first that is not."""
        try:
            found = self._found(entries)
        except UNREADABLE as error:
            if not is_damage(error):
                raise
            found = False
        if not found:
            key = next((entry[0] for entry in entries if not self._is_found(entry)), entries[0][0])
            reason = "its indexes are not those of its entries: the entry is not found by its position, its id or what it names"
            raise damage(self._tables.path, key - self._start, reason)
        self._names += sum(len(names) for _, _, names in entries)

    def _is_found(self, entry: Entered) -> bool:
        try:
            return self._found([entry])
        except UNREADABLE:
            return False

    def _found(self, entries: list[Entered]) -> bool:
        keys = [key for key, _, _ in entries]
        if self._execute(_BY_KEY, (json.dumps(keys),)).fetchone()[0] != len(keys):
            return False
        by_id = self._execute(_BY_ID, (json.dumps([ident for _, ident, _ in entries]), self._number))
        if [key for (key,) in by_id] != keys:
            return False
        named = [(kind, name, key) for key, _, names in entries for kind, name in names]
        return all(self._all_named(named[begin : begin + _CHUNK]) for begin in range(0, len(named), _CHUNK))

    def _all_named(self, named: list[tuple[str, str, int]]) -> bool:
        wanted = ", ".join(["(?, ?, ?)"] * len(named))
        return bool(self._execute(_BY_NAME.format(wanted), [*chain.from_iterable(named)]).fetchone()[0] == len(named))

    def strays(self, now: StoryState, size: int) -> None:
        """See that nothing stands in the indexes, or among the nodes, beside what was seen of the first ``size`` entries.

        Raises `DamageError` with the first position that is found and should not be; 1 where it is in no entry but in how
        the file is built.
        """
        start, end = self._start, self._start + SPAN
        within, beyond = self._execute(
            "SELECT total(key <= ?), total(key > ?) FROM mention WHERE key > ? AND key < ?",
            (start + size, start + now.head.position, start, end),
        ).fetchone()
        if (within, beyond) != (self._names, 0):
            self._tell("an entry is found by a name that is not in it", self._stray_names(now, size))
        whole = sum(now.head.position >> level for level in range(HEIGHT, now.head.position.bit_length() + 1, HEIGHT))
        if self._execute("SELECT count(*) FROM node WHERE key >= ? AND key < ?", (start, end)).fetchone()[0] != whole:
            self._tell("there is a node of the tree that has no entries", self._stray_nodes(now.head.position))
        counts = "SELECT (SELECT count(*) FROM entry INDEXED BY entry_id), (SELECT count(*) FROM entry NOT INDEXED)"
        ids, entries = self._execute(counts).fetchone()
        if ids != entries:
            self._tell("an id is found that is not that of an entry", self._stray_ids())
        sound = self._execute("PRAGMA quick_check(1)").fetchone()[0]
        if sound != "ok":
            self._tell(f"the file is not built as SQLite builds it ({sound})", ())

    def _tell(self, reason: str, positions: Iterable[int]) -> None:
        raise damage(self._tables.path, min(positions, default=1), f"its indexes are not those of its entries: {reason}")

    def _stray_names(self, now: StoryState, size: int) -> Iterator[int]:
        found = self._execute(
            "SELECT kind, name, key FROM mention WHERE key > ? AND key < ? ORDER BY key", (self._start, self._start + SPAN)
        )
        for kind, name, key in found.fetchall():
            position = key - self._start
            if position > now.head.position or (position <= size and (kind, name) not in self._names_at(position)):
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


def identity(payload: bytes, path: str, position: int) -> tuple[str, Collection[tuple[str, str]]]:
    """Return the id of a payload's event and what it is looked up by; plain kinds are read without making the event."""
    try:
        record = _read(payload.decode())[0]
        event = record["event"]
        if record.get("version") == VERSION:
            if event["type"] == "report":
                return event["id"], (("claim", event["claim"]), ("source", event.get("source", UNKNOWN_SOURCE)))
            if event["type"] in _PLAIN:
                return event["id"], [(kind, event[kind]) for kind in ("claim", "source") if kind in event]
        entry = decode(payload)
    except (RecordError, ValueError, TypeError, KeyError) as error:
        raise damage(path, position, f"the payload is no record ({error})") from None
    return entry.id, set(mentions(entry.event))
