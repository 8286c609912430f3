"""By record: the statuses of claims from their rows of a table, folded as a story is; rows, or batches of Arrow, come and go.

It travels to the machines of a cluster, and so holds plain values only.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from timeline import Entry, PolicyLike, Report, Retraction, Stance, State, fold
from timeline._desk import Desk
from timeline._state import told_by
from timeline._telling import Telling
from timeline._time import BEGINNING, When
from timeline.bulk._interchange import decoded, placed
from timeline.bulk._rows import AFFIRM, DENY, NOT_CONFIRM
from timeline.bulk._speakers import desk_at
from timeline.bulk._statuses import CODES
from timeline.bulk._texts import RECORD_COLUMNS
from timeline.codecs import decode, encode
from timeline.errors import EventError

if TYPE_CHECKING:
    from pyarrow import RecordBatch

__all__ = ["ByRecord", "rows_in"]

_STANCES: Final = {AFFIRM: Stance.AFFIRM, DENY: Stance.DENY, NOT_CONFIRM: Stance.NOT_CONFIRM}
_BATCH: Final = 4_096


@frozen(kw_only=True)
class ByRecord:
    """A pair of cuts and a policy, to tell claims by, with the book-keeping as lines of JSON."""

    as_of: int
    known_at: int
    policy: PolicyLike
    notes: tuple[bytes, ...] = ()
    table: str = ""
    """What the table is called in errors."""

    @classmethod
    def of(cls, as_of: int, known_at: int, policy: PolicyLike, notes: Iterable[Entry], table: str) -> "ByRecord":
        """Return it with the book-keeping as entries."""
        lines = tuple(encode(entry) for entry in notes)
        return cls(as_of=as_of, known_at=known_at, policy=policy, notes=lines, table=table)

    def statuses(self, rows: Iterable[Sequence[Any]]) -> Iterator[tuple[str, int]]:
        """Yield claims with the numbers of their statuses; ``rows`` have the columns of `RECORD_COLUMNS`, claim by claim."""
        desk = self._desk
        for claim, told in groupby(rows, key=itemgetter(0)):
            yield claim, self._status(claim, told, desk)

    def batches(self, batches: Iterable["RecordBatch"]) -> Iterator["RecordBatch"]:
        """Yield batches of Arrow with the columns ``claim`` and ``status``, from batches of rows, claim by claim.

        The rows of a claim may go on from one batch into the next.
        """
        import pyarrow as pa

        found = self.statuses(rows_in(batches))
        schema = pa.schema([("claim", pa.string()), ("status", pa.int32())])
        while several := [*islice(found, _BATCH)]:
            yield pa.RecordBatch.from_arrays([pa.array(column) for column in zip(*several, strict=True)], schema=schema)

    @cached_property
    def _desk(self) -> Desk:
        return desk_at(map(decode, self.notes), self.known_at)

    def _status(self, claim: str, rows: Iterable[Sequence[Any]], desk: Desk) -> int:
        entries = (entry for number, row in enumerate(rows) for entry in self._entries(row, number))
        known = fold(entry for entry in entries if entry.recorded_us <= self.known_at)
        state = State({entry.id: entry for entry in told_by(known, self.as_of)}, desk=desk)
        return CODES[Telling.of(state, claim, self.policy).whole().status()]

    def _entries(self, row: Sequence[Any], number: int) -> Iterator[Entry]:
        """Yield the entry whose record a row has; of one without, the report that it states, and that this was taken back."""
        claim, source, stance, said_from, said_to, known_from, known_to, retracted_said, retracted_known, record = row
        if record is not None:
            yield decoded(record, claim, self.table)
        elif stance is not None and (known_to is None or known_to > self.known_at):
            said = _stretch(said_to if said_from is None else said_from, said_to)
            ident, stated = f"row {number}", _STANCES.get(stance, Stance.QUERY)
            try:
                report = Report(source=source, claim=claim, stance=stated, said=said, id=ident)
            except EventError as error:
                raise placed(error, f"row of {claim!r}", self.table) from None
            yield Entry(event=report, recorded=When.at(known_from))
            if retracted_said is not None:
                event = Retraction(source=source, of=ident, said=When.at(retracted_said), id=f"{ident} retracted")
                yield Entry(event=event, recorded=When.at(retracted_known))


def rows_in(batches: Iterable["RecordBatch"]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of batches of Arrow with the columns of `RECORD_COLUMNS`."""
    for batch in batches:
        yield from zip(*(batch.column(name).to_pylist() for name in RECORD_COLUMNS), strict=True)


def _stretch(earliest: int, latest: int) -> When:
    """Return a stretch of time; what it is called matters to nobody who asks for a status."""
    said = When.at(latest)
    if earliest < latest:
        object.__setattr__(said, "earliest_us", None if earliest < BEGINNING.order[0] else earliest)
    return said
