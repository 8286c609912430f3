"""Redaction: a payload taken out of every file of a store for good, with a tombstone in its place.

It goes in two steps. First, in one transaction, the payload, its salt, its id and what it was looked up by are
overwritten, what is saved of the story's columns is taken away, and the story is marked. Then the whole file is written
anew without what earlier pages may have left in unused space, and the mark is taken away. A crash between the two leaves
the mark, and whoever opens the store next to write does the second step.
"""

import json
import sqlite3
from collections.abc import Iterator
from typing import Final

from timeline import Clarification, Correction, Entry, OriginsLinked, Retraction, When
from timeline.errors import StoreError
from timeline.stores._batch import ids_of
from timeline.stores._connection import SPAN
from timeline.stores._envelope import Tombstone
from timeline.stores._saved_tables import emptied
from timeline.stores._tables import StoryState, Tables
from timeline.stores._verified import Redacted

__all__ = ["scrub", "scrub_is_due", "strike"]

_AT_REST: Final = (0, 0, 0)


def strike(
    tables: Tables, state: StoryState, position: int, *, by: str, said: When, ground: str, forget: bool
) -> Redacted:
    """Overwrite the payload at a position, inside a transaction; raises `StoreError` where there is none.

    Unless it is to ``forget`` what it was, it leaves marks by which it is known again.
    """
    rows = tables.rows(state.number, position - 1, position, 1) if 0 < position <= state.head.position else []
    if not rows:
        raise StoreError(f"{tables.path} has no entry {position}: positions go from 1 to {state.head.position}")
    entry = tables.entry(rows[0], state.number)
    if rows[0][5] is None:
        raise StoreError(f"{tables.path}: entry {position} is redacted already; its tombstone stays as it is")
    digest = tables.record(rows[0], state.number).envelope(tables.story).payload
    marks = () if forget else [Tombstone.mark(ident, digest) for ident in ids_of(entry.event)]
    tombstone = Tombstone(by=by, said=said, ground=ground, payload=digest, marks=marks)
    key, execute = state.number * SPAN + position, tables.connection.execute
    execute(
        "UPDATE entry SET id = ?, salt = NULL, payload = NULL, tombstone = ? WHERE key = ?",
        (tombstone.id, tombstone.encode().decode(), key),
    )
    execute("DELETE FROM mention WHERE key = ?", (key,))
    emptied(tables.connection, state.number)
    execute("UPDATE story SET redactions = redactions + 1, scrub = 1 WHERE number = ?", (state.number,))
    return Redacted(position=position, tombstone=tombstone, named_by=tuple(_naming(tables, state, entry)))


def _naming(tables: Tables, state: StoryState, gone: Entry) -> Iterator[int]:
    """Yield the positions of the entries that name an event."""
    ids = set(ids_of(gone.event))
    written = [json.dumps(ident, ensure_ascii=False).encode() for ident in ids]
    for row in tables.all_rows(state.number, 0, state.head.position):
        if row[5] is not None and any(ident in row[5] for ident in written):
            event = tables.entry(row, state.number).event
            of = (event.of,) if isinstance(event, Correction | Clarification | Retraction) else ()
            origins = event.origins if isinstance(event, OriginsLinked) else ()
            if ids & {*of, *origins}:
                yield row[0] - state.number * SPAN


def scrub_is_due(connection: sqlite3.Connection) -> bool:
    """Whether a redaction was begun whose second step is not done."""
    return bool(connection.execute("SELECT max(scrub) FROM story").fetchone()[0])


def scrub(connection: sqlite3.Connection, path: str) -> None:
    """Write the file anew, so that nothing of what was struck is left in it or beside it; then take the mark away."""
    connection.execute("VACUUM")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        _empty_wal(connection, path)
    connection.execute("UPDATE story SET scrub = 0 WHERE scrub")


def _empty_wal(connection: sqlite3.Connection, path: str) -> None:
    if tuple(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()) != _AT_REST:
        raise StoreError(f"{path}-wal could not be emptied, as another process is reading")
