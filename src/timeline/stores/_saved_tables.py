"""The tables in which a store saves columns: made when first something is saved, and nothing else depends on them.

What they hold is content, such as the ids of claims and the times of reports: a redaction empties them.
"""

import sqlite3
from typing import Final

from timeline.stores._connection import SPAN

__all__ = ["MADE", "SAVED_TABLES", "emptied"]

MADE: Final = {  # by name; what stands in a file otherwise is thrown away
    # sum: the checksums of the rows of claims, as one; whole: the position of what is saved of all claims in one; late: how many
    # rows of claims were written since, and their sum
    "saved": "CREATE TABLE saved (key INTEGER PRIMARY KEY, format TEXT NOT NULL, position INTEGER NOT NULL, "
    "leaf BLOB NOT NULL, claims INTEGER NOT NULL, sum INTEGER NOT NULL, book BLOB NOT NULL, buckets BLOB NOT NULL, "
    "whole INTEGER NOT NULL, late INTEGER NOT NULL, late_sum INTEGER NOT NULL, "
    "checksum INTEGER NOT NULL)",
    # position: up to which entry of the story, when it was written
    "saved_claim": "CREATE TABLE saved_claim (key INTEGER PRIMARY KEY, name TEXT NOT NULL, position INTEGER NOT NULL, "
    "sheet BLOB NOT NULL, checksum INTEGER NOT NULL)",
    "saved_claim_name": f"CREATE UNIQUE INDEX saved_claim_name ON saved_claim (name, key / {SPAN})",
    "saved_claim_position": f"CREATE INDEX saved_claim_position ON saved_claim (key / {SPAN}, position)",
    # all claims in one, in pieces, for whoever asks for them all
    "saved_whole": "CREATE TABLE saved_whole (key INTEGER PRIMARY KEY, piece BLOB NOT NULL, checksum INTEGER NOT NULL)",
    # the claims by evidence item, the items in buckets by checksum
    "saved_items": "CREATE TABLE saved_items (key INTEGER PRIMARY KEY, claims BLOB NOT NULL, checksum INTEGER NOT NULL)",
}
SAVED_TABLES: Final = frozenset({"saved", "saved_claim", "saved_items", "saved_whole"})
"""The tables that can be lost without a loss; the keys of a story in them are those of its entries."""


def emptied(connection: sqlite3.Connection, number: int) -> None:
    """Take away all that is saved of a story."""
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        if name in SAVED_TABLES:
            connection.execute(f"DELETE FROM {name} WHERE key >= ? AND key < ?", (number * SPAN, (number + 1) * SPAN))
