"""The SQLite file of a store: how it is opened, what it is made of, and what its errors mean."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike, fspath
from pathlib import Path
from typing import Final

from timeline.errors import StoreError
from timeline.stores._damage import damage

__all__ = ["APPLICATION", "FORMAT", "SPAN", "UNREADABLE", "connect", "is_damage", "translated"]

FORMAT: Final = 1
"""The version of the file format that is written and the newest that is read; kept as ``user_version``."""
SPAN: Final = 1 << 40
"""How many positions a story has room for: the key of an entry is the story's number times this, plus the position."""
APPLICATION: Final = 0x544C4E31  # "TLN1"
"""What a SQLite file says, by its `application_id`, that is a store."""

_OLDEST: Final = (3, 38, 0)  # json_each is always there
_CACHE: Final = 16_384  # KiB: what a batch changes fits in it, so that none of it is written and synced before the commit
_TABLES: Final = (
    # size, recorded and peaks are those of the last entry; redactions counts them, scrub is 1 until their pages are gone
    "CREATE TABLE story (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, size INTEGER NOT NULL DEFAULT 0, "
    "recorded TEXT, peaks BLOB NOT NULL DEFAULT x'', redactions INTEGER NOT NULL DEFAULT 0, scrub INTEGER NOT NULL DEFAULT 0)",
    # payload and salt are NULL in a redacted entry, the tombstone in every other
    "CREATE TABLE entry (key INTEGER PRIMARY KEY, id TEXT NOT NULL, recorded TEXT NOT NULL, leaf BLOB NOT NULL, "
    "salt BLOB, payload BLOB, tombstone TEXT)",
    f"CREATE UNIQUE INDEX entry_id ON entry (id, key / {SPAN})",
    "CREATE TABLE mention (kind TEXT NOT NULL, name TEXT NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (kind, name, key)) "
    "WITHOUT ROWID",
    "CREATE TABLE node (level INTEGER NOT NULL, key INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, key)) "
    "WITHOUT ROWID",
    f"PRAGMA application_id = {APPLICATION}",
    f"PRAGMA user_version = {FORMAT}",
)

UNREADABLE: Final = (sqlite3.Error, UnicodeDecodeError)
"""What reading raises; the second for text, or for a message of SQLite's own, that damage has left without sense."""

_MEANINGS: Final = {
    "SQLITE_BUSY": "is locked by another process: nothing was written; try again, or wait longer with timeout=",
    "SQLITE_LOCKED": "is locked by another connection: nothing was written; try again",
    "SQLITE_FULL": "cannot grow, the disk is full: nothing was written; free some space and try again",
    "SQLITE_READONLY": "cannot be written, it is read-only: make the file and its folder writable, or open it with readonly=True",
    "SQLITE_CANTOPEN": "cannot be opened: see that the file and its folder exist and that you may use them",
    "SQLITE_PERM": "cannot be opened: see that you may read and write it",
    "SQLITE_NOTADB": "is not a SQLite file: name another file, or one that ends in .jsonl",
    "SQLITE_IOERR": "cannot be read or written, the disk reports an error: nothing was written; look at the disk and try again",
    "SQLITE_INTERRUPT": "was interrupted: nothing was written; try again",
    "SQLITE_NOMEM": "needs more memory than there is: nothing was written; try again",
}
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_FORMAT", "SQLITE_MISMATCH", "SQLITE_CONSTRAINT")


@contextmanager
def translated(path: str, position: int = 1) -> Iterator[None]:
    """Raise what SQLite raises as a `StoreError` that says what to do; a `DamageError` at ``position`` for a damaged file."""
    try:
        yield
    except UNREADABLE as error:
        raise _meaning(path, error, position) from error


def _meaning(path: str, error: Exception, position: int) -> StoreError:
    if is_damage(error):
        return damage(path, position, f"SQLite cannot make sense of the file ({error})")
    name = getattr(error, "sqlite_errorname", "")
    for start, meaning in _MEANINGS.items():
        if name.startswith(start):
            return StoreError(f"{path} {meaning} ({error})")
    return StoreError(f"{path}: {error}")


def is_damage(error: Exception) -> bool:
    """Whether an error means that the file is not as it was written."""
    name, text = getattr(error, "sqlite_errorname", ""), str(error)
    missing = name == "SQLITE_ERROR" and ("no such" in text or "no query solution" in text)
    undecoded = isinstance(error, UnicodeDecodeError) or text.startswith("Could not decode to UTF-8")
    return missing or undecoded or name.startswith(_DAMAGED)


def connect(path: str | PathLike[str], *, wal: bool, readonly: bool, timeout: float) -> sqlite3.Connection:
    """Return a connection to a store's file, made where there is none; the file is opened by SQLite and by nothing else.

    Raises `StoreError` for what is no store, is of a newer version, or cannot be had just now.
    """
    name = fspath(path)
    if sqlite3.sqlite_version_info < _OLDEST:
        raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old for a store: use a Python with SQLite 3.38 or newer")
    if wal and not _has_reset_fix(sqlite3.sqlite_version_info):
        raise StoreError(
            f"{name}: write-ahead mode can lose entries with SQLite {sqlite3.sqlite_version}, which lacks the fix of its "
            "reset race; leave wal out, or use SQLite 3.51.3 or newer, 3.50.7 or 3.44.6"
        )
    # not mode=ro: a journal that a crash left behind has to be played back before anything can be read
    uri = f"{Path(name).absolute().as_uri()}?mode={'rw' if readonly else 'rwc'}"
    with translated(name):
        connection = sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None, check_same_thread=False)
    try:
        with translated(name):
            _settle(connection, name, wal=wal, readonly=readonly)
    except BaseException:
        connection.close()
        raise
    return connection


def _has_reset_fix(version: tuple[int, int, int]) -> bool:
    """Whether a version of SQLite has the fix of 2026 for the write-ahead log's reset race, or is of a branch that has it."""
    return version >= (3, 51, 3) or (version[:2] == (3, 50) and version[2] >= 7) or (version[:2] == (3, 44) and version[2] >= 6)


def _settle(connection: sqlite3.Connection, name: str, *, wal: bool, readonly: bool) -> None:
    """See that the file is a store of a version that we know, make it one where it is empty, and set how it is written."""
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA cache_size = -{_CACHE}")
    if _is_empty(connection):
        if readonly:
            raise StoreError(f"{name} is empty: there is nothing to read; open it without readonly=True to begin it")
        _create(connection)
    application, version = (connection.execute(f"PRAGMA {one}").fetchone()[0] for one in ("application_id", "user_version"))
    if application != APPLICATION:
        raise StoreError(f"{name} is a SQLite file but no store of timelines: name another file")
    if version > FORMAT:
        raise StoreError(f"{name} is of format {version}, this release knows up to {FORMAT}: use a newer release")
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if wal and mode != "wal" and not readonly:
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode == "wal" and not _has_reset_fix(sqlite3.sqlite_version_info):
        raise StoreError(
            f"{name} is in write-ahead mode, in which SQLite {sqlite3.sqlite_version} can lose entries, as it lacks the fix of "
            "its reset race: use SQLite 3.51.3 or newer, 3.50.7 or 3.44.6"
        )
    # EXTRA also syncs the folder when the journal is gone: without it a power cut brings the journal back, and undoes
    connection.execute(f"PRAGMA synchronous = {'FULL' if mode == 'wal' else 'EXTRA'}")
    connection.execute(f"PRAGMA query_only = {int(readonly)}")


def _is_empty(connection: sqlite3.Connection) -> bool:
    return not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]


def _create(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA auto_vacuum = NONE")
    connection.execute("PRAGMA synchronous = EXTRA")
    connection.execute("BEGIN IMMEDIATE")  # whatever fails, the connection is closed, and that undoes it
    if _is_empty(connection):  # another process may have been quicker
        for statement in _TABLES:
            connection.execute(statement)
    connection.execute("COMMIT")
