"""Verification: every entry of a story held against its leaf, the tree, the indexes, and the head kept outside the file."""

from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager, suppress
from typing import Final

from timeline.errors import DamageError
from timeline.stores._connection import SPAN, UNREADABLE, is_damage
from timeline.stores._damage import damage, first_difference
from timeline.stores._head_file import KeptHead
from timeline.stores._lookups import Entered, Lookups, identity
from timeline.stores._merkle import CompactRange
from timeline.stores._note import Checkpoint
from timeline.stores._tables import HEIGHT, Row, StoryState, Tables
from timeline.stores._verified import Verified

__all__ = ["verify"]

_PAGE: Final = 2_000

Reading = Callable[[], AbstractContextManager[StoryState]]


def verify(tables: Tables, reading: Reading, kept: KeptHead | None, against: Checkpoint | None) -> Verified:
    """Return what was found whole; raises `DamageError` with the first position that is not.

    Works in steps of 2,000 entries and lets writers in between; what they append meanwhile is not looked at.
    """
    while True:
        with reading() as state:
            last = _last(tables, state)
        walk = _Walk(tables, state, [one for one in (kept, against) if one is not None], min(state.head.position, last))
        while walk.tree.size < walk.end:
            with reading():
                walk.step()
        _ends(tables, state, last, kept, against)
        walk.see_row()
        more = True
        while more:
            with reading() as now:
                more = walk.lookups.scan(now)
        with reading() as now:
            if now.redactions == state.redactions:  # else what was seen is not what is there
                walk.see_redactions()
                walk.lookups.strays(now)
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
        self.lookups: Final = Lookups(tables, state.number)
        self._tables = tables
        self._state = state
        self._heads = sorted(heads, key=lambda head: head.size)
        self._agreed = 0
        self._recorded: str | None = None

    def step(self) -> None:
        """Look at the next entries, at the nodes over them, and at what they are found by."""
        ends = (head.size for head in self._heads if head.size > self.tree.size)
        begin, until = self.tree.size, min(self.end, self.tree.size + _PAGE, *ends)
        wrong, leaves, entered = None, [], []
        try:
            for position, row in enumerate(self._next(begin, until), begin + 1):
                entered.append(self._entered(row, position))
                leaves.append(row[3])
                self._recorded = row[2]
            if begin + len(leaves) < until:
                raise damage(self._tables.path, begin + len(leaves) + 1, "the entry is missing, or SQLite cannot read it")
        except DamageError as error:
            wrong = error  # what stands before it may be wrong as well
        self.tree, nodes = self.tree.append(*leaves, every=HEIGHT)
        self._see_nodes(nodes)
        if entered:
            self.lookups.see(entered)
        if wrong is not None:
            raise wrong
        self._see_heads()

    def see_row(self) -> None:
        """See that the row of the story says of its entries what they are."""
        path, story, state = self._tables.path, self._tables.story, self._state
        if self.tree != state.tree:
            position = first_difference(self.tree, state.tree) + 1
            raise damage(path, position, f"the row of story {story!r} has another root than its entries")
        if state.head.recorded is not None and state.head.recorded.text != self._recorded:
            raise damage(path, self.tree.size, f"the row of story {story!r} has another recorded time than its last entry")

    def see_redactions(self) -> None:
        """See that the row of the story counts the tombstones that there are."""
        if (there := len(self.redacted)) != (counted := self._state.redactions):
            reason = f"the row of story {self._tables.story!r} counts {counted} tombstones, and there are {there}"
            raise damage(self._tables.path, 1, reason)

    def _see_heads(self) -> None:
        """See that what was kept outside of the first entries is what they are."""
        for head in self._heads:
            if head.size == self.tree.size:
                if head.root != self.tree.root:
                    begin = first_difference(self.tree, head.tree) if isinstance(head, KeptHead) else 0
                    what = f"its first {head.size} entries are whole but not those that were recorded"
                    reason = f"{what}: their tree has another root than the head or the checkpoint that was kept"
                    raise damage(self._tables.path, max(begin, self._agreed) + 1, reason)
                self._agreed = head.size

    def _next(self, after: int, until: int) -> list[Row]:
        """Return the next rows; where SQLite cannot read them all, those before the first that it cannot."""
        try:
            return self._tables.rows(self._state.number, after, until, _PAGE)
        except UNREADABLE as error:
            if not is_damage(error):
                raise
            rows: list[Row] = []
            with suppress(*UNREADABLE):
                for position in range(after + 1, until + 1):
                    rows += self._tables.rows(self._state.number, position - 1, position, 1)
            return rows

    def _entered(self, row: Row, position: int) -> Entered:
        """Return how a row should be found that is whole and stands in its place."""
        key, ident, *_ = row
        if key != self._state.number * SPAN + position:
            raise damage(self._tables.path, position, "the entry is missing")
        self._tables.leaf(row, position)
        found, named = self._identity(row, position)
        if found != ident:
            raise damage(self._tables.path, position, f"it is filed under the id {ident!r}, not its own")
        return key, ident, named

    def _identity(self, row: Row, position: int) -> tuple[str, Collection[tuple[str, str]]]:
        """Return the id that a row should have, and what it names."""
        if row[5] is not None:
            return identity(row[5], self._tables.path, position)
        self.redacted.append(position)
        return self._tables.tombstone(row, position).id, ()

    def _see_nodes(self, nodes: list[tuple[int, int, bytes]]) -> None:
        start = self._state.number * SPAN
        for level, index, node in nodes:
            found = self._tables.connection.execute("SELECT hash FROM node WHERE level = ? AND key = ?", (level, start + index))
            if found.fetchone() != (node,):
                position = (index << level) + 1
                raise damage(self._tables.path, position, f"node ({level}, {index}) of the tree is not that of the entries")
