"""Sheet: the rows of one claim in columns, as a value and as bytes.

The voices of a claim stand one after the other, each voice's rows in the order of statements; the rows that displace
nothing, whoever said them, make one voice of nobody, the last. What few rows have is kept by row.
"""

import json
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from struct import Struct
from typing import Final, TypeAlias

from attrs import evolve, field, frozen

from timeline._family import Family
from timeline.bulk._book import Book
from timeline.bulk._rows import DENY, ENDLESS, NEITHER, Row, in_order, is_plain, place, rows_of

__all__ = [
    "BYTES_FORMAT",
    "HAPPENS",
    "HARD",
    "HEAD",
    "LAST",
    "NOBODY",
    "TYPECODES",
    "Rank",
    "Sheet",
    "ids",
    "one_each",
    "spans",
    "two_each",
]

NOBODY: Final = -1
"""The number that stands for the source of what displaces nothing."""

Rank: TypeAlias = tuple[int, int, int]
"""What claims are listed by: introduced, related or spoken of; the time it was first so named; the place in the log."""
LAST: Final[Rank] = (9, ENDLESS, 0)
"""The rank of a claim that nobody named."""

BYTES_FORMAT: Final = f"1 {sys.byteorder}"
"""How the bytes are laid out; a file from a machine that writes numbers the other way round has another."""

HEAD: Final = Struct("<qBqqB5I")
_ONE: Final = Struct("<Iq")
_TWO: Final = Struct("<Iqq")
HARD, HAPPENS = 1, 2

Ints: TypeAlias = "array[int]"


@frozen(eq=False, kw_only=True)
class Sheet:
    """The columns of one claim; times in microseconds."""

    known: int = ENDLESS
    """When the claim was first named."""
    rank: Rank = LAST
    hard: bool = False
    """Whether rows are not enough: then there are none."""
    happens: bool = False
    """Whether an affirmation says when it happened."""
    amending: tuple[str, ...] = ()
    """The ids of all that amends its reports."""
    latest: Ints = field(factory=lambda: array("q"))
    known_from: Ints = field(factory=lambda: array("q"))
    stance: Ints = field(factory=lambda: array("b"))
    count: Ints = field(factory=lambda: array("I"))
    """How many rows each voice has."""
    source: Ints = field(factory=lambda: array("i"))
    """Whose voice it is, by number."""
    earliest: Mapping[int, int] = field(factory=dict)
    """The beginning of ``said`` where it is not its end, by row."""
    known_to: Mapping[int, int] = field(factory=dict)
    """When a correction replaced it, by row."""
    retracted: Mapping[int, tuple[int, int]] = field(factory=dict)
    """From when it no longer counts, said and recorded, by row."""

    def told(self, families: Iterable[Family], book: Book) -> "Sheet":
        """Return the sheet of these reports with their amendments and of no other."""
        given = tuple(families)
        rows, hard = rows_of(given)
        linked = any(name in book.linked for family in given for name in family.versions)
        return self.emptied() if hard or linked else self.with_all(rows, book.sources)

    def with_all(self, rows: Iterable[Row], numbers: Mapping[str, int]) -> "Sheet":
        """Return the sheet with these rows and no other; hard where they are not enough. ``numbers`` are those of sources."""
        told = sorted(rows, key=place)
        if not is_plain(told):
            return self.emptied()
        voices: dict[int, list[Row]] = {}
        for row in told:
            voices.setdefault(NOBODY if row.stance == NEITHER else numbers[row.source], []).append(row)
        return self._of(voices, any(row.happened for row in told))

    def and_then(self, rows: Iterable[Row], numbers: Mapping[str, int]) -> "Sheet":
        """Return the sheet with more rows, of reports that nothing amends; only their voices are looked at."""
        new = sorted(rows, key=place)
        happens = self.happens or any(row.happened for row in new)
        denies = DENY in self.stance or any(row.stance == DENY for row in new)
        if not is_plain(new) or (happens and denies):
            return self.emptied()
        voices = dict(self._voices())
        said = {NOBODY if row.stance == NEITHER else numbers[row.source] for row in new}
        for row in new:
            voices.setdefault(NOBODY if row.stance == NEITHER else numbers[row.source], []).append(row)
        for source in said:
            voices[source].sort(key=place)
            if source != NOBODY and not in_order(voices[source]):
                return self.emptied()
        return self._of(voices, happens)

    def emptied(self) -> "Sheet":
        """Return the sheet of a claim that rows are not enough for."""
        return Sheet(known=self.known, rank=self.rank, hard=True, amending=self.amending)

    def pack(self) -> bytes:
        """Return the sheet as bytes."""
        more = json.dumps(self.amending, ensure_ascii=False).encode() if self.amending else b""
        counts = len(self.latest), len(self.count), len(self.earliest), len(self.known_to), len(self.retracted)
        kind, first, nth = self.rank
        head = HEAD.pack(self.known, kind, first, nth, HARD * self.hard | HAPPENS * self.happens, *counts)
        columns = [column.tobytes() for column in (self.latest, self.known_from, self.stance, self.count, self.source)]
        few = [_ONE.pack(*pair) for part in (self.earliest, self.known_to) for pair in part.items()]
        few += [_TWO.pack(row, *times) for row, times in self.retracted.items()]
        return b"".join([head, *columns, *few, more])

    @classmethod
    def unpack(cls, data: bytes) -> "Sheet":
        """Return the sheet of its bytes."""
        known, kind, first, nth, flags, *counts = HEAD.unpack_from(data)
        a, b, c, d, e, f, g, h = spans(*counts)
        return cls(
            known=known,
            rank=(kind, first, nth),
            hard=bool(flags & HARD),
            happens=bool(flags & HAPPENS),
            amending=ids(data[h:]),
            latest=array(TYPECODES["latest"], data[HEAD.size : a]),
            known_from=array(TYPECODES["known_from"], data[a:b]),
            stance=array(TYPECODES["stance"], data[b:c]),
            count=array(TYPECODES["count"], data[c:d]),
            source=array(TYPECODES["source"], data[d:e]),
            earliest=one_each(data[e:f]),
            known_to=one_each(data[f:g]),
            retracted=two_each(data[g:h]),
        )

    def _of(self, voices: Mapping[int, list[Row]], happens: bool) -> "Sheet":
        made = Sheet(known=self.known, rank=self.rank, happens=happens, amending=self.amending)
        earliest: dict[int, int] = {}
        known_to: dict[int, int] = {}
        retracted: dict[int, tuple[int, int]] = {}
        for source, rows in sorted(voices.items(), key=_nobody_last):
            for number, row in enumerate(rows, len(made.latest)):
                made.latest.append(row.latest)
                made.known_from.append(row.known_from)
                made.stance.append(row.stance)
                if row.earliest < row.latest:
                    earliest[number] = row.earliest
                if row.known_to < ENDLESS:
                    known_to[number] = row.known_to
                if row.retracted is not None:
                    retracted[number] = row.retracted
            made.count.append(len(rows))
            made.source.append(source)
        return evolve(made, earliest=earliest, known_to=known_to, retracted=retracted)

    def _voices(self) -> Iterator[tuple[int, list[Row]]]:
        """Yield the rows again, by voice; of those of one moment the ids are not known, and not asked for."""
        ends = accumulate(self.count)
        for source, count, end in zip(self.source, self.count, ends, strict=True):
            yield source, [self._row(row) for row in range(end - count, end)]

    def _row(self, row: int) -> Row:
        latest = self.latest[row]
        return Row(
            latest=latest,
            earliest=self.earliest.get(row, latest),
            id="",
            source="",
            stance=self.stance[row],
            known_from=self.known_from[row],
            known_to=self.known_to.get(row, ENDLESS),
            retracted=self.retracted.get(row),
        )


def _nobody_last(voice: tuple[int, list[Row]]) -> bool:
    return voice[0] == NOBODY


TYPECODES: Final = {"latest": "q", "known_from": "q", "stance": "b", "count": "I", "source": "i"}
"""The columns of a sheet, in the order in which their bytes stand, and the type of each."""


def spans(rows: int, voices: int, earliest: int, known_to: int, retracted: int) -> tuple[int, ...]:
    """Return where the parts of a sheet's bytes end: the five columns, then what few rows have, three times; and the rest
    begins.
    """
    a = HEAD.size + 8 * rows
    b = a + 8 * rows
    c = b + rows
    d = c + 4 * voices
    e = d + 4 * voices
    f = e + 12 * earliest
    g = f + 12 * known_to
    return a, b, c, d, e, f, g, g + 20 * retracted


def one_each(data: bytes, begin: int = 0) -> dict[int, int]:
    """Return what few rows have, one moment each, by row; rows count from ``begin``."""
    return {begin + row: when for row, when in _ONE.iter_unpack(data)}


def two_each(data: bytes, begin: int = 0) -> dict[int, tuple[int, int]]:
    """Return what few rows have, two moments each, by row; rows count from ``begin``."""
    return {begin + row: (said, recorded) for row, said, recorded in _TWO.iter_unpack(data)}


def ids(data: bytes) -> tuple[str, ...]:
    """Return the ids at the end of a sheet's bytes."""
    return tuple(json.loads(data)) if data else ()
