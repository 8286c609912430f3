"""DuckDB: the engine for one machine; it reads Parquet, and writes to disk what does not fit into its memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from os import PathLike, fspath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from attrs import frozen

from timeline import Entry
from timeline._text import short
from timeline.bulk._by_record import ByRecord, rows_in
from timeline.bulk._speakers import SPEAKERS, Speaker
from timeline.bulk._story_table import parquet_for_a_while
from timeline.bulk._texts import RECORDS
from timeline.errors import MissingExtraError, StoreError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["DuckDB"]


@frozen(kw_only=True)
class DuckDB:
    """DuckDB in this process. Needs the extra ``bulk``.

    ``memory_limit`` is what it may take, such as "2GB", ``threads`` how many cores it uses, ``spill`` the folder for what does
    not fit; by default its own share of the machine, all cores, and a folder that is made and removed. Claims are told in
    ``parts``, one after the other, each in a pass of its own over the table: one for every eight million reports under 2 GB.
    A table is the name of a Parquet file, with ``*`` for several, a sequence of such names, or whatever speaks the Arrow C
    stream interface. Raises `ValueError` for fewer than one part.
    """

    memory_limit: str | None = None
    threads: int | None = None
    spill: "str | PathLike[str] | None" = None
    parts: int = 1

    def __attrs_post_init__(self) -> None:
        if isinstance(self.parts, bool) or not isinstance(self.parts, int) or self.parts < 1:
            raise ValueError(f"parts is {short(self.parts)}; give a whole number from 1 on")

    @property
    def name(self) -> str:
        """What it is called."""
        return "duckdb"

    @contextmanager
    def connect(self, table: Any) -> Iterator["_Connected"]:
        """Return it with a table."""
        try:
            import duckdb
            import pyarrow as pa
        except ImportError:
            raise MissingExtraError("bulk", "DuckDB as an engine", "duckdb and pyarrow") from None
        called, relation = _named(table)
        with TemporaryDirectory(prefix="timeline-", dir=self.spill) as folder:
            settings = {
                "memory_limit": self.memory_limit,
                "threads": self.threads,
                "temp_directory": folder,
                "preserve_insertion_order": False,
            }
            try:
                config: dict[str, Any] = {name: value for name, value in settings.items() if value is not None}
                with duckdb.connect(config=config) as connection:
                    if relation == _GIVEN:
                        connection.register(_GIVEN, pa.table(table))  # a stream is read once, a table as often as asked
                    yield _Connected(connection, called, relation, self.parts)
            except duckdb.Error as error:
                raise StoreError(f"{called}: DuckDB: {str(error).partition(chr(10))[0]}") from error

    @contextmanager
    def lent(self, entries: Iterable[Entry]) -> Iterator[str]:
        """Return the table of a log as a Parquet file that is gone afterwards."""
        with parquet_for_a_while(entries, self.spill) as path:
            yield path


_GIVEN = "timeline_given"
_ROWS = 65_536


def _named(table: Any) -> tuple[str, str]:
    """Return what a table is called, and what it is in SQL."""
    if hasattr(table, "__arrow_c_stream__"):
        return "the table", _GIVEN
    paths = [table] if isinstance(table, str | PathLike) else table
    if not isinstance(paths, list | tuple) or not paths or not all(isinstance(path, str | PathLike) for path in paths):
        raise TypeError(f"{short(table)} is no table; give the name of a Parquet file, several, or a table of Arrow")
    names = [str(fspath(path)) for path in paths]
    quoted = ", ".join("'" + name.replace("'", "''") + "'" for name in names)
    return ", ".join(names), f"read_parquet([{quoted}])"


@frozen(eq=False)
class _Connected:
    connection: "DuckDBPyConnection"
    called: str
    relation: str
    parts: int

    def kinds(self) -> Mapping[str, str]:
        return {str(name): str(kind) for name, kind, *_ in self.rows(f"DESCRIBE SELECT * FROM {self.relation}")}

    def view(self, text: str) -> None:
        self.connection.execute(f"CREATE VIEW timeline_whole AS {text}")
        self.connection.execute("CREATE VIEW timeline_story AS SELECT * FROM timeline_whole")

    def speakers(self, rows: Sequence[Speaker]) -> None:
        columns = ", ".join(f"{name} {'INTEGER' if name == 'doubtful' else 'VARCHAR'}" for name in SPEAKERS)
        self.connection.execute(f"CREATE TABLE timeline_speakers ({columns})")
        values = ", ".join("unnest(?)" for _ in SPEAKERS)
        self.connection.execute(f"INSERT INTO timeline_speakers SELECT {values}", [*map(list, zip(*rows, strict=True))])

    def rows(self, text: str) -> Sequence[Sequence[Any]]:
        return self.connection.execute(text).fetchall()

    def answers(self, text: str, told: ByRecord) -> Iterable[tuple[str, int]]:
        for part in range(self.parts):
            if self.parts > 1:
                mine = f"SELECT * FROM timeline_whole WHERE claim IS NOT NULL AND hash(claim) % {self.parts} = {part}"
                self.connection.execute(f"CREATE OR REPLACE VIEW timeline_story AS {mine}")
            yield from self._part(text, told)

    def _part(self, text: str, told: ByRecord) -> Iterator[tuple[str, int]]:
        self.connection.execute(f"CREATE OR REPLACE TABLE timeline_answer AS {text}")
        found = self.connection.sql("SELECT claim, status FROM timeline_answer WHERE status >= 0").to_arrow_table()
        yield from zip(found["claim"].to_pylist(), found["status"].to_pylist(), strict=True)
        yield from told.statuses(rows_in(self.connection.sql(f"{RECORDS} ORDER BY claim").to_arrow_reader(_ROWS)))
