"""Interchange: the table in which a story goes to an engine: its columns, what each says, and what is wrong with one given."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

from attrs import frozen

from timeline import Entry, When
from timeline._time import BEGINNING
from timeline.bulk._rows import NEITHER
from timeline.codecs import decode
from timeline.errors import EventError, Fault, RecordError

__all__ = ["INTERCHANGE", "InterchangeColumn", "check_kinds", "check_values", "checks", "decoded", "placed", "selected"]

Kind = Literal["text", "integer"]


@frozen
class InterchangeColumn:
    """A column of the table: its name, its kind, what it says, and whether it has to be there.

    Times are whole microseconds since 1970-01-01T00:00:00Z, in columns of 64 bits.
    """

    name: str
    kind: Kind
    means: str
    needed: bool = False


INTERCHANGE: Final = (
    InterchangeColumn("claim", "text", "what the statement is about; NULL in a row of the book-keeping", needed=True),
    InterchangeColumn("source", "text", "who made it", needed=True),
    InterchangeColumn(
        "stance", "integer", "0 affirms, 1 denies, 2 cannot confirm, 3 any other; NULL in a row that is no statement", needed=True
    ),
    InterchangeColumn("said_to", "integer", "the last moment at which it can have been said, inclusive", needed=True),
    InterchangeColumn("known_from", "integer", "when it was recorded", needed=True),
    InterchangeColumn("said_from", "integer", "the first moment at which it can have been said; by default the last"),
    InterchangeColumn("known_to", "integer", "when a correction replaced it, exclusive; NULL where none did"),
    InterchangeColumn("retracted_said", "integer", "when its source took it back; NULL where it did not"),
    InterchangeColumn("retracted_known", "integer", "when that was recorded"),
    InterchangeColumn("party", "text", "for whom the source speaks; by default for itself"),
    InterchangeColumn("office", "text", "in which office; by default in none"),
    InterchangeColumn(
        "told", "integer", "2 where the claim is told from its records, 1 where it is so if derived support counts; else NULL"
    ),
    InterchangeColumn("record", "text", "an entry of the log as a line of JSON"),
)
"""The columns of the table, those first that have to be there."""

_FIRST, _LAST = BEGINNING.order[0] - 1, When("9999-12-31").order[0]
_TEXTS: Final = {"text", "varchar", "string", "large_string", "string_view", "character varying", "char", "character"}
_INTEGERS: Final = {
    "bigint", "integer", "int", "smallint", "tinyint", "long", "short", "byte", "utinyint", "usmallint", "uinteger", "ubigint",
    *(f"{sign}int{size}" for sign in ("", "u") for size in (2, 4, 8, 16, 32, 64)),
}  # fmt: skip
_EMPTY: Final = {"null", '"null"', "void", "unknown", ""}
"""The types of a column in which nothing but NULL stands."""

_TIMES: Final = ("said_to", "said_from", "known_from", "known_to", "retracted_said", "retracted_known")
_NO_TIME: Final = "is out of the calendar; give microseconds since 1970"
_STATEMENT: Final = "claim IS NOT NULL AND stance IS NOT NULL"
_CHECKS: Final = (
    ("stance", "claim IS NOT NULL AND stance IS NULL AND said_to IS NOT NULL", "is missing where something was said"),
    ("claim", "claim IS NULL AND stance IS NOT NULL", "is missing where a stance is taken"),
    ("stance", f"stance < 0 OR stance > {NEITHER}", "is no number from 0 to 3"),
    *((name, f"{_STATEMENT} AND {name} IS NULL", "is missing") for name in ("source", "said_to", "known_from")),
    *((name, f"{name} < {_FIRST} OR {name} > {_LAST}", _NO_TIME) for name in _TIMES),
    ("said_from", "said_from > said_to", "is after said_to"),
    ("known_to", "known_to < known_from", "is before known_from"),
    ("retracted_known", "(retracted_said IS NULL) <> (retracted_known IS NULL)", "does not go with retracted_said"),
    ("source", "claim IS NULL AND source IS NULL AND record IS NULL", "is missing, as are claim and record"),
)


def check_kinds(given: Mapping[str, str], table: str) -> None:
    """Raise `RecordError` with everything that is wrong with the columns of a table; ``given`` are their types by name."""
    faults = [Fault(message, path=name, file=table) for name, message in _wrong_kinds(given)]
    if faults:
        raise RecordError(faults)


def _wrong_kinds(given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for column in INTERCHANGE:
        kind = given.get(column.name)
        if kind is None:
            if column.needed:
                yield column.name, f"is not among the columns; add it: {column.means}"
        elif kind.lower().partition("(")[0].strip() not in (_EMPTY | (_TEXTS if column.kind == "text" else _INTEGERS)):
            wanted = "text" if column.kind == "text" else "whole numbers, and times are microseconds since 1970 in UTC"
            yield column.name, f"has the type {kind}; give {wanted}"


def checks() -> str:
    """Return the text that counts the rows of ``timeline_story`` with each fault."""
    return "SELECT " + ",\n  ".join(f"COUNT(CASE WHEN {wrong} THEN 1 END)" for _, wrong, _ in _CHECKS) + "\nFROM timeline_story"


def check_values(counts: Sequence[int], table: str, others: Iterable[Fault] = ()) -> None:
    """Raise `RecordError` with all faults of a table's rows, as counted by `checks`, and with others that were found."""
    counted = (
        Fault(f"{message}, in {count:,} {'row' if count == 1 else 'rows'}", path=name, file=table)
        for (name, _, message), count in zip(_CHECKS, counts, strict=True)
        if count
    )
    if found := [*counted, *others]:
        raise RecordError(found)


def selected(given: Iterable[str], relation: str) -> str:
    """Return the text that brings a relation with some of the columns into the form of ``timeline_story``, with all of them."""
    there = set(given)
    return f"SELECT {', '.join(_expression(column, column.name in there) for column in INTERCHANGE)} FROM {relation}"


def _expression(column: InterchangeColumn, there: bool) -> str:
    if column.kind == "integer":
        return f"CAST({column.name if there else 'NULL'} AS BIGINT) AS {column.name}"
    return column.name if there else f"NULLIF('', '') AS {column.name}"


def decoded(record: str, claim: str | None, table: str) -> Entry:
    """Return the entry of a record; raises `RecordError` with the claim that it stands with."""
    try:
        return decode(record.encode())
    except RecordError as error:
        raise placed(error, "record" if claim is None else f"record of {claim!r}", table) from None


def placed(error: EventError | RecordError, where: str, table: str) -> RecordError:
    """Return an error with the table that it is in, and where in it; an empty ``where`` leaves the name of the column."""
    inner = [fault.within(where) if where else fault for fault in error.faults]
    return RecordError(Fault(fault.message, path=fault.path, file=table) for fault in inner)
