"""Redaction: a payload taken out of every file of a store for good, with a tombstone in its place.

It goes in two steps. First, in one transaction, the payload, its salt, its id and what it was looked up by are
overwritten, what is saved of the story's columns is taken away, and the story is marked. Then the whole file is written
anew without what earlier pages may have left in unused space, and the mark is taken away. A crash between the two leaves
the mark, and whoever opens the store next to write does the second step.
"""

import sqlite3
from typing import Final

from timeline import When
from timeline.errors import StoreError
from timeline.stores._connection import SPAN
from timeline.stores._rows import StoryState
from timeline.stores._saved_tables import emptied
from timeline.stores._striking import naming, see_struck, tombstone_of
from timeline.stores._tables import Tables
from timeline.stores._verified import Redacted

__all__ = ["scrub", "strike"]

_AT_REST: Final = (0, 0, 0)


def strike(
    tables: Tables, state: StoryState, position: int, *, by: str, said: When, ground: str, forget: bool
) -> Redacted:
    """Overwrite the payload at a position, inside a transaction; raises `StoreError` where there is none.

    Unless it is to ``forget`` what it was, it leaves marks by which it is known again.
    """
    rows = tables.rows(state.number, position - 1, position, 1) if 0 < position <= state.head.position else []
    row = see_struck(tables.path, position, state.head, rows)
    entry, record = tables.entry(row, state.number), tables.record(row, state.number)
    tombstone = tombstone_of(record, entry, tables.story, by=by, said=said, ground=ground, forget=forget)
    key, execute = state.number * SPAN + position, tables.connection.execute
    execute(
        "UPDATE entry SET id = ?, salt = NULL, payload = NULL, tombstone = ? WHERE key = ?",
        (tombstone.id, tombstone.encode().decode(), key),
    )
    execute("DELETE FROM mention WHERE key = ?", (key,))
    emptied(tables.connection, state.number)
    execute("UPDATE story SET redactions = redactions + 1, scrub = 1 WHERE number = ?", (state.number,))
    others = tables.all_rows(state.number, 0, state.head.position)
    named_by = naming(entry, others, lambda row: tables.entry(row, state.number))
    return Redacted(position=position, tombstone=tombstone, named_by=tuple(named_by))


def scrub(connection: sqlite3.Connection, path: str) -> None:
    """Write the file anew, so that nothing of what was struck is left in it or beside it; then take the mark away."""
    connection.execute("VACUUM")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        _empty_wal(connection, path)
    connection.execute("UPDATE story SET scrub = 0 WHERE scrub")


def _empty_wal(connection: sqlite3.Connection, path: str) -> None:
    if tuple(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()) != _AT_REST:
        raise StoreError(f"{path}-wal could not be emptied, as another process is reading")
