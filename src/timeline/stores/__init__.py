"""Where timelines live: the only code that touches disk or network."""

from timeline.stores._jsonl import load, read, save
from timeline.stores._store import Appended, Head, Store

__all__ = ["Appended", "Head", "Store", "load", "read", "save"]
