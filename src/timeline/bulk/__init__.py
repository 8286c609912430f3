"""Bulk: the same fold over columns of whole numbers, for the status of every claim of a large story at any pair of cuts."""

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
