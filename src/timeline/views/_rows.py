"""Rows: a table as plain dictionaries, which data frames take as it is."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, overload

from attrs import frozen

from timeline.errors import MissingExtraError

__all__ = ["Column", "Rows"]

Kind = Literal["text", "integer", "real", "boolean", "instant"]


@frozen
class Column:
    """A column: its name, its kind, and what it says. An instant is microseconds since 1970 in UTC."""

    name: str
    kind: Kind
    means: str


class Rows:
    """A table: its columns, and its rows as plain dictionaries with these keys; None where nothing is known.

    pandas, Polars, DuckDB and whatever else speaks the Arrow C stream interface take it as it is:
    ``polars.DataFrame(rows)``, ``pandas.DataFrame.from_arrow(rows)`` (which also needs pyarrow),
    ``duckdb.sql("select * from rows")``; instants are then timestamps in UTC. That needs the extra
    `story-timeline[arrow]`; without it `MissingExtraError` is raised.
    It is no `collections.abc.Sequence`, for Polars would read one row by row.
    """

    def __init__(self, columns: Iterable[Column], rows: Iterable[Sequence[Any]]) -> None:
        self.columns = tuple(columns)
        self._rows = tuple(tuple(row) for row in rows)

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> "Rows": ...
    def __getitem__(self, index: int | slice) -> "dict[str, Any] | Rows":
        if isinstance(index, slice):
            return Rows(self.columns, self._rows[index])
        return dict(zip(self.names, self._rows[index], strict=True))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (dict(zip(self.names, row, strict=True)) for row in self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and (self.columns, self._rows) == (other.columns, other._rows)

    def __hash__(self) -> int:
        return hash((self.columns, self._rows))

    def __repr__(self) -> str:
        return f"<Rows: {len(self)} of {', '.join(self.names)}>"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def values(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows as tuples, in the order of the columns."""
        return iter(self._rows)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the rows as an Arrow C stream; raises `MissingExtraError` without the extra `story-timeline[arrow]`."""
        try:
            import nanoarrow
        except ImportError:
            raise MissingExtraError("arrow", "filling a data frame", "nanoarrow") from None
        kinds = {
            "text": nanoarrow.string(),
            "integer": nanoarrow.int64(),
            "real": nanoarrow.float64(),
            "boolean": nanoarrow.bool_(),
            "instant": nanoarrow.timestamp("us", timezone="UTC"),
        }
        schema = nanoarrow.struct({column.name: kinds[column.kind] for column in self.columns})
        children = []
        for place, column in enumerate(self.columns):
            children.append(nanoarrow.c_array([row[place] for row in self._rows], kinds[column.kind]))
        array = nanoarrow.c_array_from_buffers(schema, len(self), [None], children=children)
        return nanoarrow.c_array_stream(array).__arrow_c_stream__(requested_schema)
