"""Rows: an entry as a row of a store's table; how rows are made of new entries, and read back against their leaves."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from attrs import evolve, field, frozen

from timeline import Entry, When
from timeline.errors import RecordError, TimeError
from timeline.stores._damage import damage
from timeline.stores._envelope import Tombstone
from timeline.stores._leaves import Leaves
from timeline.stores._merkle import HASH_BYTES, CompactRange, Node
from timeline.stores._record import Record, payload_of, salts
from timeline.stores._store import Head

__all__ = ["HEIGHT", "Row", "Rows", "StoryState", "Written", "nodes_kept"]

Row: TypeAlias = tuple[int, str, str, bytes, bytes | None, bytes | None, str | None]
"""key, id, recorded, leaf, salt, payload, tombstone: the columns of the table ``entry``; the key is a position from a start."""

HEIGHT: Final = 4
"""Of the nodes of a story's tree, those on every so-manieth level are kept."""


def nodes_kept(size: int) -> int:
    """Return how many inner nodes are kept of a tree of so many leaves."""
    return sum(size >> level for level in range(HEIGHT, size.bit_length(), HEIGHT))


@frozen(kw_only=True)
class StoryState:
    """The row of a story: how far it has come and the right edge of its tree."""

    number: int
    head: Head = field(factory=Head)
    tree: CompactRange = field(factory=CompactRange)
    redactions: int = 0


@frozen
class Written:
    """What new entries come to: their rows, what they are looked up by, the nodes now whole, and the story after them."""

    rows: list[Row]
    named: list[tuple[str, str, int]]
    nodes: list[Node]
    state: StoryState


class Rows:
    """The rows of one story; ``start`` is what is added to a position to give the key of its row."""

    def __init__(self, path: str, story: str) -> None:
        self.path: Final = path
        self.story: Final = story
        self._leaves: Final = Leaves(story)

    def state(self, number: Any, size: Any, recorded: Any, peaks: Any, redactions: Any) -> StoryState:
        """Return what the row of the story says; raises `DamageError` for one that makes no sense."""
        if [type(one) for one in (number, size, peaks, redactions)] != [int, int, bytes, int]:
            raise damage(self.path, 1, f"the row of story {self.story!r} makes no sense")
        try:
            hashes = tuple(peaks[i : i + HASH_BYTES] for i in range(0, len(peaks), HASH_BYTES))
            head = Head(position=size, recorded=None if recorded is None else When(recorded))
            return StoryState(number=number, head=head, tree=CompactRange(size, hashes), redactions=redactions)
        except (TypeError, ValueError) as error:
            position = max(1, size) if isinstance(error, TimeError) else 1
            raise damage(self.path, position, f"the row of story {self.story!r} makes no sense ({error})") from None

    def written(self, entries: Sequence[Entry], state: StoryState, sealed: Mapping[str, Record], start: int) -> Written:
        """Return what new entries after the last one come to.

        ``sealed`` has the records of those that come from another store, by id; the others are sealed here.
        """
        from timeline.stores._batch import mentions  # so that whoever only reads does not load it

        leaf = self._leaves.leaf
        rows: list[Row] = []
        named: list[tuple[str, str, int]] = []
        for entry, salt in zip(entries, salts(len(entries)), strict=True):
            event, position = entry.event, entry.position
            if event.id in sealed:
                rows.append(self._sealed(start, entry, sealed[event.id]))
            else:
                payload, recorded = payload_of(entry), entry.recorded.text
                made = leaf(payload, salt, position, recorded)
                rows.append((start + position, event.id, recorded, made, salt, payload, None))
            for kind, name in mentions(event):
                named.append((kind, name, start + position))
        tree, nodes = state.tree.append(*[row[3] for row in rows], every=HEIGHT)
        head = Head(position=tree.size, recorded=entries[-1].recorded)
        redactions = state.redactions + (sum(row[6] is not None for row in rows) if sealed else 0)
        return Written(rows, named, nodes, StoryState(number=state.number, head=head, tree=tree, redactions=redactions))

    def _sealed(self, start: int, entry: Entry, record: Record) -> Row:
        leaf, stone = evolve(record, position=entry.position).envelope(self.story).leaf(), record.tombstone
        told = None if stone is None else stone.encode().decode()
        return start + entry.position, entry.id, entry.recorded.text, leaf, record.salt, record.payload, told

    def entry(self, row: Row, start: int) -> Entry:
        """Return the entry of a row; raises `DamageError` for one that its leaf does not vouch for."""
        record = self.record(row, start)
        try:
            return record.entry()
        except RecordError as error:
            raise damage(self.path, record.position, f"the payload is no record ({error})") from None

    def record(self, row: Row, start: int) -> Record:
        """Return the record of a row; raises `DamageError` for one that its leaf does not vouch for."""
        key, ident, recorded, _, salt, payload, _ = row
        position = key - start
        self.leaf(row, position)
        tombstone = self.tombstone(row, position) if payload is None else None
        return Record(id=ident, position=position, recorded=recorded, payload=payload, salt=salt, tombstone=tombstone)

    def leaf(self, row: Row, position: int) -> bytes:
        """Return the leaf of a row that should stand at a position; raises `DamageError` where it is not what was recorded."""
        _, _, recorded, leaf, salt, payload, _ = row
        try:
            if payload is None or salt is None:
                made = self._leaves.of_digest(self.tombstone(row, position).payload, position, recorded)
            else:
                made = self._leaves.leaf(payload, salt, position, recorded)
        except TypeError as error:
            raise damage(self.path, position, f"the row makes no sense ({error})") from None
        if made != leaf:
            raise damage(self.path, position, "the entry is not what was recorded there")
        return made

    def tombstone(self, row: Row, position: int) -> Tombstone:
        """Return the tombstone of a row that has no payload; raises `DamageError` where it has none either."""
        try:
            return Tombstone.decode((row[6] or "").encode())
        except (RecordError, AttributeError) as error:
            raise damage(self.path, position, f"there is neither a payload nor a tombstone ({error})") from None
