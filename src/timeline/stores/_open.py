"""Opening stores: by the name of a file, a SQLite database or JSON Lines."""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING

from timeline._text import text_fault
from timeline.errors import StoreError

if TYPE_CHECKING:
    from timeline.stores._batch import Clock
    from timeline.stores._keys import SigningKey
    from timeline.stores._store import VerifiableStore
    from timeline.stores._verified import Salvaged

__all__ = ["is_database", "open", "salvage", "stories"]


def open(
    path: str | PathLike[str],
    story: str = "main",
    *,
    key: SigningKey | None = None,
    clock: Clock | None = None,
    wal: bool = False,
    readonly: bool = False,
    timeout: float = 30.0,
) -> VerifiableStore:
    """Return the store of a story in a file, which is made where there is none.

    It is JSON Lines where its name ends in ``.jsonl``, for exchange, and otherwise a SQLite file.
    ``key`` signs checkpoints and proofs. ``clock`` is asked for the time of recording, any aware time; by default that of
    the computer. ``wal`` turns on write-ahead mode, for good: quicker, and two more files beside the first while it is
    open. ``timeout`` is how many seconds to wait for another process that is writing. ``readonly`` refuses to write.
    Raises `StoreError` for what is no store, is of a newer version, or cannot be had just now, and for write-ahead mode on
    an SQLite that lacks the fix of its reset race.
    """
    from timeline.stores._batch import now

    name = fspath(path)
    if fault := text_fault(story, is_id=True):
        raise StoreError(f"story: {fault}")
    if name.endswith(".jsonl"):
        from timeline.stores._lines import JsonLinesStore

        if wal:
            raise StoreError(f"{name} is a file of JSON Lines, which has no write-ahead mode: leave wal out")
        return JsonLinesStore(name, story, key=key, clock=clock or now, readonly=readonly)
    from timeline.stores._sqlite import SqliteStore

    return SqliteStore(name, story, key=key, clock=clock or now, wal=wal, readonly=readonly, timeout=timeout)


def stories(path: str | PathLike[str]) -> tuple[str, ...]:
    """Return the names of the stories in a store's file, in the order in which they were begun; raises as `open` does.

    A file of JSON Lines does not tell the name of its one story; it counts as ``main``.
    """
    from timeline.stores._connection import connect, translated

    name = fspath(path)
    if name.endswith(".jsonl"):
        return ("main",)
    connection = connect(name, wal=False, readonly=True, timeout=30.0)
    try:
        with translated(name):
            return tuple(row[0] for row in connection.execute("SELECT name FROM story WHERE size > 0 ORDER BY number"))
    finally:
        connection.close()


def is_database(path: str | PathLike[str]) -> bool:
    """Whether a file is a SQLite file, of whatever it holds; SQLite itself looks. Raises `OSError` where there is none."""
    import sqlite3

    from timeline.stores._connection import translated

    file = Path(path)
    if not file.stat().st_size or not file.is_file():
        return False
    try:
        with translated(fspath(path)):
            connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
            try:
                connection.execute("PRAGMA schema_version").fetchone()
            finally:
                connection.close()
    except StoreError as error:
        return getattr(error.__cause__, "sqlite_errorname", "") != "SQLITE_NOTADB"
    return True


def salvage(path: str | PathLike[str], target: str | PathLike[str], *, story: str = "main") -> Salvaged:
    """Write every entry of a story that its leaf vouches for to a new file of JSON Lines, in order; say which are lost.

    Nothing is judged but whether an entry is what was recorded: what amends a lost report comes out too. Raises
    `StoreError` where the target exists already, and where not even the list of entries can be read.
    """
    from timeline.stores import _salvage

    return _salvage.salvage(path, target, story=story)
