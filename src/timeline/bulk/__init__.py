"""Bulk: the same fold over columns of whole numbers, for the status of every claim of a large story at any pair of cuts."""

from typing import TYPE_CHECKING, Final

from timeline._later import later as _brought_later

if TYPE_CHECKING:
    from timeline.bulk._columns import Columns
    from timeline.bulk._duckdb import DuckDB
    from timeline.bulk._engine import Connected, Engine
    from timeline.bulk._interchange import INTERCHANGE, InterchangeColumn
    from timeline.bulk._moves import Moved, Moves
    from timeline.bulk._postgres import Postgres
    from timeline.bulk._replay import replay
    from timeline.bulk._spark import Spark
    from timeline.bulk._sqlite import Sqlite
    from timeline.bulk._statuses import Statuses
    from timeline.bulk._story_table import StoryTable, save_parquet
    from timeline.bulk._verify import Trial, Verified, checksum, verify

__all__ = [
    "INTERCHANGE",
    "Columns",
    "Connected",
    "DuckDB",
    "Engine",
    "InterchangeColumn",
    "Moved",
    "Moves",
    "Postgres",
    "Spark",
    "Sqlite",
    "Statuses",
    "StoryTable",
    "Trial",
    "Verified",
    "checksum",
    "replay",
    "save_parquet",
    "verify",
]

_LATER: Final = {
    "_columns": ("Columns",),
    "_duckdb": ("DuckDB",),
    "_engine": ("Connected", "Engine"),
    "_interchange": ("INTERCHANGE", "InterchangeColumn"),
    "_moves": ("Moved", "Moves"),
    "_postgres": ("Postgres",),
    "_replay": ("replay",),
    "_spark": ("Spark",),
    "_sqlite": ("Sqlite",),
    "_statuses": ("Statuses",),
    "_story_table": ("StoryTable", "save_parquet"),
    "_verify": ("Trial", "Verified", "checksum", "verify"),
}
"""What there is, by its module, which is imported when it is asked for: who opens a file needs no engine and no server."""
__getattr__, __dir__ = _brought_later(__name__, globals(), _LATER)
