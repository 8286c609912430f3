"""StoryTable: the interchange table of a log, in memory, and as a Parquet file."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import islice
from os import PathLike
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from attrs import frozen

from timeline import Entry
from timeline.bulk._interchange import INTERCHANGE
from timeline.bulk._laying import TableRow, laid_out
from timeline.errors import MissingExtraError

if TYPE_CHECKING:
    from pyarrow import Schema, Table

__all__ = ["StoryTable", "parquet", "parquet_for_a_while", "save_parquet", "schema"]

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
        try:
            import pyarrow  # noqa: F401  # to say what is missing
        except ImportError:
            raise MissingExtraError("bulk", "a table of Arrow", "pyarrow") from None
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
    import pyarrow as pa

    columns = list(zip(*rows, strict=True)) or [()] * len(INTERCHANGE)
    fields = schema()
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, fields, strict=True)], schema=fields)


def save_parquet(entries: Iterable[Entry], path: "str | PathLike[str]") -> int:
    """Write the interchange table of a log into a Parquet file, and return the number of its rows.

    The file is written whole, or left as it was. Raises `MissingExtraError` without the extra ``bulk``.
    """
    target = Path(path)
    beside = target.with_name(f".{target.name}.{token_hex(4)}")
    try:
        count = _written(entries, beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return count


def parquet(entries: Iterable[Entry]) -> bytes:
    """Return the interchange table of a log as a Parquet file; raises `MissingExtraError` without the extra ``bulk``."""
    into = BytesIO()
    _written(entries, into)
    return into.getvalue()


def _written(entries: Iterable[Entry], into: Path | BytesIO) -> int:
    try:
        from pyarrow.parquet import ParquetWriter
    except ImportError:
        raise MissingExtraError("bulk", "a Parquet file", "pyarrow") from None
    count, rows = 0, laid_out(entries)
    with ParquetWriter(into, schema(), compression="zstd") as writer:
        while several := [*islice(rows, _ROWS)]:
            writer.write_table(_arrow(several))
            count += len(several)
    return count


@contextmanager
def parquet_for_a_while(entries: Iterable[Entry], folder: "str | PathLike[str] | None") -> Iterator[str]:
    """Return a Parquet file in a folder of its own that is gone afterwards."""
    with TemporaryDirectory(prefix="timeline-", dir=folder) as made:
        path = str(Path(made) / "story.parquet")
        save_parquet(entries, path)
        yield path
