"""Bulk: the same fold over columns of whole numbers, for the status of every claim of a large story at any pair of cuts."""

from timeline.bulk._columns import Columns
from timeline.bulk._duckdb import DuckDB
from timeline.bulk._moves import Moved, Moves
from timeline.bulk._replay import replay
from timeline.bulk._sqlite import Sqlite
from timeline.bulk._statuses import Statuses
from timeline.bulk._story_table import StoryTable, save_parquet

__all__ = ["Columns", "DuckDB", "Moved", "Moves", "Sqlite", "Statuses", "StoryTable", "replay", "save_parquet"]
