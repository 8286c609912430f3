"""Bulk: the same fold over columns of whole numbers, for the status of every claim of a large story at any pair of cuts."""

from timeline.bulk._columns import Columns
from timeline.bulk._moves import Moved, Moves
from timeline.bulk._statuses import Statuses

__all__ = ["Columns", "Moved", "Moves", "Statuses"]
