"""Opening stores: by the name of a file, a SQLite database or JSON Lines, or by the URL of a PostgreSQL server."""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING

from timeline._text import text_fault
from timeline.errors import MissingExtraError, StoreError
from timeline.stores._postgres_address import is_server, shown

if TYPE_CHECKING:
    from timeline.stores._async_store import AsyncStore
    from timeline.stores._clock import Clock
    from timeline.stores._keys import SigningKey
    from timeline.stores._store import VerifiableStore
    from timeline.stores._verified import Salvaged

__all__ = ["is_database", "is_server", "open", "open_async", "salvage", "shown", "stories"]


def open(
    path: str | PathLike[str],
    story: str = "main",
    *,
    key: SigningKey | None = None,
    clock: Clock | None = None,
    wal: bool = False,
    readonly: bool = False,
    timeout: float = 30.0,
    notify: bool = False,
) -> VerifiableStore:
    """Return the store of a story in a file, which is made where there is none, or in a PostgreSQL database.

    A file is JSON Lines where its name ends in ``.jsonl``, for exchange, and otherwise a SQLite file; a URL that begins with
    ``postgresql://`` is a server, and may name the story itself, as ``?story=NAME`` (the extra ``postgres``).
    ``key`` signs checkpoints and proofs. ``clock`` is asked for the time of recording, any aware time; by default that of
    the computer, or of the server. ``wal`` turns on write-ahead mode, for good: quicker, and two more files beside the first
    while it is open. ``timeout`` is how many seconds to wait for another process that is writing, and for a server that went
    away. ``readonly`` refuses to write. ``notify``, for a server alone, tells followers at once and makes appends slower.
    Raises `StoreError` for what is no store, is of a newer version, or cannot be had just now, and for write-ahead mode on
    an SQLite that lacks the fix of its reset race. No error shows a password.
    """
    from timeline.stores._clock import now

    name = fspath(path)
    _see_story(story)
    if is_server(name):
        _see_postgres()
        from timeline.stores._postgres import PostgresStore
        from timeline.stores._postgres_story import Settings

        if wal:
            raise StoreError(f"{shown(name)} is on a server, which has a write-ahead log anyway: leave wal out")
        return PostgresStore(
            name, story, Settings(key=key, clock=clock, readonly=readonly, timeout=timeout, notify=notify)
        )
    if notify:
        raise StoreError(f"{name} is a file, and only a server notifies: leave notify out; follow() looks 20 times a second")
    if name.endswith(".jsonl"):
        from timeline.stores._lines import JsonLinesStore

        if wal:
            raise StoreError(f"{name} is a file of JSON Lines, which has no write-ahead mode: leave wal out")
        return JsonLinesStore(name, story, key=key, clock=clock or now, readonly=readonly)
    from timeline.stores._sqlite import SqliteStore

    return SqliteStore(name, story, key=key, clock=clock or now, wal=wal, readonly=readonly, timeout=timeout)


def open_async(
    url: str,
    story: str = "main",
    *,
    clock: Clock | None = None,
    readonly: bool = False,
    timeout: float = 30.0,
    notify: bool = False,
) -> AsyncStore:
    """Return the store of a story in a PostgreSQL database, to be awaited; it connects in ``async with``.

    What is given means what it means to `open`; raises as it does.
    """
    _see_story(story)
    if not is_server(url):
        raise StoreError(f"{url} is a file, and only a server is awaited: open it with stores.open, in a thread where need be")
    _see_postgres()
    from timeline.stores._postgres_async import AsyncPostgresStore
    from timeline.stores._postgres_story import Settings

    return AsyncPostgresStore(url, story, Settings(clock=clock, readonly=readonly, timeout=timeout, notify=notify))


def _see_story(story: str) -> None:
    if fault := text_fault(story, is_id=True):
        raise StoreError(f"story: {fault}")


def _see_postgres() -> None:
    """Raise `MissingExtraError` where there is nothing to reach a server with."""
    try:
        import psycopg  # noqa: F401 - only to see that it is there
    except ImportError:
        raise MissingExtraError("postgres", "a store on a PostgreSQL server", "psycopg") from None


def stories(path: str | PathLike[str]) -> tuple[str, ...]:
    """Return the names of the stories in a store, in the order in which they were begun; raises as `open` does.

    A file of JSON Lines does not tell the name of its one story, and is not looked at: it counts as ``main``. The URL of a
    server may name one: then it is that alone.
    """
    name = fspath(path)
    if is_server(name):
        _see_postgres()
        from timeline.stores._postgres import stories_at

        return stories_at(name)
    if name.endswith(".jsonl"):
        return ("main",)
    from timeline.stores._connection import connect, translated

    connection = connect(name, wal=False, readonly=True, timeout=30.0)
    try:
        with translated(name):
            return tuple(row[0] for row in connection.execute("SELECT name FROM story WHERE size > 0 ORDER BY number"))
    finally:
        connection.close()


def is_database(path: str | PathLike[str]) -> bool:
    """Whether a path is a server, or a SQLite file, of whatever it holds; SQLite itself looks. `OSError` where there is none."""
    return is_server(fspath(path)) or _application(Path(path)) is not None


def is_store(path: str | PathLike[str]) -> bool:
    """Whether a file is a SQLite file of stories, or one that cannot be read and so may be. `OSError` where there is none."""
    from timeline.stores._connection import APPLICATION

    return _application(Path(path)) in {APPLICATION, _UNTOLD}


_UNTOLD = -1


def _application(file: Path) -> int | None:
    """Return what a SQLite file says of the program that it is of, 0 where nothing; None for a file that is none."""
    import sqlite3

    from timeline.stores._connection import translated

    if not file.stat().st_size or not file.is_file():
        return None
    try:
        with translated(fspath(file)):
            connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
            try:
                connection.execute("PRAGMA schema_version").fetchone()
                return int(connection.execute("PRAGMA application_id").fetchone()[0])
            finally:
                connection.close()
    except StoreError as error:
        return None if getattr(error.__cause__, "sqlite_errorname", "") == "SQLITE_NOTADB" else _UNTOLD


def salvage(path: str | PathLike[str], target: str | PathLike[str], *, story: str = "main") -> Salvaged:
    """Write every entry of a story that its leaf vouches for to a new file of JSON Lines, in order; say which are lost.

    Nothing is judged but whether an entry is what was recorded: what amends a lost report comes out too. Raises
    `StoreError` where the target exists already, and where not even the list of entries can be read.
    """
    from timeline.stores import _salvage

    if is_server(fspath(path)):
        raise StoreError(f"{shown(fspath(path))} is on a server, and only files are salvaged: restore a backup of the database")
    return _salvage.salvage(path, target, story=story)
