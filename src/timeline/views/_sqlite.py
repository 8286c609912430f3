"""A timeline as a plain SQLite database, with what Datasette needs to replay any moment of it."""

import json
from contextlib import closing

from timeline import PolicyLike, Timeline
from timeline.views._columns import COLUMNS
from timeline.views._tables import TABLES, rows

__all__ = ["REPLAY", "datasette", "sqlite"]

_TYPES = {"text": "TEXT", "integer": "INTEGER", "real": "REAL", "boolean": "INTEGER", "instant": "INTEGER"}
_KEYS = {"sources": "source", "claims": "claim", "reports": "report", "entries": "position"}
_INDEXES = (
    ("status", "claim, known_from, said_from"),
    ("status", "said_from, said_to"),
    ("status", "known_from, known_to"),
    ("reports", "claim, said_latest"),
    ("reports", "source, said_latest"),
    ("transitions", "claim, said_at"),
    ("transitions", "cause"),
    ("entries", "id"),
    ("entries", "recorded_at"),
)
_NOW = "said_to IS NULL AND known_to IS NULL"
_STANDS = "claim, status, verdict, verdict_by, figures, because, up_to"
_VIEWS = (
    ("what_stands", f"SELECT {_STANDS} FROM status WHERE {_NOW}"),
    (
        "what_stood",
        f"SELECT {_STANDS}, said_from_text AS said_from, said_to_text AS said_to FROM status WHERE known_to IS NULL",
    ),
    (
        "who_said_what",
        "SELECT reports.said, coalesce(sources.name, reports.source) AS who, reports.stance,"
        " coalesce(claims.text, reports.claim) AS what, reports.figure, reports.quote, reports.url"
        " FROM reports LEFT JOIN sources USING (source) LEFT JOIN claims USING (claim)"
        " WHERE NOT reports.void ORDER BY reports.said_latest, reports.said_earliest, reports.report",
    ),
)


def _moment(name: str) -> str:
    """Return the SQL that reads a cut: empty is no limit, a date its end in UTC, digits microseconds, else an instant."""
    return (
        f"CASE WHEN trim(coalesce(:{name}, '')) = '' THEN 9223372036854775807"
        f" WHEN :{name} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"
        f" THEN (CAST(strftime('%s', :{name}) AS INTEGER) + 86400) * 1000000 - 1"
        f" WHEN ltrim(:{name}, '-') NOT GLOB '*[^0-9]*' THEN CAST(:{name} AS INTEGER)"
        f" ELSE CAST(strftime('%s', :{name}) AS INTEGER) * 1000000 END"
    )


REPLAY = (
    f"WITH cut AS (SELECT {_moment('as_of')} AS said, {_moment('known_at')} AS known)\n"
    "SELECT status.* FROM status, cut\n"
    "WHERE status.said_from <= cut.said AND (status.said_to IS NULL OR cut.said < status.said_to)\n"
    "AND status.known_from <= cut.known AND (status.known_to IS NULL OR cut.known < status.known_to)\n"
    "ORDER BY status.rowid"
)
"""The query that answers as `replay` does, on the parameters ``as_of`` and ``known_at``: a date (the end of that day in
UTC), an instant to the second, microseconds since 1970, or nothing for no limit."""


def sqlite(timeline: Timeline, *, policy: PolicyLike | None = None) -> bytes:
    """Return a timeline as the bytes of a plain SQLite database: tables, views and indexes, nothing that runs by itself.

    Every instant is an integer, microseconds since 1970 in UTC, with a readable text beside it.
    """
    import sqlite3

    with closing(sqlite3.connect(":memory:")) as database:
        for table in TABLES:
            found = rows(timeline, table, policy=policy)
            columns = [f'"{c.name}" {_TYPES[c.kind]}' for c in found.columns]
            key = f', PRIMARY KEY ("{_KEYS[table]}")' if table in _KEYS else ""
            database.execute(f'CREATE TABLE "{table}" ({", ".join(columns)}{key})')
            places = ", ".join("?" * len(columns))
            database.executemany(f'INSERT INTO "{table}" VALUES ({places})', found.values())
        for number, (table, over) in enumerate(_INDEXES, 1):
            database.execute(f"CREATE INDEX {table}_{number} ON {table} ({over})")
        for name, query in _VIEWS:
            database.execute(f"CREATE VIEW {name} AS {query}")
        database.commit()
        return database.serialize()


def datasette(name: str) -> str:
    """Return the metadata with which Datasette serves the database ``name`` (its file's name without .db), as JSON.

    It describes every column, and has one query, ``replay``, that shows what stood at any moment of either clock.
    """
    hint = "A date is the end of that day in UTC; also an instant, or microseconds since 1970. Empty: no limit."
    tables = {table: {"columns": {c.name: c.means for c in COLUMNS[table]}} for table in TABLES}
    query = {"sql": REPLAY, "title": "What stood, and what was known of it", "description": hint, "params": ["as_of", "known_at"]}
    return json.dumps({"databases": {name: {"tables": tables, "queries": {"replay": query}}}}, indent=2)
