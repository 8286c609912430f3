"""The tables of a store in PostgreSQL: what they are made of, in a schema of their own, for every story of the database.

Every key starts with the story, so that the tables can be hash-partitioned by it. Nothing that is hashed is kept in a
type that might write it otherwise: payloads, salts, leaves and nodes are ``bytea``, recorded times the text of the
envelope; texts compare byte by byte (``COLLATE "C"``).
"""

from typing import Final

__all__ = ["FORMAT", "SCHEMA", "postgres_tables"]

FORMAT: Final = 1
"""The version of the tables that is written and read; kept in the table ``format``."""
SCHEMA: Final = "timeline"

_KEYED: Final = {
    # payload and salt are NULL in a redacted entry, the tombstone in every other
    "entry": 'position bigint, id text COLLATE "C" NOT NULL, recorded text NOT NULL, leaf bytea NOT NULL, salt bytea, '
    "payload bytea, tombstone text, PRIMARY KEY (story, position), UNIQUE (story, id)",
    "mention": 'kind text COLLATE "C", name text COLLATE "C", position bigint, PRIMARY KEY (story, kind, name, position)',
    "node": "level smallint, index bigint, hash bytea NOT NULL, PRIMARY KEY (story, level, index)",
}


def postgres_tables(*, partitions: int = 0) -> str:
    """Return the SQL that makes the tables of a store in PostgreSQL, for who makes them beforehand, under another role.

    ``partitions`` is into how many parts they are hash-partitioned by story; 0, the default: not at all. A store that
    finds no tables makes them so.

    >>> postgres_tables(partitions=2).count("PARTITION OF timeline.entry")
    2
    """
    made = [
        f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}",
        f"CREATE TABLE {SCHEMA}.format (version integer NOT NULL)",
        # the one row that an append locks; it is written at every append, and with room in its page it stays there
        f"CREATE TABLE {SCHEMA}.story (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
        'name text COLLATE "C" NOT NULL UNIQUE, size bigint NOT NULL DEFAULT 0, recorded text, '
        "peaks bytea NOT NULL DEFAULT '', redactions bigint NOT NULL DEFAULT 0, scrub boolean NOT NULL DEFAULT false) "
        "WITH (fillfactor = 20)",
    ]
    for table, columns in _KEYED.items():
        parted = " PARTITION BY HASH (story)" if partitions else ""
        made.append(f"CREATE TABLE {SCHEMA}.{table} (story bigint, {columns}){parted}")
        for part in range(partitions):
            of = f"CREATE TABLE {SCHEMA}.{table}_{part} PARTITION OF {SCHEMA}.{table}"
            made.append(f"{of} FOR VALUES WITH (MODULUS {partitions}, REMAINDER {part})")
    made.append(f"INSERT INTO {SCHEMA}.format VALUES ({FORMAT})")
    return ";\n".join(made) + ";\n"
