"""Opening stores: by the name of a file, a SQLite database or JSON Lines."""

from __future__ import annotations

from os import PathLike, fspath
from typing import TYPE_CHECKING

from timeline._text import text_fault
from timeline.errors import StoreError

if TYPE_CHECKING:
    from timeline.stores._batch import Clock
    from timeline.stores._keys import SigningKey
    from timeline.stores._sqlite import SqliteStore

__all__ = ["open", "stories"]


def open(
    path: str | PathLike[str],
    story: str = "main",
    *,
    key: SigningKey | None = None,
    clock: Clock | None = None,
    wal: bool = False,
    readonly: bool = False,
    timeout: float = 30.0,
) -> SqliteStore:
    """Return the store of a story in a file, which is made where there is none."""
    from timeline.stores._batch import now
    from timeline.stores._sqlite import SqliteStore

    if fault := text_fault(story, is_id=True):
        raise StoreError(f"story: {fault}")
    return SqliteStore(fspath(path), story, key=key, clock=clock or now, wal=wal, readonly=readonly, timeout=timeout)


def stories(path: str | PathLike[str]) -> tuple[str, ...]:
    """Return the names of the stories in a store's file, in the order in which they were begun."""
    from timeline.stores._connection import connect, translated

    name = fspath(path)
    connection = connect(name, wal=False, readonly=True, timeout=30.0)
    try:
        with translated(name):
            return tuple(row[0] for row in connection.execute("SELECT name FROM story ORDER BY number"))
    finally:
        connection.close()
