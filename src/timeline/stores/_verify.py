"""Verification: every entry of a story held against its leaf, the tree, the indexes, and the head kept outside the file."""

from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from typing import Final, Protocol

from timeline.errors import DamageError
from timeline.stores._damage import damage, first_difference
from timeline.stores._envelope import Tombstone
from timeline.stores._head_file import KeptHead
from timeline.stores._identity import Entered, identity
from timeline.stores._merkle import CompactRange
from timeline.stores._note import Checkpoint
from timeline.stores._rows import HEIGHT, Row, StoryState
from timeline.stores._verified import Verified

__all__ = ["LookupsLike", "TablesLike", "verify"]

_PAGE: Final = 2_000

Reading = Callable[[], AbstractContextManager[StoryState]]


class LookupsLike(Protocol):
    """What the entries of a story are found by, wherever it is kept."""

    def see(self, entries: list[Entered]) -> None:
        """See that the next entries are found by position and id; `DamageError` with the first position that is not."""

    def scan(self, now: StoryState) -> bool:
        """Go through the next names that are there; whether there may be more."""

    def strays(self, now: StoryState) -> None:
        """See that nothing is found beside what was seen; raises `DamageError` with the first position that is."""


class TablesLike(Protocol):
    """The rows of one story, wherever they are kept; ``number`` is the story's."""

    @property
    def path(self) -> str:
        """What an error calls the store."""

    @property
    def story(self) -> str:
        """The name of the story."""

    def last(self, number: int) -> int:
        """Return the last position at which there is an entry."""

    def legible(self, number: int, after: int, until: int) -> list[Row]:
        """Return the rows after a position up to and with another; before one that cannot be read, those that can."""

    def position(self, row: Row, number: int) -> int:
        """Return the position of a row."""

    def hashes(self, number: int, nodes: list[tuple[int, int]]) -> list[bytes | None]:
        """Return the hashes that are kept of nodes, each a level and an index; None where there is none."""

    def leaf(self, row: Row, position: int) -> bytes:
        """Return the leaf of a row that should stand at a position; raises `DamageError` where it is not what was recorded."""

    def tombstone(self, row: Row, position: int) -> Tombstone:
        """Return the tombstone of a row that has no payload; raises `DamageError` where it has none either."""


def verify(
    tables: TablesLike,
    lookups: Callable[[int], LookupsLike],
    reading: Reading,
    kept: KeptHead | None,
    against: Checkpoint | None,
) -> Verified:
    """Return what was found whole; raises `DamageError` with the first position that is not.

    ``lookups`` are those of the story with a number. Works in steps of 2,000 entries and lets writers in between; what
    they append meanwhile is not looked at.
    """
    while True:
        with reading() as state:
            last = tables.last(state.number)
        heads = [one for one in (kept, against) if one is not None]
        walk = _Walk(tables, lookups(state.number), state, heads, min(state.head.position, last))
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


def _ends(tables: TablesLike, state: StoryState, last: int, kept: KeptHead | None, against: Checkpoint | None) -> None:
    """See that the story ends where it should."""
    size = state.head.position
    if last != size:
        there = f"there are entries up to {last}" if last > size else f"its last entry is {last}; the tail was lost"
        raise damage(tables.path, min(size, last) + 1, f"it should end at {size}, and {there}")
    for head, where in ((kept, f"the head kept in {tables.path}.head"), (against, "the checkpoint")):
        if head is not None and head.size > size:
            raise damage(tables.path, size + 1, f"it ends at {size}, and {where} says {head.size}; the tail was lost")


class _Walk:
    """A walk over the entries, from the first to the last."""

    def __init__(
        self, tables: TablesLike, lookups: LookupsLike, state: StoryState, heads: Iterable[KeptHead | Checkpoint], end: int
    ) -> None:
        self.tree = CompactRange()
        self.redacted: list[int] = []
        self.end: Final = end
        self.lookups: Final = lookups
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
            rows = self._tables.legible(self._state.number, begin, until)
            for position, row in enumerate(rows, begin + 1):
                entered.append(self._entered(row, position))
                leaves.append(row[3])
                self._recorded = row[2]
            if begin + len(leaves) < until:
                raise damage(self._tables.path, begin + len(leaves) + 1, "the entry is missing, or cannot be read")
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

    def _entered(self, row: Row, position: int) -> Entered:
        """Return how a row should be found that is whole and stands in its place."""
        key, ident, *_ = row
        if self._tables.position(row, self._state.number) != position:
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
        found = self._tables.hashes(self._state.number, [(level, index) for level, index, _ in nodes])
        for (level, index, node), kept in zip(nodes, found, strict=True):
            if kept != node:
                position = (index << level) + 1
                raise damage(self._tables.path, position, f"node ({level}, {index}) of the tree is not that of the entries")
