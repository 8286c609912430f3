"""Where timelines live: the only code that touches disk or network."""

from timeline.stores._jsonl import load, save
from timeline.stores._open import is_database, open, salvage, stories
from timeline.stores._record import Record
from timeline.stores._store import Appended, Head, Store

__all__ = ["Appended", "Head", "Record", "Store", "is_database", "load", "open", "salvage", "save", "stories"]
