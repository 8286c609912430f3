"""Postgres: the engine that is a server: a table that lies in a PostgreSQL database is asked where it lies."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from attrs import frozen

from timeline import Entry
from timeline._text import short
from timeline.bulk._by_record import ByRecord
from timeline.bulk._interchange import INTERCHANGE
from timeline.bulk._laying import laid_out
from timeline.bulk._speakers import SPEAKERS, Speaker
from timeline.bulk._texts import RECORDS
from timeline.errors import StoreError

__all__ = ["Postgres"]

_KINDS = {"text": 'text COLLATE "C"', "integer": "bigint"}
_PAGE = 10_000


@frozen(eq=False)
class Postgres:
    """A PostgreSQL server, by an open connection of psycopg, which stays yours. Needs the extra ``postgres``.

    A table is its name, with a schema or without. What an answer takes is made in the session and gone with it: the user
    needs to read the table and to make temporary ones, and can change nothing.
    """

    connection: Any

    @property
    def name(self) -> str:
        """What it is called."""
        return "postgres"

    @contextmanager
    def connect(self, table: str) -> Iterator["_Connected"]:
        """Return it with a table."""
        relation = _quoted(table)
        with self._clear(table), self.connection.transaction(force_rollback=True):
            yield _Connected(self.connection, str(table), relation)

    def save(self, entries: Iterable[Entry], table: str) -> int:
        """Write the interchange table of a log into a table, in the place of what that held; return the number of its rows.

        All or nothing, in one transaction. It holds the log as it is now: save it again when the log has grown.
        """
        relation, rows, count = _quoted(table), laid_out(entries), 0
        columns = ", ".join(f"{column.name} {_KINDS[column.kind]}" for column in INTERCHANGE)
        with self._clear(table), self.connection.transaction(), self.connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {relation}")
            cursor.execute(f"CREATE TABLE {relation} ({columns})")
            with cursor.copy(f"COPY {relation} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
                    count += 1
            cursor.execute(f"ANALYZE {relation}")
        return count

    @contextmanager
    def lent(self, entries: Iterable[Entry]) -> Iterator[str]:
        """Return the table of a log, which is gone afterwards; in the database's first schema."""
        name = f"timeline_lent_{self.connection.info.backend_pid}"
        self.save(entries, name)
        try:
            yield name
        finally:
            with self._clear(name), self.connection.transaction():
                self.connection.execute(f"DROP TABLE {name}")

    @contextmanager
    def _clear(self, table: object) -> Iterator[None]:
        """Raise what goes wrong on the server as `StoreError`."""
        try:
            yield
        except self.connection.Error as error:
            raise StoreError(f"{table}: PostgreSQL: {str(error).partition(chr(10))[0]}") from error


def _quoted(table: object) -> str:
    parts = table.split(".") if isinstance(table, str) else []
    if not all(parts) or len(parts) not in {1, 2} or "\0" in str(table):
        raise TypeError(f"{short(table)} is no table; give the name of one, with a schema or without")
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


@frozen(eq=False)
class _Connected:
    connection: Any
    called: str
    relation: str

    def kinds(self) -> Mapping[str, str]:
        found = self.rows(
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute "
            f"WHERE attrelid = '{self.relation.replace(chr(39), chr(39) * 2)}'::regclass AND attnum > 0 AND NOT attisdropped"
        )
        return {str(name): str(kind) for name, kind in found}

    def view(self, text: str) -> None:
        self.connection.execute(f"CREATE TEMP VIEW timeline_story AS {text}")

    def speakers(self, rows: Sequence[Speaker]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMP TABLE timeline_speakers ({' text, '.join(SPEAKERS)} smallint)")
            with cursor.copy("COPY timeline_speakers FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute("ANALYZE timeline_speakers")

    def rows(self, text: str) -> Sequence[Sequence[Any]]:
        found: Sequence[Sequence[Any]] = self.connection.execute(text).fetchall()
        return found

    def answers(self, text: str, told: ByRecord) -> Iterable[tuple[str, int]]:
        self.connection.execute(f"CREATE TEMP TABLE timeline_answer AS {text}")
        yield from self._paged("SELECT claim, status FROM timeline_answer WHERE status >= 0")
        yield from told.statuses(self._paged(f'{RECORDS} ORDER BY claim COLLATE "C"'))

    def _paged(self, text: str) -> Iterator[Any]:
        """Yield the rows of an answer, which stays on the server until they are asked for."""
        with self.connection.cursor(name="timeline_answers") as cursor:
            cursor.itersize = _PAGE
            cursor.execute(text)
            yield from cursor
