"""Session: a connection to one story in a SQLite file, and what reading and writing it takes."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import RLock
from typing import Final

from timeline.errors import StoreError
from timeline.stores._connection import connect, translated
from timeline.stores._damage import damage, first_difference
from timeline.stores._head_file import HeadFile, KeptHead
from timeline.stores._rows import StoryState
from timeline.stores._tables import Tables

__all__ = ["Session"]

_SOON: Final = 100
"""How many milliseconds are hardly a wait."""


class Session:
    """A connection to one story, for one thread at a time, in the process that opened it."""

    def __init__(self, path: str, story: str, *, wal: bool, readonly: bool, timeout: float) -> None:
        self.path: Final = path
        self.readonly: Final = readonly
        self.heads: Final = HeadFile(path)
        self.tables: Final = Tables(connect(path, wal=wal, readonly=readonly, timeout=timeout), path, story)
        self._lock = RLock()
        self._process = os.getpid()
        self._open = True

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the connection for one thread, and say clearly where it cannot be used."""
        if self._process != os.getpid():
            raise StoreError(f"{self.path} was opened by the process before a fork: open the store anew in each process")
        with self._lock:
            if not self._open:
                raise StoreError(f"{self.path} is closed: open the store again")
            with translated(self.path):
                yield

    @contextmanager
    def reading(self) -> Iterator[StoryState]:
        """Give the state of the story, and let everything within see that same state."""
        with self.held():
            connection = self.tables.connection
            inside = connection.in_transaction
            if not inside:
                connection.execute("BEGIN")
            try:
                yield self.tables.state() or StoryState(number=0)
            finally:
                if not inside and connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[StoryState]:
        """Give the state of the story to one writer of all; commit at the end, and undo everything on any error."""
        with self.held():
            if self.readonly:
                raise StoreError(f"{self.path} was opened with readonly=True, and cannot be written: open it without that")
            connection = self.tables.connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                state = self.tables.state() or self.tables.begin()
                self._see_whole(state)
                yield state
                if connection.in_transaction:
                    connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # after some errors SQLite has done so itself
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def writing_soon(self) -> Iterator[StoryState]:
        """Give the state as `writing` does, but hardly wait for another process: for what can as well be done later."""
        with self.held():
            connection = self.tables.connection
            patience = connection.execute("PRAGMA busy_timeout").fetchone()[0]
            connection.execute(f"PRAGMA busy_timeout = {_SOON}")
            try:
                with self.writing() as state:
                    yield state
            finally:
                connection.execute(f"PRAGMA busy_timeout = {patience}")

    def outside(self, state: StoryState) -> KeptHead | None:
        """Return the head of the story that is kept outside the file."""
        story = self.tables.story
        return (self.heads.read(state.number, story) if state.number else None) or self.heads.find(story)

    def commit(self, state: StoryState) -> None:
        """Commit what a writer wrote, then keep the new head outside the file, before another thread has its turn."""
        self.tables.connection.execute("COMMIT")
        recorded = state.head.recorded
        assert recorded is not None
        head = KeptHead(tree=state.tree, recorded=recorded.text)
        try:
            self.heads.advance(state.number, self.tables.story, head)
        except StoreError as error:
            raise StoreError(f"{self.path}: entry {head.size} is recorded, but {error}; else a lost tail is not seen") from error

    def close(self) -> None:
        """Let go of the files; closing twice is fine."""
        with self._lock:
            self._open = False
            self.tables.connection.close()
            try:
                self.heads.close()
            except OSError as error:
                raise StoreError(f"{self.heads.path} could not be synced ({error.strerror}): see to the disk") from error

    def _see_whole(self, state: StoryState) -> None:
        """Refuse to write after a tail that was lost, and see that the head file has room for the new head."""
        kept, size = self.outside(state), state.head.position
        if kept is None:
            self.heads.prepare(state.number)
        elif kept.size > size:
            reason = f"it ends at {size}, and {self.heads.path} says {kept.size}, recorded {kept.recorded}; its tail was lost"
            raise damage(self.path, size + 1, f"{reason}, with the file {self.path}-wal perhaps")
        elif kept.size == size and kept.tree != state.tree:
            position = first_difference(state.tree, kept.tree) + 1
            raise damage(self.path, position, f"the root of its tree is not the one in {self.heads.path}")
