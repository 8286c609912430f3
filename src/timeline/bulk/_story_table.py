"""StoryTable: the interchange table of a log, in memory, and as a Parquet file."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from attrs import frozen

from timeline import Entry
from timeline.bulk._interchange import INTERCHANGE
from timeline.bulk._laying import TableRow, laid_out
from timeline.errors import MissingExtraError

if TYPE_CHECKING:
    from pyarrow import Schema, Table

__all__ = ["StoryTable", "parquet_for_a_while", "save_parquet", "schema"]

_ROWS = 65_536
"""How many rows are written at once."""
_SMALL = {"stance", "told"}


@frozen(eq=False, repr=False)
class StoryTable:
    """The interchange table of a log: `replay` takes it as it is, as does whatever speaks the Arrow C stream interface."""

    rows: tuple[TableRow, ...]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "StoryTable":
        """Return the table of a log, such as a `Timeline`."""
        return cls(tuple(laid_out(entries)))

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<StoryTable: {len(self):,} rows>"

    def arrow(self) -> "Table":
        """Return it as a table of Arrow; raises `MissingExtraError` without the extra ``bulk``."""
        return _arrow(self.rows)

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        """Return it as an Arrow C stream."""
        return self.arrow().__arrow_c_stream__(requested_schema)


def schema() -> "Schema":
    """Return the columns of the table as a schema of Arrow."""
    import pyarrow as pa

    kinds = {"text": pa.string(), "integer": pa.int64()}
    return pa.schema(
        [(column.name, pa.int8() if column.name in _SMALL else kinds[column.kind]) for column in INTERCHANGE]
    )


def _arrow(rows: Iterable[TableRow]) -> "Table":
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingExtraError("bulk", "a table of Arrow", "pyarrow") from None
    columns = list(zip(*rows, strict=True)) or [()] * len(INTERCHANGE)
    fields = schema()
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, fields, strict=True)], schema=fields)


def save_parquet(entries: Iterable[Entry], path: "str | PathLike[str]") -> int:
    """Write the interchange table of a log into a Parquet file, and return the number of its rows.

    The file is complete, or not there: it is written beside its name. Raises `MissingExtraError` without the extra ``bulk``.
    """
    try:
        from pyarrow import parquet
    except ImportError:
        raise MissingExtraError("bulk", "a Parquet file", "pyarrow") from None
    target = Path(path)
    beside = target.with_name(f"{target.name}.new")
    count, rows = 0, laid_out(entries)
    try:
        with parquet.ParquetWriter(beside, schema(), compression="zstd") as writer:
            while several := [row for row, _ in zip(rows, range(_ROWS), strict=False)]:
                writer.write_table(_arrow(several))
                count += len(several)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return count


@contextmanager
def parquet_for_a_while(entries: Iterable[Entry], folder: "str | PathLike[str] | None") -> Iterator[str]:
    """Return a Parquet file in a folder of its own that is gone afterwards."""
    with TemporaryDirectory(prefix="timeline-", dir=folder) as made:
        path = str(Path(made) / "story.parquet")
        save_parquet(entries, path)
        yield path
