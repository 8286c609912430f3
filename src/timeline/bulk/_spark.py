"""Spark: the engine for a cluster: the same text, and the same function for what is told from records, on every worker."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from os import PathLike
from typing import Any

from attrs import frozen

from timeline import Entry
from timeline._text import short
from timeline.bulk._by_record import ByRecord
from timeline.bulk._speakers import Speaker
from timeline.bulk._story_table import parquet_for_a_while
from timeline.bulk._texts import ASK, RECORDS
from timeline.errors import MissingExtraError, StoreError

__all__ = ["Spark"]


@frozen(eq=False)
class Spark:
    """A session of Spark, classic or Connect, which stays yours. Needs the extra ``spark``, on the workers too.

    A table is a data frame of the session, or the name of a Parquet file or folder that every worker can read. Whatever a
    lost worker had done Spark does again elsewhere, from the table: an answer is whole or an error.
    """

    session: Any
    folder: "str | PathLike[str] | None" = None
    """Where `verify` puts its table: a folder that every worker can read; by default this machine's own for what is temporary."""

    @property
    def name(self) -> str:
        """What it is called."""
        return "spark"

    @contextmanager
    def connect(self, table: Any) -> Iterator["_Connected"]:
        """Return it with a table."""
        errors = _errors()
        named = isinstance(table, str | PathLike)
        if not named and not hasattr(table, "createOrReplaceTempView"):
            raise TypeError(f"{short(table)} is no table; give a data frame, or the name of a Parquet file")
        called = str(table) if named else "the table"
        connected = _Connected(self.session, called)
        try:
            connected.take(self.session.read.parquet(str(table)) if named else table)
            yield connected
        except errors as error:
            raise StoreError(f"{called}: Spark: {last_word(str(error))}") from error
        finally:
            with suppress(*errors):
                connected.close()

    @contextmanager
    def lent(self, entries: Iterable[Entry]) -> Iterator[str]:
        """Return the table of a log as a Parquet file that is gone afterwards."""
        with parquet_for_a_while(entries, self.folder) as path:
            yield path


def _errors() -> tuple[type[Exception], ...]:
    """Return what Spark raises: of its own, of the bridge to its Java, and of the network."""
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
    except ImportError:
        raise MissingExtraError("spark", "Spark as an engine", "pyspark") from None
    return PySparkException, Py4JError, ConnectionError


def last_word(message: str) -> str:
    """Return the line of an error that says what happened: where a worker's Python raised it, its last line."""
    lines = [line.strip() for line in message.splitlines() if line.strip()] or ["it gave no reason"]
    errors = [line for line in lines if ("Error: " in line or "Exception: " in line) and not line.startswith("at ")]
    return errors[-1] if errors else lines[0]


@frozen(eq=False)
class _Connected:
    session: Any
    called: str
    relation: str = "timeline_given"

    def take(self, table: Any) -> None:
        table.createOrReplaceTempView(self.relation)

    def close(self) -> None:
        for name in (self.relation, "timeline_story", "timeline_speakers", "timeline_answer"):
            self.session.catalog.dropTempView(name)

    def kinds(self) -> Mapping[str, str]:
        return {field.name: field.dataType.simpleString() for field in self.session.table(self.relation).schema.fields}

    def view(self, text: str) -> None:
        self.session.sql(text).createOrReplaceTempView("timeline_story")

    def speakers(self, rows: Sequence[Speaker]) -> None:
        kinds = "source string, party string, origin string, doubtful int"
        self.session.createDataFrame([tuple(row) for row in rows], kinds).createOrReplaceTempView("timeline_speakers")

    def rows(self, text: str) -> Sequence[Sequence[Any]]:
        return [tuple(row) for row in self.session.sql(text).collect()]

    def answers(self, text: str, told: ByRecord) -> Iterable[tuple[str, int]]:
        answer = self.session.sql(text).persist()
        try:
            counted = list(_pairs(answer))
            yield from ((claim, status) for claim, status in counted if status != ASK)
            if any(status == ASK for _, status in counted):
                answer.createOrReplaceTempView("timeline_answer")
                by_claim = self.session.sql(RECORDS).repartition("claim").sortWithinPartitions("claim")
                yield from _pairs(by_claim.mapInArrow(told.batches, "claim string, status int"))
        finally:
            answer.unpersist()


def _pairs(frame: Any) -> Iterator[tuple[str, int]]:
    for batch in frame.toArrow().to_batches():
        yield from zip(batch["claim"].to_pylist(), batch["status"].to_pylist(), strict=True)
