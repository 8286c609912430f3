"""Engines as they are measured beside each other: each is made ready with a Parquet file, and then asked at a pair of cuts."""

import contextlib
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

import duckdb

from timeline import Policy, When
from timeline.bulk import DuckDB, Engine, Postgres, Spark, Sqlite, StoryTable, replay
from timeline.bulk._interchange import selected
from timeline.bulk._speakers import noted, speakers
from timeline.bulk._texts import NOTES, question

START, YEARS = 1_645_660_800_000_000, 126_144_000_000_000
"""When the made-up reports begin, and for how long they go on, in microseconds."""
PART = 10_000_000
"""More reports are told in parts."""
BY_HAND = """
WITH told AS (SELECT claim, source, stance, said_to,
    CASE WHEN retracted_said <= {as_of} AND retracted_known <= {known_at} THEN 1 ELSE 0 END AS gone FROM read_parquet('{path}')
    WHERE claim IS NOT NULL AND said_to <= {as_of} AND known_from <= {known_at} AND (known_to IS NULL OR known_to > {known_at})),
live AS (SELECT claim, source, arg_max(stance * 2 + gone, said_to) FILTER (stance < 3) AS last,
    max(said_to) FILTER (stance < 3) AS ends, arg_max(gone, said_to) FILTER (stance = 0) AS back FROM told GROUP BY ALL),
parties AS (SELECT claim, coalesce(party, l.source) AS party, any_value(origin) AS origin, max(ends) FILTER (last = 0) AS yes,
    max(ends) FILTER (last = 2) AS no, min(back) AS back
    FROM live AS l LEFT JOIN timeline_speakers AS s ON s.source = l.source GROUP BY ALL),
counted AS (SELECT claim, max(yes) FILTER (no IS NULL OR yes >= no) AS yes, max(no) FILTER (yes IS NULL OR no >= yes) AS no,
    min(coalesce(origin, party)) FILTER (yes >= coalesce(no, yes)) AS a, min(back) AS back,
    max(coalesce(origin, party)) FILTER (yes >= coalesce(no, yes)) AS b FROM parties GROUP BY claim)
SELECT claim, CASE WHEN yes IS NOT NULL AND no IS NOT NULL THEN 4 WHEN a <> b THEN 3 WHEN yes IS NOT NULL THEN 2
    WHEN no IS NOT NULL THEN 5 WHEN back = 1 THEN 6 ELSE 1 END AS status FROM counted
"""
Ask = Callable[[When | None, When | None], Any]
"""What answers to a pair of cuts, once everything is there that it asks."""


@contextlib.contextmanager
def by_hand(path: Path, memory: str) -> Iterator[Ask]:
    def ask(as_of: When | None, known_at: When | None) -> dict[str, Any]:
        return dict(_asked(path, memory, BY_HAND.format(as_of=us(as_of), known_at=us(known_at), path=path), us(known_at)))

    yield ask


@contextlib.contextmanager
def bare(path: Path, memory: str) -> Iterator[Ask]:
    def ask(as_of: When | None, known_at: When | None) -> dict[str, Any]:
        return dict(_asked(path, memory, question(Policy(), us(as_of), us(known_at)), us(known_at)))

    yield ask


def us(when: When | None) -> int:
    return 2**62 - 1 if when is None else when.order[0]


def _asked(path: Path, memory: str, query: str, known_at: int) -> Iterator[Any]:
    with (
        tempfile.TemporaryDirectory(dir=path.parent) as spill,
        duckdb.connect(config={"memory_limit": memory, "temp_directory": spill}) as connection,
    ):
        connection.execute(f"CREATE VIEW timeline_story AS {whole(connection, path)}")
        rows = speakers(noted(connection.execute(NOTES).fetchall(), (), ""), "party", known_at)
        connection.execute("CREATE TABLE timeline_speakers (source VARCHAR, party VARCHAR, origin VARCHAR, doubtful INT)")
        connection.executemany("INSERT INTO timeline_speakers VALUES (?, ?, ?, ?)", rows)
        connection.execute(f"CREATE TABLE answer AS {query}")
        found = connection.sql("SELECT * FROM answer").to_arrow_table()
        yield from zip(found["claim"].to_pylist(), found["status"].to_pylist(), strict=True)


def by_engine(table: Any, engine: Engine) -> Ask:
    def ask(as_of: When | None, known_at: When | None) -> Any:
        return replay(table, as_of=as_of, known_at=known_at, engine=engine)

    return ask


@contextlib.contextmanager
def by_duckdb(path: Path, memory: str) -> Iterator[Ask]:
    reports = int(path.stem.rpartition("-")[2])
    parts = reports // 8_000_000 if reports > PART else 1
    yield by_engine(path, DuckDB(memory_limit=memory, spill=path.parent, parts=parts))


@contextlib.contextmanager
def by_spark(path: Path, memory: str) -> Iterator[Ask]:
    cluster = of_tests("spark_cluster").Cluster()
    try:
        session = cluster.session()
        ask = by_engine(path, Spark(session))
        ask(When.at(START), None)  # the first question starts what works for all of them
        yield ask
        session.stop()
    finally:
        cluster.close()


@contextlib.contextmanager
def by_postgres(path: Path, memory: str) -> Iterator[Ask]:
    import psycopg

    server = of_tests("postgres_server").Server(*SETTINGS, where=path.parent)
    try:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            engine = Postgres(connection)
            engine.save((), "reports")
            with connection.cursor().copy("COPY reports FROM STDIN (FORMAT csv)") as copy, csv_of(path) as lines:
                while some := lines.read(2**20):
                    copy.write(some)
            connection.execute("VACUUM ANALYZE reports")
            yield by_engine("reports", engine)
    finally:
        server.close()


@contextlib.contextmanager
def by_sqlite(path: Path, memory: str) -> Iterator[Ask]:
    yield by_engine(StoryTable(tuple(rows_of(path))), Sqlite())


def of_tests(module: str) -> Any:
    """Return a module of the tests, which know how to start a server and a cluster."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    return import_module(module)


def rows_of(path: Path, where: str = "") -> list[tuple[Any, ...]]:
    """Return rows of a Parquet file with all the columns of the table."""
    with duckdb.connect() as connection:
        return connection.execute(f"{whole(connection, path)} {where}").fetchall()


@contextlib.contextmanager
def csv_of(path: Path) -> Iterator[BinaryIO]:
    """Return the rows of a Parquet file with all the columns of the table as CSV."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder, duckdb.connect() as connection:
        lines = Path(folder) / "reports.csv"
        connection.execute(f"COPY ({whole(connection, path)}) TO '{lines}' (FORMAT csv, HEADER false)")
        with lines.open("rb") as file:
            yield file


def whole(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    relation = f"read_parquet('{path}')"
    return selected([name for name, *_ in connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()], relation)


SETTINGS = ("shared_buffers = 512MB", "work_mem = 256MB", "fsync = off")
BY: dict[str, Callable[[Path, str], contextlib.AbstractContextManager[Ask]]] = {
    "by-hand": by_hand,
    "bare": bare,
    "duckdb": by_duckdb,
    "spark": by_spark,
    "postgres": by_postgres,
    "sqlite": by_sqlite,
}
