"""Verification: every entry of a story held against its leaf, the tree, the indexes, and the head kept outside the file."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Final

from timeline import UNKNOWN_SOURCE
from timeline.codecs import VERSION, decode
from timeline.errors import RecordError
from timeline.stores._batch import mentions
from timeline.stores._connection import SPAN, UNREADABLE, is_damage
from timeline.stores._damage import damage
from timeline.stores._head_file import KeptHead
from timeline.stores._merkle import CompactRange
from timeline.stores._note import Checkpoint
from timeline.stores._tables import HEIGHT, Row, StoryState, Tables
from timeline.stores._verified import Verified

__all__ = ["verify"]

_PAGE: Final = 5_000
_read: Final = json.JSONDecoder().raw_decode
_PLAIN: Final = {"retraction", "verdict", "claim_added", "origins_linked", "clarification"}


Reading = Callable[[], AbstractContextManager[StoryState]]


def verify(tables: Tables, reading: Reading, kept: KeptHead | None, against: Checkpoint | None) -> Verified:
    """Return what was found whole; raises `DamageError` with the first position that is not.

    Works in steps of 5,000 entries and lets writers in between; what they append meanwhile is not looked at.
    """
    while True:
        with reading() as state:
            last = _last(tables, state)
        walk = _Walk(tables, state, [one for one in (kept, against) if one is not None], min(state.head.position, last))
        while walk.tree.size < walk.end:
            with reading():
                walk.step()
        _ends(tables, state, last, kept, against)
        if walk.tree != state.tree:
            raise damage(tables.path, 1, f"the row of story {tables.story!r} has another root than its entries")
        with reading() as now:
            if now.redactions == state.redactions:  # else what was seen is not what is there
                walk.indexes(now)
                break
    redacted, size = tuple(walk.redacted), state.head.position
    return Verified(size=size, root=state.tree.root, redacted=redacted, kept=None if kept is None else kept.size)


def _ends(tables: Tables, state: StoryState, last: int, kept: KeptHead | None, against: Checkpoint | None) -> None:
    """See that the story ends where it should."""
    size = state.head.position
    if last != size:
        there = f"there are entries up to {last}" if last > size else f"its last entry is {last}; the tail was lost"
        raise damage(tables.path, min(size, last) + 1, f"it should end at {size}, and {there}")
    for head, where in ((kept, f"the head kept in {tables.path}.head"), (against, "the checkpoint")):
        if head is not None and head.size > size:
            raise damage(tables.path, size + 1, f"it ends at {size}, and {where} says {head.size}; the tail was lost")


def _last(tables: Tables, state: StoryState) -> int:
    """Return the last position at which there is an entry."""
    start = state.number * SPAN
    last = tables.connection.execute("SELECT max(key) FROM entry WHERE key > ? AND key < ?", (start, start + SPAN)).fetchone()[0]
    return 0 if last is None else int(last) - start


class _Walk:
    """A walk over the entries, from the first to the last."""

    def __init__(self, tables: Tables, state: StoryState, heads: Iterable[KeptHead | Checkpoint], end: int) -> None:
        self.tree = CompactRange()
        self.redacted: list[int] = []
        self.end: Final = end
        self._tables = tables
        self._state = state
        self._heads = sorted((head.size, head.root) for head in heads)
        self._names = 0
        self._sum = 0

    def step(self) -> None:
        """Look at the next entries, and at the nodes over them."""
        ends = (size for size, _ in self._heads if size > self.tree.size)
        until = min(self.end, self.tree.size + _PAGE, *ends)
        rows = self._next(self.tree.size, until)
        leaves = [self._leaf(row, position) for position, row in enumerate(rows, self.tree.size + 1)]
        if self.tree.size + len(leaves) < until:
            raise damage(self._tables.path, self.tree.size + len(leaves) + 1, "the entry is missing")
        begin = self.tree.size
        self.tree, nodes = self.tree.append(*leaves)
        self._see_nodes([(n, i, h) for n, i, h in nodes if n and n % HEIGHT == 0], begin)
        for size, root in self._heads:
            if size == self.tree.size and root != self.tree.root:
                reason = f"its first {size} entries are whole but not those that were recorded: their tree has another root"
                raise damage(self._tables.path, 1, f"{reason} than the head or the checkpoint that was kept")

    def _next(self, after: int, until: int) -> list[Row]:
        """Return the next rows; where SQLite cannot read them, raise `DamageError` with the first that it cannot."""
        try:
            return self._tables.rows(self._state.number, after, until, _PAGE)
        except UNREADABLE as error:
            if not is_damage(error):
                raise
            for position in range(after + 1, until):
                try:
                    self._tables.rows(self._state.number, position - 1, position, 1)
                except UNREADABLE:
                    raise damage(self._tables.path, position, f"SQLite cannot read the entry ({error})") from error
            raise damage(self._tables.path, until, f"SQLite cannot read the entry ({error})") from error

    def _leaf(self, row: Row, position: int) -> bytes:
        """Return the leaf of a row that is whole and stands in its place."""
        key, ident, *_, payload, _ = row
        if key != self._state.number * SPAN + position:
            raise damage(self._tables.path, position, "the entry is missing")
        leaf = self._tables.leaf(row, position)
        if payload is None:
            self.redacted.append(position)
        else:
            found, named = _identity(payload, self._tables.path, position)
            if found != ident:
                raise damage(self._tables.path, position, f"it is filed under the id {ident!r}, not its own")
            for kind, name in named:
                self._names += 1
                self._sum ^= hash((kind, name, key))
        return leaf

    def _see_nodes(self, nodes: list[tuple[int, int, bytes]], begin: int) -> None:
        start = self._state.number * SPAN
        for level, index, node in nodes:
            found = self._tables.connection.execute("SELECT hash FROM node WHERE level = ? AND key = ?", (level, start + index))
            if found.fetchone() != (node,):
                position = max(begin, index << level) + 1
                raise damage(self._tables.path, position, f"node ({level}, {index}) of the tree is not that of the entries")

    def indexes(self, now: StoryState) -> None:
        """See that entries are found by what they name and by their ids, and that nothing stands there beside."""
        execute, start, size = self._tables.connection.execute, now.number * SPAN, now.head.position
        names = hashes = 0
        for row in execute("SELECT kind, name, key FROM mention WHERE key > ? AND key <= ?", (start, start + self.tree.size)):
            names, hashes = names + 1, hashes ^ hash(row)
        beyond = execute("SELECT count(*) FROM mention WHERE key > ? AND key < ?", (start + size, start + SPAN)).fetchone()[0]
        nodes = execute("SELECT count(*) FROM node WHERE key >= ? AND key < ?", (start, start + SPAN)).fetchone()[0]
        whole = sum(size >> level for level in range(HEIGHT, size.bit_length() + 1, HEIGHT))
        sound = execute("PRAGMA integrity_check(1)").fetchone()[0]
        if (names, hashes, beyond, nodes, sound) != (self._names, self._sum, 0, whole, "ok"):
            raise damage(self._tables.path, self._astray(), f"its indexes are not those of its entries (SQLite says: {sound})")

    def _astray(self) -> int:
        """Return the first position that is not found by its id or by what it names; 1 where each is."""
        execute, number = self._tables.connection.execute, self._state.number
        for row in self._rows():
            key, ident, *_, payload, _ = row
            by_id = f"SELECT key FROM entry INDEXED BY entry_id WHERE id = ? AND key / {SPAN} = ?"
            found = [execute(by_id, (ident, number)).fetchone()]
            for kind, name in () if payload is None else _identity(payload, self._tables.path, key - number * SPAN)[1]:
                by_name = "SELECT key FROM mention WHERE kind = ? AND name = ? AND key = ?"
                found.append(execute(by_name, (kind, name, key)).fetchone())
            if any(one != (key,) for one in found):
                return int(key - number * SPAN)
        return 1

    def _rows(self) -> Iterator[Row]:
        for after in range(0, self._state.head.position, _PAGE):
            yield from self._tables.rows(self._state.number, after, self._state.head.position, _PAGE)


def _identity(payload: bytes, path: str, position: int) -> tuple[str, Collection[tuple[str, str]]]:
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
