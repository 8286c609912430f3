"""Where timelines live: the only code that touches disk or network."""

from timeline.stores._jsonl import load, save

__all__ = ["load", "save"]
