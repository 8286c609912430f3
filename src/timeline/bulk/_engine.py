"""Engine: what runs the texts: a library or a server with a table in it; the one interface that each has."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from timeline import Entry
from timeline.bulk._by_record import ByRecord
from timeline.bulk._speakers import Speaker

__all__ = ["Connected", "Engine"]


class Connected(Protocol):
    """An engine with one table, for as long as one question takes."""

    @property
    def called(self) -> str:
        """What the table is called in errors."""

    @property
    def relation(self) -> str:
        """The table in SQL."""

    def kinds(self) -> Mapping[str, str]:
        """Return the types of the table's columns, by name."""

    def view(self, text: str) -> None:
        """Take a text as the view ``timeline_story``."""

    def speakers(self, rows: Sequence[Speaker]) -> None:
        """Take rows as the table ``timeline_speakers``."""

    def rows(self, text: str) -> Sequence[Sequence[Any]]:
        """Return the rows of an answer that is small."""

    def answers(self, text: str, told: ByRecord) -> Iterable[tuple[str, int]]:
        """Return what a question has for an answer, by claim: what it has no number for from the claim's records."""


class Engine(Protocol):
    """What `replay` runs on: `DuckDB`, `Spark`, `Postgres`, `Sqlite`, or one of your own."""

    @property
    def name(self) -> str:
        """What it is called."""

    def connect(self, table: Any) -> AbstractContextManager[Connected]:
        """Return the engine with a table; raises `StoreError` where that cannot be had."""

    def lent(self, entries: Iterable[Entry]) -> AbstractContextManager[Any]:
        """Return the table of a log where the engine can ask it, for as long as that is used."""
