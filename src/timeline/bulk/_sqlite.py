"""Sqlite: the engine that is always there, Python's own SQLite, for stories that fit into memory."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any

from attrs import frozen

from timeline import Entry
from timeline._text import short
from timeline.bulk._by_record import ByRecord
from timeline.bulk._interchange import INTERCHANGE
from timeline.bulk._speakers import SPEAKERS, Speaker
from timeline.bulk._story_table import StoryTable
from timeline.bulk._texts import RECORDS

__all__ = ["Sqlite"]


@frozen
class Sqlite:
    """Python's own SQLite, in memory: takes a `StoryTable`, and needs nothing that has to be installed."""

    name: str = "sqlite"

    @contextmanager
    def connect(self, table: StoryTable) -> Iterator["_Connected"]:
        """Return it with a table."""
        if not isinstance(table, StoryTable):
            raise TypeError(f"{short(table)} is no table; give a StoryTable")
        with closing(sqlite3.connect(":memory:")) as connection:
            columns = ", ".join(column.name for column in INTERCHANGE)
            connection.execute(f"CREATE TABLE given ({columns})")
            connection.executemany(f"INSERT INTO given VALUES ({', '.join('?' * len(INTERCHANGE))})", table.rows)
            yield _Connected(connection)

    @contextmanager
    def lent(self, entries: Iterable[Entry]) -> Iterator[StoryTable]:
        """Return the table of a log."""
        yield StoryTable.of(entries)


@frozen(eq=False)
class _Connected:
    connection: sqlite3.Connection
    called: str = "the table"
    relation: str = "given"

    def kinds(self) -> Mapping[str, str]:
        return {column.name: column.kind for column in INTERCHANGE}

    def view(self, text: str) -> None:
        self.connection.execute(f"CREATE VIEW timeline_story AS {text}")

    def speakers(self, rows: Sequence[Speaker]) -> None:
        self.connection.execute(f"CREATE TABLE timeline_speakers ({', '.join(SPEAKERS)}, PRIMARY KEY (source))")
        self.connection.executemany("INSERT INTO timeline_speakers VALUES (?, ?, ?, ?)", rows)

    def rows(self, text: str) -> Sequence[Sequence[Any]]:
        return self.connection.execute(text).fetchall()

    def answers(self, text: str, told: ByRecord) -> Iterable[tuple[str, int]]:
        self.connection.execute(f"CREATE TABLE timeline_answer AS {text}")
        yield from self.connection.execute("SELECT claim, status FROM timeline_answer WHERE status >= 0")
        yield from told.statuses(self.connection.execute(f"{RECORDS} ORDER BY claim"))
